"""What residents see of documents that are being made: the drafts they may speak to, and what came of it."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.ui.views import ActView
from yangguang.rules.problems import Refused

from . import actions, queries
from .forms import OpinionForm
from .models import Consultation


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """The drafts that everybody may speak to, and those of which one can read what was said."""
    now, over = queries.shown(timezone.localdate())
    page = Paginator(over, 20).get_page(request.GET.get("page"))
    return render(request, "normative/consultations.html", {"now": now, "page": page})


class Speak(ActView):
    """One draft: its text, a form while it is open, and the result afterwards."""

    form_class = OpinionForm
    template_name = "normative/consultation.html"
    done = "您的意见已经收到，谢谢。采纳情况会在本页公布。"

    @cached_property
    def consultation(self) -> Consultation:
        try:
            return queries.consultation(self.kwargs["pk"])
        except Refused:
            raise Http404 from None

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.consultation)

    def form(self, **given: Any) -> OpinionForm:
        given.pop("files", None)
        return OpinionForm(**given)

    def context(self) -> dict[str, Any]:
        found = self.consultation
        today = timezone.localdate()
        return {
            "consultation": found,
            "is_open": found.closed_at is None and found.since_on <= today <= found.until_on,
            "opinions": found.opinions.all() if found.answered_at else [],
        }

    def act(self, form: OpinionForm, *, once: str) -> str:
        actions.comment(
            self.consultation,
            **form.cleaned_data,
            by=actions.Visitor(form.cleaned_data["name"]),
            at=timezone.now(),
            once=once,
        )
        return reverse("normative:consultation", args=[self.consultation.pk])
