"""Whether the packages of this installation are all there and as they were made (核验)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yangguang.core.cases.models import Numbering
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.models import Record

from . import known, store
from .actions import IN_A_YEAR
from .checks import AUTHENTIC, COMPLETE, SAFE, Finding
from .known import Known
from .models import Package

TOLD = ("archive.packaged", "archive.imported")
"""The records that a package leaves in the ledger, with its hashes."""


def organisations() -> list[Organisation]:
    """Return the organisations that archived something, or of whose packages the ledger or the disk knows."""
    told = Record.objects.filter(kind__in=TOLD).values("org_id")
    with_rows = Package.objects.values("org_id")
    with_folder = [each.name for each in store.root().glob("*") if each.is_dir()]
    found = Organisation.objects.filter(pk__in=told) | Organisation.objects.filter(pk__in=with_rows)
    return list((found | Organisation.objects.filter(code__in=with_folder)).distinct().order_by("path"))


def count(org: Organisation) -> int:
    """Return how many packages of an organisation there are to look at."""
    return Package.objects.filter(org=org).count()


def differences(org: Organisation) -> Iterator[list[Finding]]:
    """Yield what is wrong with each package of an organisation, in their order; at the end, with all of them."""
    store.sweep()
    told, seen, paths = _told(org), [], set()
    rows = (
        Package.objects.filter(org=org).select_related("org", "supplements").order_by("year", "place_in_year")
    )
    for row in rows.iterator(chunk_size=500):
        path, here = store.settle(row), Known.of(row)
        seen.append(here)
        paths.add(path)
        yield [*known.findings(here, path), *_in_ledger(row, told.pop(row.pk, None))]
    yield [
        *(
            Finding(COMPLETE, number, "台账里有这个信息包，登记却不见了")
            for _, number in sorted(told.values())
        ),
        *known.in_order(seen, _given(org)),
        *(_extra(path) for path in store.files(org) if path not in paths),
    ]


def _in_ledger(row: Package, told: tuple[str, str] | None) -> Iterator[Finding]:
    if told is None:
        yield Finding(AUTHENTIC, row.number, "台账里没有归档或者接收它的记录，不是本系统归档的")
    elif told != (row.sha256, row.number):
        yield Finding(AUTHENTIC, row.number, "登记与台账不符，已被改动")


def _told(org: Organisation) -> dict[int, tuple[str, str]]:
    """Return the hash and the number of each package, by its key, as the ledger keeps them."""
    records = Record.objects.filter(org_id=org.pk, kind__in=TOLD).order_by("seq")
    return {
        int(each.about.rpartition(":")[2]): (str(each.details.get("sha256")), str(each.details.get("number")))
        for each in records.only("about", "details").iterator(chunk_size=2000)
    }


def _given(org: Organisation) -> dict[tuple[str, int], int]:
    """Return the last number that was given in each series and year."""
    rows = Numbering.objects.filter(org=org, series__startswith=IN_A_YEAR)
    return {
        (series.removeprefix(IN_A_YEAR).removeprefix("."), year): last
        for series, year, last in rows.values_list("series", "year", "last")
        if series == IN_A_YEAR or series.startswith(f"{IN_A_YEAR}.")
    }


def _extra(path: Path) -> Finding:
    return Finding(SAFE, str(path.relative_to(store.root())), "不是本系统归档的文件")
