from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.search import actions
from yangguang.core.search.entries import Entry, Kind
from yangguang.core.search.tests.shelf import SHELF


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    """Keep the index of each test in a folder of its own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def district(db) -> Organisation:
    return Organisation.add(
        code="440404", name="珠海市金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def bureau(district) -> Organisation:
    return Organisation.add(
        code="440404-03",
        name="金湾区教育局",
        short_name="金湾教育",
        kind=Organisation.Kind.AGENCY,
        parent=district,
    )


@pytest.fixture
def town(district) -> Organisation:
    return Organisation.add(
        code="440404100",
        name="三灶镇人民政府",
        short_name="三灶府",
        kind=Organisation.Kind.TOWN,
        parent=district,
    )


def _official(username: str, name: str, org: Organisation) -> Person:
    person = Person.objects.create_user(username, name=name, is_staff=True)
    Post.objects.create(org=org, person=person, role="经办", since=date(2021, 1, 1))
    return person


@pytest.fixture
def editor(district) -> Person:
    return _official("editor", "林晓", district)


@pytest.fixture
def teacher(bureau) -> Person:
    """Somebody of the education bureau."""
    return _official("teacher", "何平", bureau)


@pytest.fixture
def stranger(town) -> Person:
    """Somebody of the town, who has no business in the bureau."""
    return _official("stranger", "外人", town)


@pytest.fixture
def put(district) -> Callable[..., Entry]:
    """Return how an entry is put where it can be found; only what matters need be said."""

    def puts(title: str, text: str = "", **said) -> Entry:
        entry = Entry(
            **{
                "key": f"test:{title}",
                "org_id": district.pk,
                "kind": Kind.PAGE,
                "title": title,
                "text": text,
                "url": f"/pages/{title}/",
                **said,
            }
        )
        actions.put(entry)
        actions.refresh()
        return entry

    return puts


@pytest.fixture
def shelf(district) -> None:
    """A small library of one invented district."""
    actions.put_all(each(district.pk) for each in SHELF)
    actions.refresh()
