"""Visits, views and visitors as the lines go by: by tables, and beside a count in another way."""

import json

import pytest

from yangguang.work.visits.counting import Count
from yangguang.work.visits.rules import day_of
from yangguang.work.visits.tests.site_log import (
    BAIDU,
    CHROME,
    FIREFOX,
    beacon,
    counted_by_hand,
    days_at_a_site,
    moment,
)
from yangguang.work.visits.tests.site_log import line as seen

NOW = moment("2023-06-01 00:00")
DAY, NEXT = "2023-05-15", "2023-05-16"


def salt_of(day: int) -> bytes:
    return day.to_bytes(4) * 8


def counted(*lines: bytes, at_the_end: bool = True) -> Count:
    count = Count(salt_of, now=NOW)
    for line in lines:
        count.read(line)
    if at_the_end:
        count.pass_time(NOW)
    return count


def named(figures, name: str) -> dict:
    """Return figures with their days as people write them."""
    counter = getattr(figures, name)
    if name in ("visits", "views"):
        return {(day_of(day).isoformat(), path): number for (day, path), number in counter.items()}
    return {day_of(day).isoformat(): number for day, number in counter.items()}


def totals(*lines: bytes) -> tuple[int, int, int, int]:
    found = counted(*lines).figures
    return found.visits.total(), found.views.total(), found.visitors.total(), found.robots.total()


class TestVisits:
    @pytest.mark.parametrize(
        ("second", "visits"),
        [("10:00:01", 1), ("10:29:59", 1), ("10:30:00", 1), ("10:30:01", 2), ("18:00:00", 2)],
    )
    def test_break_of_more_than_thirty_minutes_begins_another(self, second, visits):
        assert totals(seen(f"{DAY} 10:00:00"), seen(f"{DAY} {second}", "/a/"))[:3] == (visits, 2, 1)

    def test_thirty_minutes_are_counted_from_the_last_page_not_the_first(self):
        looks = [seen(f"{DAY} 10:{minute:02}") for minute in (0, 25, 50)]
        assert totals(*looks, seen(f"{DAY} 11:15"))[:3] == (1, 4, 1)

    def test_belongs_to_the_page_and_day_it_began_with(self):
        found = counted(seen(f"{DAY} 23:50", "/a/"), seen(f"{NEXT} 00:10", "/b/")).figures
        assert named(found, "visits") == {(DAY, "/a/"): 1}
        assert named(found, "views") == {(DAY, "/a/"): 1, (NEXT, "/b/"): 1}
        assert named(found, "visitors") == {DAY: 1, NEXT: 1}

    def test_goes_on_across_midnight_for_as_long_as_somebody_reads(self):
        looks = [seen(f"{DAY} 23:45"), seen(f"{NEXT} 00:10"), seen(f"{NEXT} 00:35"), seen(f"{NEXT} 01:00")]
        assert totals(*looks) == (1, 4, 2, 0)

    @pytest.mark.parametrize(("second", "visits"), [("00:20:00", 1), ("00:20:01", 2), ("00:31:00", 2)])
    def test_is_over_after_thirty_minutes_across_midnight_too(self, second, visits):
        assert totals(seen(f"{DAY} 23:50:00"), seen(f"{NEXT} {second}"))[0] == visits

    def test_two_people_behind_one_address_are_told_apart_by_their_browsers(self):
        assert totals(seen(f"{DAY} 10:00"), seen(f"{DAY} 10:01", agent=FIREFOX))[:3] == (2, 2, 2)

    def test_visitor_who_comes_back_is_one_visitor_that_day_and_another_the_next(self):
        looks = [seen(f"{DAY} 09:00"), seen(f"{DAY} 15:00"), seen(f"{NEXT} 15:00")]
        assert named(counted(*looks).figures, "visitors") == {DAY: 1, NEXT: 1}

    def test_a_line_that_is_a_little_older_belongs_to_the_same_visit(self):
        assert totals(seen(f"{DAY} 10:00:05"), seen(f"{DAY} 10:00:01", "/a/"))[:2] == (1, 2)


class TestBeacons:
    @pytest.mark.parametrize(
        ("signs", "views"),
        [
            ([("page", 0)], 1),
            ([("beacon", 0)], 1),
            ([("page", 0), ("beacon", 2)], 1),
            ([("page", 0), ("beacon", 60)], 1),
            ([("page", 0), ("beacon", 61)], 2),
            ([("beacon", 0), ("page", 1)], 1),
            ([("page", 0), ("page", 1)], 2),
            ([("beacon", 0), ("beacon", 1)], 2),
            ([("page", 0), ("page", 1), ("beacon", 2), ("beacon", 3)], 2),
            ([("page", 0), ("beacon", 1), ("beacon", 2)], 2),
            ([("page", 0), ("page", 50), ("beacon", 70), ("beacon", 71)], 3),
            ([("beacon", 0), ("page", 100), ("beacon", 101)], 2),
        ],
    )
    def test_page_and_its_beacon_are_one_view(self, signs, views):
        begin = moment(f"{DAY} 10:00")
        make = {"page": seen, "beacon": beacon}
        assert totals(*(make[kind](begin + later, "/a/") for kind, later in signs))[1] == views

    def test_beacon_of_another_page_or_visitor_is_a_view_of_its_own(self):
        looks = [seen(f"{DAY} 10:00", "/a/"), beacon(f"{DAY} 10:00", "/b/")]
        assert totals(*looks, beacon(f"{DAY} 10:00", "/a/", agent=FIREFOX))[1] == 3

    def test_a_pair_across_midnight_is_one_view_of_the_day_it_began(self):
        found = counted(seen(f"{DAY} 23:59:58", "/a/"), beacon(f"{NEXT} 00:00:03", "/a/")).figures
        assert named(found, "views") == {(DAY, "/a/"): 1}


