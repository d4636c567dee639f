"""What a page is, in the words of schema.org: for machines."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from yangguang.rules.validity import Validity

from .models import Publication

FORCE = {
    Validity.IN_FORCE: "InForce",
    Validity.AMENDED: "PartiallyInForce",
    Validity.NOT_YET: "NotInForce",
    Validity.SUSPENDED: "NotInForce",
    Validity.EXPIRED: "NotInForce",
    Validity.REPEALED: "NotInForce",
}
"""What is 待核查 is said to be neither."""


def linked_data(page: Any, publication: Publication, absolute: str) -> dict[str, Any]:
    """Return what machines read of a page; of a document also whether it is in force, and since when."""
    said: dict[str, Any] = {
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
    if page.has_validity:
        force = FORCE.get(page.validity(localdate()))
        said |= {
            "@id": absolute,
            "legislationIdentifier": page.number or None,
            "legislationType": page.kind_label,
            "legislationDate": page.made_on and page.made_on.isoformat(),
            "legislationDateOfApplicability": page.effective_on and page.effective_on.isoformat(),
            "legislationPassedBy": said["publisher"],
            "legislationLegalForce": force and f"https://schema.org/{force}",
            "expires": page.expires_on and page.expires_on.isoformat(),
        }
    return {name: value for name, value in said.items() if value}
