"""Putting texts into the library: what is new, what is better, and what stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F

from yangguang.rules.law.names import name_of, names_of

from . import linking, living, relating, rules
from .copying import copy, next_keys
from .corpus import Text
from .models import Article, Instrument, Relation, Version
from .reading import Shown, unseen
from .relating import Kind, Said

LOCK = 7_305_242
"""The advisory lock of whoever writes the library."""


@dataclass(slots=True)
class Kept:
    """What became of the texts of a file.

    Args:
        added: the texts that the library did not have.
        replaced: the texts of which this file has a better copy.
        problems: why others were not taken.
        touched: the keys of the instruments of which anything is different now.
    """

    added: int = 0
    replaced: int = 0
    problems: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Old:
    pk: int
    key: str
    instrument: str
    day: date | None
    digest: str
    copy: rules.Copy


def keep(texts: Sequence[Text], said: dict[str, list[Said]], *, shown: Shown = unseen) -> Kept:
    """Store what is new or better, with all that follows from it: relations, periods and links.

    Args:
        texts: one for each day of an instrument.
        said: what each of them says of others, by its key.
        shown: shows how far it is.
    """
    alone()
    kept = Kept()
    taken, replaced = _taken(texts, kept)
    if not taken:
        return kept
    Version.objects.filter(pk__in=[old.pk for old in replaced.values()]).delete()
    keys = _instruments(taken)
    versions = _versions(taken, keys, shown)
    write_relations(taken, said, versions)
    _name_targets()
    living.write_periods()
    linking.write_links(shown)
    return kept


def alone() -> None:
    """Wait for whoever writes the library, and let nobody else write there until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _taken(texts: Sequence[Text], kept: Kept) -> tuple[list[Text], dict[str, _Old]]:
    """Return the texts to be stored, and which each of them replaces."""
    by_key, by_day = {}, {}
    for old in _known():
        by_key[old.key] = by_day[old.instrument, old.day] = old
    taken, replaced = [], dict[str, _Old]()
    for text in texts:
        before = by_day.get((text.instrument, text.day)) or by_key.get(text.key)
        if before is None:
            kept.added += 1
        elif before.digest == text.digest:
            continue
        elif why := list(rules.why_keep(before.copy, copy_of(text))):
            kept.problems.append(f"《{text.title}》：未更新，{'；'.join(why)}。")
            continue
        else:
            kept.replaced += 1
            replaced[text.key] = before
            kept.touched.add(before.instrument)
            if (other := by_key.get(text.key)) and other.pk != before.pk:
                replaced[f"{text.key}#"] = other  # it was filed under another day before
        taken.append(text)
        kept.touched.add(text.instrument)
    return taken, replaced


def copy_of(text: Text) -> rules.Copy:
    """Return what tells a better copy of a text from a worse one."""
    return rules.Copy(articles=len(text.articles), length=text.length, source_on=text.source_on)


def _known() -> Iterator[_Old]:
    for pk, key, instrument, made_on, since, digest, articles, length, source_on in Version.objects.values_list(
        "pk", "key", "instrument__key", "made_on", "since_in_source", "digest", "number_of_articles", "length",
        "source_on",
    ):  # fmt: skip
        yield _Old(
            pk, key, instrument, made_on or since, digest,
            rules.Copy(articles=articles, length=length, source_on=source_on),
        )  # fmt: skip


def _instruments(texts: Iterable[Text]) -> dict[str, int]:
    """Store the instruments, each as its newest text calls it; return their keys in the database."""
    newest: dict[str, Text] = {}
    for text in sorted(texts, key=lambda each: each.day or date.min):
        newest[text.instrument] = text
    had = {
        row.key: (row, day)
        for row in Instrument.objects.filter(key__in=newest)
        for day in [max((each.day or date.min for each in row.versions.all()), default=date.min)]
    }
    rows = []
    for key, text in newest.items():
        row, day = had.get(key, (Instrument(key=key), date.min))
        names = {*row.names, *names_of(text.title), *names_of(text.short_title)} - {""}
        row.names = sorted(names)
        if (text.day or date.min) >= day:
            row.title, row.category, row.region = text.title, text.category, text.region
            row.issuer, row.number = text.issuer or row.issuer, text.number or row.number
        rows.append(row)
    fields = [each.name for each in Instrument._meta.concrete_fields if each.name not in ("id", "key")]
    Instrument.objects.bulk_create(
        rows, batch_size=1_000, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )
    return dict(Instrument.objects.filter(key__in=newest).values_list("key", "pk"))


