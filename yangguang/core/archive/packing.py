"""How a package is put together: one ZIP that only stores, with the documents, `metadata.xml` and `manifest.txt`."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from yangguang.core.records.chain import algorithm

from .formats import Found, look_at
from .metadata import Entry, Metadata, clean, written

if TYPE_CHECKING:
    from .folders import Document

METADATA, MANIFEST, FILES = "metadata.xml", "manifest.txt", "files/"
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<sm3>[0-9a-f]{64}|-)  (?P<size>[0-9]+)  (?P<path>\S.*)")
PLAIN = re.compile("[^0-9A-Za-z]+")
CHUNK = 1024 * 1024
LONGEST = 500
"""How many characters a word of the metadata may have, as the schema says."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The hashes and the size of a file."""

    sha256: str
    sm3: str
    size: int


def sum_of(content: bytes) -> Sum:
    """Return the hashes and the size of bytes; SM3 is empty where the system's OpenSSL lacks it.

    >>> sum_of(b"").sha256[:8]
    'e3b0c442'
    """
    sm3 = hashlib.new("sm3", content).hexdigest() if algorithm() == "sm3" else ""
    return Sum(hashlib.sha256(content).hexdigest(), sm3, len(content))


def sum_of_file(path: Path) -> Sum:
    """Return the hashes and the size of a file, read piece by piece."""
    sha256, sm3, size = hashlib.sha256(), hashlib.new(algorithm()), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            sha256.update(piece)
            sm3.update(piece)
            size += len(piece)
    return Sum(sha256.hexdigest(), sm3.hexdigest() if algorithm() == "sm3" else "", size)


class Packing:
    """A package being written: first its documents, one after the other, then what it says of itself.

    `looked` holds what each document was found to be, by its SHA-256, so that the checks need not look once more.
    """

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False)
        self._at = at.timetuple()[:6]
        self._sums: dict[str, Sum] = {}
        self.catalogue: list[Entry] = []
        self.looked: dict[str, Found] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *more: object) -> None:
        with suppress(
            *([OSError, ValueError] if kind else [])
        ):  # what failed is not finished, and taken away
            self._zip.close()

    def add(self, documents: Iterable[Document]) -> None:
        """Write documents in the order of the catalogue; only one at a time is held in memory."""
        for document in documents:
            content, order = document.bytes(), len(self.catalogue) + 1
            name = f"{FILES}{order:03}-{PLAIN.sub('-', document.key).strip('-')}.{document.ending}"
            found = look_at(document.ending, content)
            self._put(name, content)
            self.looked[self._sums[name].sha256] = found
            self.catalogue.append(
                Entry(
                    order=order,
                    key=document.key,
                    title=clean(document.title)[:LONGEST],
                    kind=document.kind,
                    on=document.on,
                    format=found.format,
                    name=name,
                    size=len(content),
                    pages=found.pages,
                    author=clean(document.author)[:LONGEST],
                    number=clean(document.number)[:LONGEST],
                )
            )

    def finish(self, said: Metadata) -> None:
        """Write what the package says of itself, and the manifest of all its files."""
        self._put(METADATA, written(said))
        lines = [
            f"{each.sha256}  {each.sm3 or '-'}  {each.size}  {name}" for name, each in self._sums.items()
        ]
        self._put(MANIFEST, "".join(f"{line}\n" for line in lines).encode())

    def _put(self, name: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(name, (max(self._at[0], 1980), *self._at[1:]))
        entry.create_system, entry.external_attr = 3, 0o100444 << 16
        self._zip.writestr(entry, content)
        self._sums[name] = sum_of(content)


def read_manifest(content: bytes) -> dict[str, Sum]:
    """Return what a manifest says of each file.

    Raises:
        ValueError: when a line is no line of a manifest, or a file stands there twice.
    """
    found: dict[str, Sum] = {}
    for line in content.decode().splitlines():
        read = LINE.fullmatch(line)
        if read is None or read["path"] in found:
            raise ValueError(line[:100])
        found[read["path"]] = Sum(read["sha256"], read["sm3"].replace("-", ""), int(read["size"]))
    return found
