"""Editions of a process: which is in force, and publishing a new one."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import is_administrator
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import Process, load, soundness
from yangguang.rules.processes.critical_path import broken_promises

from .models import ProcessVersion
from .processes import all_processes

State = ProcessVersion.State


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
        Refused: for everything that is wrong in the text, or when `by` is not the administrator.
    """
    refuse_if(_why_not_administrator(by))
    return _drafted(key, xml, org=org, by=by, at=at)


@act
def publish(
    version: ProcessVersion, *, effective_on: date, by: Person, at: datetime, once: str = ""
) -> ProcessVersion:
    """Publish a draft (发布流程): from `effective_on` new cases run by it; it never changes again.

    Raises:
        Refused: when it was published before, is not sound, or does not keep its promises, or when `by` is not the
            administrator.
    """
    refuse_if(_why_not_administrator(by))
    return _published(version, effective_on=effective_on, by=by, at=at)


def _drafted(key: str, xml: str, *, org: Organisation, by: Person, at: datetime) -> ProcessVersion:
    diagram = load(xml)
    if diagram.key != key:
        raise Refused(Problem(f"文件里的流程编号是“{diagram.key}”，应为“{key}”。"))
    known = ProcessVersion.objects.filter(key=key, sha256=diagram.sha256).first()
    if known is not None:
        raise Refused(Problem(f"这份文件与{known}相同，不必再存。"))
    number = ProcessVersion.objects.filter(key=key).count() + 1
    made = ProcessVersion.objects.create(org=org, key=key, number=number, xml=xml, sha256=diagram.sha256)
    record("cases.process_drafted", about=made, by=by, at=at, note=str(made))
    return made


def _published(version: ProcessVersion, *, effective_on: date, by: Person, at: datetime) -> ProcessVersion:
    version = ProcessVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != State.DRAFT:
        raise Refused(Problem(f"{version}已经发布，不能再次发布；请另存为新的草稿。"))
    refuse_if(why_not_publish(version, effective_on))
    version.state, version.effective_on = State.PUBLISHED, effective_on
    version.published_at, version.published_by = at, by
    version.save(update_fields=["state", "effective_on", "published_at", "published_by"])
    record("cases.process_published", about=version, by=by, at=at, note=f"{version}，{effective_on}施行")
    return version


def why_not_publish(version: ProcessVersion, effective_on: date) -> list[Problem]:
    """Say what keeps an edition from being published: it does not end, breaks a promise, or asks for acts unknown."""
    diagram = diagram_of(version)
    process = all_processes().get(version.key)
    unknown = process.unknown_actions(diagram) if process else ()
    return [*soundness.problems(diagram), *broken_promises(diagram, effective_on), *unknown]


@transaction.atomic
def publish_declared(
    *, org: Organisation, effective_on: date, by: Person, at: datetime
) -> list[ProcessVersion]:
    """Publish the diagrams that the parts declare, where their text is not published yet, as an office is set up."""
    made = []
    for process in all_processes().values():
        xml = process.diagram.read_text(encoding="utf-8")
        known = ProcessVersion.objects.filter(key=process.key, sha256=load(xml).sha256)
        if not known.exists():
            drafted = _drafted(process.key, xml, org=org, by=by, at=at)
            made.append(_published(drafted, effective_on=effective_on, by=by, at=at))
    return made


def _why_not_administrator(by: Person) -> list[Problem]:
    return [] if is_administrator(by) else [Problem("流程由系统管理员维护；如需改动，请与管理员联系。")]
