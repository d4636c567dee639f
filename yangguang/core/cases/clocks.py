"""The rows of the terms: what happened to each is stored, and what follows from it is computed by the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile

from yangguang.core.records.rows import insert, update
from yangguang.rules import clocks as rules
from yangguang.rules.processes import Clock as Declared
from yangguang.rules.terms import Term, Unit
from yangguang.rules.workdays import WorkCalendar

from . import store, versions
from .models import Case, Clock, ClockEvent, Inquiry, Step
from .workdays import of

Kind = ClockEvent.Kind

ENDS = {Kind.DONE: Clock.State.DONE, Kind.STOPPED: Clock.State.STOPPED}
"""The events after which a term no longer runs."""

RECKONED = ("unit", "kind", "provisional", "due_on", "closed_on", "anchor_on", "remaining", "state")
"""What of a row follows from its history."""

_SAME_DAY = (rules.Restarted, rules.Extended, rules.Paused)
"""In what order events of one day are taken."""


def reckoned(
    term: Term, history: Sequence[ClockEvent], calendar: WorkCalendar, whom: Mapping[int, str] | None = None
) -> rules.Clock:
    """Return the clock that follows from its history; its first event says when it started.

    `whom` names those who were asked, by the key of the inquiry.
    """
    events: list[rules.Event] = []
    for place, event in enumerate(history):
        match event.kind:
            case Kind.RESTARTED:
                events.append(rules.Restarted(event.on))
            case Kind.EXTENDED:
                events.append(rules.Extended(event.on, workdays=event.workdays))
            case Kind.PAUSED:
                said = (whom or {}).get(event.inquiry_id or 0, "")
                events.append(rules.Paused(event.on, _resumed_on(event, history[place:]), whom=said))
    events.sort(key=lambda event: (begins(event), _SAME_DAY.index(type(event))))
    return rules.Clock(term, history[0].on, calendar, tuple(events))


def _resumed_on(paused: ClockEvent, later: Iterable[ClockEvent]) -> date | None:
    """Return the day on which what paused a term, a step or one inquiry, no longer did.

    An answer that is entered after its time seemed to have run out, though it had come before, corrects the day.
    """
    held_by = (paused.step_id, paused.inquiry_id)
    of_the_same = [
        each for each in later if (each.step_id, each.inquiry_id) == held_by and each is not paused
    ]
    ended = takewhile(lambda each: each.kind == Kind.RESUMED, of_the_same)
    return min((each.on for each in ended), default=None)


def begins(event: rules.Event) -> date:
    """Return the day on which an event takes effect."""
    return event.since if isinstance(event, rules.Paused) else event.on


def set_from(row: Clock, clock: rules.Clock, history: Iterable[ClockEvent]) -> None:
    """Let `row` say what follows from its history.

    `anchor_on` is the last day on which something happened to the term; from it the database counts on
    when the calendar changes.
    """
    over = None
    for event in history:
        if event.kind in ENDS:
            over = event
        elif event.kind == Kind.REOPENED:
            over = None
    row.unit, row.kind = clock.term.unit, clock.term.kind
    row.provisional = bool(clock.due and clock.due.provisional)
    row.due_on = clock.due.on if clock.due else None
    row.closed_on = over.on if over else None
    pauses = [event for event in clock.events if isinstance(event, rules.Paused)]
    if clock.due:
        ended = [pause.until for pause in pauses if pause.until and pause.until <= clock.due.on]
        row.anchor_on = max([clock.started_on, *ended])
        row.remaining = clock.remaining(row.anchor_on)
        row.state = Clock.State.RUNNING
    else:
        row.anchor_on = max(pause.since for pause in pauses if pause.until is None)
        row.remaining = clock.left
        row.state = Clock.State.PAUSED
    if over:
        row.state = ENDS[Kind(over.kind)]


def last_day(term: Term, since: date, calendar: WorkCalendar) -> date:
    """Return the last day of a term that nothing pauses or restarts, such as that of a step."""
    due = rules.Clock(term, since, calendar).due
    assert due is not None  # only a pause leaves the last day open
    return due.on


def counts_workdays(term: Term) -> bool:
    return term.unit is Unit.WORKDAYS


def begin(case: Case, *, received_on: date, at: datetime) -> None:
    """Start the terms that run from the day of receipt."""
    for declared in versions.diagram_of(case.version).clocks.values():
        if declared.start is None:
            _start(case, declared.key, declared.limit.on(received_on), on=received_on, at=at)


def follow(case: Case, step: Step, new: Sequence[Step], *, on: date, at: datetime) -> None:
    """Let the terms of a case follow that `step` was done and that `new` ones began.

    Args:
        case: the case, locked.
        step: the step that was done, with its outcome.
        new: the steps that began because of it.
        on: the legal day: that on which a letter went out, or an answer came.
        at: when.
    """
    declared = versions.diagram_of(case.version).clocks.values()
    happened = {clock.key: list(_events(clock, step, new)) for clock in declared}
    starting = [
        clock for clock in declared if clock.start is not None and clock.start.is_met(step.node, step.outcome)
    ]
    if not starting and not any(happened.values()):
        return
    rows = {row.key: row for row in store.clocks_of(case)}
    for clock in starting:
        if clock.key not in rows:
            rows[clock.key] = _start(case, clock.key, clock.limit.on(on), on=on, at=at)
        elif rows[clock.key].closed_on is not None:
            # What ended once and starts again, as in a second round, runs from its beginning.
            happened[clock.key] = [(Kind.REOPENED, None), (Kind.RESTARTED, None), *happened[clock.key]]
    calendar = of(case.org_id)
    for key, events in happened.items():
        if events and key in rows:
            add(rows[key], events, on=on, at=at)
            reckon_anew(rows[key], calendar, case=case)


def follow_move(
    case: Case,
    left: Collection[Step],
    new: Sequence[Step],
    *,
    undone: Collection[Step],
    on: date,
    at: datetime,
) -> None:
    """Let the terms of a case follow an irregular move: no step was done, some were left and some began.

    Args:
        case: the case, locked.
        left: the steps that were taken away.
        new: the steps that began instead.
        undone: the steps done before that are to be done once more; a term that one of them ended goes on.
        on: the day of the move.
        at: when.
    """
    calendar = of(case.org_id)
    for row in Clock.objects.filter(case=case):
        declared = versions.diagram_of(case.version).clocks[row.key]
        events: list[tuple[str, Step | None]] = []
        if row.state == Clock.State.DONE and any(
            moment.is_met(step.node, step.outcome) for moment in declared.stop for step in undone
        ):
            events.append((Kind.REOPENED, None))
        events += [(Kind.RESUMED, step) for step in left if _pauses(declared, step)]
        events += [(Kind.PAUSED, step) for step in new if _pauses(declared, step)]
        if events:
            add(row, events, on=on, at=at)
            reckon_anew(row, calendar, case=case)


def hold(inquiry: Inquiry, *, on: date, at: datetime) -> None:
    """Let the terms that pause at the step of an inquiry stand still for its sake from `on`."""
    case = inquiry.case
    diagram = versions.diagram_of(case.version)
    node = diagram.nodes[inquiry.step.node]
    for row in store.clocks_of(case):
        declared = diagram.clocks[row.key]
        if row.closed_on is None and node.id in declared.pause_while and node.each:
            add(row, [(Kind.PAUSED, inquiry.step)], on=on, at=at, inquiry=inquiry)
            reckon_anew(row, of(row.org_id), case=case)


def release(inquiry: Inquiry, *, on: date, at: datetime) -> None:
    """Let the terms go on that stood still for the sake of an inquiry; `on` is the last day that does not count."""
    for row in store.clocks_of(inquiry.case):
        held = [event for event in store.history_of(row) if event.inquiry_id == inquiry.pk]
        if held and (held[-1].kind == Kind.PAUSED or on < held[-1].on):
            add(row, [(Kind.RESUMED, inquiry.step)], on=on, at=at, inquiry=inquiry)
            reckon_anew(row, of(row.org_id), case=inquiry.case)


def stop_all(case: Case, *, on: date, at: datetime) -> None:
    """Let no term of a case run on that has come to its end (终止)."""
    for row in Clock.objects.filter(case=case, closed_on=None):
        add(row, [(Kind.STOPPED, None)], on=on, at=at)
        reckon_anew(row, of(case.org_id), case=case)


def reopen_stopped(case: Case, *, on: date, at: datetime) -> None:
    """Let the terms go on that stopped with a case (恢复)."""
    for row in Clock.objects.filter(case=case, state=Clock.State.STOPPED):
        add(row, [(Kind.REOPENED, None)], on=on, at=at)
        reckon_anew(row, of(case.org_id), case=case)


def add(
    row: Clock,
    events: Iterable[tuple[str, Step | None]],
    *,
    on: date,
    at: datetime,
    workdays: int = 0,
    inquiry: Inquiry | None = None,
) -> None:
    """Add to what happened to a term."""
    for kind, step in events:
        insert(
            ClockEvent(
                org_id=row.org_id,
                clock=row,
                kind=kind,
                on=on,
                workdays=workdays,
                step=step,
                inquiry=inquiry,
                at=at,
            )
        )


def reckon_anew(row: Clock, calendar: WorkCalendar, *, case: Case | None = None) -> None:
    """Compute a term from its history, and keep what follows from it."""
    history = store.history_of(row)
    declared = versions.diagram_of((case or row.case).version).clocks[row.key]
    set_from(row, reckoned(declared.limit.on(history[0].on), history, calendar), history)
    update(row, *RECKONED)


def proved(row: Clock) -> rules.Clock:
    """Return the clock of a row, with its proof."""
    history = list(ClockEvent.objects.filter(clock=row).order_by("pk"))
    declared = versions.diagram_of(row.case.version).clocks[row.key]
    whom = dict(Inquiry.objects.filter(case=row.case_id).values_list("pk", "whom"))
    return reckoned(declared.limit.on(history[0].on), history, of(row.org_id), whom)


def _start(case: Case, key: str, term: Term, *, on: date, at: datetime) -> Clock:
    row = Clock(org_id=case.org_id, case=case, key=key, unit=term.unit, anchor_on=on, remaining=term.number)
    event = ClockEvent(org_id=case.org_id, clock=row, kind=Kind.STARTED, on=on, at=at)
    set_from(row, reckoned(term, [event], of(case.org_id)), [event])
    insert(row)
    event.clock = row
    insert(event)
    return row


def _pauses(clock: Declared, step: Step) -> bool:
    """Whether a term stands still while a step is open; where each one asked is what it waits for, it is not."""
    return step.node in clock.pause_while and not versions.diagram_of(step.case.version).nodes[step.node].each


def _events(clock: Declared, step: Step, new: Sequence[Step]) -> Iterator[tuple[str, Step | None]]:
    if step.node in clock.pause_while and (_pauses(clock, step) or _held_by_itself(step)):
        yield Kind.RESUMED, step
    if any(moment.is_met(step.node, step.outcome) for moment in clock.restart):
        yield Kind.RESTARTED, None
    if any(moment.is_met(step.node, step.outcome) for moment in clock.stop):
        yield Kind.DONE, None
    for each in new:
        if _pauses(clock, each):
            yield Kind.PAUSED, each


def _held_by_itself(step: Step) -> bool:
    """Whether a step paused a term under an edition before, in which it did so itself."""
    return ClockEvent.objects.filter(
        clock__case=step.case_id, step=step, inquiry=None, kind=Kind.PAUSED
    ).exists()
