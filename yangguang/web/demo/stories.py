"""What happens to the requests of the demo: each is a story of acts, told day by day.

A story is a generator: it yields the moment at which it wants to go on, and goes on with the next act when
that moment has come, so that the acts of all stories happen in the order of time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from yangguang.core.cases import inquiries
from yangguang.core.cases.models import Step
from yangguang.core.letters import Cell, Document, Paragraph, Table, document_to_pdf
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.redaction import actions as redacting
from yangguang.rules.problems import Refused
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.dispatch import actions as dispatch
from yangguang.work.disclosure.enclosures import actions as enclosing
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Dispatch, Party
from yangguang.work.disclosure.rules import Channel, Part

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANTED = (
    "{year}年{place}农村危房改造补助对象名单和补助标准",
    "{place}{year}年义务教育阶段学校招生地段划分的依据文件",
    "{place}某市政道路改造工程的施工许可和竣工验收备案文件",
    "{year}年{place}城乡低保发放标准及资金总额",
    "{place}某地块的土地征收补偿安置方案和听证笔录",
    "{year}年度{place}食品安全抽检不合格企业名单及处理结果",
    "{place}垃圾中转站选址的环境影响评价批复",
    "{year}年{place}公办幼儿园学位数和招生人数",
    "{place}{year}年部门预算中“三公”经费的明细",
    "{place}某小区物业服务企业备案和维修资金使用情况",
    "{year}年{place}河道整治项目的招标公告、中标通知书",
    "{place}社区养老服务站的运营补贴文件",
    "{year}年{place}就业技能培训补贴的发放名单",
    "{place}某企业排污许可证及{year}年监督性监测数据",
    "{place}公交线路调整的会议纪要",
    "{year}年{place}应急物资采购合同",
)
KINDS = (
    ("natural_person", 78),
    ("commercial_enterprise", 10),
    ("research_institution", 2),
    ("public_welfare_org", 2),
    ("legal_service_org", 6),
    ("other", 2),
)
ALWAYS_LATE = 7
"""The story whose answer comes late, so that the smallest demo has one too."""

ALWAYS_CONTESTED = 3
"""One story of eighteen is contested whatever its answer, so that the smallest demo has a review."""

COMPANIES = {
    "commercial_enterprise": ("示范置业有限公司", "示范环保科技有限公司", "示范物业服务有限公司"),
    "research_institution": ("示范城市研究院",),
    "public_welfare_org": ("示范助老服务中心",),
    "legal_service_org": ("示范律师事务所", "示范法律服务所"),
    "other": ("示范村股份合作社",),
}
CHANNELS = (
    (Channel.ONLINE, 62),
    (Channel.IN_PERSON, 12),
    (Channel.REGISTERED_MAIL, 16),
    (Channel.PLAIN_MAIL, 3),
    (Channel.FAX, 2),
    (Channel.EMAIL, 5),
)
ANSWERS = (
    ("granted", 30),
    ("already_public", 12),
    ("partial", 9),
    ("not_existing", 18),
    ("not_responsible", 9),
    ("need_creation", 4),
    ("third_party_rights", 3),
    ("internal_affairs", 2),
    ("process_info", 4),
    ("enforcement_file", 3),
    ("admin_query", 2),
    ("law_forbids", 1),
    ("repeat", 2),
    ("publication", 1),
)
WORDS = {
    "granted": "经检索，现将你（单位）申请的信息予以公开，随本答复书一并提供。",
    "already_public": "该信息已经主动公开，可在金湾区人民政府网站“政府信息公开”栏目查阅并下载。",
    "partial": "除下列内容外的其余部分，作区分处理后随本答复书提供。",
    "not_responsible": "该信息由上一级主管部门制作。",
    "need_creation": "现有台账按年度登记，没有按你（单位）要求的口径汇总。",
    "petition": "你（单位）的来件反映的是具体诉求。",
}
REASONS = {
    "partial": "涉及个人隐私，公开会损害他人的合法权益",
    "third_party_rights": "涉及商业秘密，公开会损害第三方的竞争地位",
    "internal_affairs": "属于内部工作流程，不对外产生影响，公开会妨碍内部管理",
    "process_info": "属于作出决定之前的讨论记录，公开会影响今后坦率讨论",
    "enforcement_file": "属于行政执法案卷，公开会影响执法工作的进行",
    "law_forbids": "法律、行政法规禁止公开",
}

POPULAR = "{place}公办幼儿园历年学位数、招生人数和收费标准"
"""What many ask for, so that the office is told to publish it."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in an organisation, by post."""

    org: Organisation
    by_role: dict[str, Person]

    def __getitem__(self, role: str) -> Person:
        return self.by_role[role]


