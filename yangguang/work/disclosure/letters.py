"""The letters of a request as documents to print, send and keep."""

from datetime import date

from django.conf import settings

from yangguang.core.letters import Letter as OfficialLetter

from .answers import answer_paragraphs
from .models import Draft, Letter

ANSWER = "政府信息公开申请答复书"


NOT_SIGNED = "拟稿，尚未签发"


def draft_document(draft: Draft, *, on: date) -> OfficialLetter:
    """Return how the answer would look that is drafted, if it went out on a day as the applicant wishes."""
    request = draft.request
    return OfficialLetter(
        organisation=request.org.name,
        title=ANSWER,
        addressee=request.applicant,
        paragraphs=tuple(answer_paragraphs(draft, on=on, way=request.way)),
        number=draft.answer_number or "（签发时编号）",
        signed=request.org.name,
        dated_on=on,
        note="" if draft.answer_number else NOT_SIGNED,
        demo=settings.DEMO,
    )


def letter_document(letter: Letter) -> OfficialLetter:
    """Return what stands on the paper of `letter`."""
    return OfficialLetter(
        organisation=letter.org.name,
        title=ANSWER if letter.kind == Letter.Kind.ANSWER else letter.get_kind_display(),
        addressee=letter.addressee,
        paragraphs=tuple(letter.paragraphs),
        number=letter.number,
        signed=letter.org.name,
        dated_on=letter.sent_on,
        demo=settings.DEMO,
    )
