"""What every template of the portal may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"site_name": settings.WAGTAIL_SITE_NAME, "demo": settings.DEMO}
