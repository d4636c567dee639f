"""Writing many rows at once with COPY, the way PostgreSQL takes them fastest."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Return so many keys that no row of `model` has or will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows, each with a value for every column; return how many there were.

    Whatever yields the rows must not ask the database: the connection is busy with taking them.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(sql.Identifier(each) for each in columns)
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for count, row in enumerate(rows, start=1):  # noqa: B007  counted
            out.write_row(row)
    return count
