"""Making what was pasted into what may be stored: the words stay as they are, only the looks go."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import Any

import nh3

from . import Block
from .reading import Cell, InList, Item, Paragraph, Run, Table, only_table, read

LOWEST = 4
"""The lowest heading of a page; the title of the page is the first."""

SCHEMES = {"http", "https", "mailto", "tel"}
KEYED = ("p", "h2", "h3", "h4", "li", "blockquote")
LINK = {"href", "linktype", "id"}
TEXT: dict[str, set[str]] = {
    **{tag: {"data-block-key"} for tag in KEYED},
    **{tag: set() for tag in ("b", "i", "sup", "sub", "ol", "ul", "br", "hr")},
    "a": LINK,
}
"""The tags of a text, each with its attributes."""

SPANS = {"colspan", "rowspan"}
TABLE: dict[str, set[str]] = {
    **{tag: set() for tag in ("table", "thead", "tbody", "tr", "p", "br", "b", "i", "sup", "sub")},
    "td": SPANS,
    "th": {*SPANS, "scope"},
    "a": LINK,
}
"""The tags of a table, each with its attributes."""


def clean_text(html: str, *, below: int = 1) -> str:
    """Return `html` as a text may be stored, whatever Word, WPS, a spreadsheet or a web page made of it.

    Words are never changed. What goes: looks, programs, empty paragraphs, indents typed by hand, what is
    hidden or struck out as deleted. Tables and pictures have blocks of their own, see `blocks_from_html`;
    in a text the cells of a table become paragraphs.

    Args:
        html: what was pasted or typed.
        below: the level of the heading that this text stands under; 1 is the title of the page.

    >>> clean_text("<h1>一、目的</h1><p class=MsoNormal>　　为了<font color=red>规范</font><o:p></o:p></p>")
    '<h2>一、目的</h2><p>为了规范</p>'
    >>> clean_text('<a href="javascript:alert(1)" onclick="x()">办事指南</a>')
    '<p>办事指南</p>'
    """
    return text_of(_as_paragraphs(read(html).items), below=below)[0]


def clean_table(html: str) -> str:
    """Return the first table of `html` as it may be stored; its caption has a place of its own in the block.

    Merged cells stay merged. A table within a cell becomes the lines of that cell.

    >>> print(clean_table("<table width=9><tr><td rowspan=1>受理</td><td>1日<table></table></td></tr></table>"))
    <table><tbody><tr><td>受理</td><td>1日</td></tr></tbody></table>
    """
    table = only_table(html)
    return table_of(table) if table else ""


def clean_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks of a page cleaned, with headings in order from the first block to the last."""
    cleaned, level = [], 1
    for kind, value in blocks:
        if kind == "text":
            value, level = text_of(_as_paragraphs(read(str(value)).items), below=level)
        elif kind == "table":
            value = {**value, "html": clean_table(str(value.get("html", "")))}
        cleaned.append((kind, value))
    return cleaned


def text_of(paragraphs: Sequence[Paragraph], *, below: int = 1) -> tuple[str, int]:
    """Return the paragraphs as the HTML of a text block, and the level of its last heading."""
    ordered, level = _headings_in_order(paragraphs, below)
    return _sure("".join(_written(ordered)), TEXT), level


def table_of(table: Table) -> str:
    """Return the table as the HTML of a table block."""
    head = "".join(_row(row, is_head=True) for row in table.rows[: table.heads])
    body = "".join(_row(row) for row in table.rows[table.heads :])
    written = f"<thead>{head}</thead>" if head else ""
    return _sure(f"<table>{written}<tbody>{body}</tbody></table>", TABLE)


def _sure(html: str, allowed: dict[str, set[str]]) -> str:
    """Return `html` with nothing in it but what is allowed, whoever wrote it."""
    return str(
        nh3.clean(
            html,
            tags=set(allowed),
            attributes=allowed,
            url_schemes=SCHEMES,
            link_rel=None,
            clean_content_tags={"script", "style"},
        )
    )


