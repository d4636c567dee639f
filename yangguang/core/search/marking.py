"""Showing where in a text the words stand that were looked for."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from .analysis import plain
from .entries import Pieces

LONGEST_TEXT = 200_000
"""How far into a text we look for a good place to show."""


def marked(text: str, wanted: Iterable[str]) -> Pieces:
    """Return `text` in pieces, those that were looked for told apart.

    >>> marked("广东省湿地保护条例", ["湿地"])
    [('广东省', False), ('湿地', True), ('保护条例', False)]
    """
    return _pieces(text, _places(text, wanted), 0, len(text))


def snippet(text: str, wanted: Iterable[str], width: int = 130) -> Pieces:
    """Return the place in `text` where most of the words stand, in pieces; its beginning when there are none."""
    text = " ".join(text[:LONGEST_TEXT].split())
    places = _places(text, wanted)
    start = _best_start(text, places, width)
    pieces = _pieces(text, places, start, min(len(text), start + width))
    if start:
        pieces.insert(0, ("…", False))
    if start + width < len(text):
        pieces.append(("…", False))
    return pieces


def _places(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Return from where to where each of the words stands, none inside another."""
    pattern = _any_of(tuple(wanted))
    if pattern is None:
        return []
    folded = plain(text)
    if len(folded) == len(text):
        return [found.span() for found in pattern.finditer(folded)]
    return [found.span() for found in pattern.finditer("".join(_folded_in_place(each) for each in text))]


@lru_cache(maxsize=64)
def _any_of(wanted: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds each of the words, the longest first."""
    words = sorted({plain(each).strip() for each in wanted} - {""}, key=len, reverse=True)
    return re.compile("|".join(re.escape(each) for each in words)) if words else None


def _folded_in_place(character: str) -> str:
    """Return one character in its plain form, where that is one character too."""
    folded = plain(unicodedata.normalize("NFKC", character))
    return folded if len(folded) == 1 else character


def _best_start(text: str, places: list[tuple[int, int]], width: int) -> int:
    """Return from where a window of that width holds most of the different words, long ones counting more."""
    best, best_at, weight, last = 0, 0, 0, 0
    inside: dict[str, int] = {}
    for start, end in places:
        while last < len(places) and places[last][1] <= start + width:
            word = text[slice(*places[last])]
            weight += len(word) if not inside.get(word) else 0
            inside[word] = inside.get(word, 0) + 1
            last += 1
        if weight > best:
            best, best_at = weight, start
        if (word := text[start:end]) in inside:  # it leaves the window as that moves on
            inside[word] -= 1
            weight -= len(word) if not inside[word] else 0
    if len(text) <= width or best_at < 20:
        return 0
    return _start_of_clause(text, best_at)


def _start_of_clause(text: str, at: int) -> int:
    """Return where the clause begins in which the place is, so that a snippet does not begin in the middle."""
    before = max(text.rfind(sign, max(0, at - 24), at) for sign in "，。；：！？、")
    return before + 1 if before >= 0 else max(0, at - 12)


def _pieces(text: str, places: list[tuple[int, int]], start: int, end: int) -> Pieces:
    pieces: Pieces = []
    at = start
    for begin, until in places:
        if begin < at or until > end:
            continue
        if begin > at:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:until], True))
        at = until
    if at < end:
        pieces.append((text[at:end], False))
    return pieces
