"""How a day is written in a letter."""

from datetime import date


def written(day: date) -> str:
    """Return a day in Arabic numerals without leading noughts (成文日期).

    Source: GB/T 9704—2012 7.3.5.

    >>> written(date(2026, 3, 9))
    '2026年3月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
