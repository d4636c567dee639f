"""The calendar against two packages, against the collected notices, and against its own rules."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from yangguang.rules.problems import Refused
from yangguang.rules.workdays import DayState, Notice, WorkCalendar, parse_day

SHARED_DATA = Path(__file__).parents[4] / "shared" / "data"

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

CALENDAR = WorkCalendar.of_state_council()

DIFFERENCES: dict[date, str] = {}
"""Days on which a package and the notices disagree, and why ours is right. There is none."""


def by_chinesecalendar():
    return chinese_calendar.is_workday


def by_holidays():
    return holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1)).is_working_day


def by_collected_notices():
    file = SHARED_DATA / "holidays.json"
    if not file.exists():
        pytest.skip("needs ../shared/data, which is absent")
    years = json.loads(file.read_text(encoding="utf-8"))["years"].values()
    off = {date.fromisoformat(day["date"]): day["isOffDay"] for year in years for day in year["days"]}
    return lambda day: not off.get(day, day.weekday() >= 5)


@pytest.mark.parametrize("source", [by_chinesecalendar, by_holidays, by_collected_notices])
def test_every_day_agrees_with_a_second_source(source):
    is_worked = source()
    found = {day for day in EVERY_DAY if CALENDAR.is_workday(day) != is_worked(day)}
    assert found == set(DIFFERENCES)


def test_every_year_rests_on_a_numbered_notice_and_the_changed_years_on_two():
    assert {notice.year for notice in CALENDAR.notices} == set(range(2007, 2027))
    assert all(
        re.fullmatch(r"国(办)?发明电〔20[0-9]{2}〕[0-9]+号", notice.number) for notice in CALENDAR.notices
    )
    years = [notice.year for notice in CALENDAR.notices]
    assert {year for year in years if years.count(year) == 2} == {2015, 2019, 2020}
    assert all(notice.published_on < date(notice.year, 12, 31) for notice in CALENDAR.notices)


@pytest.mark.parametrize(
    ("day", "state", "words", "number"),
    [
        ("2024-02-04", DayState.MADE_UP, "春节调休上班", "国办发明电〔2023〕7号"),
        ("2024-02-12", DayState.HOLIDAY, "春节放假", "国办发明电〔2023〕7号"),
        (
            "2020-02-01",
            DayState.HOLIDAY,
            "春节放假",
            "国办发明电〔2020〕1号",
        ),  # worked, before it was extended
        ("2019-05-02", DayState.HOLIDAY, "劳动节放假", "国办发明电〔2019〕3号"),
        (
            "2018-12-31",
            DayState.HOLIDAY,
            "元旦放假",
            "国办发明电〔2018〕15号",
        ),  # in the year before its notice
        ("2007-12-31", DayState.HOLIDAY, "元旦放假", "国办发明电〔2007〕52号"),
    ],
)
def test_a_special_day_names_its_notice(day, state, words, number):
    said = CALENDAR.why(date.fromisoformat(day))
    assert (said.state, str(said), said.notice.number) == (state, words, number)
    assert number in said.source


def test_a_plain_day_needs_no_notice():
    assert str(CALENDAR.why(date(2024, 3, 6))) == "工作日"
    assert CALENDAR.why(date(2024, 3, 6)).source == ""
    assert CALENDAR.why(date(2024, 3, 9)).source == "国务院关于职工工作时间的规定第七条第一款"


def test_the_same_answer_day_by_day():
    """Counting with a finger on the calendar: each count, each next day and each way back."""
    is_worked = by_chinesecalendar()
    start = date(2019, 12, 20)
    counted = 0
    for n in range(1, 400):
        day = start + timedelta(days=n)
        counted += is_worked(day)
        assert CALENDAR.count(start, day) == counted
        assert CALENDAR.count(day, start) == -counted
        if is_worked(day):
            assert CALENDAR.after(start, counted) == day
            assert CALENDAR.next_workday(day) == day
            assert counted <= 3 or CALENDAR.before(day, 3) == CALENDAR.after(start, counted - 3)
        else:
            assert CALENDAR.next_workday(day) == CALENDAR.after(start, counted + 1)


def test_no_day_after_is_the_day_itself():
    assert CALENDAR.after(date(2024, 2, 10), 0) == date(2024, 2, 10)


def test_a_negative_number_of_days_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.after(date(2024, 2, 10), -1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_workday(date(2006, 12, 31)),
        lambda: CALENDAR.after(date(2006, 12, 31), 1),
        lambda: CALENDAR.after(date(9999, 12, 31), 1),
        lambda: CALENDAR.after(date(2099, 12, 1), 40),
        lambda: CALENDAR.before(date(2007, 1, 10), 40),
        lambda: CALENDAR.count(date(2024, 1, 1), date(2100, 1, 1)),
        lambda: CALENDAR.why(date(1949, 10, 1)),
    ],
)
def test_what_no_calendar_answers_is_refused(ask):
    with pytest.raises(Refused, match="超出了能够推算的范围（2007-01-01至2099-12-31）"):
        ask()


def test_the_first_and_the_last_day_are_answered():
    assert not CALENDAR.is_workday(date(2007, 1, 1))  # New Year
    assert CALENDAR.is_workday(date(2099, 12, 31))  # a Thursday


class TestAYearNotAnnounced:
    NOTICE = Notice(
        year=2027,
        title="假设的安排",
        off={date(2027, 1, 1): "元旦"},
        on={date(2026, 12, 27): "元旦"},
    )

    def test_is_provisional_and_counts_weekends_only(self):
        assert CALENDAR.after(date(2026, 12, 31), 1) == date(2027, 1, 1)
        assert CALENDAR.provisional(date(2027, 1, 1))
        assert CALENDAR.provisional(date(2026, 12, 31), date(2027, 1, 1))
        assert not CALENDAR.provisional(date(2026, 12, 31))
        assert str(CALENDAR.why(date(2027, 1, 1))) == "工作日（暂定）"

    def test_becomes_certain_with_its_notice(self):
        announced = CALENDAR.with_notice(self.NOTICE)
        assert announced.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
        assert announced.is_workday(date(2026, 12, 27))
        assert not announced.provisional(date(2027, 1, 4))
        assert CALENDAR.after(date(2026, 12, 31), 1) == date(2027, 1, 1)  # the first calendar is as it was

    def test_is_no_matter_for_a_calendar_of_bare_days(self):
        assert not WorkCalendar(off={date(2027, 1, 1)}).provisional(date(2027, 1, 4))


def test_a_later_notice_overrides_an_earlier_one_in_whatever_order_they_come():
    day = date(2027, 5, 8)
    first = Notice(2027, "安排", published_on=date(2026, 11, 1), on={day: "劳动节"})
    second = Notice(2027, "调整", published_on=date(2027, 3, 1), off={day: "劳动节"})
    for notices in [(first, second), (second, first)]:
        assert WorkCalendar(notices=notices).why(day).notice == second


def test_an_organisation_may_have_days_off_of_its_own():
    local = CALENDAR.with_local_off([date(2024, 3, 6)]).with_local_off([date(2024, 3, 7)])
    assert local.after(date(2024, 3, 5), 1) == date(2024, 3, 8)
    assert str(local.why(date(2024, 3, 6))) == "本机关休息"
    assert local.with_notice(TestAYearNotAnnounced.NOTICE).local_off == {date(2024, 3, 6), date(2024, 3, 7)}


def test_days_outside_the_answerable_years_may_stand_in_a_notice():
    assert WorkCalendar(on={date(2006, 12, 31)}).after(date(2007, 1, 1), 1) == date(2007, 1, 2)


def test_a_day_is_not_both_off_and_on():
    with pytest.raises(ValueError, match="2024-02-04"):
        WorkCalendar(off={date(2024, 2, 4)}, on={date(2024, 2, 4)})


NOTICE = """
year = 2027
title = "国务院办公厅关于2027年部分节假日安排的通知"
published_on = 2026-11-25
[[holidays]]
name = "元旦"
off = [2027-01-01]
on = [2026-12-27]
"""


@pytest.mark.parametrize(
    ("instead_of", "written", "said"),
    [
        ("year = 2027", "year = ", "不是正确的 TOML"),
        ("year = 2027", "", "year 应当是2007至2099之间的年份"),
        ("year = 2027", "year = 1999", "year 应当是2007至2099之间的年份"),
        ("year = 2027", "year = true", "year 应当是2007至2099之间的年份"),
        ("year = 2027", "year = 2027\nnummer = 1", "没有 nummer 这一项"),
        ("year = 2027", "year = 2027\nnumber = 7", "number 应当是一段文字"),
        ("title =", "url =", "须写明通知的标题"),
        ('title = "国', f'title = "{"国" * 200}', "title 太长，最多200个字"),
        ("published_on = 2026-11-25", 'published_on = "2026-11-25"', "published_on 应当是日期"),
        ("published_on = 2026-11-25", "published_on = 2026-11-25T00:00:00", "published_on 应当是日期"),
        ("[[holidays]]", "[holidays]", "须用 [[holidays]] 逐个写明"),
        ('name = "元旦"', "", "须有节日名称"),
        ("on = [", "work = [", "没有 work 这一项"),
        ("off = [2027-01-01]", "off = 2027-01-01", "off 应当是一列日期"),
        ("off = [2027-01-01]", 'off = ["2027-01-01"]', "off 应当是一列日期"),
        ("off = [2027-01-01]", "off = [2028-01-01]", "2028-01-01不在2027年"),
        ("off = [2027-01-01]", "off = [2026-11-30]", "2026-11-30不在2027年"),
        ("off = [2027-01-01]", "off = [2026-12-27]", "2026-12-27写了不止一次"),
    ],
)
def test_a_mistake_in_a_new_notice_is_said(instead_of, written, said):
    assert Notice.from_toml(NOTICE).on == {date(2026, 12, 27): "元旦"}
    with pytest.raises(Refused, match="^.*") as refused:
        Notice.from_toml(NOTICE.replace(instead_of, written))
    assert said in str(refused.value)


def test_a_notice_without_a_number_is_called_by_its_title():
    assert str(Notice(2027, "假设的安排")) == "假设的安排"


@pytest.mark.parametrize(
    "text", ["2024-02-30", "20240227", "2024-2-7", "", None, 20240227, "2024-W09-2", "天" * 99]
)
def test_only_a_day_that_exists_is_a_day(text):
    with pytest.raises(Refused, match="不是日期，应写成 2024-02-27 这样"):
        parse_day(text)
    assert parse_day("2024-02-29") == date(2024, 2, 29)


class TestEveryDay:
    def test_each_day_is_as_it_is_asked_for_singly(self):
        worked = 0
        for day in CALENDAR.every_day():
            said = CALENDAR.why(day.on)
            worked += said.state.is_worked
            assert day == (day.on, said.state.is_worked, worked, said.is_provisional, said.name)
        assert day.on == date(2099, 12, 31)


class TestDiffering:
    def test_notice_differs_on_what_it_arranges_and_makes_its_year_certain(self):
        off, on = date(2027, 1, 1), date(2026, 12, 27)
        announced = CALENDAR.with_notice(Notice(2027, "通知", off={off: "元旦"}, on={on: "元旦"}))
        assert CALENDAR.differing(announced) == [on, *(off + n * timedelta(1) for n in range(365))]

    def test_calendar_does_not_differ_from_itself(self):
        assert CALENDAR.differing(CALENDAR) == []
