"""What every answer of the server carries, and what people see when the database is away."""

import logging
import secrets
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
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
    """Shows a plain page when the database cannot be reached; nothing was stored."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._sorry(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self._sorry(request)
        return None

    def _sorry(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(4)
        log.exception("database away %s", number)
        return HttpResponse(render_to_string("ui/away.html", {"number": number, **site(request)}), status=503)


class RememberMode:
    """Keeps how a visitor wants to see the site (标准、关怀版、高对比) after she chose it once."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.GET.get("mode") in MODES:
            response.set_cookie(
                MODE_COOKIE, request.GET["mode"], max_age=365 * 24 * 3600, samesite="Lax", httponly=True
            )
        return response
