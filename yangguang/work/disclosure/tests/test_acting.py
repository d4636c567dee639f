"""The forms of the acts in the office: a refusal says why, under which article and where; and two who act at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases.models import Case
from yangguang.core.orgs.models import Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.acting import DraftForm
from yangguang.work.disclosure.desk import ACTS
from yangguang.work.disclosure.models import DisclosureRequest, Letter
from yangguang.work.disclosure.tests.office import VALUES, drafted, examined, signed, step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
ASKING = [name for name, act in ACTS.items() if any(each.required for each in act.form.base_fields.values())]
"""The acts that ask for something."""
NEXT_MONTH = (TODAY + timedelta(days=30)).isoformat()


@pytest.fixture
def asked(handed_in) -> DisclosureRequest:
    return handed_in(TODAY.isoformat())


@pytest.fixture
def arrive(asked, staff) -> Callable[[str], DisclosureRequest]:
    """Return how the request comes to a step of its process."""
    day = TODAY.isoformat()
    ways = {
        "examine": lambda: None,
        "search": lambda: examined(asked, staff["clerk"], day),
        "draft": lambda: examined(asked, staff["clerk"], day, "not_a_request"),
        "sign": lambda: drafted(asked, staff, day),
        "deliver": lambda: signed(asked, staff, day),
    }

    def arrives(node: str) -> DisclosureRequest:
        ways[node]()
        assert step_of(asked).node == node
        return asked

    return arrives


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def address_of(request: DisclosureRequest, act: str) -> str:
    return reverse("disclosure_desk:act", args=[request.pk, act])


class TestRefusals:
    @pytest.mark.parametrize(
        ("node", "who", "act", "values", "field", "words"),
        [
            (
                "examine", "clerk", "correction",
                {"unclear": "请写明年份", "by_on": TODAY.isoformat()}, "by_on", ("须晚于告知书发出之日", "第三十条"),
            ),
            (
                "examine", "clerk", "reasons",
                {"why": "一个月62件", "by_on": TODAY.isoformat()}, "by_on", ("须晚于告知书发出之日", "第三十五条"),
            ),
            ("examine", "clerk", "fee", {"pages": "30"}, "pages", ("不收取信息处理费", "国办函〔2020〕109号")),
            (
                "examine", "head", "extend",
                {"workdays": "21", "reason": "查档"}, "workdays", ("不得超过20个工作日", "第三十三条第二款"),
            ),
            (
                "draft", "clerk", "draft",
                {"outcome": "third_party_rights", "text": "理由"}, "outcome", ("征求第三方的意见", "第三十二条"),
            ),
            (
                "draft", "clerk", "draft",
                {"outcome": "still_unclear", "text": "理由"}, "outcome", ("尚未告知申请人补正", "第三十条"),
            ),
            (
                "draft", "clerk", "draft",
                {"outcome": "excessive", "text": "理由"}, "outcome", ("尚未要求申请人说明理由", "第三十五条"),
            ),
            (
                "deliver", "clerk", "deliver",
                {"way": "post", "mail_number": ""}, "mail_number", ("请填写邮件号码", "民事诉讼法第八十五条第四款"),
            ),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )  # fmt: skip
    def test_say_why_under_which_article_beside_the_field(
        self, arrive, staff, node, who, act, values, field, words
    ):
        request = arrive(node)
        before = Record.objects.count()
        page = Page(entered(staff[who]).post(address_of(request, act), {**values, "once": "act-1"}))
        assert (page.status, page.title[:3]) == (422, "错误：")
        assert [word for word in words if word not in "".join(page.beside(field))] == []
        assert page.beside(field)[0] in page.summary()
        typed = page.typed()
        assert {name: typed.get(name, "") for name in values} == values
        assert (step_of(request).node, Record.objects.count()) == (node, before)

    def test_say_it_on_top_where_no_field_is_to_blame(self, arrive, staff):
        """The extension is the head's to decide (条例第三十三条第二款); a clerk cannot type that away."""
        values = {"workdays": "5", "reason": "查档", "once": "act-1"}
        page = Page(entered(staff["clerk"]).post(address_of(arrive("examine"), "extend"), values))
        [said] = page.summary()
        assert "须先经政府信息公开工作机构负责人同意" in said
        assert "政府信息公开条例第三十三条第二款" in said
        assert (page.beside("workdays"), page.beside("reason")) == ([], [])

    def test_say_all_reasons_at_once(self, arrive, staff):
        values = {"workdays": "0", "reason": "查档", "once": "act-1"}
        page = Page(entered(staff["clerk"]).post(address_of(arrive("examine"), "extend"), values))
        assert ["不得超过20个工作日" in each for each in page.summary()] == [False, True]
        assert "负责人同意" in page.summary()[0]

    @pytest.mark.parametrize(
        ("node", "who", "act", "values", "post"),
        [
            ("examine", "unit", "examine", {"outcome": "accept"}, "公开工作机构"),
            ("search", "clerk", "search", {"opinion": "已检索"}, "责任科室"),
            ("sign", "clerk", "sign", {"signed": "yes"}, "公开工作机构负责人"),
            ("deliver", "head", "deliver", {"way": "online"}, "受理窗口"),
        ],
    )
    def test_name_the_post_whose_act_it_is(self, arrive, staff, node, who, act, values, post):
        request = arrive(node)
        page = Page(entered(staff[who]).post(address_of(request, act), values))
        assert page.summary() == [
            f"本环节由“{post}”岗位办理，您不在该岗位；请联系该岗位人员，或由管理员为您设置岗位。"
        ]
        assert step_of(request).node == node

    @pytest.mark.parametrize("act", ASKING)
    def test_form_sent_empty_is_shown_again_without_a_fault(self, asked, staff, act):
        """Whatever an act asks for, and wherever the request stands."""
        answer = entered(staff["head"]).post(address_of(asked, act), {})
        assert answer.status_code in (404, 422)
        assert step_of(asked).node == "examine"

    def test_number_of_a_letter_that_is_too_long_is_no_fault(self, arrive, staff):
        values = {"way": "post", "mail_number": "X" * 41}
        page = Page(entered(staff["clerk"]).post(address_of(arrive("deliver"), "deliver"), values))
        assert page.beside("mail_number") == ["邮件号码最多40字，请缩短。"]


