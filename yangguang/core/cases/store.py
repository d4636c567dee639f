"""The statements that every act shares. An act locks its case first, so two acts on one case never mix."""

from __future__ import annotations

import json
from datetime import date

from django.db import connection

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.rows import columns, made, names_of

from .models import Assignment, Case, Clock, ClockEvent, ProcessVersion, Step


def next_number(org: Organisation, series: str, year: int) -> int:
    """Take the next number of a series; it is given back when the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_numbering (org_id, series, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (org_id, series, year) DO UPDATE SET last = cases_numbering.last + 1 RETURNING last",
            [org.pk, series, year],
        )
        return int(cursor.fetchone()[0])


def lock_case(case_id: int) -> tuple[Case, list[Step]]:
    """Wait for whoever acts on the case, and keep it to ourselves until the end of the transaction.

    Returns the case and its tokens, the oldest first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns(Case)}, version.id, version.key, version.number, version.sha256"  # noqa: S608
            " FROM cases_case JOIN cases_processversion version ON version.id = cases_case.version_id"
            " WHERE cases_case.id = %s FOR UPDATE OF cases_case;"
            f" SELECT {columns(Step)} FROM cases_step"
            " WHERE case_id = %s AND state IN ('open', 'waiting') ORDER BY id",
            [case_id, case_id],
        )
        row = cursor.fetchone()
        cursor.nextset()  # read after the wait, so that it is what the one before us left
        tokens = cursor.fetchall()
    if row is None:
        raise Case.DoesNotExist
    case = made(Case, row[:-4])
    case.fields = json.loads(row[names_of(Case).index("fields")])
    case.version = ProcessVersion.from_db(connection.alias, ("id", "key", "number", "sha256"), row[-4:])
    steps = [made(Step, token) for token in tokens]
    for step in steps:
        step.case = case
    return case, steps


def given_to(step: Step) -> list[Assignment]:
    """Return the assignments to handle or sign a step that stand, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns(Assignment)} FROM cases_assignment"  # noqa: S608  columns of our own
            " WHERE step_id = %s AND duty = 'handle' AND state <> 'cancelled'"
            ' ORDER BY "order", id',
            [step.pk],
        )
        given = [made(Assignment, row) for row in cursor]
    people = Person.objects.in_bulk([each.person_id for each in given]) if given else {}
    for assignment in given:
        assignment.step, assignment.person = step, people[assignment.person_id]
    return given


def clocks_of(case: Case) -> list[Clock]:
    """Return the terms of a case."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns(Clock)} FROM cases_clock WHERE case_id = %s ORDER BY id",  # noqa: S608
            [case.pk],
        )
        return [made(Clock, row) for row in cursor]


def history_of(clock: Clock) -> list[ClockEvent]:
    """Return what happened to a term, in the order in which it was entered."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns(ClockEvent)} FROM cases_clockevent"  # noqa: S608
            " WHERE clock_id = %s ORDER BY id",
            [clock.pk],
        )
        return [made(ClockEvent, row) for row in cursor]


def holds_post(person: Person, org_id: int, role: str, on: date) -> bool:
    """Return whether `person` himself holds the post `role` in an organisation that day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM orgs_post WHERE person_id = %s AND org_id = %s AND role = %s"
            " AND since <= %s AND (until IS NULL OR until > %s))",
            [person.pk, org_id, role, on, on],
        )
        return bool(cursor.fetchone()[0])
