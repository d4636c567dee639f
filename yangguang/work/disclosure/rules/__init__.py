"""What the law says about a request for information (依申请公开).

Source of all articles without another name: 政府信息公开条例（2019年修订）.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem

from ..others.rules import Position, why_not_against
from .answers import (
    WHOLE,
    Check,
    Part,
    checks_of,
    why_not_check,
    why_not_days,
    why_not_facts,
    why_not_parts,
    why_not_unchecked,
    why_not_words,
)
from .asking_others import (
    why_not_confer,
    why_not_consult,
    why_not_decide_conferral,
    why_not_give_opinion,
    why_not_invite,
    why_not_reach,
    why_not_record_opinion,
    why_not_tell,
    why_not_weigh_advice,
)
from .contests import (
    Ruling,
    column_of,
    reply_term,
    why_not_contest,
    why_not_decide_contest,
    why_not_deliver_redo,
    why_not_hear,
    why_not_reply_to_contest,
    why_not_serve,
)
from .fees import Tariff, why_not_charge, why_not_take_payment, why_not_tariff, why_not_waive
from .outcomes import AGENCY, FACTS, GROUNDS, OUTCOMES, SEARCH, Fact, FactKind, Outcome
from .remedies import Remedy, is_review_first, remedy, remedy_of_others, why_not_online, why_not_remedy
from .sources import FEE_RULES, REGULATION, TERMS

__all__ = [
    "AGENCY",
    "FACTS",
    "FEE_RULES",
    "GROUNDS",
    "OUTCOMES",
    "REGULATION",
    "SEARCH",
    "TERMS",
    "WHOLE",
    "Applicant",
    "Channel",
    "Check",
    "Counts",
    "Fact",
    "FactKind",
    "Outcome",
    "Part",
    "Position",
    "Remedy",
    "Ruling",
    "Tariff",
    "checks_of",
    "column_of",
    "is_review_first",
    "remedy",
    "remedy_of_others",
    "reply_term",
    "why_not_charge",
    "why_not_check",
    "why_not_confer",
    "why_not_consult",
    "why_not_contest",
    "why_not_days",
    "why_not_decide_conferral",
    "why_not_decide_contest",
    "why_not_deliver_redo",
    "why_not_facts",
    "why_not_give_opinion",
    "why_not_hear",
    "why_not_invite",
    "why_not_online",
    "why_not_parts",
    "why_not_reach",
    "why_not_record_opinion",
    "why_not_remedy",
    "why_not_reply_to_contest",
    "why_not_serve",
    "why_not_take_payment",
    "why_not_tariff",
    "why_not_tell",
    "why_not_unchecked",
    "why_not_waive",
    "why_not_weigh_advice",
    "why_not_words",
]


class Applicant(StrEnum):
    """The kinds of applicants that the annual report distinguishes (申请人类型).

    Source: 国办公开办函〔2021〕30号 表三.
    """

    label: str

    def __new__(cls, value: str, label: str) -> "Applicant":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    NATURAL_PERSON = "natural_person", "自然人"
    COMMERCIAL_ENTERPRISE = "commercial_enterprise", "商业企业"
    RESEARCH_INSTITUTION = "research_institution", "科研机构"
    PUBLIC_WELFARE_ORG = "public_welfare_org", "社会公益组织"
    LEGAL_SERVICE_ORG = "legal_service_org", "法律服务机构"
    OTHER = "other", "其他"


class Counts(StrEnum):
    """Which of the days on a request is the day of receipt (收到申请之日)."""

    SUBMITTED = "submitted"
    SIGNED_FOR = "signed_for"
    CONFIRMED = "confirmed"


class Channel(StrEnum):
    """How a request reaches the office, and which day counts as its receipt.

    Source: 条例第三十一条.
    """

    label: str
    counts: Counts
    article: str

    def __new__(cls, value: str, label: str, counts: Counts, article: str) -> "Channel":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.counts, member.article = label, counts, f"{REGULATION}{article}"
        return member

    IN_PERSON = "in_person", "当面提交", Counts.SUBMITTED, "第三十一条第一项"
    ORAL = "oral", "口头提出（工作人员代填）", Counts.SUBMITTED, "第二十九条第一款、第三十一条第一项"
    REGISTERED_MAIL = "registered_mail", "挂号信、快递（需签收）", Counts.SIGNED_FOR, "第三十一条第二项"
    PLAIN_MAIL = "plain_mail", "平常信函（无需签收）", Counts.CONFIRMED, "第三十一条第二项"
    ONLINE = "online", "互联网", Counts.CONFIRMED, "第三十一条第三项"
    FAX = "fax", "传真", Counts.CONFIRMED, "第三十一条第三项"
    EMAIL = "email", "电子邮箱", Counts.CONFIRMED, "第三十一条第三项"


def received_on(channel: Channel, *, arrived_on: date, confirmed_on: date | None) -> date | None:
    """Return the day on which a request counts as received (收到申请之日), or None while it is open.

    Args:
        channel: how the request came.
        arrived_on: the day it was handed in, signed for, or reached the office.
        confirmed_on: the day on which the office and the applicant confirmed it, if they did.

    Source: 条例第三十一条.

    >>> received_on(Channel.IN_PERSON, arrived_on=date(2024, 1, 5), confirmed_on=None)
    datetime.date(2024, 1, 5)
    >>> received_on(Channel.ONLINE, arrived_on=date(2026, 9, 19), confirmed_on=date(2026, 9, 20))
    datetime.date(2026, 9, 20)
    >>> received_on(Channel.FAX, arrived_on=date(2026, 9, 19), confirmed_on=None)
    """
    return confirmed_on if channel.counts is Counts.CONFIRMED else arrived_on


def why_not_answer(
    outcome: Outcome | None, *, others: Sequence[Position], conferring: bool = False, signing: bool = False
) -> Iterator[Problem]:
    """Say why a request cannot be answered like this at all; what the letter must state, other rules say.

    Args:
        outcome: the answer that was chosen.
        others: where those stand who were asked for an opinion.
        conferring: whether a conferral (会商) is still open.
        signing: whether the answer is to be signed, and not only drafted.
    """
    if outcome is None:
        yield Problem("请选择答复类型。", "outcome", f"{REGULATION}第三十六条")
        return
    if conferring:
        yield Problem("会商还没有作出决定，请先登记会商的决定和理由。", "outcome", f"{REGULATION}第十一条")
    yield from why_not_against(outcome.key, others, signing=signing)


def why_not_on(on: date, *, since: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day of something that an office enters.

    Args:
        on: the day it happened.
        since: the day on which the step began that it belongs to.
        today: the day it is entered.

    >>> found = why_not_on(date(2024, 3, 2), since=date(2024, 3, 4), today=date(2024, 3, 5))
    >>> [problem.message for problem in found]
    ['日期2024-03-02早于本环节开始之日2024-03-04，请核对。']
    """
    if on < since:
        yield Problem(f"日期{on}早于本环节开始之日{since}，请核对。", "on")
    if on > today:
        yield Problem(f"日期{on}还没有到，请核对；只能登记已经发生的事。", "on")


