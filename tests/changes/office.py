"""A small district with a library of law, two organisations whose catalogues stand on it, and who checks that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.publishing.newsroom import at
from yangguang.core.cases import calendar, versions
from yangguang.core.cases.models import Day
from yangguang.core.law import actions as law
from yangguang.core.law import corpus
from yangguang.core.law.models import Instrument
from yangguang.core.law.tests.laws import LIBRARY, written
from yangguang.core.matters import actions as matters
from yangguang.core.matters.models import Catalogue
from yangguang.core.matters.tests.rows import entry
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.work.changes import actions
from yangguang.work.changes.models import Change, Checklist

ROADS = "云东省道路条例"
BASIS = "云东省人大常委会公告第12号第二条。"


@dataclass
class Office:
    """The district and one of its bureaus, the two who check law there, and the law that will change."""

    district: Organisation
    bureau: Organisation
    keeper: Person
    checker: Person
    roads: Instrument

    def enter(self, **said: Any) -> Change:
        given = {
            "on": date(2024, 9, 1),
            "how": "repealed",
            "basis": BASIS,
            "by": self.keeper,
            "org": self.district,
            "at": at("2024-07-01"),
        }
        return actions.enter_change(self.roads, **{**given, **said})

    def settle(self, checklist: Checklist, **said: Any) -> Checklist:
        whose = self.keeper if checklist.org_id == self.district.pk else self.checker
        given = {
            "entries": list(checklist.entries.values_list("pk", flat=True)), "decision": "right",
            "reason": "改按新条例第二条，要求相同。", "by": whose, "at": at("2024-07-02"),
        }  # fmt: skip
        return actions.settle(checklist, **{**given, **said})


def office(folder: Path) -> Office:
    """Return the office, with the library in force."""
    district = Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT,
        disclosure_office="金湾区人民政府办公室",
    )  # fmt: skip
    bureau = Organisation.add(
        code="440404-03",
        name="金湾区交通局",
        short_name="金湾交通",
        kind=Organisation.Kind.AGENCY,
        parent=district,
    )
    admin = Person.objects.create_superuser("admin", password=None, name="管理员", email="")
    if not Day.objects.exists():
        calendar.fill_days()
    began = at("2023-01-02")
    versions.publish_declared(org=district, effective_on=date(2020, 1, 1), by=admin, at=began)
    _import(folder, district, admin, began)
    keeper = _person("keeper", "罗法规", district, "法规核对", "公开工作机构")
    checker = _person("checker", "何核对", bureau, "法规核对", "公开工作机构")
    _catalogue(district, keeper, ["《云东省道路条例》第二条", "《云东省道路条例》", "《云东省水井办法》"])
    _catalogue(bureau, checker, ["《云东省道路条例》第二条、第三条"])
    return Office(district, bureau, keeper, checker, Instrument.objects.get(key=corpus.key_of_title(ROADS)))


def _import(folder: Path, district: Organisation, by: Person, when: datetime) -> None:
    path = written(folder, *LIBRARY)
    law.import_laws(path, org=district, by=by, at=when, checked_to=date(2022, 12, 31))


def _catalogue(org: Organisation, by: Person, bases: list[str]) -> Catalogue:
    entries = [
        entry(number, "道路管理", f"第{number}项", bases=basis, publisher=org.name)
        for number, basis in enumerate(bases, 1)
    ]
    said = {"title": f"{org.short_name}公开目录", "kind": "basic", "edition": "2023年版"}
    return matters.adopt_catalogue(
        org, **said, adopted_on=date(2023, 1, 1), entries=entries, by=by, at=at("2023-01-03")
    )


def _person(username: str, name: str, org: Organisation, *roles: str) -> Person:
    person = Person.objects.create_user(username, name=name, is_staff=True)
    for role in roles:
        Post.objects.create(org=org, person=person, role=role, since=date(2021, 1, 1))
    return person
