"""`python -m bench.search`: what the search finds in 2,900 laws, how long that takes, and what others do.

The questions are made from the texts, so that it is known what must be found; those that are counted were made
with another seed than those with which the search was built. Besides, forty questions in everyday words.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import click
from tqdm import tqdm

from . import asking, scratch

HELD_OUT = 2
"""The seed of the questions that count; 1 is for building."""

SLOWEST = 10  # seconds that a question to the database may take

Find = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """How well one family of questions was answered.

    Args:
        first: the share of questions of which the first hit was right.
        ten: of which one of the first ten was.
    """

    questions: int
    first: float
    ten: float


@dataclass(frozen=True, slots=True)
class Side:
    """What one search did with all questions.

    Args:
        scores: by family.
        cpu_ms: CPU time of a question, of this process and of the database behind it: p50, p99 and mean.
        wall_ms: time that passed: p50 and p99.
        nothing: the share of questions that found nothing.
        too_slow: how many questions were broken off.
        built_s: how long its index took to make.
        index_mb: how large it is; None where it is inside the database.
    """

    name: str
    scores: dict[str, Scores]
    cpu_ms: tuple[float, float, float]
    wall_ms: tuple[float, float]
    nothing: float
    too_slow: int
    built_s: float
    index_mb: float | None


@click.command()
@click.option("--each", default=80, show_default=True, help="Questions in a family.")
@click.option("--laws", type=int, help="Only so many laws; for a try.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=asking.DATA,
    help="Where the laws are.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures.")
def main(each: int, laws: int | None, data: Path, out: Path | None) -> None:
    """Measure the search beside two others."""
    if not (data / "laws.jsonl.gz").exists():
        raise click.ClickException(
            "There are no laws to search: laws.jsonl.gz is absent. Give its folder with --data."
        )
    library = asking.Library(data, laws)
    click.echo(f"{len(library.laws):,} laws, {len(library.articles):,} articles; making the questions …")
    questions = library.questions(HELD_OUT, each)
    if laws is None:
        questions += asking.questions_of_residents(data)
    with scratch.office(), tempfile.TemporaryDirectory() as folder:
        sides = measured(library, questions, Path(folder))
    click.echo(table(sides))
    said = {
        "laws": len(library.laws),
        "articles": len(library.articles),
        "sides": [asdict(side) for side in sides],
    }
    if out or not laws:
        target = out or scratch.ROOT / "bench" / "search.json"
        target.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measured(library: asking.Library, questions: list[asking.Question], folder: Path) -> list[Side]:
    """Return what this product and the others do with the questions."""
    from django.conf import settings

    from yangguang.core.orgs.models import Organisation
    from yangguang.core.search import actions, index, queries

    from .others import AsItComes, Trigram

    settings.HOME = folder
    org = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
    entries = list(library.entries(org.pk))
    for start in tqdm(range(0, len(entries), 2_000), desc="  rows", leave=False):
        actions.put_all(entries[start : start + 2_000])

    def ours(words: str) -> list[str]:
        return [hit.key for hit in queries.search(words).hits]

    took = _took(lambda: actions.rebuild(lambda rows, total: tqdm(rows, "  index", total, leave=False)))
    size = sum(each.stat().st_size for each in index.folder().iterdir()) / 1e6
    sides = [_asked("ours", ours, questions, took, size)]

    keys_alone = "ours, keys alone"  # as the others: without facets, texts and marks
    sides.append(_asked(keys_alone, queries.keys_of, questions, took, size))

    file = folder / "trigram.sqlite"
    made: list[Any] = []
    took = _took(lambda: made.append(Trigram(file, entries)))
    sides.append(_asked("SQLite FTS5 trigram", made[0].find, questions, took, file.stat().st_size / 1e6))
    file.unlink()

    took = _took(lambda: made.append(AsItComes()))
    sides.append(_asked("modelsearch as it comes (PostgreSQL)", made[1].find, questions, took, None))
    return sides


def table(sides: list[Side]) -> str:
    """Return the figures as a table in Markdown."""
    families = list(sides[0].scores)
    lines = [
        f"| questions | n | {' | '.join(side.name for side in sides)} |",
        f"| --- | ---: |{' ---: |' * len(sides)}",
    ]
    for family in families:
        shown = [f"{side.scores[family].first:.2f} / {side.scores[family].ten:.2f}" for side in sides]
        lines.append(f"| {family} | {sides[0].scores[family].questions} | {' | '.join(shown)} |")
    rows: list[tuple[str, Callable[[Side], str]]] = [
        ("found nothing", lambda side: f"{side.nothing:.0%}"),
        (f"broken off after {SLOWEST} s", lambda side: str(side.too_slow)),
        ("CPU ms p50 / p99 / mean", lambda side: " / ".join(f"{each:.1f}" for each in side.cpu_ms)),
        ("wall ms p50 / p99", lambda side: " / ".join(f"{each:.1f}" for each in side.wall_ms)),
        ("index made in s", lambda side: f"{side.built_s:.0f}"),
        ("index MB", lambda side: "in the database" if side.index_mb is None else f"{side.index_mb:.0f}"),
    ]
    lines += [f"| {title} | | {' | '.join(said(side) for side in sides)} |" for title, said in rows]
    return "\n".join(lines)


def _asked(name: str, find: Find, questions: list[asking.Question], built: float, size: float | None) -> Side:
    from django.db import OperationalError

    from .others import at_most

    ranks: dict[str, list[int]] = defaultdict(list)
    cpu, wall, nothing, too_slow = [], [], 0, 0
    for words in ("行政许可", "公民 法人"):
        find(words)  # what is loaded once is loaded
    with at_most(SLOWEST):
        for question in tqdm(questions, desc=f"  {name}", leave=False):
            spent, began = _cpu_seconds(), time.perf_counter()
            try:
                keys = find(question.words)
            except OperationalError:
                keys, too_slow = [], too_slow + 1
            cpu.append((_cpu_seconds() - spent) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
            nothing += not keys
            ranks[question.family].append(
                next((at for at, key in enumerate(keys) if key in question.right), 99)
            )
    scores = {
        family: Scores(len(each), mean(rank == 0 for rank in each), mean(rank < 10 for rank in each))
        for family, each in ranks.items()
    }
    return Side(
        name,
        scores,
        (median(cpu), _high(cpu), mean(cpu)),
        (median(wall), _high(wall)),
        nothing / len(questions),
        too_slow,
        built,
        size,
    )


def _high(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _cpu_seconds() -> float:
    """Return what this process and its connection to the database have spent."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    spent = Path(f"/proc/{pid}/schedstat")
    behind = int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0.0
    return time.process_time() + behind


if __name__ == "__main__":
    main()
