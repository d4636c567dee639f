"""What the office sees of catalogues and guides: lists, pages, a form for each act, files to take away."""

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.queries import history_of
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.problems import Problem, Refused

from . import actions, queries, sheets
from .forms import (
    AddItemForm,
    AdoptForm,
    GuideForm,
    ImportForm,
    ItemForm,
    RetireForm,
    TakeOverForm,
    of_item,
)
from .models import Catalogue, Guide, Item
from .rules import Level

FILES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _seen(request: HttpRequest, model: Any, pk: int) -> Any:
    """Return a row that the person may see; any other is not found."""
    return get_object_or_404(model.objects.visible_to(request.user, timezone.localdate()), pk=pk)


@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    """The catalogues of the organisations a person may see, those in force first."""
    on = timezone.localdate()
    in_force = Count("items", Q(items__until=None) | Q(items__until__gt=on))
    found = Catalogue.objects.visible_to(request.user, on).select_related("org").annotate(number=in_force)
    rows = sorted(
        found, key=lambda each: (each.until is not None and each.until <= on, each.org.path, each.pk)
    )
    context = {"rows": rows, "on": on, "may_keep": queries.kept_by(request.user, on).exists()}
    return render(request, "matters/desk/catalogues.html", context)


@require_safe
def catalogue_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One catalogue as its table, and what can be done with it."""
    catalogue = _seen(request, Catalogue, pk)
    on = timezone.localdate()
    context = {
        "catalogue": catalogue,
        "table": queries.catalogue_table(catalogue, on),
        "may_keep": catalogue.until is None and queries.may_keep(request.user, catalogue.org, on),
        "may_take_over": catalogue.until is None and _towns_for(request, catalogue).exists(),
        "left_out": queries.left_out(catalogue, on),
        "orphans": queries.without_template_in_force(catalogue, on),
        "history": history_of(catalogue),
        "item_address": "matters_desk:item",
    }
    return render(request, "matters/desk/catalogue.html", context)


@require_safe
def catalogue_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A catalogue as xlsx or csv."""
    catalogue = _seen(request, Catalogue, pk)
    entries = [item.entry for item in queries.items_of(catalogue, timezone.localdate())]
    if ending not in FILES:
        raise Http404
    content = sheets.as_workbook(str(catalogue), entries) if ending == "xlsx" else sheets.as_csv(entries)
    return _file(content, f"catalogue-{catalogue.pk}.{ending}")


@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The empty table, to be filled in."""
    return _file(sheets.as_workbook("基层政务公开标准目录", []), "catalogue.xlsx")


def _file(content: bytes | str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FILES[name.rpartition(".")[2]], headers=disposition)


@require_safe
def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it says, where it came from, what was done to it."""
    item = _seen(request, Item, pk)
    on = timezone.localdate()
    (row,) = queries.rows_of([item])
    context = {
        "item": item,
        "row": row,
        "may_keep": item.until is None and queries.may_keep(request.user, item.catalogue.org, on),
        "history": queries.history_of_item(item),
    }
    return render(request, "matters/desk/item.html", context)


class OnOneRow(ActView):
    """An act on one row that the person may see."""

    template_name = "matters/desk/act.html"
    model: Any = Catalogue
    label = ""

    @cached_property
    def row(self) -> Any:
        return _seen(self.request, self.model, self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.label}。"

    @property
    def doing(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now()}

    def form(self, **given: Any) -> Any:
        self.row  # noqa: B018  of what one may not see there is no form
        given.pop("files", None)
        return self.form_class(**given)

    def context(self) -> dict[str, Any]:
        return {"row": self.row, "back": self.row.desk_url}