def why_not_submit(disclosure_office: str) -> Iterator[Problem]:
    """Say why an organisation takes no requests: it has no office for them."""
    if not disclosure_office:
        yield Problem(
            "该单位没有政府信息公开工作机构，不能受理申请；请向镇（街道）或者区政府部门提出。",
            "org",
            f"{REGULATION}第二十七条",
        )


def why_not_ask_for_correction(
    *, told_before: bool, unclear: str, on: date, by_on: date, last_on: date | None
) -> Iterator[Problem]:
    """Say what stands in the way of asking the applicant to make the request clear (补正告知).

    Args:
        told_before: whether the applicant was asked before.
        unclear: what is unclear.
        on: the day on which the letter goes out.
        by_on: the day by which the applicant is to answer.
        last_on: the last day for asking; None when the term for it is over.
    """
    source = f"{REGULATION}第三十条"
    if told_before:
        yield Problem("补正应当一次性告知，此前已经告知过；仍不明确的，请直接拟写答复。", source=source)
        return
    if not unclear.strip():
        yield Problem("请写明需要补正的事项，并给予指导和释明。", "unclear", source)
    if by_on <= on:
        yield Problem(f"补正期限须晚于告知书发出之日{on}，请给申请人合理的时间。", "by_on", source)
    if last_on is None or on > last_on:
        said = "补正告知的期限已过" + (f"（{last_on}届满）" if last_on else "")
        yield Problem(f"{said}，不能再要求补正；请与申请人沟通后继续办理。", "on", source)


