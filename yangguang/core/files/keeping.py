"""Where the content of files lies: below the home of the installation, named by its hash, shown by no web server."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

FOLDER = "files"
"""The folder below the home; never below the media, which other parts may show."""


class Damaged(Exception):
    """The content of a file is gone, or is not what was stored."""


def path_of(org: int, sha256: str) -> Path:
    """Return where an organisation's file with this hash lies.

    Each organisation has its own folder: that another one keeps the same file shows in nothing.
    """
    return Path(settings.HOME) / FOLDER / str(org) / sha256[:2] / sha256


def write(org: int, content: bytes) -> str:
    """Store `content` and return its hash; content that is there already is stored once.

    It is whole on the disk before any row can name it, so that a lost machine leaves at most a file without a row.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    place = path_of(org, sha256)
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(place)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    return sha256


def read(org: int, sha256: str) -> bytes:
    """Return what was stored under this hash.

    Raises:
        Damaged: when it is gone or was changed.
    """
    place = path_of(org, sha256)
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise Damaged(f"{place} is gone") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"{place} was changed")
    return content


def sm3_of(content: bytes) -> str:
    """Return the hash by SM3 (GB/T 32905); empty where the system's OpenSSL lacks it."""
    return hashlib.new("sm3", content).hexdigest() if "sm3" in hashlib.algorithms_available else ""
