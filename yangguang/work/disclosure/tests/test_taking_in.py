"""What clerks enter and see: the day of receipt by the channel, and the list with the most urgent on top."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yangguang.core.orgs.models import Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import at, due_of, examined, step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = pytest.mark.django_db

TAKE_IN = reverse("disclosure_desk:take_in")


@pytest.fixture
def office(clerk) -> Client:
    return entered(clerk)


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def take_in(office: Client, **values: object) -> Page:
    return Page(office.post(TAKE_IN, {**TYPED, "once": "intake-1", **values}, follow=True))


class TestDayOfReceipt:
    """条例第三十一条, reference 2; the last days are those of reference 9."""

    @pytest.mark.parametrize(
        ("channel", "arrived_on", "confirmed_on", "received_on", "due_on"),
        [
            ("in_person", "2023-01-10", "", "2023-01-10", "2023-02-10"),  # E1
            ("oral", "2023-01-10", "", "2023-01-10", "2023-02-10"),
            ("registered_mail", "2023-09-20", "", "2023-09-20", "2023-10-24"),  # E2
            ("plain_mail", "2024-01-22", "2024-01-25", "2024-01-25", "2024-02-27"),
            ("fax", "2024-01-24", "2024-01-25", "2024-01-25", "2024-02-27"),
            ("email", "2026-09-19", "2026-09-20", "2026-09-20", "2026-10-23"),  # E9
        ],
    )
    def test_is_that_of_the_channel(
        self, office, org, channel, arrived_on, confirmed_on, received_on, due_on
    ):
        take_in(
            office,
            org=org.pk,
            channel=channel,
            arrived_on=arrived_on,
            confirmed_on=confirmed_on,
            how="电话，与本人",
            read_back="当面宣读，申请人按指印",
        )
        request = DisclosureRequest.objects.get()
        assert request.received_on == date.fromisoformat(received_on)
        assert due_of(request) == date.fromisoformat(due_on)
        receipt = request.letters.get(kind="receipt")
        due = date.fromisoformat(due_on)
        assert f"{due.year}年{due.month}月{due.day}日前" in receipt.paragraphs[-1]

    @pytest.mark.parametrize("channel", ["in_person", "registered_mail"])
    @pytest.mark.parametrize("confirmed_on", ["2023-09-25", "2023-09-19"])
    def test_is_not_changed_by_a_confirmation_that_the_channel_does_not_know(
        self, office, org, channel, confirmed_on
    ):
        take_in(office, org=org.pk, channel=channel, arrived_on="2023-09-20", confirmed_on=confirmed_on)
        request = DisclosureRequest.objects.get()
        assert (request.received_on, request.confirmed_on) == (date(2023, 9, 20), None)

    @pytest.mark.parametrize("channel", ["plain_mail", "fax", "email"])
    def test_is_open_until_both_sides_have_confirmed(self, office, org, channel):
        page = take_in(office, org=org.pk, channel=channel, arrived_on="2024-01-24")
        request = DisclosureRequest.objects.get()
        assert page.facts()["收到申请之日"] == "等待双方确认"
        assert not request.case.clocks.exists()
        answer = office.post(
            reverse("disclosure_desk:act", args=[request.pk, "register"]),
            {"confirmed_on": "2024-01-25", "how": "电话，与本人"},
            follow=True,
        )
        assert Page(answer).facts()["收到申请之日"] == "2024年1月25日（周四）"
        assert due_of(request) == date(2024, 2, 27)

    def test_leaves_a_trace_of_how_it_was_confirmed(self, office, org):
        take_in(
            office,
            org=org.pk,
            channel="fax",
            arrived_on="2024-01-24",
            confirmed_on="2024-01-25",
            how="短信，与其子",
        )
        assert "2024年1月25日经短信，与其子确认" in Record.objects.get(kind="disclosure.registered").note

    def test_all_three_times_are_kept_and_shown(self, office, org):
        confirmed = {"confirmed_on": "2024-01-25", "how": "电话，与其女陈小姐"}
        page = take_in(office, org=org.pk, channel="fax", arrived_on="2024-01-24", **confirmed)
        facts = page.facts()
        assert facts["到达"] == "2024年1月24日（周三）"
        assert facts["确认"] == "2024年1月25日（周四），电话，与其女陈小姐"
        assert facts["提交"]

    def test_who_speaks_for_the_applicant_is_kept_and_shown(self, office, org):
        agent = {"agent": "李律师", "agent_identity": "执业证号1", "authority": "2024年1月5日授权委托书"}
        page = take_in(office, org=org.pk, channel="in_person", arrived_on="2024-01-24", **agent)
        assert page.facts()["代理人"] == "李律师（执业证号1），2024年1月5日授权委托书"

    def test_internet_is_no_channel_of_the_counter(self, office, org):
        assert "online" not in Page(office.get(TAKE_IN)).form.inputs["channel"].value_options
        page = take_in(office, org=org.pk, channel="online", arrived_on="2024-01-24")
        assert page.beside("channel") == ["请在列出的各项中选择。"]


class TestWrongIntake:
    @pytest.mark.parametrize(
        ("values", "name", "words"),
        [
            ({"channel": ""}, "channel", ("请选择申请渠道。",)),
            ({"arrived_on": ""}, "arrived_on", ("请填写到达日期。",)),
            ({"arrived_on": "昨天"}, "arrived_on", ("2024-01-25 这样的日期",)),
            (
                {"arrived_on": "2999-01-01", "confirmed_on": ""},
                "arrived_on",
                ("还没有到", "第三十一条第三项"),
            ),
            ({"confirmed_on": "2024-02-30"}, "confirmed_on", ("2024-01-25 这样的日期",)),
            ({"confirmed_on": "2024-01-23"}, "confirmed_on", ("不能早于申请到达之日", "第三十一条第三项")),
            ({"confirmed_on": "2999-01-01"}, "confirmed_on", ("还没有到", "第三十一条第三项")),
            ({"how": ""}, "how", ("请写明怎样确认的", "第三十一条第三项")),
            (
                {"channel": "oral", "confirmed_on": ""},
                "read_back",
                ("须向申请人宣读并经其确认", "第二十九条第一款"),
            ),
            ({"applicant_kind": "other", "representative": ""}, "representative", ("联系人姓名",)),
            ({"agent": "李律师", "authority": "授权委托书"}, "agent_identity", ("代理人的身份证明",)),
            ({"agent": "李律师", "agent_identity": "44"}, "authority", ("请写明依据",)),
            ({"agent_identity": "44"}, "agent", ("同时填写代理人姓名",)),
            ({"org": "1"}, "org", ("请在列出的机关中选择。",)),
            ({"phone": "123"}, "phone", ("联系电话的写法不对",)),
        ],
    )
    def test_is_said_with_its_article_beside_its_field_and_nothing_is_lost(
        self, office, org, values, name, words
    ):
        right = {"channel": "fax", "arrived_on": "2024-01-24", "confirmed_on": "2024-01-25", "how": "电话"}
        page = take_in(office, **{"org": org.pk, **right, **values})
        assert (page.status, page.title[:3]) == (422, "错误：")
        assert [word for word in words if word not in "".join(page.beside(name))] == []
        assert set(page.beside(name)) <= set(page.summary())
        typed = page.typed()
        kept = {**TYPED, **right, **values} if name not in ("channel", "org") else TYPED
        assert {name: typed.get(name, "") for name in kept} == kept
        assert not DisclosureRequest.objects.exists()

    @pytest.mark.parametrize("arrived_on", ["0001-01-01", "1949-10-01", "2007-06-01"])
    def test_day_before_the_law_is_refused_and_not_a_fault(self, office, org, arrived_on):
        page = take_in(office, org=org.pk, channel="in_person", arrived_on=arrived_on)
        assert page.status == 422
        assert page.summary()
        assert not DisclosureRequest.objects.exists()

    def test_sent_twice_is_one_request(self, office, org):
        for _ in range(2):
            page = take_in(office, org=org.pk, channel="in_person", arrived_on="2023-01-10")
            assert page.status == 200
        assert DisclosureRequest.objects.count() == 1

    def test_only_the_window_takes_in(self, staff, org):
        office = entered(staff["unit"])
        assert office.get(TAKE_IN).status_code in (302, 403)
        office.post(TAKE_IN, {**TYPED, "org": org.pk, "channel": "in_person", "arrived_on": "2023-01-10"})
        assert TAKE_IN not in office.get(reverse("disclosure_desk:today")).text
        assert not DisclosureRequest.objects.exists()

    def test_window_takes_in_for_its_own_organisation_alone(self, office, org):
        page = take_in(office, org=org.parent.pk, channel="in_person", arrived_on="2023-01-10")
        assert page.beside("org") == ["请在列出的机关中选择。"]


class TestListOfTheDay:
    @pytest.fixture
    def waiting(self, org, staff, handed_in) -> dict[str, DisclosureRequest]:
        """Four requests, of which each has another last day before it.

        - Sent on 28 March and not confirmed: one working day, the 29th.
        - Received on 29 February and being searched for: twenty working days, 28 March.
        - A third party was asked on 5 March: fifteen working days, the 26th.
        - Received on 1 March and not examined: seven working days for asking for a correction, the 12th.
        """
        unconfirmed = actions.submit(org, values=TYPED, by=actions.Visitor("陈阿婆"), at=at("2024-03-28"))
        searched, consulted, new = (handed_in(day) for day in ("2024-02-29", "2024-03-05", "2024-03-01"))
        for request in (searched, consulted):
            examined(request, staff["clerk"], "2024-03-05")
        given = {"whom": "某公司", "about": "商业秘密", "by": staff["unit"], "at": at("2024-03-05")}
        actions.consult_third_party(step_of(consulted), **given)
        return {"unconfirmed": unconfirmed, "searched": searched, "consulted": consulted, "new": new}

    def rows(self, office: Client, whose: str) -> list[tuple[str, str]]:
        """Return the number and the last safe day of each row."""
        page = Page(office.get(reverse("disclosure_desk:today"), {"whose": whose}))
        rows = page.tree.xpath("//*[@aria-label='待办']//tbody/tr")
        return [(row.findtext(".//th/a"), row.xpath("string(td[last()]/time/@datetime)")) for row in rows]

    def test_begins_with_the_first_day_that_must_not_be_missed(self, office, waiting):
        assert self.rows(office, "all") == [
            (waiting["new"].case.number, "2024-03-12"),
            (waiting["consulted"].case.number, "2024-03-26"),
            (waiting["searched"].case.number, "2024-03-28"),
            (waiting["unconfirmed"].case.number, "2024-03-29"),
        ]

    def test_marks_what_is_late(self, office, waiting):
        page = Page(office.get(reverse("disclosure_desk:today"), {"whose": "late"}))
        assert page.text.count("已逾期") == 4, "these days are long over"

    def test_shows_online_requests_that_nobody_confirmed_in_a_working_day(self, office, waiting):
        assert self.rows(office, "unconfirmed") == [(waiting["unconfirmed"].case.number, "2024-03-29")]
        page = Page(office.get(reverse("wagtailadmin_home")))
        assert "提交后逾期未确认的网上申请" in page.text

    def test_of_a_person_holds_what_she_can_do(self, office, staff, waiting):
        """What a third party owes nobody of the office can do."""
        mine = {who: {number for number, _ in self.rows(entered(staff[who]), "mine")} for who in staff}
        assert mine == {
            "clerk": {waiting["new"].case.number, waiting["unconfirmed"].case.number},
            "unit": {waiting["searched"].case.number},
            "lawyer": set(),
            "head": set(),
        }

    def test_of_another_organisation_is_empty(self, org, stranger, waiting):
        Post.objects.create(org=org.parent, person=stranger, role="受理窗口", since=date(2021, 1, 1))
        assert self.rows(entered(stranger), "all") == []

    def test_of_the_organisation_above_holds_what_it_oversees(self, org, stranger, waiting):
        post = {"role": "受理窗口", "since": date(2021, 1, 1), "oversees": True}
        Post.objects.create(org=org.parent, person=stranger, **post)
        assert len(self.rows(entered(stranger), "all")) == 4
