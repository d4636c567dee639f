"""What an applicant does on the page of her request, and the files that she sends."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases import queries as cases
from yangguang.core.records.models import Record
from yangguang.core.redaction.tests.papers import HARMLESS, paper
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest, Enclosure
from yangguang.work.disclosure.tests.office import at, due_of, step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = pytest.mark.django_db
APPLY = "/disclosure/apply/440404-03/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


def upload(name="授权委托书.pdf", content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper(HARMLESS) if content is None else content)


def shown_code(client, asked: DisclosureRequest):
    client.post(reverse("disclosure:track"), {"number": asked.case.number, "code": asked.code})
    return client


def page_of(name: str, asked: DisclosureRequest) -> str:
    return reverse(f"disclosure:{name}", args=[asked.pk])


@pytest.fixture
def asked(handed_in, clerk, monkeypatch) -> DisclosureRequest:
    """A request whose correction was asked for on 5 March, until the 12th; it is 8 March."""
    request = handed_in("2024-03-01")
    actions.ask_for_correction(
        step_of(request), unclear="没有写明年度", by_on=date(2024, 3, 12), by=clerk, at=at("2024-03-05")
    )
    monkeypatch.setattr(timezone, "now", lambda: at("2024-03-08"))
    return request


@pytest.fixture
def opened(client, asked):
    """The browser of somebody who showed number and code."""
    return shown_code(client, asked)


class TestFilesOfAnApplication:
    def test_are_kept_with_it(self, client, staff):
        sent = {**TYPED, "once": "1", "file": [upload(), upload("房产证.pdf")]}
        assert client.post(APPLY, sent).status_code == 303
        made = DisclosureRequest.objects.get()
        kept = made.enclosures.order_by("pk")
        assert [(each.role, each.file.name) for each in kept] == [
            ("attached", "授权委托书.pdf"), ("attached", "房产证.pdf"),
        ]  # fmt: skip
        assert kept[0].file.read() == paper(HARMLESS)
        told = Record.objects.get(kind="disclosure.added")
        assert "授权委托书.pdf" in told.note
        assert told.by_name == "陈阿婆"

    def test_are_kept_once_however_often_it_is_sent(self, client, staff):
        for _ in range(2):
            client.post(APPLY, {**TYPED, "once": "twice", "file": [upload()]})
        assert Enclosure.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("病毒.exe", b"MZ", "不是可以上传的文件"),
            ("证明.pdf", b"<html>", "的内容不是 pdf 文件"),
            ("证明.pdf", b"", "是空的"),
            ("证明.pdf", b"%PDF-1.4 broken", "打不开"),
        ],
    )
    def test_bad_ones_are_refused_and_nothing_typed_is_lost(self, client, staff, name, content, said):
        page = Page(client.post(APPLY, {**TYPED, "once": "1", "file": [upload(name, content)]}))
        assert page.status == 422
        assert any(said in each for each in page.beside("file")), page.beside("file")
        assert page.typed()["wanted"] == TYPED["wanted"]
        assert not DisclosureRequest.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, client, staff):
        wrong = [upload("病毒.exe", b"MZ"), upload("网页.pdf", b"<html>"), upload()]
        page = Page(client.post(APPLY, {**TYPED, "once": "1", "file": wrong}))
        assert ["病毒.exe" in page.beside("file")[0], "网页.pdf" in page.beside("file")[1]] == [True, True]

    def test_five_at_once_and_no_more(self, client, staff):
        six = [upload(f"{number}.pdf") for number in range(6)]
        page = Page(client.post(APPLY, {**TYPED, "once": "1", "file": six}))
        assert page.beside("file") == ["一次最多5个文件，现在有6个，请减少后重新选择。"]

    def test_a_clerk_adds_the_scan_as_she_enters_it(self, client, staff):
        client.force_login(staff["clerk"])
        with_days = {**TYPED, "channel": "in_person", "arrived_on": timezone.localdate().isoformat()}
        with_days["org"] = str(staff["clerk"].posts.first().org_id)
        answer = client.post(
            reverse("disclosure_desk:take_in"), {**with_days, "once": "1", "file": [upload("来信扫描.pdf")]}
        )
        assert answer.status_code == 303, Page(answer).summary()
        assert Enclosure.objects.get().file.name == "来信扫描.pdf"


class TestCorrecting:
    def test_the_page_of_the_request_says_what_is_asked_and_until_when(self, opened, asked):
        page = Page(opened.get(page_of("request", asked)))
        assert "请补正" in page.text
        assert "2024年3月12日" in page.text
        assert page.facts()["最迟答复日"] == "从收到你的补正之日的第二天起重新计算"
        assert page.tree.xpath(f"//a[@href='{page_of('correct', asked)}']")

    def test_the_form_holds_what_was_asked_before(self, opened, asked):
        page = Page(opened.get(page_of("correct", asked)))
        assert page.typed()["wanted"] == asked.wanted
        assert "没有写明年度" in page.text

    def test_begins_the_term_anew(self, opened, asked):
        """Twenty working days after 8 March: 4 to 6 April are off, Sunday the 7th is worked (国办发明电〔2023〕7号)."""
        sent = {"wanted": "2022年学区划分图", "file": [upload("示意图.pdf")], "once": "1"}
        answer = opened.post(page_of("correct", asked), sent)
        assert answer.status_code == 303
        asked.refresh_from_db()
        assert asked.wanted == "2022年学区划分图"
        assert due_of(asked) == date(2024, 4, 8)
        assert [each.file.name for each in asked.enclosures.all()] == ["示意图.pdf"]
        assert opened.get(page_of("correct", asked)).url == page_of("request", asked)
        again = opened.post(page_of("correct", asked), {"wanted": "别的", "once": "1"})
        assert again.status_code == 303
        asked.refresh_from_db()
        assert asked.wanted == "2022年学区划分图"

    def test_an_empty_one_is_refused(self, opened, asked):
        page = Page(opened.post(page_of("correct", asked), {"wanted": " ", "once": "1"}))
        assert page.beside("wanted") == ["请写明补正后的申请内容。"]

    def test_after_the_last_day_the_office_judges(self, opened, asked, clerk, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: at("2024-03-13"))
        shown_code(opened, asked)
        page = Page(opened.post(page_of("correct", asked), {"wanted": "2022年", "once": "1"}))
        assert page.status == 422
        assert any("期限2024-03-12已过" in each for each in page.summary())
        actions.take_correction(step_of(asked), wanted="2022年", by=clerk, at=at("2024-03-13"))

    def test_where_nothing_is_asked_there_is_no_form(self, client, handed_in, staff):
        asked = handed_in("2024-03-01")
        shown_code(client, asked)
        assert client.get(page_of("correct", asked)).status_code == 404
        assert client.get(page_of("reasons", asked)).status_code == 404


def test_reasons_are_given_with_what_proves_them(client, handed_in, clerk, monkeypatch):
    asked = handed_in("2024-03-01")
    actions.ask_for_reasons(
        step_of(asked), why="一月内三十件", by_on=date(2024, 3, 12), by=clerk, at=at("2024-03-05")
    )
    monkeypatch.setattr(timezone, "now", lambda: at("2024-03-08"))
    shown_code(client, asked)
    sent = {"text": "撰写论文需要", "file": [upload("课题立项书.pdf")], "once": "1"}
    assert client.post(page_of("reasons", asked), sent).status_code == 303
    assert asked.case.steps.get(node="reasons").opinion == "撰写论文需要"
    assert step_of(asked).node == "weigh"
    assert asked.enclosures.get().file.name == "课题立项书.pdf"


class TestAddingFiles:
    def test_until_the_answer_is_signed(self, opened, asked):
        assert opened.post(page_of("add_files", asked), {"file": [upload()], "once": "1"}).status_code == 303
        assert "授权委托书.pdf" in Page(opened.get(page_of("request", asked))).text
        DisclosureRequest.objects.filter(pk=asked.pk).update(answer_number="金教依复〔2024〕1号")
        page = Page(opened.post(page_of("add_files", asked), {"file": [upload()], "once": "2"}))
        assert any("已经作出答复" in each for each in page.summary())
        assert asked.enclosures.count() == 1

    def test_up_to_twenty(self, opened, asked):
        for number in range(4):
            five = [upload(f"{number}-{each}.pdf") for each in range(5)]
            opened.post(page_of("add_files", asked), {"file": five, "once": f"{number}"})
        page = Page(opened.post(page_of("add_files", asked), {"file": [upload()], "once": "last"}))
        assert any("最多在网上提交20个文件" in each for each in page.beside("file"))
        assert asked.enclosures.count() == 20

    def test_one_has_to_be_chosen(self, opened, asked):
        page = Page(opened.post(page_of("add_files", asked), {"once": "1"}))
        assert page.beside("file") == ["请选择要提交的文件。"]


class TestWithdrawing:
    def test_ends_the_request_as_the_applicant_wishes(self, opened, asked):
        opened.post(page_of("withdraw", asked), {"reason": "已经找到", "once": "1"})
        asked.refresh_from_db()
        assert (asked.outcome, asked.closed_on) == ("other", date(2024, 3, 8))
        assert "申请人撤回申请" in Page(opened.get(page_of("request", asked))).text
        assert not cases.open_steps(asked.case).exists()

    def test_is_over_when_it_was_answered(self, opened, asked):
        opened.post(page_of("withdraw", asked), {"once": "1"})
        page = Page(opened.post(page_of("withdraw", asked), {"once": "2"}))
        assert page.status == 422
        assert any("已于" in each for each in page.summary())


@pytest.mark.parametrize("name", ["correct", "reasons", "add_files", "withdraw"])
def test_of_a_request_that_is_not_ones_own_there_is_no_page(client, asked, name):
    assert client.get(page_of(name, asked)).status_code == 404
    assert client.post(page_of(name, asked), {"wanted": "x", "once": "1"}).status_code == 404


def test_a_letter_that_asks_for_money_shows_on_the_page(client, handed_in, staff, monkeypatch):
    asked = handed_in("2024-03-01")
    actions.set_practice(
        asked.org, since=date(2024, 1, 1), tariff="by_page", by=staff["head"], at=at("2024-01-02")
    )
    actions.charge_fee(step_of(asked), pages=300, by=staff["clerk"], at=at("2024-03-05"))
    monkeypatch.setattr(timezone, "now", lambda: at("2024-03-08"))
    shown_code(client, asked)
    assert "请缴纳信息处理费" in Page(client.get(page_of("request", asked))).text


def test_names_are_safe_in_the_page(opened, asked):
    opened.post(page_of("add_files", asked), {"file": [upload("<b>图.pdf")], "once": "1"})
    assert "<b>图" not in opened.get(page_of("request", asked)).content.decode()
