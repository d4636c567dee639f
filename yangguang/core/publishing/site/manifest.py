"""The manifest (发布清单): what must be in every file of a site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor, act, record
from yangguang.core.records.chain import algorithm

from .. import seals
from ..models import Digest, PublishedFile
from .sites import Site

TOLD = ("org_id", "path", "unit", "size", "sha256", "sm3", "revision_id", "written_at", "seal")

STORE = f"""
INSERT INTO publishing_publishedfile ({", ".join(TOLD)})
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::bigint[],
                     %s::timestamptz[], %s::text[])
ON CONFLICT (org_id, path) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in TOLD[2:])}
"""  # noqa: S608  names of our own
"""One array for each column: a tenth of the time that a statement with a place for each value takes."""


def hashes_of(content: bytes) -> tuple[str, str]:
    """Return the SHA-256 and the SM3 of a file; the second is empty where the system's OpenSSL lacks it."""
    sm3 = hashlib.new("sm3", content).hexdigest() if algorithm() == "sm3" else ""
    return hashlib.sha256(content).hexdigest(), sm3


def row_of(
    site: Site, path: str, unit: str, content: bytes, revision_id: int | None, at: datetime
) -> PublishedFile:
    """Return the row of a file, sealed; it is not stored yet."""
    sha256, sm3 = hashes_of(content)
    row = PublishedFile(
        org_id=site.org.pk,
        path=path,
        unit=unit,
        size=len(content),
        sha256=sha256,
        sm3=sm3,
        revision_id=revision_id,
        written_at=at,
    )
    row.seal = seals.seal(*row.parts())
    return row


def store(rows: Iterable[PublishedFile]) -> None:
    """Store rows; one that is there for its path is replaced."""
    told = [[getattr(row, name) for name in TOLD] for row in rows]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(STORE, [list(column) for column in zip(*told, strict=True)])


@act
def close_day(site_org: Organisation, on: date, *, by: Actor, at: datetime, once: str = "") -> Digest:
    """Put all files of a site under one signed hash for the day `on`, and into the ledger; a day is closed once."""
    found = Digest.objects.filter(org=site_org, on=on).first()
    if found is not None:
        return found
    made = digest_of(site_org, on, at)
    made.save(force_insert=True)
    record(
        "publishing.day_closed",
        about=made,
        by=by,
        at=at,
        note=f"{on:%Y年%-m月%-d日}网站文件摘要：{made.files}个文件",
        sha256=made.sha256,
        sm3=made.sm3,
        signature=made.signature,
    )
    return made


def digest_of(site_org: Organisation, on: date, at: datetime) -> Digest:
    """Return the digest of all rows of a site as they are, signed; it is not stored."""
    sha256, sm3 = hashlib.sha256(), hashlib.new(algorithm())
    count = 0
    rows = PublishedFile.objects.filter(org=site_org).order_by("path").values_list("path", "sha256", "sm3")
    for row in rows.iterator(chunk_size=5000):
        line = "\t".join(row).encode() + b"\n"
        sha256.update(line)
        sm3.update(line)
        count += 1
    made = Digest(
        org=site_org,
        on=on,
        files=count,
        sha256=sha256.hexdigest(),
        sm3=sm3.hexdigest() if algorithm() == "sm3" else "",
        made_at=at,
    )
    made.signature = seals.sign(made.said())
    return made
