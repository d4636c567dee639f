"""What follows in a request from an act of another part."""

from django.db import models

from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record
from yangguang.core.redaction.models import Redaction

from .enclosures import actions as enclosures


def enclose(record: Record, about: models.Model) -> None:
    """Let a file that was made from one of a request's files go out with its answer."""
    if isinstance(about, Redaction):
        enclosures.enclose(about, at=record.at)


FOLLOWING = [Follow(("redaction.made",), enclose)]
