"""Looking for what was asked for, and asking others who have a say in it (检索、征求意见、延期)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Clock, Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import refuse_if

from .. import queries, rules, wording
from ..models import DisclosureRequest, Letter
from ..rules import REGULATION, TERMS
from .common import complete, holds, locked, received_on, request_at, write

HEAD = "公开工作机构负责人"


@act
def search(step: Step, *, opinion: str, by: Person, at: datetime, once: str = "") -> Step:
    """Say what the search found and how to answer (检索).

    Raises:
        Refused: when nothing is said.
    """
    request = request_at(step, "search")
    missing = "请写明检索的经过、结果和答复意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第三十三条"))
    done = complete(step, "found", by=by, at=at, opinion=opinion)
    record("disclosure.searched", about=request.case, by=by, at=at, note=f"检索：{opinion}")
    return done


@act
def consult_third_party(
    step: Step,
    *,
    whom: str,
    about: str,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Ask somebody whose rights are touched for an opinion (征求第三方意见); meanwhile no day counts.

    Args:
        step: the search.
        whom: the third party.
        about: why it concerns it.
        on: the day on which the letter goes out.
        by: somebody of the unit in charge.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_consult` finds.
    """
    return _consult(step, "third_party", "third_party", whom, about, on=on, by=by, at=at)


@act
def consult_agency(
    step: Step,
    *,
    whom: str,
    about: str,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Ask an organisation that made the information too (征求共同制作机关意见); meanwhile no day counts.

    Raises:
        Refused: for what `rules.why_not_consult` finds.
    """
    return _consult(step, "other_agency", "joint_maker", whom, about, on=on, by=by, at=at)


@act
def record_opinion(
    step: Step,
    *,
    outcome: str,
    text: str,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Enter the opinion that came (收到意见); from the next day the term for the answer goes on.

    Raises:
        Refused: when it refuses without a reason, or for what `rules.why_not_on` finds.
    """
    request = request_at(step, "third_party", "other_agency")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_record_opinion(outcome=outcome, text=text),
        ]
    )
    done = complete(step, outcome, by=by, at=at, on=on, opinion=text)
    said = "同意公开" if outcome == "agree" else f"不同意公开：{text}"
    record(
        "disclosure.opinion_taken",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}收到意见，{said}",
    )
    return done


@act
def extend_reply(
    request: DisclosureRequest,
    *,
    workdays: int,
    reason: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Extend the time for an answer and tell the applicant (延长答复期限). It is the head who does so.

    Raises:
        Refused: for what `rules.why_not_extend` finds.
    """
    request = locked(request.pk)
    on = localdate(at)
    source = f"{REGULATION}第三十三条第二款"
    refuse_if(
        [
            *rules.why_not_change_term(is_running=queries.reply_clock(request).state == Clock.State.RUNNING),
            *rules.why_not_extend(
                workdays=workdays,
                extended=queries.extended_workdays(request),
                approved=holds(request.org, by, on, HEAD),
                longest=TERMS["extension"].on(on).workdays,
            ),
            *rules.why_not_without("reason", reason, "请写明不能按期答复的原因，将告知申请人。", source),
        ]
    )
    cases.extend_clock(request.case, "reply", workdays=workdays, approved_by=by, by=by, at=at, on=on)
    due = queries.reply_due(request)
    letter = write(
        request,
        Letter.Kind.EXTENSION,
        wording.extension(received_on=received_on(request), workdays=workdays, due=due, reason=reason),
        on=on,
        by=by,
    )
    note = f"延长答复期限{workdays}个工作日，至{wording.written_due(due)}：{reason}"
    record("disclosure.extended", about=request.case, by=by, at=at, note=note)
    return letter


def _consult(
    step: Step,
    outcome: str,
    term: str,
    whom: str,
    about: str,
    *,
    on: date | None,
    by: Person,
    at: datetime,
) -> Letter:
    request = request_at(step, "search")
    on = on or localdate(at)
    joint = term == "joint_maker"
    source = f"{REGULATION}{'第三十四条' if joint else '第三十二条'}"
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_consult(whom=whom, about=about, source=source),
        ]
    )
    workdays = TERMS[term].on(on).workdays
    complete(step, outcome, by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.CONSULTATION,
        wording.consultation(wanted=request.wanted, about=about, workdays=workdays, joint=joint),
        to=whom,
        answer_by=workdays_of(request.org_id).after(on, workdays),
        on=on,
        by=by,
    )
    told = wording.consultation_told(workdays=workdays)
    write(request, Letter.Kind.CONSULTATION_TOLD, told, on=on, by=by)
    record(
        "disclosure.consulted",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}向{whom}征求意见",
    )
    return letter
