"""What lists show of pages: a few words and a date of each, never its body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.timezone import localdate

from yangguang.rules.validity import Validity

from ..models import OfficialPage, Publication, term_of

SHOWN = (
    "pk", "page", "place", "address", "page__title", "page__summary", "page__number", "org__name",
    "published_at", "updated_at", "page__content_type",
    "page__effective_on", "page__expires_on", "ended_on", "ended_as",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explaining:
    """A page that explains a document, as it is called beside it."""

    address: str
    form: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A page on a list: what stands there of it.

    Args:
        pk: the key of its publication.
        standing: whether a document is in force today; None for what has no validity.
        explained_by: what explains a document and is live.
    """

    pk: int
    place: int
    address: str
    title: str
    summary: str
    number: str
    org: str
    published_at: datetime
    updated_at: datetime
    standing: Validity | None = None
    explained_by: tuple[Explaining, ...] = ()


def entries_of(publications: QuerySet[Publication]) -> list[Entry]:
    """Return what lists show of these publications, in their order: one query, and one more where documents are."""
    rows = list(publications.values_list(*SHOWN))
    documents = {row[1] for row in rows if _has_validity(row[10])}
    explained = _explained(documents) if documents else {}
    today = localdate()
    made = []
    for pk, page, place, address, title, summary, number, org, published, updated, _, *term in rows:
        if page in documents:
            standing, explaining = term_of(*term).on(today), tuple(explained.get(page, ()))
        else:
            standing, explaining = None, ()
        made.append(
            Entry(pk, place, address, title, summary, number, org, published, updated, standing, explaining)
        )
    return made


def specific(pages: Iterable[int]) -> dict[int, OfficialPage]:
    """Return pages as what they are, by their keys: one query for each type among them."""
    by_type: dict[int, list[int]] = {}
    for key, kind in OfficialPage.objects.filter(pk__in=pages).order_by().values_list("pk", "content_type"):
        by_type.setdefault(kind, []).append(key)
    found: dict[int, OfficialPage] = {}
    for kind, keys in by_type.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        assert model is not None
        found |= model._default_manager.in_bulk(keys)
    return found


def _has_validity(kind: int) -> bool:
    return bool(getattr(ContentType.objects.get_for_id(kind).model_class(), "has_validity", False))


def _explained(documents: Iterable[int]) -> dict[int, list[Explaining]]:
    live = Publication.objects.filter(main__in=documents, published_at__isnull=False, withdrawn_at=None)
    rows = list(live.order_by("place").values_list("main", "page", "address"))
    pages = specific(page for _, page, _ in rows)
    found: dict[int, list[Explaining]] = {}
    for main, page, address in rows:
        said = getattr(pages[page], "get_form_display", lambda: "")()
        found.setdefault(main, []).append(Explaining(address, said or "解读"))
    return found
