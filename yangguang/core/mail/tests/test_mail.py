"""What is written into the outbox leaves once, whatever happens on the way; what nobody knows, a person settles."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from yangguang.core.mail import actions
from yangguang.core.mail.models import Message
from yangguang.core.mail.tests.sink import STAGES, Sink, running
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.web.testing import killed_at_work

NOON = datetime(2024, 3, 5, 4, tzinfo=UTC)
State = Message.State


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 10
        yield sink


@pytest.fixture
def org(db) -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def clerk(org) -> Person:
    person = Person.objects.create_user("clerk", name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


def queued(org: Organisation, number: int = 1, **more: object) -> Message:
    said = {"subject": f"第{number}封", "body": "答复见附件。", "at": NOON, **more}
    return actions.queue(org, once=f"letter:{number}", to=f"applicant{number}@example.cn", **said)


def send(at: datetime = NOON) -> int:
    return actions.send_waiting(lambda: at)


def subjects(sink: Sink) -> list[str]:
    return [str(each["Subject"]) for each in sink.box]


@pytest.mark.django_db
class TestSending:
    def test_a_message_arrives_with_its_attachment(self, sink, org):
        queued(org, attachment=b"%PDF-1.7 ...", attachment_name="答复书.pdf")
        assert send() == 1
        [mail] = sink.box
        [attached] = mail.iter_attachments()
        assert (mail["To"], str(mail["Subject"])) == ("applicant1@example.cn", "第1封")
        assert mail.get_body().get_content().strip() == "答复见附件。"
        assert (attached.get_filename(), attached.get_content()) == ("答复书.pdf", b"%PDF-1.7 ...")
        sent = Message.objects.get()
        assert (sent.state, sent.sent_at) == (State.SENT, NOON)

    def test_a_message_is_written_once_and_sent_once(self, sink, org):
        assert queued(org) == queued(org)
        send()
        send()
        assert subjects(sink) == ["第1封"]

    def test_what_was_not_stored_does_not_leave(self, sink, org):
        with transaction.atomic():
            queued(org)
            transaction.set_rollback(True)
        assert (send(), sink.box) == (0, [])

    def test_without_a_server_everything_waits(self, settings, org):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
        queued(org)
        assert send() == 0
        waiting = Message.objects.get()
        assert (waiting.state, waiting.attempts) == (State.WAITING, 0)

    def test_what_is_refused_for_now_is_tried_later_and_later(self, sink, org):
        queued(org)
        sink.refuse["rcpt"] = "451 try again later"
        send()
        assert send(NOON + timedelta(minutes=4)) == 0
        assert Message.objects.get().attempts == 1, "it is not its time yet"
        send(NOON + timedelta(minutes=5))
        assert send(NOON + timedelta(minutes=14)) == 0
        sink.refuse.clear()
        assert send(NOON + timedelta(minutes=15)) == 1
        assert subjects(sink) == ["第1封"]

    def test_what_is_refused_for_good_is_shown_with_the_words_of_the_server(self, sink, org):
        queued(org)
        queued(org, 2)
        sink.refuse["rcpt"] = "550 no such mailbox"
        send()
        assert {each.state for each in Message.objects.all()} == {State.GIVEN_UP}
        assert "no such mailbox" in Message.objects.earliest("pk").problem

    def test_what_is_refused_too_often_is_given_up(self, sink, org):
        queued(org)
        sink.refuse["mail"] = "421 busy"
        for day in range(actions.MOST_ATTEMPTS):
            send(NOON + timedelta(days=day))
        given_up = Message.objects.get()
        assert (given_up.state, given_up.attempts) == (State.GIVEN_UP, actions.MOST_ATTEMPTS)

    def test_a_line_that_breaks_before_the_answer_is_not_tried_again_by_itself(self, sink, org):
        queued(org)
        queued(org, 2)

        def hang_up(stage: str) -> None:
            if stage == "taken" and len(sink.box) == 1:
                raise ConnectionError

        sink.come_to = hang_up
        send()
        send()
        assert subjects(sink) == ["第1封", "第2封"]
        assert [each.state for each in Message.objects.order_by("pk")] == [State.UNKNOWN, State.SENT]

    def test_lines_in_a_subject_are_no_headers(self, sink, org):
        queued(org, subject="答复\r\nBcc: all@example.cn")
        send()
        [mail] = sink.box
        assert mail["Bcc"] is None


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_sends_nothing_twice_and_loses_nothing(sink, org, clerk):
    """Twenty times it is killed with SIGKILL at one of the stages of a message, and another goes on."""
    kills = 20
    for number in range(kills * 2):
        queued(org, number)
    for kill in range(kills):
        wanted = STAGES[kill % len(STAGES)]
        _wait_for_the_dead()

        def aim(child: int, at_stage: str = wanted) -> None:
            sink.come_to = _killing(child, at_stage)

        # One that finds no connection free, while those of the killed are still ending, never begins: it is sent again.
        killed = (
            killed_at_work(lambda: actions.send_waiting(lambda: NOON), at_the_gate=aim) for _ in range(3)
        )
        assert any(killed), f"it was not killed at {wanted}"
        sink.come_to = lambda stage: None
    _send_when_the_dead_are_gone()
    arrived = subjects(sink)
    assert len(arrived) == len(set(arrived)), "a message left twice"
    for message in Message.objects.unsettled():
        actions.settle(message, arrived=message.subject in arrived, by=clerk, at=NOON)
    send()
    assert sorted(subjects(sink)) == sorted(f"第{number}封" for number in range(kills * 2))
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def _killing(child: int, at_stage: str) -> Callable[[str], None]:
    def strike(stage: str) -> None:
        if stage == at_stage:
            os.kill(child, signal.SIGKILL)

    return strike


def _send_when_the_dead_are_gone() -> None:
    _wait_for_the_dead()
    send()


def _wait_for_the_dead() -> None:
    """Wait until the database has seen that a killed process holds its lock no more."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [actions.ONE_SENDER])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [actions.ONE_SENDER])


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_do_not_send_the_same(sink, org):
    queued(org)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [actions.ONE_SENDER])
            assert send() == 0, "another is sending"
        other.close()
        _send_when_the_dead_are_gone()
    finally:
        other.close()
    assert subjects(sink) == ["第1封"]


