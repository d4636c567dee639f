"""Bringing the running cases of one edition of a process over to another (换版)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Concat

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import is_administrator
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import moves as rules
from yangguang.rules.processes.net import Marking

from . import clocks
from .models import Case, Clock, ProcessVersion, Step
from .versions import diagram_of
from .workdays import of

PARKED = "~"
"""Before the name of a flow while the tokens of many cases change places."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that stand alike, and what keeps them from the new edition (empty when nothing does)."""

    marking: Marking
    cases: tuple[int, ...]
    problem: str = ""


def plan_migration(old: ProcessVersion, new: ProcessVersion) -> list[Group]:
    """Return how the running cases of `old` would go over to `new`, by where they stand; nothing is changed."""
    terms = set(Clock.objects.filter(case__version=old, closed_on=None).values_list("key", flat=True))
    gone = [diagram_of(old).clocks[key].name for key in sorted(terms - diagram_of(new).clocks.keys())]
    markings: dict[int, set[str]] = defaultdict(set)
    live = Step.objects.filter(case__version=old, case__state=Case.State.RUNNING, state__in=Step.LIVE)
    for case_id, via in live.values_list("case_id", "via"):
        markings[case_id].add(via)
    alike: dict[Marking, list[int]] = defaultdict(list)
    for case_id, flows in markings.items():
        alike[frozenset(flows)].append(case_id)
    groups = []
    for marking, cases in alike.items():
        try:
            refuse_if([Problem(f"新版本里没有期限“{name}”，它还在计算。") for name in gone])
            rules.migrated(diagram_of(old), diagram_of(new), marking)
        except Refused as refused:
            groups.append(Group(marking, tuple(cases), str(refused)))
        else:
            groups.append(Group(marking, tuple(cases)))
    return groups


@act
def migrate(
    old: ProcessVersion, new: ProcessVersion, *, by: Person, at: datetime, once: str = ""
) -> ProcessVersion:
    """Bring the running cases of `old` over to `new` (换版) where they can go; the others end as they began.

    Raises:
        Refused: when `new` is not published, or is another process, or `by` is not the administrator.
    """
    refuse_if(_why_not_administrator(by))
    if new.state != ProcessVersion.State.PUBLISHED or new.key != old.key:
        raise Refused(Problem("只能换到同一流程已经发布的版本。"))
    list(Case.objects.select_for_update().filter(version=old, state=Case.State.RUNNING).values_list("pk"))
    moved = 0
    for group in plan_migration(old, new):
        if not group.problem:
            _bring_over(group, old, new)
            moved += len(group.cases)
    record("cases.migrated", about=new, by=by, at=at, note=f"{moved}件由第{old.number}版换到第{new.number}版")
    return new


def _bring_over(group: Group, old: ProcessVersion, new: ProcessVersion) -> None:
    """Bring cases that stand alike over to another edition; their running terms follow its lengths."""
    flows = rules.migrated(diagram_of(old), diagram_of(new), group.marking)
    live = Step.objects.filter(case__in=group.cases, state__in=Step.LIVE)
    if any(before != after and after in flows for before, after in flows.items()):
        live.update(
            via=Concat(Value(PARKED), "via")
        )  # two tokens never share a flow, not even between two updates
        flows = {f"{PARKED}{before}": after for before, after in flows.items()}
    for before, after in flows.items():
        live.filter(via=before).update(via=after, role=diagram_of(new).node_at(after).role)
    Case.objects.filter(pk__in=group.cases).update(version=new)
    for row in Clock.objects.filter(case__in=group.cases, closed_on=None).select_related("case__version"):
        clocks.reckon_anew(row, of(row.org_id))


def _why_not_administrator(by: Person) -> list[Problem]:
    return [] if is_administrator(by) else [Problem("流程由系统管理员换版；如需改动，请与管理员联系。")]
