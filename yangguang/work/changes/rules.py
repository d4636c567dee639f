"""What may be entered as a change of law, and what settles a thing that it touches."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum

from yangguang.rules.law.pins import places
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Problem, Refused

MOST_PLACES = 300
"""More articles than this are the whole law."""


class Decision(StrEnum):
    """What the owner of a touched thing finds."""

    label: str

    def __new__(cls, value: str, label: str) -> "Decision":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    RIGHT = "right", "仍然正确"
    CHANGED = "changed", "已经修改"
    ENDED = "ended", "已经终止"
    NOT_OURS = "not_ours", "不属本机关"


def read_places(text: str) -> tuple[Place, ...]:
    """Return the places that somebody typed, in their order, ranges in full; nothing typed is the whole law.

    Raises:
        Refused: for what is no place.

    >>> print(*read_places("第三条、第五条第二款，第7条"))
    第三条 第五条第二款 第七条
    >>> print(*read_places("第三条至第五条"))
    第三条 第四条 第五条
    >>> read_places("附件一")
    Traceback (most recent call last):
    yangguang.rules.problems.Refused: “附件一”不是条款，应写成 第四十二条第二款第（三）项 这样的形式。
    """
    found: list[Place] = []
    for part in re.split(r"[、，,；;\s]+", text.strip()):
        first, *last = re.split("至|到|-|—", part, maxsplit=1)
        ends = [_place(each) for each in (first, *last) if each]
        found += places(f"{ends[0]}至{ends[1]}") if len(ends) == 2 else ends
    if len(found) > MOST_PLACES:
        said = f"变动的条款最多写{MOST_PLACES}条；整部法规变动的，请留空。"
        raise Refused(Problem(said, "places"))
    return tuple(sorted(set(found)))


def _place(words: str) -> Place:
    try:
        return Place.parse(words)
    except Refused as refused:
        raise Refused(*(Problem(each.message, "places") for each in refused.problems)) from None


def why_not_enter(
    *, how: str, places: Collection[Place], basis: str, before: date | None
) -> Iterator[Problem]:
    """Yield why a change of law cannot be entered.

    Args:
        how: what becomes of it, see `impact.How`.
        places: the articles that change; none for the whole.
        basis: the decision or sentence that says so.
        before: the day on which the same change was entered before; None when it was not.

    >>> [str(each) for each in why_not_enter(how="expired", places=[Place(3)], basis="", before=None)]
    ['请写明依据，例如公布变动的文件和条款。', '失效的是整部法规；只有部分条款变动的，请选“修改”或者“废止”。']
    """
    if not basis.strip():
        yield Problem("请写明依据，例如公布变动的文件和条款。", "basis")
    if how == "expired" and places:
        yield Problem("失效的是整部法规；只有部分条款变动的，请选“修改”或者“废止”。", "how")
    if before is not None:
        yield Problem(f"这项变动已于{before:%Y年%-m月%-d日}登记，请到变动清单中查看。")


def why_not_settle(
    *, decision: str, reason: str, chosen: Collection[int], known: Collection[int], is_closed: bool
) -> Iterator[Problem]:
    """Yield why things of a list cannot be settled.

    Args:
        decision: one of `Decision`.
        reason: why.
        chosen: the keys of the things.
        known: the keys of all things of the list.
        is_closed: whether the list is settled already.

    >>> [str(each) for each in why_not_settle(decision="right", reason=" ", chosen=[1], known=[1], is_closed=False)]
    ['请写明理由：核对了什么，依据现在是哪一条。']
    """
    if is_closed:
        yield Problem("这份清单已经核对完毕；如有新的情况，请登记新的变动。")
        return
    if not chosen:
        yield Problem("请勾选要核对的事项。", "entries")
    if set(chosen) - set(known):
        yield Problem("勾选的事项不在这份清单里，请刷新页面后重新勾选。", "entries")
    if decision not in set(Decision):
        yield Problem("请选择核对结果。", "decision")
    if not reason.strip():
        yield Problem("请写明理由：核对了什么，依据现在是哪一条。", "reason")