def why_not_ask_for_reasons(*, told_before: bool, why: str, on: date, by_on: date) -> Iterator[Problem]:
    """Say what stands in the way of asking the applicant for the reasons of so many requests."""
    source = f"{REGULATION}第三十五条"
    if told_before:
        yield Problem("此前已经要求申请人说明理由，请继续办理。", source=source)
    if not why.strip():
        yield Problem("请写明申请的数量、频次怎样明显超过合理范围。", "why", source)
    if by_on <= on:
        yield Problem(f"说明理由的期限须晚于告知书发出之日{on}，请给申请人合理的时间。", "by_on", source)


def why_not_give_up(what: str, *, by_on: date, today: date, source: str) -> Iterator[Problem]:
    """Say why a request may not be closed yet for what the applicant did not do.

    Args:
        what: what was asked of the applicant, such as 补正.
        by_on: the last day for it.
        today: the day of the decision.
        source: the article.
    """
    if today <= by_on:
        yield Problem(f"{what}的期限至{by_on}届满，现在还没有届满，请等待申请人。", source=source)


def why_not_draft(
    outcome: Outcome | None, *, asked_to_correct: bool, asked_for_reasons: bool
) -> Iterator[Problem]:
    """Say why an answer may not be of this kind, given what was asked of the applicant before."""
    if outcome is None:
        return
    if outcome.key in ("no_correction", "unpaid_fee"):
        yield Problem("不再处理须在补正或者缴费逾期后办理，请选择其他答复类型。", "outcome", outcome.source)
    if outcome.key == "still_unclear" and not asked_to_correct:
        yield Problem("尚未告知申请人补正，不能以补正后仍不明确答复。", "outcome", outcome.source)
    if outcome.key == "excessive" and not asked_for_reasons:
        yield Problem("尚未要求申请人说明理由，不能以大量反复申请不予处理。", "outcome", outcome.source)


def why_not_deliver(*, by_post: bool, mail_number: str) -> Iterator[Problem]:
    """Say what is missing when an answer is sent: the day of posting counts, so it must be proved."""
    if by_post and not mail_number.strip():
        yield Problem(
            "邮寄的，以交邮之日为答复之日，请填写邮件号码并保存交邮凭证。",
            "mail_number",
            "民事诉讼法第八十五条第四款",
        )


def why_not_late(what: str, *, by_on: date, on: date) -> Iterator[Problem]:
    """Say why an applicant can no longer do by the internet what she was asked for; the office judges her reasons.

    Args:
        what: what she was asked for.
        by_on: the last day for it.
        on: the day on which she does it.

    Source: 政府信息公开条例（2019年修订）第三十条.

    >>> [each.message for each in why_not_late("补正", by_on=date(2024, 3, 8), on=date(2024, 3, 9))]
    ['补正的期限2024-03-08已过；有正当理由的，请与机关联系说明，由机关登记。']
    """
    if on > by_on:
        yield Problem(f"{what}的期限{by_on}已过；有正当理由的，请与机关联系说明，由机关登记。")


def why_not_withdraw(*, closed_on: date | None) -> Iterator[Problem]:
    """Say why a request can no longer be withdrawn (撤回申请)."""
    if closed_on:
        yield Problem(f"这件申请已于{closed_on}办结，不能再撤回。")


SENT_BACK_TO = {"search": "examine", "draft": "search"}
"""From which step of the diagram a request can be sent back (退回), and to which."""

_TAKEN_BACK = {"examine": ("accept", "not_a_request"), "search": ("found",), "draft": ()}
"""Steps that can be taken back (撤回), and with which outcomes (any, where none is named): no letter left with them."""


