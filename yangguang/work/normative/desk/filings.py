"""The ledgers of reviews and of filings, and the board of what is still to be filed or looked at again."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.viewsets import ScopedViewSet

from .. import queries
from ..models import Filing, LegalityReview


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """The filing board: what is published and still to be filed, with how many days are left."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    rows = [{"filing": each, "left": (each.due_on - on).days} for each in queries.unfiled(seen)]
    context = {"rows": rows, "evaluate": queries.to_evaluate(seen, on).select_related("org")}
    return render(request, "normative/desk/filings.html", context)


class Reviews(ScopedViewSet):
    """The reviewers' ledger (审核台账)."""

    model = LegalityReview
    name = "legality_reviews"
    icon = "list-ul"
    menu_label = "合法性审核台账"
    menu_order = 122
    ordering = "-id"
    list_display = ("drafting", "org", "level", "number", "submitted_on", "decided_on", "verdict", "adopted")
    list_filter = {
        "org": ["exact"], "level": ["exact"], "verdict": ["exact"], "adopted": ["exact"],
        "decided_on": ["gte", "lte", "isnull"],
    }  # fmt: skip
    list_export = (
        "drafting", "org", "level", "number", "submitted_on", "decided_on", "verdict", "opinion", "adviser",
        "reviewer", "supplements", "adopted", "adopted_why",
    )  # fmt: skip
    search_fields = ("drafting__title", "number", "opinion")
    inspect_view_fields = ("drafting", "org", "level", "number", "verdict", "opinion", "adopted")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("drafting", "org", "reviewer")


class Filings(ScopedViewSet):
    """What was filed with the authority above, and what came of it."""

    model = Filing
    name = "filings"
    icon = "upload"
    menu_label = "备案台账"
    menu_order = 123
    ordering = "-due_on"
    list_display = ("drafting", "org", "published_on", "due_on", "sent_on", "to", "result", "number")
    list_filter = {"org": ["exact"], "result": ["exact"], "sent_on": ["gte", "lte", "isnull"]}
    list_export = (
        "drafting", "org", "published_on", "due_on", "sent_on", "to", "result", "number", "result_on", "note",
    )  # fmt: skip
    search_fields = ("drafting__title", "number", "to")
    inspect_view_fields = ("drafting", "org", "published_on", "due_on", "sent_on", "result")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("drafting", "org")
