"""The clock of a term (期限): its last day, and the proof of it day by day.

How the days are counted, for every term:

- the day of receipt (收到之日) is not counted; the last day counts in full;
- a restart (重新计算) forgets what was used, and an extension too; its own day is not counted;
- while others are asked for their opinion days do not count: from the day after the letter went out
  up to and including the day the answer came; overlapping pauses count once;
- an extension (延长) adds to the end, once, before the term has run out;
- a term in calendar days, months or years that ends on a day off ends on the next working day;
  a term in working days never does.

Source: 政府信息公开条例（2019年修订）第三十条、第三十三条; 民法典第二百零一条至第二百零三条.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from yangguang.rules.problems import Problem, refuse_if
from yangguang.rules.terms import Kind, Term, Unit
from yangguang.rules.workdays import WorkCalendar, why_not_reckon

FIRST_DAY_ARTICLE = "民法典第二百零一条第一款"
MONTH_ARTICLE = "民法典第二百零二条"
LAST_DAY_ARTICLE = "民法典第二百零三条第一款"

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Restarted:
    """The term begins anew (重新计算): the correction (补正) or the fee (缴费) came in on this day."""

    on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Extended:
    """The term was made longer (延长) on this day, in working days or, where its law says so, in days."""

    on: date
    workdays: int = 0
    days: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Paused:
    """Others were asked for their opinion (征求意见).

    Args:
        since: the day the letter went out; it still counts.
        until: the day the answer came, or its time ran out; it does not count. None while it is awaited.
        source: the article, where it is another than the term's own.
        whom: who was asked, where several are asked one by one.
    """

    since: date
    until: date | None = None
    source: str = ""
    whom: str = ""


Event = Restarted | Extended | Paused

K = TypeVar("K")
E = TypeVar("E", Restarted, Extended)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term; provisional (暂定) while the arrangement of a year it spans is not announced.

    >>> print(Due(date(2027, 1, 20), provisional=True))
    2027-01-20（暂定，该年放假安排尚未公布）
    """

    on: date
    provisional: bool = False

    def __str__(self) -> str:
        return f"{self.on}（暂定，该年放假安排尚未公布）" if self.provisional else str(self.on)


class Step(StrEnum):
    """What a day does for a clock."""

    label: str

    def __new__(cls, value: str, label: str) -> "Step":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    RECEIVED = "received", "收到之日"
    CLEARED = "cleared", "重新计算前，不再计入"
    RESTARTED = "restarted", "重新计算之日"
    COUNTED = "counted", "计入"
    EXTENDED = "extended", "延长期内，计入"
    OFF = "off", "休息日，不计入"
    PAUSED = "paused", "征求意见期间，不计入"
    ROLLED = "rolled", "末日逢休息日，顺延"


@dataclass(frozen=True, slots=True)
class ProofDay:
    """One day in the proof of a clock.

    Args:
        on: the day.
        step: what it does for the clock.
        words: what kind of day it is, in Chinese: 工作日, 春节放假, 国庆节调休上班 …
        count: which day of the term it is; None when it is not counted.
        source: the article, or the notice on holidays, that makes it so.
        provisional: the arrangement of its year is not announced (暂定).
        awaited: whose opinion is awaited on a day that is therefore not counted, as far as they were named.
    """

    on: date
    step: Step
    words: str
    count: int | None = None
    source: str = ""
    provisional: bool = False
    awaited: tuple[str, ...] = ()

    def __str__(self) -> str:
        count = f"第{self.count}日" if self.count else "——"
        said = f"{self.on} 周{_WEEKDAYS[self.on.weekday()]} {count} {self.words}，{self.step.label}"
        said += f"：{'、'.join(self.awaited)}" if self.awaited else ""
        return f"{said}（{self.source}）" if self.source else said


