"""How packages are numbered, how long they are kept, when they are due: pure rules."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from yangguang.rules.problems import Problem
from yangguang.rules.terms import load_terms

TERMS = load_terms(Path(__file__).with_name("terms.toml"))

IMPLEMENTING = "档案法实施条例"

PERMANENT, LONG, SHORT = "Y", "D30", "D10"
RETENTIONS = {PERMANENT: "永久", LONG: "30年", SHORT: "10年"}
"""The retention classes (保管期限), by the code in the number of a package."""

KEPT_FOR = {LONG: "long", SHORT: "short"}
"""The term that says how long a class is kept; what is permanent has none."""

FONDS = re.compile("[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
LONGEST_FONDS = 20


def number(fonds: str, year: int, retention: str, item: int) -> str:
    """Return the number (档号) of a package: fonds, year, retention, item.

    >>> number("0123", 2024, "D30", 7)
    '0123-2024-D30-0007'
    """
    return f"{fonds}-{year}-{retention}-{item:04}"


def retention_of(years: int) -> str:
    """Return the class that keeps a document for so many years at least.

    >>> retention_of(30), retention_of(10), retention_of(31)
    ('D30', 'D10', 'Y')
    """
    for code in (SHORT, LONG):
        if years <= TERMS[KEPT_FOR[code]].values[-1].years:
            return code
    return PERMANENT


def keep_until(retention: str, formed_on: date) -> date | None:
    """Return the last day on which a document must be kept; None for ever.

    The years are counted from the first of January after the document was made.

    >>> keep_until("D10", date(2024, 3, 20)), keep_until("Y", date(2024, 3, 20))
    (datetime.date(2034, 12, 31), None)
    """
    if retention == PERMANENT:
        return None
    return date(formed_on.year + TERMS[KEPT_FOR[retention]].on(formed_on).years, 12, 31)


def is_county(region: str) -> bool:
    """Whether a region (GB/T 2260) is a county or a district; the archives of larger ones wait longer.

    >>> is_county("440404"), is_county("440400"), is_county("440000")
    (True, False, False)
    """
    return region[4:6] != "00"


def hand_over_on(region: str, formed_on: date) -> date:
    """Return the day from which a document is due for the public archives (移交档案馆).

    Source: 档案法实施条例第二十条.

    >>> hand_over_on("440404", date(2014, 3, 20)), hand_over_on("440400", date(2012, 2, 29))
    (datetime.date(2024, 3, 20), datetime.date(2032, 2, 29))
    """
    term = TERMS["handing_over_county" if is_county(region) else "handing_over"].on(formed_on)
    year = formed_on.year + term.years
    return date(year, formed_on.month, min(formed_on.day, monthrange(year, formed_on.month)[1]))


def formed_before(on: date, *, county: bool) -> date:
    """Return the last day of forming that makes a document due for the public archives on `on`.

    >>> formed_before(date(2024, 3, 20), county=True), formed_before(date(2026, 2, 28), county=True)
    (datetime.date(2014, 3, 20), datetime.date(2016, 2, 29))
    """
    year = on.year - TERMS["handing_over_county" if county else "handing_over"].on(on).years
    last = monthrange(year, on.month)[1]
    return date(year, on.month, last if on.day == monthrange(on.year, on.month)[1] else on.day)


def file_by(closed_on: date) -> date:
    """Return the last day for archiving what was closed on a day (归档期限).

    >>> file_by(date(2024, 3, 20))
    datetime.date(2025, 6, 30)
    """
    month = TERMS["filing"].on(closed_on).months
    return date(closed_on.year + 1, month, monthrange(closed_on.year + 1, month)[1])


def gaps(numbers: Collection[int], last: int) -> Iterable[int]:
    """Return the numbers missing between 1 and `last`, or the highest there is.

    >>> list(gaps([1, 2, 5], 6))
    [3, 4, 6]
    """
    return sorted(set(range(1, max([last, *numbers]) + 1)) - set(numbers))


def why_not_fonds(fonds: str) -> Iterator[Problem]:
    """Say what is wrong with a fonds number (全宗号)."""
    if not FONDS.fullmatch(fonds) or len(fonds) > LONGEST_FONDS:
        yield Problem(
            f"全宗号由数字、字母和连字符组成，最多{LONGEST_FONDS}个字，请按档案馆给定的号填写。", "number"
        )


def why_not_package(
    *, has_folder: bool, is_over: bool, archived_as: str, missing: Iterable[str]
) -> Iterator[Problem]:
    """Say why a case cannot be archived.

    Args:
        has_folder: whether its line of work says what the folder of a case holds.
        is_over: whether the case came to its end.
        archived_as: the number of its package, if it has one.
        missing: the documents without which the folder is not complete.

    >>> [str(each) for each in why_not_package(has_folder=True, is_over=False, archived_as="", missing=["答复书"])]
    ['办件还没有办结，请办结后再归档。', '卷内缺少“答复书”，补齐后再归档。（档案法实施条例第三十九条）']
    """
    if not has_folder:
        yield Problem("这类办件还没有规定卷内应有哪些文件，不能归档；请与系统管理员联系。")
        return
    if not is_over:
        yield Problem("办件还没有办结，请办结后再归档。")
    if archived_as:
        yield Problem(f"办件已归档，档号{archived_as}；此后新形成的文件请补充归档。")
    for each in missing:
        yield Problem(f"卷内缺少“{each}”，补齐后再归档。", source=f"{IMPLEMENTING}第三十九条")


def why_not_supplement(*, archived_as: str, new: int) -> Iterator[Problem]:
    """Say why there is nothing to add to the package of a case."""
    if not archived_as:
        yield Problem("办件还没有归档，请先归档。")
    elif not new:
        yield Problem("归档以后没有新形成的文件，不需要补充归档。")


def why_not_take_out(purpose: str) -> Iterator[Problem]:
    """Say why a package cannot be given out; the use of archives is registered (利用登记)."""
    if not purpose.strip():
        yield Problem("请写明利用目的，将与下载人、时间一并登记。", "purpose")
