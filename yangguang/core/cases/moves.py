"""Irregular moves of a case (退回、撤回、跳转、终止、恢复), each by the one rule of reachability."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import visible_to
from yangguang.core.records.actions import Actor, act, is_part_of_another, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.processes import Process
from yangguang.rules.processes import moves as rules

from . import clocks, inquiries, store
from .held import Held
from .models import Case, Step
from .standing import not_yours, standing_of


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
    flows = _flows_after(held.diagram, done.node)
    following = [live for live in held.steps if live.pk > done.pk and live.via in flows]
    later = held.case.steps.filter(pk__gt=done.pk, via__in=flows, done_by_name__gt="", state=Step.State.DONE)
    if later.exists() or not following:
        raise Refused(Problem("后面的步骤已经办理，不能撤回；请与后面的办理人联系，由其退回。"))
    untouched = {live.pk for live in following}
    return _moved(
        held,
        following[0],
        done.node,
        "cases.taken_back",
        "撤回",
        reason,
        untouched | {*confirmed},
        by=by,
        at=at,
    )


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
        Refused: when it is over already, `by` does not belong to the office, or no reason is given.
    """
    held = Held(case.pk)
    if held.case.state != Case.State.RUNNING:
        raise Refused(Problem(f"办件{held.case.get_state_display()}，不能终止。"))
    refuse_if([*_why_not_of_the_office(held, by, at), *_why_not_reason(reason)])
    held.cancel(held.steps, by=by, at=at)
    clocks.stop_all(held.case, on=localdate(at), at=at)
    held.case.state, held.case.closed_at = Case.State.STOPPED, at
    held.case.save(update_fields=["state", "closed_at"])
    _record("cases.stopped", held, by=by, at=at, note=f"终止：{reason}")
    return held.case


@act
def resume(case: Case, *, reason: str, by: Person, at: datetime, once: str = "") -> Case:
    """Take a stopped case up again (恢复) where it stood.

    Raises:
        Refused: when it was not stopped, `by` does not belong to the office, or no reason is given.
    """
    held = Held(case.pk)
    if held.case.state != Case.State.STOPPED:
        raise Refused(Problem("只有终止的办件可以恢复。"))
    refuse_if([*_why_not_of_the_office(held, by, at), *_why_not_reason(reason)])
    stopped = list(held.case.steps.filter(state=Step.State.CANCELLED, closed_at=held.case.closed_at))
    marking = frozenset(step.via for step in stopped)
    if not rules.is_state(held.diagram, marking):
        raise Refused(Problem("流程里没有这种办理状态，不能恢复。"))
    held.case.state, held.case.closed_at = Case.State.RUNNING, None
    held.case.save(update_fields=["state", "closed_at"])
    new = held.settle(marking, at=at, on=localdate(at))
    for inquiry in held.open_inquiries(stopped):  # whoever was asked then is asked still
        inquiry.step = next(step for step in new if step.node == inquiry.step.node)
        inquiry.save(update_fields=["step"])
    clocks.reopen_stopped(held.case, on=localdate(at), at=at)
    clocks.follow_move(held.case, stopped, new, undone=(), on=localdate(at), at=at)
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
    live = next(each for each in held.steps if each.pk == step.pk)
    move = rules.to(held.diagram, held.marking, live.via, to)
    cancelled = [each for each in held.steps if each.via in move.cancelled]
    others = {each.pk for each in cancelled} - {live.pk}
    if others - set(confirmed):
        names = "、".join(
            held.diagram.nodes[each.node].name or "并行汇合" for each in cancelled if each.pk in others
        )
        raise Refused(Problem(f"这样做会同时取消并行的“{names}”，请确认后再提交。", "confirmed"))
    for inquiry in held.open_inquiries(cancelled):
        inquiries.cancel(inquiry, on=localdate(at), at=at)
    held.cancel(cancelled, by=by, at=at)
    [new] = held.settle(move.marking, at=at, on=localdate(at))
    clocks.follow_move(held.case, cancelled, [new], undone=_undone(held, to), on=localdate(at), at=at)
    here, there = (held.diagram.nodes[node].name or "并行汇合" for node in (live.node, to))
    _record(kind, held, by=by, at=at, note=f"由“{here}”{word}到“{there}”：{reason}")
    return new


def _undone(held: Held, to: str) -> list[Step]:
    """Return the steps done since the case last stood at `to`, as far as it will come to them once more."""
    last = held.case.steps.filter(node=to, state=Step.State.DONE).order_by("pk").last()
    if last is None:
        return []
    flows = _flows_after(held.diagram, to, past_steps=True)
    since = held.case.steps.filter(pk__gt=last.pk, via__in=flows, state=Step.State.DONE)
    return [last, *since]


def _flows_after(diagram: Process, node: str, *, past_steps: bool = False) -> set[str]:
    """Return the flows that lead on from a node, through gateways, and through further steps if asked."""
    found: set[str] = set()
    waiting = list(diagram.nodes[node].outgoing)
    while waiting:
        flow = waiting.pop()
        if flow not in found:
            found.add(flow)
            onward = diagram.node_at(flow)
            waiting += onward.outgoing if past_steps or onward.is_gateway else ()
    return found


def _why_not_of_the_office(held: Held, by: Actor, at: datetime) -> list[Problem]:
    """Say that somebody of another office has no part in a case; for others the act of the part vouches."""
    if is_part_of_another() or not isinstance(by, Person):
        return []
    if visible_to(by, localdate(at)).filter(pk=held.case.org_id).exists():
        return []
    return [Problem("您在该机关没有岗位，不能对其办件作此操作；请联系该机关。")]


def _why_not_reason(reason: str) -> list[Problem]:
    return [] if reason.strip() else [Problem("请写明理由。", "reason")]


def _record(kind: str, held: Held, *, by: Actor, at: datetime, note: str) -> None:
    if not is_part_of_another():
        record(kind, about=held.case, by=by, at=at, note=note)
