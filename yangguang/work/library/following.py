"""When the pages of laws are written anew: after an import, when a law ends, and when a day changes what holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yangguang.core.law.models import Instrument
from yangguang.core.publishing.site import queue
from yangguang.core.publishing.site.sites import all_sites
from yangguang.core.records.following import Follow

from .site import UNITS, shelf_of


def note_laws(keys: Iterable[str], *, at: datetime) -> None:
    """Let the pages of these laws, and the lists they stand on, be written when the writer runs next."""
    laws = list(Instrument.objects.filter(org=None, key__in=list(keys)))
    stale = [f"law:{law.key}" for law in laws] + [f"laws:{slug}" for slug in {shelf_of(law) for law in laws}]
    for site in all_sites() if laws else ():
        queue.note(site, stale, at=at)


def _imported(record: object, about: object) -> None:
    """Let all be written anew: what came in may cite, change or end any other."""
    at = about.at  # type: ignore[attr-defined]
    for site in all_sites():
        queue.note(site, (f"{unit.name}:{key}" for unit in UNITS for key in unit.every(site)), at=at)


def _ended(record: object, about: object) -> None:
    law: Instrument = about.instrument  # type: ignore[attr-defined]
    for site in all_sites() if law.org_id is None else ():
        queue.touch(site, [f"law:{law.key}", f"laws:{shelf_of(law)}"], at=record.at)  # type: ignore[attr-defined]


FOLLOWING = [Follow(("law.imported",), _imported), Follow(("law.ended",), _ended)]
