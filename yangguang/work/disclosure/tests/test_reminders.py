"""Whoever has a step is told once that its last day comes near; her deputy, when she is away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases import assignments
from yangguang.core.mail.models import Message
from yangguang.core.orgs.models import Person, Post, Substitution
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.reminders.actions import remind
from yangguang.work.disclosure.reminders.models import Reminder
from yangguang.work.disclosure.tests.office import VALUES, at, examined, step_of
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def searched(handed_in, clerk) -> DisclosureRequest:
    """Received on 2024-02-29, so due on 03-28; what follows the search takes seven days, so it is due on 03-19."""
    request = handed_in("2024-02-29")
    examined(request, clerk, "2024-03-04")
    return request


def told() -> list[tuple[str, str]]:
    return [(str(each.person), each.nearness) for each in Reminder.objects.order_by("pk")]


class TestReminding:
    def test_says_it_three_working_days_before_on_the_day_and_after_it(self, searched):
        """The third working day before Tuesday, 19 March, is Thursday, the 14th."""
        remind(at("2024-03-13"))
        assert told() == []
        for day in ("2024-03-14", "2024-03-15", "2024-03-19", "2024-03-20", "2024-03-21"):
            remind(at(day))
        assert told() == [("何平", "soon"), ("何平", "today"), ("何平", "late")]
        assert {each.safe_on for each in Reminder.objects.all()} == {date(2024, 3, 19)}

    def test_leaves_by_mail_without_a_word_of_the_applicant(self, searched):
        remind(at("2024-03-14"))
        [mail] = Message.objects.all()
        assert (mail.to, mail.state) == ("unit@example.cn", "waiting")
        assert searched.case.number in mail.subject
        for word in (VALUES["applicant"], VALUES["wanted"], VALUES["phone"]):
            assert word not in mail.subject + mail.body
        assert searched.desk_url in mail.body

    def test_is_done_once_however_often_it_runs(self, searched):
        assert [remind(at("2024-03-14")) for _ in range(3)] == [1, 0, 0]
        assert Message.objects.count() == 1
        assert Record.objects.filter(kind="disclosure.reminded").count() == 1

    def test_reaches_the_deputy_of_whoever_is_away(self, searched, org, staff):
        Substitution.objects.create(
            org=org,
            absent=staff["unit"],
            deputy=staff["lawyer"],
            since=date(2024, 3, 14),
            until=date(2024, 3, 16),
        )
        remind(at("2024-03-14"))
        [row] = Reminder.objects.all()
        assert (row.person, row.for_absent) == (staff["lawyer"], staff["unit"])
        assert "代何平" in Record.objects.get(kind="disclosure.reminded").note
        remind(at("2024-03-19"))
        assert told()[1:] == [("何平", "today")], "she is back"

    def test_reaches_whoever_has_taken_the_step_and_not_her_colleagues(self, searched, org, staff):
        Post.objects.create(org=org, person=staff["head"], role="责任科室", since=date(2021, 1, 1))
        assignments.claim(step_of(searched), by=staff["head"], at=at("2024-03-05"))
        remind(at("2024-03-14"))
        assert told() == [("周正", "soon")]

    def test_without_an_address_it_stands_in_the_office_alone(self, searched, staff):
        Person.objects.filter(pk=staff["unit"].pk).update(email="")
        remind(at("2024-03-14"))
        assert told() == [("何平", "soon")]
        assert not Message.objects.exists()

    def test_an_online_request_that_nobody_confirms_is_among_them(self, org, staff):
        actions.submit(org, values=VALUES, by=actions.Visitor("陈阿婆"), at=at("2024-03-28"))
        remind(at("2024-03-29"))
        remind(at("2024-04-01"))
        assert told() == [("林晓", "today"), ("林晓", "late")]

    def test_what_waits_for_a_third_party_reminds_nobody(self, searched, staff):
        actions.consult_third_party(
            step_of(searched), whom="某公司", about="商业秘密", by=staff["unit"], at=at("2024-03-05")
        )
        remind(at("2024-03-25"))
        assert told() == []


class TestInTheOffice:
    @pytest.fixture
    def late(self, handed_in, clerk) -> DisclosureRequest:
        request = handed_in("2024-02-29")
        examined(request, clerk, "2024-03-04")
        remind(timezone.now())
        return request

    def enter(self, person: Person) -> Client:
        browser = Client()
        browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return browser

    def test_stands_on_the_first_page_until_the_step_is_done(self, late, staff):
        browser, address = self.enter(staff["unit"]), reverse("disclosure_desk:reminders")
        assert "给我的到期提醒" in browser.get(reverse("wagtailadmin_home")).content.decode()
        assert late.case.number in Page(browser.get(address)).text
        actions.search(step_of(late), opinion="已检索到", by=staff["unit"], at=timezone.now())
        assert late.case.number not in Page(browser.get(address)).text
        assert "给我的到期提醒" not in browser.get(reverse("wagtailadmin_home")).content.decode()

    def test_is_seen_by_whom_it_was_written_to(self, late, staff):
        assert (
            late.case.number
            not in Page(self.enter(staff["head"]).get(reverse("disclosure_desk:reminders"))).text
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_remind_at_once_tell_it_once(searched):
    gate = Barrier(2)

    def run(_: int) -> int:
        try:
            gate.wait()
            return remind(at("2024-03-14"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, range(2))) == 1
    assert (Reminder.objects.count(), Message.objects.count()) == (1, 1)
