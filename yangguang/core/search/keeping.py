"""Keeping the index as the table is: what changed is indexed, and an index that is no good is made again."""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db import connection, transaction

from yangguang.core.orgs.models import Organisation

from . import index
from .models import Change, EntryRow

log = logging.getLogger(__name__)

Shown = Callable[[Iterable[Any], int], Iterable[Any]]
"""How progress is shown: it passes on what it is given, knowing how much there will be."""

IN_ONE_COMMIT = 2_000
"""How many changes are indexed before they can be found; and how many entries a reader waits for."""

LOCK = 7_305_241
"""The advisory lock of whoever writes the index."""

KIND_OF_BODY = re.compile("(人民政府|街道办事处|办事处|委员会|管理局|办公室|局)$")
"""How the name of a body ends; what stands before it is often the name of a place."""


def refresh(shown: Shown = lambda rows, _: rows) -> int:
    """Bring the index up to date with the table; return how many entries had changed.

    It may run as often as one likes, also twice at once: the second waits for the first. A change is
    forgotten only when the index has it, so that after a failure it is indexed once more.

    Args:
        shown: shows how far it is.
    """
    return sum(1 for _ in shown(_refreshed(), Change.objects.count()))


def rebuild(shown: Shown = lambda rows, _: rows) -> int:
    """Make the whole index anew from the table; return how many entries it has.

    Args:
        shown: shows how far it is.
    """
    with transaction.atomic():
        _alone()
        return _rebuild(shown)


def reader() -> index.Reader | None:
    """Return the index; where there is none that can be read, have it made, and return None while that lasts."""
    try:
        found = index.reader()
    except index.Broken as broken:
        heal(str(broken))
    else:
        if found:
            return found
        heal("there is none for this release")
    try:
        return index.reader()
    except index.Broken:
        return None


def heal(why: str, seen: index.Reader | None = None) -> None:
    """Have the index made from the table: at once when that is soon done, otherwise beside the answers.

    Args:
        why: what is wrong with it, for the log.
        seen: the index in which a damaged file was met; when there is another by now, nothing is done.
    """
    if EntryRow.objects.count() <= IN_ONE_COMMIT:
        _make_good(why, seen)
    elif _beside.acquire(blocking=False):
        threading.Thread(target=_make_good_beside, args=(why, seen), name="search-index", daemon=True).start()


_beside = threading.Lock()


def _make_good_beside(why: str, seen: index.Reader | None) -> None:
    try:
        _make_good(why, seen)
    except Exception:
        log.exception("the search index could not be made; run `yangguang search rebuild`")
    finally:
        connection.close()
        _beside.release()


def _make_good(why: str, seen: index.Reader | None) -> None:
    with transaction.atomic():
        _alone()
        try:
            found = index.reader()
        except index.Broken:
            found = None
        if found and (seen is None or found.stamp != seen.stamp):
            return  # somebody else was first
        log.warning("the search index is no good (%s); it is made from the table", why)
        if found:
            index.discard()
        _rebuild(lambda rows, _: rows)


def _refreshed() -> Iterator[str]:
    """Index what changed, some at a time, and yield the key of each."""
    while changed := _refresh_some():
        yield from changed


def _refresh_some() -> set[str]:
    with transaction.atomic():
        _alone()
        changes = dict(Change.objects.order_by("pk").values_list("pk", "key")[:IN_ONE_COMMIT])
        if not changes:
            return set()
        keys = set(changes.values())
        try:
            index.write(EntryRow.objects.filter(key__in=keys), keys)
        except index.Broken as broken:
            log.warning("the search index is no good (%s); it is made from the table", broken)
            index.discard()
            _rebuild(lambda rows, _: rows)
        Change.objects.filter(pk__in=changes).delete()
        return keys


def _rebuild(shown: Shown) -> int:
    known = list(Change.objects.values_list("pk", flat=True))
    total = EntryRow.objects.count()
    index.make(shown(_all_rows(), total), _names_of_places())
    Change.objects.filter(pk__in=known).delete()
    return total


def _all_rows() -> Iterator[EntryRow]:
    """Yield every row, some at a time, so that they need not all be held at once."""
    last = 0
    while rows := list(EntryRow.objects.filter(pk__gt=last).order_by("pk")[:500]):
        yield from rows
        last = rows[-1].pk


def _names_of_places() -> tuple[str, ...]:
    """Return the names of organisations and places that a general dictionary lacks."""
    given = Organisation.objects.values_list("name", "short_name")
    names = {name for name in chain.from_iterable(given) if name}
    places = {KIND_OF_BODY.sub("", name) for name in names}
    return tuple(sorted(each for each in names | places if 2 <= len(each) <= 12 and " " not in each))


def _alone() -> None:
    """Wait until nobody else writes the index; until the end of the transaction nobody else will."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