class Adopt(ActView):
    """Adopting a catalogue; its rows are imported or typed in afterwards."""

    template_name = "matters/desk/act.html"
    title = "编制公开目录"
    done = "目录已编制，请导入或者增加事项。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return AdoptForm(**given, orgs=queries.kept_by(self.request.user, timezone.localdate()))

    def context(self) -> dict[str, Any]:
        return {"back": reverse("matters_desk:catalogues")}

    def act(self, form: Any, *, once: str) -> str:
        said = dict(form.cleaned_data)
        made = actions.adopt_catalogue(
            said.pop("org"), **said, by=self.request.user, at=timezone.now(), once=once
        )
        return made.desk_url


class Import(OnOneRow):
    """Importing a workbook into a catalogue."""

    label = "导入事项"

    def form(self, **given: Any) -> Any:
        self.row  # noqa: B018
        return ImportForm(**given)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "has_file": True}

    def act(self, form: Any, *, once: str) -> str:
        file = form.cleaned_data["file"]
        entries = sheets.read_workbook(file.read(), file.name)
        return actions.import_items(self.row, entries, **self.doing, once=once).desk_url


class AddItem(OnOneRow):
    label = "增加事项"
    form_class = AddItemForm

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        last = Item.objects.filter(catalogue=self.row).order_by("-seq").first()
        form.fields["seq"].initial = last.seq + 1 if last else 1
        form.fields["publisher"].initial = self.row.org.name
        if self.row.org.kind != Organisation.Kind.GOVERNMENT:
            del form.fields["is_compulsory"]
        return form

    def act(self, form: Any, *, once: str) -> str:
        said = form.cleaned_data
        return actions.add_item(
            self.row, _entry_of(form), since=said["since"], column=said["column"],
            is_compulsory=said.get("is_compulsory", False), **self.doing, once=once,
        ).desk_url  # fmt: skip


class ChangeItem(OnOneRow):
    label = "修改事项"
    model = Item

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return ItemForm(**given, initial=of_item(self.row))

    def act(self, form: Any, *, once: str) -> str:
        column = form.cleaned_data["column"]
        return actions.change_item(self.row, _entry_of(form), column=column, **self.doing, once=once).desk_url


class RetireItem(OnOneRow):
    label = "删减事项"
    model = Item
    form_class = RetireForm

    def act(self, form: Any, *, once: str) -> str:
        return actions.retire_item(self.row, **form.cleaned_data, **self.doing, once=once).desk_url


class TakeOver(OnOneRow):
    """A town takes the district's catalogue over; its people need not see all that the district keeps."""

    label = "承接目录"

    @cached_property
    def row(self) -> Any:
        on = timezone.localdate()
        found = get_object_or_404(Catalogue.objects.in_force(on).select_related("org"), pk=self.kwargs["pk"])
        if not _towns_for(self.request, found).exists():
            raise Http404
        return found

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        items = queries.items_of(self.row, timezone.localdate()).filter(levels__contains=[Level.TOWN])
        return TakeOverForm(**given, towns=_towns_for(self.request, self.row), items=items)

    def context(self) -> dict[str, Any]:
        return {"row": self.row, "back": reverse("matters_desk:catalogues")}

    def act(self, form: Any, *, once: str) -> str:
        said = form.cleaned_data
        leave_out = {item.pk: said["reason"] for item in said["leave_out"]}
        return actions.take_over(
            self.row, said["town"], edition=said["edition"], adopted_on=said["adopted_on"], leave_out=leave_out,
            **self.doing, once=once,
        ).desk_url  # fmt: skip


class CheckCatalogue(OnOneRow):
    label = "复核目录"
    form_class = forms.Form

    def act(self, form: Any, *, once: str) -> str:
        return actions.check_catalogue(self.row, **self.doing, once=once).desk_url


@require_safe
def to_take_over(request: HttpRequest) -> HttpResponse:
    """The district's catalogues that the towns of this person have not taken over."""
    on = timezone.localdate()
    rows = [
        (each, towns)
        for each in Catalogue.objects.in_force(on).filter(template=None).select_related("org")
        if (towns := list(_towns_for(request, each)))
    ]
    return render(request, "matters/desk/to_take_over.html", {"rows": rows})


