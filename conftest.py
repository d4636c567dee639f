"""What all tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from yangguang.web.testing import (  # noqa: F401  fixtures are found by name
    HOME,
    PLAIN_FILES,
    QUICK_HASHER,
    demo,
    django_db_setup,
    standing,
    world,
)

SHARED_DATA = Path(__file__).resolve().parent.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _quickly(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN_FILES}
    settings.PASSWORD_HASHERS = [QUICK_HASHER, *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _archive_of_its_own(settings: Any) -> Iterator[None]:
    """A test that archives something does so in a folder of its own, which is made only then."""
    settings.ARCHIVE_ROOT = folder = HOME / "archives" / uuid4().hex
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of real laws and reports beside the checkout.

    The project runs without it. A test that needs it is left out when it is absent, and the last lines of
    the run say so.
    """
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data, which is absent")
    return SHARED_DATA


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in an order in which no worker waits for another.

    One worker makes the database and the demo that all look at; the other has the tests that need neither. Then come
    the files that take long, so that nobody waits for the last of them.
    """
    first = next((item.path for item in items if "demo" in getattr(item, "fixturenames", ())), None)
    long = {item.path for item in items if item.get_closest_marker("slow")}
    stored = {item.path for item in items if item.get_closest_marker("database")}

    def turn(item: pytest.Item) -> int:
        if item.path == first:
            return 0
        return 1 if item.path not in stored else 2 if item.path in long else 3

    items.sort(key=turn)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if "../shared/data" in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.section("LEFT OUT: the folder ../shared/data is absent", red=True)
        for nodeid in left_out:
            terminalreporter.line(nodeid)
