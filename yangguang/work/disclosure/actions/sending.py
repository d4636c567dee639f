"""Sending the answer, or the word that there will be none, and putting the file away (送达、不再处理、归档)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import rules, wording
from ..dispatch.rules import bare, why_not_number
from ..models import DisclosureRequest, Letter
from ..rules import OUTCOMES, REGULATION
from .common import asked_by, complete, end_request, received_on, request_at, write


@act
def deliver(
    step: Step,
    *,
    way: str,
    mail_number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Send the answer (送达); with the day on which it goes out, the request is answered.

    Args:
        step: the delivery.
        way: how it is sent, one of `DisclosureRequest.Way`.
        mail_number: the number of the letter at the post office.
        on: the day on which it goes out.
        by: a clerk.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_deliver` and `why_not_number` find, or when there is no e-mail address.
    """
    request = request_at(step, "deliver")
    on = on or localdate(at)
    by_post = way == DisclosureRequest.Way.POST
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_deliver(by_post=by_post, mail_number=mail_number),
            *(why_not_number(mail_number) if by_post else ()),
            *_why_not_by_email(request, way),
        ]
    )
    outcome = OUTCOMES[request.outcome]
    org = request.org
    end_request(request, outcome.key, on=on)
    complete(step, by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.ANSWER,
        wording.answer(
            received_on=received_on(request),
            wanted=request.wanted,
            outcome=outcome,
            text=request.answer,
            remedy=rules.remedy(outcome, on, review_body=org.review_body, court=org.court),
        ),
        number=request.answer_number,
        on=on,
        way=way,
        mail_number=bare(mail_number) if by_post else "",
        by=by,
    )
    sent = f"{DisclosureRequest.Way(way).label}{letter.mail_number}"
    record(
        "disclosure.delivered",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}送达答复书（{sent}）",
    )
    return letter


@act
def close(step: Step, *, on: date | None = None, by: Person, at: datetime, once: str = "") -> Letter:
    """Tell the applicant that a request is closed for want of a correction or of the fee (不再处理).

    Raises:
        Refused: for what `rules.why_not_on` finds.
    """
    request = request_at(step, "told_closed")
    on = on or localdate(at)
    refuse_if(rules.why_not_on(on, since=step.began_on, today=localdate(at)))
    asked = request.letters.filter(kind__in=(Letter.Kind.CORRECTION, Letter.Kind.FEE)).latest("pk")
    for_correction = asked.kind == Letter.Kind.CORRECTION
    outcome = OUTCOMES["no_correction" if for_correction else "unpaid_fee"]
    text = (
        f"本机关于{wording.written(asked.sent_on)}发出{asked.get_kind_display()}，"
        f"限{wording.written(asked_by(asked))}前{'补正' if for_correction else '缴费'}，逾期未办理"
    )
    end_request(request, outcome.key, on=on)
    complete(step, by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.CLOSING,
        wording.closing(received_on=received_on(request), outcome=outcome, text=text),
        on=on,
        by=by,
    )
    record("disclosure.closed", about=request.case, by=by, at=at, note=outcome.label)
    return letter


@act
def archive(step: Step, *, place: str, by: Person, at: datetime, once: str = "") -> Step:
    """File the case (归档) under the number of its folder.

    Raises:
        Refused: when the number is missing.
    """
    request = request_at(step, "archive")
    refuse_if(rules.why_not_without("place", place, "请填写归档号。", f"{REGULATION}第四十五条"))
    done = complete(step, by=by, at=at, opinion=place)
    record("disclosure.archived", about=request.case, by=by, at=at, note=f"归档，归档号{place}")
    return done


def _why_not_by_email(request: DisclosureRequest, way: str) -> list[Problem]:
    if way != DisclosureRequest.Way.EMAIL or request.email:
        return []
    return [Problem("申请人没有留电子邮箱，请选择其他送达方式。", "way")]
