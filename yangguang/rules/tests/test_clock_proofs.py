"""The proof of a term: every day, what it does, and the article, for anyone to count along."""

from datetime import date, timedelta

import pytest

from yangguang.rules.clocks import Extended, Paused, Restarted, Step, reckon
from yangguang.rules.terms import Term, Unit, terms_of
from yangguang.rules.workdays import WorkCalendar

TERMS = terms_of("disclosure")
CALENDAR = WorkCalendar.of_state_council()

ARTICLE_30 = "政府信息公开条例（2019年修订）第三十条"
ARTICLE_33_2 = "政府信息公开条例（2019年修订）第三十三条第二款"
ARTICLE_33_3 = "政府信息公开条例（2019年修订）第三十三条第三款"
FIRST_DAY = "民法典第二百零一条第一款"
WEEKEND = "国务院关于职工工作时间的规定第七条第一款"
NOTICE_OF_2023 = "国务院办公厅关于2023年部分节假日安排的通知（国办发明电〔2022〕16号）"


def day(text):
    return date.fromisoformat(text)


def proof_of(name, received, *events):
    return reckon(TERMS[name].on(day(received)), day(received), events, CALENDAR).proof()


def days_of(proof, step):
    return [each.on for each in proof if each.step is step]


def every_day(since, until):
    since, until = day(since), day(until)
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


E4 = ("reply", "2024-09-10", Restarted(day("2024-09-29")))
E5 = ("reply", "2025-01-15", Extended(day("2025-02-17"), workdays=20))
E6 = ("reply", "2025-09-22", Paused(day("2025-09-26"), day("2025-10-20")))
E15 = ("review", "2025-03-03")


def test_each_day_of_a_short_term_can_be_counted_along():
    """E13: seven working days from Friday, 2023-04-21, over the Labour Day of 2023."""
    made_up = f"{ARTICLE_30}；{NOTICE_OF_2023}"
    expected = [
        ("2023-04-21", Step.RECEIVED, None, "工作日", FIRST_DAY),
        ("2023-04-22", Step.OFF, None, "周末", WEEKEND),
        ("2023-04-23", Step.COUNTED, 1, "劳动节调休上班", made_up),
        ("2023-04-24", Step.COUNTED, 2, "工作日", ARTICLE_30),
        ("2023-04-25", Step.COUNTED, 3, "工作日", ARTICLE_30),
        ("2023-04-26", Step.COUNTED, 4, "工作日", ARTICLE_30),
        ("2023-04-27", Step.COUNTED, 5, "工作日", ARTICLE_30),
        ("2023-04-28", Step.COUNTED, 6, "工作日", ARTICLE_30),
        ("2023-04-29", Step.OFF, None, "劳动节放假", NOTICE_OF_2023),
        ("2023-04-30", Step.OFF, None, "劳动节放假", NOTICE_OF_2023),
        ("2023-05-01", Step.OFF, None, "劳动节放假", NOTICE_OF_2023),
        ("2023-05-02", Step.OFF, None, "劳动节放假", NOTICE_OF_2023),
        ("2023-05-03", Step.OFF, None, "劳动节放假", NOTICE_OF_2023),
        ("2023-05-04", Step.COUNTED, 7, "工作日", ARTICLE_30),
    ]
    proof = proof_of("correction_notice", "2023-04-21")
    assert [(str(each.on), each.step, each.count, each.words, each.source) for each in proof] == expected


def test_a_day_reads_as_a_line():
    proof = proof_of("correction_notice", "2023-04-21")
    assert str(proof[0]) == f"2023-04-21 周五 —— 工作日，收到之日（{FIRST_DAY}）"
    assert str(proof[2]) == f"2023-04-23 周日 第1日 劳动节调休上班，计入（{ARTICLE_30}；{NOTICE_OF_2023}）"


@pytest.mark.parametrize(
    ("case", "since", "until", "counted"),
    [
        (("reply", "2024-01-25"), "2024-01-25", "2024-02-27", 20),
        (E4, "2024-09-10", "2024-10-31", 20),
        (E5, "2025-01-15", "2025-03-18", 40),
        (E6, "2025-09-22", "2025-11-11", 20),
        (E15, "2025-03-03", "2025-05-06", 60),
        # the correction came on the day of receipt itself: that day stands there once all the same
        (("reply", "2024-01-25", Restarted(day("2024-01-25"))), "2024-01-25", "2024-02-27", 20),
    ],
)
def test_goes_through_every_day_from_the_receipt_to_the_last_and_counts_the_whole_term(
    case, since, until, counted
):
    proof = proof_of(*case)
    assert [each.on for each in proof] == every_day(since, until)
    assert [each.count for each in proof if each.count] == list(range(1, counted + 1))
    assert (proof[0].step, proof[0].count, proof[0].source) == (Step.RECEIVED, None, FIRST_DAY)
    assert all(each.source for each in proof)


