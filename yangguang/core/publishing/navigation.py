"""Where a visitor can go from every page: the columns of the site, and what the program answers itself."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yangguang.core.ui.context import entries

from . import queries
from .addresses import path_of
from .models import OfficialPage, Publication

FOOT = (
    ("网站地图", "/sitemap.html"),
    ("无障碍说明", "/accessibility.html"),
    ("机构", "/agencies/"),
    ("访问统计", "/visits/"),
)
"""What stands at the foot of each page of a site; its files are written with the site."""


def places(home: OfficialPage) -> list[tuple[str, str]]:
    """Return what the main navigation leads to: the home page, its columns, and the addresses of the settings."""
    columns = [(each.title, path_of(each)) for each in queries.columns_in(home)]
    return [*settings.NAVIGATION[:1], *columns, *settings.NAVIGATION[1:]]


def titles() -> dict[str, str]:
    """Return how readers call what stands at each address: pages, columns, and what the settings name."""
    found = dict(Publication.objects.exclude(address="").values_list("address", "page__title"))
    for home in OfficialPage.objects.filter(depth=2, org__isnull=False):
        columns = OfficialPage.objects.filter(pk__in=queries.columns_below(home))
        found |= {path_of(each): each.title for each in columns}
    return found | {address: label for label, address in settings.NAVIGATION}


def context(request: HttpRequest) -> dict[str, object]:
    """Give dynamic pages the same navigation as the files of the site, where there is one; asked only if shown."""
    return {
        "navigation": SimpleLazyObject(lambda: entries(_places(), request.path)),
        "foot_links": SimpleLazyObject(lambda: FOOT if _home() else ()),
    }


def _places() -> list[tuple[str, str]]:
    home = _home()
    return places(home) if home else settings.NAVIGATION


def _home() -> OfficialPage | None:
    """Return the home page of the first site; None where there is none, or while the database is away."""
    homes = OfficialPage.objects.filter(depth=2, org__isnull=False).order_by("path")
    try:
        found: OfficialPage | None = homes.first()
    except (OperationalError, InterfaceError):
        return None
    return found