def why_not_take_back(*, node: str, outcome: str) -> Iterator[Problem]:
    """Say why the step done last, with its outcome, cannot be taken back (撤回)."""
    if node not in _TAKEN_BACK:
        yield Problem("上一步不能撤回：文书已经发出，或者还没有办理过。")
    elif _TAKEN_BACK[node] and outcome not in _TAKEN_BACK[node]:
        yield Problem("上一步已经发出文书，不能撤回；请按文书的内容继续办理。")


def why_not_without(field: str, text: str, message: str, source: str = "") -> Iterator[Problem]:
    """Say with `message` that something is missing, where `text` is empty."""
    if not text.strip():
        yield Problem(message, field, source)


def why_not_examine(outcome: str) -> Iterator[Problem]:
    """Say why an examination does not simply end like this: the other outcomes take a letter."""
    if outcome not in ("accept", "not_a_request"):
        yield Problem("请选择受理或者直接拟写答复；补正、说明理由、收费须发出相应的告知书。", "outcome")


def why_not_arrive(channel: Channel, *, arrived_on: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which a request is said to have come."""
    if arrived_on > today:
        yield Problem(f"到达日期{arrived_on}还没有到，请核对。", "arrived_on", channel.article)


def why_not_register(
    channel: Channel, *, arrived_on: date, confirmed_on: date | None, how: str, today: date
) -> Iterator[Problem]:
    """Say what stands in the way of registering a request (登记).

    Args:
        channel: how it came.
        arrived_on: the day it was handed in, signed for, or reached the office.
        confirmed_on: the day on which office and applicant confirmed it, where the channel asks for that.
        how: how they confirmed it: the trace that it leaves.
        today: the day it is registered.
    """
    yield from why_not_arrive(channel, arrived_on=arrived_on, today=today)
    if channel.counts is not Counts.CONFIRMED:
        return
    if confirmed_on is None:
        yield Problem(
            f"{channel.label}的申请须与申请人确认，确认之日为收到申请之日；请填写确认日期。",
            "confirmed_on",
            channel.article,
        )
        return
    yield from why_not_confirm(channel, arrived_on=arrived_on, confirmed_on=confirmed_on)
    if confirmed_on > today:
        yield Problem(f"确认日期{confirmed_on}还没有到，请核对。", "confirmed_on", channel.article)
    if not how.strip():
        yield Problem("请写明怎样确认的，例如电话、短信，以及与谁确认。", "how", channel.article)


def why_not_confirm(channel: Channel, *, arrived_on: date, confirmed_on: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which the office and the applicant confirmed a request."""
    if confirmed_on < arrived_on:
        yield Problem(
            f"确认之日不能早于申请到达之日（{arrived_on:%Y-%m-%d}）。", "confirmed_on", channel.article
        )


def why_not_extend(*, workdays: int, extended: int, approved: bool, longest: int) -> Iterator[Problem]:
    """Say what stands in the way of extending the time for an answer (延长答复期限).

    Args:
        workdays: how many working days are wanted.
        extended: how many were given before.
        approved: whether the head of the disclosure office agreed.
        longest: how many the law allows in all.

    >>> [problem.message for problem in why_not_extend(workdays=25, extended=0, approved=True, longest=20)]
    ['延长不得超过20个工作日，请改为1至20之间的天数。']
    """
    source = f"{REGULATION}第三十三条第二款"
    if extended:
        yield Problem(f"答复期限只能延长一次；此前已延长{extended}个工作日。", "workdays", source)
    elif not 1 <= workdays <= longest:
        yield Problem(f"延长不得超过{longest}个工作日，请改为1至{longest}之间的天数。", "workdays", source)
    if not approved:
        yield Problem("延长须先经政府信息公开工作机构负责人同意，并告知申请人。", "approved", source)


def why_not_change_term(*, is_running: bool) -> Iterator[Problem]:
    """Say why the time for an answer cannot be extended just now: it is paused, or over."""
    if not is_running:
        yield Problem(
            "答复期限现在没有在计算（正在等待意见、补正、缴费，或者已经办结），请待其继续计算后再延长。",
            source=f"{REGULATION}第三十三条",
        )
