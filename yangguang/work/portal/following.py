"""What the site writes anew when somebody, or the day, changes what it shows: an organisation, a guide, a catalogue."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.db import models
from django.db.models import Q

from yangguang.core.matters.models import Catalogue, Guide, Item
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import Digest
from yangguang.core.publishing.site import queue
from yangguang.core.publishing.site.sites import sites_showing
from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record


def show_organisation(record: Record, about: models.Model) -> None:
    """Let its page, its guide and all lists of organisations say what it says now."""
    org = cast(Organisation, about)
    above = org.parent
    _touch(org, [*_shown(org), *(_shown(above) if above else ()), *LISTS], record)


def show_guide(record: Record, about: models.Model) -> None:
    """Let the guide, and the list with the day it was looked through, be written anew."""
    org = cast(Guide, about).org
    _touch(org, [f"guide:{org.code}", f"agency:{org.code}", "guides:all"], record)


def show_catalogue(record: Record, about: models.Model) -> None:
    """Let a catalogue and the list of the catalogues be written anew."""
    catalogue = about.catalogue if isinstance(about, Item) else cast(Catalogue, about)
    _touch(catalogue.org, [f"catalogue:{catalogue.pk}", "catalogues:all"], record)


def show_new_day(record: Record, about: models.Model) -> None:
    """Let what depends on the day be written anew: guides that should be looked through, items that begin or end."""
    digest = cast(Digest, about)
    closed = Digest.objects.filter(org=digest.org, on__lt=digest.on).order_by("-on").first()
    since = closed.on if closed else date.min
    changed = Item.objects.filter(catalogue__org__in=digest.org.subtree()).filter(
        Q(since__gt=since, since__lte=digest.on) | Q(until__gt=since, until__lte=digest.on)
    )
    stale = [f"catalogue:{key}" for key in changed.values_list("catalogue", flat=True).distinct()]
    stale += ["catalogues:all"] if stale else []
    stale += ["guides:all"] if Guide.objects.filter(org__in=digest.org.subtree()).exists() else []
    _touch(digest.org, stale, record)


LISTS = ("agencies:all", "guides:all", "catalogues:all", "site-map:all")


def _shown(org: Organisation) -> Iterator[str]:
    yield f"agency:{org.code}"
    yield f"guide:{org.code}"


def _touch(org: Organisation, stale: list[str], record: Record) -> None:
    for site in sites_showing(org):
        queue.touch(site, stale, at=record.at)


CATALOGUES = (
    "matters.catalogue_adopted", "matters.items_imported", "matters.item_added", "matters.item_changed",
    "matters.item_retired", "matters.catalogue_taken_over", "matters.catalogue_checked",
)  # fmt: skip

FOLLOWING = [
    Follow(("orgs.added", "orgs.changed"), show_organisation),
    Follow(("matters.guide_written", "matters.guide_checked"), show_guide),
    Follow(CATALOGUES, show_catalogue),
    Follow(("publishing.day_closed",), show_new_day),
]
