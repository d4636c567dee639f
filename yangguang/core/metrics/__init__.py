"""Metrics (指标): what is counted, always from rows, and always opening onto them.

A metric returns the rows and never a number. The number is how many rows there are, or the sum of one
of their columns; a rate is one metric over another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Count, Model, QuerySet, Sum

from yangguang.rules.periods import Period

Number = int | Decimal
Organisations = QuerySet[Any]
"""The organisations whose rows are meant: one alone, or one with all below it."""

Rows = Callable[[Organisations, Period], QuerySet[Model]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Something that is counted (指标).

    Args:
        name: the part and what is counted, such as `disclosure.received`.
        title: what it is called in the report.
        unit: what one of it is: 件, 万元, 人次.
        source: the law and article that ask for it.
        rows: the rows that it counts.
        adds: the column whose sum it is; when empty, each row counts one.
        groups: the groups by which it may be divided: their names and columns.
    """

    name: str
    title: str
    unit: str
    source: str
    rows: Rows
    adds: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    def rows_of(self, orgs: Organisations, period: Period, **group: object) -> QuerySet[Model]:
        """Return the rows behind a figure; `group` picks those of one group, such as `applicant="other"`."""
        return self.rows(orgs, period).filter(**{self.groups[name]: value for name, value in group.items()})

    def value(self, orgs: Organisations, period: Period, **group: object) -> Number:
        """Return the figure, in the metric's unit."""
        rows = self.rows_of(orgs, period, **group)
        return rows.aggregate(sum=Sum(self.adds))["sum"] or 0 if self.adds else rows.count()

    def by(self, orgs: Organisations, period: Period, *groups: str) -> dict[tuple[Any, ...], Number]:
        """Return the figure of each group that has rows, counted in one statement.

        Every metric may be divided by `org` besides its own groups, since every row belongs to one.
        """
        if not groups:
            return {(): self.value(orgs, period)}
        columns = [{"org": "org", **self.groups}[name] for name in groups]
        figure = Sum(self.adds) if self.adds else Count("*")
        counted = self.rows(orgs, period).order_by().values(*columns).annotate(figure=figure)
        return {tuple(group): number or 0 for *group, number in counted.values_list(*columns, "figure")}


def as_percent(part: Number, whole: Number) -> str:
    """Return a share in words; what is less than all never reads as 100%, and of nothing there is no share.

    >>> as_percent(1, 3), as_percent(1999, 2000), as_percent(5, 5), as_percent(0, 0)
    ('33.3%', '99.9%', '100%', '—')
    """
    if not whole:
        return "—"
    percent = Decimal(part) * 100 / Decimal(whole)
    return "100%" if part == whole else f"{percent.quantize(Decimal('0.1'), ROUND_DOWN)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One metric over another, such as the share of requests that were answered in time."""

    name: str
    title: str
    source: str
    part: Metric
    whole: Metric

    def value(self, orgs: Organisations, period: Period) -> Decimal | None:
        """Return the share from 0 to 1, or None when there is nothing to take a share of."""
        whole = self.whole.value(orgs, period)
        return Decimal(self.part.value(orgs, period)) / Decimal(whole) if whole else None
