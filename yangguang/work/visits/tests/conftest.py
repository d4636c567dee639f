from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.work.visits.salts import Salts


@pytest.fixture
def org(db) -> Organisation:
    return Organisation.add(
        code="440404", name="珠海市金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def clerk(org) -> Person:
    return _official("clerk", org)


@pytest.fixture
def stranger(org) -> Person:
    neighbour = Organisation.add(
        code="440403", name="邻区人民政府", short_name="邻区府", kind=Organisation.Kind.GOVERNMENT
    )
    return _official("stranger", neighbour)


def _official(username: str, org: Organisation) -> Person:
    person = Person.objects.create_user(username, name=username)
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1), oversees=True)
    return person


@pytest.fixture
def salts(tmp_path) -> Salts:
    return Salts(tmp_path / "salts")


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "access.log"


@pytest.fixture
def enter(client) -> Callable:
    """Return how somebody signs in."""

    def enters(person: Person):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters
