"""The last day of a term: the dated examples that a lawyer worked out, and the civil code behind them."""

from datetime import date

import pytest

from yangguang.rules.clocks import Due, Extended, Moved, Paused, Restarted, moved, reckon
from yangguang.rules.problems import Refused
from yangguang.rules.terms import Kind, Term, Unit, terms_of
from yangguang.rules.workdays import Notice, WorkCalendar

TERMS = terms_of("disclosure")
CALENDAR = WorkCalendar.of_state_council()


def day(text):
    return date.fromisoformat(text)


def clock_of(name, received, *events, calendar=CALENDAR):
    """Return the clock of a term of the law on disclosure, as it stood on the day of receipt."""
    return reckon(TERMS[name].on(day(received)), day(received), events, calendar)


def a_term(number, unit, **given):
    return Term("trial", "试行期限", number, unit, since=day("2007-01-01"), source="某条例第一条", **given)


def restarted(on):
    return Restarted(day(on))


def paused(since, until=None):
    return Paused(day(since), until and day(until))


def extended(on, workdays):
    return Extended(day(on), workdays=workdays)


EXAMPLES = [
    # what              term                 收到之日      经过                                    应答日
    ("E1 春节", "reply", "2023-01-10", [], "2023-02-10 周五"),
    ("E2 中秋、国庆", "reply", "2023-09-20", [], "2023-10-24 周二"),
    ("E3 春节", "reply", "2024-01-25", [], "2024-02-27 周二"),
    ("E4 告知补正", "correction_notice", "2024-09-10", [], "2024-09-20 周五"),
    ("E4 补正后重新计算", "reply", "2024-09-10", [restarted("2024-09-29")], "2024-10-31 周四"),
    ("E5 未延长", "reply", "2025-01-15", [], "2025-02-18 周二"),
    ("E5 延长20日", "reply", "2025-01-15", [extended("2025-02-17", 20)], "2025-03-18 周二"),
    ("E6 第三方提出意见", "third_party", "2025-09-26", [], "2025-10-23 周四"),
    ("E6 征求第三方意见", "reply", "2025-09-22", [paused("2025-09-26", "2025-10-20")], "2025-11-11 周二"),
    ("E6 不扣除征求意见", "reply", "2025-09-22", [], "2025-10-24 周五"),
    ("E7 春节", "reply", "2026-02-05", [], "2026-03-11 周三"),
    ("E8 中秋、国庆", "reply", "2026-09-18", [], "2026-10-22 周四"),
    ("E9 9-19提交，9-20确认", "reply", "2026-09-20", [], "2026-10-23 周五"),
    ("E10 跨年", "reply", "2025-12-22", [], "2026-01-20 周二"),
    ("E11 收到之日为调休上班", "reply", "2024-04-28", [], "2024-05-28 周二"),
    ("E12 第三方提出意见", "third_party", "2026-04-03", [], "2026-04-27 周一"),
    ("E12 第三方逾期未复", "reply", "2026-04-01", [paused("2026-04-03", "2026-04-27")], "2026-05-25 周一"),
    ("E13 告知补正", "correction_notice", "2023-04-21", [], "2023-05-04 周四"),
    ("E14 共同制作机关", "joint_maker", "2024-02-05", [], "2024-03-01 周五"),
    ("E15 60日届满于假期", "review", "2025-03-03", [], "2025-05-06 周二"),
    ("E16 主动公开", "publication", "2025-12-31", [], "2026-01-29 周四"),
]
"""The sixteen examples of the handbook on disclosure, section 9."""


@pytest.mark.parametrize(
    ("term", "received", "events", "due"),
    [pytest.param(*example, id=what) for what, *example in EXAMPLES],
)
def test_last_day_is_that_of_the_worked_example(term, received, events, due):
    reckoned = clock_of(term, received, *events).due
    assert f"{reckoned} 周{'一二三四五六日'[reckoned.on.weekday()]}" == due


class TestTheOldRegulation:
    """政府信息公开条例（2007年）: fifteen working days, until the revision came into force on 2019-05-15."""

    @pytest.mark.parametrize(
        ("received", "term", "due"),
        [
            ("2018-03-01", "15个工作日", "2018-03-22"),  # 3-2, then 3-5 to 9, 12 to 16, 19 to 22
            ("2019-05-14", "15个工作日", "2019-06-04"),  # 5-15 to 17, 20 to 24, 27 to 31, 6-3 and 4
            ("2019-05-15", "20个工作日", "2019-06-13"),  # the Dragon Boat Festival is on Friday, 6-7
            ("2024-03-01", "20个工作日", "2024-03-29"),  # four plain weeks
        ],
    )
    def test_governs_what_was_received_under_it_and_nothing_later(self, received, term, due):
        clock = clock_of("reply", received)
        assert (str(clock.term), clock.due) == (term, Due(day(due)))


class TestALastDayThatIsOff:
    """民法典第二百零三条第一款."""

    @pytest.mark.parametrize(
        ("days", "received", "due"),
        [
            (60, "2025-03-03", "2025-05-06"),  # 5-2 is in the holidays of 5-1 to 5
            (60, "2025-02-28", "2025-04-29"),  # a Tuesday
            (60, "2024-11-27", "2025-01-26"),  # a Sunday that was worked
            (30, "2024-12-20", "2025-01-20"),  # 1-19 is a plain Sunday
            (7, "2024-09-24", "2024-10-08"),  # 10-1, and the holidays end on 10-7
        ],
    )
    def test_of_a_term_in_calendar_days_gives_way_to_the_next_workday(self, days, received, due):
        clock = reckon(a_term(days, Unit.DAYS), day(received), [], CALENDAR)
        assert clock.due == Due(day(due))

    def test_is_never_that_of_a_term_in_workdays(self):
        """2024-03-29 would be the twentieth; where the office itself is off it is not counted at all."""
        office = CALENDAR.with_local_off([day("2024-03-29")])
        assert clock_of("reply", "2024-03-01", calendar=office).due == Due(day("2024-04-01"))


class TestMonthsAndYears:
    """民法典第二百零二条: the same day of the month, or its last."""

    @pytest.mark.parametrize(
        ("number", "unit", "received", "due"),
        [
            (1, Unit.MONTHS, "2024-01-31", "2024-02-29"),
            (1, Unit.MONTHS, "2025-01-31", "2025-02-28"),
            (1, Unit.MONTHS, "2025-02-28", "2025-03-28"),  # not the last of March
            (1, Unit.MONTHS, "2025-12-31", "2026-02-02"),  # 1-31 is a Saturday
            (6, Unit.MONTHS, "2024-08-31", "2025-02-28"),
            (6, Unit.MONTHS, "2025-08-31", "2026-02-28"),  # a Saturday that is worked
            (6, Unit.MONTHS, "2024-03-15", "2024-09-18"),  # 9-15 to 17 is the Mid-Autumn Festival
            (12, Unit.MONTHS, "2024-06-20", "2025-06-20"),
            (1, Unit.YEARS, "2024-02-29", "2025-02-28"),
            (5, Unit.YEARS, "2020-04-10", "2025-04-10"),
        ],
    )
    def test_end_on_the_corresponding_day(self, number, unit, received, due):
        clock = reckon(a_term(number, unit), day(received), [], CALENDAR)
        assert (clock.due, clock.left) == (Due(day(due)), 0)

    def test_are_the_units_of_a_suit(self):
        """行政诉讼法第四十六条; 最高人民法院关于适用行政诉讼法的解释第六十四条."""
        assert clock_of("litigation", "2024-08-31").due == Due(day("2025-02-28"))
        assert clock_of("litigation_untold", "2024-02-29").due == Due(day("2025-02-28"))


class TestKeepingATerm:
    """Received on Friday, 2024-03-01; the fifth working day is 2024-03-08."""

    @pytest.mark.parametrize(("on", "is_kept"), [("2024-03-08", True), ("2024-03-09", False)])
    def test_of_at_most_five_days_is_to_act_on_its_last_day_at_the_latest(self, on, is_kept):
        clock = reckon(a_term(5, Unit.WORKDAYS), day("2024-03-01"), [], CALENDAR)
        assert clock.is_kept_by(day(on)) is is_kept

    @pytest.mark.parametrize(("on", "is_kept"), [("2024-03-08", False), ("2024-03-11", True)])
    def test_of_at_least_five_days_is_to_let_all_of_them_pass(self, on, is_kept):
        clock = reckon(a_term(5, Unit.WORKDAYS, kind=Kind.MIN), day("2024-03-01"), [], CALENDAR)
        assert clock.is_kept_by(day(on)) is is_kept

    @pytest.mark.parametrize(("kind", "is_kept"), [(Kind.MAX, True), (Kind.MIN, False)])
    def test_while_an_opinion_is_awaited_is_certain_only_of_a_longest_one(self, kind, is_kept):
        term = a_term(5, Unit.WORKDAYS, kind=kind, paused_under="某条例第二条")
        clock = reckon(term, day("2024-03-01"), [paused("2024-03-04")], CALENDAR)
        assert clock.is_kept_by(day("2024-12-31")) is is_kept


