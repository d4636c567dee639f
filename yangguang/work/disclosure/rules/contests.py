"""Reviews and suits over an answer (行政复议、行政诉讼): their results, their terms, and what they may follow.

Source: 行政复议法（2023年修订）; 行政诉讼法（2017年修正）; 国办公开办函〔2021〕30号表四.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem

from .sources import TERMS

TABLE_4 = "国办公开办函〔2021〕30号表四"
COLUMNS = {1: "upheld", 2: "corrected", 3: "other"}
"""The columns of table 4, as the map in terms.toml numbers them."""


class Ruling(StrEnum):
    """How a review or a suit ended (裁决结果)."""

    label: str

    def __new__(cls, value: str, label: str) -> "Ruling":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    UPHELD = "upheld", "维持"
    DISMISSED = "dismissed", "驳回请求（复议请求、诉讼请求）"
    ANNULLED = "annulled", "撤销"
    CHANGED = "changed", "变更"
    UNLAWFUL = "unlawful", "确认违法"
    VOID = "void", "确认无效"
    ORDERED = "ordered", "责令履行"
    REJECTED = "rejected", "不予受理、驳回申请（驳回起诉）"
    MEDIATED = "mediated", "调解、和解"
    ENDED = "ended", "终止（撤回申请、撤诉）"


REDOABLE = frozenset({Ruling.ANNULLED, Ruling.UNLAWFUL, Ruling.VOID, Ruling.ORDERED})
"""The rulings with which the office can be ordered to answer anew (责令重作)."""


def column_of(ruling: Ruling, on: date) -> str:
    """Return the column of table 4 that counts a ruling of that day, by the map in terms.toml.

    >>> [column_of(Ruling(key), date(2024, 5, 6)) for key in ("upheld", "dismissed", "annulled", "ended")]
    ['upheld', 'upheld', 'corrected', 'other']
    """
    return COLUMNS[TERMS[f"ruling_{ruling}"].on(on).amount]


def reply_term(*, is_review: bool, is_simple: bool) -> str:
    """Return the name of the term for the reply of the office (书面答复、答辩).

    Source: 行政复议法（2023年修订）第四十八条、第五十四条; 行政诉讼法第六十七条第一款.

    >>> reply_term(is_review=True, is_simple=True), reply_term(is_review=False, is_simple=True)
    ('review_simple_defence', 'suit_defence')
    """
    if is_review:
        return "review_simple_defence" if is_simple else "review_defence"
    return "suit_defence"


def why_not_contest(
    *,
    after_review: bool,
    directly: bool,
    reviewed: bool,
    closed_on: date | None,
    filed_on: date,
    served_on: date | None,
    today: date,
) -> Iterator[Problem]:
    """Say what is wrong with a review or a suit that is entered.

    Args:
        after_review: whether it is entered as a suit after a review.
        directly: whether it is entered as a suit without a review.
        reviewed: whether there was a review.
        closed_on: the day of the answer.
        filed_on: the day on which it was accepted.
        served_on: the day on which the copy reached the office, if it did.
        today: the day it is entered.
    """
    if closed_on is None:
        yield Problem("这件申请尚未办结，不能登记对答复的复议、诉讼。", "kind")
    elif filed_on < closed_on:
        yield Problem(f"受理日期不能早于办结之日{closed_on}，请核对。", "filed_on")
    if filed_on > today:
        yield Problem(f"受理日期{filed_on}还没有到，请核对。", "filed_on")
    yield from why_not_serve(filed_on=filed_on, served_on=served_on, today=today)
    if directly and reviewed:
        yield Problem("这件申请已有行政复议，请登记为复议后起诉。", "kind", TABLE_4)
    if after_review and not reviewed:
        yield Problem("这件申请没有行政复议，请登记为未经复议直接起诉，或者先登记复议。", "kind", TABLE_4)


def why_not_serve(*, filed_on: date, served_on: date | None, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which a copy is said to have come."""
    if served_on is None:
        return
    if served_on < filed_on:
        yield Problem(f"收到副本的日期不能早于受理日期{filed_on}，请核对。", "served_on")
    if served_on > today:
        yield Problem(f"收到副本的日期{served_on}还没有到，请核对。", "served_on")


def why_not_reply_to_contest(
    *, served_on: date | None, replied_on: date | None, decided_on: date | None, on: date, today: date
) -> Iterator[Problem]:
    """Say why a reply to a review or suit cannot be entered (提交答复、答辩)."""
    if decided_on:
        yield Problem(f"结果已于{decided_on}审结并登记，不能再登记答复。", "on")
    if replied_on:
        yield Problem(f"已于{replied_on}登记提交答复，不能重复登记。", "on")
    if served_on is None:
        yield Problem("还没有登记收到副本的日期，请先登记收到副本。", "on")
    elif on < served_on:
        yield Problem(f"提交答复的日期不能早于收到副本之日{served_on}，请核对。", "on")
    if on > today:
        yield Problem(f"提交答复的日期{on}还没有到，请核对。", "on")


def why_not_hear(*, filed_on: date, decided_on: date | None, on: date) -> Iterator[Problem]:
    """Say what is wrong with the day of a hearing that is entered; it may be still to come."""
    if decided_on:
        yield Problem(f"结果已于{decided_on}审结并登记，不能再登记听证（开庭）。", "on")
    if on < filed_on:
        yield Problem(f"听证（开庭）日期不能早于受理日期{filed_on}，请核对。", "on")


def why_not_deliver_redo(*, signed_on: date | None, on: date, today: date) -> Iterator[Problem]:
    """Say why the answer that was ordered cannot go out: it is not signed, or not on that day."""
    if signed_on is None:
        yield Problem("重新答复还没有签发，不能送达。", "on")
    elif not signed_on <= on <= today:
        yield Problem(f"送达日期应在签发之日{signed_on}至今天之间，请核对。", "on")


def why_not_decide_contest(
    ruling: Ruling | None,
    *,
    is_review: bool,
    decided_on: date | None,
    filed_on: date,
    on: date,
    redo_by: date | None,
    today: date,
) -> Iterator[Problem]:
    """Say what is wrong with the result of a review or suit that is entered.

    Args:
        ruling: how it ended.
        is_review: whether it was a review.
        decided_on: the day of the result that is entered already, if one is.
        filed_on: the day it was accepted.
        on: the day of the result.
        redo_by: by when the office is to answer anew; None where it is not ordered to.
        today: the day it is entered.
    """
    if decided_on:
        yield Problem(f"结果已于{decided_on}审结并登记，不能改动。", "ruling")
    if ruling is None:
        yield Problem("请选择裁决结果。", "ruling", TABLE_4)
    elif ruling is Ruling.UPHELD and not is_review:
        yield Problem(
            "“维持”是行政复议的结果；法院驳回诉讼请求的，请选择驳回请求。", "ruling", "行政诉讼法第六十九条"
        )
    if on < filed_on:
        yield Problem(f"审结日期不能早于受理日期{filed_on}，请核对。", "on")
    if on > today:
        yield Problem(f"审结日期{on}还没有到，请核对。", "on")
    if redo_by is None or ruling is None:
        return
    if ruling not in REDOABLE:
        yield Problem(
            f"结果为“{ruling.label}”的，没有责令重新答复，请删去重新答复的期限或者改选结果。", "redo_by"
        )
    if redo_by <= on:
        yield Problem(f"重新答复的期限须晚于审结日期{on}，请按裁决书填写。", "redo_by")
