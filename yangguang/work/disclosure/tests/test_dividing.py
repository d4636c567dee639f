"""One request for several things becomes several, each counted once; several for the same get one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from yangguang.core.cases.models import Case
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation, Post
from yangguang.core.records.models import Record
from yangguang.rules.periods import Period
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import (
    VALUES,
    at,
    drafted,
    due_of,
    examined,
    refused,
    signed,
    step_of,
)
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db

THREE = ["2022年学区划分图", "2023年招生简章", "2023年学位预警"]


def entered(person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def split(whole, clerk, day="2024-03-04", parts=THREE, **more):
    return actions.split(step_of(whole), parts=parts, by=clerk, at=at(day), **more)


def counted(org: Organisation, year: int) -> dict[str, int]:
    """Return what the report of a year counts of the requests to `org`."""
    orgs, names = (
        Organisation.objects.filter(pk=org.pk),
        ("received", "closed", "carried_over", "carried_forward"),
    )
    metrics = all_metrics()
    return {name: metrics[f"disclosure.{name}"].value(orgs, Period.year(year)) for name in names}


class TestSplit:
    def test_parts_are_cases_of_their_own_from_the_same_day(self, handed_in, clerk):
        whole = handed_in("2024-02-29")
        split(whole, clerk, "2024-03-05")
        parts = list(whole.parts.order_by("pk"))
        assert [part.wanted for part in parts] == THREE
        assert len({part.case.number for part in parts} | {whole.case.number}) == 4
        assert {part.received_on for part in parts} == {date(2024, 2, 29)}
        assert {due_of(part) for part in parts} == {date(2024, 3, 28)}, (
            "twenty working days after the receipt"
        )
        assert {step_of(part).node for part in parts} == {"examine"}
        assert {part.code for part in parts} == {whole.code}

    def test_each_part_counts_once_and_the_whole_in_no_cell(self, handed_in, org, staff, clerk):
        whole = handed_in("2024-02-29")
        assert counted(org, 2024) == {"received": 1, "closed": 0, "carried_over": 0, "carried_forward": 1}
        split(whole, clerk)
        assert counted(org, 2024) == {"received": 3, "closed": 0, "carried_over": 0, "carried_forward": 3}
        step = signed(whole.parts.earliest("pk"), staff, "2024-03-08")
        actions.deliver(step, way="online", by=clerk, at=at("2024-03-08"))
        assert counted(org, 2024) == {"received": 3, "closed": 1, "carried_over": 0, "carried_forward": 2}
        assert counted(org, 2025) == {"received": 0, "closed": 0, "carried_over": 2, "carried_forward": 2}

    def test_the_whole_ends_and_says_into_what(self, handed_in, clerk):
        whole = split(handed_in("2024-02-29"), clerk)
        assert whole.case.state == Case.State.RUNNING, "as it was read before"
        whole.case.refresh_from_db()
        assert whole.case.state == Case.State.STOPPED
        numbers = [part.case.number for part in whole.parts.order_by("pk")]
        told = "".join(whole.letters.get(kind="split").paragraphs)
        assert [number for number in numbers if number not in told] == []
        assert Record.objects.get(kind="disclosure.split").details["parts"] == numbers
        assert Record.objects.filter(kind="disclosure.split_off").count() == 3

    def test_sent_twice_is_done_once(self, handed_in, clerk):
        whole = handed_in("2024-02-29")
        step = step_of(whole)
        for _ in range(2):
            actions.split(step, parts=THREE, by=clerk, at=at("2024-03-04"), once="split-1")
        assert whole.parts.count() == 3

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            (["学区划分图"], "至少两段"),
            (["学区划分图", "学区 划分图。"], "有两段内容相同"),
            ([f"第{number}号" for number in range(31)], "最多拆成30件"),
        ],
    )
    def test_wrong_parts_are_refused(self, handed_in, clerk, parts, words):
        whole = handed_in("2024-02-29")
        with refused(words, "国办公开办函〔2021〕30号"):
            split(whole, clerk, parts=parts)

    def test_a_term_that_was_moved_is_not_given_to_parts(self, handed_in, clerk):
        whole = handed_in("2024-02-29")
        actions.ask_for_correction(
            step_of(whole), unclear="哪一年", by_on=date(2024, 3, 20), by=clerk, at=at("2024-03-01")
        )
        actions.take_correction(step_of(whole), wanted="2022年", by=clerk, at=at("2024-03-04"))
        with refused("已经发出补正告知书", "逐项答复"):
            split(whole, clerk)

    def test_a_part_is_not_split_again(self, handed_in, clerk):
        whole = split(handed_in("2024-02-29"), clerk)
        with refused("不能再拆分"):
            split(whole.parts.earliest("pk"), clerk)

    def test_it_is_for_the_post_that_examines(self, handed_in, staff):
        whole = handed_in("2024-02-29")
        with refused("公开工作机构"):
            split(whole, staff["unit"])

    def test_the_whole_can_be_neither_withdrawn_nor_extended(self, handed_in, staff, clerk):
        whole = split(handed_in("2024-02-29"), clerk)
        page = Page(entered(clerk).get(reverse("disclosure_desk:case", args=[whole.pk])))
        assert "已拆分" in page.text
        assert "现在可以做的" not in page.text
        with pytest.raises(Refused):
            actions.withdraw(whole, reason="不要了", by=clerk, at=at("2024-03-05"))

    def test_a_clerk_writes_the_parts_as_paragraphs(self, handed_in, clerk):
        whole = handed_in("2024-02-29")
        typed = "1．2022年学区划分图\r\n\r\n（二）2023年招生简章"
        answer = entered(clerk).post(
            reverse("disclosure_desk:act", args=[whole.pk, "split"]), {"parts": typed, "once": "split-2"}
        )
        assert answer.status_code == 303
        assert [part.wanted for part in whole.parts.order_by("pk")] == ["2022年学区划分图", "2023年招生简章"]

    def test_the_applicant_finds_the_parts_with_her_code(self, client, handed_in, clerk):
        whole = split(handed_in("2024-02-29"), clerk)
        part = whole.parts.earliest("pk")
        answer = client.post(
            "/disclosure/track/", {"number": part.case.number, "code": whole.code, "once": "t"}
        )
        assert answer.status_code == 303
        client.post("/disclosure/track/", {"number": whole.case.number, "code": whole.code, "once": "u"})
        assert part.case.number in Page(client.get(f"/disclosure/requests/{whole.pk}/")).text


class TestJoin:
    @pytest.fixture
    def two(self, handed_in) -> tuple[DisclosureRequest, DisclosureRequest]:
        return handed_in("2024-02-29"), handed_in("2024-03-01", applicant="李阿公")

    def join(self, request, lead, clerk, **more):
        said = {"number": lead.case.number, "reason": "内容完全相同", **more}
        return actions.join(request, **said, by=clerk, at=at("2024-03-05"))

    def test_a_joined_request_takes_the_answer_that_was_signed(self, two, staff, clerk):
        lead, other = two
        self.join(other, lead, clerk)
        examined(other, clerk, "2024-03-05")
        actions.search(step_of(other), opinion="同上", by=staff["unit"], at=at("2024-03-05"))
        with refused("还没有签发"):
            actions.answer_together(step_of(other), by=clerk, at=at("2024-03-05"))
        actions.sign_answer(
            drafted(lead, staff, "2024-03-06", text="随信附上学区图。"),
            signed=True,
            reviewed=True,
            by=staff["head"],
            at=at("2024-03-06"),
        )
        actions.answer_together(step_of(other), by=clerk, at=at("2024-03-07"))
        other.refresh_from_db()
        assert other.outcome == "granted"
        assert other.answer.endswith("随信附上学区图。")
        assert (step_of(other).node, other.answer_number) == ("sign", ""), "its own signature follows"

    def test_both_still_count(self, two, org, clerk):
        self.join(two[1], two[0], clerk)
        assert counted(org, 2024)["received"] == 2

    def test_is_recorded_and_undone_with_a_reason(self, two, clerk):
        lead, other = two
        self.join(other, lead, clerk)
        assert lead.case.number in Record.objects.get(kind="disclosure.joined").note
        with refused("取消合并的理由"):
            actions.part_again(other, reason=" ", by=clerk, at=at("2024-03-06"))
        actions.part_again(other, reason="年份不同", by=clerk, at=at("2024-03-06"))
        other.refresh_from_db()
        assert other.joined_to is None

    @pytest.mark.parametrize(
        ("change", "words"), [({"reason": ""}, "请写明"), ({"number": "没有〔2024〕1号"}, "没有这一编号")]
    )
    def test_wrong_ones_are_refused(self, two, clerk, change, words):
        with refused(words):
            self.join(two[1], two[0], clerk, **change)

    def test_not_with_itself_nor_in_a_row(self, two, handed_in, clerk):
        lead, other = two
        third = handed_in("2024-03-04")
        with refused("自身"):
            self.join(lead, lead, clerk)
        self.join(other, lead, clerk)
        with refused("已与别的申请合并"):
            self.join(third, other, clerk)
        with refused("已与别的申请合并"):
            self.join(lead, third, clerk)

    def test_not_with_a_request_of_another_organisation(self, two, org, staff, clerk):
        neighbour = Organisation.add(
            code="440404-09",
            name="邻局",
            short_name="邻",
            kind="agency",
            parent=org.parent,
            disclosure_office="邻局办",
        )
        Post.objects.create(org=neighbour, person=staff["unit"], role="受理窗口", since=date(2021, 1, 1))
        said = {**VALUES, "channel": "in_person", "arrived_on": date(2024, 3, 1)}
        theirs = actions.take_in(neighbour, values=said, by=staff["unit"], at=at("2024-03-01"))
        with refused("没有这一编号"):
            self.join(two[1], theirs, clerk)


@pytest.mark.django_db(transaction=True)
def test_two_who_join_crosswise_join_once(handed_in, clerk):
    """Each locks both requests in the same order, so neither waits for ever, and they do not hang on each other."""
    first, second = handed_in("2024-02-29"), handed_in("2024-02-29")
    both, gate = ((first, second), (second, first)), Barrier(2)

    def join(pair):
        try:
            gate.wait()
            said = {"number": pair[1].case.number, "reason": "相同"}
            actions.join(pair[0], **said, by=clerk, at=at("2024-03-05"))
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, both)) == [False, True]
    assert DisclosureRequest.objects.exclude(joined_to=None).count() == 1
