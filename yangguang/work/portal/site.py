"""What the site shows besides its columns and pages: its organisations, its map, and how it is used without a mouse."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from yangguang.core.matters import queries as matters
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing import queries
from yangguang.core.publishing.addresses import path_of
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.publishing.navigation import places
from yangguang.core.publishing.site.entries import entries_of
from yangguang.core.publishing.site.rendering import Place, Renderer
from yangguang.core.publishing.site.sites import Site
from yangguang.core.publishing.site.units import File, Unit

AGENCIES, GUIDES, CATALOGUES = "/agencies/", "/guides/", "/catalogues/"
NEWEST = 10
"""How many of its pages stand on the page of an organisation."""

HOME = Place("首页", "/")


def organisations(site: Site) -> list[Organisation]:
    """Return the organisations of a site that have a page of their own: the government, its agencies, its towns.

    Governments below it, and what belongs to them, stand on the sites of their own.
    """
    kinds, all_below = Organisation.Kind, site.org.subtree()
    elsewhere = Q(kind=kinds.VILLAGE)
    for path in (
        all_below.filter(kind=kinds.GOVERNMENT).exclude(pk=site.org.pk).values_list("path", flat=True)
    ):
        elsewhere |= Q(path__startswith=path)
    return list(all_below.exclude(elsewhere).order_by("code"))


def address_of(org: Organisation) -> str:
    """Return where the public finds an organisation."""
    return f"{AGENCIES}{org.code}.html"


def an_agency(site: Site, key: str) -> Iterator[File]:
    """Yield the page of one organisation: where it is, when it is open, what it published last."""
    org = Organisation.objects.get(code=key)
    villages = org.children.filter(kind=Organisation.Kind.VILLAGE).order_by("code")
    yield _page(
        site, "portal/agency.html", address_of(org), [HOME, Place("机构", AGENCIES)],
        org=org, villages=list(villages), entries=entries_of(queries.live_of(org)[:NEWEST]),
        guide=f"{GUIDES}{org.code}.html" if matters.guide_of(org) else "",
    )  # fmt: skip


def every_agency(site: Site) -> Iterator[str]:
    for org in organisations(site):
        yield org.code


def all_agencies(site: Site, key: str) -> Iterator[File]:
    """Yield the directory of the organisations (机构)."""
    kinds = Organisation.Kind
    groups = [(kinds.GOVERNMENT, "区政府"), (kinds.AGENCY, "部门"), (kinds.TOWN, "镇（街道）")]
    all_of_them = organisations(site)
    listed = [
        (title, [(org, address_of(org)) for org in all_of_them if org.kind == kind]) for kind, title in groups
    ]
    yield _page(
        site, "portal/agencies.html", AGENCIES, [HOME],
        file=f"{AGENCIES}index.html", groups=[group for group in listed if group[1]],
    )  # fmt: skip


def a_guide(site: Site, key: str) -> Iterator[File]:
    """Yield the disclosure guide of one organisation (公开指南); nothing while it may not be published.

    Source: 政府信息公开条例（2019年修订）第十二条.
    """
    org = Organisation.objects.get(code=key)
    guide = matters.guide_of(org)
    if guide is not None:
        trail = [HOME, Place("政府信息公开指南", GUIDES)]
        yield _page(site, "portal/guide.html", f"{GUIDES}{org.code}.html", trail, page=guide)


def all_guides(site: Site, key: str) -> Iterator[File]:
    """Yield the list of the guides, each with the day on which it was last looked through."""
    today = localdate()
    kept = {guide.org_id: guide for guide in matters.guides().filter(org__in=organisations(site))}
    listed = []
    for org in organisations(site):
        guide = matters.guide_of(org) if org.pk in kept else None
        due = matters.why_check(kept[org.pk], today) if guide else ""
        listed.append(
            (org.name, f"{GUIDES}{org.code}.html" if guide else "", guide and guide.checked_on, due)
        )
    yield _page(site, "portal/guides.html", GUIDES, [HOME], file=f"{GUIDES}index.html", listed=listed)


def a_catalogue(site: Site, key: str) -> Iterator[File]:
    """Yield a catalogue of what must be disclosed (公开目录) as the statutory table; nothing once it was replaced."""
    found = matters.catalogues(localdate(), within=site.org).filter(pk=key).first()
    if found is not None:
        address = f"{CATALOGUES}{found.pk}/"
        trail = [HOME, Place("主动公开目录", CATALOGUES)]
        table = matters.catalogue_table(found)
        yield _page(site, "portal/catalogue.html", address, trail, file=f"{address}index.html", table=table)


def every_catalogue(site: Site) -> Iterator[str]:
    for found in matters.catalogues(localdate(), within=site.org).order_by("pk"):
        yield str(found.pk)


def all_catalogues(site: Site, key: str) -> Iterator[File]:
    """Yield the list of the catalogues in force, by organisation."""
    today = localdate()
    listed: dict[str, list[tuple[Place, int]]] = {}
    for each in matters.catalogues(today, within=site.org).order_by("org__code", "pk"):
        place = Place(f"{each.title}（{each.edition}）", f"{CATALOGUES}{each.pk}/")
        listed.setdefault(each.org.name, []).append((place, matters.items_of(each, today).count()))
    yield _page(
        site, "portal/catalogues.html", CATALOGUES, [HOME],
        file=f"{CATALOGUES}index.html", listed=list(listed.items()),
    )  # fmt: skip


def site_map(site: Site, key: str) -> Iterator[File]:
    """Yield the map of the site for readers (网站地图): every column, and what else there is."""
    columns = [
        (Place(each.title, path_of(each)), [Place(below.title, path_of(below)) for below in _columns(each)])
        for each in _columns(site.home)
    ]
    found = {place.address for place, _ in columns}
    others = [Place(label, url) for label, url in places(site.home) if url not in found]
    agencies = [Place(org.name, address_of(org)) for org in organisations(site)]
    yield _page(
        site, "portal/sitemap.html", "/sitemap.html", [HOME],
        columns=columns, others=others, agencies=agencies,
    )  # fmt: skip


def accessibility(site: Site, key: str) -> Iterator[File]:
    """Yield the accessibility statement (无障碍说明): what one can do, what does not work yet, whom to tell."""
    yield _page(site, "portal/accessibility.html", "/accessibility.html", [HOME])


def not_found(site: Site, key: str) -> Iterator[File]:
    """Yield what the web server shows where there is nothing."""
    yield _page(site, "portal/not_found.html", "/404.html", [HOME])


def _page(
    site: Site, template: str, address: str, trail: list[Place], *, file: str = "", **values: Any
) -> File:
    return File(file or address, Renderer(site).html(template, address, trail=trail, **values))


def _columns(place: OfficialPage) -> list[OfficialPage]:
    return queries.columns_in(place)


def _one(name: str, rank: int, produce: Callable[[Site, str], Iterator[File]]) -> Unit:
    return Unit(name, rank, produce, lambda site: iter(["all"]))


UNITS = [
    Unit("agency", 3, an_agency, every_agency, after=lambda publication: _organisation_of(publication)),
    Unit("guide", 3, a_guide, every_agency),
    Unit("catalogue", 3, a_catalogue, every_catalogue),
    _one("agencies", 4, all_agencies),
    _one("guides", 4, all_guides),
    _one("catalogues", 4, all_catalogues),
    _one("accessibility", 4, accessibility),
    _one("not-found", 4, not_found),
    _one("site-map", 5, site_map),
]


def _organisation_of(publication: Publication) -> Iterator[str]:
    """Yield the page that shows what the organisation of a publication published last."""
    if publication.org.kind != Organisation.Kind.VILLAGE:
        yield publication.org.code
