"""A database for the bench alone: made empty, migrated, and dropped at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from yangguang.web import database

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".data" / "bench"
FAMILY = "yangguang_bench"
NAME = f"{FAMILY}_{os.getpid()}"


@contextmanager
def office() -> Iterator[None]:
    """Let Django use a scratch database for as long as the block does.

    It is on the server of `DATABASE_URL`, or on one of our own with the settings that an office has; a copy of the
    database that `BENCH_TEMPLATE` names, where many would only wait for the same migrations.
    """
    os.environ.update(YG_HOME=str(HOME), DJANGO_SETTINGS_MODULE="yangguang.web.settings")
    with database.running(HOME) as url:
        _drop_left_behind(url)
        with _server(url) as server:
            template = os.environ.get("BENCH_TEMPLATE", "template0")
            server.execute(f"CREATE DATABASE {NAME} TEMPLATE \"{template}\" ENCODING 'UTF8'")
        try:
            _set_up()
            yield
        finally:
            from django.db import connections

            connections.close_all()
            _drop(url)


def address() -> str:
    """Return the address of the scratch database, for programs beside this one."""
    url = os.environ.get("DATABASE_URL") or database.own_url(HOME)
    server, asked, options = url.partition("?")
    return f"{server.rpartition('/')[0]}/{NAME}{asked}{options}"


def _set_up() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    settings.DATABASES["default"]["NAME"] = NAME
    connections["default"].settings_dict["NAME"] = NAME
    call_command("migrate", verbosity=0)


def _drop(url: str) -> None:
    with _server(url) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _drop_left_behind(url: str) -> None:
    """Drop the databases of benches that were killed: nobody is connected to them."""
    with _server(url) as server:
        left = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s"
            " AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)",
            [f"{FAMILY}_%"],
        ).fetchall()
        for (name,) in left:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _server(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(url, dbname="postgres", autocommit=True)
