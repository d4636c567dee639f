"""What a page looks like as a file. A preview shows the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from yangguang.core.ui.context import MODES, entries
from yangguang.core.ui.context import site as chrome

from .. import addresses, navigation
from ..articles import with_places
from ..content import files_in
from ..models import Attachment, OfficialPage, Picture, Publication
from .joined import joined
from .sites import Site, site_of
from .units import File

WIDEST = "width-1200"
"""A picture in a text is at most as wide as the widest screen shows it."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the way from the home page to a page."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Related:
    """A page that explains this one, or that this one explains."""

    title: str
    address: str
    kind: str
    form: str = ""


def trail_to(place: OfficialPage) -> list[Place]:
    """Return the way from the home page to a column, the column included."""
    above = [each for each in place.get_ancestors() if each.depth >= 2]
    return [
        Place("首页" if each.depth == 2 else each.title, addresses.path_of(each)) for each in [*above, place]
    ]


class Renderer:
    """Renders the pages of a site; what many of them share is looked up once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._trails: dict[int, list[Place]] = {}
        self._chrome = chrome(None)
        self._chrome["foot_links"] = navigation.FOOT
        places = navigation.places(site.home)
        # All that lies in one folder stands below the same entries of the navigation.
        self._navigation = cache(lambda folder: entries(places, f"{folder}/"))
        self._shared: dict[tuple[object, ...], dict[Any, SafeString]] = {}

    def html(self, template: str, address: str, **values: Any) -> bytes:
        """Return a whole page as it lies in a file."""
        absolute = self.site.absolute(address)
        context = {**self._chrome, "address": address, "absolute": absolute, "beacon": address, **values}
        context["navigation"] = navigation = self._navigation(address.rpartition("/")[0])
        # The head, the way and the foot are the same where these are: see `shared` in the templates.
        same = template, context["mode"], id(navigation), *values.get("trail", ())
        context["shared"] = self._shared.setdefault(same, {})
        return joined(template).render(context).encode()

    def page(
        self,
        page: Any,
        publication: Publication,
        related: Sequence[Related] = (),
        *,
        mode: str = "",
        with_links: Callable[[list[SafeString]], list[SafeString]] = list,
        **given: Any,
    ) -> bytes:
        """Return the file of a page that is live; in a mode, its proof, with the files as the office has them.

        Args:
            page: the page, as what it is.
            publication: where it is found.
            related: what explains it, or what it explains.
            mode: of the proof; empty for the file.
            with_links: puts links into its body where it cites.
            given: what else its template shows, see `cited.Facts`.
        """
        today = timezone.localdate()
        return self.html(
            page.static_template,
            publication.address,
            page=page,
            publication=publication,
            trail=self.trail(publication.column_id),
            body=with_links([*body_of(page, "" if mode else folder_of(publication.address))]),
            is_proof=bool(mode),
            validity=page.validity(today),
            checked_on=today,
            related=related,
            **({"mode": mode, "beacon": ""} if mode else {}),
            **page.shown(),
            **given,
        )

    def tombstone(self, publication: Publication) -> bytes:
        """Return what stands in the place of a page that was taken back."""
        return self.html(
            "publishing/withdrawn.html",
            publication.address,
            publication=publication,
            page=publication.page,
            trail=self.trail(publication.column_id),
        )

    def trail(self, column: int) -> list[Place]:
        """Return the way to a column."""
        if column not in self._trails:
            self._trails[column] = trail_to(OfficialPage.objects.get(pk=column))
        return self._trails[column]


def preview(page: OfficialPage, mode: str) -> bytes:
    """Return a page as it would be published now, for its editor."""
    parent = OfficialPage.objects.get(pk=page.get_parent().pk)
    publication = getattr(page, "publication", None) if page.pk else None
    shown = publication or Publication(page_id=page.pk, column=parent, org=page.org)
    shown.address = shown.address or f"{addresses.path_of(parent)}{page.pk or 0}.html"
    return Renderer(site_of(parent)).page(page, shown, mode=mode if mode in MODES else MODES[0])


def folder_of(address: str) -> str:
    """Return the folder with the pictures and files of a page.

    >>> folder_of("/news/12.html")
    '/news/12/'
    """
    return address.removesuffix(".html") + "/"


def body_of(page: Any, folder: str) -> Iterator[SafeString]:
    """Yield the blocks of a body as the reader's browser shows them.

    Args:
        page: the page.
        folder: where its pictures and files lie; empty while they lie nowhere but in the office.
    """
    for block in page.body.raw_data:
        kind, value = block["type"], block["value"]
        if kind == "text":
            yield _text(value)
        elif kind == "table":
            yield _table(value)
        elif kind == "picture":
            yield _picture(value, folder)
        elif kind == "file":
            yield _file(value, folder)


def said_size(size: int) -> str:
    """Return how big a file is, as people say it.

    >>> said_size(20), said_size(20480), said_size(3 * MEGABYTE)
    ('1 KB', '20 KB', '3.0 MB')
    """
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(size // 1024, 1)} KB"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a page as another page shows it."""

    address: str
    alt: str
    width: int
    height: int


