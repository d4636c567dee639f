"""A notice on the days off of the next year comes in, and every running term follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from yangguang.core.cases import calendar
from yangguang.core.cases.models import Clock, Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.clocks import reckon
from yangguang.rules.workdays import Notice, WorkCalendar
from yangguang.work.disclosure.rules import TERMS

from .filling import CITY, tidy
from .lists import PLAIN
from .measuring import OURS, Goal, Measurement, Unequal, side_by_side
from .sizes import Size

AT = datetime(2026, 12, 30, 4, tzinfo=UTC)

NOTICE = """
year = 2027
title = "国务院办公厅关于2027年部分节假日安排的通知（测试）"
[[holidays]]
name = "元旦"
off = [2027-01-01, 2027-01-02, 2027-01-03, 2027-01-04]
on = [2027-01-09]
"""

NEW_DAYS = """
CREATE TEMPORARY TABLE bench_day AS
SELECT date, work, (sum(work::int) OVER (ORDER BY date))::int AS ordinal, provisional
FROM (SELECT date, CASE WHEN date = ANY (%(off)s) THEN false WHEN date = ANY (%(on)s) THEN true ELSE work END AS work,
             provisional AND extract(year FROM date) <> 2027 AS provisional
      FROM cases_day WHERE date BETWEEN '2026-01-01' AND '2027-12-31') changed;
CREATE UNIQUE INDEX ON bench_day (date);
CREATE UNIQUE INDEX ON bench_day (ordinal) WHERE work;
ANALYZE bench_day
"""
"""The days as the notice makes them; the plain statement finds them ready."""

FOLLOW = """
WITH steps AS (
    UPDATE cases_step step SET due_on = upto.date
    FROM bench_day since, bench_day upto
    WHERE step.state = 'open' AND step.workdays > 0 AND since.date = step.began_on
      AND upto.work AND upto.ordinal = since.ordinal + step.workdays AND step.due_on <> upto.date
)
UPDATE cases_clock clock SET due_on = upto.date, provisional = upto.provisional
FROM bench_day since, bench_day upto
WHERE clock.state = 'running' AND clock.unit = 'workdays' AND since.date = clock.anchor_on
  AND upto.work AND upto.ordinal = since.ordinal + clock.remaining
  AND (clock.due_on, clock.provisional) IS DISTINCT FROM (upto.date, upto.provisional)
"""


def recompute(size: Size) -> Measurement:
    """Measure how long it takes until all running terms, and the open steps, follow a notice."""
    org = Organisation.objects.get(code=CITY)
    running = Clock.objects.filter(state=Clock.State.RUNNING).count()
    with connection.cursor() as cursor:
        notice = Notice.from_toml(NOTICE)
        cursor.execute(NEW_DAYS, {"off": list(notice.off), "on": list(notice.on)})
    _check_each(org)
    ways = {OURS: lambda: calendar.plan_notice(NOTICE, org=org, at=AT), PLAIN: _follow}
    sides = side_by_side(ways, rounds=size.rounds, same=_how_many, between=_tidy)
    return Measurement(
        name="recompute",
        title=f"Recomputing {running:,} running clocks",
        unit="",
        count=1,
        sides=sides,
        goal=Goal(0.5),  # the statement alone needs longer than a second, so only the ratio is a goal
        compared=f"the last day of each of the {running:,}, also against the rules one by one",
    )


def _follow() -> int:
    """Let the terms follow by one statement that knows only what this bench holds; nothing is kept."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOLLOW)
        moved = cursor.rowcount
        transaction.set_rollback(True)
    return moved


def _how_many(moved: list[calendar.Moved] | int) -> int:
    return moved if isinstance(moved, int) else len(moved)


def _tidy() -> None:
    tidy("cases_clock", "cases_step", "cases_day")


def _check_each(org: Organisation) -> None:
    """Compare every last day, of terms and of steps, as it is after our act, after the statement, and by the rules.

    Raises:
        Unequal: when one of them differs.
    """
    admin = Person.objects.get(is_superuser=True)
    with transaction.atomic():
        calendar.apply_notice(NOTICE, org=org, by=admin, at=AT)
        ours = _last_days()
        transaction.set_rollback(True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOLLOW)
        plain = _last_days()
        transaction.set_rollback(True)
    after = WorkCalendar.of_state_council().with_notice(Notice.from_toml(NOTICE))
    by_rules = [_last_day_by_rules(*row, after) for row in _running().values_list("pk", "case__received_on")]
    if not ours == plain or ours[0] != by_rules:
        raise Unequal("the last days differ between our act, the statement and the rules")


def _running() -> QuerySet[Clock]:
    return Clock.objects.filter(state=Clock.State.RUNNING).order_by("pk")


def _last_days() -> tuple[list[Any], list[Any]]:
    steps = Step.objects.filter(state=Step.State.OPEN).order_by("pk")
    return list(_running().values_list("pk", "due_on", "provisional")), list(
        steps.values_list("pk", "due_on")
    )


def _last_day_by_rules(clock: int, received_on: date, after: WorkCalendar) -> tuple[int, date, bool]:
    due = reckon(TERMS["reply"].on(received_on), received_on, [], after).due
    assert due is not None  # nothing pauses it
    return clock, due.on, due.provisional
