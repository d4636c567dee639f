"""Asking the applicant for something (补正、说明理由、缴费), and what follows when it does not come."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.clocks import Due
from yangguang.rules.fees import fee_by_case, fee_by_page
from yangguang.rules.problems import Problem, refuse_if

from .. import answers, queries, rules, wording
from ..enclosures.actions import Upload, take
from ..models import Charge, DisclosureRequest, Letter
from ..rules import OUTCOMES, REGULATION, TERMS
from .common import asked_by, complete, has_sent, received_on, request_at, speaks_for_herself, write


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
    request = request_at(step, "examine")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_ask_for_correction(
                told_before=has_sent(request, Letter.Kind.CORRECTION),
                unclear=unclear,
                on=on,
                by_on=by_on,
                last_on=queries.correction_notice_due(request),
            ),
        ]
    )
    complete(step, "unclear", by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.CORRECTION,
        wording.correction(received_on=received_on(request), unclear=unclear, by_on=by_on),
        on=on,
        answer_by=by_on,
        by=by,
    )
    record("disclosure.correction_asked", about=request.case, by=by, at=at, note=f"告知补正，限{by_on}前补正")
    return letter


@act
def take_correction(
    step: Step,
    *,
    wanted: str,
    files: Sequence[Upload] = (),
    on: date | None = None,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Step:
    """Enter what the applicant made clear (收到补正); the term for the answer begins again.

    Args:
        step: the correction awaited.
        wanted: what the applicant wants, as it is put now; the ledger keeps how it was put before.
        files: what the applicant sent with it.
        on: the day on which the correction came.
        by: a clerk, or the applicant.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the text is empty, for what `rules.why_not_on` finds, or when the applicant herself is late:
            whether she had a good reason is for the office to say.
    """
    request = request_at(step, "correct")
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_without("wanted", wanted, "请写明补正后的申请内容。", f"{REGULATION}第三十条"),
            *_why_not_late(request, Letter.Kind.CORRECTION, "补正", by, on),
        ]
    )
    take(request, files, by=by, at=at)
    before, request.wanted = request.wanted, wanted
    request.save(update_fields=["wanted"])
    done = complete(step, "corrected", by=by, at=at, on=on)
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
    request = request_at(step, "examine")
    on = on or localdate(at)
    told_before = has_sent(request, Letter.Kind.REASONS)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_ask_for_reasons(told_before=told_before, why=why, on=on, by_on=by_on),
        ]
    )
    complete(step, "excessive", by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.REASONS,
        wording.reasons(received_on=received_on(request), why=why, by_on=by_on),
        on=on,
        answer_by=by_on,
        by=by,
    )
    record("disclosure.reasons_asked", about=request.case, by=by, at=at, note=f"要求说明理由，限{by_on}前")
    return letter


@act
def take_reasons(
    step: Step,
    *,
    text: str,
    files: Sequence[Upload] = (),
    on: date | None = None,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Step:
    """Enter the reasons that the applicant gave, or that none were given in time (说明理由).

    Raises:
        Refused: when nothing is written, for what `rules.why_not_on` finds, or when the applicant herself is late.
    """
    request = request_at(step, "reasons")
    on = on or localdate(at)
    missing = "请写明申请人说明的理由；逾期未说明的，请写明。"
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_without("text", text, missing, f"{REGULATION}第三十五条"),
            *_why_not_late(request, Letter.Kind.REASONS, "说明理由", by, on),
        ]
    )
    take(request, files, by=by, at=at)
    done = complete(step, by=by, at=at, on=on, opinion=text)
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
    request = request_at(step, "weigh")
    refuse_if(rules.why_not_without("opinion", opinion, "请写明判断的依据。", f"{REGULATION}第三十五条"))
    done = complete(step, "reasonable" if reasonable else "unreasonable", by=by, at=at, opinion=opinion)
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
        pages: how many pages, where the organisation charges by page; where it charges by case, the fee follows
            the requests that the applicant has made in the same month.
        on: the day on which the letter goes out.
        by: somebody of the disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_tariff` and `rules.why_not_charge` find.
    """
    request = request_at(step, "examine")
    on = on or localdate(at)
    tariff = answers.tariff_of(request.org, on)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_tariff(tariff, pages),
        ]
    )
    assert tariff is not None  # or it was refused
    if pages is None:
        quantity = queries.same_month_before(request).count() + 1
        fee, basis = fee_by_case(1, already=quantity - 1), f"按件计收，本月第{quantity}件"
    else:
        quantity = pages
        fee, basis = fee_by_page(pages), f"按量计收，共{pages}页"
    refuse_if(rules.why_not_charge(fee=fee, charged=request.fee_due))
    request.fee_due = fee
    request.save(update_fields=["fee_due"])
    workdays = TERMS["fee_payment"].on(on).workdays
    calendar = workdays_of(request.org_id)
    by_on = calendar.after(on, workdays)
    due = Due(by_on, calendar.provisional(on, by_on))
    complete(step, "fee", by=by, at=at, on=on)
    letter = write(
        request,
        Letter.Kind.FEE,
        wording.fee(basis=basis, amount=fee, due=due, workdays=workdays),
        on=on,
        answer_by=by_on,
        by=by,
    )
    Charge.objects.create(
        request=request,
        org=request.org,
        letter=letter,
        tariff=tariff.value,
        quantity=quantity,
        amount=fee,
        notified_on=on,
        pay_by=by_on,
    )
    record("disclosure.charged", about=request.case, by=by, at=at, note=f"通知收费{fee}元（{basis}）")
    return letter


