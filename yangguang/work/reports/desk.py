"""What the office sees of a report: every figure opens onto the rows it counts."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.metrics import Metric
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.metrics.sheets import as_file, sheet_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.ui.office import MenuEntry
from yangguang.core.ui.views import ActView

from . import actions, building, presenting, queries, writing
from .models import Edition, Passage

FIRST_YEAR = 2021
MOST_NAMED = 5
"""How many of the rows that came or went are named for a cell; their number is always said."""


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
    found = chosen.rows(org.subtree(), year)
    # Of several metrics only those are shown that have rows; the first where none has.
    counted = {name: rows for name, rows in found.items() if len(found) == 1 or rows.exists()} or {
        chosen.metrics[0]: found[chosen.metrics[0]]
    }
    metrics = [all_metrics()[name] for name in counted]
    ending = request.GET.get("as", "")
    if ending in ("xlsx", "csv"):
        return as_file(map(sheet_of, counted.values()), f"{year}-{chosen.key}.{ending}")
    page = Paginator(RowsOfMetrics(counted), 50).get_page(request.GET.get("page"))
    listed = [
        {
            **_named(row),
            "org": getattr(row, "org", None),
            "adds": building.plain(getattr(row, metric.adds)) if metric.adds else 1,
        }
        for metric, row in page
    ]
    context = {
        "org": org,
        "year": year,
        "cell": chosen,
        "metrics": metrics,
        "adds": any(metric.adds for metric in metrics),
        "figure": chosen.value(org.subtree(), year),
        "page": page,
        "rows": listed,
    }
    return render(request, "reports/desk/cell.html", context)


class RowsOfMetrics:
    """The rows of several metrics, one metric after the other, each with its metric: what pages are made of."""

    def __init__(self, counted: Mapping[str, QuerySet[Any]]) -> None:
        self._parts = [
            (all_metrics()[name], rows.order_by("pk"), rows.count()) for name, rows in counted.items()
        ]

    def __len__(self) -> int:
        return sum(number for *_, number in self._parts)

    def __getitem__(self, wanted: slice) -> list[tuple[Metric, Any]]:
        found, start, stop = [], wanted.start, wanted.stop
        for metric, rows, number in self._parts:
            found += [(metric, row) for row in rows[max(0, start) : max(0, stop)]]
            start, stop = start - number, stop - number
        return found


def _differences(edition: Edition) -> list[dict[str, Any]]:
    """Return the cells that would differ today, each with some of the rows that went and that came."""
    below = edition.org.subtree()
    found = []
    for chosen, then, now, gone, come in writing.differences(edition):
        changed = [
            {
                "count": len(named),
                "rows": [
                    _named(row) for row in islice(_rows(chosen, below, edition.year, named), MOST_NAMED)
                ],
            }
            for named in (gone, come)
        ]
        found.append({"cell": chosen, "then": then, "now": now, "changed": changed})
    return found


def _rows(chosen: building.Cell, below: QuerySet[Organisation], year: int, named: set[str]) -> Iterator[Any]:
    """Yield the rows that are named in an edition, or named today; a row that is gone is no longer found."""
    for metric in chosen.metrics:
        rows = chosen.rows(below, year)[metric].model._default_manager.filter(org__in=below)
        keys = [key for each in named if chosen.named(metric, key := each.rpartition("/")[2]) == each]
        yield from rows.filter(pk__in=keys).order_by("pk")


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
