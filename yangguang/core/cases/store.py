"""The statements that every act shares. An act locks its case first, so two acts on one case never mix."""

from __future__ import annotations

from django.db import connection

from yangguang.core.orgs.models import Organisation

from .models import Assignment, Case, Step


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
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("version", "org")
        .defer("version__xml")
        .get(pk=case_id)
    )


def live_steps(case: Case) -> list[Step]:
    """Return the tokens of a case, the oldest first."""
    return list(case.steps.filter(state__in=Step.LIVE).order_by("pk"))


def given_to(step: Step) -> list[Assignment]:
    """Return the assignments to handle or sign a step that stand, in their order."""
    return list(
        step.assignments.filter(duty=Assignment.Duty.HANDLE)
        .exclude(state=Assignment.State.CANCELLED)
        .select_related("person")
        .order_by("order", "pk")
    )
