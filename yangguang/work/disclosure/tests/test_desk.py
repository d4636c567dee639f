"""What the office sees of a request: only what may be done, and who has it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases.calendar import fill_days
from yangguang.core.cases.models import Assignment, CalendarNotice, LocalDayOff
from yangguang.core.orgs.models import Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import VALUES, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(org, clerk) -> DisclosureRequest:
    """A request handed in at the counter on the last workday, and accepted."""
    fill_days()
    now = timezone.now()
    today = WorkCalendar.of_state_council().before(timezone.localdate(), 1)
    said = {**VALUES, "channel": "in_person", "arrived_on": today}
    request = actions.take_in(org, values=said, by=clerk, at=now)
    actions.examine(step_of(request), outcome="accept", by=clerk, at=now)
    return request


@pytest.fixture
def enter(client):
    """Return how somebody signs in."""

    def enters(person: Person):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters


def page_of(client, request) -> str:
    return client.get(reverse("disclosure_desk:case", args=[request.pk])).content.decode()


def do(client, request, duty: str, **values):
    step = step_of(request)
    return client.post(reverse("cases_desk:duty", args=[step.pk, duty]), {**values, "once": f"{duty}-1"})


def test_an_act_of_another_post_is_named_with_its_post(asked, clerk, staff, enter):
    page = page_of(enter(clerk), asked)
    assert "填写检索结果：由“责任科室”岗位办理" in page
    assert "延长答复期限：由“公开工作机构负责人”岗位办理" in page
    assert reverse("disclosure_desk:act", args=[asked.pk, "search"]) not in page
    assert reverse("disclosure_desk:act", args=[asked.pk, "search"]) in page_of(enter(staff["unit"]), asked)


def test_only_who_did_the_last_step_is_offered_to_take_it_back(asked, clerk, staff, enter):
    address = reverse("disclosure_desk:act", args=[asked.pk, "take-back"])
    assert address in page_of(enter(clerk), asked)
    assert address not in page_of(enter(staff["unit"]), asked)


def test_a_step_is_claimed_and_colleagues_see_by_whom(asked, staff, enter):
    client = enter(staff["unit"])
    assert "尚无人认领" in page_of(client, asked)
    assert do(client, asked, "claim").status_code == 303
    page = page_of(client, asked)
    assert "尚无人认领" not in page
    assert Assignment.objects.get().person == staff["unit"]


def test_a_step_is_handed_to_a_colleague_of_the_same_office(asked, staff, enter):
    response = do(enter(staff["unit"]), asked, "transfer", person=staff["lawyer"].pk, note="请协助")
    assert response.status_code == 303
    assert Assignment.objects.get(state="open").person == staff["lawyer"]
    assert Record.objects.latest("pk").note == f"转办给{staff['lawyer']}：请协助"


def test_nobody_outside_the_office_is_given_a_step(asked, staff, stranger, enter):
    response = do(enter(staff["unit"]), asked, "transfer", person=stranger.pk)
    assert response.status_code == 422
    assert "请在本机关有岗位的人员中选择" in response.content.decode()
    assert not Assignment.objects.exists()


def test_a_copy_is_read_once(asked, staff, enter):
    do(enter(staff["unit"]), asked, "copy", person=staff["head"].pk)
    client = enter(staff["head"])
    assert asked.case.number in client.get(reverse("cases_desk:copies")).content.decode()
    client.post(reverse("cases_desk:read", args=[Assignment.objects.get().pk]))
    assert "没有待阅的办件" in client.get(reverse("cases_desk:copies")).content.decode()


def test_a_step_under_supervision_is_marked(asked, staff, enter):
    client = enter(staff["head"])
    do(client, asked, "supervise", note="三日内办结")
    assert "督办" in page_of(client, asked)
    assert Record.objects.latest("pk").note == "督办：三日内办结"


def test_a_stranger_finds_no_step(asked, stranger, enter):
    other = asked.org.parent
    Post.objects.create(org=other, person=stranger, role="受理窗口", since=date(2021, 1, 1))
    assert do(enter(stranger), asked, "urge", note="请办").status_code == 404


def test_a_request_is_found_by_a_word_of_it(asked, staff, enter):
    client = enter(staff["unit"])
    address = reverse("disclosure_desk:today")
    assert asked.case.number in client.get(address, {"whose": "all", "q": "学区"}).content.decode()
    assert asked.case.number not in client.get(address, {"whose": "all", "q": "排污"}).content.decode()


def test_all_requests_are_taken_away_as_a_table(asked, staff, enter):
    response = enter(staff["unit"]).get(reverse("requests:index"), {"export": "csv"})
    assert "2022年三灶镇学区划分图" in b"".join(response.streaming_content).decode()


NOTICE = """
year = 2027
title = "国务院办公厅关于2027年部分节假日安排的通知"
[[holidays]]
name = "元旦"
off = [2027-01-01, 2027-01-04]
"""


class TestLoadingANotice:
    @pytest.fixture
    def admin(self, staff) -> Person:
        return Person.objects.create_superuser("admin", "admin@example.cn", None, name="管理员")

    def test_nothing_moves_before_it_is_applied(self, asked, admin, enter):
        clock = asked.case.clocks.get(key="reply")
        response = enter(admin).post(reverse("cases_desk:notice"), {"text": NOTICE, "once": "n-1"})
        assert (
            "现在还没有改动任何期限" in response.content.decode()
            or "没有在办件的期限会变动" in response.content.decode()
        )
        assert not CalendarNotice.objects.exists()
        assert asked.case.clocks.get(key="reply").due_on == clock.due_on

    def test_a_notice_is_applied_after_its_plan_was_seen(self, asked, admin, enter):
        values = {"text": NOTICE, "once": "n-1", "apply": "yes"}
        assert enter(admin).post(reverse("cases_desk:notice"), values).status_code == 303
        assert CalendarNotice.objects.get().title.startswith("国务院办公厅关于2027年")

    def test_a_mistake_in_a_notice_is_named_and_nothing_typed_is_lost(self, admin, enter):
        wrong = NOTICE.replace("2027-01-04", "2028-01-04")
        response = enter(admin).post(reverse("cases_desk:notice"), {"text": wrong, "once": "n-1"})
        assert response.status_code == 422
        assert "2028-01-04" in response.content.decode()

    def test_only_an_administrator_changes_the_calendar(self, clerk, enter):
        values = {"text": NOTICE, "once": "n-1", "apply": "yes"}
        response = enter(clerk).post(reverse("cases_desk:notice"), values, follow=True)
        assert "请与管理员联系" in response.content.decode()
        assert not CalendarNotice.objects.exists()

    def test_a_day_off_of_one_office_moves_its_terms(self, asked, admin, enter):
        before = asked.case.clocks.get(key="reply").due_on
        calendar = WorkCalendar.of_state_council()
        day = calendar.after(timezone.localdate(), 2)
        values = {"org": asked.org_id, "on": day.isoformat(), "reason": "防台风停工", "once": "d-1"}
        assert enter(admin).post(reverse("cases_desk:day_off"), values).status_code == 303
        assert LocalDayOff.objects.get().on == day
        assert asked.case.clocks.get(key="reply").due_on == calendar.next_workday(before + timedelta(days=1))


def test_the_handbook_of_a_process_is_taken_away_on_paper(asked, staff, enter):
    client = enter(staff["unit"])
    address = reverse("cases_desk:process", args=["disclosure"])
    assert client.get(address, {"as": "pdf"}).content.startswith(b"%PDF")
    assert client.get(address, {"as": "docx"}).content.startswith(b"PK")
    assert client.get(reverse("cases_desk:process", args=["nothing"])).status_code == 404


def test_a_last_safe_day_that_is_provisional_is_marked_in_the_list(asked, clerk, handed_in, enter):
    """A correction is asked for within seven workdays of a Monday of 2030, whose days off nobody knows yet."""
    list_of_all = reverse("disclosure_desk:today") + "?whose=all"
    assert "2030年3月13日" not in enter(clerk).get(list_of_all).content.decode()
    handed_in("2030-03-04")
    row = enter(clerk).get(list_of_all).content.decode().partition("2030年3月13日")[2].partition("</td>")[0]
    assert "暂定" in row
