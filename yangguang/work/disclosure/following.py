"""What follows from the acts on a request: it can be compared with others, and what many got may be published."""

from typing import cast

from django.db import models

from yangguang.core.cases.models import Case
from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record

from .models import DisclosureRequest
from .repeats import actions


def let_be_compared(record: Record, about: models.Model) -> None:
    """Let a request that came in, or was put in other words, be compared."""
    actions.let_be_compared(_of(about))


def propose_publishing(record: Record, about: models.Model) -> None:
    """See whether what was just given out should be public."""
    actions.propose_publishing(_of(about), at=record.at)


def _of(about: models.Model) -> DisclosureRequest:
    return DisclosureRequest.objects.select_related("case", "org").get(pk=cast(Case, about).pk)


FOLLOWING = [
    Follow(("disclosure.submitted", "disclosure.taken_in", "disclosure.corrected"), let_be_compared),
    Follow(("disclosure.delivered",), propose_publishing),
]
