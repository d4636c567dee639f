"""When something fails in the middle: nothing half is kept, nothing is lost, and a person is told what to do."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from yangguang.core.archive import actions as archiving
from yangguang.core.archive import checks, folders, handing, store, verifying
from yangguang.core.archive.folders import Folder
from yangguang.core.archive.models import Package
from yangguang.core.archive.packing import Packing, sum_of_file
from yangguang.core.cases.models import Numbering
from yangguang.core.cases.timer import Timer
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.web.testing import killed_at_work
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.archive import closed, contents

from .office import Office, at

TIMES = 20


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write more, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def found(office: Office) -> list[str]:
    return [str(each) for findings in verifying.differences(office.org) for each in findings]


STEPS = (
    (Packing, "_put"), (archiving, "next_number"), (checks, "check"), (archiving, "sum_of_file"), (os, "fsync"),
    (Path, "replace"), (Package, "save"), (archiving, "record"), (BaseDatabaseWrapper, "commit"),
)  # fmt: skip
"""What archiving does to the disk and to the database; it may be killed before each."""


@contextmanager
def at_each_step(then) -> Iterator[None]:
    """Let `then` be called with the number of each step before it is done."""
    steps = 0
    with pytest.MonkeyPatch.context() as patched:
        for owner, name in STEPS:
            real = getattr(owner, name)

            def step(*given, real=real, **named):
                nonlocal steps
                steps += 1
                then(steps)
                return real(*given, **named)

            patched.setattr(owner, name, step)
        yield


def file_away(office: Office, request) -> None:
    actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))


def with_papers(monkeypatch, office: Office, request) -> None:
    """Let the papers of a request be set before: the threads of typst do not live on in a forked process."""
    made = contents(office.case_of(request))
    papers = [replace(each, content=each.bytes()) for each in made.documents]
    folder = Folder("disclosure", lambda case: replace(made, documents=papers), closed)
    monkeypatch.setitem(folders.folders(), "disclosure", folder)


def killed(office: Office, request, at_step: int) -> bool:
    """Let another process archive a request, and kill it before one step; return whether it died of that."""

    def work() -> None:
        with at_each_step(lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == at_step else None):
            file_away(office, request)

    return killed_at_work(work)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_twenty_times_nothing_half_is_left(monkeypatch):
    """The clerk's process is killed at twenty places all over the act, the last ones after it was stored."""
    office = Office()
    steps: list[int] = []
    first = office.answered()
    with at_each_step(steps.append):
        file_away(office, first)
    whole = max(steps)
    assert whole >= TIMES
    kept = 1
    for number in range(TIMES):
        request = office.answered()
        with_papers(monkeypatch, office, request)
        step = 1 + number * (whole - 1) // (TIMES - 1)
        # One that finds no connection free, while those of the killed are still ending, never begins: it is sent again.
        assert any(killed(office, request, step) for _ in range(3)), step
        is_stored = Package.objects.filter(case=request.case_id).exists()
        kept += is_stored
        assert Package.objects.count() == kept
        assert (office.case_of(request).state == "ended") is is_stored
        for row in Package.objects.filter(case=request.case_id):
            assert sum_of_file(store.settle(row)).sha256 == row.sha256
        placed = {each.stem for each in store.files(office.org)}
        assert placed <= set(Package.objects.values_list("number", flat=True))
        if not is_stored:
            file_away(office, request)
            kept += 1
    assert kept == TIMES + 1
    assert [each.item for each in Package.objects.order_by("item")] == list(range(1, kept + 1))
    assert found(office) == []


@pytest.mark.django_db
class TestAFullDisk:
    def test_is_told_and_the_case_stays_open(self, office):
        office.archived()
        request = office.answered()
        records = Record.objects.count()
        with (
            no_file_larger_than(100_000),
            pytest.raises(Refused, match="写不进归档目录（File too large），没有归档"),
        ):
            file_away(office, request)
        assert office.step(request).node == "archive"
        assert (Package.objects.count(), Record.objects.count()) == (1, records)
        assert Numbering.objects.get(series="archive").last == 1
        assert len(list(store.root().rglob("*.zip"))) == 1
        file_away(office, request)
        assert found(office) == []

    def test_while_exporting_leaves_what_nobody_takes_for_a_lot(self, office, tmp_path):
        office.archived()
        by, now = Timer("archive", "归档命令"), at("2025-07-01")
        with no_file_larger_than(100_000), pytest.raises(Refused, match="没有导出完"):
            handing.export(office.org, 2024, tmp_path / "lot", by=by, at=now)
        assert not (tmp_path / "lot" / "lot.json").exists()
        assert found(office) == []
        handing.export(office.org, 2024, tmp_path / "lot", by=by, at=now)
        assert not list((tmp_path / "lot").rglob("*.part"))

    def test_a_folder_that_may_not_be_written_is_told(self, office, settings, tmp_path):
        settings.ARCHIVE_ROOT = tmp_path / "file"
        settings.ARCHIVE_ROOT.write_text("not a folder")
        request = office.answered()
        with pytest.raises((Refused, NotADirectoryError)):
            file_away(office, request)
        assert office.step(request).node == "archive"


@pytest.mark.django_db
class TestTheWorkshop:
    def test_what_nobody_stored_is_swept_after_a_day(self, office):
        package = office.archived()
        left = store.root() / store.WORKSHOP / f"{'0' * 64}.zip"
        left.write_bytes(b"half")
        assert store.sweep() == 0
        old = time.time() - store.SWEPT_AFTER - 1
        os.utime(left, (old, old))
        waiting = store.root() / store.WORKSHOP / f"{package.sha256}.zip"
        os.utime(waiting, (old, old))
        assert store.sweep() == 1
        assert not left.exists()
        assert store.settle(package).is_file()

    def test_a_stored_package_that_never_took_its_place_takes_it_when_somebody_looks(self, office):
        package = office.archived()
        assert not (store.root() / package.path).exists()  # the transaction of this test is never committed
        assert found(office) == []
        assert (store.root() / package.path).is_file()
