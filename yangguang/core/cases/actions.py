"""Opening a case, completing its steps, extending its terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import Actor, act, is_part_of_another, record
from yangguang.rules.clocks import Extended
from yangguang.rules.numbering import CaseNumber
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import Node, Process, net

from . import clocks, store, versions
from .held import Held
from .inquiries import expire
from .models import Assignment, Case, Clock, ClockEvent, Step
from .processes import all_processes
from .rules import Signature, decided
from .standing import Standing, not_yours, standing_of
from .timer import Timer
from .workdays import of

TYPES = {"bool": bool, "int": int, "text": str}


@act
def open_case(
    key: str,
    *,
    org: Organisation,
    title: str,
    received_on: date,
    fields: Mapping[str, Any] | None = None,
    number: str = "",
    by: Actor,
    at: datetime,
    once: str = "",
) -> Case:
    """Open a case (立案) of the process `key` in `org`; its terms run from `received_on`.

    Args:
        key: the key of a process, such as `disclosure`.
        org: who handles it.
        title: what it is about.
        received_on: the day it counts as received.
        fields: values for the fields that the diagram declares.
        number: its number; given out by organisation and year where empty.
        by: who opens it.
        at: when.
        once: see `act`.

    Raises:
        Refused: when no version of the process is in force, or a field is not as declared.
    """
    version = versions.in_force(key, localdate(at))
    diagram = versions.diagram_of(version)
    values = dict(fields or {})
    refuse_if(why_not_fields(diagram, values))
    case = Case.objects.create(
        org=org,
        version=version,
        number=number or _next_number(org, key, received_on.year),
        title=title,
        fields=values,
        received_on=received_on,
        opened_at=at,
    )
    held = Held(case.pk)
    held.settle(net.start(diagram, values).marking, at=at, on=received_on)
    clocks.begin(case, received_on=received_on, at=at)
    _record("cases.opened", case, by=by, at=at, note=f"立案：{title}")
    return case


@act
def complete(
    step: Step,
    outcome: str = "",
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    opinion: str = "",
    fields: Mapping[str, Any] | None = None,
    once: str = "",
) -> Step:
    """Complete a step (办理) with an outcome; the case moves on, and its terms with it.

    Where several people sign, the step stays open until their signatures make an outcome.

    Args:
        step: an open step.
        outcome: one of those that the diagram names; empty where it names none.
        by: who does it: by his post, by an assignment, or for an absent colleague.
        at: when.
        on: the legal day, such as that on which a letter went out; the day of `at` where not given.
        opinion: what is to be kept of it (意见).
        fields: values that the conditions ask for from now on.
        once: see `act`.

    Raises:
        Refused: when the step is closed already (it says by whom and when), is somebody else's, or the
            outcome or a field is not as the diagram says.
    """
    held = Held(step.case_id)
    live = held.open_step(step)
    node = held.diagram.nodes[live.node]
    given = store.given_to(live)
    standing = standing_of(by, live, given, localdate(at), outside=node.outside)
    if standing is None:
        raise Refused(not_yours(live, given))
    turn = standing.assignment
    if turn is not None and turn.delegated_from is not None:
        raise Refused(Problem(f"本环节是{turn.delegated_from}委派给您的，请提出意见后交回，由其办结。"))
    values = dict(fields or {})
    refuse_if(
        [
            *why_not_outcome(node, outcome),
            *why_not_fields(held.diagram, values),
            *_why_not_while_asked(held, live, node),
        ]
    )
    made = _signed(node, given, standing, outcome, opinion, at=at) if node.sign and given else outcome
    if node.sign and given and not made:
        _record("cases.signed", held.case, by=by, at=at, note=_said(node, outcome, standing, by))
        return live
    if given and not node.sign:
        _answered(given, turn, opinion)
    held.finish(live, made, by=by, at=at, on=on or localdate(at), opinion=opinion, fields=values)
    _record("cases.completed", held.case, by=by, at=at, note=_said(node, made, standing, by), step=live.pk)
    return live


@act
def extend_clock(
    case: Case,
    key: str,
    *,
    workdays: int,
    approved_by: Person | None,
    by: Actor,
    at: datetime,
    on: date | None = None,
    once: str = "",
) -> Clock:
    """Make a term of a case longer (延长), once, before it has run out.

    Args:
        case: a running case.
        key: which of its terms.
        workdays: by how many working days.
        approved_by: who agreed to it.
        by: who enters it.
        at: when.
        on: the day of the decision; that of `at` where not given.
        once: see `act`.

    Raises:
        Refused: for what the rules of the term do not allow, with the article, or without approval.
    """
    held = Held(case.pk)
    row = Clock.objects.select_related("case__version").filter(case=held.case, key=key).first()
    if row is None or row.closed_on is not None:
        raise Refused(Problem("这一时限没有在计算，不能延长。"))
    day = on or localdate(at)
    missing = [] if approved_by else [Problem("延长须先经负责人同意。", "approved")]
    refuse_if([*clocks.proved(row).why_not(Extended(day, workdays=workdays)), *missing])
    clocks.add(row, [(ClockEvent.Kind.EXTENDED, None)], on=day, at=at, workdays=workdays)
    clocks.reckon_anew(row, of(row.org_id))
    _record("cases.extended", held.case, by=by, at=at, note=f"延长{workdays}个工作日")
    return row


def tick(at: datetime) -> int:
    """Finish the steps and the inquiries whose limit ran out, where the diagram says how (逾期); return how many.

    It may run as often as it likes: what it finished is closed.
    """
    inquiries = expire(at)
    late = Step.objects.filter(state=Step.State.OPEN, due_on__lt=localdate(at)).exclude(on_expire="")
    return inquiries + sum(_expire(step, at=at) for step in late.order_by("pk"))


@act
def _expire(step: Step, *, at: datetime, once: str = "") -> bool:
    held = Held(step.case_id)
    live = next((each for each in held.steps if each.pk == step.pk and each.state == Step.State.OPEN), None)
    if live is None or live.due_on is None or live.due_on >= localdate(at):
        return False
    node = held.diagram.nodes[live.node]
    outcome = live.on_expire
    _answered(store.given_to(live), None)
    held.finish(live, outcome, by=Timer(), at=at, on=live.due_on)
    _record("cases.expired", held.case, by=Timer(), at=at, note=_said(node, outcome, Standing(None), Timer()))
    return True


def why_not_outcome(node: Node, outcome: str) -> Iterator[Problem]:
    """Say what is wrong with an outcome that somebody chose for a step."""
    known = [each for each in node.outcomes if not each.automatic]
    if node.outcomes and outcome not in [each.key for each in known]:
        yield Problem(
            f"请在“{node.name}”的结果中选择：{'、'.join(each.label for each in known)}。", "outcome"
        )
    if outcome and not node.outcomes:
        yield Problem(f"“{node.name}”没有可选的结果，办完即可。", "outcome")


def _why_not_while_asked(held: Held, step: Step, node: Node) -> Iterator[Problem]:
    """Say whose opinion a step waits for at which several are asked, each by a letter of his own."""
    if node.each and (asked := held.open_inquiries([step])):
        names = "、".join(inquiry.whom for inquiry in asked)
        yield Problem(f"还在等待{names}的意见，请逐一登记意见；逾期的到期后自动续算。")


def why_not_fields(diagram: Process, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Say which values the diagram does not declare, or declares otherwise."""
    for name, value in values.items():
        field = diagram.fields.get(name)
        if field is None:
            yield Problem(f"流程没有字段“{name}”。", name)
        elif type(value) is not TYPES[field.type]:
            yield Problem(f"“{field.label}”的值不对，应为{field.type}。", name)


