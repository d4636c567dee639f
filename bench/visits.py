"""Visits: our count of an access log beside awk, which only picks out the lines of pages."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from yangguang.work.visits.counting import Count

from .measuring import OURS, Goal, Measurement, side_by_side
from .sizes import Size

BEGIN = 1_684_108_800
AGENTS = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{version}.0 Safari/537.36"
    for version in range(60, 120)
]
PAGES = 0.2
"""How many of the lines are pages; the others are what pages are made of."""

AWK = 'BEGIN { FS = "\\t" } $3 == "GET" && $4 == "200" && $6 ~ /^text\\/html/ { n++ } END { print NR, n }'


def visits(size: Size) -> Measurement:
    """Measure how many lines of a log each way reads; ours also tells visitors apart and ends their visits."""
    lines = size.due_days * 25
    with TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        _write(log, lines)

        def ours() -> tuple[int, int]:
            count = Count(lambda day: b"salt of the bench", now=BEGIN + lines)
            with log.open("rb") as file:
                for line in file:
                    count.read(line)
            count.pass_time(BEGIN + lines)
            return count.figures.lines, count.figures.views.total()

        def awk() -> tuple[int, int]:
            done = subprocess.run(["awk", AWK, log], capture_output=True, text=True, check=True)
            read, pages = done.stdout.split()
            return int(read), int(pages)

        return Measurement(
            name="visits",
            title="Reading an access log",
            unit="lines",
            count=lines,
            sides=side_by_side({OURS: ours, "awk": awk}, rounds=size.rounds),
            goal=Goal(1 / 20, within=lines / 50_000),
            compared="the number of lines and of page views",
        )


def _write(log: Path, lines: int) -> None:
    """Write a log of one busy day without robots, the same in every run."""
    random = Random(50_000)
    with log.open("w") as file:
        for number in range(lines):
            is_page = random.random() < PAGES
            path = (
                f"/disclosure/apply/440404-{random.randrange(40):02}/" if is_page else "/static/ui/tokens.css"
            )
            kind = "text/html; charset=utf-8" if is_page else "text/css"
            who = f"10.0.{random.randrange(40)}.{random.randrange(250)}"
            at = f"{BEGIN + number // 10}.{random.randrange(1000):03}"
            file.write("\t".join((at, who, "GET", "200", path, kind, random.choice(AGENTS))) + "\n")
