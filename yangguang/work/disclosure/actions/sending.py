"""Sending the answer, or the word that there will be none, and putting the file away (送达、不再处理、归档)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.archive import actions as archiving
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import answers, rules, wording
from ..dispatch.rules import bare, why_not_number
from ..enclosures.queries import going_out, why_not_send
from ..models import DisclosureRequest, Letter
from ..rules import OUTCOMES
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
            *answers.why_not_online(request.org, way, on),
            *(why_not_number(mail_number) if by_post else ()),
            *_why_not_by_email(request, way),
            *why_not_send(request),
        ]
    )
    end_request(request, request.outcome, on=on)
    complete(step, by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.ANSWER,
        answers.answer_paragraphs(answers.newest_draft(request), on=on, way=way),
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
        files=[[each.file.name, each.file.sha256] for each in going_out(request)],
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
def archive(step: Step, *, place: str = "", by: Person, at: datetime, once: str = "") -> Step:
    """File the case (归档): its documents become one package, whose number is that of the folder.

    Args:
        step: the filing.
        place: where papers are kept that came or went on paper, if there are any.
        by: a clerk.
        at: when.
        once: see `act`.

    Raises:
        Refused: as `core.archive.actions.package` does, for a folder that is not complete or not sound.
    """
    request = request_at(step, "archive")
    done = complete(step, by=by, at=at, opinion=f"纸质材料存放于{place}" if place else "")
    package = archiving.package(request.case, by=by, at=at)
    papers = f"，纸质材料存放于{place}" if place else ""
    record(
        "disclosure.archived", about=request.case, by=by, at=at, note=f"归档，档号{package.number}{papers}"
    )
    return done


def _why_not_by_email(request: DisclosureRequest, way: str) -> list[Problem]:
    if way != DisclosureRequest.Way.EMAIL or request.email:
        return []
    return [Problem("申请人没有留电子邮箱，请选择其他送达方式。", "way")]
