"""What of the catalogues stands on law: the basis (公开依据) of each item.

An item belongs here to whoever keeps its catalogue, for nobody else can put it right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from yangguang.core.law.linking import Citing, Told
from yangguang.core.records.actions import key_of
from yangguang.core.records.models import Record

from .models import Item

KIND = "matters.item"

HOLDING = Q(until=None, catalogue__until=None)
"""Items that were not taken out, of an edition that was not replaced."""


def items() -> Iterator[Told]:
    """Yield the items of all catalogues but those that were taken out."""
    return told(Item.objects.all())


def told(items: QuerySet[Item]) -> Iterator[Told]:
    """Yield of these items what holds, with its basis and the day on which somebody last wrote it down."""
    holding = list(items.filter(HOLDING).select_related("catalogue"))
    written = _changed_on(holding)
    for item in holding:
        citing = Citing(
            kind=KIND,
            key=str(item.pk),
            label=f"公开事项“{item}”（{item.catalogue}第{item.seq}项）",
            url=item.desk_url,
            org_id=item.catalogue.org_id,
        )
        yield citing, "\n".join(item.bases), max(item.since, written.get(key_of(item), item.since))


def _changed_on(items: list[Item]) -> dict[str, date]:
    changed = Record.objects.filter(
        kind="matters.item_changed",
        org_id__in={each.catalogue.org_id for each in items},
        about__in=[key_of(each) for each in items],
    )
    return {row["about"]: localdate(row["last"]) for row in changed.values("about").annotate(last=Max("at"))}


CITING = [items]
