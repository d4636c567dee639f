"""`python -m bench`: measure everything, side by side, and write down what came out."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from . import report, scratch
from .measuring import Measurement
from .sizes import SIZES, Size

MEASUREMENTS = {
    "days": "bench.days",
    "visits": "bench.visits",
    "steps": "bench.steps",
    "worklist": "bench.lists",
    "overdue": "bench.lists",
    "board": "bench.board",
    "tables": "bench.tables",
    "recompute": "bench.recompute",
}
"""Where the function for each measurement is; it has the name of the measurement."""

WITHOUT_DATABASE = ("days", "visits")


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="full", show_default=True, help="How much.")
@click.option("--only", type=click.Choice(list(MEASUREMENTS)), help="Measure this alone.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write results.json and bench.md; a full run writes into the project.",
)
def main(size: str, only: str | None, out: Path | None) -> None:
    """Measure this product beside what else could be used."""
    names = [only] if only else list(MEASUREMENTS)
    results = report.Results.begun(size)
    for measurement in _measured(names, SIZES[size]):
        results.add(measurement)
        click.echo(f"  {report.said(measurement)}")
    if out is not None:
        results.write(out / "results.json", out / "bench.md")
    elif size == "full" and not only:
        results.write(scratch.ROOT / "bench" / "results.json", scratch.ROOT / "docs" / "bench.md")
    else:
        click.echo("Nothing was written: only a full run is kept, or one with --out.")


def _measured(names: list[str], size: Size) -> Iterator[Measurement]:
    for name in names:
        if name in WITHOUT_DATABASE:
            yield _measure(name, size)
    left = [name for name in names if name not in WITHOUT_DATABASE]
    if not left:
        return
    click.echo(f"Preparing a database with {size.cases:,} cases …")
    with scratch.office():
        from . import filling

        filling.fill(size)
        for name in left:
            yield _measure(name, size)


def _measure(name: str, size: Size) -> Measurement:
    click.echo(f"Measuring {name} …")
    found: Measurement = getattr(import_module(MEASUREMENTS[name]), name)(size)
    return found


if __name__ == "__main__":
    main()
