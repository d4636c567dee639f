"""Handing packages over as a lot, and taking a lot over into another installation (移交、接收)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yangguang.core.cases.models import Numbering
from yangguang.core.metrics.sheets import Sheet, as_file
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, Refused, refuse_if

from . import checks, known, rules, store
from .actions import IN_A_YEAR
from .known import Known
from .lots import INDEX, LOT, PACKAGES, Lot, differences, list_of, strange
from .models import Package
from .packing import sum_of_file

HEAD = (
    "档号", "题名", "年度", "保管期限", "件号", "形成日期", "保管至", "办件编号", "补充的档号", "文件数", "字节数",
    "SHA-256", "SM3", "文件",
)  # fmt: skip

Shown = Callable[[Iterable[Any], int], Iterable[Any]]
"""What shows how far a long work is: it is given what is gone through, and how many there are."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did."""

    added: int
    there: int


def export(
    org: Organisation,
    year: int,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    shown: Shown = lambda rows, total: rows,
) -> Lot:
    """Write the packages of an organisation and a year into `folder`; what is there already and the same is left.

    Raises:
        Refused: when there is none, when one does not verify, when the folder holds something else, or the disk
            is full.
    """
    rows = (
        Package.objects.filter(org=org, year=year)
        .select_related("org", "supplements")
        .order_by("place_in_year")
    )
    lot = Lot(folder, org.code, org.name, year, tuple(Known.of(row) for row in rows))
    refuse_if(_why_not_export(lot))
    try:
        (folder / PACKAGES).mkdir(parents=True, exist_ok=True)
        (folder / LOT).unlink(missing_ok=True)  # it is not finished until the list is there again
        for row, package in shown(list(zip(rows, lot.packages, strict=True)), len(lot.packages)):
            source, place = store.settle(row), lot.path_of(package)
            refuse_if(
                Problem(f"没有导出：{each}；请先运行 yangguang archive verify 查明。")
                for each in known.findings(package, source)
            )
            if not place.exists() or sum_of_file(place).sha256 != package.sha256:
                _copy(source, place)
        _write(folder / INDEX[0], as_file([_sheet(lot)], INDEX[0]).content)
        _write(folder / INDEX[1], as_file([_sheet(lot)], INDEX[1]).content)
        _write(folder / LOT, list_of(lot))
    except OSError as failed:
        raise Refused(
            Problem(
                f"写不进 {folder}（{failed.strerror}），没有导出完；请换一个位置，或者腾出空间后重新运行。"
            )
        ) from failed
    _exported(lot, org, by=by, at=at)
    return lot


def bring(
    lot: Lot,
    *,
    by: Actor,
    at: datetime,
    scanner: str = "",
    shown: Shown = lambda rows, total: rows,
) -> Brought:
    """Take a lot over into this installation (接收); what is there already and the same is left. It may be repeated.

    Raises:
        Refused: with each difference when the lot does not verify; when the organisation is not known here; when
            another package has a number already; when the disk is full. What was taken over before stays.
    """
    wrong = [each for found in shown(differences(lot), len(lot.packages) + 1) for each in found]
    refuse_if(Problem(f"没有接收：{each}。") for each in wrong)
    org = Organisation.objects.filter(code=lot.org_code).first()
    if org is None:
        raise Refused(Problem(f"本系统没有代码为“{lot.org_code}”的机关（{lot.org_name}），请先增设。"))
    added = 0
    for package in shown(lot.packages, len(lot.packages)):
        checks.scan(lot.path_of(package), scanner)
        added += _taken_over(org, package, lot.path_of(package), scanned=bool(scanner), by=by, at=at)
    return Brought(added, len(lot.packages) - added)


