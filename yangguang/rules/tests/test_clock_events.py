"""What happens to a term: 补正 begins it anew, 征求意见 holds it up, 延长 makes it longer; and what the law refuses.

Most cases here were received on Friday, 2024-03-01: four plain weeks, so that twenty working days end on
2024-03-29. The days off after that are 2024-04-04 to 06, and Sunday, 2024-04-07, is worked.
"""

from datetime import date
from itertools import permutations

import pytest

from yangguang.rules.clocks import Due, Extended, Paused, Restarted, reckon
from yangguang.rules.problems import Refused
from yangguang.rules.terms import Term, Unit, terms_of
from yangguang.rules.workdays import WorkCalendar

TERMS = terms_of("disclosure")
CALENDAR = WorkCalendar.of_state_council()
ARTICLE_30 = "政府信息公开条例（2019年修订）第三十条"
ARTICLE_33_2 = "政府信息公开条例（2019年修订）第三十三条第二款"
ARTICLE_33_3 = "政府信息公开条例（2019年修订）第三十三条第三款"


def day(text):
    return date.fromisoformat(text)


def clock_of(name, received, *events):
    return reckon(TERMS[name].on(day(received)), day(received), events, CALENDAR)


def reply(*events):
    """Return the clock of the request that was received on 2024-03-01."""
    return clock_of("reply", "2024-03-01", *events)


def restarted(on):
    return Restarted(day(on))


def paused(since, until=None):
    return Paused(day(since), until and day(until))


def extended(on, workdays):
    return Extended(day(on), workdays=workdays)


def refusals(*events, name="reply"):
    """Return the field, the article and the words of each refusal."""
    with pytest.raises(Refused) as refused:
        clock_of(name, "2024-03-01", *events)
    return [(problem.field, problem.source, problem.message) for problem in refused.value.problems]


class TestARestart:
    """条例第三十条: 答复期限自收到补正之日起重新计算."""

    @pytest.mark.parametrize(
        ("events", "due"),
        [
            # its own day is not counted, then 3-14 and 15, 18 to 22, 25 to 29, 4-1 to 3, 4-7, 4-8 to 11
            ([restarted("2024-03-13")], "2024-04-11"),
            ([restarted("2024-03-06"), restarted("2024-03-13")], "2024-04-11"),
            ([extended("2024-03-12", 20), restarted("2024-03-13")], "2024-04-11"),
            ([paused("2024-03-04", "2024-03-08"), restarted("2024-03-13")], "2024-04-11"),
            ([paused("2024-03-04", "2024-03-13"), restarted("2024-03-13")], "2024-04-11"),
            # after it had run out, for the applicant took his time: 4-16 to 19, 22 to 26, 4-28 (worked),
            # 4-29 and 30, 5-6 to 10, 5-11 (worked), 5-13 and 14
            ([restarted("2024-04-15")], "2024-05-14"),
        ],
    )
    def test_forgets_the_days_used_the_pauses_and_an_extension(self, events, due):
        clock = reply(*events)
        assert (clock.due, clock.extended) == (Due(day(due)), 0)

    def test_leaves_others_the_time_they_are_still_taking(self):
        """Days count again from 3-21, as they do for a restart on 3-20."""
        assert reply(paused("2024-03-06", "2024-03-20"), restarted("2024-03-13")).due == Due(
            day("2024-04-18")
        )
        assert reply(restarted("2024-03-20")).due == Due(day("2024-04-18"))

    def test_while_an_opinion_is_awaited_leaves_the_whole_term(self):
        clock = reply(paused("2024-03-06"), restarted("2024-03-13"))
        assert (clock.due, clock.left, clock.started_on) == (None, 20, day("2024-03-13"))

    def test_allows_another_extension(self):
        clock = reply(extended("2024-03-12", 20), restarted("2024-03-13"), extended("2024-04-11", 2))
        assert (clock.due, clock.extended) == (Due(day("2024-04-15")), 2)  # 4-12, and Monday

    def test_is_refused_where_no_article_gives_one(self):
        [(_, source, message)] = refusals(restarted("2024-03-04"), name="third_party")
        assert source == "政府信息公开条例（2019年修订）第三十二条"
        assert message == "第三方提出意见的期限没有重新计算的规定，请删去这一项。"


