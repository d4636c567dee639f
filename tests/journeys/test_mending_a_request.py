"""An applicant mends her request on the telephone in her hand, adds what proves it, and takes it back in the end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.test_answering_a_request import InTheOffice, ago
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, everything_in, paper
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.enclosures import actions as enclosing
from yangguang.work.disclosure.tests.office import step_of

PAGES = 12


class TestMendingARequest(InTheOffice):
    width = 390

    @pytest.fixture(autouse=True)
    def _home(self, settings, tmp_path: Path):
        settings.HOME = tmp_path / "home"
        self.folder = tmp_path

    def test_resident_corrects_online_and_the_office_finds_her_files(self):
        self.given_a_letter_that_asks_what_is_meant()
        self.when_the_resident_looks_at_her_request()
        self.then_she_reads_what_is_asked_and_until_when()
        self.when_she_answers_with_a_file_of_the_wrong_kind()
        self.then_nothing_that_she_typed_is_lost()
        self.when_she_sends_it_with_the_right_one()
        self.then_the_term_begins_anew()
        self.and_the_clerk_finds_the_words_and_the_file()
        self.when_the_resident_takes_it_back()
        self.then_nobody_does_anything_more()
        self.and_the_report_counts_it_among_the_others()

    def given_a_letter_that_asks_what_is_meant(self):
        self.hand_in(5)
        self.until = timezone.localdate() + timedelta(days=10)
        actions.ask_for_correction(
            step_of(self.asked), unclear="没有写明年度", by_on=self.until, by=self.clerk, at=ago(3)
        )

    def when_the_resident_looks_at_her_request(self):
        self.go("/disclosure/track/")
        self.fill("申请编号", self.asked.case.number)
        self.fill("查询码", self.asked.code)
        self.press("查询")

    def then_she_reads_what_is_asked_and_until_when(self):
        self.sees("请补正", f"{self.until.month}月{self.until.day}日")
        self.follow("提交补正")
        self.sees("没有写明年度")

    def when_she_answers_with_a_file_of_the_wrong_kind(self):
        wrong = self.folder / "说明.exe"
        wrong.write_bytes(b"MZ")
        self.fill("补正后的申请内容", "2022年三灶镇学区划分图")
        self.page.locator("input[type=file]").set_input_files(wrong)
        self.press("提交补正")

    def then_nothing_that_she_typed_is_lost(self):
        self.sees_title("错误：")
        self.sees("不是可以上传的文件")
        expect(self.page.get_by_label("补正后的申请内容")).to_have_value("2022年三灶镇学区划分图")

    def when_she_sends_it_with_the_right_one(self):
        right = self.folder / "示意图.pdf"
        right.write_bytes(paper(HARMLESS))
        self.page.locator("input[type=file]").set_input_files(right)
        self.press("提交补正")

    def then_the_term_begins_anew(self):
        self.sees("补正已经提交", "示意图.pdf", "最迟答复日")
        self.asked.refresh_from_db()
        assert self.asked.wanted == "2022年三灶镇学区划分图"

    def and_the_clerk_finds_the_words_and_the_file(self):
        self.sits_down("clerk")
        self.sees("2022年三灶镇学区划分图", "示意图.pdf", "申请人提交")

    def when_the_resident_takes_it_back(self):
        self.leave()
        self.when_the_resident_looks_at_her_request()
        self.follow("撤回申请")
        self.sees("不能恢复")
        self.fill("为什么撤回", "已经从学校得到")
        self.press("撤回申请")

    def then_nobody_does_anything_more(self):
        self.sees("申请已经撤回", "已办结")
        expect(self.page.get_by_role("link", name="撤回申请")).to_have_count(0)

    def and_the_report_counts_it_among_the_others(self):
        assert "1" in self.report_row("3.其他")


class TestCoveringALongDocument(InTheOffice):
    width = 1280

    @pytest.fixture(autouse=True)
    def _home(self, settings, tmp_path: Path):
        settings.HOME = tmp_path / "home"

    def test_clerk_sees_how_far_it_is(self):
        self.given_a_long_document_with_everything_decided()
        self.when_she_has_the_file_made()
        self.then_she_sees_how_far_it_is()
        self.and_the_file_when_it_is_ready()

    def given_a_long_document_with_everything_decided(self):
        self.hand_in(3)
        content = paper(WITH_IDENTITY, HARMLESS, pages=PAGES)
        on = {"by": self.clerk, "at": ago(2)}
        found = enclosing.attach(self.asked, role="found", name="名单.pdf", content=content, **on)
        self.begun = enclosing.begin_covering(found, **on)

    def when_she_has_the_file_made(self):
        self.come(self.clerk)
        self.go(self.begun.desk_url)
        form = self.page.locator("form[action$='/decide-kinds/']")
        if not form.is_visible():
            self.page.locator("summary", has_text="一并决定").click()
        for kind in form.locator("input[name=kinds]").all():
            kind.check()
        form.get_by_label("遮盖", exact=True).check()
        form.get_by_label("不予公开的依据").select_option(index=1)
        self.press("一并决定")
        self.press("生成公开版")

    def then_she_sees_how_far_it_is(self):
        expect(self.page.get_by_role("heading", name="生成").first).to_be_visible()

    def and_the_file_when_it_is_ready(self):
        expect(self.page.get_by_role("heading", name="公开版已经生成")).to_be_visible(timeout=120_000)
        self.look()
        self.begun.refresh_from_db()
        assert IDENTITY not in everything_in(self.begun.result.read())