@act
def take_payment(
    step: Step,
    *,
    way: str = "",
    receipt: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Enter that the fee was paid in time (缴费); the term for the answer begins again.

    Args:
        step: the payment awaited.
        way: how it was paid, one of `Charge.Way`.
        receipt: the number of the receipt for non-tax revenue (非税票据号).
        on: the day on which the money came in.
        by: somebody of the office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_take_payment` finds; what comes after the last day is not taken.
    """
    request = request_at(step, "pay")
    charge = _charge_of(request)
    on = on or localdate(at)
    refuse_if(
        [
            *rules.why_not_on(on, since=step.began_on, today=localdate(at)),
            *rules.why_not_take_payment(on=on, by_on=charge.pay_by, way=way, receipt=receipt),
        ]
    )
    charge.paid_on, charge.way, charge.receipt = on, way, receipt.strip()
    charge.save(update_fields=["paid_on", "way", "receipt"])
    request.fee = request.fee_due
    request.save(update_fields=["fee"])
    done = complete(step, "paid", by=by, at=at, on=on)
    proved = f"{charge.get_way_display()}，票据{charge.receipt}"
    note = f"{wording.written(on)}收到信息处理费{request.fee}元（{proved}），答复期限重新起算"
    record("disclosure.paid", about=request.case, by=by, at=at, note=note)
    return done


@act
def waive_fee(step: Step, *, reason: str, by: Person, at: datetime, once: str = "") -> Step:
    """Waive the fee (免收), as the head decides; the term for the answer goes on where it stopped.

    Raises:
        Refused: for what `rules.why_not_waive` finds.
    """
    request = request_at(step, "pay")
    charge = _charge_of(request)
    by_head = not list(answers.why_not_head(request.org, by, localdate(at)))
    refuse_if(rules.why_not_waive(reason=reason, by_head=by_head))
    charge.waived_on, charge.waived_why, charge.waived_by = localdate(at), reason.strip(), by
    charge.save(update_fields=["waived_on", "waived_why", "waived_by"])
    done = complete(step, "waived", by=by, at=at)
    note = f"免收信息处理费{charge.amount}元：{reason}"
    record("disclosure.waived", about=request.case, by=by, at=at, note=note)
    return done


@act
def give_up_payment(step: Step, *, by: Person, at: datetime, once: str = "") -> Step:
    """Find that the applicant did not pay in time (逾期不缴费).

    Raises:
        Refused: while there is still time.
    """
    done = _give_up(step, "pay", "unpaid", Letter.Kind.FEE, "缴费", by=by, at=at)
    Charge.objects.filter(request=step.case_id).update(lapsed_on=localdate(at))
    return done


def _why_not_late(
    request: DisclosureRequest, kind: Letter.Kind, what: str, by: Actor, on: date
) -> list[Problem]:
    """Say why an applicant who acts for herself is too late; what a clerk enters, she has judged."""
    if not speaks_for_herself(request, by):
        return []
    return [*rules.why_not_late(what, by_on=asked_by(request.letters.get(kind=kind)), on=on)]


def _charge_of(request: DisclosureRequest) -> Charge:
    """Return what a request was charged, kept from others until the end of the transaction."""
    charge: Charge = Charge.objects.select_for_update(of=("self",)).get(request=request.pk)
    return charge


def _give_up(
    step: Step, node: str, outcome: str, kind: Letter.Kind, what: str, *, by: Person, at: datetime
) -> Step:
    request = request_at(step, node)
    asked = request.letters.get(kind=kind)
    source = OUTCOMES["no_correction" if kind == Letter.Kind.CORRECTION else "unpaid_fee"].source
    refuse_if(rules.why_not_give_up(what, by_on=asked_by(asked), today=localdate(at), source=source))
    done = complete(step, outcome, by=by, at=at)
    record("disclosure.given_up", about=request.case, by=by, at=at, note=f"申请人逾期未{what}")
    return done
