"""Irregular moves: 退回, 撤回, 跳转, 终止, 恢复. What the net cannot come to by itself is refused."""

from datetime import date

import pytest

from yangguang.core.cases import actions, assignments, moves, queries
from yangguang.core.cases.models import Assignment, Case, Clock, Step
from yangguang.core.cases.tests.trial import at, done, everything, marking, refused, step_at
from yangguang.core.records.models import Record

pytestmark = pytest.mark.django_db

DAY = "2024-03-08"


@pytest.fixture
def answering(parallel, staff) -> Case:
    """A case whose branches came together on 2024-03-07."""
    done(parallel, "water", staff["water"], "2024-03-05")
    done(parallel, "fire", staff["fire"], "2024-03-06")
    done(parallel, "fire_check", staff["fire"], "2024-03-07")
    return parallel


def back(case, node, to, by, **given) -> Step:
    given = {"reason": "材料不齐"} | given
    return moves.send_back(step_at(case, node), to=to, by=by, at=at(DAY), **given)


def jump(case, node, to, by, **given) -> Step:
    return moves.jump(step_at(case, node), to=to, reason="领导批示", by=by, at=at(DAY), **given)


def take_back(case, node, by, **given) -> Step:
    given = {"reason": "误点"} | given
    step = case.steps.filter(node=node, state=Step.State.DONE).latest("pk")
    return moves.take_back(step, by=by, at=at(DAY), **given)


class TestSendingBack:
    def test_case_stands_where_it_stood_before(self, examining, staff):
        new = back(examining, "examine", "register", staff["officer"])
        assert marking(examining) == {"f_start"}
        assert (new.node, new.role, new.began_on) == ("register", "窗口", date(2024, 3, 8))
        assert Record.objects.latest("seq").note == "由“审查”退回到“登记”：材料不齐"
        left = examining.steps.get(node="examine")
        assert (left.state, left.done_by, left.done_by_name) == ("cancelled", None, "何平")

    def test_it_goes_on_to_the_end_afterwards(self, answering, staff):
        back(answering, "answer", "examine", staff["window"])
        done(answering, "examine", staff["officer"], DAY, "accept")
        done(answering, "water", staff["water"], DAY)
        done(answering, "fire", staff["fire"], DAY)
        done(answering, "fire_check", staff["fire"], DAY)
        done(answering, "answer", staff["window"], DAY)
        answering.refresh_from_db()
        assert answering.state == Case.State.ENDED

    def test_parallel_steps_that_it_cancels_are_named_and_confirmed(self, parallel, staff):
        with refused("同时取消并行的“供水审查”", "请确认"):
            back(parallel, "fire", "examine", staff["fire"])
        shown = moves.cancelled_by(step_at(parallel, "fire"), "examine")
        assert [step.node for step in shown] == ["water"]
        back(parallel, "fire", "examine", staff["fire"], confirmed=[step.pk for step in shown])
        assert marking(parallel) == {"f_registered"}
        assert parallel.steps.filter(state=Step.State.CANCELLED).count() == 2

    def test_a_branch_that_waits_is_cancelled_as_well(self, parallel, staff):
        done(parallel, "water", staff["water"], "2024-03-05")
        with refused("并联结束"):
            back(parallel, "fire", "examine", staff["fire"])
        waiting = parallel.steps.get(state=Step.State.WAITING)
        back(parallel, "fire", "examine", staff["fire"], confirmed=[waiting.pk])
        assert marking(parallel) == {"f_registered"}

    def test_what_was_confirmed_must_still_be_so(self, parallel, staff):
        """The other branch went on while the person looked at what he was shown."""
        shown = [step.pk for step in moves.cancelled_by(step_at(parallel, "water"), "examine")]
        done(parallel, "fire", staff["fire"], "2024-03-06")
        with refused("消防复核"):
            back(parallel, "water", "examine", staff["water"], confirmed=shown)

    def test_within_its_branch_it_cancels_nothing(self, parallel, staff):
        done(parallel, "fire", staff["fire"], "2024-03-06")
        back(parallel, "fire_check", "fire", staff["fire"])
        assert marking(parallel) == {"f_water", "f_fire"}

    def test_into_one_branch_alone_is_refused(self, answering, staff):
        """The join would wait for ever for the other branch."""
        with refused("不能从“答复”转到“消防审查”"):
            back(answering, "answer", "fire", staff["window"])

    def test_only_to_a_step_done_before(self, examining, staff):
        with refused("只能退回到本件已经办过的步骤"):
            back(examining, "examine", "answer", staff["officer"])

    def test_only_by_whom_the_step_is(self, examining, staff, stranger):
        for other in (staff["window"], stranger):
            with refused("“经办”岗位"):
                back(examining, "examine", "register", other)

    def test_not_without_a_reason(self, examining, staff):
        with refused("请写明理由"):
            back(examining, "examine", "register", staff["officer"], reason=" ")

    def test_not_from_a_step_that_is_done(self, examining, staff):
        step = step_at(examining, "examine")
        done(examining, "examine", staff["colleague"], "2024-03-04", "accept")
        with refused("已由何静办理"):
            moves.send_back(step, to="register", reason="材料不齐", by=staff["officer"], at=at(DAY))

    def test_what_was_asked_of_people_is_withdrawn(self, examining, staff):
        assignments.claim(step_at(examining, "examine"), by=staff["officer"], at=at(DAY))
        back(examining, "examine", "register", staff["officer"])
        assert Assignment.objects.get().state == Assignment.State.CANCELLED
        assert list(queries.worklist(staff["officer"], date(2024, 3, 8))) == []

    def test_sent_twice_is_one_act(self, examining, staff):
        step = step_at(examining, "examine")
        given = {
            "to": "register",
            "reason": "材料不齐",
            "by": staff["officer"],
            "at": at(DAY),
            "once": "form-1",
        }
        first = moves.send_back(step, **given)
        before = everything()
        assert moves.send_back(step, **given) == first
        assert everything() == before