def _signed(
    node: Node, given: Sequence[Assignment], standing: Standing, outcome: str, opinion: str, *, at: datetime
) -> str:
    """Keep one signature; return the outcome that all of them make, or nothing while others are awaited."""
    turn = standing.assignment
    if turn is not None:
        _answered([], turn, opinion, outcome)
    outcomes = [each.key for each in node.outcomes]
    decisions = [Signature(each.decision, each.weight) for each in given if each != turn]
    decisions.append(Signature(outcome, turn.weight if turn else 1))
    made = decided(node.sign, decisions, outcomes)
    if made:
        _answered(given, None)
    elif node.sign == "order":
        following = next((each for each in given if each.state == Assignment.State.WAITING), None)
        if following:
            Assignment.objects.filter(pk=following.pk).update(state=Assignment.State.OPEN)
    return made


def _answered(
    given: Sequence[Assignment], turn: Assignment | None, opinion: str = "", decision: str = ""
) -> None:
    """Keep what `turn` answered, and ask the others of `given` no longer."""
    if turn is not None:
        turn.state, turn.decision, turn.opinion = Assignment.State.DONE, decision, opinion
        turn.save(update_fields=["state", "decision", "opinion"])
    left = [each.pk for each in given if each.state != Assignment.State.DONE and each != turn]
    if left:
        Assignment.objects.filter(pk__in=left).update(state=Assignment.State.CANCELLED)


def _said(node: Node, outcome: str, standing: Standing, by: Actor) -> str:
    """Return what the ledger says of a completed step."""
    chosen = node.outcome(outcome)
    words = f"{node.name}：{chosen.label}" if chosen else node.name
    absent = standing.deputising(by)
    return f"{words}（代{absent}）" if absent else words


def _record(kind: str, case: Case, *, by: Actor, at: datetime, note: str, **details: Any) -> None:
    """Leave the record of an act, unless it is part of another that leaves one for both."""
    if not is_part_of_another():
        record(kind, about=case, by=by, at=at, note=note, **details)


def _next_number(org: Organisation, key: str, year: int) -> str:
    declared = all_processes().get(key)
    series = declared.series if declared and declared.series else key
    return str(CaseNumber(f"{org.short_name}{series}", year, store.next_number(org, series, year)))
