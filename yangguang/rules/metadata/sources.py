"""Each place where a field can stand, and what is seen there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Refused

from . import names
from .days import DAY, day_of, first_day
from .documents import Document, Where, Words
from .fields import Field

Value = str | date | tuple[str, ...]

TOP = 15
"""Among how many lines the title and the number are looked for."""

MOST_ISSUERS = 10
LONGEST_TITLE = 150
INDEX_FORM = re.compile(r"[0-9A-Z]{9}([0-9A-Z]{9})?/\d{4}-\d{5}")
"""Source: 政府信息公开目录系统实施指引（试行）."""

_ORDER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,25}令|公告|通告)?\s*(?:\d{4}年)?第\s*[0-9一二三四五六七八九十百]+\s*号"
)
_NUMBER_FIRST = re.compile(
    r"[\u4e00-\u9fff]{2,15}\s*[〔［【\[(（]\s*\d{4}\s*[〕］】\])）]\s*\d{1,5}\s*号(?=\s|$)"
)
_NUMBER_IN = re.compile(r"[（(](?P<number>[\u4e00-\u9fff]{2,15}[〔［【\[]\d{4}[〕］】\]]\d{1,5}号)[）)]$")
_AFTER_DAY = r"\s*(?:[（(].{0,12}[）)])?\s*(?:[—－-]\s*\d+\s*[—－-])?\s*$"
_DAY_LINE = re.compile(rf"^\s*(?P<day>(?=.{{4,6}}年){DAY}){_AFTER_DAY}")
_DAY_AT_END = re.compile(
    rf"(?:^|[。；!！）)]|\s)\s*(?P<names>[\u4e00-\u9fff（）()\s]{{3,80}}?)\s*(?P<day>{DAY}){_AFTER_DAY}"
)
_UNDER_TITLE = re.compile(rf"^[（(]\s*(?P<day>{DAY})[^（）()]*[）)]$")
_SITE = re.compile(r"\s*[-_—|]+\s*[^-_—|]*(?:网|网站|政府|平台)[^-_—|]*$")
_NO_TITLE = re.compile(r"[：:>|]|^(?:点击|附件|首页|下载|打印|字号)")
_NO_SOURCE = ("本网", "本站")


class Confidence(IntEnum):
    """How sure a value is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        return {1: "低", 2: "中", 3: "高"}[self.value]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value that was seen in one place.

    Args:
        value: what it says.
        words: the words it was read from.
        trust: how sure it is when no other place says anything.
        note: what a person should know about it.
    """

    value: Value
    words: Words
    trust: Confidence = Confidence.MEDIUM
    note: str = ""


Source = Callable[[Document], Iterator[Sighting]]


def table(field: Field) -> Source:
    """Return what the table above the document says."""

    def seen(document: Document) -> Iterator[Sighting]:
        written = document.table.get(field, "")
        if not written:
            return
        words = Words(Where.TABLE, written)
        value, note = _plain(field, written)
        if value is None:
            return
        # What only a site gives out is as sure as it gets; the rest stands in the document too.
        only_there = field in (Field.INDEX_NUMBER, Field.THEME, Field.KEYWORDS, Field.PUBLISHED_ON)
        trust = Confidence.LOW if note else Confidence.HIGH if only_there else Confidence.MEDIUM
        yield Sighting(value, words, trust, note)

    return seen


def heading(document: Document) -> Iterator[Sighting]:
    """Return the title as the page's heading or its tag gives it."""
    tag = document.tags.get("ArticleTitle", "").strip()
    for where, text in ((Where.TAG, tag), (Where.HEADING, document.heading)):
        title = _SITE.sub("", text).strip()
        if len(names.compact(title)) >= 4:
            yield Sighting(title, Words(where, text), Confidence.MEDIUM)
            return


