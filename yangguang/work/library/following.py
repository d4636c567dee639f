"""When the pages of laws are written anew: after an import, when a law ends, and when a day changes what holds.

After an import the pages that cite laws are written, too: what they cite may only now have a page to lead to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db import models

from yangguang.core.law.models import Ending, Instrument, Link
from yangguang.core.publishing.citing import KIND as PAGE
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.publishing.site import queue, units
from yangguang.core.publishing.site.sites import all_sites
from yangguang.core.records.following import Follow
from yangguang.core.records.models import Record

from .site import UNITS, shelf_of


def note_laws(keys: Iterable[str], *, at: datetime) -> None:
    """Let the pages of these laws, and the lists they stand on, be written when the writer runs next."""
    laws = list(Instrument.objects.filter(org=None, key__in=list(keys)))
    stale = [f"law:{law.key}" for law in laws] + [f"laws:{slug}" for slug in {shelf_of(law) for law in laws}]
    for site in all_sites() if laws else ():
        queue.note(site, stale, at=at)


def _imported(record: Record, about: models.Model) -> None:
    """Let all laws be written anew, for what came in may cite, change or end any; and the pages that lead to them."""
    citing = [int(key) for key in Link.objects.filter(kind=PAGE).values_list("key", flat=True).distinct()]
    for site in all_sites():
        laws = [f"{unit.name}:{key}" for unit in UNITS for key in unit.every(site)]
        pages = OfficialPage.objects.descendant_of(site.home).filter(pk__in=citing)
        queue.note(site, [*laws, *map(units.page, pages.values_list("pk", flat=True))], at=record.at)


def _ended(record: Record, about: models.Model) -> None:
    law = cast(Ending, about).instrument
    for site in all_sites() if law.org_id is None else ():
        queue.touch(site, [f"law:{law.key}", f"laws:{shelf_of(law)}"], at=record.at)


FOLLOWING = [Follow(("law.imported",), _imported), Follow(("law.ended",), _ended)]
