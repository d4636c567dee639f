"""The visits of the demo district: days of the shape that days have, and in 2023 exactly as many as were reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.reports.models import Edition
from yangguang.work.visits.actions import CountedDay, bring_in
from yangguang.work.visits.rules import largest_remainder, not_pages

from .district import BEGINS_ON
from .stories import SHANGHAI
from .telling import SEED

VISITS = {2021: 2_213_706, 2022: 2_547_915, 2023: 2_850_480}
"""How many visits each year had; the last one is the figure of the report that the demo retells."""
VISITS_LATER = 3_000_000

PAGES = {"small": 8, "full": 56}
BASIS = "示范数据"
OFF = 0.45
"""How many visits a day off has beside a working day."""
SEASONS = (0.92, 0.84, 1.12, 1.06, 1.0, 1.04, 1.02, 0.98, 1.03, 0.9, 1.05, 1.04)
"""How busy the months are: quiet around the holidays, busy when schools admit and budgets are published."""


def fill_visits(district: Organisation, size: str) -> None:
    """Fill in the visits of past years, up to yesterday in the full demo; the same every time.

    Each day is split over its pages, and each year over its days, by the largest remainder, so that every sum is exact.
    """
    admin = Person.objects.get(username="admin")
    pages = _pages(district)[: PAGES[size]]
    today = timezone.localdate()
    years = [2023] if size == "small" else range(min(VISITS), today.year + 1)
    with transaction.atomic():
        for year in tqdm(years, desc="访问数据", unit="年"):
            days = [day for day in _days_of(year, pages) if day.on < today]
            at = datetime(year + 1, 1, 1, 9, tzinfo=SHANGHAI)
            bring_in(district, days, basis=BASIS, by=admin, at=min(at, timezone.now()))


@dataclass(frozen=True, slots=True)
class Address:
    """A page that the demo answers, and the day since which it does."""

    path: str
    title: str
    since: date = BEGINS_ON


def _pages(district: Organisation) -> list[Address]:
    """Return the pages that the demo answers, the most visited first."""
    pages = [Address(path, title) for title, path in settings.NAVIGATION if not path.startswith(not_pages())]
    pages += [
        Address("/disclosure/handbook/", "依申请公开办理流程"),
        Address("/visits/", "访问统计说明"),
    ]
    pages += [
        Address(
            f"/reports/{each.org.code}/{each.year}/",
            f"{each.org.short_name}{each.year}年度报告",
            each.frozen_on,
        )
        for each in Edition.objects.select_related("org").order_by("-year", "org__path")
    ]
    asked = district.subtree().exclude(disclosure_office="").order_by("path")
    pages += [Address(f"/disclosure/apply/{org.code}/", f"向{org.short_name}申请公开") for org in asked]
    return pages


def _days_of(year: int, pages: list[Address]) -> Iterator[CountedDay]:
    """Yield the days of a year. They do not depend on the day on which the demo is made."""
    random = Random(SEED * 10_000 + year)  # noqa: S311  a demo that is the same every time
    calendar = WorkCalendar.of_state_council()
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
    busy = [
        (1 if calendar.is_workday(day) else OFF) * SEASONS[day.month - 1] * random.uniform(0.88, 1.12)
        for day in days
    ]
    total = VISITS.get(year, VISITS_LATER)
    for day, visits in zip(days, largest_remainder(total, busy), strict=True):
        # Few pages have most of the visits (Zipf), and no two days are alike.
        open_then = [page for page in pages if page.since <= day]
        shares = [random.uniform(0.7, 1.3) / place for place in range(1, len(open_then) + 1)]
        entered = largest_remainder(visits, shares)
        looked = [begun + round(begun * random.uniform(0.8, 2.2)) + random.randint(0, 3) for begun in entered]
        figures = zip(open_then, entered, looked, strict=True)
        yield CountedDay(
            on=day,
            pages={page.path: (page.title, begun, views) for page, begun, views in figures if views},
            visitors=round(visits * random.uniform(0.78, 0.86)),
            robots_excluded=round(sum(looked) * random.uniform(0.3, 0.5)),
        )
