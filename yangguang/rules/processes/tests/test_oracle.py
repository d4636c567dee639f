"""Every step taken side by side with SpiffWorkflow, an engine by others, which reads the same file.

Its joins do not yet count the tokens of each round of a loop apart: in the second round they may go on before
the last branch has come. Parallel branches within loops are therefore gone through beside a plain Petri net.
"""

from collections.abc import Mapping
from random import Random

import pytest
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.defaults import EndEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from yangguang.rules.processes import Process, load, net
from yangguang.rules.processes.tests.petri import PetriCase
from yangguang.rules.processes.tests.sketches import DISCLOSURE, SIGNING, TRIAL, Chance, marking, sketch

FIELD_VALUES = {"bool": (False, True), "int": (0, 1)}
MOST_STEPS = 1000
"""How long a way may be; loops are left by chance."""


class Ours:
    def __init__(self, process: Process, fields: Mapping[str, object]) -> None:
        self.process, self.fields = process, fields
        moved = net.start(process, fields)
        self.marking, self.ends = moved.marking, [*moved.ends]

    def open(self) -> list[str]:
        return sorted(self.process.node_at(flow).id for flow in net.open_flows(self.process, self.marking))

    def complete(self, node: str, outcome: str) -> None:
        (flow,) = (
            flow
            for flow in net.open_flows(self.process, self.marking)
            if self.process.node_at(flow).id == node
        )
        moved = net.complete(self.process, self.marking, flow, outcome, self.fields)
        self.marking = moved.marking
        self.ends += moved.ends


class Theirs:
    def __init__(self, process: Process, fields: Mapping[str, object]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(process.text.encode())
        self.workflow = BpmnWorkflow(parser.get_spec(process.key))
        # their conditions are Python, in which `true` is a name like any other
        self.workflow.task_tree.data.update({**fields, "true": True, "false": False})
        self.workflow.do_engine_steps()

    def open(self) -> list[str]:
        return sorted(str(task.task_spec.bpmn_id) for task in self._ready())

    def complete(self, node: str, outcome: str) -> None:
        (task,) = (task for task in self._ready() if task.task_spec.bpmn_id == node)
        task.data["outcome"] = outcome
        task.run()
        self.workflow.do_engine_steps()

    def _ready(self):
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)

    @property
    def is_over(self) -> bool:
        return self.workflow.is_completed()

    @property
    def ends(self) -> list[str]:
        done = self.workflow.get_tasks(state=TaskState.COMPLETED)
        return [str(task.task_spec.bpmn_id) for task in done if isinstance(task.task_spec, EndEvent)]


def fields_by_chance(process: Process, random: Random) -> dict[str, object]:
    """Return a value for each field; a number is often one that a condition asks for."""
    asked = {name: list(FIELD_VALUES[field.type]) for name, field in process.fields.items()}
    for flow in process.flows.values():
        if flow.condition and flow.condition.name in asked:
            asked[flow.condition.name].append(flow.condition.value)
    return {name: random.choice(values) for name, values in asked.items()}


def in_lock_step(process: Process, random: Random, other: type[Theirs] | type[PetriCase]) -> list[str]:
    """Take two engines through one case, in any order and with any outcome; return the steps that were done."""
    fields = fields_by_chance(process, random)
    ours, theirs = Ours(process, fields), other(process, fields)
    done: list[str] = []
    while opened := ours.open():
        assert theirs.open() == opened, (fields, done)
        assert len(done) < MOST_STEPS
        node = random.choice(opened)
        outcomes = [outcome.key for outcome in process.nodes[node].outcomes]
        outcome = random.choice(outcomes) if outcomes else ""
        ours.complete(node, outcome)
        theirs.complete(node, outcome)
        done.append(f"{node} {outcome}")
    assert theirs.open() == []
    assert theirs.is_over
    assert ours.marking == frozenset()
    assert len(ours.ends) == 1
    if isinstance(theirs, Theirs):
        assert ours.ends == theirs.ends, (fields, done)
    return done


def steps_of(done: list[str]) -> set[str]:
    return {each.split()[0] for each in done}


@pytest.mark.parametrize("text", [DISCLOSURE, TRIAL, SIGNING], ids=["disclosure", "trial", "signing"])
def test_processes_in_use_go_as_the_other_engine_says(text):
    process, random = load(text), Random(20190515)
    visited = set().union(*(steps_of(in_lock_step(process, random, Theirs)) for _ in range(60)))
    assert visited == {step.id for step in process.steps}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_processes_drawn_by_chance_go_as_the_other_engine_says(part):
    """A hundred and twenty nets with choices, loops and parallel branches, each gone through twice."""
    parallel = looped = 0
    for number in range(30):
        seed = part * 1000 + number
        process = Chance(seed).sound(parallel_in_loops=False).process()
        for way in range(2):
            done = in_lock_step(process, Random(seed + way), Theirs)
            looped += len(done) > len(steps_of(done))
        parallel += "parallelGateway" in process.text
    assert parallel >= 10
    assert looped >= 3


@pytest.mark.slow
def test_parallel_branches_in_loops_go_as_a_petri_net_says():
    rounds = 0
    for seed in range(200):
        process = Chance(seed).sound(12).process()
        done = in_lock_step(process, Random(seed), PetriCase)
        again = {each for each in steps_of(done) if [step.split()[0] for step in done].count(each) > 1}
        rounds += "parallelGateway" in process.text and bool(again)
    assert rounds >= 30


def test_end_that_is_reached_on_the_way_to_a_join_is_told():
    """The soundness of a net is proved from the ends that a move tells."""
    process = sketch(
        "收件 > +分 > 供水 > +再 > 撤回", "+再 > +合 > 发证 > 办结", "+分 > 供电 > +合"
    ).process()
    at = marking(process, "供水", "供电>合")
    moved = net.complete(process, at, *marking(process, "供水"), "", {})
    assert [process.nodes[end].name for end in moved.ends] == ["撤回"]
    assert moved.marking == marking(process, "发证")


def test_both_wait_at_a_join_for_the_last_branch():
    process = sketch("收件 > +分 > 供水 > +合 > 发证 > 办结", "+分 > 供电 > +合").process()
    ids = {node.name: node.id for node in process.nodes.values()}
    for engine in (Ours(process, {}), Theirs(process, {})):
        assert engine.open() == sorted([ids["供水"], ids["供电"]])
        engine.complete(ids["供电"], "")
        assert engine.open() == [ids["供水"]]
        engine.complete(ids["供水"], "")
        assert engine.open() == [ids["发证"]]
        engine.complete(ids["发证"], "")
        assert engine.ends == [ids["办结"]]
