"""Statutory terms and other numbers of the law, each with the day it began and its article."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from yangguang.rules.problems import Problem, Refused


class Unit(StrEnum):
    """What a number of the law counts."""

    label: str

    def __new__(cls, value: str, label: str) -> "Unit":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    WORKDAYS = "workdays", "个工作日"
    DAYS = "days", "日"
    MONTHS = "months", "个月"
    YEARS = "years", "年"
    AMOUNT = "amount", ""


class Kind(StrEnum):
    """Whether a term is the longest time allowed (以内) or the shortest (不少于)."""

    MAX = "max"
    MIN = "min"


@dataclass(frozen=True, slots=True)
class Term:
    """A term (期限), or another number of the law, as it stands on given days.

    Args:
        name: how the terms file calls it.
        title: how people call it, in Chinese.
        number: how many of `unit`.
        unit: working days, calendar days, months, years, or a plain amount.
        since: the first day on which it is in force.
        until: the day on which another value took its place; None while it is in force.
        source: the law and article it rests on.
        confirmed: False while nobody has compared it with the text of the law (待核实), or where the law
            is silent and the office has agreed on it (约定).
        note: what a reader of the list of terms should know.
        kind: the longest time allowed, or the shortest.
        extension: by how much it may be extended, if it may.
        paused_under: the article under which days do not count; empty where none says so.
        restarted_under: the article under which it begins anew; empty where none says so.

    >>> term = Term("reply", "答复期限", 20, Unit.WORKDAYS, since=date(2019, 5, 15), source="条例第三十三条")
    >>> str(term), term.workdays
    ('20个工作日', 20)
    >>> term.days
    Traceback (most recent call last):
    TypeError: reply is in workdays, not in days
    """

    name: str
    title: str
    number: int
    unit: Unit
    since: date
    source: str
    until: date | None = None
    confirmed: bool = True
    note: str = ""
    kind: Kind = Kind.MAX
    extension: "Term | None" = None
    paused_under: str = ""
    restarted_under: str = ""

    def __str__(self) -> str:
        return f"{self.number}{self.unit.label}"

    @property
    def workdays(self) -> int:
        return self._in(Unit.WORKDAYS)

    @property
    def days(self) -> int:
        return self._in(Unit.DAYS)

    @property
    def months(self) -> int:
        return self._in(Unit.MONTHS)

    @property
    def years(self) -> int:
        return self._in(Unit.YEARS)

    @property
    def amount(self) -> int:
        return self._in(Unit.AMOUNT)

    def _in(self, unit: Unit) -> int:
        if self.unit is not unit:
            raise TypeError(f"{self.name} is in {self.unit}, not in {unit}")
        return self.number


@dataclass(frozen=True, slots=True)
class DatedTerm:
    """All values that one term has had, oldest first."""

    name: str
    title: str
    values: tuple[Term, ...]
    extended_by: "DatedTerm | None" = None

    def on(self, day: date) -> Term:
        """Return the value in force on `day`: old cases keep the term they began under.

        Raises:
            Refused: when there was none yet.
        """
        at = bisect_right(self.values, day, key=lambda term: term.since)
        if not at:
            since = self.values[0].since
            raise Refused(Problem(f"{self.title}自{since}起才有规定，{day}还没有，请核对日期。"))
        term, longer = self.values[at - 1], self.extended_by
        if longer is None or day < longer.values[0].since:  # the law on extending it may have come later
            return term
        return replace(term, extension=longer.on(day))


class Terms(Mapping[str, DatedTerm]):
    """The terms of one part, by name.

    >>> TERMS = terms_of("disclosure")
    >>> str(TERMS["reply"].on(date(2018, 3, 1))), str(TERMS["reply"].on(date(2024, 3, 1)))
    ('15个工作日', '20个工作日')
    """

    def __init__(self, terms: Mapping[str, DatedTerm]) -> None:
        self._terms = MappingProxyType(dict(terms))

    def __getitem__(self, name: str) -> DatedTerm:
        return self._terms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def unconfirmed(self) -> list[Term]:
        """Return the values that nobody has compared with the text of the law, or that rest on no law."""
        return [term for dated in self.values() for term in dated.values if not term.confirmed]


class TermsError(Exception):
    """A terms file says something that cannot be; it names the file, the term and what to put right."""


@cache
def terms_of(part: str) -> Terms:
    """Return the terms of `yangguang/work/<part>/terms.toml`.

    Raises:
        ModuleNotFoundError, FileNotFoundError: when there is no such part, or it has no terms.
        TermsError: when the file says something that cannot be.
    """
    return load_terms(files(f"yangguang.work.{part}") / "terms.toml")


def load_terms(path: Traversable) -> Terms:
    """Return the terms written in the file at `path` (a `pathlib.Path`, or a resource of a package).

    Raises:
        TermsError: with the file, the term, and what to put right.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise TermsError(f"{path}: not TOML: {wrong}") from wrong
    try:
        terms = {name: _dated(name, table) for name, table in written.items()}
        for name, table in written.items():
            if by := table.get("extended_by"):
                if by not in terms:
                    raise ValueError(f"[{name}] extended_by = {by!r}: no such term in this file")
                terms[name] = _extended(terms[name], terms[by])
    except ValueError as wrong:
        raise TermsError(f"{path}: {wrong}") from None
    return Terms(terms)


