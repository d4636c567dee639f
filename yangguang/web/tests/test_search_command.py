"""`yangguang search` as scripts call it: another process makes the index, and another finds."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from yangguang.core.orgs.models import Organisation
from yangguang.core.search import actions
from yangguang.core.search.queries import search
from yangguang.core.search.tests.shelf import SHELF, keys

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _shelf(settings, tmp_path):
    settings.HOME = tmp_path
    org = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
    actions.put_all(each(org.pk) for each in SHELF)


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = connection.settings_dict
    address = f"postgresql://{base['USER']}@/{base['NAME']}?host={base['HOST']}&port={base['PORT']}"
    return subprocess.run(
        [sys.executable, "-m", "yangguang.web.cli", "search", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DATABASE_URL": address, "YG_HOME": str(settings.HOME), **env},
    )


def test_rebuild_refresh_and_find_in_processes_of_their_own():
    assert "共10条" in run("rebuild").stdout
    assert keys(search("公租房")) == ["doc:rent"]  # this process reads what that one wrote
    actions.remove("doc:rent")
    assert "有变动的1条" in run("refresh").stdout
    assert keys(search("公共租赁住房")) == []
    found = run("find", "行政许可法第四十二条")
    assert found.stdout.splitlines()[0].startswith("中华人民共和国行政许可法 第42条（现行有效")
    assert found.returncode == 0


def test_nothing_found_is_said_and_is_the_code_of_the_end():
    found = run("find", "珊瑚礁潜水")
    assert (found.returncode, found.stdout) == (1, "")
    assert "没有找到" in found.stderr


def test_without_words_is_refused_in_a_sentence():
    refused = run("find")
    assert refused.returncode == 2
    assert "缺少参数" in refused.stderr
