"""`python -m bench.site`: the static site with many pages: written, one more, verified, served."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click
from tqdm import tqdm

from . import scratch

FEW = 1000
TIMES = 9


@click.command()
@click.option("--pages", default=100_000, show_default=True, help="How many published pages.")
@click.option("--seconds", default=5, show_default=True, help="How long each server is asked.")
def main(pages: int, seconds: int) -> None:
    """Measure the static site with FEW pages, then with `pages`."""
    with TemporaryDirectory() as folder:
        os.environ["YG_PUBLIC"] = folder
        with scratch.office():
            from django.core.management import call_command

            from . import newspaper, serving

            call_command("collectstatic", interactive=False, verbosity=0)
            site, columns, clerk = newspaper.open_newspaper()
            newspaper.publish_pages(columns, FEW, by=clerk)
            written(site, "first")
            few = one_more(site, columns, clerk)
            newspaper.publish_pages(columns, pages - FEW - TIMES, by=clerk)
            written(site, "first")
            written(site, "again")
            many = one_more(site, columns, clerk)
            click.echo(
                f"one more page: {few:.1f} ms at {FEW:,}, {many:.1f} ms at {pages:,}: {many / few:.2f} times"
            )
            verified(site)
            serving.serve(site, seconds)


def written(site: Any, turn: str) -> None:
    """Write the whole site, and say how many pages a second of CPU takes; the database's CPU is said beside it."""
    from yangguang.core.publishing.models import Publication
    from yangguang.core.publishing.site import units, writer

    total = sum(1 for _ in units.everything(site))
    with tqdm(total=total, desc=f"  writing, {turn}", unit=" units", unit_scale=True) as bar:
        cpu, wall, of_database = measured(lambda: writer.rebuild(site, bar.update))
    pages = Publication.objects.filter(published_at__isnull=False).count()
    files = [each for each in site.root.rglob("*") if each.is_file()]
    size = sum(each.stat().st_size for each in files) / 2**20
    click.echo(
        f"written, {turn}: {pages:,} pages in {total:,} units, {pages / cpu:,.0f} pages per CPU-second,"
        f" {cpu:.1f} s of CPU, {of_database:.1f} s of the database, {wall:.1f} s in all;"
        f" {len(files):,} files, {size:,.0f} MB"
    )


def one_more(site: Any, columns: list[Any], clerk: Any) -> float:
    """Return the CPU time, in milliseconds, in which one more page and all that leads to it is written."""
    from django.db import transaction

    from yangguang.core.publishing.models import Publication
    from yangguang.core.publishing.site import queue

    from . import newspaper

    took = []
    for _ in range(TIMES):
        newspaper.publish_pages(columns, 1, by=clerk)
        publication = Publication.objects.select_related("org").latest("id")

        def touched(publication: Publication = publication) -> None:
            with transaction.atomic():
                queue.touch_page(publication, [], at=publication.updated_at + timedelta(seconds=1))

        cpu, _, of_database = measured(touched)
        took.append((cpu + of_database) * 1000)
    return median(took)


def verified(site: Any) -> None:
    """Compare the whole tree with the manifest, and say how long it took."""
    from yangguang.core.publishing.site import verifying

    found: list[Any] = []
    cpu, wall, _ = measured(lambda: found.extend(verifying.differences(site)))
    click.echo(f"verified: {len(found)} differences, {cpu:.1f} s of CPU, {wall:.1f} s in all")


def measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """Return the seconds of CPU of this process, the seconds by the clock, and those of our process of the database."""
    of_database = cpu_of(_database())
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return (
        time.process_time() - cpu,
        time.perf_counter() - wall,
        cpu_of(_database()) - of_database,
    )


def _database() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_of(*processes: int) -> float:
    """Return the seconds of CPU that these processes took so far."""
    ticks = 0
    for each in processes:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def found(program: str) -> str | None:
    """Return where a program is, also one for administrators."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin")


if __name__ == "__main__":
    main()
