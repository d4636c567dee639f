"""The longest way of a clock, added up by hand; a promise that the steps do not keep names the step to shorten."""

from datetime import date

import pytest

from yangguang.rules.processes import Process, load
from yangguang.rules.processes.critical_path import CriticalPath, broken_promises, critical_path
from yangguang.rules.processes.tests.sketches import DISCLOSURE, TRIAL, sketch

ON = date(2024, 3, 1)
PROJECT = (
    "立项 > 用地规划 > +联审 > 施工图联审 > +审毕 > 施工许可 > 施工（企业自理） > +验收",
    "+验收 > 供水供电 > +验毕 > 竣工备案 > 办结",
    "+联审 > 消防审查 > +审毕",
    "+联审 > 人防审查 > 绿化审查 > +审毕",
    "+验收 > 规划核实 > +验毕",
)
"""An industrial project in thirteen working days, while the company builds at its own pace."""

DAYS = {
    "用地规划": 2, "施工图联审": 4, "消防审查": 3, "人防审查": 1, "绿化审查": 2, "施工许可": 2,
    "供水供电": 4, "规划核实": 3, "竣工备案": 1,
}  # fmt: skip


def project(*more: str, promise: int = 13, clock: str = "", **changed: int) -> Process:
    net = sketch(*PROJECT, *more, limits=DAYS | changed)
    pause, stop = net.id("施工（企业自理）"), net.id("竣工备案")
    clock = clock or f'stop="{stop}" pauseWhile="{pause}"'
    net.terms = (
        f'<yg:clock key="approval" name="审批时限" days="20" law="约定" {clock}/>'
        f'<yg:promise clock="approval" days="{promise}"/>'
    )
    return net.process()


def path(process: Process, key: str = "approval", on: date = ON) -> CriticalPath:
    return critical_path(process, process.clocks[key], on)


def names(nodes) -> set[str]:
    return {node.name for node in nodes}


class TestThirteenDays:
    def test_longest_way_is_thirteen_working_days(self):
        found = path(project())
        assert str(found) == "13 = 2+4+2+4+1"
        assert [step.name for step, _ in found.steps] == [
            "用地规划", "施工图联审", "施工许可", "供水供电", "竣工备案",
        ]  # fmt: skip

    def test_days_of_the_company_are_not_counted_and_are_named(self):
        found = path(project(**{"施工（企业自理）": 300}))
        assert found.total == 13
        assert names(found.uncounted) == {"施工（企业自理）"}
        assert found.unlimited == ()
        assert found.loops == ()

    def test_promise_of_thirteen_is_kept(self):
        assert broken_promises(project(promise=13), ON) == []

    def test_promise_of_twelve_names_the_step_to_shorten(self):
        text = project(promise=12).text
        line = next(number for number, each in enumerate(text.split("\n"), 1) if "<yg:clock" in each)
        (problem,) = broken_promises(load(text), ON)
        assert str(problem) == (
            f"第{line}行：时限“审批时限”承诺12，各步骤合计 13 = 2+4+2+4+1；请先缩短“施工图联审”（4）。"
        )

    def test_shortening_that_step_keeps_the_promise(self):
        assert broken_promises(project(promise=12, 施工图联审=3), ON) == []

    def test_shortening_it_further_does_not_help_while_another_branch_is_as_long(self):
        assert path(project(施工图联审=1)).total == 12

    @pytest.mark.parametrize(
        ("step", "days", "total"), [("消防审查", 4, 13), ("消防审查", 6, 15), ("绿化审查", 9, 19)]
    )
    def test_slowest_of_the_branches_counts(self, step, days, total):
        assert path(project(**{step: days})).total == total

    def test_no_promise_is_none_to_break(self):
        process = load(project(promise=1).text.replace('<yg:promise clock="approval" days="1"/>', ""))
        assert broken_promises(process, ON) == []


class TestWhatIsListedBesideTheSum:
    def test_steps_without_a_limit(self):
        found = path(project("+联审 > 环评 > +审毕"))
        assert (found.total, names(found.unlimited)) == (13, {"环评"})

    def test_steps_with_a_limit_in_another_unit(self):
        """Forty calendar days are no number of working days; left out in silence they would prove any promise."""
        text = project("+联审 > 环评 > +审毕", 环评=40).text
        found = path(load(text.replace('limit="40"', 'limit="40" unit="day"')))
        assert (found.total, names(found.unlimited)) == (13, {"环评"})

    def test_places_from_which_it_goes_back(self):
        again = sketch(
            "立项 > 施工图联审 > ?通过 > 施工许可 > 办结", "?通过 > 修改 > 施工图联审",
            limits=DAYS | {"修改": 9}, terms='<yg:clock key="approval" days="20" law="约定"/>',
        )  # fmt: skip
        found = path(again.process())
        assert found.total == 4 + 9
        assert names(found.loops) == {"修改"}

    def test_of_steps_before_the_clock_starts_and_after_it_stops_none(self):
        net = sketch("收件 > 预审 > 受理 > 审查 > 送达 > 归档 > 办结")
        net.limits = {"预审": 30, "受理": 30, "审查": 5, "归档": 30}
        net.terms = (
            '<yg:clock key="approval" days="20" law="约定"'
            f' start="{net.id("受理")}" stop="{net.id("送达")}"/>'
        )
        found = path(net.process())
        assert (str(found), names(found.unlimited)) == ("5 = 5", {"送达"})

    def test_of_the_disclosure_process_every_step_of_the_office(self):
        """The law gives the answer as a whole twenty days, and no step of the office a number of its own."""
        found = path(load(DISCLOSURE), "reply")
        assert str(found) == "0"
        assert names(found.unlimited) == {
            "审查申请", "说明申请理由", "判断理由是否合理", "检索并提出意见", "拟写答复",
            "保密审查和合法性审核", "签发答复书", "送达答复书", "告知不再处理",
        }  # fmt: skip
        assert names(found.uncounted) == {
            "补正申请", "缴纳信息处理费", "第三方提出意见", "其他机关提出意见",
        }  # fmt: skip


class TestWhereItStops:
    def net(self, stop: str) -> Process:
        net = sketch("收件 > 审查 > ?去向 > 复核 > 办结", "?去向 > 退件", limits={"审查": 5, "复核": 7})
        stop = stop.replace("审查", net.id("审查")).replace("复核", net.id("复核"))
        net.terms = f'<yg:clock key="approval" days="20" law="约定" stop="{stop}"/>'
        return net.process()

    def test_with_any_outcome(self):
        assert path(self.net("审查 复核")).total == 5

    def test_with_one_outcome_it_goes_on_after_the_others(self):
        """Flow 4 leads to 退件; what is not sent back is still to be checked."""
        assert path(self.net("审查:to4 复核")).total == 5 + 7

    def test_with_each_of_its_outcomes(self):
        assert path(self.net("审查:to2 审查:to4")).total == 5

    def test_without_a_stop_at_the_end(self):
        assert path(self.net("")).total == 5 + 7


def test_limits_are_those_in_force_on_the_day():
    """The reply was due in 15 working days until 14 May 2019, and is in 20 since (条例第三十三条)."""
    text = TRIAL.replace('<yg:step limit="5" law="约定"/>', '<yg:step term="disclosure.reply"/>')
    assert path(load(text), "reply", date(2019, 5, 14)).total == 15
    assert path(load(text), "reply", date(2019, 5, 15)).total == 20
