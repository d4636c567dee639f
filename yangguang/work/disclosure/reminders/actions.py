"""Writing the reminders of a day; however often it is done, each person is told once of each nearness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from yangguang.core.cases import versions
from yangguang.core.cases.models import Assignment, Step
from yangguang.core.cases.timer import Timer
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.mail.actions import queue
from yangguang.core.orgs.models import Organisation, Person, Substitution
from yangguang.core.orgs.queries import holders_of
from yangguang.core.records.actions import record
from yangguang.rules.workdays import WorkCalendar

from .. import foresight
from ..board.queries import waiting
from ..queries import soon_until
from .models import Reminder

Nearness = Reminder.Nearness

REMINDING = Timer(ledger_name="到期提醒")


def remind(at: datetime) -> int:
    """Tell whoever has a step of a request that it has to be done soon, today, or had to be; return how many are new.

    An absent person's deputy is told in her place.
    """
    on = localdate(at)
    return sum(
        _tell(step, person, absent, nearness, safe_on, at=at)
        for step, safe_on, nearness in due(Organisation.objects.all(), on)
        for person, absent in recipients(step, on)
    )


def due(orgs: Any, on: date) -> Iterator[tuple[Step, date, Nearness]]:
    """Yield the open steps that have to be done soon, with the last day for each and how near it is."""
    calendar = workdays_of(0)
    ahead = soon_until(on)
    # No step is due earlier than all the work that the office allows for comes before its last day.
    farthest = calendar.after(ahead, foresight.needed_from("", on))
    steps = waiting(orgs, on).filter(Q(due_on__lte=ahead) | Q(due__lte=farthest))
    for step in steps.select_related("case__version", "org", "case__disclosure_request"):
        safe_on = done_by(step, calendar)
        if safe_on is None or safe_on > ahead:
            continue
        if safe_on < on:
            yield step, safe_on, Nearness.LATE
        else:
            yield step, safe_on, Nearness.TODAY if safe_on == on else Nearness.SOON


def done_by(step: Any, calendar: WorkCalendar) -> date | None:
    """Return by when a step has to be done: by its own limit, and so that those after it can be done in time.

    Args:
        step: one of `waiting`, with its own limit and the last day for the answer.
        calendar: the common working days; the last day for the answer knows those of the organisation.
    """
    days = [] if step.due_on is None else [step.due_on]
    if step.due is not None:
        names = list(foresight.WORK)
        after = names[names.index(step.node) + 1 :] if step.node in names else names
        needed = foresight.needed_from(after[0], step.began_on) if after else 0
        days.append(calendar.before(step.due, needed))
    return min(days, default=None)


def recipients(step: Step, on: date) -> list[tuple[Person, Person | None]]:
    """Return whom to tell of a step, and for which absent colleague: who has it, or else everybody of the post."""
    given = Assignment.objects.filter(
        step=step, duty=Assignment.Duty.HANDLE, state=Assignment.State.OPEN
    ).select_related("person")
    people = [each.person for each in given] or list(holders_of(step.role, step.org, on).order_by("pk"))
    absences = Substitution.objects.filter(
        org=step.org_id, absent__in=people, since__lte=on, until__gt=on
    ).select_related("deputy")
    deputies = {each.absent_id: each.deputy for each in absences}
    told: dict[int, tuple[Person, Person | None]] = {}
    for person in people:
        deputy = deputies.get(person.pk)
        told.setdefault((deputy or person).pk, (deputy, person) if deputy else (person, None))
    return list(told.values())


@transaction.atomic
def _tell(
    step: Step, person: Person, absent: Person | None, nearness: Nearness, safe_on: date, *, at: datetime
) -> bool:
    values = {"org_id": step.org_id, "for_absent": absent, "safe_on": safe_on, "on": localdate(at)}
    reminder, is_new = Reminder.objects.get_or_create(
        step=step, person=person, nearness=nearness, defaults=values
    )
    if not is_new:
        return False
    name = versions.diagram_of(step.case.version).nodes[step.node].name
    said = f"“{name}”{nearness.label}，最迟{safe_on}办完"
    for_whom = f"（代{absent}）" if absent else ""
    record(
        "disclosure.reminded", about=step.case, by=REMINDING, at=at, note=f"提醒{person}{for_whom}：{said}"
    )
    if person.email:
        queue(
            step.org,
            once=f"disclosure.reminder:{reminder.pk}",
            to=person.email,
            subject=f"{step.case.number}：{said}",
            # No word of who asks for what: a mailbox is not the office.
            body=f"{person}{for_whom}：\n\n{step.case.number}的{said}。\n\n"
            f"{settings.WAGTAILADMIN_BASE_URL}{step.case.disclosure_request.desk_url}\n",
            at=at,
        )
    return True
