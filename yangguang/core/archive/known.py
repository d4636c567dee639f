"""What is known of a package beside its file: from its row here, or from the list of a lot that came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from . import checks, rules
from .checks import AUTHENTIC, COMPLETE, Finding
from .metadata import Metadata
from .packing import sum_of_file

if TYPE_CHECKING:
    from .models import Package


@dataclass(frozen=True, slots=True)
class Known:
    """One package as it is registered."""

    org_code: str
    number: str
    fonds: str
    year: int
    retention: str
    item: int
    place_in_year: int
    title: str
    process: str
    case_number: str
    formed_on: date
    keep_until: date | None
    supplements: str
    files: int
    size: int
    sha256: str
    sm3: str
    previous: str
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: Package) -> Self:
        """Return what the row of a package says."""
        named = {
            each.name: getattr(row, each.name)
            for each in fields(cls)
            if each.name not in ("org_code", "supplements")
        }
        first = row.supplements.number if row.supplements else ""
        return cls(org_code=row.org.code, supplements=first, **named)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def read(cls, said: Any) -> Self:
        """Return what `plain` wrote.

        Raises:
            ValueError: when something is missing, or is not what it should be.
        """
        try:
            values = {each.name: said[each.name] for each in fields(cls)}
            values["formed_on"] = date.fromisoformat(values["formed_on"])
            values["keep_until"] = date.fromisoformat(values["keep_until"]) if values["keep_until"] else None
            values["made_at"] = datetime.fromisoformat(values["made_at"])
        except (KeyError, TypeError) as wrong:
            raise ValueError(str(wrong)) from wrong
        numbers = ("year", "item", "place_in_year", "files", "size")
        words = values.keys() - {*numbers, "formed_on", "keep_until", "made_at"}
        if not all(type(values[name]) is int for name in numbers) or not all(
            isinstance(values[name], str) for name in words
        ):
            raise ValueError("not as it was written")
        made = cls(**values)
        if not rules.FONDS.fullmatch(made.fonds) or made.number != rules.number(
            made.fonds, made.year, made.retention, made.item
        ):
            raise ValueError("a number that is none")  # it is the name of a file, too
        return made


def findings(known: Known, path: Path) -> Iterator[Finding]:
    """Yield what the four checks find in the file of a package, and where it is not what is registered."""
    if not path.is_file():
        yield Finding(COMPLETE, known.number, "信息包不见了")
        return
    found = sum_of_file(path)
    if (found.sha256, found.size) != (known.sha256, known.size) or (
        found.sm3 and known.sm3 and found.sm3 != known.sm3
    ):
        yield Finding(AUTHENTIC, known.number, "信息包与登记的摘要不符，已被改动")
    checked = checks.check(path, number=known.number)
    for each in checked.findings:
        yield Finding(each.check, f"{known.number} {each.where}", each.message)
    if checked.metadata is not None:
        yield from _disagreements(known, checked.metadata)


def in_order(packages: Iterable[Known], last: dict[tuple[str, int], int] | None = None) -> Iterator[Finding]:
    """Yield where packages are missing in the numbering, and where one does not follow the one before.

    Args:
        packages: those of one organisation, in the order of years and of their places within each.
        last: the last number given, by series (`""` for the places within a year) and year, where it is known.
    """
    given = dict(last or {})
    for year, rows in groupby(packages, key=lambda each: each.year):
        in_year = list(rows)
        yield from _missing(
            "年度内次序", year, [each.place_in_year for each in in_year], given.pop(("", year), 0)
        )
        for retention, label in rules.RETENTIONS.items():
            items = [each.item for each in in_year if each.retention == retention]
            yield from _missing(f"{label}件号", year, items, given.pop((retention, year), 0))
        before: Known | None = None
        for each in in_year:
            follows = before is not None and before.place_in_year == each.place_in_year - 1
            if (follows and before and each.previous != before.sha256) or (
                each.place_in_year == 1 and each.previous
            ):
                yield Finding(AUTHENTIC, each.number, "与前一信息包不相连：前一信息包或者本登记已被改动")
            before = each
    for (series, year), number in given.items():
        if number:
            label = f"{rules.RETENTIONS[series]}件号" if series else "年度内次序"
            yield from _missing(label, year, [], number)


def _missing(what: str, year: int, numbers: list[int], last: int) -> Iterator[Finding]:
    gaps = list(rules.gaps(numbers, last))
    if gaps:
        shown = "、".join(str(each) for each in gaps[:20]) + ("等" if len(gaps) > 20 else "")
        yield Finding(COMPLETE, f"{year}年{what}", f"缺第{shown}号，共缺{len(gaps)}个")


def _disagreements(known: Known, said: Metadata) -> Iterator[Finding]:
    """Yield which of the registered facts the package itself tells otherwise."""
    told: dict[str, tuple[object, object]] = {
        "立档单位代码": (known.org_code, said.org_code),
        "全宗号": (known.fonds, said.fonds),
        "年度": (known.year, said.year),
        "保管期限": (known.retention, said.retention),
        "保管至": (known.keep_until, said.keep_until),
        "件号": (known.item, said.item),
        "年度内次序": (known.place_in_year, said.place_in_year),
        "题名": (known.title, said.title),
        "办件编号": (known.case_number, said.case_number),
        "流程": (known.process, said.process),
        "日期": (known.formed_on, said.formed_on),
        "补充": (known.supplements, said.supplements),
        "文件数": (known.files, len(said.catalogue)),
        "归档人": (known.made_by, said.made_by),
        "归档时间": (known.made_at.timestamp(), said.made_at.timestamp()),
        "前一信息包": (known.previous, said.before.sha256 if said.before else ""),
    }
    wrong = [name for name, (here, there) in told.items() if here != there]
    if wrong:
        yield Finding(AUTHENTIC, known.number, f"登记与信息包的元数据不符：{'、'.join(wrong)}")
