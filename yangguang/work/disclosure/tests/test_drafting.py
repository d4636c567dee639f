"""The form of an answer: what it asks for, what is typed stays, and the letter as it will look."""

import io
from datetime import date

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest, Draft, Letter, Phrase, Practice
from yangguang.work.disclosure.tests.office import AGENCY, at, drafted, examined, step_of
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(handed_in, staff) -> DisclosureRequest:
    request = handed_in("2024-03-01")
    examined(request, staff["clerk"], "2024-03-04", "not_a_request")
    return request


@pytest.fixture
def office(staff) -> Client:
    return entered(staff["clerk"])


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def draft_of(request: DisclosureRequest) -> str:
    return reverse("disclosure_desk:draft", args=[request.pk])


PARTLY = {
    "outcome": "partial",
    "text": "会议作出的决定",
    "part-0-title": "会议纪要",
    "part-0-withheld": "发言记录",
    "part-0-ground": "process_info",
    "part-0-reason": "公开会影响坦率讨论",
    "rows": "1",
    "once": "draft-1",
}


class TestForm:
    def test_asks_for_nothing_but_the_ending_first(self, asked, office):
        assert Page(office.get(draft_of(asked))).asked() == {"outcome", "text", "phrases", "rows"}

    @pytest.mark.parametrize(
        ("outcome", "fields"),
        [
            ("already_public", {"address"}),
            ("not_existing", {"searched_in", "searched_words", "searched_on", "searched_by"}),
            ("repeat", {"previous_number", "previous_on"}),
            (
                "not_responsible",
                {"agency", "agency_name", "agency_address", "agency_phone", "agency_unknown"},
            ),
            ("law_forbids", {"law", "part-0-title", "part-0-ground", "part-0-reason"}),
        ],
    )
    def test_asks_for_what_the_ending_must_state(self, asked, office, outcome, fields):
        assert fields <= Page(office.get(draft_of(asked), {"outcome": outcome})).asked()

    def test_keeps_what_was_typed_when_the_ending_changes(self, asked, office):
        page = Page(office.post(draft_of(asked), {**PARTLY, "then": "choose", "outcome": "granted"}))
        assert (page.status, page.summary()) == (200, [])
        assert page.typed()["text"] == "会议作出的决定"

    def test_makes_room_for_another_document(self, asked, office):
        page = Page(office.post(draft_of(asked), {**PARTLY, "then": "more"}))
        assert page.typed()["part-0-title"] == "会议纪要"
        assert "part-1-title" in page.asked()

    @pytest.mark.parametrize("rows", ["", "0", "-1", "9999", "many", "１"])
    def test_makes_room_for_a_sensible_number(self, asked, office, rows):
        page = Page(office.post(draft_of(asked), {**PARTLY, "rows": rows, "then": "more"}))
        assert page.status == 200
        assert "part-40-title" not in page.asked()

    def test_says_beside_each_field_what_is_missing(self, asked, office):
        values = {"outcome": "not_existing", "searched_in": "公文系统", "once": "draft-1"}
        page = Page(office.post(draft_of(asked), values))
        assert page.status == 422
        assert page.beside("searched_by") == ["请写明由谁检索。（政府信息公开条例第三十六条第四项）"]
        assert page.typed()["searched_in"] == "公文系统"
        assert not Draft.objects.exists()

    def test_sent_twice_is_one_draft(self, asked, office):
        assert [office.post(draft_of(asked), PARTLY).status_code for _ in range(2)] == [303, 303]
        [draft] = Draft.objects.all()
        assert [(part.title, part.ground) for part in draft.parts.all()] == [("会议纪要", "process_info")]

    def test_organisation_of_ours_brings_its_address_and_telephone(self, org, asked, office):
        other = Organisation.add(
            code="440404-07", name="金湾区档案局", short_name="金湾档案", kind="agency", parent=org.parent,
            address="示范路7号", phone="0756-5550107",
        )  # fmt: skip
        values = {"outcome": "not_responsible", "text": "由档案局保管", "agency": other.pk, "once": "draft-1"}
        assert office.post(draft_of(asked), values).status_code == 303
        words = "\n".join(Draft.objects.get().paragraphs)
        assert "金湾区档案局（地址：示范路7号；电话：0756-5550107）" in words

    def test_organisation_without_a_telephone_says_where_to_enter_it(self, org, asked, office):
        other = Organisation.add(
            code="440404-07", name="金湾区档案局", short_name="金湾档案", kind="agency", parent=org.parent
        )
        values = {"outcome": "not_responsible", "text": "由档案局保管", "agency": other.pk, "once": "draft-1"}
        page = Page(office.post(draft_of(asked), values))
        assert "没有登记“金湾区档案局”的地址和电话" in page.beside("agency")[0]
        typed = {**values, "agency": "", **AGENCY}
        assert office.post(draft_of(asked), typed).status_code == 303

    def test_begins_with_the_draft_that_was_returned(self, asked, staff, office):
        office.post(draft_of(asked), PARTLY)
        said = {"passed": False, "opinion": "理由不足", "by": staff["lawyer"], "at": timezone.now()}
        actions.review(step_of(asked), **said)
        typed = Page(office.get(draft_of(asked))).typed()
        assert {key: typed.get(key) for key in PARTLY if key not in ("once", "rows")} == {
            key: value for key, value in PARTLY.items() if key not in ("once", "rows")
        }


