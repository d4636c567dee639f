"""The index on disk: a cache of the table of entries, made again whenever it is missing, broken or of another kind.

Many processes read it, one writes. What it was made with (the names the analyser knows) is kept in it, in the
same commit, so that whoever searches cuts words as whoever indexed did.
"""

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from yangguang.rules.law.names import names_of
from yangguang.rules.validity import Validity

from . import analysis, routing
from .entries import NEVER_PUBLIC, Kind
from .models import EntryRow

log = logging.getLogger(__name__)

MADE_OF = ""
"""The key of the one document that says with what names the index was made."""

LAYOUT = 2
"""To be raised when the fields below, or what is put into them, change."""

MADE_BY = (version("rjieba"), version("tantivy"), analysis.OFFICE_WORDS)
"""What else makes an index of another release another one."""

MEMORY = 48_000_000  # bytes that a writer may fill before it writes a segment
FACETS = ("agency", "year", "theme", "validity", "kind")


class Broken(Exception):
    """The index cannot be read."""


def folder() -> Path:
    """Return where the index of this release is; another dictionary or layout has another folder."""
    name = hashlib.sha256(repr((LAYOUT, *MADE_BY)).encode()).hexdigest()[:12]
    return Path(settings.HOME) / "search" / name


def schema() -> Any:
    """Return the fields. The text itself is not among them: it is in the table, and shown from there."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("made_with", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("title_words", "title_pairs", "words", "pairs", "asked"):
        builder.add_text_field(field, tokenizer_name="spaced")
    for field in ("name", "number"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in FACETS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    for field in ("article", "org", "tier"):
        builder.add_unsigned_field(field, indexed=True)
    builder.add_boolean_field("is_public", indexed=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Reader:
    """The index as it stood when it was opened."""

    searcher: Any
    schema: Any
    analyser: analysis.Analyser
    stamp: tuple[int, int]


def reader() -> Reader | None:
    """Return the index as it is now, or None when it has yet to be made.

    Raises:
        Broken: when it is there and cannot be read.
    """
    global _reader
    path = folder() / "meta.json"
    try:
        found = path.stat()
    except OSError:
        return None
    stamp = (found.st_ino, found.st_mtime_ns)
    with _opening:
        if _reader and _reader[0] == path and _reader[1].stamp == stamp:
            return _reader[1]
        opened = _opened(path.parent, stamp)
        _reader = (path, opened) if opened else None
        return opened


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever the engine says when a file of it is damaged into `Broken`.

    A damaged file may also end the engine's own routine; that is no ordinary exception of Python.
    """
    try:
        yield
    except (OSError, ValueError) as wrong:
        if "LockBusy" in str(wrong):
            raise  # an office with another database writes into the same folder
        raise Broken(str(wrong)) from wrong
    except BaseException as wrong:
        if type(wrong).__name__ != "PanicException":
            raise
        raise Broken(str(wrong)) from wrong


def write(rows: Iterable[EntryRow], keys: Iterable[str]) -> None:
    """Put these rows in the place of whatever the index has under these keys.

    Raises:
        Broken: when the index cannot be read, or there is none yet.
    """
    with reading():
        index = _open(folder())
        found = reader()
        if found is None:
            raise Broken("there is no index yet")
        with _writing(index) as writer:
            for key in filter(None, keys):  # the empty one is `MADE_OF`
                writer.delete_documents_by_term("key", key)
            for row in rows:
                writer.add_document(document(row, found.analyser))
            writer.commit()


def make(rows: Iterable[EntryRow], names: tuple[str, ...]) -> None:
    """Make the index of all rows; until it is done, readers see the one before."""
    path = folder()
    path.mkdir(parents=True, exist_ok=True)
    try:
        with reading():
            index = _open(path) if (path / "meta.json").exists() else _created(path)
            index.searcher()
    except Broken as broken:
        log.warning("the search index cannot be read (%s); it is thrown away", broken)
        discard()
        path.mkdir()
        index = _created(path)
    analyser = analysis.analyser_of(names)
    with _writing(index) as writer:
        writer.delete_all_documents()
        writer.add_document(_made_with(names))
        for row in rows:
            writer.add_document(document(row, analyser))
        writer.commit()
    _forget_others(path)


