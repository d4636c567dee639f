"""Writing the answer, and its review and signature (拟写、审查、签发)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.cases.store import next_number
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Problem, refuse_if

from .. import answers, queries, rules
from ..enclosures.queries import why_not_send
from ..models import AnswerCheck, Contest, DisclosureRequest, Draft, Letter, Phrase, WithheldPart
from ..others.rules import Kind
from ..rules import OUTCOMES, REGULATION, Check, Part
from .common import complete, has_sent, locked, request_at, why_not_office


@act
def draft_answer(
    step: Step,
    *,
    outcome: str,
    text: str = "",
    facts: Mapping[str, str] | None = None,
    parts: Iterable[Part] = (),
    phrases: Sequence[int] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Draft the answer (拟写答复): one of the endings of the law, and what the letter must say.

    Args:
        step: the drafting.
        outcome: the key of one of `rules.OUTCOMES`.
        text: what is said in free words.
        facts: what the letter states in fields of their own, by the keys of `rules.FACTS`.
        parts: the documents and parts that are kept back; none where all is refused for the reason in `text`.
        phrases: the keys of the phrases of the office (常用语) that were used.
        by: somebody of the disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `why_not_draft` finds.
    """
    request = request_at(step, "draft")
    given = dict(facts or {})
    kept_back = list(parts)
    refuse_if(why_not_draft(request, outcome, text=text, facts=given, parts=kept_back, today=localdate(at)))
    draft = _keep(request, OUTCOMES[outcome], text, given, kept_back, phrases, by=by, at=at)
    request.outcome, request.answer = draft.outcome, "\n".join(draft.paragraphs[1:])
    request.save(update_fields=["outcome", "answer"])
    done = complete(step, by=by, at=at, fields={"withheld": draft.answered_as.review})
    record("disclosure.drafted", about=request.case, by=by, at=at, **_said_of(draft, "拟写答复"))
    return done


def why_not_draft(
    request: DisclosureRequest,
    outcome: str,
    *,
    text: str,
    facts: Mapping[str, str],
    parts: Sequence[Part],
    today: date,
    signing: bool = False,
) -> list[Problem]:
    """Say all that stands in the way of this draft: what it must state, its grounds, who has a say in it."""
    chosen = OUTCOMES.get(outcome)
    others = queries.positions(request, outcome)
    consulted = any(each.kind is Kind.THIRD_PARTY for each in others)
    found = [
        *rules.why_not_answer(
            chosen,
            others=others,
            conferring=queries.is_conferring(request),
            signing=signing,
        ),
        *rules.why_not_draft(
            chosen,
            asked_to_correct=has_sent(request, Letter.Kind.CORRECTION),
            asked_for_reasons=has_sent(request, Letter.Kind.REASONS),
        ),
    ]
    if chosen is None:
        return found
    found += rules.why_not_days(facts, today=today.isoformat())
    if not facts.keys() <= rules.FACTS.keys():
        return found
    words = "\n".join((text, *(part.reason for part in parts)))
    return [
        *found,
        *rules.why_not_facts(chosen, facts, text),
        *rules.why_not_parts(chosen, parts, facts, text, consulted=consulted),
        *rules.why_not_words(chosen, words, {part.ground for part in parts} & rules.GROUNDS.keys()),
        *answers.why_not_address(facts.get("address", "")),
        *answers.why_not_law(facts.get("law", ""), today),
        *answers.why_not_previous(request, facts),
        *answers.why_not_remedy(request.org),
    ]