def _towns_for(request: HttpRequest, catalogue: Catalogue) -> QuerySet[Organisation]:
    """Return the towns whose catalogues the person keeps and that may still take this one over."""
    kept = queries.kept_by(request.user, timezone.localdate())
    having = Catalogue.objects.filter(template=catalogue, until=None).values("org")
    below = kept.filter(kind=Organisation.Kind.TOWN, path__startswith=catalogue.org.path)
    return below.exclude(pk__in=having) if catalogue.template_id is None else below.none()


def _entry_of(form: ItemForm) -> Any:
    """Return the row that a form says; what its cells are called there may be called otherwise here.

    Raises:
        Refused: with each problem beside its field.
    """
    fields = {"everybody": "who", "group": "who", "active": "mode", "on_request": "mode", "county": "levels"}
    try:
        return form.entry()
    except Refused as refused:
        raise Refused(
            *(
                Problem(each.message, fields.get(each.field, each.field), each.source)
                for each in refused.problems
            )
        ) from None


# Guides


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The guide of each organisation a person may see: those to be looked through first, missing ones on top."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on).exclude(kind=Organisation.Kind.VILLAGE)
    written = {guide.org_id: guide for guide in queries.guides().filter(org__in=seen)}
    rows = []
    for org in seen:
        guide = written.get(org.pk)
        why = queries.why_check(guide, on) if guide else "还没有编制"
        lacks = queries.why_not_publish(guide) if guide else []
        rows.append({"org": org, "guide": guide, "why": why, "lacks": lacks})
    rows.sort(key=lambda row: (not row["why"] and not row["lacks"], row["guide"] is not None))
    return render(request, "matters/desk/guides.html", {"rows": rows})


