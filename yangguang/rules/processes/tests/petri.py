"""A second opinion: the same file as a Petri net that goes through one gateway at a time, written for the tests."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from yangguang.rules.processes import Process
from yangguang.rules.processes.definition import Node, NodeKind

State = frozenset[str]


class Unsafe(Exception):
    pass


def fired(process: Process, state: State) -> Iterator[tuple[Node, State]]:
    """Yield what can happen next: each node by itself, and the tokens afterwards."""
    for node in process.nodes.values():
        into = [flow for flow in node.incoming if flow in state]
        ready = [{flow} for flow in into]
        if node.kind is NodeKind.PARALLEL:
            ready = [set(into)] if into and len(into) == len(node.incoming) else []
        given = [set(node.outgoing)]
        if node.kind is NodeKind.EXCLUSIVE:
            given = [{flow} for flow in node.outgoing]
        if node.kind is NodeKind.END:
            given = [{"over"}]
        for taken in ready:
            for each in given:
                if each & (state - taken):
                    raise Unsafe
                yield node, frozenset(state - taken | each)


def is_sound(process: Process) -> bool:
    """Whether the net is sound as a workflow net, is safe, and never goes on for ever without a step."""
    waiting: list[State] = [frozenset(process.start.outgoing)]
    before: dict[State, set[State]] = {waiting[0]: set()}
    passed: dict[State, set[State]] = defaultdict(set)
    done: set[str] = set()
    try:
        while waiting:
            state = waiting.pop()
            for node, after in fired(process, state):
                if node.is_step:
                    done.add(node.id)
                else:
                    passed[state].add(after)
                if after not in before:
                    before[after] = set()
                    waiting.append(after)
                before[after].add(state)
    except Unsafe:
        return False
    over: State = frozenset({"over"})
    if any("over" in state and state != over for state in before) or over not in before:
        return False
    ending, found = {over}, [over]
    while found:
        more = before[found.pop()] - ending
        ending |= more
        found += more
    every_step = {node.id for node in process.steps}
    return ending == set(before) and done == every_step and not goes_round(passed)


def goes_round(following: dict[State, set[State]]) -> bool:
    left = {state: set(after) for state, after in following.items()}
    while ready := [state for state, after in left.items() if not after & left.keys()]:
        for state in ready:
            del left[state]
    return bool(left)


class PetriCase:
    """One case of a net of `sketches`, whose branches are told apart by the numbers of their flows."""

    def __init__(self, process: Process, fields: Mapping[str, object]) -> None:
        self.process, self.fields = process, fields
        self.state: State = frozenset(process.start.outgoing)
        self._settle("")

    @property
    def is_over(self) -> bool:
        return self.state == {"over"}

    def open(self) -> list[str]:
        return sorted(node.id for node in self.process.steps for flow in node.incoming if flow in self.state)

    def complete(self, node: str, outcome: str) -> None:
        (self.state,) = (after for each, after in fired(self.process, self.state) if each.id == node)
        self._settle(outcome)

    def _settle(self, outcome: str) -> None:
        while after := next(self._passed(outcome), None):
            self.state = after

    def _passed(self, outcome: str) -> Iterator[State]:
        for node, after in fired(self.process, self.state):
            chosen = node.kind is not NodeKind.EXCLUSIVE or self._branch(node, outcome) in after - self.state
            if chosen and not node.is_step:
                yield after

    def _branch(self, node: Node, outcome: str) -> str:
        asked = self.fields.get(f"way_{node.id}", outcome.removeprefix("to"))
        return f"f{asked}" if f"f{asked}" in node.outgoing else node.outgoing[0]
