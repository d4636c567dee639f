"""The net of a process: where its tokens may stand, and how they move.

A marking is the set of flows on which tokens rest: before a step that is to be done, or before a join that
waits for others. Gateways hold no tokens; a token passes them at once. The case is over when none is left.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .definition import Node, NodeKind, Process

Marking = frozenset[str]
Choice = Callable[[Node], tuple[str, ...]]
"""Which flows out of an exclusive gateway may be taken: one when a case runs, all when a net is checked."""

Token = tuple[str, tuple[str, ...]]
"""A token under way: the flow it is on, and the gateways it passed since its last step."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the tokens rest after a move, and the ends that were reached on the way."""

    marking: Marking
    ends: tuple[str, ...] = ()


class TwoTokens(Exception):
    """A second token came to where one rests already: branches were not joined (缺少并行汇合)."""

    def __init__(self, flow: str) -> None:
        super().__init__(flow)
        self.flow = flow


class EndlessGateways(Exception):
    """A token passes from gateway to gateway and never comes to a step."""


def start(process: Process, fields: Mapping[str, object]) -> Moved:
    """Return where the first tokens of a case rest."""
    return next(starts(process, _chosen(process, "", fields)))


def complete(
    process: Process, marking: Marking, flow: str, outcome: str, fields: Mapping[str, object]
) -> Moved:
    """Return where the tokens rest after the step before which the token on `flow` stands was done."""
    return next(completions(process, marking, flow, _chosen(process, outcome, fields)))


def open_flows(process: Process, marking: Marking) -> tuple[str, ...]:
    """Return the tokens that stand before a step; the others wait before a join."""
    return tuple(flow for flow in sorted(marking) if process.node_at(flow).is_step)


def starts(process: Process, choose: Choice) -> Iterator[Moved]:
    """Yield where the first tokens may rest, for every choice at a gateway."""
    yield from _moves(
        process, Moved(frozenset()), tuple((flow, ()) for flow in process.start.outgoing), choose
    )


def completions(process: Process, marking: Marking, flow: str, choose: Choice) -> Iterator[Moved]:
    """Yield where the tokens may rest after a step, for every choice at a gateway."""
    step = process.node_at(flow)
    yield from _moves(process, Moved(marking - {flow}), tuple((out, ()) for out in step.outgoing), choose)


def any_branch(node: Node) -> tuple[str, ...]:
    """Take every branch: a check does not know the data of a case."""
    return node.outgoing


def _chosen(process: Process, outcome: str, fields: Mapping[str, object]) -> Choice:
    def choose(node: Node) -> tuple[str, ...]:
        for flow in node.outgoing:
            condition = process.flows[flow].condition
            if condition and condition.holds(outcome, fields):
                return (flow,)
        return (node.default or node.outgoing[0],)

    return choose


def _moves(process: Process, so_far: Moved, moving: tuple[Token, ...], choose: Choice) -> Iterator[Moved]:
    """Let the moving tokens go on until all rest."""
    if not moving:
        yield so_far
        return
    (flow, passed), *others = moving
    rest = tuple(others)
    node = process.node_at(flow)
    match node.kind:
        case NodeKind.END:
            yield from _moves(process, Moved(so_far.marking, (*so_far.ends, node.id)), rest, choose)
        case NodeKind.EXCLUSIVE:
            if node.id in passed:
                raise EndlessGateways(node.id)
            for branch in choose(node):
                yield from _moves(process, so_far, ((branch, (*passed, node.id)), *rest), choose)
        case NodeKind.PARALLEL if len(node.incoming) == 1:
            split = tuple((branch, passed) for branch in node.outgoing)
            yield from _moves(process, so_far, (*split, *rest), choose)
        case _:
            if not so_far.marking.isdisjoint(node.incoming if node.is_step else (flow,)):
                raise TwoTokens(flow)
            marking = so_far.marking | {flow}
            if node.kind is NodeKind.PARALLEL and marking.issuperset(node.incoming):
                joined = Moved(marking.difference(node.incoming), so_far.ends)
                onward = tuple((branch, passed) for branch in node.outgoing)
                yield from _moves(process, joined, (*onward, *rest), choose)
            else:
                yield from _moves(process, Moved(marking, so_far.ends), rest, choose)
