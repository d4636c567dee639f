"""An office that publishes: its site, its columns, an author, and a person for each of the six levels."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from PIL import Image

from yangguang.core.cases import calendar, versions
from yangguang.core.cases.models import Day, Step
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.publishing import actions
from yangguang.core.publishing.models import OfficialPage, Picture, Publication
from yangguang.core.publishing.rules import BY_NODE, LEVELS
from yangguang.work.portal.actions import open_column, open_site
from yangguang.work.portal.pages import Article, Column, Home

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Return a moment in the office: `2024-03-01` is ten in the morning of that day."""
    moment = datetime.fromisoformat(text)
    return moment.replace(hour=moment.hour or 10, tzinfo=SHANGHAI)


@dataclass
class Newsroom:
    """The people and places of an office that publishes."""

    org: Organisation
    admin: Person
    home: Home
    news: Column
    author: Person
    reviewers: dict[str, Person] = field(default_factory=dict)

    def write(
        self, title: str = "春耕备耕工作有序推进", words: str = "<p>各镇春耕备耕有序推进。</p>", **values: Any
    ) -> Any:
        """Return a draft that the author has saved."""
        kind = values.pop("kind", Article)
        column = values.pop("column", self.news)
        values.setdefault("body", [("text", words)])
        page = kind(
            title=title,
            slug=f"p{OfficialPage.objects.count()}",
            org=self.org,
            owner=self.author,
            live=False,
            **values,
        )
        OfficialPage.objects.get(pk=column.pk).add_child(instance=page)
        page.save_revision(user=self.author)
        return page

    def submit(self, page: Any, when: str = "2024-03-01") -> Publication:
        return actions.submit(page, by=self.author, at=at(when))

    def sign(self, page: Any, node: str, when: str = "2024-03-02", **values: Any) -> Publication:
        step = self.step(page, node)
        values = {"outcome": "passed", "checks": BY_NODE[node].checks, "by": self.reviewers[node], **values}
        return actions.sign(step, at=at(when), **values)

    def step(self, page: Any, node: str) -> Step:
        case = Publication.objects.get(page=page.pk).case
        return Step.objects.get(case=case, node=node, state=Step.State.OPEN)

    def sign_all(self, page: Any, when: str = "2024-03-02", upto: str = "") -> Publication:
        """Let the six sign one after the other, up to but not including the level `upto`."""
        publication = Publication.objects.get(page=page.pk)
        for level in LEVELS:
            if level.node == upto:
                break
            publication = self.sign(page, level.node, when)
        return publication

    def publish(self, page: Any, when: str = "2024-03-01") -> Publication:
        self.submit(page, when)
        return self.sign_all(page, when)

    def revise(self, page: Any, words: str, by: Person) -> Any:
        """Save a new revision with other words."""
        draft = page.get_latest_revision_as_object()
        draft.body = [("text", words)]
        return draft.save_revision(user=by)


def newsroom(code: str = "440404", name: str = "金湾区人民政府") -> Newsroom:
    """Return an office with its site; the first one sets the process up, too."""
    org = Organisation.add(
        code=code, name=name, short_name=name[:2], kind=Organisation.Kind.GOVERNMENT,
        credit_code=f"11{code}MB000000{code[-1]}X"[:18],
    )  # fmt: skip
    admin = Person.objects.create_superuser(f"admin{code}", password=None, name="管理员", email="")
    began = at("2024-01-02")
    if not Day.objects.exists():
        calendar.fill_days()
    versions.publish_declared(org=org, effective_on=date(2020, 1, 1), by=admin, at=began)
    home = open_site(org, title=name, by=admin, at=began)
    news = open_column(home, title="要闻动态", slug="news", by=admin, at=began, on_home=True)
    author = _person(f"author{code}", "陈记者", org, "编辑")
    reviewers = {
        level.node: _person(f"{level.node}{code}", f"{level.name}员", org, level.name) for level in LEVELS
    }
    return Newsroom(org, admin, home, news, author, reviewers)


def _person(username: str, name: str, org: Organisation, role: str) -> Person:
    person = Person.objects.create_user(username, name=name)
    Post.objects.create(org=org, person=person, role=role, since=date(2020, 1, 1))
    return person


def picture(by: Person, colour: str = "red") -> Picture:
    """Return a small picture that somebody uploaded."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    file = ContentFile(content.getvalue(), f"{colour}.png")
    return Picture.objects.create(title=f"田间照片{colour}", file=file, uploaded_by_user=by)
