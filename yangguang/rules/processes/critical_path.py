"""The longest way of a clock through its process: proof that a promised number of days can be kept."""

from dataclasses import dataclass
from datetime import date

from yangguang.rules.problems import Problem

from .definition import Clock, Node, Process
from .order import in_order


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The steps whose limits add up to the most, from the start of a clock to its stop.

    Args:
        clock: the clock.
        steps: the steps with a limit on the longest way, with it.
        total: the sum of the limits, in the unit of the clock.
        unlimited: steps on the way that have no limit of their own, or one in another unit.
        uncounted: steps during which the clock does not run.
        loops: steps from which the process can go back; each round adds to the total.
    """

    clock: Clock
    steps: tuple[tuple[Node, int], ...]
    total: int
    unlimited: tuple[Node, ...]
    uncounted: tuple[Node, ...]
    loops: tuple[Node, ...]

    def __str__(self) -> str:
        limits = "+".join(str(limit) for _, limit in self.steps)
        return f"{self.total} = {limits}" if limits else str(self.total)


def critical_path(process: Process, clock: Clock, on: date) -> CriticalPath:
    """Return the longest way of `clock`, by the limits in force on `on`."""
    _, back = in_order(process)
    first = (
        process.start.id
        if clock.start is None
        else process.flows[process.nodes[clock.start.node].outgoing[0]].target
    )
    stops = {node.id for node in process.steps if _always_stops(clock, node)}
    unit = clock.limit.on(on).unit
    longest: dict[str, tuple[int, tuple[Node, ...]]] = {}

    def after(node_id: str) -> tuple[int, tuple[Node, ...]]:
        """Return the most that is needed from this node to the stop, and its steps."""
        if node_id not in longest:
            node = process.nodes[node_id]
            ways = [
                after(process.flows[flow].target)
                for flow in node.outgoing
                if flow not in back and node_id not in stops
            ]
            total, steps = max(ways, key=lambda way: way[0], default=(0, ()))
            longest[node_id] = (total + _days(node), (node, *steps) if node.is_step else steps)
        return longest[node_id]

    def _days(node: Node) -> int:
        if node.limit is None or node.id in clock.pause_while:
            return 0
        term = node.limit.on(on)
        return term.number if term.unit is unit else 0

    total, steps = after(first)
    covered = [process.nodes[id] for id in longest if process.nodes[id].is_step]
    return CriticalPath(
        clock,
        tuple((step, _days(step)) for step in steps if _days(step)),
        total,
        unlimited=tuple(node for node in covered if not _days(node) and node.id not in clock.pause_while),
        uncounted=tuple(node for node in covered if node.id in clock.pause_while),
        loops=tuple(dict.fromkeys(process.nodes[process.flows[flow].source] for flow in sorted(back))),
    )


def broken_promises(process: Process, on: date) -> list[Problem]:
    """Return the promises that the limits of the steps do not keep, and the step to shorten first."""
    found = []
    for clock in process.clocks.values():
        path = critical_path(process, clock, on)
        if clock.promise and path.total > clock.promise:
            slowest, days = max(path.steps, key=lambda step: step[1])
            found.append(
                Problem(
                    f"第{clock.line}行：时限“{clock.name}”承诺{clock.promise}，各步骤合计 {path}；"
                    f"请先缩短“{slowest.name}”（{days}）。"
                )
            )
    return found


def _always_stops(clock: Clock, node: Node) -> bool:
    """Whether a clock stops with this step, however it is finished."""
    outcomes = {moment.outcome for moment in clock.stop if moment.node == node.id}
    return "" in outcomes or (bool(outcomes) and outcomes >= {outcome.key for outcome in node.outcomes})
