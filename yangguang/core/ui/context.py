"""What every template of the portal may use."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

MODES = ("standard", "elder", "contrast")
MODE_COOKIE = "mode"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool = False


def site(request: HttpRequest | None) -> dict[str, object]:
    """Return the site's name and owner, how the visitor wants to see it, and where she can go."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_owner": settings.SITE_OWNER,
        "site_phone": settings.SITE_PHONE,
        "site_code": settings.SITE_CODE,
        "site_icp": settings.SITE_ICP,
        "site_police": settings.SITE_POLICE,
        "place": settings.SITE_PLACE,
        "demo": settings.DEMO,
        "mode": mode_of(request),
        "kept_query": _query_but_mode(request),
        "navigation": entries(settings.NAVIGATION, request.path if request else ""),
    }


def entries(places: Iterable[tuple[str, str]], path: str) -> list[Entry]:
    """Return the entries of the main navigation as they are shown at an address.

    >>> shown = entries([("首页", "/"), ("政策文件", "/policy/")], "/policy/district/3.html")
    >>> [each.label for each in shown if each.current]
    ['政策文件']
    """
    return [Entry(label, url, path == url if url == "/" else path.startswith(url)) for label, url in places]


def _query_but_mode(request: HttpRequest | None) -> str:
    """Return what else stands behind the `?` of the address, so that another way of showing keeps it."""
    if request is None or request.method != "GET":
        return ""
    said = request.GET.copy()
    said.pop("mode", None)
    return f"{said.urlencode()}&" if said else ""


def mode_of(request: HttpRequest | None) -> str:
    """Return how the visitor wants to see the site: by the address first, then as she chose before."""
    if request is None:
        return MODES[0]
    wanted = request.GET.get("mode") or request.COOKIES.get(MODE_COOKIE, "")
    return wanted if wanted in MODES else MODES[0]
