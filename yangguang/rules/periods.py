"""Stretches of time that reports speak of."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` up to, but not including, `until`.

    >>> Period.year(2023)
    Period(since=datetime.date(2023, 1, 1), until=datetime.date(2024, 1, 1))
    >>> date(2023, 12, 31) in Period.year(2023)
    True
    """

    since: date
    until: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return the calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until
