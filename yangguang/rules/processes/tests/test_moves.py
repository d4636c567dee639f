"""Irregular moves in the net alone: allowed is what the process can come to by itself, and nothing else."""

import re
from random import Random

import pytest

from yangguang.rules.problems import Refused
from yangguang.rules.processes import Process, load, moves, soundness
from yangguang.rules.processes.net import Marking, any_branch, completions, open_flows, starts
from yangguang.rules.processes.tests.petri import fired
from yangguang.rules.processes.tests.sketches import DISCLOSURE, TRIAL, Chance, drawn, marking, sketch

PROJECT = (
    "立项 > 用地规划 > +并联 > 消防审查 > +汇合 > 施工许可 > 办结",
    "+并联 > 施工图审查 > 人防审查 > +汇合",
    "+并联 > 供水 > +内 > 供电 > +内汇合 > +汇合",
    "+内 > 供气 > +内汇合",
)
"""Three parallel branches, one of which parts again."""


@pytest.fixture
def project() -> Process:
    return drawn(*PROJECT)


def to(process: Process, at: tuple[str, ...], step: str, target: str) -> moves.Move:
    (flow,) = marking(process, step)
    (node,) = (node.id for node in process.nodes.values() if node.name == target)
    return moves.to(process, marking(process, *at), flow, node)


def names(process: Process, tokens: frozenset[str]) -> list[str]:
    return sorted(process.node_at(flow).name for flow in tokens)


class TestWhere:
    def test_back_within_a_branch_nothing_else_is_cancelled(self, project):
        at = ("消防审查", "人防审查", "供水")
        move = to(project, at, "人防审查", "施工图审查")
        assert move.marking == marking(project, "消防审查", "施工图审查", "供水")
        assert names(project, move.cancelled) == ["人防审查"]
        assert {move.arrives} == marking(project, "施工图审查")

    def test_out_of_the_block_all_its_branches_are_cancelled(self, project):
        at = ("消防审查>汇合", "人防审查", "供电", "供气")
        move = to(project, at, "人防审查", "用地规划")
        assert move.marking == marking(project, "用地规划")
        assert move.cancelled == marking(project, *at)

    def test_out_of_the_inner_block_only_its_branches_are_cancelled(self, project):
        at = ("消防审查", "施工图审查", "供电", "供气>内汇合")
        move = to(project, at, "供电", "供水")
        assert move.marking == marking(project, "消防审查", "施工图审查", "供水")
        assert names(project, move.cancelled) == ["供电", "内汇合"]

    def test_forward_past_the_join_all_branches_are_cancelled(self, project):
        at = ("消防审查", "施工图审查", "供电", "供气")
        move = to(project, at, "供电", "施工许可")
        assert move.marking == marking(project, "施工许可")

    @pytest.mark.parametrize("target", ["消防审查", "人防审查", "供水", "供气"])
    @pytest.mark.parametrize("outside", ["用地规划", "施工许可"])
    def test_into_one_branch_from_outside_is_refused(self, project, outside, target):
        with pytest.raises(Refused, match=f"不能从“{outside}”转到“{target}”：流程中不会出现这种办理状态"):
            to(project, (outside,), outside, target)

    def test_from_one_branch_into_another_is_refused(self, project):
        with pytest.raises(Refused, match="不能从“消防审查”转到“施工图审查”"):
            to(project, ("消防审查", "人防审查", "供水"), "消防审查", "施工图审查")

    @pytest.mark.parametrize("target", ["n0", "并联", "nowhere", ""])
    def test_to_what_is_no_step_is_refused(self, project, target):
        (flow,) = at = marking(project, "用地规划")
        with pytest.raises(Refused, match="流程里没有这个步骤"):
            moves.to(project, at, flow, target)

    def test_not_in_a_net_too_wide_to_be_known(self):
        wide = drawn("收件 > 受理 > +分", *(f"+分 > 审查{n} > +合" for n in range(40)), "+合 > 办结")
        with pytest.raises(Refused, match="并行的分支过多，不能直接退回或跳转"):
            to(wide, tuple(f"审查{n}" for n in range(40)), "审查0", "受理")

    def test_destinations_are_the_steps_to_which_a_move_is_allowed(self, project):
        (flow,) = marking(project, "供电")
        at = marking(project, "消防审查", "施工图审查", "供电", "供气")
        found = {node.name: move for node, move in moves.destinations(project, at, flow)}
        assert set(found) == {"用地规划", "供水", "施工许可"}


