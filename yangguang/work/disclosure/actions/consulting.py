"""Asking those who have a say, and what is made of their answers (征求意见、是否采纳、告知决定).

Each is asked by a letter of its own and has a row of its own (`Party`). Several may be asked on different days; while
any of them is waited for no day counts, and the inquiries of the case see to that.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from yangguang.core.cases import inquiries
from yangguang.core.cases.models import Inquiry, Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import queries, rules, wording
from ..dispatch import actions as dispatch
from ..dispatch.rules import why_not_email, why_not_number
from ..models import DisclosureRequest, Letter, Party
from ..others.rules import Kind, Said, Weight, why_not_weigh
from ..rules import TERMS
from .common import complete, holds, locked, request_at, why_not_office, write
from .looking import HEAD

WAITING = ("third_party", "other_agency")
"""The steps at which others are waited for; whoever is asked later is waited for at the same one."""

OFFICE = "公开工作机构"


@act
def consult_third_party(
    step: Step,
    *,
    whom: str,
    about: str,
    address: str = "",
    contact: str = "",
    email: str = "",
    way: str = "",
    mail_number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Ask somebody whose rights are touched for an opinion (征求第三方意见); meanwhile no day counts.

    Args:
        step: the search, or the step at which others are waited for already.
        whom: the third party.
        about: why it concerns it.
        address: where the letter goes.
        contact: how it can be reached.
        email: its address for e-mail.
        way: how the letter is sent, one of `DisclosureRequest.Way`.
        mail_number: the number of the letter at the post office.
        on: the day on which the letter goes out.
        by: somebody of the unit in charge.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_consult` finds.
    """
    asked = {"name": whom, "about": about, "address": address, "contact": contact, "email": email}
    return consult(
        step, Kind.THIRD_PARTY, asked, way=way, mail_number=mail_number, on=on, by=by, at=at
    ).letter


