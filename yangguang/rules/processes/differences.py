"""What another edition of a process would change, step by step and term by term."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .definition import Process
from .handbook import ClockRow, StepRow, handbook

ASPECTS = {
    StepRow: {
        "name": "名称", "role": "办理人", "limit": "时限", "law": "依据", "materials": "材料", "following": "下一步",
    },
    ClockRow: {"name": "名称", "length": "长度", "source": "依据", "remarks": "计算方法"},
}  # fmt: skip
"""What is compared of a step and of a term, and how it is called."""


class Kind(StrEnum):
    ADDED = "新增"
    REMOVED = "删去"
    CHANGED = "修改"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an edition changes.

    Args:
        kind: whether it is new, gone, or otherwise than before.
        what: the name of the step or the term.
        aspect: what about it is otherwise; empty when all of it is new or gone.
        before: what the old edition says.
        after: what the new one says.
    """

    kind: Kind
    what: str
    aspect: str = ""
    before: str = ""
    after: str = ""


def differences(old: Process, new: Process, on: date) -> list[Difference]:
    """Return what `new` says otherwise than `old` by the terms in force on `on`: the steps first, then the terms."""
    before, after = handbook(old, on), handbook(new, on)
    return [*_between(before.steps, after.steps), *_between(before.clocks, after.clocks)]


def _between(
    before: tuple[StepRow, ...] | tuple[ClockRow, ...], after: tuple[StepRow, ...] | tuple[ClockRow, ...]
) -> Iterator[Difference]:
    was: Mapping[str, StepRow | ClockRow] = {row.key: row for row in before}
    for row in after:
        if row.key in was:
            yield from _changes(was[row.key], row)
        else:
            yield Difference(Kind.ADDED, row.name)
    kept = {row.key for row in after}
    yield from (Difference(Kind.REMOVED, row.name) for row in before if row.key not in kept)


def _changes(was: StepRow | ClockRow, row: StepRow | ClockRow) -> Iterator[Difference]:
    for field, aspect in ASPECTS[type(row)].items():
        if getattr(was, field) != getattr(row, field):
            yield Difference(
                Kind.CHANGED, row.name, aspect, _said(getattr(was, field)), _said(getattr(row, field))
            )


def _said(value: str | tuple[str, ...]) -> str:
    return (value if isinstance(value, str) else "；".join(value)) or "无"
