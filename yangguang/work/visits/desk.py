"""What the office sees of visits: the months and days of a year, the pages people came for, and every row."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.office import MenuEntry
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.periods import Period

from . import queries
from .models import LogRead, PageDay, SiteDay
from .presenting import chart
from .views import months, year_of

LOGS_SHOWN = 5


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The months of a year, or the days of a month, the pages that were looked at most, and how far the log is read."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    years = queries.years(seen)
    year = year_of(request, years)
    context = {
        "years": years,
        "year": year,
        "month": (month := _month_of(request)),
        "logs": LogRead.objects.visible_to(request.user, on)[:LOGS_SHOWN],
    }
    if year:
        period = _month(year, month) if month else Period.year(year)
        context |= {
            "chart": _days(seen, period, year, month) if month else months(seen, year, _link_to_month(year)),
            "pages": queries.top_pages(seen, period),
            "rows_url": f"{reverse('pagedays:index')}?on__gte={period.since}"
            f"&on__lte={period.until - timedelta(days=1)}",
        }
    return render(request, "visits/desk/overview.html", context)


def _days(seen: Any, period: Period, year: int, month: int) -> Any:
    rows = queries.by_day(seen, period)
    labels = {on: (f"{on.day}日", f"{reverse('pagedays:index')}?on__gte={on}&on__lte={on}") for on in rows}
    return chart(f"{year}年{month}月各日访问次数", "日期", rows, labels)


def _link_to_month(year: int) -> Any:
    return lambda month: f"{reverse('visits_desk:overview')}?year={year}&month={month}"


def _month_of(request: HttpRequest) -> int | None:
    asked = request.GET.get("month", "")
    if not asked:
        return None
    if asked not in {str(month) for month in range(1, 13)}:
        raise Http404
    return int(asked)


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


class SiteDays(ScopedViewSet):
    """The figures of every day."""

    model = SiteDay
    name = "sitedays"
    icon = "date"
    menu_label = "每日访问量"
    menu_order = 710
    ordering = "-on"
    list_display = ("on", "org", "visits", "views", "visitors", "robots_excluded", "rules_version")
    list_filter = {"org": ["exact"], "on": ["gte", "lte"]}
    list_export = ("on", "org", "visits", "views", "visitors", "robots_excluded", "rules_version")
    search_fields = ("rules_version",)
    inspect_view_fields = list_display

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("org")


class PageDays(ScopedViewSet):
    """Every page of every day: the rows that the annual reports add up."""

    model = PageDay
    name = "pagedays"
    icon = "doc-full-inverse"
    menu_label = "页面访问明细"
    menu_order = 720
    ordering = "-id"
    list_display = ("on", "path", "title", "visits", "views", "org")
    list_filter = {"org": ["exact"], "on": ["gte", "lte"], "path": ["exact"]}
    list_export = ("on", "path", "title", "visits", "views", "org")
    search_fields = ("path", "title")
    inspect_view_fields = list_display

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("org")


ADDRESSES = [path("visits/", overview, name="overview")]

MENU = [MenuEntry("访问统计", "visits_desk:overview", "view", order=700)]

VIEWSETS = [SiteDays(), PageDays()]

SEARCHES = [MenuEntry("页面访问明细", "pagedays:index", "doc-full-inverse", order=70)]
