"""What the office sees of the library: the list of laws, the page of each, two texts side by side, the imports."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet

from yangguang.core.letters import document_to_docx, document_to_pdf
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.files import as_file
from yangguang.core.ui.office import MenuEntry, desks
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Refused

from . import comparing, papers, queries
from .models import VALIDITIES, Category, Import, Instrument, Period, Version

ON_A_PAGE = 50


def _seen(request: HttpRequest, key: str) -> Instrument:
    """Return a law, or a document that the person may see; any other is not found."""
    return get_object_or_404(Instrument.objects.visible_to(request.user, timezone.localdate()), key=key)


def _day(request: HttpRequest) -> date:
    """Return the day for which the page is asked, today when none is given."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


def _text(law: Instrument, key: str) -> Version:
    return get_object_or_404(law.versions, key=key)


@require_safe
def instrument(request: HttpRequest, key: str) -> HttpResponse:
    """A law: its standing with the reasons, its articles, its texts, its relations, who cites it."""
    law = _seen(request, key)
    chosen = request.GET.get("text")
    page = queries.page_of(law, _day(request), version=_text(law, chosen) if chosen else None)
    context = {
        "law": law,
        "page": page,
        "others": [each for each in page.versions if not each.is_shown],
        "ways": list(_ways_from(law)),
    }
    return render(request, "law/desk/instrument.html", context)


def _ways_from(law: Instrument) -> Iterator[tuple[str, str]]:
    """Yield where the parts lead from the page of a law: what they list as `FROM_A_LAW` in their desk."""
    for _, desk in desks():
        for entry in getattr(desk, "FROM_A_LAW", []):
            yield entry.label, reverse(entry.address, args=[law.key])


@require_safe
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two texts of a law, word by word."""
    law = _seen(request, key)
    old, new = (_text(law, request.GET.get(each, "")) for each in ("old", "new"))
    context = {"law": law, "old": old, "new": new, "rows": comparing.differences(old, new)}
    return render(request, "law/desk/compare.html", context)


@require_safe
def cited(request: HttpRequest, key: str) -> HttpResponse:
    """Who cites a law, or one of its articles."""
    law = _seen(request, key)
    wanted = request.GET.get("place", "")
    try:
        place = Place.parse(wanted) if wanted else None
    except Refused:
        raise Http404 from None
    seen = orgs.visible_to(request.user, timezone.localdate())
    links = queries.cited_by(law, place).filter(queries.seen_by(seen))
    rows = Paginator(links, ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "law/desk/cited.html", {"law": law, "place": place, "rows": rows})


@require_safe
def file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """A law to take away: as data, as an editable file, or to print."""
    law = _seen(request, key)
    chosen = request.GET.get("text")
    page = queries.page_of(law, _day(request), version=_text(law, chosen) if chosen else None)
    name = f"law-{law.key}.{ending}"
    if ending == "json":
        data = queries.as_data(page, request.build_absolute_uri(page.address))
        return as_file(json.dumps(data, ensure_ascii=False, indent=1), name)
    if ending == "docx":
        return as_file(document_to_docx(papers.document_of(page)), name)
    if ending == "pdf":
        return as_file(document_to_pdf(papers.document_of(page)), name)
    raise Http404


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """What was read into the library, and what could not be read."""
    seen = orgs.visible_to(request.user, timezone.localdate())
    rows = list(Import.objects.filter(org__in=seen)[:ON_A_PAGE])
    return render(request, "law/desk/imports.html", {"rows": rows, "checked_to": queries.checked_to()})


class LawFilter(WagtailFilterSet):
    """By which the list of laws may be narrowed."""

    category = django_filters.ChoiceFilter(label="类别", choices=Category.choices)
    region = django_filters.ChoiceFilter(label="适用地区", choices=[], empty_label="全部")
    standing = django_filters.ChoiceFilter(label="今日效力", choices=VALIDITIES, method="of_standing")

    class Meta:
        model = Instrument
        fields = ("category", "region")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        regions = Instrument.objects.exclude(region="").order_by("region").values_list("region", flat=True)
        self.filters["region"].extra["choices"] = [(each, each) for each in regions.distinct()]

    def of_standing(self, rows: Any, name: str, validity: str) -> Any:
        holds = Period.objects.on(timezone.localdate()).filter(validity=validity)
        return rows.filter(pk__in=holds.values("instrument"))


class Laws(ScopedViewSet):
    """All laws, to be searched, filtered, sorted and taken away."""

    model = Instrument
    name = "laws"
    icon = "folder-open-inverse"
    menu_label = "法规"
    menu_order = 300
    ordering = ("title",)
    list_display = ("title", "category", "region", "validity_label", "number")
    filterset_class = LawFilter
    list_export = ("title", "category", "region", "validity_label", "number", "key")
    export_headings = {"validity_label": "今日效力"}
    search_fields = ("title", "number")
    inspect_view_fields = ("title", "category", "region", "number")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).standing_on(on)


ADDRESSES = [
    path("law/imports/", imports, name="imports"),
    path("law/<str:key>/", instrument, name="instrument"),
    path("law/<str:key>/compare/", compare, name="compare"),
    path("law/<str:key>/cited/", cited, name="cited"),
    path("law/<str:key>/law.<str:ending>", file, name="file"),
]

MENU = [MenuEntry("法规库", "laws:index", "folder-open-inverse", order=230)]

VIEWSETS = [Laws()]

SEARCHES = [MenuEntry("法规", "laws:index", "folder-open-inverse", order=30)]
