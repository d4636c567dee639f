"""Which columns are due, as the inspection of government sites counts it."""

from datetime import date

import pytest

from tests.publishing.newsroom import at, newsroom
from yangguang.work.portal import queries
from yangguang.work.portal.actions import open_column
from yangguang.work.portal.rules import Standing


@pytest.fixture(autouse=True)
def _news(office):
    office.news.rhythm = "news"
    office.news.save()


def standing_of(office, person, on: date) -> dict[str, Standing]:
    return {each.column.title: each.standing for each in queries.calendar(person, on)}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 3, 11), Standing.FRESH),
        (date(2024, 3, 12), Standing.SOON),
        (date(2024, 3, 15), Standing.SOON),
        (date(2024, 3, 16), Standing.LATE),
    ],
)
def test_news_are_due_within_two_weeks(office, on, expected):
    office.publish(office.write(), "2024-03-01")
    assert standing_of(office, office.author, on) == {"要闻动态": expected}


def test_notices_are_due_within_six_months_and_an_empty_column_is_named(office):
    notices = open_column(
        office.home, title="通知公告", slug="notices", by=office.admin, at=at("2024-01-03"), rhythm="notice"
    )
    office.publish(office.write(column=notices), "2024-03-01")
    assert standing_of(office, office.author, date(2024, 9, 1)) == {
        "要闻动态": Standing.EMPTY,
        "通知公告": Standing.SOON,
    }
    assert standing_of(office, office.author, date(2024, 9, 2))["通知公告"] is Standing.LATE


def test_an_office_sees_the_columns_of_its_own_site_only(office):
    other = newsroom("440403", "邻区人民政府")
    assert {each.column.org for each in queries.calendar(other.author, date(2024, 3, 1))} == {other.org}
