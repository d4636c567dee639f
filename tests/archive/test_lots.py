"""Handing a year over and taking it over elsewhere; a lot is verified by itself."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.db import transaction

from yangguang.core.archive import handing, lots, store, verifying
from yangguang.core.archive.models import Package
from yangguang.core.archive.packing import sum_of_file
from yangguang.core.cases.models import Numbering
from yangguang.core.cases.timer import Timer
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.web.commands.archive import command

from .office import Office, at
from .repacking import flip_a_byte, repacked

pytestmark = pytest.mark.django_db

BY = Timer("archive", "归档命令")
NOW = at("2025-07-01")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Return where a lot is kept once it was made."""
    return tmp_path_factory.mktemp("lots") / "移交2024"


@pytest.fixture
def lot(db, settings, tmp_path, made) -> Path:
    """Return a lot of three packages from an installation that is gone: its rows and its files are elsewhere."""
    if not made.exists():
        kept, settings.ARCHIVE_ROOT = settings.ARCHIVE_ROOT, tmp_path / "elsewhere"
        with transaction.atomic():
            office = Office()
            for _ in range(3):
                office.archived()
            handing.export(office.org, 2024, made, by=BY, at=NOW)
            transaction.set_rollback(True)
        settings.ARCHIVE_ROOT = kept
    assert not Package.objects.exists()
    return shutil.copytree(made, tmp_path / "lot")


@pytest.fixture
def org(lot) -> Organisation:
    """Return the same organisation as the receiving installation knows it."""
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


def bring(folder: Path) -> handing.Brought:
    return handing.bring(lots.read(folder), by=BY, at=NOW)


def told(folder: Path) -> list[str]:
    return [str(each) for found in lots.differences(lots.read(folder)) for each in found]


def package_in(folder: Path, number: int = 1) -> Path:
    return folder / "packages" / f"440404-2024-D30-{number:04}.zip"


class TestHandingOver:
    def test_a_lot_is_whole_and_has_a_list_for_people(self, lot):
        assert told(lot) == []
        assert sorted(each.name for each in lot.iterdir()) == [
            "index.csv",
            "index.xlsx",
            "lot.json",
            "packages",
        ]
        with (lot / "index.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        book = openpyxl.load_workbook(lot / "index.xlsx").active
        assert head[:2] == ["档号", "题名"]
        assert [row[0] for row in rows] == [f"440404-2024-D30-000{each}" for each in (1, 2, 3)]
        assert [book.cell(row, 1).value for row in (2, 3, 4)] == [row[0] for row in rows]

    def test_the_ledger_keeps_the_hash_of_the_list(self, office, tmp_path):
        office.archived()
        handing.export(office.org, 2024, tmp_path / "lot", by=BY, at=NOW)
        record = Record.objects.latest("pk")
        assert record.kind == "archive.exported"
        assert len(record.details["sha256"]) == 64

    def test_it_may_be_repeated_and_takes_what_came_since(self, office, tmp_path):
        office.archived()
        for expected in (1, 2):
            lot = handing.export(office.org, 2024, tmp_path / "lot", by=BY, at=NOW)
            assert len(lot.packages) == expected
            assert told(tmp_path / "lot") == []
            office.archived()

    def test_a_year_without_packages_is_refused(self, office, tmp_path):
        with pytest.raises(Refused, match="2024年没有归档信息包"):
            handing.export(office.org, 2024, tmp_path / "lot", by=BY, at=NOW)

    def test_a_folder_with_something_else_in_it_is_left_alone(self, office, tmp_path):
        office.archived()
        (tmp_path / "论文.txt").write_text("别人的")
        with pytest.raises(Refused, match="已有别的文件（1个）"):
            handing.export(office.org, 2024, tmp_path, by=BY, at=NOW)
        assert [each.name for each in tmp_path.iterdir()] == ["论文.txt"]

    def test_what_does_not_verify_is_not_handed_over(self, office, tmp_path):
        flip_a_byte(store.settle(office.archived()))
        with pytest.raises(Refused, match="已被改动"):
            handing.export(office.org, 2024, tmp_path / "lot", by=BY, at=NOW)
        assert not (tmp_path / "lot" / "lot.json").exists()


class TestVerifyingALot:
    def test_a_changed_byte_a_missing_and_an_extra_file_are_told(self, lot):
        flip_a_byte(package_in(lot))
        package_in(lot, 2).unlink()
        (lot / "more.exe").write_bytes(b"MZ")
        found = told(lot)
        assert "440404-2024-D30-0001：信息包与登记的摘要不符，已被改动（真实性）" in found
        assert "440404-2024-D30-0002：信息包不见了（完整性）" in found
        assert "more.exe：不属于这一批档案的文件（安全性）" in found

    def test_a_package_taken_off_the_list_leaves_a_gap(self, lot):
        said = json.loads((lot / "lot.json").read_text())
        said["packages"] = [each for each in said["packages"] if each["item"] != 2]
        (lot / "lot.json").write_text(json.dumps(said))
        package_in(lot, 2).unlink()
        assert "2024年30年件号：缺第2号，共缺1个（完整性）" in told(lot)

    @pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 1, "packages": 3}', None])
    def test_a_list_that_cannot_be_read_is_refused(self, lot, content):
        if content is None:
            (lot / "lot.json").unlink()
        else:
            (lot / "lot.json").write_text(content)
        with pytest.raises(Refused, match=r"lot\.json"):
            lots.read(lot)

    @pytest.mark.parametrize(
        "change", [{"number": "../../../etc/x"}, {"fonds": "../x"}, {"year": "2024"}, {"item": None}]
    )
    def test_a_list_that_leads_elsewhere_is_refused(self, lot, change):
        said = json.loads((lot / "lot.json").read_text())
        said["packages"][0] |= change
        (lot / "lot.json").write_text(json.dumps(said))
        with pytest.raises(Refused, match="已被改动"):
            lots.read(lot)

    @pytest.mark.slow
    def test_it_needs_neither_database_nor_settings(self, lot, tmp_path):
        environment = {
            "PATH": "/usr/bin:/bin",
            "YG_HOME": str(tmp_path / "none"),
            "DATABASE_URL": "postgres://x@127.0.0.1:1/x",
        }
        words = [sys.executable, "-m", "yangguang.web.cli", "archive", "verify", str(lot)]
        done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
        assert (done.returncode, done.stdout) == (0, "3个归档信息包完好。\n"), done.stderr
        assert not (tmp_path / "none").exists()

    def test_the_command_ends_with_one_and_a_line_for_each_difference(self, lot):
        package_in(lot, 3).unlink()
        done = CliRunner().invoke(command, ["verify", str(lot)])
        assert (done.exit_code, done.stdout) == (1, "440404-2024-D30-0003：信息包不见了（完整性）\n")


