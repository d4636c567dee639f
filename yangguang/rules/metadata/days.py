"""Days as pages and documents write them: 2023年5月6日, 二〇二三年五月六日, 2023-05-06."""

from __future__ import annotations

import re
from datetime import date

from yangguang.rules.law.days import DAY as WRITTEN
from yangguang.rules.law.days import days_in

DAY = rf"(?:{WRITTEN}|[0-9]{{4}}\s*[\-/.．]\s*[0-9]{{1,2}}\s*[\-/.．]\s*[0-9]{{1,2}})"
_DAY = re.compile(DAY)
_APART = re.compile(r"[\-/.．\s]+")


def day_of(text: str) -> date | None:
    """Return the day that `text` is, in any of the usual ways of writing it.

    >>> day_of("2023年5月6日"), day_of("二〇二三年十二月三十一日"), day_of("2023-05-06"), day_of("2018 年 2 月 3 日")
    (datetime.date(2023, 5, 6), datetime.date(2023, 12, 31), datetime.date(2023, 5, 6), datetime.date(2018, 2, 3))
    >>> day_of("2023年2月30日"), day_of("自2023年5月6日起")
    (None, None)
    """
    written = text.strip()
    if not _DAY.fullmatch(written):
        return None
    if "年" in written:
        return next(days_in(written), None)
    try:
        return date(*(int(part) for part in _APART.split(written)))
    except ValueError:  # a day that no calendar has
        return None


def first_day(text: str) -> date | None:
    """Return the first day named in `text`.

    >>> first_day("2025-11-18 17:37"), first_day("不详")
    (datetime.date(2025, 11, 18), None)
    """
    found = _DAY.search(text)
    return day_of(found[0]) if found else None
