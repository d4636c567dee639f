"""The visits of the demo: in 2023 exactly as many as were reported, in rows, and the same every time."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum

from yangguang.core.cases import versions
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Person
from yangguang.rules.periods import Period
from yangguang.web.demo.district import BEGAN_AT, BEGINS_ON, found_district
from yangguang.web.demo.visits import fill_visits
from yangguang.work.visits.models import PageDay, SiteDay
from yangguang.work.visits.queries import mismatches

REPORTED = 2_850_480


@pytest.fixture
def district(db):
    made = found_district()
    admin = Person.objects.get(username="admin")
    versions.publish_declared(org=made, effective_on=BEGINS_ON, by=admin, at=BEGAN_AT)
    return made


def held_to_their_sums() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestSmallDemo:
    def test_has_the_reported_visits_in_rows_and_no_row_bears_the_difference(self, district):
        fill_visits(district, "small")
        held_to_their_sums()
        metric = all_metrics()["visits.visits"]
        assert metric.value(district.subtree(), Period.year(2023)) == REPORTED
        assert sum(row.visits for row in metric.rows_of(district.subtree(), Period.year(2023))) == REPORTED
        assert sum(metric.by(district.subtree(), Period.year(2023), "month").values()) == REPORTED
        days = dict(SiteDay.objects.values_list("on", "visits"))
        assert len(days) == 365
        assert max(days.values()) < 3 * REPORTED / 365
        assert not list(mismatches())

    def test_three_figures_differ_and_working_days_are_busier(self, district):
        fill_visits(district, "small")
        days = SiteDay.objects.all()
        for day in days:
            assert day.visitors < day.visits < day.views
        weekdays, sundays = Counter(), Counter()
        for day in days:
            (sundays if day.on.weekday() == 6 else weekdays)[day.on] = day.visits
        assert weekdays.total() / len(weekdays) > 1.5 * sundays.total() / len(sundays)

    def test_pages_are_addresses_that_answer(self, district, client):
        fill_visits(district, "small")
        for path in PageDay.objects.order_by().values_list("path", flat=True).distinct():
            assert client.get(path).status_code == 200, path


@pytest.mark.slow
def test_full_demo_has_the_years_before_and_after_too_and_the_same_sum(district):
    fill_visits(district, "full")
    held_to_their_sums()
    assert PageDay.objects.count() < 150_000
    assert SiteDay.objects.filter(on__gte=date(2023, 1, 1), on__lt=date(2024, 1, 1)).aggregate(
        sum=Sum("visits")
    ) == {"sum": REPORTED}
    assert set(SiteDay.objects.dates("on", "year")) >= {date(year, 1, 1) for year in (2021, 2022, 2023)}
