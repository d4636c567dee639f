"""Writing the answer, and its review and signature (拟写、审查、签发)."""

from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.cases.models import Step
from yangguang.core.cases.store import next_number
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import refuse_if

from .. import queries, rules
from ..models import Letter
from ..rules import OUTCOMES, REGULATION
from .common import complete, has_sent, request_at


@act
def draft_answer(step: Step, *, outcome: str, text: str, by: Person, at: datetime, once: str = "") -> Step:
    """Draft the answer (拟写答复): one of the endings of the law, and what the letter must say.

    Raises:
        Refused: for what `rules.why_not_answer` and `rules.why_not_draft` find.
    """
    request = request_at(step, "draft")
    chosen = OUTCOMES.get(outcome)
    refuse_if(
        [
            *rules.why_not_answer(
                chosen,
                text=text,
                reviewed=True,  # the review follows, and is asked for again before the signature
                others=queries.positions(request, outcome),
                conferring=queries.is_conferring(request),
            ),
            *rules.why_not_draft(
                chosen,
                asked_to_correct=has_sent(request, Letter.Kind.CORRECTION),
                asked_for_reasons=has_sent(request, Letter.Kind.REASONS),
            ),
        ]
    )
    assert chosen is not None  # why_not_answer asks for it
    request.outcome, request.answer = chosen.key, text
    request.save(update_fields=["outcome", "answer"])
    done = complete(step, by=by, at=at, fields={"withheld": chosen.review})
    record("disclosure.drafted", about=request.case, by=by, at=at, note=f"拟写答复：{chosen.label}")
    return done


@act
def review(step: Step, *, passed: bool, opinion: str, by: Person, at: datetime, once: str = "") -> Step:
    """Review an answer that withholds something, for secrecy and legality (保密审查、合法性审核).

    Raises:
        Refused: when the opinion is not written down.
    """
    request = request_at(step, "review")
    missing = "请写明保密审查和合法性审核的意见。"
    refuse_if(rules.why_not_without("opinion", opinion, missing, f"{REGULATION}第十七条"))
    done = complete(step, "passed" if passed else "returned", by=by, at=at, opinion=opinion)
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
    request = request_at(step, "sign")
    if not signed:
        refuse_if(rules.why_not_without("opinion", opinion, "退回修改的，请写明需要修改什么。"))
        done = complete(step, "returned", by=by, at=at, opinion=opinion)
        record("disclosure.returned", about=request.case, by=by, at=at, note=f"退回修改：{opinion}")
        return done
    refuse_if(
        rules.why_not_answer(
            request.answered_as,
            text=request.answer,
            reviewed=queries.is_reviewed(request),
            others=queries.positions(request, request.outcome),
            conferring=queries.is_conferring(request),
            signing=True,
        )
    )
    if not request.answer_number:
        year = localdate(at).year
        number = next_number(request.org, "disclosure.answer", year)
        request.answer_number = str(DocumentNumber(f"{request.org.short_name}公开答", year, number))
        request.save(update_fields=["answer_number"])
    done = complete(step, "signed", by=by, at=at, opinion=opinion)
    record("disclosure.signed", about=request.case, by=by, at=at, note=f"签发{request.answer_number}")
    return done
