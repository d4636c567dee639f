"""What follows in a request: its files go out with the answer, it can be compared, what many got may be published."""

from typing import cast

from django.db import models

from yangguang.core.cases.models import Case
from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record
from yangguang.core.redaction.models import Redaction

from .enclosures import actions as enclosures
from .models import DisclosureRequest
from .repeats import actions as repeats


def enclose(record: Record, about: models.Model) -> None:
    """Let a file that was made from one of a request's files go out with its answer."""
    if isinstance(about, Redaction):
        enclosures.enclose(about, at=record.at)


def let_be_compared(record: Record, about: models.Model) -> None:
    """Let a request that came in, or was put in other words, be compared."""
    repeats.let_be_compared(_of(about))


def propose_publishing(record: Record, about: models.Model) -> None:
    """See whether what was just given out should be public."""
    repeats.propose_publishing(_of(about), at=record.at)


def _of(about: models.Model) -> DisclosureRequest:
    return DisclosureRequest.objects.select_related("case", "org").get(pk=cast(Case, about).pk)


FOLLOWING = [
    Follow(("redaction.made",), enclose),
    Follow(("disclosure.submitted", "disclosure.taken_in", "disclosure.corrected"), let_be_compared),
    Follow(("disclosure.delivered",), propose_publishing),
]
