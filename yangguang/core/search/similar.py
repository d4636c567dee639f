"""What is like a whole text: requests like one another, and what is published that a request may mean.

The index proposes, and proposes generously; how alike two texts are is for `rules.likeness` to say. The rarest
words of a text are asked for, any of them: what has most of them comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from tantivy import Occur, Query

from . import index, planning
from .entries import NEVER_PUBLIC, Kind
from .models import Change, EntryRow

ASKED = "asked"
"""The field of the index that has the words of requests."""

RAREST = 24
"""So many words of a text are asked for; more change nothing but the time."""

EVERYWHERE = 0.2
"""A word in more than this share of all texts says nothing, while there are others; not where there are few texts."""

MOST_WAITING = 200
"""How many texts that the index does not know yet are proposed unasked, the newest first."""

LONGEST = 4_000
"""Characters of a text that are looked at."""

INFORMATION = (Kind.DOCUMENT, Kind.INTERPRETATION, Kind.PAGE)
"""Kinds of public entries that may be what somebody asks for."""


def asked_like(text: str, *, orgs: Collection[int], limit: int = 30) -> list[str]:
    """Return the keys of requests to these organisations that may be like `text`, the likeliest first.

    What came in since the index was last brought up to date is among them, and everything is, in a small office
    that has no index yet: nobody should wait for it. The index is not mended here; the searches see to that.

    Args:
        text: what somebody asks for.
        orgs: whose requests are looked at.
        limit: how many the index proposes.
    """
    rows = EntryRow.objects.filter(kind=NEVER_PUBLIC.value, org__in=orgs)
    proposed = _proposed(text[:LONGEST], ASKED, [], orgs, limit)
    waiting = rows if proposed is None else rows.filter(key__in=Change.objects.values("key"))
    newest = waiting.order_by("-pk").values_list("key", flat=True)[:MOST_WAITING]
    known = set(rows.filter(key__in=proposed or []).values_list("key", flat=True))
    return list(dict.fromkeys([*(key for key in proposed or [] if key in known), *newest]))


def published_like(text: str, *, limit: int = 20) -> list[EntryRow]:
    """Return public entries that `text` may ask for, the likeliest first; none while there is no index.

    Args:
        text: what somebody asks for.
        limit: how many are proposed.
    """
    kinds = [each.value for each in INFORMATION]
    proposed = _proposed(text[:LONGEST], "words", kinds, None, limit) or []
    rows = EntryRow.objects.filter(key__in=proposed, kind__in=kinds, is_public=True)
    found = {row.key: row for row in rows}
    return [found[key] for key in proposed if key in found]


def _proposed(
    text: str, field: str, kinds: Iterable[str], orgs: Collection[int] | None, limit: int
) -> list[str] | None:
    """Return the keys that the index proposes; None where it cannot be read."""
    try:
        reader = index.reader()
        if reader is None:
            return None
        with index.reading():
            words = _rarest(reader, field, reader.analyser.asked(text))
            if not words:
                return []
            query = _any_of(reader, field, words, list(kinds), orgs)
            hits = reader.searcher.search(query, limit, False).hits
            return [reader.searcher.doc(address)["key"][0] for _, address in hits]
    except index.Broken:
        return None


def _rarest(reader: index.Reader, field: str, words: Iterable[str]) -> list[str]:
    """Return those of the words that say most."""
    found_in = {word: reader.searcher.doc_freq(field, word) for word in words}
    present = sorted((word for word, times in found_in.items() if times), key=lambda word: found_in[word])
    requests = reader.searcher.doc_freq("kind", NEVER_PUBLIC.value)
    texts = requests if field == ASKED else reader.searcher.num_docs - requests
    most = max(EVERYWHERE * texts, planning.FEW)
    telling = [word for word in present if found_in[word] <= most]
    return (telling or present)[:RAREST]


def _any_of(
    reader: index.Reader, field: str, words: list[str], kinds: list[str], orgs: Collection[int] | None
) -> Any:
    def asked(in_field: str) -> Any:
        each = [(Occur.Should, Query.term_query(reader.schema, in_field, word)) for word in words]
        return Query.boolean_query(each)

    if field == ASKED:
        whole = asked(field)
    else:
        in_title = Query.boost_query(asked(f"title_{field}"), planning.TITLE_WEIGHT)
        whole = Query.boolean_query([(Occur.Should, in_title), (Occur.Should, asked(field))])
    conditions = []
    if kinds:
        conditions.append(Query.term_set_query(reader.schema, "kind", kinds))
    if orgs is None:
        conditions.append(Query.term_query(reader.schema, "is_public", True))
    else:
        conditions.append(Query.term_set_query(reader.schema, "org", list(orgs)))
    narrowed = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in conditions]
    return Query.boolean_query([(Occur.Must, whole), *narrowed])
