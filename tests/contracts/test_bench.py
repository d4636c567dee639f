"""The bench measures everything it promises, and only where both sides come to the same result. Never a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import MEASUREMENTS
from bench.measuring import OURS, Unequal, side_by_side

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def measured(tmp_path_factory, django_db_setup):
    """Return the folder into which a small bench has written; it need not migrate what the tests have migrated."""
    out = tmp_path_factory.mktemp("bench")
    command = [sys.executable, "-m", "bench", "--size", "small", "--out", str(out)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YG_")}
    environment |= {"DATABASE_URL": django_db_setup.url, "BENCH_TEMPLATE": django_db_setup.template}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return out


@pytest.mark.slow
class TestSmallBench:
    def test_every_measurement_is_there_and_its_results_were_equal(self, measured):
        results = json.loads((measured / "results.json").read_text(encoding="utf-8"))
        assert [each["name"] for each in results["measurements"]] == list(MEASUREMENTS)
        for each in results["measurements"]:
            assert each["equal"]
            assert each["count"] > 0
            assert each["sides"][0]["name"] == OURS
            assert all(side["rounds"] and side["peak_mb"] for side in each["sides"])
        assert len(results["measurements"][0]["sides"]) == 3

    def test_table_has_a_line_for_each_other_side_and_names_no_machine(self, measured):
        text = (measured / "bench.md").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.startswith("|")]
        assert len(lines) == 2 + len(MEASUREMENTS) + 1
        assert os.uname().nodename not in text
        assert str(ROOT) not in text


class TestSideBySide:
    def test_different_results_are_no_measurement(self):
        with pytest.raises(Unequal, match="theirs"):
            side_by_side({OURS: lambda: 1, "theirs": lambda: 2}, rounds=1)

    def test_every_side_is_run_in_every_round(self):
        ran = []
        ways = {OURS: lambda: ran.append(OURS), "theirs": lambda: ran.append("theirs")}
        sides = side_by_side(ways, rounds=2)
        assert ran == [OURS, "theirs", OURS, "theirs", "theirs", OURS]
        assert [len(side.rounds) for side in sides] == [2, 2]
