"""What the texts of the library say of each other, each with the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yangguang.rules.law import clauses
from yangguang.rules.law.names import name_of

from .corpus import MADE, Piece, Text


class Kind(StrEnum):
    """What a text says of another one."""

    label: str
    passive: str

    def __new__(cls, value: str, label: str, passive: str) -> Kind:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.passive = label, passive
        return member

    REPEALS = "repeals", "废止", "被废止"
    REPEALS_IN_PART = "repeals_in_part", "部分废止", "被部分废止"
    AMENDS = "amends", "修改", "被修改"
    IMPLEMENTS = "implements", "实施", "有实施办法"
    BASED_ON = "based_on", "依据", "被作为依据"
    INTERPRETS = "interprets", "解释", "有解释"


IMPLEMENTS = re.compile(
    r"(?:实施|执行|贯彻实施|贯彻)\s*(?:[〈<《])?(?P<title>[^〈<《》>〉]{2,60})(?:[》>〉])?\s*(?:的)?(?:办法|细则|规定|条例)"
)
INTERPRETS = re.compile(r"(?:适用|执行|理解)\s*[〈<《](?P<title>[^〈<《》>〉]{2,60})[》>〉]")

LONGEST_SENTENCE = 2_000

DECIDES = re.compile("决定|废止|清理|修改|修正案|宣布失效")
"""The title of what speaks of other laws in all its articles, and not only in its last ones."""

FIRST, LAST = 2, 5
"""How many of its first articles say what a law is based on, and how many of its last what it begins and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a text says of another one.

    Args:
        title: what it calls the other.
        places: the articles that are meant; empty for the whole.
        since: from when, as the sentence or the commencement of the text says.
        decided_on: when that was decided: what is younger is not meant.
        place: the article in which the sentence stands.
    """

    kind: Kind
    title: str
    sentence: str
    number: str = ""
    issued: tuple[date, ...] = ()
    places: tuple[str, ...] = ()
    since: date | None = None
    decided_on: date | None = None
    place: str = ""
    is_suspended: bool = False

    @property
    def name(self) -> str:
        return name_of(self.title)


def begun(text: Text) -> Text:
    """Return a text with the days of its commencement as its own words say them.

    The source's day is kept only where the words name none; a day before the text was made is that of the first one.
    """
    found = clauses.commencement(_end_of(text), text.made_on)
    if found is None or found.day is None:
        return text
    if text.made_on is not None and found.day < text.made_on:
        return replace(text, first_since=text.first_since or found.day)
    return replace(text, since=found.day, since_basis=found.sentence)


def expiry(text: Text, since: date | None) -> clauses.Clause | None:
    """Return the last day on which a text holds, when it names one."""
    return clauses.expiry(_end_of(text), since)


def said_by(text: Text) -> list[Said]:
    """Return what a text says of others; of several equal sentences the first."""
    found: dict[tuple[str, str, tuple[str, ...]], Said] = {}
    for said in _said(text):
        if said.name:
            found.setdefault((said.kind, said.name, said.places), said)
    return list(found.values())


def decided_on(text: Text, since: date | None) -> date | None:
    """Return when what holds from `since` was decided: a text that was amended repeats what its first one repealed.

    >>> amended = Text(key="a", instrument="b", title="军官法", made_on=date(2000, 12, 28),
    ...                history=((date(1988, 9, 5), "通过"), (date(2000, 12, 28), "修正")))
    >>> decided_on(amended, date(1989, 1, 1)).isoformat()
    '1988-09-05'
    """
    days = [day for day, event in text.history if MADE.search(event)]
    before = [day for day in days if since is None or day <= since]
    if text.made_on is not None and (since is None or text.made_on <= since):
        before.append(text.made_on)
    return max(before, default=text.made_on)


def _said(text: Text) -> Iterator[Said]:
    since = text.since or text.first_since
    for repeal in clauses.repeals(text.words if DECIDES.search(text.title) else _end_of(text), since):
        yield Said(
            kind=Kind.REPEALS if repeal.is_whole else Kind.REPEALS_IN_PART,
            title=repeal.title,
            number=repeal.number,
            issued=repeal.issued,
            places=tuple(str(each) for each in repeal.places),
            since=repeal.since,
            decided_on=decided_on(text, repeal.since),
            is_suspended=repeal.is_suspended,
            sentence=repeal.sentence[:LONGEST_SENTENCE],
            place=_place_of(text, repeal.sentence),
        )
    for amendment in clauses.amends(text.title, text.words) if DECIDES.search(text.title) else ():
        yield Said(
            kind=Kind.AMENDS,
            title=amendment.title,
            places=tuple(str(each) for each in amendment.places),
            since=text.since or text.made_on,
            decided_on=text.made_on,
            sentence=amendment.sentence[:LONGEST_SENTENCE],
            place=_place_of(text, amendment.sentence),
        )
    for pattern, kind in ((IMPLEMENTS, Kind.IMPLEMENTS), (INTERPRETS, Kind.INTERPRETS)):
        if named := pattern.search(text.title):
            yield Said(kind=kind, title=named["title"], sentence=text.title)
    for basis in clauses.bases(_words(text.preamble, text.articles[:FIRST])):
        yield Said(
            kind=Kind.BASED_ON,
            title=basis.title,
            places=tuple(str(each) for each in basis.places),
            sentence=basis.sentence[:LONGEST_SENTENCE],
            place=_place_of(text, basis.sentence),
        )


def _end_of(text: Text) -> str:
    return _words(text.preamble, text.articles[-LAST:])


def _words(preamble: str, articles: Iterable[Piece]) -> str:
    return "\n".join([preamble, *(f"{each.label}　{each.text}" for each in articles)]).strip()


def _place_of(text: Text, sentence: str) -> str:
    """Return the article in which a sentence stands."""
    return next((each.label for each in text.articles if sentence in f"{each.label}　{each.text}"), "")
