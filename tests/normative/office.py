"""An office that makes normative documents, and how far one has come."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from tests.publishing.newsroom import Newsroom, at, newsroom
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person, Post
from yangguang.core.publishing.models import Publication
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.normative import actions
from yangguang.work.normative.models import Drafting, Filing, LegalityReview, Recognition, Registration
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.normative.rules import ELEMENTS, POINTS
from yangguang.work.portal.actions import open_column
from yangguang.work.portal.pages import Column

PEOPLE = {
    "manager": ("罗管理", "文件管理"),
    "drafter": ("黄起草", "起草单位"),
    "competition": ("何审查", "公平竞争审查"),
    "own": ("曾先审", "部门审核机构"),
    "lawyer": ("梁律", "合法性审核"),
    "secretary": ("谢会务", "审议会务"),
    "signer": ("周区长", "签发人"),
}
TITLE = "金湾区老年人助餐服务办法"
TEXT = "第一条 为方便老年人就餐，制定本办法。\n第二条 每餐补贴五元。"
YES = dict.fromkeys(ELEMENTS, "yes")
COMPANY = {"concerns_operators": True, "needs_own_review": True, "affects_others": True}
"""A project that meets every step."""


@dataclass
class Office:
    """The newsroom of a district with all who make a document in it."""

    room: Newsroom
    policy: Column
    people: dict[str, Person] = field(default_factory=dict)

    def on(self, who: str, day: str) -> dict[str, Any]:
        return {"by": self.people[who], "at": at(day)}

    def recognised(self, title: str = TITLE, day: str = "2024-03-01") -> Recognition:
        return actions.recognise(self.room.org, title=title, answers=YES, **self.on("drafter", day))

    def proposed(self, title: str = TITLE, day: str = "2024-03-01", **said: Any) -> Drafting:
        values = {"kind": "government", "department": "金湾区民政局", "necessity": "老年人就餐不便", **said}
        return actions.open_project(self.recognised(title, day), **values, **self.on("drafter", day))

    def step(self, drafting: Drafting, node: str = "") -> Step:
        found = Step.objects.get(case=drafting.pk, state=Step.State.OPEN)
        assert node in ("", found.node), f"the project stands at {found.node}"
        return found

    def node(self, drafting: Drafting) -> str:
        return self.step(drafting).node

    def drafted(self, day: str = "2024-03-01", title: str = TITLE, **said: Any) -> Drafting:
        drafting = self.proposed(title, day, **said)
        actions.approve_project(self.step(drafting, "plan"), approved=True, **self.on("manager", day))
        self.draft(drafting, day)
        return drafting

    def draft(self, drafting: Drafting, day: str, **said: Any) -> None:
        values = {
            "text": TEXT,
            "research": "走访六家饭堂和两家企业。",
            "explanation_plan": "图解一份，同步发布。",
        }
        actions.draft(self.step(drafting, "draft"), **{**values, **said}, **self.on("drafter", day))
        drafting.refresh_from_db()

    def countersigned(self, drafting: Drafting, day: str = "2024-03-01") -> None:
        said = "区财政局同意，意见全部采纳。"
        actions.countersign(self.step(drafting, "countersign"), opinions=said, **self.on("drafter", day))

    def consulting(self, day: str = "2024-03-01", until: str = "2024-03-31", **said: Any) -> Drafting:
        drafting = self.drafted(day, **said)
        if drafting.affects_others:
            self.countersigned(drafting, day)
        actions.open_consultation(
            self.step(drafting, "publish_draft"), until_on=date.fromisoformat(until), contact="0756-5550101",
            **self.on("drafter", day),
        )  # fmt: skip
        return drafting

    def answered(self, drafting: Drafting, day: str = "2024-04-01") -> None:
        actions.close_consultation(self.step(drafting, "collect"), **self.on("drafter", day))
        for each in drafting.consultations.get().opinions.all():
            actions.answer_opinion(each, adopted="adopted", **self.on("drafter", day))
        said = {"summary": "意见已全部采纳。"}
        actions.publish_feedback(self.step(drafting, "feedback"), **said, **self.on("drafter", day))

    def checked(self, drafting: Drafting, day: str = "2024-04-01") -> None:
        """Let it pass the reviews that come before the legality review, as far as it meets them."""
        if drafting.concerns_operators:
            said = {"passed": True, "opinion": "不涉及市场准入。"}
            actions.review_competition(self.step(drafting, "compete"), **said, **self.on("competition", day))
        if drafting.needs_own_review:
            said = {"agreed": True, "opinion": "同意送审。"}
            actions.review_own(self.step(drafting, "own_review"), **said, **self.on("own", day))

    def submitted(self, drafting: Drafting | None = None, day: str = "2024-04-01", **said: Any) -> Drafting:
        if drafting is None:
            drafting = self.consulting(**said)
            self.answered(drafting, day)
            self.checked(drafting, day)
        actions.submit_review(
            self.step(drafting, "submit"), basis="老年人权益保障法", **self.on("drafter", day)
        )
        return drafting

    def review(self, drafting: Drafting, verdict: str = "lawful", day: str = "2024-04-15") -> LegalityReview:
        passed = list(POINTS) if verdict == "lawful" else list(POINTS)[:3]
        opinion = "" if verdict == "lawful" else "第二条减损权益，须删去。"
        said = {"verdict": verdict, "passed": passed, "opinion": opinion}
        return actions.review(self.step(drafting, "review"), **said, **self.on("lawyer", day))

    def reviewed(self, verdict: str = "lawful", day: str = "2024-04-15", **said: Any) -> Drafting:
        drafting = self.submitted(**said)
        self.review(drafting, verdict, day)
        return drafting

    def deliberate(self, drafting: Drafting, decision: str = "passed", day: str = "2024-04-16") -> Any:
        said = {"meeting": "区政府第32次常务会议", "decision": decision}
        return actions.deliberate(self.step(drafting, "deliberate"), **said, **self.on("secretary", day))

    def signed(self, drafting: Drafting | None = None, day: str = "2024-04-17", **said: Any) -> Drafting:
        drafting = drafting or self.reviewed(**said)
        self.deliberate(drafting)
        actions.sign(self.step(drafting, "sign"), signed=True, **self.on("signer", day))
        drafting.refresh_from_db()
        return drafting

    def register(self, drafting: Drafting, day: str = "2024-04-17", **said: Any) -> Registration:
        values = {
            "number": "金湾府〔2024〕3号", "effective_on": date(2024, 6, 1), "expires_on": date(2029, 5, 31),
            "column": self.policy, **said,
        }  # fmt: skip
        return actions.register(self.step(drafting, "register"), **values, **self.on("manager", day))

    def registered(self, **said: Any) -> Drafting:
        drafting = self.signed(**said)
        self.register(drafting)
        return drafting

    def page_of(self, drafting: Drafting) -> PolicyDocument:
        return Registration.objects.get(drafting=drafting).page

    def explain(self, drafting: Drafting, title: str = "助餐服务办法图解") -> Any:
        return self.room.write(
            title=title, kind=Interpretation, column=self.policy, of=self.page_of(drafting)
        )

    def publish(self, drafting: Drafting, day: str = "2024-04-18") -> None:
        """Let six people sign the page, and what explains it where it must be explained."""
        if drafting.needs_explanation:
            self.room.publish(self.explain(drafting), day)
        self.room.publish(self.page_of(drafting), day)

    def published(self, **said: Any) -> Drafting:
        drafting = self.registered(**said)
        self.publish(drafting)
        return drafting

    def file(self, drafting: Drafting, day: str = "2024-04-25") -> Filing:
        said = {"to": "珠海市人民政府"}
        return actions.file(self.step(drafting, "file"), **said, **self.on("manager", day))

    def in_the_library(self, number: str, title: str = "旧办法", **said: Any) -> PolicyDocument:
        """Return a document that was made before there were projects, as it is brought into the library."""
        values = {
            "number": number, "made_on": date(2020, 1, 10), "announced_on": date(2020, 1, 12),
            "effective_on": date(2020, 2, 1), "expires_on": date(2025, 1, 31), "normative": "government",
            "words": "<p>根据《优化营商环境条例》，制定本办法。</p>", **said,
        }  # fmt: skip
        page = self.room.write(title=title, kind=PolicyDocument, column=self.policy, **values)
        self.room.publish(page)
        return page


def office(code: str = "440404", name: str = "金湾区人民政府") -> Office:
    """Return an office with its site and everybody who makes a document."""
    return around(newsroom(code, name), code)


def around(room: Newsroom, code: str = "440404") -> Office:
    """Return the office of a newsroom, with a column for its documents and everybody who makes one."""
    policy = open_column(room.home, title="政策文件", slug="policy", by=room.admin, at=at("2024-01-03"))
    made = Office(room, policy)
    for key, (said, role) in PEOPLE.items():
        person = Person.objects.create_user(f"{key}{code}", name=said)
        Post.objects.create(org=room.org, person=person, role=role, since=date(2020, 1, 1))
        made.people[key] = person
    return made


@contextmanager
def refused(*words: str):
    """Expect a refusal that says all of `words` and leaves nothing behind."""
    rows = (Record, Drafting, LegalityReview, Registration, Filing, Publication)
    before = [model.objects.count() for model in rows]
    with pytest.raises(Refused) as caught:
        yield
    found = str(caught.value)
    assert [word for word in words if word not in found] == [], found
    assert [model.objects.count() for model in rows] == before
