"""When something new is due in a column.

Source: 国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决“栏目不更新”: 动态、要闻类 within two weeks,
通知公告、政策文件类 within six months, and no column is empty.
"""

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum


class Standing(Enum):
    """How a column stands on a day."""

    FRESH = "fresh", "按时更新"
    SOON = "soon", "临近到期"
    LATE = "late", "逾期未更新"
    EMPTY = "empty", "空白栏目"
    NO_TERM = "no_term", "按事项更新"

    label: str

    def __new__(cls, value: str, label: str) -> "Standing":
        member = object.__new__(cls)
        member._value_, member.label = value, label
        return member


def due_on(last_on: date, *, days: int = 0, months: int = 0) -> date:
    """Return the last day on which something new must appear.

    >>> due_on(date(2024, 3, 1), days=14), due_on(date(2023, 8, 31), months=6)
    (datetime.date(2024, 3, 15), datetime.date(2024, 2, 29))
    """
    month = last_on.month - 1 + months
    year, month = last_on.year + month // 12, month % 12 + 1
    return date(year, month, min(last_on.day, monthrange(year, month)[1])) + timedelta(days=days)


def standing(last_on: date | None, due: date | None, on: date, *, warn_days: int) -> Standing:
    """Return how a column stands on a day.

    Args:
        last_on: when something last appeared in it; None when it is empty.
        due: the last day for something new; None where no term is set.
        on: the day.
        warn_days: how many days before that people are warned.

    >>> standing(date(2024, 3, 1), date(2024, 3, 15), date(2024, 3, 15), warn_days=3).label
    '临近到期'
    >>> standing(date(2024, 3, 1), date(2024, 3, 15), date(2024, 3, 16), warn_days=3).label
    '逾期未更新'
    >>> standing(None, None, date(2024, 3, 16), warn_days=3).label
    '空白栏目'
    """
    if last_on is None:
        return Standing.EMPTY
    if due is None:
        return Standing.NO_TERM
    if on > due:
        return Standing.LATE
    return Standing.SOON if on >= due - timedelta(days=warn_days) else Standing.FRESH
