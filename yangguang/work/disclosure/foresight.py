"""What would become of the term for an answer if something happened (假如), and by when each step has to begin.

Everything is reckoned by the clocks of `yangguang.rules`, with events that are supposed and never stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from yangguang.rules.clocks import Clock, Event, Extended, Paused, Restarted
from yangguang.rules.problems import Problem, refuse_if

from .rules import REGULATION, TERMS

WORK = {
    "search": "work_search",
    "draft": "work_draft",
    "review": "work_review",
    "sign": "work_sign",
    "deliver": "work_deliver",
}
"""The steps from the search to the delivery, in their order, and how many working days the office allows for each."""

KINDS = {
    "correction": "发出补正告知书，收到补正",
    "fee": "通知收费，完成缴费",
    "consultation": "征求意见，收到意见或者届满",
    "extension": "延长答复期限",
}
"""What can be supposed."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """One thing that is supposed to happen.

    Args:
        kind: one of `KINDS`.
        since: the day on which our letter goes out, or on which the extension is decided.
        until: the day on which the correction, the fee or the opinion comes; None for an extension, or while it
            is awaited.
        workdays: by how many working days the term is extended.
    """

    kind: str
    since: date
    until: date | None = None
    workdays: int = 0

    @property
    def events(self) -> tuple[Event, ...]:
        if self.kind == "extension":
            return (Extended(self.since, workdays=self.workdays),)
        pause = Paused(self.since, self.until)
        if self.kind == "consultation" or self.until is None:
            return (pause,)
        return (pause, Restarted(self.until))


def why_not_suppose(clock: Clock, what: Supposed) -> Iterator[Problem]:
    """Say why something cannot be supposed of a clock: it would be against its rules, or comes in the wrong order."""
    if what.until is not None and what.until < what.since:
        yield Problem(f"后一个日期{what.until}早于前一个日期{what.since}，请核对。", "until")
        return
    if clock.is_paused:
        open_pause = _open_pause(clock)
        if what.kind == "extension":
            yield Problem("期限正在暂停，恢复计算以后才能延长。", "kind", f"{REGULATION}第三十三条")
        elif what.until is None or what.until < open_pause.since:
            yield Problem(
                f"期限自{open_pause.since}起暂停，请填写收到意见、补正或者缴费的日期，不早于这一天。", "until"
            )
        return
    yield from clock.why_not(what.events[0])


def supposing(clock: Clock, what: Supposed) -> Clock:
    """Return the clock as it would be.

    Where the term is paused already, what is supposed is the end of that pause: nothing goes out any more.

    Raises:
        Refused: for what `why_not_suppose` finds.

    >>> from yangguang.rules.workdays import WorkCalendar
    >>> reply = TERMS["reply"].on(date(2025, 9, 22))
    >>> clock = Clock(reply, date(2025, 9, 22), WorkCalendar.of_state_council())
    >>> asked = Supposed("consultation", since=date(2025, 9, 26), until=date(2025, 10, 20))
    >>> print(clock.due, supposing(clock, asked).due)
    2025-10-24 2025-11-11
    """
    refuse_if(why_not_suppose(clock, what))
    events: tuple[Event, ...] = (*clock.events, *what.events)
    if clock.is_paused:
        ended = [
            replace(each, until=what.until) if isinstance(each, Paused) and each.until is None else each
            for each in clock.events
        ]
        events = (*ended, *(event for event in what.events if isinstance(event, Restarted)))
    return Clock(clock.term, clock.received, clock.calendar, events)


def usual(clock: Clock, node: str, today: date) -> list[Supposed]:
    """Return what is worth asking of a request that stands at `node` today: what could happen next.

    What others owe comes on the last day of their term: that is the worst that can be waited for.
    """
    calendar = clock.calendar
    latest = {
        "consultation": calendar.after(today, TERMS["third_party"].on(today).workdays),
        "fee": calendar.after(today, TERMS["fee_payment"].on(today).workdays),
        "correction": calendar.after(today, TERMS["reply"].on(today).workdays // 2),
    }
    if clock.is_paused:
        kind = {"correct": "correction", "pay": "fee"}.get(node, "consultation")
        since = _open_pause(clock).since
        return [Supposed(kind, since, today), Supposed(kind, since, latest[kind])]
    found = [Supposed("extension", today, workdays=longest) for longest in _extensions(clock)]
    possible = {"examine": ("correction", "fee", "consultation"), "search": ("consultation",)}.get(node, ())
    return [*(Supposed(kind, today, latest[kind]) for kind in possible), *found]


@dataclass(frozen=True, slots=True)
class SafeDay:
    """By when a step has to begin, so that the answer leaves in time."""

    node: str
    workdays: int
    on: date | None


def safe_days(clock: Clock, nodes: Iterable[str] = WORK) -> list[SafeDay]:
    """Return for each step that is left the last day on which it can begin without breaking the promise.

    Each has the working days that the office allows for it, and so have those after it.

    >>> from yangguang.rules.workdays import WorkCalendar
    >>> reply = TERMS["reply"].on(date(2025, 3, 3))
    >>> clock = Clock(reply, date(2025, 3, 3), WorkCalendar.of_state_council())
    >>> print(clock.due, *(f"{each.node} {each.on}" for each in safe_days(clock, ["sign", "deliver"])))
    2025-03-31 sign 2025-03-27 deliver 2025-03-28
    """
    needed = {name: TERMS[term].on(clock.received).workdays for name, term in WORK.items()}
    wanted, left, found = set(nodes), 0, []
    for node in reversed(WORK):
        left += needed[node]
        if node in wanted:
            found.append(SafeDay(node, needed[node], clock.last_safe_day(left)))
    return found[::-1]


def needed_from(node: str, on: date) -> int:
    """Return how many working days the office allows from the beginning of `node` to the delivery.

    >>> needed_from("deliver", date(2024, 1, 8)), needed_from("draft", date(2024, 1, 8))
    (1, 7)
    """
    names = list(WORK)
    left = names[names.index(node) :] if node in names else names
    return sum(TERMS[WORK[name]].on(on).workdays for name in left)


def _extensions(clock: Clock) -> Iterator[int]:
    if clock.term.extension and not clock.extended:
        yield clock.term.extension.number


def _open_pause(clock: Clock) -> Paused:
    pauses = (each for each in reversed(clock.events) if isinstance(each, Paused))
    return next(each for each in pauses if each.until is None)