class TestBeingAState:
    """A case that was stopped is resumed where it stood, if the edition it is to go on by knows such a state."""

    @pytest.mark.parametrize(
        "at",
        [
            (),
            ("用地规划",),
            ("消防审查", "人防审查", "供水"),
            ("消防审查>汇合", "施工图审查", "供气", "供电>内汇合"),
        ],
    )
    def test_what_the_process_comes_to_is_one(self, project, at):
        assert moves.is_state(project, marking(project, *at))

    @pytest.mark.parametrize(
        "at",
        [
            ("消防审查",),
            ("消防审查", "人防审查"),
            ("用地规划", "施工许可"),
            ("消防审查>汇合", "施工图审查", "供电>内汇合"),
        ],
    )
    def test_what_lacks_a_branch_or_has_one_too_many_is_none(self, project, at):
        assert not moves.is_state(project, marking(project, *at))


def reachable_by_petri_net(process: Process) -> set[Marking]:
    """Return all markings at rest, found by the second opinion."""
    first: Marking = frozenset(process.start.outgoing)
    known, waiting, resting = {first}, [first], set()
    while waiting:
        state = waiting.pop()
        following = list(fired(process, state))
        if all(node.is_step for node, _ in following):
            resting.add(state - {"over"})
        for _, after in following:
            if after not in known:
                known.add(after)
                waiting.append(after)
    return resting


NETS = {
    "project": drawn(*PROJECT),
    "disclosure": load(DISCLOSURE),
    "trial": load(TRIAL),
    **{f"by chance {seed}": Chance(seed).sound(7).process() for seed in range(12)},
}


@pytest.mark.parametrize("name", NETS)
def test_every_move_leads_to_a_known_state_and_cancels_the_fewest(name):
    """Every token of every state is moved to every step, as far as that is allowed."""
    process = NETS[name]
    known = reachable_by_petri_net(process)
    assert soundness.states(process) == known
    allowed = refused = 0
    for state in sorted(known, key=sorted):
        for flow in open_flows(process, state):
            for step in process.steps:
                possible = [
                    (len(state - kept), kept | {arrives})
                    for kept in subsets(state - {flow})
                    for arrives in step.incoming
                    if arrives not in kept and kept | {arrives} in known
                ]
                try:
                    move = moves.to(process, state, flow, step.id)
                except Refused:
                    refused += 1
                    assert possible == []
                    continue
                allowed += 1
                assert flow in move.cancelled <= state
                assert move.marking == state - move.cancelled | {move.arrives}
                assert move.arrives in step.incoming
                assert (len(move.cancelled), move.marking) in possible
                assert len(move.cancelled) == min(cancelled for cancelled, _ in possible)
    assert allowed
    assert refused or "parallelGateway" not in process.text


def subsets(tokens: Marking) -> list[Marking]:
    found: list[Marking] = [frozenset()]
    for token in sorted(tokens):
        found += [each | {token} for each in found]
    return found


def onward(process: Process, state: Marking, random: Random) -> Marking:
    """Do one of the open steps, with any outcome."""
    flow = random.choice(open_flows(process, state))
    return random.choice([moved.marking for moved in completions(process, state, flow, any_branch)])


def can_end(process: Process, state: Marking) -> bool:
    known, waiting = {state}, [state]
    while waiting:
        current = waiting.pop()
        if not current:
            return True
        for flow in open_flows(process, current):
            for moved in completions(process, current, flow, any_branch):
                if moved.marking not in known:
                    known.add(moved.marking)
                    waiting.append(moved.marking)
    return False


@pytest.mark.parametrize("name", NETS)
def test_a_case_sent_back_up_to_six_times_never_gets_stuck(name):
    """Twenty-five cases in each net, three hundred and more in all."""
    process, sent = NETS[name], 0
    for seed in range(25):
        random = Random(seed)
        state = next(starts(process, any_branch)).marking
        left = random.randint(1, 6)
        for _ in range(1000):
            if not state:
                break
            opened = open_flows(process, state)
            assert opened
            flow = random.choice(opened)
            ways = list(moves.destinations(process, state, flow))
            if left and ways and random.random() < 0.4:
                left -= 1
                sent += 1
                state = random.choice(ways)[1].marking
                assert can_end(process, state)
            else:
                state = onward(process, state, random)
        assert state == frozenset()
    assert sent >= 25


