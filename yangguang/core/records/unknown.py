"""When nobody can say whether a commit was kept.

A commit that was sent is never cancelled. Should its answer be lost all the same, the database may have
kept it or not, and so a person is told exactly that; the key of the act makes doing it again safe.
"""

from typing import Any

import psycopg
from django.db import OperationalError, connection

NOT_REPLICATED = "canceling wait for synchronous replication"
"""How PostgreSQL begins its warning that a commit is here but perhaps not on the standby."""


class OutcomeUnknown(OperationalError):
    """The act may or may not be stored; the same page may be sent again without doing it twice."""

    page = "records/unknown.html"
    """What a person is shown of it."""

    def __str__(self) -> str:
        return "结果未知：与数据库的连接在保存时中断。请稍后以同一页面再次提交，不会重复办理。"


def listen(connection: Any, **_: object) -> None:
    """Note on every new connection when PostgreSQL warns of a commit that no standby has confirmed."""
    raw: psycopg.Connection[Any] = connection.connection
    connection.commit_unconfirmed = False

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        if (diagnostic.message_primary or "").startswith(NOT_REPLICATED):
            connection.commit_unconfirmed = True

    raw.add_notice_handler(note)


def raise_if_unconfirmed() -> None:
    """Do nothing when the last commit was confirmed.

    Raises:
        OutcomeUnknown: when it was not; said once.
    """
    if getattr(connection, "commit_unconfirmed", False):
        connection.commit_unconfirmed = False  # type: ignore[attr-defined]
        raise OutcomeUnknown
