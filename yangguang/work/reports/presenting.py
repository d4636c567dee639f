"""The three tables as they are shown: the same rows for the page, the document and the spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yangguang.rules.statutory import (
    COLUMNS,
    RESULTS,
    TABLE2,
    TABLE3,
    TABLE4,
    TABLE4_COLUMNS,
    Number,
    Row,
    Tables,
)

from . import building
from .writing import Part, figure

WIDTHS_OF_TABLE3 = (5, *(1,) * 7)
"""On paper a name takes at most three lines, so that no row is torn between two pages."""

Link = Callable[[building.Cell], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure on the page, and where it opens to."""

    figure: Number
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Head:
    """A heading at the left of a row, `down` rows high and `across` columns wide."""

    text: str
    down: int = 1
    across: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the page: the headings that begin in it, what it is called in full, its figures."""

    heads: tuple[Head, ...]
    name: str
    figures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class SmallTable:
    """One of the four small tables that make up table 2."""

    caption: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]


def table2(tables: Tables, link: Link) -> tuple[SmallTable, ...]:
    """Return the four parts of table 2, each under its item of article 20."""
    cells = building.cells()
    parts: dict[str, dict[str, list[tuple[str, Shown]]]] = {}
    for key, (item, row, column) in TABLE2.items():
        shown = _shown(tables, cells[f"2.{key}.{key}"], link)
        parts.setdefault(item, {}).setdefault(row, []).append((column, shown))
    return tuple(
        SmallTable(
            item,
            ("信息内容", *(column for column, _ in next(iter(rows.values())))),
            tuple(
                Line((Head(row),), row, tuple(shown for _, shown in figures)) for row, figures in rows.items()
            ),
        )
        for item, rows in parts.items()
    )


def table3(tables: Tables, link: Link) -> tuple[Line, ...]:
    """Return the twenty-five rows of table 3."""
    cells = building.cells()
    return tuple(
        Line(
            _heads(row),
            f"{row.within}　{row.name}" if row.within else row.name,
            tuple(_shown(tables, cells[f"3.{key}.{column}"], link) for column in COLUMNS),
        )
        for key, row in TABLE3.items()
    )


def table4(tables: Tables, link: Link) -> tuple[Shown, ...]:
    """Return the fifteen figures of table 4, which stand in one row."""
    cells = building.cells()
    return tuple(
        _shown(tables, cells[f"4.{kind}.{column}"], link) for kind in TABLE4 for column in TABLE4_COLUMNS
    )


def shown(tables: Tables, link: Link | None = None) -> dict[str, Any]:
    """Return the three tables for a template; `link` says where each figure opens to."""
    to = link or _nowhere
    return {
        "table2": table2(tables, to),
        "table3": table3(tables, to),
        "table4": table4(tables, to),
        "columns4": tuple(TABLE4_COLUMNS.values()),
    }


def as_csv(tables: Tables, notes: Sequence[str] = ()) -> str:
    """Return all cells as a table of three columns: where the figure stands, what it is called, the figure.

    Each of `notes`, why a figure stands that does not come out, is one more line.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["格", "名称", "数字"])
    for key, cell in building.cells().items():
        writer.writerow([key, cell.title, figure(tables, cell)])
    writer.writerows(["说明", note, ""] for note in notes)
    return out.getvalue()


def document(
    title: str, parts: tuple[Part, ...], tables: Tables, *, notes: tuple[str, ...], demo: bool
) -> Any:
    """Return the report as a document for PDF and DOCX."""
    from yangguang.core.letters import Document, Heading, Paragraph

    blocks: list[Any] = []
    for number, part in enumerate(parts, 1):
        blocks.append(Heading(part.title, 1))
        blocks += [Paragraph(text) for text in part.paragraphs]
        blocks += list(_document_tables(number, tables))
    if notes:
        blocks.append(Heading("附：勾稽关系例外的说明", 1))
        blocks += [Paragraph(note) for note in notes]
    return Document(title, tuple(blocks), demo=demo)


def _document_tables(part: int, tables: Tables) -> Iterator[Any]:
    from yangguang.core.letters import Cell, Table

    def text(lines: tuple[Line, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple((line.name, *(str(each.figure) for each in line.figures)) for line in lines)

    if part == 2:
        for small in table2(tables, _nowhere):
            yield Table(
                small.caption, (tuple(Cell(name) for name in small.head),), text(small.lines), numbers_from=1
            )
    elif part == 3:
        names = list(COLUMNS.values())
        head = (
            (
                Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", down=3),
                Cell("申请人情况", across=7),
            ),
            (Cell(names[0], down=2), Cell("法人或其他组织", across=5), Cell(names[6], down=2)),
            tuple(Cell(name) for name in names[1:6]),
        )
        yield Table(
            "收到和处理政府信息公开申请情况",
            head,
            text(table3(tables, _nowhere)),
            numbers_from=1,
            widths=WIDTHS_OF_TABLE3,
        )
    elif part == 4:
        names = list(TABLE4_COLUMNS.values())
        head = (
            (Cell("行政复议", across=5), Cell("行政诉讼", across=10)),
            (
                *(Cell(name, down=2) for name in names),
                Cell("未经复议直接起诉", across=5),
                Cell("复议后起诉", across=5),
            ),
            tuple(Cell(name) for name in names * 2),
        )
        figures = tuple(str(each.figure) for each in table4(tables, _nowhere))
        yield Table("政府信息公开行政复议、行政诉讼情况", head, (figures,), numbers_from=0)


def _heads(row: Row) -> tuple[Head, ...]:
    """Return the headings that begin in a row of table 3, which has three columns of them."""
    if not row.within:
        return (Head(row.name, across=3),)
    heads = [Head(row.name, across=2 if row.within == RESULTS else 1)]
    if row == next(each for each in TABLE3.values() if each.within == row.within):
        results = [each for each in TABLE3.values() if each.within]
        below = results if row.within == RESULTS else [each for each in results if each.within == row.within]
        heads.insert(0, Head(row.within, down=len(below)))
    return tuple(heads)


def _shown(tables: Tables, cell: building.Cell, link: Link) -> Shown:
    return Shown(figure(tables, cell), link(cell), cell.title)


def _nowhere(_: building.Cell) -> str:
    return ""
