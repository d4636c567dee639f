"""`yangguang law import`: what it prints, and that a dry run needs no database and writes nothing."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from yangguang.core.law.tests.laws import LIBRARY, ROADS_2005, written
from yangguang.web.commands.law import command


def run(*words, home):
    return subprocess.run(
        [sys.executable, "-m", "yangguang.web.cli", "law", "import", *map(str, words)],
        env={**os.environ, "YG_HOME": str(home), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
    )


def test_dry_run_prints_the_counts_and_needs_no_database(tmp_path):
    path = written(tmp_path, *LIBRARY, "{坏")
    done = run(path, "--dry-run", "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert list(counts) == ["instruments", "articles", "versions", "problems"]
    assert (counts["instruments"], counts["articles"], counts["versions"]) == (4, 15, 5)
    assert counts["problems"] == ["第6行：不是 JSON，未导入。"]
    assert not (tmp_path / "home").exists()
    assert "读出条款之间的关系（5）" in done.stderr, "without a screen to draw a bar on, each stage is a line"


@pytest.mark.parametrize("content", ["", "不是法规"])
def test_a_file_without_laws_is_told_in_one_sentence(tmp_path, content):
    path = tmp_path / "laws.jsonl"
    path.write_text(content, encoding="utf-8")
    done = run(path, "--dry-run", home=tmp_path / "home")
    assert done.returncode == 2
    assert "没有读到法规" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told(tmp_path):
    done = run(tmp_path / "none.gz", home=tmp_path / "home")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["--checked-to", "2025-02-30"], ["--checked-to", "昨天"]])
def test_a_day_that_is_none_is_refused(tmp_path, words):
    path = written(tmp_path, ROADS_2005)
    assert CliRunner().invoke(command, ["import", str(path), *words]).exit_code == 2
