"""`python -m bench.law`: the import of the whole library beside COPY of the same rows and one pass of parsing.

Besides, what holds of every law on one day, and how fast citations are read. CPU seconds are those of this
process and of the database behind it: on a machine that does other things they say more than the clock.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from . import scratch
from .asking import DATA
from .search import _cpu_seconds as cpu_seconds

AT = datetime(2026, 1, 5, 4, tzinfo=UTC)
DAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Took:
    """What one thing took."""

    what: str
    count: int
    unit: str
    wall_s: float
    cpu_s: float


@click.command()
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=DATA, help="Where the laws are."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures.")
def main(data: Path, out: Path | None) -> None:
    """Measure the library of law."""
    path = data / "laws.jsonl.gz"
    if not path.exists():
        raise click.ClickException("laws.jsonl.gz is absent. Give its folder with --data.")
    with scratch.office():
        found = measured(path)
    for each in found:
        click.echo(f"| {each.what} | {each.count:,} {each.unit} | {each.wall_s:.2f} | {each.cpu_s:.2f} |")
    by_name = {each.what: each for each in found}
    floor = sum(by_name[each].cpu_s for each in ("COPY of the same rows", "one pass of parsing"))
    ratio = by_name["import"].cpu_s / floor
    click.echo(f"import / (COPY + parsing) = {ratio:.2f} (goal: at most 2)")
    target = out or scratch.ROOT / "bench" / "law.json"
    said = {"ratio": round(ratio, 2), "measurements": [asdict(each) for each in found]}
    target.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measured(path: Path) -> list[Took]:
    """Return what each thing took, in a database of its own."""
    from yangguang.core.cases.timer import Timer
    from yangguang.core.law import actions, finding, linking, models, queries
    from yangguang.core.orgs.models import Organisation

    org = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
    given: dict[str, Any] = {"org": org, "by": Timer(), "at": AT}
    put, finding.put = finding.put, lambda *_, **__: None  # the search has a bench of its own
    tables = [models.Instrument, models.Version, models.Article, models.Relation, models.Period, models.Link]
    found = [_took("import", lambda: _rows(actions.import_laws(path, **given), tables), "rows")]
    found.append(
        _took("second import, nothing new", lambda: _rows(actions.import_laws(path, **given), tables), "rows")
    )
    found.append(
        _took(
            "validity of all on one day",
            lambda: len(queries.standings(models.Instrument.objects.all(), DAY)),
            "laws",
        )
    )
    found.append(
        _took(
            "the same from the stored periods",
            lambda: len(list(models.Instrument.objects.standing_on(DAY))),
            "laws",
        )
    )
    found += _impacts()
    shelf = linking.Shelf()
    read = actions.read_laws(path)

    def parse() -> int:
        """One pass: the lines, the clauses, the citations; nothing is stored."""
        return sum(1 for _ in _citations(actions.read_laws(path).corpus.texts, shelf))

    found.append(_took("one pass of parsing", parse, "citations"))
    found.append(
        _took("of it, citations", lambda: sum(1 for _ in _citations(read.corpus.texts, shelf)), "citations")
    )
    found.append(_took("COPY of the same rows", _copied(tables), "rows"))
    finding.put = put
    size = sum(len(text.words.encode()) for text in read.corpus.texts) / 1e6
    citations = next(each for each in found if each.what == "of it, citations")
    click.echo(f"citations: {size / citations.cpu_s:.1f} MB/s of CPU")
    return found


def _impacts() -> list[Took]:
    """Return what listing takes of what the repeal of one article touches: that cited most, then one of each law."""
    from django.db.models import Count, F

    from yangguang.core.law import impact, models
    from yangguang.rules.law.places import Place

    cited = models.Link.objects.exclude(article=0).exclude(source__instrument=F("instrument"))
    most = list(
        cited.values("instrument", "article", "sub")
        .annotate(number=Count("pk"))
        .order_by("-number", "instrument")
    )
    laws = models.Instrument.objects.in_bulk()
    changes = {
        each["instrument"]: impact.Change(
            instrument=laws[each["instrument"]], on=DAY, places=(Place(each["article"], each["sub"]),)
        )
        for each in reversed(most)
    }
    first = changes[most[0]["instrument"]]
    click.echo(f"the article that is cited most: {first}")
    return [
        _took(
            "impact of repealing one article, that cited most", lambda: len(impact.impact(first)), "touched"
        ),
        _took(
            f"impact of repealing one article in each of {len(changes):,} laws",
            lambda: sum(len(impact.impact(each)) for each in changes.values()),
            "touched",
        ),
    ]


def _citations(texts: list[Any], shelf: Any) -> Any:
    from yangguang.rules.law.citations import find

    for text in texts:
        called: dict[str, str] = {}
        yield from find(text.preamble, shelf.titles, own=text.instrument, called=called)
        for each in text.articles:
            yield from find(each.text, shelf.titles, own=text.instrument, at=each.place, called=called)


def _rows(_: object, tables: list[Any]) -> int:
    return sum(model.objects.count() for model in tables)


def _copied(tables: list[Any]) -> Callable[[], int]:
    """Return what writes all these rows once more from memory, into the same tables with their constraints."""
    from django.db import connection, transaction

    kept = {}
    with connection.cursor() as cursor:
        for model in tables:
            with cursor.copy(f"COPY {model._meta.db_table} TO STDOUT") as out:
                kept[model] = b"".join(bytes(block) for block in out)

    def again() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            for model in tables:
                with cursor.copy(f"COPY {model._meta.db_table} FROM STDIN") as into:
                    into.write(kept[model])
        return sum(content.count(b"\n") for content in kept.values())

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in tables)} CASCADE")
    return again


def _took(what: str, work: Callable[[], int], unit: str) -> Took:
    spent, began = cpu_seconds(), time.perf_counter()
    count = work()
    return Took(what, count, unit, round(time.perf_counter() - began, 2), round(cpu_seconds() - spent, 2))


if __name__ == "__main__":
    main()
