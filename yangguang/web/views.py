"""The home page, and what people see when something cannot be done."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from yangguang.core.publishing.views import file_at, published
from yangguang.core.ui.context import site

log = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page of the site; where none is opened yet, what a resident can do here."""
    return published(request) if file_at("") else render(request, "home.html")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be taken: it is too large, or not whole."""
    return HttpResponse(render_to_string("400.html", site(request)), status=400)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without the mark that we gave it."""
    return HttpResponse(render_to_string("403_csrf.html", site(request)), status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours: an apology, and the number under which the log speaks of it."""
    number = secrets.token_hex(4)
    log.error("fault %s at %s", number, request.path)
    return HttpResponse(render_to_string("500.html", {"number": number, **site(request)}), status=500)