class TestTakingBack:
    def test_own_step_is_to_be_done_again(self, examining, staff):
        take_back(examining, "register", staff["window"])
        assert marking(examining) == {"f_start"}
        assert Record.objects.latest("seq").note == "由“审查”撤回到“登记”：误点"

    def test_only_ones_own(self, examining, staff):
        with refused("只能撤回您本人办完的步骤"):
            take_back(examining, "register", staff["officer"])

    def test_not_once_somebody_went_on(self, parallel, staff):
        with refused("后面的步骤已经办理"):
            take_back(parallel, "register", staff["window"])

    def test_not_once_one_of_the_branches_went_on(self, parallel, staff):
        done(parallel, "fire", staff["fire"], "2024-03-06")
        with refused("后面的步骤已经办理"):
            take_back(parallel, "examine", staff["officer"])

    def test_branches_that_nobody_touched_are_taken_along(self, parallel, staff):
        take_back(parallel, "examine", staff["officer"])
        assert marking(parallel) == {"f_registered"}

    def test_what_another_branch_does_is_no_hindrance(self, parallel, staff):
        done(parallel, "fire", staff["fire"], "2024-03-06")
        done(parallel, "water", staff["water"], "2024-03-07")
        take_back(parallel, "fire", staff["fire"])
        assert marking(parallel) == {"f_water_done", "f_fire"}

    def test_nor_is_it_moved(self, parallel, staff):
        done(parallel, "fire", staff["fire"], "2024-03-06")
        take_back(parallel, "fire", staff["fire"])
        assert marking(parallel) == {"f_water", "f_fire"}

    def test_branch_that_waits_is_taken_back(self, parallel, staff):
        done(parallel, "water", staff["water"], "2024-03-05")
        take_back(parallel, "water", staff["water"])
        assert marking(parallel) == {"f_water", "f_fire"}
        assert Record.objects.latest("seq").note == "由“并联结束”撤回到“供水审查”：误点"

    def test_not_after_the_branches_came_together(self, answering, staff):
        with refused("不能从“答复”转到“消防复核”"):
            take_back(answering, "fire_check", staff["fire"])

    def test_not_after_the_end(self, answering, staff):
        done(answering, "answer", staff["window"], DAY)
        with refused("不能撤回"):
            take_back(answering, "answer", staff["window"])


