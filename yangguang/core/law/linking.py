"""Who cites what: the citations in texts, resolved against the text that was in force when they were written."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from yangguang.rules.law.citations import Citation, How, Titles, find
from yangguang.rules.law.names import name_of
from yangguang.rules.law.places import Place

from .copying import copy, next_keys
from .models import Article, Instrument, Link, Version, anchor_of
from .reading import Shown, unseen

LAW = "law"
"""The kind of a citation that stands in an article of the library."""

MOST_PLACES = 60
"""A range of more articles than this is kept as the whole law."""

AT_ONCE = 20_000

TEXTS_AT_ONCE = 500
"""How many texts of the office are linked at once."""

COLUMNS = (
    "id", "kind", "key", "label", "url", "org_id", "source_id", "instrument_id", "version_id",
    "article", "sub", "paragraph", "item", "subitem", "how", "words",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """Who cites: an article, a page, a matter, a term.

    Args:
        kind: what it is, such as `law` or `publishing.page`.
        key: which one.
        label: what a person calls it.
        url: where it is read.
        org_id: whose it is; None for a law.
        source_id: the text it stands in, when that is one of the library.
        own: the key of the document in the library that it is itself; what it says of itself is no citation.
    """

    kind: str
    key: str
    label: str
    url: str = ""
    org_id: int | None = None
    source_id: int | None = None
    own: str = ""


Told = tuple[Citing, str, date | None]
"""Who cites, the plain text, and the day on which it was written; None where it is meant as the law stands."""


class Shelf:
    """All instruments by name, and which text of each held when; looked up once for many citations."""

    def __init__(self, *, own: bool = True) -> None:
        self.titles = titles(own=own)
        self.keys = dict(Instrument.objects.values_list("key", "pk"))
        self._held = _held(Version.objects.all())

    def version_on(self, instrument: int, day: date | None) -> int | None:
        """Return the text of an instrument that was in force on a day; None when the library lacks it."""
        return version_on(self._held, instrument, day)


Held = dict[int, tuple[list[date], list[int]]]
"""For each instrument the days on which its texts began, and those texts."""


def _held(versions: QuerySet[Version]) -> Held:
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for instrument, made_on, since, first_since, key in versions.values_list(
        "instrument", "made_on", "since", "first_since", "pk"
    ):
        found[instrument].append((since or made_on or first_since or date.min, key))
    return {
        instrument: ([day for day, _ in sorted(begun)], [key for _, key in sorted(begun)])
        for instrument, begun in found.items()
    }


def version_on(held: Held, instrument: int, day: date | None) -> int | None:
    """Return the text of an instrument that was in force on a day, of those that are held."""
    days, keys = held.get(instrument, ([], []))
    at = bisect_right(days, day or date.max) - 1
    return keys[at] if at >= 0 else None


def text_on(law: Instrument, day: date) -> int | None:
    """Return the text of one law that was in force on a day; None when the library lacks it."""
    return version_on(_held(law.versions.all()), law.pk, day)


_current: tuple[tuple[object, ...], Shelf] | None = None


def current() -> Shelf:
    """Return what is known of the library now; it is looked up once in a process, until a text comes or goes.

    Nothing of it changes without a text that is stored anew, and so has a key that no text had before.
    """
    global _current
    texts = Version.objects.aggregate(last=Max("pk"), number=Count("pk"))
    stamp = (connection.settings_dict["NAME"], texts["last"], texts["number"])
    if _current is None or _current[0] != stamp:
        _current = stamp, Shelf()
    return _current[1]


def titles(*, own: bool = False) -> Titles:
    """Return what the library knows laws as; a short name that two laws share is none.

    Args:
        own: also the documents of offices, by their full titles. A law goes before them; what two share names neither.
    """
    full: dict[str, str] = {}
    shared: Counter[str] = Counter()
    short: dict[str, str] = {}
    for key, title, names in Instrument.objects.filter(org=None).values_list("key", "title", "names"):
        full[name_of(title)] = key
        for name in set(names):
            shared[name] += 1
            short[name] = key
    documents = Instrument.objects.filter(org__isnull=False).values_list("key", "title") if own else ()
    called: dict[str, list[str]] = defaultdict(list)
    for key, title in documents:
        called[name_of(title)].append(key)
    theirs = {name: keys[0] for name, keys in called.items() if len(keys) == 1}
    return Titles(theirs | {name: key for name, key in short.items() if shared[name] == 1} | full)


def write_links(shown: Shown = unseen) -> int:
    """Read the citations of all articles of the library anew, and store them; return how many there are.

    Args:
        shown: shows how far it is.
    """
    Link.objects.filter(kind=LAW).delete()
    known = Shelf(own=False)
    rows: list[tuple[object, ...]] = []
    count = 0
    for row in _of_library(known, shown):
        rows.append(row)
        if len(rows) >= AT_ONCE:
            count += _write(rows)
            rows.clear()
    return count + _write(rows)


@transaction.atomic
def put_links(citing: Citing, text: str, *, on: date | None, shelf: Shelf | None = None) -> int:
    """Store what a text cites, instead of what it cited before; return how many citations there are.

    Args:
        citing: who cites.
        text: its plain text.
        on: the day on which it was written: what it cites is the text in force then.
        shelf: what is known of the library, when many texts are read in a row.
    """
    remove_links(citing.kind, citing.key)
    known = shelf or current()
    return _write([row for found in find(text, known.titles) for row in _rows(known, citing, found, on)])


def put_all(told: Iterable[Told], shelf: Shelf | None = None) -> int:
    """Store what many texts cite, instead of what they cited before; return how many citations there are."""
    known = shelf or Shelf()
    count = 0
    rest = iter(told)
    while some := list(islice(rest, TEXTS_AT_ONCE)):
        keys: dict[str, list[str]] = defaultdict(list)
        for citing, _, _ in some:
            keys[citing.kind].append(citing.key)
        for kind, of_kind in keys.items():
            Link.objects.filter(kind=kind, key__in=of_kind).delete()
        count += _write(
            [
                row
                for citing, text, on in some
                for found in find(text, known.titles)
                for row in _rows(known, citing, found, on)
            ]
        )
    return count


def remove_links(kind: str, key: str) -> None:
    """Forget what somebody cited."""
    Link.objects.filter(kind=kind, key=key).delete()


def _of_library(shelf: Shelf, shown: Shown) -> Iterator[tuple[object, ...]]:
    versions = Version.objects.select_related("instrument").in_bulk()
    called: dict[str, str] = {}
    last = None
    articles = (
        Article.objects.filter(version__instrument__org=None)
        .order_by("version_id", "seq")
        .values_list("version_id", "seq", "article", "sub", "label", "text")
    )
    rows = shown(articles.iterator(chunk_size=5_000), articles.count(), "关联条文中的引用")
    for version_id, seq, article, sub, label, text in rows:
        version = versions[version_id]
        if version_id != last:
            last, called = version_id, {}
            yield from _preamble(shelf, version, called)
        citing = Citing(
            kind=LAW,
            key=f"{version.key}#{seq}",
            label=f"《{version.title}》{label}",
            url=f"{version.instrument.address}#{anchor_of(article, sub)}",
            source_id=version_id,
        )
        found = find(text, shelf.titles, own=version.instrument.key, at=Place(article, sub), called=called)
        for each in found:
            yield from _rows(shelf, citing, each, version.day)


def _preamble(shelf: Shelf, version: Version, called: dict[str, str]) -> Iterator[tuple[object, ...]]:
    if version.preamble:
        citing = Citing(
            kind=LAW, key=f"{version.key}#0", label=f"《{version.title}》", url=version.instrument.address,
            source_id=version.pk,
        )  # fmt: skip
        for each in find(version.preamble, shelf.titles, own=version.instrument.key, called=called):
            yield from _rows(shelf, citing, each, version.day)


def _rows(shelf: Shelf, citing: Citing, found: Citation, on: date | None) -> Iterator[tuple[object, ...]]:
    if found.key is None or found.key == citing.own:
        return
    instrument = shelf.keys[found.key]
    is_own = found.how in (How.SELF, How.OPEN) and citing.source_id is not None
    version = citing.source_id if is_own else shelf.version_on(instrument, on)
    places: Iterable[Place | None] = found.places if 0 < len(found.places) <= MOST_PLACES else (None,)
    for place in places:
        where = (
            (place.article, place.sub, place.paragraph, place.item, place.subitem)
            if place
            else (0, 0, 0, 0, 0)
        )
        yield (
            citing.kind, citing.key, citing.label[:340], citing.url, citing.org_id, citing.source_id, instrument,
            version, *where, found.how.value, found.words[:300],
        )  # fmt: skip


def _write(rows: list[tuple[object, ...]]) -> int:
    if not rows:
        return 0
    keys = next_keys(Link, len(rows))
    return copy(Link, COLUMNS, ((key, *row) for key, row in zip(keys, rows, strict=True)))
