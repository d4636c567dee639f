"""Writing a message into the outbox, sending what waits there, and settling what nobody knows."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import visible_to
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, Refused, refuse_if

from .models import Message

State = Message.State

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=5)
"""How long after the first refusal it is tried again; after each further one twice as long."""

ONE_SENDER = 0x6D61696C
"""The lock that the process holds which sends; the database lets go of it when that process dies."""


def queue(
    org: Organisation,
    *,
    once: str,
    to: str,
    subject: str,
    body: str,
    attachment: bytes | None = None,
    attachment_name: str = "",
    at: datetime,
) -> Message:
    """Write a message into the outbox, in the transaction of the act that wants it sent.

    A second message under the same key is not written; the first one is returned.
    """
    values = {
        "org": org, "to": to, "subject": " ".join(subject.split())[:200], "body": body, "attachment": attachment,
        "attachment_name": attachment_name, "queued_at": at, "not_before": at,
    }  # fmt: skip
    return Message.objects.get_or_create(once=once, defaults=values)[0]


def send_waiting(clock: Callable[[], datetime], *, most: int = 500) -> int:
    """Hand what waits over to the mail server, one message after the other; return how many it took.

    It does nothing while another process sends, or when no mail server answers.

    Args:
        clock: what says how late it is.
        most: how many at most.
    """
    sent = 0
    with _alone() as is_alone:
        if not is_alone:
            return 0
        # Whoever held the lock before us and left these behind is dead: what became of them nobody knows.
        said = "发送时程序中断，不知道对方的邮件服务器有没有收下。"
        Message.objects.filter(state=State.HANDING).update(state=State.UNKNOWN, problem=said)
        if not _waiting(clock()).exists():
            return 0
        server = get_connection()
        try:
            while most and _is_open(server) and (message := _take(clock())):
                most -= 1
                sent += _hand_over(message, server, clock)
        finally:
            server.close()
    return sent


@act
def settle(
    message: Message, *, arrived: bool, to: str = "", by: Person, at: datetime, once: str = ""
) -> Message:
    """Say what became of a message that nobody knows of, or that was refused: it has arrived, or is sent again.

    Args:
        message: one that is unsettled.
        arrived: whether the addressee has it.
        to: another address, where the first was wrong.
        by: somebody of its organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: when it is settled, or not of an organisation of `by`.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if not visible_to(by, localdate(at)).filter(pk=row.org_id).exists():
        raise Refused(Problem("您在该机关没有岗位，不能处理它的邮件；请联系该机关。"))
    if row.state not in (State.UNKNOWN, State.GIVEN_UP):
        raise Refused(Problem(f"这封邮件{row.get_state_display()}，无须处理。"))
    refuse_if([Problem("已经收到的，不用改收件地址；要重发请选“重发”。", "to")] if arrived and to else [])
    if arrived:
        row.state, row.sent_at, note = State.SENT, at, f"经核实，{row.to}已收到"
    else:
        row.to = to or row.to
        row.state, row.not_before, row.attempts, note = State.WAITING, at, 0, f"重新发送给{row.to}"
    row.problem = ""
    row.save()
    record("mail.settled", about=row, by=by, at=at, note=f"{row.subject}：{note}")
    return row


def _is_open(server) -> bool:  # type: ignore[no-untyped-def]  # one of Django's ways for mail to leave
    """Open the connection unless it is; when that fails no message is to blame for it, and none is taken."""
    try:
        server.open()
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _waiting(now: datetime):  # type: ignore[no-untyped-def]  # a queryset of messages
    return Message.objects.filter(state=State.WAITING, not_before__lte=now)


def _take(now: datetime) -> Message | None:
    """Take the message that has waited longest; from here on a fault leaves it unknown."""
    with transaction.atomic():
        message: Message | None = _waiting(now).select_for_update().order_by("not_before", "pk").first()
        if message is not None:
            message.state, message.attempts = State.HANDING, message.attempts + 1
            message.save(update_fields=["state", "attempts"])
    return message


def _hand_over(message: Message, server, clock: Callable[[], datetime]) -> bool:  # type: ignore[no-untyped-def]
    """Hand one message over, and note what the server said; return whether it took it."""
    mail = EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        connection=server,
        headers={"Message-ID": _name_of(message)},
    )
    if message.attachment:
        mail.attach(message.attachment_name, bytes(message.attachment))
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as refused:
        _put_back(message, refused, clock())
        return False
    except (OSError, smtplib.SMTPException) as broken:
        message.state, message.problem = State.UNKNOWN, f"发送时连接中断：{broken}"[:300]
        message.save(update_fields=["state", "problem"])
        server.close()  # the next message begins with a new connection
        return False
    message.state, message.sent_at, message.problem = State.SENT, clock(), ""
    message.save(update_fields=["state", "sent_at", "problem"])
    return True


def _put_back(message: Message, refused: Exception, now: datetime) -> None:
    """Let a message wait longer that the server did not take, or give it up."""
    for_good = isinstance(refused, ValueError) or any(500 <= code < 600 for code in _codes(refused))
    message.problem = f"邮件服务器没有收下：{refused}"[:300]
    if for_good or message.attempts >= MOST_ATTEMPTS:
        message.state = State.GIVEN_UP
    else:
        message.state = State.WAITING
        message.not_before = now + FIRST_PAUSE * 2 ** (message.attempts - 1)
    message.save(update_fields=["state", "problem", "not_before"])


def _codes(refused: Exception) -> Iterator[int]:
    match refused:
        case smtplib.SMTPRecipientsRefused():
            yield from (code for code, _ in refused.recipients.values())
        case smtplib.SMTPResponseException():
            yield refused.smtp_code


def _name_of(message: Message) -> str:
    """Return what tells a mail server that it has this message already."""
    return f"<{message.pk}.{message.queued_at:%Y%m%d%H%M%S}@yangguang.invalid>"


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of whoever sends, for as long as the block does; say whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_SENDER])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_SENDER])
