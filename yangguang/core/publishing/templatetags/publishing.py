"""What templates of published pages need."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from .. import describing
from ..site.rendering import folder_of

register = template.Library()
register.filter("folder", folder_of)

UNSAFE_IN_A_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag
def linked_data(page: Any, publication: Any, absolute: str) -> SafeString:
    """Return what machines read of a page (schema.org)."""
    said = describing.linked_data(page, publication, absolute)
    text = json.dumps(said, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(UNSAFE_IN_A_SCRIPT)}</script>')  # noqa: S308


@register.filter
def last_address(trail: list[Any]) -> str:
    """Return the address of the last step of a way."""
    return str(trail[-1].address)


@register.filter
def moment(at: datetime | None) -> str:
    """Return a moment as machines read it; a tenth of the time that the filter `date` takes, which reads its format."""
    return timezone.localtime(at).isoformat() if at else ""


@register.filter
def minute(at: datetime | None) -> str:
    """Return a moment as readers do, to the minute."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@register.filter
def day_of(at: datetime | None) -> str:
    """Return the day of a moment."""
    return timezone.localtime(at).date().isoformat() if at else ""
