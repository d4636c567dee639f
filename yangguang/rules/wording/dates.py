"""Days that cannot be, weekdays that are another, and numbers missing in a row."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from yangguang.rules.law.numerals import chinese, count_of

from .findings import Finding, Severity
from .lines import Line

DAY = re.compile(
    r"(?<![0-9])(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,3})日)?"
    r"(?:[（(]?(?P<named>(?:星期|周)(?P<weekday>[一二三四五六日天]))[）)]?)?"
)
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAYS = "一二三四五六日"
SECTION = re.compile(r"\s*(?:([一二三四五六七八九十]{1,3})、|[（(]([一二三四五六七八九十]{1,3})[）)])")


def impossible_days(text: str) -> Iterator[Finding]:
    """Yield days that no calendar has, and weekdays that are not those of their day.

    >>> [found.advice for found in impossible_days("定于2023年5月6日（星期三）召开，2月30日结束")]
    ['2023年5月6日是星期六，不是星期三，请核对。', '2月没有30日，请核对。']
    """
    for match in DAY.finditer(text) if "月" in text else ():
        said = _wrong(match)
        if said:
            yield Finding("date", Severity.GRAVE, match[0], said, "date", match.start(), match.end())


def _wrong(match: re.Match[str]) -> str:
    year, month = match["year"], int(match["month"])
    if not 1 <= month <= 12:
        # A number of months, 18个月, has its own word between; without a year this may be anything.
        return f"没有{month}月，请核对。" if year or match["day"] else ""
    if not match["day"]:
        return ""
    day = int(match["day"])
    if not 1 <= day <= LONGEST[month - 1]:
        return f"{month}月没有{day}日，请核对。"
    if not year:
        return ""
    try:
        known = date(int(year), month, day)
    except ValueError:
        return f"{year}年{month}月没有{day}日，请核对。"
    weekday = WEEKDAYS[known.weekday()]
    named = (match["weekday"] or weekday).replace("天", "日")
    said = match["named"] or ""
    return "" if named == weekday else f"{year}年{month}月{day}日是{said[:-1]}{weekday}，不是{said}，请核对。"


def missing_numbers(lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield the sections of a page whose number does not follow the one before: （一）（二）（四）."""
    last = [0, 0]
    for line in lines:
        match = SECTION.match(line.text)
        number = _read(match[1] or match[2]) if match else 0
        if not match or not number:
            continue
        level = 0 if match[1] else 1
        before = last[level]
        if before and number > 1 and number in (before, before + 2, before + 3):
            advice = (
                f"序号“{match[0].strip()}”重复了，请核对。"
                if number == before
                else f"序号“{match[0].strip()}”前面缺少第{before + 1}项，请核对。"
            )
            yield Finding(
                "sequence", Severity.WARNING, match[0].strip(), advice, "sequence", match.start(), match.end(),
                line.block, line.paragraph,
            )  # fmt: skip
        last[level] = number
        if not level:
            last[1] = 0


def _read(numeral: str) -> int:
    number = count_of(numeral)
    return number if chinese(number) == numeral else 0