class TestRobots:
    def test_are_left_out_and_counted_apart(self):
        assert totals(seen(f"{DAY} 10:00", agent=BAIDU), seen(f"{DAY} 10:00")) == (1, 1, 1, 1)

    def test_that_hide_are_known_by_sixty_pages_in_a_minute(self):
        begin = moment(f"{DAY} 10:00")
        assert totals(*(seen(begin + n // 2, f"/{n}/") for n in range(60))) == (1, 60, 1, 0)
        assert totals(*(seen(begin + n // 2, f"/{n}/") for n in range(61))) == (0, 0, 0, 61)

    def test_that_hide_are_known_by_three_hundred_pages_in_a_visit(self):
        begin = moment(f"{DAY} 10:00")
        assert totals(*(seen(begin + n * 10) for n in range(300))) == (1, 300, 1, 0)
        assert totals(*(seen(begin + n * 10) for n in range(302))) == (0, 0, 0, 302)

    def test_visitor_is_one_again_after_a_break(self):
        begin = moment(f"{DAY} 10:00")
        assert totals(*(seen(begin + n // 2) for n in range(61)), seen(f"{DAY} 15:00")) == (1, 1, 1, 61)


class TestDays:
    def test_are_closed_half_an_hour_after_midnight(self):
        before = counted(seen(f"{DAY} 12:00"), seen(f"{NEXT} 00:29:59"), at_the_end=False)
        after = counted(seen(f"{DAY} 12:00"), seen(f"{NEXT} 00:30:00"), at_the_end=False)
        assert day_of(before.closed).isoformat() == "2023-05-14"
        assert day_of(after.closed).isoformat() == DAY

    def test_nothing_is_added_to_a_closed_day(self):
        found = counted(seen(f"{NEXT} 08:00"), seen(f"{DAY} 12:00", agent=FIREFOX)).figures
        assert (found.late, found.views.total()) == (1, 1)

    def test_nothing_that_tells_of_a_visitor_is_kept_of_a_closed_day(self):
        count = counted(seen(f"{DAY} 23:50"), seen(f"{NEXT} 00:15"), seen(f"{NEXT} 00:40"), at_the_end=False)
        [[key, kept]] = count.state()["visits"]
        assert kept[9] == [[day_number_of(NEXT), key]] or kept[9] == [(day_number_of(NEXT), key)]
        assert str(day_number_of(DAY)) not in count.state()["visitors"]

    def test_line_from_the_future_is_a_broken_one_and_closes_no_day(self):
        count = counted(
            seen(f"{DAY} 10:00"), seen("2038-01-01 00:00"), seen(f"{DAY} 10:01"), at_the_end=False
        )
        assert count.figures.broken == 1
        count.pass_time(NOW)
        assert count.figures.views.total() == 2

    def test_time_does_not_run_backwards(self):
        count = counted(seen(f"{NEXT} 10:00"), at_the_end=False)
        before = count.state()
        count.pass_time(moment(f"{DAY} 10:00"))
        assert count.state() == before


def test_flood_of_visitors_ends_the_oldest_visit_early_and_loses_no_view():
    count = Count(salt_of, now=NOW, most=2)
    for second, who in enumerate(("1", "2", "3", "3", "1")):
        count.read(seen(f"{DAY} 10:00:0{second}", who=who))
        assert len(count.state()["visits"]) <= 2
    count.pass_time(NOW)
    assert (count.figures.visits.total(), count.figures.views.total(), count.figures.visitors.total()) == (
        4,
        5,
        3,
    )


def day_number_of(day: str) -> int:
    return (moment(day) + 8 * 3600) // 86400


@pytest.mark.parametrize("seed", range(12))
class TestBesideACountByHand:
    def test_every_figure_of_every_day_and_page_is_the_same(self, seed):
        log = days_at_a_site(seed)
        found, expected = counted(*log.splitlines(keepends=True)).figures, counted_by_hand(log)
        assert expected["visits"].total() > 20
        for name in ("visits", "views", "visitors", "robots"):
            assert named(found, name) == dict(expected[name])

    def test_it_does_not_matter_where_counting_stops_and_goes_on(self, seed):
        lines = days_at_a_site(seed).splitlines(keepends=True)
        whole = counted(*lines).figures
        under_way: dict = {}
        summed = {
            name: getattr(whole, name).__class__() for name in ("visits", "views", "visitors", "robots")
        }
        for start in range(0, len(lines), 7):
            count = Count(salt_of, now=NOW, under_way=json.loads(json.dumps(under_way)))
            for line in lines[start : start + 7]:
                count.read(line)
            if start + 7 >= len(lines):
                count.pass_time(NOW)
            under_way = count.state()
            for name in summed:
                summed[name] += getattr(count.figures, name)
        for name, counter in summed.items():
            assert counter == getattr(whole, name)


def test_keys_change_with_the_day_and_hold_no_address():
    count = counted(seen(f"{DAY} 12:00"), seen(f"{NEXT} 00:05"), at_the_end=False)
    state = json.dumps(count.state())
    assert "192.0.2.7" not in state
    assert CHROME not in state
    keys = [key for keys in count.state()["visitors"].values() for key in keys]
    assert len(keys) == len(set(keys))
