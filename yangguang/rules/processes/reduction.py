"""Making a net smaller without changing whether it is sound: steps in a row, and branches side by side."""

from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from .definition import NodeKind, Process

_PLAIN, _EXCLUSIVE, _PARALLEL = "plain", "exclusive", "parallel"


def is_plainly_sound(process: Process) -> bool:
    """Whether the net reduces to one arrow from its start to its end, and so is sound.

    When it does not, nothing is said: a sound net need not be made of well nested blocks. Nor is anything
    said where gateways lead round to each other, since a net is made smaller by leaving out its steps.
    """
    if _gateways_go_round(process):
        return False
    ends = [node.id for node in process.nodes.values() if node.kind is NodeKind.END]
    if len(ends) != 1 or len(process.nodes[ends[0]].incoming) != 1:
        return _Net(process).with_one_end(ends).reduces()
    return _Net(process).reduces()


class _Net:
    """A graph of steps and gateways, with as many arrows between two nodes as there are."""

    def __init__(self, process: Process) -> None:
        self.kinds = {node.id: _kind(node.kind) for node in process.nodes.values()}
        self.into: dict[str, list[str]] = defaultdict(list)
        self.out: dict[str, list[str]] = defaultdict(list)
        self.start = process.start.id
        self.end = next(node.id for node in process.nodes.values() if node.kind is NodeKind.END)
        for flow in process.flows.values():
            self._join(flow.source, flow.target)
        # A step that several arrows lead to begins with an exclusive join.
        for node, sources in list(self.into.items()):
            if self.kinds[node] == _PLAIN and len(sources) > 1:
                join = f"{node} before"
                self.kinds[join] = _EXCLUSIVE
                for source in list(sources):
                    self._part(source, node)
                    self._join(source, join)
                self._join(join, node)

    def with_one_end(self, ends: Iterable[str]) -> "_Net":
        """Lead all ends, of which a case reaches just one, into one."""
        self.kinds |= {"one end": _PLAIN, "one end before": _EXCLUSIVE}
        for end in ends:
            self._join(end, "one end before")
        self._join("one end before", "one end")
        self.end = "one end"
        return self

    def reduces(self) -> bool:
        """Apply the rules for as long as one fits; say whether only start and end are left."""
        waiting = list(self.kinds)
        while waiting:
            node = waiting.pop()
            if node in self.kinds:
                waiting += self._reduced(node)
        return set(self.kinds) == {self.start, self.end} and self.out[self.start] == [self.end]

    def _reduced(self, node: str) -> list[str]:
        """Apply one rule at `node`; return the nodes that may be reduced because of it."""
        into, out, kind = self.into[node], self.out[node], self.kinds[node]
        if kind == _EXCLUSIVE and node in out and len(out) > 1 and len(into) > 1:
            self._part(node, node)
            return [node]
        for following in set(out):
            same = kind == self.kinds[following] != _PLAIN
            if same and out.count(following) > 1 and following != node:
                self._part(node, following)
                return [node, following]
            # A gateway that only leads into one of its own kind, or only follows one, is part of it.
            if same and following != node and (len(out) == 1 or len(self.into[following]) == 1):
                return self._merge(node, following)
        if node not in (self.start, self.end) and len(into) == len(out) == 1 and into[0] != node:
            source, target = into[0], out[0]
            self._part(source, node)
            self._part(node, target)
            self._join(source, target)
            self._drop(node)
            return [source, target]
        return []

    def _merge(self, first: str, second: str) -> list[str]:
        self._part(first, second)
        for target in list(self.out[second]):
            self._part(second, target)
            self._join(first, first if target == second else target)
        for source in list(self.into[second]):
            self._part(source, second)
            self._join(source, first)
        self._drop(second)
        return [first, *self.into[first], *self.out[first]]

    def _join(self, source: str, target: str) -> None:
        self.out[source].append(target)
        self.into[target].append(source)

    def _part(self, source: str, target: str) -> None:
        self.out[source].remove(target)
        self.into[target].remove(source)

    def _drop(self, node: str) -> None:
        del self.kinds[node], self.into[node], self.out[node]


def _gateways_go_round(process: Process) -> bool:
    """Whether a way leads from a gateway back to it with no step on it."""
    following = {
        node.id: [process.flows[flow].target for flow in node.outgoing]
        for node in process.nodes.values()
        if node.is_gateway
    }
    try:
        TopologicalSorter(following).prepare()
    except CycleError:
        return True
    return False


def _kind(kind: NodeKind) -> str:
    return {NodeKind.EXCLUSIVE: _EXCLUSIVE, NodeKind.PARALLEL: _PARALLEL}.get(kind, _PLAIN)
