"""What the forms of all acts on documents have in common."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.ui.views import ActView

from .. import queries


class OfficeAct(ActView):
    """The form of an act, with what it is about above it."""

    template_name = "normative/desk/act.html"
    form_class = forms.Form

    def facts(self) -> list[tuple[str, object]]:
        """Return what stands above the form."""
        return []

    def back(self) -> str:
        return reverse("normative_desk:projects")

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given)

    def given(self, form: Any) -> dict[str, Any]:
        """Return what was typed, without what was left out."""
        return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}

    def by(self, once: str) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now(), "once": once}

    def context(self) -> dict[str, Any]:
        return {"facts": self.facts(), "back": self.back()}


def one_of(organisations: Any, label: str) -> forms.ModelChoiceField:
    """Return the field in which one of some organisations is chosen."""
    return forms.ModelChoiceField(
        organisations, label=label, initial=organisations.first(), empty_label=None,
        error_messages={"required": f"请选择{label}。", "invalid_choice": "请在列出的机关中选择。"},
    )  # fmt: skip


def columns(org: Organisation) -> Any:
    """Return the columns in which a document of `org` may stand."""
    keys = [each.pk for each in queries.columns_for(org)]
    return OfficialPage.objects.filter(pk__in=keys).order_by("path")


def held(request: Any, *roles: str) -> Any:
    """Return the organisations in which the person holds one of these posts."""
    posts = orgs.posts_of(request.user, timezone.localdate())
    return Organisation.objects.filter(pk__in=posts.filter(role__in=roles).values("org"))
