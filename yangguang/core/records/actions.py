"""Writing the ledger, and doing an act once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.apps import apps
from django.db import OperationalError, connection, models, transaction

from yangguang.rules.problems import Problem, Refused

from . import chain
from .following import follow
from .models import Anchor, Done, Record
from .rows import insert
from .unknown import OutcomeUnknown, raise_if_unconfirmed

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Whoever acts: a person of the office, a resident without an account, or a timer."""

    @property
    def ledger_key(self) -> str: ...

    @property
    def ledger_name(self) -> str: ...


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` one act: all of it is stored or nothing, and once for each key.

    The function declares `once: str = ""` among its arguments. A form or another system passes a key
    of its own there; when the same key comes again (a second click, a retry after the connection was
    lost), nothing is done and the first result is returned.

    Raises:
        Refused: when the key was used for another act.
        OutcomeUnknown: when the connection was lost just as the act was being stored.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        key = str(kwargs.get("once") or "")
        is_outermost, is_done = _depth.get() == 0, False
        try:
            # An act within an act stands or falls with it, and needs no savepoint of its own.
            with transaction.atomic(savepoint=is_outermost), _one_deeper():
                if key and not _claimed(key, name):
                    return cast(R, _first_result(key, name))
                result = function(*args, **kwargs)
                if key:
                    _remember(key, result)
                is_done = True
        except OperationalError as lost:
            if is_done:
                raise OutcomeUnknown from lost
            raise
        if is_outermost:
            raise_if_unconfirmed()
        return result

    return run


def record(
    kind: str,
    *,
    about: models.Model,
    by: Actor,
    at: datetime,
    note: str = "",
    org_id: int | None = None,
    **details: Any,
) -> Record:
    """Write one row into the ledger of the organisation that `about` belongs to.

    Args:
        kind: the part and the act in the past tense, such as `disclosure.extended`.
        about: the row that the act changed.
        by: who acted.
        at: when; the edge (a view, a command, a timer) asks the clock.
        note: what a person would want to read later.
        org_id: the organisation, when `about` has no `org_id` of its own.
        details: what else belongs to the act; plain values only.
    """
    org = org_id if org_id is not None else about.org_id  # type: ignore[attr-defined]
    seq, previous = _last_of_ledger(org)
    row = Record(
        org_id=org,
        seq=seq + 1,
        at=at,
        kind=kind,
        about=key_of(about),
        by=by.ledger_key,
        by_name=by.ledger_name,
        note=note,
        details=details,
        algorithm=chain.algorithm(),
        previous=previous,
    )
    row.hash = row.hash_of_content()
    written = insert(row)
    follow(written, about)
    return written


def key_of(row: models.Model) -> str:
    """Return how the ledger names a row: its kind and its key, such as `cases.case:440404000000000001`."""
    return f"{row._meta.label_lower}:{row.pk}"


@transaction.atomic
def anchor(on: date) -> Anchor:
    """Put the last row of every ledger under one hash for the day `on`; a day is anchored once."""
    if found := Anchor.objects.filter(on=on).first():
        return found
    last = Anchor.objects.filter(on__lt=on).order_by("-on").first()
    heads = Record.objects.order_by("org_id", "-seq").distinct("org_id").values_list("org_id", "seq", "hash")
    row = Anchor(
        on=on,
        heads={str(org): [seq, head] for org, seq, head in heads},
        algorithm=chain.algorithm(),
        previous=last.hash if last else chain.FIRST,
    )
    row.hash = row.hash_of_content()
    row.save(force_insert=True)
    return row


def is_part_of_another() -> bool:
    """Whether the act under way is done by another act, which leaves the record of both."""
    return _depth.get() > 1


_depth: ContextVar[int] = ContextVar("depth", default=0)


@contextmanager
def _one_deeper() -> Iterator[None]:
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)


def _last_of_ledger(org: int) -> tuple[int, str]:
    """Return the place and the hash of the last row in the ledger of `org`.

    Until the end of the transaction no other one writes there; we wait for whoever just does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s);"
            " SELECT seq, hash FROM records_record WHERE org_id = %s ORDER BY seq DESC LIMIT 1",
            [org, org],
        )
        cursor.nextset()
        return cursor.fetchone() or (0, chain.FIRST)


def _claimed(key: str, name: str) -> bool:
    """Take the key; where another transaction is just using it, wait for its end first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_done (key, act, result_kind, result_key) VALUES (%s, %s, '', '')"
            " ON CONFLICT DO NOTHING",
            [key, name],
        )
        return bool(cursor.rowcount == 1)


def _remember(key: str, result: object) -> None:
    if isinstance(result, models.Model):
        kind, result_key = result._meta.label_lower, str(result.pk)
        Done.objects.filter(key=key).update(result_kind=kind, result_key=result_key)


def _first_result(key: str, name: str) -> Any:
    done = Done.objects.get(key=key)
    if done.act != name:
        raise Refused(Problem("这次提交的编号已用于另一项操作，请刷新页面后重新提交。"))
    if not done.result_kind:
        return None
    return apps.get_model(done.result_kind)._base_manager.get(pk=done.result_key)
