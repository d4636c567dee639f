"""Editions of a process: which is in force, publishing a new one, and bringing cases over to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import Process, load, soundness
from yangguang.rules.processes import moves as rules
from yangguang.rules.processes.critical_path import broken_promises
from yangguang.rules.processes.net import Marking

from .models import Case, ProcessVersion, Step
from .processes import all_processes

State = ProcessVersion.State


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that stand alike, and what keeps them from the new edition (empty when nothing does)."""

    marking: Marking
    cases: tuple[int, ...]
    problem: str = ""


def diagram_of(version: ProcessVersion) -> Process:
    """Return the diagram of a version, read once for each text."""
    return _diagram(version.pk, version.sha256)


@lru_cache(maxsize=256)
def _diagram(version_id: int, sha256: str) -> Process:
    return load(ProcessVersion.objects.values_list("xml", flat=True).get(pk=version_id))


def in_force(key: str, on: date) -> ProcessVersion:
    """Return the version of a process that is in force on `on`.

    Raises:
        Refused: when there is none.
    """
    published = ProcessVersion.objects.filter(key=key, state=State.PUBLISHED, effective_on__lte=on)
    found = published.defer("xml").order_by("-effective_on", "-number").first()
    if found is None:
        raise Refused(Problem(f"流程“{key}”在{on}还没有施行的版本，请先发布流程。"))
    return found


@act
def draft(
    key: str, xml: str, *, org: Organisation, by: Person, at: datetime, once: str = ""
) -> ProcessVersion:
    """Store a new edition of a process as a draft.

    Raises:
        Refused: for everything that is wrong in the text.
    """
    diagram = load(xml)
    if diagram.key != key:
        raise Refused(Problem(f"文件里的流程编号是“{diagram.key}”，应为“{key}”。"))
    number = ProcessVersion.objects.filter(key=key).count() + 1
    made = ProcessVersion.objects.create(org=org, key=key, number=number, xml=xml, sha256=diagram.sha256)
    record("cases.process_drafted", about=made, by=by, at=at, note=str(made))
    return made


@act
def publish(
    version: ProcessVersion, *, effective_on: date, by: Person, at: datetime, once: str = ""
) -> ProcessVersion:
    """Publish a draft (发布流程): from `effective_on` new cases run by it; it never changes again.

    Raises:
        Refused: when it was published before, is not sound, or does not keep its promises.
    """
    version = ProcessVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != State.DRAFT:
        raise Refused(Problem(f"{version}已经发布，不能再次发布；请另存为新的草稿。"))
    diagram = diagram_of(version)
    refuse_if([*soundness.problems(diagram), *broken_promises(diagram, effective_on)])
    version.state, version.effective_on = State.PUBLISHED, effective_on
    version.published_at, version.published_by = at, by
    version.save(update_fields=["state", "effective_on", "published_at", "published_by"])
    record("cases.process_published", about=version, by=by, at=at, note=f"{version}，{effective_on}施行")
    return version


def publish_declared(
    *, org: Organisation, effective_on: date, by: Person, at: datetime
) -> list[ProcessVersion]:
    """Publish the diagrams that the parts declare, where their text is not published yet."""
    made = []
    for process in all_processes().values():
        xml = process.diagram.read_text(encoding="utf-8")
        known = ProcessVersion.objects.filter(key=process.key, sha256=load(xml).sha256)
        if not known.exists():
            drafted = draft(process.key, xml, org=org, by=by, at=at)
            made.append(publish(drafted, effective_on=effective_on, by=by, at=at))
    return made


def plan_migration(old: ProcessVersion, new: ProcessVersion) -> list[Group]:
    """Return how the running cases of `old` would go over to `new`, by where they stand; nothing is changed."""
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
        Refused: when `new` is not published, or is another process.
    """
    if new.state != State.PUBLISHED or new.key != old.key:
        raise Refused(Problem("只能换到同一流程已经发布的版本。"))
    list(Case.objects.select_for_update().filter(version=old, state=Case.State.RUNNING).values_list("pk"))
    moved = 0
    for group in plan_migration(old, new):
        if group.problem:
            continue
        flows = rules.migrated(diagram_of(old), diagram_of(new), group.marking)
        live = Step.objects.filter(case__in=group.cases, state__in=Step.LIVE)
        for before, after in flows.items():
            node = diagram_of(new).node_at(after)
            live.filter(via=before).update(via=after, role=node.role)
        Case.objects.filter(pk__in=group.cases).update(version=new)
        moved += len(group.cases)
    record("cases.migrated", about=new, by=by, at=at, note=f"{moved}件由第{old.number}版换到第{new.number}版")
    return new
