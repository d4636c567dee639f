"""What the search knows of pages: put there, and taken away, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.timezone import localdate

from yangguang.core.records.actions import key_of
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind

from . import articles
from .models import OfficialPage, Publication


def put(publication: Publication) -> None:
    """Let a page be found as it now stands before the public, or no more."""
    page = OfficialPage.objects.get(pk=publication.page_id).specific
    search.remove_parts(key_of(publication))
    if publication.is_live:
        whole = entry_of(publication, page)
        search.put_all([whole, *_articles(whole, page)])
    else:
        search.remove(key_of(publication))
    transaction.on_commit(search.refresh)


def entry_of(publication: Publication, page: Any) -> Entry:
    """Return what the search knows of a page."""
    on = page.made_on or publication.published_on
    return Entry(
        key=key_of(publication),
        org_id=publication.org_id,
        kind=page.search_kind,
        title=page.title,
        text="\n".join([page.summary, page.keywords, *_words(page)]),
        url=publication.address,
        number=page.number,
        agency=publication.org.name,
        theme=page.theme,
        on=on,
        validity=page.validity(localdate()),
    )


def _articles(whole: Entry, page: Any) -> Iterator[Entry]:
    """Yield the articles of a document that binds, so that who cites one is led to it."""
    if not page.has_validity:
        return
    for number, text in articles.articles_of(page):
        yield replace(
            whole,
            key=f"{whole.key}#{number}",
            kind=Kind.ARTICLE,
            article=number,
            text=text,
            number="",
            url=f"{whole.url}#{articles.place_of(number)}",
        )


def _words(page: Any) -> list[str]:
    """Return the words of a body, of pictures and files those that stand for them."""
    found = []
    for block in page.body.raw_data:
        value = block["value"]
        if block["type"] == "text":
            found.append(strip_tags(value.replace("</p>", "</p>\n")))
        elif block["type"] == "table":
            found += [value["caption"], strip_tags(value["html"].replace("</t", " </t"))]
        elif block["type"] == "picture":
            found += [value["alt"], value.get("caption") or ""]
        else:
            found.append(value["title"])
    return found
