"""A new notice of the State Council, and days off of one office: whose last days move, and only when told."""

from collections.abc import Callable
from datetime import date

import pytest

from yangguang.core.cases import actions, calendar, clocks, queries, workdays
from yangguang.core.cases.calendar import Moved
from yangguang.core.cases.models import CalendarNotice, Case, Clock, Day, LocalDayOff, Step
from yangguang.core.cases.tests.trial import (
    TRIAL,
    administrator,
    at,
    done,
    everything,
    opened,
    published,
    refused,
)
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("days")]

NOTICE = """
year = 2027
title = "国务院办公厅关于2027年部分节假日安排的通知"
published_on = 2026-11-10
[[holidays]]
name = "元旦"
off = [2027-01-01]
on = [2026-12-27]
"""
"""Friday 2027-01-01 off, and Sunday 2026-12-27 worked for it."""
SPRING = NOTICE.replace("off = [2027-01-01]", "off = [2027-01-01, 2027-01-25, 2027-01-26]")
CLOSED = date(2024, 3, 6)
"""A Wednesday on which the typhoon closed the office."""


@pytest.fixture
def clerk(staff) -> Person:
    return staff["window"]


@pytest.fixture
def receive(org, clerk, trial) -> Callable[..., Case]:
    """Return how a case is opened that counts as received on a day."""

    def received(day: str, org: Organisation = org) -> Case:
        return opened(org, clerk, day)

    return received


def reply(case: Case) -> Clock:
    return case.clocks.get(key="reply")


def apply(text: str, org: Organisation, **given) -> CalendarNotice:
    return calendar.apply_notice(text, org=org, by=administrator(), at=at("2026-11-25"), **given)


def close(org: Organisation, on: date, **given) -> LocalDayOff:
    return calendar.add_local_day_off(
        org, on, reason="防台风停工", by=administrator(), at=at("2024-03-05"), **given
    )


