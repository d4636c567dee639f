"""`python -m bench.similar`: finding requests that are like another among 100,000, beside pg_trgm on the same rows.

The requests are made from a seed (`asked.py`), so that it is known what each is about. Some of them are sent again,
changed in known ways, and must be found; others ask about what nobody asked before, and find nothing that they should.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean, median

import click
from tqdm import tqdm

from . import asked, scratch
from .measuring import _forget_peak, _peak_mb
from .search import _cpu_seconds

SEED = 4404
AT = datetime(2025, 12, 1, tzinfo=UTC)
ON = date(2025, 12, 1)
ORGANISATIONS = 60

Find = Callable[[str], list[tuple[int, int]]]
"""The requests that are shown for a text, each with its percentage, what is most alike first."""


@dataclass(slots=True)
class Change:
    """How often a request that was changed in one way was found again.

    Args:
        first: as the first that is shown.
        five: among the first five.
        shown: at all.
    """

    probes: int = 0
    first: int = 0
    five: int = 0
    shown: int = 0


@dataclass(slots=True)
class Side:
    """What one way did with all questions.

    Args:
        changes: by what was changed.
        cpu_ms: CPU time of a question, of this process and of its connection to the database: p50, p99 and mean.
        wall_ms: p50 and p99.
        unknown_alarmed: of the requests about something new, the share for which anything was shown.
        rows_shown: how many rows are shown for a request of a known subject, on average.
        rows_off: the share of these that are about another subject or another kind of document.
        said_same_wrongly: how many were shown as one hundred per cent that are about something else.
        index_mb: the size of the index; for the search engine, of everything in it.
        peak_mb: the most memory of this process while it was asked; the database's is not in it.
    """

    name: str
    changes: dict[str, Change] = field(default_factory=dict)
    cpu_ms: tuple[float, float, float] = (0, 0, 0)
    wall_ms: tuple[float, float] = (0, 0)
    unknown_alarmed: float = 0
    rows_shown: float = 0
    rows_off: float = 0
    said_same_wrongly: int = 0
    built_s: float = 0
    index_mb: float = 0
    peak_mb: int = 0


@click.command()
@click.option("--count", default=100_000, show_default=True, help="Requests in the collection.")
@click.option("--each", default=60, show_default=True, help="Requests that are sent again, in each way.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures.")
def main(count: int, each: int, out: Path | None) -> None:
    """Measure how requests that are alike are found."""
    with scratch.office(), tempfile.TemporaryDirectory() as folder:
        sides = measured(count, each, Path(folder))
    click.echo(table(sides))
    if out or count == 100_000:
        target = out or scratch.ROOT / "bench" / "similar.json"
        said = {"requests": count, "sides": [asdict(side) for side in sides]}
        target.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measured(count: int, each: int, folder: Path) -> list[Side]:
    """Return what this product and the other do with the same questions."""
    from django.conf import settings

    from yangguang.core.search import index, keeping

    settings.HOME = folder
    rows = asked.requests(SEED, count)
    keys = fill(rows)
    took = _took(lambda: keeping.rebuild(lambda these, total: tqdm(these, "  index", total, leave=False)))
    size = sum(each.stat().st_size for each in index.folder().iterdir()) / 1e6
    known = dict(zip(keys, rows, strict=True))
    ours = Side("ours", built_s=took, index_mb=size)
    trigram = Side("pg_trgm (GIN)", built_s=_took(_index_trigrams), index_mb=_trigram_mb())
    for side, find in ((ours, _ours(keys)), (trigram, _trigram())):
        _ask(side, find, known, each)
    return [ours, trigram]


def fill(rows: list[asked.Asked]) -> list[int]:
    """Store the requests, to sixty organisations of one district; return their keys."""
    from yangguang.core.cases import versions
    from yangguang.core.cases.models import Case
    from yangguang.core.orgs.models import Organisation, Person
    from yangguang.core.search import actions as search
    from yangguang.core.search.entries import Entry, Kind
    from yangguang.work.disclosure.models import DisclosureRequest

    district = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
    orgs = [district] + [
        Organisation.add(
            code=f"440404-{number}",
            name=f"第{number}局",
            short_name=f"局{number}",
            kind="agency",
            parent=district,
        )
        for number in range(1, ORGANISATIONS)
    ]
    boss = Person.objects.create_superuser("boss", "boss@example.cn", None, name="管理员")
    editions = versions.publish_declared(org=district, effective_on=date(2020, 1, 1), by=boss, at=AT)
    edition = next(each for each in editions if each.key == "disclosure")
    draw = random.Random(SEED)
    found: list[int] = []
    for start in tqdm(range(0, len(rows), 2_000), desc="  rows", leave=False):
        some = rows[start : start + 2_000]
        cases = Case.objects.bulk_create(
            Case(
                org=draw.choice(orgs),
                version=edition,
                number=f"公开〔2025〕{start + at}号",
                title=one.text[:80],
                fields={},
                received_on=ON,
                opened_at=AT,
            )
            for at, one in enumerate(some)
        )
        requests = DisclosureRequest.objects.bulk_create(
            DisclosureRequest(
                case=case,
                org_id=case.org_id,
                code="ABCDEFGH",
                channel="in_person",
                submitted_at=AT,
                arrived_on=ON,
                received_on=ON,
                applicant_kind="natural_person",
                applicant=f"申请人{draw.randrange(40_000)}",
                identity=f"ID{draw.randrange(40_000)}",
                phone="13900000000",
                wanted=one.text,
            )
            for case, one in zip(cases, some, strict=True)
        )
        search.put_all(
            Entry(
                key=f"disclosure.disclosurerequest:{each.pk}",
                org_id=each.org_id,
                kind=Kind.REQUEST,
                title=each.wanted[:80],
                text=each.wanted,
                url="/",
                on=ON,
                is_public=False,
            )
            for each in requests
        )
        found += [each.pk for each in requests]
    from .filling import tidy

    tidy("disclosure_disclosurerequest", "search_entry", "cases_case")
    return found


def _ours(keys: list[int]) -> Find:
    """Ask as the page of a case does: candidates of the index, rows of the database, the exact comparison."""
    from yangguang.core.orgs.models import Organisation, Person
    from yangguang.work.disclosure.models import DisclosureRequest
    from yangguang.work.disclosure.repeats.queries import similar_to

    boss = Person.objects.get(username="boss")
    org = Organisation.objects.get(code="440404-1")

    def find(text: str) -> list[tuple[int, int]]:
        request = DisclosureRequest(pk=0, org=org, identity="nobody", wanted=text)
        return [(row.asked.pk, row.likeness.percent) for row in similar_to(request, boss, ON).rows]

    return find


def _trigram() -> Find:
    """Ask pg_trgm for what is at least as alike as we show, on the text as it was written."""
    from django.db import connection

    from yangguang.work.disclosure.repeats.rules import TERMS

    least = TERMS["similar_shown"].on(ON).amount / 100
    with connection.cursor() as cursor:
        cursor.execute(f"SET pg_trgm.similarity_threshold = {least}")
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # so that all its CPU time is seen

    def find(text: str) -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT case_id, floor(similarity(wanted, %s) * 100)::int FROM disclosure_disclosurerequest"
                " WHERE wanted %% %s ORDER BY similarity(wanted, %s) DESC LIMIT 50",
                [text, text, text],
            )
            return [(key, percent) for key, percent in cursor.fetchall()]

    return find


def _index_trigrams() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        cursor.execute(
            "CREATE INDEX bench_trigram ON disclosure_disclosurerequest USING gin (wanted gin_trgm_ops)"
        )


def _trigram_mb() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('bench_trigram') / 1e6")
        return float(cursor.fetchone()[0])


def _ask(side: Side, find: Find, known: dict[int, asked.Asked], each: int) -> None:
    draw = random.Random(SEED + 1)
    sent_again = draw.sample(list(known), each)
    fresh = asked.requests(SEED + 2, each * 3)
    unknown = asked.requests(SEED + 3, each * 3, asked.UNKNOWN_SUBJECTS)
    for one in fresh[:5]:
        find(one.text)  # what is loaded once is loaded
    _forget_peak()
    cpu: list[float] = []
    wall: list[float] = []

    def timed(text: str) -> list[tuple[int, int]]:
        spent, began = _cpu_seconds(), time.perf_counter()
        found = find(text)
        cpu.append((_cpu_seconds() - spent) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        return found

    for name, change in asked.CHANGES.items():
        side.changes[name] = counted = Change()
        for key in tqdm(sent_again, desc=f"  {side.name}: {name}", leave=False):
            shown = [found for found, _ in timed(change(known[key].text, draw))]
            place = shown.index(key) if key in shown else 99
            counted.probes += 1
            counted.first += place == 0
            counted.five += place < 5
            counted.shown += place < 99
    rows = off = 0
    for one in tqdm(fresh, desc=f"  {side.name}: new requests", leave=False):
        shown_now = timed(one.text)
        rows += len(shown_now)
        off += sum(
            (known[key].subject, known[key].document) != (one.subject, one.document) for key, _ in shown_now
        )
        side.said_same_wrongly += sum(
            percent == 100 and known[key].about != one.about for key, percent in shown_now
        )
    side.rows_shown, side.rows_off = rows / len(fresh), off / rows if rows else 0
    side.unknown_alarmed = mean(
        bool(timed(one.text)) for one in tqdm(unknown, desc=f"  {side.name}: unknown subjects", leave=False)
    )
    side.cpu_ms = (median(cpu), _high(cpu), mean(cpu))
    side.wall_ms = (median(wall), _high(wall))
    side.peak_mb = _peak_mb()


def table(sides: list[Side]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        f"| | {' | '.join(side.name for side in sides)} |",
        f"| --- |{' ---: |' * len(sides)}",
    ]
    for name in sides[0].changes:
        counts = [side.changes[name] for side in sides]
        shown = [
            f"{each.first / each.probes:.2f} / {each.five / each.probes:.2f} / {each.shown / each.probes:.2f}"
            for each in counts
        ]
        lines.append(f"| {name}: found first / in five / at all | {' | '.join(shown)} |")
    rows: list[tuple[str, Callable[[Side], str]]] = [
        ("a new subject: anything shown", lambda side: f"{side.unknown_alarmed:.1%}"),
        ("rows shown for a new request", lambda side: f"{side.rows_shown:.1f}"),
        ("of these about another subject or document", lambda side: f"{side.rows_off:.0%}"),
        ("shown as 100 % and about something else", lambda side: str(side.said_same_wrongly)),
        ("CPU ms p50 / p99 / mean", lambda side: " / ".join(f"{each:.1f}" for each in side.cpu_ms)),
        ("wall ms p50 / p99", lambda side: " / ".join(f"{each:.1f}" for each in side.wall_ms)),
        ("index made in s", lambda side: f"{side.built_s:.0f}"),
        ("index MB", lambda side: f"{side.index_mb:.0f}"),
        ("peak memory of the process MB", lambda side: str(side.peak_mb)),
    ]
    lines += [f"| {title} | {' | '.join(said(side) for side in sides)} |" for title, said in rows]
    return "\n".join(lines)


def _high(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
