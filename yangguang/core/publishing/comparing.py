"""What changed in a page from one signature to the next, word by word."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import mark_safe

from .content import said_by
from .models import Publication
from .rules import BY_NODE
from .writing.comparing import Kind
from .writing.comparing import differences as of_blocks


def differences(older: Any, newer: Any) -> list[dict[str, Any]]:
    """Return the differences of two revisions of a page, ready to be shown."""
    found = of_blocks(_blocks(older), _blocks(newer), old_fields=_words(older), new_fields=_words(newer))
    return [
        {
            "label": f"{each.what}：{each.kind.label}{f'（{each.note}）' if each.note else ''}",
            "html": mark_safe(each.html),  # noqa: S308  escaped where it is made
        }
        for each in found
        if each.kind is not Kind.SAME
    ]


def changes(publication: Publication, signatures: list[Any]) -> list[dict[str, Any]]:
    """Return for each signature that left the page other than it came what was changed."""
    keys = {key for row in signatures for key in (row.came, row.left) if row.came != row.left}
    revisions = {each.pk: each.as_object() for each in publication.page.revisions.filter(pk__in=keys)}
    found = []
    for row in signatures:
        if row.came != row.left and row.came in revisions and row.left in revisions:
            name = BY_NODE[row.node].name if row.node in BY_NODE else "送审"
            changed = differences(revisions[row.came], revisions[row.left])
            found.append({"signature": row, "name": name, "blocks": changed})
    return [each for each in found if each["blocks"]]


def since_last(publication: Publication, draft: Any) -> list[dict[str, Any]]:
    """Return what changed since the last signature."""
    last = publication.signatures.order_by("-id").first()
    if last is None or last.left == draft.latest_revision_id:
        return []
    before = publication.page.revisions.filter(pk=last.left).first()
    return differences(before.as_object(), draft) if before else []


def since_live(publication: Publication, draft: Any) -> list[dict[str, Any]]:
    """Return how the newest revision differs from what the public reads."""
    if publication.grant is None or publication.grant.revision_id == draft.latest_revision_id:
        return []
    live = publication.page.revisions.filter(pk=publication.grant.revision_id).first()
    return differences(live.as_object(), draft) if live else []


def _blocks(page: Any) -> list[tuple[str, Any]]:
    return [(each["type"], each["value"]) for each in page.body.raw_data]


def _words(page: Any) -> dict[str, str]:
    """Return what a page says beside its body, by the names that people use."""
    found = {}
    for field in said_by(page):
        value = getattr(page, field.name)
        if value not in (None, "") and field.name != "body":
            found[str(field.verbose_name)] = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    return found