@act
def _taken_over(
    org: Organisation, package: Known, source: Path, *, scanned: bool, by: Actor, at: datetime, once: str = ""
) -> bool:
    """Take one package over; return whether it was not there yet."""
    there = Package.objects.filter(org=org, number=package.number).first()
    if there is not None:
        refuse_if(_why_not_again(there, package))
        return False
    _reserve(org, package)
    first = (
        Package.objects.filter(org=org, number=package.supplements).first() if package.supplements else None
    )
    with store.making() as (place, file), source.open("rb") as given:
        shutil.copyfileobj(given, file)
        file.flush()
        checked = checks.check(place, number=package.number)
        if sum_of_file(place).sha256 != package.sha256 or checked.metadata is None:
            raise Refused(Problem(f"{package.number}在接收时变了，没有接收；请重新运行。"))
    values = {
        name: getattr(package, name)
        for name in Known.__dataclass_fields__
        if name not in ("org_code", "supplements")
    }
    row = Package(
        org=org,
        supplements=first,
        catalogue=[each.plain() for each in checked.metadata.catalogue],
        checks={"found": checked.results(), "scanned": scanned},
        path=store.path_for(org, package.year, package.number),
        imported_at=at,
        **values,
    )
    store.keep(place, row)
    row.save(force_insert=True)
    record(
        "archive.imported",
        about=row,
        by=by,
        at=at,
        note=f"接收信息包{row.number}",
        number=row.number,
        sha256=row.sha256,
        sm3=row.sm3,
    )
    transaction.on_commit(lambda: store.settle(row))
    return True


@act
def _exported(lot: Lot, org: Organisation, *, by: Actor, at: datetime, once: str = "") -> None:
    """Leave a record of what was exported, with the hash of its list."""
    record(
        "archive.exported",
        about=org,
        by=by,
        at=at,
        note=f"导出{lot.year}年归档信息包{len(lot.packages)}个",
        sha256=sum_of_file(lot.folder / LOT).sha256,
    )


def _why_not_export(lot: Lot) -> Iterator[Problem]:
    if not lot.packages:
        yield Problem(f"{lot.org_name}{lot.year}年没有归档信息包，没有可导出的。")
    elif others := list(strange(lot)):
        yield Problem(f"{lot.folder} 里已有别的文件（{len(others)}个），请换一个空的文件夹。")


def _why_not_again(there: Package, package: Known) -> Iterator[Problem]:
    if there.sha256 != package.sha256:
        yield Problem(
            f"本系统已有档号为{package.number}的另一个信息包，内容不同，没有接收；请与移出单位核对。"
        )


def _reserve(org: Organisation, package: Known) -> None:
    """Let no package made here take the numbers of one that was taken over."""
    taken = Package.objects.filter(org=org, year=package.year)
    if (
        taken.filter(place_in_year=package.place_in_year).exists()
        or taken.filter(retention=package.retention, item=package.item).exists()
    ):
        raise Refused(
            Problem(f"本系统已有另一个信息包占用了{package.number}的件号或者次序，没有接收；请核对。")
        )
    for series, number in (
        (IN_A_YEAR, package.place_in_year),
        (f"{IN_A_YEAR}.{package.retention}", package.item),
    ):
        row, _ = Numbering.objects.select_for_update().get_or_create(
            org=org, series=series, year=package.year, defaults={"last": number}
        )
        if row.last < number:
            row.last = number
            row.save(update_fields=["last"])


def _sheet(lot: Lot) -> Sheet:
    lines = [
        (
            each.number, each.title, each.year, rules.RETENTIONS[each.retention], each.item, each.formed_on,
            each.keep_until or "永久", each.case_number, each.supplements, each.files, each.size, each.sha256,
            each.sm3, lot.path_of(each).relative_to(lot.folder),
        )
        for each in lot.packages
    ]  # fmt: skip
    return Sheet(f"{lot.year}年归档信息包"[:31], HEAD, lines)


def _copy(source: Path, place: Path) -> None:
    part = place.with_suffix(".part")
    with source.open("rb") as given, part.open("wb") as file:
        shutil.copyfileobj(given, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)


def _write(place: Path, content: bytes) -> None:
    part = place.with_name(f"{place.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