def first_picture(publication: Publication) -> Shown | None:
    """Return the first picture in a page that is live, as it lies beside it; None when there is none."""
    page = publication.page.specific
    for block in page.body.raw_data:
        image = (
            Picture.objects.filter(pk=block["value"]["image"]).first() if block["type"] == "picture" else None
        )
        if image is not None:
            rendition = image.get_rendition(WIDEST)
            address = f"{folder_of(publication.address)}{_name_of(image, rendition.file.name)}"
            return Shown(address, block["value"]["alt"], rendition.width, rendition.height)
    return None


def files_of(page: Any, publication: Publication) -> Iterator[File]:
    """Yield the pictures and files of a page, as they lie beside it."""
    folder, granted = folder_of(publication.address), publication.grant
    revision = granted.revision_id if granted else None
    for kind, key in files_in(page):
        if kind == "picture":
            image = Picture.objects.filter(pk=key).first()
            if image is not None:
                rendition = image.get_rendition(WIDEST)
                with rendition.file.open() as file:
                    yield File(f"{folder}{_name_of(image, rendition.file.name)}", file.read(), revision)
        else:
            document = Attachment.objects.filter(pk=key).first()
            if document is not None:
                with document.file.open() as file:
                    yield File(f"{folder}{_name_of(document, document.file.name)}", file.read(), revision)


def _name_of(row: Picture | Attachment, file: str) -> str:
    """Return the name of a file beside its page; it changes with what is in it."""
    return f"{row.pk}-{row.get_file_hash()[:10]}.{file.rpartition('.')[2].lower()}"


def _address_of(row: Picture | Attachment, file: Any, folder: str) -> str:
    return f"{folder}{_name_of(row, file.name)}" if folder else str(file.url)


_OF_THE_EDITOR = re.compile(r' data-block-key="[^"]*"')


def _text(value: str) -> SafeString:
    html = _OF_THE_EDITOR.sub("", value)
    html = with_places(expand_db_html(html) if "type=" in html else html)
    return mark_safe(html)  # noqa: S308  cleaned on the way in


_TABLE = re.compile(r"<table[^>]*>", re.IGNORECASE)


def _table(value: dict[str, str]) -> SafeString:
    caption = format_html("<caption>{}</caption>", value["caption"])
    html = _TABLE.sub(lambda found: f"{found[0]}{caption}", value["html"], count=1)
    return format_html(
        '<div class="wide" tabindex="0" role="region" aria-label="{}">{}</div>',
        value["caption"],
        mark_safe(html),  # noqa: S308  cleaned on the way in
    )


def _picture(value: dict[str, Any], folder: str) -> SafeString:
    image = Picture.objects.filter(pk=value["image"]).first()
    if image is None:
        return SafeString("")
    rendition = image.get_rendition(WIDEST)
    shown = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        _address_of(image, rendition.file, folder), value["alt"], rendition.width, rendition.height,
    )  # fmt: skip
    caption = format_html("<figcaption>{}</figcaption>", value["caption"]) if value.get("caption") else ""
    return format_html("<figure>{}{}</figure>", shown, caption)


def _file(value: dict[str, Any], folder: str) -> SafeString:
    document = Attachment.objects.filter(pk=value["document"]).first()
    if document is None:
        return SafeString("")
    said = said_size(document.get_file_size() or 0)
    ending = document.file.name.rpartition(".")[2].upper()
    return format_html(
        '<p class="attached"><a href="{}" download>{}</a> <span class="quiet">（{}，{}）</span></p>',
        _address_of(document, document.file, folder), value["title"], ending, said,
    )  # fmt: skip
