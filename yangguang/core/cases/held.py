"""A case that an act has locked: its diagram and its tokens, read once and moved together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import holders_of
from yangguang.core.records.actions import Actor
from yangguang.core.records.rows import insert, update
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.processes import Node, net

from . import clocks, store, versions
from .models import Assignment, Case, Inquiry, Step
from .workdays import of


class Held:
    """A case locked until the end of the transaction."""

    def __init__(self, case_id: int) -> None:
        self.case: Case
        self.steps: list[Step]
        self.case, self.steps = store.lock_case(case_id)
        self.diagram = versions.diagram_of(self.case.version)

    @property
    def marking(self) -> frozenset[str]:
        """The flows on which the tokens of the case stand."""
        return frozenset(step.via for step in self.steps)

    def open_step(self, step: Step) -> Step:
        """Return the step as it stands now.

        Raises:
            Refused: when it is no longer open; says who closed it and when.
        """
        for live in self.steps:
            if live.pk == step.pk and live.state == Step.State.OPEN:
                return live
        raise Refused(already_closed(Step.objects.get(pk=step.pk)))

    def close(self, step: Step, *, by: Actor, at: datetime, outcome: str = "", opinion: str = "") -> None:
        """Mark a step as done by somebody; its token is about to move."""
        step.state = Step.State.DONE
        step.outcome, step.opinion, step.closed_at = outcome, opinion, at
        step.done_by = by if isinstance(by, Person) else None
        step.done_by_name = by.ledger_name
        update(step, "state", "outcome", "opinion", "closed_at", "done_by", "done_by_name")

    def finish(
        self,
        step: Step,
        outcome: str,
        *,
        by: Actor,
        at: datetime,
        on: date,
        opinion: str = "",
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        """Close a step and let the tokens, the terms and the case follow."""
        marking = self.marking
        if fields:
            self.case.fields |= fields
        self.close(step, by=by, at=at, outcome=outcome, opinion=opinion)
        moved = net.complete(self.diagram, marking, step.via, outcome, self.case.fields)
        new = self.settle(moved.marking, at=at, on=on)
        clocks.follow(self.case, step, new, on=on, at=at)
        if not moved.marking:
            clocks.stop_all(self.case, on=on, at=at)
            self.case.state, self.case.closed_at, self.case.ending = Case.State.ENDED, at, moved.ends[-1]
        if fields or not moved.marking:
            self.case.save(update_fields=["fields", "state", "closed_at", "ending"])

    def cancel(self, steps: Collection[Step], *, by: Actor, at: datetime) -> None:
        """Take back tokens that a move leaves behind, and what was asked of people for them."""
        for step in steps:
            step.state, step.closed_at, step.done_by_name = Step.State.CANCELLED, at, by.ledger_name
        Step.objects.bulk_update(steps, ["state", "closed_at", "done_by_name"])
        Assignment.objects.filter(
            step__in=steps,
            duty=Assignment.Duty.HANDLE,
            state__in=(Assignment.State.OPEN, Assignment.State.WAITING),
        ).update(state=Assignment.State.CANCELLED)

    def open_inquiries(self, steps: Collection[Step]) -> list[Inquiry]:
        """Return the inquiries of these steps to which there is no answer yet."""
        found = Inquiry.objects.filter(step__in=steps, state=Inquiry.State.OPEN).select_related("step")
        for inquiry in found:
            inquiry.case = self.case
        return list(found)

    def settle(self, marking: Collection[str], *, at: datetime, on: date) -> list[Step]:
        """Bring the rows to `marking`: what joined is done, what is new begins; return the new ones."""
        joined = [step for step in self.steps if step.state == Step.State.WAITING and step.via not in marking]
        if joined:
            Step.objects.filter(pk__in=[step.pk for step in joined]).update(
                state=Step.State.DONE, closed_at=at
            )
        staying = [step for step in self.steps if step.state in Step.LIVE and step.via in marking]
        there = {step.via for step in staying}
        new = [self._begun(flow, at=at, on=on) for flow in sorted(set(marking) - there)]
        for step in new:
            insert(step)
        self.steps = staying + new
        self._ask_signers(new, on=on)
        return new

    def _begun(self, flow: str, *, at: datetime, on: date) -> Step:
        node = self.diagram.node_at(flow)
        return Step(
            org_id=self.case.org_id,
            case=self.case,
            node=node.id,
            via=flow,
            role=node.role,
            state=Step.State.OPEN if node.is_step else Step.State.WAITING,
            began_on=on,
            **self._limit(node, on),
            opened_at=at,
        )

    def _limit(self, node: Node, on: date) -> dict[str, Any]:
        """Return by when a step must be done, and what happens when it is not.

        Where several are asked one by one, each has a term of his own; see `inquiries`.
        """
        if node.limit is None or node.each:
            return {}
        term = node.limit.on(on)
        return {
            "workdays": term.number if clocks.counts_workdays(term) else None,
            "due_on": clocks.last_day(term, on, of(self.case.org_id)),
            "on_expire": node.on_expire,
        }

    def _ask_signers(self, steps: list[Step], *, on: date) -> None:
        for step in steps:
            node = self.diagram.nodes[step.node]
            if not node.sign:
                continue
            in_order = node.sign == "order"
            Assignment.objects.bulk_create(
                Assignment(
                    org_id=step.org_id,
                    step=step,
                    person=person,
                    order=place,
                    state=Assignment.State.WAITING if in_order and place > 1 else Assignment.State.OPEN,
                )
                for place, person in enumerate(holders_of(step.role, self.case.org, on).order_by("pk"), 1)
            )


def already_closed(step: Step) -> Problem:
    """Say who was first, and when."""
    if step.state == Step.State.WAITING:
        return Problem("本环节正在等待其他并行环节，暂无可办事项；请待其他环节办结。")
    done = (
        f"已由{step.done_by_name}取消"
        if step.state == Step.State.CANCELLED
        else f"已由{step.done_by_name}办理"
    )
    when = localtime(step.closed_at)
    return Problem(
        f"本环节{done}（{when:%Y年%-m月%-d日 %H:%M}），您的提交没有保存；请刷新页面查看办件现在的环节。"
    )
