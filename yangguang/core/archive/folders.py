"""What the folder of a case holds: each line of work says it in its `archive.py`.

FOLDERS = [Folder("disclosure", contents, closed)]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from yangguang.core.cases.models import Case
from yangguang.core.orgs.models import Organisation
from yangguang.core.parts import declared


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a folder, in its place in the catalogue (卷内目录).

    Args:
        key: what tells it from the others of its case, the same each time, such as `letter-12`.
        title: as the catalogue names it.
        kind: what it is among the documents of its line of work, in Chinese, such as 答复书.
        on: the day of the document.
        content: its bytes, or what makes them.
        ending: the ending of its file name, which says its format.
        author: who made it (责任者).
        number: its own number (文件编号), if it has one.
        is_companion: whether it only goes with others: what is new of it alone makes no supplement.
    """

    key: str
    title: str
    kind: str
    on: date
    content: bytes | Callable[[], bytes]
    ending: str = "pdf"
    author: str = ""
    number: str = ""
    is_companion: bool = False

    def bytes(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content()


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of the folder of one case.

    Args:
        title: what the folder is about (题名).
        formed_on: the day on which the case was closed; its year is that of the package.
        retention: the code of its retention class, see `rules.RETENTIONS`.
        documents: in the order of the catalogue.
        required: the kinds of documents without which it is not complete.
    """

    title: str
    formed_on: date
    retention: str
    documents: list[Document] = field(default_factory=list)
    required: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """The kinds that are required and not there."""
        kinds = {each.kind for each in self.documents}
        return [kind for kind in self.required if kind not in kinds]


@dataclass(frozen=True, slots=True)
class Folder:
    """How the cases of one process are archived.

    Args:
        process: the key of the process.
        contents: what the folder of a case holds.
        closed: which cases of these organisations are closed, each with its day as `closed_on`.
    """

    process: str
    contents: Callable[[Case], Contents]
    closed: Callable[[QuerySet[Organisation]], QuerySet[Any]]


@cache
def folders() -> dict[str, Folder]:
    """Return what the parts declare, by the key of the process."""
    return {each.process: each for each in declared("archive", "FOLDERS")}


def folder_of(case: Case) -> Folder | None:
    """Return how a case is archived, or None where its line of work does not say."""
    return folders().get(case.version.key)
