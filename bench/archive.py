"""How fast closed cases become packages, and packages are verified: `python -m bench.archive`.

Beside it: putting the same bytes into a ZIP and onto the disk without setting, checking or registering anything, and
testing and hashing the same files without opening what is in them.
"""

from __future__ import annotations

import os
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import click
from tqdm import tqdm

from . import scratch
from .measuring import _forget_peak, _peak_mb

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROLES = ("受理窗口", "公开工作机构", "责任科室", "法制审核", "公开工作机构负责人")


@click.command()
@click.option(
    "--packages", default=200, show_default=True, type=click.IntRange(1), help="How many cases are archived."
)
@click.option(
    "--disk", type=click.Path(file_okay=False, path_type=Path), help="The folder on the disk to be measured."
)
def main(packages: int, disk: Path | None) -> None:
    """Print packages per second, made and verified, and the memory that it took."""
    with scratch.office(), TemporaryDirectory(dir=disk) as folder:
        from django.conf import settings

        settings.ARCHIVE_ROOT = Path(folder) / "archive"
        cases, person = list(_closed(packages)), _person()
        _measure(cases, person, Path(folder))


def _measure(cases: list[Any], person: Any, folder: Path) -> None:
    from yangguang.core.archive import actions, store, verifying
    from yangguang.core.archive.models import Package
    from yangguang.core.archive.packing import sum_of_file

    count = len(cases)
    with _timed("packages made", count):
        for case in tqdm(cases, leave=False):
            actions.package(case, by=person, at=_at("2024-03-20"))
    rows = list(Package.objects.order_by("place_in_year"))
    files = [store.settle(row) for row in rows]
    size = sum(row.size for row in rows)
    click.echo(
        f"  {size / count / 1024:,.0f} KB and {rows[0].files} documents in each, {size / 2**20:,.0f} MB in all"
    )

    contents = [_contents(file) for file in files]
    with _timed("the same bytes zipped plainly", count):
        for number, each in enumerate(contents):
            _zipped(folder / f"{number}.zip", each)
    del contents

    with _timed("packages verified", count):
        found = [each for findings in verifying.differences(cases[0].org) for each in findings]
    assert not found, found[:5]
    with _timed("the same files hashed (SHA-256, SM3)", count):
        for file in files:
            sum_of_file(file)
    with _timed("the same files tested by unzip", count):
        for file in files:
            subprocess.run(["unzip", "-tqq", file], check=True)


@contextmanager
def _timed(what: str, count: int) -> Iterator[None]:
    forgotten = _forget_peak()
    began, cpu = time.perf_counter(), time.process_time()
    yield
    took, used = time.perf_counter() - began, time.process_time() - cpu
    memory = f", peak {_peak_mb()} MB" if forgotten else ""
    click.echo(
        f"{what}: {count / took:,.1f} a second ({count / max(used, 1e-9):,.1f} a second of processor){memory}"
    )


def _contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _zipped(place: Path, files: dict[str, bytes]) -> None:
    with place.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        file.flush()
        os.fsync(file.fileno())


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)


def _person() -> Any:
    from yangguang.core.orgs.models import Person

    return Person.objects.get(username="bench")


def _closed(count: int) -> Iterator[Any]:
    """Yield cases that were answered and are over, each with its letters, its steps and its records."""
    from yangguang.core.cases import actions as cases
    from yangguang.core.cases import calendar, versions
    from yangguang.core.cases.models import Case, Step
    from yangguang.core.orgs.models import Organisation, Person, Post
    from yangguang.work.disclosure import actions

    calendar.fill_days()
    org = Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind="government", disclosure_office="办公室",
        review_body="珠海市人民政府", court="金湾区人民法院",
    )  # fmt: skip
    person = Person.objects.create_user("bench", name="林晓")
    for role in ROLES:
        Post.objects.create(org=org, person=person, role=role, since=date(2021, 1, 1))
    versions.publish_declared(org=org, effective_on=date(2021, 1, 1), by=person, at=_at("2021-01-01"))
    actions.set_practice(
        org, since=date(2021, 1, 1), review_online="https://fuyi.example.cn/", by=person, at=_at("2021-01-01")
    )
    values = {
        "channel": "in_person", "arrived_on": date(2024, 3, 1), "applicant_kind": "natural_person",
        "identity": "44040419500101123X", "phone": "0756-5550199", "form": "electronic", "way": "online",
    }  # fmt: skip

    def step(request: Any) -> Step:
        return Step.objects.get(case=request.case_id, state=Step.State.OPEN)

    for number in tqdm(range(count), desc="preparing", leave=False):
        said = {**values, "applicant": f"申请人{number}", "wanted": f"第{number}号学区划分图及其说明"}
        request = actions.take_in(org, values=said, by=person, at=_at("2024-03-01"))
        on: dict[str, Any] = {"by": person, "at": _at("2024-03-18")}
        for act, how in (
            (actions.examine, {"outcome": "accept"}),
            (actions.search, {"opinion": "已检索到"}),
            (actions.draft_answer, {"outcome": "granted", "text": "见附件。"}),
            (actions.sign_answer, {"signed": True, "reviewed": True}),
            (actions.deliver, {"way": "online"}),
            (cases.complete, {}),
        ):
            act(step(request), **how, **on)  # type: ignore[operator]
        yield Case.objects.select_related("org", "version").get(pk=request.case_id)


if __name__ == "__main__":
    main()
