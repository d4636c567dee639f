"""Twenty thousand random histories of a term, against a finger that goes along the calendar day by day.

The finger knows nothing of how the engine computes: it takes the working days from another package, and each
day asks only what the law asks. 政府信息公开条例第三十条、第三十三条; 民法典第二百零一条、第二百零三条.
"""

import random
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar
import pytest

from yangguang.rules.clocks import Event, Extended, Paused, Restarted, Step, reckon
from yangguang.rules.problems import Refused
from yangguang.rules.terms import Term, Unit
from yangguang.rules.workdays import WorkCalendar

HISTORIES = 20_000
ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2019, 5, 15), date(2026, 12, 31)
WORKED = {
    day
    for day in (FIRST + n * ONE_DAY for n in range((LAST - FIRST).days + 1))
    if chinese_calendar.is_workday(day)
}
CALENDAR = WorkCalendar.of_state_council()


def a_term(number: int, unit: Unit, longest: int) -> Term:
    since = date(2007, 1, 1)
    extension = Term("extension", "延长期限", longest, unit, since, "某条例第三条")
    return Term(
        "trial",
        "试行期限",
        number,
        unit,
        since,
        "某条例第一条",
        extension=extension,
        paused_under="某条例第二条",
        restarted_under="某条例第四条",
    )


TERMS = [
    a_term(20, Unit.WORKDAYS, 20),
    a_term(7, Unit.WORKDAYS, 5),
    a_term(15, Unit.DAYS, 15),
    a_term(30, Unit.DAYS, 10),
]


class Found(NamedTuple):
    """What the finger finds: the last day, or None and what is left; which days it counted and passed over."""

    due: date | None
    left: int
    counted: list[date]
    asked: list[date]


def go_along(term: Term, received: date, events: list[Event]) -> Found:
    """Go from the receipt, or from the last restart, day by day until the term is used up."""
    begun = max([received, *(event.on for event in events if isinstance(event, Restarted))])
    added = [event for event in events if isinstance(event, Extended) and event.on >= begun]
    must_count = term.number + sum(event.workdays + event.days for event in added)
    letters = [event for event in events if isinstance(event, Paused)]
    unanswered_since = min((letter.since for letter in letters if letter.until is None), default=date.max)
    answered = [letter for letter in letters if letter.until]
    held_up = {
        letter.since + n * ONE_DAY
        for letter in answered
        for n in range(1, (letter.until - letter.since).days + 1)
    }
    counted: list[date] = []
    asked: list[date] = []
    day = begun
    while len(counted) < must_count:
        day += ONE_DAY
        if day > unanswered_since:
            return Found(None, must_count - len(counted), counted, asked)
        if day in held_up:
            asked.append(day)
        elif term.unit is Unit.DAYS or day in WORKED:
            counted.append(day)
    while term.unit is Unit.DAYS and day not in WORKED:
        day += ONE_DAY
    return Found(day, 0, counted, asked)


def happens_on(event: Event) -> date:
    return event.since if isinstance(event, Paused) else event.on


def is_allowed(term: Term, received: date, so_far: list[Event], event: Event) -> bool:
    """Return whether the law lets `event` follow on `so_far`."""
    if isinstance(event, Restarted):
        return True
    restarts = [each.on for each in so_far if isinstance(each, Restarted)]
    extensions = [each.on for each in so_far if isinstance(each, Extended)]
    if isinstance(event, Extended) and extensions and max(extensions) >= max([received, *restarts]):
        return False
    due = go_along(term, received, so_far).due
    return due is None or happens_on(event) <= due


def a_history(chance: random.Random) -> tuple[Term, date, list[Event]]:
    """Return a term, a day of receipt, and up to six events in the order of their days, not all allowed."""
    term = chance.choice(TERMS)
    received = FIRST + chance.randrange((date(2026, 3, 31) - FIRST).days) * ONE_DAY
    kinds = chance.choices(["letter", "restart", "extension"], weights=[6, 1, 2], k=chance.randrange(7))
    reach = chance.choice([3, 15, 40])  # so that events crowd on a few days as well as lie apart
    events: list[Event] = []
    for kind in kinds:
        on = received + chance.randrange(reach + 1) * ONE_DAY
        if kind == "letter":
            is_open = chance.random() < 0.12
            events.append(Paused(on, None if is_open else on + chance.randrange(25) * ONE_DAY))
        elif kind == "restart":
            events.append(Restarted(on))
        else:
            number = chance.randint(1, term.extension.number)
            events.append(Extended(on, **{term.unit.value: number}))
    order = [Restarted, Extended, Paused]
    return term, received, sorted(events, key=lambda event: (happens_on(event), order.index(type(event))))


def remains(term: Term, found: Found, on: date) -> int:
    """Count the days after `on` up to the last; those since the last, when it has passed, are below zero."""
    if found.due is None:
        return found.left + sum(day > on for day in found.counted)
    if on <= found.due:
        given_way = (found.due - max(on, found.counted[-1])).days if term.unit is Unit.DAYS else 0
        return sum(day > on for day in found.counted) + given_way
    since = [found.due + n * ONE_DAY for n in range(1, (on - found.due).days + 1)]
    return -sum(term.unit is Unit.DAYS or day in WORKED for day in since)


def sorted_out(term: Term, received: date, events: list[Event]) -> tuple[list[Event], Event | None]:
    """Return the events up to the first that the law does not allow, and that one if there is any."""
    for place, event in enumerate(events):
        if not is_allowed(term, received, events[:place], event):
            return events[:place], event
    return events, None


@pytest.mark.slow
def test_every_history_ends_where_the_finger_does():
    chance = random.Random(20_240_301)
    met = Counter()
    for _ in range(HISTORIES):
        term, received, events = a_history(chance)
        events, refused = sorted_out(term, received, events)
        if refused:
            met["refused"] += 1
            with pytest.raises(Refused):
                reckon(term, received, [*events, refused], CALENDAR)
        found = go_along(term, received, events)
        clock = reckon(term, received, chance.sample(events, len(events)), CALENDAR)
        said = (term, received, events)
        assert (clock.due and clock.due.on, clock.left) == (found.due, found.left), said
        on = clock.started_on + chance.randrange(60) * ONE_DAY
        assert clock.remaining(on) == remains(term, found, on), (on, *said)
        kinds = {type(event) for event in events}
        met["awaits an answer"] += found.due is None
        met["begun anew and asked"] += {Restarted, Paused} <= kinds
        met["all three"] += {Restarted, Extended, Paused} <= kinds
        met["gives way to a workday"] += bool(found.due and found.due > found.counted[-1])
    assert min(met.values()) > 1_000, met  # none of these may be missing among them


def test_every_proof_counts_the_days_that_the_finger_counts():
    chance = random.Random(20_250_922)
    for _ in range(1_000):
        term, received, events = a_history(chance)
        events, _ = sorted_out(term, received, events)
        found = go_along(term, received, events)
        proof = reckon(term, received, events, CALENDAR).proof()
        said = (term, received, events)
        end = proof[-1].on
        assert [each.on for each in proof] == [
            received + n * ONE_DAY for n in range((end - received).days + 1)
        ]
        assert [(each.count, each.on) for each in proof if each.count] == list(enumerate(found.counted, 1)), (
            said
        )
        if found.due is None:  # it ends with the first day that does not count
            assert proof[-1].step is Step.PAUSED, said
            continue
        assert end == found.due, said
        assert [each.on for each in proof if each.step is Step.PAUSED] == found.asked, said
        added = [each.count for each in proof if each.step is Step.EXTENDED]
        assert added == list(range(term.number + 1, len(found.counted) + 1)), said
