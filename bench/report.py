"""What came out, as `results.json` and as the one table of `docs/bench.md`."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .measuring import Measurement, Side
from .sizes import SIZES

PACKAGES = ("django", "psycopg", "holidays", "chinesecalendar", "spiffworkflow")

HEAD = """# The bench

<!-- Written by `make bench`; do not edit. -->

Every line was measured in one run, both sides in turn on the same machine, and only after both had come to
the same result. Trust the ratios: they are the medians over the rounds, while the times depend on the machine
and on what else it was doing.
"""

MEANING = """
- **Due days**: the last day of terms of five to thirty working days. The others know only whether a day is
  worked, so they are asked day by day in a loop.
- **Human steps**: cases of the disclosure process go through all their steps, one transaction each, in the same
  database. Ours also writes the worklist, the clocks and the ledger, so that lists and tables are queries;
  SpiffWorkflow stores the JSON of its workflow, and nothing else.
- **Role worklist** and **overdue list**: the first page of fifty, for the busiest post and for all organisations.
- **Board**: everything that the head's board shows of all organisations: loads, last days that are near, medians.
- **Statutory tables**: tables 2, 3 and 4 of the annual report on all organisations together, the worst case.
- **Recomputing clocks**: a notice on the days off of the next year comes in; every running term follows, is checked
  against the rules one by one, and open steps follow too. Ours also writes the calendar anew and says whose days moved.
- **Plain SQL** is one statement, written by hand, that reads the same rows and comes to the same figures, or moves
  the same days.
- **Peak memory** is that of the process that measures, Django included; the database's is not in it.
"""


@dataclass(slots=True)
class Results:
    """What one run measured, and on what.

    Args:
        size: how much was measured, as `--size` names it.
        machine: its cores and memory, and the versions of what ran on it.
        on: the day.
        measurements: in the order of the table.
    """

    size: str
    machine: dict[str, Any]
    on: date
    measurements: list[Measurement] = field(default_factory=list)

    @classmethod
    def begun(cls, size: str) -> Results:
        return cls(size, _machine(), date.today())  # noqa: DTZ011  the day on the wall

    def add(self, measurement: Measurement) -> None:
        if "postgresql" not in self.machine and (running := _postgresql()):
            self.machine["postgresql"] = running
        self.measurements.append(measurement)

    def write(self, to_json: Path, to_markdown: Path) -> None:
        """Write the results twice: for programs and for people."""
        for path in (to_json, to_markdown):
            path.parent.mkdir(parents=True, exist_ok=True)
        to_json.write_text(json.dumps(self._plain(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        to_markdown.write_text(self._markdown(), encoding="utf-8")

    def _plain(self) -> dict[str, Any]:
        size = SIZES[self.size]
        return {
            "on": self.on.isoformat(),
            "size": self.size,
            "cases": size.cases,
            "running_cases": size.running,
            "organisations": size.organisations,
            "machine": self.machine,
            "measurements": [_as_plain(each) for each in self.measurements],
        }

    def _markdown(self) -> str:
        rows = [
            "| what | ours | beside | ratio | goal | | peak memory |",
            "| --- | ---: | ---: | ---: | --- | --- | ---: |",
            *(row for each in self.measurements for row in _rows(each)),
        ]
        size = SIZES[self.size]
        machine = self.machine
        versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
        ran = (
            f"Measured on {self.on} on {machine['cores']} cores with {machine['memory_gb']} GB of memory: Python"
            f" {machine['python']}, PostgreSQL {machine.get('postgresql', 'not used')}, {versions}. The database held"
            f" {size.cases:,} cases with {size.cases * 4:,} steps, {size.running:,} cases running, of"
            f" {size.organisations:,} organisations. Each figure is the median of {size.rounds} rounds."
        )
        return "\n".join([HEAD, _wrapped(ran), "", *rows, MEANING])


def said(measurement: Measurement) -> str:
    """Return a measurement in one sentence."""
    beside = "; ".join(
        f"{_figure(measurement, side)} with {side.name} ({measurement.ratio(side):.1f} times as fast)"
        for side in measurement.sides[1:]
    )
    met = "met" if measurement.is_met else "MISSED"
    return f"{measurement.title}: {_figure(measurement, measurement.ours)}, {beside}. Goal {met}: {measurement.goal}."


def _rows(measurement: Measurement) -> list[str]:
    ours = measurement.ours
    return [
        f"| {measurement.title} | {_figure(measurement, ours)} | {other.name}: {_figure(measurement, other)}"
        f" | {measurement.ratio(other):,.{1 if measurement.ratio(other) < 100 else 0}f} | {measurement.goal}"
        f" | {'met' if measurement.is_met else '**missed**'} | {ours.peak_mb} MB, beside {other.peak_mb} MB |"
        for other in measurement.sides[1:]
    ]


def _figure(measurement: Measurement, side: Side) -> str:
    if measurement.unit:
        return f"{measurement.count / side.seconds:,.0f} {measurement.unit}/s"
    return f"{side.seconds * 1000:,.1f} ms" if side.seconds < 1 else f"{side.seconds:,.2f} s"


def _as_plain(measurement: Measurement) -> dict[str, Any]:
    return {
        "name": measurement.name,
        "title": measurement.title,
        "count": measurement.count,
        "unit": measurement.unit,
        "equal": measurement.compared,
        "goal": str(measurement.goal),
        "is_met": measurement.is_met,
        "sides": [
            {
                "name": side.name,
                "seconds": round(side.seconds, 6),
                "rounds": [round(each, 6) for each in side.rounds],
                "ratio": round(measurement.ratio(side), 3),
                "peak_mb": side.peak_mb,
            }
            for side in measurement.sides
        ],
    }


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def _postgresql() -> str:
    """Return the version of the server, once one is used."""
    from django.conf import settings

    if not settings.configured:
        return ""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


def _wrapped(text: str) -> str:
    from textwrap import fill

    return fill(text, 116)