class TestTakingOver:
    def test_a_lot_taken_over_twice_is_there_once(self, lot, org):
        assert bring(lot) == handing.Brought(added=3, there=0)
        assert bring(lot) == handing.Brought(added=0, there=3)
        assert Package.objects.count() == 3
        assert [each for found in verifying.differences(org) for each in found] == []

    def test_what_was_taken_over_says_the_same_as_before(self, lot, org):
        bring(lot)
        before = {each.number: each for each in lots.read(lot).packages}
        for row in Package.objects.all():
            assert (row.case, row.imported_at) == (None, NOW)
            assert row.sha256 == before[row.number].sha256
            assert store.settle(row).read_bytes() == package_in(lot, row.item).read_bytes()

    def test_a_lot_that_was_stopped_goes_on_where_it_was(self, lot, org, monkeypatch):
        class Stopped(Exception):
            pass

        def stop_at_the_second(rows, total):
            for number, row in enumerate(rows):
                if number == 1 and isinstance(row, lots.Known):
                    raise Stopped
                yield row

        with pytest.raises(Stopped):
            handing.bring(lots.read(lot), by=BY, at=NOW, shown=stop_at_the_second)
        assert Package.objects.count() == 1
        assert bring(lot) == handing.Brought(added=2, there=1)

    def test_what_does_not_verify_is_not_taken_over_at_all(self, lot, org):
        flip_a_byte(package_in(lot, 3))
        with pytest.raises(Refused, match="没有接收：440404-2024-D30-0003：信息包与登记的摘要不符"):
            bring(lot)
        assert not Package.objects.exists()

    def test_another_package_under_the_same_number_is_refused(self, lot, org):
        bring(lot)
        path = package_in(lot, 3)
        repacked(path, lambda files: None)
        said = json.loads((lot / "lot.json").read_text())
        forged = sum_of_file(path)
        said["packages"][2] |= {"sha256": forged.sha256, "sm3": forged.sm3, "size": forged.size}
        (lot / "lot.json").write_text(json.dumps(said))
        with pytest.raises(Refused, match="另一个信息包，内容不同"):
            bring(lot)
        assert Package.objects.count() == 3

    def test_an_organisation_that_is_not_known_is_told(self, lot):
        with pytest.raises(Refused, match="没有代码为“440404”的机关"):
            bring(lot)

    def test_what_is_archived_here_afterwards_gets_other_numbers(self, lot, org):
        bring(lot)
        last = Numbering.objects.get(org=org, series="archive", year=2024).last
        assert last == 3
        assert Numbering.objects.get(org=org, series="archive.D30", year=2024).last == 3
