from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from yangguang.core.cases import versions
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.statutory import Tables
from yangguang.work.disclosure.tests.office import ROLES, at
from yangguang.work.reports import building
from yangguang.work.reports.tests.district import Staff, appoint, everybody, taken_back

Kind = Organisation.Kind


@pytest.fixture(scope="module")
def offices(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A district with an agency and a town, and the district next door; they are taken back after a module.

    The same people do the same in all four offices, and see what is below each.
    """
    with taken_back(django_db_blocker):
        district = _add("440404", "珠海市金湾区人民政府", "金湾府", Kind.GOVERNMENT, None)
        education = _add("440404-03", "金湾区教育局", "金湾教育", Kind.AGENCY, district)
        town = _add("440404100", "三灶镇人民政府", "三灶府", Kind.TOWN, district)
        neighbour = _add("440403", "珠海市斗门区人民政府", "斗门府", Kind.GOVERNMENT, None)
        people = {key: Person.objects.create_user(key, name=name) for key, (name, _) in ROLES.items()}
        for org in (district, education, town, neighbour):
            for key, (_, roles) in ROLES.items():
                for role in roles:
                    appoint(people[key], org, role, oversees=True)
        head = people["head"]
        versions.publish_declared(org=district, effective_on=date(2021, 1, 1), by=head, at=at("2021-01-01"))
        yield


@pytest.fixture
def district(offices, db) -> Organisation:
    return Organisation.objects.get(code="440404")


@pytest.fixture
def education(offices, db) -> Organisation:
    return Organisation.objects.get(code="440404-03")


@pytest.fixture
def town(offices, db) -> Organisation:
    return Organisation.objects.get(code="440404100")


@pytest.fixture
def neighbour(offices, db) -> Organisation:
    return Organisation.objects.get(code="440403")


@pytest.fixture
def staff(offices, db) -> Staff:
    return everybody()


@pytest.fixture
def colleague(education) -> Person:
    """Somebody of the agency alone."""
    person = Person.objects.create_user("colleague", name="郑明")
    appoint(person, education, "公开工作机构")
    return person


@pytest.fixture
def stranger(neighbour) -> Person:
    """Somebody who holds a post in the district next door and oversees all below it."""
    person = Person.objects.create_user("stranger", name="外人")
    appoint(person, neighbour, "公开工作机构负责人", oversees=True)
    return person


@pytest.fixture
def enter(client) -> Callable[[Person], Client]:
    """Return how somebody signs in."""

    def enters(person: Person) -> Client:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters


@pytest.fixture
def counted() -> Callable[[Organisation, int], Tables]:
    """Return how the tables of an organisation, with all below it, are counted for a year."""
    return lambda org, year=2023: building.count(org.subtree(), year)


def _add(code: str, name: str, short: str, kind: str, parent: Organisation | None) -> Organisation:
    return Organisation.add(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        parent=parent,
        address="珠海市金湾区金鑫路9号",
        postcode="519040",
        phone="0756-7262600",
        email="zwgk@example.cn",
        disclosure_office=f"{name}办公室",
        review_body="珠海市人民政府",
        court="珠海市金湾区人民法院",
    )
