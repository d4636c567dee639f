"""`yangguang site serve`: the tree without a database, by granian itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from yangguang.core.publishing.site.tree import Tree

pytestmark = pytest.mark.slow  # it starts the program anew

FILES = {
    "/index.html": "<!doctype html><title>首页</title>",
    "/news/index.html": "<!doctype html><title>要闻</title>",
    "/news/1.html": "<!doctype html><title>第1篇</title>",
    "/news/1/qr.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "/news/rss.xml": "<rss/>",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """Return the port at which a small tree is served."""
    root = tmp_path_factory.mktemp("site")
    for path, words in FILES.items():
        Tree(root).write(path, words.encode())
    (root.parent / "outside.txt").write_text("outside")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    words = [
        sys.executable,
        "-m",
        "yangguang.web.cli",
        "site",
        "serve",
        "--port",
        str(port),
        "--dir",
        str(root),
    ]
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment)
    try:
        _await(process, port)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as there:
            there.settimeout(1)
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail("the server did not start")


def get(port: int, path: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_every_file_and_every_folder_is_there(port):
    for path, words in FILES.items():
        answer, content = get(port, path)
        assert (answer.status, content) == (200, words), path
    assert get(port, "/")[1] == FILES["/index.html"]
    assert get(port, "/news/")[1] == FILES["/news/index.html"]


def test_browsers_learn_what_a_file_is(port):
    for path, kind in (("/", "text/html"), ("/news/", "text/html"), ("/news/1/qr.svg", "image/svg+xml")):
        assert get(port, path)[0].headers["Content-Type"].startswith(kind), path
    assert "xml" in get(port, "/news/rss.xml")[0].headers["Content-Type"]


def test_what_is_not_there_is_said_and_no_way_leads_out(port):
    for path in ("/nothing.html", "/news/../../outside.txt", "/%2e%2e/outside.txt"):
        answer, content = get(port, path)
        assert (answer.status, "outside" in content) == (404, False), path


def test_a_page_is_asked_for_again_after_a_minute(port):
    assert get(port, "/news/1.html")[0].headers["Cache-Control"] == "max-age=60"
