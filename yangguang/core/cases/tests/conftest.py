from datetime import date

import pytest

from yangguang.core.cases import calendar, workdays
from yangguang.core.cases.models import Case, ProcessVersion
from yangguang.core.cases.tests.trial import (
    PEOPLE,
    SIGNING,
    TRIAL,
    done,
    employed,
    opened,
    published,
)
from yangguang.core.orgs.models import Organisation, Person, Post


@pytest.fixture(autouse=True)
def _calendars_anew():
    """A test begins with an empty database; what was read from the one before must not stay."""
    workdays._of_organisation.cache_clear()
    yield
    workdays._of_organisation.cache_clear()


@pytest.fixture
def district(db) -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def org(district) -> Organisation:
    return Organisation.add(
        code="440404-05", name="金湾区审批局", short_name="金湾审批", kind="agency", parent=district
    )


@pytest.fixture
def neighbour(district) -> Organisation:
    return Organisation.add(
        code="440404-06", name="金湾区水务局", short_name="金湾水务", kind="agency", parent=district
    )


@pytest.fixture
def staff(org) -> dict[str, Person]:
    people = {}
    for username, (name, roles) in PEOPLE.items():
        people[username] = Person.objects.create_user(username, f"{username}@example.cn", None, name=name)
        for role in roles:
            Post.objects.create(org=org, person=people[username], role=role, since=date(2021, 1, 1))
    return people


@pytest.fixture
def stranger(neighbour) -> Person:
    """Somebody with the same posts in another organisation."""
    return employed("外人", neighbour, *{role for _, roles in PEOPLE.values() for role in roles})


@pytest.fixture
def trial(org, staff) -> ProcessVersion:
    return published(TRIAL, org=org)


@pytest.fixture
def case(org, staff, trial) -> Case:
    """A case received on Friday 2024-03-01; its reply is due on 2024-03-29, after twenty working days."""
    return opened(org, staff["window"])


@pytest.fixture
def examining(case, staff) -> Case:
    done(case, "register", staff["window"], "2024-03-01")
    return case


@pytest.fixture
def parallel(examining, staff) -> Case:
    """A case in both of its branches."""
    done(examining, "examine", staff["officer"], "2024-03-04", "accept")
    return examining


@pytest.fixture
def signing(org, staff):
    """Return how a document is sent to be signed by three heads, in one of the four ways."""

    def send(way: str) -> Case:
        published(SIGNING.replace('sign="all"', f'sign="{way}"'), org=org)
        return opened(org, staff["window"], key="signing")

    return send


@pytest.fixture
def archiving(org, staff) -> Case:
    """A case that was answered on 2024-03-05, by an edition that has one more step after the answer."""
    last = '<bpmn:sequenceFlow id="f_end" sourceRef="answer" targetRef="end"/>'
    onward = """<bpmn:userTask id="archive" name="归档"/>
    <bpmn:sequenceFlow id="f_archive" sourceRef="answer" targetRef="archive"/>
    <bpmn:sequenceFlow id="f_end" sourceRef="archive" targetRef="end"/>"""
    lane = "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>"
    longer = TRIAL.replace(last, onward).replace(lane, lane + "<bpmn:flowNodeRef>archive</bpmn:flowNodeRef>")
    published(longer, org=org)
    case = opened(org, staff["window"])
    done(case, "register", staff["window"], "2024-03-01")
    done(case, "examine", staff["officer"], "2024-03-04", "reject")
    done(case, "answer", staff["window"], "2024-03-05")
    return case


@pytest.fixture
def days(db) -> None:
    calendar.fill_days()