class TestPreview:
    def test_shows_the_letter_and_what_is_missing_and_writes_nothing(self, asked, office):
        before = Record.objects.count(), Letter.objects.count()
        values = {"outcome": "process_info", "then": "preview", "once": "draft-1"}
        page = Page(office.post(draft_of(asked), values))
        assert page.status == 200
        assert "还不能提交" in page.text
        assert "请逐份列明不予公开的内容和理由" in page.text
        assert "先向珠海市金湾区人民政府申请行政复议" in page.text
        assert (Record.objects.count(), Letter.objects.count(), Draft.objects.count()) == (*before, 0)

    def test_is_the_letter_on_paper_marked_as_not_signed(self, asked, office):
        answer = office.post(draft_of(asked), {**PARTLY, "then": "pdf"})
        assert answer["Content-Type"] == "application/pdf"
        with pdfplumber.open(io.BytesIO(answer.content)) as pdf:
            words = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        assert "拟稿，尚未签发" in words
        assert "会议作出的决定" in words
        assert "《会议纪要》：发言记录。" in words

    def test_of_what_was_drafted_shows_what_changed(self, asked, staff, office):
        office.post(draft_of(asked), PARTLY)
        said = {"passed": False, "opinion": "理由不足", "by": staff["lawyer"], "at": timezone.now()}
        actions.review(step_of(asked), **said)
        office.post(draft_of(asked), {**PARTLY, "part-0-withheld": "发言记录和表决情况", "once": "draft-2"})
        second = Draft.objects.latest("pk")
        page = Page(office.get(reverse("disclosure_desk:draft_page", args=[asked.pk, second.pk])))
        assert [each.text_content() for each in page.tree.xpath("//main//ins")] == ["和表决情况"]
        assert (
            office.get(reverse("disclosure_desk:draft_file", args=[asked.pk, second.pk])).status_code == 200
        )

    def test_words_of_an_applicant_are_no_markup(self, handed_in, staff, office):
        request = handed_in("2024-03-01", wanted="<script>alert(1)</script>")
        drafted(request, staff, "2024-03-04", "granted", "<b>见附件</b>")
        draft = Draft.objects.get()
        page = office.get(reverse("disclosure_desk:draft_page", args=[request.pk, draft.pk])).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;b&gt;见附件" in page


class TestPhrases:
    def test_are_put_where_the_reason_stands_and_remembered(self, asked, org, staff, office):
        said = {"outcome": "partial", "title": "坦率", "text": "公开会影响坦率讨论"}
        phrase = actions.add_phrase(org, **said, by=staff["clerk"], at=at("2024-03-01"))
        values = {**PARTLY, "part-0-reason": "", "phrase": phrase.pk, "then": "phrase"}
        page = Page(office.post(draft_of(asked), values))
        assert page.typed()["part-0-reason"] == "公开会影响坦率讨论"
        office.post(draft_of(asked), {**page.typed(), "then": "", "once": "draft-1"})
        assert Draft.objects.get().phrases == [phrase.pk]

    def test_of_another_ending_are_not_offered(self, asked, org, staff, office):
        said = {"outcome": "granted", "title": "随附", "text": "见附件。"}
        actions.add_phrase(org, **said, by=staff["clerk"], at=at("2024-03-01"))
        assert "phrase" not in Page(office.get(draft_of(asked), {"outcome": "partial"})).asked()

    def test_are_added_and_ended_over_the_page(self, org, office):
        values = {"org": org.pk, "outcome": "granted", "title": "随附", "text": "见附件。", "once": "p-1"}
        assert office.post(reverse("disclosure_desk:add_phrase"), values).status_code == 303
        phrase = Phrase.objects.get()
        assert "随附" in Page(office.get(reverse("disclosure_desk:decided"))).text
        office.post(reverse("disclosure_desk:end_phrase", args=[phrase.pk]))
        assert "随附" not in Page(office.get(reverse("disclosure_desk:decided"))).text.split("常用语")[-1]

    def test_of_another_organisation_are_not_ended(self, org, staff, stranger):
        said = {"outcome": "granted", "title": "随附", "text": "见附件。"}
        phrase = actions.add_phrase(org, **said, by=staff["clerk"], at=at("2024-03-01"))
        Post.objects.create(org=org.parent, person=stranger, role="公开工作机构", since=date(2021, 1, 1))
        address = reverse("disclosure_desk:end_phrase", args=[phrase.pk])
        assert entered(stranger).post(address).status_code == 404
        assert Phrase.objects.get().ended_at is None


def test_practice_is_decided_over_the_page_by_the_head_alone(org, staff, office):
    values = {"org": org.pk, "since": "2024-01-01", "tariff": "by_case", "review_online": "", "once": "k-1"}
    address = reverse("disclosure_desk:set_practice")
    assert office.post(address, values).url == "/office/"
    assert Practice.objects.latest("pk").tariff == "by_page"
    assert entered(staff["head"]).post(address, values).status_code == 303
    assert Practice.objects.latest("pk").tariff == "by_case"
