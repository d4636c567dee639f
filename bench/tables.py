"""The three tables of the annual report, by the product's own functions and by one statement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from yangguang.core.orgs.models import Organisation
from yangguang.rules.statutory import COLUMNS, TABLE2, TABLE3, TABLE4, TABLE4_COLUMNS, Tables
from yangguang.work.reports import building

from .filling import CITY, TODAY
from .lists import GOAL, PLAIN
from .measuring import OURS, Measurement, side_by_side
from .sizes import Size

YEAR = TODAY.year

EVERYTHING = """
SELECT 'table3' AS "table", applicant_kind, row,
       count(*) FILTER (WHERE received_on >= %(since)s AND received_on < %(until)s) AS received,
       count(*) FILTER (WHERE received_on < %(since)s AND (closed_on IS NULL OR closed_on >= %(since)s)) AS over,
       count(*) FILTER (WHERE closed_on >= %(since)s AND closed_on < %(until)s) AS closed,
       count(*) FILTER (WHERE received_on < %(until)s AND (closed_on IS NULL OR closed_on >= %(until)s)) AS forward
FROM disclosure_disclosurerequest WHERE received_on IS NOT NULL GROUP BY 2, 3
UNION ALL
SELECT 'table4', kind, CASE WHEN decided_on < %(until)s THEN result ELSE '' END, count(*), 0, 0, 0
FROM disclosure_contest
WHERE filed_on < %(until)s AND (decided_on IS NULL OR decided_on >= %(since)s) GROUP BY 2, 3
UNION ALL
SELECT 'table2', item, '', sum(quantity) FILTER (WHERE "on" >= %(since)s), sum(quantity), 0, 0
FROM reports_statement WHERE "on" < %(until)s GROUP BY 2
"""
"""Everything the three tables count, each table of the database read once; what is left is adding up."""


def tables(size: Size) -> Measurement:
    """Measure the three tables of the year on all organisations together, the worst case."""
    orgs = Organisation.objects.get(code=CITY).subtree()
    ways = {OURS: lambda: building.count(orgs, YEAR), PLAIN: _by_one_statement}
    return Measurement(
        name="tables",
        title="All three statutory tables",
        unit="",
        count=1,
        sides=side_by_side(ways, rounds=size.rounds, same=_plain),
        goal=GOAL,
        compared=f"all {len(building.cells())} cells of the report on {YEAR}",
    )


def _plain(counted: Tables) -> dict[str, dict[str, Any]]:
    return {
        "table2": {key: float(figure) for key, figure in counted.table2.items()},
        "table3": {key: tuple(map(int, figures)) for key, figures in counted.table3.items()},
        "table4": {key: tuple(map(int, figures)) for key, figures in counted.table4.items()},
    }


def _by_one_statement() -> Tables:
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING, {"since": date(YEAR, 1, 1), "until": date(YEAR + 1, 1, 1)})
        rows = cursor.fetchall()
    return Tables(_table2(rows), _table3(rows), _table4(rows))


def _table2(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    in_year = {item: quantity or 0 for table, item, _, quantity, *_ in rows if table == "table2"}
    so_far = {item: quantity or 0 for table, item, _, _, quantity, *_ in rows if table == "table2"}
    figures = {key: in_year.get(key, 0) for key in TABLE2}
    for what in ("rules", "documents"):
        figures[f"{what}_in_force"] = so_far.get(f"{what}_issued", 0) - so_far.get(f"{what}_repealed", 0)
    return figures


def _table3(rows: list[tuple[Any, ...]]) -> dict[str, tuple[int, ...]]:
    columns = [column for column in COLUMNS if column != "total"]
    figures = {key: dict.fromkeys(columns, 0) for key in TABLE3}
    for table, applicant, row, received, over, closed, forward in rows:
        if table != "table3":
            continue
        figures["new_received"][applicant] += received
        figures["carried_over"][applicant] += over
        figures["total_results"][applicant] += closed
        figures["carry_forward"][applicant] += forward
        if closed:
            figures[row][applicant] += closed
    return {key: (*found.values(), sum(found.values())) for key, found in figures.items()}


def _table4(rows: list[tuple[Any, ...]]) -> dict[str, tuple[int, ...]]:
    columns = [column for column in TABLE4_COLUMNS if column != "total"]
    figures = {kind: dict.fromkeys(columns, 0) for kind in TABLE4}
    for table, kind, result, count, *_ in rows:
        if table == "table4":
            figures[kind][result or "pending"] += count
    return {kind: (*found.values(), sum(found.values())) for kind, found in figures.items()}
