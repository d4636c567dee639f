"""Where everything stands on the chart (流程图): lanes are roles, columns are the order of the steps.

Every line has a track of its own between the columns and below the lanes, so that no two run on top of each
other and none runs through a node.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from .definition import Flow, Node, NodeKind, Process

NODE_WIDTH, NODE_HEIGHT = 132, 56
GATEWAY = 44
EVENT = 36
TRACK = 12
"""Between two lines that run side by side."""

LANE_LABEL = 44
MARGIN = 16
NARROWEST_GAP = 56
LABEL = 48
"""Room for the name of a branch before the step it leads to."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node on the chart: its middle, and how wide and high it is."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A flow on the chart: the points it runs through, and where its name stands."""

    flow: str
    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lane:
    """The band of one role."""

    role: str
    y: float
    height: float


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    lanes: tuple[Lane, ...]
    boxes: dict[str, Box] = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)


def laid_out(process: Process) -> Layout:
    """Return where the nodes and lines of `process` stand."""
    return _Drawing(process).layout()


class _Drawing:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.roles = process.roles
        self.rank = ranks(process)
        self.row = self._rows()
        rows_of_lane: dict[int, int] = defaultdict(lambda: 1)
        for lane, sub in self.row.values():
            rows_of_lane[lane] = max(rows_of_lane[lane], sub + 1)
        self.first_row = dict(
            zip(
                range(len(self.roles)),
                _running(rows_of_lane[lane] for lane in range(len(self.roles))),
                strict=True,
            )
        )
        self.rows = sum(rows_of_lane[lane] for lane in range(len(self.roles)))
        self.rows_of_lane = rows_of_lane
        self.columns = max(self.rank.values()) + 1

    def layout(self) -> Layout:
        flows = sorted(self.process.flows.values(), key=self._straightness)
        straight = {flow.id for flow in flows if self._is_straight(flow)}
        vertical: dict[int, int] = defaultdict(int)
        gutter: dict[int, int] = defaultdict(int)
        ports: dict[tuple[int, int], int] = defaultdict(int)
        routes = {}
        for flow in flows:
            if flow.id in straight:
                routes[flow.id] = (0, 0, 0, 0, 0)
                continue
            leaving, arriving = self._gaps(flow)
            exit_port = self._port(ports, leaving, self._line_of(flow.source))
            entry_port = self._port(ports, arriving, self._line_of(flow.target))
            first = vertical[leaving] = vertical[leaving] + 1
            if leaving == arriving:
                routes[flow.id] = (exit_port, entry_port, first, 0, 0)
            else:
                second = vertical[arriving] = vertical[arriving] + 1
                row = self._gutter_of(flow)
                track = gutter[row] = gutter[row] + 1
                routes[flow.id] = (exit_port, entry_port, first, second, track)
        return self._placed(flows, straight, routes, vertical, gutter)

    def _placed(
        self,
        flows: list[Flow],
        straight: set[str],
        routes: dict[str, tuple[int, int, int, int, int]],
        vertical: dict[int, int],
        gutter: dict[int, int],
    ) -> Layout:
        named = {self._gaps(flow)[1] for flow in flows if flow.name and flow.id not in straight}
        gaps = [
            max(NARROWEST_GAP, 40 + TRACK * (vertical[n] + 1) + (LABEL if n in named else 0))
            for n in range(-1, self.columns)
        ]
        gap_left, x = {}, float(MARGIN + LANE_LABEL)
        column_left = {}
        for column in range(self.columns + 1):
            gap_left[column - 1] = x
            x += gaps[column]
            column_left[column] = x
            x += NODE_WIDTH if column < self.columns else 0
        width = column_left[self.columns] + MARGIN
        row_top, y = {}, float(MARGIN)
        for row in range(self.rows):
            row_top[row] = y
            y += NODE_HEIGHT + 36 + TRACK * (gutter[row] + (1 if gutter[row] else 0))
        row_top[self.rows] = y
        middle = {row: row_top[row] + 18 + NODE_HEIGHT / 2 for row in range(self.rows)}
        boxes = {}
        for node in self.process.nodes.values():
            wide, high = _size(node)
            boxes[node.id] = Box(
                column_left[self.rank[node.id]] + NODE_WIDTH / 2, middle[self._line_of(node.id)], wide, high
            )
        lines = []
        for flow in flows:
            source, target = boxes[flow.source], boxes[flow.target]
            out, into = source.x + source.width / 2, target.x - target.width / 2
            if flow.id in straight:
                points = [(out, source.y), (into, target.y)]
                lines.append(Line(flow.id, tuple(points), (out + 6, source.y - 6)))
                continue
            exit_port, entry_port, first, second, track = routes[flow.id]
            leaving, arriving = self._gaps(flow)
            y1, y2 = source.y + _offset(exit_port), target.y + _offset(entry_port)
            out, into = _edge(source, exit_port, 1), _edge(target, entry_port, -1)
            x1 = gap_left[leaving] + 14 + TRACK * first
            if leaving == arriving:
                points = [(out, y1), (x1, y1), (x1, y2), (into, y2)]
                label = (x1 + 5, y2 + 12 if entry_port % 2 else y2 - 5)
            else:
                x2 = gap_left[arriving] + 14 + TRACK * second
                row = self._gutter_of(flow)
                between = row_top[row] + NODE_HEIGHT + 30 + TRACK * track
                points = [(out, y1), (x1, y1), (x1, between), (x2, between), (x2, y2), (into, y2)]
                label = (min(x1, x2) + 5, between - 3)
            lines.append(Line(flow.id, tuple(points), label))
        lanes = tuple(
            Lane(
                role,
                row_top[self.first_row[index]],
                row_top[self.first_row[index] + self.rows_of_lane[index]] - row_top[self.first_row[index]],
            )
            for index, role in enumerate(self.roles)
        )
        return Layout(width, y + MARGIN, lanes, boxes, tuple(lines))

    def _rows(self) -> dict[str, tuple[int, int]]:
        """Return for each node its lane, and its row in it: two nodes never share a place."""
        taken: set[tuple[int, int, int]] = set()
        rows: dict[str, tuple[int, int]] = {}
        for node in sorted(self.process.nodes.values(), key=lambda node: self.rank[node.id]):
            lane = self.roles.index(node.role) if node.role in self.roles else 0
            for sub in count():
                if (lane, sub, self.rank[node.id]) not in taken:
                    taken.add((lane, sub, self.rank[node.id]))
                    rows[node.id] = lane, sub
                    break
        return rows

    def _line_of(self, node: str) -> int:
        lane, sub = self.row[node]
        return self.first_row[lane] + sub

    def _is_straight(self, flow: Flow) -> bool:
        """Whether a flow goes to the next column on the same row."""
        return (
            self._line_of(flow.source) == self._line_of(flow.target)
            and self.rank[flow.target] == self.rank[flow.source] + 1
        )

    def _straightness(self, flow: Flow) -> tuple[int, int, str]:
        return (
            abs(self.rank[flow.target] - self.rank[flow.source]),
            abs(self._line_of(flow.target) - self._line_of(flow.source)),
            flow.id,
        )

    def _gaps(self, flow: Flow) -> tuple[int, int]:
        """Return the gap right of the source, and the gap left of the target."""
        return self.rank[flow.source], self.rank[flow.target] - 1

    def _gutter_of(self, flow: Flow) -> int:
        """Return the row below which a long line runs."""
        return min(self._line_of(flow.source), self._line_of(flow.target))

    def _port(self, ports: dict[tuple[int, int], int], gap: int, row: int) -> int:
        """Take the next free height in a gap beside a row; 0 is the middle, kept for straight lines."""
        ports[gap, row] += 1
        return ports[gap, row]


def ranks(process: Process) -> dict[str, int]:
    """Return the column of each node: one more than the last that leads to it, loops aside."""
    back: set[str] = set()
    order: list[str] = []
    finished: set[str] = set()
    path: set[str] = set()

    def visit(node_id: str) -> None:
        path.add(node_id)
        for flow in process.nodes[node_id].outgoing:
            target = process.flows[flow].target
            if target in path:
                back.add(flow)
            elif target not in finished:
                visit(target)
        path.remove(node_id)
        finished.add(node_id)
        order.append(node_id)

    visit(process.start.id)
    rank = dict.fromkeys(process.nodes, 0)
    for node_id in reversed(order):
        for flow in process.nodes[node_id].outgoing:
            if flow not in back:
                target = process.flows[flow].target
                rank[target] = max(rank[target], rank[node_id] + 1)
    return rank


def _running(numbers: Iterable[int]) -> list[int]:
    """Return the sums of all numbers before each.

    >>> _running([2, 1, 3])
    [0, 2, 3]
    """
    sums, so_far = [], 0
    for number in numbers:
        sums.append(so_far)
        so_far += number
    return sums


def _offset(port: int) -> float:
    """Return how far from the middle a line leaves or enters: 0, then below and above in turns."""
    step = 5.0 * ((port + 1) // 2)
    return step if port % 2 else -step


def _edge(box: Box, port: int, side: int) -> float:
    """Return where the rim of a gateway, an event or a step is at the height of a port."""
    inset = abs(_offset(port)) if box.width == GATEWAY else 0
    return box.x + side * max(0.0, box.width / 2 - inset)


def _size(node: Node) -> tuple[int, int]:
    if node.is_gateway:
        return GATEWAY, GATEWAY
    if node.kind in (NodeKind.START, NodeKind.END):
        return EVENT, EVENT
    return NODE_WIDTH, NODE_HEIGHT
