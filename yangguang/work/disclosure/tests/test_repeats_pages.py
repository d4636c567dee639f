"""The pages about requests that are alike: what a clerk sees and does, and what a resident is told before she asks."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases.calendar import fill_days
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.repeats.actions import decide_proposal, propose_publishing
from yangguang.work.disclosure.repeats.models import Judgement, Proposal, PublicAnswer
from yangguang.work.disclosure.tests.office import VALUES, step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = pytest.mark.django_db

APPLY = "/disclosure/apply/440404-03/"
MAP = "申请公开2022年三灶镇小学学区划分图及调整学区的会议纪要"
MAP_AGAIN = "请公开２０２２年三灶镇小学、学区划分表及调整学区的会议纪要"
NEIGHBOUR = {"applicant": "黄先生", "identity": "440404196001011230"}
MARK = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """Keep the index of each test in a folder of its own."""
    settings.HOME = tmp_path


@pytest.fixture
def hand_in(org, clerk):
    """Return how a request comes to the counter on the last workday."""
    fill_days()
    on = WorkCalendar.of_state_council().before(timezone.localdate(), 1)

    def hands_in(
        wanted: str = MAP, to: Organisation = org, by: Person = clerk, **values
    ) -> DisclosureRequest:
        said = {**VALUES, **values, "wanted": wanted, "channel": "in_person", "arrived_on": on}
        return actions.take_in(to, values=said, by=by, at=timezone.now())

    return hands_in


@pytest.fixture
def window(client, clerk):
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def map_page(org, settings, tmp_path) -> Entry:
    """Put a page that is public where it is found."""
    entry = Entry(
        key="publishing.publication:1", org_id=org.pk, kind=Kind.PAGE, title="三灶镇2022年小学学区划分图",
        text="三灶镇小学学区划分", url="/school/map.html", agency=org.name,
    )  # fmt: skip
    search.put(entry)
    search.rebuild()
    settings.PUBLIC_ROOT = tmp_path
    file = tmp_path / org.code / "school/map.html"
    file.parent.mkdir(parents=True)
    file.write_text("学区划分图")
    return entry


def case_page(client, asked) -> Page:
    return Page(client.get(reverse("disclosure_desk:case", args=[asked.pk])))


class TestOnTheCase:
    def test_a_similar_request_is_listed_with_what_became_of_it(self, window, hand_in):
        first, asked = hand_in(), hand_in(MAP_AGAIN, **NEIGHBOUR)
        page = case_page(window, asked)
        assert first.case.number in page.text
        # 表 for 图 changes three of the 23 runs of each: 20 of 26 are common, and 20 of 23 of the shorter one
        assert "76%较短的有86%在另一份中" in page.text
        assert "尚未判断" in page.text

    def test_the_very_same_request_of_the_same_applicant_stands_first(self, window, hand_in):
        hand_in(MAP, **NEIGHBOUR)
        hand_in(MAP)
        hand_in(MAP, **NEIGHBOUR)
        page = case_page(window, hand_in(MAP))
        [first, *_] = page.tree.xpath("//div[@aria-label='相似的申请']//tbody/tr")
        assert "文字相同" in first.text_content()
        assert "同一申请人" in first.text_content()

    def test_of_another_organisation_nothing_is_shown_but_its_name_and_how_many(self, window, hand_in, org):
        town = Organisation.add(
            code="440404100", name="三灶镇人民政府", short_name="三灶府", kind=Organisation.Kind.TOWN,
            parent=org.parent, disclosure_office="三灶镇党政综合办公室",
        )  # fmt: skip
        them = Person.objects.create_user("town", "town@example.cn", None, name="镇里的人")
        Post.objects.create(org=town, person=them, role="受理窗口", since=date(2021, 1, 1))
        theirs = hand_in(MAP + "，并请说明依据", to=town, by=them, applicant="吴秘密")
        page = case_page(window, hand_in(MAP, **NEIGHBOUR))
        assert "其他机关还收到相似的申请：三灶镇人民政府1件" in page.text
        for hidden in ("吴秘密", theirs.case.number, "并请说明依据"):
            assert hidden not in page.source
        address = reverse("disclosure_desk:compare", args=[hand_in(MAP).pk, theirs.pk])
        assert window.get(address).status_code == 404

    def test_what_somebody_typed_is_never_markup(self, window, hand_in):
        first, asked = hand_in(f"{MAP}{MARK}"), hand_in(f"{MAP}，{MARK}")
        for address in ("case", "similar", "volume"):
            assert MARK not in Page(window.get(reverse(f"disclosure_desk:{address}", args=[asked.pk]))).source
        answer = window.get(reverse("disclosure_desk:compare", args=[asked.pk, first.pk]))
        assert MARK not in answer.content.decode()


class TestComparing:
    def test_what_differs_is_marked_on_both_sides(self, window, hand_in):
        first, asked = hand_in("公开2022年学区划分图"), hand_in("公开2023年学区划分图", **NEIGHBOUR)
        page = Page(window.get(reverse("disclosure_desk:compare", args=[asked.pk, first.pk])))
        assert [each.text_content() for each in page.tree.xpath("//mark")] == ["2022", "2023"]
        assert "只有一份提到的年份或者数字：2022、2023" in page.text
        assert "申请人不同" in page.text

    def test_a_judgement_is_recorded_and_shown_later(self, window, hand_in):
        first, asked = hand_in(), hand_in()
        address = reverse("disclosure_desk:compare", args=[asked.pk, first.pk])
        said = {"found": "together", "reason": "内容相同，一并答复", "once": "judge-1"}
        for _ in range(2):  # the button is pressed twice
            assert window.post(address, said).status_code == 303
        assert Judgement.objects.count() == 1
        page = case_page(window, asked)
        assert "合并答复：同一申请人，前一件还在办理" in page.text
        assert "林晓，" in page.text
        assert "内容相同，一并答复" in Page(window.get(address)).text

    def test_all_that_is_wrong_is_said_beside_its_field(self, window, hand_in):
        first, asked = hand_in(), hand_in(**NEIGHBOUR)
        address = reverse("disclosure_desk:compare", args=[asked.pk, first.pk])
        page = Page(window.post(address, {"found": "repeat", "reason": "一样", "once": "judge-1"}))
        assert page.status == 422
        assert page.title.startswith("错误：")
        said = page.beside("found")
        assert any("申请人不同" in each for each in said)
        assert any("还没有答复" in each for each in said)
        assert page.typed()["reason"] == "一样"

    def test_a_request_is_not_compared_with_itself(self, window, hand_in):
        asked = hand_in()
        address = reverse("disclosure_desk:compare", args=[asked.pk, asked.pk])
        assert window.get(address).status_code == 404


class TestVolume:
    def test_the_figures_stand_beside_those_of_others_and_nothing_is_decided(self, window, hand_in):
        for _ in range(3):
            hand_in()
        hand_in(**NEIGHBOUR)
        asked = hand_in()
        page = Page(window.get(reverse("disclosure_desk:volume", args=[asked.pk])))
        assert page.facts()["向本机关提出"].startswith("4 件")
        assert page.facts()["同期其他申请人"] == "1 名，每人件数的中位数 1 件，最多 1 件"
        assert "没有规定多少件算超过" in page.text

    def test_the_letter_that_asks_for_reasons_is_begun_with_them(self, window, hand_in):
        asked = hand_in()
        page = Page(window.get(reverse("disclosure_desk:act", args=[asked.pk, "reasons"])))
        assert "你（单位）向本机关提出申请1件" in page.typed()["why"]


class TestPublicAlready:
    def test_one_click_on_the_case_prepares_the_answer(self, window, hand_in, map_page, staff, org, clerk):
        Post.objects.create(org=org, person=clerk, role="责任科室", since=date(2021, 1, 1))
        asked = hand_in()
        page = case_page(window, asked)
        [form] = [each for each in page.tree.forms if (each.get("action") or "").endswith("/public/")]
        sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
        for _ in range(2):
            assert window.post(form.get("action"), sent).status_code == 303
        asked.refresh_from_db()
        assert (asked.outcome, PublicAnswer.objects.count()) == ("already_public", 1)
        assert "/school/map.html" in asked.answer
        assert "已选定公开的页面作答复：三灶镇2022年小学学区划分图" in case_page(window, asked).text

    def test_whoever_drafts_next_finds_it_in_the_form(self, window, hand_in, map_page, staff, client):
        asked = hand_in()
        window.post(reverse("disclosure_desk:public", args=[asked.pk]), {"key": map_page.key, "once": "p-1"})
        actions.search(step_of(asked), opinion="已公开", by=staff["unit"], at=timezone.now())
        typed = Page(window.get(reverse("disclosure_desk:act", args=[asked.pk, "draft"]))).typed()
        assert typed["outcome"] == "already_public"
        assert typed["address"].endswith("/school/map.html")

    def test_a_key_that_is_none_is_refused_in_words(self, window, hand_in):
        asked = hand_in()
        page = Page(window.post(reverse("disclosure_desk:public", args=[asked.pk]), {"key": "x:1"}))
        assert page.status == 422
        assert "这条信息现在没有公开" in page.beside("url")[0]

    def test_a_page_that_was_not_proposed_is_given_by_its_address(self, window, hand_in, map_page):
        asked = hand_in("近年来孩子们上学的片区是怎样定下来的")
        address = reverse("disclosure_desk:public", args=[asked.pk])
        assert address in case_page(window, asked).source
        sent = {"url": f" {map_page.url} ", "once": "p-1"}
        assert window.post(address, sent).status_code == 303
        assert PublicAnswer.objects.get().title == map_page.title


class TestBeforeOneAsks:
    @pytest.fixture(autouse=True)
    def _office(self, staff):
        """Let there be somebody to ask."""

    def send(self, client, **changes) -> Page:
        return Page(client.post(APPLY, {**TYPED, "once": "form-1", **changes}))

    def test_what_is_public_is_shown_before_the_request_is_sent(self, client, map_page):
        page = self.send(client)
        assert page.status == 200
        assert "申请还没有提交" in page.text
        assert page.tree.xpath("//main//a[contains(@href, '/school/map.html')]")
        assert not DisclosureRequest.objects.exists()

    def test_she_may_ask_all_the_same_and_nothing_typed_is_lost(self, client, map_page):
        page = self.send(client)
        typed = page.typed()
        assert {name: typed[name] for name in TYPED} == TYPED
        answer = client.post(page.form.action, {**typed, "once": page.form.fields["once"]})
        assert answer.status_code == 302 or answer.status_code == 303
        asked = DisclosureRequest.objects.get()
        assert (asked.wanted, asked.applicant) == (TYPED["wanted"], TYPED["applicant"])

    def test_she_goes_back_to_change_something(self, client, map_page):
        typed = self.send(client).typed()
        page = Page(client.post(APPLY, {**typed, "change": "1", "once": "form-1"}))
        assert (page.status, page.summary()) == (200, [])
        assert page.typed()["wanted"] == TYPED["wanted"]
        assert not DisclosureRequest.objects.exists()

    def test_a_form_with_mistakes_says_so_first(self, client, map_page):
        assert self.send(client, phone="123").status == 422

    def test_where_nothing_public_is_like_it_the_request_is_sent_at_once(self, client, map_page):
        client.post(APPLY, {**TYPED, "wanted": "南水污水处理厂的排污许可证", "once": "form-1"})
        assert DisclosureRequest.objects.count() == 1

    def test_while_she_writes_the_same_is_shown(self, client, map_page):
        answer = client.post("/disclosure/published/", {"wanted": TYPED["wanted"]})
        assert "三灶镇2022年小学学区划分图" in answer.content.decode()
        assert "Set-Cookie" not in answer.headers or "session" not in answer.headers["Set-Cookie"]
        assert client.get("/disclosure/published/", {"wanted": "学区"}).status_code == 405
        for wanted in ("", "\x00", "字" * 10_000, MARK):
            found = client.post("/disclosure/published/", {"wanted": wanted})
            assert (found.status_code, MARK in found.content.decode()) == (200, False)

    def test_requests_of_others_are_never_among_it(self, client, hand_in):
        hand_in(MAP)
        search.rebuild()
        assert MAP not in client.post("/disclosure/published/", {"wanted": MAP}).content.decode()


class TestProposals:
    @pytest.fixture
    def proposal(self, hand_in) -> Proposal:
        asked = [hand_in(MAP, applicant=f"申请人{who}", identity=f"ID-{who}") for who in "甲乙丙"]
        DisclosureRequest.objects.update(
            outcome="granted", row="granted", closed_on=timezone.localdate(), answer_number="某公开答1号"
        )
        made = propose_publishing(DisclosureRequest.objects.get(pk=asked[-1].pk), at=timezone.now())
        assert made is not None
        return made

    def test_it_waits_on_the_first_page_and_is_decided_with_a_reason(self, window, proposal):
        page = Page(window.get(reverse("disclosure_desk:proposals")))
        assert "3件" in page.text
        assert "待决定的主动公开建议" in window.get("/office/").content.decode()
        answer = Page(window.post(proposal.desk_url, {"accepted": "yes", "reason": "", "once": "d-1"}))
        assert (answer.status, answer.beside("reason")) == (422, ["请写明采纳或者不采纳的理由。"])
        window.post(proposal.desk_url, {"accepted": "yes", "reason": "多人需要", "once": "d-2"})
        proposal.refresh_from_db()
        assert proposal.state == "accepted"
        assert (
            "尚未公开" in Page(window.get(reverse("disclosure_desk:proposals"), {"state": "accepted"})).text
        )

    def test_its_page_is_noted_with_one_click_once_it_is_public(self, window, proposal, clerk, map_page):
        decide_proposal(proposal, accepted=True, reason="多人需要", by=clerk, at=timezone.now())
        page = Page(window.get(proposal.desk_url))
        [form] = [each for each in page.tree.forms if each.xpath(".//input[@type='hidden'][@name='url']")]
        sent = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
        assert window.post(proposal.desk_url, sent).status_code == 303
        proposal.refresh_from_db()
        assert proposal.page_url == map_page.url

    def test_others_do_not_find_it(self, client, proposal, stranger, org):
        Post.objects.create(org=org.parent, person=stranger, role="公开工作机构", since=date(2021, 1, 1))
        client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
        assert client.get(proposal.desk_url).status_code == 404
        assert client.post(proposal.desk_url, {"accepted": "yes", "reason": "好"}).status_code == 404
        assert MAP[:20] not in client.get(reverse("disclosure_desk:proposals")).content.decode()
