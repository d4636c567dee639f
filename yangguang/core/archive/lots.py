"""The packages of an organisation and a year as one folder, to be handed over or kept elsewhere (移交、备份).

A lot holds the packages as they are, a list for people (`index.xlsx`, `index.csv`), and a list for `verify`
(`lot.json`), which is written last: a lot without it is not finished. It is verified without a database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yangguang.rules.problems import Problem, Refused

from . import known
from .checks import AUTHENTIC, SAFE, Finding
from .known import Known

LOT, FORMAT = "lot.json", 1
INDEX = ("index.xlsx", "index.csv")
PACKAGES = "packages"


@dataclass(frozen=True, slots=True)
class Lot:
    """A folder with the packages of an organisation and a year."""

    folder: Path
    org_code: str
    org_name: str
    year: int
    packages: tuple[Known, ...]

    def path_of(self, package: Known) -> Path:
        return self.folder / PACKAGES / f"{package.number}.zip"


def read(folder: Path) -> Lot:
    """Return a lot as its list tells it.

    Raises:
        Refused: when there is no list, or it cannot be read.
    """
    try:
        said = json.loads((folder / LOT).read_text(encoding="utf-8"))
        packages = tuple(
            sorted((Known.read(each) for each in said["packages"]), key=lambda each: each.place_in_year)
        )
        if said["format"] != FORMAT or not isinstance(said["year"], int) or not packages:
            raise ValueError("another format")
        lot = Lot(folder, str(said["org_code"]), str(said["org_name"]), said["year"], packages)
    except OSError:
        raise Refused(Problem(f"{folder} 里没有 {LOT}：不是导出的档案，或者没有导出完。")) from None
    except (ValueError, KeyError, TypeError):
        raise Refused(Problem(f"{folder} 里的 {LOT} 读不出来，已被改动；请向移出单位重新索取。")) from None
    return lot


def differences(lot: Lot) -> Iterator[list[Finding]]:
    """Yield what is wrong with each package of a lot, in their order; at the end, with the lot as a whole."""
    for package in lot.packages:
        yield list(known.findings(package, lot.path_of(package)))
    yield [*_of_the_whole(lot)]


def list_of(lot: Lot) -> bytes:
    """Return the list of a lot, as `read` reads it."""
    said = {
        "format": FORMAT,
        "org_code": lot.org_code,
        "org_name": lot.org_name,
        "year": lot.year,
        "packages": [each.plain() for each in lot.packages],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _of_the_whole(lot: Lot) -> Iterator[Finding]:
    for package in lot.packages:
        if (package.org_code, package.year) != (lot.org_code, lot.year):
            yield Finding(AUTHENTIC, package.number, "不属于这一机关、这一年度")
    yield from known.in_order(lot.packages)
    yield from strange(lot)


def strange(lot: Lot) -> Iterator[Finding]:
    """Yield the files in the folder of a lot that do not belong there."""
    expected = {lot.path_of(each) for each in lot.packages} | {lot.folder / each for each in (LOT, *INDEX)}
    for folder, names, files in os.walk(lot.folder):
        names.sort()
        for name in sorted(files):
            if Path(folder, name) not in expected and not name.endswith(".part"):
                yield Finding(SAFE, str(Path(folder, name).relative_to(lot.folder)), "不属于这一批档案的文件")
