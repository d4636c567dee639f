"""Reviews and suits over an answer (行政复议、行政诉讼)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import refuse_if

from .. import rules, wording
from ..models import Contest, DisclosureRequest
from .common import locked, why_not_office


@act
def contest(
    request: DisclosureRequest, *, kind: str, filed_on: date, by: Person, at: datetime, once: str = ""
) -> Contest:
    """Enter a review or a suit over an answer (登记行政复议、行政诉讼).

    Raises:
        Refused: for what `rules.why_not_contest` finds.
    """
    request = locked(request.pk)
    reviewed = request.contests.filter(kind=Contest.Kind.REVIEW).exists()
    refuse_if(
        [
            *why_not_office(request.org, by, localdate(at)),
            *rules.why_not_contest(
                after_review=kind == Contest.Kind.POSTREVIEW,
                directly=kind == Contest.Kind.DIRECT,
                reviewed=reviewed,
                closed_on=request.closed_on,
                filed_on=filed_on,
                today=localdate(at),
            ),
        ]
    )
    made = Contest.objects.create(request=request, org=request.org, kind=kind, filed_on=filed_on)
    note = f"{made.get_kind_display()}，{wording.written(filed_on)}受理"
    record("disclosure.contested", about=request.case, by=by, at=at, note=note)
    return made


@act
def decide_contest(
    contest: Contest, *, result: str, on: date, by: Person, at: datetime, once: str = ""
) -> Contest:
    """Enter how a review or a suit ended (回填复议、诉讼结果).

    Raises:
        Refused: for what `rules.why_not_decide_contest` finds.
    """
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_decide_contest(
                decided_on=contest.decided_on, filed_on=contest.filed_on, on=on, today=localdate(at)
            ),
        ]
    )
    contest.result, contest.decided_on = result, on
    contest.save(update_fields=["result", "decided_on"])
    note = f"{contest.get_kind_display()}{contest.get_result_display()}"
    record("disclosure.contest_decided", about=contest.request.case, by=by, at=at, note=note)
    return contest
