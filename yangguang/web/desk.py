"""What the office sees of the core: its ledger, its organisations, and the terms that nobody has checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import HeaderButton

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.actions import may_manage
from yangguang.core.orgs.models import Organisation, Post
from yangguang.core.records.models import Record
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.viewsets import ScopedIndexView, ScopedInspectView, ScopedViewSet
from yangguang.rules.terms import Term, load_terms

from .staffing import views as staffing


class Ledger(ScopedViewSet):
    """The acts that were done in the organisations one may see."""

    model = Record
    name = "ledger"
    icon = "list-ol"
    menu_label = "台账"
    menu_order = 800
    ordering = "-id"
    list_display = ("at", "by_name", "note", "seq")
    list_filter = {"at": ["date"]}
    list_export = ("org_id", "seq", "at", "by_name", "kind", "about", "note", "hash")
    search_fields = ("by_name", "note", "about", "kind")
    inspect_view_fields = (
        "org_id", "seq", "at", "kind", "about", "by", "by_name", "note", "details", "algorithm", "previous", "hash",
    )  # fmt: skip

    def visible_to(self, person: Any, on: date) -> Any:
        return Record.objects.filter(org_id__in=orgs.visible_to(person, on).values("pk"))


class OfferingMore(ScopedIndexView):
    """A list to which an administrator may add."""

    add_label = ""
    add_address = ""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not may_manage(self.request.user):
            return []
        return [HeaderButton(self.add_label, url=reverse(self.add_address), icon_name="plus")]


class OrganisationList(OfferingMore):
    add_label = "增设机关"
    add_address = "web_desk:add_organisation"


class OrganisationPage(ScopedInspectView):
    def get_edit_url(self) -> str:
        mine = may_manage(self.request.user)
        return reverse("web_desk:change_organisation", args=[self.object.pk]) if mine else ""


class Organisations(ScopedViewSet):
    """The organisations one may see."""

    model = Organisation
    name = "organisations"
    index_view_class = OrganisationList
    inspect_view_class = OrganisationPage
    icon = "home"
    menu_label = "机关"
    menu_order = 810
    list_display = ("name", "code", "kind", "phone", "disclosure_office")
    list_filter = ("kind",)
    list_export = ("code", "name", "short_name", "kind", "address", "postcode", "phone", "email", "hours")
    search_fields = ("name", "short_name", "code")
    inspect_view_fields_exclude = ("id", "path")

    def visible_to(self, person: Any, on: date) -> Any:
        return orgs.visible_to(person, on)


class PostList(OfferingMore):
    add_label = "登记人员"
    add_address = "web_desk:add_person"


class Posts(ScopedViewSet):
    """Who holds which post, or held it."""

    model = Post
    name = "posts"
    index_view_class = PostList
    icon = "group"
    menu_label = "人员岗位"
    menu_order = 805
    list_display = ("person", "role", "org", "since", "until")
    list_filter = ("role", "oversees")
    list_export = ("person", "role", "org", "since", "until", "oversees")
    search_fields = ("person__name", "role", "org__name")
    ordering = ("org__path", "role")

    def visible_to(self, person: Any, on: date) -> Any:
        return orgs.posts_seen_by(person, on)

    def page_of(self, row: Post) -> str:
        return reverse("web_desk:person", args=[row.person_id])


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A term that nobody has compared with the text of the law, and the part it belongs to."""

    part: str
    title: str
    value: str
    since: date
    source: str
    note: str


def unconfirmed_terms() -> Iterator[Unconfirmed]:
    """Yield what the terms of the installed parts say without its having been checked (待核实、约定)."""
    for part in apps.get_app_configs():
        written = files(part.name) / "terms.toml" if part.name.startswith("yangguang.") else None
        if written is not None and written.is_file():
            for dated in load_terms(written).values():
                for term in dated.values:
                    if not term.confirmed:
                        yield _shown(str(part.verbose_name), term)


def _shown(part: str, term: Term) -> Unconfirmed:
    return Unconfirmed(
        part, term.title, f"{term.number}{term.unit.label}", term.since, term.source, term.note
    )


class UnconfirmedTerms(SpreadsheetExportMixin, TemplateView):  # type: ignore[misc]
    """The list for lawyers of what has to be checked against the text of the law."""

    template_name = "unconfirmed_terms.html"
    export_filename = "unconfirmed-terms"
    list_export = ("part", "title", "value", "since", "source", "note")
    export_headings = {
        "part": "业务", "title": "期限或者数值", "value": "数值", "since": "自", "source": "依据", "note": "说明",
    }  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        everything = list(unconfirmed_terms())
        part, words = request.GET.get("part", ""), request.GET.get("q", "").strip()
        terms = [
            each
            for each in everything
            if part in ("", each.part) and words in f"{each.title}{each.source}{each.note}"
        ]
        if self.is_export:
            response: HttpResponse = self.as_spreadsheet(terms, request.GET["export"])
            return response
        parts = sorted({each.part for each in everything})
        return self.render_to_response({"terms": terms, "parts": parts, "part": part, "words": words})

    def get_heading(self, queryset: Any, field: str) -> str:
        return self.export_headings[field]


ADDRESSES = [path("terms/", UnconfirmedTerms.as_view(), name="terms"), *staffing.ADDRESSES]

MENU = [MenuEntry("待核实的期限", "web_desk:terms", "warning", order=820)]

VIEWSETS = [Ledger(), Posts(), Organisations()]


def terms_to_check(request: HttpRequest) -> list[Figure]:
    return [Figure("待核实的期限和数值", len(list(unconfirmed_terms())), reverse("web_desk:terms"))]


PANELS = [terms_to_check]