class TestMigration:
    """A new edition: what stands before a step that it still has goes on there."""

    OLD = sketch(*PROJECT)

    @pytest.fixture
    def states(self, project) -> frozenset[Marking]:
        """Return the states, which are 32 by hand.

        The branches may stand in 2, 3 and 5 places, but not all at the join; beside them are the step before,
        the step after, and the end.
        """
        found = soundness.states(project)
        assert len(found) == 2 * 3 * 5 - 1 + 3
        return found

    @pytest.mark.parametrize("kept", [None, ("人防审查", "人防复核"), ("人防复核", "+汇合")])
    def test_every_state_goes_on_when_a_step_is_renamed_and_one_is_put_in_before_the_join(
        self, project, states, kept
    ):
        """An editor may have kept the id of the old arrow for one of the two that took its place."""
        ways = [way.replace("人防审查 > +汇合", "人防审查 > 人防复核 > +汇合") for way in PROJECT]
        longer = sketch(*ways, like=self.OLD)
        text = longer.text().replace('name="用地规划"', 'name="用地规划许可"')
        if kept:
            new, old = longer.number(longer.flows.index(kept)), self.OLD.flows.index(("人防审查", "+汇合"))
            text = text.replace(f'id="f{new}"', f'id="f{old}"')
        edition = load(text)
        for state in states:
            goes_on = moves.migrated(project, edition, state)
            after = frozenset(goes_on.values())
            assert set(goes_on) == state
            assert places(edition, after) == places(project, state)
            assert moves.is_state(edition, after)
            assert can_end(edition, after)

    def test_states_in_a_step_that_is_gone_are_refused_by_its_name(self, project, states):
        edition = sketch(*(way.replace("人防审查 > ", "") for way in PROJECT), like=self.OLD).process()
        refused = self.refused(project, edition, states)
        assert refused == {
            state: "新版本里没有“人防审查”，停在这里的办件不能换到新版本。"
            for state in states
            if state >= marking(project, "人防审查")
        }
        assert len(refused) == 2 * 5

    def test_states_that_wait_for_a_branch_that_is_gone_are_refused(self, project, states):
        """Beside a branch that is gone a case has one token too many; what is outside of the block goes on."""
        edition = sketch(
            PROJECT[0].replace("消防审查", "施工图审查 > 人防审查"), *PROJECT[2:], like=self.OLD
        ).process()
        refused = self.refused(project, edition, states)
        said = {
            True: "新版本里没有“消防审查”，停在这里的办件不能换到新版本。",
            False: "新版本中不会出现这种办理状态，这些办件须按旧版本办完。",
        }
        inside = {state for state in states if len(state) > 1}
        assert refused == {state: said[state >= marking(project, "消防审查")] for state in inside}
        assert len(inside) == 29

    def test_case_that_is_over_stays_over(self, project):
        assert moves.migrated(project, load(TRIAL), frozenset()) == {}

    def test_step_that_is_now_of_another_kind_is_gone(self, project):
        text = self.OLD.text()
        old = re.search(r'<bpmn:userTask( [^>]*name="用地规划".*)userTask>', text)
        edition = load(text.replace(old[0], f"<bpmn:serviceTask{old[1]}serviceTask>"))
        with pytest.raises(Refused, match="没有“用地规划”"):
            moves.migrated(project, edition, marking(project, "用地规划"))

    def refused(self, old: Process, new: Process, states: frozenset[Marking]) -> dict[Marking, str]:
        """Return what is said of each state that does not go on; the others go on to a state of `new`."""
        found = {}
        for state in states:
            try:
                after = frozenset(moves.migrated(old, new, state).values())
            except Refused as reasons:
                found[state] = str(reasons)
            else:
                assert moves.is_state(new, after)
        return found


def places(process: Process, tokens: Marking) -> list[str]:
    return sorted(process.node_at(flow).id for flow in tokens)
