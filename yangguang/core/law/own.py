"""Documents of the office in the library: each as its page stands before the public, with the office's own decisions.

Laws come in files and are computed anew all together. A document comes with the act that publishes it, and touches
nothing but itself and what it repeals.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from yangguang.rules.law.names import name_of
from yangguang.rules.law.structure import articles
from yangguang.rules.validity import Validity

from . import keeping, linking, living, relating
from .corpus import Piece, Text
from .keeping import EXACT
from .models import Article, Category, Instrument, Relation, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of an office, as its page says it.

    Args:
        key: see `key_of`.
        title: its title.
        org_id: whose it is.
        url: where the public reads it.
        words: its plain text, one paragraph to a line.
        since, until: the first and the last day on which it is in force, as the page says.
        ended_on: from which day the office decided that it is no longer in force.
        ended_as: how.
        ended_by: by which decision.
    """

    key: str
    title: str
    org_id: int
    url: str
    words: str
    issuer: str = ""
    number: str = ""
    made_on: date | None = None
    since: date | None = None
    until: date | None = None
    ended_on: date | None = None
    ended_as: str = ""
    ended_by: str = ""


def key_of(kind: str, key: int) -> str:
    """Return the key in the library of what an office keeps elsewhere; two may have one title, so it is not that.

    >>> key_of("publishing.page", 7) == key_of("publishing.page", 8)
    False
    """
    return hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()[:12]


@transaction.atomic
def keep(document: Document) -> Instrument:
    """Keep a document with its text, its relations and its periods; return it.

    A text made on another day is a further version of it. One made on the same day, or on an earlier one, was put
    right, and takes the place of that.
    """
    text = _text_of(document)
    said = relating.said_by(text)
    law, _ = Instrument.objects.update_or_create(
        key=document.key,
        defaults={
            "title": document.title[:300],
            "category": Category.DOCUMENT,
            "issuer": document.issuer[:100],
            "number": document.number[:80],
            "org_id": document.org_id,
            "url": document.url,
        },
    )
    meant = _meant_by(law)
    put_right = (
        Q(made_on=None) if document.made_on is None else Q(made_on=None) | Q(made_on__gte=document.made_on)
    )
    law.versions.filter(put_right).delete()
    version = _version(document, text, law)
    version.save(force_insert=True)
    Article.objects.bulk_create(
        Article(
            version=version, seq=seq, article=each.place.article, sub=each.place.sub, label=each.label,
            chapter=each.chapter, text=each.text,
        )
        for seq, each in enumerate(text.articles, start=1)
    )  # fmt: skip
    keeping.write_relations([text], {text.key: said}, {text.key: version.pk})
    _name_targets(law, version)
    living.write_periods(Instrument.objects.filter(pk__in={law.pk, *meant, *_meant_by(law)}))
    return law


@transaction.atomic
def forget(key: str) -> None:
    """Let a document be in the library no more, as when its page is taken back; what it repealed holds again."""
    law = Instrument.objects.filter(key=key).first()
    if law is not None:
        meant = _meant_by(law) - {law.pk}
        law.delete()
        living.write_periods(Instrument.objects.filter(pk__in=meant))


def _text_of(document: Document) -> Text:
    """Return a document as a text of the library; what stands before its first article is its preamble."""
    found = articles(document.words)
    pieces, seen = [], set()
    for each in found:
        if each.place not in seen and each.text:
            seen.add(each.place)
            pieces.append(Piece(each.place, each.label[:40], each.chapter[:200], each.text))
    preamble = document.words.partition(found[0].label)[0] if pieces else document.words
    return Text(
        key=f"{document.key}-{document.made_on or ''}",
        instrument=document.key,
        title=document.title[:300],
        category=Category.DOCUMENT,
        issuer=document.issuer,
        number=document.number,
        made_on=document.made_on,
        since=document.since,
        preamble=preamble.strip(),
        articles=tuple(pieces),
        source=document.url,
    )


def _version(document: Document, text: Text, law: Instrument) -> Version:
    """Return the row of a text. Its days are those of the page; its own words are quoted where they say the same."""
    begun, expiry = relating.begun(text), relating.expiry(text, document.since)
    says_so = document.since is not None and begun.since == document.since
    expires = expiry is not None and expiry.day == document.until
    return Version(
        instrument=law,
        key=text.key,
        title=text.title,
        number=text.number[:80],
        made_on=document.made_on,
        since=document.since,
        since_in_source=document.since,
        since_says=keeping.shown(begun.since_basis) if says_so else "",
        until=document.until,
        until_says=expiry.sentence[:500] if expiry and expires else "文件信息载明的有效期",
        ended_on=document.ended_on,
        ended_as=document.ended_as or (Validity.REPEALED.value if document.ended_on else ""),
        ended_by=document.ended_by[:300],
        preamble=text.preamble,
        number_of_articles=len(text.articles),
        length=text.length,
        digest=text.digest,
        source=document.url,
    )


def _name_targets(law: Instrument, version: Version) -> None:
    """Find what the text of a document speaks of, and which texts speak of this document by its title."""
    shelf = linking.current()
    for row in version.relations.all():
        known = shelf.titles.get if row.kind in EXACT else shelf.titles.key_of
        key = known(row.target_name if row.kind in EXACT else row.target_words)
        if key is not None:
            row.target_id = shelf.keys[key]
            row.save(update_fields=["target"])
    name = name_of(law.title)
    if shelf.titles.get(name) == law.key:
        Relation.objects.filter(target=None, target_name=name).update(target=law)


def _meant_by(law: Instrument) -> set[int]:
    """Return what the texts of a document speak of, and may so end or change."""
    meant = Relation.objects.filter(version__instrument=law, target__isnull=False, kind__in=living.ENDING)
    return {int(key) for key in meant.values_list("target", flat=True) if key is not None}
