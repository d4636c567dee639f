"""How well the reader of existing documents reads: `python -m bench.metadata FOLDER`.

The folder holds `gov-pages.jsonl.gz` (real pages with what their own tables say) and `gov-html.jsonl.gz` (the pages
themselves). None of it is part of the project. Half of the pages, by the hash of their name, were looked at while the
reader was written; the figures of the other half stand beside.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from yangguang.rules.metadata import Confidence, Document, Field, Found, Reading, Value, read, shown
from yangguang.work.normative.reading import read_file

GOLD = {
    "标题": Field.TITLE, "名称": Field.TITLE, "文号": Field.NUMBER, "索引号": Field.INDEX_NUMBER,
    "发布机构": Field.ISSUER, "发布机关": Field.ISSUER, "发文机构": Field.ISSUER, "成文日期": Field.MADE_ON,
    "发布日期": Field.PUBLISHED_ON, "实施日期": Field.EFFECTIVE_ON, "失效日期": Field.EXPIRES_ON,
    "主题分类": Field.THEME, "分类": Field.THEME, "主题词": Field.KEYWORDS,
}  # fmt: skip
ONLY_AROUND = (Field.INDEX_NUMBER, Field.PUBLISHED_ON, Field.THEME, Field.KEYWORDS)
"""What stands around a text and never in it; the text alone is not asked for it."""

OUTCOMES = ("right", "wrong", "not found")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--half", type=click.Choice(["seen", "unseen"]), help="Print this half alone.")
@click.option("--show", is_flag=True, help="Print what was read wrong or not found.")
def main(folder: Path, half: str | None, show: bool) -> None:
    """Print, field by field, what was read right, wrong or not at all."""
    for name, without in (("the whole page", False), ("the text alone", True)):
        for part in [half] if half else ["seen", "unseen"]:
            _print(f"{name}, {part} half", list(judged(folder, part, without_table=without)), show)


def judged(
    folder: Path, half: str, *, without_table: bool = False
) -> Iterator[tuple[dict[str, Any], Field, str, Value, Reading]]:
    """Yield each field that a page of this half names, with `right`, `wrong` or `not found`, and the reading.

    Args:
        folder: where the data is.
        half: `seen` or `unseen` while the reader was written.
        without_table: whether to hide the table, the tags and the heading, as if the text had come as a file.
    """
    pages = {row["url"]: row["html"] for row in _rows(folder / "gov-html.jsonl.gz") if row["url"]}
    for row in _rows(folder / "gov-pages.jsonl.gz"):
        if half_of(row["id"]) != half or not row["gold"].get("meta"):
            continue
        document = document_of(row, pages)
        if without_table:
            document = replace(document, table={}, tags={}, heading="")
        reading = read(document)
        for field, gold in gold_of(row["gold"]["meta"]).items():
            if without_table and field in ONLY_AROUND:
                continue
            yield row, field, _judge(field, reading.value(field), gold), gold, reading


def half_of(key: str) -> str:
    """Return which half a page belongs to."""
    return "unseen" if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 else "seen"


def document_of(row: dict[str, Any], pages: dict[str, str]) -> Document:
    """Return a page as the reader gets it: the page itself where there is one, else its text."""
    if html := pages.get(row["url"]):
        return read_file("page.html", f"<meta charset=utf-8>{html}".encode()).document
    return Document.of(row["text"].split("\n"))


def gold_of(meta: dict[str, str]) -> dict[Field, Value]:
    """Return what a page's own table says, by field; rows that are empty say nothing."""
    found: dict[Field, Value] = {}
    for label, written in meta.items():
        field = GOLD.get(label)
        if field is None or not written.strip():
            continue
        if field.is_day:
            found[field] = date.fromisoformat(written.strip()[:10])
        elif field in (Field.ISSUER, Field.KEYWORDS):
            found[field] = tuple(written.replace("，", ",").replace(" ", ",").split(","))
        else:
            found[field] = written.strip()
    return found


def _judge(field: Field, value: Value | None, gold: Value) -> str:
    if value is None:
        return "not found"
    if isinstance(value, tuple) and isinstance(gold, tuple):
        return "right" if set(value) == set(gold) else "wrong"
    same = "".join(str(value).split()) == "".join(str(gold).split())
    return "right" if same else "wrong"


def _print(title: str, rows: list[tuple[dict[str, Any], Field, str, Value, Reading]], show: bool) -> None:
    click.echo(f"\n{title}: {len({row['id'] for row, *_ in rows})} pages")
    counted = Counter((field, outcome) for _, field, outcome, *_ in rows)
    sure: Counter[tuple[Confidence, str]] = Counter()
    for _, field, outcome, _, reading in rows:
        if found := reading.found(field):
            sure[found.confidence, outcome] += 1
    for field in Field:
        counts = [counted[field, outcome] for outcome in OUTCOMES]
        if total := sum(counts):
            said = ", ".join(f"{count} {name}" for count, name in zip(counts, OUTCOMES, strict=True))
            click.echo(
                f"  {field.label} {field.value}: {total} named; {said} ({counts[0] / total:.0%} right)"
            )
    for confidence in reversed(Confidence):
        right, wrong = sure[confidence, "right"], sure[confidence, "wrong"]
        if right + wrong:
            click.echo(f"  {confidence.name.lower()}: {right} of {right + wrong} values are right")
    if show:
        for row, field, outcome, gold, reading in rows:
            if outcome != "right":
                each = reading.fields[field]
                said = f"{shown(each.value)} ({each.why})" if isinstance(each, Found) else "–"
                click.echo(f"    {row['id']} {field.value}: {outcome}; gold {shown(gold)}; read {said}")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