@act
def consult_agency(
    step: Step,
    *,
    whom: str,
    about: str,
    address: str = "",
    contact: str = "",
    email: str = "",
    way: str = "",
    mail_number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Ask an organisation that made the information too (征求共同制作机关意见); meanwhile no day counts.

    Raises:
        Refused: for what `rules.why_not_consult` finds.
    """
    asked = {"name": whom, "about": about, "address": address, "contact": contact, "email": email}
    return consult(
        step, Kind.JOINT_MAKER, asked, way=way, mail_number=mail_number, on=on, by=by, at=at
    ).letter


@act
def record_delivery(
    party: Party, *, reached_on: date, proof: str, by: Person, at: datetime, once: str = ""
) -> Party:
    """Enter on which day a letter reached whom it asks, and by what that is proved (送达凭证).

    Where the installation counts from the receipt (`YG_OPINION_TERM`), the term is counted anew from that day; one
    whose silence was found before its time was over is waited for again.

    Raises:
        Refused: for what `rules.why_not_reach` finds, or when `by` is of another office.
    """
    request, party = _locked(party)
    refuse_if(
        [
            *why_not_office(request.org, by, localdate(at)),
            *rules.why_not_reach(
                reached_on=reached_on, sent_on=party.inquiry.asked_on, proof=proof, today=localdate(at)
            ),
        ]
    )
    reach(request, party, reached_on=reached_on, proof=proof, by=by, at=at)
    return party


def reach(
    request: DisclosureRequest, party: Party, *, reached_on: date, proof: str, by: Actor, at: datetime
) -> None:
    """Note on which day somebody was reached by the letter that asks him, as part of an act."""
    party.reached_on, party.proof = reached_on, proof
    party.save(update_fields=["reached_on", "proof"])
    said = f"征求意见书于{wording.written(reached_on)}送达{party}（{proof}）"
    waits = party.inquiry.state in (Inquiry.State.OPEN, Inquiry.State.EXPIRED) and not party.answer
    if settings.OPINION_TERM_FROM_RECEIPT and waits and not queries.is_signed(request):
        due_on = workdays_of(request.org_id).after(
            reached_on, _workdays(party.as_whom, party.inquiry.asked_on)
        )
        inquiries.put_off(party.inquiry, due_on=due_on, by=by, at=at)
        said += f"，意见期限至{wording.written(due_on)}"
    record("disclosure.delivery_proved", about=request.case, by=by, at=at, note=said)


@act
def record_opinion(
    step: Step,
    *,
    outcome: str,
    text: str,
    party: Party | None = None,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Party:
    """Enter the opinion that came (收到意见); from the next day the term goes on, unless another is awaited.

    One that comes after its time is kept and weighed, and changes no term.

    Args:
        step: the step at which the party was waited for.
        outcome: `agree` or `refuse`.
        text: what it said, and why.
        party: whose opinion it is; may be left out where one alone is awaited.
        on: the day on which it came.
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: when it refuses without a reason, was answered before, or for what `rules.why_not_on` finds.
    """
    request = request_at(step, *WAITING)
    on = on or localdate(at)
    found = _whose(request, step, party)
    refuse_if(
        [
            *why_not_office(request.org, by, localdate(at)),
            *rules.why_not_on(on, since=found.inquiry.asked_on, today=localdate(at)),
            *rules.why_not_record_opinion(outcome=outcome, text=text),
            *_why_not_now(request, found),
        ]
    )
    take_answer(found, outcome, text, on=on, by=by, at=at)
    said = "同意公开" if outcome == Said.AGREE else f"不同意公开：{text}"
    late = "（逾期提出，供决定时考虑）" if found.is_late else ""
    record(
        "disclosure.opinion_taken",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}收到{found}的意见，{said}{late}",
    )
    return found


@act
def weigh_opinion(
    party: Party, *, weight: str, because: str, by: Person, at: datetime, once: str = ""
) -> Party:
    """Say what the office makes of an opinion, and why (是否采纳).

    Args:
        party: whose opinion.
        weight: one of `others.rules.Weight`.
        because: why; of public interest, what it is.
        by: somebody of the disclosure office, or its head.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `others.rules.why_not_weigh` finds, when the answer is signed, or `by` has no post for it.
    """
    request, party = _locked(party)
    on = localdate(at)
    chosen = next((each for each in Weight if each == weight), None)
    refuse_if(
        [
            *_why_not_deciding(request, by, on),
            *why_not_weigh(party.position(request.outcome), chosen, because=because),
        ]
    )
    assert chosen is not None  # why_not_weigh asks for it
    party.weight, party.because, party.weighed_on, party.weighed_by = chosen.value, because, on, by
    party.told, party.told_as = None, ""  # what was told before rests on another decision
    party.save(update_fields=["weight", "because", "weighed_on", "weighed_by", "told", "told_as"])
    note = f"{party}的意见，{chosen.label}：{because}"
    record("disclosure.opinion_weighed", about=request.case, by=by, at=at, note=note)
    return party


@act
def tell_party(
    party: Party,
    *,
    way: str = "",
    mail_number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Tell a party in writing what is decided and why (公开告知书). It is the head who does so, before signing.

    Raises:
        Refused: when nothing is drafted yet, the party was told already, or `by` is not the head.
    """
    request, party = _locked(party)
    on = on or localdate(at)
    outcome = request.answered_as
    refuse_if(
        [
            *rules.why_not_on(on, since=party.inquiry.asked_on, today=localdate(at)),
            *_why_not_way(way, mail_number, address=party.address, email=party.email),
            *rules.why_not_tell(
                outcome,
                whom=party.name,
                is_told=bool(outcome and party.told_as == outcome.key),
                is_head=holds(request.org, by, localdate(at), HEAD),
                is_closed=request.closed_on is not None,
            ),
        ]
    )
    assert outcome is not None  # why_not_tell asks for it
    org = request.org
    letter = write(
        request,
        Letter.Kind.PARTY_TOLD,
        wording.party_told(
            wanted=request.wanted,
            said=party.said_label,
            reasons=party.reasons,
            outcome=outcome,
            contents=request.answer,
            weight=Weight(party.weight) if party.weight else None,  # type: ignore[call-arg]
            because=party.because,
            remedy=rules.remedy_of_others(on, review_body=org.review_body, court=org.court),
        ),
        to=party.name,
        way=way,
        mail_number=mail_number,
        on=on,
        by=by,
    )
    party.told, party.told_as = letter, outcome.key
    party.save(update_fields=["told", "told_as"])
    _let_leave(letter, way=way, on=on, by=by)
    note = f"书面告知{party}：{outcome.label}"
    record("disclosure.party_told", about=request.case, by=by, at=at, note=note)
    return letter


def consult(
    step: Step,
    kind: Kind,
    asked: dict[str, Any],
    *,
    way: str = "",
    mail_number: str = "",
    on: date | None,
    by: Person,
    at: datetime,
) -> Party:
    """Send one letter that asks for an opinion, as part of an act.

    Raises:
        Refused: for what `rules.why_not_consult` finds.
    """
    request = request_at(step, "search", *WAITING)
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *_why_not_way(way, mail_number, address=asked.get("address", ""), email=asked.get("email", "")),
            *rules.why_not_consult(
                whom=asked["name"],
                about=asked["about"],
                source=kind.article,
                is_awaited=queries.awaited(request)
                .filter(**{name: asked[name] for name in ("name", "address", "contact")})
                .exists(),
            ),
        ]
    )
    workdays = _workdays(kind, on)
    is_first = step.node == "search"
    if is_first:
        complete(step, WAITING[0] if kind is Kind.THIRD_PARTY else WAITING[1], by=by, at=at, on=on)
        step = Step.objects.get(case=request.case_id, node__in=WAITING, state=Step.State.OPEN)
    inquiry = inquiries.ask(step, whom=asked["name"], term=TERMS[kind.term].on(on), on=on, by=by, at=at)
    letter = write(
        request,
        Letter.Kind.CONSULTATION,
        wording.consultation(wanted=request.wanted, about=asked["about"], workdays=workdays, kind=kind),
        to=asked["name"],
        answer_by=inquiry.due_on,
        way=way,
        mail_number=mail_number,
        on=on,
        by=by,
    )
    party = Party.objects.create(
        request=request, org=request.org, inquiry=inquiry, letter=letter, kind=kind.value, **asked
    )
    _let_leave(letter, way=way or (DisclosureRequest.Way.ONLINE if kind is Kind.AGENCY else ""), on=on, by=by)
    if is_first:  # the applicant is told once that others are asked; until when, the page of the request says
        told = wording.consultation_told(workdays=workdays)
        write(request, Letter.Kind.CONSULTATION_TOLD, told, on=on, by=by)
    record(
        "disclosure.consulted",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}向{kind.label}{asked['name']}征求意见",
    )
    return party


