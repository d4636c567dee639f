"""The lives of instruments, put together from their texts and from what others say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from yangguang.rules.law.lives import Edition, End, Life
from yangguang.rules.validity import Validity

from . import rules
from .copying import copy
from .models import Ending, Import, Instrument, Period, Relation, Version
from .relating import Kind

ENDING: dict[str, Validity] = {
    Kind.REPEALS: Validity.REPEALED,
    Kind.AMENDS: Validity.AMENDED,
    Kind.REPEALS_IN_PART: Validity.AMENDED,
}
"""What becomes of an instrument of which a newer text says this."""

BY_VALUE = {each.value: each for each in Validity}


def checked_to() -> date | None:
    """Return up to which day the library knows what was promulgated."""
    found: date | None = Import.objects.aggregate(last=Max("checked_to"))["last"]
    return found


def lives(instruments: QuerySet[Instrument]) -> dict[int, Life]:
    """Return the lives of these instruments by their keys in the database."""
    editions: dict[int, list[Edition]] = defaultdict(list)
    first: dict[int, list[date]] = defaultdict(list)
    decided: dict[int, list[End]] = defaultdict(list)
    for row in Version.objects.filter(instrument__in=instruments).values(
        "key", "instrument", "made_on", "since", "since_says", "first_since", "until", "until_says", "remark",
        "history", "ended_on", "ended_as", "ended_by",
    ):  # fmt: skip
        editions[row["instrument"]].append(_edition(row))
        if row["ended_on"]:
            decided[row["instrument"]].append(_decision(row))
        first[row["instrument"]] += [day for day in (row["first_since"], row["since"]) if day]
    ends: dict[int, list[End]] = defaultdict(list, {key: list(found) for key, found in decided.items()})
    for said in (
        Relation.objects.filter(target__in=instruments, kind__in=ENDING).values(
            "target", "kind", "is_suspended", "sentence", "issued", "since", "decided_on", "version__title",
            "version__instrument__category", "target__category",
        )
    ):  # fmt: skip
        if rules.may_change(said["version__instrument__category"], said["target__category"]):
            ends[said["target"]].append(_end(said))
    known = {each.value: each for each in Validity}
    for typed in Ending.objects.filter(instrument__in=instruments).select_related("org"):
        ends[typed.instrument_id].append(
            End(by=f"{typed.org}登记", says=typed.basis, since=typed.on, how=known[typed.how])
        )
    to = checked_to()
    return {
        key: Life(
            editions=editions[key],
            ends=_once(ends[key]),
            first_since=min(first[key], default=None),
            checked_to=to,
        )
        for key in instruments.values_list("pk", flat=True)
    }


def _edition(row: Mapping[str, Any]) -> Edition:
    return Edition(
        key=row["key"],
        made_on=row["made_on"],
        since=row["since"],
        since_says=row["since_says"],
        until=row["until"],
        until_says=row["until_says"],
        remark=row["remark"],
        history=tuple(date.fromisoformat(day) for day, _ in row["history"]),
    )


def _decision(row: Mapping[str, Any]) -> End:
    """Return what the office itself decided about one of its documents."""
    return End(
        by="发布机关的决定", says=row["ended_by"], since=row["ended_on"], how=BY_VALUE[row["ended_as"]]
    )


def _end(row: Mapping[str, Any]) -> End:
    return End(
        by=f"《{row['version__title']}》",
        says=row["sentence"],
        decided_on=row["decided_on"],
        since=row["since"],
        issued=tuple(row["issued"]),
        how=Validity.SUSPENDED if row["is_suspended"] else ENDING[row["kind"]],
    )


def _once(ends: Iterable[End]) -> list[End]:
    """Return the clauses without those that a later text of the same law only repeats."""
    kept: dict[tuple[str, Validity, date | None], End] = {}
    for each in sorted(ends, key=lambda each: each.decided_on or date.max):
        kept.setdefault((each.by, each.how, each.since), each)
    return list(kept.values())


def write_periods(instruments: QuerySet[Instrument] | None = None) -> int:
    """Compute what holds of instruments from when until when, and store it; return how many periods there are.

    Args:
        instruments: those of which something changed; all when none are given.
    """
    found = lives(Instrument.objects.all() if instruments is None else instruments)
    versions = dict(Version.objects.filter(instrument__in=list(found)).values_list("key", "pk"))
    rows = [row for key, life in found.items() for row in _periods(key, life, versions)]
    # Of these alone: meanwhile somebody may have published a document of an office, which has periods, too.
    Period.objects.filter(instrument__in=list(found)).delete()
    return copy(Period, ("instrument_id", "since", "until", "validity", "version_id"), rows)


def _periods(key: int, life: Life, versions: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    found = list(life.periods())
    for (since, standing), (until, _) in zip(found, [*found[1:], (None, None)], strict=True):
        yield key, since, until, standing.validity.value, versions.get(standing.edition)