class TestWhatRemains:
    @pytest.mark.parametrize(
        ("on", "days"),
        [
            ("2024-02-20", 20),  # before it began
            ("2024-03-01", 20),
            ("2024-03-02", 20),  # a Saturday
            ("2024-03-04", 19),
            ("2024-03-28", 1),
            ("2024-03-29", 0),
            ("2024-03-31", 0),  # a Sunday: it has run out, by no working day yet
            ("2024-04-01", -1),
            ("2024-04-08", -5),  # 4-1, 2, 3, the made-up Sunday 4-7, and 4-8
        ],
    )
    def test_is_counted_in_workdays(self, on, days):
        assert clock_of("reply", "2024-03-01").remaining(day(on)) == days

    @pytest.mark.parametrize(
        ("on", "days"), [("2024-03-05", 18), ("2024-03-08", 17), ("2024-03-13", 17), ("2024-03-14", 16)]
    )
    def test_does_not_shrink_while_others_are_asked(self, on, days):
        clock = clock_of("reply", "2024-03-01", paused("2024-03-06", "2024-03-13"))
        assert clock.remaining(day(on)) == days

    @pytest.mark.parametrize(("on", "days"), [("2025-09-24", 18), ("2025-09-26", 16), ("2025-12-31", 16)])
    def test_stands_still_until_the_opinion_comes(self, on, days):
        assert clock_of("reply", "2025-09-22", paused("2025-09-26")).remaining(day(on)) == days

    @pytest.mark.parametrize(
        ("on", "days"), [("2025-03-03", 64), ("2025-05-02", 4), ("2025-05-06", 0), ("2025-05-10", -4)]
    )
    def test_of_a_term_in_calendar_days_is_counted_in_these(self, on, days):
        """The sixtieth day, 2025-05-02, gives way to 05-06."""
        assert clock_of("review", "2025-03-03").remaining(day(on)) == days

    @pytest.mark.parametrize(
        ("workdays", "on"),
        [(0, "2024-02-27"), (7, "2024-02-18"), (8, "2024-02-09"), (20, "2024-01-25")],
    )
    def test_says_when_a_case_must_move_on(self, workdays, on):
        """The last day is 2024-02-27; Sunday, 02-18, was worked and 02-10 to 17 were off."""
        assert clock_of("reply", "2024-01-25").last_safe_day(workdays) == day(on)

    def test_says_so_only_when_the_last_day_is_fixed(self):
        assert clock_of("reply", "2025-09-22", paused("2025-09-26")).last_safe_day(1) is None


class TestAYearNotAnnounced:
    NOTICE = Notice(2027, "假设的安排", off={day("2027-01-01"): "元旦"}, on={day("2026-12-27"): "元旦"})

    def test_makes_the_last_day_provisional(self):
        """From 2026-12-16 on, 2027-01-01 taken as a plain Friday."""
        due = clock_of("reply", "2026-12-15").due
        assert due == Due(day("2027-01-12"), provisional=True)
        assert str(due) == "2027-01-12（暂定，该年放假安排尚未公布）"

    def test_is_no_matter_for_a_term_that_ends_before_it(self):
        assert clock_of("reply", "2026-12-01").due == Due(day("2026-12-29"))

    def test_once_announced_moves_some_cases_and_makes_others_certain(self):
        reply = TERMS["reply"].on(day("2026-12-31"))
        cases = {
            "certain and the same": ("2026-12-15", []),
            "one day later": ("2026-12-28", []),
            "one day earlier": ("2026-12-01", []),
            "over before": ("2026-11-02", []),
            "awaits an opinion": ("2026-12-28", [paused("2026-12-30")]),
        }
        given = [(key, reply, day(received), events) for key, (received, events) in cases.items()]
        assert list(moved(given, before=CALENDAR, after=CALENDAR.with_notice(self.NOTICE))) == [
            Moved("certain and the same", Due(day("2027-01-12"), provisional=True), Due(day("2027-01-12"))),
            Moved("one day later", Due(day("2027-01-25"), provisional=True), Due(day("2027-01-26"))),
            Moved("one day earlier", Due(day("2026-12-29")), Due(day("2026-12-28"))),
        ]

    def test_once_announced_does_not_undo_what_was_decided_on_the_last_day(self):
        """The day on which it was extended was the last, 12-29; with 12-27 worked it would have been 12-28."""
        case = ("late", TERMS["reply"].on(day("2026-12-01")), day("2026-12-01"), [extended("2026-12-29", 1)])
        assert list(moved([case], before=CALENDAR, after=CALENDAR.with_notice(self.NOTICE))) == [
            Moved("late", Due(day("2026-12-30")), Due(day("2026-12-29")))
        ]


@pytest.mark.parametrize("received", ["2006-12-31", "2100-01-01"])
def test_what_no_calendar_answers_is_refused(received):
    term = a_term(20, Unit.WORKDAYS)
    with pytest.raises(Refused, match="超出了能够推算的范围（2007-01-01至2099-12-31）"):
        reckon(term, day(received), [], CALENDAR)
