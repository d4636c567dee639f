"""The evaluation of a document before it runs out (期满前评估), and what follows from it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import refuse_if

from . import queries, rules
from .actions import DRAFTER, MANAGER, why_not_one_of
from .models import Evaluation, PolicyDocument, Recognition


@act
def evaluate(
    document: PolicyDocument, *, decision: str, reason: str, by: Person, at: datetime, once: str = ""
) -> Evaluation:
    """Decide what becomes of a document at the end of its term: issued anew, amended, or left to run out.

    The first two lead to a project: the document is a normative one, so that a project can be proposed at once. It
    goes the whole way, and the old text holds until its last day in any case. Nothing follows from the third; the
    document is over on the day after its last.

    Args:
        document: one of `queries.to_evaluate`.
        decision: one of `Evaluation.Decision`.
        reason: why.
        by: somebody of the drafters, or who keeps the documents, of the organisation that made it.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_evaluate` finds, or when `by` is not of the organisation that made it.
    """
    found: PolicyDocument = PolicyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    makers = Organisation.objects.filter(pk=found.org_id)
    maker = makers.get()
    last_day = found.expires_on or date.max
    refuse_if(
        [
            *why_not_one_of(maker, by, (MANAGER, DRAFTER), at),
            *rules.why_not_evaluate(
                decision=decision,
                reason=reason,
                is_waiting=queries.to_evaluate(makers, localdate(at)).filter(pk=found.pk).exists(),
                is_decided=Evaluation.objects.filter(document=found, expires_on=last_day).exists(),
            ),
        ]
    )
    made = Evaluation.objects.create(
        org=maker, document=found, expires_on=last_day, decision=decision, reason=reason.strip(),
        recognition=None if decision == Evaluation.Decision.LAPSE else _recognised(maker, found.title, by=by, at=at),
        evaluated_by=by, evaluated_at=at,
    )  # fmt: skip
    note = f"期满前评估：{found.title}{made.get_decision_display()}。{reason.strip()}"
    record("normative.evaluated", about=made, by=by, at=at, note=note)
    return made


def _recognised(maker: Organisation, title: str, *, by: Person, at: datetime) -> Recognition:
    """Return a recognition from which a project can be proposed: what succeeds a normative document is one."""
    return Recognition.objects.create(
        org=maker, title=title, answers=dict.fromkeys(rules.ELEMENTS, rules.YES),
        result=rules.Recognised.IS_ONE, made_by=by, made_at=at,
    )  # fmt: skip
