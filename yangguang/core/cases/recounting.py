"""Counting open terms anew (期限复核): each row must say what follows from its history.

What is stored is only kept for lists and alarms; the history decides. A difference means that somebody changed a row
behind the office's back, or that a program is wrong. Closed terms are not counted again: a notice that came later may
move days on which nothing depends any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from yangguang.core.records.actions import record
from yangguang.core.records.models import Record

from . import versions
from .clocks import RECKONED, reckoned, set_from
from .models import Clock, ClockEvent
from .timer import Timer
from .workdays import of

AT_ONCE = 1000

NAMES = {each.name: str(each.verbose_name) for each in Clock._meta.fields}
"""How people call the columns of a term."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A term whose row says something else than follows from its history.

    Args:
        clock: the row.
        name: how the process calls the term.
        stored: what the row says, by the names of its columns.
        follows: what follows from the history.
    """

    clock: Clock
    name: str
    stored: dict[str, object]
    follows: dict[str, object]

    def __str__(self) -> str:
        said = "；".join(
            f"{NAMES[column]}登记为{self.stored[column]}，应为{self.follows[column]}"
            for column in self.stored
        )
        return f"{self.clock.case.number}的{self.name}：{said}"


def open_terms() -> int:
    """Return how many terms there are to be counted."""
    return Clock.objects.filter(closed_on=None).count()


def differences(counted: Callable[[int], object] = lambda number: None) -> Iterator[Difference]:
    """Yield every open term whose row differs from its history.

    Args:
        counted: what is called with each number of terms that were counted.
    """
    history = Prefetch("events", ClockEvent.objects.order_by("pk"), to_attr="history")
    rows = Clock.objects.filter(closed_on=None).select_related("case__version").prefetch_related(history)
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        found = _difference(row)
        counted(1)
        if found is not None:
            yield found


def note_differences(at: datetime) -> int:
    """Leave a record of each term that differs, once for each difference; return how many differ."""
    number = 0
    for each in differences():
        number += 1
        known = Record.objects.filter(kind="cases.term_differs", note=str(each))
        if not known.exists():
            record("cases.term_differs", about=each.clock.case, by=Timer(), at=at, note=str(each))
    return number


def _difference(row: Clock) -> Difference | None:
    history: list[ClockEvent] = row.history  # type: ignore[attr-defined]  # see differences
    declared = versions.diagram_of(row.case.version).clocks[row.key]
    again = copy(row)
    if history:
        term = declared.limit.on(history[0].on)
        set_from(again, reckoned(term, history, of(row.org_id)), history)
    other = [each for each in RECKONED if getattr(row, each) != getattr(again, each)]
    if not other:
        return None
    return Difference(
        row,
        declared.name,
        {each: getattr(row, each) for each in other},
        {each: getattr(again, each) for each in other},
    )
