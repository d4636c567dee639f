"""What follows in the library of law from an act on a catalogue: who cites which article."""

from typing import cast

from django.db import models
from django.db.models import QuerySet

from yangguang.core.law import linking
from yangguang.core.law.models import Link
from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record

from . import citing
from .models import Catalogue, Item


def link(record: Record, about: models.Model) -> None:
    """Link what the items of the act cite; of those that were taken out nothing is left."""
    if isinstance(about, Item):
        items = Item.objects.filter(pk=about.pk)
    else:
        items = Item.objects.filter(catalogue=cast(Catalogue, about))
    _forget(items)
    linking.put_all(citing.told(items))


def link_edition(record: Record, about: models.Model) -> None:
    """Link a new edition, and forget the items that ended with the one before."""
    link(record, about)
    _forget(Item.objects.filter(catalogue__org_id=record.org_id))


def _forget(items: QuerySet[Item]) -> None:
    gone = items.exclude(citing.HOLDING).values_list("pk", flat=True)
    Link.objects.filter(kind=citing.KIND, key__in=[str(pk) for pk in gone]).delete()


FOLLOWING = [
    Follow(("matters.catalogue_adopted",), link_edition),
    Follow(
        (
            "matters.items_imported", "matters.item_added", "matters.item_changed", "matters.item_retired",
            "matters.catalogue_taken_over",
        ),
        link,
    ),
]  # fmt: skip