_OF_THE_TERM = {"title": str, "kind": str, "extended_by": str}
_OF_A_VALUE = {
    "since": date,
    "source": str,
    "confirmed": bool,
    "note": str,
    "paused_under": str,
    "restarted_under": str,
} | dict.fromkeys(Unit, int)


def _dated(name: str, table: Any) -> DatedTerm:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"[{name}]: a name is made of small letters, digits and _")
    if not isinstance(table, dict):
        raise ValueError(f"{name}: write it as a table, [{name}]")
    values = table.get("values")
    if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"[{name}] needs values = [{{ since = …, workdays = …, source = … }}]")
    _check(
        f"[{name}]", {key: value for key, value in table.items() if key != "values"}, _OF_THE_TERM, {"title"}
    )
    if table.get("kind", Kind.MAX) not in set(Kind):
        raise ValueError(f"[{name}] kind = {table['kind']!r}: write max or min")
    kind = Kind(table.get("kind", Kind.MAX))
    terms: list[Term] = []
    for each in values:
        where = f"[{name}] value since {each.get('since', '?')}"
        _check(where, each, _OF_A_VALUE, {"since", "source"})
        units = [unit for unit in Unit if unit in each]
        if len(units) != 1:
            raise ValueError(f"{where}: write exactly one of {', '.join(Unit)}")
        if each[units[0]] < 1:
            raise ValueError(f"{where}: {units[0]} = {each[units[0]]} must be 1 or more")
        if terms:
            if each["since"] <= terms[-1].since:
                raise ValueError(f"{where}: values go from the oldest to the newest")
            terms[-1] = replace(terms[-1], until=each["since"])
        said = {key: value for key, value in each.items() if key not in units}
        terms.append(Term(name, table["title"], each[units[0]], units[0], kind=kind, **said))
    return DatedTerm(name, table["title"], tuple(terms))


def _extended(term: DatedTerm, by: DatedTerm) -> DatedTerm:
    """Return `term` with what extends it; raise ValueError when one cannot be added to the other."""
    extended = replace(term, extended_by=by)
    for since in (value.since for value in (*term.values, *by.values)):
        if since < term.values[0].since:
            continue
        value = extended.on(since)
        if value.extension and value.extension.unit is not value.unit:
            said = f"it is in {value.extension.unit}, the term in {value.unit}"
            raise ValueError(f"[{term.name}] extended_by = {by.name!r}: {said} on {since}")
    return extended


def _check(where: str, table: dict[str, Any], known: Mapping[str, type], required: set[str]) -> None:
    """Raise ValueError when a key is missing, unknown, empty, or of another type."""
    for key in sorted(required - table.keys()):
        raise ValueError(f"{where}: {key} is missing")
    for key, value in table.items():
        if key not in known:
            raise ValueError(f"{where}: {key} is not known; there are {', '.join(known)}")
        # bool is an int and datetime a date, so isinstance would let both pass
        if type(value) is not known[key]:
            raise ValueError(f"{where}: {key} = {value!r} must be a {known[key].__name__}")
        if value == "" and key != "note":
            raise ValueError(f"{where}: {key} is empty")