@require_safe
def guide_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One guide as people will read it, with what it lacks and whether it should be looked through."""
    org = _seen_organisation(request, pk)
    on = timezone.localdate()
    guide = queries.guides().filter(org=org).first()
    context = {
        "org": org,
        "guide": guide,
        "page": queries.guide_page(guide) if guide else None,
        "lacks": queries.why_not_publish(guide) if guide else [],
        "why": queries.why_check(guide, on) if guide else "",
        "may_keep": queries.may_keep(request.user, org, on),
        "history": history_of(guide) if guide else [],
    }
    return render(request, "matters/desk/guide.html", context)


def _seen_organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(orgs.visible_to(request.user, timezone.localdate()), pk=pk)


class WriteGuide(OnOneRow):
    label = "编写指南"
    done = "已保存，请复核后公开。"  # type: ignore[assignment]

    @cached_property
    def row(self) -> Any:
        return _seen_organisation(self.request, self.kwargs["pk"])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        guide = Guide.objects.filter(org=self.row).first()
        return GuideForm(**given, initial={name: getattr(guide, name, "") for name in actions.TEXTS})

    def context(self) -> dict[str, Any]:
        return {"row": self.row, "back": reverse("matters_desk:guide", args=[self.row.pk])}

    def act(self, form: Any, *, once: str) -> str:
        return actions.write_guide(self.row, **form.cleaned_data, **self.doing, once=once).desk_url


class CheckGuide(OnOneRow):
    label = "复核指南"
    model = Guide
    form_class = forms.Form
    done = "已复核，指南可以公开。"  # type: ignore[assignment]

    def act(self, form: Any, *, once: str) -> str:
        actions.check_guide(self.row, **self.doing, once=once)
        return self.row.desk_url


class ItemFilter(WagtailFilterSet):
    """By catalogue, field, agency, level and mode; only what the person may see can be chosen."""

    levels = django_filters.ChoiceFilter(
        label="公开层级",
        choices=[(each.value, each.label) for each in Level],
        method="of_level",
    )
    in_force = django_filters.ChoiceFilter(
        label="是否现行", choices=[("yes", "现行"), ("no", "已删减")], method="of_state"
    )

    class Meta:
        model = Item
        fields = ("catalogue", "field", "org", "mode")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        person, on = self.request.user, timezone.localdate()
        seen = Item.objects.visible_to(person, on)
        self.filters["catalogue"].queryset = Catalogue.objects.filter(pk__in=seen.values("catalogue"))
        self.filters["org"].queryset = Organisation.objects.filter(pk__in=seen.values("org"))

    def of_level(self, rows: Any, name: str, level: str) -> Any:
        return rows.filter(levels__contains=[level])

    def of_state(self, rows: Any, name: str, state: str) -> Any:
        in_force = Item.objects.in_force(timezone.localdate()).values("pk")
        return rows.filter(pk__in=in_force) if state == "yes" else rows.exclude(pk__in=in_force)


class Items(ScopedViewSet):
    """All items, to be searched, filtered, sorted and taken away."""

    model = Item
    name = "disclosure_items"
    icon = "list-ul"
    menu_label = "公开事项"
    menu_order = 210
    ordering = ("catalogue_id", "seq")
    list_display = ("__str__", "field", "org", "deadline_text", "mode", "since", "until")
    filterset_class = ItemFilter
    list_export = (
        "level1", "level2", "seq", "catalogue", "field", "org", "elements", "deadline_text",
        "get_audience_display", "who",
        "get_mode_display", "column", "since", "until",
    )  # fmt: skip
    export_headings = {"get_audience_display": "公开对象", "get_mode_display": "公开方式"}
    search_fields = ("level1", "level2", "elements")
    inspect_view_fields = (
        "catalogue",
        "level1",
        "level2",
        "elements",
        "org",
        "deadline_text",
        "since",
        "until",
    )

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("org", "catalogue")


def to_check(request: HttpRequest) -> list[Figure]:
    """Return how many guides that this person keeps are to be looked through."""
    on = timezone.localdate()
    kept = queries.kept_by(request.user, on)
    if not kept.exists():
        return []
    seen = queries.guides().filter(org__in=orgs.visible_to(request.user, on))
    number = len(queries.to_check(seen, on))
    return [Figure("公开指南待复核", number, reverse("matters_desk:guides"), bool(number))]


ADDRESSES = [
    path("catalogues/", catalogues, name="catalogues"),
    path("catalogues/adopt/", Adopt.as_view(), name="adopt"),
    path("catalogues/blank.xlsx", blank, name="blank"),
    path("catalogues/to-take-over/", to_take_over, name="to_take_over"),
    path("catalogues/<int:pk>/", catalogue_page, name="catalogue"),
    path("catalogues/<int:pk>/catalogue.<str:ending>", catalogue_file, name="file"),
    path("catalogues/<int:pk>/import/", Import.as_view(), name="import"),
    path("catalogues/<int:pk>/add/", AddItem.as_view(), name="add_item"),
    path("catalogues/<int:pk>/check/", CheckCatalogue.as_view(), name="check_catalogue"),
    path("catalogues/<int:pk>/take-over/", TakeOver.as_view(), name="take_over"),
    path("catalogues/items/<int:pk>/", item_page, name="item"),
    path("catalogues/items/<int:pk>/change/", ChangeItem.as_view(), name="change_item"),
    path("catalogues/items/<int:pk>/retire/", RetireItem.as_view(), name="retire_item"),
    path("guides/", guides, name="guides"),
    path("guides/<int:pk>/", guide_page, name="guide"),
    path("guides/<int:pk>/write/", WriteGuide.as_view(), name="write_guide"),
    path("guides/<int:pk>/check/", CheckGuide.as_view(), name="check_guide"),
]

MENU = [
    MenuEntry("公开目录", "matters_desk:catalogues", "table", order=200),
    MenuEntry("公开指南", "matters_desk:guides", "doc-full", order=220),
]

VIEWSETS = [Items()]

SEARCHES = [MenuEntry("公开事项", "disclosure_items:index", "list-ul", order=20)]

PANELS = [to_check]
