"""What the law says about the life of a normative document (行政规范性文件).

Where nothing else is named, the source is 国办发〔2018〕115号 (合法性审核) or 国办发〔2018〕37号 (制定和监督管理).
"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from yangguang.rules.problems import Problem
from yangguang.rules.terms import Unit, terms_of
from yangguang.rules.wording.privacy import private
from yangguang.rules.workdays import WorkCalendar

REVIEW_RULES = "国办发〔2018〕115号"
MAKING_RULES = "国办发〔2018〕37号"
BUSINESS = "优化营商环境条例"
COMPETITION = "公平竞争审查条例"
TERMS = terms_of("normative")


class Kind(StrEnum):
    """Whose document it is; the two are counted apart.

    Source: 粤府令第277号（2020年）第二条.
    """

    label: str

    def __new__(cls, value: str, label: str) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    GOVERNMENT = "government", "政府规范性文件"
    DEPARTMENT = "department", "部门规范性文件"


ELEMENTS = {
    "maker": "由行政机关，或者法律、法规授权的组织制定",
    "powers": "依照法定权限、程序制定",
    "published": "要向社会公开发布",
    "rights": "涉及公民、法人和其他组织的权利义务",
    "general": "具有普遍约束力，不是针对特定的人或者事",
    "repeated": "在一定期限内反复适用",
}
"""The six elements of a normative document (六要素). Source: 粤府令第277号（2020年）第二条."""

EXCLUSIONS = {
    "internal": "内部管理规范、工作制度、机构编制",
    "minutes": "会议纪要、工作方案、请示报告",
    "personnel": "表彰奖惩、人事任免",
    "own_units": "对直接管理的企业事业单位的人事、财务、外事事项",
    "technical": "技术操作规程",
    "single": "对具体事项的处理决定",
}
"""What is none. Source: 粤府令第277号（2020年）第三条."""

YES, NO, UNSURE = "yes", "no", "unsure"


class Recognised(StrEnum):
    """What the six elements say of a paper (认定结果)."""

    label: str

    def __new__(cls, value: str, label: str) -> "Recognised":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    IS_ONE = "yes", "是规范性文件"
    IS_NONE = "no", "不是规范性文件"
    ASK = "ask", "提请审核机构认定"


def recognise(answers: Mapping[str, str], excluded: Collection[str]) -> Recognised:
    """Return whether a paper is a normative document (是否规范性文件), as far as its boxes tell.

    Args:
        answers: `yes`, `no` or `unsure` for each of `ELEMENTS`; one that is missing is unsure.
        excluded: which of `EXCLUSIONS` it is.

    Source: 粤府令第277号（2020年）第二条、第三条.

    >>> recognise(dict.fromkeys(ELEMENTS, "yes"), []).label
    '是规范性文件'
    >>> recognise(dict.fromkeys(ELEMENTS, "yes"), ["minutes"]).label
    '不是规范性文件'
    >>> recognise({**dict.fromkeys(ELEMENTS, "yes"), "general": "unsure"}, []).label
    '提请审核机构认定'
    """
    given = [answers.get(each, UNSURE) for each in ELEMENTS]
    if excluded or NO in given:
        return Recognised.IS_NONE
    return Recognised.IS_ONE if all(each == YES for each in given) else Recognised.ASK


_NO_MAKER = re.compile(
    r"(?P<coordinating>领导小组|工作小组|协调小组|联席会议|指挥部|专班|议事协调|委员会办公室)"
    r"|(?P<temporary>筹备[组处]|筹建处|临时)|(?P<inner>(科|股|室)$)"
)
_SAID_OF = {"coordinating": "议事协调机构", "temporary": "临时机构", "inner": "内设机构"}
_OFFICES = re.compile(r"(人民政府|管委会|管理委员会|街道)办公室$")
"""The office of a government makes documents in its own name, though it ends like an inner unit."""


def why_not_maker(name: str, field: str = "") -> Iterator[Problem]:
    """Say why a body may make no normative documents (制定主体).

    Source: 国办发〔2018〕37号 (通行要求; 条文待核实).

    >>> [str(each) for each in why_not_maker("金湾区爱国卫生运动领导小组")][0][:24]
    '“金湾区爱国卫生运动领导小组”是议事协调机构，不'
    >>> list(why_not_maker("金湾区人民政府办公室"))
    []
    """
    found = None if _OFFICES.search(name) else _NO_MAKER.search(name)
    if found:
        what = next(said for group, said in _SAID_OF.items() if found[group])
        yield Problem(f"“{name}”是{what}，不得制定规范性文件；请由有权的行政机关制定。", field, MAKING_RULES)


def why_not_recognised(recognised: str, settled: bool | None) -> Iterator[Problem]:
    """Say why a paper does not go the way of a normative document.

    Args:
        recognised: what the boxes said, one of `Recognised`.
        settled: what the reviewing body decided, where it was asked; None while it was not.
    """
    if recognised == Recognised.IS_NONE or settled is False:
        yield Problem("认定结果不是规范性文件，按一般公文办理，不走本流程。", "recognition")
    elif recognised == Recognised.ASK and settled is None:
        yield Problem("是否规范性文件还没有认定，请先由审核机构认定。", "recognition")


def why_not_open(
    *,
    makers: Sequence[str],
    affects_rights: bool,
    is_urgent: bool,
    urgent_reason: str,
    necessity: str,
) -> Iterator[Problem]:
    """Say what is missing in a project (立项)."""
    for maker in makers:
        yield from why_not_maker(maker, "joint_makers")
    if not necessity.strip():
        yield Problem("请写明制定的必要性、可行性和合理性。", "necessity", MAKING_RULES)
    if not affects_rights:
        yield Problem(
            "规范性文件涉及公民、法人和其他组织的权利义务；不涉及的，请重新认定。", "affects_rights"
        )
    if is_urgent and not urgent_reason.strip():
        yield Problem(
            "走紧急程序的，请写明是应对哪一突发事件，或者执行上级机关的哪一紧急命令。",
            "urgent_reason",
            f"{REVIEW_RULES}（七）",
        )


def must_consult(*, affects_rights: bool, is_urgent: bool) -> bool:
    """Return whether a draft is shown to the public (公开征求意见)."""
    return affects_rights and not is_urgent


def consultation_lasts_to(since: date, *, concerns_operators: bool, calendar: WorkCalendar) -> date:
    """Return the earliest last day of a consultation that begins on `since`; that day itself is not counted.

    Source: 优化营商环境条例第六十二条第二款; 民法典第二百零一条第一款.

    >>> consultation_lasts_to(date(2024, 3, 1), concerns_operators=True, calendar=WorkCalendar())
    datetime.date(2024, 3, 31)
    """
    term = TERMS["consultation_operators" if concerns_operators else "consultation"].on(since)
    if term.unit is Unit.DAYS:
        return since + timedelta(days=term.days)
    return calendar.after(since, term.workdays)


def why_not_consult(*, since: date, until: date, least: date, text: str) -> Iterator[Problem]:
    """Say what is wrong with a consultation that is to run from `since` up to and with `until`."""
    if until < least:
        yield Problem(
            f"征求意见的最后一日不能早于{least:%Y-%m-%d}，请改晚。", "until_on", f"{BUSINESS}第六十二条第二款"
        )
    if until < since:
        yield Problem("最后一日早于开始之日，请核对。", "until_on")
    if not text.strip():
        yield Problem("请附上征求意见稿全文。", "text")


def why_not_comment(*, until: date, closed: bool, today: date, text: str) -> Iterator[Problem]:
    """Say why an opinion on a draft can no longer be given, or lacks something."""
    if closed or today > until:
        yield Problem(f"这次征求意见已于{until:%Y年%-m月%-d日}截止，不再接收意见。")
    if not text.strip():
        yield Problem("请写下您的意见。", "text")


def as_shown(text: str) -> str:
    """Return an opinion as the public may read it: what should not be known about a person is left out.

    Source: 个人信息保护法第二十八条、第五十一条.

    >>> as_shown("希望周末也开，电话13800138000，谢谢。")
    '希望周末也开，电话（已隐去），谢谢。'
    """
    shown, last = [], 0
    for found in sorted(private(text), key=lambda each: each.start):
        if found.start >= last:
            shown += [text[last : found.start], "（已隐去）"]
            last = found.end
    return "".join([*shown, text[last:]])


def why_not_close_consultation(*, until: date, today: date) -> Iterator[Problem]:
    """Say why a consultation may not end yet.

    >>> [str(each) for each in why_not_close_consultation(until=date(2024, 3, 31), today=date(2024, 3, 31))]
    ['征求意见到2024-03-31（含当日）为止，还没有结束，请等到次日。']
    """
    if today <= until:
        yield Problem(f"征求意见到{until}（含当日）为止，还没有结束，请等到次日。")


def why_not_answer(*, adopted: str, reason: str) -> Iterator[Problem]:
    """Say what is missing in the answer to an opinion: what is not adopted in full needs a reason."""
    if adopted not in ("adopted", "partly", "declined"):
        yield Problem("请选择是否采纳。", "adopted", f"{BUSINESS}第六十二条第二款")
    elif adopted != "adopted" and not reason.strip():
        yield Problem(
            "没有全部采纳的，请写明理由，理由会向社会公布。", "reason", f"{BUSINESS}第六十二条第二款"
        )


def why_not_feedback(*, unanswered: int, summary: str) -> Iterator[Problem]:
    """Say why the result of a consultation cannot be made known yet (意见采纳情况)."""
    source = f"{BUSINESS}第六十二条第二款"
    if unanswered:
        yield Problem(f"还有{unanswered}条意见没有写明是否采纳，请逐条办理。", source=source)
    if not summary.strip():
        yield Problem("请写明意见的汇总和采纳情况；没有收到意见的，也请写明。", "summary", source)


POINTS = {
    "maker": "制定主体合法",
    "powers": "不超越法定职权",
    "law": "内容符合宪法、法律、法规、规章和国家政策",
    "measures": "没有违法设立行政许可、行政处罚、行政强制、行政征收、行政收费等事项",
    "rights": "没有无依据减损公民、法人和其他组织的合法权益或者增加其义务",
    "duties": "没有无依据增加本单位权力或者减少本单位法定职责",
    "procedure": "制定程序合法",
}
"""The seven points of a legality review (审核内容). Source: 国办发〔2018〕115号（六）."""


class Verdict(StrEnum):
    """How a legality review ends (审核结论); asking for more papers is none.

    Source: 国办发〔2018〕115号（六）.
    """

    label: str

    def __new__(cls, value: str, label: str) -> "Verdict":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    LAWFUL = "lawful", "合法"
    UNLAWFUL = "unlawful", "不合法"
    AMEND = "amend", "应当予以修改"


def why_not_submit_review(
    *,
    must_consult: bool,
    consulted: bool,
    concerns_operators: bool,
    competition_passed: bool,
    needs_own_review: bool,
    own_review_passed: bool,
    needs_explanation: bool,
    explanation_plan: str,
) -> Iterator[Problem]:
    """Say which papers are missing before a draft goes to the legality review (送审材料).

    Source: 国办发〔2018〕115号（五）.
    """
    source = f"{REVIEW_RULES}（五）"
    if must_consult and not consulted:
        yield Problem("缺少征求意见及采纳情况，请先公开征求意见并公布采纳情况。", source=source)
    if concerns_operators and not competition_passed:
        yield Problem(
            "缺少公平竞争审查结论，请先完成公平竞争审查。", source=f"{COMPETITION}第十三条、第十四条"
        )
    if needs_own_review and not own_review_passed:
        yield Problem("缺少本单位审核机构的合法性审核意见，请先由其审核。", source=source)
    if needs_explanation and not explanation_plan.strip():
        yield Problem(
            "须解读的文件，请写明解读方案（提纲、形式、途径、时间），与送审稿一并报送。",
            "explanation_plan",
            "三同步：同步起草",
        )


def why_not_review(
    verdict: str,
    *,
    passed: Collection[str],
    opinion: str,
    least_on: date | None,
    today: date,
    is_urgent: bool,
) -> Iterator[Problem]:
    """Say what is wrong with a verdict (审核结论).

    Args:
        verdict: one of `Verdict`.
        passed: which of the seven `POINTS` were found in order.
        opinion: what the reviewer says.
        least_on: the last of the days that the review takes at least; None where none are set.
        today: the day of the verdict.
        is_urgent: whether there is an emergency, for which the least time is not kept.

    >>> said = why_not_review("lawful", passed=list(POINTS)[1:], opinion="", least_on=None,
    ...                       today=date(2024, 3, 1), is_urgent=False)
    >>> [each.message for each in said]
    ['结论为合法的，七项都须审过无误；还没有勾选：制定主体合法。']
    """
    source = f"{REVIEW_RULES}（六）"
    if verdict not in set(Verdict):
        yield Problem("请选择审核结论：合法、不合法，或者应当予以修改。", "verdict", source)
        return
    left = [said for point, said in POINTS.items() if point not in passed]
    if verdict == Verdict.LAWFUL and left:
        yield Problem(f"结论为合法的，七项都须审过无误；还没有勾选：{'；'.join(left)}。", "passed", source)
    if verdict != Verdict.LAWFUL and not opinion.strip():
        yield Problem("请写明审核意见：哪一处、违反什么、怎样改。", "opinion", source)
    if verdict != Verdict.LAWFUL and not left:
        yield Problem("结论不是合法的，请不要把七项都勾选为无误。", "passed", source)
    if least_on and today < least_on and not is_urgent:
        least = TERMS["legality_least"].on(today)
        yield Problem(
            f"合法性审核一般不少于{least}，最早于{least_on:%Y-%m-%d}作出结论；应对突发事件的走紧急程序。",
            source=f"{REVIEW_RULES}（七）",
        )


def why_not_respond(*, adopted: str, reason: str) -> Iterator[Problem]:
    """Say what is missing in what the drafters make of the reviewer's opinion.

    Source: 国办发〔2018〕115号（六）.
    """
    if adopted not in ("adopted", "partly", "declined"):
        yield Problem("请选择是否采纳审核意见。", "adopted", f"{REVIEW_RULES}（六）")
    elif adopted != "adopted" and not reason.strip():
        yield Problem(
            "未完全采纳审核意见的，请详细说明理由和依据，提请审议时一并报告。",
            "reason",
            f"{REVIEW_RULES}（六）",
        )


def why_not_deliberate(verdict: str, *, responded: bool) -> Iterator[Problem]:
    """Say why a draft may not be put to the meeting (集体审议): the hard gate of the whole way.

    Args:
        verdict: of the newest legality review of the text as it stands; empty where there is none.
        responded: whether an opinion that asks for changes was answered.

    >>> [each.message for each in why_not_deliberate("", responded=False)]
    ['没有合法性审核意见，不得提交集体审议；不得以征求意见、会签、参加审议代替审核。']
    """
    source = f"{REVIEW_RULES}（六）"
    if not verdict:
        yield Problem(
            "没有合法性审核意见，不得提交集体审议；不得以征求意见、会签、参加审议代替审核。", source=source
        )
    elif verdict == Verdict.UNLAWFUL:
        yield Problem("合法性审核结论为不合法，不得提交集体审议；请修改后重新送审。", source=source)
    elif verdict == Verdict.AMEND and not responded:
        yield Problem("审核意见要求修改，请先写明是否采纳及理由。", source=source)


def why_not_decide(*, meeting: str, on: date, since: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the entry of a deliberation."""
    if not meeting.strip():
        yield Problem("请写明是哪一次会议，如 区政府第32次常务会议。", "meeting", MAKING_RULES)
    yield from why_not_on(on, since=since, today=today)


