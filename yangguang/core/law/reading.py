"""Reading a file of laws with what its texts say of each other. It needs neither Django nor a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import corpus, relating, rules
from .corpus import Corpus, Text
from .relating import Kind, Said

Shown = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""How progress is shown: it passes on what it is given, knowing how much there is and what is done."""


def unseen(rows: Iterable[Any], total: int, what: str) -> Iterable[Any]:
    return rows


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read, with what each of its texts says of others."""

    corpus: Corpus
    said: dict[str, list[Said]]


def read_laws(path: Path, *, shown: Shown = unseen) -> Read:
    """Return what a file has, and all that is wrong with it; nothing is written and no database is asked.

    Raises:
        Refused: when nothing in it is a law.
    """
    found = corpus.read(path)
    said = {
        text.key: relating.said_by(relating.begun(text))
        for text in shown(found.texts, len(found.texts), "读出条款之间的关系")
    }
    found.problems += _circles(found.texts, said)
    return Read(found, said)


def _circles(texts: Sequence[Text], said: dict[str, list[Said]]) -> list[str]:
    """Return a sentence for each two laws of which either repeals the other."""
    titles = {text.instrument: text.title for text in texts}
    repeals = [
        (text.instrument, corpus.key_of_title(each.title))
        for text in texts
        for each in said[text.key]
        if each.kind == Kind.REPEALS
    ]
    return [
        f"《{titles[one]}》和《{titles[other]}》写明互相废止；只有较新的一个可以废止较旧的，须查对。"
        for one, other in rules.circles(repeals)
        if one in titles and other in titles
    ]
