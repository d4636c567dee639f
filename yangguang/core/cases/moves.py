"""Irregular moves of a case (退回、撤回、跳转、终止、恢复), each by the one rule of reachability."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import Actor, act, is_part_of_another, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import moves as rules

from . import clocks, store
from .held import Held
from .models import Case, Clock, ClockEvent, Step
from .standing import not_yours, standing_of
from .workdays import of


@act
def send_back(
    step: Step,
    *,
    to: str,
    reason: str,
    confirmed: Collection[int] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Send a case back (退回) from an open step to one that was done before.

    Args:
        step: an open step of `by`.
        to: the node to send it to.
        reason: why.
        confirmed: the parallel steps that this cancels, as the person was shown them; see `cancelled_by`.
        by: who handles the step.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the step is closed or another's, `to` was not done before, the state afterwards could
            not be reached, or the steps to cancel are not those confirmed.
    """
    held = _held_by(step, by, at)
    if not held.case.steps.filter(node=to, state=Step.State.DONE).exists():
        raise Refused(Problem("只能退回到本件已经办过的步骤。"))
    return _moved(held, step, to, "cases.sent_back", "退回", reason, confirmed, by=by, at=at)


@act
def take_back(
    step: Step, *, reason: str, confirmed: Collection[int] = (), by: Person, at: datetime, once: str = ""
) -> Step:
    """Take a step back (撤回) that `by` has done, while the ones after it are still untouched.

    Raises:
        Refused: when somebody else did it, or what came after was done already.
    """
    held = Held(step.case_id)
    done = Step.objects.get(pk=step.pk)
    if done.done_by_id != by.pk or done.state != Step.State.DONE:
        raise Refused(Problem("只能撤回您本人办完的步骤。"))
    following = {held.diagram.node_at(live.via).id: live for live in held.steps if live.pk > done.pk}
    later = held.case.steps.filter(pk__gt=done.pk, state=Step.State.DONE)
    if later.exists() or not following:
        raise Refused(Problem("后面的步骤已经办理，不能撤回；请与后面的办理人联系，由其退回。"))
    live = next(iter(following.values()))
    return _moved(held, live, done.node, "cases.taken_back", "撤回", reason, confirmed, by=by, at=at)


@act
def jump(
    step: Step,
    *,
    to: str,
    reason: str,
    confirmed: Collection[int] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Let a case go on at another step (跳转).

    Raises:
        Refused: when the step is closed or another's, or the state afterwards could not be reached.
    """
    held = _held_by(step, by, at)
    return _moved(held, step, to, "cases.jumped", "跳转", reason, confirmed, by=by, at=at)


@act
def stop(case: Case, *, reason: str, by: Actor, at: datetime, once: str = "") -> Case:
    """End a case before its time (终止); its terms stop, and it can be resumed.

    Raises:
        Refused: when it is over already, or no reason is given.
    """
    held = Held(case.pk)
    if held.case.state != Case.State.RUNNING:
        raise Refused(Problem(f"办件{held.case.get_state_display()}，不能终止。"))
    refuse_if(_why_not_reason(reason))
    held.cancel(held.steps, by=by, at=at)
    _to_clocks(held, ClockEvent.Kind.STOPPED, at)
    held.case.state, held.case.closed_at = Case.State.STOPPED, at
    held.case.save(update_fields=["state", "closed_at"])
    _record("cases.stopped", held, by=by, at=at, note=f"终止：{reason}")
    return held.case


@act
def resume(case: Case, *, reason: str, by: Person, at: datetime, once: str = "") -> Case:
    """Take a stopped case up again (恢复) where it stood.

    Raises:
        Refused: when it was not stopped, or no reason is given.
    """
    held = Held(case.pk)
    if held.case.state != Case.State.STOPPED:
        raise Refused(Problem("只有终止的办件可以恢复。"))
    refuse_if(_why_not_reason(reason))
    stopped = held.case.steps.filter(state=Step.State.CANCELLED, closed_at=held.case.closed_at)
    marking = frozenset(stopped.values_list("via", flat=True))
    if not rules.is_state(held.diagram, marking):
        raise Refused(Problem("流程里没有这种办理状态，不能恢复。"))
    held.case.state, held.case.closed_at = Case.State.RUNNING, None
    held.case.save(update_fields=["state", "closed_at"])
    held.settle(marking, at=at, on=localdate(at))
    _to_clocks(held, ClockEvent.Kind.REOPENED, at, state=Clock.State.STOPPED)
    _record("cases.resumed", held, by=by, at=at, note=f"恢复：{reason}")
    return held.case


def cancelled_by(step: Step, to: str) -> list[Step]:
    """Return the parallel steps that moving `step` to the node `to` would cancel, to be shown and confirmed."""
    held = Held(step.case_id)
    live = held.open_step(step)
    move = rules.to(held.diagram, held.marking, live.via, to)
    return [each for each in held.steps if each.via in move.cancelled and each.pk != live.pk]


def _held_by(step: Step, by: Person, at: datetime) -> Held:
    held = Held(step.case_id)
    live = held.open_step(step)
    given = store.given_to(live)
    if standing_of(by, live, given, localdate(at)) is None:
        raise Refused(not_yours(live, given))
    return held


def _moved(
    held: Held,
    step: Step,
    to: str,
    kind: str,
    word: str,
    reason: str,
    confirmed: Collection[int],
    *,
    by: Person,
    at: datetime,
) -> Step:
    """Move the token of a step, take away those it leaves behind, and let the terms follow."""
    refuse_if(_why_not_reason(reason))
    live = held.open_step(step)
    move = rules.to(held.diagram, held.marking, live.via, to)
    cancelled = [each for each in held.steps if each.via in move.cancelled]
    others = {each.pk for each in cancelled} - {live.pk}
    if others - set(confirmed):
        names = "、".join(
            held.diagram.nodes[each.node].name or "并行汇合" for each in cancelled if each.pk in others
        )
        raise Refused(Problem(f"这样做会同时取消并行的“{names}”，请确认后再提交。", "confirmed"))
    held.cancel(cancelled, by=by, at=at)
    for each in cancelled:
        clocks.follow(held.case, each, [], on=localdate(at), at=at)
    [new] = held.settle(move.marking, at=at, on=localdate(at))
    nodes = held.diagram.nodes
    _record(kind, held, by=by, at=at, note=f"由“{nodes[live.node].name}”{word}到“{nodes[to].name}”：{reason}")
    return new


def _to_clocks(held: Held, kind: str, at: datetime, *, state: str = "") -> None:
    rows = Clock.objects.filter(case=held.case).select_related("case__version")
    for row in rows.filter(state=state) if state else rows.filter(closed_on=None):
        clocks.add(row, [(kind, None)], on=localdate(at), at=at)
        clocks.reckon_anew(row, of(row.org_id))


def _why_not_reason(reason: str) -> list[Problem]:
    return [] if reason.strip() else [Problem("请写明理由。", "reason")]


def _record(kind: str, held: Held, *, by: Actor, at: datetime, note: str) -> None:
    if not is_part_of_another():
        record(kind, about=held.case, by=by, at=at, note=note)
