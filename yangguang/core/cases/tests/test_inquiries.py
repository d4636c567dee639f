"""Several are asked at one step, on different days: no day counts on which any of them is waited for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from yangguang.core.cases import actions, changeover, clocks, inquiries, moves
from yangguang.core.cases.models import Case, Clock, Inquiry, Step
from yangguang.core.cases.tests.trial import (
    TRIAL,
    administrator,
    at,
    done,
    employed,
    opened,
    published,
    refused,
    step_at,
)
from yangguang.rules.clocks import Step as What
from yangguang.rules.problems import Refused
from yangguang.rules.processes import load
from yangguang.rules.terms import Kind, Term, Unit

pytestmark = pytest.mark.django_db

ONE_BY_ONE = TRIAL.replace(
    '<yg:step outside="true"/>',
    '<yg:step outside="true" each="true" limit="15" law="约定" onExpire="silent"/>'
    '<yg:outcome key="agree" label="同意"/><yg:outcome key="refuse" label="不同意"/>'
    '<yg:outcome key="silent" label="逾期" auto="true"/>',
)
FIFTEEN = Term("", "", 15, Unit.WORKDAYS, date.min, "约定", confirmed=False, kind=Kind.MAX)


@pytest.fixture
def asking(org, staff) -> Case:
    """A case received on Friday 2024-03-01 that stands, from Wednesday 03-06, at the step at which others are asked."""
    published(ONE_BY_ONE, org=org)
    case = opened(org, staff["window"])
    done(case, "register", staff["window"], "2024-03-01")
    done(case, "examine", staff["officer"], "2024-03-06", "ask")
    return case


@pytest.fixture
def ask(asking, staff):
    def ask_on(whom: str, day: str) -> Inquiry:
        [step] = asking.steps.filter(node="ask")
        on = date.fromisoformat(day)
        return inquiries.ask(step, whom=whom, term=FIFTEEN, on=on, by=staff["officer"], at=at(day))

    return ask_on


def answer(inquiry: Inquiry, by, day: str, outcome: str = "agree", entered: str = "") -> Inquiry:
    on = date.fromisoformat(day)
    return inquiries.answer(inquiry, outcome, on=on, by=by, at=at(entered or day))


def reply(case: Case) -> Clock:
    return case.clocks.get(key="reply")


def awaited(case: Case) -> dict[str, tuple[str, ...]]:
    """Return for each day that does not count whose opinion was awaited."""
    days = clocks.proved(Clock.objects.select_related("case__version").get(case=case, key="reply")).proof()
    return {f"{day.on:%m-%d}": day.awaited for day in days if day.step is What.PAUSED}


class TestTheTerm:
    def test_runs_as_long_as_nobody_is_asked(self, asking):
        assert reply(asking).due_on == date(2024, 3, 29)

    def test_stands_still_while_any_of_two_is_waited_for(self, asking, ask, staff):
        """Used from 03-04 to 03-06: 3. Away from 03-07 to 03-18. The other 17 days, from 03-19, end on 04-11."""
        one = ask("甲公司", "2024-03-06")
        other = ask("乙大学", "2024-03-08")
        assert reply(asking).due_on is None
        answer(one, staff["officer"], "2024-03-12")
        assert (reply(asking).due_on, step_at(asking, "ask").pk) == (None, other.step_id)
        answer(other, staff["officer"], "2024-03-18")
        assert reply(asking).due_on == date(2024, 4, 11)
        assert step_at(asking, "examine").began_on == date(2024, 3, 18)

    def test_names_on_each_day_who_was_waited_for(self, asking, ask, staff):
        one, other = ask("甲公司", "2024-03-06"), ask("乙大学", "2024-03-08")
        answer(one, staff["officer"], "2024-03-12")
        answer(other, staff["officer"], "2024-03-14")
        assert awaited(asking) == {
            "03-07": ("甲公司",),
            "03-08": ("甲公司",),
            "03-09": ("甲公司", "乙大学"),
            "03-10": ("甲公司", "乙大学"),
            "03-11": ("甲公司", "乙大学"),
            "03-12": ("甲公司", "乙大学"),
            "03-13": ("乙大学",),
            "03-14": ("乙大学",),
        }

    def test_counts_the_days_between_two_letters_even_if_an_answer_is_entered_late(self, asking, ask, staff):
        """The first answered on 03-08, entered on 03-15; the second was asked on 03-12: 03-11 and 03-12 count."""
        one = ask("甲公司", "2024-03-06")
        other = ask("乙大学", "2024-03-12")
        answer(one, staff["officer"], "2024-03-08", entered="2024-03-15")
        answer(other, staff["officer"], "2024-03-15")
        assert sorted(awaited(asking)) == ["03-07", "03-08", "03-13", "03-14", "03-15"]

    def test_goes_on_after_the_last_answer_whichever_was_entered_last(self, asking, ask, staff):
        one, other = ask("甲公司", "2024-03-06"), ask("乙大学", "2024-03-06")
        answer(other, staff["officer"], "2024-03-14")
        answer(one, staff["officer"], "2024-03-12", entered="2024-03-14")
        assert step_at(asking, "examine").began_on == date(2024, 3, 14)
        assert max(awaited(asking)) == "03-14"


class TestSilence:
    def test_ends_one_inquiry_on_its_own_last_day(self, asking, ask):
        """Fifteen working days after 03-06 are over on 03-27, after 03-08 on 03-29."""
        ask("甲公司", "2024-03-06")
        other = ask("乙大学", "2024-03-08")
        assert step_at(asking, "ask").due_on == date(2024, 3, 29)
        assert actions.tick(at("2024-03-27")) == 0
        assert actions.tick(at("2024-03-28")) == 1
        assert Inquiry.objects.get(state=Inquiry.State.OPEN) == other
        assert actions.tick(at("2024-04-01")) == 1
        assert step_at(asking, "examine").began_on == date(2024, 3, 29)
        assert asking.steps.get(node="ask").outcome == "silent"

    def test_of_one_does_not_close_the_door_on_the_other(self, asking, ask, staff):
        ask("甲公司", "2024-03-06")
        other = ask("乙大学", "2024-03-08")
        actions.tick(at("2024-03-28"))
        answer(other, staff["officer"], "2024-03-29", "refuse")
        assert asking.steps.get(node="ask").outcome == ""  # they have no outcome in common
        assert step_at(asking, "examine")

    def test_is_none_when_the_letter_arrived_later(self, asking, ask, staff):
        """It arrived on 03-11, so that there was time until 04-01; the proof came when the first term was over."""
        one = ask("甲公司", "2024-03-06")
        actions.tick(at("2024-03-28"))
        assert reply(asking).due_on is not None
        inquiries.put_off(one, due_on=date(2024, 4, 1), by=staff["officer"], at=at("2024-03-29"))
        assert reply(asking).due_on is None
        actions.tick(at("2024-04-02"))
        one.refresh_from_db()
        assert (one.state, one.closed_on) == (Inquiry.State.EXPIRED, date(2024, 4, 1))
        assert (min(awaited(asking)), max(awaited(asking))) == ("03-07", "04-01")
        assert len(awaited(asking)) == 26  # not a day between is counted

    def test_is_found_once_however_often_the_clock_looks(self, asking, ask):
        ask("甲公司", "2024-03-06")
        assert [actions.tick(at("2024-03-28")) for _ in range(3)] == [1, 0, 0]


class TestTheStep:
    def test_is_not_done_while_somebody_is_asked(self, asking, ask, staff):
        ask("甲公司", "2024-03-06")
        with refused("还在等待甲公司的意见"):
            done(asking, "ask", staff["officer"], "2024-03-07", "agree")

    def test_answer_is_entered_once(self, ask, staff):
        one = ask("甲公司", "2024-03-06")
        ask("乙大学", "2024-03-06")
        answer(one, staff["officer"], "2024-03-12")
        with refused("征求甲公司意见的期间已经结束"):
            answer(one, staff["officer"], "2024-03-13", "refuse")

    def test_stranger_neither_asks_nor_answers(self, asking, ask, stranger):
        one = ask("甲公司", "2024-03-06")
        with refused("岗位"):
            answer(one, stranger, "2024-03-12")
        with refused("岗位"):
            inquiries.ask(
                one.step, whom="丙", term=FIFTEEN, on=date(2024, 3, 7), by=stranger, at=at("2024-03-07")
            )

    def test_of_a_stopped_case_asks_on_when_the_case_is_resumed(self, asking, ask, staff):
        one = ask("甲公司", "2024-03-06")
        moves.stop(asking, reason="申请人撤回", by=staff["officer"], at=at("2024-03-11"))
        assert actions.tick(at("2024-04-08")) == 0
        moves.resume(asking, reason="误撤", by=staff["officer"], at=at("2024-04-08"))
        assert actions.tick(at("2024-04-08")) == 1
        one.refresh_from_db()
        assert (one.closed_on, step_at(asking, "examine").node) == (date(2024, 3, 27), "examine")

    def test_that_the_case_leaves_asks_nobody_any_more(self, org, asking, ask):
        one = ask("甲公司", "2024-03-06")
        agent = employed("代办", org, "申请人")
        moves.jump(step_at(asking, "ask"), to="examine", reason="不必征求", by=agent, at=at("2024-03-11"))
        one.refresh_from_db()
        assert (one.state, one.closed_on) == (Inquiry.State.CANCELLED, date(2024, 3, 11))
        assert max(awaited(asking)) == "03-11"

    def test_that_paused_by_itself_under_an_edition_before_lets_the_term_go_on(self, org, staff):
        """A case at the step when the office begins to ask one by one: it ends its pause as it began it."""
        old = published(TRIAL, org=org)
        case = opened(org, staff["window"])
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-06", "ask")
        new = published(ONE_BY_ONE, org=org)
        changeover.migrate(old, new, by=administrator(), at=at("2024-03-07"))
        case.refresh_from_db()
        done(case, "ask", staff["officer"], "2024-03-12", "agree")
        assert reply(case).due_on == date(2024, 4, 7)


@pytest.mark.django_db(transaction=True)
def test_two_last_answers_at_once_move_the_case_on_once(asking, ask, staff):
    """Whoever is second waits for the first, sees that nobody else is asked, and ends the step."""
    asked = [ask("甲公司", "2024-03-06"), ask("乙大学", "2024-03-06")]
    together = Barrier(2)

    def enter(inquiry: Inquiry) -> None:
        try:
            together.wait(10)
            answer(inquiry, staff["officer"], "2024-03-12")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter, asked))
    assert asking.steps.filter(node="ask", state=Step.State.DONE).count() == 1
    assert step_at(asking, "examine").began_on == date(2024, 3, 12)
    assert reply(asking).due_on == date(2024, 4, 7)


def test_only_a_step_outside_the_office_may_ask_one_by_one():
    inside = ONE_BY_ONE.replace('outside="true" each="true"', 'each="true"')
    with pytest.raises(Refused, match="由机关以外的人办理"):
        load(inside)
