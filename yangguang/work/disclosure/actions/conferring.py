"""Several organisations and lawyers put their heads together over one request (会商); the office decides.

An invitation pauses nothing. Only where a written letter (征求意见函) goes with it is the organisation waited for as
one who is consulted, and the term for the answer stands still.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import LegalAdviser, Organisation, Person
from yangguang.core.orgs.queries import advisers_of
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if

from .. import queries, rules, wording
from ..enclosures import actions as enclosing
from ..enclosures.actions import Upload
from ..models import Conferral, DisclosureRequest, Enclosure, Invitation
from ..others.rules import Kind
from ..rules import TERMS
from .common import holds, locked, why_not_office
from .consulting import WAITING, consult, take_answer


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody of another organisation, for whom the invitation to it vouches."""

    person: Person

    @property
    def ledger_key(self) -> str:
        return self.person.ledger_key

    @property
    def ledger_name(self) -> str:
        return self.person.ledger_name


@act
def confer(
    request: DisclosureRequest, *, question: str, by: Person, at: datetime, once: str = ""
) -> Conferral:
    """Begin a conferral over a request (发起会商).

    Raises:
        Refused: when one is open already, the answer is signed, or nothing is asked.
    """
    request = locked(request.pk)
    on = localdate(at)
    refuse_if(
        [
            *why_not_office(request.org, by, on),
            *rules.why_not_confer(
                question=question,
                is_conferring=queries.is_conferring(request),
                is_registered=request.received_on is not None,
                is_signed=queries.is_signed(request),
            ),
        ]
    )
    made = Conferral.objects.create(
        request=request, org=request.org, question=question, opened_on=on, opened_by=by
    )
    record("disclosure.conferral_opened", about=request.case, by=by, at=at, note=f"发起会商：{question}")
    return made


@act
def invite(
    request: DisclosureRequest,
    *,
    message: str,
    org: Organisation | None = None,
    adviser: LegalAdviser | None = None,
    shown: Iterable[Enclosure] = (),
    by_letter: bool = False,
    due_on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Invitation:
    """Invite an organisation of the district or a lawyer to the open conferral (邀请会商).

    Args:
        request: what is conferred about.
        message: what is asked, and what they need to know for it.
        shown: the files of the request that they see; they see nothing else but its text.
        org: who is invited.
        adviser: the lawyer, instead of an organisation.
        by_letter: whether a letter of consultation goes out today: then the term for the answer stands still.
        due_on: until when; after the term for conferrals, or that of the letter, where it is not given.
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_invite` finds, or where no letter can go out at this step.
    """
    request, conferral = _open_conferral(request, by, at)
    on, shown = localdate(at), list(shown)
    step = Step.objects.filter(
        case=request.case_id, node__in=("search", *WAITING), state=Step.State.OPEN
    ).first()
    refuse_if(
        [
            *rules.why_not_invite(
                message=message,
                due_on=due_on,
                today=on,
                by_letter=by_letter,
                may_write=step is not None,
                is_lawyer=adviser is not None,
            ),
            *_why_not_whom(request, conferral, org, adviser, on),
            *_why_not_show(request, shown),
        ]
    )
    invited = org or request.org
    party = None
    if by_letter and step is not None:
        asked = {"name": invited.name, "about": message, "address": invited.address, "contact": invited.phone}
        party = consult(step, Kind.AGENCY, asked, on=on, by=by, at=at)
        due_on = party.inquiry.due_on
    made = Invitation.objects.create(
        conferral=conferral,
        org=invited,
        adviser=adviser,
        party=party,
        message=message,
        invited_on=on,
        due_on=due_on or workdays_of(request.org_id).after(on, TERMS["conferral"].on(on).workdays),
    )
    made.shown.set(shown)
    names = "、".join(f"“{each.file.name}”" for each in shown)
    if names:
        record("disclosure.shown", about=request.case, by=by, at=at, note=f"给{made}看{names}")
    if party is None:  # or the letter has left its own record
        note = f"邀请{made}会商，请于{wording.written(made.due_on)}前提出意见"
        record("disclosure.invited", about=request.case, by=by, at=at, note=note)
    return made


@act
def give_opinion(
    invitation: Invitation,
    *,
    position: str,
    opinion: str,
    files: Sequence[Upload] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Invitation:
    """Enter the opinion of an organisation or a lawyer that was invited (提出会商意见).

    Args:
        invitation: whose opinion it is.
        position: one of `Invitation.Position`.
        opinion: the opinion, and why.
        files: what goes with it.
        by: somebody of the organisation, the lawyer, or the office for a lawyer.
        at: when.
        once: see `act`.

    Raises:
        Refused: when `by` has no post there, it was given before, the conferral is over, or a file is not what it
            should be.
    """
    request = locked(invitation.conferral.request_id)
    found = Invitation.objects.select_related("conferral", "org", "adviser", "party__inquiry").get(
        pk=invitation.pk
    )
    on = localdate(at)
    refuse_if(
        [
            *_why_not_theirs(found, by, on),
            *rules.why_not_give_opinion(
                position=position,
                opinion=opinion,
                answered_on=found.answered_on,
                is_over=found.conferral.decided_on is not None or request.closed_on is not None,
                needs_side=found.party is not None,
            ),
        ]
    )
    found.position, found.opinion, found.answered_on, found.answered_by = position, opinion, on, by
    found.save(update_fields=["position", "opinion", "answered_on", "answered_by"])
    enclosing.take_advice(request, files, by=by, at=at)
    if found.party is not None and not found.party.answer:
        take_answer(found.party, position, opinion, on=on, by=Invited(by), at=at)
    label = Invitation.Position(position).label
    for_whom = "（代录）" if found.adviser and found.adviser.person != by else ""
    record(
        "disclosure.opinion_given",
        about=request.case,
        by=by,
        at=at,
        note=f"{found}提出会商意见{for_whom}，{label}：{opinion}",
    )
    return found


@act
def weigh_advice(
    invitation: Invitation, *, adopted: bool, because: str, by: Person, at: datetime, once: str = ""
) -> Invitation:
    """Say whether the office follows the opinion of one who was invited, and why (是否采纳).

    Raises:
        Refused: when there is no opinion, or no reason is given.
    """
    request = locked(invitation.conferral.request_id)
    found = Invitation.objects.get(pk=invitation.pk)
    refuse_if(
        [
            *why_not_office(request.org, by, localdate(at)),
            *rules.why_not_weigh_advice(has_opinion=bool(found.opinion), whom=str(found), because=because),
        ]
    )
    found.is_adopted, found.because = adopted, because
    found.save(update_fields=["is_adopted", "because"])
    note = f"{found}的会商意见，{'采纳' if adopted else '不采纳'}：{because}"
    record("disclosure.advice_weighed", about=request.case, by=by, at=at, note=note)
    return found


@act
def write_minutes(
    request: DisclosureRequest,
    *,
    minutes: str,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Conferral:
    """Keep the minutes of the open conferral (会商纪要); the ledger keeps how they read before.

    Raises:
        Refused: when they are empty, or no conferral is open.
    """
    request, conferral = _open_conferral(request, by, at)
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=conferral.opened_on, today=localdate(at)),
            *rules.why_not_without("minutes", minutes, "请写明会商的经过和各方意见。"),
        ]
    )
    before, conferral.minutes, conferral.met_on = conferral.minutes, minutes, on
    conferral.save(update_fields=["minutes", "met_on"])
    note = f"{wording.written(on)}会商纪要"
    record(
        "disclosure.minutes_kept", about=request.case, by=by, at=at, note=note, before=before, after=minutes
    )
    return conferral


