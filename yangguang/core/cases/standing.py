"""In whose right somebody acts on a step: his own post, his own assignment, or an absent colleague's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import absences_covered_by, posts_of
from yangguang.core.records.actions import Actor
from yangguang.rules.problems import Problem

from .models import Assignment, Step
from .store import holds_post


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose turn somebody takes, and the assignment that he thereby answers."""

    person: Person | None
    assignment: Assignment | None = None

    def deputising(self, by: Actor) -> str:
        """Return the name of the absent colleague for whom `by` acts (代理), or nothing."""
        return "" if self.person is None or self.person == by else str(self.person)


def standing_of(
    by: Actor, step: Step, given: Sequence[Assignment], on: date, *, outside: bool = False
) -> Standing | None:
    """Return in whose right `by` may act on `step` that day, or None.

    Args:
        by: somebody of the office; anyone else is let through, for the part that lets him act vouches.
        step: an open step.
        given: the standing assignments of the step, to handle or sign it.
        on: the day.
        outside: whether the role is that of somebody outside the office, for whom anybody with a post there may act.
    """
    if not isinstance(by, Person):
        return Standing(None)
    if outside:
        return Standing(None) if posts_of(by, on).filter(org=step.org_id).exists() else None
    turns = [assignment for assignment in given if assignment.state == Assignment.State.OPEN]
    if not turns:
        if holds_post(by, step.org_id, step.role, on):
            return Standing(by)
        held = posts_of(by, on).filter(org=step.org_id, role=step.role)
        return next((Standing(post.person) for post in held), None)
    own = [turn for turn in turns if turn.person_id == by.pk]
    covered = absences_covered_by(by, on).filter(org=step.org_id).values_list("absent_id", flat=True)
    absent = [] if own else list(covered)
    for turn in own or [turn for turn in turns if turn.person_id in absent]:
        return Standing(turn.person, turn)
    return None


def not_yours(step: Step, given: Sequence[Assignment]) -> Problem:
    """Say who may act on the step instead."""
    names = "、".join(str(turn.person) for turn in given if turn.state == Assignment.State.OPEN)
    if names:
        return Problem(f"本环节现由{names}办理；如需由您办理，请对方转办给您。")
    return Problem(f"本环节由“{step.role}”岗位办理，您不在该岗位；请联系该岗位人员，或由管理员为您设置岗位。")
