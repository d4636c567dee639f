"""The clauses that say since when a document holds, until when, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .days import DAY, day_of

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_DOES = r"(?:正式)?(?:起?施行|实施|执行|生效|试行)"
_SINCE_DAY = re.compile(rf"自?\s*(?P<day>{DAY})\s*(?:零时)?起\s*{_DOES}")
_SINCE_ISSUE = re.compile(
    rf"自?(?P<what>发布|公布|印发|下发|颁布|颁发|发文)之日起(?:满?(?P<days>\d+)[日天]后)?(?:开始)?{_DOES}"
)
_YEARS = re.compile(
    r"(?:有效期(?:限)?(?:为|是|暂定)?|试行期(?:限)?(?:为)?|试行)\s*(?P<years>[一二两三四五六七八九十\d]{1,2})\s*年"
)
_UNTIL = re.compile(rf"(?:有效期(?:限)?(?:截?止?至|到|自.{{4,14}}?至)|(?:执行|施行|实施)至)\s*(?P<day>{DAY})")
_BASIS = re.compile(r"(?:根据|依据|依照|按照|为(?:了)?(?:贯彻|落实|实施))(?P<named>.*?《.+?》.*)")
_MAKES = re.compile(r"制定|制订|现就|现将|特通知|印发|通告如下|公告如下|通知如下|研究")
_TITLE = re.compile(
    r"《(?P<title>[^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》(?:[（(](?P<number>[^（）()]{2,30}号)[^（）()]*[）)])?"
)
_OURS = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+、)?\s*(?:本|此|以上|上述|自|有效期|试行期)"
)
"""How a clause begins that speaks of the document itself; others report what another document says."""

_YEAR = {**{sign: n for n, sign in enumerate("零一二三四五六七八九十")}, "两": 2}


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence and what it decides.

    Args:
        sentence: the words.
        start: where they begin in the text.
        day: the day; None when it depends on one that is not known.
        counts_from: what the day is counted from, where the sentence names none itself.
    """

    sentence: str
    start: int
    day: date | None
    counts_from: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a document rests on: the title, and its number where it is named."""

    title: str
    number: str
    sentence: str
    start: int


def commencement(text: str, issued: date | None) -> Clause | None:
    """Return the last clause that says when a document begins to hold.

    Args:
        text: the document.
        issued: the day it was issued; 自印发之日起施行 counts from it.

    >>> commencement("本办法自2024年5月1日起施行。", None).day
    datetime.date(2024, 5, 1)
    >>> commencement("本办法自印发之日起30日后施行。", date(2024, 4, 1)).day
    datetime.date(2024, 5, 1)
    >>> commencement("《珠海市停车条例》自2024年5月1日起施行。", None)   # another document's
    """
    found = None
    for start, sentence in _sentences(text):
        if not _is_ours(sentence):
            continue
        if named := _SINCE_DAY.search(sentence):
            found = Clause(sentence, start, day_of(named["day"]))
        elif counted := _SINCE_ISSUE.search(sentence):
            later = timedelta(days=int(counted["days"] or 0))
            found = Clause(sentence, start, issued + later if issued else None, f"{counted['what']}之日")
    return found


def expiry(text: str, since: date | None) -> Clause | None:
    """Return the last clause that says until when a document holds; the day is the last on which it does.

    >>> expiry("本办法自2024年5月1日起施行，有效期五年。", date(2024, 5, 1)).day
    datetime.date(2029, 4, 30)
    >>> expiry("本通知有效期至2026年12月31日。", None).day
    datetime.date(2026, 12, 31)
    """
    found = None
    for start, sentence in _sentences(text):
        if not _is_ours(sentence):
            continue
        if named := _UNTIL.search(sentence):
            found = Clause(sentence, start, day_of(named["day"]))
        elif (term := _YEARS.search(sentence)) and re.search(r"本|此|施行|自|起", sentence):
            found = Clause(sentence, start, _after(since, _count(term["years"])), "施行日期")
    return found


def bases(text: str) -> list[Basis]:
    """Return what a document rests on, from the sentences that say 根据……，制定…….

    >>> [each.title for each in bases("根据《城乡规划法》和《条例》（国令第1号）等规定，结合实际，制定本办法。")]
    ['城乡规划法', '条例']
    """
    found: dict[str, Basis] = {}
    for start, sentence in _sentences(text):
        named = _BASIS.search(sentence)
        made = _MAKES.search(sentence, named.end("named") - len(named["named"])) if named else None
        if not named or not made:
            continue
        for each in _TITLE.finditer(sentence, named.start(), made.start()):
            title = each["title"].strip()
            found.setdefault(title, Basis(title, each["number"] or "", sentence, start))
    return list(found.values())


def _is_ours(sentence: str) -> bool:
    return bool(_OURS.match(sentence)) or bool(
        re.search(r"(?:^|[，,：:\s])本[\u4e00-\u9fff]{1,6}(?:自|有效)", sentence)
    )


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for found in _SENTENCE.finditer(text):
        sentence = found[0].strip()
        if sentence:
            yield found.start() + found[0].index(sentence), sentence


def _count(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_YEAR.get(tens, 1) * 10 if ten else 0) + _YEAR.get(ones, 0)


def _after(since: date | None, years: int) -> date | None:
    """Return the last day of so many years; a year that begins on 29 February ends on the 28th."""
    if since is None or not 0 < years <= 50:
        return None
    try:
        return since.replace(year=since.year + years) - timedelta(days=1)
    except ValueError:
        return date(since.year + years, 2, 28)
