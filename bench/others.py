"""Other ways to search the same entries: SQLite's own index of three characters, and modelsearch as it comes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yangguang.core.search.entries import Entry, Kind

TITLE_WEIGHT = 4


class Trigram:
    """SQLite FTS5 with the `trigram` tokenizer: all words, then any; LIKE for words of one or two characters."""

    def __init__(self, file: Path, entries: Iterable[Entry]) -> None:
        self.base = sqlite3.connect(file)
        self.base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, title, body, tokenize = 'trigram');"
        )
        self.base.executemany(
            "INSERT INTO found VALUES (?, ?, ?)",
            ((each.key, *_title_and_body(each)) for each in entries),
        )
        self.base.execute("INSERT INTO found (found) VALUES ('optimize')")
        self.base.commit()

    def find(self, words: str) -> list[str]:
        parts = words.split()
        keys = self._matching(parts, " AND ")
        if len(keys) < 10 and len(parts) > 1:
            keys += [key for key in self._matching(parts, " OR ") if key not in keys]
        return keys[:10]

    def _matching(self, parts: list[str], joined: str) -> list[str]:
        long = [each for each in parts if len(each) > 2]
        short = [each for each in parts if len(each) < 3] if joined == " AND " or not long else []
        conditions, given = [], []
        if long:
            conditions.append("found MATCH ?")
            given.append(joined.join('"' + each.replace('"', '""') + '"' for each in long))
        conditions += ["(title LIKE ? OR body LIKE ?)"] * len(short)
        given += [f"%{each}%" for each in short for _ in range(2)]
        order = f"bm25(found, 0, {TITLE_WEIGHT}, 1)" if long else "rowid"
        where = " AND ".join(conditions)
        asked = f"SELECT key FROM found WHERE {where} ORDER BY {order} LIMIT 10"
        return [key for (key,) in self.base.execute(asked, given)]


class AsItComes:
    """modelsearch, the search of the shell, with its PostgreSQL backend and the settings it has without any."""

    def __init__(self) -> None:
        from django.contrib.contenttypes.models import ContentType
        from django.db import models
        from modelsearch import index
        from modelsearch.abstract_models import TextIDGenericRelation
        from wagtail.search.backends import get_search_backend
        from wagtail.search.models import IndexEntry

        class Shelved(index.Indexed, models.Model):  # type: ignore[misc]
            """The rows of our own table, as a model of the shell would have them."""

            key = models.CharField(max_length=120)
            kind = models.CharField(max_length=20)
            title = models.CharField(max_length=500)
            number = models.CharField(max_length=80)
            text = models.TextField()

            search_fields = [
                index.SearchField("heading", boost=TITLE_WEIGHT),
                index.SearchField("body"),
            ]

            @property
            def heading(self) -> str:
                return _title_and_body(self)[0]

            @property
            def body(self) -> str:
                return _title_and_body(self)[1]

            class Meta:
                managed = False
                db_table = "search_entry"
                app_label = "search"

        TextIDGenericRelation(IndexEntry).contribute_to_class(Shelved, "index_entries")
        ContentType.objects.get_or_create(app_label="search", model="shelved")
        self.model: Any = Shelved
        self.backend: Any = get_search_backend()
        into = self.backend.get_index_for_model(Shelved)
        for rows in _some_at_a_time(Shelved):
            into.add_items(Shelved, rows)

    def find(self, words: str) -> list[str]:
        return [row.key for row in self.backend.search(words, self.model)[:10]]


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Let no question to the database take longer; it is counted as having found nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {seconds * 1000}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def _title_and_body(one: Any) -> tuple[str, str]:
    """Return what stands in the two columns; as with ours, an article has the title of its law in its body."""
    if one.kind == Kind.ARTICLE:
        return "", f"{one.title}\n{one.text}"
    return one.title, f"{one.number}\n{one.text}"


def _some_at_a_time(model: Any) -> Iterator[list[Any]]:
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:1_000]):
        yield rows
        last = rows[-1].pk
