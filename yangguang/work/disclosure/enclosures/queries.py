"""What a reader can ask about the files of a request."""

from dataclasses import dataclass

from django.db.models import QuerySet

from yangguang.core.redaction.models import Redaction
from yangguang.rules.problems import Problem

from ..models import DisclosureRequest, Enclosure, Letter
from . import rules

Role = Enclosure.Role


@dataclass(frozen=True, slots=True)
class Row:
    """A file in the list of the office, with what is being made from it.

    Args:
        enclosure: the file.
        under_way: what is being covered and not ready yet.
        may_cover: whether it may be begun to make one from it that goes out.
        may_take_off: whether it goes out and may still be taken off.
    """

    enclosure: Enclosure
    under_way: tuple[Redaction, ...]
    may_cover: bool
    may_take_off: bool


def of_request(request: DisclosureRequest) -> list[Row]:
    """Return the files of a request as the office lists them: what came, what was found, what goes out."""
    found = list(request.enclosures.select_related("file", "made_from__file", "redaction"))
    under_way: dict[int, list[Redaction]] = {}
    for redaction in Redaction.objects.filter(original__in=[each.file_id for each in found], result=None):
        under_way.setdefault(redaction.original_id, []).append(redaction)
    is_open = not [
        *rules.why_not_enclose(is_signed=bool(request.answer_number), is_closed=request.closed_on is not None)
    ]
    return [
        Row(
            each,
            tuple(under_way.get(each.file_id, ())),
            may_cover=is_open and each.role != Role.OUTGOING,
            may_take_off=is_open and each.role == Role.OUTGOING and each.taken_off_at is None,
        )
        for each in sorted(found, key=lambda each: (Role.values.index(each.role), each.pk))
    ]


def going_out(request: DisclosureRequest) -> QuerySet[Enclosure]:
    """Return the files that go out with the answer of a request."""
    return request.enclosures.filter(role=Role.OUTGOING, taken_off_at=None).select_related("file")


def sent_in(request: DisclosureRequest) -> QuerySet[Enclosure]:
    """Return the files that the applicant sent."""
    return request.enclosures.filter(role=Role.ATTACHED).select_related("file")


def given(request: DisclosureRequest) -> QuerySet[Enclosure]:
    """Return the files that the applicant may have: those that went out with an answer, once it went out."""
    if not request.letters.filter(kind=Letter.Kind.ANSWER).exists():
        return request.enclosures.none()
    return going_out(request)


def why_not_send(request: DisclosureRequest) -> list[Problem]:
    """Say what is missing among the files of an answer that is about to be signed or sent."""
    return [
        *rules.why_not_send(
            partial=request.outcome == "partial",
            found=request.enclosures.filter(role=Role.FOUND).count(),
            going_out=going_out(request).count(),
        )
    ]
