"""Reading the ledger, and proving that it was not changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

from . import chain
from .actions import key_of
from .models import Anchor, Record


def history_of(row: models.Model) -> QuerySet[Record]:
    """Return what was done to `row`, the oldest first."""
    org_id: int = row.org_id  # type: ignore[attr-defined]
    return Record.objects.filter(org_id=org_id, about=key_of(row)).order_by("seq")


@dataclass(frozen=True, slots=True)
class Break:
    """The place where a ledger is broken, and how it shows."""

    where: str
    message: str


def verify() -> Iterator[tuple[int, Break | None]]:
    """Read every ledger from its first row; yield each organisation with its first break, or None.

    After them, the daily anchors are read in the same way, under organisation 0.
    """
    anchored = _anchored()
    for org in Record.objects.order_by("org_id").values_list("org_id", flat=True).distinct():
        yield org, _first_break(org, anchored.get(org, {}))
    for org in anchored.keys() - set(Record.objects.values_list("org_id", flat=True).distinct()):
        yield org, Break(f"机关 {org}", "锚定中有此机关的台账，台账本身却不见了。")
    yield 0, _first_broken_anchor()


def _first_break(org: int, anchored: dict[int, str]) -> Break | None:
    previous, expected = chain.FIRST, 1
    for row in Record.objects.filter(org_id=org).order_by("seq").iterator(chunk_size=2000):
        where = f"机关 {org} 第 {row.seq} 条"
        if row.seq != expected:
            return Break(f"机关 {org} 第 {expected} 条", f"缺失：其后直接是第 {row.seq} 条。")
        if row.previous != previous:
            return Break(where, "与前一条不相连：前一条已被改动或替换。")
        if row.hash != row.hash_of_content():
            return Break(where, f"内容与其哈希（{row.algorithm}）不符：本条已被改动。")
        if row.seq in anchored and anchored[row.seq] != row.hash:
            return Break(where, "与当日锚定不符：这一条及其前的台账被整体重写过。")
        previous, expected = row.hash, expected + 1
    if missing := [seq for seq in anchored if seq >= expected]:
        return Break(f"机关 {org} 第 {expected} 条", f"缺失：锚定显示台账曾到第 {max(missing)} 条。")
    return None


def _anchored() -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for anchor in Anchor.objects.all():
        for org, (seq, head) in anchor.heads.items():
            found.setdefault(int(org), {})[seq] = head
    return found


def _first_broken_anchor() -> Break | None:
    previous = chain.FIRST
    for anchor in Anchor.objects.order_by("on"):
        if anchor.previous != previous:
            return Break(f"{anchor.on:%Y-%m-%d} 的锚定", "与前一日不相连。")
        if anchor.hash != anchor.hash_of_content():
            return Break(f"{anchor.on:%Y-%m-%d} 的锚定", "内容与其哈希不符：已被改动。")
        previous = anchor.hash
    return None
