"""What people do with a request for information, from the form to the file.

An act on a step of the diagram takes that step; the case moves on in the same transaction.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases import moves
from yangguang.core.cases.models import Clock, Step
from yangguang.core.cases.store import next_number
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.clocks import Due
from yangguang.rules.fees import fee_by_case, fee_by_page
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Problem, refuse_if

from . import queries, rules, wording
from .models import Contest, DisclosureRequest, Letter
from .rules import OUTCOMES, REGULATION, TERMS, Channel

HEAD = "公开工作机构负责人"

LONGEST_NAME = 80
"""How much of a name the ledger has room for; the request keeps the whole."""

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a tracking code is made of: nothing that looks like something else (0 and O, 1 and I)."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A resident who acts without an account."""

    name: str

    @property
    def ledger_key(self) -> str:
        return "visitor"

    @property
    def ledger_name(self) -> str:
        return self.name[:LONGEST_NAME]


@act
def submit(
    org: Organisation,
    *,
    values: Mapping[str, Any],
    account: Person | None = None,
    by: Actor,
    at: datetime,
    once: str = "",
) -> DisclosureRequest:
    """Send a request by the internet (提交申请); it waits to be confirmed, and then counts as received.

    Raises:
        Refused: for what `rules.why_not_submit` finds.
    """
    refuse_if(rules.why_not_submit(org.disclosure_office))
    online = {**values, "channel": Channel.ONLINE, "arrived_on": localdate(at)}
    request = _open(org, online, account=account, by=by, at=at)
    record("disclosure.submitted", about=request.case, by=by, at=at, note="在网上提交申请")
    return request


@act
def take_in(
    org: Organisation, *, values: Mapping[str, Any], how: str = "", by: Person, at: datetime, once: str = ""
) -> DisclosureRequest:
    """Enter a request that came otherwise (代为录入); where the day of receipt is known, register it.

    Args:
        org: to whom it was addressed.
        values: what the intake form says, with the channel and its days.
        how: how it was confirmed with the applicant, where that is done already.
        by: a clerk of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_submit` and `rules.why_not_register` find.
    """
    channel = Channel(values["channel"])  # type: ignore[call-arg]  # it looks a member up, and makes none
    arrived_on, confirmed_on = values["arrived_on"], values.get("confirmed_on")
    refuse_if(
        [
            *rules.why_not_submit(org.disclosure_office),
            *_why_not_office(org, by, localdate(at)),
            *rules.why_not_arrive(channel, arrived_on=arrived_on, today=localdate(at)),
        ]
    )
    request = _open(org, {**values, "confirmed_on": None}, by=by, at=at)
    record("disclosure.taken_in", about=request.case, by=by, at=at, note=f"录入申请（{channel.label}）")
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
    request = _request_at(step, "register")
    channel = request.came_by
    refuse_if(
        rules.why_not_register(
            channel, arrived_on=request.arrived_on, confirmed_on=confirmed_on, how=how, today=localdate(at)
        )
    )
    if channel.counts is rules.Counts.CONFIRMED:
        request.confirmed_on = confirmed_on
    received = rules.received_on(channel, arrived_on=request.arrived_on, confirmed_on=request.confirmed_on)
    assert received is not None  # why_not_register asks for the day of confirmation
    request.received_on = received
    request.save(update_fields=["confirmed_on", "received_on"])

    _complete(step, by=by, at=at, on=received)
    due = queries.reply_due(request)
    letter = _write(
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
        by=by,
    )
    confirmed = f"，{wording.written(request.confirmed_on)}经{how}确认" if request.confirmed_on else ""
    note = f"登记并发出回执{confirmed}，{wording.written(received)}收到，应于{wording.written_due(due)}前答复"
    record("disclosure.registered", about=request.case, by=by, at=at, note=note)
    return letter


@act
def examine(step: Step, *, outcome: str, opinion: str = "", by: Person, at: datetime, once: str = "") -> Step:
    """Find a request clear (审查): `accept` it for a search, or, being `not_a_request`, answer it at once.

    Raises:
        Refused: when another outcome is meant, which takes a letter.
    """
    request = _request_at(step, "examine")
    refuse_if(rules.why_not_examine(outcome))
    done = _complete(step, outcome, by=by, at=at, opinion=opinion)
    said = "受理，交责任科室检索" if outcome == "accept" else "直接拟写答复"
    record("disclosure.examined", about=request.case, by=by, at=at, note=f"审查：{said}")
    return done


