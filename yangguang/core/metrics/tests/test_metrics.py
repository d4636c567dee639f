"""A figure is the number of its rows or the sum of one of their columns, and a rate is one figure over another."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from yangguang.core.metrics import Metric, Rate
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.actions import record
from yangguang.core.records.models import Record
from yangguang.rules.periods import Period

pytestmark = pytest.mark.django_db

YEAR = Period.year(2023)

POSTS = Metric(
    name="test.posts",
    title="本年新任岗位",
    unit="个",
    source="约定",
    rows=lambda orgs, period: Post.objects.filter(
        org__in=orgs, since__gte=period.since, since__lt=period.until
    ).order_by("-since"),
    groups={"role": "role", "kind": "org__kind"},
)
NUMBERS = Metric(
    name="test.numbers",
    title="台账序号之和",
    unit="号",
    source="约定",
    rows=lambda orgs, period: Record.objects.filter(
        org_id__in=orgs.values("pk"), at__year__gte=period.since.year, at__year__lt=period.until.year
    ),
    adds="seq",
    groups={"act": "kind"},
)


@pytest.fixture
def district() -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def town(district) -> Organisation:
    return Organisation.add(
        code="440404100", name="三灶镇人民政府", short_name="三灶府", kind="town", parent=district
    )


@pytest.fixture
def posts(district, town) -> list[Post]:
    """Two posts in the district and two in the town, and on each side of the year one more."""
    held = [
        (district, "受理窗口", "2023-01-01"),
        (district, "经办", "2023-12-31"),
        (town, "受理窗口", "2023-06-01"),
        (town, "受理窗口", "2023-06-02"),
        (district, "受理窗口", "2022-12-31"),
        (town, "经办", "2024-01-01"),
    ]
    lin = Person.objects.create_user("lin", name="林晓")
    return [
        Post.objects.create(org=org, person=lin, role=role, since=date.fromisoformat(since))
        for org, role, since in held
    ]


def alone(org: Organisation):
    return Organisation.objects.filter(pk=org.pk)


class TestNumber:
    def test_is_how_many_rows_there_are_and_opens_onto_them(self, district, town, posts):
        assert POSTS.value(district.subtree(), YEAR) == 4
        assert set(POSTS.rows_of(district.subtree(), YEAR)) == set(posts[:4])

    def test_of_one_organisation_leaves_out_what_is_below(self, district, town, posts):
        assert [POSTS.value(alone(org), YEAR) for org in (district, town)] == [2, 2]
        assert set(POSTS.rows_of(alone(district), YEAR)) == set(posts[:2])

    def test_of_a_group_is_that_of_its_rows(self, district, posts):
        everywhere = district.subtree()
        assert POSTS.value(everywhere, YEAR, role="受理窗口") == 3
        assert POSTS.value(everywhere, YEAR, role="受理窗口", kind="town") == 2
        assert set(POSTS.rows_of(everywhere, YEAR, role="受理窗口", kind="town")) == set(posts[2:4])

    def test_is_divided_into_groups_that_make_up_the_whole(self, district, posts):
        """The order in which a list is shown divides nothing."""
        everywhere = district.subtree()
        assert POSTS.by(everywhere, YEAR, "role") == {("受理窗口",): 3, ("经办",): 1}
        assert POSTS.by(everywhere, YEAR, "kind", "role") == {
            ("government", "受理窗口"): 1,
            ("government", "经办"): 1,
            ("town", "受理窗口"): 2,
        }
        assert POSTS.by(everywhere, Period.year(2020), "role") == {}

    def test_of_a_group_that_does_not_exist_is_a_mistake_of_the_program(self, district):
        with pytest.raises(KeyError, match="colour"):
            POSTS.value(district.subtree(), YEAR, colour="red")


class TestSum:
    @pytest.fixture
    def rows(self, district, town) -> None:
        """Numbers 1, 2 and 3 in the ledger of the district, 1 in that of the town."""
        clerk = Person.objects.create_user("clerk", name="林晓")
        at = datetime(2023, 5, 4, tzinfo=UTC)
        for org, kind in ((district, "a"), (district, "b"), (district, "a"), (town, "a")):
            record(kind, about=org, by=clerk, at=at)

    def test_is_that_of_one_column_of_the_rows(self, district, town, rows):
        assert NUMBERS.value(district.subtree(), YEAR) == 1 + 2 + 3 + 1
        assert sum(row.seq for row in NUMBERS.rows_of(alone(district), YEAR)) == 1 + 2 + 3
        assert NUMBERS.value(alone(district), YEAR, act="a") == 1 + 3
        assert NUMBERS.by(district.subtree(), YEAR, "act") == {("a",): 1 + 3 + 1, ("b",): 2}

    def test_of_no_rows_is_nought(self, district):
        assert NUMBERS.value(district.subtree(), YEAR) == 0
        assert NUMBERS.by(district.subtree(), YEAR, "act") == {}


class TestRate:
    RATE = Rate(
        name="test.windows",
        title="窗口岗位所占比例",
        source="约定",
        part=Metric(
            name="test.windows.part",
            title="窗口岗位",
            unit="个",
            source="约定",
            rows=lambda orgs, period: POSTS.rows(orgs, period).filter(role="受理窗口"),
        ),
        whole=POSTS,
    )

    def test_is_one_figure_over_another_and_exact(self, district, town, posts):
        assert self.RATE.value(district.subtree(), YEAR) == Decimal(3) / Decimal(4)
        assert self.RATE.value(alone(town), YEAR) == 1

    def test_of_none_is_nought_and_of_nothing_there_is_no_rate(self, district, town, posts):
        assert self.RATE.value(alone(town), Period.year(2024)) == 0
        assert self.RATE.value(alone(district), Period.year(2024)) is None

    def test_opens_onto_the_rows_of_both(self, district, posts):
        part = set(self.RATE.part.rows_of(district.subtree(), YEAR))
        whole = set(self.RATE.whole.rows_of(district.subtree(), YEAR))
        assert (len(part), len(whole), part < whole) == (3, 4, True)


def test_every_metric_is_found_by_its_name():
    found = all_metrics()
    assert {name: metric.name for name, metric in found.items()} == {name: name for name in found}
    assert "disclosure.received" in found
