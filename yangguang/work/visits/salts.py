"""The salts of the open days: kept beside the database, not in it, and gone when their day is closed."""

import os
import secrets
from pathlib import Path

from .rules import day_of


class Salts:
    """The salts (盐) of the days of one site, one file each, readable by its owner only.

    Whoever has a copy of the database has keys of visitors of the last day at most, and no salt to try addresses
    with. Leave the folder out of backups.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, day: int) -> bytes:
        """Return the salt of a day; it is made when it is first asked for."""
        path = self.folder / f"{day_of(day)}.salt"
        if not path.exists():
            self._write(path)
        return path.read_bytes()

    def forget(self, closed: int) -> None:
        """Delete the salts of `closed` and of all days before it."""
        if not self.folder.is_dir():
            return
        for path in self.folder.glob("*.salt"):
            if path.stem <= str(day_of(closed)):
                path.unlink(missing_ok=True)

    def _write(self, path: Path) -> None:
        """Write a new salt, so that it is there whole or not at all, and outlasts what is counted with it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
