"""Many pages at once: what they need is looked up together, and each is then made from it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.letters import document_to_docx, document_to_pdf
from yangguang.core.orgs.models import Organisation
from yangguang.rules.problems import Refused

from ..models import Grant, Publication, PublishedFile
from ..papers import document_of
from . import codes
from .cited import Cited, data_of
from .entries import specific
from .rendering import Related, Renderer, files_of, folder_of, said_size
from .sites import Site
from .tree import Tree
from .units import File

log = logging.getLogger(__name__)

PAPERS = (("pdf", "PDF", document_to_pdf), ("docx", "Word（DOCX）", document_to_docx))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a file to take away: where it lies, under which name it is saved, how big it is."""

    address: str
    name: str
    label: str
    size: int
    file: File

    @property
    def said(self) -> str:
        """How big it is, as people say it."""
        return said_size(self.size)


class Unpublishable(Exception):
    """What a row says is not what its grant was given for; its file is left as it was."""


class Pages:
    """Some pages of a site that are written together: a few queries for all of them, however many they are."""

    def __init__(self, site: Site, keys: Sequence[str]) -> None:
        self._renderer = Renderer(site)
        self._tree = Tree(site.root)
        self._publications = _publications([int(key) for key in keys])
        self._related = _related_to(self._publications)
        self._cited = Cited(site, self._publications)
        self._lying = _lying(site, self._publications)

    def files_of(self, key: str) -> Iterator[File]:
        """Yield the files of a page: its pictures, its QR code, and itself; or what stands in its place.

        Raises:
            Unpublishable: when the row says something that nobody granted.
        """
        publication = self._publications.get(int(key))
        if publication is None:
            return
        if not publication.is_live:
            yield File(publication.address, self._renderer.tombstone(publication))
            return
        page, grant = publication.page, publication.grant
        if grant is None or page.live_revision_id != grant.revision_id or not grant.covers(page):
            raise Unpublishable(
                f"{publication.address}：数据库里的内容与发布许可不符，没有写入；网上的文件保持原样。"
            )
        yield from files_of(page, publication)
        yield self._code_of(publication)
        related = self._related.get(publication.page_id, [])
        given: dict[str, Any] = {}
        if page.has_validity:
            facts = self._cited.facts(page.pk)
            made = [*self._papers_of(publication, grant)]
            yield from (paper.file for paper in made)
            given = {"facts": facts, "papers": made, "data": data_path(publication)}
            absolute = self._renderer.site.absolute(publication.address)
            data = data_of(page, publication, absolute, facts, localdate())
            yield File(data_path(publication), data, grant.revision_id)
        html = self._renderer.page(
            page, publication, related, with_links=partial(self._cited.in_body, page.pk), **given
        )
        yield File(publication.address, html, grant.revision_id)

    def _papers_of(self, publication: Publication, grant: Grant) -> Iterator[Paper]:
        """Yield a document to print and to go on with. What it says is granted, so what was made of a grant stays."""
        folder, title = folder_of(publication.address), publication.page.title
        for ending, label, made_by in PAPERS:
            path = f"{folder}{grant.hash[:16]}.{ending}"
            row, there = self._lying.get(path), self._tree.read(path)
            if _is_published(row, there):
                assert there is not None
                yield Paper(path, f"{title}.{ending}", label, len(there), File(path, None))
                continue
            try:
                content = made_by(document_of(publication.page))
            except Refused as refused:  # the page goes out nevertheless
                log.error("%s: %s", path, refused)
                continue
            yield Paper(
                path, f"{title}.{ending}", label, len(content), File(path, content, grant.revision_id)
            )

    def _code_of(self, publication: Publication) -> File:
        """Return the QR code of a page. It takes longer to draw than all the rest, and depends on the address alone.

        So one that lies there stays, if it is the one that was published, and says that it is for this address.
        """
        path, absolute = _code_path(publication), self._renderer.site.absolute(publication.address)
        row, there = self._lying.get(path), self._tree.read(path)
        is_for_it = there is not None and f"<title>{escape(absolute)}</title>".encode() in there
        if is_for_it and _is_published(row, there):
            return File(path, None)
        return File(path, codes.code_of(absolute))


def _publications(keys: Sequence[int]) -> dict[int, Publication]:
    """Return what was published of these pages, by the key of the page, with the page as what it is."""
    found = Publication.objects.filter(page__in=keys, published_at__isnull=False).select_related("grant")
    publications = {each.page_id: each for each in found}
    pages = specific(publications)
    named = {key for each in publications.values() for key in (each.org_id, pages[each.page_id].org_id)}
    orgs = Organisation.objects.in_bulk(key for key in named if key is not None)
    for each in publications.values():
        page = pages[each.page_id]
        each.page, each.org = page, orgs[each.org_id]
        if page.org_id is not None:
            page.org = orgs[page.org_id]
    return publications


def _related_to(publications: dict[int, Publication]) -> dict[int, list[Related]]:
    """Return for those pages that explain others, or that others explain, what is related to them."""
    from .producing import related_to

    explained = set(
        Publication.objects.filter(
            main__in=publications, published_at__isnull=False, withdrawn_at=None
        ).values_list("main", flat=True)
    )
    return {key: related_to(each) for key, each in publications.items() if each.main_id or key in explained}


def _lying(site: Site, publications: dict[int, Publication]) -> dict[str, PublishedFile]:
    """Return what was published of that which takes long to make, and may stay: QR codes and papers."""
    paths = [_code_path(each) for each in publications.values()]
    for each in publications.values():
        if each.page.has_validity and each.grant is not None:
            stem = f"{folder_of(each.address)}{each.grant.hash[:16]}"
            paths += [f"{stem}.{ending}" for ending, _, _ in PAPERS]
    return {row.path: row for row in PublishedFile.objects.filter(org=site.org, path__in=paths)}


def _is_published(row: PublishedFile | None, there: bytes | None) -> bool:
    """Whether what lies there is what was published."""
    return (
        row is not None
        and there is not None
        and hashlib.sha256(there).hexdigest() == row.sha256
        and row.is_genuine()
    )


def data_path(publication: Publication) -> str:
    """Return where a document lies as data."""
    return f"{publication.address.removesuffix('.html')}.json"


def _code_path(publication: Publication) -> str:
    return f"{folder_of(publication.address)}qr.svg"