def _as_paragraphs(items: Iterable[Item]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for item in items:
        if isinstance(item, Paragraph):
            found.append(item)
        elif isinstance(item, Table):
            found += [Paragraph("p", item_runs(item.caption))] if item.caption else []
            found += [line for row in item.rows for cell in row for line in cell.lines]
    return found


def item_runs(text: str) -> tuple[Run, ...]:
    """Return plain words as runs."""
    return (Run(text),)


def _headings_in_order(paragraphs: Sequence[Paragraph], below: int) -> tuple[list[Paragraph], int]:
    """Return the paragraphs with headings from the second level down, none of them skipped."""
    above = list(range(2, below + 1))
    offset = 1 if any(each.kind == "h1" for each in paragraphs) else 0
    found = []
    for paragraph in paragraphs:
        if paragraph.kind[0] == "h" and paragraph.kind != "hr":
            level = int(paragraph.kind[1]) + offset
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            # What is deeper than a page goes stands beside the lowest, not below it.
            paragraph = replace(paragraph, kind=f"h{min(len(above) + 1, LOWEST)}")
        found.append(paragraph)
    return found, min(len(above) + 1, LOWEST)


def _written(paragraphs: Iterable[Paragraph]) -> Iterable[str]:
    lists: list[InList] = []
    for paragraph in paragraphs:
        if paragraph.kind == "li":
            yield from _into_lists(lists, paragraph.lists)
            yield f"<li{_key(paragraph)}>{_inline(paragraph.runs)}"
            continue
        yield from _out_of_lists(lists, 0)
        if paragraph.kind == "hr":
            yield "<hr>"
        else:
            without = "b" if paragraph.kind[0] == "h" else ""
            tag = paragraph.kind
            yield f"<{tag}{_key(paragraph)}>{_inline(paragraph.runs, without)}</{tag}>"
    yield from _out_of_lists(lists, 0)


def _into_lists(lists: list[InList], wanted: tuple[InList, ...]) -> Iterable[str]:
    """Yield what leads from one item to the next; `lists` are those that are open, and are kept so."""
    shared = 0
    while shared < min(len(lists), len(wanted)) and lists[shared] == wanted[shared]:
        shared += 1
    yield from _out_of_lists(lists, shared)
    if shared < len(wanted):
        # One level at a time: an item has no place in a list whose item it does not belong to.
        lists.append(wanted[-1])
        yield f"<{wanted[-1].tag}>"
    elif lists:
        yield "</li>"


def _out_of_lists(lists: list[InList], depth: int) -> Iterable[str]:
    while len(lists) > depth:
        yield f"</li></{lists.pop().tag}>"


def _key(paragraph: Paragraph) -> str:
    return f' data-block-key="{escape(paragraph.key)}"' if paragraph.key and paragraph.kind in KEYED else ""


def _inline(runs: Iterable[Run], without: str = "") -> str:
    """Write words with their marks; those that only the mark told apart that is left out become one."""
    written = []
    for link, group in groupby(runs, key=lambda run: run.link):
        alike = groupby(group, key=lambda run: run.marks - {without})
        words = "".join(_with_marks("".join(run.text for run in same), marks) for marks, same in alike)
        named = "".join(f' {name}="{escape(value)}"' for name, value in link)
        written.append(f"<a{named}>{words}</a>" if link else words)
    return "".join(written)


def _with_marks(words: str, marks: frozenset[str]) -> str:
    text = escape(words, quote=False).replace("\n", "<br>")
    for mark in ("sub", "sup", "i", "b"):
        if mark in marks:
            text = f"<{mark}>{text}</{mark}>"
    return text


def _row(row: Sequence[Cell], *, is_head: bool = False) -> str:
    return f"<tr>{''.join(_cell(cell, nth, is_head) for nth, cell in enumerate(row))}</tr>"


def _cell(cell: Cell, nth: int, is_head: bool) -> str:
    is_th = is_head or cell.is_head
    named: dict[str, Any] = {}
    if is_th:
        given = cell.scope if cell.scope in ("col", "row", "colgroup", "rowgroup") else ""
        named["scope"] = given or ("col" if is_head else "row")
    if cell.colspan > 1:
        named["colspan"] = cell.colspan
    if cell.rowspan > 1:
        named["rowspan"] = cell.rowspan
    without = "b" if is_th else ""
    lines = [_inline(line.runs, without) for line in cell.lines]
    inside = lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)
    tag = "th" if is_th else "td"
    attributes = "".join(f' {name}="{value}"' for name, value in named.items())
    return f"<{tag}{attributes}>{inside}</{tag}>"
