"""The three statutory tables, counted from rows, and the rows behind each of their cells."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from yangguang.core.metrics import Number
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period
from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE3, TABLE4, TABLE4_COLUMNS, Tables

from . import queries

ROWS_OF_TABLE3 = {
    "new_received": "disclosure.received",
    "carried_over": "disclosure.carried_over",
    "total_results": "disclosure.closed",
    "carry_forward": "disclosure.carried_forward",
}
"""The metric of each row of table 3 that is not one result; results are the groups of `disclosure.closed`."""

IN_THE_LIBRARY = {
    "documents_issued": "normative.issued",
    "documents_repealed": "normative.ended",
    "documents_in_force": "normative.in_force",
}
"""What counts the documents of those organisations that keep theirs in the library; the others state how many."""

GROUPS = {
    "disclosure.received": ("applicant",),
    "disclosure.carried_over": ("applicant",),
    "disclosure.closed": ("row", "applicant"),
    "disclosure.carried_forward": ("applicant",),
    "disclosure.contested": ("kind", "result"),
}
"""By what the cells of tables 3 and 4 divide their metrics; those of table 2 are not divided."""

Group = tuple[Any, ...]
"""The values of the groups that a row belongs to."""

Figures = dict[str, dict[Group, Number]]
"""What each metric counts in each of its groups."""

NamedGroup = tuple[tuple[str, Any], ...]
"""The names and the values of the groups that a row belongs to."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the report: what it counts.

    Args:
        table: 2, 3 or 4.
        row: the key of its row.
        column: the key of its column; the same as the row in table 2.
        metrics: the metrics that count it, whose figures add up.
        group: the group of the metrics' rows that it counts.
        title: its row and column in the words of the form.
    """

    table: int
    row: str
    column: str
    metrics: tuple[str, ...]
    group: Mapping[str, str]
    title: str

    @property
    def key(self) -> str:
        return f"{self.table}.{self.row}.{self.column}"

    def rows(self, orgs: QuerySet[Organisation], year: int) -> dict[str, QuerySet[Model]]:
        """Return the rows that the cell counts, by the metric that counts them."""
        period = Period.year(year)
        return {
            name: all_metrics()[name].rows_of(_counted_for(name, orgs, period), period, **self.group)
            for name in self.metrics
        }

    def value(self, orgs: QuerySet[Organisation], year: int) -> Number:
        """Return its figure."""
        period = Period.year(year)
        return plain(
            sum(
                all_metrics()[name].value(_counted_for(name, orgs, period), period, **self.group)
                for name in self.metrics
            )
        )

    def named(self, name: str, row: object) -> str:
        """Return how a row is named among those of the cell: by its key, after the metric if that is a further one."""
        return str(row) if name == self.metrics[0] else f"{name}/{row}"


def cells() -> dict[str, Cell]:
    """Return all two hundred cells of the report by their key."""
    return {cell.key: cell for cell in (*_cells_of_table2(), *_cells_of_table3(), *_cells_of_table4())}


def keys(orgs: QuerySet[Organisation], year: int) -> dict[str, list[str]]:
    """Return the keys of the rows that each cell counts, in one statement for each metric."""
    names = {name for cell in cells().values() for name in cell.metrics}
    listed = {name: _keys_by_group(name, orgs, year) for name in names}
    return {
        key: [
            cell.named(name, row)
            for name in cell.metrics
            for row in sorted(
                row
                for group, rows in listed[name].items()
                if cell.group.items() <= dict(group).items()
                for row in rows
            )
        ]
        for key, cell in cells().items()
    }


def _keys_by_group(name: str, orgs: QuerySet[Organisation], year: int) -> dict[NamedGroup, list[int]]:
    """Return the keys of all rows of a metric, by the groups that they belong to."""
    metric, period = all_metrics()[name], Period.year(year)
    found: dict[NamedGroup, list[int]] = defaultdict(list)
    rows = metric.rows(_counted_for(name, orgs, period), period).values_list("pk", *metric.groups.values())
    for row, *values in rows.order_by("pk"):
        found[tuple(zip(metric.groups, values, strict=True))].append(row)
    return found


def count(orgs: QuerySet[Organisation], year: int) -> Tables:
    """Return the tables of `year` for these organisations together, in one statement for each metric."""
    return _tables(_figures(orgs, year)[()])


def count_each(orgs: QuerySet[Organisation], year: int) -> list[Tables]:
    """Return the tables of `year` of each of these organisations alone, in no more statements than for one."""
    figures = _figures(orgs, year, "org")
    return [_tables(figures[(key,)]) for key in orgs.values_list("pk", flat=True)]


def _figures(orgs: QuerySet[Organisation], year: int, *apart: str) -> dict[Group, Figures]:
    """Return what each metric of the report counts in each of its groups, for each group that is kept `apart`."""
    period = Period.year(year)
    found: dict[Group, Figures] = defaultdict(lambda: defaultdict(dict))
    for name in {name for cell in cells().values() for name in cell.metrics}:
        counted = all_metrics()[name].by(
            _counted_for(name, orgs, period), period, *apart, *GROUPS.get(name, ())
        )
        for group, number in counted.items():
            found[group[: len(apart)]][name][group[len(apart) :]] = number
    return found


def _tables(figures: Figures) -> Tables:
    """Return figures in the places where the form has them."""
    table2 = {
        cell.row: plain(sum(figures[name].get((), 0) for name in cell.metrics)) for cell in _cells_of_table2()
    }
    results, table3 = figures["disclosure.closed"], {}
    for key in TABLE3:
        if key == "total_results":
            found = {
                column: sum(number for (_, applicant), number in results.items() if applicant == column)
                for column in COLUMNS
            }
        elif name := ROWS_OF_TABLE3.get(key):
            found = {column: figures[name].get((column,), 0) for column in COLUMNS}
        else:
            found = {column: results.get((key, column), 0) for column in COLUMNS}
        parts = [plain(found[column]) for column in COLUMNS if column != "total"]
        table3[key] = (*parts, sum(parts))
    contested, table4 = figures["disclosure.contested"], {}
    for kind in TABLE4:
        parts = [
            plain(contested.get((kind, _result(column)), 0)) for column in TABLE4_COLUMNS if column != "total"
        ]
        table4[kind] = (*parts, sum(parts))
    return Tables(table2, table3, table4)


def _cells_of_table2() -> Iterator[Cell]:
    for key, (item, row, column) in TABLE2.items():
        further = (IN_THE_LIBRARY[key],) if key in IN_THE_LIBRARY else ()
        yield Cell(2, key, key, (f"reports.{key}", *further), {}, f"表二 {item} {row}：{column}")


def _cells_of_table3() -> Iterator[Cell]:
    for key, row in TABLE3.items():
        of_row = {} if key in ROWS_OF_TABLE3 else {"row": key}
        for column, name in COLUMNS.items():
            group = of_row if column == "total" else {**of_row, "applicant": column}
            metric = ROWS_OF_TABLE3.get(key, "disclosure.closed")
            yield Cell(3, key, column, (metric,), group, f"表三 {row}：{name}")


def _cells_of_table4() -> Iterator[Cell]:
    for kind, name in TABLE4.items():
        for column, title in TABLE4_COLUMNS.items():
            group = {"kind": kind} if column == "total" else {"kind": kind, "result": _result(column)}
            yield Cell(4, kind, column, ("disclosure.contested",), group, f"表四 {name}：{title}")


def _result(column: str) -> str:
    """Return how the result of a column is stored: nothing while a case is pending (尚未审结)."""
    return "" if column == "pending" else column


def _counted_for(name: str, orgs: QuerySet[Organisation], period: Period) -> QuerySet[Organisation]:
    """Return those of `orgs` whose rows of a metric count: what others have in the library, they stated besides."""
    return queries.keeping(orgs, period) if name in IN_THE_LIBRARY.values() else orgs


def plain(number: Number) -> Number:
    """Return a whole number as such, and any other without zeros at its end."""
    return int(number) if number == int(number) else Decimal(number).normalize()
