"""Asking several at one step, each by a letter of his own and with a term of his own (征求意见).

Where the diagram says `each`, it is each inquiry, and not the step, that keeps the terms of the case from running. The
step waits until nobody is asked any more; then it is done, with the outcome that all of them share.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.records.actions import Actor, act, is_part_of_another, record
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.terms import Term

from . import clocks
from .held import Held
from .models import Inquiry, Step
from .standing import not_yours, standing_of
from .timer import Timer
from .workdays import of

State = Inquiry.State


@act
def ask(
    step: Step,
    *,
    whom: str,
    term: Term,
    on: date,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Inquiry:
    """Ask somebody outside at an open step (征求意见); from the next day no day counts for the case.

    Args:
        step: an open step at which somebody outside is waited for.
        whom: who is asked.
        term: how long he has, from the day of the letter until another is known; see `put_off`.
        on: the day on which the letter goes out.
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the step is no longer open, or is another office's.
    """
    held = Held(step.case_id)
    live = held.open_step(step)
    _refuse_others(live, by, at)
    inquiry = Inquiry.objects.create(
        org_id=live.org_id,
        case=held.case,
        step=live,
        whom=whom,
        asked_on=on,
        due_on=clocks.last_day(term, on, of(live.org_id)),
    )
    clocks.hold(inquiry, on=on, at=at)
    _wait_for_the_last(held, live)
    if not is_part_of_another():
        record("cases.asked", about=held.case, by=by, at=at, note=f"征求{whom}的意见")
    return inquiry


@act
def answer(inquiry: Inquiry, outcome: str, *, on: date, by: Actor, at: datetime, once: str = "") -> Inquiry:
    """Enter that an answer came (收到意见); from the next day the terms go on, unless another is awaited.

    One that came in time and is entered when the time is over counts from its own day.

    Raises:
        Refused: when it was answered before or its time ran out, or `by` is of another office.
    """
    held, inquiry = _locked(inquiry)
    _refuse_others(inquiry.step, by, at)
    in_time = inquiry.state == State.EXPIRED and on <= inquiry.due_on
    if inquiry.state != State.OPEN and not in_time:
        raise Refused(_over(inquiry))
    _close(held, inquiry, State.ANSWERED, outcome, on=on, by=by, at=at)
    if not is_part_of_another():
        record("cases.answered", about=held.case, by=by, at=at, note=f"收到{inquiry.whom}的意见")
    return inquiry


@act
def put_off(inquiry: Inquiry, *, due_on: date, by: Actor, at: datetime, once: str = "") -> Inquiry:
    """Let an inquiry end on another day, since it became known on which the letter arrived.

    One whose time seemed to have run out is open again if it had not; the days between do not count either.

    Raises:
        Refused: when it was answered, or `by` is of another office.
    """
    held, inquiry = _locked(inquiry)
    _refuse_others(inquiry.step, by, at)
    if inquiry.state in (State.ANSWERED, State.CANCELLED):
        raise Refused(_over(inquiry))
    was_over, before = inquiry.state == State.EXPIRED, inquiry.due_on
    inquiry.due_on = due_on
    if was_over and due_on > before:
        inquiry.state, inquiry.closed_on, inquiry.outcome = State.OPEN, None, ""
        clocks.hold(inquiry, on=before, at=at)
    inquiry.save()
    _wait_for_the_last(held, inquiry.step)
    if not is_part_of_another():
        record("cases.put_off", about=held.case, by=by, at=at, note=f"{inquiry.whom}的期限至{due_on}")
    return inquiry


def cancel(inquiry: Inquiry, *, on: date, at: datetime) -> None:
    """Ask no longer, because the case has left the step; the case is held by whoever moves it."""
    inquiry.state, inquiry.closed_on = State.CANCELLED, max(on, inquiry.asked_on)
    inquiry.save(update_fields=["state", "closed_on"])
    clocks.release(inquiry, on=inquiry.closed_on, at=at)


def expire(at: datetime) -> int:
    """End the inquiries whose time ran out without an answer; return how many."""
    late = Inquiry.objects.filter(state=State.OPEN, due_on__lt=localdate(at)).exclude(
        step__state=Step.State.CANCELLED  # a case that was stopped waits for nobody
    )
    return sum(expire_one(inquiry, at=at) for inquiry in late.order_by("due_on", "pk"))


@act
def expire_one(inquiry: Inquiry, *, at: datetime, once: str = "") -> bool:
    """End an inquiry whose time ran out, before something else is entered that rests on it; return whether it did."""
    held, inquiry = _locked(inquiry)
    if inquiry.state != State.OPEN or inquiry.due_on >= localdate(at):
        return False
    silent = held.diagram.nodes[inquiry.step.node].on_expire
    if not silent:
        return False  # where silence means nothing, it is awaited on
    _close(held, inquiry, State.EXPIRED, silent, on=inquiry.due_on, by=Timer(), at=at)
    note = f"{inquiry.whom}至{inquiry.due_on}逾期未提出意见"
    record("cases.inquiry_expired", about=held.case, by=Timer(), at=at, note=note)
    return True


def _locked(inquiry: Inquiry) -> tuple[Held, Inquiry]:
    held = Held(inquiry.case_id)
    found = Inquiry.objects.select_related("step").get(pk=inquiry.pk)
    found.case = found.step.case = held.case
    return held, found


def _close(
    held: Held, inquiry: Inquiry, state: Inquiry.State, outcome: str, *, on: date, by: Actor, at: datetime
) -> None:
    """Close an inquiry; when it was the last of an open step, the step is done with it."""
    inquiry.state, inquiry.outcome, inquiry.closed_on = state, outcome, on
    inquiry.save(update_fields=["state", "outcome", "closed_on"])
    clocks.release(inquiry, on=on, at=at)
    live = next((step for step in held.steps if step.pk == inquiry.step_id), None)
    if live is None:
        return
    if held.open_inquiries([live]):
        _wait_for_the_last(held, live)
        return
    answers = Inquiry.objects.filter(step=live).exclude(state=State.CANCELLED)
    last = max(answer.closed_on for answer in answers if answer.closed_on)
    shared = {answer.outcome for answer in answers}
    held.finish(live, shared.pop() if len(shared) == 1 else "", by=by, at=at, on=last)


def _wait_for_the_last(held: Held, step: Step) -> None:
    """Let a step be due when the last of those who are asked at it is."""
    if step.state == Step.State.OPEN:
        days = [inquiry.due_on for inquiry in held.open_inquiries([step])]
        Step.objects.filter(pk=step.pk).update(due_on=max(days, default=step.due_on))


def _refuse_others(step: Step, by: Actor, at: datetime) -> None:
    if standing_of(by, step, [], localdate(at), outside=True) is None:
        raise Refused(not_yours(step, []))


def _over(inquiry: Inquiry) -> Problem:
    when = f"（{inquiry.closed_on}）" if inquiry.closed_on else ""
    return Problem(
        f"征求{inquiry.whom}意见的期间已经结束：{inquiry.get_state_display()}{when}，请刷新页面查看。"
    )
