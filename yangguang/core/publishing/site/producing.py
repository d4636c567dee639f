"""The units of this part: pages, lists, fronts, feeds and maps."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from xml.sax.xmlreader import AttributesImpl

from django.db import connection
from django.utils import feedgenerator
from django.utils.xmlutils import SimplerXMLGenerator

from .. import addresses, queries
from ..models import OfficialPage, Publication
from .entries import Entry, entries_of, specific
from .pages import Pages, Unpublishable
from .rendering import Place, Related, Renderer
from .sites import Site
from .units import IN_A_MAP, ON_A_LIST, File, Unit, last_place

IN_A_FEED = 30
IN_A_PANEL = 6
"""How many of its newest pages a column shows on the front of what it is in."""

MAPS = """
SELECT map.number
FROM generate_series(0, (SELECT max(page_id) / %(pages)s FROM publishing_publication)) AS map (number)
CROSS JOIN LATERAL (
    SELECT 1 FROM publishing_publication publication JOIN publishing_officialpage page ON page.id = page_id
    WHERE page_id >= map.number * %(pages)s AND page_id < (map.number + 1) * %(pages)s
      AND published_at IS NOT NULL AND page.path LIKE %(home)s LIMIT 1
) is_there
ORDER BY map.number
"""

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def a_page(site: Site, key: str) -> Iterator[File]:
    """Yield the files of one page, see `Pages.files_of`."""
    return Pages(site, [key]).files_of(key)


def related_to(publication: Publication) -> list[Related]:
    """Return what explains a page and is live, and what it explains itself."""
    live = Publication.objects.filter(published_at__isnull=False, withdrawn_at=None).select_related("page")
    found = [*live.filter(main=publication.page_id).order_by("place")]
    if publication.main_id:
        found += live.filter(page=publication.main_id)
    return [_related(each) for each in found]


def _related(publication: Publication) -> Related:
    page = publication.page.specific
    form = page.get_form_display() if hasattr(page, "get_form_display") else ""
    return Related(page.title, publication.address, page.kind_label, form)


def every_page(site: Site) -> Iterator[str]:
    """Yield every page, column after column: pages of one column share more of what is around them."""
    published = Publication.objects.filter(page__path__startswith=site.home.path, published_at__isnull=False)
    for key in published.order_by("column", "place").values_list("page", flat=True).iterator(chunk_size=5000):
        yield str(key)


class Lists:
    """Some numbered lists of a site; their entries, and what those of one column share, are looked up together."""

    def __init__(self, site: Site, keys: Sequence[str]) -> None:
        self._renderer = Renderer(site)
        self._taken = cache(last_place)
        self._shown = cache(lambda column: column.shown())
        numbers: dict[int, list[int]] = {}
        for column, number in map(_column_and_number, keys):
            numbers.setdefault(column, []).append(number)
        self._columns = specific(numbers)
        self._entries = {
            column: _on_lists(self._columns[column], min(wanted), max(wanted))
            for column, wanted in numbers.items()
        }

    def files_of(self, key: str) -> Iterator[File]:
        """Yield one numbered list of a column, the oldest pages on the first."""
        column_key, number = _column_and_number(key)
        column = self._columns[column_key]
        address = addresses.list_of(column, number)
        yield File(
            address,
            self._renderer.html(
                column.static_template,
                address,
                page=column,
                trail=self._renderer.trail(column.pk),
                entries=self._entries[column_key].get(number, []),
                number=number,
                newer=addresses.list_of(column, number + 1)
                if self._taken(column) > number * ON_A_LIST
                else "",
                older=addresses.list_of(column, number - 1) if number > 1 else "",
                **self._shown(column),
            ),
        )


def _column_and_number(key: str) -> tuple[int, int]:
    column, _, number = key.partition(":")
    return int(column), int(number)


def _on_lists(column: OfficialPage, first: int, last: int) -> dict[int, list[Entry]]:
    """Return the entries of the lists of a column from one number to another, by the number of their list."""
    found: dict[int, list[Entry]] = {}
    places = {"place__gt": (first - 1) * ON_A_LIST, "place__lte": last * ON_A_LIST}
    for each in entries_of(queries.live_in(column).filter(**places)):
        found.setdefault((each.place - 1) // ON_A_LIST + 1, []).append(each)
    return found


def a_list(site: Site, key: str) -> Iterator[File]:
    """Yield one numbered list, see `Lists.files_of`."""
    return Lists(site, [key]).files_of(key)


def every_list(site: Site) -> Iterator[str]:
    for column in _columns(site):
        for number in range(1, -(-last_place(column) // ON_A_LIST) + 1):
            yield f"{column.pk}:{number}"


def a_front(site: Site, key: str) -> Iterator[File]:
    """Yield the front of a column: its newest pages, or those of the columns in it; or the home page."""
    place = OfficialPage.objects.get(pk=int(key)).specific
    renderer = Renderer(site)
    number = max(-(-last_place(place) // ON_A_LIST), 1)
    entries = entries_of(queries.live_in(place)[:ON_A_LIST])
    # What the front has no room for stands on the numbered list with the first page that is not shown.
    older = entries[-1].place if entries else None
    has_older = older is not None and queries.live_in(place).filter(place__lt=older).exists()
    yield File(
        f"{addresses.path_of(place)}index.html",
        renderer.html(
            place.static_template,
            addresses.path_of(place),
            page=place,
            trail=renderer.trail(place.pk),
            entries=entries,
            number=0,
            newer="",
            older=addresses.list_of(place, (older - 2) // ON_A_LIST + 1) if has_older and older else "",
            lists=number,
            feed=addresses.feed_of(place),
            columns=below(place),
            **place.shown(),
        ),
    )


class Below:
    """A column on the front of the place that it is in; its newest pages are looked up only where they are shown."""

    def __init__(self, column: OfficialPage) -> None:
        self.column = column
        self.title = column.title
        self.address = addresses.path_of(column)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries_of(queries.live_below(self.column)[:IN_A_PANEL])


def below(place: OfficialPage) -> list[Below]:
    """Return the columns in a place."""
    return [Below(each) for each in queries.columns_in(place)]


def every_front(site: Site) -> Iterator[str]:
    for place in _places(site):
        yield str(place.pk)


def a_feed(site: Site, key: str) -> Iterator[File]:
    """Yield what is new in a column, or on the whole site, as RSS and as Atom."""
    place = OfficialPage.objects.get(pk=int(key))
    newest = entries_of(queries.live_below(place)[:IN_A_FEED])
    for kind, form in (("rss", feedgenerator.Rss201rev2Feed), ("atom", feedgenerator.Atom1Feed)):
        feed = form(
            title=place.title,
            link=site.absolute(addresses.path_of(place)),
            description=f"{site.org.name}：{place.title}",
            language="zh-Hans",
            feed_url=site.absolute(addresses.feed_of(place, kind)),
        )
        for each in newest:
            feed.add_item(
                title=each.title,
                link=site.absolute(each.address),
                description=each.summary,
                pubdate=each.published_at,
                updateddate=each.updated_at,
                unique_id=site.absolute(each.address),
                author_name=each.org,
            )
        yield File(addresses.feed_of(place, kind), feed.writeString("utf-8").encode())


def a_map(site: Site, key: str) -> Iterator[File]:
    """Yield one map for search engines: the pages whose keys follow each other."""
    first = int(key) * IN_A_MAP
    pages = Publication.objects.filter(
        page__gte=first, page__lt=first + IN_A_MAP, page__path__startswith=site.home.path,
        published_at__isnull=False, withdrawn_at=None,
    )  # fmt: skip
    out = io.BytesIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": SITEMAP}))
    for address, updated in pages.order_by("page").values_list("address", "updated_at"):
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", site.absolute(address))
        xml.addQuickElement("lastmod", updated.isoformat(timespec="seconds"))
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    yield File(f"/maps/{key}.xml", out.getvalue())


def every_map(site: Site) -> Iterator[str]:
    yield from _maps(site)


def all_maps(site: Site, key: str) -> Iterator[File]:
    """Yield the map of the maps, and what tells robots where it is."""
    out = io.BytesIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("sitemapindex", AttributesImpl({"xmlns": SITEMAP}))
    for number in _maps(site):
        xml.startElement("sitemap", AttributesImpl({}))
        xml.addQuickElement("loc", site.absolute(f"/maps/{number}.xml"))
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    xml.endDocument()
    yield File("/sitemap.xml", out.getvalue())
    yield File(
        "/robots.txt",
        f"User-agent: *\nDisallow: /office/\nSitemap: {site.absolute('/sitemap.xml')}\n".encode(),
    )


def _maps(site: Site) -> list[str]:
    """Return the numbers of the maps that have a page; each number is looked up once, however many pages there are."""
    with connection.cursor() as cursor:
        cursor.execute(MAPS, {"pages": IN_A_MAP, "home": f"{site.home.path}%"})
        return [str(number) for (number,) in cursor]


def _places(site: Site) -> Iterator[OfficialPage]:
    """Yield the columns of a site, the home page last: what leads somewhere comes after it."""
    places = OfficialPage.objects.filter(pk__in=queries.columns_below(site.home))
    yield from places.order_by("-depth", "path")


def _columns(site: Site) -> Iterator[OfficialPage]:
    for place in _places(site):
        if place.depth > 2:
            yield place


UNITS = [
    Unit("page", 1, a_page, every_page, at_once=lambda site, keys: Pages(site, keys).files_of),
    Unit("list", 2, a_list, every_list, at_once=lambda site, keys: Lists(site, keys).files_of),
    Unit("feed", 4, a_feed, lambda site: (str(each.pk) for each in _places(site))),
    Unit("map", 4, a_map, every_map),
    Unit("maps", 5, all_maps, lambda site: iter(["all"])),
    Unit("front", 6, a_front, every_front),
]

__all__ = ["UNITS", "Place", "Unpublishable"]
