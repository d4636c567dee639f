"""`yangguang demo`: the demo district, in a browser."""

import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import click

from yangguang.rules.problems import Problem, Refused


@click.command(help="准备示范区并启动网站；Ctrl-C 停止")
@click.option("--no-serve", is_flag=True, help="只准备数据，不启动网站")
@click.option("--size", type=click.Choice(["small", "full"]), default="full", help="示范数据的规模")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="网站的端口")
def command(no_serve: bool, size: str, port: int) -> None:
    os.environ.setdefault("YG_BASE_URL", f"http://localhost:{port}")
    if not no_serve:
        _refuse_taken(port)
    from yangguang.web.start import HOME, office

    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "demo").touch()  # what other commands make of these data says that they are invented, too
    with office():
        from yangguang.web import preparing
        from yangguang.web.demo import seed

        preparing.migrate()
        if seed.is_begun() and not seed.is_filled():
            _empty()
            preparing.migrate()
        preparing.collect_static_files()  # pages are written with the names of the files they need
        if not seed.is_filled():
            seed.fill(size)
        if no_serve:
            return
        _serve(port)


def _empty() -> None:
    """Take away a demo that was interrupted; what stands in somebody's own server is not ours to remove."""
    from django.db import connection

    if "DATABASE_URL" in os.environ:
        raise Refused(
            Problem("DATABASE_URL 所指的数据库里已有未准备完的数据；请清空它，或换一个空数据库再试。")
        )
    click.echo("上次准备示范数据时中断了，现在重新准备。")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _serve(port: int) -> None:
    """Serve until somebody stops it; nothing is left running."""
    from django.conf import settings

    words = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--workers-kill-timeout", "5", "--blocking-threads", "8", "--log-level", "error",
        "--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT),
        "yangguang.web.wsgi:application",
    ]  # fmt: skip
    # It does not hear Ctrl-C itself: told twice at once, it may fail to stop.
    server = subprocess.Popen(words, start_new_session=True)
    for hint in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(hint, lambda *_: server.terminate())
    try:
        while not _is_over(server, within=0.2):
            if _answers(port):
                _greet(port)
                server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()


def _is_over(server: "subprocess.Popen[bytes]", within: float) -> bool:
    """Return whether the server has ended, after waiting for that at most so many seconds."""
    try:
        server.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


def _answers(port: int) -> bool:
    """Whether the first page is there: only then are people told of it."""
    asked = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", "/")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def _greet(port: int) -> None:
    """Say where the site is and who may sign in, at one stroke: whoever reads the first line finds the others."""
    from yangguang.web.demo.district import PASSWORD, SIGN_INS

    people = "\n".join(f"    {each.username:<10}{each.who}" for each in SIGN_INS)
    click.echo(
        f"\n  网站      http://localhost:{port}/\n  办公      http://localhost:{port}/office/\n"
        f"\n  示范账号（口令都是 {PASSWORD}）\n{people}\n"
        "\n  按 Ctrl-C 停止。"
    )


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(
                Problem(f"端口{port}已被占用，请用 PORT= 换一个，如 make demo PORT=8123。")
            ) from None
