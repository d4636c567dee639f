"""The ledgers of reviews and of filings, and the board of what is still to be filed or looked at again."""

from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.viewsets import ScopedViewSet

from .. import acting, evaluating, queries
from ..models import Evaluation, Filing, LegalityReview, PolicyDocument
from .forms import OfficeAct


class Evaluate(OfficeAct):
    """What becomes of one document that will run out."""

    form_class = acting.EvaluationForm
    title = "期满前评估"
    done = "评估结论已登记。"

    @cached_property
    def document(self) -> PolicyDocument:
        seen = orgs.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(queries.documents(seen).select_related("org"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        return [
            ("文件", f"{self.document.title}（{self.document.number}）"),
            ("制定机关", self.document.org.name),
            ("有效期至", self.document.expires_on or "未规定"),
        ]

    def back(self) -> str:
        return reverse("normative_desk:filings")

    def act(self, form: Any, *, once: str) -> str:
        made = evaluating.evaluate(self.document, **self.given(form), **self.by(once))
        return made.desk_url if made.recognition else self.back()


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """The filing board: what is published and still to be filed, with how many days are left."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    rows = [{"filing": each, "left": (each.due_on - on).days} for each in queries.unfiled(seen)]
    evaluated = Evaluation.objects.filter(org__in=seen, expires_on__gte=on).select_related(
        "document", "org", "recognition__drafting"
    )
    context = {
        "rows": rows,
        "evaluate": queries.to_evaluate(seen, on).select_related("org"),
        "evaluated": evaluated.order_by("expires_on", "pk"),
    }
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
