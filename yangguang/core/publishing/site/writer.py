"""The writer: takes what is stale and writes it, so that it may be stopped anywhere and go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from ..models import Pending, PublishedFile
from . import manifest, units
from .pages import Unpublishable
from .sites import Site
from .tree import Tree

log = logging.getLogger(__name__)

AT_ONCE = 500
"""How many units are written before the manifest is stored; what was written after that is written once more."""


def work(site: Site, shown: Callable[[int], object] = lambda more: None) -> list[str]:
    """Write everything that is stale, and return what could not be published, and why.

    One writer at a time works on a site; another one waits.

    Raises:
        Refused: when the disk is full or not to be written; what is left stays in the queue.
    """
    refused: list[str] = []
    with _alone(site):
        while pending := list(Pending.objects.filter(org=site.org).order_by("id")[: AT_ONCE * 5]):
            stale = list(dict.fromkeys(each.unit for each in pending))
            stale.sort(key=lambda unit: units.kind_of(unit).rank)
            for start in range(0, len(stale), AT_ONCE):
                batch = stale[start : start + AT_ONCE]
                with transaction.atomic():
                    refused += write(site, batch)
                    Pending.objects.filter(
                        pk__in=[each.pk for each in pending if each.unit in batch]
                    ).delete()
                shown(len(batch))
    return refused


def rebuild(site: Site, shown: Callable[[int], object] = lambda more: None) -> list[str]:
    """Write the whole site anew, and return what could not be published, and why."""
    refused: list[str] = []
    with _alone(site):
        batch: list[str] = []
        for unit in units.everything(site):
            batch.append(unit)
            if len(batch) == AT_ONCE:
                refused += _stored(site, batch)
                shown(len(batch))
                batch = []
        refused += _stored(site, batch)
        shown(len(batch))
    return refused


@transaction.atomic
def _stored(site: Site, batch: list[str]) -> list[str]:
    return write(site, batch)


def write(site: Site, batch: list[str]) -> list[str]:
    """Write some units and their rows of the manifest; return what could not be published, and why."""
    tree, now, refused, rows = Tree(site.root), timezone.now(), [], {}
    before = _paths_of(site, batch)
    for kind, units_of_kind in groupby(batch, units.kind_of):
        keys = {unit: unit.partition(":")[2] for unit in units_of_kind}
        produce = kind.for_all(site, list(keys.values()))
        for unit, key in keys.items():
            try:
                files = list(produce(key))
            except Unpublishable as wrong:
                log.error("site %s: %s", site.org.code, wrong)
                refused.append(str(wrong))
                continue
            for file in files:
                if file.content is not None:
                    tree.write(file.path, file.content)
                    rows[file.path] = manifest.row_of(
                        site, file.path, unit, file.content, file.revision_id, now
                    )
            _remove(site, tree, before.get(unit, set()) - {file.path for file in files} - rows.keys())
    manifest.store(rows.values())
    return refused


def _paths_of(site: Site, batch: list[str]) -> dict[str, set[str]]:
    """Return the files of which some units consisted when they were written last."""
    before: dict[str, set[str]] = {}
    rows = PublishedFile.objects.filter(org=site.org, unit__in=batch)
    for unit, path in rows.values_list("unit", "path"):
        before.setdefault(unit, set()).add(path)
    return before


def _remove(site: Site, tree: Tree, paths: set[str]) -> None:
    """Take away what a unit consists of no more, such as the pictures of a page taken back."""
    if paths:
        for path in paths:
            tree.remove(path)
        PublishedFile.objects.filter(org=site.org, path__in=paths).delete()


@contextmanager
def _alone(site: Site) -> Iterator[None]:
    """Let nobody else write the site meanwhile; a writer that dies lets go with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, site.org.code])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LOCK, site.org.code])


LOCK = 20190403