def test_days_on_which_others_were_asked_are_not_counted_and_cite_the_article():
    """E6: from the day after the letter to the day of the answer, Sundays and holidays too."""
    proof = proof_of(*E6)
    assert days_of(proof, Step.PAUSED) == every_day("2025-09-27", "2025-10-20")
    said = {(each.count, each.source) for each in proof if each.step is Step.PAUSED}
    assert said == {(None, ARTICLE_33_3)}
    [last_used, first_again] = [each for each in proof if each.count in (4, 5)]
    assert (str(last_used.on), str(first_again.on)) == ("2025-09-26", "2025-10-21")


def test_a_pause_may_rest_on_an_article_of_its_own():
    asked = Paused(day("2025-09-26"), day("2025-10-20"), source="某法第九条")
    proof = proof_of("reply", "2025-09-22", asked)
    assert {each.source for each in proof if each.step is Step.PAUSED} == {"某法第九条"}


def test_days_before_a_restart_are_struck_out_and_its_own_day_is_not_counted():
    proof = proof_of(*E4)
    assert days_of(proof, Step.CLEARED) == every_day("2024-09-11", "2024-09-28")
    assert days_of(proof, Step.RESTARTED) == [day("2024-09-29")]
    struck = [each for each in proof if each.step in (Step.CLEARED, Step.RESTARTED)]
    assert {(each.count, each.source) for each in struck} == {(None, ARTICLE_30)}
    assert str(next(each for each in proof if each.count == 1).on) == "2024-09-30"


def test_days_added_cite_the_article_on_extension():
    """E5: the term itself ends on 2025-02-18, the twentieth day."""
    proof = proof_of(*E5)
    added = [each for each in proof if each.step is Step.EXTENDED]
    assert [each.count for each in added] == list(range(21, 41))
    assert {each.source for each in added} == {ARTICLE_33_2}
    assert str(added[0].on) == "2025-02-19"


@pytest.mark.parametrize(("source", "cited"), [("", "某条例第二条"), ("某号延长决定", "某号延长决定")])
def test_days_added_cite_the_decision_where_one_is_named(source, cited):
    longest = Term("longest", "最长", 5, Unit.WORKDAYS, day("2007-01-01"), "某条例第二条")
    term = Term("trial", "试行期限", 5, Unit.WORKDAYS, day("2007-01-01"), "某条例第一条", extension=longest)
    added = Extended(day("2024-03-08"), workdays=1, source=source)
    proof = reckon(term, day("2024-03-01"), [added], CALENDAR).proof()
    assert [each.source for each in proof if each.count] == ["某条例第一条"] * 5 + [cited]


def test_a_term_begun_anew_is_proved_without_the_extension_it_had():
    events = [Extended(day("2024-09-20"), workdays=5), Restarted(day("2024-09-29"))]
    proof = proof_of("reply", "2024-09-10", *events)
    assert days_of(proof, Step.EXTENDED) == []
    assert str(proof[-1].on) == "2024-10-31"


def test_days_after_a_last_day_that_is_off_give_way_under_the_civil_code():
    """E15: the sixtieth calendar day is 2025-05-02; Sundays before it are counted."""
    proof = proof_of(*E15)
    assert [str(each.on) for each in proof if each.count == 60] == ["2025-05-02"]
    assert days_of(proof, Step.OFF) == []
    rolled = [each for each in proof if each.step is Step.ROLLED]
    assert [each.on for each in rolled] == every_day("2025-05-03", "2025-05-06")
    assert {(each.count, each.source) for each in rolled} == {(None, "民法典第二百零三条第一款")}


def test_while_an_opinion_is_awaited_it_ends_with_the_first_day_that_does_not_count():
    proof = proof_of("reply", "2025-09-22", Paused(day("2025-09-26")))
    assert [each.on for each in proof] == every_day("2025-09-22", "2025-09-27")
    assert [each.count for each in proof] == [None, 1, 2, 3, 4, None]
    assert (proof[-1].step, proof[-1].source) == (Step.PAUSED, ARTICLE_33_3)


def test_a_term_of_months_is_proved_by_its_two_ends():
    """From 2024-03-15 six months end on 09-15, in the Mid-Autumn Festival of 09-15 to 17."""
    proof = proof_of("litigation", "2024-03-15")
    assert [(str(each.on), each.step, each.count) for each in proof] == [
        ("2024-03-15", Step.RECEIVED, None),
        ("2024-09-15", Step.COUNTED, 6),
        ("2024-09-16", Step.ROLLED, None),
        ("2024-09-17", Step.ROLLED, None),
        ("2024-09-18", Step.ROLLED, None),
    ]
    assert proof[1].source == "民法典第二百零二条"


def test_days_of_a_year_not_announced_are_marked():
    proof = proof_of("reply", "2026-12-15")
    assert [each.on for each in proof if each.provisional] == every_day("2027-01-01", "2027-01-12")
    assert str(next(each for each in proof if each.on == day("2027-01-04"))) == (
        f"2027-01-04 周一 第14日 工作日（暂定），计入（{ARTICLE_33_2}）"
    )
