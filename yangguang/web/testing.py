"""What the tests stand on: a real, throw-away PostgreSQL, with the migrations run once.

The server starts when the first test asks for a database, and is left running by no one. Every worker gets
a database of its own, copied from a template that is kept until a migration changes. A test that commits
gets a fresh copy afterwards: the ledger refuses to be emptied, as it should. The demo takes a while to fill:
it is made once for all tests that look at it, and each looks at a copy; so are the worlds in which others begin.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
import pytest

from yangguang.web import database

if TYPE_CHECKING:
    from yangguang.core.orgs.models import Organisation

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".data" / "test"

os.environ.update(YG_HOME=str(HOME), YG_TWO_FACTORS="0", DJANGO_SETTINGS_MODULE="yangguang.web.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps an event loop of its own


DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "demo"}
"""The fixtures that bring the database with them."""

PLAIN_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""Pages name their files as they lie in the checkout; only an installation gathers and stamps them."""

QUICK_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
"""Passwords of tests are no secrets; to hash one as it should be takes most of a second."""

T = TypeVar("T")
World = Callable[[Callable[[], T]], T]
Standing = Callable[[Callable[[], Any]], "Kept"]
Demo = Callable[[], AbstractContextManager["Organisation"]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the database, so that `make quick` can leave it out, and that a journey takes long."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or DATABASE & fixtures:
            item.add_marker(pytest.mark.database)
        if "live_server" in fixtures:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator["_Copies"]:
    """Give this worker a database of its own."""
    from django.db import connections
    from django.test import TransactionTestCase

    HOME.mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with database.running(HOME, forgetful=True) as url, django_db_blocker.unblock():
        copies = _Copies(url, f"test_{worker}_{os.getpid()}")
        with _one_at_a_time("migrating"):
            copies.make_template()
        copies.make()

        def start_afresh(test: Any) -> None:
            connections.close_all()
            copies.make()

        kept = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
        TransactionTestCase._fixture_teardown = start_afresh  # type: ignore[attr-defined]
        yield copies
        TransactionTestCase._fixture_teardown = kept  # type: ignore[attr-defined]
        connections.close_all()
        copies.drop_all()


@pytest.fixture(scope="session")
def demo(django_db_blocker: Any, request: pytest.FixtureRequest) -> "Demo":
    """Return a way to look at the small demo: its district, and what is changed meanwhile is taken back."""
    copies: _Copies = request.getfixturevalue("django_db_setup")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))

    @contextmanager
    def looked_at() -> Iterator["Organisation"]:
        from django.db import transaction
        from django.test import override_settings

        from yangguang.core.orgs.models import Organisation

        folder = HOME / f"demo-{run}"
        quick = {
            "MEDIA_ROOT": str(folder / "media"),
            "PUBLIC_ROOT": folder / "public",
            "ARCHIVE_ROOT": folder / "archive",
            "DEMO": True,
            **_plain(),
        }
        with override_settings(**quick), django_db_blocker.unblock():
            with _one_at_a_time("filling"):
                copies.make_demo(run)
            copies.make(f"demo_{run}")
            with transaction.atomic():
                yield Organisation.objects.get(parent=None)
                transaction.set_rollback(True)
            copies.make()

    return looked_at


@pytest.fixture
def world(django_db_setup: "_Copies", transactional_db: None, settings: Any, tmp_path: Path) -> "World":
    """Return a way to begin with what takes long to make: it is made once, and each test has a copy.

    The files of the home folder, of the site and of the media are the test's own, too.
    """
    settings.HOME = tmp_path / "home"
    for name, place in _trees(settings.HOME).items():
        setattr(settings, name, place)

    def begin_with(make: Callable[[], T]) -> T:
        copies = django_db_setup
        name = _name_of(make)
        if name not in copies.kept:
            made = make()
            copies.keep(name, settings.HOME, made)
            return made
        kept = copies.kept[name]
        copies.make(kept.database)
        return kept.bring(settings.HOME)

    return begin_with


def killed_at_work(
    work: Callable[[], object], *, at_the_gate: Callable[[int], object] = lambda child: None
) -> bool:
    """Let another process do some work, and return whether it was killed at it.

    What ends it otherwise is told on the error channel: a test that counts on its death then says why it lived.

    Args:
        work: what it does; somewhere there SIGKILL is sent to it.
        at_the_gate: what is done when its number is known, and before it begins.
    """
    from django.db import connections

    connections.close_all()
    gate, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.read(gate, 1)
            work()
            print("it came to the end of its work", file=sys.__stderr__, flush=True)
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(0)
    at_the_gate(child)
    os.write(go, b".")
    _, status = os.waitpid(child, 0)
    os.close(gate)
    os.close(go)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture(scope="module")
