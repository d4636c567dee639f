"""`yangguang report disclosure` as a script calls it: the files it writes, and what it says of a wrong input."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from yangguang.core.orgs.models import Organisation
from yangguang.rules.identities import findings
from yangguang.web import cli, database
from yangguang.work.reports.reading import read_report
from yangguang.work.reports.tests.district import closed_as, everybody, found_offices, frozen, hand_in


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, on the database of this test."""
    base, _, rest = database.own_url(settings.HOME).partition("/yangguang?")
    url = f"{base}/{connection.settings_dict['NAME']}?{rest}"
    command = [sys.executable, "-m", "yangguang.web.cli", "report", "disclosure", *map(str, words)]
    env = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def assert_one_sentence(said: str) -> None:
    assert said.count("\n") == 1, said
    assert re.search("[\u4e00-\u9fff]", said), said


@pytest.mark.django_db(transaction=True)
class TestWithTheRecordsOfADistrict:
    @pytest.fixture(autouse=True)
    def district(self, db) -> Organisation:
        found_offices()
        district = Organisation.objects.get(code="440404")
        closed_as("granted", Organisation.objects.get(code="440404100"), everybody())
        return district

    def test_writes_every_format_and_our_own_check_finds_nothing(self, tmp_path):
        out = tmp_path / "年报" / "2023"
        done = run("2023", "--org", "440404", "--out", out, "--format", "html,docx,pdf,json,csv")
        names = [f"disclosure-440404-2023.{ending}" for ending in ("html", "docx", "pdf", "json", "csv")]
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == [str(out / name) for name in names]
        assert sorted(each.name for each in out.iterdir()) == sorted(names)
        for ending in ("html", "pdf", "json"):
            read = read_report(out / f"disclosure-440404-2023.{ending}")
            assert (findings(read), read.cell("granted", "total")) == ([], 1)

    def test_writes_over_what_was_there_and_says_what_does_not_come_out(self, district, tmp_path):
        frozen(district, everybody(), 2022)
        hand_in(district, everybody(), "2022-12-29")
        file = tmp_path / "disclosure-440404-2023.json"
        file.write_text("old")
        done = run("2023", "--org", "440404", "--out", tmp_path, "--format", "json")
        assert (done.returncode, [each.name for each in tmp_path.iterdir()]) == (0, [file.name])
        form = json.loads(file.read_text())
        assert (form["org"], form["year"]) == ("珠海市金湾区人民政府", 2023)
        assert form["table3"]["carried_over"] == [1, 0, 0, 0, 0, 0, 1]
        told = [line.partition("］")[0] for line in done.stderr.splitlines()]
        assert told == [
            f"I5 表三［二、上年结转政府信息公开申请数量｜{column}" for column in ("自然人", "总计")
        ]

    def test_refuses_an_office_that_there_is_not(self, tmp_path):
        done = run("2023", "--org", "440499", "--out", tmp_path / "new")
        assert (done.returncode, done.stdout) == (2, "")
        assert_one_sentence(done.stderr)
        assert "没有代码为“440499”的机关" in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_place_that_is_no_folder(self, tmp_path):
        place = tmp_path / "report"
        place.write_text("a file")
        done = run("2023", "--org", "440404", "--out", place, "--format", "csv")
        assert (done.returncode, done.stdout) == (2, "")
        assert_one_sentence(done.stderr)
        assert "请换一个位置" in done.stderr
        assert place.read_text() == "a file"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1999", "--org", "440404"], "应为2008至2100的整数"),
        (["二〇二三", "--org", "440404"], "应为2008至2100的整数"),
        (["2023"], "缺少选项 --org"),
        (["--org", "440404"], "缺少参数 YEAR"),
        (
            ["2023", "--org", "440404", "--format", "odt"],
            "没有格式“odt”，可用的有 html、docx、pdf、json、csv",
        ),
        (["2023", "--org", "440404", "--format", "pdf,odt"], "没有格式“odt”"),
        (["2023", "--org", "440404", "--format", ""], "没有格式“”"),
    ],
)
def test_a_wrong_word_is_refused_in_one_sentence(words, said, tmp_path, monkeypatch, capsys):
    """It is refused before the database is asked for anything, and no folder is made."""
    out = tmp_path / "new"
    monkeypatch.setattr(sys, "argv", ["yangguang", "report", "disclosure", *words, "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert_one_sentence(printed.err)
    assert said in printed.err
    assert not Path(out).exists()
