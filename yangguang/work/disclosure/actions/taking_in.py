"""Taking a request in (接收、登记): from the form, over the counter, by letter, until its terms run."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import refuse_if

from .. import intake, queries, rules, wording
from ..enclosures.actions import Upload, take
from ..models import DisclosureRequest, Letter
from ..rules import TERMS, Channel
from .common import complete, request_at, why_not_office, write

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a tracking code is made of: nothing that looks like something else (0 and O, 1 and I)."""


@act
def submit(
    org: Organisation,
    *,
    values: Mapping[str, Any],
    files: Sequence[Upload] = (),
    account: Person | None = None,
    by: Actor,
    at: datetime,
    once: str = "",
) -> DisclosureRequest:
    """Send a request by the internet (提交申请); it waits to be confirmed, and then counts as received.

    Args:
        org: to whom it is addressed.
        values: what the form says.
        files: what the applicant adds to it.
        account: her account, if she has signed in.
        by: the applicant.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_submit` finds, or when a file is not what it should be.
    """
    refuse_if(rules.why_not_submit(org.disclosure_office))
    online = {**values, "channel": Channel.ONLINE, "arrived_on": localdate(at)}
    request = opened(org, online, account=account, by=by, at=at)
    record("disclosure.submitted", about=request.case, by=by, at=at, note="在网上提交申请")
    take(request, files, by=by, at=at)
    return request


@act
def take_in(
    org: Organisation,
    *,
    values: Mapping[str, Any],
    how: str = "",
    files: Sequence[Upload] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> DisclosureRequest:
    """Enter a request that came otherwise (代为录入); where the day of receipt is known, register it.

    Args:
        org: to whom it was addressed.
        values: what the intake form says, with the channel and its days.
        how: how it was confirmed with the applicant, where that is done already.
        files: what came with it, such as the scan of a letter.
        by: a clerk of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_submit`, `rules.why_not_register` and `intake.why_not_take_down` find.
    """
    channel = Channel(values["channel"])  # type: ignore[call-arg]  # it looks a member up, and makes none
    arrived_on, confirmed_on = values["arrived_on"], values.get("confirmed_on")
    refuse_if(
        [
            *rules.why_not_submit(org.disclosure_office),
            *why_not_office(org, by, localdate(at)),
            *rules.why_not_arrive(channel, arrived_on=arrived_on, today=localdate(at)),
            *intake.why_not_take_down(channel, read_back=str(values.get("read_back", ""))),
        ]
    )
    request = opened(org, {**values, "confirmed_on": None}, by=by, at=at)
    record("disclosure.taken_in", about=request.case, by=by, at=at, note=f"录入申请（{channel.label}）")
    take(request, files, by=by, at=at)
    if rules.received_on(channel, arrived_on=arrived_on, confirmed_on=confirmed_on):
        register(request.case.steps.get(), confirmed_on=confirmed_on, how=how, by=by, at=at)
        request.refresh_from_db()
    return request


@act
def register(
    step: Step, *, confirmed_on: date | None = None, how: str = "", by: Person, at: datetime, once: str = ""
) -> Letter:
    """Register a request (登记): its day of receipt is fixed, its terms begin, a receipt goes out.

    Args:
        step: the step of registration.
        confirmed_on: the day on which office and applicant confirmed it, where the channel asks for that.
        how: how they did: by telephone, with whom.
        by: a clerk.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_register` finds.
    """
    request = request_at(step, "register")
    channel = request.came_by
    refuse_if(
        rules.why_not_register(
            channel, arrived_on=request.arrived_on, confirmed_on=confirmed_on, how=how, today=localdate(at)
        )
    )
    if channel.counts is rules.Counts.CONFIRMED:
        request.confirmed_on, request.confirmed_how = confirmed_on, how
    return registered(request, step, by=by, sent_by=by, at=at)


@act
def examine(step: Step, *, outcome: str, opinion: str = "", by: Person, at: datetime, once: str = "") -> Step:
    """Find a request clear (审查): `accept` it for a search, or, being `not_a_request`, answer it at once.

    Raises:
        Refused: when another outcome is meant, which takes a letter.
    """
    request = request_at(step, "examine")
    refuse_if(rules.why_not_examine(outcome))
    done = complete(step, outcome, by=by, at=at, opinion=opinion)
    said = "受理，交责任科室检索" if outcome == "accept" else "直接拟写答复"
    record("disclosure.examined", about=request.case, by=by, at=at, note=f"审查：{said}")
    return done


def registered(request: DisclosureRequest, step: Step, *, by: Actor, sent_by: Person, at: datetime) -> Letter:
    """Let the terms of a request begin, whose days are known and right; its receipt goes out.

    Args:
        request: with the days of its arrival and of its confirmation.
        step: its registration.
        by: who registers it: a clerk of the window, or whoever split it from another.
        sent_by: who signs for the receipt.
        at: when.
    """
    channel = request.came_by
    received = rules.received_on(channel, arrived_on=request.arrived_on, confirmed_on=request.confirmed_on)
    assert received is not None  # why_not_register asks for the day of confirmation
    request.received_on = received
    request.save(update_fields=["confirmed_on", "confirmed_how", "received_on"])

    complete(step, by=by, at=at, on=received)
    due = queries.reply_due(request)
    letter = write(
        request,
        Letter.Kind.RECEIPT,
        wording.receipt(
            channel=channel,
            received_on=received,
            wanted=request.wanted,
            due=due,
            workdays=TERMS["reply"].on(received).workdays,
        ),
        on=localdate(at),
        by=sent_by,
    )
    confirmed = ""
    if request.confirmed_on:
        confirmed = f"，{wording.written(request.confirmed_on)}经{request.confirmed_how}确认"
    note = f"登记并发出回执{confirmed}，{wording.written(received)}收到，应于{wording.written_due(due)}前答复"
    record("disclosure.registered", about=request.case, by=by, at=at, note=note)
    return letter


def opened(
    org: Organisation,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    code: str = "",
    submitted_at: datetime | None = None,
    **more: Any,
) -> DisclosureRequest:
    """Open the case of a request, which waits for its registration."""
    wanted = str(values["wanted"])
    case = cases.open_case(
        "disclosure", org=org, title=wanted[:80], received_on=values["arrived_on"], by=by, at=at
    )
    code = code or "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    return DisclosureRequest.objects.create(
        case=case, org=org, code=code, submitted_at=submitted_at or at, **values, **more
    )
