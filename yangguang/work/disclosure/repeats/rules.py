"""What a person may find about requests that are alike, and from when on the office is told.

Source of all articles without another name: 政府信息公开条例（2019年修订）.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from yangguang.rules.likeness import Likeness, held_in
from yangguang.rules.problems import Problem
from yangguang.rules.terms import terms_of

from ..rules import OUTCOMES, REGULATION

TERMS = terms_of("disclosure")

REPEATED = f"{REGULATION}第三十六条第六项"
MANY = f"{REGULATION}第三十五条"
PROACTIVE = f"{REGULATION}第四十四条"


class Found(StrEnum):
    """What somebody finds about a request that is like another."""

    label: str

    def __new__(cls, value: str, label: str) -> "Found":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    REPEAT = "repeat", "重复申请：同一申请人，相同信息，前一件已经答复"
    TOGETHER = "together", "合并答复：同一申请人，前一件还在办理"
    ALIKE = "alike", "内容相同、申请人不同：分别答复，口径一致"
    DIFFERENT = "different", "不是重复"


def is_shown(found: Likeness, on: date) -> bool:
    """Whether two requests are alike enough to be shown to somebody who handles one of them.

    The shorter one may also stand wholly in the longer one: then something was added to it.
    """
    enough = TERMS["similar_shown"].on(on).amount
    return found.is_same or found.percent >= enough or is_held(found, on)


def is_held(found: Likeness, on: date) -> bool:
    """Whether nearly all of the shorter text stands in the longer one."""
    return found.held >= TERMS["similar_held"].on(on).amount


def is_in_question(title: str, wanted: str, on: date) -> bool:
    """Whether what is published under `title` may be what is asked for."""
    return held_in(title, wanted) >= TERMS["published_held"].on(on).amount


def since(on: date, months: int) -> date:
    """Return the first day of so many months that end with the day `on`.

    >>> str(since(date(2024, 1, 8), 12)), str(since(date(2024, 2, 28), 12))
    ('2023-01-09', '2023-03-01')
    """
    after = on + timedelta(days=1)
    total = after.year * 12 + after.month - 1 - months
    year, month = divmod(total, 12)
    try:
        return date(year, month + 1, after.day)
    except ValueError:  # there is no such day in that month
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Usual:
    """How many requests others made in the same time.

    Args:
        applicants: how many others there are.
        median: how many requests the middle one of them made.
        most: how many the one with the most.
    """

    applicants: int
    median: float
    most: int


def usual(counts: Sequence[int]) -> Usual:
    """Return what is usual, given how many requests each of the other applicants made.

    >>> usual([1, 1, 1, 2, 9]), usual([])
    (Usual(applicants=5, median=1, most=9), Usual(applicants=0, median=0, most=0))
    """
    return Usual(len(counts), median(counts), max(counts)) if counts else Usual(0, 0, 0)


def said_of_volume(
    *, since: date, until: date, here: int, this_month: int, elsewhere: int, others: Usual
) -> str:
    """Return the figures of one applicant as a sentence for the letter that asks for reasons; it judges nothing.

    Source: 条例第三十五条.

    >>> print(said_of_volume(since=date(2023, 1, 9), until=date(2024, 1, 8), here=12, this_month=3, elsewhere=0,
    ...                      others=Usual(40, 1, 4)))
    自2023年1月9日至2024年1月8日，你（单位）向本机关提出申请12件，其中本月3件；同期向本机关提出申请的其他40名申请人，件数的中位数为1件，最多的为4件。
    """
    said = (
        f"自{_written(since)}至{_written(until)}，你（单位）向本机关提出申请{here}件，其中本月{this_month}件"
    )
    if elsewhere:
        said += f"，向本区域其他机关提出申请{elsewhere}件"
    if others.applicants:
        said += (
            f"；同期向本机关提出申请的其他{others.applicants}名申请人，"
            f"件数的中位数为{others.median:g}件，最多的为{others.most}件"
        )
    return f"{said}。"


def was_answered(outcome: str) -> bool:
    """Whether a request that ended like this got an answer; to be withdrawn, or closed for want of something, is none.

    >>> was_answered("granted"), was_answered("not_existing"), was_answered("no_correction"), was_answered("")
    (True, True, False, False)
    """
    found = OUTCOMES.get(outcome)
    return found is not None and not found.closes_without_answer


def why_not_judge(
    found: str,
    *,
    reason: str,
    is_closed: bool,
    same_applicant: bool,
    same_org: bool,
    is_earlier: bool,
    earlier_closed: bool,
    earlier_answered: bool,
) -> Iterator[Problem]:
    """Say what stands in the way of finding this about a request and another one that is like it.

    Args:
        found: what is found, one of `Found`.
        reason: why.
        is_closed: whether the request is answered or ended itself.
        same_applicant: whether the same person asked for both.
        same_org: whether both were made to the same organisation.
        is_earlier: whether the other one was made before.
        earlier_closed: whether the other one is answered or ended.
        earlier_answered: whether it was answered.

    Source: 条例第三十六条第六项.
    """
    if is_closed:
        yield Problem("这件申请已经办结，不再判断；有错误的，请通过复议、诉讼或者自行纠正处理。")
        return
    if found not in list(Found):
        yield Problem("请选择判断结果。", "found")
    if not reason.strip():
        yield Problem("请写明判断的理由：两件申请的内容、时间有什么相同和不同。", "reason", REPEATED)
    if found in (Found.REPEAT, Found.TOGETHER):
        if not same_applicant:
            yield Problem(
                "两件申请的申请人不同，不是重复申请，也不能并在一份答复里；请选“内容相同、申请人不同”，分别答复。",
                "found",
                REPEATED,
            )
        if not same_org:
            yield Problem("另一件申请不是向本机关提出的，不能按重复申请办理或者合并答复。", "found", REPEATED)
        if not is_earlier:
            yield Problem("另一件申请在这一件之后提出；请在后提出的那一件里判断。", "found", REPEATED)
    if found == Found.REPEAT and not earlier_answered:
        yield Problem(
            "前一件申请还没有答复，或者没有作出答复就终结了，不能按重复申请办理。", "found", REPEATED
        )
    if found == Found.TOGETHER and earlier_closed:
        yield Problem("前一件申请已经办结，不能再合并答复；已经答复的，可按重复申请办理。", "found")
    if found == Found.ALIKE and same_applicant:
        yield Problem("两件申请是同一申请人提出的，请选重复申请、合并答复或者不是重复。", "found", REPEATED)


def said_of_published(title: str) -> str:
    """Return what the answer says of information that is public already, besides its address.

    >>> said_of_published("学区划分方案")
    '公开的信息名称为：“学区划分方案”。'
    """
    return f"公开的信息名称为：“{title}”。"


def why_not_answer_as_public(*, is_public: bool, is_registered: bool, is_at: str) -> Iterator[Problem]:
    """Say what stands in the way of answering that something is public already.

    Args:
        is_public: whether it is.
        is_registered: whether the request counts as received.
        is_at: the step at which the request waits.
    """
    source = f"{REGULATION}第三十六条第一项"
    if not is_public:
        yield Problem("这条信息现在没有公开，可能刚刚撤下；请刷新页面后另选，或者核对地址。", "url", source)
    if not is_registered:
        yield Problem("请先登记这件申请，再按已主动公开拟写答复。")
    elif is_at not in ("examine", "search", "draft"):
        yield Problem("办件现在的环节不能拟写答复，请刷新页面查看现在的环节。", source=source)


def why_not_decide_proposal(*, is_open: bool, reason: str) -> Iterator[Problem]:
    """Say what stands in the way of accepting or declining a suggestion to publish."""
    if not is_open:
        yield Problem("这条建议已经有人决定过，请刷新页面查看。")
    if not reason.strip():
        yield Problem(
            "请写明采纳或者不采纳的理由，例如是否属于可以公开的信息、是否涉及他人权益。", "reason", PROACTIVE
        )


def why_not_link(*, is_accepted: bool, is_linked: bool, is_public: bool) -> Iterator[Problem]:
    """Say what stands in the way of noting on which page the information now stands."""
    if not is_accepted:
        yield Problem("只有采纳的建议才登记公开的页面，请先决定是否采纳。")
    if is_linked:
        yield Problem("这条建议已经登记了公开的页面，请刷新页面查看。")
    if not is_public:
        yield Problem("这个地址上没有已经公开的信息，请核对地址；页面须先经审核发布。", "url")


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