class TestAPause:
    """条例第三十三条第三款: the days on which others are asked do not count."""

    @pytest.mark.parametrize(
        ("pauses", "due"),
        [
            ([("2024-03-06", "2024-03-13")], "2024-04-08"),  # 3-7, 8, 11, 12, 13
            ([("2024-03-01", "2024-03-08")], "2024-04-08"),  # asked on the very day of receipt
            (
                [("2024-03-06", "2024-03-13"), ("2024-03-11", "2024-03-15")],
                "2024-04-10",
            ),  # overlapping: to 3-15
            (
                [("2024-03-06", "2024-03-15"), ("2024-03-08", "2024-03-11")],
                "2024-04-10",
            ),  # one within another
            ([("2024-03-06", "2024-03-13"), ("2024-03-06", "2024-03-13")], "2024-04-08"),  # two at once
            ([("2024-03-06", "2024-03-08"), ("2024-03-08", "2024-03-13")], "2024-04-08"),  # one after another
            (
                [("2024-03-06", "2024-03-08"), ("2024-03-18", "2024-03-20")],
                "2024-04-07",
            ),  # apart: two and two
            ([("2024-03-06", "2024-03-06")], "2024-03-29"),  # answered on the day
            ([("2024-03-08", "2024-03-10")], "2024-03-29"),  # over a weekend
            ([("2024-03-28", "2024-04-08")], "2024-04-09"),  # with one day left
            ([("2024-03-29", "2024-04-08")], "2024-03-29"),  # on the last day, when all twenty are used
        ],
    )
    def test_moves_the_last_day_by_what_was_not_counted(self, pauses, due):
        assert reply(*(paused(*each) for each in pauses)).due == Due(day(due))

    def test_comes_out_the_same_in_whatever_order_events_are_given(self):
        events = [
            paused("2024-03-06", "2024-03-13"),
            paused("2024-03-11", "2024-03-15"),
            extended("2024-03-20", 3),
        ]
        for given in permutations(events):
            assert reply(*given).due == Due(day("2024-04-15"))  # 4-10, and 4-11, 12, 15

    @pytest.mark.parametrize(
        ("events", "left"),
        [
            ([paused("2024-03-06")], 17),  # 3-4, 5, 6
            (
                [paused("2024-03-06"), paused("2024-03-08", "2024-03-11")],
                17,
            ),  # another answer does not end it
            ([paused("2024-03-06", "2024-03-08"), paused("2024-03-08")], 17),
            ([paused("2024-03-06", "2024-03-08"), paused("2024-03-12")], 15),  # and 3-11, 12
            ([extended("2024-03-05", 10), paused("2024-03-06")], 27),
            ([paused("2024-03-06"), extended("2024-05-06", 10)], 27),  # it has not run out
            ([paused("2024-03-28")], 1),
        ],
    )
    def test_without_its_answer_leaves_a_number_and_no_last_day(self, events, left):
        clock = reply(*events)
        assert (clock.is_paused, clock.due, clock.left) == (True, None, left)

    def test_may_fall_into_the_time_added(self):
        clock = reply(extended("2024-03-29", 5), paused("2024-04-02", "2024-04-08"))
        assert clock.due == Due(day("2024-04-11"))  # 4-1, 2 and then 4-9, 10, 11

    @pytest.mark.parametrize(
        ("since", "until", "field", "article", "said"),
        [
            ("2024-03-30", "2024-04-08", "since", ARTICLE_33_3, "答复期限已于2024-03-29届满"),
            ("2024-04-01", None, "since", ARTICLE_33_3, "2024-04-01发出的征求意见书不能再停止计算"),
            ("2024-02-29", "2024-03-06", "on", ARTICLE_33_2, "2024-02-29早于收到之日2024-03-01"),
            ("2024-03-06", "2024-03-05", "until", ARTICLE_33_3, "2024-03-05早于发函之日2024-03-06"),
            ("2024-03-06", "2100-01-01", "day", "", "2100-01-01超出了能够推算的范围"),
        ],
    )
    def test_is_refused_out_of_its_time(self, since, until, field, article, said):
        [(found, source, message)] = refusals(paused(since, until))
        assert (found, source) == (field, article)
        assert said in message

    def test_is_refused_where_no_article_gives_one(self):
        [(_, source, message)] = refusals(paused("2024-03-04", "2024-03-05"), name="correction_notice")
        assert source == ARTICLE_30
        assert message == "告知补正的期限没有停止计算的规定，请删去这一项。"

    def test_is_refused_in_a_term_of_months(self):
        term = Term(
            "trial",
            "试行期限",
            6,
            Unit.MONTHS,
            since=day("2007-01-01"),
            source="第一条",
            paused_under="第二条",
        )
        with pytest.raises(Refused, match="试行期限没有停止计算的规定"):
            reckon(term, day("2024-03-01"), [paused("2024-03-04", "2024-03-05")], CALENDAR)


