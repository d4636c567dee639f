"""Whether a document is in force on a day (效力), from the days that its text and later decisions name."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Validity(Enum):
    """What is said of a document.

    The law knows 有效, 失效, 废止 and 修改; the others say when it begins, or that nobody has looked yet.
    """

    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已修改"
    NOT_YET = "not_yet", "尚未施行"
    SUSPENDED = "suspended", "停止执行"
    EXPIRED = "expired", "已失效"
    REPEALED = "repealed", "已废止"
    UNKNOWN = "unknown", "待核查"
    NONE = "none", ""

    label: str

    def __new__(cls, value: str, label: str) -> "Validity":
        member = object.__new__(cls)
        member._value_, member.label = value, label
        return member

    @property
    def is_over(self) -> bool:
        """Whether nothing can be based on the document any more."""
        return self in (Validity.EXPIRED, Validity.REPEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The days between which a document holds, and what ended or changed it.

    Args:
        since: the first day on which it is in force; None when its text does not say.
        until: the last day on which it is in force; None when it names none.
        ended_on: the day from which a decision says that it is no longer in force.
        ended_as: how: repealed, expired or suspended.
        amended_on: the day from which it is in force with other words.
    """

    since: date | None
    until: date | None = None
    ended_on: date | None = None
    ended_as: Validity = Validity.REPEALED
    amended_on: date | None = None

    def on(self, day: date) -> Validity:
        """Return what holds on `day`; the last day of a term counts in full.

        >>> term = Term(since=date(2021, 1, 1), until=date(2025, 12, 31))
        >>> term.on(date(2025, 12, 31)).label, term.on(date(2026, 1, 1)).label, term.on(date(2020, 12, 31)).label
        ('现行有效', '已失效', '尚未施行')
        >>> Term(since=None).on(date(2026, 1, 1)).label
        '待核查'
        """
        if self.ended_on is not None and day >= self.ended_on:
            return self.ended_as
        if self.until is not None and day > self.until:
            return Validity.EXPIRED
        if self.since is None:
            return Validity.UNKNOWN
        if day < self.since:
            return Validity.NOT_YET
        return (
            Validity.AMENDED if self.amended_on is not None and day >= self.amended_on else Validity.IN_FORCE
        )

    def changes(self) -> list[date]:
        """Return the days on which something begins to hold that did not the day before.

        >>> Term(since=date(2021, 1, 1), until=date(2025, 12, 31)).changes()
        [datetime.date(2021, 1, 1), datetime.date(2026, 1, 1)]
        """
        after = date.fromordinal(self.until.toordinal() + 1) if self.until else None
        days = {each for each in (self.since, after, self.ended_on, self.amended_on) if each}
        return sorted(days)
