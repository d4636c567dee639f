"""What changed from one text of a law to the next: article beside article, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from yangguang.rules.wording.differing import Piece, html_of, matched, pieces

from .models import Article, Version

ALIKE = 0.35
"""What part of their neighbouring signs two articles must share to count as one that was changed."""

MOST_PAIRS = 60_000
"""Of how many pairs of articles it is looked up how alike they are; beyond, those with one number are pairs."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of two texts; `old` or `new` is empty where the other text has none."""

    kind: str
    old: str
    new: str
    html: SafeString


def differences(old: Version, new: Version) -> list[Row]:
    """Return the articles that came, went or were changed, in the order of the new text."""
    return list(_rows(list(old.articles.all()), list(new.articles.all())))


def _rows(old: list[Article], new: list[Article]) -> Iterator[Row]:
    for same, (a, b), (c, d) in matched([each.text for each in old], [each.text for each in new]):
        if not same:
            yield from _exchanged(old[a:b], new[c:d])


def _exchanged(gone: list[Article], come: list[Article]) -> Iterator[Row]:
    at = 0
    for was, now in _pairs(gone, come):
        for lost in gone[at:was]:
            yield _row("删除", lost, None)
        if was < len(gone):
            at = was + 1
        for article in now:
            if article is now[-1] and was < len(gone):
                yield _row("修改", gone[was], article)
            else:
                yield _row("新增", None, article)


def _pairs(gone: list[Article], come: list[Article]) -> Iterator[tuple[int, list[Article]]]:
    """Yield for each old article that lives on its place and the new ones up to it; at last what is left."""
    begun: list[Article] = []
    partners = dict(_alike(gone, come))
    for nth, article in enumerate(come):
        begun.append(article)
        if nth in partners:
            yield partners[nth], begun
            begun = []
    yield len(gone), begun


def _alike(gone: Sequence[Article], come: Sequence[Article]) -> list[tuple[int, int]]:
    """Return the pairs (new, old) that are most alike in all, none crossing another."""
    if len(gone) * len(come) > MOST_PAIRS:
        places = {each.place: at for at, each in enumerate(gone)}
        return _rising([(nth, places[each.place]) for nth, each in enumerate(come) if each.place in places])
    ours, theirs = [_signs(each.text) for each in come], [_signs(each.text) for each in gone]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    shares = [[_share(one, other) for other in theirs] for one in ours]
    for n in range(len(ours) - 1, -1, -1):
        for m in range(len(theirs) - 1, -1, -1):
            share = shares[n][m]
            both = best[n + 1][m + 1] + share if share >= ALIKE else 0.0
            best[n][m] = max(best[n + 1][m], best[n][m + 1], both)
    found, n, m = [], 0, 0
    while n < len(ours) and m < len(theirs):
        if shares[n][m] >= ALIKE and best[n][m] == best[n + 1][m + 1] + shares[n][m]:
            found.append((n, m))
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1
    return found


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for new, old in pairs:
        if not kept or old > kept[-1][1]:
            kept.append((new, old))
    return kept


def _signs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(len(text) - 1, 1))}


def _share(ours: set[str], theirs: set[str]) -> float:
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _row(kind: str, was: Article | None, now: Article | None) -> Row:
    if was and now:
        found = list(pieces(was.text, now.text))
    else:
        found = [Piece("ins", now.text) if now else Piece("del", was.text if was else "")]
    html = mark_safe(html_of(found))  # noqa: S308  escaped where it is made
    return Row(kind, was.label if was else "", now.label if now else "", html)
