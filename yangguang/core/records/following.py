"""What follows from an act of another part: a part lists it in its `following.py`, and needs not be known below.

FOLLOWING = [Follow(("matters.guide_written",), rewrite_guide)]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import models

from yangguang.core.parts import declaring

from .models import Record


@dataclass(frozen=True, slots=True)
class Follow:
    """What a part does once an act of one of these kinds is recorded, in the same transaction.

    Args:
        kinds: the kinds of the records, such as `matters.guide_written`.
        then: is given the record and the row that it is about.
    """

    kinds: tuple[str, ...]
    then: Callable[[Record, models.Model], None]


def follow(record: Record, about: models.Model) -> None:
    """Do all that follows from an act."""
    for then in _following().get(record.kind, ()):
        then(record, about)


@cache
def _following() -> dict[str, list[Callable[[Record, models.Model], None]]]:
    found: dict[str, list[Callable[[Record, models.Model], None]]] = {}
    for module in declaring("following"):
        for each in getattr(module, "FOLLOWING", []):
            for kind in each.kinds:
                found.setdefault(kind, []).append(each.then)
    return found
