"""Proof that a process ends properly, whatever is decided on the way; and what is wrong when it does not."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from yangguang.rules.problems import Problem

from .definition import NodeKind, Process
from .net import EndlessGateways, Marking, Moved, TwoTokens, any_branch, completions, open_flows, starts
from .reduction import is_plainly_sound

MOST_STATES = 20_000
"""How many markings are looked at before a net is called too wide; parallel blocks are reduced first."""

OVER: Marking = frozenset()


class _TooManyStates(Exception):
    pass


def problems(process: Process) -> list[Problem]:
    """Return what keeps `process` from always coming to a proper end; empty when it is sound.

    A net that reduces to a single arrow is sound; any other is walked through state by state.
    """
    if is_plainly_sound(process):
        return []
    return list(walked(process))


def states(process: Process, at_most: int = MOST_STATES) -> frozenset[Marking] | None:
    """Return all markings in which a case can be, or None when there are more than `at_most`.

    Raises:
        TwoTokens, EndlessGateways: for a net that is not sound.
    """
    known = _graph(process, at_most)
    return frozenset(known) if known is not None else None


@lru_cache(maxsize=64)
def _graph(process: Process, at_most: int) -> dict[Marking, frozenset[Marking]] | None:
    """Return for each reachable marking those that follow it."""
    return _explored(process, at_most)


def _explored(process: Process, at_most: int) -> dict[Marking, frozenset[Marking]] | None:
    known: set[Marking] = set()
    waiting: deque[Marking] = deque()  # in the order of the file, so that the same mistake is told each time

    def come_to(moves: Iterable[Moved]) -> frozenset[Marking]:
        after = set()
        for moved in moves:
            after.add(moved.marking)
            if moved.marking not in known:
                if len(known) == at_most:
                    raise _TooManyStates
                known.add(moved.marking)
                waiting.append(moved.marking)
        return frozenset(after)

    following: dict[Marking, frozenset[Marking]] = {}
    try:
        come_to(starts(process, any_branch))
        while waiting:
            marking = waiting.popleft()
            following[marking] = come_to(
                moved
                for flow in open_flows(process, marking)
                for moved in completions(process, marking, flow, any_branch)
            )
    except _TooManyStates:
        return None
    return following


def walked(process: Process) -> Iterator[Problem]:
    """Yield what keeps `process` from ending properly, found by walking through all of its states."""
    try:
        following = _explored(process, MOST_STATES)
        early = None if following is None else _early_end(process, following)
    except TwoTokens as twice:
        flow = process.flows[twice.flow]
        target, source = _called(process, flow.target), _called(process, flow.source)
        yield Problem(f"第{flow.line}行：从“{source}”到“{target}”会重复到达，前面的并行分支缺少并行汇合。")
        return
    except EndlessGateways as endless:
        gateway = process.nodes[str(endless)]
        yield Problem(f"第{gateway.line}行：网关“{_called(process, gateway.id)}”处有一个没有任何步骤的循环。")
        return
    if following is None:
        yield Problem(
            f"并行分支过多（超过{MOST_STATES}种办理状态），无法证明流程能够办结，请减少同时进行的分支。"
        )
        return
    if early:
        yield early
    yield from _stuck(process, following)
    yield from _endless(process, following)
    yield from _never_reached(process, following)


def _early_end(process: Process, following: dict[Marking, frozenset[Marking]]) -> Problem | None:
    """Find an end that is reached while other steps are still to be done."""
    after_a_step = (
        completions(process, marking, flow, any_branch)
        for marking in following
        for flow in open_flows(process, marking)
    )
    for moved in chain(starts(process, any_branch), chain.from_iterable(after_a_step)):
        if moved.ends and (moved.marking or len(moved.ends) > 1):
            end = process.nodes[moved.ends[0]]
            name = _called(process, end.id)
            return Problem(f"第{end.line}行：到达结束“{name}”时还有并行的步骤没有办完，请先汇合。")
    return None


def _stuck(process: Process, following: dict[Marking, frozenset[Marking]]) -> Iterator[Problem]:
    told = set()
    for marking in following:
        if marking != OVER and not open_flows(process, marking):
            waiting = min(marking)
            join = process.node_at(waiting)
            if join.id not in told:
                told.add(join.id)
                yield Problem(
                    f"第{join.line}行：死锁：停在“{_called(process, join.id)}”，它等待的分支有时不会到来。"
                )


def _endless(process: Process, following: dict[Marking, frozenset[Marking]]) -> Iterator[Problem]:
    before = defaultdict(set)
    for marking, after in following.items():
        for each in after:
            before[each].add(marking)
    ending = {OVER}
    waiting = [OVER]
    while waiting:
        for marking in before[waiting.pop()] - ending:
            ending.add(marking)
            waiting.append(marking)
    lost = [marking for marking in following if marking not in ending and open_flows(process, marking)]
    if lost and not any(marking != OVER and not open_flows(process, marking) for marking in following):
        node = process.node_at(open_flows(process, lost[0])[0])
        yield Problem(f"第{node.line}行：存在无法走到结束的循环：进入“{node.name}”后再也不能办结。")


def _never_reached(process: Process, following: dict[Marking, frozenset[Marking]]) -> Iterator[Problem]:
    reached = {process.flows[flow].target for marking in following for flow in marking}
    for node in process.nodes.values():
        if node.is_step and node.id not in reached:
            yield Problem(f"第{node.line}行：步骤“{node.name}”永远走不到。")


def _called(process: Process, node_id: str) -> str:
    node = process.nodes[node_id]
    return node.name or {NodeKind.PARALLEL: "并行网关", NodeKind.EXCLUSIVE: "排他网关"}.get(
        node.kind, node.id
    )
