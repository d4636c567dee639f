"""Who handles a step: 认领, 转办, 委派, 代理, 抄送, 催办, 督办. None of these moves the case."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.core.cases import actions, assignments, moves, queries
from yangguang.core.cases.models import Assignment, Step
from yangguang.core.cases.tests.trial import at, done, employed, everything, refused, step_at
from yangguang.core.orgs.models import Substitution
from yangguang.core.records.models import Record

pytestmark = pytest.mark.django_db

DAY = "2024-03-04"
ON = date(2024, 3, 4)


@pytest.fixture
def step(examining) -> Step:
    return step_at(examining, "examine")


@pytest.fixture
def officer(staff):
    return staff["officer"]


@pytest.fixture
def colleague(staff):
    return staff["colleague"]


ACTS = {
    "claim": (assignments.claim, {}),
    "transfer": (assignments.transfer, {"to": "window"}),
    "delegate": (assignments.delegate, {"to": "window"}),
    "copy_to": (assignments.copy_to, {"person": "window"}),
    "urge": (assignments.urge, {"note": "请抓紧"}),
    "supervise": (assignments.supervise, {"note": "区长批示"}),
}


@pytest.fixture(params=ACTS)
def act(request, staff, step):
    """Return how each of these acts is done by somebody."""
    function, given = ACTS[request.param]

    def do(by, **more):
        values = {name: staff.get(value, value) for name, value in given.items()}
        return function(step, **values, by=by, at=at(DAY), **more)

    return do


class TestEveryAct:
    def test_leaves_one_record_about_the_case_and_moves_nothing(self, act, examining, officer):
        before, tokens = Record.objects.count(), list(examining.steps.values("node", "state"))
        act(officer)
        assert Record.objects.count() == before + 1
        record = Record.objects.latest("seq")
        assert (record.about, record.by_name) == (f"cases.case:{examining.pk}", "何平")
        assert list(examining.steps.values("node", "state")) == tokens

    def test_sent_twice_is_one_act(self, act, officer):
        first = act(officer, once="form-1")
        before = everything()
        assert act(officer, once="form-1") == first
        assert everything() == before

    def test_is_refused_to_a_stranger(self, act, stranger):
        with refused("岗位"):
            act(stranger)

    def test_is_refused_once_the_step_is_done(self, act, examining, officer, colleague):
        done(examining, "examine", colleague, DAY, "accept")
        with refused("已由何静办理"):
            act(officer)


class TestClaiming:
    def test_colleagues_see_who_has_it(self, step, officer, colleague):
        assert [list(queries.worklist(each, ON)) for each in (officer, colleague)] == [[step], [step]]
        assignments.claim(step, by=officer, at=at(DAY))
        assert [list(queries.worklist(each, ON)) for each in (officer, colleague)] == [[step], []]

    def test_claimed_step_is_not_anybody_elses(self, step, officer, colleague):
        assignments.claim(step, by=officer, at=at(DAY))
        with refused("现由何平办理"):
            assignments.claim(step, by=colleague, at=at(DAY))
        with refused("现由何平办理"):
            actions.complete(step, "accept", by=colleague, at=at(DAY))


class TestTransferring:
    def test_it_is_the_others_from_now_on(self, step, staff, officer):
        assignments.transfer(step, to=staff["window"], note="出差", by=officer, at=at(DAY))
        assert list(queries.worklist(staff["window"], ON)) == [step]
        assert list(queries.worklist(officer, ON)) == []
        assert Record.objects.latest("seq").note == "转办给林晓：出差"
        with refused("现由林晓办理"):
            actions.complete(step, "accept", by=officer, at=at(DAY))
        actions.complete(step, "accept", by=staff["window"], at=at(DAY))

    def test_claimed_step_has_one_handler_afterwards(self, step, officer, colleague):
        assignments.claim(step, by=officer, at=at(DAY))
        assignments.transfer(step, to=colleague, by=officer, at=at(DAY))
        assert Assignment.objects.get(state=Assignment.State.OPEN).person == colleague

    def test_not_to_oneself(self, step, officer):
        with refused("请选择另一个人"):
            assignments.transfer(step, to=officer, by=officer, at=at(DAY))


class TestDelegating:
    def test_it_comes_back_with_an_opinion(self, step, officer, colleague):
        assignments.delegate(step, to=colleague, by=officer, at=at(DAY))
        assert (list(queries.worklist(officer, ON)), list(queries.worklist(colleague, ON))) == ([], [step])
        back = assignments.answer_delegation(step, opinion="建议受理", by=colleague, at=at(DAY))
        assert back.person == officer
        assert (list(queries.worklist(officer, ON)), list(queries.worklist(colleague, ON))) == ([step], [])
        assert Record.objects.latest("seq").note == "办完委派，交回何平：建议受理"
        assert Assignment.objects.get(person=colleague).opinion == "建议受理"

    def test_who_prepares_does_not_decide(self, step, officer, colleague):
        assignments.delegate(step, to=colleague, by=officer, at=at(DAY))
        with refused("何平委派给您", "交回"):
            actions.complete(step, "accept", by=colleague, at=at(DAY))

    @pytest.mark.parametrize("act", [assignments.delegate, assignments.transfer])
    def test_what_was_delegated_is_not_handed_on(self, step, staff, officer, colleague, act):
        """Otherwise it would not come back to the one who answers for it."""
        assignments.delegate(step, to=colleague, by=officer, at=at(DAY))
        with refused("何平委派给您", "交回"):
            act(step, to=staff["window"], by=colleague, at=at(DAY))

    def test_who_delegated_waits_for_the_answer(self, step, officer, colleague):
        assignments.delegate(step, to=colleague, by=officer, at=at(DAY))
        with refused("现由何静办理"):
            actions.complete(step, "accept", by=officer, at=at(DAY))

    def test_what_was_not_delegated_is_not_given_back(self, step, officer):
        with refused("不是委派给您的"):
            assignments.answer_delegation(step, opinion="", by=officer, at=at(DAY))

    def test_database_keeps_no_delegation_to_oneself(self, step, officer):
        made = assignments.claim(step, by=officer, at=at(DAY))
        with pytest.raises(IntegrityError, match="oneself"), transaction.atomic():
            Assignment.objects.filter(pk=made.pk).update(delegated_from=officer)


class TestStandingIn:
    """代理: 张弛 acts for 何平 from 4 to 7 March, the 8th excluded."""

    @pytest.fixture
    def deputy(self, org, officer):
        deputy = employed("张弛", org, "档案")
        Substitution.objects.create(
            org=org, absent=officer, deputy=deputy, since=date(2024, 3, 4), until=date(2024, 3, 8)
        )
        return deputy

    @pytest.mark.parametrize("day", ["2024-03-04", "2024-03-07"])
    def test_deputy_acts_and_the_ledger_says_for_whom(self, examining, deputy, day):
        step = done(examining, "examine", deputy, day, "accept")
        record = Record.objects.latest("seq")
        assert (step.done_by, record.by_name, record.note) == (deputy, "张弛", "审查：受理（代何平）")

    @pytest.mark.parametrize("day", ["2024-03-03", "2024-03-08"])
    def test_before_and_after_these_days_he_does_not(self, examining, deputy, day):
        assert list(queries.worklist(deputy, date.fromisoformat(day))) == []
        with refused("您不在该岗位"):
            done(examining, "examine", deputy, day, "accept")

    def test_what_the_absent_one_claimed_waits_for_his_deputy(self, step, officer, deputy):
        assignments.claim(step, by=officer, at=at("2024-03-03"))
        assert list(queries.worklist(deputy, ON)) == [step]
        actions.complete(step, "accept", by=deputy, at=at(DAY))
        assert Assignment.objects.get().state == Assignment.State.DONE

    def test_the_absent_one_may_still_act_himself(self, examining, officer, deputy):
        done(examining, "examine", officer, DAY, "accept")
        assert Record.objects.latest("seq").note == "审查：受理"

    def test_deputy_signs_in_the_turn_of_the_absent_one(self, signing, org, staff):
        case = signing("order")
        Substitution.objects.create(
            org=org, absent=staff["first"], deputy=staff["officer"], since=ON, until=date(2024, 3, 5)
        )
        done(case, "sign", staff["officer"], DAY, "agree")
        signed = Assignment.objects.get(person=staff["first"])
        assert (signed.state, signed.decision) == ("done", "agree")
        assert Record.objects.latest("seq").note == "签署：同意（代周正）"

    def test_deputy_in_one_organisation_is_none_in_another(self, examining, officer, neighbour):
        elsewhere = employed("外代", neighbour, "窗口")
        Substitution.objects.create(
            org=neighbour, absent=officer, deputy=elsewhere, since=ON, until=date(2024, 3, 8)
        )
        assert list(queries.worklist(elsewhere, ON)) == []
        with refused("您不在该岗位"):
            done(examining, "examine", elsewhere, DAY, "accept")

    def test_not_even_for_what_the_absent_one_has_in_hand(self, step, officer, neighbour):
        assignments.claim(step, by=officer, at=at(DAY))
        elsewhere = employed("外代", neighbour, "窗口")
        Substitution.objects.create(
            org=neighbour, absent=officer, deputy=elsewhere, since=ON, until=date(2024, 3, 8)
        )
        assert list(queries.worklist(elsewhere, ON)) == []
        with refused("现由何平办理"):
            actions.complete(step, "accept", by=elsewhere, at=at(DAY))


class TestCopies:
    @pytest.fixture
    def copy(self, step, staff, officer) -> Assignment:
        return assignments.copy_to(step, person=staff["window"], by=officer, at=at(DAY))

    def test_copy_waits_to_be_read_and_delays_nothing(self, copy, examining, staff, officer):
        assert list(queries.copies_for(staff["window"])) == [copy]
        assert list(queries.copies_for(officer)) == []
        done(examining, "examine", officer, DAY, "accept")
        assert list(queries.copies_for(staff["window"])) == [copy]

    def test_read_copy_waits_no_longer(self, copy, staff):
        assignments.mark_read(copy, by=staff["window"], at=at("2024-03-05"))
        copy.refresh_from_db()
        assert (copy.state, copy.read_at) == (Assignment.State.DONE, at("2024-03-05"))
        assert list(queries.copies_for(staff["window"])) == []

    def test_it_is_read_once(self, copy, staff):
        assignments.mark_read(copy, by=staff["window"], at=at("2024-03-05"))
        with refused("已于2024年3月5日阅过"):
            assignments.mark_read(copy, by=staff["window"], at=at("2024-03-06"))

    def test_only_by_whom_it_was_sent_to(self, copy, officer):
        with refused("不是给您的"):
            assignments.mark_read(copy, by=officer, at=at(DAY))

    def test_what_is_to_be_handled_is_no_copy(self, step, officer):
        handled = assignments.claim(step, by=officer, at=at(DAY))
        with refused("不是给您的"):
            assignments.mark_read(handled, by=officer, at=at(DAY))

    def test_second_copy_is_refused_until_the_first_is_read(self, copy, step, staff, officer):
        with refused("已经抄送过林晓"):
            assignments.copy_to(step, person=staff["window"], by=officer, at=at(DAY))

    def test_copy_gives_no_right_to_act(self, copy, step, staff):
        with refused("由“经办”岗位办理"):
            actions.complete(step, "accept", by=staff["window"], at=at(DAY))

    def test_case_that_is_stopped_can_still_be_read(self, copy, examining, staff, officer):
        moves.stop(examining, reason="撤回申请", by=officer, at=at(DAY))
        assert list(queries.copies_for(staff["window"])) == [copy]


def test_supervised_step_stays_marked(step, officer):
    assignments.supervise(step, note="区长批示", by=officer, at=at(DAY))
    step.refresh_from_db()
    assert step.supervised_at == at(DAY)


def test_who_looks_after_an_organisation_may_urge_it(step, district):
    """The district oversees; a holder of the same post there who does not oversee may not."""
    overseer = employed("督查员", district, "督查", oversees=True)
    clerk = employed("科员", district, "督查")
    assignments.urge(step, note="请于今日办结", by=overseer, at=at(DAY))
    assert Record.objects.latest("seq").note == "催办：请于今日办结"
    with refused("没有岗位"):
        assignments.urge(step, note="请于今日办结", by=clerk, at=at(DAY))