@pytest.mark.django_db
class TestSettling:
    @pytest.fixture
    def unknown(self, org) -> Message:
        message = queued(org)
        Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, problem="连接中断")
        return message

    def enter(self, person: Person) -> Client:
        browser = Client()
        browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return browser

    def test_stands_on_the_first_page_until_somebody_has_asked(self, unknown, clerk, sink):
        browser, address = self.enter(clerk), reverse("mail_desk:settle", args=[unknown.pk])
        home = browser.get(reverse("wagtailadmin_home"))
        assert "不知道有没有发出的邮件" in home.content.decode()
        listed = browser.get(reverse("messages:index") + "?state=unknown").content.decode()
        assert address in listed
        values = {"arrived": "no", "to": "right@example.cn", "once": "s"}
        assert browser.post(address, values).status_code == 303
        send(datetime(2999, 1, 1, tzinfo=UTC))
        assert [each["To"] for each in sink.box] == ["right@example.cn"]
        assert "不知道有没有发出的邮件" not in browser.get(reverse("wagtailadmin_home")).content.decode()
        assert "right@example.cn" in Record.objects.get(kind="mail.settled").note

    def test_what_has_arrived_is_not_sent_again(self, unknown, clerk, sink):
        actions.settle(unknown, arrived=True, by=clerk, at=NOON)
        assert (send(), sink.box) == (0, [])
        with pytest.raises(Refused, match="无须处理"):
            actions.settle(unknown, arrived=False, by=clerk, at=NOON)

    def test_a_stranger_settles_nothing(self, unknown):
        stranger = Person.objects.create_user("stranger", name="外人")
        with pytest.raises(Refused, match="没有岗位"):
            actions.settle(unknown, arrived=True, by=stranger, at=NOON)
