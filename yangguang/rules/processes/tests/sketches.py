"""Nets for the tests of a process: drawn by hand in one line each, or by chance, and written as a BPMN file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

from yangguang.rules.problems import Refused
from yangguang.rules.processes import Process, load
from yangguang.rules.processes.net import Marking

ROOT = Path(__file__).parents[3]
DISCLOSURE = (ROOT / "work" / "disclosure" / "disclosure.bpmn").read_text(encoding="utf-8")
TRIAL = (ROOT / "core" / "cases" / "tests" / "trial.bpmn").read_text(encoding="utf-8")
SIGNING = (ROOT / "core" / "cases" / "tests" / "signing.bpmn").read_text(encoding="utf-8")

PERMIT = Path(__file__).with_name("permit.bpmn").read_text(encoding="utf-8")

EXCLUSIVE, PARALLEL = "?", "+"
STEP = "userTask"
ROLES = ("窗口", "经办", "负责人")


@dataclass
class Sketch:
    """Who leads to whom; a name that begins with `?` is an exclusive gateway, one with `+` a parallel one.

    The first name is the start, and what leads nowhere is an end. A branch is chosen by the outcome of the
    step before it where there is one, and by a field of its own where there is none. What is also in the
    sketch that it is drawn `like` has the same ids as there.
    """

    flows: list[tuple[str, str]]
    limits: Mapping[str, int] = field(default_factory=dict)
    terms: str = ""
    like: Sketch | None = None

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for flow in self.flows for name in flow))

    def id(self, name: str) -> str:
        before = self.like.names if self.like else []
        return f"n{[*before, *(new for new in self.names if new not in before)].index(name)}"

    def number(self, place: int) -> int:
        """Return the number in the id of the flow at a place of `flows`."""
        if not self.like:
            return place
        before = self.like.flows
        return before.index(self.flows[place]) if self.flows[place] in before else len(before) + place

    def kind(self, name: str) -> str:
        if name == self.flows[0][0]:
            return "startEvent"
        if name[0] in (EXCLUSIVE, PARALLEL):
            return "exclusiveGateway" if name[0] == EXCLUSIVE else "parallelGateway"
        return STEP if any(source == name for source, _ in self.flows) else "endEvent"

    def process(self) -> Process:
        return load(self.text())

    def text(self) -> str:
        """Return the file, with one element on each line."""
        nodes = [self._node(name) for name in self.names]
        flows = [self._flow(place) for place in range(len(self.flows))]
        lanes = [self._lane(role) for role in ROLES]
        fields = [
            f'<yg:field name="{self._field(name)}" type="int" label={quoteattr(name)}/>'
            for name in self.names
            if name[0] == EXCLUSIVE and len(self._out(name)) > 1 and not self._by_outcome(name)
        ]
        return "\n".join(
            [
                '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
                ' xmlns:yg="urn:yangguang:process:1">',
                '<bpmn:process id="sketch" name="草图" isExecutable="true">',
                f"<bpmn:extensionElements>{''.join(fields)}{self.terms}</bpmn:extensionElements>",
                f'<bpmn:laneSet id="lanes">{"".join(lanes)}</bpmn:laneSet>',
                *nodes,
                *flows,
                "</bpmn:process>",
                "</bpmn:definitions>",
            ]
        )

    def _node(self, name: str) -> str:
        kind, id = self.kind(name), self.id(name)
        written = f'<bpmn:{kind} id="{id}" name={quoteattr(name.lstrip("?+"))}'
        if kind == "exclusiveGateway" and len(self._out(name)) > 1:
            return f'{written} default="f{self._out(name)[0]}"/>'
        if kind != STEP:
            return f"{written}/>"
        inside = f'<yg:step limit="{self.limits[name]}" law="约定"/>' if name in self.limits else ""
        (after,) = {target for source, target in self.flows if source == name}
        if self._by_outcome(after):
            inside += "".join(
                f'<yg:outcome key="to{number}" label="去{number}"/>' for number in self._out(after)
            )
        return f"{written}><bpmn:extensionElements>{inside}</bpmn:extensionElements></bpmn:{kind}>"

    def _flow(self, place: int) -> str:
        (source, target), number = self.flows[place], self.number(place)
        ends = f'sourceRef="{self.id(source)}" targetRef="{self.id(target)}"'
        if source[0] != EXCLUSIVE or len(self._out(source)) == 1:
            return f'<bpmn:sequenceFlow id="f{number}" {ends}/>'
        written = f'<bpmn:sequenceFlow id="f{number}" name="去{number}" {ends}'
        if number == self._out(source)[0]:
            return f"{written}/>"
        asked = (
            f"outcome == 'to{number}'" if self._by_outcome(source) else f"{self._field(source)} == {number}"
        )
        condition = f"<bpmn:conditionExpression>{asked}</bpmn:conditionExpression>"
        return f"{written}>{condition}</bpmn:sequenceFlow>"

    def _lane(self, role: str) -> str:
        inside = [name for place, name in enumerate(self.names) if ROLES[place % len(ROLES)] == role]
        refs = "".join(f"<bpmn:flowNodeRef>{self.id(name)}</bpmn:flowNodeRef>" for name in inside)
        return f'<bpmn:lane id="lane{ROLES.index(role)}" name="{role}">{refs}</bpmn:lane>'

    def _out(self, name: str) -> list[int]:
        return [self.number(place) for place, (source, _) in enumerate(self.flows) if source == name]

    def _by_outcome(self, name: str) -> bool:
        """Whether a gateway has branches, and nothing but steps before it."""
        before = [source for source, target in self.flows if target == name]
        only_steps = all(self.kind(source) == STEP for source in before)
        return name[0] == EXCLUSIVE and len(self._out(name)) > 1 and only_steps

    def _field(self, name: str) -> str:
        return f"way_{self.id(name)}"


def sketch(*ways: str, **more: object) -> Sketch:
    """Return the net in which each of `ways` leads from name to name.

    >>> sketch("收件 > ?齐全 > 受理 > 办结", "?齐全 > 退件").flows
    [('收件', '?齐全'), ('?齐全', '受理'), ('受理', '办结'), ('?齐全', '退件')]
    """
    flows = []
    for way in ways:
        names = [name.strip() for name in way.split(">")]
        flows += pairwise(names)
    return Sketch(flows, **more)


def drawn(*ways: str, **more: object) -> Process:
    return sketch(*ways, **more).process()


def marking(process: Process, *names: str) -> Marking:
    """Return the tokens before these steps; `供水>汇合` is the one that came from 供水 and waits at 汇合."""
    found = set()
    for name in names:
        source, _, target = name.rpartition(">")
        (flow,) = (
            flow.id
            for flow in process.flows.values()
            if process.nodes[flow.target].name == target
            and (not source or process.nodes[flow.source].name == source)
        )
        found.add(flow)
    return frozenset(found)


def line_of(text: str, part: str) -> int:
    """Return the line of `text` on which `part` stands first."""
    return text[: text.index(part)].count("\n") + 1


def refusal(text: str | bytes) -> tuple[str, ...]:
    """Return the sentences with which the file `text` is refused; none when it is read."""
    try:
        load(text)
    except Refused as refused:
        return tuple(map(str, refused.problems))
    return ()


class Chance:
    """Nets drawn by chance: blocks within blocks, which is what makes them sound."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def sound(self, size: int = 8, *, plain: bool = True, parallel_in_loops: bool = True) -> Sketch:
        """Return a sound net of about `size` steps.

        Args:
            size: about how many steps it has.
            plain: whether each parallel branch has a step, and each loop is left after a step.
            parallel_in_loops: whether parallel branches may stand in a loop.
        """
        self.flows: list[tuple[str, str]] = []
        self.plain, self.parallel_in_loops, self.loops = plain, parallel_in_loops, 0
        self.flows.append(("收件", first := self._named("步")))
        self.flows.append((self._block(first, size), "办结"))
        return Sketch(self.flows)

    def mutated(self, size: int = 6) -> Sketch:
        """Return a net with one or two arrows or gateways otherwise than in a sound one."""
        flows = self.sound(size, plain=False).flows
        for _ in range(self.random.randint(1, 2)):
            flows = self._changed(flows)
        return Sketch(flows)

    def _named(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _block(self, after: str, size: int) -> str:
        """Draw a block of `size` steps after a node; return the node with which it ends."""
        if size <= 0:
            return after
        if size == 1:
            return self._to(after, self._named("步"))
        draw = self.random.choice((self._row, self._row, self._parted, self._parted, self._loop))
        return draw(after, size)

    def _row(self, after: str, size: int) -> str:
        first = self.random.randint(1, size - 1)
        return self._block(self._block(after, first), size - first)

    def _parted(self, after: str, size: int) -> str:
        kind = self.random.choice((EXCLUSIVE, PARALLEL))
        if self.loops and not self.parallel_in_loops:
            kind = EXCLUSIVE
        split, join = self._to(after, self._named(kind)), self._named(kind)
        wide = self.random.randint(2, 3)
        sizes = [size // wide] * (wide - 1) + [size - size // wide * (wide - 1)]
        for each in sizes:
            least = 1 if self.plain and kind == PARALLEL else 0
            self._to(self._block(split, max(each, least)), join)
        return join

    def _loop(self, after: str, size: int) -> str:
        """Draw a block that may be done again; the choice stands after a step unless the net is not plain."""
        head, choice = self._to(after, self._named(EXCLUSIVE)), self._named(EXCLUSIVE)
        self.loops += 1
        end = self._block(head, size - 1)
        self.loops -= 1
        if self.plain or self.random.random() < 0.9:
            end = self._to(end, self._named("步"))
        self._to(end, choice)
        again = self._named("步") if self.random.random() < 0.3 else ""
        self._to(self._to(choice, again) if again else choice, head)
        return choice

    def _to(self, source: str, target: str) -> str:
        self.flows.append((source, target))
        return target

    def _changed(self, flows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        names = list(dict.fromkeys(name for flow in flows for name in flow))
        gateways = [name for name in names if name[0] in (EXCLUSIVE, PARALLEL)]
        targets = [name for name in names if name != flows[0][0]]
        if not gateways:
            return flows
        match self.random.randrange(4):
            case 0:
                changed = self.random.choice(gateways)
                other = (PARALLEL if changed[0] == EXCLUSIVE else EXCLUSIVE) + changed[1:]
                return [(other if a == changed else a, other if b == changed else b) for a, b in flows]
            case 1:
                place = self.random.randrange(1, len(flows))
                return [
                    (source, self.random.choice(targets)) if number == place else (source, target)
                    for number, (source, target) in enumerate(flows)
                ]
            case 2:
                return [*flows, (self.random.choice(gateways), self.random.choice(targets))]
            case _:
                left_out = self.random.randrange(1, len(flows))
                return [flow for number, flow in enumerate(flows) if number != left_out]
