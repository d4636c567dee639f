"""Irregular moves: one rule for all of them.

A move (退回, 撤回, 跳转, 换版) is allowed if, and only if, the marking after it is one that the checked net
can come to by itself. So nothing gets stuck afterwards, and no join waits for a branch that is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from yangguang.rules.problems import Problem, Refused

from .definition import Node, Process
from .net import Marking
from .soundness import states

MOST_SIBLINGS = 12
"""How many parallel tokens are tried for cancelling; wider nets allow no irregular moves."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that is allowed.

    Args:
        marking: where the tokens rest afterwards.
        cancelled: the tokens that are taken away: the one that moves, and the fewest others that must go.
        arrives: the flow on which the token rests afterwards.
    """

    marking: Marking
    cancelled: frozenset[str]
    arrives: str


def to(process: Process, marking: Marking, flow: str, node_id: str) -> Move:
    """Return how the token on `flow` may be moved before the step `node_id`.

    Raises:
        Refused: when no state that the process can come to would be the result.
    """
    target = process.nodes.get(node_id)
    if target is None or not target.is_step:
        raise Refused(Problem("流程里没有这个步骤，请在列出的步骤中选择。"))
    reachable = _states(process)
    others = sorted(marking - {flow})
    if reachable is None or len(others) > MOST_SIBLINGS:
        raise Refused(Problem("并行的分支过多，不能直接退回或跳转；请先办完其中一部分，或终止办件。"))
    for size in range(len(others) + 1):
        for also in combinations(others, size):
            cancelled = frozenset((flow, *also))
            for arrives in target.incoming:
                after = (marking - cancelled) | {arrives}
                if after in reachable and (arrives not in marking or arrives in cancelled):
                    return Move(after, cancelled, arrives)
    raise Refused(
        Problem(
            f"不能从“{process.node_at(flow).name}”转到“{target.name}”：流程中不会出现这种办理状态，后面的汇合将无法完成。"
        )
    )


def destinations(process: Process, marking: Marking, flow: str) -> Iterator[tuple[Node, Move]]:
    """Yield every step to which the token on `flow` may be moved, and how."""
    here = process.node_at(flow)
    for node in process.steps:
        if node != here:
            try:
                yield node, to(process, marking, flow, node.id)
            except Refused:
                continue


def is_state(process: Process, marking: Marking) -> bool:
    """Whether a case of `process` can be in `marking`; a case that was stopped is resumed there."""
    reachable = _states(process)
    return reachable is not None and marking in reachable


def migrated(old: Process, new: Process, marking: Marking) -> dict[str, str]:
    """Return for each token of `old` the flow of `new` on which it goes on.

    Raises:
        Refused: when a step is gone, or the new edition knows no such state.
    """
    if not marking:
        return {}
    tokens = sorted(marking)
    candidates = [_flows_alike(old, new, flow) for flow in tokens]
    for flow, found in zip(tokens, candidates, strict=True):
        if not found:
            node = old.node_at(flow)
            raise Refused(Problem(f"新版本里没有“{node.name or '并行汇合'}”，停在这里的办件不能换到新版本。"))
    reachable = _states(new)
    for chosen in product(*candidates):
        if len(set(chosen)) == len(chosen) and reachable is not None and frozenset(chosen) in reachable:
            return dict(zip(tokens, chosen, strict=True))
    raise Refused(Problem("新版本中不会出现这种办理状态，这些办件须按旧版本办完。"))


def _flows_alike(old: Process, new: Process, flow: str) -> list[str]:
    """Return the flows of `new` that lead to the same node, the one of the same source first."""
    before = old.flows[flow]
    target = new.nodes.get(before.target)
    if target is None or target.kind is not old.nodes[before.target].kind:
        return []
    return sorted(target.incoming, key=lambda id: (id != flow, new.flows[id].source != before.source))


@lru_cache(maxsize=64)
def _states(process: Process) -> frozenset[Marking] | None:
    return states(process)
