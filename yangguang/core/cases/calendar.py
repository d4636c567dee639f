"""The working days in the database: notices, an organisation's own days off, and whose dates they move."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from yangguang.core.orgs.models import Organisation
from yangguang.core.orgs.queries import is_administrator
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.terms import Unit
from yangguang.rules.workdays import Notice

from . import clocks, versions
from .models import CalendarNotice, Clock, LocalDayOff, Step
from .workdays import of

ROLLING = timedelta(days=15)
"""No stretch of days off is longer, so a day further away moves no last day that rolls over."""


class Moved(NamedTuple):
    """A term whose last day a change of the calendar moves, or makes certain."""

    case_number: str
    clock: str
    before: date | None
    after: date | None


def fill_days() -> None:
    """Write every day of the calendar anew, so that working days can be counted by subtraction."""
    calendar = of(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_day")
        with cursor.copy("COPY cases_day (date, work, ordinal, provisional, note) FROM STDIN") as rows:
            for day in calendar.every_day():
                rows.write_row(day)


def plan_notice(text: str, *, org: Organisation, at: datetime) -> list[Moved]:
    """Return whose last days the notice written in `text` would move; nothing is kept.

    Raises:
        Refused: for every mistake in the text.
    """
    with transaction.atomic():
        moved = _apply(text, org, at)
        transaction.set_rollback(True)
    return moved


@act
def apply_notice(text: str, *, org: Organisation, by: Actor, at: datetime, once: str = "") -> CalendarNotice:
    """Load a notice of the State Council on the days off of a year; every running term follows it at once.

    Raises:
        Refused: for every mistake in the text, or when `by` is not the administrator.
    """
    refuse_if(_why_not_administrator(by))
    moved = _apply(text, org, at)
    notice = CalendarNotice.objects.latest("pk")
    record("cases.notice_applied", about=notice, by=by, at=at, note=notice.title, moved=len(moved))
    return notice


@act
def add_local_day_off(
    org: Organisation, on: date, *, reason: str, by: Actor, at: datetime, once: str = ""
) -> LocalDayOff:
    """Let `org` not work on a working day (本机关停工日), such as during a typhoon; its terms follow.

    Raises:
        Refused: when it would not work on that day anyway, or `by` is not the administrator.
    """
    refuse_if(_why_not_administrator(by))
    _hold_calendar()
    if not of(org.pk).is_workday(on):
        raise Refused(Problem(f"{on:%Y年%-m月%-d日}本来就不上班，无须登记，请核对日期。", field="on"))
    day_off = LocalDayOff.objects.create(org=org, on=on, reason=reason)
    moved = _follow([on], org)
    record(
        "cases.day_off_added", about=day_off, by=by, at=at, note=reason, on=on.isoformat(), moved=len(moved)
    )
    return day_off


def _apply(text: str, org: Organisation, at: datetime) -> list[Moved]:
    notice = Notice.from_toml(text)
    _hold_calendar()
    before = of(0)
    CalendarNotice.objects.create(org=org, title=str(notice), text=text, applied_at=at)
    fill_days()
    return _follow(before.differing(of(0)), None)


def _hold_calendar() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_calendarnotice, cases_localdayoff IN SHARE ROW EXCLUSIVE MODE")


SHOWN = """
SELECT least(%(first)s, (SELECT min(anchor_on) FROM cases_clock WHERE state = 'running'),
             (SELECT min(began_on) FROM cases_step WHERE state = 'open')) AS since,
       greatest(%(last)s, (SELECT max(due_on) FROM cases_clock WHERE state = 'running'),
                (SELECT max(due_on) FROM cases_step WHERE state = 'open')) + 60 AS until
"""
"""From when to when days matter to what is under way."""

CALENDARS = """
WITH own AS (
    SELECT DISTINCT org_id FROM cases_localdayoff
), calendar AS MATERIALIZED (
    SELECT 0::bigint AS org_id, date, work, ordinal, provisional
    FROM cases_day WHERE date BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT own.org_id, day.date, day.work AND off.id IS NULL,
           day.ordinal - count(off.id) FILTER (WHERE day.work) OVER (PARTITION BY own.org_id ORDER BY day.date),
           day.provisional
    FROM own JOIN cases_day day ON day.date BETWEEN %(since)s AND %(until)s
    LEFT JOIN cases_localdayoff off ON off.org_id = own.org_id AND off."on" = day.date
)
"""
"""The days that matter, of the common calendar (organisation 0) and of each organisation with days off of its own."""

FOLLOWING_CLOCKS = (
    CALENDARS
    + """