class TestDoing:
    def test_act_is_done_once_though_its_form_is_sent_twice(self, arrive, staff):
        request, office = arrive("examine"), entered(staff["clerk"])
        values = {"unclear": "请写明年份", "by_on": NEXT_MONTH, "once": "act-1"}
        answers = [office.post(address_of(request, "correction"), values) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert request.letters.filter(kind=Letter.Kind.CORRECTION).count() == 1

    def test_day_left_empty_is_today(self, arrive, staff):
        request = arrive("deliver")
        entered(staff["clerk"]).post(address_of(request, "deliver"), {"way": "online", "on": ""})
        request.refresh_from_db()
        assert request.closed_on == TODAY

    def test_silence_of_time_is_no_answer_that_a_clerk_can_choose(self):
        """What is closed without an answer, for a fee or a correction, is no way to answer."""
        offered = [key for key, _ in DraftForm.base_fields["outcome"].choices if key]
        assert len(offered) == 20
        assert not {"no_correction", "unpaid_fee", "other"} & set(offered)

    def test_withdrawal_says_how_the_applicant_asked_for_it(self, asked, staff):
        answer = entered(staff["clerk"]).post(address_of(asked, "withdraw"), {"reason": "", "once": "act-1"})
        assert answer.status_code == 422
        assert "请写明申请人怎样表示撤回。" in answer.content.decode()
        asked.refresh_from_db()
        assert asked.closed_on is None

    def test_act_that_does_not_exist_is_not_found(self, asked, staff):
        assert entered(staff["clerk"]).post(address_of(asked, "burn"), {}).status_code == 404

    def test_request_of_another_organisation_is_not_found(self, asked, org, stranger):
        Post.objects.create(org=org.parent, person=stranger, role="公开工作机构", since=date(2021, 1, 1))
        for act in ("examine", "withdraw", "extend"):
            answer = entered(stranger).post(address_of(asked, act), {"outcome": "accept", "reason": "x"})
            assert answer.status_code == 404
        assert step_of(asked).node == "examine"


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    @pytest.fixture
    def colleague(self, org, staff) -> Person:
        person = Person.objects.create_user("colleague", name="何静")
        for role in ("受理窗口", "公开工作机构"):
            Post.objects.create(org=org, person=person, role=role, since=date(2021, 1, 1))
        return person

    def both(self, clerk: Person, colleague: Person, address: str, *values: dict[str, str]) -> list[Page]:
        """Return what two people see who send their forms in the same moment."""
        browsers, ready = [entered(clerk), entered(colleague)], Barrier(2)

        def send(place: int) -> Page:
            try:
                ready.wait(timeout=10)
                return Page(browsers[place].post(address, values[place], follow=True))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as people:
            return list(people.map(send, range(2)))

    def test_one_examines_and_the_other_is_told_who_was_first_and_when(self, asked, clerk, colleague):
        pages = self.both(
            clerk,
            colleague,
            address_of(asked, "examine"),
            {"outcome": "accept", "once": "act-1"},
            {"outcome": "not_a_request", "once": "act-2"},
        )
        assert sorted(page.status for page in pages) == [200, 422]
        first, second = (clerk, colleague) if pages[0].status == 200 else (colleague, clerk)
        [told] = next(page for page in pages if page.status == 422).summary()
        done = asked.case.steps.get(node="examine")
        when = timezone.localtime(done.closed_at)
        assert f"已由{first}办理（{when.year}年{when.month}月{when.day}日 {when:%H:%M}）" in told
        assert "您的提交没有保存" in told
        assert done.done_by == first
        examined = Record.objects.filter(kind="disclosure.examined").values_list("by_name", flat=True)
        assert (list(examined), str(second) in told) == ([str(first)], False)

    def test_one_registers_and_one_receipt_goes_out(self, org, clerk, colleague):
        request = actions.submit(org, values=VALUES, by=actions.Visitor("陈阿婆"), at=timezone.now())
        said = {"confirmed_on": TODAY.isoformat(), "how": "电话"}
        pages = self.both(
            clerk,
            colleague,
            address_of(request, "register"),
            {**said, "once": "act-1"},
            {**said, "once": "act-2"},
        )
        assert sorted(page.status for page in pages) == [200, 422]
        assert Letter.objects.filter(kind=Letter.Kind.RECEIPT).count() == 1
        assert request.case.clocks.filter(key="reply").count() == 1

    def test_two_take_in_two_letters_and_neither_number_is_given_twice(self, org, clerk, colleague):
        said = {**TYPED, "org": org.pk, "channel": "in_person", "arrived_on": "2024-01-08"}
        pages = self.both(
            clerk,
            colleague,
            reverse("disclosure_desk:take_in"),
            {**said, "once": "act-1"},
            {**said, "once": "act-2"},
        )
        assert [page.status for page in pages] == [200, 200]
        numbers = sorted(Case.objects.values_list("number", flat=True))
        assert numbers == ["金湾教育公开申请〔2024〕0001号", "金湾教育公开申请〔2024〕0002号"]
