from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from yangguang.core.law import actions
from yangguang.core.law.models import Import
from yangguang.core.law.tests.laws import LIBRARY, written
from yangguang.core.orgs.models import Organisation, Person, Post

NOW = datetime(2024, 7, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    """Keep the index of each test in a folder of its own."""
    settings.HOME = tmp_path / "home"
    return tmp_path


@pytest.fixture
def district(db) -> Organisation:
    return Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def clerk(district) -> Person:
    person = Person.objects.create_user("clerk", name="林晓", is_staff=True)
    Post.objects.create(org=district, person=person, role="经办", since=date(2021, 1, 1))
    return person


@pytest.fixture
def imports(district, clerk, tmp_path) -> Callable[..., Import]:
    """Return how lines are imported as a file."""

    def reads(*rows, **given) -> Import:
        path = written(tmp_path, *rows)
        return actions.import_laws(path, **{"org": district, "by": clerk, "at": NOW, **given})

    return reads


@pytest.fixture
def library(imports) -> Import:
    """A small library, imported."""
    return imports(*LIBRARY, checked_to=date(2024, 5, 31))
