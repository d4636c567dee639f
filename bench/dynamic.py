"""The article as a program without a static site answers it: looked up and rendered for each request, same template."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.web.settings")

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path as at

settings.ROOT_URLCONF = __name__


def article(request: HttpRequest, path: str) -> HttpResponse:
    """Return the page at an address."""
    from yangguang.core.publishing.models import Publication
    from yangguang.core.publishing.site.producing import related_to
    from yangguang.core.publishing.site.rendering import Renderer
    from yangguang.core.publishing.site.sites import site_of

    publication = Publication.objects.select_related("grant", "org", "page").get(address=f"/{path}")
    renderer = Renderer(site_of(publication.page))
    return HttpResponse(
        renderer.page(publication.page.specific, publication, related_to(publication)),
        content_type="text/html; charset=utf-8",
    )


urlpatterns: list[Any] = [at("<path:path>", article)]

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

application = WSGIHandler()
