"""What the office reads of its cases. Every list begins with organisations or with a person's posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import absences_covered_by, posts_of
from yangguang.core.records.models import Record
from yangguang.core.records.queries import history_of
from yangguang.rules.clocks import ProofDay

from . import clocks
from .models import Assignment, Case, Clock, Day, Step


def worklist(person: Person, on: date) -> QuerySet[Step]:
    """Return the open steps that wait for `person`, by their last safe day.

    They are those given to him or to a colleague he stands in for, and those of his posts that
    nobody has been given.
    """
    posts = list(posts_of(person, on))
    whose = Q(person=person)
    for absence in absences_covered_by(person, on):
        whose |= Q(person=absence.absent_id, org=absence.org_id)
    given = Assignment.objects.filter(whose, duty=Assignment.Duty.HANDLE, state=Assignment.State.OPEN)
    waiting: Any = Q(pk__in=list(given.values_list("step_id", flat=True)))
    for post in posts:
        waiting |= Q(org=post.org_id, role=post.role) & ~_given_to_somebody()
    return by_last_safe_day(Step.objects.filter(waiting, state=Step.State.OPEN))


def role_worklist(org: Organisation, role: str) -> QuerySet[Step]:
    """Return the open steps of one post, by their last safe day."""
    return by_last_safe_day(Step.objects.filter(state=Step.State.OPEN, org=org, role=role))


def copies_for(person: Person) -> QuerySet[Assignment]:
    """Return what was sent to `person` to read and is not read yet (待阅)."""
    return Assignment.objects.filter(
        person=person, duty=Assignment.Duty.COPY, state=Assignment.State.OPEN
    ).select_related("step__case")


def overdue(orgs: Iterable[Organisation], on: date) -> QuerySet[Clock]:
    """Return the terms of these organisations that ran out before `on`, the longest overdue first."""
    return _running(orgs).filter(due_on__lt=on).order_by("due_on")


def due_soon(orgs: Iterable[Organisation], on: date, workdays: int = 3) -> QuerySet[Clock]:
    """Return the terms that run out from `on` to so many working days after it."""
    ordinal = Day.objects.filter(date=on).values("ordinal")[:1]
    last = Day.objects.filter(work=True, ordinal=Subquery(ordinal) + workdays).values("date")[:1]
    return _running(orgs).filter(due_on__gte=on, due_on__lte=Subquery(last)).order_by("due_on")


def open_steps(case: Case) -> QuerySet[Step]:
    """Return the steps at which the case stands now."""
    return by_last_safe_day(case.steps.filter(state=Step.State.OPEN))


def clock(case: Case, key: str) -> Clock | None:
    """Return a term of the case as it stands, or None when it has not begun."""
    return Clock.objects.filter(case=case, key=key).first()


def clock_proof(case: Case, key: str) -> list[ProofDay]:
    """Return the proof (期限证明) of a term of the case: every day with what it counts, and why."""
    return clocks.proved(Clock.objects.select_related("case__version").get(case=case, key=key)).proof()


def timeline(case: Case) -> QuerySet[Record]:
    """Return what was done to the case, the oldest first."""
    return history_of(case)


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits at a post."""

    org_id: int
    role: str
    open: int
    late: int


def counts(orgs: Iterable[Organisation], on: date) -> list[Load]:
    """Return for each post of these organisations how many steps wait there, and how many are late."""
    waiting = (
        Step.objects.filter(state=Step.State.OPEN, org__in=orgs)
        .order_by("org_id", "role")
        .values("org_id", "role")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    )
    return [Load(**row) for row in waiting]


def progress(case: Case, on: date) -> dict[str, str]:
    """Return for each node the case came to whether it is `done`, `open` or `late`, to colour its chart."""
    steps = case.steps.exclude(state=Step.State.CANCELLED).order_by("id")
    seen = {}
    for step in _with_last_safe_day(steps):
        if step.state == Step.State.DONE:
            seen[step.node] = "done"
        else:
            seen[step.node] = "late" if step.safe_on and step.safe_on < on else "open"
    if case.ending:
        seen[case.ending] = "done"
    return seen


def _running(orgs: Iterable[Organisation]) -> QuerySet[Clock]:
    return Clock.objects.filter(org__in=orgs, state=Clock.State.RUNNING, kind=Clock.Kind.MAX).select_related(
        "case", "org"
    )


def _given_to_somebody() -> Exists:
    return Exists(
        Assignment.objects.filter(
            step=OuterRef("pk"),
            duty=Assignment.Duty.HANDLE,
            state__in=(Assignment.State.OPEN, Assignment.State.WAITING),
        )
    )


def _with_last_safe_day(steps: QuerySet[Step]) -> QuerySet[Any]:
    terms = Clock.objects.filter(
        case=OuterRef("case"), state=Clock.State.RUNNING, kind=Clock.Kind.MAX
    ).values("case")
    return steps.annotate(
        safe_on=Least("due_on", Subquery(terms.annotate(first=Min("due_on")).values("first")))
    )


def by_last_safe_day(steps: QuerySet[Step]) -> QuerySet[Any]:
    return _with_last_safe_day(steps).select_related("case").order_by("safe_on", "pk")