def _versions(texts: Sequence[Text], instruments: dict[str, int], shown: Shown) -> dict[str, int]:
    """Store the texts with their articles; return their keys in the database."""
    keys = dict(zip([text.key for text in texts], next_keys(Version, len(texts)), strict=True))
    copy(Version, VERSION_COLUMNS, [_version(text, keys[text.key], instruments) for text in texts])
    numbers = next_keys(Article, sum(len(text.articles) for text in texts))
    copy(
        Article,
        ("id", "version_id", "seq", "article", "sub", "label", "chapter", "text"),
        _articles(shown(texts, len(texts), "写入条文"), keys, iter(numbers)),
    )
    return keys


VERSION_COLUMNS = (
    "id", "instrument_id", "key", "title", "number", "made_on", "since", "since_in_source", "since_says",
    "first_since", "until", "until_says", "remark", "history", "preamble", "number_of_articles", "length",
    "digest", "source", "source_on", "ended_as", "ended_by",
)  # fmt: skip


def _version(text: Text, key: int, instruments: dict[str, int]) -> tuple[Any, ...]:
    begun = relating.begun(text)
    expiry = relating.expiry(text, begun.since)
    history = json.dumps([[day.isoformat(), event] for day, event in text.history], ensure_ascii=False)
    return (
        key, instruments[text.instrument], text.key, text.title, text.number, text.made_on, begun.since,
        text.since, shown(begun.since_basis), begun.first_since, expiry.day if expiry else None,
        expiry.sentence[:500] if expiry else "", text.remark, history, text.preamble, len(text.articles),
        text.length, text.digest, text.source, text.source_on, "", "",
    )  # fmt: skip


def _articles(
    texts: Iterable[Text], versions: dict[str, int], numbers: Iterator[int]
) -> Iterator[tuple[Any, ...]]:
    for text in texts:
        for seq, each in enumerate(text.articles, start=1):
            yield (
                next(numbers), versions[text.key], seq, each.place.article, each.place.sub, each.label,
                each.chapter, each.text,
            )  # fmt: skip


def shown(basis: str) -> str:
    """Return the sentence that names the commencement; nothing when the source alone knows it."""
    return basis[:500] if basis.endswith(("。", "；")) else ""


def write_relations(texts: Sequence[Text], said: dict[str, list[Said]], versions: dict[str, int]) -> None:
    Relation.objects.bulk_create(
        [
            Relation(
                version_id=versions[text.key],
                kind=each.kind,
                target_words=each.title[:300],
                target_name=each.name[:300],
                number=each.number[:80],
                issued=list(each.issued),
                places=[place[:60] for place in each.places[:100]],
                since=each.since,
                decided_on=each.decided_on,
                is_suspended=each.is_suspended,
                place=each.place[:40],
                sentence=each.sentence,
            )
            for text in texts
            for each in said[text.key]
        ],
        batch_size=1_000,
    )


EXACT = (Kind.REPEALS, Kind.REPEALS_IN_PART, Kind.AMENDS)
"""What changes a law means the one with exactly this title."""


def _name_targets() -> None:
    """Find the instrument that each relation means, also those of texts that came before it."""
    # A law goes before a document of an office with the same title.
    laws_last = Instrument.objects.order_by(F("org").asc(nulls_last=True))
    full = {name_of(title): pk for title, pk in laws_last.values_list("title", "pk")}
    keys = dict(Instrument.objects.values_list("key", "pk"))
    known = linking.titles()
    changed = []
    for row in Relation.objects.all():
        target = full.get(row.target_name)
        if target is None and row.kind not in EXACT and (key := known.key_of(row.target_words)):
            target = keys[key]
        if target != row.target_id:
            row.target_id = target
            changed.append(row)
    Relation.objects.bulk_update(changed, ["target"], batch_size=2_000)
