"""Plain statements for the rows that every act reads and writes.

To put the same query together each time costs more than to answer it, so each statement is put together once.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


def insert(row: M) -> M:
    """Store a new row; its key comes back with it."""
    model = type(row)
    with connection.cursor() as cursor:
        cursor.execute(_insert(model), _values(row, _given(model)))
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return row


def update(row: Model, *names: str) -> None:
    """Store the fields `names` of a row that is there."""
    model = type(row)
    fields = [_field(model, name) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_update(model, names), [*_values(row, fields), row.pk])


def made(model: type[M], values: Sequence[Any]) -> M:
    """Return the row whose `columns` hold these values."""
    return model.from_db(connection.alias, names_of(model), values)


@cache
def columns(model: type[Model]) -> str:
    """Return the columns of a table as a statement names them."""
    return ", ".join(f'{model._meta.db_table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def names_of(model: type[Model]) -> list[str]:
    """Return the attributes that hold what stands in `columns`."""
    return [field.attname for field in model._meta.concrete_fields]


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # what other tables say of a row is not stored in it
    return field


@cache
def _given(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _insert(model: type[Model]) -> str:
    fields = _given(model)
    names, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places}) RETURNING id"  # noqa: S608


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    set_to = ", ".join(f'"{_field(model, name).column}" = %s' for name in names)
    return f"UPDATE {model._meta.db_table} SET {set_to} WHERE id = %s"  # noqa: S608


def _values(row: Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