@act
def decide_conferral(
    request: DisclosureRequest, *, decision: str, because: str, by: Person, at: datetime, once: str = ""
) -> Conferral:
    """Decide what follows from the conferral, and why (会商决定); it is over with that.

    Raises:
        Refused: while an organisation still has time for its opinion, or without decision and reasons.
    """
    request, conferral = _open_conferral(request, by, at)
    on = localdate(at)
    waiting = [
        str(each)
        for each in conferral.invitations.select_related("org", "adviser").filter(
            answered_on=None, due_on__gte=on
        )
    ]
    refuse_if(rules.why_not_decide_conferral(decision=decision, because=because, waiting=waiting))
    conferral.decision, conferral.because = decision, because
    conferral.decided_on, conferral.decided_by = on, by
    conferral.save(update_fields=["decision", "because", "decided_on", "decided_by"])
    note = f"会商决定：{decision}；理由：{because}"
    record("disclosure.conferral_decided", about=request.case, by=by, at=at, note=note)
    return conferral


def _open_conferral(
    request: DisclosureRequest, by: Person, at: datetime
) -> tuple[DisclosureRequest, Conferral]:
    """Return a request and its open conferral, locked, for somebody of the office that leads it."""
    request = locked(request.pk)
    refuse_if(why_not_office(request.org, by, localdate(at)))
    conferral = request.conferrals.filter(decided_on=None).first()
    if conferral is None:
        raise Refused(Problem("这件申请没有正在进行的会商，请先发起会商。"))
    return request, conferral


def _why_not_show(request: DisclosureRequest, shown: Iterable[Enclosure]) -> Iterator[Problem]:
    """Say why these files are not shown to somebody who is invited."""
    if any(each.request_id != request.pk or each.taken_off_at for each in shown):
        yield Problem("只能选本件的文件，请重新选择。", "shown")


def _why_not_whom(
    request: DisclosureRequest,
    conferral: Conferral,
    org: Organisation | None,
    adviser: LegalAdviser | None,
    on: date,
) -> Iterator[Problem]:
    """Say why this organisation or lawyer is not invited."""
    if (org is None) == (adviser is None):
        yield Problem("请选择一个单位或者一名法律顾问、公职律师。", "org")
        return
    if org is not None:
        if org.pk == request.org_id:
            yield Problem("不必邀请本机关；本机关的意见写在会商纪要里。", "org")
        elif org.region != request.org.region:
            yield Problem(f"{org}不属于本区，不能在系统内邀请；请另行发函。", "org")
        if conferral.invitations.filter(org=org, adviser=None).exists():
            yield Problem(f"已经邀请{org}会商。", "org")
    if adviser is not None:
        if not advisers_of(request.org, on).filter(pk=adviser.pk).exists():
            yield Problem(f"{adviser}不在本机关的聘期内，请核对法律顾问名册。", "adviser")
        if conferral.invitations.filter(adviser=adviser).exists():
            yield Problem(f"已经邀请{adviser}会商。", "adviser")


def _why_not_theirs(invitation: Invitation, by: Person, on: date) -> Iterator[Problem]:
    """Say why `by` may not speak for who was invited; for a lawyer without an account the office writes it down."""
    if invitation.adviser is not None:
        if invitation.adviser.person == by or holds(invitation.conferral.org, by, on):
            return
        yield Problem(f"会商意见由{invitation.adviser}本人提出，或者由{invitation.conferral.org}代录。")
    elif not holds(invitation.org, by, on):
        yield Problem(f"您在{invitation.org}没有岗位，不能代其提出意见；请联系该单位。")