UPDATE cases_clock AS clock SET due_on = fresh.due_on, provisional = fresh.provisional
FROM (
    SELECT row.id, row.case_id, row.due_on AS before, upto.date AS due_on, upto.provisional
    FROM cases_clock row LEFT JOIN own USING (org_id)
    JOIN calendar since ON since.org_id = coalesce(own.org_id, 0) AND since.date = row.anchor_on
    JOIN calendar upto ON upto.org_id = since.org_id AND upto.work AND upto.ordinal = since.ordinal + row.remaining
    WHERE row.state = 'running' AND row.unit = 'workdays' AND row.anchor_on < %(first)s
      AND (%(org)s::bigint IS NULL OR row.org_id = %(org)s)
    ORDER BY row.id
) fresh JOIN cases_case ON cases_case.id = fresh.case_id
WHERE clock.id = fresh.id AND (clock.due_on, clock.provisional) IS DISTINCT FROM (fresh.due_on, fresh.provisional)
RETURNING cases_case.number, clock.key, fresh.before, clock.due_on
"""
)

FOLLOWING_STEPS = (
    CALENDARS
    + """
UPDATE cases_step AS step SET due_on = fresh.due_on
FROM (
    SELECT row.id, upto.date AS due_on
    FROM cases_step row LEFT JOIN own USING (org_id)
    JOIN calendar since ON since.org_id = coalesce(own.org_id, 0) AND since.date = row.began_on
    JOIN calendar upto ON upto.org_id = since.org_id AND upto.work AND upto.ordinal = since.ordinal + row.workdays
    WHERE row.state = 'open' AND row.workdays > 0 AND (%(org)s::bigint IS NULL OR row.org_id = %(org)s)
    ORDER BY row.id
) fresh
WHERE step.id = fresh.id AND step.due_on IS DISTINCT FROM fresh.due_on
"""
)


def _follow(changed: list[date], org: Organisation | None) -> list[Moved]:
    """Let every running term and open step follow a change of these days; return the terms that move.

    Terms in working days to which nothing happened since the first of these days are counted on from
    there by one statement. The others are reckoned one by one: few, unless a change comes late.
    """
    if not changed:
        return []
    values = {"first": changed[0], "last": changed[-1], "org": org.pk if org else None}
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, values)
        values["since"], values["until"] = cursor.fetchone()
        cursor.execute(FOLLOWING_STEPS, values)
        cursor.execute(FOLLOWING_CLOCKS, values)
        moved = list(map(Moved._make, cursor.fetchall()))
    near = (changed[0] - ROLLING, changed[-1] + ROLLING)
    in_days = Step.objects.filter(state=Step.State.OPEN, workdays=None, due_on__range=near)
    for step in (in_days.filter(org=org) if org else in_days).select_related("case__version"):
        limit = versions.diagram_of(step.case.version).nodes[step.node].limit
        if limit is not None:
            step.due_on = clocks.last_day(limit.on(step.began_on), step.began_on, of(step.org_id))
            step.save(update_fields=["due_on"])
    touched = Clock.objects.filter(
        Q(unit=Unit.WORKDAYS, anchor_on__gte=changed[0], case__received_on__lt=changed[-1])
        | ~Q(unit=Unit.WORKDAYS) & Q(due_on__range=near),
        state__in=(Clock.State.RUNNING, Clock.State.PAUSED),
    )
    for clock in (touched.filter(org=org) if org else touched).select_related("case__version"):
        before, provisional = clock.due_on, clock.provisional
        clocks.reckon_anew(clock, of(clock.org_id))
        if (before, provisional) != (clock.due_on, clock.provisional):
            moved.append(Moved(clock.case.number, clock.key, before, clock.due_on))
    return sorted(moved, key=lambda each: (each.before or date.max, each.case_number))


def _why_not_administrator(by: Actor) -> list[Problem]:
    return [] if is_administrator(by) else [Problem("工作日历由系统管理员维护；如需改动，请与管理员联系。")]
