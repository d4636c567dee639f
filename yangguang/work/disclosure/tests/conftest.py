from collections.abc import Callable
from datetime import date

import pytest

from yangguang.core.cases import versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest, Practice
from yangguang.work.disclosure.tests.office import ROLES, VALUES, at


@pytest.fixture
def org() -> Organisation:
    district = Organisation.add(
        code="440404", name="珠海市金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )
    return Organisation.add(
        code="440404-03",
        name="金湾区教育局",
        short_name="金湾教育",
        kind=Organisation.Kind.AGENCY,
        parent=district,
        disclosure_office="金湾区教育局办公室",
        review_body="珠海市金湾区人民政府",
        court="珠海市金湾区人民法院",
    )


@pytest.fixture
def staff(org) -> dict[str, Person]:
    people = {}
    for username, (name, roles) in ROLES.items():
        people[username] = Person.objects.create_user(username, f"{username}@example.cn", None, name=name)
        for role in roles:
            Post.objects.create(org=org, person=people[username], role=role, since=date(2021, 1, 1))
    Practice.objects.create(
        org=org,
        since=date(2021, 1, 1),
        tariff="by_page",
        review_online="https://review.example.cn/",
        decided_by=people["head"],
        decided_at=at("2021-01-01"),
    )
    versions.publish_declared(org=org, effective_on=date(2021, 1, 1), by=people["head"], at=at("2021-01-01"))
    return people


@pytest.fixture
def clerk(staff) -> Person:
    return staff["clerk"]


@pytest.fixture
def stranger(staff) -> Person:
    return Person.objects.create_user("stranger", "stranger@example.cn", None, name="外人")


@pytest.fixture
def handed_in(org, clerk) -> Callable[..., DisclosureRequest]:
    """Return how a request is handed in at the counter on a day."""

    def hand_in(day: str, **values) -> DisclosureRequest:
        said = {**VALUES, **values, "channel": "in_person", "arrived_on": date.fromisoformat(day)}
        return actions.take_in(org, values=said, by=clerk, at=at(day))

    return hand_in