@dataclass(frozen=True)
class Clock:
    """The clock of one term of one case, as far as its events go; see `reckon`.

    `due` is None while an opinion is awaited: then `left` days remain once it comes.
    """

    term: Term
    received: date
    calendar: WorkCalendar
    events: tuple[Event, ...] = ()
    started_on: date = field(init=False)
    extended: int = field(init=False)
    due: Due | None = field(init=False)
    left: int = field(init=False)
    _pauses: tuple[Paused, ...] = field(init=False, repr=False)
    _last: date | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        started_on = self.received
        extended = 0
        pauses: list[Paused] = []
        for event in self.events:
            match event:
                case Restarted(on=on):
                    started_on, extended = on, 0
                    pauses = [
                        replace(pause, since=on)
                        for pause in pauses
                        if pause.until is None or pause.until > on
                    ]
                case Extended():
                    extended = event.workdays or event.days
                case Paused():
                    pauses = _joined(pauses, event)
        keep("started_on", started_on)
        keep("extended", extended)
        keep("_pauses", tuple(pauses))
        last, left = self._run()
        keep("_last", last)
        keep("left", left)
        keep("due", last and self._due(last))

    @property
    def granted(self) -> int:
        """How many days, months or years the term has, its extension included."""
        return self.term.number + self.extended

    @property
    def is_paused(self) -> bool:
        """Whether an opinion is awaited, so that no last day is fixed."""
        return self.due is None

    def remaining(self, on: date) -> int:
        """Return how many days may still pass after `on`; negative once the term has run out.

        They are working days for a term in working days, and calendar days for any other.
        """
        end = self.due.on if self.due else self._pauses[-1].since  # only an opinion awaited leaves no day
        if on > end:
            return -self._count(end, on) if self.due else self.left
        since = max(on, self.started_on)
        paused = (
            self._count(max(pause.since, since), min(pause.until or end, end))
            for pause in self._pauses
            if pause.since < (self._last or end) and (pause.until is None or pause.until > since)
        )
        return self.left + self._count(since, end) - sum(paused)

    def is_kept_by(self, on: date) -> bool:
        """Return whether an act done on `on` keeps the term: not after a longest, not within a shortest one.

        While an opinion is awaited a longest term is kept by any day, and a shortest (不少于) by none.
        """
        if self.term.kind is Kind.MAX:
            return self.due is None or on <= self.due.on
        return self.due is not None and on > self.due.on

    def last_safe_day(self, workdays: int) -> date | None:
        """Return the last day on which a case may move on to steps that still take `workdays` working days.

        None while no last day is fixed.
        """
        return self.calendar.before(self.due.on, workdays) if self.due else None

    def why_not(self, event: Event) -> list[Problem]:
        """Return what stands in the way of `event`, which is later than all the events the clock has."""
        begins = _begins(event)
        if outside := why_not_reckon(begins, getattr(event, "until", None) or begins):
            return outside
        if begins < self.received:
            return [Problem(f"{begins}早于收到之日{self.received}，请核对日期。", "on", self.term.source)]
        match event:
            case Restarted():
                found = self._why_not_restart()
            case Extended():
                found = self._why_not_extend(event)
            case Paused():
                found = self._why_not_pause(event)
        return list(found)

    def proof(self) -> list[ProofDay]:
        """Return every day from the receipt to the last day with what it does, for anyone to count along.

        A clock that awaits an opinion is proved up to the first day that does not count. Of a term in
        months or years, which is not counted by days, only the first day and the end are given.
        """
        return list(self._proof())

    def _run(self) -> tuple[date | None, int]:
        """Return the last day as it is counted, and what is left when an opinion is awaited instead."""
        at, left = self.started_on, self.granted
        if self.term.unit in (Unit.MONTHS, Unit.YEARS):
            return _months_after(at, left * (12 if self.term.unit is Unit.YEARS else 1)), 0
        for pause in self._pauses:
            used = self._count(at, pause.since)
            if used >= left:
                break
            left -= used
            if pause.until is None:
                return None, left
            at = pause.until
        if self.term.unit is Unit.WORKDAYS:
            return self.calendar.after(at, left), 0
        return at + left * _DAY, 0

    def _due(self, last: date) -> Due:
        on = last if self.term.unit is Unit.WORKDAYS else self.calendar.next_workday(last)
        return Due(on, self.calendar.provisional(self.started_on, on))

    def _count(self, after: date, until: date) -> int:
        """Return how many days that this term counts lie after `after`, up to and including `until`."""
        if self.term.unit is Unit.WORKDAYS:
            return self.calendar.count(after, until)
        return (until - after).days

    def _why_not_restart(self) -> Iterator[Problem]:
        if not self.term.restarted_under:
            yield Problem(f"{self.term.title}没有重新计算的规定，请删去这一项。", source=self.term.source)

    def _why_not_extend(self, event: Extended) -> Iterator[Problem]:
        longest = self.term.extension
        if longest is None:
            yield Problem(f"{self.term.title}没有延长的规定，请删去这一项。", source=self.term.source)
            return
        number, other = (
            (event.days, event.workdays) if longest.unit is Unit.DAYS else (event.workdays, event.days)
        )
        if other or not 1 <= number <= longest.number:
            yield Problem(
                f"{self.term.title}可以延长1至{longest}，请改正延长的天数。", "workdays", longest.source
            )
        if self.extended:
            yield Problem(f"{self.term.title}只能延长一次，已延长{self.extended}日。", "on", longest.source)
        if self.due and event.on > self.due.on:
            said = f"{self.term.title}已于{self.due.on}届满，{event.on}不能再延长；延长须在届满以前决定。"
            yield Problem(said, "on", longest.source)

    def _why_not_pause(self, event: Paused) -> Iterator[Problem]:
        article = self.term.paused_under
        if not article or self.term.unit in (Unit.MONTHS, Unit.YEARS):
            yield Problem(f"{self.term.title}没有停止计算的规定，请删去这一项。", source=self.term.source)
            return
        if event.until and event.until < event.since:
            said = f"收到意见之日{event.until}早于发函之日{event.since}，请核对日期。"
            yield Problem(said, "until", article)
        if self.due and event.since > self.due.on:
            said = f"{self.term.title}已于{self.due.on}届满，{event.since}发出的征求意见书不能再停止计算。"
            yield Problem(said, "since", article)

    def _proof(self) -> Iterator[ProofDay]:
        yield self._proved(self.received, Step.RECEIVED, FIRST_DAY_ARTICLE)
        if (restart := self._latest(Restarted)) and self.started_on > self.received:
            article = restart.source or self.term.restarted_under
            for day in _days(self.received, self.started_on - _DAY):
                yield self._proved(day, Step.CLEARED, article)
            yield self._proved(self.started_on, Step.RESTARTED, article)
        if self._last and self.term.unit in (Unit.MONTHS, Unit.YEARS):
            yield self._proved(self._last, Step.COUNTED, MONTH_ARTICLE, self.granted)
        else:
            yield from self._proof_by_day(self._last or self._pauses[-1].since + _DAY)
        if self._last and self.due:
            for day in _days(self._last, self.due.on):
                yield self._proved(day, Step.ROLLED, LAST_DAY_ARTICLE)

    def _proof_by_day(self, until: date) -> Iterator[ProofDay]:
        extension = self._latest(Extended)
        count = 0
        for day in _days(self.started_on, until):
            if pauses := self._pauses_on(day):
                said = self._proved(day, Step.PAUSED, pauses[0].source or self.term.paused_under)
                awaited = dict.fromkeys(pause.whom for pause in pauses if pause.whom)
                yield replace(said, awaited=tuple(awaited))
            elif not self._count(day - _DAY, day):
                yield self._proved(day, Step.OFF, self.calendar.why(day).source)
            else:
                count += 1
                step, article = Step.COUNTED, self.term.source
                if extension and self.term.extension and count > self.term.number:
                    step, article = Step.EXTENDED, extension.source or self.term.extension.source
                made_up = self.calendar.why(day).source if self.term.unit is Unit.WORKDAYS else ""
                yield self._proved(day, step, "；".join(filter(None, (article, made_up))), count)

    def _proved(self, day: date, step: Step, source: str, count: int | None = None) -> ProofDay:
        said = self.calendar.why(day)
        return ProofDay(day, step, str(said), count, source, said.is_provisional)

    def _latest(self, kind: type[E]) -> E | None:
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)

    def _pauses_on(self, day: date) -> list[Paused]:
        pauses = (event for event in self.events if isinstance(event, Paused) and event.since < day)
        return [pause for pause in pauses if pause.until is None or day <= pause.until]