class TestAnExtension:
    """条例第三十三条第二款: at most twenty working days, once, before the term has run out."""

    @pytest.mark.parametrize(("workdays", "due"), [(1, "2024-04-01"), (4, "2024-04-07"), (20, "2024-04-28")])
    @pytest.mark.parametrize("on", ["2024-03-01", "2024-03-29"])
    def test_is_added_at_the_end_on_whatever_day_it_was_decided(self, on, workdays, due):
        """Twenty more: 4-1 to 3, 7 to 12, 15 to 19, 22 to 26, and Sunday, 4-28, that was worked."""
        assert reply(extended(on, workdays)).due == Due(day(due))

    @pytest.mark.parametrize("workdays", [21, 0, -1])
    def test_is_of_one_to_twenty_days(self, workdays):
        assert refusals(extended("2024-03-29", workdays)) == [
            ("workdays", ARTICLE_33_2, "答复期限可以延长1至20个工作日，请改正延长的天数。")
        ]

    @pytest.mark.parametrize("given", [{"days": 20}, {"days": 1, "workdays": 1}])
    def test_is_in_workdays_and_not_in_calendar_days(self, given):
        [(field, source, _)] = refusals(Extended(day("2024-03-29"), **given))
        assert (field, source) == ("workdays", ARTICLE_33_2)

    @pytest.mark.parametrize("second", ["2024-03-20", "2024-03-29", "2024-04-02"])
    def test_is_given_once(self, second):
        assert refusals(extended("2024-03-20", 5), extended(second, 5)) == [
            ("on", ARTICLE_33_2, "答复期限只能延长一次，已延长5日。")
        ]

    @pytest.mark.parametrize("on", ["2024-03-30", "2024-04-01"])
    def test_is_decided_before_the_term_has_run_out(self, on):
        said = f"答复期限已于2024-03-29届满，{on}不能再延长；延长须在届满以前决定。"
        assert refusals(extended(on, 20)) == [("on", ARTICLE_33_2, said)]

    def test_is_not_decided_before_the_receipt(self):
        [(_, _, message)] = refusals(extended("2024-02-29", 20))
        assert message == "2024-02-29早于收到之日2024-03-01，请核对日期。"

    def test_is_refused_where_no_article_gives_one(self):
        [(_, source, message)] = refusals(extended("2024-03-04", 1), name="third_party")
        assert source == "政府信息公开条例（2019年修订）第三十二条"
        assert message == "第三方提出意见的期限没有延长的规定，请删去这一项。"

    def test_of_a_term_in_calendar_days_is_in_these(self):
        """Sixty days and thirty, as 行政复议法第六十二条 has them: from 2024-03-01 they end on 2024-05-30."""
        longest = Term("longest", "最长", 30, Unit.DAYS, since=day("2007-01-01"), source="第六十二条")
        term = Term("trial", "审理期限", 60, Unit.DAYS, day("2007-01-01"), "第六十二条", extension=longest)
        assert reckon(term, day("2024-03-01"), [Extended(day("2024-04-30"), days=30)], CALENDAR).due == Due(
            day("2024-05-30")
        )
        with pytest.raises(Refused, match="审理期限可以延长1至30日"):
            reckon(term, day("2024-03-01"), [Extended(day("2024-04-30"), workdays=30)], CALENDAR)


def test_all_that_is_wrong_is_said_at_once():
    found = refusals(paused("2024-02-01", "2024-03-04"), extended("2024-03-05", 21), paused("2024-04-01"))
    assert [source for _, source, _ in found] == [ARTICLE_33_2, ARTICLE_33_2, ARTICLE_33_3]
