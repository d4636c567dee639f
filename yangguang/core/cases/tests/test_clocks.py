"""The row of a term says what follows from its history: compared with days counted one by one on a wall calendar."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from threading import Barrier

import chinese_calendar
import pytest
from django.db import connections

from yangguang.core.cases import actions, clocks, moves, queries
from yangguang.core.cases.models import Case, Clock, Step
from yangguang.core.cases.tests.trial import TRIAL, at, done, marking, opened, published, refused, step_at
from yangguang.core.orgs.models import Person
from yangguang.core.records.models import Record

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAUSING = ("ask", "fix", "water", "fire")
IN_BOTH_BRANCHES = TRIAL.replace('pauseWhile="ask fix water"', f'pauseWhile="{" ".join(PAUSING)}"')
"""The process in which both branches at once ask somebody, so that one pause begins within another."""
IN_DAYS = IN_BOTH_BRANCHES.replace('term="disclosure.reply"', 'days="30" unit="day" law="约定"')


def reply(case: Case) -> Clock:
    return case.clocks.get(key="reply")


@dataclass
class Tally:
    """What was done to a case, as somebody would note it who counts the days himself.

    A day counts when it is worked (where only these count) and nobody's opinion is awaited on it. One is
    awaited from the day after the letter went out up to and including the day of the answer.
    """

    begun_on: date
    length: int
    only_worked: bool
    extended: int = 0
    pauses: list[tuple[str, date, date | None]] = field(default_factory=list)

    def ask(self, node: str, on: date) -> None:
        self.pauses.append((node, on, None))

    def answer(self, node: str, on: date) -> None:
        asked = next(pause for pause in reversed(self.pauses) if pause[0] == node and pause[2] is None)
        self.pauses[self.pauses.index(asked)] = (*asked[:2], on)

    def begin_anew(self, on: date) -> None:
        self.begun_on, self.extended = on, 0

    def counted(self) -> tuple[date | None, int]:
        """Return the last day, or None with the days that are left once the answers come."""
        left, day = self.length + self.extended, self.begun_on
        while left:
            day += DAY
            waiting = [
                until for _, since, until in self.pauses if since < day and (not until or day <= until)
            ]
            if None in waiting:
                return None, left
            left -= not waiting and (chinese_calendar.is_workday(day) or not self.only_worked)
        while not chinese_calendar.is_workday(day):
            day += DAY
        return day, 0


class History:
    """A case to which anything may happen, and its tally."""

    def __init__(self, case: Case, staff: dict[str, Person], tally: Tally, seed: int) -> None:
        self.case, self.staff, self.tally, self.random = case, staff, tally, Random(seed)
        self.today = tally.begun_on
        self.acts = 0
        self.waiting: set[str] = set()
        self.happened: set[str] = set()

    def go_on(self) -> None:
        """Let some days pass and one thing happen."""
        self.today += self.random.randrange(8) * DAY
        step = self.random.choice(list(self.case.steps.filter(state=Step.State.OPEN)))
        possible = [self.do, self.do, self.do, self.stop_and_resume]
        if step.node in ("water", "fire", "fire_check", "answer"):
            possible.append(self.send_back)
        due_on, _ = self.tally.counted()
        if self.tally.only_worked and not self.tally.extended and (due_on is None or self.today <= due_on):
            possible.append(self.extend)
        act = self.random.choice(possible)
        self.happened.add(f"{act.__name__} {step.node}" if act == self.do else act.__name__)
        act(step)

    def do(self, step: Step) -> None:
        on = max(step.began_on, self.today - self.random.randrange(3) * DAY)
        outcome = {"examine": self.random.choice(["accept", "ask", "unclear", "reject"]), "fix": "fixed"}
        actions.complete(step, outcome.get(step.node, ""), by=self.of(step), at=self.now, on=on)
        if step.node == "fix":
            self.tally.begin_anew(on)
        self.note_who_is_asked(on)

    def send_back(self, step: Step) -> None:
        along = [each.pk for each in moves.cancelled_by(step, "examine")]
        moves.send_back(step, to="examine", reason="重审", confirmed=along, by=self.of(step), at=self.now)
        self.note_who_is_asked(self.today)

    def stop_and_resume(self, step: Step) -> None:
        moves.stop(self.case, reason="撤回", by=self.staff["officer"], at=self.now)
        assert (reply(self.case).state, reply(self.case).closed_on) == ("stopped", self.today)
        self.today += self.random.randrange(8) * DAY
        moves.resume(self.case, reason="反悔", by=self.staff["officer"], at=self.now)

    def extend(self, step: Step) -> None:
        self.tally.extended = self.random.randint(1, 20)
        given = {"approved_by": self.staff["first"], "by": self.staff["officer"], "at": self.now}
        actions.extend_clock(self.case, "reply", workdays=self.tally.extended, **given)

    def note_who_is_asked(self, on: date) -> None:
        """Note whose opinion is awaited now, and whose no longer."""
        asked = set(
            self.case.steps.filter(state=Step.State.OPEN, node__in=PAUSING).values_list("node", flat=True)
        )
        for node in self.waiting - asked:
            self.tally.answer(node, on)
        for node in asked - self.waiting:
            self.tally.ask(node, on)
        self.waiting = asked

    @property
    def now(self) -> datetime:
        """The moment of the next act; no two happen at the same."""
        self.acts += 1
        return at(self.today.isoformat()) + self.acts * timedelta(minutes=1)

    def of(self, step: Step) -> Person:
        held = {"窗口": "window", "经办": "officer", "供水": "water", "消防": "fire", "申请人": "window"}
        return self.staff[held[step.role]]


def histories(number: int, org, staff, xml: str, **tally) -> Iterator[History]:
    published(xml, org=org)
    random = Random(2024)
    for seed in range(number):
        on = date(2023, 1, 1) + random.randrange(900) * DAY
        yield History(opened(org, staff["window"], on.isoformat()), staff, Tally(on, **tally), seed)


class TestAnyHistory:
    """Pauses within pauses, extensions, restarts, cases sent back, stopped and resumed, in whatever order."""

    def test_of_a_term_in_working_days(self, org, staff):
        happened: set[str] = set()
        for history in histories(6, org, staff, IN_BOTH_BRANCHES, length=20, only_worked=True):
            for _ in range(12):
                history.go_on()
                if not marking(history.case):
                    break
                self.is_as_counted(history)
            happened |= history.happened
        assert happened >= {
            "do ask",
            "do fix",
            "do water",
            "do fire",
            "extend",
            "send_back",
            "stop_and_resume",
        }

    def test_of_a_term_in_calendar_days(self, org, staff):
        """It ends on the next working day where its last one is a day off (民法典第二百零三条第一款)."""
        for history in histories(3, org, staff, IN_DAYS, length=30, only_worked=False):
            for _ in range(8):
                history.go_on()
                if not marking(history.case):
                    break
                due_on, _ = history.tally.counted()
                assert reply(history.case).due_on == due_on, history.tally

    def is_as_counted(self, history: History) -> None:
        row = reply(history.case)
        due_on, left = history.tally.counted()
        assert row.due_on == due_on, history.tally
        assert (row.state, row.closed_on) == ("running" if due_on else "paused", None)
        if due_on is None:
            assert row.remaining == left, history.tally
            return
        to_go = [row.anchor_on + n * DAY for n in range(1, (due_on - row.anchor_on).days + 1)]
        assert row.remaining == sum(map(chinese_calendar.is_workday, to_go)), "the database counts on by this"
        proof = clocks.proved(row).proof()
        assert (proof[-1].on, proof[-1].count) == (due_on, history.tally.length + history.tally.extended)


class TestPauses:
    @pytest.fixture
    def parallel(self, org, staff) -> Case:
        """Both branches were asked on Monday 2024-03-04, after one of the twenty working days from 2024-03-01."""
        published(IN_BOTH_BRANCHES, org=org)
        case = opened(org, staff["window"])
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-04", "accept")
        return case

    def test_day_within_two_pauses_is_left_out_once(self, parallel, staff):
        """Water until 6 March, fire until 12 March: 5 to 12 March are six working days; 4 to 6 April are off."""
        done(parallel, "water", staff["water"], "2024-03-06")
        assert (reply(parallel).state, reply(parallel).remaining) == ("paused", 19)
        done(parallel, "fire", staff["fire"], "2024-03-12")
        assert reply(parallel).due_on == date(2024, 4, 9)

    def test_answer_entered_later_ends_the_pause_on_the_day_it_came(self, parallel, staff):
        done(parallel, "fire", staff["fire"], "2024-03-20", on=date(2024, 3, 12))
        done(parallel, "water", staff["water"], "2024-03-20", on=date(2024, 3, 6))
        assert reply(parallel).due_on == date(2024, 4, 9)

    def test_extension_decided_while_an_opinion_is_awaited_is_added_at_the_end(self, parallel, staff):
        """The first twenty days end on 2024-04-09; five more are 10, 11, 12, 15 and 16 April."""
        actions.extend_clock(
            parallel,
            "reply",
            workdays=5,
            approved_by=staff["first"],
            by=staff["officer"],
            at=at("2024-03-11"),
        )
        assert reply(parallel).remaining == 24
        done(parallel, "water", staff["water"], "2024-03-06")
        done(parallel, "fire", staff["fire"], "2024-03-12")
        assert reply(parallel).due_on == date(2024, 4, 16)

    def test_letter_sent_after_the_last_day_stops_nothing(self, examining, staff):
        """条例第三十三条第三款 gives no day back that is gone."""
        done(examining, "examine", staff["officer"], "2024-04-01", "ask")
        done(examining, "ask", staff["officer"], "2024-04-15")
        assert (reply(examining).state, reply(examining).due_on) == ("running", date(2024, 3, 29))


class TestRestarting:
    def test_term_runs_anew_from_the_day_after_and_may_be_extended_again(self, examining, staff):
        """条例第三十条: the correction came on 2024-03-11; the twentieth working day after it is 2024-04-09."""
        given = {"approved_by": staff["first"], "by": staff["officer"]}
        actions.extend_clock(examining, "reply", workdays=20, **given, at=at("2024-03-04"))
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        assert reply(examining).state == "paused"
        done(examining, "fix", staff["window"], "2024-03-11", "fixed")
        assert (reply(examining).due_on, reply(examining).remaining) == (date(2024, 4, 9), 20)
        actions.extend_clock(examining, "reply", workdays=1, **given, at=at("2024-04-09"))
        assert reply(examining).due_on == date(2024, 4, 10)


class TestStopping:
    def test_term_ends_with_the_legal_day_and_its_last_day_stays_to_be_read(self, examining, staff):
        """Answered on the last day and entered on the next working day: answered in time."""
        done(examining, "examine", staff["officer"], "2024-03-04", "reject")
        done(examining, "answer", staff["window"], "2024-04-01", on=date(2024, 3, 29))
        row = reply(examining)
        assert (row.state, row.closed_on, row.due_on) == ("done", date(2024, 3, 29), date(2024, 3, 29))
        assert clocks.proved(row).is_kept_by(row.closed_on)
        assert not queries.overdue([examining.org], date(2024, 4, 2)).exists()

    def test_no_term_runs_on_in_a_case_that_has_ended(self, examining, staff):
        """The end without a correction is none of the steps that stop the term for the answer."""
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        assert actions.tick(at("2024-03-19")) == 1
        examining.refresh_from_db()
        assert (examining.state, examining.ending) == ("ended", "end_gone")
        assert (reply(examining).state, reply(examining).closed_on) == ("stopped", date(2024, 3, 18))
        assert not queries.overdue([examining.org], date(2025, 1, 2)).exists()


class TestShortestTime:
    def test_is_no_day_to_be_late_for(self, parallel, org):
        """Seven calendar days from 2024-03-04 (公示期不少于7日) end on the 11th; an act keeps them from the 12th."""
        notice = parallel.clocks.get(key="notice")
        assert (notice.kind, notice.due_on) == ("min", date(2024, 3, 11))
        kept = clocks.proved(notice).is_kept_by
        assert [kept(date(2024, 3, day)) for day in (10, 11, 12)] == [False, False, True]
        late = queries.overdue([org], date(2025, 1, 2)).values_list("key", flat=True)
        assert list(late) == [], "the term for the answer is paused, and the other cannot be overdue"
        assert {step.safe_on for step in queries.open_steps(parallel)} == {None}

    def test_begins_with_its_step_and_not_with_the_receipt(self, examining):
        assert not examining.clocks.filter(key="notice").exists()


class TestExpiring:
    """Ten working days from 2024-03-04 for a correction are over with 2024-03-18."""

    @pytest.fixture
    def asked(self, examining, staff) -> Case:
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        return examining

    def test_applicant_has_the_whole_of_the_last_day(self, asked):
        assert step_at(asked, "fix").due_on == date(2024, 3, 18)
        assert actions.tick(at("2024-03-18", 23)) == 0
        assert actions.tick(at("2024-03-19", 0)) == 1

    def test_once_though_the_clock_strikes_as_often_as_it_likes(self, asked, staff):
        actions.tick(at("2024-03-19"))
        assert [actions.tick(at(day)) for day in ("2024-03-19", "2024-03-20")] == [0, 0]
        expired = Record.objects.get(kind="cases.expired")
        assert (expired.by, expired.by_name, expired.note) == ("timer", "期限届满", "补正材料：逾期不补正")
        with refused("已由期限届满办理", "2024年3月19日 10:00"):
            actions.complete(
                asked.steps.get(node="fix"), "fixed", by=staff["window"], at=at("2024-03-19", 11)
            )

    def test_step_without_a_meaning_of_silence_stays_open(self, examining):
        assert step_at(examining, "examine").due_on == date(2024, 3, 8)
        assert actions.tick(at("2024-06-03")) == 0
        assert step_at(examining, "examine")

    def test_days_on_which_nobody_looked_do_not_count_as_waiting(self, org, staff):
        """What expired over the holiday expired on its last day, and the term goes on from there."""
        limited = TRIAL.replace(
            '<yg:step outside="true"/>',
            '<yg:step outside="true" limit="3" law="约定" onExpire="silent"/>'
            '<yg:outcome key="given" label="已提出"/><yg:outcome key="silent" label="未提出" auto="true"/>',
        )
        published(limited, org=org)
        case = opened(org, staff["window"])
        done(case, "register", staff["window"], "2024-03-01")
        done(case, "examine", staff["officer"], "2024-03-04", "ask")
        assert actions.tick(at("2024-03-25")) == 1
        assert step_at(case, "examine").began_on == date(2024, 3, 7)
        # 5, 6 and 7 March are left out; 29 March is the 17th, 1 to 3 April follow
        assert reply(case).due_on == date(2024, 4, 3)


@pytest.mark.django_db(transaction=True)
def test_two_timers_at_once_end_a_step_once(examining, staff):
    done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
    ready = Barrier(2)

    def strike(_: int) -> int:
        try:
            ready.wait(timeout=10)
            return actions.tick(at("2024-03-19"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as timers:
        assert sorted(timers.map(strike, range(2))) == [0, 1]
    assert Record.objects.filter(kind="cases.expired").count() == 1
