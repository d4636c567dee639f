"""Where packages lie: a file each, which takes its place only once its row is stored.

A package is made in the workshop beside its place, and is on the disk for good before its row is. Whoever is killed
before the row is stored leaves something in the workshop that no row knows, which is swept away; whoever is killed
after it leaves a whole package there, which the next one who looks puts in its place.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings

from yangguang.core.orgs.models import Organisation
from yangguang.rules.problems import Problem, Refused

from .models import Package

WORKSHOP = ".making"
NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
"""How the system says that a file cannot be written."""

SWEPT_AFTER = 24 * 3600
"""Seconds after which what no row knows is taken out of the workshop; no package takes so long to make."""


def root() -> Path:
    """Return the folder of all packages."""
    return Path(settings.ARCHIVE_ROOT)


def path_for(org: Organisation, year: int, number: str) -> str:
    """Return where the package with this number lies below `root`."""
    return f"{org.code}/{year}/{number}.zip"


@contextmanager
def making() -> Iterator[tuple[Path, IO[bytes]]]:
    """Give a file in the workshop to write to; it is taken away again when the block fails.

    Raises:
        Refused: when the disk is full, or not to be written.
    """
    workshop = root() / WORKSHOP
    place = workshop / f"{uuid4().hex}.zip"
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        with place.open("w+b") as file:
            yield place, file
            file.flush()
            os.fsync(file.fileno())
    except OSError as failed:
        with suppress(OSError):
            place.unlink()
        if failed.errno not in NOT_WRITTEN:
            raise
        raise Refused(
            Problem(
                f"写不进归档目录（{failed.strerror}），没有归档，办件和已归档的都没有变；"
                "请管理员腾出空间或改好权限后重新归档。"
            )
        ) from failed
    except BaseException:
        with suppress(OSError):
            place.unlink()
        raise


def keep(made: Path, package: Package) -> None:
    """Give a package that was made the name by which `settle` finds it, for good, before its row is stored."""
    made.replace(_in_workshop(package))
    _sync(root() / WORKSHOP)


def settle(package: Package) -> Path:
    """Return where a package lies; one that is still in the workshop is put in its place first."""
    place, waiting = root() / package.path, _in_workshop(package)
    if not place.exists() and waiting.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # somebody else just did it
            waiting.replace(place)
        _sync(place.parent)
    return place


def open_file(package: Package) -> IO[bytes]:
    """Open a package for reading, wherever it lies now.

    Raises:
        Refused: when it is not there.
    """
    for place in (settle(package), _in_workshop(package)):
        with suppress(FileNotFoundError):
            return place.open("rb")
    raise Refused(
        Problem(f"信息包{package.number}不在归档目录里；请管理员运行 yangguang archive verify 查明。")
    )


def sweep() -> int:
    """Take out of the workshop what was left there by somebody who was killed; return how many."""
    swept = 0
    for file in (root() / WORKSHOP).glob("*.zip"):
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > SWEPT_AFTER and not _has_row(file):
                file.unlink()
                swept += 1
    return swept


def files(org: Organisation) -> Iterator[Path]:
    """Yield every file in the folder of an organisation."""
    for folder, names, found in os.walk(root() / org.code):
        names.sort()
        yield from (Path(folder, name) for name in sorted(found))


def _in_workshop(package: Package) -> Path:
    return root() / WORKSHOP / f"{package.sha256}.zip"


def _has_row(file: Path) -> bool:
    return Package.objects.filter(sha256=file.stem).exists()


def _sync(folder: Path) -> None:
    """Let the disk keep the names in a folder, not only what is in its files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
