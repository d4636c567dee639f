"""Reviews and suits over an answer (行政复议、行政诉讼): from the copy of the complaint to the result."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.clocks import reckon
from yangguang.rules.problems import refuse_if

from .. import answers, rules, wording
from ..models import Contest, DisclosureRequest, Letter
from ..rules import TERMS, Ruling
from .common import locked, why_not_office, write


@act
def contest(
    request: DisclosureRequest,
    *,
    kind: str,
    filed_on: date,
    authority: str = "",
    file_number: str = "",
    served_on: date | None = None,
    is_simple: bool = False,
    after: int | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Contest:
    """Enter a review or a suit over an answer (登记行政复议、行政诉讼).

    Args:
        request: the request whose answer is contested.
        kind: one of `Contest.Kind`.
        filed_on: the day on which it was accepted.
        authority: the review body or the court; of a review the one that the answer named, where empty.
        file_number: the authority's number for it (案号).
        served_on: the day on which the copy reached the office; from it the term for the reply runs.
        is_simple: whether it goes by the simple procedure (简易程序).
        after: of a suit after a review, the key of that review; the newest where empty.
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_contest` finds.
    """
    request = locked(request.pk)
    reviews = request.contests.filter(kind=Contest.Kind.REVIEW)
    refuse_if(
        [
            *why_not_office(request.org, by, localdate(at)),
            *rules.why_not_contest(
                after_review=kind == Contest.Kind.POSTREVIEW,
                directly=kind == Contest.Kind.DIRECT,
                reviewed=reviews.exists(),
                closed_on=request.closed_on,
                filed_on=filed_on,
                served_on=served_on,
                today=localdate(at),
            ),
        ]
    )
    is_review = kind == Contest.Kind.REVIEW
    before = reviews.filter(pk=after).first() if after else reviews.first()
    named = answers.review_body_of(request.org) if is_review else answers.court_of(request.org)
    made = Contest(
        request=request,
        org=request.org,
        kind=kind,
        after=before if kind == Contest.Kind.POSTREVIEW else None,
        authority=authority or named,
        file_number=file_number,
        is_simple=is_simple,
        filed_on=filed_on,
    )
    _serve(made, served_on)
    made.save()
    note = f"{made.get_kind_display()}，{made.authority}{made.file_number}，{wording.written(filed_on)}受理"
    record("disclosure.contested", about=request.case, by=by, at=at, note=f"{note}{_reply_due(made)}")
    return made


@act
def serve_contest(
    contest: Contest,
    *,
    served_on: date,
    is_simple: bool = False,
    file_number: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Contest:
    """Enter that the copy of the complaint came (收到副本); from that day the term for the reply runs.

    Raises:
        Refused: for what `rules.why_not_serve` finds.
    """
    contest = _locked(contest)
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_serve(filed_on=contest.filed_on, served_on=served_on, today=localdate(at)),
        ]
    )
    contest.is_simple, contest.file_number = is_simple, file_number or contest.file_number
    _serve(contest, served_on)
    contest.save(update_fields=["is_simple", "file_number", "served_on", "reply_by"])
    note = f"{wording.written(served_on)}收到{contest.get_kind_display()}副本{_reply_due(contest)}"
    record("disclosure.contest_served", about=contest.request.case, by=by, at=at, note=note)
    return contest


@act
def reply_to_contest(contest: Contest, *, on: date, by: Person, at: datetime, once: str = "") -> Contest:
    """Enter that the reply and the evidence were handed in (提交书面答复、答辩状和证据).

    Raises:
        Refused: for what `rules.why_not_reply_to_contest` finds.
    """
    contest = _locked(contest)
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_reply_to_contest(
                served_on=contest.served_on,
                replied_on=contest.replied_on,
                decided_on=contest.decided_on,
                on=on,
                today=localdate(at),
            ),
        ]
    )
    contest.replied_on = on
    contest.save(update_fields=["replied_on"])
    late = "，已逾期" if contest.reply_by and on > contest.reply_by else ""
    note = f"{contest.get_kind_display()}：{wording.written(on)}提交答复和证据{late}"
    record("disclosure.contest_replied", about=contest.request.case, by=by, at=at, note=note)
    return contest


@act
def hear_contest(
    contest: Contest, *, on: date, appeared: str = "", by: Person, at: datetime, once: str = ""
) -> Contest:
    """Enter the day of the hearing, and who appears for the office (听证、开庭和出席人员).

    Raises:
        Refused: when the day is before the complaint.
    """
    contest = _locked(contest)
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_hear(filed_on=contest.filed_on, decided_on=contest.decided_on, on=on),
        ]
    )
    contest.hearing_on, contest.appeared = on, appeared
    contest.save(update_fields=["hearing_on", "appeared"])
    who = f"，出席：{appeared}" if appeared else ""
    note = f"{contest.get_kind_display()}：{wording.written(on)}听证（开庭）{who}"
    record("disclosure.contest_heard", about=contest.request.case, by=by, at=at, note=note)
    return contest


@act
def decide_contest(
    contest: Contest,
    *,
    ruling: str,
    on: date,
    decision_number: str = "",
    redo_by: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Contest:
    """Enter how a review or a suit ended (回填复议、诉讼结果); the map of that day says which cell counts it.

    Args:
        contest: the review or suit.
        ruling: how it ended, one of `rules.Ruling`.
        on: the day of the decision.
        decision_number: its number.
        redo_by: by when the office is to answer anew, where it was ordered to (责令重新答复).
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_decide_contest` finds.
    """
    contest = _locked(contest)
    ended = Ruling(ruling) if ruling in set(Ruling) else None  # type: ignore[call-arg]
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_decide_contest(
                ended,
                is_review=contest.is_review,
                decided_on=contest.decided_on,
                filed_on=contest.filed_on,
                on=on,
                redo_by=redo_by,
                today=localdate(at),
            ),
        ]
    )
    assert ended is not None  # or it was refused
    contest.ruling, contest.result = ended.value, rules.column_of(ended, on)
    contest.decided_on, contest.decision_number, contest.redo_by = on, decision_number, redo_by
    contest.save(update_fields=["ruling", "result", "decided_on", "decision_number", "redo_by"])
    anew = f"，责令在{wording.written(redo_by)}前重新答复" if redo_by else ""
    note = f"{contest.get_kind_display()}：{ended.label}，计入“{contest.get_result_display()}”{anew}"
    record("disclosure.contest_decided", about=contest.request.case, by=by, at=at, note=note)
    return contest


@act
def deliver_redo(
    contest: Contest,
    *,
    way: str,
    mail_number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Send the answer that was ordered (送达重新答复). The request keeps its day and its row in the report.

    Raises:
        Refused: for what `rules.why_not_deliver` finds, or while it is not signed.
    """
    contest = _locked(contest)
    request = locked(contest.request_id)
    on = on or localdate(at)
    draft = contest.drafts.exclude(signed_at=None).order_by("pk").last()
    signed_on = localdate(draft.signed_at) if draft and draft.signed_at else None
    by_post = way == DisclosureRequest.Way.POST
    refuse_if(
        [
            *why_not_office(contest.org, by, localdate(at)),
            *answers.why_not_redo(contest),
            *rules.why_not_deliver_redo(signed_on=signed_on, on=on, today=localdate(at)),
            *rules.why_not_deliver(by_post=by_post, mail_number=mail_number),
            *answers.why_not_online(request.org, way, on),
        ]
    )
    assert draft is not None  # or it was refused
    letter = write(
        request,
        Letter.Kind.ANSWER,
        answers.answer_paragraphs(draft, on=on, way=way),
        number=draft.answer_number,
        on=on,
        way=way,
        mail_number=mail_number,
        by=by,
    )
    contest.redone_on = on
    contest.save(update_fields=["redone_on"])
    note = f"{wording.written(on)}送达重新答复{draft.answer_number}"
    record("disclosure.redone", about=request.case, by=by, at=at, note=note)
    return letter


def _locked(contest: Contest) -> Contest:
    """Return a review or suit as it stands now, kept from others until the end of the transaction."""
    rows = Contest.objects.select_for_update(of=("self",)).select_related("request__case", "org")
    found: Contest = rows.get(pk=contest.pk)
    return found


def _serve(contest: Contest, served_on: date | None) -> None:
    """Set the last day for the reply, counted from the day on which the copy came."""
    contest.served_on, contest.reply_by = served_on, None
    if served_on:
        term = TERMS[rules.reply_term(is_review=contest.is_review, is_simple=contest.is_simple)].on(served_on)
        due = reckon(term, served_on, [], workdays_of(contest.org_id)).due
        assert due is not None  # nothing pauses it
        contest.reply_by = due.on


def _reply_due(contest: Contest) -> str:
    return f"，应于{wording.written(contest.reply_by)}前答复" if contest.reply_by else ""
