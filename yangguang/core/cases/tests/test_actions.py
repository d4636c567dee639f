"""Opening a case and completing its steps: each act done, and each reason for which it is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.core.cases import actions, assignments
from yangguang.core.cases.models import Assignment, Case, Step
from yangguang.core.cases.tests.trial import at, done, everything, marking, opened, refused, step_at
from yangguang.core.records import queries as records
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

pytestmark = pytest.mark.django_db


class TestOpening:
    def test_case_stands_at_its_first_step_and_its_term_runs(self, case, org):
        step = case.steps.get()
        assert (step.node, step.role, step.state) == ("register", "窗口", Step.State.OPEN)
        assert case.clocks.get().due_on == date(2024, 3, 29)
        assert Record.objects.get(kind="cases.opened").about == f"cases.case:{case.pk}"

    def test_numbers_are_given_by_organisation_and_year(self, trial, org, neighbour, staff):
        clerk = staff["window"]
        first, second = opened(org, clerk), opened(org, clerk)
        last_year, elsewhere = opened(org, clerk, "2023-06-01"), opened(neighbour, clerk)
        assert [case.number for case in (first, second, last_year, elsewhere)] == [
            "金湾审批trial〔2024〕0001号",
            "金湾审批trial〔2024〕0002号",
            "金湾审批trial〔2023〕0001号",
            "金湾水务trial〔2024〕0001号",
        ]

    def test_number_of_a_refused_case_is_given_again(self, trial, org, staff):
        with pytest.raises(Refused):
            opened(org, staff["window"], fields={"rooms": 3})
        assert opened(org, staff["window"]).number.endswith("0001号")

    def test_process_without_an_edition_in_force_is_refused(self, trial, org, staff):
        with refused("没有施行的版本"):
            opened(org, staff["window"], "2020-12-31")

    @pytest.mark.parametrize(
        ("fields", "word"),
        [({"rooms": 3}, "没有字段“rooms”"), ({"pages": "3"}, "页数"), ({"pages": True}, "页数")],
    )
    def test_field_otherwise_than_declared_is_refused(self, trial, org, staff, fields, word):
        with refused(word):
            opened(org, staff["window"], fields=fields)

    def test_sent_twice_is_one_case(self, trial, org, staff):
        first = opened(org, staff["window"], once="form-1")
        before = everything()
        assert opened(org, staff["window"], once="form-1") == first
        assert everything() == before


class TestCompleting:
    def test_case_goes_its_way_to_the_end(self, parallel, staff):
        assert marking(parallel) == {"f_water", "f_fire"}
        done(parallel, "water", staff["water"], "2024-03-05")
        assert marking(parallel) == {"f_water_done", "f_fire"}
        done(parallel, "fire", staff["fire"], "2024-03-06")
        done(parallel, "fire_check", staff["fire"], "2024-03-07")
        assert marking(parallel) == {"f_joined"}
        done(parallel, "answer", staff["window"], "2024-03-14", opinion="准予")
        parallel.refresh_from_db()
        assert (parallel.state, parallel.ending, parallel.closed_at) == ("ended", "end", at("2024-03-14"))
        assert not parallel.steps.filter(state__in=Step.LIVE).exists()
        assert [record.note for record in records.history_of(parallel)] == [
            "立案：三灶镇农贸市场",
            "登记",
            "审查：受理",
            "供水审查",
            "消防审查",
            "消防复核",
            "答复",
        ]
        assert [found for _, found in records.verify() if found] == []

    def test_step_says_who_did_it_when_and_why(self, examining, staff):
        step = done(examining, "examine", staff["officer"], "2024-03-04", "reject", opinion="不属本机关职权")
        step.refresh_from_db()
        assert (step.state, step.outcome, step.opinion) == ("done", "reject", "不属本机关职权")
        assert (step.done_by, step.done_by_name, step.closed_at) == (
            staff["officer"],
            "何平",
            at("2024-03-04"),
        )

    def test_step_counts_its_own_term_from_the_legal_day(self, case, staff):
        """Five working days after Monday 2024-03-04; 4 and 5 April are no part of it."""
        done(case, "register", staff["window"], "2024-03-05", on=date(2024, 3, 4))
        assert step_at(case, "examine").due_on == date(2024, 3, 11)

    def test_field_said_later_is_kept(self, case, staff):
        done(case, "register", staff["window"], "2024-03-01", fields={"pages": 31})
        case.refresh_from_db()
        assert case.fields == {"pages": 31}

    def test_a_second_clerk_is_told_who_was_first(self, examining, staff):
        seen = step_at(examining, "examine")
        done(examining, "examine", staff["officer"], "2024-03-04", "accept")
        with refused("已由何平办理", "2024年3月4日 10:00", "没有保存"):
            actions.complete(seen, "reject", by=staff["colleague"], at=at("2024-03-04", 11))

    def test_step_that_waits_for_another_branch_cannot_be_done(self, parallel, staff):
        done(parallel, "water", staff["water"], "2024-03-05")
        waiting = parallel.steps.get(state=Step.State.WAITING)
        with refused("正在等待其他并行环节"):
            actions.complete(waiting, by=staff["water"], at=at("2024-03-06"))

    def test_sent_twice_is_one_act(self, examining, staff):
        step = step_at(examining, "examine")
        given = {"by": staff["officer"], "at": at("2024-03-04"), "once": "form-2"}
        first = actions.complete(step, "accept", **given)
        before = everything()
        assert actions.complete(step, "accept", **given) == first
        assert everything() == before

    def test_key_of_another_act_is_refused(self, trial, org, staff):
        case = opened(org, staff["window"], once="form-1")
        with refused("已用于另一项操作"):
            done(case, "register", staff["window"], "2024-03-01", once="form-1")

    @pytest.mark.parametrize(
        ("outcome", "word"), [("", "请在“审查”的结果中选择"), ("lost", "受理、补正、征求意见、不予受理")]
    )
    def test_outcome_that_the_diagram_does_not_name_is_refused(self, examining, staff, outcome, word):
        with refused(word):
            done(examining, "examine", staff["officer"], "2024-03-04", outcome)

    def test_outcome_of_a_step_without_outcomes_is_refused(self, case, staff):
        with refused("“登记”没有可选的结果"):
            done(case, "register", staff["window"], "2024-03-01", "accept")

    def test_what_only_time_brings_about_nobody_can_choose(self, examining, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        with refused("已补正"):
            done(examining, "fix", staff["officer"], "2024-03-05", "gone")

    def test_all_that_is_wrong_is_said_at_once(self, examining, staff):
        with refused("请在“审查”的结果中选择", "没有字段“rooms”"):
            done(examining, "examine", staff["officer"], "2024-03-04", fields={"rooms": 1})

    def test_holder_of_another_post_is_told_whose_it_is(self, examining, staff):
        with refused("由“经办”岗位办理", "您不在该岗位"):
            done(examining, "examine", staff["window"], "2024-03-04", "accept")

    def test_same_post_in_another_organisation_is_no_right(self, examining, stranger):
        with refused("由“经办”岗位办理"):
            done(examining, "examine", stranger, "2024-03-04", "accept")

    def test_post_that_ended_is_no_right(self, examining, staff):
        staff["officer"].posts.update(until=date(2024, 3, 4))
        with refused("您不在该岗位"):
            done(examining, "examine", staff["officer"], "2024-03-04", "accept")

    def test_anybody_of_the_office_enters_what_came_from_outside(self, examining, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        done(examining, "fix", staff["window"], "2024-03-06", "fixed")
        assert marking(examining) == {"f_fixed"}

    def test_anybody_of_another_office_does_not(self, examining, staff, stranger):
        done(examining, "examine", staff["officer"], "2024-03-04", "unclear")
        with refused("由“申请人”岗位办理"):
            done(examining, "fix", stranger, "2024-03-06", "fixed")

    def test_done_step_leaves_nobody_with_something_to_do(self, examining, staff):
        assignments.claim(step_at(examining, "examine"), by=staff["officer"], at=at("2024-03-04"))
        done(examining, "examine", staff["officer"], "2024-03-04", "accept")
        assert Assignment.objects.get().state == Assignment.State.DONE


class TestExtending:
    def extend(self, case, staff, day="2024-03-28", workdays=20, **given):
        approved = {"approved_by": staff["first"]} | given
        return actions.extend_clock(
            case, "reply", workdays=workdays, by=staff["officer"], at=at(day), **approved
        )

    def test_term_ends_as_many_working_days_later(self, examining, staff):
        """Twenty working days after 2024-03-29, with 清明节 on 4 and 5 April and work on Sunday the 7th."""
        row = self.extend(examining, staff)
        assert row.due_on == date(2024, 4, 28)
        assert "延长20个工作日" in Record.objects.get(kind="cases.extended").note

    def test_second_extension_is_refused(self, examining, staff):
        self.extend(examining, staff, workdays=5)
        with refused("只能延长一次"):
            self.extend(examining, staff, workdays=5)

    @pytest.mark.parametrize(
        ("given", "word"),
        [
            ({"workdays": 21}, "请改正延长的天数"),
            ({"workdays": 0}, "请改正延长的天数"),
            ({"approved_by": None}, "须先经负责人同意"),
            ({"day": "2024-03-30"}, "已于2024-03-29届满"),
        ],
    )
    def test_what_the_law_does_not_allow_is_refused(self, examining, staff, given, word):
        with refused(word):
            self.extend(examining, staff, **given)

    def test_term_that_is_over_is_not_extended(self, examining, staff):
        done(examining, "examine", staff["officer"], "2024-03-04", "reject")
        done(examining, "answer", staff["window"], "2024-03-05")
        with refused("没有在计算"):
            self.extend(examining, staff, "2024-03-06")

    def test_term_that_has_not_begun_is_not_extended(self, examining, staff):
        with refused("没有在计算"):
            actions.extend_clock(
                examining,
                "notice",
                workdays=1,
                approved_by=staff["first"],
                by=staff["officer"],
                at=at("2024-03-04"),
            )


@pytest.mark.parametrize(
    "values",
    [
        {"state": "ended"},
        {"closed_at": at("2024-03-02")},
        {"state": "ended", "closed_at": at("2024-03-02")},
        {"state": "stopped", "closed_at": at("2024-03-02"), "ending": "end"},
    ],
)
def test_database_keeps_no_case_that_is_half_over(case, values):
    with pytest.raises(IntegrityError, match="case_closed_when_over"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)
