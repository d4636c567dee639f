"""Keeping a file. It is part of another act, which says what the file belongs to and leaves the record."""

from datetime import datetime

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor
from yangguang.rules.problems import refuse_if

from . import examining, keeping
from .models import StoredFile


def keep(org: Organisation, *, name: str, content: bytes, by: Actor, at: datetime) -> StoredFile:
    """Keep a file that came from outside (存入文件), after it was examined.

    Raises:
        Refused: for what `examining.why_not_keep` finds.
    """
    refuse_if(examining.why_not_keep(name, content))
    return keep_made(org, name=name, content=content, by=by, at=at)


def keep_made(org: Organisation, *, name: str, content: bytes, by: Actor, at: datetime) -> StoredFile:
    """Keep a file that the office itself made, which may be larger than what is taken in."""
    kind = examining.kind_of(name)
    return StoredFile.objects.create(
        org=org,
        name=examining.plain_name(name, kind),
        kind=kind,
        media_type=examining.MEDIA_TYPES[kind],
        size=len(content),
        sha256=keeping.write(org.pk, content),
        sm3=keeping.sm3_of(content),
        put_by=by.ledger_key,
        put_by_name=by.ledger_name,
        put_at=at,
    )
