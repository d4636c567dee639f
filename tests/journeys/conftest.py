"""A real browser for the journeys."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FIND_BROWSER = Path(__file__).resolve().parents[2] / "bin" / "browser"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser of this machine; `bin/browser` finds it, or says how to get one."""
    found = subprocess.run([FIND_BROWSER], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=found.stdout.strip(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()
