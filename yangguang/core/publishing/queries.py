"""What is asked of pages: who signed, what waits, what a column shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import get_page_models

from yangguang.core.orgs.models import Organisation, Person

from .models import OfficialPage, Publication, Signature


def signatures(publication: Publication) -> QuerySet[Signature]:
    """Return what was signed of a page, the oldest first."""
    return publication.signatures.select_related("person").order_by("id")


def live_in(column: OfficialPage) -> QuerySet[Publication]:
    """Return what the public finds in a column, the newest first."""
    return (
        Publication.objects.filter(column=column, published_at__isnull=False, withdrawn_at=None)
        .select_related("page", "org")
        .order_by("-place")
    )


def columns_below(place: OfficialPage) -> list[int]:
    """Return the keys of a column, or of the home page, and of all columns in it."""
    found = OfficialPage.objects.filter(path__startswith=place.path, content_type__in=_kinds_of_places())
    return list(found.order_by("path").values_list("pk", flat=True))


def columns_in(place: OfficialPage) -> list[OfficialPage]:
    """Return the columns right in a place, in their order; the pages in it, maybe thousands, are not looked at."""
    found = place.get_children().filter(content_type__in=_kinds_of_places())
    return list(found.order_by("path").defer("body"))


def _kinds_of_places() -> list[ContentType]:
    kinds = [model for model in get_page_models() if getattr(model, "is_structure", False)]
    return list(ContentType.objects.get_for_models(*kinds).values()) if kinds else []


def live_below(place: OfficialPage) -> QuerySet[Publication]:
    """Return what the public finds in a column and all below it, the newest first."""
    return (
        # The columns by their keys: the database then goes down an index of what is newest, and stops.
        Publication.objects.filter(
            column__in=columns_below(place), published_at__isnull=False, withdrawn_at=None
        )
        .select_related("page", "org", "column")
        .order_by("-published_at", "-pk")
    )


def documents_below(place: OfficialPage) -> QuerySet[Publication]:
    """Return what the public finds below a place whose validity it must know, the newest first."""
    kinds = [model for model in get_page_models() if getattr(model, "has_validity", False)]
    types = ContentType.objects.get_for_models(*kinds).values() if kinds else []
    return live_below(place).filter(page__content_type__in=types)


def live_of(org: Organisation) -> QuerySet[Publication]:
    """Return what the public finds of an organisation, the newest first."""
    return (
        Publication.objects.filter(org=org, published_at__isnull=False, withdrawn_at=None)
        .select_related("page", "org")
        .order_by("-published_at", "-pk")
    )


def published(orgs: Iterable[Organisation], since: date, until: date) -> QuerySet[Publication]:
    """Return what these organisations first published from `since` up to, but not including, `until`."""
    return Publication.objects.filter(
        org__in=orgs, published_at__date__gte=since, published_at__date__lt=until
    )


def owed(person: Person, on: date) -> QuerySet[Publication]:
    """Return what was published in an emergency and is still to be reviewed, the most urgent first."""
    found = Publication.objects.filter(owed_until__isnull=False)
    return found.visible_to(person, on).select_related("page", "org").order_by("owed_until")


def is_late(publication: Publication, at: datetime) -> bool:
    """Whether a review that is owed is overdue."""
    return publication.owed_until is not None and publication.owed_until < at