def discard() -> None:
    """Throw the index away; it can be made again."""
    shutil.rmtree(folder(), ignore_errors=True)


def document(row: EntryRow, analyser: analysis.Analyser) -> Any:
    """Return what the index keeps of a row."""
    kind, validity = Kind(row.kind), Validity(row.validity)  # type: ignore[call-arg]  # they look members up
    if kind is NEVER_PUBLIC:
        return _asked(row, analyser)
    is_article = kind is Kind.ARTICLE
    made = tantivy.Document()
    made.add_text("key", row.key)
    made.add_text("kind", kind.value)
    made.add_text("validity", validity.value)
    for field, value in (("agency", row.agency), ("theme", row.theme), ("number", row.number)):
        if value:
            made.add_text(field, routing.number_of(value) or value if field == "number" else value)
    if row.on:
        made.add_text("year", str(row.on.year))
    for name in names_of(row.title).union(*(names_of(each) for each in row.names)):
        made.add_text("name", name)
    # An article has the title of its law among its words, where it weighs no more than they: otherwise all
    # the articles of a law would stand before every other text whenever somebody names that law.
    title = f"{row.title}\n{' '.join(row.names)}"
    text = f"{title}\n{row.text}" if is_article else f"{row.number}\n{row.agency}\n{row.text}"
    made.add_text("words", " ".join(analyser.words(text)))
    made.add_text("pairs", " ".join(analysis.pairs(text)))
    if not is_article:
        made.add_text("title_words", " ".join(analyser.words(title)))
        made.add_text("title_pairs", " ".join(analysis.pairs(title)))
    if row.article is not None:
        made.add_unsigned("article", row.article)
    made.add_unsigned("org", row.org_id)
    made.add_unsigned("tier", validity.tier)
    made.add_boolean("is_public", row.is_public)
    return made


def _asked(row: EntryRow, analyser: analysis.Analyser) -> Any:
    """Return what the index keeps of what somebody asked for: its words stand in a field that no search reads."""
    made = tantivy.Document()
    made.add_text("key", row.key)
    made.add_text("kind", row.kind)
    made.add_text("asked", " ".join(analyser.words(row.text)))
    made.add_unsigned("org", row.org_id)
    made.add_boolean("is_public", False)
    return made


_reader: tuple[Path, Reader] | None = None
_opening = threading.Lock()


def _opened(path: Path, stamp: tuple[int, int]) -> Reader | None:
    with reading():
        index = _open(path)
        searcher = index.searcher()
        fields = index.schema
        said = searcher.search(tantivy.Query.term_query(fields, "key", MADE_OF), 1).hits
        if not said:
            return None
        names = searcher.doc(said[0][1])["made_with"][0]
    return Reader(searcher, fields, analysis.analyser_of(tuple(names.split())), stamp)


@contextmanager
def _writing(index: Any) -> Iterator[Any]:
    """Hold the one writer; what it has not committed is dropped, and the next one may write."""
    writer = index.writer(MEMORY, 1)
    try:
        yield writer
    finally:
        writer.wait_merging_threads()


def _open(path: Path) -> Any:
    return _with_tokenizer(tantivy.Index.open(os.fspath(path)))


def _created(path: Path) -> Any:
    return _with_tokenizer(tantivy.Index(schema(), os.fspath(path)))


def _with_tokenizer(index: Any) -> Any:
    index.register_tokenizer("spaced", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _made_with(names: tuple[str, ...]) -> Any:
    said = tantivy.Document()
    said.add_text("key", MADE_OF)
    said.add_text("made_with", " ".join(names))
    return said


def _forget_others(path: Path) -> None:
    """Remove the indexes of other releases; whoever still has one open goes on reading it."""
    for other in path.parent.iterdir():
        if other.is_dir() and other != path:
            shutil.rmtree(other, ignore_errors=True)
