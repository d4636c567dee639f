"""What every template of the portal may use."""

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
        "place": settings.SITE_PLACE,
        "demo": settings.DEMO,
        "mode": mode_of(request),
        "navigation": [
            Entry(label, url, bool(request) and _is_current(request, url))
            for label, url in settings.NAVIGATION
        ],
    }


def mode_of(request: HttpRequest | None) -> str:
    """Return how the visitor wants to see the site: by the address first, then as she chose before."""
    if request is None:
        return MODES[0]
    wanted = request.GET.get("mode") or request.COOKIES.get(MODE_COOKIE, "")
    return wanted if wanted in MODES else MODES[0]


def _is_current(request: HttpRequest | None, url: str) -> bool:
    path = request.path if request else ""
    return path == url if url == "/" else path.startswith(url)
