"""Working days (工作日) as the State Council arranges them, year by year."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import accumulate, compress
from types import MappingProxyType
from typing import NamedTuple

from yangguang.rules.problems import Problem, Refused, refuse_if

FIRST, LAST = date(2007, 1, 1), date(2099, 12, 31)
"""The days a calendar answers for. Arrangements of whole years exist since 2007; see `calendars/`."""

LONGEST = 200
"""How many letters the title, the number and the address of a notice may have."""

WEEKEND_ARTICLE = "国务院关于职工工作时间的规定第七条第一款"

_FIRST, _LAST = FIRST.toordinal(), LAST.toordinal()


class DayState(StrEnum):
    """What makes a day worked or not."""

    label: str
    is_worked: bool

    def __new__(cls, value: str, label: str, is_worked: bool) -> "DayState":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.is_worked = label, is_worked
        return member

    WORKED = "worked", "工作日", True
    MADE_UP = "made_up", "调休上班", True
    WEEKEND = "weekend", "周末", False
    HOLIDAY = "holiday", "放假", False
    LOCAL_OFF = "local_off", "本机关休息", False


@dataclass(frozen=True)
class Notice:
    """One notice of the State Council on the days off and the make-up workdays of a year.

    Args:
        year: the year it arranges; it may reach back into December of the year before.
        title: its title (标题).
        number: its document number (发文字号); empty where no source at hand gives it.
        url: where it was published.
        published_on: the day of publication, which decides between two notices on one day; None if unknown.
        off: the days off, each with the name of its holiday.
        on: the days worked to make up for them (调休上班), each with the name of that holiday.
    """

    year: int
    title: str
    number: str = ""
    url: str = ""
    published_on: date | None = None
    off: Mapping[date, str] = field(default_factory=dict, hash=False)
    on: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "off", MappingProxyType(dict(self.off)))
        object.__setattr__(self, "on", MappingProxyType(dict(self.on)))

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    @classmethod
    def from_toml(cls, text: str) -> "Notice":
        """Return the notice written in `text`, in the form of the files in `calendars/`.

        Raises:
            Refused: with every mistake in the text, each saying where it stands.

        >>> notice = Notice.from_toml('''
        ... year = 2027
        ... title = "国务院办公厅关于2027年部分节假日安排的通知"
        ... [[holidays]]
        ... name = "元旦"
        ... off = [2027-01-01, 2027-01-02, 2027-01-03]
        ... ''')
        >>> notice.off[date(2027, 1, 1)]
        '元旦'
        """
        try:
            written = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            said = f"放假安排不是正确的 TOML 文件（{wrong}），请对照已有年份的文件改正。"
            raise Refused(Problem(said)) from None
        year = written.get("year")
        if type(year) is not int or not FIRST.year <= year <= LAST.year:
            said = f"放假安排的 year 应当是{FIRST.year}至{LAST.year}之间的年份。"
            raise Refused(Problem(said, field="year"))
        problems = [
            Problem(f"放假安排里没有 {key} 这一项，请删去或改正。", field=key)
            for key in written.keys() - {"year", "title", "number", "url", "published_on", "holidays"}
        ]
        problems += [
            Problem(f"放假安排的 {key} 应当是一段文字。", field=key)
            for key in ("title", "number", "url")
            if not isinstance(written.get(key, ""), str)
        ]
        if not written.get("title"):
            problems.append(Problem("放假安排须写明通知的标题 title。", field="title"))
        problems += [
            Problem(f"放假安排的 {key} 太长，最多{LONGEST}个字。", field=key)
            for key in ("title", "number", "url")
            if isinstance(written.get(key), str) and len(written[key]) > LONGEST
        ]
        published_on = written.get("published_on")
        if published_on is not None and not _is_day(published_on):
            said = "放假安排的 published_on 应当是日期，如 2026-11-04。"
            problems.append(Problem(said, field="published_on"))
        off: dict[date, str] = {}
        on: dict[date, str] = {}
        holidays = written.get("holidays")
        if not isinstance(holidays, list) or not holidays:
            said = "放假安排须用 [[holidays]] 逐个写明节日及其放假、上班的日期。"
            problems.append(Problem(said, field="holidays"))
            holidays = []
        for holiday in holidays:
            problems += _read_holiday(holiday, year, off, on)
        if problems:
            raise Refused(*problems)
        return cls(
            year=year,
            title=written["title"],
            number=written.get("number", ""),
            url=written.get("url", ""),
            published_on=published_on,
            off=off,
            on=on,
        )


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _read_holiday(holiday: object, year: int, off: dict[date, str], on: dict[date, str]) -> Iterable[Problem]:
    """Add the days of one holiday to `off` and `on`; yield what is wrong with it."""
    if not isinstance(holiday, dict) or not isinstance(name := holiday.get("name"), str) or not name:
        yield Problem("每个 [[holidays]] 须有节日名称 name。", field="holidays")
        return
    for key in holiday.keys() - {"name", "off", "on"}:
        yield Problem(f"“{name}”里没有 {key} 这一项，只有 name、off、on。", field="holidays")
    for key, days in (("off", off), ("on", on)):
        written = holiday.get(key, [])
        if not isinstance(written, list) or not all(_is_day(day) for day in written):
            yield Problem(f"“{name}”的 {key} 应当是一列日期，如 [{year}-01-01]。", field="holidays")
            continue
        for day in written:
            if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
                yield Problem(f"“{name}”的{day}不在{year}年（或上一年12月）之内。", field="holidays")
            elif day in off or day in on:
                yield Problem(f"{day}写了不止一次，一天只能或放假、或上班。", field="holidays")
            else:
                days[day] = name


@dataclass(frozen=True, slots=True)
class Day:
    """What a calendar says of one day, and the notice it rests on.

    `is_provisional` (暂定) means that the arrangement of its year is not announced yet.
    """

    on: date
    state: DayState
    name: str = ""
    notice: Notice | None = None
    is_provisional: bool = False

    @property
    def source(self) -> str:
        """The notice or article that makes it a day off or a make-up workday; empty on an ordinary day."""
        if self.notice:
            return str(self.notice)
        return WEEKEND_ARTICLE if self.state is DayState.WEEKEND else ""

    def __str__(self) -> str:
        words = f"{self.name}{self.state.label}" if self.name else self.state.label
        return f"{words}（暂定）" if self.is_provisional else words


class CountedDay(NamedTuple):
    """A day as one counts on from it: `ordinal` is how many working days there are up to and with it."""

    on: date
    is_worked: bool
    ordinal: int
    is_provisional: bool
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of an organisation. It never changes; `with_…` return another one.

    Mondays to Fridays are worked, except as `off` and `on` say; the notices come after these in the order
    of their publication, a later one overriding; the organisation's own days off come last.
    A calendar with notices knows the years they arrange, and every other year is provisional (暂定);
    one made of bare days is taken as said.

    >>> spring = WorkCalendar(off={date(2024, 2, day) for day in (12, 13, 14, 15, 16)},
    ...                       on={date(2024, 2, 4), date(2024, 2, 18)})
    >>> spring.after(date(2024, 1, 25), 20)
    datetime.date(2024, 2, 27)
    >>> WorkCalendar.of_state_council().after(date(2024, 1, 25), 20)
    datetime.date(2024, 2, 27)
    """

    off: AbstractSet[date] = frozenset()
    on: AbstractSet[date] = frozenset()
    notices: tuple[Notice, ...] = ()
    local_off: AbstractSet[date] = frozenset()
    _special: dict[date, Day] = field(init=False, repr=False, compare=False)
    _worked: list[date] = field(init=False, repr=False, compare=False)
    _upto: list[int] = field(init=False, repr=False, compare=False)
    _announced: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        keep("off", frozenset(self.off))
        keep("on", frozenset(self.on))
        keep("local_off", frozenset(self.local_off))
        keep(
            "notices",
            tuple(sorted(self.notices, key=lambda each: each.published_on or date(each.year, 1, 1))),
        )
        keep("_announced", frozenset(notice.year for notice in self.notices))
        if both := self.off & self.on:
            raise ValueError(f"both off and on: {min(both)}")
        special = self._arranged()
        keep("_special", special)
        # FIRST is a Monday, so the plain weeks can be laid out as they are
        is_worked = bytearray((1, 1, 1, 1, 1, 0, 0) * ((_LAST - _FIRST) // 7 + 1))[: _LAST - _FIRST + 1]
        for day, said in special.items():
            if FIRST <= day <= LAST:
                is_worked[day.toordinal() - _FIRST] = said.state.is_worked
        keep("_worked", [date.fromordinal(each) for each in compress(range(_FIRST, _LAST + 1), is_worked)])
        keep("_upto", list(accumulate(is_worked)))

    def _arranged(self) -> dict[date, Day]:
        days = {day: Day(day, DayState.HOLIDAY) for day in self.off}
        days |= {day: Day(day, DayState.MADE_UP) for day in self.on}
        for notice in self.notices:
            days |= {day: Day(day, DayState.HOLIDAY, name, notice) for day, name in notice.off.items()}
            days |= {day: Day(day, DayState.MADE_UP, name, notice) for day, name in notice.on.items()}
        return days | {day: Day(day, DayState.LOCAL_OFF) for day in self.local_off}

    @classmethod
    def of_state_council(cls) -> "WorkCalendar":
        """Return the calendar of the notices that this release carries, 2007 to 2026.

        Source: 全国年节及纪念日放假办法; the notice of each year, see `calendars/`.
        """
        return _of_state_council()

    def with_notice(self, notice: Notice) -> "WorkCalendar":
        """Return this calendar as it is once `notice` is applied too."""
        return replace(self, notices=(*self.notices, notice))

    def with_local_off(self, days: Iterable[date]) -> "WorkCalendar":
        """Return this calendar with further days off of the organisation itself."""
        return replace(self, local_off=self.local_off | frozenset(days))

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is worked.

        >>> WorkCalendar.of_state_council().is_workday(date(2024, 2, 4))   # a Sunday, made up
        True
        """
        at = self._place(day)
        return self._upto[at] > (self._upto[at - 1] if at else 0)

    def after(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, which itself is not counted; `day` itself when `n` is 0.

        Raises:
            Refused: when the answer lies outside the days the calendar answers for.
            ValueError: when `n` is negative; see `before`.
        """
        if n <= 0:
            if n:
                raise ValueError("n is negative")
            return day
        at = day.toordinal() - _FIRST
        if at < 0:  # a list would count it from its end
            raise Refused(_outside(day))
        try:
            return self._worked[self._upto[at] + n - 1]
        except IndexError:
            raise Refused(_outside(day, n)) from None

    def before(self, day: date, n: int) -> date:
        """Return the latest working day that leaves `n` working days until `day`, `day` counted.

        >>> WorkCalendar.of_state_council().before(date(2024, 2, 27), 20)
        datetime.date(2024, 1, 25)

        Raises:
            Refused: when the answer lies outside the days the calendar answers for.
        """
        at = self._upto[self._place(day)] - 1 - n
        if at < 0:
            raise Refused(_outside(day, -n))
        return self._worked[at]

    def count(self, after: date, until: date) -> int:
        """Return the number of working days after `after` up to and including `until`.

        Negative when `until` lies before `after`: then it is what was worked in between.

        >>> WorkCalendar.of_state_council().count(date(2024, 1, 25), date(2024, 2, 27))
        20
        """
        return self._upto[self._place(until)] - self._upto[self._place(after)]

    def next_workday(self, day: date) -> date:
        """Return `day` if it is worked, or else the first working day after it (顺延).

        Source: 民法典第二百零三条第一款.

        >>> WorkCalendar.of_state_council().next_workday(date(2025, 5, 2))
        datetime.date(2025, 5, 6)
        """
        return day if self.is_workday(day) else self.after(day, 1)

    def provisional(self, day: date, until: date | None = None) -> bool:
        """Return whether the arrangement of the year of `day`, or of a year up to `until`, is not announced.

        >>> WorkCalendar.of_state_council().provisional(date(2027, 3, 1))
        True
        """
        years = range(day.year, (until or day).year + 1)
        return bool(self._announced) and not self._announced.issuperset(years)

    def why(self, day: date) -> Day:
        """Return whether `day` is worked, and by which notice.

        >>> sunday = WorkCalendar.of_state_council().why(date(2024, 2, 4))
        >>> print(sunday, sunday.source)
        春节调休上班 国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）
        """
        self._place(day)
        plain = DayState.WORKED if day.weekday() < 5 else DayState.WEEKEND
        return replace(self._special.get(day, Day(day, plain)), is_provisional=self.provisional(day))

    def every_day(self) -> Iterator[CountedDay]:
        """Yield every day the calendar answers for, for those who count by subtraction.

        >>> next(iter(WorkCalendar.of_state_council().every_day()))
        CountedDay(on=datetime.date(2007, 1, 1), is_worked=False, ordinal=0, is_provisional=False, name='元旦')
        """
        provisional = {year: self.provisional(date(year, 1, 1)) for year in range(FIRST.year, LAST.year + 1)}
        before = 0
        for number, ordinal in enumerate(self._upto, _FIRST):
            day = date.fromordinal(number)
            said = self._special.get(day)
            yield CountedDay(day, ordinal > before, ordinal, provisional[day.year], said.name if said else "")
            before = ordinal

    def differing(self, other: "WorkCalendar") -> list[date]:
        """Return the days that only one of the two calendars has as worked, or as provisional, in their order.

        >>> WorkCalendar(off={date(2024, 2, 12)}).differing(WorkCalendar())
        [datetime.date(2024, 2, 12)]
        """
        first_days = (date(year, 1, 1) for year in range(FIRST.year, LAST.year + 1))
        days = set(self._worked) ^ set(other._worked)
        for first in first_days:
            if self.provisional(first) != other.provisional(first):
                following = date(first.year + 1, 1, 1).toordinal()
                days.update(map(date.fromordinal, range(first.toordinal(), following)))
        return sorted(days)

    def _place(self, day: date) -> int:
        refuse_if(why_not_reckon(day))
        return day.toordinal() - _FIRST


def why_not_reckon(*days: date) -> list[Problem]:
    """Return a problem for each of `days` that no calendar answers for.

    >>> [str(problem) for problem in why_not_reckon(date(2024, 2, 27))]
    []
    """
    return [_outside(day) for day in days if not FIRST <= day <= LAST]


def _outside(day: date, n: int = 0) -> Problem:
    what = f"自{day}向{'后' if n > 0 else '前'}{abs(n)}个工作日" if n else str(day)
    return Problem(f"{what}超出了能够推算的范围（{FIRST}至{LAST}），请核对日期和天数。", field="day")


@cache
def _of_state_council() -> WorkCalendar:
    folder = files("yangguang.rules") / "calendars"
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    return WorkCalendar(notices=tuple(Notice.from_toml(text) for text in texts))


def parse_day(text: object, *, field: str = "day") -> date:
    """Return the day written as `2024-02-27`.

    Raises:
        Refused: when there is no such day, or it is written in another form.

    >>> parse_day("2024-02-30")
    Traceback (most recent call last):
    yangguang.rules.problems.Refused: “2024-02-30”不是日期，应写成 2024-02-27 这样、确有其日的形式。
    """
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
        if day is None or day.isoformat() != text:  # 2024-W09-2 and 20240227 are days too, in other forms
            raise ValueError
        return day
    except ValueError:
        shown = " ".join(str(text).split())[:40]
        said = f"“{shown}”不是日期，应写成 2024-02-27 这样、确有其日的形式。"
        raise Refused(Problem(said, field=field)) from None
