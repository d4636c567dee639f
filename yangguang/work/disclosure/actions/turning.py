"""Turning back: the applicant withdraws, the office sends a step back or takes its own back (撤回、退回)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases import moves
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import intake, queries, rules
from ..models import DisclosureRequest
from .common import end_request, locked, request_at, speaks_for_herself, why_not_office


@act
def withdraw(
    request: DisclosureRequest,
    *,
    reason: str = "",
    on: date | None = None,
    by: Actor,
    at: datetime,
    once: str = "",
) -> DisclosureRequest:
    """Take a request back, as the applicant wishes (撤回申请); it counts as otherwise handled.

    Args:
        request: an open request.
        reason: why, if the applicant says so.
        on: the day on which the applicant gave it up.
        by: the applicant, or a clerk for him.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_withdraw` and `intake.why_not_withdraw_whole` find, or when somebody
            else wants it.
    """
    request = locked(request.pk)
    on = on or localdate(at)
    refuse_if(
        [
            *_why_not_theirs(request, by, localdate(at)),
            *rules.why_not_withdraw(closed_on=request.closed_on),
            *intake.why_not_withdraw_whole(split_on=request.split_on),
            *rules.why_not_on(on, since=request.received_on or request.arrived_on, today=localdate(at)),
        ]
    )
    end_request(request, "other", on=on)
    said = "：".join(filter(None, ("申请人撤回申请", reason)))
    moves.stop(request.case, reason=said, by=by, at=at)
    record("disclosure.withdrawn", about=request.case, by=by, at=at, note=said)
    return request


@act
def send_back(step: Step, *, reason: str, by: Person, at: datetime, once: str = "") -> Step:
    """Send a request back to the step before (退回): a search that fell to the wrong unit, a thin opinion.

    Raises:
        Refused: when the step is not by `by` to do, or no reason is given.
    """
    request = request_at(step, *rules.SENT_BACK_TO)
    new = moves.send_back(step, to=rules.SENT_BACK_TO[step.node], reason=reason, by=by, at=at)
    record("disclosure.sent_back", about=request.case, by=by, at=at, note=f"退回：{reason}")
    return new


@act
def take_back(request: DisclosureRequest, *, reason: str, by: Person, at: datetime, once: str = "") -> Step:
    """Take one's own step back (撤回), as long as nobody went on and no letter went out with it.

    Raises:
        Refused: when somebody else was last, or a letter is on its way.
    """
    request = locked(request.pk)
    done = queries.last_done(request)
    refuse_if(rules.why_not_take_back(node=done.node if done else "", outcome=done.outcome if done else ""))
    assert done is not None  # or it was refused
    new = moves.take_back(done, reason=reason, by=by, at=at)
    record("disclosure.taken_back", about=request.case, by=by, at=at, note=f"撤回：{reason}")
    return new


def _why_not_theirs(request: DisclosureRequest, by: Actor, on: date) -> list[Problem]:
    """Say why `by` may not speak for the applicant; whoever has no account has shown the tracking code."""
    if speaks_for_herself(request, by):
        return []
    return why_not_office(request.org, by, on)
