"""What pages that are written together cite, and what stands beside a document: looked up once for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from yangguang.core.law import linking, living
from yangguang.core.law.models import VALIDITIES, Instrument, Link, Relation, Version, anchor_of
from yangguang.core.law.relating import Kind
from yangguang.core.records.actions import key_of
from yangguang.core.records.models import Record
from yangguang.rules.law.citations import Citation
from yangguang.rules.law.lives import Standing

from .. import citing, comparing, describing
from ..models import Publication
from .linked import with_links
from .sites import Site

MOST_CITING = 50
"""How many of those who cite a document stand on its page; of the others their number is said."""

MOST_VERSIONS = 10
"""How many earlier texts of a document are compared on its page, the newest first."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a document is based on (依据): its title, where it is read, whether it still holds, and the sentence."""

    title: str
    address: str
    places: str
    label: str
    validity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A text of a document that was public: since when, and what it changed in the one before."""

    on: date
    changes: Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Facts:
    """What stands on the page of a document beside its words."""

    standing: Standing
    basis: list[Ground] = field(default_factory=list)
    cited_by: list[tuple[str, str]] = field(default_factory=list)
    citing: int = 0
    editions: list[Edition] = field(default_factory=list)


class Cited:
    """The citations of some pages of a site: one query finds those that cite nothing, and they cost no more."""

    def __init__(self, site: Site, publications: Mapping[int, Publication]) -> None:
        self._site = site
        documents = {
            key: each for key, each in publications.items() if each.page.has_validity and each.is_live
        }
        self._facts = _facts(documents, self) if documents else {}
        links = Link.objects.filter(kind=citing.KIND, key__in=[str(key) for key in publications])
        rows = list(links.order_by().values_list("key", "instrument__key", "instrument__url").distinct())
        there = self.published({url or f"/laws/{law}.html": bool(url) for _, law, url in rows})
        self._titles = linking.current().titles if there else None
        self._addresses: dict[int, dict[str, str]] = {}
        for page, law, url in rows:
            if (address := url or f"/laws/{law}.html") in there:
                self._addresses.setdefault(int(page), {})[law] = address

    def facts(self, page: int) -> Facts | None:
        """Return what stands beside a document; None where a page is none."""
        return self._facts.get(page)

    def in_body(self, page: int, body: Sequence[SafeString]) -> list[SafeString]:
        """Return the blocks of a page with links where it cites what readers can open."""
        addresses = self._addresses.get(page)
        if not addresses:
            return list(body)
        called: dict[str, str] = {}
        return [_with_links(block, self._titles, addresses, called) for block in body]

    def published(self, addresses: Mapping[str, bool]) -> set[str]:
        """Return those addresses that readers can open: a law whose file lies there, a page of this site that is live.

        Args:
            addresses: whether each is that of a page; a page may be written only after the one that leads there.
        """
        pages = [address for address, is_page in addresses.items() if is_page]
        live = Publication.objects.filter(
            address__in=pages, page__path__startswith=self._site.home.path, withdrawn_at=None
        )
        found = set(live.values_list("address", flat=True)) if pages else set()
        laws = (address for address, is_page in addresses.items() if not is_page)
        return found | {address for address in laws if (self._site.root / address[1:]).is_file()}


def _with_links(
    block: SafeString, titles: Any, addresses: Mapping[str, str], called: MutableMapping[str, str]
) -> SafeString:
    def leads(citation: Citation) -> str:
        address = addresses.get(citation.key or "", "")
        if not address or not citation.places:
            return address
        first = citation.places[0]
        return f"{address}#{anchor_of(first.article, first.sub)}"

    return mark_safe(with_links(str(block), titles, leads, called))  # noqa: S308  what is put in is escaped there


def _facts(documents: Mapping[int, Publication], cited: Cited) -> dict[int, Facts]:
    today = localdate()
    pages = {citing.instrument_key(key): key for key in documents}
    laws = {each.pk: pages[each.key] for each in Instrument.objects.filter(key__in=pages)}
    lives = living.lives(Instrument.objects.filter(pk__in=laws))
    found = {page: Facts(lives[pk].on(today)) for pk, page in laws.items()}
    _put_basis(found, laws, cited, today)
    _put_citing(found, laws, cited)
    _put_editions(found, documents)
    return found


def _put_basis(found: dict[int, Facts], laws: Mapping[int, int], cited: Cited, today: date) -> None:
    newest: dict[int, int] = {}
    for version in Version.objects.filter(instrument__in=laws).only("pk", "instrument"):
        newest.setdefault(version.instrument_id, version.pk)
    said = Relation.objects.filter(
        version__in=newest.values(), kind__in=(Kind.BASED_ON, Kind.IMPLEMENTS)
    ).select_related("version", "target")
    rows = [(row, row.target) for row in said]
    targets = {target.pk: target for _, target in rows if target}
    standing: Any = Instrument.objects.filter(pk__in=targets).standing_on(today)
    holding = {each.pk: each.validity for each in standing}
    there = cited.published({each.address: bool(each.url) for each in targets.values()})
    labels = dict(VALIDITIES)
    for row, target in rows:
        address = target.address if target and target.address in there else ""
        holds = holding.get(target.pk, "") if target else ""
        title = target.title if target else row.target_words.strip("《》")
        ground = Ground(
            title, address, "、".join(row.places[:20]), labels.get(holds, ""), holds or "", row.sentence
        )
        known = found[laws[row.version.instrument_id]].basis
        if all(each.title != title for each in known):
            known.append(ground)


def _put_citing(found: dict[int, Facts], laws: Mapping[int, int], cited: Cited) -> None:
    links = Link.objects.filter(instrument__in=laws, kind__in=(citing.KIND, linking.LAW))
    rows = list(links.order_by("label").values_list("instrument", "label", "url", "source").distinct())
    there = cited.published({url.partition("#")[0]: source is None for _, _, url, source in rows})
    for law, label, url, _ in rows:
        facts = found[laws[law]]
        facts.citing += 1
        if url.partition("#")[0] in there and len(facts.cited_by) < MOST_CITING:
            facts.cited_by.append((label, url))


def _put_editions(found: dict[int, Facts], documents: Mapping[int, Publication]) -> None:
    """Put the texts that went live, of which the ledger knows, with what each changed; most documents have one."""
    keys = {key_of(each): page for page, each in documents.items()}
    orgs = {each.org_id for each in documents.values()}
    published = Record.objects.filter(org_id__in=orgs, about__in=keys, kind="publishing.published")
    texts: dict[int, dict[int, date]] = {}
    for about, at, said in published.order_by("at").values_list("about", "at", "details"):
        texts.setdefault(keys[about], {}).setdefault(int(said["revision"]), localdate(at))
    for page, days in texts.items():
        if len(days) < 2 or page not in found:
            continue
        shown = sorted(days)[-MOST_VERSIONS - 1 :]
        revisions = {
            each.pk: each.as_object() for each in documents[page].page.revisions.filter(pk__in=shown)
        }
        there = [key for key in shown if key in revisions]
        editions = [Edition(days[there[0]], ())] if there else []
        for older, newer in pairwise(there):
            changes = comparing.differences(revisions[older], revisions[newer])
            editions.append(Edition(days[newer], changes))
        found[page].editions = editions[::-1]


def data_of(page: Any, publication: Publication, absolute: str, facts: Facts | None, on: date) -> bytes:
    """Return a document as plain data (JSON): schema.org Legislation, with its words and what stands beside."""
    validity = page.validity(on)
    said = describing.linked_data(page, publication, absolute) | {
        "yangguang": {
            "validity": validity.value,
            "validityLabel": validity.label,
            "on": on.isoformat(),
            "reasons": list(facts.standing.reasons) if facts else [],
            "missing": list(facts.standing.missing) if facts else [],
            "basis": [
                {"title": each.title, "url": each.address, "articles": each.places, "validity": each.validity}
                for each in (facts.basis if facts else ())
            ],
            "citedBy": [{"title": title, "url": url} for title, url in (facts.cited_by if facts else ())],
            "versions": [each.on.isoformat() for each in (facts.editions if facts else ())],
            "text": citing.words_of(page),
        }
    }
    return json.dumps(said, ensure_ascii=False).encode()
