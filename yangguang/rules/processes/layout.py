"""Where everything stands on the chart (流程图): a lane for each role, and the steps from top to bottom.

Two nodes of a lane are never on the same row. A line leaves a node below and comes in above; it runs across only
between two rows, on a track of its own there, and down or up only where no node is in its way: in a lane that is
free, or in a channel between two lanes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from .definition import Flow, Node, NodeKind, Process
from .order import in_order

NODE_WIDTH, NODE_HEIGHT = 132, 54
GATEWAY = 44
EVENT = 36
MARGIN = 12
LANE_HEAD = 46
LANE_WIDTH = 156
TRACK, CHANNEL_TRACK = 16, 12
"""Between two lines that run side by side, across and up or down."""

PORT = 14
"""Between two lines that leave a node. Those that come in keep half as far off, so that none meets one from above."""

LETTER = 11.5
"""How wide a letter in the name of a branch is."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node on the chart: its middle, and how wide and high it is."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A flow on the chart: the points it runs through, and where its name begins or, where it is `leftward`, ends."""

    flow: str
    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]
    leftward: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """The band of one role."""

    role: str
    x: float
    width: float


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


@dataclass(slots=True)
class _Way:
    """How a flow runs: from the gap below its source to the gap above its target.

    Args:
        flow: the flow.
        leaving: the gap below its source, by the row above it.
        arriving: the gap above its target.
        lane: the lane in which it runs down from one gap to the other; None when it needs none or a channel.
        channel: the channel in which it does, by the lane right of it; None when it needs none.
        track: which track of the channel.
        out: how far from the middle of its source it leaves.
        into: how far from the middle of its target it comes in.
    """

    flow: Flow
    leaving: int
    arriving: int
    lane: int | None = None
    channel: int | None = None
    track: int = 0
    out: float = 0
    into: float = 0

    @property
    def gaps(self) -> range:
        """The gaps that it runs through from end to end, up or down."""
        return range(min(self.leaving, self.arriving), max(self.leaving, self.arriving) + 1)


@dataclass(slots=True)
class _Across:
    """The part of a line that runs across in a gap, and where the line goes on up and down from it."""

    way: _Way
    since: float
    until: float
    up: tuple[float, ...]
    down: tuple[float, ...]
    named: bool
    track: int = 0

    @property
    def span(self) -> tuple[float, float]:
        """What it takes up of its track, the name of the branch included."""
        ends = [self.since, self.until]
        if self.named and self.way.flow.name:
            room = 10 + LETTER * len(self.way.flow.name)
            ends.append(self.since + (room if self.until >= self.since else -room))
        return min(ends) - 6, max(ends) + 6

    def crossed_below(self, other: "_Across") -> int:
        """Return how often the two lines cross when this one runs above `other`."""
        return sum(_within(x, self) for x in other.up) + sum(_within(x, other) for x in self.down)


class _Drawing:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.lane = {node.id: _lane(process, node) for node in process.nodes.values()}
        self.rank = _rows(process, self.lane)
        self.at = {(self.lane[id], rank): id for id, rank in self.rank.items()}
        self.ways = [self._way(flow) for flow in sorted(process.flows.values(), key=self._length)]
        self.tracks = self._take_channels()
        for node in process.nodes.values():
            self._take_ports(node)
        self.lane_x, self.channel_x, self.width = self._columns()

    def layout(self) -> Layout:
        across = {gap: self._across(gap) for gap in range(-1, max(self.rank.values()) + 1)}
        row_y, gap_y, bottom = self._heights(across)
        boxes = {
            id: Box(self.lane_x[self.lane[id]], row_y[rank], *size(self.process.nodes[id]))
            for id, rank in self.rank.items()
        }
        track_y = {
            (part.way.flow.id, gap): gap_y[gap] + 20 + TRACK * part.track
            for gap, parts in across.items()
            for part in parts
        }
        lines = tuple(self._line(way, boxes, track_y, gap_y) for way in self.ways)
        lanes = tuple(
            Lane(role, self.channel_x[number][0], self.channel_x[number + 1][0] - self.channel_x[number][0])
            for number, role in enumerate(self.process.roles)
        )
        return Layout(self.width, bottom + MARGIN, lanes, boxes, lines)

    # By which way a flow runs

    def _length(self, flow: Flow) -> tuple[int, int, str]:
        return (
            abs(self.rank[flow.target] - self.rank[flow.source]),
            abs(self.lane[flow.target] - self.lane[flow.source]),
            flow.id,
        )

    def _way(self, flow: Flow) -> _Way:
        way = _Way(flow, self.rank[flow.source], self.rank[flow.target] - 1)
        if way.leaving == way.arriving:
            return way
        for lane in (self.lane[flow.target], self.lane[flow.source]):
            rows = range(way.leaving + 1, way.arriving + 1)
            if rows and not any((lane, row) in self.at for row in rows):
                way.lane = lane
                return way
        left, right = sorted((self.lane[flow.source], self.lane[flow.target]))
        way.channel = left + 1 if left < right or left == 0 else left
        return way

    def _take_channels(self) -> dict[int, int]:
        """Give each line in a channel a track; return how many each channel has."""
        tracks: dict[int, int] = defaultdict(int)
        taken: dict[tuple[int, int], set[int]] = defaultdict(set)
        for way in self.ways:
            if way.channel is not None:
                while taken[way.channel, way.track].intersection(way.gaps):
                    way.track += 1
                taken[way.channel, way.track].update(way.gaps)
                tracks[way.channel] = max(tracks[way.channel], way.track + 1)
        return tracks

    def _take_ports(self, node: Node) -> None:
        """Say how far from the middle of a node each of its lines leaves, and comes in."""
        leaving = sorted((way for way in self.ways if way.flow.source == node.id), key=self._heads_for)
        entering = sorted((way for way in self.ways if way.flow.target == node.id), key=self._comes_from)
        for way, place in zip(leaving, _around(leaving, self._is_straight), strict=True):
            way.out = PORT * place
        middle = any(self._is_straight(way) for way in entering)
        places = _around(entering, self._is_straight)
        from_above = self._is_met_from_above(node, entering)
        for number, (way, place) in enumerate(zip(entering, places, strict=True)):
            if middle:
                way.into = PORT * place - PORT / 2 * ((place > 0) - (place < 0))
            else:
                centred = number - (len(entering) - 1) / 2
                is_odd = len(entering) % 2 and from_above
                way.into = PORT * centred + (PORT / 2 if is_odd else 0)

    def _is_straight(self, way: _Way) -> bool:
        """Whether a line comes straight down in its lane: of several between two nodes, only the first."""
        lane = self.lane[way.flow.source]
        first = next(
            each
            for each in self.ways
            if (each.flow.source, each.flow.target) == (way.flow.source, way.flow.target)
        )
        is_near = way.leaving == way.arriving or way.lane == lane
        return way is first and lane == self.lane[way.flow.target] and is_near

    def _has_room_at_its_left(self, way: _Way) -> bool:
        """Whether no other line leaves the same node left of this one, while one does at its right."""
        others = [each.out for each in self.ways if each.flow.source == way.flow.source and each is not way]
        return bool(others) and min(others) > way.out

    def _is_met_from_above(self, node: Node, entering: list[_Way]) -> bool:
        """Whether other lines come down in the lane of a node, in a gap where those to the node do."""
        lane = self.lane[node.id]
        top = min([way.leaving for way in entering if way.lane == lane], default=self.rank[node.id] - 1)
        above = next((self.at[lane, row] for row in range(top, -1, -1) if (lane, row) in self.at), None)
        return above is not None

    def _heads_for(self, way: _Way) -> tuple[float, float, str]:
        source, target = (float(self.lane[end]) for end in (way.flow.source, way.flow.target))
        if way.channel is not None:
            return way.channel - 0.5 + way.track / 100, target, way.flow.id
        return (source if way.lane == source != target else target), target, way.flow.id

    def _comes_from(self, way: _Way) -> tuple[float, float, str]:
        source, target = (float(self.lane[end]) for end in (way.flow.source, way.flow.target))
        if way.channel is not None:
            return way.channel - 0.5 + way.track / 100, source, way.flow.id
        return (target if way.lane == target != source else source), source, way.flow.id

    # Where that is on the page

    def _columns(self) -> tuple[list[float], list[tuple[float, float]], float]:
        """Return the middle of each lane, where each channel begins and its tracks do, and the width of all."""
        count = max(len(self.process.roles), 1)
        x = float(MARGIN)
        middles: list[float] = []
        channels: list[tuple[float, float]] = []
        for number in range(count + 1):
            tracks = self.tracks[number]
            room = CHANNEL_TRACK * (tracks + 1) if tracks else 0
            # The rim of a lane runs beside the lines of a channel, never on one.
            rim = x + (0 if number == 0 else room if number == count else min(room, CHANNEL_TRACK / 2))
            channels.append((rim, x + CHANNEL_TRACK))
            x += room
            if number < count:
                middles.append(x + LANE_WIDTH / 2)
                x += LANE_WIDTH
        return middles, channels, x + MARGIN

    def _channel(self, way: _Way) -> float:
        assert way.channel is not None
        return self.channel_x[way.channel][1] + CHANNEL_TRACK * way.track

    def _ends(self, way: _Way) -> tuple[float, float]:
        return (
            self.lane_x[self.lane[way.flow.source]] + way.out,
            self.lane_x[self.lane[way.flow.target]] + way.into,
        )

    def _across(self, gap: int) -> list[_Across]:
        """Return what runs across in a gap, from top to bottom, each on its track."""
        parts: list[_Across] = []
        for part in self._parts(gap):
            place = len(parts)
            while place and part.crossed_below(parts[place - 1]) < parts[place - 1].crossed_below(part):
                place -= 1
            parts.insert(place, part)
        for number, part in enumerate(parts):
            touching = (above for above in parts[:number] if _touch(above.span, part.span))
            part.track = max((above.track + 1 for above in touching), default=0)
        return parts

    def _parts(self, gap: int) -> Iterator[_Across]:
        for way in self.ways:
            out, into = self._ends(way)
            if way.channel is not None:
                turn = self._channel(way)
                falls = way.arriving > way.leaving
                if gap == way.leaving:
                    yield _Across(
                        way, out, turn, (out,) if falls else (out, turn), (turn,) if falls else (), named=True
                    )
                if gap == way.arriving:
                    yield _Across(
                        way,
                        turn,
                        into,
                        (turn,) if falls else (),
                        (into,) if falls else (turn, into),
                        named=False,
                    )
            elif out != into and gap == self._turn(way):
                yield _Across(way, out, into, (out,), (into,), named=True)

    def _turn(self, way: _Way) -> int:
        """Return the gap in which a line without a channel runs across."""
        return way.arriving if way.lane == self.lane[way.flow.source] else way.leaving

    def _heights(self, across: dict[int, list[_Across]]) -> tuple[dict[int, float], dict[int, float], float]:
        """Return the middle of each row, the top of each gap, and the bottom of all."""
        rows: dict[int, float] = {}
        gaps: dict[int, float] = {}
        y = float(MARGIN + LANE_HEAD)
        high: dict[int, int] = defaultdict(int)
        for id, rank in self.rank.items():
            high[rank] = max(high[rank], size(self.process.nodes[id])[1])
        named = {way.leaving for way in self.ways if way.flow.name}
        for gap, parts in across.items():
            gaps[gap] = y
            tracks = max((part.track + 1 for part in parts), default=0)
            y += max(34 if gap in named else 26, 20 + TRACK * tracks + 12 if tracks else 0)
            if gap + 1 in high:
                rows[gap + 1] = y + high[gap + 1] / 2
                y += high[gap + 1]
        return rows, gaps, y

    def _line(
        self,
        way: _Way,
        boxes: dict[str, Box],
        track_y: dict[tuple[str, int], float],
        gap_y: dict[int, float],
    ) -> Line:
        source, target = boxes[way.flow.source], boxes[way.flow.target]
        out, into = self._ends(way)
        turns: list[tuple[float, float]] = []
        if way.channel is not None:
            turn = self._channel(way)
            first, second = track_y[way.flow.id, way.leaving], track_y[way.flow.id, way.arriving]
            turns = [(out, first), (turn, first), (turn, second), (into, second)]
        elif out != into:
            y = track_y[way.flow.id, self._turn(way)]
            turns = [(out, y), (into, y)]
        points = [*_rim(source, out, 1), *turns, *reversed(_rim(target, into, -1))]
        leftward = turns[1][0] < out if turns else self._has_room_at_its_left(way)
        label = (out - 5 if leftward else out + 5, turns[0][1] - 4 if turns else gap_y[way.leaving] + 16)
        return Line(way.flow.id, tuple(_without_repeats(points)), label, leftward)


def ranks(process: Process) -> dict[str, int]:
    """Return the row of each node: below every node that leads to it, loops aside."""
    return _rows(process, {node.id: _lane(process, node) for node in process.nodes.values()})


def size(node: Node) -> tuple[int, int]:
    """Return how wide and high a node is drawn."""
    if node.is_gateway:
        return GATEWAY, GATEWAY
    if node.kind in (NodeKind.START, NodeKind.END):
        return EVENT, EVENT
    return NODE_WIDTH, NODE_HEIGHT


def _lane(process: Process, node: Node) -> int:
    return process.roles.index(node.role) if node.role in process.roles else 0


def _rows(process: Process, lane: dict[str, int]) -> dict[str, int]:
    """Return the row of each node, so that two nodes of a lane never share one."""
    order, back = in_order(process)
    rows = dict.fromkeys(process.nodes, 0)
    taken: set[tuple[int, int]] = set()
    placed: set[str] = set()
    for node_id in dict.fromkeys([*order, *process.nodes]):
        while (lane[node_id], rows[node_id]) in taken:
            rows[node_id] += 1
        taken.add((lane[node_id], rows[node_id]))
        placed.add(node_id)
        for flow in process.nodes[node_id].outgoing:
            target = process.flows[flow].target
            if flow not in back and target not in placed:
                rows[target] = max(rows[target], rows[node_id] + 1)
    return rows


def _around(ways: list[_Way], is_straight: Callable[[_Way], bool]) -> list[int]:
    """Return the places of lines side by side: 0 is the middle, kept for one that runs straight."""
    straight = next((number for number, way in enumerate(ways) if is_straight(way)), None)
    if straight is not None:
        return [number - straight for number in range(len(ways))]
    half = len(ways) // 2
    if len(ways) % 2:
        return [number - half for number in range(len(ways))]
    return [number - half + (number >= half) for number in range(len(ways))]


def _rim(box: Box, x: float, side: int) -> list[tuple[float, float]]:
    """Return how a line leaves a node towards `x`, below it or (`side` -1) above; last where it runs on."""
    off = abs(x - box.x)
    half_wide, half_high = box.width / 2, box.height / 2
    if box.width == NODE_WIDTH:
        return [(x, box.y + side * half_high)]
    if off >= half_wide - 2:  # beside a narrow node: from its tip, and on from there
        tip = box.x + (half_wide if x > box.x else -half_wide)
        return [(tip, box.y), (x, box.y)]
    if box.width == GATEWAY:
        return [(x, box.y + side * (half_high - off))]
    radius = half_wide - 2
    return [(x, box.y + side * (radius**2 - off**2) ** 0.5)]


def _within(x: float, part: _Across) -> bool:
    return min(part.since, part.until) < x < max(part.since, part.until)


def _touch(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _without_repeats(points: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    yield points[0]
    yield from (after for before, after in pairwise(points) if before != after)
