"""What the office sees of a report: every figure opens onto the rows it counts."""

import csv
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.ui.office import MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.rules.periods import Period

from . import actions, building, presenting, queries, writing
from .models import Edition, Passage

FIRST_YEAR = 2021
MOST_NAMED = 5
"""How many of the rows that came or went are named for a cell; their number is always said."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The organisations whose reports a person may see, and their years."""
    seen = _open_to(request.user).exclude(kind=Organisation.Kind.VILLAGE)
    years = range(timezone.localdate().year, FIRST_YEAR - 1, -1)
    return render(request, "reports/desk/index.html", {"organisations": seen, "years": years})


@require_safe
def live(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A report as the records give it now, each figure a link to its rows; and how it differs from the frozen one."""
    org = _seen(request, code, year)
    report = writing.report(org, year)
    edition = queries.newest_edition(org, year)

    def link(cell: building.Cell) -> str:
        return reverse("reports_desk:cell", args=[code, year, cell.key])

    context = {
        "org": org,
        "year": year,
        "report": report,
        "edition": edition,
        "differences": _differences(edition) if edition else [],
        "passages": [
            (section, section.label, queries.passages(org, year).get(section, ""))
            for section in Passage.Section
        ],
        **presenting.shown(report.tables, link),
    }
    return render(request, "reports/desk/live.html", context)


@require_safe
def cell(request: HttpRequest, code: str, year: int, key: str) -> HttpResponse:
    """The rows that one figure counts; to be read, or taken away as xlsx or csv."""
    org = _seen(request, code, year)
    chosen = building.cells().get(key)
    if chosen is None:
        raise Http404
    rows = chosen.rows(org.subtree(), year)
    metric = building.metric_of(chosen.metric)
    figure = building.plain(metric.value(org.subtree(), Period.year(year), **chosen.group))
    ending = request.GET.get("as", "")
    if ending in ("xlsx", "csv"):
        return _taken_away(rows, chosen, year, ending)
    page = Paginator(rows.order_by("pk"), 50).get_page(request.GET.get("page"))
    listed = [
        {
            **_named(row),
            "org": getattr(row, "org", None),
            "adds": building.plain(getattr(row, metric.adds)) if metric.adds else None,
        }
        for row in page
    ]
    context = {
        "org": org,
        "year": year,
        "cell": chosen,
        "metric": metric,
        "figure": figure,
        "page": page,
        "rows": listed,
    }
    return render(request, "reports/desk/cell.html", context)


def _differences(edition: Edition) -> list[dict[str, Any]]:
    """Return the cells that would differ today, each with some of the rows that went and that came."""
    below = edition.org.subtree()
    found = []
    for chosen, then, now, gone, come in writing.differences(edition):
        rows = chosen.rows(below, edition.year).model._default_manager.filter(org__in=below).order_by("pk")
        changed = [
            {"count": len(keys), "rows": [_named(row) for row in rows.filter(pk__in=keys)[:MOST_NAMED]]}
            for keys in (gone, come)
        ]
        found.append({"cell": chosen, "then": then, "now": now, "changed": changed})
    return found


def _named(row: Any) -> dict[str, str]:
    return {"text": str(row), "url": getattr(row, "desk_url", "")}


class PassageForm(forms.Form):
    text = forms.CharField(
        label="内容", widget=forms.Textarea(attrs={"rows": 12}), max_length=20_000,
        help_text="每段一行。", error_messages={"required": "请填写内容；没有的写“无”。"},
    )  # fmt: skip


class WritePassage(ActView):
    """The words of one part of a report."""

    form_class = PassageForm
    template_name = "reports/desk/act.html"
    done = "已保存。"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self._section().label

    def _section(self) -> Passage.Section:
        try:
            return Passage.Section(self.kwargs["section"])
        except ValueError:
            raise Http404 from None

    def form(self, **given: Any) -> PassageForm:
        given.pop("files", None)
        org = _seen(self.request, self.kwargs["code"], self.kwargs["year"])
        return PassageForm(
            **given, initial={"text": queries.passages(org, self.kwargs["year"]).get(self._section(), "")}
        )

    def context(self) -> dict[str, Any]:
        org = _seen(self.request, self.kwargs["code"], self.kwargs["year"])
        last = queries.passages(org, self.kwargs["year"] - 1).get(self._section(), "")
        return {"org": org, "year": self.kwargs["year"], "last_year": last}

    def act(self, form: PassageForm, *, once: str) -> str:
        org = _seen(self.request, self.kwargs["code"], self.kwargs["year"])
        actions.write_passage(
            org, self.kwargs["year"], section=self._section(), text=form.cleaned_data["text"],
            by=self.request.user, at=timezone.now(), once=once,
        )  # fmt: skip
        return reverse("reports_desk:live", args=[org.code, self.kwargs["year"]])


class Freeze(ActView):
    """Freezing a report; a figure that does not come out needs a reason, which is printed."""

    template_name = "reports/desk/act.html"
    title = "定稿并发布"
    done = "报告已定稿。"

    def form(self, **given: Any) -> forms.Form:
        given.pop("files", None)
        form = forms.Form(**given)
        org = _seen(self.request, self.kwargs["code"], self.kwargs["year"])
        for finding in writing.report(org, self.kwargs["year"]).findings:
            form.fields[actions.finding_key(finding)] = forms.CharField(
                label=f"{finding}。理由：", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        return form

    def context(self) -> dict[str, Any]:
        return {
            "org": _seen(self.request, self.kwargs["code"], self.kwargs["year"]),
            "year": self.kwargs["year"],
        }

    def act(self, form: forms.Form, *, once: str) -> str:
        org = _seen(self.request, self.kwargs["code"], self.kwargs["year"])
        actions.freeze(
            org,
            self.kwargs["year"],
            reasons=form.cleaned_data,
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return reverse("reports_desk:live", args=[org.code, self.kwargs["year"]])


def _taken_away(rows: Any, chosen: building.Cell, year: int, ending: str) -> HttpResponse:
    """Return the rows of a cell as a spreadsheet, without what identifies applicants beyond their names."""
    fields = [
        each
        for each in rows.model._meta.fields
        if each.name not in ("code", "identity", "phone", "email", "address")
    ]
    head = [str(each.verbose_name) for each in fields]
    lines = ([_text(row, each) for each in fields] for row in rows.order_by("pk").iterator())
    name = f"{year}-{chosen.key}.{ending}"
    if ending == "csv":
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        writer = csv.writer(response)
        writer.writerow(head)
        writer.writerows(lines)
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("明细")
        sheet.append(head)
        for line in lines:
            sheet.append(line)
        response = HttpResponse(content_type=XLSX)
        book.save(response)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(row: Any, field: Any) -> str:
    """Return a value as text; one that a spreadsheet would take for a formula is marked as text."""
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    else:
        value = getattr(row, field.attname) if field.is_relation else getattr(row, field.name)
    text = "" if value is None else str(value)
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _open_to(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see with all below them, as their reports show all."""
    seen = orgs.visible_to(person, timezone.localdate())
    hidden = Organisation.objects.filter(path__startswith=OuterRef("path")).exclude(pk__in=seen.values("pk"))
    return seen.filter(~Exists(hidden))


def _seen(request: HttpRequest, code: str, year: int) -> Organisation:
    """Return an organisation whose report of a year the person may see; any other is not found."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    return get_object_or_404(_open_to(request.user), code=code)


ADDRESSES = [
    path("reports/annual/", index, name="index"),
    path("reports/annual/<str:code>/<int:year>/", live, name="live"),
    path("reports/annual/<str:code>/<int:year>/freeze/", Freeze.as_view(), name="freeze"),
    path(
        "reports/annual/<str:code>/<int:year>/words/<slug:section>/", WritePassage.as_view(), name="passage"
    ),
    path("reports/annual/<str:code>/<int:year>/cells/<str:key>/", cell, name="cell"),
]
MENU = [MenuEntry("年度报告", "reports_desk:index", "doc-full", order=200)]