class TestJumping:
    def test_case_goes_on_elsewhere(self, examining, staff):
        jump(examining, "examine", "answer", staff["officer"])
        assert marking(examining) == {"f_reject"}
        assert Record.objects.latest("seq").note == "由“审查”跳转到“答复”：领导批示"

    def test_into_one_branch_alone_is_refused(self, examining, staff):
        with refused("不能从“审查”转到“供水审查”"):
            jump(examining, "examine", "water", staff["officer"])

    def test_out_of_a_branch_takes_the_other_branch_along(self, parallel, staff):
        """A token left in the other branch would wait at the join for ever."""
        with refused("同时取消并行的“供水审查”"):
            jump(parallel, "fire", "answer", staff["fire"])
        jump(parallel, "fire", "answer", staff["fire"], confirmed=[step_at(parallel, "water").pk])
        assert len(marking(parallel)) == 1
        assert step_at(parallel, "answer")

    def test_onward_within_a_branch(self, parallel, staff):
        jump(parallel, "fire", "fire_check", staff["fire"])
        assert marking(parallel) == {"f_water", "f_fire_check"}

    def test_from_one_branch_into_the_other_is_refused(self, parallel, staff):
        with refused("不能从“供水审查”转到“消防复核”"):
            jump(parallel, "water", "fire_check", staff["water"])

    @pytest.mark.parametrize("to", ["join", "end", "nowhere"])
    def test_only_to_a_step(self, parallel, staff, to):
        with refused("流程里没有这个步骤"):
            jump(parallel, "water", to, staff["water"])

    def test_only_by_whom_the_step_is(self, examining, staff):
        with refused("“经办”岗位"):
            jump(examining, "examine", "answer", staff["window"])


class TestStopping:
    def test_nothing_is_left_to_do_and_no_term_runs(self, parallel, staff):
        moves.stop(parallel, reason="申请人撤回", by=staff["officer"], at=at(DAY))
        parallel.refresh_from_db()
        assert (parallel.state, parallel.closed_at) == (Case.State.STOPPED, at(DAY))
        assert marking(parallel) == set()
        assert set(parallel.clocks.values_list("state", "closed_on")) == {("stopped", date(2024, 3, 8))}
        assert Record.objects.latest("seq").note == "终止：申请人撤回"

    def test_step_of_a_stopped_case_is_closed(self, examining, staff):
        step = step_at(examining, "examine")
        moves.stop(examining, reason="申请人撤回", by=staff["officer"], at=at(DAY))
        with refused("已由何平取消"):
            actions.complete(step, "accept", by=staff["officer"], at=at(DAY))

    def test_once(self, examining, staff):
        moves.stop(examining, reason="申请人撤回", by=staff["officer"], at=at(DAY))
        with refused("已终止，不能终止"):
            moves.stop(examining, reason="申请人撤回", by=staff["officer"], at=at(DAY))

    def test_not_without_a_reason(self, examining, staff):
        with refused("请写明理由"):
            moves.stop(examining, reason="", by=staff["officer"], at=at(DAY))

    def test_not_by_somebody_of_another_office(self, examining, stranger):
        with refused("没有岗位"):
            moves.stop(examining, reason="申请人撤回", by=stranger, at=at(DAY))

    def test_not_after_the_end(self, answering, staff):
        done(answering, "answer", staff["window"], DAY)
        with refused("已办结，不能终止"):
            moves.stop(answering, reason="申请人撤回", by=staff["window"], at=at(DAY))


