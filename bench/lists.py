"""The lists an office looks at all day: what waits at a post, and what is overdue."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count

from yangguang.core.cases import queries
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation

from .filling import TODAY
from .measuring import OURS, Goal, Measurement, side_by_side
from .sizes import Size

PAGE = 50
PLAIN = "plain SQL"
GOAL = Goal(0.5, within=1)

WORKLIST = """
SELECT step.*, "case".*, least(step.due_on, term.due_on) AS safe_on
FROM cases_step step JOIN cases_case "case" ON "case".id = step.case_id
LEFT JOIN LATERAL (
    SELECT min(due_on) AS due_on FROM cases_clock clock
    WHERE clock.case_id = step.case_id AND clock.state = 'running' AND clock.kind = 'max'
) term ON true
WHERE step.org_id = %(org)s AND step.role = %(role)s AND step.state = 'open'
ORDER BY safe_on, step.id LIMIT %(page)s
"""

OVERDUE = """
SELECT clock.due_on, clock.*, "case".*, org.*
FROM cases_clock clock JOIN cases_case "case" ON "case".id = clock.case_id
JOIN orgs_organisation org ON org.id = clock.org_id
WHERE clock.state = 'running' AND clock.kind = 'max' AND clock.due_on < %(today)s
ORDER BY clock.due_on LIMIT %(page)s
"""


def worklist(size: Size) -> Measurement:
    """Measure the first page of the worklist of the busiest post."""
    org, role, waiting = _busiest_post()

    def ours() -> list[tuple[int, Any]]:
        return [(step.pk, step.safe_on) for step in queries.role_worklist(org, role)[:PAGE]]

    def plain() -> list[tuple[int, Any]]:
        rows = _rows(WORKLIST, {"org": org.pk, "role": role, "page": PAGE})
        return [(row[0], row[-1]) for row in rows]

    return Measurement(
        name="worklist",
        title=f"Role worklist, {waiting:,} waiting",
        unit="",
        count=1,
        sides=side_by_side({OURS: ours, PLAIN: plain}, rounds=size.quick_rounds),
        goal=GOAL,
        compared=f"the first {PAGE} steps and their last safe days",
    )


def overdue(size: Size) -> Measurement:
    """Measure the first page of the overdue list of all organisations together."""
    everywhere = Organisation.objects.all()
    late = queries.overdue(everywhere, TODAY).count()

    def ours() -> list[Any]:
        return [clock.due_on for clock in queries.overdue(everywhere, TODAY)[:PAGE]]

    def plain() -> list[Any]:
        return [row[0] for row in _rows(OVERDUE, {"today": TODAY, "page": PAGE})]

    return Measurement(
        name="overdue",
        title=f"Overdue list, {late:,} overdue",
        unit="",
        count=1,
        sides=side_by_side({OURS: ours, PLAIN: plain}, rounds=size.quick_rounds),
        goal=GOAL,
        compared=f"the days on which the {PAGE} longest overdue fell due",
    )


def _busiest_post() -> tuple[Organisation, str, int]:
    posts = Step.objects.filter(state=Step.State.OPEN).order_by().values("org", "role")
    busiest = posts.annotate(waiting=Count("pk")).order_by("-waiting", "org").first()
    assert busiest is not None
    return Organisation.objects.get(pk=busiest["org"]), busiest["role"], busiest["waiting"]


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
