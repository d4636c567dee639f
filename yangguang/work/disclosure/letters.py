"""The letters of a request as documents to print, send and keep."""

from django.conf import settings

from yangguang.core.letters import Letter as OfficialLetter

from .models import Letter

ANSWER = "政府信息公开申请答复书"


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
