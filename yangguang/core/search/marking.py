"""Showing where in a text the words stand that were looked for."""

import re
import unicodedata
from collections.abc import Iterable

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
    longest_first = sorted({plain(each).strip() for each in wanted} - {""}, key=len, reverse=True)
    if not longest_first:
        return []
    pattern = re.compile("|".join(re.escape(each) for each in longest_first))
    folded = plain(text)
    if len(folded) == len(text):
        return [found.span() for found in pattern.finditer(folded)]
    return [found.span() for found in pattern.finditer("".join(_folded_in_place(each) for each in text))]


def _folded_in_place(character: str) -> str:
    """Return one character in its plain form, where that is one character too."""
    folded = plain(unicodedata.normalize("NFKC", character))
    return folded if len(folded) == 1 else character


def _best_start(text: str, places: list[tuple[int, int]], width: int) -> int:
    best, best_at = 0, 0
    for number, (start, _) in enumerate(places):
        inside = {text[a:b] for a, b in places[number:] if b <= start + width} if number < 200 else set()
        weight = sum(len(each) for each in inside)
        if weight > best:
            best, best_at = weight, start
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
