"""What has to be written anew; stored in the transaction of the act that made it so."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from yangguang.rules.problems import Refused

from ..models import OfficialPage, Pending, Publication
from . import units
from .sites import Site, site_of

log = logging.getLogger(__name__)


def note(site: Site, stale: Iterable[str], *, at: datetime) -> None:
    """Let `stale` units of a site be written when the writer runs next."""
    rows = [Pending(org_id=site.org.pk, unit=unit, since=at) for unit in dict.fromkeys(stale)]
    Pending.objects.bulk_create(rows, batch_size=2_000)


def touch(site: Site, stale: Iterable[str], *, at: datetime) -> None:
    """Let `stale` units of a site be written once this transaction is stored."""
    note(site, stale, at=at)
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


def _write(site: Site) -> None:
    """Write at once what was stored; what cannot be written waits, and the next run tries again."""
    from . import writer

    try:
        writer.work(site_of(site.home))  # as it is stored: the act may have opened columns since it looked
    except Refused as refused:
        log.error("site %s: %s", site.org.code, refused)
