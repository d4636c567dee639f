"""The three statutory tables, counted from rows, and the rows behind each of their cells."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from yangguang.core.metrics import Metric, Number
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period
from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE3, TABLE4, TABLE4_COLUMNS, Tables

ROWS_OF_TABLE3 = {
    "new_received": "disclosure.received",
    "carried_over": "disclosure.carried_over",
    "total_results": "disclosure.closed",
    "carry_forward": "disclosure.carried_forward",
}
"""The metric of each row of table 3 that is not one result; results are the groups of `disclosure.closed`."""


Group = tuple[tuple[str, Any], ...]
"""The names and the values of the groups that a row belongs to."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the report: what it counts.

    Args:
        table: 2, 3 or 4.
        row: the key of its row.
        column: the key of its column; the same as the row in table 2.
        metric: the metric that counts it.
        group: the group of the metric's rows that it counts.
        title: its row and column in the words of the form.
    """

    table: int
    row: str
    column: str
    metric: str
    group: Mapping[str, str]
    title: str

    @property
    def key(self) -> str:
        return f"{self.table}.{self.row}.{self.column}"

    def rows(self, orgs: QuerySet[Organisation], year: int) -> QuerySet[Model]:
        """Return the rows that the cell counts."""
        return metric_of(self.metric).rows_of(orgs, Period.year(year), **self.group)


def cells() -> dict[str, Cell]:
    """Return all two hundred cells of the report by their key."""
    return {cell.key: cell for cell in (*_cells_of_table2(), *_cells_of_table3(), *_cells_of_table4())}


def keys(orgs: QuerySet[Organisation], year: int) -> dict[str, list[str]]:
    """Return the keys of the rows that each cell counts, in one statement for each metric."""
    listed = {name: _keys_by_group(name, orgs, year) for name in {cell.metric for cell in cells().values()}}
    return {
        key: [
            str(row)
            for row in sorted(
                row
                for group, rows in listed[cell.metric].items()
                if cell.group.items() <= dict(group).items()
                for row in rows
            )
        ]
        for key, cell in cells().items()
    }


def _keys_by_group(name: str, orgs: QuerySet[Organisation], year: int) -> dict[Group, list[int]]:
    """Return the keys of all rows of a metric, by the groups that they belong to."""
    metric = metric_of(name)
    found: dict[Group, list[int]] = defaultdict(list)
    rows = metric.rows(orgs, Period.year(year)).values_list("pk", *metric.groups.values())
    for row, *values in rows.order_by("pk"):
        found[tuple(zip(metric.groups, values, strict=True))].append(row)
    return found


def count(orgs: QuerySet[Organisation], year: int) -> Tables:
    """Return the tables of `year` for these organisations, in one statement for each metric."""
    period = Period.year(year)
    table2 = {key: plain(metric_of(f"reports.{key}").value(orgs, period)) for key in TABLE2}
    results = metric_of("disclosure.closed").by(orgs, period, "row", "applicant")
    table3 = {}
    for key in TABLE3:
        if key == "total_results":
            found = {
                column: sum(number for (_, applicant), number in results.items() if applicant == column)
                for column in COLUMNS
            }
        elif name := ROWS_OF_TABLE3.get(key):
            counted = metric_of(name).by(orgs, period, "applicant")
            found = {column: counted.get((column,), 0) for column in COLUMNS}
        else:
            found = {column: results.get((key, column), 0) for column in COLUMNS}
        parts = [plain(found[column]) for column in COLUMNS if column != "total"]
        table3[key] = (*parts, sum(parts))
    contested = metric_of("disclosure.contested").by(orgs, period, "kind", "result")
    table4 = {}
    for kind in TABLE4:
        parts = [
            plain(contested.get((kind, _result(column)), 0)) for column in TABLE4_COLUMNS if column != "total"
        ]
        table4[kind] = (*parts, sum(parts))
    return Tables(table2, table3, table4)


def _cells_of_table2() -> Iterator[Cell]:
    for key, (item, row, column) in TABLE2.items():
        yield Cell(2, key, key, f"reports.{key}", {}, f"表二 {item} {row}：{column}")


def _cells_of_table3() -> Iterator[Cell]:
    for key, row in TABLE3.items():
        of_row = {} if key in ROWS_OF_TABLE3 else {"row": key}
        for column, name in COLUMNS.items():
            group = of_row if column == "total" else {**of_row, "applicant": column}
            yield Cell(
                3, key, column, ROWS_OF_TABLE3.get(key, "disclosure.closed"), group, f"表三 {row}：{name}"
            )


def _cells_of_table4() -> Iterator[Cell]:
    for kind, name in TABLE4.items():
        for column, title in TABLE4_COLUMNS.items():
            group = {"kind": kind} if column == "total" else {"kind": kind, "result": _result(column)}
            yield Cell(4, kind, column, "disclosure.contested", group, f"表四 {name}：{title}")


def _result(column: str) -> str:
    """Return how the result of a column is stored: nothing while a case is pending (尚未审结)."""
    return "" if column == "pending" else column


def metric_of(name: str) -> Metric:
    """Return the metric of this name."""
    metric = all_metrics()[name]
    assert isinstance(metric, Metric)
    return metric


def plain(number: Number) -> Number:
    """Return a whole number as such, and any other without zeros at its end."""
    return int(number) if number == int(number) else Decimal(number).normalize()
