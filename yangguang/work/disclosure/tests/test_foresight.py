"""What would become of a term is what does become of it; and supposing leaves nothing behind."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases import clocks
from yangguang.core.cases.models import ClockEvent
from yangguang.core.records.models import Record
from yangguang.rules.clocks import Clock, Paused, Restarted
from yangguang.rules.problems import Refused
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.foresight import Supposed, safe_days, supposing, usual
from yangguang.work.disclosure.rules import TERMS
from yangguang.work.disclosure.tests.office import at, due_of, examined, step_of
from yangguang.work.disclosure.tests.pages import Page

CALENDAR = WorkCalendar.of_state_council()


def day(text: str) -> date:
    return date.fromisoformat(text)


def begun(received: str, *events) -> Clock:
    return Clock(TERMS["reply"].on(day(received)), day(received), CALENDAR, events)


class TestSupposing:
    @pytest.mark.parametrize(
        ("received", "what", "due"),
        [
            # the examples of reference/01 §9, which were reckoned by hand from the notices
            ("2024-09-10", Supposed("correction", day("2024-09-19"), day("2024-09-29")), "2024-10-31"),  # E4
            ("2025-01-15", Supposed("extension", day("2025-02-10"), workdays=20), "2025-03-18"),  # E5
            (
                "2025-09-22",
                Supposed("consultation", day("2025-09-26"), day("2025-10-20")),
                "2025-11-11",
            ),  # E6
            (
                "2026-04-01",
                Supposed("consultation", day("2026-04-03"), day("2026-04-27")),
                "2026-05-25",
            ),  # E12
            ("2025-09-22", Supposed("fee", day("2025-09-26"), day("2025-10-20")), "2025-11-17"),
        ],
    )
    def test_gives_the_day_that_the_law_gives(self, received, what, due):
        assert supposing(begun(received), what).due.on == day(due)

    def test_while_paused_it_is_the_end_of_the_pause(self):
        waiting = begun("2025-09-22", Paused(day("2025-09-26")))
        assert supposing(
            waiting, Supposed("consultation", day("2025-09-26"), day("2025-10-20"))
        ).due.on == day("2025-11-11")
        corrected = supposing(waiting, Supposed("correction", day("2025-09-26"), day("2025-10-20")))
        assert Restarted(day("2025-10-20")) in corrected.events

    @pytest.mark.parametrize(
        ("what", "words"),
        [
            (Supposed("extension", day("2025-10-09"), workdays=21), "可以延长1至20个工作日"),
            (Supposed("extension", day("2025-10-27"), workdays=5), "届满以前决定"),
            (Supposed("consultation", day("2025-09-26"), day("2025-09-25")), "早于前一个日期"),
            (Supposed("correction", day("2025-09-19"), day("2025-09-25")), "早于收到之日"),
        ],
    )
    def test_what_the_law_forbids_cannot_be_supposed(self, what, words):
        with pytest.raises(Refused, match=words):
            supposing(begun("2025-09-22"), what)

    @pytest.mark.parametrize(
        "what",
        [
            Supposed("extension", day("2025-10-09"), workdays=5),
            Supposed("consultation", day("2025-09-26"), day("2025-09-25")),
            Supposed("consultation", day("2025-09-26")),
        ],
    )
    def test_while_paused_only_its_end_can_be_supposed(self, what):
        with pytest.raises(Refused):
            supposing(begun("2025-09-22", Paused(day("2025-09-26"))), what)

    def test_what_could_come_next_depends_on_the_step(self):
        clock, today = begun("2025-09-22"), day("2025-09-24")
        assert [each.kind for each in usual(clock, "examine", today)] == [
            "correction", "fee", "consultation", "extension",
        ]  # fmt: skip
        assert [each.kind for each in usual(clock, "sign", today)] == ["extension"]
        [now, last] = usual(begun("2025-09-22", Paused(day("2025-09-23"))), "third_party", today)
        assert (now.until, last.until) == (today, CALENDAR.after(today, 15))


class TestSafeDays:
    def test_count_back_from_the_last_day(self):
        """Due 2025-03-31, a Monday; 1, 1, 2, 3 and 5 working days before each other."""
        assert [(each.node, each.on) for each in safe_days(begun("2025-03-03"))] == [
            ("search", day("2025-03-13")),
            ("draft", day("2025-03-20")),
            ("review", day("2025-03-25")),
            ("sign", day("2025-03-27")),
            ("deliver", day("2025-03-28")),
        ]

    def test_are_open_while_the_term_is_paused(self):
        assert {each.on for each in safe_days(begun("2025-09-22", Paused(day("2025-09-26"))))} == {None}


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def asked(self, handed_in):
        """A request handed in on the working day before today, at its examination."""
        return handed_in(CALENDAR.before(timezone.localdate(), 1).isoformat())

    def look(self, clerk, asked, **values) -> Page:
        browser = Client()
        browser.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
        return Page(browser.get(reverse("disclosure_desk:what_if", args=[asked.pk]), values))

    def test_shows_what_could_come_next_and_stores_nothing(self, clerk, asked):
        before = (Record.objects.count(), ClockEvent.objects.count())
        today = timezone.localdate()
        until = CALENDAR.after(today, 10)
        page = self.look(clerk, asked, kind="correction", since=today.isoformat(), until=until.isoformat())
        due = CALENDAR.after(until, 20)
        assert f"最后答复日为{due.year}年{due.month}月{due.day}日" in page.text
        assert "重新计算之日" in page.text
        assert "接下来可能发生的" in page.text
        assert (Record.objects.count(), ClockEvent.objects.count()) == before

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"kind": "nothing"}, "在列出的各项中选择"),
            ({"kind": "correction"}, "请填写收到的日期"),
            ({"kind": "extension", "workdays": "21"}, "可以延长1至20个工作日"),
            ({"kind": "fee", "until": "明天"}, "2024-01-25"),
            ({"kind": "fee", "until": "0001-01-01"}, "核对"),
        ],
    )
    def test_wrong_input_is_said(self, clerk, asked, values, words):
        page = self.look(clerk, asked, **values)
        assert page.status == 422
        assert any(words in each for each in page.summary())

    def test_is_not_found_by_a_stranger_and_not_there_when_all_is_over(self, clerk, stranger, asked):
        assert self.look(clerk, asked).status == 200
        browser = Client()
        browser.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
        answer = browser.get(reverse("disclosure_desk:what_if", args=[asked.pk]))
        assert answer.status_code in (302, 403, 404)

    def test_case_page_says_by_when_each_step_begins(self, clerk, asked):
        browser = Client()
        browser.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
        page = Page(browser.get(reverse("disclosure_desk:case", args=[asked.pk])))
        assert "各环节最迟开始日" in page.source
        due = due_of(asked)
        last = CALENDAR.before(due, 1)
        row = page.tree.xpath("//*[@aria-label='各环节最迟开始日']//tr[th='送达答复书']")[0]
        assert f"{last.year}年{last.month}月{last.day}日" in row.text_content()


@pytest.mark.django_db
def test_what_was_supposed_comes_true(handed_in, staff, clerk):
    """The same days, once supposed and once done by acts."""
    request = handed_in("2024-09-10")
    supposed = Supposed("correction", day("2024-09-19"), day("2024-09-29"))
    then = supposing(clocks.proved(queries.reply_clock(request)), supposed)
    actions.ask_for_correction(
        step_of(request), unclear="哪一年", by_on=day("2024-10-10"), by=clerk, at=at("2024-09-19")
    )
    actions.take_correction(step_of(request), wanted="2022年", by=clerk, at=at("2024-09-29"))
    assert due_of(request) == then.due.on
    examined(request, clerk, "2024-09-30")
    asked = Supposed("consultation", day("2024-10-08"), day("2024-10-28"))
    then = supposing(clocks.proved(queries.reply_clock(request)), asked)
    actions.consult_third_party(
        step_of(request), whom="某公司", about="商业秘密", by=staff["unit"], at=at("2024-10-08")
    )
    actions.record_opinion(step_of(request), outcome="agree", text="同意", by=clerk, at=at("2024-10-28"))
    assert due_of(request) == then.due.on
