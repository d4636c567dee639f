"""Starting the office for a command: the database runs, and Django is set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import database

HOME = Path(os.environ.get("YG_HOME", Path(__file__).resolve().parents[2] / ".data"))


@contextmanager
def office() -> Iterator[None]:
    """Let the database run for as long as the block does, with Django ready to use it.

    Raises:
        Refused: when there is no database to be had.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.web.settings")
    with database.running(HOME):
        import django
        from django.db import connections

        django.setup()
        try:
            yield
        finally:
            connections.close_all()
