"""Importing laws into the library, and what the passing of days brings about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, Refused

from . import corpus, finding, relating, rules
from .corpus import Corpus, Text
from .keeping import keep
from .models import Import, Relation
from .relating import Said

T = TypeVar("T")
Shown = Callable[[Iterable[T], int, str], Iterable[T]]
"""How progress is shown: it passes on what it is given, knowing how much there is and what is done."""


def _unseen(rows: Iterable[T], total: int, what: str) -> Iterable[T]:
    return rows


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read, with what each of its texts says of others."""

    corpus: Corpus
    said: dict[str, list[Said]]


def read_laws(path: Path, *, shown: Shown[Text] = _unseen) -> Read:
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


@act
def import_laws(
    path: Path,
    *,
    org: Organisation,
    by: Actor,
    at: datetime,
    checked_to: date | None = None,
    shown: Shown[Text] = _unseen,
    once: str = "",
) -> Import:
    """Read a file of laws into the library (法规入库); what it has already, or has better, stays as it is.

    Args:
        path: the file, in the layout of the corpus.
        org: whose ledger keeps it: the organisation of the site.
        by: who imports.
        at: when.
        checked_to: up to which day the file knows what was promulgated; else the newest text of its largest source.
        shown: shows how far it is.
        once: the key under which it is done once.

    Raises:
        Refused: when nothing in the file is a law, or `checked_to` is yet to come.
    """
    today = at.date()
    if checked_to is not None and checked_to > today:
        raise Refused(Problem("“核对至”的日期还没有到，请写来源实际核对到的日期。", field="checked_to"))
    read = read_laws(path, shown=shown)
    texts = read.corpus.texts
    known = checked_to or rules.checked_to((text.source.partition(" ")[0], text.made_on) for text in texts)
    kept = keep(texts, read.said)
    row = Import(
        org=org,
        at=at,
        by_name=by.ledger_name,
        name=path.name[:200],
        digest=read.corpus.digest,
        checked_to=min(known or today, today),
        instruments=read.corpus.instruments,
        versions=len(texts),
        articles=read.corpus.articles,
        added=kept.added,
        replaced=kept.replaced,
        problems=[*read.corpus.problems, *kept.problems],
    )
    last = Import.objects.filter(digest=row.digest, checked_to=row.checked_to).first()
    if last and not kept.touched:
        return last  # the same file once more: there is nothing to tell
    row.save(force_insert=True)
    record(
        "law.imported", about=row, by=by, at=at,
        note=f"法规入库{path.name}：新增{kept.added}个文本，更新{kept.replaced}个，核对至{row.checked_to}",
        digest=row.digest,
    )  # fmt: skip
    finding.put(kept.touched, on=today)
    return row


def follow_validity(on: date) -> int:
    """Let what is found say what holds on `on`; return how many laws had changed overnight."""
    stale = finding.stale(on)
    finding.put(stale, on=on)
    return len(stale)


def _circles(texts: Sequence[Text], said: dict[str, list[Said]]) -> list[str]:
    """Return a sentence for each two laws of which either repeals the other."""
    titles = {text.instrument: text.title for text in texts}
    repeals = [
        (text.instrument, corpus.key_of_title(each.title))
        for text in texts
        for each in said[text.key]
        if each.kind == Relation.Kind.REPEALS
    ]
    return [
        f"《{titles[one]}》和《{titles[other]}》写明互相废止；只有较新的一个可以废止较旧的，须查对。"
        for one, other in rules.circles(repeals)
        if one in titles and other in titles
    ]
