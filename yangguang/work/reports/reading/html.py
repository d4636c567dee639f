"""Reading a report from a saved web page."""

import re
from typing import Any

import lxml.html
from lxml import etree

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.statutory import Tables

from .grids import Grid, tables_in

MOST_SPAN = 40


def read(raw: bytes) -> Tables:
    """Return the figures of the report.

    Raises:
        Refused: when the page has no such tables, or a row is missing.
    """
    try:
        page = lxml.html.fromstring(_decoded(raw))
    except (etree.ParserError, ValueError):
        raise Refused(Problem("网页是空的或者已损坏，请重新保存。")) from None
    for hidden in page.xpath("//script|//style|//comment()"):
        hidden.drop_tree()
    return tables_in([_grid(table) for table in page.iter("table")], page.text_content())


def _decoded(raw: bytes) -> str:
    """Return the text of a page in the encoding that it names, or in the usual ones."""
    named = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096], re.IGNORECASE)
    names = [named[1].decode()] if named else []
    for name in [*names, "utf-8", "gb18030"]:
        encoding = "gb18030" if name.lower() in ("gb2312", "gbk") else name
        try:
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", raw.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _grid(table: Any) -> Grid:
    """Return the cells of a table, those of tables inside it aside; what a merged cell covers is None."""
    grid: list[list[str | None]] = []
    covered: dict[tuple[int, int], bool] = {}
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for y, row in enumerate(rows):
        line: list[str | None] = []
        for cell in row.iterchildren("td", "th"):
            while covered.get((y, len(line))):
                line.append(None)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            x = len(line)
            line += [cell.text_content().replace("\xa0", " ").strip(), *[None] * (wide - 1)]
            covered |= {(y + dy, x + dx): True for dy in range(1, high) for dx in range(wide)}
        grid.append(line)
    return grid


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), MOST_SPAN) if value.isdigit() and int(value) else 1
