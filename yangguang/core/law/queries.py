"""What a reader can ask of the library: which law, what holds of it on a day and why, who cites it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.core.orgs.models import Organisation
from yangguang.rules.law.citations import Citation, Titles
from yangguang.rules.law.lives import Standing
from yangguang.rules.law.places import Place
from yangguang.rules.validity import Validity

from . import linking, living
from .models import Article, Instrument, Link, Relation, Version, anchor_of
from .relating import DECIDES, Kind


def titles() -> Titles:
    """Return what the library knows laws as, for `rules.law.citations.find`."""
    return linking.titles()


def instrument(key: str) -> Instrument | None:
    """Return the instrument with a key; None when there is none."""
    return Instrument.objects.filter(key=key).first()


def standing(law: Instrument, day: date) -> Standing:
    """Return what holds of an instrument on a day, with its reasons and what is not known."""
    return living.lives(Instrument.objects.filter(pk=law.pk))[law.pk].on(day)


def standings(laws: QuerySet[Instrument], day: date) -> dict[int, Standing]:
    """Return what holds of many on a day, by their keys in the database."""
    return {pk: life.on(day) for pk, life in living.lives(laws).items()}


def superseded_by(laws: Sequence[Instrument], day: date) -> dict[int, list[Instrument]]:
    """Return what took the place of laws: what repeals them as a whole, is in force on a day, and rules itself.

    A decision that cleans up many laws takes the place of none.
    """
    repeals = Relation.objects.filter(target__in=laws, kind=Kind.REPEALS).exclude(
        version__instrument__title__iregex=DECIDES.pattern
    )
    holding = Instrument.objects.filter(pk__in=repeals.values("version__instrument")).standing_on(day)
    newer = {each.pk: each for each in holding if getattr(each, "validity", "") in HOLDS}
    found: dict[int, list[Instrument]] = {}
    for target, by in repeals.order_by("target", "version__made_on").values_list(
        "target", "version__instrument"
    ):
        if by in newer and by != target and newer[by] not in found.setdefault(target, []):
            found[target].append(newer[by])
    return found


HOLDS = (Validity.IN_FORCE.value, Validity.AMENDED.value)


def checked_to() -> date | None:
    """Return up to which day the library knows what was promulgated; None while it is empty."""
    return living.checked_to()


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a citation leads to.

    Args:
        instrument: the law.
        version: the text of it that was in force when the citation was written; None when the library lacks it.
        articles: the articles that are cited, as that text has them.
        missing: the places that this text does not have.
        address: where a reader is led.
    """

    instrument: Instrument
    version: Version | None
    articles: Sequence[Article]
    missing: Sequence[Place]
    address: str


def resolve(citation: Citation, on: date) -> Resolved | None:
    """Return what a citation means in a text written on a day; None when the library does not know the law."""
    law = instrument(citation.key) if citation.key else None
    if law is None:
        return None
    key = linking.text_on(law, on)
    text = Version.objects.get(pk=key) if key else None
    wanted = list(dict.fromkeys(place.whole for place in citation.places))
    found = {each.place: each for each in text.articles.all()} if text and wanted else {}
    first = next((anchor_of(place.article, place.sub) for place in wanted if place in found), "")
    return Resolved(
        law,
        text,
        [found[place] for place in wanted if place in found],
        [place for place in wanted if place not in found],
        f"{law.address}#{first}" if first else law.address,
    )


def cited_by(law: Instrument, place: Place | None = None) -> QuerySet[Link]:
    """Return who cites a law (被引用), or one of its articles; not what it says of itself."""
    found = Link.objects.filter(instrument=law).exclude(source__instrument=law)
    if place is not None:
        found = found.filter(article=place.article, sub=place.sub)
    return found.select_related("source__instrument").order_by("label", "pk")


def seen_by(orgs: QuerySet[Organisation]) -> Q:
    """Return the condition for links of laws, and of these organisations."""
    return Q(org=None) | Q(org__in=orgs)


def cites(version: Version) -> QuerySet[Link]:
    """Return what a text cites, but not itself."""
    found = Link.objects.filter(source=version).exclude(instrument=version.instrument_id)
    return found.select_related("instrument", "version")


def citation_counts(law: Instrument) -> dict[tuple[int, int], int]:
    """Return how often each article of a law is cited by others."""
    rows = cited_by(law).order_by().values("article", "sub").annotate(number=Count("pk"))
    return {(row["article"], row["sub"]): row["number"] for row in rows}


# A law as plain values for pages


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article as a page shows it; `heading` is what stands above it for the first time."""

    anchor: str
    label: str
    heading: Sequence[str]
    lines: Sequence[str]
    cited: int


@dataclass(frozen=True, slots=True)
class RelationShown:
    """A relation as a page shows it: what is said, of what or by what, in which sentence."""

    label: str
    title: str
    key: str
    address: str
    places: str
    since: date | None
    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A text of a law in the list of its texts."""

    key: str
    day: date | None
    since: date | None
    address: str
    articles: int
    is_shown: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class LawPage:
    """A law with one of its texts, as the portal and the office show it."""

    key: str
    title: str
    category: str
    region: str
    issuer: str
    number: str
    address: str
    validity: Validity
    standing: Standing
    on: date
    made_on: date | None
    since: date | None
    source: str
    history: Sequence[tuple[date, str]]
    preamble: Sequence[str]
    articles: Sequence[ArticleShown]
    contents: Sequence[tuple[str, str, int]]
    versions: Sequence[VersionShown]
    says: Sequence[RelationShown]
    said_of: Sequence[RelationShown]
    is_current: bool
    shown_key: str
    cited: int


MOST_RELATIONS = 100
"""How many relations of one kind stand on a page; the rest are in the office's list."""


