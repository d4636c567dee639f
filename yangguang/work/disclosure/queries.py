"""What a reader can ask about requests for information."""

from datetime import date, datetime
from secrets import compare_digest
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Clock, ClockEvent, Inquiry, Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.rules.clocks import Due, reckon
from yangguang.rules.periods import Period
from yangguang.rules.problems import Problem, Refused

from .models import Charge, Contest, DisclosureRequest, Invitation, Party, RequestQuerySet
from .others.rules import Kind, Position, Said
from .rules import TERMS, Channel

Organisations = QuerySet[Organisation]


def received(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests whose day of receipt is in `period` (本年新收)."""
    return (
        DisclosureRequest.objects.of(orgs)
        .counted()
        .filter(received_on__gte=period.since, received_on__lt=period.until)
    )


def carried_over(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests received before `period` that were still open when it began (上年结转)."""
    return _open_at(orgs, period.since)


def closed(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests that were answered or ended in `period` (本年度办理结果)."""
    return (
        DisclosureRequest.objects.of(orgs)
        .counted()
        .filter(received_on__isnull=False, closed_on__gte=period.since, closed_on__lt=period.until)
    )


def carried_forward(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests received before the end of `period` and still open then (结转下年度)."""
    return _open_at(orgs, period.until)


def contested(orgs: Organisations, period: Period) -> QuerySet[Contest]:
    """Return the reviews and suits that were under way at some time in `period`.

    `result_then` is the result as it was at the end of the period; empty when there was none yet (尚未审结).

    Source: 国办公开办函〔2021〕30号 表四.
    """
    under_way = Contest.objects.filter(
        Q(decided_on=None) | Q(decided_on__gte=period.since), org__in=orgs, filed_on__lt=period.until
    )
    then = Case(When(decided_on__gte=period.until, then=Value("")), default=F("result"))
    rows: QuerySet[Contest] = under_way.annotate(result_then=then)
    return rows


def contests_filed(orgs: Organisations, period: Period) -> QuerySet[Contest]:
    """Return the reviews and suits that were accepted in `period` (新收); those from before are left out."""
    return Contest.objects.filter(org__in=orgs, filed_on__gte=period.since, filed_on__lt=period.until)


def contests_open(orgs: Organisations) -> QuerySet[Contest]:
    """Return what is still to be done for reviews and suits: undecided ones, and answers that were ordered.

    The one with the nearest day comes first.
    """
    waiting = Contest.objects.filter(
        Q(decided_on=None) | Q(redo_by__isnull=False, redone_on=None), org__in=orgs
    )
    awaits_reply = Q(decided_on=None, replied_on=None)
    day = Case(When(awaits_reply, then=F("reply_by")), default=F("redo_by"))
    rows: QuerySet[Contest] = waiting.annotate(next_day=day).select_related("request__case", "org")
    return rows.order_by(F("next_day").asc(nulls_last=True), "filed_on", "pk")


def fees_paid(orgs: Organisations, period: Period) -> QuerySet[Charge]:
    """Return the fees that were paid in `period` (收取信息处理费)."""
    return Charge.objects.filter(org__in=orgs, paid_on__gte=period.since, paid_on__lt=period.until)


def today(orgs: Organisations) -> QuerySet[Any]:
    """Return the steps at which requests wait, by the last safe day (`safe_on`).

    An online request that both sides have not confirmed waits at its registration, whose limit warns of it.
    """
    steps = Step.objects.filter(
        org__in=orgs, state=Step.State.OPEN, case__in=DisclosureRequest.objects.of(orgs).values("case")
    )
    return cases.by_last_safe_day(steps).select_related("case__disclosure_request", "case__version", "org")


def late(orgs: Organisations, on: date) -> QuerySet[Any]:
    """Return the steps at which requests wait though their last safe day is over."""
    return today(orgs).filter(safe_on__lt=on)


def soon_until(on: date) -> date:
    """Return up to which day something is near (即将到期): as many working days as people are reminded before."""
    return workdays_of(0).after(on, TERMS["reminder"].on(on).workdays)


def soon(orgs: Organisations, on: date) -> QuerySet[Any]:
    """Return the steps whose last safe day is near."""
    return today(orgs).filter(safe_on__gte=on, safe_on__lte=soon_until(on))


def mentioning(steps: QuerySet[Step], words: str) -> QuerySet[Step]:
    """Return those of `steps` whose request has `words` in its number, its applicant or what is asked for."""
    asked = "case__disclosure_request__"
    return steps.filter(
        Q(case__number__icontains=words)
        | Q(**{f"{asked}applicant__icontains": words})
        | Q(**{f"{asked}wanted__icontains": words})
    )


def why_not_handle(step: Step, by: Person, on: date) -> list[Problem]:
    """Say why a step, which an act ends without taking it, is not by `by` to end."""
    if cases.worklist(by, on).filter(pk=step.pk).exists():
        return []
    return [Problem(f"本环节由“{step.role}”岗位办理，您不在该岗位，或者已由他人认领；请联系该岗位人员。")]


def last_done(request: DisclosureRequest) -> Step | None:
    """Return the step of a request that was done last."""
    return Step.objects.filter(case=request.case_id, state=Step.State.DONE).order_by("closed_at", "pk").last()


def unconfirmed(orgs: Organisations) -> RequestQuerySet:
    """Return the requests that do not count as received yet, because they were not confirmed."""
    return DisclosureRequest.objects.of(orgs).filter(received_on=None, closed_on=None).order_by("arrived_on")


def confirmation_late(orgs: Organisations, on: date) -> QuerySet[Any]:
    """Return the registrations of what came by the internet that should have been confirmed before `on`.

    Until then no term runs, so nothing else would remind of them.
    """
    online = DisclosureRequest.objects.of(orgs).filter(channel=Channel.ONLINE, received_on=None)
    return today(orgs).filter(node="register", due_on__lt=on, case__in=online.values("case"))


def find_by_code(number: str, code: str) -> DisclosureRequest:
    """Return the request with this number and tracking code, for whoever has no account.

    Raises:
        Refused: in the same words whether the number or the code is wrong.
    """
    request = (
        DisclosureRequest.objects.select_related("case", "org").filter(case__number=number.strip()).first()
    )
    right = request.code if request else "-" * 8
    if compare_digest(code.strip().upper().encode(), right.encode()) and request:
        return request
    raise Refused(Problem("没有这一编号和查询码的申请，请对照回执核对后重新填写。", "code"))


def last_day_if_received(org: Organisation, on: date) -> Due:
    """Return by when `org` would have to answer a request that it received on that day."""
    due = reckon(TERMS["reply"].on(on), on, [], workdays_of(org.pk)).due
    assert due is not None  # nothing pauses it
    return due


def reply_clock(request: DisclosureRequest) -> Clock:
    """Return the term for the answer of a registered request."""
    return Clock.objects.get(case=request.case_id, key="reply")


def reply_due(request: DisclosureRequest) -> Due:
    """Return the last day for the answer, while its term is running."""
    clock = reply_clock(request)
    assert clock.due_on is not None  # only a pause leaves it open
    return Due(clock.due_on, clock.provisional)


def correction_notice_due(request: DisclosureRequest) -> date | None:
    """Return the last day for asking for a correction; None when that was decided already."""
    return Clock.objects.get(case=request.case_id, key="correction_notice").due_on


def extended_workdays(request: DisclosureRequest) -> int:
    """Return by how many working days the term for the answer was extended since it last began."""
    extended = 0
    for event in reply_clock(request).events.all():
        if event.kind == ClockEvent.Kind.RESTARTED:
            extended = 0
        elif event.kind == ClockEvent.Kind.EXTENDED:
            extended += event.workdays
    return extended


def same_month_before(request: DisclosureRequest) -> RequestQuerySet:
    """Return what the same applicant asked of the same organisation earlier in the month.

    Source: 国办函〔2020〕109号.
    """
    received_on = request.received_on
    assert received_on is not None  # only a registered request is charged for
    return DisclosureRequest.objects.counted().filter(
        org=request.org_id,
        identity=request.identity,
        received_on__year=received_on.year,
        received_on__month=received_on.month,
        case__lt=request.case_id,
    )


def positions(request: DisclosureRequest, outcome: str) -> list[Position]:
    """Return where all those stand who were asked in writing, towards an answer of this kind."""
    parties = request.parties.select_related("inquiry").exclude(inquiry__state=Inquiry.State.CANCELLED)
    return [party.position(outcome) for party in parties]


def awaited(request: DisclosureRequest) -> QuerySet[Party]:
    """Return those of whom an opinion is awaited."""
    return request.parties.filter(inquiry__state=Inquiry.State.OPEN).select_related("inquiry")


def unanswered(request: DisclosureRequest) -> QuerySet[Party]:
    """Return those whose opinion can still be entered, also when their time is over."""
    return request.parties.filter(answer="").exclude(inquiry__state=Inquiry.State.CANCELLED)


def to_weigh(request: DisclosureRequest) -> QuerySet[Party]:
    """Return those of whose opinion something can be made: who objects, and the third parties that stayed silent."""
    silent = Q(answer="", kind=Kind.THIRD_PARTY.value, inquiry__state=Inquiry.State.EXPIRED)
    return request.parties.filter(Q(answer=Said.REFUSE.value) | silent)


def to_tell(request: DisclosureRequest) -> QuerySet[Party]:
    """Return the third parties that are waited for no more and were not told of the decision as it stands."""
    over = (Inquiry.State.ANSWERED, Inquiry.State.EXPIRED)
    return request.parties.filter(kind=Kind.THIRD_PARTY.value, inquiry__state__in=over).exclude(
        told_as=request.outcome or "-"
    )


def may_still_answer(request: DisclosureRequest) -> bool:
    """Whether an opinion can be entered, be it late."""
    return not is_signed(request) and unanswered(request).exists()


def may_weigh(request: DisclosureRequest) -> bool:
    """Whether something is to be made of an opinion."""
    return not is_signed(request) and to_weigh(request).exists()


def may_tell(request: DisclosureRequest) -> bool:
    """Whether there is a decision of which a third party was not told."""
    return bool(request.outcome) and request.closed_on is None and to_tell(request).exists()


def may_confer(request: DisclosureRequest) -> bool:
    """Whether a conferral may begin."""
    return bool(request.received_on) and not is_signed(request) and not is_conferring(request)


def advice(request: DisclosureRequest) -> QuerySet[Invitation]:
    """Return the opinions that came in the conferrals over a request."""
    return (
        Invitation.objects.filter(conferral__request=request)
        .exclude(opinion="")
        .select_related("org", "adviser")
    )


def is_conferring(request: DisclosureRequest) -> bool:
    """Whether a conferral over a request is open (会商)."""
    return request.conferrals.filter(decided_on=None).exists()


def is_signed(request: DisclosureRequest) -> bool:
    """Whether the answer is signed, so that it only has to go out or went out already."""
    return bool(
        request.closed_on
        or Step.objects.filter(case=request.case_id, node="deliver", state=Step.State.OPEN).exists()
    )


def invitations_of(person: Person, on: date) -> QuerySet[Invitation]:
    """Return the invitations that wait for `person`: to an organisation where he holds a post, or to himself.

    The opinion of a lawyer without an account waits for the organisation that engages him, to be written down.
    """
    mine = posts_of(person, on).values("org")
    return (
        Invitation.objects.filter(
            Q(org__in=mine, adviser__person=None) | Q(adviser__person=person),
            answered_on=None,
            conferral__decided_on=None,
            conferral__request__closed_on=None,
        )
        .select_related("conferral__org", "conferral__request__case", "org", "adviser")
        .order_by("due_on", "pk")
    )


def is_reviewed(request: DisclosureRequest) -> bool:
    """Whether the answer as it is drafted now passed the review of secrecy and legality."""
    done = Step.objects.filter(case=request.case_id, state=Step.State.DONE)
    drafted = done.filter(node="draft").latest("pk")
    return done.filter(node="review", outcome="passed", pk__gt=drafted.pk).exists()


TOLD = {
    "disclosure.submitted": "提交申请",
    "disclosure.taken_in": "机关录入申请",
    "disclosure.registered": "登记并发出回执，答复期限起算",
    "disclosure.added": "提交材料",
    "disclosure.correction_asked": "告知补正",
    "disclosure.corrected": "收到补正，答复期限重新起算",
    "disclosure.reasons_asked": "要求说明理由",
    "disclosure.reasons_taken": "收到理由说明",
    "disclosure.charged": "通知收取信息处理费",
    "disclosure.paid": "收到信息处理费，答复期限重新起算",
    "disclosure.waived": "免收信息处理费，答复期限续算",
    "disclosure.consulted": "征求第三方或者其他机关意见，期间不计入答复期限",
    "disclosure.opinion_taken": "收到意见；各方意见收齐后，答复期限续算",
    "disclosure.extended": "延长答复期限",
    "disclosure.delivered": "发出答复书",
    "disclosure.redone": "发出重新答复的答复书",
    "disclosure.closed": "告知不再处理",
    "disclosure.withdrawn": "申请人撤回申请",
    "disclosure.split": "按一事一申请拆分，各件分别办理、答复",
}
"""What an applicant is told of each act, in these words; the office's own notes stay in the office."""


def told(request: DisclosureRequest) -> list[tuple[datetime, str]]:
    """Return what was done to a request, as far as its applicant is told, the oldest first."""
    history = cases.timeline(request.case)
    return [(record.at, TOLD[record.kind]) for record in history if record.kind in TOLD]


def _open_at(orgs: Organisations, day: date) -> RequestQuerySet:
    return (
        DisclosureRequest.objects.of(orgs)
        .counted()
        .filter(Q(closed_on=None) | Q(closed_on__gte=day), received_on__lt=day)
    )