@act
def ask_for_correction(
    step: Step,
    *,
    unclear: str,
    by_on: date,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Tell the applicant, once, what is unclear and by when to mend it (补正告知).

    Args:
        step: the examination.
        unclear: what is unclear.
        by_on: the last day for a correction.
        on: the day on which the letter goes out.
        by: somebody of the disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_ask_for_correction` finds.
    """
    request = _request_at(step, "examine")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_ask_for_correction(
                told_before=_has_sent(request, Letter.Kind.CORRECTION),
                unclear=unclear,
                on=on,
                by_on=by_on,
                last_on=queries.correction_notice_due(request),
            ),
        ]
    )
    _complete(step, "unclear", by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.CORRECTION,
        wording.correction(received_on=_received_on(request), unclear=unclear, by_on=by_on),
        on=on,
        answer_by=by_on,
        by=by,
    )
    record("disclosure.correction_asked", about=request.case, by=by, at=at, note=f"告知补正，限{by_on}前补正")
    return letter


@act
def take_correction(
    step: Step, *, wanted: str, on: date | None = None, by: Actor, at: datetime, once: str = ""
) -> Step:
    """Enter what the applicant made clear (收到补正); the term for the answer begins again.

    Args:
        step: the correction awaited.
        wanted: what the applicant wants, as it is put now; the ledger keeps how it was put before.
        on: the day on which the correction came.
        by: a clerk, or the applicant.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the text is empty, or for what `rules.why_not_on` finds.
    """
    request = _request_at(step, "correct")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_without("wanted", wanted, "请写明补正后的申请内容。", f"{REGULATION}第三十条"),
        ]
    )
    before, request.wanted = request.wanted, wanted
    request.save(update_fields=["wanted"])
    done = _complete(step, "corrected", by=by, at=at, on=on)
    record(
        "disclosure.corrected",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}收到补正，答复期限重新起算",
        before=before,
        after=wanted,
    )
    return done


@act
def give_up_correction(step: Step, *, by: Person, at: datetime, once: str = "") -> Step:
    """Find that the applicant did not mend the request in time without good reason (逾期不补正).

    Raises:
        Refused: while there is still time.
    """
    return _give_up(step, "correct", "not_corrected", Letter.Kind.CORRECTION, "补正", by=by, at=at)


@act
def ask_for_reasons(
    step: Step,
    *,
    why: str,
    by_on: date,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Ask the applicant for the reasons of so many requests (要求说明理由).

    Raises:
        Refused: for what `rules.why_not_ask_for_reasons` finds.
    """
    request = _request_at(step, "examine")
    on = on or localdate(at)
    told_before = _has_sent(request, Letter.Kind.REASONS)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_ask_for_reasons(told_before=told_before, why=why, on=on, by_on=by_on),
        ]
    )
    _complete(step, "excessive", by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.REASONS,
        wording.reasons(received_on=_received_on(request), why=why, by_on=by_on),
        on=on,
        answer_by=by_on,
        by=by,
    )
    record("disclosure.reasons_asked", about=request.case, by=by, at=at, note=f"要求说明理由，限{by_on}前")
    return letter


@act
def take_reasons(
    step: Step, *, text: str, on: date | None = None, by: Actor, at: datetime, once: str = ""
) -> Step:
    """Enter the reasons that the applicant gave, or that none were given in time (说明理由).

    Raises:
        Refused: when nothing is written, or for what `rules.why_not_on` finds.
    """
    request = _request_at(step, "reasons")
    on = on or localdate(at)
    missing = "请写明申请人说明的理由；逾期未说明的，请写明。"
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_without("text", text, missing, f"{REGULATION}第三十五条"),
        ]
    )
    done = _complete(step, by=by, at=at, on=on, opinion=text)
    record("disclosure.reasons_taken", about=request.case, by=by, at=at, note=f"申请人说明理由：{text}")
    return done


@act
def weigh_reasons(
    step: Step, *, reasonable: bool, opinion: str, by: Person, at: datetime, once: str = ""
) -> Step:
    """Judge whether the reasons are good ones (判断理由是否合理).

    Raises:
        Refused: when the judgement is not explained.
    """
    request = _request_at(step, "weigh")
    refuse_if(rules.why_not_without("opinion", opinion, "请写明判断的依据。", f"{REGULATION}第三十五条"))
    done = _complete(step, "reasonable" if reasonable else "unreasonable", by=by, at=at, opinion=opinion)
    said = "合理，继续办理" if reasonable else "不合理，不予处理"
    record("disclosure.reasons_weighed", about=request.case, by=by, at=at, note=f"理由{said}：{opinion}")
    return done


@act
def charge_fee(
    step: Step,
    *,
    pages: int | None = None,
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Letter:
    """Tell the applicant what the information costs (收费通知).

    Args:
        step: the examination.
        pages: how many pages, to charge by page; None charges by case, after the requests that the
            applicant has made in the same month.
        on: the day on which the letter goes out.
        by: somebody of the disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_charge` finds.
    """
    request = _request_at(step, "examine")
    on = on or localdate(at)
    if pages is None:
        already = queries.same_month_before(request).count()
        fee, basis = fee_by_case(1, already=already), f"按件计收，本月第{already + 1}件"
    else:
        fee, basis = fee_by_page(pages), f"按量计收，共{pages}页"
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_charge(fee=fee, charged=request.fee_due),
        ]
    )
    request.fee_due = fee
    request.save(update_fields=["fee_due"])
    workdays = TERMS["fee_payment"].on(on).workdays
    calendar = workdays_of(request.org_id)
    by_on = calendar.after(on, workdays)
    due = Due(by_on, calendar.provisional(on, by_on))
    _complete(step, "fee", by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.FEE,
        wording.fee(basis=basis, amount=fee, due=due, workdays=workdays),
        on=on,
        answer_by=by_on,
        by=by,
    )
    record("disclosure.charged", about=request.case, by=by, at=at, note=f"通知收费{fee}元（{basis}）")
    return letter


@act
def take_payment(step: Step, *, on: date | None = None, by: Person, at: datetime, once: str = "") -> Step:
    """Enter that the fee was paid (缴费); the term for the answer begins again.

    Raises:
        Refused: for what `rules.why_not_on` finds.
    """
    request = _request_at(step, "pay")
    on = on or localdate(at)
    refuse_if(rules.why_not_on(on, since=step.began_on, today=localdate(at)))
    request.fee = request.fee_due
    request.save(update_fields=["fee"])
    done = _complete(step, "paid", by=by, at=at, on=on)
    note = f"{wording.written(on)}收到信息处理费{request.fee}元，答复期限重新起算"
    record("disclosure.paid", about=request.case, by=by, at=at, note=note)
    return done


@act
def give_up_payment(step: Step, *, by: Person, at: datetime, once: str = "") -> Step:
    """Find that the applicant did not pay in time (逾期不缴费).

    Raises:
        Refused: while there is still time.
    """
    return _give_up(step, "pay", "unpaid", Letter.Kind.FEE, "缴费", by=by, at=at)


@act
def search(step: Step, *, opinion: str, by: Person, at: datetime, once: str = "") -> Step:
    """Say what the search found and how to answer (检索).

    Raises:
        Refused: when nothing is said.
    """
    request = _request_at(step, "search")
    missing = "请写明检索的经过、结果和答复意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第三十三条"))
    done = _complete(step, "found", by=by, at=at, opinion=opinion)
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
    request = _request_at(step, "third_party", "other_agency")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_record_opinion(outcome=outcome, text=text),
        ]
    )
    done = _complete(step, outcome, by=by, at=at, on=on, opinion=text)
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
    request = _locked(request.pk)
    on = localdate(at)
    source = f"{REGULATION}第三十三条第二款"
    refuse_if(
        [
            *rules.why_not_change_term(is_running=queries.reply_clock(request).state == Clock.State.RUNNING),
            *rules.why_not_extend(
                workdays=workdays,
                extended=queries.extended_workdays(request),
                approved=_holds(request.org, by, on, HEAD),
                longest=TERMS["extension"].on(on).workdays,
            ),
            *rules.why_not_without("reason", reason, "请写明不能按期答复的原因，将告知申请人。", source),
        ]
    )
    cases.extend_clock(request.case, "reply", workdays=workdays, approved_by=by, by=by, at=at, on=on)
    due = queries.reply_due(request)
    letter = _write(
        request,
        Letter.Kind.EXTENSION,
        wording.extension(received_on=_received_on(request), workdays=workdays, due=due, reason=reason),
        on=on,
        by=by,
    )
    note = f"延长答复期限{workdays}个工作日，至{wording.written_due(due)}：{reason}"
    record("disclosure.extended", about=request.case, by=by, at=at, note=note)
    return letter


@act
def draft_answer(step: Step, *, outcome: str, text: str, by: Person, at: datetime, once: str = "") -> Step:
    """Draft the answer (拟写答复): one of the endings of the law, and what the letter must say.

    Raises:
        Refused: for what `rules.why_not_answer` and `rules.why_not_draft` find.
    """
    request = _request_at(step, "draft")
    chosen = OUTCOMES.get(outcome)
    refuse_if(
        [
            *rules.why_not_answer(
                chosen,
                text=text,
                reviewed=True,  # the review follows, and is asked for again before the signature
                consulted_third_party=queries.has_asked_third_party(request),
            ),
            *rules.why_not_draft(
                chosen,
                asked_to_correct=_has_sent(request, Letter.Kind.CORRECTION),
                asked_for_reasons=_has_sent(request, Letter.Kind.REASONS),
            ),
        ]
    )
    assert chosen is not None  # why_not_answer asks for it
    request.outcome, request.answer = chosen.key, text
    request.save(update_fields=["outcome", "answer"])
    done = _complete(step, by=by, at=at, fields={"withheld": chosen.review})
    record("disclosure.drafted", about=request.case, by=by, at=at, note=f"拟写答复：{chosen.label}")
    return done


@act
def review(step: Step, *, passed: bool, opinion: str, by: Person, at: datetime, once: str = "") -> Step:
    """Review an answer that withholds something, for secrecy and legality (保密审查、合法性审核).

    Raises:
        Refused: when the opinion is not written down.
    """
    request = _request_at(step, "review")
    missing = "请写明保密审查和合法性审核的意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第十七条"))
    done = _complete(step, "passed" if passed else "returned", by=by, at=at, opinion=opinion)
    said = "审查通过" if passed else "退回修改"
    record("disclosure.reviewed", about=request.case, by=by, at=at, note=f"{said}：{opinion}")
    return done


@act
def sign_answer(
    step: Step, *, signed: bool, opinion: str = "", by: Person, at: datetime, once: str = ""
) -> Step:
    """Sign the answer, which gets its number (签发), or send it back.

    Raises:
        Refused: for what `rules.why_not_answer` finds, or when it is sent back without a word.
    """
    request = _request_at(step, "sign")
    if not signed:
        refuse_if(rules.why_not_without("opinion", opinion, "退回修改的，请写明需要修改什么。"))
        done = _complete(step, "returned", by=by, at=at, opinion=opinion)
        record("disclosure.returned", about=request.case, by=by, at=at, note=f"退回修改：{opinion}")
        return done
    refuse_if(
        rules.why_not_answer(
            request.answered_as,
            text=request.answer,
            reviewed=queries.is_reviewed(request),
            consulted_third_party=queries.has_asked_third_party(request),
        )
    )
    if not request.answer_number:
        year = localdate(at).year
        number = next_number(request.org, "disclosure.answer", year)
        request.answer_number = str(DocumentNumber(f"{request.org.short_name}公开答", year, number))
        request.save(update_fields=["answer_number"])
    done = _complete(step, "signed", by=by, at=at, opinion=opinion)
    record("disclosure.signed", about=request.case, by=by, at=at, note=f"签发{request.answer_number}")
    return done


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
        Refused: for what `rules.why_not_deliver` finds.
    """
    request = _request_at(step, "deliver")
    on = on or localdate(at)
    by_post = way == DisclosureRequest.Way.POST
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_deliver(by_post=by_post, mail_number=mail_number),
        ]
    )
    outcome = OUTCOMES[request.outcome]
    org = request.org
    _close(request, outcome.key, on=on)
    _complete(step, by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.ANSWER,
        wording.answer(
            received_on=_received_on(request),
            wanted=request.wanted,
            outcome=outcome,
            text=request.answer,
            remedy=rules.remedy(outcome, on, review_body=org.review_body, court=org.court),
        ),
        number=request.answer_number,
        on=on,
        way=way,
        mail_number=mail_number,
        by=by,
    )
    sent = f"{DisclosureRequest.Way(way).label}{mail_number}"
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
    request = _request_at(step, "told_closed")
    on = on or localdate(at)
    refuse_if(rules.why_not_on(on, since=step.began_on, today=localdate(at)))
    asked = request.letters.filter(kind__in=(Letter.Kind.CORRECTION, Letter.Kind.FEE)).latest("pk")
    for_correction = asked.kind == Letter.Kind.CORRECTION
    outcome = OUTCOMES["no_correction" if for_correction else "unpaid_fee"]
    text = (
        f"本机关于{wording.written(asked.sent_on)}发出{asked.get_kind_display()}，"
        f"限{wording.written(_asked_by(asked))}前{'补正' if for_correction else '缴费'}，逾期未办理"
    )
    _close(request, outcome.key, on=on)
    _complete(step, by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.CLOSING,
        wording.closing(received_on=_received_on(request), outcome=outcome, text=text),
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
    request = _request_at(step, "archive")
    refuse_if(rules.why_not_without("place", place, "请填写归档号。", f"{REGULATION}第四十五条"))
    done = _complete(step, by=by, at=at, opinion=place)
    record("disclosure.archived", about=request.case, by=by, at=at, note=f"归档，归档号{place}")
    return done


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
        Refused: for what `rules.why_not_withdraw` finds, or when somebody else wants it.
    """
    request = _locked(request.pk)
    on = on or localdate(at)
    refuse_if(
        [
            *_why_not_theirs(request, by, localdate(at)),
            *rules.why_not_withdraw(closed_on=request.closed_on),
            *rules.why_not_on(on, since=request.received_on or request.arrived_on, today=localdate(at)),
        ]
    )
    _close(request, "other", on=on)
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
    request = _request_at(step, *rules.SENT_BACK_TO)
    new = moves.send_back(step, to=rules.SENT_BACK_TO[step.node], reason=reason, by=by, at=at)
    record("disclosure.sent_back", about=request.case, by=by, at=at, note=f"退回：{reason}")
    return new


@act
def take_back(request: DisclosureRequest, *, reason: str, by: Person, at: datetime, once: str = "") -> Step:
    """Take one's own step back (撤回), as long as nobody went on and no letter went out with it.

    Raises:
        Refused: when somebody else was last, or a letter is on its way.
    """
    request = _locked(request.pk)
    done = queries.last_done(request)
    refuse_if(rules.why_not_take_back(node=done.node if done else "", outcome=done.outcome if done else ""))
    assert done is not None  # or it was refused
    new = moves.take_back(done, reason=reason, by=by, at=at)
    record("disclosure.taken_back", about=request.case, by=by, at=at, note=f"撤回：{reason}")
    return new


@act
def contest(
    request: DisclosureRequest, *, kind: str, filed_on: date, by: Person, at: datetime, once: str = ""
) -> Contest:
    """Enter a review or a suit over an answer (登记行政复议、行政诉讼).

    Raises:
        Refused: for what `rules.why_not_contest` finds.
    """
    request = _locked(request.pk)
    reviewed = request.contests.filter(kind=Contest.Kind.REVIEW).exists()
    refuse_if(
        [
            *_why_not_office(request.org, by, localdate(at)),
            *rules.why_not_contest(
                after_review=kind == Contest.Kind.POSTREVIEW,
                directly=kind == Contest.Kind.DIRECT,
                reviewed=reviewed,
                closed_on=request.closed_on,
                filed_on=filed_on,
                today=localdate(at),
            ),
        ]
    )
    made = Contest.objects.create(request=request, org=request.org, kind=kind, filed_on=filed_on)
    note = f"{made.get_kind_display()}，{wording.written(filed_on)}受理"
    record("disclosure.contested", about=request.case, by=by, at=at, note=note)
    return made


@act
def decide_contest(
    contest: Contest, *, result: str, on: date, by: Person, at: datetime, once: str = ""
) -> Contest:
    """Enter how a review or a suit ended (回填复议、诉讼结果).

    Raises:
        Refused: for what `rules.why_not_decide_contest` finds.
    """
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    refuse_if(
        [
            *_why_not_office(contest.org, by, localdate(at)),
            *rules.why_not_decide_contest(
                decided_on=contest.decided_on, filed_on=contest.filed_on, on=on, today=localdate(at)
            ),
        ]
    )
    contest.result, contest.decided_on = result, on
    contest.save(update_fields=["result", "decided_on"])
    note = f"{contest.get_kind_display()}{contest.get_result_display()}"
    record("disclosure.contest_decided", about=contest.request.case, by=by, at=at, note=note)
    return contest


def _open(
    org: Organisation,
    values: Mapping[str, Any],
    *,
    account: Person | None = None,
    by: Actor,
    at: datetime,
) -> DisclosureRequest:
    wanted = str(values["wanted"])
    case = cases.open_case(
        "disclosure", org=org, title=wanted[:80], received_on=values["arrived_on"], by=by, at=at
    )
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    return DisclosureRequest.objects.create(
        case=case, org=org, account=account, code=code, submitted_at=at, **values
    )


def _locked(key: int) -> DisclosureRequest:
    """Return the request as it stands now, kept from others until the end of the transaction."""
    return DisclosureRequest.objects.select_for_update(of=("self",)).select_related("case", "org").get(pk=key)


def _request_at(step: Step, *nodes: str) -> DisclosureRequest:
    """Return the request, locked, that `step` of one of these nodes belongs to."""
    if step.node not in nodes:
        refuse_if([Problem("办件的这一环节不办理此事，请刷新页面查看现在的环节。")])
    return _locked(step.case_id)


def _complete(
    step: Step,
    outcome: str = "",
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    opinion: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Step:
    return cases.complete(step, outcome, by=by, at=at, on=on, opinion=opinion, fields=dict(fields or {}))


def _write(
    request: DisclosureRequest,
    kind: Letter.Kind,
    paragraphs: list[str],
    *,
    to: str = "",
    number: str = "",
    on: date,
    by: Person,
    **values: Any,
) -> Letter:
    """Write a letter, to the applicant where nobody else is named, numbered after its case (…之一, …之二)."""
    place = request.letters.count() + 1
    return Letter.objects.create(
        request=request,
        org=request.org,
        kind=kind,
        number=number or f"{request.case.number}之{place}",
        addressee=to or request.applicant,
        paragraphs=paragraphs,
        sent_on=on,
        sent_by=by,
        **values,
    )


def _has_sent(request: DisclosureRequest, kind: Letter.Kind) -> bool:
    return request.letters.filter(kind=kind).exists()


def _received_on(request: DisclosureRequest) -> date:
    assert request.received_on is not None  # registration comes before every letter
    return request.received_on


def _asked_by(letter: Letter) -> date:
    assert letter.answer_by is not None  # whoever is asked for something is told by when
    return letter.answer_by


def _close(request: DisclosureRequest, outcome: str, *, on: date) -> None:
    request.outcome, request.row, request.closed_on = outcome, OUTCOMES[outcome].row, on
    request.save(update_fields=["outcome", "row", "closed_on"])


def _give_up(
    step: Step, node: str, outcome: str, kind: Letter.Kind, what: str, *, by: Person, at: datetime
) -> Step:
    request = _request_at(step, node)
    asked = request.letters.get(kind=kind)
    source = OUTCOMES["no_correction" if kind == Letter.Kind.CORRECTION else "unpaid_fee"].source
    refuse_if(rules.why_not_give_up(what, by_on=_asked_by(asked), today=localdate(at), source=source))
    done = _complete(step, outcome, by=by, at=at)
    record("disclosure.given_up", about=request.case, by=by, at=at, note=f"申请人逾期未{what}")
    return done


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
    request = _request_at(step, "search")
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
    _complete(step, outcome, by=by, at=at, on=on)
    letter = _write(
        request,
        Letter.Kind.CONSULTATION,
        wording.consultation(wanted=request.wanted, about=about, workdays=workdays, joint=joint),
        to=whom,
        answer_by=workdays_of(request.org_id).after(on, workdays),
        on=on,
        by=by,
    )
    told = wording.consultation_told(workdays=workdays)
    _write(request, Letter.Kind.CONSULTATION_TOLD, told, on=on, by=by)
    record(
        "disclosure.consulted",
        about=request.case,
        by=by,
        at=at,
        note=f"{wording.written(on)}向{whom}征求意见",
    )
    return letter


def _holds(org: Organisation, person: Person, on: date, role: str = "") -> bool:
    """Whether `person` may act in `org` that day, in the post `role` if one is named."""
    posts = posts_of(person, on).filter(org=org)
    return (posts.filter(role=role) if role else posts).exists()


def _why_not_office(org: Organisation, by: Actor, on: date) -> list[Problem]:
    if isinstance(by, Person) and _holds(org, by, on):
        return []
    return [Problem(f"您在{org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]


def _why_not_theirs(request: DisclosureRequest, by: Actor, on: date) -> list[Problem]:
    """Say why `by` may not speak for the applicant; whoever has no account has shown the tracking code."""
    if isinstance(by, Visitor) or by == request.account:
        return []
    return _why_not_office(request.org, by, on)
