"""One article, served by nginx, by granian, and rendered for each request; how many answers a second of CPU gives."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from . import scratch
from .site import cpu_of, found

NGINX = """
user {user};
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log stderr crit;
events {{ worker_connections 256; }}
http {{
    types {{ text/html html; }}
    access_log off;
    sendfile on;
    keepalive_requests 100000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; location / {{ try_files $uri $uri/index.html =404; }} }}
}}
"""


def serve(site: Any, seconds: int) -> None:
    """Ask for one article for some seconds, each server in turn, and say what came out."""
    from yangguang.core.publishing.models import Publication

    if found("wrk") is None:
        click.echo("served: left out, wrk is absent")
        return
    address = Publication.objects.filter(published_at__isnull=False).earliest("id").address
    rates = {}
    with TemporaryDirectory() as folder:
        for name, command in _commands(site.root, Path(folder)).items():
            if command is None:
                click.echo(f"served by {name}: left out, it is absent")
                continue
            rates[name] = _rate(command, address, seconds, (site.root / address[1:]).stat().st_size)
            click.echo(f"served by {name}: {rates[name]:,.0f} answers per CPU-second")
    for name in ("nginx", "granian"):
        if name in rates:
            click.echo(
                f"{name} beside rendering for each request: {rates[name] / rates['rendering']:,.0f} times"
            )


def _commands(root: Path, folder: Path) -> dict[str, tuple[list[str], int] | None]:
    """Return how each server is started, and its port."""
    ports = [_free_port() for _ in range(3)]
    nginx = found("nginx")
    (folder / "nginx.conf").write_text(
        NGINX.format(user="root" if os.geteuid() == 0 else "nobody", folder=folder, port=ports[0], root=root)
    )
    granian = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--log-level",
        "error",
    ]
    return {
        "nginx": ([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], ports[0]) if nginx else None,
        "granian": (
            [
                *granian, "--port", str(ports[1]), "--static-path-route", "", "--static-path-mount", str(root),
                "--static-path-dir-to-file", "index.html", "yangguang.web.nothing:application",
            ],
            ports[1],
        ),
        "rendering": ([*granian, "--port", str(ports[2]), "bench.dynamic:application"], ports[2]),
    }  # fmt: skip


def _rate(command: tuple[list[str], int], address: str, seconds: int, size: int) -> float:
    """Return how many answers a second of the server's CPU gives; all its processes count, not the database's."""
    words, port = command
    with _running(words, port) as process:
        url = f"http://127.0.0.1:{port}{address}"
        _ask(url, 1)
        before = cpu_of(*_family(process.pid))
        answers, got = _ask(url, seconds)
        cpu = cpu_of(*_family(process.pid)) - before
    if got < answers * size * 0.95:
        raise click.ClickException(
            f"{words[0]} gave something else than the page: {got / answers:,.0f} bytes"
        )
    return answers / cpu


def _ask(url: str, seconds: int) -> tuple[int, float]:
    """Return how many answers came, and how many bytes."""
    words = [found("wrk") or "wrk", "-t1", "-c16", f"-d{seconds}s", url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise click.ClickException(said)
    answers, size, unit = re.search(r"(\d+) requests in [^,]+, ([\d.]+)(\w+) read", said).groups()  # type: ignore[union-attr]
    return int(answers), float(size) * {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}[unit]


@contextmanager
def _running(words: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DATABASE_URL": scratch.address()}
    process = subprocess.Popen(words, cwd=Path(__file__).resolve().parents[1], env=environment)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _family(process: int) -> list[int]:
    """Return a process and all below it."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in _family(int(child)))]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
