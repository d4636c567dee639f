"""Due days: our calendar beside a loop over the days with `holidays` and with `chinesecalendar`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import chinese_calendar
import holidays

from yangguang.rules.workdays import WorkCalendar

from .measuring import OURS, Goal, Measurement, side_by_side
from .sizes import Size

DAY = timedelta(days=1)
SINCE, UNTIL = date(2007, 1, 1), date(2026, 6, 30)
"""Days of receipt for which every source knows all the days that count."""


def days(size: Size) -> Measurement:
    """Measure how many due days each way finds, for terms of five to thirty working days."""
    asked = _asked(size.due_days)
    calendar = WorkCalendar.of_state_council()
    china = holidays.country_holidays("CN", years=range(SINCE.year, UNTIL.year + 2))
    ways = {
        OURS: lambda: [calendar.after(day, workdays) for day, workdays in asked],
        "holidays": lambda: [_counted(day, workdays, china.is_working_day) for day, workdays in asked],
        "chinesecalendar": lambda: [
            _counted(day, workdays, chinese_calendar.is_workday) for day, workdays in asked
        ],
    }
    return Measurement(
        name="days",
        title="Due days",
        unit="due days",
        count=len(asked),
        sides=side_by_side(ways, rounds=size.rounds),
        goal=Goal(50),
        compared=f"all {len(asked):,} due days",
    )


def _asked(count: int) -> list[tuple[date, int]]:
    """Return days of receipt and terms in working days, the same in every run."""
    random = Random(20190515)
    span = (UNTIL - SINCE).days
    return [(SINCE + random.randrange(span) * DAY, random.randint(5, 30)) for _ in range(count)]


def _counted(day: date, workdays: int, is_workday: Callable[[date], bool]) -> date:
    """Return the due day as it is found with a library that only knows whether a day is worked."""
    while workdays:
        day += DAY
        workdays -= is_workday(day)
    return day
