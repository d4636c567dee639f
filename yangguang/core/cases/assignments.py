"""Who handles a step: claiming it, handing it on, asking others, reminding (认领、转办、委派、加签、抄送、催办).

None of these moves a token: the diagram stays as small as the procedure is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate, localtime

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import visible_to
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused

from . import store
from .held import Held
from .models import Assignment, Step
from .standing import Standing, not_yours, standing_of

Duty, State = Assignment.Duty, Assignment.State


@act
def claim(step: Step, *, by: Person, at: datetime, once: str = "") -> Assignment:
    """Take a step of one's post upon oneself (认领), so that colleagues see who has it.

    Raises:
        Refused: when it is closed, another's post, or claimed already (it says by whom).
    """
    live, given, _ = _standing(step, by, at)
    if given:
        raise Refused(not_yours(live, given))
    made = _give(live, by)
    _record("cases.claimed", live, by=by, at=at, note=f"认领：{by}")
    return made


@act
def transfer(
    step: Step, *, to: Person, note: str = "", by: Person, at: datetime, once: str = ""
) -> Assignment:
    """Hand a step on to somebody for good (转办).

    Raises:
        Refused: when the step is closed, another's or only delegated, or `to` has it already.
    """
    live, given, standing = _standing(step, by, at)
    _refuse_oneself(by, to)
    made = _hand_on(live, given, standing, to)
    _record("cases.transferred", live, by=by, at=at, note=f"转办给{to}{_because(note)}")
    return made


@act
def delegate(
    step: Step, *, to: Person, note: str = "", by: Person, at: datetime, once: str = ""
) -> Assignment:
    """Let somebody prepare a step (委派); when he has answered, it comes back.

    Raises:
        Refused: when the step is closed, another's or only delegated, or `to` has it already.
    """
    live, given, standing = _standing(step, by, at)
    _refuse_oneself(by, to)
    made = _hand_on(live, given, standing, to, delegated_from=by)
    _record("cases.delegated", live, by=by, at=at, note=f"委派{to}{_because(note)}")
    return made


@act
def answer_delegation(step: Step, *, opinion: str, by: Person, at: datetime, once: str = "") -> Assignment:
    """Give a delegated step back with an opinion (委派办结).

    Raises:
        Refused: when the step was not delegated to `by`.
    """
    live, _, standing = _standing(step, by, at)
    turn = standing.assignment
    if turn is None or turn.delegated_from is None:
        raise Refused(Problem("本环节不是委派给您的，请直接办理。"))
    turn.state, turn.opinion = State.CANCELLED, opinion
    turn.save(update_fields=["state", "opinion"])
    made = _give(live, turn.delegated_from, order=turn.order, weight=turn.weight)
    _record(
        "cases.delegation_answered",
        live,
        by=by,
        at=at,
        note=f"办完委派，交回{made.person}{_because(opinion)}",
    )
    return made


@act
def add_signer(
    step: Step,
    *,
    person: Person,
    order: int | None = None,
    weight: int = 1,
    by: Person,
    at: datetime,
    once: str = "",
) -> Assignment:
    """Let one more person sign (加签).

    Raises:
        Refused: when the step is closed or another's, is signed by one alone, or the person signs already.
    """
    live, given, _ = _standing(step, by, at)
    node = Held(live.case_id).diagram.nodes[live.node]
    if not node.sign:
        raise Refused(Problem(f"“{node.name}”由一人办理，不能加签；可以转办、委派或者抄送。"))
    if any(each.person == person for each in given):
        raise Refused(Problem(f"{person}已经在签署人中。", "person"))
    place = order or max((each.order for each in given), default=0) + 1
    made = _give(live, person, order=place, weight=weight)
    if node.sign == "order":
        made.state = State.WAITING
        made.save(update_fields=["state"])
    _record("cases.signer_added", live, by=by, at=at, note=f"加签：{person}")
    return made


@act
def remove_signer(step: Step, *, person: Person, by: Person, at: datetime, once: str = "") -> Assignment:
    """Let one person fewer sign (减签).

    Raises:
        Refused: when he has signed already, does not sign, or is the only one still to sign.
    """
    live, given, _ = _standing(step, by, at)
    found = next((each for each in given if each.person == person), None)
    if found is None:
        raise Refused(Problem(f"{person}不在签署人中。", "person"))
    if found.state == State.DONE:
        raise Refused(Problem(f"{person}已经签署，不能减签。", "person"))
    others = [each for each in given if each != found and each.state != State.DONE]
    if not others:
        raise Refused(Problem(f"其余的人都已签署，只等{found.person}一人，不能减签；可以转办。", "person"))
    if found.state == State.OPEN and not any(each.state == State.OPEN for each in others):
        others[0].state = State.OPEN  # it was the turn of the one who is left out
        others[0].save(update_fields=["state"])
    found.state = State.CANCELLED
    found.save(update_fields=["state"])
    _record("cases.signer_removed", live, by=by, at=at, note=f"减签：{person}")
    return found


@act
def copy_to(step: Step, *, person: Person, by: Person, at: datetime, once: str = "") -> Assignment:
    """Send somebody a copy to read (抄送); it delays nothing.

    Raises:
        Refused: when he has one already, or `by` does not belong to the office.
    """
    live = _seen(step, by, at)
    if live.assignments.filter(person=person, duty=Duty.COPY, state=State.OPEN).exists():
        raise Refused(Problem(f"已经抄送过{person}。", "person"))
    made = Assignment.objects.create(org_id=live.org_id, step=live, person=person, duty=Duty.COPY)
    _record("cases.copied", live, by=by, at=at, note=f"抄送{person}")
    return made


@act
def mark_read(assignment: Assignment, *, by: Person, at: datetime, once: str = "") -> Assignment:
    """Mark a copy as read (已阅).

    Raises:
        Refused: when it was sent to somebody else, or was read already.
    """
    found = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if found.person_id != by.pk or found.duty != Duty.COPY:
        raise Refused(Problem("这份抄送不是给您的。"))
    if found.read_at is not None:
        raise Refused(Problem(f"您已于{localtime(found.read_at):%Y年%-m月%-d日}阅过。"))
    found.state, found.read_at = State.DONE, at
    found.save(update_fields=["state", "read_at"])
    _record("cases.read", found.step, by=by, at=at, note="已阅")
    return found


@act
def urge(step: Step, *, note: str, by: Person, at: datetime, once: str = "") -> Step:
    """Remind whoever has a step (催办).

    Raises:
        Refused: when the step is closed, or `by` does not belong to the office.
    """
    live = _seen(step, by, at)
    _record("cases.urged", live, by=by, at=at, note=f"催办{_because(note)}")
    return live


@act
def supervise(step: Step, *, note: str, by: Person, at: datetime, once: str = "") -> Step:
    """Put a step under supervision (督办); it stays marked in every list.

    Raises:
        Refused: when the step is closed, or `by` does not belong to the office.
    """
    live = _seen(step, by, at)
    live.supervised_at = at
    live.save(update_fields=["supervised_at"])
    _record("cases.supervised", live, by=by, at=at, note=f"督办{_because(note)}")
    return live


def _standing(step: Step, by: Person, at: datetime) -> tuple[Step, list[Assignment], Standing]:
    """Return the step locked, who it was given to, and in whose right `by` acts on it."""
    held = Held(step.case_id)
    live = held.open_step(step)
    given = store.given_to(live)
    standing = standing_of(by, live, given, localdate(at))
    if standing is None:
        raise Refused(not_yours(live, given))
    return live, given, standing


def _seen(step: Step, by: Person, at: datetime) -> Step:
    """Return the step locked, for somebody who works in its organisation or looks after it."""
    live = Held(step.case_id).open_step(step)
    if not visible_to(by, localdate(at)).filter(pk=live.org_id).exists():
        raise Refused(Problem("您在该机关没有岗位，不能对其办件作此操作；请联系该机关。"))
    return live


def _give(
    step: Step, person: Person, *, order: int = 1, weight: int = 1, delegated_from: Person | None = None
) -> Assignment:
    return Assignment.objects.create(
        org_id=step.org_id,
        step=step,
        person=person,
        order=order,
        weight=weight,
        delegated_from=delegated_from,
    )


def _hand_on(
    step: Step,
    given: Sequence[Assignment],
    standing: Standing,
    to: Person,
    *,
    delegated_from: Person | None = None,
) -> Assignment:
    """Give a turn to somebody else, in the same place and with the same weight."""
    turn = standing.assignment
    if any(each.person_id == to.pk for each in given if each != turn):
        raise Refused(Problem(f"{to}已经在本环节的办理人中，请选择另一个人。", "to"))
    if turn is None:
        return _give(step, to, delegated_from=delegated_from)
    if turn.delegated_from is not None:
        raise Refused(Problem(f"本环节是{turn.delegated_from}委派给您的，请提出意见后交回。"))
    Assignment.objects.filter(pk=turn.pk).update(state=State.CANCELLED)
    return _give(step, to, order=turn.order, weight=turn.weight, delegated_from=delegated_from)


def _refuse_oneself(by: Person, to: Person) -> None:
    if by == to:
        raise Refused(Problem("请选择另一个人。", "to"))


def _because(note: str) -> str:
    return f"：{note}" if note else ""


def _record(kind: str, step: Step, *, by: Person, at: datetime, note: str) -> None:
    record(kind, about=step.case, by=by, at=at, note=note)
