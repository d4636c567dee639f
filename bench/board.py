"""The board of the head, of all organisations together: what waits with whom, how near the last days are, how long."""

from __future__ import annotations

from typing import Any

from django.db import connection

from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation
from yangguang.work.disclosure import foresight
from yangguang.work.disclosure.board import queries
from yangguang.work.disclosure.queries import soon_until

from .filling import TODAY
from .measuring import OURS, Goal, Measurement, side_by_side
from .sizes import Size

WAITING = """
CREATE TEMPORARY VIEW board AS
SELECT step.org_id, step.role, step.node, step.began_on, given.person_id,
       CASE WHEN due.due_on IS NULL THEN 'none' WHEN due.due_on < %(today)s THEN 'overdue'
            WHEN due.due_on < CASE step.node {tight} END THEN 'tight' WHEN due.due_on <= %(soon)s THEN 'soon'
            ELSE 'calm' END AS risk
FROM cases_step step JOIN disclosure_disclosurerequest request ON request.case_id = step.case_id
LEFT JOIN LATERAL (
    SELECT due_on FROM cases_clock clock
    WHERE clock.case_id = step.case_id AND clock.key = 'reply' AND clock.state = 'running'
) due ON true
LEFT JOIN LATERAL (
    SELECT person_id FROM cases_assignment assignment
    WHERE assignment.step_id = step.id AND duty = 'handle' AND state = 'open' ORDER BY "order", id LIMIT 1
) given ON true
WHERE step.state = 'open'
"""

RISK = "SELECT risk, count(*) FROM board GROUP BY risk"
BY_ORGANISATION = """
SELECT org_id, count(*), count(*) FILTER (WHERE risk IN ('overdue', 'tight')) FROM board
GROUP BY org_id ORDER BY 2 DESC, org_id
"""
BY_PERSON = """
SELECT org_id, role, person_id, count(*), count(*) FILTER (WHERE risk IN ('overdue', 'tight')) FROM board
GROUP BY org_id, role, person_id ORDER BY 4 DESC, org_id, role COLLATE "C", person_id NULLS LAST LIMIT 30
"""
NOW = """
SELECT node, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY began_on), min(began_on) FROM board GROUP BY node
"""
TOOK = """
SELECT node, percentile_disc(0.5) WITHIN GROUP (ORDER BY ended.ordinal - began.ordinal)
FROM cases_step step JOIN disclosure_disclosurerequest request USING (case_id)
JOIN cases_day began ON began.date = step.began_on
JOIN cases_day ended ON ended.date = (step.closed_at AT TIME ZONE 'Asia/Shanghai')::date
WHERE step.state = 'done' AND request.received_on IS NOT NULL AND request.split_on IS NULL
  AND request.closed_on > %(recent)s AND request.closed_on <= %(today)s
GROUP BY node
"""


def board(size: Size) -> Measurement:
    """Measure everything the board shows, beside the same statements written by hand."""
    orgs, calendar = Organisation.objects.all(), workdays_of(0)
    tight = {
        node: calendar.after(TODAY, foresight.needed_from(since, TODAY))
        for node, since in queries.LEFT.items()
    }
    values = {"today": TODAY, "soon": soon_until(TODAY), "recent": TODAY - queries.RECENT}
    cases = " ".join(f"WHEN '{node}' THEN DATE '{day}'" for node, day in tight.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS board")
        # A view takes no parameters, so the two days stand in it as they are.
        days = {name: f"DATE '{day}'" for name, day in values.items()}
        cursor.execute(WAITING.format(tight=cases) % days)

    def ours() -> Any:
        steps = queries.waiting(orgs, TODAY)
        groups = queries.groups(steps)
        return (
            queries.by_risk(groups),
            [(*load.key, load.open, load.late) for load in queries.by_organisation(groups)],
            [(*load.key, load.open, load.late) for load in queries.by_person(groups, 30)],
            sorted(
                (each.node, each.open, each.median, each.longest, each.took)
                for each in queries.bottlenecks(orgs, steps, TODAY)
            ),
        )

    def plain() -> Any:
        took = {node: int(median) for node, median in _rows(TOOK, values)}
        return (
            {**dict.fromkeys(queries.RISKS, 0), **dict(_rows(RISK, {}))},
            _rows(BY_ORGANISATION, {}),
            _rows(BY_PERSON, {}),
            sorted(
                (node, number, calendar.count(middle, TODAY), calendar.count(first, TODAY), took.get(node))
                for node, number, middle, first in _rows(NOW, {})
            ),
        )

    return Measurement(
        "board",
        f"The board of the head, {size.running:,} requests under way of {size.cases:,}",
        "",
        1,
        side_by_side({OURS: ours, "plain SQL": plain}, rounds=size.rounds),
        goal=Goal(0.5, within=3),
        compared="every figure of the board",
    )


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()