def standing(django_db_setup: "_Copies", django_db_blocker: Any) -> Iterator["Standing"]:
    """Return a way to let all tests of a file begin in the same world, which is made once for all files.

    A test takes a copy of what was made, and of the files of its site and media; what it changes is taken back.
    """
    copies = django_db_setup

    def begin_with(make: Callable[[], T]) -> "Kept":
        from django.test import override_settings

        with django_db_blocker.unblock():
            name = _name_of(make)
            if name not in copies.kept:
                with TemporaryDirectory() as folder, override_settings(**_trees(Path(folder)), **_plain()):
                    copies.keep(name, Path(folder), make())
            copies.base = copies.kept[name].database
            copies.make()
        return copies.kept[name]

    yield begin_with
    copies.base = copies.template
    with django_db_blocker.unblock():
        copies.make()


@dataclass(frozen=True)
class Kept:
    """A world that stands: its database, its files, and what its maker returned."""

    database: str
    files: Path
    made: Any

    def bring(self, folder: Path) -> Any:
        """Return a copy of what its maker returned, and put a copy of its files into a folder."""
        shutil.copytree(self.files, folder, dirs_exist_ok=True)
        return deepcopy(self.made)


def _trees(home: Path) -> dict[str, Any]:
    """Return the settings that say where the files of the site, of the media and of the archive lie."""
    return {
        "PUBLIC_ROOT": home / "public",
        "MEDIA_ROOT": str(home / "media"),
        "ARCHIVE_ROOT": home / "archive",
    }


def _plain() -> dict[str, Any]:
    """Return the settings that all tests have, see the fixtures of the checkout."""
    from django.conf import settings

    return {
        "STORAGES": {**settings.STORAGES, "staticfiles": PLAIN_FILES},
        "PASSWORD_HASHERS": [QUICK_HASHER, *settings.PASSWORD_HASHERS],
    }


def _name_of(make: Callable[[], Any]) -> str:
    """Return the name of a world; that of the demo is another one, for the pages of its site say that they are."""
    from django.conf import settings

    return f"{make.__module__}.{make.__qualname__} {settings.DEMO}"


class _Copies:
    """The template, and the copy of it that one worker uses."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name
        self.kept: dict[str, Kept] = {}
        self.template = f"migrated_{_hash_of_migrations()}"
        self.base = self.template
        """What a test begins with, unless it says otherwise."""

    def make_template(self) -> None:
        from django.core.management import call_command

        from yangguang.core.cases import calendar

        with self._server() as server:
            names = [row[0] for row in server.execute("SELECT datname FROM pg_database")]
            if self.template in names:
                return
            for old in names:
                if old.startswith(("migrated_", "test_")):
                    server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            server.execute('CREATE DATABASE "migrated_unfinished"')
        self._use("migrated_unfinished")
        call_command("migrate", verbosity=0)
        calendar.fill_days()
        self._use(self.name)
        with self._server() as server:
            server.execute(f'ALTER DATABASE "migrated_unfinished" RENAME TO "{self.template}"')

    def make_demo(self, run: str) -> None:
        """Fill the demo that this run of the tests looks at, unless another worker did."""
        from yangguang.web.demo.seed import fill

        with self._server() as server:
            names = [row[0] for row in server.execute("SELECT datname FROM pg_database")]
            if f"demo_{run}" in names:
                return
            for old in names:
                if old.startswith("demo_"):
                    server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            for folder in HOME.glob("demo-*"):
                shutil.rmtree(folder)
            server.execute(f'CREATE DATABASE "demo_unfinished" TEMPLATE "{self.template}"')
        self._use("demo_unfinished")
        fill("small")
        self._use(self.name)
        with self._server() as server:
            server.execute(f'ALTER DATABASE "demo_unfinished" RENAME TO "demo_{run}"')

    def make(self, template: str = "") -> None:
        from django.core.cache import cache

        cache.clear()  # it knows the sizes of pictures by their keys, which begin anew with each database
        self.drop()
        with self._server() as server:
            server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{template or self.base}"')
        self._use(self.name)

    def keep(self, name: str, files: Path, made: Any) -> None:
        """Keep the database as it is, with the files that belong to it, for the tests that begin with the same."""
        from django.db import connections

        folder, database = HOME / f"{self.name}-{len(self.kept)}", f"{self.name}_{len(self.kept)}"
        connections.close_all()
        with self._server() as server:
            # The server of the journeys may be connected still; nobody may be while a copy is taken.
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [self.name]
            )
            server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{self.name}"')
        shutil.copytree(files, folder)
        self.kept[name] = Kept(database, folder, deepcopy(made))

    def drop_all(self) -> None:
        """Drop what this worker made."""
        self.drop()
        with self._server() as server:
            for each in self.kept.values():
                server.execute(f'DROP DATABASE IF EXISTS "{each.database}" WITH (FORCE)')
                shutil.rmtree(each.files, ignore_errors=True)

    def drop(self) -> None:
        with self._server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _use(self, name: str) -> None:
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        connections["default"].settings_dict["NAME"] = name

    def _server(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.url, dbname="postgres", autocommit=True)


@contextmanager
def _one_at_a_time(what: str) -> Iterator[None]:
    with (HOME / what).open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _hash_of_migrations() -> str:
    """Return a name for the state of all migrations, ours and those of the locked libraries, and of the calendar."""
    files = sorted((ROOT / "yangguang").rglob("migrations/*.py"))
    files += sorted((ROOT / "yangguang" / "rules" / "calendars").glob("*.toml"))
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
