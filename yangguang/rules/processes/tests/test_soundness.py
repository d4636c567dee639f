"""A process that may be published always comes to a proper end; what keeps another from it is named."""

from collections.abc import Iterator

import pytest

from yangguang.rules.problems import Refused
from yangguang.rules.processes import Process, load, soundness
from yangguang.rules.processes.reduction import is_plainly_sound
from yangguang.rules.processes.tests.petri import is_sound
from yangguang.rules.processes.tests.sketches import (
    DISCLOSURE,
    SIGNING,
    TRIAL,
    Chance,
    Sketch,
    line_of,
    marking,
    sketch,
)

SOUND = {
    "nothing but steps in a row": sketch("收件 > 受理 > 审查 > 办结"),
    "two branches of which one is taken": sketch("收件 > 审查 > ?准予 > 发证 > 办结", "?准予 > 退件 > 办结"),
    "two ends of which one is reached": sketch("收件 > 审查 > ?准予 > 发证 > 办结", "?准予 > 退件"),
    "branches side by side": sketch("收件 > +分 > 供水 > +合 > 办结", "+分 > 供电 > +合"),
    "a branch side by side with nothing": sketch("收件 > +分 > 供水 > +合 > 办结", "+分 > +合"),
    "a step that may be done again": sketch("收件 > 补正 > ?齐全 > 受理 > 办结", "?齐全 > 补正"),
    "branches side by side that may be done again": sketch(
        "收件 > ?再来 > +分 > 供水 > +合 > 核对 > ?通过 > 办结", "+分 > 供电 > +合", "?通过 > ?再来"
    ),
    "a loop in which one of two branches is empty": sketch(
        "收件 > ?再来 > +分 > 供水 > +合 > ?通过 > 办结", "+分 > +合", "?通过 > ?再来"
    ),
    "branches side by side that are not well nested": sketch(
        "收件 > +一 > 甲 > +二 > 丙 > +四 > 办结", "+一 > 乙 > +三 > +四", "+二 > +三"
    ),
    "branches side by side that each of two choices leads to": sketch(
        "收件 > 审查 > ?新办 > +一 > 甲 > ?三 > 供水 > +合 > 办结", "+一 > 乙 > ?四 > 供电 > +合",
        "?新办 > +二 > 丙 > ?三", "+二 > 丁 > ?四",
    ),
    "a gateway that joins and parts at once": sketch(
        "收件 > +一 > 甲 > +二 > 丙 > +三 > 办结", "+一 > 乙 > +二 > 丁 > +三"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_sound_net_has_no_problem(name):
    assert soundness.problems(SOUND[name].process()) == []


@pytest.mark.parametrize("text", [DISCLOSURE, TRIAL, SIGNING])
def test_processes_in_use_are_sound(text):
    assert soundness.problems(load(text)) == []


WRONG = {
    "deadlock": (
        sketch("收件 > 审查 > ?去向 > 供水 > +汇合 > 办结", "?去向 > 供电 > +汇合"),
        'name="汇合"', "死锁：停在“汇合”，它等待的分支有时不会到来。",
    ),
    "deadlock on the way round a loop": (
        sketch("收件 > +分 > 供水 > +合 > 核对 > ?通过 > 办结", "+分 > 供电 > +合", "?通过 > 供水"),
        'name="合"', "死锁：停在“合”",
    ),
    "branches that are not joined": (
        sketch("收件 > +分 > 供水 > 发证 > 办结", "+分 > 供电 > 发证"),
        'id="f5"', "从“供电”到“发证”会重复到达，前面的并行分支缺少并行汇合。",
    ),
    "branches that come together at an exclusive gateway": (
        sketch("收件 > +分 > 供水 > ?合 > 发证 > 办结", "+分 > 供电 > ?合"),
        'id="f3"', "从“合”到“发证”会重复到达",
    ),
    "endless loop": (
        sketch("收件 > 受理 > ?去向 > 办结", "?去向 > 复核 > 会商 > 复核"),
        'name="复核"', "存在无法走到结束的循环：进入“复核”后再也不能办结。",
    ),
    "loop of gateways alone": (
        sketch("收件 > 受理 > ?一 > ?二 > 办结", "?二 > ?一"),
        'name="一"', "网关“一”处有一个没有任何步骤的循环。",
    ),
    "loop of gateways alone beside a branch with a step": (
        sketch("收件 > 受理 > ?一 > 审查 > ?二 > 办结", "?一 > ?二", "?二 > ?一"),
        'name="一"', "网关“一”处有一个没有任何步骤的循环。",
    ),
    "loop of gateways alone through parallel ones": (
        sketch("收件 > ?一 > +分 > +合 > ?二 > 受理 > 办结", "+分 > +合", "?二 > ?一"),
        'name="一"', "网关“一”处有一个没有任何步骤的循环。",
    ),
    "early end": (
        sketch("收件 > 受理 > +分 > 供水 > 办结", "+分 > 供电 > 归档 > 备案"),
        'name="办结"', "到达结束“办结”时还有并行的步骤没有办完，请先汇合。",
    ),
    "end that is reached before the first step": (
        sketch("收件 > +分 > 供水 > 办结", "+分 > 撤回"),
        'name="撤回"', "到达结束“撤回”时还有并行的步骤没有办完，请先汇合。",
    ),
    "step that is never reached": (
        sketch("收件 > 受理 > ?齐全 > 办结", "复查 > 通知 > 复查"),
        'name="复查"', "步骤“复查”永远走不到。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_problem_names_the_element_and_its_line(name):
    net, element, said = WRONG[name]
    text = net.text()
    first, *_ = found = [str(problem) for problem in soundness.problems(load(text))]
    assert first.startswith(f"第{line_of(text, element)}行：{said.rstrip('。')}"), found


@pytest.mark.parametrize("name", [name for name in WRONG if name != "step that is never reached"])
def test_what_is_wrong_in_one_way_is_told_once(name):
    assert len(soundness.problems(WRONG[name][0].process())) == 1


def test_each_step_that_is_never_reached_is_told():
    found = soundness.problems(WRONG["step that is never reached"][0].process())
    assert [str(problem).partition("：")[2] for problem in found] == [
        "步骤“复查”永远走不到。",
        "步骤“通知”永远走不到。",
    ]


def test_nameless_gateway_is_called_by_its_kind():
    text = WRONG["deadlock"][0].text().replace('name="汇合"', "")
    (problem,) = soundness.problems(load(text))
    assert "停在“并行网关”" in str(problem)


def side_by_side(width: int, *more: str, length: int = 1) -> Sketch:
    """Return a net of `width` branches of `length` steps each, beside which other ways may be drawn."""
    ways = [f"+分 > {' > '.join(f'审查{way}之{n}' for n in range(length))} > +合" for way in range(width)]
    return sketch("收件 > +分", "+合 > 办结", *ways, *more)


class TestWideNets:
    def test_forty_branches_are_sound(self):
        """Walked through, they would have more than a million million states."""
        assert soundness.problems(side_by_side(40, length=2).process()) == []

    def test_forty_branches_with_loops_and_choices_are_sound(self):
        net = side_by_side(40)
        for way in range(40):
            step = f"审查{way}之0"
            net.flows.remove((step, "+合"))
            net.flows += [(step, f"?对{way}"), (f"?对{way}", "+合"), (f"?对{way}", step)]
        assert soundness.problems(net.process()) == []

    def test_one_wrong_branch_among_forty_is_not_taken_for_sound(self):
        """The last branch may go past the join, so that the join waits for ever."""
        net = side_by_side(40)
        net.flows.remove(("审查39之0", "+合"))
        net.flows += [("审查39之0", "?对"), ("?对", "+合"), ("?对", "撤回")]
        assert soundness.problems(net.process()) != []

    def test_what_is_too_wide_to_be_proved_is_not_taken_for_sound(self):
        """Two choices that lead into the same branches do not reduce; 2 to the 15th are more than 20000 states."""
        net = side_by_side(
            15, "+分 > 审查 > ?新办 > +一 > 甲 > ?三 > 供水 > +合", "+一 > 乙 > ?四 > 供电 > +合",
            "?新办 > +二 > 丙 > ?三", "+二 > 丁 > ?四",
        )  # fmt: skip
        (problem,) = soundness.problems(net.process())
        assert str(problem) == (
            "并行分支过多（超过20000种办理状态），无法证明流程能够办结，请减少同时进行的分支。"
        )


class TestStates:
    def test_every_state_is_counted_by_hand(self):
        """Two branches of one and two steps, before and after one step; each branch waits at the join."""
        process = sketch(
            "收件 > 受理 > +分 > 供水 > +合 > 发证 > 办结", "+分 > 消防 > 消防复核 > +合"
        ).process()
        assert soundness.states(process) == {
            marking(process, *names)
            for names in [
                ["受理"], ["供水", "消防"], ["供水>合", "消防"], ["供水", "消防复核"], ["供水>合", "消防复核"],
                ["供水", "消防复核>合"], ["发证"], [],
            ]
        }  # fmt: skip

    def test_none_are_given_when_there_are_more_than_asked_for(self):
        process = side_by_side(4).process()
        assert len(soundness.states(process, at_most=16)) == 16  # each branch open or done: 2 to the 4th
        assert soundness.states(process, at_most=15) is None

    def test_forty_branches_that_may_each_be_left_out_are_too_many_at_once(self):
        """The case may come to 2 to the 40th states by its very first move; it is enough to see the first of them."""
        ways = [f"+分 > ?要{n} > 审查{n} > ?好{n} > +合" for n in range(40)]
        process = sketch(
            "收件 > +分", "+合 > 办结", *ways, *(f"?要{n} > ?好{n}" for n in range(40))
        ).process()
        assert soundness.problems(process) == []
        assert soundness.states(process) is None


def many(count: int, *, seed: int) -> Iterator[Process]:
    """Yield nets drawn by chance: one in three as it was drawn, the others changed."""
    number = 0
    while count:
        number += 1
        chance = Chance(seed * 1_000_000 + number)
        net = chance.sound(plain=False) if number % 3 == 0 else chance.mutated()
        try:
            process = net.process()
        except Refused:
            continue
        yield process
        count -= 1


@pytest.mark.parametrize("name", SOUND)
def test_second_opinion_takes_sound_nets_for_sound(name):
    assert is_sound(SOUND[name].process())


@pytest.mark.parametrize("name", WRONG)
def test_second_opinion_takes_wrong_nets_for_wrong(name):
    assert not is_sound(WRONG[name][0].process())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_reduction_walk_and_second_opinion_agree(seed):
    told = {True: 0, False: 0}
    for process in many(100, seed=seed):
        expected = is_sound(process)
        told[expected] += 1
        assert (soundness.problems(process) == []) is expected, process.text
        assert (list(soundness.walked(process)) == []) is expected, process.text
        assert expected or not is_plainly_sound(process), process.text
    assert min(told.values()) >= 25
