"""Normative documents of the demo: made from the first question to the filing, and cleaned up; by acts alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.cases.models import Clock, Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs import actions as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import holders_of
from yangguang.core.publishing import actions as publishing
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.publishing.rules import LEVELS
from yangguang.work.normative import actions, cleaning, queries
from yangguang.work.normative.models import Drafting
from yangguang.work.normative.pages import Interpretation
from yangguang.work.normative.rules import ELEMENTS, POINTS

from .district import BEGAN_AT, BEGINS_ON
from .stories import SHANGHAI

SIGNED_IN = {
    "clerk": ("文件管理", "审议会务"),
    "unit": ("起草单位",),
    "lawyer": ("合法性审核",),
    "head": ("签发人",),
}
"""Who of those who sign in to try the demo does what."""

OTHERS = {"公平竞争审查": "温雅文", "部门审核机构": "冯国强"}
YES = dict.fromkeys(ELEMENTS, "yes")


def fill_normative(district: Organisation, size: str) -> None:
    """Make the normative documents of the district, and begin a clean-up; shows how far it is.

    Args:
        district: its government; its site stands already.
        size: `small` for tests, `full` for the demo.
    """
    plan = tomllib.loads(files(__package__).joinpath("normative.toml").read_text(encoding="utf-8"))
    office = Office(district)
    finished = plan["project"] if size == "full" else [*plan["project"][:3], plan["project"][-1]]
    planned = [*finished, *plan["under_way"]]
    with tqdm(total=len(planned) + 3, desc="规范性文件", unit="件") as shown:
        for number, words in enumerate(planned, 1):
            with transaction.atomic():
                Telling(office, words, number).tell()
            shown.update()
        for tell in (office.ask, office.clean_up, office.begin_to_clean_up):
            with transaction.atomic():
                tell()
            shown.update()


class Office:
    """Who makes documents in the district, and where their pages stand."""

    def __init__(self, district: Organisation) -> None:
        self.district = district
        self.calendar = workdays_of(district.pk)
        self.editor = Person.objects.get(username="editor")
        self.people = dict(self._appoint())
        found = {
            level.node: holders_of(level.name, district, timezone.localdate()).first() for level in LEVELS
        }
        self.signers = {node: person for node, person in found.items() if person is not None}
        columns = {each.slug: each for each in queries.columns_for(district)}
        self.documents, self.notices = columns["district"], columns["notices"]
        self.explaining = columns["interpretations"]

    def _appoint(self) -> Iterator[tuple[str, Person]]:
        """Give everybody his post, and yield who holds which."""
        admin = Person.objects.get(username="admin")
        held = [
            (role, Person.objects.get(username=name)) for name, roles in SIGNED_IN.items() for role in roles
        ]
        held += [
            (role, Person.objects.create_user(f"making-{number}", f"making-{number}@example.cn", name=name))
            for number, (role, name) in enumerate(OTHERS.items())
        ]
        for role, person in held:
            orgs.appoint(person, self.district, role=role, since=BEGINS_ON, by=admin, at=BEGAN_AT)
            yield role, person

    def on(self, role: str, day: date, hour: int = 10) -> dict[str, Any]:
        return {"by": self.people[role], "at": datetime.combine(day, time(hour, 20), SHANGHAI)}

    def sign(self, page: Any, day: date) -> None:
        """Let a page be submitted and signed by six."""
        publishing.submit(page, by=self.editor, at=datetime.combine(day, time(8, 30), SHANGHAI))
        case = Publication.objects.get(page=page.pk).case
        for hour, level in enumerate(LEVELS, 9):
            step = Step.objects.get(case=case, node=level.node, state=Step.State.OPEN)
            publishing.sign(
                step, outcome="passed", checks=level.checks, by=self.signers[level.node],
                at=datetime.combine(day, time(hour, 30), SHANGHAI),
            )  # fmt: skip

    def ask(self) -> None:
        """Let a paper be doubtful, so that the reviewers have something to say."""
        actions.recognise(
            self.district, title="金湾区公园文明游园指引", answers={**YES, "rights": "unsure"},
            **self.on("起草单位", timezone.localdate() - timedelta(days=2)),
        )  # fmt: skip

    def clean_up(self) -> None:
        """Look at what was made first, abolish what served an emergency, and make it known."""
        manager = "文件管理"
        campaign = cleaning.open_campaign(
            self.district, title="2023年规范性文件定期清理", basis="每两年清理一次规范性文件。",
            made_before=date(2022, 1, 1), due_on=date(2023, 10, 20), **self.on(manager, date(2023, 9, 4)),
        )  # fmt: skip
        for row in campaign.decisions.select_related("document"):
            is_over = "临时" in row.document.title
            cleaning.decide(
                row, decision="abolish" if is_over else "keep",
                reason="应急响应已经结束，不再适用。" if is_over else "仍有需要，继续执行。",
                **self.on("起草单位", date(2023, 9, 18)),
            )  # fmt: skip
        closed = cleaning.close_campaign(
            campaign,
            number="金湾府〔2023〕201号",
            column=self.notices,
            **self.on(manager, date(2023, 10, 24)),
        )
        self.sign(closed.page, date(2023, 10, 25))

    def begin_to_clean_up(self) -> None:
        """Leave a clean-up under way, so that there is something to decide."""
        today = timezone.localdate()
        cleaning.open_campaign(
            self.district, title="有效期将满文件专项清理", basis="有效期将满，须决定延期、修订或者任其失效。",
            made_before=today, due_on=today + timedelta(days=20),
            **self.on("文件管理", today - timedelta(days=3)),
        )  # fmt: skip


class Telling:
    """The story of one project, as its words in the plan say."""

    def __init__(self, office: Office, words: dict[str, Any], number: int) -> None:
        self.office, self.words, self.number = office, words, number
        today = timezone.localdate()
        self.day: date = words["begins"] if "begins" in words else today - timedelta(days=words["days_ago"])
        self.drafting: Drafting

    def tell(self) -> None:
        """Go on until the project is filed, or as far as its words say."""
        self.propose()
        upto = self.words.get("upto", "")
        while (step := Step.objects.filter(case=self.drafting.pk, state=Step.State.OPEN).first()) is not None:
            if step.node == upto:
                return
            getattr(self, step.node)(step)
            self.drafting.refresh_from_db()
            if step.node == "publish_draft" and upto == "collect":
                self._speak()

    def later(self, workdays: int) -> date:
        """Let some working days go by."""
        self.day = self.office.calendar.after(self.day, workdays)
        return self.day

    def by(self, role: str, workdays: int = 1) -> dict[str, Any]:
        return self.office.on(role, self.later(workdays))

    def propose(self) -> None:
        words, urgent = self.words, self.words.get("urgent", "")
        said = self.office.on("起草单位", self.day)
        found = actions.recognise(self.office.district, title=words["title"], answers=YES, **said)
        self.drafting = actions.open_project(
            found, kind="government", department=words["department"], necessity=f"{words['purpose']}，有必要制定。",
            concerns_operators=words.get("operators", False), needs_own_review=words.get("operators", False),
            is_urgent=bool(urgent), urgent_reason=urgent, **said,
        )  # fmt: skip

    def plan(self, step: Step) -> None:
        actions.approve_project(step, approved=True, opinion="列入年度计划", **self.by("文件管理", 2))

    def draft(self, step: Step) -> None:
        lines = [f"第一条 {self.words['purpose']}，根据有关法律法规，结合本区实际，制定本文件。"]
        numerals = "二三四五六七"
        lines += [f"第{numerals[n]}条 {each}" for n, each in enumerate(self.words["articles"])]
        lines.append(f"第{numerals[len(self.words['articles'])]}条 本文件有效期至公布的日期止。")
        said = self.by("起草单位", 1 if self.drafting.is_urgent else 6)
        actions.draft(
            step, text="\n".join(lines), research="走访四镇群众和有关单位，听取了行业协会和企业的意见。",
            explanation_plan="文字解读一份，与文件同步发布。", **said,
        )  # fmt: skip

    def publish_draft(self, step: Step) -> None:
        said = self.by("起草单位", 2)
        until = self.day + timedelta(days=31)
        actions.open_consultation(step, until_on=until, contact="0756-5550101，示范路1号", **said)

    def _speak(self) -> None:
        shown = self.drafting.consultations.get()
        for number, text in enumerate(self.words.get("opinions", ())):
            at = datetime.combine(self.day + timedelta(days=number + 1), time(20, 15), SHANGHAI)
            actions.comment(shown, text=text, by=actions.Visitor(""), at=at)

    def collect(self, step: Step) -> None:
        self._speak()
        self.day = self.drafting.consultations.get().until_on
        actions.close_consultation(step, **self.by("起草单位"))

    def feedback(self, step: Step) -> None:
        said = self.by("起草单位", 2)
        for each in self.drafting.consultations.get().opinions.all():
            actions.answer_opinion(each, adopted="adopted", **said)
        actions.publish_feedback(
            step, summary="收到的意见已逐条研究，采纳情况见下；没有收到的，不再说明。", **said
        )

    def compete(self, step: Step) -> None:
        opinion = "不涉及市场准入和退出，不指定经营者，符合公平竞争审查标准。"
        actions.review_competition(step, passed=True, opinion=opinion, **self.by("公平竞争审查", 2))

    def own_review(self, step: Step) -> None:
        actions.review_own(step, agreed=True, opinion="程序和内容合法，同意送审。", **self.by("部门审核机构"))

    def submit(self, step: Step) -> None:
        actions.submit_review(step, basis="有关法律、法规和上级文件，见依据对照表。", **self.by("起草单位"))

    def review(self, step: Step) -> None:
        verdict = self.words.get("verdict", "lawful")
        clock = Clock.objects.filter(case=self.drafting.pk, key="legality_least").first()
        self.day = clock.due_on if clock and clock.due_on else self.later(1)
        points = list(POINTS)
        if verdict != "lawful":
            points.remove("measures" if verdict == "unlawful" else "rights")
        opinion = {
            "lawful": "",
            "amend": "第二条对申请人条件的限制没有依据，应当予以修改。",
            "unlawful": "第三条违法设定行政许可，不合法。",
        }[verdict]
        actions.review(
            step, verdict=verdict, passed=points, opinion=opinion, adviser="区政府法律顾问（示范）",
            **self.office.on("合法性审核", self.day),
        )  # fmt: skip

    def respond(self, step: Step) -> None:
        actions.respond(step, adopted="adopted", **self.by("起草单位"))

    def deliberate(self, step: Step) -> None:
        meeting = f"区政府第{20 + self.number}次常务会议"
        actions.deliberate(step, meeting=meeting, decision="passed", **self.by("审议会务", 2))

    def sign(self, step: Step) -> None:
        actions.sign(step, signed=True, **self.by("签发人"))

    def register(self, step: Step) -> None:
        said = self.by("文件管理")
        effective = self.day + timedelta(days=10 if self.drafting.is_urgent else 40)
        years = 3 if "试行" in self.drafting.title else 5
        actions.register(
            step, number=f"金湾府〔{self.day.year}〕{100 + self.number}号", effective_on=effective,
            expires_on=effective.replace(year=effective.year + years, day=min(effective.day, 28)) - timedelta(days=1),
            column=self.office.documents, theme="综合政务", summary=f"{self.words['purpose']}。", **said,
        )  # fmt: skip

    def publish(self, step: Step) -> None:
        """Write what explains the document, and let both be signed; they go live together."""
        page = self.drafting.registration.page
        made = Interpretation(
            title=f"《{page.title}》解读", slug=f"jd-{self.drafting.pk}", owner=self.office.editor, live=False,
            org=self.office.district, of=page, form=Interpretation.Form.TEXT,
            body=[("text", f"<p>{self.words['purpose']}，区政府制定了这份文件。</p>"
                   + "".join(f"<p>{each}</p>" for each in self.words["articles"]))],
        )  # fmt: skip
        OfficialPage.objects.get(pk=self.office.explaining.pk).add_child(instance=made)
        made.save_revision(user=self.office.editor)
        day = self.later(2)
        for each in (made, page):
            self.office.sign(each, day)

    def file(self, step: Step) -> None:
        late = self.words.get("late", False)
        actions.file(step, to="珠海市人民政府", **self.by("文件管理", 16 if late else 5))

    def filed(self, step: Step) -> None:
        said = self.by("文件管理", 12)
        number = f"珠备〔{self.day.year}〕{30 + self.number}号"
        actions.record_filing(step, result="accepted", number=number, **said)