def title_at_top(document: Document) -> Iterator[Sighting]:
    """Return the lines above the number or the first full sentence, where they read as a title."""
    lines = document.lines[:TOP]
    if len(lines) == 1 or (lines and len(lines[0]) > LONGEST_TITLE):
        yield from _title_in_one_line(document)
        return
    for first in range(min(4, len(lines))):
        joined = ""
        for last in range(first, min(first + 5, len(lines))):
            line = lines[last]
            if (
                _number_of(line)
                or line.endswith(("。", "：", ":", "；"))
                or len(joined) + len(line) > LONGEST_TITLE
            ):
                break
            joined += " " + line if last > first and names.organisations(lines[last - 1]) else line
            if names.is_title(joined) and not _goes_on(lines, last):
                trust = Confidence.MEDIUM if "关于" in joined or first == 0 else Confidence.LOW
                yield Sighting(_spaced(joined), document.words(Where.TOP, first, last), trust)
                return


def number_at_top(document: Document) -> Iterator[Sighting]:
    """Return the number that stands alone in a line near the top, or in brackets after the title."""
    for nth, line in enumerate(document.lines[:TOP]):
        if number := _number_of(line):
            yield Sighting(number, document.words(Where.TOP, nth), Confidence.HIGH)
            return
        begun = _NUMBER_FIRST.match(line)
        if begun and nth < 3 and (number := _number_of(begun[0])):
            start = sum(len(each) + 1 for each in document.lines[:nth])
            yield Sighting(number, Words(Where.TOP, begun[0], start, start + begun.end()), Confidence.MEDIUM)
            return
    if (inside := _NUMBER_IN.search(document.heading)) and (number := _number_of(inside["number"])):
        yield Sighting(number, Words(Where.HEADING, document.heading), Confidence.MEDIUM)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and on which day."""

    issuers: tuple[str, ...]
    day: date
    words: Words


def signature(document: Document) -> Signature | None:
    """Return the signature of the document itself; what is attached to it may have its own.

    It is the one of whom the title names, or else the first.
    """
    found = list(_signatures(document))
    named = set(issuers_of_title(document))
    theirs = [each for each in found if named & set(each.issuers)]
    signed = [each for each in found if each.issuers]
    return next(iter(theirs or signed or found[-1:]), None)


def signed_by(document: Document) -> Iterator[Sighting]:
    """Return who signed."""
    if (found := signature(document)) and found.issuers:
        yield Sighting(found.issuers, found.words, Confidence.MEDIUM)


def signed_on(document: Document) -> Iterator[Sighting]:
    """Return the day of the signature, or the one in brackets below the title."""
    if found := signature(document):
        named = set(issuers_of_title(document))
        is_theirs = bool(found.issuers) and (not named or bool(named & set(found.issuers)))
        note = "" if is_theirs else "落款的机关与标题中的不同，或者没有署名。"
        yield Sighting(found.day, found.words, Confidence.MEDIUM if is_theirs else Confidence.LOW, note)
    for nth, line in enumerate(document.lines[:TOP]):
        if (under := _UNDER_TITLE.match(line)) and (day := day_of(under["day"])):
            yield Sighting(day, document.words(Where.TOP, nth), Confidence.MEDIUM)
            return


def issuers_of_title(document: Document) -> tuple[str, ...]:
    """Return the organisations that the title begins with."""
    for seen in (*table(Field.TITLE)(document), *title_at_top(document), *heading(document)):
        if found := names.issuers_in(str(seen.value)):
            return found
    return ()


def issuer_in_title(document: Document) -> Iterator[Sighting]:
    """Return who speaks in the title."""
    if found := issuers_of_title(document):
        yield Sighting(found, Words(Where.TITLE, " ".join(found)), Confidence.MEDIUM)


def issuer_in_tag(document: Document) -> Iterator[Sighting]:
    """Return what the page names as its source; often it is only who sent the text in."""
    source = document.tags.get("ContentSource", "").strip()
    if (found := names.organisations(source)) and source not in _NO_SOURCE:
        yield Sighting(
            found, Words(Where.TAG, source), Confidence.LOW, "只有网页标签写了来源，不一定是制定机关。"
        )


def published_in_tag(document: Document) -> Iterator[Sighting]:
    """Return the day of publication that the page tells machines."""
    written = document.tags.get("PubDate", "")
    if day := first_day(written):
        yield Sighting(day, Words(Where.TAG, written), Confidence.MEDIUM)


def _plain(field: Field, written: str) -> tuple[Value | None, str]:
    """Return the value that a row of the table writes, and what is odd about it."""
    if field.is_day:
        return first_day(written), ""
    if field is Field.NUMBER:
        number = _number_of(written)
        return number or written, "" if number else "文号的写法不规范。"
    if field is Field.INDEX_NUMBER:
        number = names.compact(written).upper()
        return number, "" if INDEX_FORM.fullmatch(number) else "索引号不是“机构代码/年份-五位流水号”的形式。"
    if field is Field.ISSUER:
        found = tuple(names.compact(each) for each in re.split(r"[,，;；\s]+", written) if each)
        return found, ""
    if field is Field.KEYWORDS:
        return tuple(each for each in re.split(r"[\s,，;；、]+", written) if each), ""
    return written.strip(), ""


def _number_of(line: str) -> str:
    """Return the number that `line` is; an order (令) has one without a year."""
    text = line.strip().strip("（）() ")
    if len(text) > 40:
        return ""
    if _ORDER.fullmatch(text):
        return names.compact(text)
    try:
        number = DocumentNumber.parse(text)
    except Refused:
        return ""
    return str(number) if re.fullmatch(r"[\u4e00-\u9fffA-Za-z（）()]+", number.word) else ""


def _goes_on(lines: tuple[str, ...], last: int) -> bool:
    """Whether a title goes on in the next line: a word such as 规定 can end a line in its middle."""
    if last + 1 >= len(lines):
        return False
    following = names.compact(lines[last + 1])
    is_part = len(following) <= 40 and not following.endswith(("。", "：", ":", "；", "，"))
    return (
        is_part
        and names.is_title("此处承接上行" + following)
        and not _number_of(following)
        and "关于" not in following
        and not following.startswith(("（", "("))
    )


def _title_in_one_line(document: Document) -> Iterator[Sighting]:
    """Return the title of a text whose lines are lost: between its number and whom it is addressed to."""
    line = document.lines[0]
    begun = _NUMBER_FIRST.match(line)
    start = begun.end() if begun else 0
    end = re.search(
        r"(?:通知|意见|办法|决定|通告|公告|批复|函|方案)(?=\s)", line[start : start + LONGEST_TITLE]
    )
    if end:
        text = line[start : start + end.end()]
        offset = start + len(text) - len(text.lstrip())
        words = Words(Where.TOP, text.strip(), offset, start + end.end())
        yield Sighting(names.compact(text), words, Confidence.LOW, "原文没有分行，标题是推断的。")


def _spaced(title: str) -> str:
    """Return a title with one space between the organisations it begins with, and none elsewhere."""
    verb = re.search(r"关于|印发", title)
    cut = verb.start() if verb else 0
    organisations = names.organisations(title[:cut])
    return " ".join(organisations) + names.compact(title[cut:]) if organisations else names.compact(title)


def _signatures(document: Document) -> Iterator[Signature]:
    lines = document.lines
    for nth, line in enumerate(lines):
        if nth == 0 and len(lines) > 1:
            continue
        if (alone := _DAY_LINE.match(line)) and (day := day_of(alone["day"])):
            first = nth
            issuers: list[str] = []
            while first > max(0, nth - MOST_ISSUERS) and (named := names.organisations(lines[first - 1])):
                first -= 1
                issuers[:0] = named
            yield Signature(tuple(issuers), day, document.words(Where.SIGNATURE, first, nth))
        elif inline := _DAY_AT_END.search(line):
            day, named = day_of(inline["day"]), names.organisations(inline["names"])
            if day and named:
                before = sum(len(each) + 1 for each in lines[:nth])
                start, end = before + inline.start("names"), before + inline.end("day")
                yield Signature(named, day, Words(Where.SIGNATURE, inline[0].strip(), start, end))
