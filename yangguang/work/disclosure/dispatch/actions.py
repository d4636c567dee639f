"""Sending letters and noting what became of them (交邮、送达、退回、重寄); each leaves its record in the case."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from yangguang.core.files.actions import keep
from yangguang.core.mail.actions import queue
from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, refuse_if

from . import rules
from .models import Dispatch

if TYPE_CHECKING:
    from ..models import Letter

Way, State = Dispatch.Way, Dispatch.State
Upload = tuple[str, bytes]

AT_ONCE = (Way.ONLINE, Way.EMAIL)
"""The ways on which a letter has left as soon as it is written."""


def send(
    letter: Letter, *, way: str, to: str = "", number: str = "", on: date | None = None, by: Person
) -> Dispatch:
    """Let a letter leave, in the act that writes it: what goes by post waits until it has a number.

    Args:
        letter: the letter.
        way: one of `Dispatch.Way`.
        to: the address, of the post or of e-mail.
        number: its number at the post office, if it was handed over already.
        on: the day on which it left; None while it waits.
        by: who writes it.
    """
    if way in AT_ONCE and on is None:
        on = letter.sent_on
    made = Dispatch(
        org_id=letter.org_id,
        letter=letter,
        way=way,
        to=to,
        number=rules.bare(number),
        handed_over_on=on,
        entered_by=by,
    )
    if on is not None:
        made.state = State.UNDER_WAY
    if on is not None and way == Way.IN_PERSON:
        made.state, made.ended_on = State.DELIVERED, on
    made.save()
    if way == Way.EMAIL:
        _mail(letter, to)
    return made


@act
def hand_over(
    dispatch: Dispatch,
    *,
    number: str = "",
    slip: Upload | None = None,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Dispatch:
    """Note that a letter was handed over to the post or to whoever fetched it; that day is the legal one.

    Args:
        dispatch: a letter that waits.
        number: its number at the post office.
        slip: the picture of the slip that the post office gave for it.
        on: the day.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_hand_over` finds, or when the picture is not what it should be.

    Source: 民事诉讼法第八十五条第四款.
    """
    row = _locked(dispatch)
    today = localdate(at)
    on = on or today
    refuse_if(
        [
            *_why_not_theirs(row, by, today),
            *rules.why_not_hand_over(
                is_waiting=row.state == State.WAITING,
                by_post=row.way == Way.POST,
                number=number,
                on=on,
                dated_on=row.letter.sent_on,
                today=today,
            ),
        ]
    )
    row.number, row.handed_over_on, row.state = rules.bare(number), on, State.UNDER_WAY
    if row.way == Way.IN_PERSON:
        row.state, row.ended_on = State.DELIVERED, on
    row.save()
    if slip is not None:
        _keep_slip(row, slip, by=by, at=at)
    said = f"交邮，{row.carrier}{row.number}" if row.way == Way.POST else row.get_state_display()
    _record("disclosure.handed_over", row, f"{row.letter}于{on}{said}", by=by, at=at)
    _reached(row, by=by, at=at)
    return row


@act
def keep_slip(dispatch: Dispatch, *, slip: Upload, by: Person, at: datetime, once: str = "") -> Dispatch:
    """Keep the picture of the slip that the post office gave for a letter (存交邮凭证); it proves the legal day.

    Raises:
        Refused: for what `rules.why_not_slip` finds, or when the picture is not what it should be.
    """
    row = _locked(dispatch)
    refuse_if(_why_not_theirs(row, by, localdate(at)))
    _keep_slip(row, slip, by=by, at=at)
    return row


def _keep_slip(row: Dispatch, slip: Upload, *, by: Person, at: datetime) -> None:
    name, content = slip
    refuse_if(
        rules.why_not_slip(
            name,
            by_post=row.way == Way.POST,
            has_left=row.state != State.WAITING,
            has_one=row.slip_id is not None,
        )
    )
    row.slip = keep(row.letter.org, name=name, content=content, by=by, at=at)
    row.save(update_fields=["slip"])
    note = f"存入{row.letter}的交邮凭证“{row.slip.name}”"
    _record("disclosure.slip_kept", row, note, by=by, at=at)


@act
def end(
    dispatch: Dispatch,
    *,
    result: str,
    on: date | None = None,
    note: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Dispatch:
    """Note that a letter was delivered (送达), refused (拒收) or came back (退回).

    Raises:
        Refused: for what `rules.why_not_end` finds.
    """
    row = _locked(dispatch)
    today = localdate(at)
    on = on or today
    refuse_if(
        [
            *_why_not_theirs(row, by, today),
            *rules.why_not_end(
                is_under_way=row.state == State.UNDER_WAY,
                result=result,
                note=note,
                on=on,
                since=row.handed_over_on,
                today=today,
            ),
        ]
    )
    row.state, row.ended_on, row.note = State(result), on, note
    row.save()
    because = f"：{note}" if note else ""
    _record(
        f"disclosure.letter_{result}",
        row,
        f"{row.letter}于{on}{row.get_state_display()}{because}",
        by=by,
        at=at,
    )
    _reached(row, by=by, at=at)
    return row


@act
def send_again(
    dispatch: Dispatch,
    *,
    way: str,
    to: str = "",
    number: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Dispatch:
    """Send once more what came back (重寄): a row of its own, while the first keeps what became of it.

    Args:
        dispatch: what came back.
        way: how it goes now.
        to: where it goes now, if not where it went before.
        number: its new number at the post office.
        on: the day on which it leaves.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_again` and `rules.why_not_hand_over` find.
    """
    row = _locked(dispatch)
    today = localdate(at)
    on = on or today
    found = [*_why_not_theirs(row, by, today), *_why_not_again(row)]
    found += rules.why_not_hand_over(
        is_waiting=True,
        by_post=way == Way.POST,
        number=number,
        on=on,
        dated_on=row.ended_on or row.letter.sent_on,
        today=today,
    )
    to = to.strip() or (row.to if way == row.way else address_of(row.letter, way))
    if way == Way.EMAIL:
        found += rules.why_not_email(to)
    refuse_if(found)
    made = send(row.letter, way=way, to=to, number=number, on=on, by=by)
    made.follows = row
    made.save(update_fields=["follows"])
    said = f"{row.letter}{row.get_state_display()}后于{on}再次送出（{made.get_way_display()}{made.number}）"
    _record("disclosure.sent_again", row, said, by=by, at=at)
    return made


@act
def leave(dispatch: Dispatch, *, why: str, by: Person, at: datetime, once: str = "") -> Dispatch:
    """Decide that what came back is not sent again (不再寄送), and why.

    Raises:
        Refused: for what `rules.why_not_again` finds, or when no reason is given.
    """
    row = _locked(dispatch)
    missing = [] if why.strip() else [Problem("请写明为什么不再寄送，例如：申请人已当面领取。", "why")]
    refuse_if([*_why_not_theirs(row, by, localdate(at)), *_why_not_again(row), *missing])
    row.left_why = why
    row.save(update_fields=["left_why"])
    _record("disclosure.left", row, f"{row.letter}{row.get_state_display()}，不再寄送：{why}", by=by, at=at)
    return row


@act
def note_opening(dispatch: Dispatch, *, how: str, by: Actor, at: datetime, once: str = "") -> Dispatch:
    """Note that its addressee opened a letter online for the first time (首次打开): the proof of access.

    Args:
        dispatch: a letter that is to be had online.
        how: by what the addressee showed who she is: 账号, 查询码, 会商邀请.
        by: the addressee.
        at: when.
        once: see `act`.
    """
    row = _locked(dispatch)
    if row.opened_at is None and row.way == Way.ONLINE:
        row.opened_at, row.opened_by = at, how
        row.state, row.ended_on = State.DELIVERED, max(localdate(at), row.handed_over_on or localdate(at))
        row.save()
        _record("disclosure.opened", row, f"{row.letter.addressee}凭{how}首次打开{row.letter}", by=by, at=at)
        _reached(row, by=by, at=at)
    return row


def address_of(letter: Letter, way: str) -> str:
    """Return where a letter goes on some way: to the one who is asked in it, or to the applicant."""
    asked = letter.request.parties.filter(Q(letter=letter) | Q(told=letter)).first()
    whom = asked or letter.request
    return {Way.POST: whom.address, Way.EMAIL: whom.email}.get(Way(way), "")


def _reached(row: Dispatch, *, by: Actor, at: datetime) -> None:
    """Let whoever is asked for an opinion count as reached, once the letter that asks has arrived."""
    from ..actions.consulting import reach  # it stands on the sending of letters, and so on this module

    party = row.letter.request.parties.filter(letter=row.letter, reached_on=None).first()
    if party is None or row.state != State.DELIVERED or row.ended_on is None:
        return
    proof = {Way.POST: f"{row.carrier}{row.number}", Way.ONLINE: f"凭{row.opened_by}打开"}.get(
        Way(row.way), row.get_way_display()
    )
    said = "，".join(filter(None, (proof, row.note)))
    reach(row.letter.request, party, reached_on=row.ended_on, proof=said[:200], by=by, at=at)


def _mail(letter: Letter, to: str) -> None:
    """Write the e-mail that brings a letter into the outbox; under its key there is one for each letter."""
    from yangguang.core.letters import to_pdf

    from ..letters import letter_document

    made = letter_document(letter)
    attempt = letter.dispatches.filter(way=Way.EMAIL).count()
    queue(
        letter.org,
        once=f"disclosure.letter:{letter.pk}:{attempt}",
        to=to,
        subject=f"{letter.org.name}：{made.title}（{letter.number}）",
        body="\n\n".join((f"{letter.addressee}：", *letter.paragraphs, letter.org.name)),
        attachment=to_pdf(made),
        attachment_name=f"{made.title}.pdf",
        at=make_aware(datetime.combine(letter.sent_on, time.min)),
    )


def _locked(dispatch: Dispatch) -> Dispatch:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related(
        "letter__request__case", "letter__org"
    )
    return rows.get(pk=dispatch.pk)


def _why_not_theirs(row: Dispatch, by: Person, on: date) -> list[Problem]:
    if posts_of(by, on).filter(org=row.org_id).exists():
        return []
    return [Problem("您在该机关没有岗位，不能办理它的文书；请联系该机关。")]


def _why_not_again(row: Dispatch) -> list[Problem]:
    came_back = row.state in (State.REFUSED, State.RETURNED)
    is_settled = bool(row.left_why) or Dispatch.objects.filter(follows=row).exists()
    return list(rules.why_not_again(came_back=came_back, is_settled=is_settled))


def _record(kind: str, row: Dispatch, note: str, *, by: Actor, at: datetime) -> None:
    record(kind, about=row.letter.request.case, by=by, at=at, note=note)
