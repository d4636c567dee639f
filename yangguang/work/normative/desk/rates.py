"""The rates of the report on the rule of law: a bar for each year, and both numbers open onto their documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.metrics import Metric, Rate, as_percent
from yangguang.core.metrics.sheets import Sheet, as_file, sheet_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from .. import queries
from ..metrics import RATES

YEARS_SHOWN = 6
BAR = 28
"""How high the row of one bar is; the chart is as many times as high, and 360 wide."""
LONGEST_BAR = 220
HEAD = ("指标", "年度", "分子", "件数", "分母", "件数", "比率", "依据")


@dataclass(frozen=True, slots=True)
class Line:
    """One rate in one year: its two numbers, where they open to, and how its bar is drawn."""

    year: int
    part: Any
    whole: Any
    part_url: str
    whole_url: str
    top: int

    @property
    def percent(self) -> str:
        return as_percent(self.part, self.whole)

    @property
    def width(self) -> int:
        return int(self.part * LONGEST_BAR / self.whole) if self.whole else 0


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """The rates of the last years, of all organisations that the person sees below the chosen one; also as a file."""
    seen = orgs.visible_to(request.user, timezone.localdate())
    chosen = _chosen(request, seen)
    below = seen.filter(path__startswith=chosen.path) if chosen else seen
    years = _years(below)
    shown = [(rate, [*_lines(rate, below, chosen, years)]) for rate in RATES]
    ending = request.GET.get("as", "")
    if ending in ("xlsx", "csv"):
        lines = [
            (
                rate.title,
                each.year,
                rate.part.title,
                each.part,
                rate.whole.title,
                each.whole,
                each.percent,
                rate.source,
            )
            for rate, found in shown
            for each in found
        ]
        return as_file([Sheet("规范性文件指标", HEAD, lines)], f"normative-rates.{ending}")
    context = {
        "rates": shown,
        "height": BAR * len(years),
        "years": years,
        "organisations": seen.order_by("path"),
        "chosen": chosen,
    }
    return render(request, "normative/desk/rates.html", context)


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The documents behind one number of a rate; to be read, or taken away as xlsx or csv."""
    seen = orgs.visible_to(request.user, timezone.localdate())
    chosen = _chosen(request, seen)
    below = seen.filter(path__startswith=chosen.path) if chosen else seen
    metric, year = _metric(request), _year(request)
    rows = metric.rows_of(below, Period.year(year))
    ending = request.GET.get("as", "")
    if ending in ("xlsx", "csv"):
        return as_file([sheet_of(rows)], f"{metric.name}-{year}.{ending}")
    page = Paginator(rows.select_related("org").order_by("known_on", "pk"), 50).get_page(
        request.GET.get("page")
    )
    said = {key: value for key, value in request.GET.items() if key not in ("page", "as")}
    context = {"metric": metric, "year": year, "chosen": chosen, "page": page, "said": urlencode(said)}
    return render(request, "normative/desk/counted.html", context)


def _lines(rate: Rate, below: Any, chosen: Organisation | None, years: range) -> Iterator[Line]:
    for number, year in enumerate(years):
        period = Period.year(year)
        part, whole = rate.part.value(below, period), rate.whole.value(below, period)
        yield Line(
            year, part, whole, *(_url(each, year, chosen) for each in (rate.part, rate.whole)), number * BAR
        )


def _url(metric: Metric, year: int, chosen: Organisation | None) -> str:
    said = {"metric": metric.name, "year": year, **({"org": chosen.code} if chosen else {})}
    return f"{reverse('normative_desk:counted')}?{urlencode(said)}"


def _years(below: Any) -> range:
    """Return the last years, this one among them, in which documents were made known."""
    this = timezone.localdate().year
    first = queries.documents(below).aggregate(first=Min("known_on"))["first"]
    return range(max(first.year if first else this, this - YEARS_SHOWN + 1), this + 1)


def _chosen(request: HttpRequest, seen: Any) -> Organisation | None:
    """Return the organisation that was asked for, if any; one that the person does not see is not found."""
    code = request.GET.get("org", "")
    if not code:
        return None
    found: Organisation | None = seen.filter(code=code.replace("\x00", "")).first()
    if found is None:
        raise Http404
    return found


def _metric(request: HttpRequest) -> Metric:
    """Return which of the metrics that rates are made of was asked for; the first where none was."""
    known = {metric.name: metric for rate in RATES for metric in (rate.whole, rate.part)}
    try:
        return known[request.GET.get("metric") or RATES[0].whole.name]
    except KeyError:
        raise Http404 from None


def _year(request: HttpRequest) -> int:
    this = timezone.localdate().year
    asked = request.GET.get("year") or str(this)
    if not (asked.isascii() and asked.isdecimal() and 1949 <= int(asked[:5]) <= this):
        raise Http404
    return int(asked)