class TestNotice:
    @pytest.fixture
    def cases(self, receive, staff) -> dict[str, Case]:
        """Cases whose twentieth working day the notice moves, leaves, or has no say in.

        Counted on the wall: after 1 December the twentieth is the 29th; after 21 December it is 18 January
        without the notice and with it, as one day comes and one goes; after 28 December it is 25 January
        without, 26 January with it.
        """
        cases = {day: receive(day) for day in ("2026-12-28", "2026-12-21", "2026-12-01", "2026-10-12")}
        cases["answered"] = receive("2026-12-28")
        for node, by, outcome in (
            ("register", "window", ""),
            ("examine", "officer", "reject"),
            ("answer", "window", ""),
        ):
            done(cases["answered"], node, staff[by], "2026-12-28", outcome)
        cases["paused"] = receive("2026-12-28")
        done(cases["paused"], "register", staff["window"], "2026-12-28")
        done(cases["paused"], "examine", staff["officer"], "2026-12-28", "ask")
        return cases

    def test_is_shown_first_with_exactly_the_terms_that_move_and_from_what_to_what(self, cases, org):
        before = everything()
        moved = calendar.plan_notice(NOTICE, org=org, at=at("2026-12-28"))
        assert moved == [
            Moved(cases["2026-12-01"].number, "reply", date(2026, 12, 29), date(2026, 12, 28)),
            Moved(cases["2026-12-21"].number, "reply", date(2027, 1, 18), date(2027, 1, 18)),
            Moved(cases["2026-12-28"].number, "reply", date(2027, 1, 25), date(2027, 1, 26)),
        ]
        assert everything() == before
        assert workdays.of(org.pk).is_workday(date(2027, 1, 1))

    def test_moves_what_was_shown_when_it_is_applied(self, cases, org, clerk):
        answered = reply(cases["answered"])
        shown = calendar.plan_notice(NOTICE, org=org, at=at("2026-12-28"))
        notice = apply(NOTICE, org)
        for moved in shown:
            assert reply(Case.objects.get(number=moved.case_number)).due_on == moved.after
        assert (reply(cases["answered"]).due_on, reply(cases["paused"]).due_on) == (answered.due_on, None)
        record = Record.objects.latest("pk")
        assert (record.kind, record.note, record.details) == (
            "cases.notice_applied",
            str(notice),
            {"moved": 3},
        )
        assert str(notice) == "国务院办公厅关于2027年部分节假日安排的通知"

    def test_what_was_provisional_becomes_certain(self, cases, org, clerk):
        uncertain = {"2026-12-21", "2026-12-28"}
        assert {day for day, case in cases.items() if reply(case).provisional} == {*uncertain, "answered"}
        apply(NOTICE, org)
        assert {day for day, case in cases.items() if reply(case).provisional} == {"answered"}
        assert not any(day.provisional for day in clocks.proved(reply(cases["2026-12-28"])).proof())

    def test_paused_term_goes_on_by_it(self, cases, org, staff):
        """No day was used before the letter; the twentieth working day after Monday the 4th is 1 February."""
        apply(NOTICE, org)
        done(cases["paused"], "ask", staff["officer"], "2027-01-04")
        assert reply(cases["paused"]).due_on == date(2027, 2, 1)

    def test_that_comes_late_reckons_anew_what_has_happened_since(self, receive, staff, org):
        """Asked on 30 December, answered on 4 January: with the notice nobody could work on 1 January anyway.

        Two days were used, on 29 and 30 December; the eighteenth working day after 4 January is the 28th.
        """
        case = receive("2026-12-28")
        done(case, "register", staff["window"], "2026-12-28")
        done(case, "examine", staff["officer"], "2026-12-30", "ask")
        done(case, "ask", staff["officer"], "2027-01-04")
        assert reply(case).due_on == date(2027, 1, 28)
        late = NOTICE.replace("off = [2027-01-01]", "off = [2026-12-29, 2027-01-01]").replace(
            "on = [2026-12-27]", ""
        )
        [moved] = calendar.plan_notice(late, org=org, at=at("2027-01-05"))
        assert (moved.before, moved.after) == (date(2027, 1, 28), date(2027, 1, 29))
        apply(late, org)
        assert reply(case).due_on == date(2027, 1, 29)

    def test_shows_the_day_that_is_lost_next_first(self, receive, org):
        later, sooner = receive("2026-12-28"), receive("2026-12-24")
        numbers = [each.case_number for each in calendar.plan_notice(NOTICE, org=org, at=at("2026-12-28"))]
        assert numbers == [sooner.number, later.number]

    def test_applied_twice_is_one_act(self, receive, org, clerk):
        case = receive("2026-12-28")
        first = apply(NOTICE, org, once="n-1")
        assert apply(NOTICE, org, once="n-1") == first
        assert (CalendarNotice.objects.count(), reply(case).due_on) == (1, date(2027, 1, 26))

    def test_with_mistakes_is_refused_whether_shown_or_applied(self, receive, org, clerk):
        wrong = NOTICE.replace("off = [2027-01-01]", "off = [2028-01-01]")
        with refused("2028-01-01不在2027年"):
            apply(wrong, org)
        with pytest.raises(Refused, match="2028-01-01不在2027年"):
            calendar.plan_notice(wrong, org=org, at=at("2026-11-25"))

    def test_is_what_new_cases_count_by(self, receive, org, clerk):
        apply(NOTICE, org)
        assert reply(receive("2026-12-28")).due_on == date(2027, 1, 26)
        counted = {
            day.date: (day.work, day.provisional) for day in Day.objects.filter(date__year__in=(2026, 2027))
        }
        assert counted[date(2026, 12, 27)] == (True, False)
        assert counted[date(2027, 1, 1)] == (False, False)
        assert counted[date(2027, 1, 4)] == (True, False)

    def test_later_one_overrides_it(self, receive, org, clerk):
        """Two more days off: the twentieth working day after 28 December is no longer the 26th but the 28th."""
        case = receive("2026-12-28")
        apply(NOTICE, org)
        apply(SPRING.replace("2026-11-10", "2026-12-20"), org)
        assert reply(case).due_on == date(2027, 1, 28)


class TestSteps:
    def test_follow_the_notice(self, receive, staff, org):
        """Five working days after 28 December are over on 4 January without the notice, on the 5th with it."""
        case = receive("2026-12-28")
        done(case, "register", staff["window"], "2026-12-28")
        examine = case.steps.get(node="examine")
        assert examine.due_on == date(2027, 1, 4)
        apply(NOTICE, org)
        examine.refresh_from_db()
        assert examine.due_on == date(2027, 1, 5)

    def test_whose_silence_has_a_meaning_expire_a_day_later(self, receive, staff, org):
        """Ten working days after 28 December: 11 January, and with the notice the 12th."""
        case = receive("2026-12-28")
        done(case, "register", staff["window"], "2026-12-28")
        done(case, "examine", staff["officer"], "2026-12-28", "unclear")
        apply(NOTICE, org)
        assert actions.tick(at("2027-01-12")) == 0
        assert actions.tick(at("2027-01-13")) == 1

    def test_that_are_done_stay_as_they_were(self, receive, staff, org):
        case = receive("2026-12-28")
        done(case, "register", staff["window"], "2026-12-28")
        examined = done(case, "examine", staff["officer"], "2026-12-29", "ask")
        apply(NOTICE, org)
        assert Step.objects.get(pk=examined.pk).due_on == date(2027, 1, 4)

    def test_counted_in_calendar_days_roll_over_a_new_day_off(self, org, staff, clerk):
        """民法典第二百零三条第一款: four days after 28 December is 1 January; the next day worked is the 4th."""
        published(TRIAL.replace('<yg:step limit="5"', '<yg:step limit="4" unit="day"'), org=org)
        case = opened(org, clerk, "2026-12-28")
        done(case, "register", clerk, "2026-12-28")
        examine = case.steps.get(node="examine")
        assert examine.due_on == date(2027, 1, 1)
        apply(NOTICE, org)
        examine.refresh_from_db()
        assert examine.due_on == date(2027, 1, 4)