class Teller:
    """Tells the stories of one district, from one seed."""

    def __init__(self, seed: int, place: str) -> None:
        self.random = Random(seed)  # noqa: S311  a demo that is the same every time
        self.place = place
        self.calendar = WorkCalendar.of_state_council()

    def request(self, staff: Staff, arrives_on: date, number: int) -> Iterator[datetime]:
        """Tell one request from its arrival to the file, through whatever happens on the way."""
        chance = self.random.random
        window, office = staff["受理窗口"], staff["公开工作机构"]
        channel = self._pick(CHANNELS)
        at = self._at(arrives_on)
        yield at
        values = self._values(channel, arrives_on, number)
        if channel is Channel.ONLINE:
            who = actions.Visitor(values["applicant"])
            files = [("补充说明.pdf", self._explanation(values["wanted"]))] if chance() < 0.12 else []
            asked = actions.submit(staff.org, values=values, files=files, by=who, at=at)
        else:
            asked = actions.take_in(
                staff.org,
                values={**values, "channel": channel, "arrived_on": at.date(), "confirmed_on": None},
                by=window,
                at=at,
            )
        if asked.received_on is None:
            at = self._later(at, self.random.choice((0, 0, 1)))
            yield at
            actions.register(
                self._step(asked, "register"), confirmed_on=at.date(), how="电话", by=window, at=at
            )
        at = self._later(at, self.random.randint(1, 3))
        yield at

        if chance() < 0.07:
            by_on = self._later(at, 15).date()
            unclear = "请写明所需信息的名称、文号，或者涉及的年份和项目。"
            actions.ask_for_correction(
                self._step(asked, "examine"), unclear=unclear, by_on=by_on, by=office, at=at
            )
            if chance() < 0.4:
                at = self._later(at, 17)
                yield at
                actions.give_up_correction(self._step(asked, "correct"), by=office, at=at)
                yield from self._close(asked, staff, at)
                return
            at = self._later(at, self.random.randint(2, 12))
            yield at
            actions.take_correction(self._step(asked, "correct"), wanted=values["wanted"], by=window, at=at)
            at = self._later(at, 1)
            yield at
        if chance() < 0.03:
            actions.withdraw(asked, reason="已从其他途径获得", by=window, at=at)
            return
        if chance() < 0.09:
            actions.examine(
                self._step(asked, "examine"),
                outcome="not_a_request",
                opinion="反映具体诉求",
                by=office,
                at=at,
            )
            yield from self._answer(
                asked, staff, at, "petition", number=number, delay=self.random.randint(1, 6)
            )
            return
        if chance() < 0.02:
            actions.charge_fee(
                self._step(asked, "examine"), pages=self.random.randint(40, 160), by=office, at=at
            )
            if chance() < 0.4:
                at = self._later(at, 22)
                yield at
                actions.give_up_payment(self._step(asked, "pay"), by=office, at=at)
                yield from self._close(asked, staff, at)
                return
            at = self._later(at, 4)
            yield at
            receipt = f"示范{asked.pk % 10**8:08d}"
            actions.take_payment(self._step(asked, "pay"), way="nontax", receipt=receipt, by=window, at=at)
        else:
            actions.examine(self._step(asked, "examine"), outcome="accept", by=office, at=at)

        self._bring(asked, staff, at)
        unit = staff["责任科室"]
        outcome = "granted" if _is_popular(number) else self._pick(ANSWERS)
        at = self._later(at, self.random.randint(1, 6))
        yield at
        if outcome == "third_party_rights" or chance() < 0.06:
            yield from self._ask_third_parties(asked, staff, at, objects=outcome == "third_party_rights")
            at = self._later(self.now, 1)
            yield at
        elif chance() < 0.05:
            yield from self._ask_another_maker(asked, staff, at)
            at = self._later(self.now, 1)
            yield at
        elif chance() < 0.04:
            yield from self._confer(asked, staff, at)
            at = self._later(self.now, 1)
            yield at
        if outcome == "partial":
            self._cover(asked, unit, at)
        actions.search(
            self._step(asked, "search"), opinion="已检索业务系统和档案，建议依法答复。", by=unit, at=at
        )
        delay = self.random.randint(1, 5)
        if chance() < 0.09:
            head = staff["公开工作机构负责人"]
            try:
                actions.extend_reply(
                    asked,
                    workdays=self.random.choice((5, 10, 15, 20)),
                    reason="信息量较大，需要核对",
                    by=head,
                    at=at,
                )
                delay = self.random.randint(12, 20)
            except Refused:
                delay = 1
        elif chance() < 0.015 or number == ALWAYS_LATE:
            delay = self.random.randint(22, 30)
        yield from self._answer(asked, staff, at, outcome, number=number, delay=delay)

    def forgotten(self, staff: Staff, arrives_on: date, number: int) -> Iterator[datetime]:
        """Tell a request that was accepted, and that nobody has touched since."""
        at = self._at(arrives_on)
        yield at
        values = {**self._values(Channel.IN_PERSON, arrives_on, number), "channel": Channel.IN_PERSON}
        asked = actions.take_in(
            staff.org,
            values={**values, "arrived_on": at.date(), "confirmed_on": None},
            by=staff["受理窗口"],
            at=at,
        )
        at = self._later(at, 1)
        yield at
        actions.examine(self._step(asked, "examine"), outcome="accept", by=staff["公开工作机构"], at=at)

    def _ask_third_parties(
        self, asked: DisclosureRequest, staff: Staff, at: datetime, *, objects: bool
    ) -> Iterator[datetime]:
        """Ask one company or two; the first answers, the second lets its time go by."""
        names = ("示范相关企业", "示范合作企业")[: 2 if self.random.random() < 0.35 else 1]
        about = "申请的信息可能涉及你方的商业秘密或者个人隐私。"
        step = self._step(asked, "search")
        for place, name in enumerate(names, 1):
            actions.consult_third_party(
                step, whom=name, about=about, address=f"{self.place}示范工业区{place}号", contact="0756-5550002",
                way=DisclosureRequest.Way.POST, mail_number=self._mail_number(), by=staff["责任科室"], at=at,
            )  # fmt: skip
            step = self._step(asked, "third_party")
        at = self._later(at, 2)
        yield at
        for party in asked.parties.select_related("letter"):
            dispatch.end(
                party.letter.dispatches.get(),
                result="delivered",
                note="前台签收",
                by=staff["受理窗口"],
                at=at,
            )
        answering = asked.parties.get(name=names[0])
        yield from self._opinion(
            asked, staff, at, answering, "不同意公开，涉及商业秘密。" if objects else "同意公开。"
        )
        for silent in asked.parties.filter(name__in=names[1:]).select_related("inquiry"):
            at = self._at(self.calendar.after(silent.inquiry.due_on, 1))
            yield at
            inquiries.expire_one(silent.inquiry, at=at)
            self.now = at

    def _ask_another_maker(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> Iterator[datetime]:
        """Ask an organisation of the district that made the information too."""
        other = self._another(asked.org)
        actions.consult_agency(
            self._step(asked, "search"), whom=other.name, about="该信息由你单位共同制作。", address=other.address,
            contact=other.phone, way=DisclosureRequest.Way.IN_PERSON, by=staff["责任科室"], at=at,
        )  # fmt: skip
        yield from self._opinion(asked, staff, at, asked.parties.get(), "同意公开。")

    def _confer(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> Iterator[datetime]:
        """Confer with another organisation; the term runs on."""
        office, other = staff["公开工作机构"], self._another(asked.org)
        actions.confer(asked, question="申请的信息能否公开、怎样公开？", by=office, at=at)
        invitation = actions.invite(
            asked, org=other, message="请说明你单位掌握的情况，并就能否公开提出意见。", by=office, at=at
        )
        at = self._later(at, self.random.randint(1, 3))
        yield at
        expert = Post.objects.filter(org=other).order_by("pk")[0].person
        said = "我单位没有不予公开的理由，建议依法答复。"
        actions.give_opinion(invitation, position="agree", opinion=said, by=expert, at=at)
        at = self._later(at, 1)
        yield at
        actions.write_minutes(asked, minutes=f"双方交换了意见。{other}：{said}", by=office, at=at)
        actions.weigh_advice(invitation, adopted=True, because="理由充分", by=office, at=at)
        actions.decide_conferral(asked, decision="依法答复申请人。", because="各方意见一致", by=office, at=at)
        self.now = at

    def _cover(self, asked: DisclosureRequest, unit: Person, at: datetime) -> None:
        """Keep what the search found, and cover in it what the answer keeps back."""
        on: dict[str, Any] = {"by": unit, "at": at}
        if asked.parties.exists():
            rows = tuple((self._person(), self._identity(), "符合") for _ in range(4))
            block = Table("对象名单", (tuple(map(Cell, ("姓名", "身份证号码", "审核结果"))),), rows)
            name, ground, words = "对象名单.pdf", "third_party_rights", ""
        else:
            words = "某同志认为方案还不成熟"
            block = Paragraph(f"会议研究了有关方案。讨论中，{words}。会议决定按程序办理。")
            name, ground = "会议纪要.pdf", "process_info"
        content = document_to_pdf(Document(asked.wanted[:30], (block,), demo=True))
        begun = enclosing.begin_covering(
            enclosing.attach(asked, role="found", name=name, content=content, **on), **on
        )
        if words:
            redacting.cover_words(begun, words=words, ground=ground, **on)
        if groups := set(begun.boxes.filter(state="proposed").values_list("group", flat=True)):
            redacting.decide(begun, covered=groups, declined=(), ground=ground, **on)
        redacting.make(begun, **on)

    def _bring(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> None:
        """Take to the post what waits, note what was delivered, and let most applicants read what is online."""
        window = staff["受理窗口"]
        for row in Dispatch.objects.filter(letter__request=asked).select_related("letter").order_by("pk"):
            if row.state == Dispatch.State.WAITING:
                dispatch.hand_over(row, number=self._mail_number(), by=window, at=at)
            elif row.state != Dispatch.State.UNDER_WAY:
                continue
            elif row.way == Dispatch.Way.POST and row.handed_over_on < at.date():
                dispatch.end(row, result="delivered", note="本人签收", by=window, at=at)
            elif row.way == Dispatch.Way.ONLINE and self.random.random() < 0.8:
                who = actions.Visitor(asked.applicant)
                dispatch.note_opening(row, how="查询码", by=who, at=at)

    def _explanation(self, wanted: object) -> bytes:
        return document_to_pdf(
            Document(
                "补充说明", (Paragraph(f"申请的信息：{wanted}。"), Paragraph("有关情况见上。")), demo=True
            )
        )

    def _another(self, org: Organisation) -> Organisation:
        """Return another organisation of the district in which somebody works."""
        others = Organisation.objects.filter(code__startswith=org.code[:6], posts__isnull=False).exclude(
            pk=org.pk
        )
        return self.random.choice(list(others.distinct().order_by("code")))

    def _mail_number(self) -> str:
        return f"1{self.random.randrange(10**11, 10**12)}"

    def _opinion(
        self, asked: DisclosureRequest, staff: Staff, at: datetime, party: Party, text: str
    ) -> Iterator[datetime]:
        at = self._later(at, self.random.randint(4, 11))
        yield at
        outcome = "refuse" if "不同意" in text else "agree"
        step = party.inquiry.step
        actions.record_opinion(step, party=party, outcome=outcome, text=text, by=staff["公开工作机构"], at=at)
        self.now = at

    def _answer(
        self,
        asked: DisclosureRequest,
        staff: Staff,
        at: datetime,
        outcome: str,
        *,
        number: int,
        delay: int,
    ) -> Iterator[datetime]:
        office, lawyer, head, window = (
            staff[role] for role in ("公开工作机构", "法制审核", "公开工作机构负责人", "受理窗口")
        )
        at = self._later(at, delay)
        yield at
        self._bring(asked, staff, at)
        said = self._said(asked, outcome, at.date())
        actions.draft_answer(self._step(asked, "draft"), outcome=outcome, **said, by=office, at=at)
        at = self._later(at, 1)
        yield at
        if asked.case.steps.filter(node="review", state=Step.State.OPEN).exists():
            actions.review(self._step(asked, "review"), passed=True, opinion="审查通过。", by=lawyer, at=at)
        actions.sign_answer(self._step(asked, "sign"), signed=True, reviewed=True, by=head, at=at)
        at = self._later(at, self.random.choice((0, 1)))
        yield at
        by_post = asked.way == DisclosureRequest.Way.POST
        mail = self._mail_number() if by_post else ""
        actions.deliver(self._step(asked, "deliver"), way=asked.way, mail_number=mail, by=window, at=at)
        yield from self._file(asked, staff, at)
        if outcome != "petition" and (self.random.random() < 0.035 or number % 18 == ALWAYS_CONTESTED):
            yield from self._contest(asked, staff, at)

    def _close(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> Iterator[datetime]:
        at = self._later(at, 1)
        yield at
        actions.close(self._step(asked, "told_closed"), by=staff["受理窗口"], at=at)
        yield from self._file(asked, staff, at)

    def _file(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> Iterator[datetime]:
        at = self._later(at, self.random.randint(2, 10))
        yield at
        self._bring(asked, staff, at)
        place = "" if asked.channel == Channel.ONLINE else f"机关档案室{at.year}年依申请公开柜"
        actions.archive(self._step(asked, "archive"), place=place, by=staff["受理窗口"], at=at)

    def _contest(self, asked: DisclosureRequest, staff: Staff, at: datetime) -> Iterator[datetime]:
        at = self._later(at, self.random.randint(10, 35))
        yield at
        office = staff["公开工作机构"]
        filed = self._filed(asked, at.date(), "示范府复")
        review = actions.contest(asked, kind=Contest.Kind.REVIEW, **filed, by=office, at=at)
        yield from self._reply(review, office, at)
        at = self._later(at, self.random.randint(20, 40))
        yield at
        ruling = self._pick((("upheld", 7), ("unlawful", 2), ("ended", 1)))
        actions.decide_contest(review, ruling=ruling, on=at.date(), by=office, at=at)
        if self.random.random() < 0.3:
            at = self._later(at, 8)
            yield at
            filed = self._filed(asked, at.date(), "示范行初")
            suit = actions.contest(asked, kind=Contest.Kind.POSTREVIEW, **filed, by=office, at=at)
            yield from self._reply(suit, office, at)
            at = self._later(at, self.random.randint(60, 110))
            yield at
            actions.decide_contest(suit, ruling="dismissed", on=at.date(), by=office, at=at)

    def _reply(self, contest: Contest, office: Person, at: datetime) -> Iterator[datetime]:
        at = datetime.combine(self.calendar.after(at.date(), 6), at.time(), SHANGHAI)
        yield at
        actions.reply_to_contest(contest, on=at.date(), by=office, at=at)

    def _filed(self, asked: DisclosureRequest, on: date, word: str) -> dict[str, Any]:
        """Return the day and the number under which somebody complained."""
        number = f"{word}〔{on.year}〕{asked.pk % 300 + 1}号"
        return {"filed_on": on, "served_on": on, "file_number": number}

    def _said(self, asked: DisclosureRequest, outcome: str, on: date) -> dict[str, Any]:
        """Return what an answer of this kind states: its words, its facts, and what it keeps back."""
        title = asked.wanted[:60]
        if outcome == "partial":
            part = Part(
                title, "", "涉及个人的姓名、身份证号码和住址", "third_party_rights", REASONS["partial"]
            )
            asked_somebody = asked.case.steps.filter(node="third_party").exists()
            if not asked_somebody:
                part = replace(
                    part,
                    withheld="集体讨论时的发言记录",
                    ground="process_info",
                    reason=REASONS["process_info"],
                )
            return {"text": WORDS["partial"], "parts": [part]}
        if outcome in REASONS:
            facts = {"law": "《示范测绘条例》第九条"} if outcome == "law_forbids" else {}
            return {"facts": facts, "parts": [Part(title, "", "", outcome, REASONS[outcome])]}
        facts = {
            "already_public": {"address": "https://www.example.cn/zwgk/"},
            "not_existing": {
                "searched_in": "公文系统、业务系统、近五年文书档案和责任科室的资料",
                "searched_words": title[:20],
                "searched_on": on.isoformat(),
                "searched_by": "责任科室",
            },
            "not_responsible": {
                "agency_name": "珠海市示范主管局",
                "agency_address": "珠海市示范路1号",
                "agency_phone": "0756-5550001",
            },
            "petition": {"way": "信访接待窗口，或者拨打12345热线。"},
            "publication": {"way": "向出版发行单位购买，或者到区图书馆查阅。"},
            "admin_query": {"way": "持有效证件到区政务服务中心登记资料查询窗口办理。"},
            "repeat": {
                "previous_number": f"示范公开答〔{on.year - 1}〕{asked.pk % 90 + 1}号",
                "previous_on": date(on.year - 1, 6, 5).isoformat(),
            },
        }.get(outcome, {})
        return {"text": WORDS.get(outcome, ""), "facts": facts}

    def _values(self, channel: Channel, on: date, number: int) -> dict[str, object]:
        kind = self._pick(KINDS)
        if kind == "natural_person":
            name, identity = self._person(), self._identity()
        else:
            name, identity = self.random.choice(COMPANIES[kind]), f"91440400MA{number:08d}"
        wanted = self.random.choice(WANTED).format(
            year=on.year - self.random.choice((0, 1)), place=self.place
        )
        if _is_popular(number):
            wanted = POPULAR.format(place=self.place)
        online = channel is Channel.ONLINE
        way = DisclosureRequest.Way.ONLINE if online else DisclosureRequest.Way.POST
        return {
            "applicant_kind": kind,
            "applicant": name,
            "identity": identity,
            "representative": "" if kind == "natural_person" else self._person(),
            "phone": f"1390000{number % 10_000:04d}",
            "email": f"applicant{number}@example.cn" if online else "",
            "address": "" if online else f"{self.place}示范街道{number % 200 + 1}号",
            "wanted": wanted,
            "form": DisclosureRequest.Form.ELECTRONIC if online else DisclosureRequest.Form.PAPER,
            "way": way,
            "needs_help": self.random.random() < 0.03,
        }

    def _person(self) -> str:
        return self.random.choice("陈林黄周何梁吴罗郑谢曾邓许苏温龙冯叶") + self.random.choice(
            ("某", "大明", "小红", "阿强", "阿妹", "文", "芳", "建国", "桂英", "志明")
        )

    def _identity(self) -> str:
        """Return an invented identity number; its region, 000000, does not exist."""
        random = self.random
        born = f"{random.randint(1945, 2004)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
        digits = f"000000{born}{random.randrange(1000):03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
        return digits + "10X98765432"[total % 11]

    def _pick(self, weighed: tuple[tuple[object, int], ...]):
        return self.random.choices([each for each, _ in weighed], [weight for _, weight in weighed])[0]

    def _at(self, day: date) -> datetime:
        moment = time(self.random.randint(9, 16), self.random.randint(0, 59), self.random.randint(0, 59))
        return datetime.combine(self.calendar.next_workday(day), moment, SHANGHAI)

    def _later(self, at: datetime, workdays: int) -> datetime:
        if not workdays:
            return at + timedelta(minutes=self.random.randint(5, 50))
        return self._at(self.calendar.after(at.date(), workdays))

    @staticmethod
    def _step(asked: DisclosureRequest, node: str) -> Step:
        return asked.case.steps.get(node=node, state=Step.State.OPEN)


def _is_popular(number: int) -> bool:
    return number % 12 == 5
