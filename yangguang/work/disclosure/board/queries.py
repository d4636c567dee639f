"""The steps at which requests wait: whose they are, how near their last day is. Every figure counts these rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateField,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from yangguang.core.cases.models import Assignment, Clock, Day, Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation
from yangguang.rules.workdays import WorkCalendar

from .. import foresight
from ..models import DisclosureRequest
from ..queries import soon_until

RISKS = {
    "overdue": "已经逾期",
    "tight": "剩下的时间不够走完剩下的环节",
    "soon": "即将到期",
    "calm": "时间充裕",
    "none": "不在计时（未登记、暂停、已答复待归档）",
}
"""How near the last day for the answer is, the worst first."""

LATE = ("overdue", "tight")
"""Of these the answer is late, or will be."""

RECENT = timedelta(days=30)
"""Of what was answered in these days it is shown how long each step took."""

LEFT = {"examine": "search", **{node: node for node in foresight.WORK}}
"""From which step on the time that is left has to be enough."""

Organisations = QuerySet[Organisation]


class Middle(Aggregate):
    """The median; of an even number of rows the lower of the two in the middle."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def waiting(orgs: Organisations, on: date) -> QuerySet[Any]:
    """Return the open steps of requests, with the `person` who has each, its `due` day, and its `risk`."""
    given = Assignment.objects.filter(
        step=OuterRef("pk"), duty=Assignment.Duty.HANDLE, state=Assignment.State.OPEN
    ).order_by("order", "pk")
    # A case has one such clock at most, so the join makes no row two. As a subquery it would be run for each mention.
    reply = FilteredRelation(
        "case__clocks", condition=Q(case__clocks__key="reply", case__clocks__state=Clock.State.RUNNING)
    )
    steps = Step.objects.filter(state=Step.State.OPEN, org__in=orgs, case__disclosure_request__isnull=False)
    return steps.annotate(
        person=Subquery(given.values("person")[:1]), reply=reply, due=F("reply__due_on"), risk=_risk(on)
    )


def _risk(on: date) -> Case:
    calendar = workdays_of(0)
    tight = [
        When(node=node, due__lt=calendar.after(on, foresight.needed_from(since, on)), then=Value("tight"))
        for node, since in LEFT.items()
    ]
    return Case(
        When(due=None, then=Value("none")),
        When(due__lt=on, then=Value("overdue")),
        *tight,
        When(due__lte=soon_until(on), then=Value("soon")),
        default=Value("calm"),
        output_field=CharField(),
    )


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: in an organisation, at a post or with a person, at a step, or at one nearness of the last day."""

    key: tuple[Any, ...]
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Group:
    """Open steps of one organisation, post, person and nearness: the smallest group that the board counts."""

    org: int
    role: str
    person: int | None
    risk: str
    open: int


def groups(steps: QuerySet[Any]) -> list[Group]:
    """Return the open steps in their smallest groups, read once; the loads are sums of them."""
    columns = ("org", "role", "person", "risk")
    rows = steps.order_by().values_list(*columns).annotate(Count("pk"))
    return [Group(*row) for row in rows]


def by_organisation(found: Iterable[Group]) -> list[Load]:
    """Return what waits in each organisation, the most first."""
    return _summed(found, lambda each: (each.org,))


def by_person(found: Iterable[Group], most: int) -> list[Load]:
    """Return what waits with each person, or at a post of which nobody has taken it; the `most` that have most."""
    return _summed(found, lambda each: (each.org, each.role, each.person))[:most]


def by_risk(found: Iterable[Group]) -> dict[str, int]:
    """Return how many steps there are of each nearness to the last day, none left out."""
    counted = dict.fromkeys(RISKS, 0)
    for each in found:
        counted[each.risk] += each.open
    return counted


def _summed(found: Iterable[Group], key_of: Callable[[Group], tuple[Any, ...]]) -> list[Load]:
    waiting, late = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for each in found:
        key = key_of(each)
        waiting[key] += each.open
        late[key] += each.open if each.risk in LATE else 0
    loads = [Load(key, number, late[key]) for key, number in waiting.items()]
    return sorted(loads, key=lambda load: (-load.open, [(part is None, part or 0) for part in load.key]))


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """How long requests wait at a step, in working days: the median, and the longest.

    Args:
        node: the step.
        open: how many wait there now.
        median: how long the one in the middle has waited.
        longest: how long the first has.
        took: how long the step took in the middle of what was answered of late; None where nothing was.
    """

    node: str
    open: int
    median: int
    longest: int
    took: int | None


def bottlenecks(orgs: Organisations, steps: QuerySet[Any], on: date) -> list[Bottleneck]:
    """Return the steps at which requests wait, the slowest first."""
    calendar = workdays_of(0)
    # Who came first has waited longest, so the day in the middle gives the time in the middle.
    now = (
        steps.order_by()
        .values("node")
        .annotate(
            open=Count("pk"), middle=Middle("began_on", output_field=DateField()), first=_Min("began_on")
        )
    )
    took = _took(orgs, on)
    found = [
        Bottleneck(
            row["node"],
            row["open"],
            _waited(calendar, row["middle"], on),
            _waited(calendar, row["first"], on),
            took.get(row["node"]),
        )
        for row in now
    ]
    return sorted(found, key=lambda each: (-each.median, each.node))


class _Min(Aggregate):
    function = "MIN"
    output_field = DateField()


def _took(orgs: Organisations, on: date) -> dict[str, int]:
    answered = (
        DisclosureRequest.objects.of(orgs).counted().filter(closed_on__gt=on - RECENT, closed_on__lte=on)
    )
    done = Step.objects.filter(case__in=answered.values("case"), state=Step.State.DONE)
    began = Day.objects.filter(date=OuterRef("began_on")).values("ordinal")[:1]
    ended = Day.objects.filter(date=OuterRef("ended_on")).values("ordinal")[:1]
    steps = done.annotate(ended_on=TruncDate("closed_at")).annotate(took=Subquery(ended) - Subquery(began))
    rows = steps.order_by().values("node").annotate(middle=Middle("took", output_field=FloatField()))
    return {row["node"]: int(row["middle"]) for row in rows if row["middle"] is not None}


def _waited(calendar: WorkCalendar, since: date, on: date) -> int:
    return calendar.count(since, on) if since < on else 0
