"""What changed in a page from one signature to the next, word by word."""

from __future__ import annotations

from typing import Any

from .models import Publication
from .rules import BY_NODE


def differences(older: Any, newer: Any) -> list[Any]:
    """Return the differences of two revisions of a page."""
    return []


def changes(publication: Publication, signatures: list[Any]) -> list[dict[str, Any]]:
    """Return for each signature that left the page other than it came what was changed."""
    keys = {key for row in signatures for key in (row.came, row.left) if row.came != row.left}
    revisions = {each.pk: each.as_object() for each in publication.page.revisions.filter(pk__in=keys)}
    found = []
    for row in signatures:
        if row.came != row.left and row.came in revisions and row.left in revisions:
            name = BY_NODE[row.node].name if row.node in BY_NODE else "送审"
            found.append(
                {
                    "signature": row,
                    "name": name,
                    "blocks": differences(revisions[row.came], revisions[row.left]),
                }
            )
    return [each for each in found if each["blocks"]]


def since_last(publication: Publication, draft: Any) -> list[Any]:
    """Return what changed since the last signature."""
    last = publication.signatures.order_by("-id").first()
    if last is None or last.left == draft.latest_revision_id:
        return []
    before = publication.page.revisions.filter(pk=last.left).first()
    return differences(before.as_object(), draft) if before else []


def since_live(publication: Publication, draft: Any) -> list[Any]:
    """Return how the newest revision differs from what the public reads."""
    if publication.grant is None or publication.grant.revision_id == draft.latest_revision_id:
        return []
    live = publication.page.revisions.filter(pk=publication.grant.revision_id).first()
    return differences(live.as_object(), draft) if live else []