def reckon(term: Term, received: date, events: Iterable[Event], calendar: WorkCalendar) -> Clock:
    """Return the clock of `term` after all of `events`, in whatever order they are given.

    Args:
        term: the term in force on the day of receipt.
        received: the day of receipt (收到之日), which is not counted.
        events: restarts, extensions and pauses.
        calendar: the working days of the organisation that the term binds.

    Raises:
        Refused: with every event that the law does not allow, and its article.

    Source: see the head of this module.

    >>> from yangguang.rules.terms import terms_of
    >>> reply = terms_of("disclosure")["reply"].on(date(2025, 9, 22))
    >>> calendar = WorkCalendar.of_state_council()
    >>> print(reckon(reply, date(2025, 9, 22), [], calendar).due)
    2025-10-24
    >>> asked = Paused(since=date(2025, 9, 26), until=date(2025, 10, 20))
    >>> print(reckon(reply, date(2025, 9, 22), [asked], calendar).due)
    2025-11-11
    >>> waiting = reckon(reply, date(2025, 9, 22), [Paused(since=date(2025, 9, 26))], calendar)
    >>> waiting.due, waiting.left
    (None, 16)
    """
    refuse_if(why_not_reckon(received))
    clock = Clock(term, received, calendar)
    problems: list[Problem] = []
    for event in sorted(events, key=_order):
        if found := clock.why_not(event):
            problems += found
        else:
            clock = replace(clock, events=(*clock.events, event))
    refuse_if(problems)
    return clock


