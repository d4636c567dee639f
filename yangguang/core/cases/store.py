"""The statements that every act shares. An act locks its case first, so two acts on one case never mix."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from yangguang.core.orgs.models import Organisation, Person

from .models import Assignment, Case, ProcessVersion, Step

M = TypeVar("M", bound=Model)


def next_number(org: Organisation, series: str, year: int) -> int:
    """Take the next number of a series; it is given back when the transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_numbering (org_id, series, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (org_id, series, year) DO UPDATE SET last = cases_numbering.last + 1 RETURNING last",
            [org.pk, series, year],
        )
        return int(cursor.fetchone()[0])


def lock_case(case_id: int) -> Case:
    """Wait for whoever acts on the case, and keep it to ourselves until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(Case)}, version.id, version.key, version.number, version.sha256"  # noqa: S608
            " FROM cases_case JOIN cases_processversion version ON version.id = cases_case.version_id"
            " WHERE cases_case.id = %s FOR UPDATE OF cases_case",
            [case_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Case.DoesNotExist
    case = _made(Case, row[:-4])
    case.fields = json.loads(row[_names(Case).index("fields")])
    case.version = ProcessVersion.from_db(connection.alias, ("id", "key", "number", "sha256"), row[-4:])
    return case


def live_steps(case: Case) -> list[Step]:
    """Return the tokens of a case, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(Step)} FROM cases_step"  # noqa: S608  columns of our own
            " WHERE case_id = %s AND state IN ('open', 'waiting') ORDER BY id",
            [case.pk],
        )
        steps = [_made(Step, row) for row in cursor]
    for step in steps:
        step.case = case
    return steps


def given_to(step: Step) -> list[Assignment]:
    """Return the assignments to handle or sign a step that stand, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(Assignment)}, {_columns(Person)} FROM cases_assignment"  # noqa: S608
            " JOIN orgs_person ON orgs_person.id = cases_assignment.person_id"
            " WHERE step_id = %s AND duty = 'handle' AND state <> 'cancelled'"
            ' ORDER BY cases_assignment."order", cases_assignment.id',
            [step.pk],
        )
        rows = cursor.fetchall()
    given = []
    for row in rows:
        assignment = _made(Assignment, row[: len(_names(Assignment))])
        assignment.step = step
        assignment.person = _made(Person, row[len(_names(Assignment)) :])
        given.append(assignment)
    return given


def _made(model: type[M], row: Sequence[Any]) -> M:
    return model.from_db(connection.alias, _names(model), row)


@cache
def _columns(model: type[Model]) -> str:
    """Return the columns of a table as a statement names them.

    Every act reads these rows, and to put the same query together each time costs more than to answer it.
    """
    table = model._meta.db_table
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
