"""What a process consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from yangguang.rules.terms import Kind, Term, Unit, terms_of


class NodeKind(StrEnum):
    START = "startEvent"
    END = "endEvent"
    STEP = "userTask"
    SERVICE = "serviceTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: a term of the law by its name, or a number of the office's own.

    Args:
        term: the part and the term, such as `disclosure.reply`; empty when the number is the office's own.
        number: how many of `unit`, where no term is named.
        unit: working days, calendar days, months or years.
        law: the article, where no term is named.
        kind: the longest time allowed, or the shortest.
    """

    term: str = ""
    number: int = 0
    unit: Unit = Unit.WORKDAYS
    law: str = ""
    kind: Kind = Kind.MAX

    def on(self, day: date) -> Term:
        """Return the term in force on `day`.

        >>> str(Limit("disclosure.reply").on(date(2023, 5, 4)))
        '20个工作日'
        """
        if not self.term:
            return Term("", "", self.number, self.unit, date.min, self.law, confirmed=False, kind=self.kind)
        part, name = self.term.split(".")
        return terms_of(part)[name].on(day)


@dataclass(frozen=True, slots=True)
class Moment:
    """The completion of a step, with this outcome or, where it is empty, with any."""

    node: str
    outcome: str = ""

    def is_met(self, node: str, outcome: str) -> bool:
        return node == self.node and self.outcome in ("", outcome)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to finish a step; `automatic` when only the expiry of its limit brings it about."""

    key: str
    label: str
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """Something to hand in for a step (材料)."""

    name: str
    form: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """When a flow out of a gateway is taken: one comparison, of the outcome before or of a declared field."""

    name: str
    operator: str
    value: str | int | bool

    OUTCOME = "outcome"

    def holds(self, outcome: str, fields: Mapping[str, object]) -> bool:
        actual = outcome if self.name == self.OUTCOME else fields.get(self.name)
        match self.operator:
            case "==":
                return actual == self.value
            case "!=":
                return actual != self.value
        if not isinstance(actual, int) or not isinstance(self.value, int):
            return False
        match self.operator:
            case ">":
                return actual > self.value
            case ">=":
                return actual >= self.value
            case "<":
                return actual < self.value
            case _:
                return actual <= self.value


@dataclass(frozen=True, slots=True)
class Field:
    """A value that the conditions may ask for."""

    name: str
    type: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step, a gateway, the start or an end.

    Args:
        id: how the file calls it.
        kind: what it is.
        name: what people call it.
        line: where in the file it stands.
        role: the post that handles it.
        outside: whether that is somebody outside the office, such as the applicant.
        limit: how long the step may take.
        on_expire: the outcome that comes about when the limit runs out; empty when nothing does.
        law: the article that the step rests on.
        each: whether several are asked at this step, each by a letter of his own with a term of his own: then it is
            each of them, and not the step, that keeps a clock from running.
        sign: how several people sign: `any` 或签, `all` 会签, `vote` 票签, `order` 顺签; empty for one.
        share: of `vote`, the share of weights in percent that must agree.
        outcomes: the ways to finish it; when empty, it is simply done.
        materials: what is handed in for it.
        action: the function or form of the part that it is done with.
        default: the flow of a gateway that is taken when no condition holds.
        incoming: the flows that lead here.
        outgoing: the flows that lead away.
    """

    id: str
    kind: NodeKind
    name: str
    line: int
    role: str = ""
    outside: bool = False
    limit: Limit | None = None
    on_expire: str = ""
    law: str = ""
    each: bool = False
    sign: str = ""
    share: int = 100
    outcomes: tuple[Outcome, ...] = ()
    materials: tuple[Material, ...] = ()
    action: str = ""
    default: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()

    @property
    def is_step(self) -> bool:
        return self.kind in (NodeKind.STEP, NodeKind.SERVICE)

    @property
    def is_gateway(self) -> bool:
        return self.kind in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL)

    def outcome(self, key: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.key == key), None)


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow from one node to another."""

    id: str
    source: str
    target: str
    name: str
    line: int
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A term of the whole case (时限).

    Args:
        key: how it is stored.
        name: what people call it.
        limit: how long it is.
        start: the step whose completion starts it; None when the day of receipt does.
        stop: the steps whose completion stops it.
        pause_while: the steps during which it does not run.
        restart: the steps whose completion starts it anew.
        promise: how many of its units the office promises to need at most; 0 when it promises nothing.
        line: where in the file it stands.
    """

    key: str
    name: str
    limit: Limit
    start: Moment | None = None
    stop: tuple[Moment, ...] = ()
    pause_while: tuple[str, ...] = ()
    restart: tuple[Moment, ...] = ()
    promise: int = 0
    line: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Process:
    """One edition of a process, as its file says. Two of the same text are the same."""

    key: str
    name: str
    text: str = field(repr=False)
    sha256: str
    nodes: Mapping[str, Node] = field(repr=False)
    flows: Mapping[str, Flow] = field(repr=False)
    roles: tuple[str, ...]
    fields: Mapping[str, Field] = field(repr=False)
    clocks: Mapping[str, Clock] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Process) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def node_at(self, flow: str) -> Node:
        """Return the node that a token on `flow` stands before."""
        return self.nodes[self.flows[flow].target]

    @cached_property
    def start(self) -> Node:
        return next(node for node in self.nodes.values() if node.kind is NodeKind.START)

    @cached_property
    def steps(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.is_step)
