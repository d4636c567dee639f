"""A page as a document to print or to go on with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from yangguang.core.letters import Document, Heading, Paragraph
from yangguang.core.letters.model import Block, Cell, Table

from .writing import reading


def document_of(page: Any) -> Document:
    """Return what a page says: its number, its words and its tables; pictures and files by what stands for them."""
    blocks: list[Block] = [Paragraph(page.number)] if page.number else []
    for block in page.body.raw_data:
        kind, value = block["type"], block["value"]
        if kind == "text":
            blocks += _words(value, blocks)
        elif kind == "table":
            blocks += _table(value)
        elif kind == "picture":
            blocks.append(Paragraph(f"（图：{value['alt']}）"))
        else:
            blocks.append(Paragraph(f"（附件：{value['title']}）"))
    return Document(page.title, tuple(blocks), demo=settings.DEMO)


def _words(html: str, before: list[Block]) -> Iterator[Block]:
    deepest = max((each.level for each in before if isinstance(each, Heading)), default=0)
    for item in reading.read(html).items:
        text = item.text.strip() if isinstance(item, reading.Paragraph) else ""
        if not text or not isinstance(item, reading.Paragraph):
            continue
        if item.kind.startswith("h"):
            # Who hears a document read aloud goes from heading to heading: none is left out.
            deepest = min(int(item.kind[1]) - 1, deepest + 1, 3)
            yield Heading(text, level=max(deepest, 1))
        else:
            yield from (Paragraph(line) for line in f"{item.number}{text}".splitlines())


def _table(value: dict[str, str]) -> Iterator[Block]:
    table = reading.only_table(value["html"])
    if table is None:
        return
    heads, rows = table.rows[: table.heads], table.rows[table.heads :]
    across = sum(cell.colspan for cell in table.rows[0]) if table.rows else 0
    is_plain = all(len(row) == across and all(_is_single(cell) for cell in row) for row in rows)
    if heads and rows and is_plain:
        yield Table(
            value["caption"],
            tuple(tuple(Cell(cell.text, cell.colspan, cell.rowspan) for cell in row) for row in heads),
            tuple(tuple(cell.text for cell in row) for row in rows),
        )
        return
    yield Paragraph(value["caption"])  # merged cells are written out, row by row
    for row in table.rows:
        yield Paragraph("　".join(cell.text.replace("\n", " ") for cell in row))


def _is_single(cell: reading.Cell) -> bool:
    return cell.colspan == cell.rowspan == 1
