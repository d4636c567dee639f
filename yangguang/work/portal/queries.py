"""How the columns of a site stand: when something last appeared, and when something new is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Max
from django.utils.timezone import localdate

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Person
from yangguang.core.publishing.models import Publication
from yangguang.rules.terms import load_terms

from . import rules
from .pages import Column
from .rules import Standing

TERMS = load_terms(Path(__file__).with_name("terms.toml"))


@dataclass(frozen=True, slots=True)
class Due:
    """One column in the calendar of updates."""

    column: Column
    last_on: date | None
    due_on: date | None
    standing: Standing


def calendar(person: Person, on: date) -> list[Due]:
    """Return the columns of the sites that `person` may see, what is late or due first on top.

    A column that only holds other columns is judged by these.
    """
    sites = orgs.with_those_above(orgs.visible_to(person, on))
    columns = Column.objects.filter(org__in=sites).order_by("path")
    newest = dict(
        Publication.objects.filter(column__in=columns, published_at__isnull=False, withdrawn_at=None)
        .order_by()
        .values_list("column")
        .annotate(last=Max("published_at"))
    )
    found = []
    for column in columns:
        if column.get_children().type(Column).exists():
            continue
        last = newest.get(column.pk)
        found.append(_due(column, localdate(last) if last else None, on))
    order = [Standing.LATE, Standing.EMPTY, Standing.SOON, Standing.FRESH, Standing.NO_TERM]
    return sorted(found, key=lambda each: (order.index(each.standing), each.due_on or date.max))


def _due(column: Column, last_on: date | None, on: date) -> Due:
    key = {Column.Rhythm.NEWS: "news", Column.Rhythm.NOTICE: "notice"}.get(Column.Rhythm(column.rhythm))
    if key is None or last_on is None:
        return Due(column, last_on, None, rules.standing(last_on, None, on, warn_days=0))
    term = TERMS[key].on(on)
    due = rules.due_on(last_on, **{term.unit.value: term.number})
    warn = TERMS[f"{key}_warning"].on(on).days
    return Due(column, last_on, due, rules.standing(last_on, due, on, warn_days=warn))
