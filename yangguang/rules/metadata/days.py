"""Days as documents write them."""

from __future__ import annotations

import re
from datetime import date

_HAN = {sign: n for n, sign in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零OＯ0", 0)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
DAY = (
    r"(?:[0-9０-９]{4}\s*[年\-/.．]\s*[0-9０-９]{1,2}\s*[月\-/.．]\s*[0-9０-９]{1,2}(?:\s*日)?"
    r"|[一二三四五六七八九〇○零OＯ0]{4}\s*年\s*[元一二三四五六七八九十]{1,3}\s*月\s*[一二三四五六七八九十]{1,3}\s*日)"
)
_DAY = re.compile(DAY)
_PARTS = re.compile(r"[年月日\-/.．\s]+")


def day_of(text: str) -> date | None:
    """Return the day that `text` is, in any of the usual ways of writing it.

    >>> day_of("2023年5月6日"), day_of("二〇二三年十二月三十一日"), day_of("2023-05-06"), day_of("2018 年 2 月 3 日")
    (datetime.date(2023, 5, 6), datetime.date(2023, 12, 31), datetime.date(2023, 5, 6), datetime.date(2018, 2, 3))
    >>> day_of("2023年2月30日"), day_of("自2023年5月6日起")
    (None, None)
    """
    if not _DAY.fullmatch(text.strip()):
        return None
    year, month, day = (part for part in _PARTS.split(text.strip()) if part)
    try:
        return date(_number(year), _number(month), _number(day))
    except ValueError:  # a day that no calendar has
        return None


def first_day(text: str) -> date | None:
    """Return the first day named in `text`.

    >>> first_day("2025-11-18 17:37"), first_day("不详")
    (datetime.date(2025, 11, 18), None)
    """
    found = _DAY.search(text)
    return day_of(found[0]) if found else None


def _number(written: str) -> int:
    plain = written.translate(_WIDE)
    if plain.isdigit():
        return int(plain)
    if len(written) == 4:
        return int("".join(str(_HAN[sign]) for sign in written))
    tens, ten, ones = written.replace("元", "一").rpartition("十")
    return (_HAN.get(tens[:1], 1) * 10 if ten else 0) + _HAN.get(ones[:1], 0)