class TestCalendarDays:
    """A term in calendar days moves only where its last one comes or ceases to be a day off."""

    @pytest.fixture
    def in_days(self, org, clerk) -> Callable[[str], Case]:
        text = TRIAL.replace('term="disclosure.reply"', 'days="30" unit="day" law="约定"')
        published(text, org=org)
        return lambda day: opened(org, clerk, day)

    def test_last_day_that_becomes_a_holiday_rolls_over(self, in_days, org, clerk):
        """Thirty days after 2 December are over on 1 January; the next day that is worked is Monday the 4th."""
        rolled, plain = in_days("2026-12-02"), in_days("2026-12-07")
        assert (reply(rolled).due_on, reply(plain).due_on) == (date(2027, 1, 1), date(2027, 1, 6))
        moved = calendar.plan_notice(NOTICE, org=org, at=at("2026-12-20"))
        assert moved == [
            Moved(rolled.number, "reply", date(2027, 1, 1), date(2027, 1, 4)),
            Moved(plain.number, "reply", date(2027, 1, 6), date(2027, 1, 6)),
        ], "the second becomes certain"
        apply(NOTICE, org)
        assert reply(rolled).due_on == date(2027, 1, 4)

    def test_weekend_that_is_worked_ends_it_sooner(self, in_days, org, clerk):
        """Thirty days after 27 November are over on Sunday 27 December, which the notice makes a working day."""
        case = in_days("2026-11-27")
        assert reply(case).due_on == date(2026, 12, 28)
        apply(NOTICE, org)
        assert reply(case).due_on == date(2026, 12, 27)


