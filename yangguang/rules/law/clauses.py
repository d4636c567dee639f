"""The sentences of a text that decide how long it and others hold, and what it stands on."""

from dataclasses import dataclass
from datetime import date

from .places import Place


@dataclass(frozen=True, slots=True)
class Clause:
    """A day and the sentence that names it.

    Args:
        day: None when the sentence counts from a day that is not known, such as that of promulgation.
        sentence: the words as they stand.
    """

    day: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a text says of another, or of a part of it, that is no longer to hold.

    Args:
        title: the words between 《》, or the name as it stands without; empty when only a number is given.
        number: its number (文号), when the sentence names it.
        issued: the days on which it was issued, passed or amended, as the sentence names them, to tell versions apart.
        is_whole: whether all of it ends; else `places` end, when the sentence names them.
        places: the parts that end.
        is_suspended: whether it is 停止执行 and not 废止.
        since: the day from which it no longer holds; None when that day is not known.
        sentence: the words as they stand.
    """

    title: str
    number: str
    issued: tuple[date, ...]
    is_whole: bool
    places: tuple[Place, ...]
    is_suspended: bool
    since: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A law that a text is based on (制定依据), with the sentence that says so."""

    title: str
    places: tuple[Place, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A law that a decision changes, and the articles that one of its sentences changes."""

    title: str
    places: tuple[Place, ...]
    sentence: str


def commencement(text: str, promulgated: date | None) -> Clause | None:
    """Return from which day a text holds (施行日期); None when it does not say."""
    raise NotImplementedError


def expiry(text: str, since: date | None) -> Clause | None:
    """Return the last day on which a text holds (有效期); None when it names none."""
    raise NotImplementedError


def repeals(text: str, since: date | None) -> list[Repeal]:
    """Return what a text says is no longer to hold."""
    raise NotImplementedError


def bases(text: str) -> list[Basis]:
    """Return what a text says it is based on (制定依据)."""
    raise NotImplementedError


def amends(title: str, text: str) -> list[Amendment]:
    """Return what a decision changes (关于修改《…》的决定)."""
    raise NotImplementedError
