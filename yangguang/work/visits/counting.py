"""Counting visits (访问次数), page views (页面浏览量) and visitors (日独立访客) as the lines of a log go by.

Pure: what is under way goes in and comes out as plain values, so that counting stops and goes on at any line.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .rules import (
    CHINA,
    DAY,
    LONGEST_AGENT,
    TERMS,
    BrokenLine,
    Request,
    Seen,
    day_number,
    day_of,
    is_robot,
    read_line,
    seen,
    visitor_key,
)

SaltOf = Callable[[int], bytes]
"""Gives the salt of a day, by the day's number; always the same one until the day is closed."""

AHEAD = 3600
"""How many seconds a line may be ahead of the clock of whoever reads it; what is further ahead is a broken line."""

MOST_UNDER_WAY = 200_000
"""How many visits are kept under way; a flood of invented visitors ends the oldest early and not the server."""

MOST_KEYS = 50_000
"""Of how many visitors the key is remembered while one batch is read."""


@dataclass(slots=True)
class Visit:
    """A visit under way.

    Args:
        last: when it was last heard of, in seconds since 1970.
        day: the day it began, to which it is attributed.
        entry: the page it began with, to which it is attributed.
        is_counted: whether it stands among the visits already; so it is when its day was closed meanwhile.
        is_robot: whether it behaved as only a robot does.
        pages: how many views it had.
        minute: the last minute in which it had one.
        in_minute: how many in that minute.
        views: how often it looked at each page on each day, as far as that is not counted yet.
        keys: the visitor's key on each of these days.
        unpaired: for each page whether it was its beacon that was seen alone, and when.
    """

    last: int
    day: int
    entry: str
    is_counted: bool = False
    is_robot: bool = False
    pages: int = 0
    minute: int = 0
    in_minute: int = 0
    views: dict[tuple[int, str], int] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    unpaired: dict[str, tuple[bool, list[int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """What a batch adds to the figures; days are day numbers.

    Args:
        visits: on which day and page they began.
        views: on which day and of which page.
        visitors: on each day.
        robots: how many views of robots were left out on each day.
        lines: how many lines were read.
        broken: how many of them were not in our format.
        late: how many views came after their day was closed, and are not counted.
    """

    visits: Counter[tuple[int, str]] = field(default_factory=Counter)
    views: Counter[tuple[int, str]] = field(default_factory=Counter)
    visitors: Counter[int] = field(default_factory=Counter)
    robots: Counter[int] = field(default_factory=Counter)
    lines: int = 0
    broken: int = 0
    late: int = 0

    def days(self) -> list[int]:
        """Return the days to which something is added, in order."""
        pages = {day for day, _ in (*self.visits, *self.views)}
        return sorted(pages | self.visitors.keys() | self.robots.keys())


class Count:
    """Counts lines one after the other, in the order of the log.

    A visit (访问) is what one visitor looks at without a break of more than 30 minutes; it goes on across midnight,
    and is attributed to the day and the page with which it began. A visit enters the figures when it is over, or
    half an hour after midnight, when the day before is closed: until then it may turn out to be a robot's.

    Args:
        salt_of: gives the salts of the days.
        now: the moment of reading; what claims to come later is a broken line.
        under_way: what `state` gave at the end of the batch before; empty for the first one.
        most: how many visits are kept under way.
    """

    def __init__(
        self,
        salt_of: SaltOf,
        *,
        now: int,
        under_way: dict[str, Any] | None = None,
        most: int = MOST_UNDER_WAY,
    ) -> None:
        state = under_way or {}
        self.figures = Figures()
        self.closed: int = state.get("closed", 0)
        self._clock: int = state.get("clock", 0)
        self._visits = {key: _visit(kept) for key, kept in state.get("visits", [])}
        self._visitors = {int(day): set(keys) for day, keys in state.get("visitors", {}).items()}
        self._salt_of = salt_of
        self._latest = now + AHEAD
        self._most_under_way = most
        self._keys: dict[tuple[int, bytes, bytes], str] = {}
        self._salts: dict[int, bytes] = {}
        on = day_of(day_number(now))
        self._gap = TERMS["visit_ends_after"].on(on).amount * 60
        self._join = TERMS["seen_within"].on(on).amount
        self._most_in_minute = TERMS["pages_in_a_minute"].on(on).amount
        self._most_pages = TERMS["pages_in_a_visit"].on(on).amount

    def read(self, line: bytes) -> None:
        """Count one line; a broken one is counted as such."""
        self.figures.lines += 1
        try:
            request = read_line(line)
        except BrokenLine:
            self.figures.broken += 1
            return
        if request.at > self._latest:
            self.figures.broken += 1
        elif (page := seen(request)) is not None:
            self._count(request, page)

    def pass_time(self, until: int) -> None:
        """End the visits, and close the days, that are over at `until`, though no line came to say so."""
        if until <= self._clock:
            return
        self._clock = until
        for key in list(self._visits):
            # Only nearly in order: a line may be older than the one before.
            if self._visits[key].last < until - self._gap:
                self._settle(self._visits.pop(key))
        self._close_days()

    def state(self) -> dict[str, Any]:
        """Return what is under way, as values that JSON can hold."""
        return {
            "closed": self.closed,
            "clock": self._clock,
            "visits": [[key, _kept(visit)] for key, visit in self._visits.items()],
            "visitors": {str(day): sorted(keys) for day, keys in self._visitors.items()},
        }

    def _count(self, request: Request, page: Seen) -> None:
        at = request.at
        if at > self._clock:
            self._clock = at
            self._end_visits()
            self._close_days()
        day = (at + CHINA) // DAY
        if day <= self.closed:
            self.figures.late += 1
        elif is_robot(request.agent):
            self.figures.robots[day] += 1
        else:
            self._look(self._visit_of(request, day, page.path), at, day, page)

    def _visit_of(self, request: Request, day: int, path: str) -> Visit:
        """Return the visit that goes on, or begins, with this request; it is now the last in the row."""
        key = self._key(request, day)
        visit = self._visits.pop(key, None)
        if visit is None and (request.at + CHINA) % DAY <= self._gap:
            # The first minutes of a day: whoever came before midnight had another key.
            visit = self._visits.pop(self._key(request, day - 1), None)
        if visit is not None and request.at - visit.last > self._gap:
            self._settle(visit)
            visit = None
        if visit is None:
            if len(self._visits) >= self._most_under_way:
                self._settle(self._visits.pop(next(iter(self._visits))))
            visit = Visit(last=request.at, day=day, entry=path)
        self._visits[key] = visit
        visit.keys[day] = key
        return visit

    def _look(self, visit: Visit, at: int, day: int, page: Seen) -> None:
        visit.last = max(visit.last, at)
        if visit.is_robot:
            self.figures.robots[day] += 1
            return
        if self._is_the_other_half(visit, at, page):
            return
        visit.pages += 1
        visit.views[day, page.path] = visit.views.get((day, page.path), 0) + 1
        minute = at // 60
        visit.in_minute = visit.in_minute + 1 if minute == visit.minute else 1
        visit.minute = minute
        if visit.in_minute > self._most_in_minute or visit.pages > self._most_pages:
            self._call_robot(visit)

    def _is_the_other_half(self, visit: Visit, at: int, page: Seen) -> bool:
        """Whether this is the beacon of a view that the server noted, or the other way round: counted once.

        A page that was loaded again waits for a beacon of its own.
        """
        is_beacon, moments = visit.unpaired.get(page.path, (page.is_beacon, []))
        fresh = [moment for moment in moments if at - moment <= self._join]
        if fresh and is_beacon != page.is_beacon:
            visit.unpaired[page.path] = (is_beacon, fresh[1:])
            return True
        if is_beacon != page.is_beacon:
            fresh = []
        visit.unpaired[page.path] = (page.is_beacon, [*fresh, at])
        return False

    def _call_robot(self, visit: Visit) -> None:
        visit.is_robot = True
        for (day, _), number in visit.views.items():
            self.figures.robots[day] += number
        visit.views, visit.unpaired = {}, {}

    def _settle(self, visit: Visit) -> None:
        """Let what a visit did so far enter the figures."""
        if not visit.views:
            return
        if not visit.is_counted:
            self.figures.visits[visit.day, visit.entry] += 1
            visit.is_counted = True
        for (day, path), number in visit.views.items():
            self.figures.views[day, path] += number
        for day in {day for day, _ in visit.views}:
            visitors = self._visitors.setdefault(day, set())
            if visit.keys[day] not in visitors:
                visitors.add(visit.keys[day])
                self.figures.visitors[day] += 1
        visit.views = {}

    def _end_visits(self) -> None:
        """Settle the visits that are over; the one that was heard of longest ago stands first."""
        over = self._clock - self._gap
        while self._visits:
            key = next(iter(self._visits))
            if self._visits[key].last >= over:
                return
            self._settle(self._visits.pop(key))

    def _close_days(self) -> None:
        """Close the days that ended more than a visit's break ago; nothing is added to them any more."""
        newest = day_number(self._clock - self._gap) - 1
        if newest <= self.closed:
            return
        for visit in self._visits.values():
            if any(day <= newest for day, _ in visit.views):
                self._settle(visit)
            visit.keys = {day: key for day, key in visit.keys.items() if day > newest}
        for closing in [day for day in self._visitors if day <= newest]:
            del self._visitors[closing]
        self.closed = newest

    def _key(self, request: Request, day: int) -> str:
        agent = request.agent[:LONGEST_AGENT]
        asked = (day, request.address, agent)
        if (key := self._keys.get(asked)) is None:
            if day not in self._salts:
                self._salts[day] = self._salt_of(day)
            if len(self._keys) >= MOST_KEYS:
                self._keys.clear()
            key = self._keys[asked] = visitor_key(request.address, agent, self._salts[day])
        return key


def _kept(visit: Visit) -> list[Any]:
    return [
        visit.last, visit.day, visit.entry, visit.is_counted, visit.is_robot, visit.pages, visit.minute,
        visit.in_minute,
        [[day, path, number] for (day, path), number in visit.views.items()],
        list(visit.keys.items()),
        [[path, is_beacon, moments] for path, (is_beacon, moments) in visit.unpaired.items()],
    ]  # fmt: skip


def _visit(kept: list[Any]) -> Visit:
    last, day, entry, is_counted, is_robot, pages, minute, in_minute, views, keys, unpaired = kept
    return Visit(
        last, day, entry, is_counted, is_robot, pages, minute, in_minute,
        views={(on, path): number for on, path, number in views},
        keys=dict(keys),
        unpaired={path: (is_beacon, moments) for path, is_beacon, moments in unpaired},
    )  # fmt: skip