def take_answer(party: Party, outcome: str, text: str, *, on: date, by: Actor, at: datetime) -> None:
    """Keep what a party answered; if it came in time, it is waited for no more, and if not, it was silent before."""
    if on > party.inquiry.due_on:
        inquiries.expire_one(party.inquiry, at=at)
        party.inquiry.refresh_from_db()
    else:
        party.inquiry = inquiries.answer(party.inquiry, outcome, on=on, by=by, at=at)
    party.answer, party.answered_on, party.reasons = outcome, on, text
    party.weight, party.because, party.weighed_on, party.weighed_by = "", "", None, None
    party.told, party.told_as = None, ""
    party.save()


def _let_leave(letter: Letter, *, way: str, on: date, by: Person) -> None:
    """Let a letter to one who was asked leave; where nobody said how, it waits to be taken to the post."""
    how = way or DisclosureRequest.Way.POST
    dispatch.send(
        letter,
        way=how,
        to=dispatch.address_of(letter, how),
        number=letter.mail_number,
        on=on if way else None,
        by=by,
    )


def _why_not_way(way: str, mail_number: str, *, address: str, email: str) -> list[Problem]:
    """Say why a letter cannot go to one who is asked on some way."""
    by_post = way == DisclosureRequest.Way.POST
    found = [*rules.why_not_deliver(by_post=by_post, mail_number=mail_number)]
    if by_post:
        found += why_not_number(mail_number)
        if not address.strip():
            found.append(Problem("邮寄的，请填写对方的通信地址。", "address"))
    if way == DisclosureRequest.Way.EMAIL:
        found += why_not_email(email, "email")
    return found


def _workdays(kind: Kind, on: date) -> int:
    return TERMS[kind.term].on(on).workdays


def _locked(party: Party) -> tuple[DisclosureRequest, Party]:
    """Return a request and one who was asked in it, as they stand now, kept from others."""
    request = locked(party.request_id)
    return request, request.parties.select_related("inquiry").get(pk=party.pk)


def _whose(request: DisclosureRequest, step: Step, party: Party | None) -> Party:
    """Return whose opinion it is that came."""
    if party is not None:
        return request.parties.select_related("inquiry").get(pk=party.pk)
    asked = list(request.parties.select_related("inquiry").filter(inquiry__step=step))
    waited = [each for each in asked if each.is_awaited] or asked[-1:]
    if len(waited) != 1:
        names = "、".join(str(each) for each in waited)
        refuse_if([Problem(f"同时征求了{names}的意见，请选择是谁的意见。", "party")])
    return waited[0]


def _why_not_now(request: DisclosureRequest, party: Party) -> list[Problem]:
    """Say why an opinion comes too late even to be considered, or was entered before."""
    if party.answer:
        return [Problem(f"{party}的意见已于{party.answered_on}登记，不能重复登记。", "party")]
    if queries.is_signed(request):
        return [Problem("答复已经签发，意见不能再影响答复；请另行回复对方。", "party")]
    return []


def _why_not_deciding(request: DisclosureRequest, by: Person, on: date) -> list[Problem]:
    """Say why `by` does not decide on an opinion, or not any more."""
    if queries.is_signed(request):
        return [Problem("答复已经签发，不能再改动对意见的判断。")]
    if not (holds(request.org, by, on, OFFICE) or holds(request.org, by, on, HEAD)):
        return [Problem(f"是否采纳意见由“{OFFICE}”岗位判断；请联系该岗位人员。")]
    return []
