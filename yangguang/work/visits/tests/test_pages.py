"""What everybody and the office can read of visits."""

import re
from datetime import date, datetime

import pytest

from yangguang.core.metrics.registry import all_metrics
from yangguang.rules.periods import Period
from yangguang.work.visits import actions
from yangguang.work.visits.actions import CountedDay, Reader
from yangguang.work.visits.rules import robots, robots_version
from yangguang.work.visits.tests.site_log import SHANGHAI

AT = datetime(2023, 6, 1, tzinfo=SHANGHAI)


def counted_day(on: str, visits: int = 1000, path: str = "/") -> CountedDay:
    pages = {path: ("首页", visits, visits * 3)}
    return CountedDay(on=date.fromisoformat(on), pages=pages, visitors=visits - 7, robots_excluded=44)


@pytest.fixture
def figures(org):
    """Two days of May and one of April 2023, and one of the year before."""
    days = [counted_day("2022-12-31", 50), counted_day("2023-04-30", 250), counted_day("2023-05-01", 400),
            counted_day("2023-05-02", 600)]  # fmt: skip
    actions.bring_in(org, days, basis="旧平台", by=Reader(), at=AT)


def text_of(page) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


@pytest.mark.django_db
class TestPublicPage:
    def test_without_any_figure_says_so_and_tells_the_rules(self, org, client):
        page = client.get("/visits/")
        assert page.status_code == 200
        assert "还没有访问数据" in page.content.decode()
        assert "30 分钟" in page.content.decode()

    def test_without_any_organisation_is_not_found(self, db, client):
        assert client.get("/visits/").status_code == 404

    def test_shows_the_months_as_bars_and_as_a_table_that_say_the_same(self, figures, client):
        page = client.get("/visits/?year=2023").content.decode()
        drawn = re.findall(r'<rect [^>]*width="(\d+)"', page)
        assert [int(width) for width in drawn] == [52, 208]
        [svg] = re.findall(r"<svg class=\"chart\".*?</svg>", page, re.DOTALL)
        assert re.findall(r">([\d,]+)</text>", svg) == ["250", "1,000"]
        rows = re.findall(r'<tr><th scope="row">(\w+)</th>(.*?)</tr>', page)
        assert [(name, re.findall(r"[\d,]+(?=<)", cells)) for name, cells in rows][:3] == [
            ("4月", ["250", "750", "243", "44"]),
            ("5月", ["1,000", "3,000", "986", "88"]),
            ("合计", ["1,250", "3,750", "1,229", "132"]),
        ]

    def test_newest_year_is_shown_first_and_a_year_without_figures_is_not_found(self, figures, client):
        assert "2023年访问量" in client.get("/visits/").content.decode()
        assert "2022年访问量" in client.get("/visits/?year=2022").content.decode()
        for asked in ("2019", "x", "²", "-1", "20230", "９"):
            assert client.get("/visits/", {"year": asked}).status_code == 404, asked

    def test_names_every_robot_with_its_reason_and_the_version(self, figures, client):
        words = client.get("/visits/").content.decode()
        assert robots_version() in words
        for each in robots()["robots"]:
            assert each["name"] in words
            assert each["reason"] in words

    def test_says_plainly_that_visitors_are_sums_of_days(self, figures, client):
        words = text_of(client.get("/visits/"))
        assert "每日人数之和" in words
        assert "不能当作人数" in words

    def test_needs_no_script_and_no_style_that_the_policy_forbids(self, figures, client):
        page = client.get("/visits/")
        words = page.content.decode()
        assert "style=" not in words
        assert re.findall(r"<script(?![^>]*src=)", words) == []
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', words)
        assert "csrftoken" not in page.cookies
        assert not page.cookies

    def test_shows_no_path_that_somebody_may_have_invented(self, org, client):
        actions.bring_in(
            org, [counted_day("2023-05-01", path="/骂人的话/")], basis="旧平台", by=Reader(), at=AT
        )
        assert "骂人" not in client.get("/visits/").content.decode()

    def test_of_one_site_is_found_by_its_code(self, figures, client):
        assert "金湾区" in client.get("/visits/440404/").content.decode()
        assert client.get("/visits/440499/").status_code == 404


@pytest.mark.django_db
class TestOffice:
    def test_months_lead_to_days_and_days_to_their_rows(self, figures, clerk, enter):
        office = enter(clerk)
        year = office.get("/office/visits/?year=2023").content.decode()
        [month] = re.findall(r'href="(/office/visits/\?year=2023&amp;month=5)"', year)
        days = office.get(month.replace("&amp;", "&")).content.decode()
        [rows] = re.findall(r'href="(/office/pagedays/\?on__gte=2023-05-02&amp;on__lte=2023-05-02)"', days)
        listed = office.get(rows.replace("&amp;", "&")).content.decode()
        assert "600" in listed
        assert "2023年4月30日" not in listed

    @pytest.mark.parametrize("asked", ["?year=2023&month=13", "?year=2023&month=x", "?year=1999", "?month=0"])
    def test_what_is_no_month_or_year_is_not_found(self, figures, clerk, enter, asked):
        assert enter(clerk).get(f"/office/visits/{asked}").status_code == 404

    def test_month_without_figures_says_so(self, figures, clerk, enter):
        assert "这个月没有访问数据" in enter(clerk).get("/office/visits/?year=2023&month=12").content.decode()

    def test_stranger_sees_no_figure(self, figures, stranger, enter):
        office = enter(stranger)
        assert "还没有访问数据" in office.get("/office/visits/").content.decode()
        for address in ("/office/sitedays/", "/office/pagedays/"):
            assert "首页" not in office.get(f"{address}?export=csv").getvalue().decode()

    def test_rows_are_taken_away_as_a_table(self, figures, clerk, enter):
        office = enter(clerk)
        lines = office.get("/office/pagedays/?export=csv").getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 4
        assert office.get("/office/pagedays/?export=xlsx").getvalue()[:2] == b"PK"


@pytest.mark.django_db
def test_each_metric_is_the_sum_of_its_own_rows(figures, org):
    metrics, year = all_metrics(), Period.year(2023)
    values = {
        name: metrics[f"visits.{name}"].value(org.subtree(), year) for name in ("visits", "views", "visitors")
    }
    assert values == {"visits": 1250, "views": 3750, "visitors": 1229}
    assert metrics["visits.visits"].by(org.subtree(), year, "month") == {(4,): 250, (5,): 1000}
    assert metrics["visits.visits"].rows_of(org.subtree(), year, month=5).count() == 2
