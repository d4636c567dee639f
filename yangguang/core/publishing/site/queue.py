"""What has to be written anew; stored in the transaction of the act that made it so."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from yangguang.rules.problems import Refused

from ..models import Digest, OfficialPage, Pending, Publication
from . import units
from .sites import Site, site_of

log = logging.getLogger(__name__)


def touch(site: Site, stale: Iterable[str], *, at: datetime) -> None:
    """Let `stale` units of a site be written once this transaction is stored."""
    rows = [Pending(org_id=site.org.pk, unit=unit, since=at) for unit in dict.fromkeys(stale)]
    Pending.objects.bulk_create(rows)
    transaction.on_commit(lambda: _write(site))


def touch_page(publication: Publication, related: Iterable[int], *, at: datetime) -> None:
    """Let a page be written anew, with those that show something of it, and the lists that lead there."""
    column = OfficialPage.objects.get(pk=publication.column_id)
    site = site_of(column)
    stale = [units.page(publication.page_id), *(units.page(key) for key in related)]
    stale += units.lists_with(publication, column)
    stale += units.on_the_way_to(column)
    stale += units.of_parts(publication)
    touch(site, stale, at=at)


def touch_changed_validity(site: Site, *, at: datetime) -> None:
    """Let documents be written anew that came into force, or ran out, since the last day that was closed."""
    today = localdate(at)
    closed = Digest.objects.filter(org=site.org, on__lt=today).order_by("-on").first()
    since = closed.on if closed else date.min
    changed = (
        Q(page__effective_on__gt=since, page__effective_on__lte=today)
        | Q(page__expires_on__gte=since, page__expires_on__lt=today)
        | Q(ended_on__gt=since, ended_on__lte=today)
    )
    live = Publication.objects.filter(
        page__path__startswith=site.home.path, published_at__isnull=False, withdrawn_at=None
    )
    for publication in live.filter(changed):
        # What explains a document says at its top that it has ended.
        explaining = Publication.objects.filter(main=publication.page_id, published_at__isnull=False)
        touch_page(publication, explaining.values_list("page_id", flat=True), at=at)


def _write(site: Site) -> None:
    """Write at once what was stored; what cannot be written waits, and the next run tries again."""
    from . import writer

    try:
        writer.work(site)
    except Refused as refused:
        log.error("site %s: %s", site.org.code, refused)
