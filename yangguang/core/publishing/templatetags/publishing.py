"""What templates of published pages need."""

import json
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from yangguang.rules.validity import Validity

from ..models import Publication
from ..site.rendering import folder_of

register = template.Library()
register.filter("folder", folder_of)

UNSAFE_IN_A_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@register.simple_tag
def linked_data(page: Any, publication: Any, absolute: str) -> SafeString:
    """Return what machines read of a page (schema.org)."""
    said = {
        "@context": "https://schema.org",
        "@type": page.schema_type,
        "headline": page.title,
        "name": page.title,
        "inLanguage": "zh-Hans",
        "url": absolute,
        "datePublished": publication.published_at and publication.published_at.isoformat(),
        "dateModified": publication.updated_at and publication.updated_at.isoformat(),
        "description": page.summary or None,
        "identifier": publication.index_number or page.number or None,
        "publisher": {"@type": "GovernmentOrganization", "name": page.org.name} if page.org else None,
    }
    text = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(UNSAFE_IN_A_SCRIPT)}</script>')  # noqa: S308


@register.filter
def last_address(trail: list[Any]) -> str:
    """Return the address of the last step of a way."""
    return str(trail[-1].address)


@register.filter
def validity(publication: Publication) -> Validity | None:
    """Return whether a document is in force today; None for what has no validity."""
    page = publication.page
    if not getattr(page.specific_class, "has_validity", False):
        return None
    page.publication = publication  # so that it is not looked up once more
    return page.term().on(timezone.localdate())


@register.filter
def explained(publication: Publication) -> list[Publication]:
    """Return what the public finds that explains a page."""
    live = Publication.objects.filter(main=publication.page_id, published_at__isnull=False, withdrawn_at=None)
    return list(live.select_related("page").order_by("place"))


@register.filter
def kind(publication: Publication) -> str:
    """Return what sort of page it is, as readers call it."""
    return str(getattr(publication.page.specific_class, "kind_label", ""))