class TestResuming:
    @pytest.fixture
    def stopped(self, parallel, staff) -> Case:
        done(parallel, "water", staff["water"], "2024-03-05")
        return moves.stop(parallel, reason="申请人撤回", by=staff["officer"], at=at("2024-03-06"))

    def test_every_branch_stands_where_it_stood(self, stopped, staff):
        moves.resume(stopped, reason="申请人反悔", by=staff["officer"], at=at(DAY))
        stopped.refresh_from_db()
        assert (stopped.state, stopped.closed_at) == (Case.State.RUNNING, None)
        assert marking(stopped) == {"f_water_done", "f_fire"}
        done(stopped, "fire", staff["fire"], DAY)
        done(stopped, "fire_check", staff["fire"], DAY)
        assert marking(stopped) == {"f_joined"}

    def test_it_can_be_stopped_and_resumed_again(self, stopped, staff):
        for day in ("2024-03-08", "2024-03-12"):
            moves.resume(stopped, reason="申请人反悔", by=staff["officer"], at=at(day))
            moves.stop(stopped, reason="申请人撤回", by=staff["officer"], at=at(day, 15))
        moves.resume(stopped, reason="申请人反悔", by=staff["officer"], at=at("2024-03-13"))
        assert marking(stopped) == {"f_water_done", "f_fire"}

    def test_only_what_was_stopped(self, examining, staff):
        with refused("只有终止的办件可以恢复"):
            moves.resume(examining, reason="申请人反悔", by=staff["officer"], at=at(DAY))

    def test_not_by_somebody_of_another_office(self, stopped, stranger):
        with refused("没有岗位"):
            moves.resume(stopped, reason="申请人反悔", by=stranger, at=at(DAY))

    def test_not_without_a_reason(self, stopped, staff):
        with refused("请写明理由"):
            moves.resume(stopped, reason="", by=staff["officer"], at=at(DAY))


class TestTerms:
    """What a move does to the terms: twenty working days from 2024-03-01 end on 2024-03-29."""

    def reply(self, case) -> Clock:
        return case.clocks.get(key="reply")

    def test_leaving_the_step_that_ends_a_term_does_not_end_it(self, answering, staff):
        """The days of the water review, 5 March alone, do not count."""
        due = self.reply(answering).due_on
        back(answering, "answer", "examine", staff["window"])
        assert (self.reply(answering).state, self.reply(answering).due_on) == ("running", due)
        assert due == date(2024, 4, 1)

    def test_term_stands_still_again_where_the_case_is_sent_back_to_such_a_step(self, examining, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "ask")
        done(examining, "ask", staff["officer"], "2024-03-06")
        back(examining, "examine", "ask", staff["officer"])
        assert self.reply(examining).state == "paused"
        done(examining, "ask", staff["officer"], "2024-03-12")
        # four working days are not counted: 5 and 6 March, 11 and 12 March; 4 to 6 April are the festival
        assert self.reply(examining).due_on == date(2024, 4, 7)

    def test_term_runs_again_when_such_a_step_is_left(self, parallel, staff):
        assert self.reply(parallel).state == "paused"
        back(parallel, "fire", "examine", staff["fire"], confirmed=[step_at(parallel, "water").pk])
        # from 5 to 8 March the water review was under way
        assert self.reply(parallel).due_on == date(2024, 4, 7)

    def test_term_goes_on_when_the_step_that_ended_it_is_to_be_done_again(self, org, staff, archiving):
        case = archiving
        assert self.reply(case).state == "done"
        take_back(case, "answer", staff["window"])
        assert (self.reply(case).state, self.reply(case).closed_on) == ("running", None)
        assert self.reply(case).due_on == date(2024, 3, 29)
        done(case, "answer", staff["window"], "2024-03-11")
        assert (self.reply(case).state, self.reply(case).closed_on) == ("done", date(2024, 3, 11))

    def test_term_that_was_paused_is_paused_still_and_then_goes_on(self, examining, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "ask")
        moves.stop(examining, reason="申请人撤回", by=staff["officer"], at=at("2024-03-06"))
        moves.resume(examining, reason="申请人反悔", by=staff["officer"], at=at(DAY))
        assert self.reply(examining).state == "paused"
        done(examining, "ask", staff["officer"], "2024-03-12")
        # from 5 to 12 March, six working days
        assert self.reply(examining).due_on == date(2024, 4, 9)

    def test_days_while_it_was_stopped_count(self, examining, staff):
        moves.stop(examining, reason="申请人撤回", by=staff["officer"], at=at("2024-03-06"))
        moves.resume(examining, reason="申请人反悔", by=staff["officer"], at=at(DAY))
        assert self.reply(examining).due_on == date(2024, 3, 29)
