"""Making packages that are not as they should be, the way somebody would who knows the format."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from yangguang.core.archive.packing import MANIFEST, sum_of


def contents_of(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repacked(
    package: Path,
    change: Callable[[dict[str, bytes]], None],
    *,
    manifest: bool = True,
    compression: int = zipfile.ZIP_STORED,
) -> None:
    """Write a package anew with a change, and, where wished, with a manifest that says nothing of it."""
    files = contents_of(package)
    change(files)
    if manifest and MANIFEST in files:
        del files[MANIFEST]
        sums = {name: sum_of(content) for name, content in files.items()}
        lines = [f"{each.sha256}  {each.sm3}  {each.size}  {name}\n" for name, each in sums.items()]
        files[MANIFEST] = "".join(lines).encode()
    package.chmod(0o644)
    with zipfile.ZipFile(package, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(name, content)


def flip_a_byte(path: Path, place: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x01
    path.write_bytes(content)


def by_force(statement: str, *values: object) -> None:
    """Do to the rows of packages what only somebody with the keys of the database could."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE archive_package DISABLE TRIGGER written_once"
        )
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE archive_package ENABLE TRIGGER written_once")
