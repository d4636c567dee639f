"""What every answer of the server carries, and what people see when the database is away."""

import logging
import secrets
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .context import MODE_COOKIE, MODES, site

log = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]

PORTAL = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
OFFICE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; form-action 'self';"
    " base-uri 'self'; frame-ancestors 'self'"
)


class ContentSecurityPolicy:
    """Nothing is fetched from another host; on the portal nothing runs that is not a file of ours.

    The office shell is Wagtail's, which writes a few scripts and styles into its pages.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Content-Security-Policy", OFFICE if request.path.startswith("/office/") else PORTAL
        )
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class DatabaseAway:
    """Shows a plain page when the database cannot be reached; nothing was stored.

    An error that knows of a `page` of its own is shown with that one.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self._sorry(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self._sorry(request, exception)
        return None

    def _sorry(self, request: HttpRequest, error: Exception) -> HttpResponse:
        number = secrets.token_hex(4)
        log.error("database away %s", number, exc_info=error)
        page = getattr(error, "page", "ui/away.html")
        return HttpResponse(render_to_string(page, {"number": number, **site(request)}), status=503)


class NoSuchAddress:
    """Answers an address with a zero byte in it as one that leads nowhere: no word of ours has any."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class RememberMode:
    """Keeps how a visitor wants to see the site (标准、关怀版、高对比) after she chose it once."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.GET.get("mode") in MODES:
            response.set_cookie(MODE_COOKIE, request.GET["mode"], max_age=365 * 24 * 3600, samesite="Lax")
        return response
