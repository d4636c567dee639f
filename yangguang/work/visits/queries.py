"""What a reader can ask about visits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractMonth

from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from .models import PageDay, SiteDay

Organisations = QuerySet[Organisation]

FIGURES = ("visits", "views", "visitors", "robots_excluded")


def pages(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return the pages looked at in `period`, day by day, each with its `month`."""
    return _in(PageDay.objects.of(orgs), period)


def days(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return the figures of the days in `period`, each with its `month`."""
    return _in(SiteDay.objects.of(orgs), period)


def _in(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.filter(on__gte=period.since, on__lt=period.until)
    with_month: QuerySet[Any] = found.annotate(month=ExtractMonth("on"))
    return with_month


def by_month(orgs: Organisations, year: int) -> dict[int, dict[str, int]]:
    """Return the four figures of each month of a year that has any."""
    sums = {name: Sum(name) for name in FIGURES}
    rows = days(orgs, Period.year(year)).order_by("month").values("month").annotate(**sums)
    return {row.pop("month"): row for row in rows}


def by_day(orgs: Organisations, period: Period) -> dict[date, dict[str, int]]:
    """Return the four figures of each day in `period` that has any."""
    sums = {name: Sum(name) for name in FIGURES}
    return {row.pop("on"): row for row in days(orgs, period).order_by("on").values("on").annotate(**sums)}


def top_pages(orgs: Organisations, period: Period, most: int = 20) -> QuerySet[Any]:
    """Return the pages that were looked at most in `period`, with the sums of their figures."""
    rows: QuerySet[Any] = pages(orgs, period).order_by()
    summed: QuerySet[Any] = rows.values("path", "title").annotate(visits=Sum("visits"), views=Sum("views"))
    return summed.order_by("-views", "path")[:most]


def years(orgs: Organisations) -> list[int]:
    """Return the years of which there are figures, the newest first."""
    return [each.year for each in SiteDay.objects.of(orgs).order_by().dates("on", "year", order="DESC")]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A day whose figures are not the sums of its pages."""

    org: str
    on: date
    of_day: tuple[int, int]
    of_pages: tuple[int, int]

    def __str__(self) -> str:
        (visits, views), (page_visits, page_views) = self.of_day, self.of_pages
        return (
            f"{self.on} {self.org}：每日访问量为访问{visits}次、浏览{views}页，"
            f"页面明细合计为访问{page_visits}次、浏览{page_views}页，请核对。"
        )


def mismatches() -> Iterator[Mismatch]:
    """Yield the days whose visits and views are not the sums of their pages, and pages without a day."""
    same_day = PageDay.objects.filter(org=OuterRef("org"), on=OuterRef("on")).order_by().values("on")
    wrong = SiteDay.objects.annotate(
        page_visits=Coalesce(Subquery(same_day.annotate(sum=Sum("visits")).values("sum")), 0),
        page_views=Coalesce(Subquery(same_day.annotate(sum=Sum("views")).values("sum")), 0),
    ).exclude(visits=F("page_visits"), views=F("page_views"))
    for day in wrong.order_by("org_id", "on").select_related("org"):
        yield Mismatch(day.org.name, day.on, (day.visits, day.views), (day.page_visits, day.page_views))
    known = SiteDay.objects.filter(org=OuterRef("org"), on=OuterRef("on"))
    lonely = PageDay.objects.order_by().filter(~Exists(known))
    for org, on, visits, views in (
        lonely.values("org__name", "on")
        .annotate(sum_visits=Sum("visits"), sum_views=Sum("views"))
        .values_list("org__name", "on", "sum_visits", "sum_views")
    ):
        yield Mismatch(org, on, (0, 0), (visits, views))
