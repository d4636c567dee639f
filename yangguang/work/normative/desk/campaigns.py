"""The clean-ups: which there are, what becomes of each document, and their end."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs

from .. import acting, actions, cleaning, queries
from ..models import Campaign, CleanUpDecision
from .forms import OfficeAct, columns, held, one_of


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The clean-ups, and what the person's organisations are still to decide in them."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    keeps = orgs.posts_of(request.user, on).filter(role=actions.MANAGER)
    context = {
        "campaigns": Campaign.objects.visible_to(request.user, on).select_related("org"),
        "undecided": queries.undecided(seen).select_related("org"),
        "may_open": keeps.exists(),
        "on": on,
    }
    return render(request, "normative/desk/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One clean-up: its documents, and what becomes of each."""
    found = _campaign(request, pk)
    on = timezone.localdate()
    rows = found.decisions.select_related("document", "org", "decided_by")
    context = {
        "campaign": found,
        "rows": rows,
        "undecided": sum(1 for each in rows if not each.decision),
        "may_close": orgs.posts_of(request.user, on).filter(org=found.org, role=actions.MANAGER).exists(),
        "on": on,
    }
    return render(request, "normative/desk/campaign.html", context)


class OpenCampaign(OfficeAct):
    """The scope of a clean-up."""

    form_class = acting.CampaignForm
    title = "部署清理"
    done = "清理已部署到各制定机关。"

    def back(self) -> str:
        return reverse("normative_desk:campaigns")

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        offices = held(self.request, actions.MANAGER)
        if not offices.exists():
            raise PermissionDenied
        form.fields["org"] = one_of(offices, "组织清理的机关")
        form.order_fields(["org"])
        return form

    def act(self, form: Any, *, once: str) -> str:
        said = self.given(form)
        made = cleaning.open_campaign(said.pop("org"), **said, **self.by(once))
        return reverse("normative_desk:campaign", args=[made.pk])


class Decide(OfficeAct):
    """What becomes of one document in a clean-up."""

    form_class = acting.CleanUpForm
    title = "提出清理意见"
    done = "已提出清理意见。"

    @cached_property
    def row(self) -> CleanUpDecision:
        seen = CleanUpDecision.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen.select_related("campaign", "document", "org"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        document = self.row.document
        return [
            ("清理", self.row.campaign),
            ("文件", f"{document.title}（{document.number}）"),
            ("有效期至", document.expires_on or "未规定"),
        ]

    def back(self) -> str:
        return reverse("normative_desk:campaigns")

    def form(self, **given: Any) -> Any:
        if "data" not in given:
            given["initial"] = {"decision": self.row.decision, "reason": self.row.reason}
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        cleaning.decide(self.row, **form.cleaned_data, **self.by(once))
        return self.back()


class CloseCampaign(OfficeAct):
    """The end of a clean-up."""

    form_class = acting.CloseCampaignForm
    title = "公布清理结果"
    done = "清理结果已经生效；三张目录已生成稿件，请送审。"

    @cached_property
    def campaign(self) -> Campaign:
        return _campaign(self.request, self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        return [("清理", self.campaign), ("文件", f"{self.campaign.decisions.count()}份")]

    def back(self) -> str:
        return self.campaign.desk_url

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        form.fields["column"].queryset = columns(self.campaign.org)
        return form

    def act(self, form: Any, *, once: str) -> str:
        cleaning.close_campaign(self.campaign, **form.cleaned_data, **self.by(once))
        return self.back()


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    visible = Campaign.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("org"), pk=pk)