@act
def check_answer(
    request: DisclosureRequest,
    *,
    check: str,
    passed: bool,
    opinion: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> AnswerCheck:
    """Enter one check of the answer as it is drafted now (保密、合法性、个人隐私、工作秘密审查).

    The reviewer does all four with `review`; who is asked about one alone, such as the keeper of secrets,
    enters it here before.

    Raises:
        Refused: when the checker drafted it himself, or for want of an opinion.
    """
    request = locked(request.pk)
    refuse_if(why_not_office(request.org, by, localdate(at)))
    draft = answers.draft_under_way(request)
    refuse_if([] if draft else [Problem("现在没有等待审查的拟稿。")])
    assert draft is not None  # or it was refused
    made = _checked(draft, Check(check), passed=passed, opinion=opinion, by=by, at=at)  # type: ignore[call-arg]
    record(
        "disclosure.checked",
        about=request.case,
        by=by,
        at=at,
        note=f"{made}{'：' if opinion else ''}{opinion}",
    )
    return made


@act
def review(
    step: Step,
    *,
    passed: bool,
    opinion: str,
    failed: Sequence[str] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Review an answer that withholds something (保密审查、合法性审核): all four checks, as far as nobody did one yet.

    Args:
        step: the review.
        passed: whether it may be signed as it is.
        opinion: what the reviewer says.
        failed: the checks for which it is sent back, by the keys of `rules.Check`; where none is named, legality.
        by: the reviewer, who did not draft it.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the opinion is not written down, or the reviewer drafted it himself.
    """
    request = request_at(step, "review")
    missing = "请写明保密审查和合法性审核的意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第十七条"))
    draft = answers.newest_draft(request)
    wrong = {Check(key) for key in failed} or {Check.LEGALITY}  # type: ignore[call-arg]
    done_before = answers.passed_checks(draft)
    for check in Check:
        fine = passed or check not in wrong
        if not (fine and check in done_before):
            _checked(draft, check, passed=fine, opinion=opinion, by=by, at=at)
    done = complete(step, "passed" if passed else "returned", by=by, at=at, opinion=opinion)
    said = (
        "审查通过" if passed else f"退回修改（{'、'.join(check.label for check in Check if check in wrong)}）"
    )
    record("disclosure.reviewed", about=request.case, by=by, at=at, note=f"{said}：{opinion}")
    return done


@act
def sign_answer(
    step: Step,
    *,
    signed: bool,
    opinion: str = "",
    reviewed: bool = False,
    by: Person,
    at: datetime,
    once: str = "",
) -> Step:
    """Sign the answer, which gets its number (签发), or send it back.

    Args:
        step: the signature.
        signed: whether it is signed.
        opinion: what the signer says; what has to be mended, where it is sent back.
        reviewed: whether the signer has examined himself what is given whole (拟公开的信息的审查).
        by: the head.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `why_not_sign` finds, or when it is sent back without a word.
    """
    request = request_at(step, "sign")
    if not signed:
        refuse_if(rules.why_not_without("opinion", opinion, "退回修改的，请写明需要修改什么。"))
        done = complete(step, "returned", by=by, at=at, opinion=opinion)
        record("disclosure.returned", about=request.case, by=by, at=at, note=f"退回修改：{opinion}")
        return done
    done = complete(step, "signed", by=by, at=at, opinion=opinion)  # whoever has no post for it is told first
    draft = answers.newest_draft(request)
    if reviewed:
        _examine(draft, by=by, at=at)
    refuse_if(why_not_sign(draft, today=localdate(at)))
    number = _number(request, at) if not request.answer_number else request.answer_number
    request.answer_number = number
    request.save(update_fields=["answer_number"])
    _signed(draft, number, by=by, at=at)
    record("disclosure.signed", about=request.case, by=by, at=at, note=f"签发{number}")
    return done


def why_not_sign(draft: Draft, *, today: date) -> list[Problem]:
    """Say why a draft cannot be signed: article, ground and remedy do not fit, or a check is missing."""
    outcome = draft.answered_as
    return [
        *why_not_draft(
            draft.request,
            outcome.key,
            text=draft.text,
            facts=draft.facts,
            parts=[each.as_part() for each in draft.parts.all()],
            today=today,
            signing=True,
        ),
        *rules.why_not_unchecked(outcome, answers.passed_checks(draft)),
        *why_not_send(draft.request),
    ]


@act
def draft_redo(
    contest: Contest,
    *,
    outcome: str,
    text: str = "",
    facts: Mapping[str, str] | None = None,
    parts: Iterable[Part] = (),
    phrases: Sequence[int] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Draft:
    """Draft the answer that a review or a court ordered (责令重新答复). The first answer and its row stay.

    Raises:
        Refused: for what `why_not_draft` finds, or when nothing was ordered.
    """
    contest, request = _ordered(contest, by, at)
    given, kept_back = dict(facts or {}), list(parts)
    refuse_if(why_not_draft(request, outcome, text=text, facts=given, parts=kept_back, today=localdate(at)))
    draft = _keep(request, OUTCOMES[outcome], text, given, kept_back, phrases, by=by, at=at, redo_of=contest)
    record("disclosure.redo_drafted", about=request.case, by=by, at=at, **_said_of(draft, "拟写重新答复"))
    return draft


@act
def sign_redo(contest: Contest, *, reviewed: bool = False, by: Person, at: datetime, once: str = "") -> Draft:
    """Sign the answer that was ordered (签发重新答复); it gets a number of its own.

    Args:
        contest: by which another answer was ordered.
        reviewed: whether the signer has examined himself what is given whole.
        by: the head.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `why_not_sign` finds, when nothing is drafted, or when `by` is not the head.
    """
    contest, request = _ordered(contest, by, at)
    draft = contest.drafts.order_by("pk").last()
    refuse_if(
        [
            *answers.why_not_head(request.org, by, localdate(at)),
            *([] if draft else [Problem("重新答复还没有拟写，不能签发。")]),
            *(
                [Problem(f"重新答复已签发（{draft.answer_number}），请送达。")]
                if draft and draft.signed_at
                else []
            ),
        ]
    )
    assert draft is not None  # or it was refused
    if reviewed:
        _examine(draft, by=by, at=at)
    refuse_if(why_not_sign(draft, today=localdate(at)))
    _signed(draft, _number(request, at), by=by, at=at)
    record(
        "disclosure.redo_signed", about=request.case, by=by, at=at, note=f"签发重新答复{draft.answer_number}"
    )
    return draft


def _ordered(contest: Contest, by: Person, at: datetime) -> tuple[Contest, DisclosureRequest]:
    """Return a contest, locked, by which the office was ordered to answer anew, and its request."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    request = locked(contest.request_id)
    refuse_if([*why_not_office(contest.org, by, localdate(at)), *answers.why_not_redo(contest)])
    return contest, request


def _keep(
    request: DisclosureRequest,
    outcome: rules.Outcome,
    text: str,
    facts: Mapping[str, str],
    parts: Sequence[Part],
    phrases: Sequence[int],
    *,
    by: Person,
    at: datetime,
    redo_of: Contest | None = None,
) -> Draft:
    used = Phrase.objects.filter(pk__in=phrases, org__in=answers.with_those_above(request.org))
    draft = answers.assembled(request, outcome, text=text, facts=facts, parts=parts, redo_of=redo_of)
    draft.phrases = sorted(used.values_list("pk", flat=True))
    draft.drafted_by, draft.drafted_at = by, at
    draft.save()
    WithheldPart.objects.bulk_create(
        WithheldPart(
            draft=draft,
            org=request.org,
            title=part.title,
            number=part.number,
            withheld=part.withheld,
            ground=part.ground,
            reason=part.reason,
        )
        for part in parts
    )
    return draft


def _said_of(draft: Draft, what: str) -> dict[str, Any]:
    """Return what the ledger says of a draft: its ending, its grounds, and the phrases of the office in it."""
    grounds = [part.ground for part in draft.parts.all()]
    return {
        "note": f"{what}：{draft.answered_as.label}",
        "draft": draft.pk,
        **({"grounds": grounds} if grounds else {}),
        **({"phrases": draft.phrases} if draft.phrases else {}),
    }


def _examine(draft: Draft, *, by: Person, at: datetime) -> None:
    """Keep that the signer examined what is given whole; what is withheld, a reviewer has examined before."""
    if draft.answered_as.review:
        return
    done_before = answers.passed_checks(draft)
    for check in rules.checks_of(draft.answered_as):
        if check not in done_before:
            _checked(draft, check, passed=True, opinion="签发时审查，可以公开", by=by, at=at)


def _checked(
    draft: Draft, check: Check, *, passed: bool, opinion: str, by: Person, at: datetime
) -> AnswerCheck:
    refuse_if(rules.why_not_check(is_drafter=draft.drafted_by_id == by.pk, passed=passed, opinion=opinion))
    return AnswerCheck.objects.create(
        draft=draft,
        org=draft.org,
        check_kind=check.value,
        passed=passed,
        opinion=opinion,
        checked_by=by,
        checked_at=at,
    )


def _number(request: DisclosureRequest, at: datetime) -> str:
    org: Organisation = request.org
    year = localdate(at).year
    return str(DocumentNumber(f"{org.short_name}公开答", year, next_number(org, "disclosure.answer", year)))


def _signed(draft: Draft, number: str, *, by: Person, at: datetime) -> None:
    draft.answer_number, draft.signed_by, draft.signed_at = number, by, at
    draft.save(update_fields=["answer_number", "signed_by", "signed_at"])
