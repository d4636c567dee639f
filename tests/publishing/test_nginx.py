"""nginx with the configuration of docs/site.md: it says what the program says, and goes on when the program is away."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.site import writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.publishing.site.tree import Tree
from yangguang.web.testing import World

from .newsroom import Newsroom, newsroom, picture

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "site.md").read_text(), re.DOTALL)[1]
AROUND = """
{user}
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    include {types};
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{configuration}
}}
"""

SAID_ALIKE = (
    "Content-Type", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Permissions-Policy",
)  # fmt: skip
"""The headers of a page that are the same whoever answers."""


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    content: bytes


@dataclass
class Server:
    """A running nginx."""

    port: int
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def nginx() -> str:
    """Return the nginx of this machine; `bin/nginx` finds it, or says how to get one."""
    found = subprocess.run([ROOT / "bin" / "nginx"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    return found.stdout.strip()


@contextmanager
def running(program: str, folder: Path, root: Path, static: Path, app: str) -> Iterator[Server]:
    """Let nginx serve for as long as the block does, with the configuration of the documentation."""
    port, log = _free_port(), folder / "access.log"
    configuration = CONFIGURATION
    for written, here in (
        ("127.0.0.1:8000", app),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("www.example.gov.cn", "localhost"),
        ("/srv/yangguang/public/440404", str(root)),
        ("/srv/yangguang/static", str(static)),
        ("/var/log/nginx/yangguang.log", str(log)),
    ):
        assert written in configuration
        configuration = configuration.replace(written, here)
    built = subprocess.run([program, "-V"], capture_output=True, text=True, check=True).stderr
    types = Path(re.search(r"--conf-path=(\S+)", built)[1]).with_name("mime.types")
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(user=user, folder=folder, types=types, configuration=configuration))
    process = subprocess.Popen([program, "-p", folder, "-e", folder / "error.log", "-c", file])
    try:
        _await(process, port)
        yield Server(port, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail("nginx did not start; its error.log says why")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def a_small_site() -> Newsroom:
    """Publish an article with a picture and one that is withdrawn, and write what says that something is not there."""
    office = newsroom()
    body = [
        ("text", "<p>田间。</p>"),
        ("picture", {"image": picture(office.author), "alt": "田间", "caption": ""}),
    ]
    office.publish(office.write(title="第1篇", body=body))
    office.publish(office.write(title="第2篇"))
    found = site_of(office.home)
    writer.work(found)
    if Tree(found.root).read("/404.html") is None:
        Tree(found.root).write("/404.html", "<!doctype html><h1>没有找到这个页面</h1>".encode())
    return office


@pytest.fixture
def office(world: World) -> Newsroom:
    return world(a_small_site)


@pytest.fixture
def site(office):
    return site_of(office.home)


@pytest.fixture
def served(nginx, site, live_server, tmp_path):
    """Return an nginx before the program."""
    static = tmp_path / "static" / "ui"
    static.mkdir(parents=True)
    (static / "tokens.0123456789ab.css").write_text(":root{}")
    (static / "tokens.css").write_text(":root{}")
    app = live_server.url.removeprefix("http://")
    with running(nginx, tmp_path, site.root, static.parent, app) as server:
        yield server


@pytest.fixture
def alone(nginx, site, tmp_path):
    """Return an nginx where nobody answers for the program."""
    with running(nginx, tmp_path, site.root, tmp_path, f"127.0.0.1:{_free_port()}") as server:
        yield server


class TestServing:
    def test_every_file_is_the_one_that_the_program_gives(self, site, served):
        files = [each for each in Tree(site.root).paths() if each != "/404.html"]
        assert {Path(each).suffix for each in files} >= {".html", ".xml", ".svg", ".png", ".txt"}
        app = Client(headers={"host": "localhost"})
        for path in [*files, "/", "/news/", "/news"]:
            ours, theirs = served.get(path), app.get(path)
            content = b"".join(theirs) if theirs.streaming else theirs.content
            theirs.close()
            assert (ours.status, ours.content) == (theirs.status_code, content), path
            if ours.headers["Content-Type"].startswith("text/html"):
                assert {name: ours.headers[name] for name in SAID_ALIKE} == {
                    name: theirs.headers[name] for name in SAID_ALIKE
                }
            else:
                assert (
                    ours.headers["Content-Type"]
                    .partition(";")[0]
                    .endswith(theirs.headers["Content-Type"].partition(";")[0].rpartition("/")[2])
                ), path

    def test_what_can_change_is_asked_for_again_and_what_cannot_is_kept(self, site, served):
        [image] = site.root.rglob("*.png")
        for path, fresh in (
            (Publication.objects.first().address, "max-age=60"),
            (f"/{image.relative_to(site.root)}", "max-age=31536000, immutable"),
            ("/static/ui/tokens.0123456789ab.css", "max-age=31536000, immutable"),
            ("/static/ui/tokens.css", "max-age=60"),
        ):
            answer = served.get(path)
            assert (answer.status, answer.headers["Cache-Control"]) == (200, fresh), path

    def test_a_page_that_did_not_change_is_not_sent_again(self, site, served):
        address = Publication.objects.first().address
        tag = served.get(address).headers["ETag"]
        assert served.get(address, **{"If-None-Match": tag}).status == 304

    def test_pages_are_packed(self, site, served):
        answer = served.get("/", **{"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"

    def test_what_is_not_there_is_said_in_words(self, site, served):
        for path in ("/news/999999.html", "/wp-login.php", "/news/nothing/"):
            answer = served.get(path)
            assert answer.status == 404
            assert "没有找到这个页面" in answer.content.decode()

    def test_names_with_a_dot_and_ways_out_are_closed(self, site, served):
        (site.root / ".writing").mkdir(exist_ok=True)
        (site.root / ".writing" / "1").write_text("half a page")
        (site.root / ".env").write_text("secret")
        for path in (
            "/.writing/1",
            "/.env",
            "/news/../.env",
            "/%2eenv",
            "/static../.env",
            "/static/../../.env",
        ):
            answer = served.get(path)
            assert answer.status in (400, 404), path
            assert b"secret" not in answer.content
            assert b"half a page" not in answer.content

    def test_another_form_comes_without_scripts_and_is_remembered(self, site, served):
        address = Publication.objects.first().address
        asked = served.get(f"{address}?mode=elder")
        assert 'data-mode="elder"' in asked.content.decode()
        assert "mode=elder" in asked.headers["Set-Cookie"]
        assert 'data-mode="contrast"' in served.get(address, Cookie="mode=contrast").content.decode()
        assert 'data-mode="standard"' in served.get(address, Cookie="mode=standard").content.decode()
        assert "Cookie" in served.get(address).headers.get_all("Vary")
        assert "没有找到这个页面" in served.get("/wp-login.php", Cookie="mode=elder").content.decode()

    def test_what_is_computed_comes_from_the_program_with_its_own_headers(self, site, served):
        answer = served.get("/disclosure/")
        assert answer.status == 200
        assert len(answer.headers.get_all("Content-Security-Policy")) == 1
        assert "unsafe" in served.get("/office/").headers["Content-Security-Policy"]


def test_all_addresses_of_the_program_are_known_to_nginx():
    """A new line of work that answers below an address of its own needs its word in docs/site.md."""
    known = set(re.search(r"location ~ \^/\(([a-z|]+)\)", CONFIGURATION)[1].split("|"))
    words = {re.match(r"\w*", str(each.pattern))[0] for each in get_resolver().url_patterns}
    assert words - {"", "seen"} <= known
    assert "location = /seen.gif" in CONFIGURATION


class TestWhenTheProgramIsAway:
    def test_everything_published_is_served(self, site, alone):
        for path in Tree(site.root).paths():
            assert alone.get(path).content == (site.root / path[1:]).read_bytes()

    def test_another_form_falls_back_to_the_written_one(self, site, alone):
        address = Publication.objects.first().address
        answer = alone.get(address, Cookie="mode=elder")
        assert (answer.status, answer.content) == (200, (site.root / address[1:]).read_bytes())
        assert answer.headers["Content-Security-Policy"]

    def test_what_is_computed_is_refused_in_words(self, alone):
        answer = alone.get("/disclosure/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "300")
        assert "暂时不能办理" in answer.content.decode()


def test_the_log_is_one_that_visits_are_counted_from(nginx, site, tmp_path):
    address = Publication.objects.first().address
    with running(nginx, tmp_path, site.root, tmp_path, f"127.0.0.1:{_free_port()}") as server:
        server.get(address, **{"User-Agent": "Mozilla/5.0\tX"})
        beacon = server.get(f"/seen.gif?p={address}")
        assert (beacon.status, beacon.headers["Content-Type"]) == (200, "image/gif")
        assert beacon.headers["Cache-Control"] == "no-store"
    page, seen = (line.split("\t") for line in server.log.read_text().splitlines())
    assert page[2:] == ["GET", "200", address, "text/html", r"Mozilla/5.0\x09X"]
    assert seen[4] == f"/seen.gif?p={address}"
