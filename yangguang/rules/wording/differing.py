"""What became of words from one edition to another, word by word."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

import rjieba

MOST_PAIRS = 2_000_000
"""How many pairs of pieces are compared one by one; beyond, common pieces are skipped, or all is exchanged."""

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (`same`), came (`ins`) or went (`del`)."""

    kind: str
    text: str


def pieces(was: str, now: str) -> Iterator[Piece]:
    """Yield what became of `was`, so that it reads well.

    >>> html_of(pieces("期限为5日。", "期限为15日。"))
    '期限为<del>5</del><ins>15</ins>日。'
    """
    return _joined(_pieces(was, now))


def html_of(found: Iterable[Piece]) -> str:
    """Return words as HTML that is safe to show, with what went in <del> and what came in <ins>."""
    return "".join(_marked(piece.kind, escape(piece.text).replace("\n", "<br>")) for piece in found)


def _marked(kind: str, text: str) -> str:
    return text if kind == "same" else f"<{kind}>{text}</{kind}>"


def _pieces(was: str, now: str) -> Iterator[Piece]:
    """Yield what became of `was`: first by sentence, then by word within the sentences that differ."""
    sentences = [SENTENCE.findall(was), SENTENCE.findall(now)]
    for same, before, after in matched(*sentences):
        gone, come = ("".join(part[a:b]) for part, (a, b) in zip(sentences, (before, after), strict=True))
        if same:
            yield Piece("same", come)
        else:
            yield from _by_word(gone, come)


def _by_word(was: str, now: str) -> Iterator[Piece]:
    words = [list(rjieba.cut(was)), list(rjieba.cut(now))]
    for same, before, after in matched(*words):
        gone, come = ("".join(part[a:b]) for part, (a, b) in zip(words, (before, after), strict=True))
        if same:
            yield Piece("same", come)
            continue
        yield Piece("del", gone)
        yield Piece("ins", come)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces so that they read well.

    A sign or a single word that stayed between two changes is part of the change: to read
    ~~甲~~乙，~~丙~~丁 is harder than ~~甲，丙~~乙，丁.
    """
    all_pieces = [piece for piece in pieces if piece.text]
    gone = come = held = ""
    for piece in all_pieces:
        if piece.kind == "del":
            gone, come, held = gone + held + piece.text, come + held, ""
        elif piece.kind == "ins":
            gone, come, held = gone + held, come + held + piece.text, ""
        elif (gone or come) and len(held + piece.text) <= 1:
            held += piece.text
        else:
            yield from _exchange(gone, come)
            yield Piece("same", held + piece.text)
            gone = come = held = ""
    yield from _exchange(gone, come)
    if held:
        yield Piece("same", held)


def _exchange(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("del", gone)
    if come:
        yield Piece("ins", come)


def matched(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Yield in order the stretches of both that are the same, or that differ.

    What is the same at both ends is set aside first, so that one change in a long text costs little.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = (old[head : len(old) - tail], new[head : len(new) - tail])
    if head:
        yield True, (0, head), (0, head)
    if len(middle[0]) * len(middle[1]) > 50 * MOST_PAIRS:
        yield False, (head, len(old) - tail), (head, len(new) - tail)
    elif middle[0] or middle[1]:
        is_long = len(middle[0]) * len(middle[1]) > MOST_PAIRS
        for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=is_long).get_opcodes():
            yield tag == "equal", (head + a, head + b), (head + c, head + d)
    if tail:
        yield True, (len(old) - tail, len(old)), (len(new) - tail, len(new))
