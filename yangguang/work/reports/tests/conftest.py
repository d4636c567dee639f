from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.statutory import Tables
from yangguang.work.reports import building
from yangguang.work.reports.tests.district import Staff, appoint, everybody, found_offices, taken_back


@pytest.fixture(scope="module")
def offices(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A district with an agency and a town, and the district next door; they are taken back after a module.

    The same people do the same in all four offices, and see what is below each.
    """
    with taken_back(django_db_blocker):
        found_offices()
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
