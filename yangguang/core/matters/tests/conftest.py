from datetime import date

import pytest

from yangguang.core.matters import actions
from yangguang.core.matters.models import Catalogue
from yangguang.core.matters.tests.rows import at, entry
from yangguang.core.orgs.models import Organisation, Person, Post

BEGINS = date(2021, 1, 1)


@pytest.fixture
def district() -> Organisation:
    return Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def bureau(district) -> Organisation:
    return Organisation.add(
        code="440404-03",
        name="金湾区教育局",
        short_name="金湾教育",
        kind=Organisation.Kind.AGENCY,
        parent=district,
        address="金湾区示范路3号",
        phone="0756-5550003",
        hours="工作日 8:30—12:00",
        disclosure_office="金湾区教育局办公室",
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


def _post(username: str, name: str, org: Organisation, role: str) -> Person:
    person = Person.objects.create_user(username, name=name)
    Post.objects.create(org=org, person=person, role=role, since=BEGINS)
    return person


@pytest.fixture
def clerk(district) -> Person:
    """Return who keeps the district's catalogues."""
    return _post("clerk", "林晓", district, "公开工作机构")


@pytest.fixture
def teacher(bureau) -> Person:
    """Return who keeps the bureau's guide."""
    return _post("teacher", "何平", bureau, "公开工作机构负责人")


@pytest.fixture
def townswoman(town) -> Person:
    """Return who keeps the town's catalogues."""
    return _post("townswoman", "吴越", town, "公开工作机构")


@pytest.fixture
def stranger(district) -> Person:
    """Return somebody of another district, who holds the right post there."""
    elsewhere = Organisation.add(code="440403", name="邻区人民政府", short_name="邻区府", kind="government")
    return _post("stranger", "外人", elsewhere, "公开工作机构")


@pytest.fixture
def catalogue(district, bureau, clerk) -> Catalogue:
    """Return a catalogue of three items, the second and third at the level of towns, the third compulsory."""
    entries = [
        entry(1, "政策文件", "法律法规", levels="county"),
        entry(2, "政策文件", "规范性文件", levels="county town"),
        entry(3, "招生管理", "学区划分", levels="county town"),
    ]
    return actions.adopt_catalogue(
        district,
        title="义务教育领域基层政务公开标准目录",
        kind="standard",
        field="义务教育",
        edition="2023年版",
        adopted_on=date(2023, 1, 1),
        entries=entries,
        compulsory=[3],
        by=clerk,
        at=at("2023-01-03"),
    )
