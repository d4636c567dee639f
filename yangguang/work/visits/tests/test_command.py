"""`yangguang visits` as a timer calls it: on the database of the test, also when it is killed."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from yangguang.core.orgs.models import Organisation
from yangguang.web import database
from yangguang.work.visits.models import LogRead, PageDay, SiteDay
from yangguang.work.visits.tests.site_log import counted_by_hand, days_at_a_site, line

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]  # each starts the program anew


def begun(*words: object, **env: str) -> subprocess.Popen[str]:
    base, _, rest = database.own_url(settings.HOME).partition("/yangguang?")
    given = {**os.environ, "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}?{rest}", **env}
    command = [sys.executable, "-m", "yangguang.web.cli", "visits", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given)


def run(*words: object, **env: str) -> tuple[int, str, str]:
    process = begun(*words, **env)
    out, err = process.communicate()
    return process.returncode, out, err


@pytest.fixture
def read(org, log, salts, tmp_path):
    """Return how the log is read; salts lie with the test, not with the other data of the tests."""
    home = settings.HOME / "visits" / org.code
    yield lambda *words, **env: run("read", "--log", log, *words, **env)
    for each in home.glob("*.salt"):
        each.unlink()


def test_reads_rotated_logs_too_and_all_agrees(log, read, tmp_path):
    (tmp_path / "access.log.1").write_bytes(line("2023-05-14 12:00") + b"torn\n")
    log.write_bytes(line("2023-05-15 12:00", "/disclosure/"))
    assert read() == (0, "读取3行，无法识别1行，迟到未计0次浏览。\n", "")
    assert read() == (0, "读取0行，无法识别0行，迟到未计0次浏览。\n", "")
    assert list(SiteDay.objects.order_by("on").values_list("on", "visits")) == [
        (date(2023, 5, 14), 1), (date(2023, 5, 15), 1),
    ]  # fmt: skip
    assert PageDay.objects.get(path="/disclosure/").title == "依申请公开"
    assert run("check") == (0, "每日访问量与页面明细一致。\n", "")
    PageDay.objects.filter(path="/disclosure/").update(views=2)
    code, out, _ = run("check")
    assert code == 1
    assert "2023-05-15" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--org", "999"), "没有代码为“999”的机关"), (("--log", "/nowhere/access.log"), "不能读取日志")],
)
def test_wrong_input_is_told_in_one_sentence(read, words, said):
    code, out, err = read(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert re.search("请核对", err)


def test_with_two_sites_asks_which(log, read):
    Organisation.add(code="440403", name="邻区", short_name="邻", kind=Organisation.Kind.GOVERNMENT)
    log.write_bytes(line("2023-05-14 12:00"))
    assert "--org" in read()[2]
    assert read("--org", "440403")[0] == 0
    assert SiteDay.objects.get().org.code == "440403"


def test_killed_without_warning_loses_nothing_and_counts_nothing_twice(log, read):
    whole = b"".join(days_at_a_site(seed, since=f"2023-{seed:02}-10 20:00") * 1 for seed in range(1, 9))
    log.write_bytes(whole)
    process = begun("read", "--log", log, YG_VISITS_BATCH="2000")
    deadline = time.monotonic() + 60
    while not LogRead.objects.exists() and process.poll() is None and time.monotonic() < deadline:
        os.sched_yield()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert 0 < LogRead.objects.get().offset < Path(log).stat().st_size
    assert read()[0] == 0
    views = {
        (str(on), path): number for on, path, number in PageDay.objects.values_list("on", "path", "views")
    }
    assert views == dict(counted_by_hand(whole)["views"])
    assert run("check")[0] == 0
