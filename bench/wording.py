"""How well the checker of texts reads: `python -m bench.wording FOLDER`.

The folder holds `gov-pages.jsonl.gz` (real pages), `typo-sentences.jsonl.gz` (pairs of a sentence with
mistakes and without) and `common-errors.csv` (wrong words). None of them is part of the project.
"""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import click

from yangguang.rules.wording import Checked, check

WORDS = ("typo", "variant", "sound", "doubled")
"""The kinds of findings that are about words; the sentences say nothing about signs."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="Print what was found on the real pages.")
def main(folder: Path, show: bool) -> None:
    """Print precision, recall, false alarms and speed."""
    _sentences(list(_rows(folder / "typo-sentences.jsonl.gz")))
    _words(folder / "common-errors.csv")
    _pages(list(_rows(folder / "gov-pages.jsonl.gz")), show)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _checked(text: str, title: str = "") -> Checked:
    return check([("text", "".join(f"<p>{escape(line)}</p>" for line in text.split("\n")))], title)


def _sentences(rows: list[dict[str, Any]]) -> None:
    for name in dict.fromkeys(row["set"] for row in rows):
        # Where signs are missing, nobody has marked which they are.
        part = [row for row in rows if row["set"] == name and row["errors"] is not None]
        hits = alarms = right = 0
        false = 0
        for row in part:
            wrong = {place for place, _, _ in row["errors"]}
            found = [each for each in _checked(row["src"]).findings if each.kind in WORDS]
            covered = {place for each in found for place in range(each.start, each.end) if place in wrong}
            hits += len(covered)
            right += sum(any(place in wrong for place in range(each.start, each.end)) for each in found)
            alarms += len(found)
            false += sum(each.kind in WORDS for each in _checked(row["tgt"]).findings)
        errors = sum(len(row["errors"]) for row in part)
        signs = sum(len(row["tgt"]) for row in part)
        click.echo(
            f"{name}: {len(part)} sentences, {errors} wrong characters, found {hits} (recall {hits / errors:.1%}); "
            f"{right} of {alarms} findings are right (precision {right / max(alarms, 1):.1%}); "
            f"{false} false alarms on the same sentences without mistakes ({false / signs * 10_000:.3f} per 10,000)"
        )


def _words(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = sum(any(each.kind in WORDS for each in _checked(row["wrong"]).findings) for row in rows)
    false = [
        row["right"] for row in rows if any(each.kind in WORDS for each in _checked(row["right"]).findings)
    ]
    click.echo(
        f"common errors: {found} of {len(rows)} wrong words found; {len(false)} right ones reported {false[:9]}"
    )


def _pages(rows: list[dict[str, Any]], show: bool) -> None:
    text = sum(len(row["text"]) for row in rows)
    size = sum(len(row["text"].encode()) for row in rows)
    began = time.process_time()
    checked = [_checked(row["text"], row["title"]) for row in rows]
    took = time.process_time() - began
    counted = Counter(
        (each.rule.split(".")[0], each.severity.value) for one in checked for each in one.findings
    )
    click.echo(
        f"real pages: {len(rows)} pages, {text:,} characters, {size / took / 1e6:.1f} MB/s, HTML included"
    )
    for (rule, severity), times in counted.most_common():
        click.echo(f"  {rule} ({severity}): {times}, {times / text * 10_000:.3f} per 10,000 characters")
    if show:
        for row, one in zip(rows, checked, strict=True):
            for each in one.findings:
                click.echo(f"  {row['title'][:20]}: {each.rule}: {each.found}")


if __name__ == "__main__":
    main()