class TestDaysOffOfOneOffice:
    """Twenty working days after 2024-03-01 end on 2024-03-29; a day off among them makes it 2024-04-01."""

    def test_move_its_own_terms_and_steps_and_no_others(self, receive, neighbour, staff, org):
        ours, theirs = receive("2024-03-01"), receive("2024-03-01", neighbour)
        done(ours, "register", staff["window"], "2024-03-04")
        close(org, CLOSED)
        assert reply(ours).due_on == date(2024, 4, 1)
        assert ours.steps.get(node="examine").due_on == date(2024, 3, 12)
        assert reply(theirs).due_on == date(2024, 3, 29)
        assert reply(receive("2024-03-01", neighbour)).due_on == date(2024, 3, 29)
        assert reply(receive("2024-03-01")).due_on == date(2024, 4, 1)
        record = Record.objects.get(kind="cases.day_off_added")
        assert (record.note, record.details) == ("防台风停工", {"on": "2024-03-06", "moved": 1})

    def test_are_each_offices_own(self, receive, neighbour, org, clerk):
        ours, theirs = receive("2024-03-01"), receive("2024-03-01", neighbour)
        close(org, CLOSED)
        close(neighbour, date(2024, 3, 7))
        close(neighbour, date(2024, 3, 8))
        assert (reply(ours).due_on, reply(theirs).due_on) == (date(2024, 4, 1), date(2024, 4, 2))
        assert reply(receive("2024-03-01", neighbour)).due_on == date(2024, 4, 2)

    def test_are_no_day_of_the_common_calendar(self, receive, neighbour, org, clerk):
        close(org, CLOSED)
        assert Day.objects.get(date=CLOSED).work
        assert workdays.of(neighbour.pk).is_workday(CLOSED)
        assert not workdays.of(org.pk).is_workday(CLOSED)

    def test_stay_off_when_a_notice_comes(self, receive, neighbour, org, clerk):
        """The notice takes one day from both; the office that closed on 7 January loses that as well."""
        ours, theirs = receive("2026-12-28"), receive("2026-12-28", neighbour)
        close(org, date(2027, 1, 7))
        assert (reply(ours).due_on, reply(theirs).due_on) == (date(2027, 1, 26), date(2027, 1, 25))
        apply(NOTICE, org)
        assert (reply(ours).due_on, reply(theirs).due_on) == (date(2027, 1, 27), date(2027, 1, 26))

    def test_several_add_up(self, receive, org, clerk):
        case = receive("2024-03-01")
        for day in (CLOSED, date(2024, 3, 5), date(2024, 3, 29)):
            close(org, day)
        assert reply(case).due_on == date(2024, 4, 3)
        assert clocks.proved(reply(case)).due.on == date(2024, 4, 3)

    def test_entered_after_a_pause_began_count_for_what_was_before_it(self, receive, staff, org):
        """The office was closed on the 6th; asked on the 8th, answered on the 13th: four days used, not five."""
        case = receive("2024-03-01")
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-08", "ask")
        done(case, "ask", staff["officer"], "2024-03-13")
        assert reply(case).due_on == date(2024, 4, 3)
        close(org, CLOSED)
        assert reply(case).due_on == date(2024, 4, 7), "4 to 6 April are off, the 7th is worked"

    def test_within_a_pause_they_take_nothing_away(self, receive, staff, org):
        case = receive("2024-03-01")
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-04", "ask")
        close(org, CLOSED)
        done(case, "ask", staff["officer"], "2024-03-08")
        assert reply(case).due_on == date(2024, 4, 7), "5, 6, 7 and 8 March are left out, once"

    def test_day_on_which_a_letter_went_out_no_longer_counts_as_used(self, receive, staff, org):
        """The day of sending is used as far as it is worked: 4, 5 and 6 March, then only 4 and 5."""
        case = receive("2024-03-01")
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-06", "ask")
        assert reply(case).remaining == 17
        close(org, CLOSED)
        assert reply(case).remaining == 18

    @pytest.mark.parametrize("day", ["2024-03-06", "2024-03-29"])
    def test_day_on_which_a_letter_was_answered_at_once_counts_neither(self, receive, staff, org, day):
        other, case = receive("2024-03-01"), receive("2024-03-01")
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], day, "ask")
        done(case, "ask", staff["officer"], day)
        assert reply(case).due_on == date(2024, 3, 29)
        close(org, date.fromisoformat(day))
        assert (reply(case).due_on, reply(other).due_on) == (date(2024, 4, 1), date(2024, 4, 1))
        assert Record.objects.get(kind="cases.day_off_added").details["moved"] == 2

    @pytest.mark.parametrize("day", ["2024-03-09", "2024-04-04", "2024-03-06"])
    def test_day_that_is_off_anyway_is_refused(self, org, clerk, day):
        close(org, CLOSED)
        on = date.fromisoformat(day)
        with refused(f"{on.year}年{on.month}月{on.day}日本来就不上班"):
            close(org, on)

    def test_entered_twice_is_one_act(self, receive, org, clerk):
        case = receive("2024-03-01")
        first = close(org, CLOSED, once="d-1")
        assert close(org, CLOSED, once="d-1") == first
        assert reply(case).due_on == date(2024, 4, 1)


class TestLists:
    def test_terms_that_run_out_within_three_working_days(self, receive, org, neighbour):
        """From Thursday 2024-03-28 these are the 29th, 1 and 2 April."""
        due = {day: receive(day) for day in ("2024-02-29", "2024-03-01", "2024-03-05", "2024-03-06")}
        receive("2024-03-01", neighbour)
        soon = queries.due_soon([org], date(2024, 3, 28))
        assert [clock.case for clock in soon] == [
            due[day] for day in ("2024-02-29", "2024-03-01", "2024-03-05")
        ]

    def test_terms_that_ran_out_before_today_the_longest_first(self, receive, org):
        late, last_day = receive("2024-02-29"), receive("2024-03-01")
        longest = receive("2024-02-20")
        assert [clock.case for clock in queries.overdue([org], date(2024, 3, 29))] == [longest, late]
        assert last_day in [clock.case for clock in queries.overdue([org], date(2024, 3, 30))]


class TestWhoMay:
    def test_a_clerk_changes_no_calendar(self, org, clerk):
        with refused("工作日历由系统管理员维护"):
            calendar.apply_notice(NOTICE, org=org, by=clerk, at=at("2026-11-25"))
        with refused("工作日历由系统管理员维护"):
            calendar.add_local_day_off(org, CLOSED, reason="防台风停工", by=clerk, at=at("2024-03-05"))
        assert not LocalDayOff.objects.exists()