@dataclass(frozen=True, slots=True)
class Moved(Generic[K]):
    """A case whose last day another calendar would move."""

    key: K
    before: Due | None
    after: Due | None


def moved(
    cases: Iterable[tuple[K, Term, date, Sequence[Event]]], *, before: WorkCalendar, after: WorkCalendar
) -> Iterator[Moved[K]]:
    """Yield the cases whose last day changes, or becomes certain, when `after` takes the place of `before`.

    Args:
        cases: the key, the term, the day of receipt and the events of each.
        before: the calendar in use.
        after: the calendar as it would be, for example `before.with_notice(…)`.
    """
    for key, term, received, events in cases:
        clock = reckon(term, received, events, before)
        new = replace(clock, calendar=after)  # what was decided in its time stays decided
        if clock.due != new.due:
            yield Moved(key, clock.due, new.due)


def _begins(event: Event) -> date:
    return event.since if isinstance(event, Paused) else event.on


def _order(event: Event) -> tuple[date, int]:
    """Order events by their day; on one day a restart comes first and an extension before a letter."""
    return _begins(event), (Restarted, Extended, Paused).index(type(event))


def _joined(pauses: list[Paused], later: Paused) -> list[Paused]:
    """Return `pauses`, which do not touch and are in order, with one that begins no earlier than these."""
    if not pauses:
        return [later]
    *others, latest = pauses
    if latest.until and latest.until < later.since:
        return [*pauses, later]
    return [*others, Paused(latest.since, latest.until and later.until and max(latest.until, later.until))]


def _days(after: date, until: date) -> Iterator[date]:
    return (after + n * _DAY for n in range(1, (until - after).days + 1))


def _months_after(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or the last of that month.

    Source: 民法典第二百零二条.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