def page_of(
    law: Instrument, day: date, *, version: Version | None = None, standing_on: Standing | None = None
) -> LawPage:
    """Return a law as plain values for `law/text.html`: the text that holds on `day`, or the one that is given."""
    holds = standing_on or standing(law, day)
    versions = list(law.versions.all())
    current = next((each for each in versions if each.key == holds.edition), None) or versions[0]
    text = version or current
    counts = citation_counts(law)
    articles = list(_shown(text.articles.all(), counts))
    return LawPage(
        key=law.key,
        title=text.title,
        category=law.category,
        region=law.region,
        issuer=law.issuer,
        number=text.number or law.number,
        address=law.address if text == current else text.address,
        validity=holds.validity,
        standing=holds,
        on=day,
        made_on=text.made_on,
        since=text.since,
        source=text.source,
        history=[(date.fromisoformat(on), event) for on, event in text.history],
        preamble=text.preamble.splitlines(),
        articles=articles,
        contents=_contents(articles),
        versions=[
            VersionShown(
                each.key,
                each.day,
                each.since,
                law.address if each == current else each.address,
                each.number_of_articles,
                each == text,
                each == current,
            )
            for each in versions
        ],
        says=[_said_by(each) for each in text.relations.select_related("target")[:MOST_RELATIONS]],
        said_of=_said_of(law),
        is_current=text == current,
        shown_key=text.key,
        cited=sum(counts.values()),
    )


def _shown(articles: QuerySet[Article], counts: dict[tuple[int, int], int]) -> Any:
    before: list[str] = []
    for each in articles:
        levels = [level.strip() for level in each.chapter.split(" / ") if level.strip()]
        new = next((at for at, level in enumerate(levels) if before[at : at + 1] != [level]), len(levels))
        yield ArticleShown(
            anchor=each.anchor,
            label=each.label,
            heading=levels[new:],
            lines=each.text.splitlines(),
            cited=counts.get((each.article, each.sub), 0),
        )
        before = levels


def _contents(articles: Sequence[ArticleShown]) -> list[tuple[str, str, int]]:
    """Return the table of contents: each heading, the anchor of its first article, and its level from 1."""
    found = []
    for each in articles:
        for heading in each.heading:
            level = 2 if "节" in heading[:6] else 1
            found.append((heading, each.anchor, level))
    return found


def _said_by(row: Relation) -> RelationShown:
    return RelationShown(
        label=row.get_kind_display(),
        title=row.target.title if row.target else row.target_words,
        key=row.target.key if row.target else "",
        address=row.target.address if row.target else "",
        places="、".join(row.places[:20]),
        since=row.since,
        sentence=row.sentence,
        place=row.place,
    )


PASSIVE = {each.value: each.passive for each in Kind}
CHANGING = (Kind.REPEALS, Kind.AMENDS)


def _said_of(law: Instrument) -> list[RelationShown]:
    rows = law.said_of.select_related("version__instrument").order_by("kind", "version__made_on", "pk")
    found: dict[tuple[str, int], RelationShown] = {}
    for row in rows:
        by = row.version.instrument
        if by.pk == law.pk and row.kind not in CHANGING:
            continue
        found.setdefault(
            (row.kind, by.pk),
            RelationShown(
                label=PASSIVE[row.kind],
                title=row.version.title,
                key=by.key,
                address=by.address,
                places="、".join(row.places[:20]),
                since=row.since,
                sentence=row.sentence,
                place=row.place,
            ),
        )
    return list(found.values())


def linked_data(page: LawPage, absolute: str) -> dict[str, Any]:
    """Return a law as schema.org Legislation, for machines."""
    force = {
        Validity.IN_FORCE: "InForce",
        Validity.AMENDED: "PartiallyInForce",
        Validity.NOT_YET: "NotInForce",
        Validity.EXPIRED: "NotInForce",
        Validity.REPEALED: "NotInForce",
        Validity.SUSPENDED: "NotInForce",
    }.get(page.validity)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": absolute,
        "url": absolute,
        "name": page.title,
        "legislationIdentifier": page.number or page.key,
        "legislationType": page.category,
        "inLanguage": "zh-Hans",
    }
    optional: dict[str, Any] = {
        "legislationJurisdiction": page.region or "中华人民共和国",
        "legislationDate": page.made_on and page.made_on.isoformat(),
        "legislationDateOfApplicability": page.since and page.since.isoformat(),
        "legislationPassedBy": page.issuer,
        "legislationLegalForce": force and f"https://schema.org/{force}",
        "temporalCoverage": page.since and f"{page.since.isoformat()}/..",
    }
    return said | {name: value for name, value in optional.items() if value}


def as_data(page: LawPage, absolute: str) -> dict[str, Any]:
    """Return a law with all its articles, its relations and the reasons for its standing, as plain data (JSON)."""
    return linked_data(page, absolute) | {
        "yangguang": {
            "key": page.key,
            "validity": page.validity.value,
            "validityLabel": page.validity.label,
            "on": page.on.isoformat(),
            "checkedTo": page.standing.checked_to and page.standing.checked_to.isoformat(),
            "reasons": list(page.standing.reasons),
            "missing": list(page.standing.missing),
            "preamble": "\n".join(page.preamble),
            "articles": [
                {"anchor": each.anchor, "label": each.label, "text": "\n".join(each.lines)}
                for each in page.articles
            ],
            "versions": [
                {"key": each.key, "day": each.day and each.day.isoformat(), "url": each.address}
                for each in page.versions
            ],
            "relations": [
                {"kind": each.label, "title": each.title, "url": each.address, "sentence": each.sentence}
                for each in [*page.says, *page.said_of]
            ],
        }
    }
