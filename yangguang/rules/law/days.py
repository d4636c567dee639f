"""Days as laws and notices write them: 2019年4月3日, 一九八四年九月十日."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from .numerals import count_of

_UPTO31 = r"[0-9０-９一二三四五六七八九十]{1,3}"
DAY = rf"(?:[0-9０-９]{{4}}|[一二三四五六七八九零〇○ＯO]{{4}})\s?年\s?{_UPTO31}\s?月\s?{_UPTO31}\s?日"
_DAY = re.compile(DAY)
_PARTS = re.compile(r"(.{4})年(.{1,3})月(.{1,3})日")
_NOUGHTS = str.maketrans("○ＯO", "〇〇〇")


def days_in(text: str) -> Iterator[date]:
    """Yield the days that are named in full, in the order in which they stand; what no calendar has is left out.

    >>> [str(day) for day in days_in("1994年10月9日修订、二○○六年二月三十日发布，一九八四年九月十日废止")]
    ['1994-10-09', '1984-09-10']
    """
    for found in _DAY.finditer(text):
        parts = _PARTS.fullmatch("".join(unicodedata.normalize("NFKC", found[0]).split()))
        if parts:
            try:
                yield date(*(count_of(each.translate(_NOUGHTS)) for each in parts.groups()))
            except ValueError:
                continue


def last_day_of(since: date, *, years: int = 0, months: int = 0) -> date:
    """Return the last day of a term that counts its first day: of one year from 1 March, the last of February.

    >>> str(last_day_of(date(2021, 1, 1), years=5)), str(last_day_of(date(2023, 8, 31), months=6))
    ('2025-12-31', '2024-02-29')
    """
    total = since.year * 12 + since.month - 1 + years * 12 + months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    if since.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, since.day) - timedelta(days=1)