def why_not_sign(
    *, is_decided: bool, concerns_operators: bool, competition_passed: bool
) -> Iterator[Problem]:
    """Say why a document may not be signed (签发)."""
    if not is_decided:
        yield Problem("没有经集体审议通过，不能签发。", source=MAKING_RULES)
    if concerns_operators and not competition_passed:
        yield Problem(
            "涉及经营者经济活动，没有公平竞争审查结论，不能签发。", source=f"{COMPETITION}第十三条、第十四条"
        )


def is_on_trial(title: str) -> bool:
    """Return whether a document is one of 暂行 or 试行, whose validity is shorter.

    >>> is_on_trial("金湾区老年人助餐服务办法（试行）"), is_on_trial("金湾区老年人助餐服务办法")
    (True, False)
    """
    return "暂行" in title or "试行" in title


def longest_validity(title: str, effective_on: date) -> date:
    """Return the last day until which a document may be in force (有效期).

    Source: 粤府令第277号（条号待核实）.

    >>> longest_validity("金湾区老年人助餐服务办法", date(2024, 3, 1))
    datetime.date(2029, 2, 28)
    >>> longest_validity("金湾区老年人助餐服务暂行办法", date(2024, 2, 29))
    datetime.date(2027, 2, 28)
    """
    term = TERMS["validity_trial" if is_on_trial(title) else "validity"].on(effective_on)
    year = effective_on.year + term.years
    if (effective_on.month, effective_on.day) == (2, 29):
        return date(year, 2, 29 if _is_leap(year) else 28) - timedelta(days=_is_leap(year))
    return effective_on.replace(year=year) - timedelta(days=1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def why_not_valid(title: str, *, effective_on: date | None, expires_on: date | None) -> Iterator[Problem]:
    """Say what is wrong with the days between which a document is to be in force.

    >>> [each.message for each in why_not_valid("办法", effective_on=date(2024, 3, 1), expires_on=None)]
    ['规范性文件必须规定有效期，请填写有效期至。']
    """
    if expires_on is None:
        yield Problem("规范性文件必须规定有效期，请填写有效期至。", "expires_on", "粤府令第277号，条号待核实")
        return
    if effective_on is None:
        return
    longest = longest_validity(title, effective_on)
    if expires_on > longest:
        years = TERMS["validity_trial" if is_on_trial(title) else "validity"].on(effective_on).years
        yield Problem(
            f"有效期最长{years}年，自{effective_on:%Y-%m-%d}施行的，不能晚于{longest:%Y-%m-%d}。",
            "expires_on",
            "粤府令第277号，条号待核实",
        )
    if expires_on < effective_on:
        yield Problem("有效期至不能早于施行日期，请核对。", "expires_on")


def why_not_register(
    *, signed_on: date | None, effective_on: date, number_taken: bool, today: date
) -> Iterator[Problem]:
    """Say why a document is not registered, numbered and issued (统一登记、统一编号、统一印发)."""
    if signed_on is None:
        yield Problem("文件还没有签发，不能登记编号。", source=MAKING_RULES)
    if effective_on < today:
        yield Problem("施行日期不能早于公布日期，登记之日已晚于所填的施行日期，请改晚。", "effective_on")
    if number_taken:
        yield Problem("这一文号已经用过，请核对。", "number", "GB/T 9704—2012 7.2.5")


def why_not_effective(effective_on: date | None, *, published_on: date) -> Iterator[Problem]:
    """Say why a document may not go to the public on that day: it would have been in force before."""
    if effective_on and effective_on < published_on:
        yield Problem(
            f"施行日期{effective_on:%Y-%m-%d}早于公布之日{published_on:%Y-%m-%d}，请退回修改施行日期。",
            "effective_on",
        )


def why_not_published(*, is_live: bool) -> Iterator[Problem]:
    """Say that an unpublished document is no basis for anything (未经公布不得作为行政管理依据)."""
    if not is_live:
        yield Problem(
            "文件还没有公布，不得作为行政管理依据，也不能报送备案；须解读的，解读办完审校后同步公布。",
            source=f"{BUSINESS}第六十四条第二款",
        )


def why_not_file(
    *, is_live: bool, to: str, on: date, published_on: date | None, today: date
) -> Iterator[Problem]:
    """Say why a document is not filed with the authority above (报送备案)."""
    yield from why_not_published(is_live=is_live)
    if not to.strip():
        yield Problem("请写明向哪一机关报送备案。", "to")
    if published_on:
        yield from why_not_on(on, since=published_on, today=today)


def why_not_record_filing(*, result: str, note: str) -> Iterator[Problem]:
    """Say what is missing in the answer of the authority with which a document was filed."""
    if result not in ("accepted", "must_correct"):
        yield Problem("请选择备案结果。", "result")
    elif result == "must_correct" and not note.strip():
        yield Problem("要求纠正的，请写明备案机关的意见。", "note")


def why_not_on(on: date, *, since: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day of something that is entered: it lies before its step, or is yet to come."""
    if on < since:
        yield Problem(f"日期{on}早于{since}，请核对。", "on")
    if on > today:
        yield Problem(f"日期{on}还没有到，请核对；只能登记已经发生的事。", "on")


def why_not_without(field: str, text: str, message: str, source: str = "") -> Iterator[Problem]:
    """Say with `message` that something is missing, where `text` is empty."""
    if not text.strip():
        yield Problem(message, field, source)


def evaluated_up_to(on: date) -> date:
    """Return the last day of the documents that are to be evaluated on a day (期满前评估).

    >>> evaluated_up_to(date(2024, 7, 31)), evaluated_up_to(date(2024, 8, 31))
    (datetime.date(2025, 1, 31), datetime.date(2025, 2, 28))
    """
    months = on.month - 1 + TERMS["evaluation"].on(on).months
    year, month = on.year + months // 12, months % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def why_not_evaluate(*, decision: str, reason: str, is_waiting: bool, is_decided: bool) -> Iterator[Problem]:
    """Say what is wrong with what is to become of a document that will run out (期满前评估).

    Args:
        decision: `extend`, `amend` or `lapse`.
        reason: why.
        is_waiting: whether the document is in force and its end is near enough.
        is_decided: whether it was decided already what becomes of it then.

    >>> [each.message for each in why_not_evaluate(decision="lapse", reason="", is_waiting=True, is_decided=False)]
    ['请写明理由：实施效果怎样，为什么延期、修订，或者不再需要。']
    """
    if is_decided:
        yield Problem("这份文件本次期满前已经评估过，不能再改；需要改变的，另行决定。")
    elif not is_waiting:
        yield Problem("这份文件不在评估之列：还没有到评估的时间，或者已经失效、废止。")
    if decision not in ("extend", "amend", "lapse"):
        yield Problem("请选择延期重发、修订，或者自然失效。", "decision")
    if not reason.strip():
        yield Problem("请写明理由：实施效果怎样，为什么延期、修订，或者不再需要。", "reason", MAKING_RULES)


def why_not_campaign(
    *, title: str, basis: str, rules_given: int, found: int, due_on: date, today: date
) -> Iterator[Problem]:
    """Say what is missing in a clean-up (清理): a basis, a rule of choice, and something that it finds."""
    if not title.strip():
        yield Problem("请写明这次清理的名称。", "title")
    if not basis.strip():
        yield Problem("请写明为什么清理：定期清理，或者哪部法律修改、哪次机构改革。", "basis", MAKING_RULES)
    if not rules_given:
        yield Problem("请至少填写一项范围：制定时间、所依据的文件，或者有效期。", "made_before")
    elif not found:
        yield Problem("所填的范围里没有现行有效的规范性文件，请放宽范围。", "made_before")
    if due_on <= today:
        yield Problem("请给各机关留出清理的时间，期限须晚于今天。", "due_on")


def why_not_clean_up(*, decision: str, reason: str, is_closed: bool) -> Iterator[Problem]:
    """Say what is wrong with what an organisation wants to do with one of its documents."""
    if is_closed:
        yield Problem("这次清理已经公布结果，不能再改；需要改变效力的，另行决定。")
    if decision not in ("keep", "amend", "abolish"):
        yield Problem("请选择继续有效、修改，或者废止。", "decision")
    if not reason.strip():
        yield Problem("请写明理由。", "reason", MAKING_RULES)


def why_not_close_campaign(*, undecided: int, number: str, is_closed: bool) -> Iterator[Problem]:
    """Say why the result of a clean-up cannot be made known yet (公布清理结果)."""
    if is_closed:
        yield Problem("这次清理已经公布结果。")
    if undecided:
        yield Problem(f"还有{undecided}份文件没有清理意见，请先由各机关办理。")
    if not number.strip():
        yield Problem("请填写公布清理结果的决定的文号：废止必须指明依据。", "number")
