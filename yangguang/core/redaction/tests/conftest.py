from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from yangguang.core.files.actions import keep
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.redaction import actions
from yangguang.core.redaction.models import Redaction
from yangguang.core.redaction.rules import Ground

AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
GROUNDS = [
    Ground("privacy", "个人隐私", "政府信息公开条例第十五条"),
    Ground("internal", "内部事务信息", "政府信息公开条例第十六条第一款"),
]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return settings.HOME


@pytest.fixture
def org() -> Organisation:
    return Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def clerk(org) -> Person:
    person = Person.objects.create_user("clerk", name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


@pytest.fixture
def stranger(org) -> Person:
    """Somebody who holds a post in another district."""
    elsewhere = Organisation.add(code="440403", name="邻区人民政府", short_name="邻区府", kind="government")
    person = Person.objects.create_user("stranger", name="外人")
    Post.objects.create(org=elsewhere, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


@pytest.fixture
def begun(org, clerk) -> Callable[..., Redaction]:
    """Return how a file is kept and its redaction begun."""

    def begins(content: bytes, name: str = "低保审批表.pdf") -> Redaction:
        file = keep(org, name=name, content=content, by=clerk, at=AT)
        return actions.begin(file, grounds=GROUNDS, belongs_to="申请 2024-1", by=clerk, at=AT)

    return begins
