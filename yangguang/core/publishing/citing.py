"""What pages cite, and the documents of the office in the library of law: kept in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from yangguang.core.law import linking, own
from yangguang.core.law.linking import Citing
from yangguang.core.law.models import Link, Relation
from yangguang.rules.wording.lines import Line, contents

from .models import OfficialPage, Publication
from .site.entries import specific

KIND = "publishing.page"
"""The kind of a citation that stands in a page; its key is that of the page."""

AT_ONCE = 500
"""How many pages are held in memory while all of them are read."""


def put(publication: Publication) -> list[int]:
    """Keep what a page cites, and a document with all its text, as it now stands before the public, or no more.

    Returns:
        The pages that show something of it: the documents that it cites or cited, and those that are based on it.
    """
    page: Any = OfficialPage.objects.get(pk=publication.page_id).specific
    key = instrument_key(page.pk)
    touched = _cited(page.pk)
    if publication.is_live:
        if page.has_validity:
            own.keep(_document(page, publication))
        linking.put_links(citing(publication, page), words_of(page), on=_written_on(page, publication))
        touched |= _cited(page.pk)
        touched |= _based_on(key) if page.has_validity else set()
    else:
        linking.remove_links(KIND, str(page.pk))
        touched |= _citing(key) | _based_on(key) if page.has_validity else set()
        own.forget(key)
    live = Publication.objects.filter(address__in=touched, published_at__isnull=False, withdrawn_at=None)
    found = live.exclude(pk=publication.pk).values_list("page", flat=True) if touched else ()
    return list(found)


def live_pages() -> Iterator[tuple[Citing, str, date | None]]:
    """Yield all that the public reads, with its words and the day on which they were written."""
    live = Publication.objects.filter(published_at__isnull=False, withdrawn_at=None).order_by("pk")
    rows = live.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        pages = specific(each.page_id for each in some)
        for each in some:
            page: Any = pages[each.page_id]
            yield citing(each, page), words_of(page), _written_on(page, each)


CITING = [live_pages]


def citing(publication: Publication, page: Any) -> Citing:
    """Return who cites, when a page does."""
    return Citing(
        kind=KIND,
        key=str(publication.page_id),
        label=f"《{page.title}》",
        url=publication.address,
        org_id=publication.org_id,
        own=instrument_key(publication.page_id) if page.has_validity else "",
    )


def instrument_key(page: int) -> str:
    """Return the key in the library of the document that a page is."""
    return own.key_of(KIND, page)


def lines_of(page: Any) -> list[Line]:
    """Return the paragraphs of a page with their places, its title not among them."""
    return contents([(each["type"], each["value"]) for each in page.body.raw_data]).lines


def words_of(page: Any) -> str:
    """Return the words of a page as plain text, one paragraph to a line."""
    return "\n".join(line.text for line in lines_of(page))


def _document(page: Any, publication: Publication) -> own.Document:
    return own.Document(
        key=instrument_key(page.pk),
        title=page.title,
        org_id=publication.org_id,
        url=publication.address,
        words=words_of(page),
        issuer=publication.org.name,
        number=page.number,
        made_on=page.made_on,
        since=page.effective_on,
        until=page.expires_on,
        ended_on=publication.ended_on,
        ended_as=publication.ended_as,
        ended_by=publication.ended_by,
    )


def _written_on(page: Any, publication: Publication) -> date | None:
    return page.made_on or publication.published_on


def _cited(page: int) -> set[str]:
    """Return the addresses of the documents of the office that a page cites."""
    links = Link.objects.filter(kind=KIND, key=str(page), instrument__org__isnull=False)
    return set(links.values_list("instrument__url", flat=True))


def _citing(key: str) -> set[str]:
    """Return the addresses of the pages that cite a document of the office."""
    return set(Link.objects.filter(kind=KIND, instrument__key=key).values_list("url", flat=True))


def _based_on(key: str) -> set[str]:
    """Return the addresses of the documents of the office that say something of this one."""
    said = Relation.objects.filter(target__key=key, version__instrument__org__isnull=False)
    return set(said.values_list("version__instrument__url", flat=True))
