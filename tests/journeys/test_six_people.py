"""An article from the editor to the reader: written in the shell, signed by six people, and what keeps it from both."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.journey import PASSWORD, Journey
from tests.publishing.newsroom import Newsroom, at, newsroom
from yangguang.core.orgs.models import Post
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.rules import BY_NODE
from yangguang.web.testing import World
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column

MERGED = (
    "<table><tr><td rowspan='2'>镇</td><td colspan='2'>面积（亩）</td></tr>"
    "<tr><td>早造</td><td>晚造</td></tr><tr><td>三灶镇</td><td>1200</td><td>800</td></tr></table>"
)
"""A table as a sheet hands it over: its head spans two lines and two columns."""

FROM_WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{mso-style-name:x}</style></head>"
    "<body><p class=MsoNormal style='mso-pagination:widow-orphan'>各镇备耕物资已经到位。<o:p></o:p></p>"
    "<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>化肥</p></td>"
    "<td><p class=MsoNormal>300吨</p></td></tr></table></body></html>"
)


class InTheNewsroom(Journey):
    """The office of a district that publishes, on the wide screen of a desk."""

    width = 1280
    office: Newsroom

    @pytest.fixture(autouse=True)
    def _newsroom(self, world: World, tmp_path, _open_browser) -> None:
        self.office = world(newsroom)
        self.files = tmp_path

    def _note_missing(self, page, answer) -> None:
        """Note what is missing, but not that the shell keeps no copy of a block that is only half filled in."""
        keeps_itself = (
            answer.request.method == "POST" and "/office/pages/" in answer.url and answer.status == 400
        )
        if not keeps_itself:
            super()._note_missing(page, answer)

    def look(self) -> None:
        # What stands half below the bar of the shell is no smaller for it.
        self.page.evaluate("document.querySelector('main')?.scrollTo(0, 0); scrollTo(0, 0)")
        super().look()

    def desk_of(self, title: str) -> None:
        """Open the page of a page from the list of what waits for this person."""
        self.go("/office/writing/")
        self.follow(title)

    def sign(self, node: str) -> None:
        """Open what waits for the person of one level, tick every point and sign."""
        level = BY_NODE[node]
        self.follow(level.name)
        for check in level.checks:
            self.choose(check)
        self.choose("通过")
        self.press("签署")
        self.sees("已签署。")

    def reads(self, title: str) -> None:
        """Find a page from the home page, as the public does."""
        self.leave()
        self.go("/")
        self.follow(title)

    def address_of(self, title: str) -> str:
        return Publication.objects.get(page__title=title).address


class TestSixPeople(InTheNewsroom):
    def test_an_article_comes_from_the_editor_through_six_people_to_the_reader(self):
        self.given_an_editor_who_signs_in()
        self.when_she_begins_an_article()
        self.and_types_a_paragraph()
        self.and_pastes_a_table_with_merged_cells()
        self.and_uploads_a_picture_and_says_what_is_on_it()
        self.and_saves_the_draft()
        self.then_she_is_offered_no_way_to_publish_it()
        self.when_she_submits_it()
        self.and_the_first_reviewer_signs()
        self.and_the_first_proofreader_mends_a_word()
        self.then_the_next_reads_the_change_word_by_word()
        self.when_the_next_three_sign()
        self.then_the_public_does_not_find_it_yet()
        self.when_the_last_looks_at_the_proof_and_signs()
        self.then_the_public_reads_it_with_its_table_and_its_picture()

    def given_an_editor_who_signs_in(self):
        self.office.author.set_password(PASSWORD)
        self.office.author.save()
        self.sign_in(self.office.author)

    def when_she_begins_an_article(self):
        self.follow("写稿审校")
        self.follow("写新稿")
        self.follow(re.compile("文章.*要闻动态"))
        expect(self.page.get_by_role("combobox", name="发布机关")).to_have_value(str(self.office.org.pk))
        self.page.get_by_role("textbox", name="标题").fill("春耕备耕有序推进")

    def and_types_a_paragraph(self):
        self.add_block("文字")
        self.page.get_by_role("textbox", name="文字", exact=True).click()
        self.type("各镇春耕备耕有序推近，面积过半。")

    def and_pastes_a_table_with_merged_cells(self):
        self.add_block("表格")
        self.page.get_by_role("textbox", name="表题").fill("各镇面积")
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.address)
        self.page.evaluate(COPY, MERGED)
        cells = self.page.get_by_role("textbox", name="可从 Word、WPS、Excel 粘贴")
        cells.click()
        self.page.keyboard.press("Control+V")
        expect(cells.get_by_role("cell", name="面积（亩）")).to_have_attribute("colspan", "2")

    def and_uploads_a_picture_and_says_what_is_on_it(self):
        self.add_block("图片")
        self.page.get_by_role("button", name="选择一个图片").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("tab", name="上传").wait_for()
        self.look()
        dialog.get_by_role("tab", name="上传").click()
        dialog.get_by_label("文件").set_input_files(self.a_photograph())
        dialog.get_by_role("textbox", name="标题").fill("插秧")
        self.look()
        dialog.get_by_role("button", name="上传").click()
        dialog.wait_for(state="hidden")
        self.page.get_by_role("textbox", name="替代文字").fill("插秧机在水田里作业")

    def and_saves_the_draft(self):
        self.page.get_by_role("button", name="保存草稿").click()
        self.page.get_by_role("button", name="更多动作").wait_for()
        self.look()

    def then_she_is_offered_no_way_to_publish_it(self):
        self.page.get_by_role("button", name="更多动作").click()
        assert not self.page.get_by_role("button", name=re.compile("发布|Publish")).count()

    def when_she_submits_it(self):
        self.follow("送审、看清样")
        self.sees("草稿", "春耕备耕有序推进")
        self.follow("送审")
        self.press("送审")
        self.sees("已送审。")

    def and_the_first_reviewer_signs(self):
        self.come(self.office.reviewers["first_review"])
        self.desk_of("春耕备耕有序推进")
        self.sign("first_review")

    def and_the_first_proofreader_mends_a_word(self):
        self.come(self.office.reviewers["first_proof"])
        self.desk_of("春耕备耕有序推进")
        self.follow("修改正文")
        words = self.page.get_by_role("textbox", name="文字", exact=True)
        words.get_by_text("有序推近").click()
        self.page.keyboard.press("Control+A")
        self.type("各镇春耕备耕有序推进，面积过半。")
        expect(words).to_have_text("各镇春耕备耕有序推进，面积过半。")
        # The editor hands over what was typed once nobody has typed for a moment.
        expect(self.page.locator("input[name='body-0-value']")).to_have_value(re.compile("推进"))
        self.page.get_by_role("button", name="保存草稿").click()
        self.sees("已被更新")
        self.look()
        self.desk_of("春耕备耕有序推进")
        self.sign("first_proof")

    def then_the_next_reads_the_change_word_by_word(self):
        self.come(self.office.reviewers["second_review"])
        self.desk_of("春耕备耕有序推进")
        self.sees("审校中改了什么", "一校：一校员")
        expect(self.page.locator(".changes del")).to_have_text("推近")
        expect(self.page.locator(".changes ins")).to_have_text("推进")

    def when_the_next_three_sign(self):
        self.sign("second_review")
        for node in ("second_proof", "final_review"):
            self.come(self.office.reviewers[node])
            self.desk_of("春耕备耕有序推进")
            self.sign(node)

    def then_the_public_does_not_find_it_yet(self):
        self.leave()
        self.go("/news/")
        assert "春耕备耕有序推进" not in self.page.content()
        self.place = f"/news/{Publication.objects.get().page_id}.html"
        self.go(self.place)
        self.sees("没有找到这个页面")

    def when_the_last_looks_at_the_proof_and_signs(self):
        self.come(self.office.reviewers["final_proof"])
        self.desk_of("春耕备耕有序推进")
        self.follow("三校")
        proof = self.page.frame_locator("iframe[title=清样]")
        expect(proof.get_by_role("heading", level=1)).to_have_text("春耕备耕有序推进")
        expect(proof.get_by_role("img", name="插秧机在水田里作业")).to_be_visible()
        with self.page.expect_popup() as opened:
            self.page.get_by_role("link", name="看清样：关怀版").click()
        office, self.page = self.page, opened.value
        self.look()
        assert self.page.locator("html").get_attribute("data-mode") == "elder"
        self.page.close()
        self.page = office
        self.follow("返回稿件")
        self.sign("final_proof")
        self.sees("已发布")

    def then_the_public_reads_it_with_its_table_and_its_picture(self):
        self.reads("春耕备耕有序推进")
        assert self.page.url.endswith(self.place)
        self.sees("有序推进，面积过半", "来源：金湾区人民政府")
        table = self.page.get_by_role("table", name="各镇面积")
        expect(table.get_by_text("面积（亩）")).to_have_attribute("colspan", "2")
        expect(table.get_by_text("镇", exact=True)).to_have_attribute("rowspan", "2")
        picture = self.page.get_by_role("img", name="插秧机在水田里作业")
        assert picture.evaluate("each => each.naturalWidth") > 0

    def add_block(self, kind: str) -> None:
        self.page.get_by_role("button", name="插入区块").last.click()
        self.page.get_by_role("option", name=kind).click()

    def a_photograph(self) -> Path:
        file = self.files / "插秧.png"
        Image.new("RGB", (320, 200), "green").save(file)
        return file


COPY = """html => navigator.clipboard.write([
    new ClipboardItem({"text/html": new Blob([html], {type: "text/html"})})])"""
"""What copying in another program does."""


class TestWhatIsRefused(InTheNewsroom):
    def test_who_signed_the_first_review_signs_no_other_level(self):
        self.given_an_article_whose_first_reviewer_is_a_proofreader_too()
        self.when_she_signs_the_first_review()
        self.and_comes_to_the_next_level()
        self.then_she_is_told_that_another_must()

    def given_an_article_whose_first_reviewer_is_a_proofreader_too(self):
        self.office.submit(self.office.write(title="春耕备耕有序推进"))
        Post.objects.create(
            org=self.office.org, person=self.office.reviewers["first_review"], role="一校", since="2020-01-01"
        )

    def when_she_signs_the_first_review(self):
        self.come(self.office.reviewers["first_review"])
        self.desk_of("春耕备耕有序推进")
        self.sign("first_review")

    def and_comes_to_the_next_level(self):
        self.follow("一校")
        for check in BY_NODE["first_proof"].checks:
            self.choose(check)
        self.choose("通过")
        self.press("签署")

    def then_she_is_told_that_another_must(self):
        self.sees_title("错误：")
        self.sees("您已办理这份稿件的初审，一校须由另一人办理。")
        expect(self.page.get_by_label("无错字漏字")).to_be_checked()

    @pytest.mark.parametrize("who", ["author", "admin"])
    def test_the_shell_publishes_for_nobody(self, who):
        page = self.office.write(title="春耕备耕有序推进")
        Post.objects.create(org=self.office.org, person=self.office.admin, role="编辑", since="2020-01-01")
        self.come(getattr(self.office, who))
        for address in (f"/office/pages/{page.pk}/edit/", f"/office/pages/{self.office.news.pk}/"):
            self.go(address)
            for button in self.page.get_by_role("button", name=re.compile("更多|动作|操作")).all():
                if button.is_visible():
                    button.click()
            offered = self.page.get_by_role("button").or_(self.page.get_by_role("link"))
            words = [each.strip() for each in offered.all_inner_texts()]
            assert words, "the page offers nothing at all"
            assert not [each for each in words if re.search("^(取消)?发布$|publish", each, re.IGNORECASE)]


class TestTogether(InTheNewsroom):
    """A document that must be explained, and what explains it."""

    def test_a_document_waits_for_what_explains_it_and_leads_there(self):
        self.given_a_document_that_five_have_signed()
        self.when_the_sixth_signs_it()
        self.then_it_waits_and_the_public_does_not_find_it()
        self.when_its_explanation_gets_its_sixth_signature()
        self.then_each_leads_to_the_other()

    def given_a_document_that_five_have_signed(self):
        office = self.office
        self.policy = open_column(
            office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"), on_home=True
        )
        self.document = office.write(
            kind=PolicyDocument, column=self.policy, title="停车管理办法", words="<p>第一条　规范停车。</p>",
            number="珠金府〔2024〕3号", made_on="2024-01-10", effective_on="2024-02-01", must_be_explained=True,
        )  # fmt: skip
        office.submit(self.document)
        office.sign_all(self.document, upto="final_proof")

    def when_the_sixth_signs_it(self):
        self.come(self.office.reviewers["final_proof"])
        self.desk_of("停车管理办法")
        self.sign("final_proof")

    def then_it_waits_and_the_public_does_not_find_it(self):
        self.sees("已签发，等待同步发布")
        self.leave()
        self.go("/policy/")
        assert "停车管理办法" not in self.page.content()

    def when_its_explanation_gets_its_sixth_signature(self):
        explaining = self.office.write(
            kind=Interpretation, column=self.policy, title="停车管理办法问答", of=self.document,
            form=Interpretation.Form.QUESTIONS, words="<p>停车要不要钱？要先看公示。</p>",
        )  # fmt: skip
        self.office.submit(explaining)
        self.office.sign_all(explaining, upto="final_proof")
        self.come(self.office.reviewers["final_proof"])
        self.desk_of("停车管理办法问答")
        self.sign("final_proof")

    def then_each_leads_to_the_other(self):
        self.leave()
        self.go("/policy/")
        self.page.get_by_role("main").get_by_role("link", name="停车管理办法", exact=True).first.click()
        self.look()
        self.sees("现行有效")
        self.page.get_by_role("complementary").get_by_role("link", name="停车管理办法问答").click()
        self.look()
        self.page.get_by_role("complementary").get_by_role("link", name="停车管理办法", exact=True).click()
        self.look()
        self.sees_title("停车管理办法")


class TestTheHead(InTheNewsroom):
    """Whoever signs last may also take back, and publish before the others have signed."""

    def test_she_takes_an_article_back_and_the_reader_learns_why(self):
        self.given_an_article_before_the_public()
        self.when_the_head_takes_it_back_without_a_reason()
        self.then_she_is_asked_for_one()
        self.when_she_gives_the_reason()
        self.then_the_reader_finds_the_reason_in_its_place()

    def test_she_publishes_in_an_emergency_and_the_debt_stands_on_the_board(self):
        self.given_a_warning_that_nobody_has_signed()
        self.when_the_head_publishes_it_at_once()
        self.then_the_public_reads_it_and_that_its_review_is_owed()
        self.and_the_debt_stands_on_the_first_page_of_the_office()

    def given_an_article_before_the_public(self):
        self.office.publish(self.office.write(title="办理地点通告", words="<p>请到三楼办理。</p>"))

    def when_the_head_takes_it_back_without_a_reason(self):
        self.come(self.office.reviewers["final_review"])
        self.go("/office/publications/")
        self.follow("办理地点通告")
        self.follow("撤回")
        self.press("撤回")

    def then_she_is_asked_for_one(self):
        self.sees_title("错误：")
        self.sees("请写明原因。")

    def when_she_gives_the_reason(self):
        self.fill("原因", "办理地点有误")
        self.press("撤回")
        self.sees("已撤回")

    def then_the_reader_finds_the_reason_in_its_place(self):
        self.leave()
        self.go(self.address_of("办理地点通告"))
        self.sees("这份稿件已经撤回", "办理地点有误")
        assert "请到三楼办理" not in self.page.content()

    def given_a_warning_that_nobody_has_signed(self):
        self.warning = self.office.write(title="台风红色预警", words="<p>请市民留在室内。</p>")

    def when_the_head_publishes_it_at_once(self):
        self.come(self.office.reviewers["final_review"])
        self.go(f"/office/writing/{self.warning.pk}/")
        self.follow("紧急发布")
        self.sees("这笔欠账一直显示在工作台上")
        self.fill("原因", "台风今晚登陆")
        self.press("紧急发布")

    def then_the_public_reads_it_and_that_its_review_is_owed(self):
        self.reads("台风红色预警")
        self.sees("请市民留在室内", "本页为紧急发布，审校手续正在补办。")

    def and_the_debt_stands_on_the_first_page_of_the_office(self):
        self.come(self.office.reviewers["final_review"])
        self.go("/office/")
        self.follow("紧急发布后待补审校")
        self.sees("台风红色预警")


class TestBringingIn(InTheNewsroom):
    """An editor has the text already, in Word."""

    def test_a_word_file_becomes_a_draft_with_its_table(self):
        self.given_the_form_for_a_text_from_word()
        self.when_she_sends_it_empty()
        self.then_she_is_told_what_to_do()
        self.when_she_chooses_her_file()
        self.then_the_editor_shows_its_words_and_its_table()

    def test_what_she_pastes_from_word_becomes_a_draft_with_its_table(self):
        self.given_the_form_for_a_text_from_word()
        self.when_she_pastes_what_she_copied()
        self.then_the_editor_shows_its_words_and_its_table()

    def given_the_form_for_a_text_from_word(self):
        self.come(self.office.author)
        self.go("/office/writing/new/")
        self.follow(re.compile("从 Word 导入或粘贴.*要闻动态"))

    def when_she_sends_it_empty(self):
        self.press("带入为草稿")

    def then_she_is_told_what_to_do(self):
        self.sees_title("错误：")
        self.sees("请粘贴正文，或者选择一个 Word 文件。")

    def when_she_chooses_her_file(self):
        made, content = Document(), io.BytesIO()
        made.add_paragraph("各镇备耕物资已经到位。")
        table = made.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "化肥", "300吨"
        made.save(content)
        file = self.files / "备耕.docx"
        file.write_bytes(content.getvalue())
        self.fill("标题", "备耕物资到位")
        self.page.get_by_label("Word 文件").set_input_files(file)
        self.press("带入为草稿")

    def when_she_pastes_what_she_copied(self):
        self.fill("标题", "备耕物资到位")
        box = self.page.get_by_role("textbox", name="或者粘贴正文")
        box.evaluate(PASTE, FROM_WORD)
        expect(box).to_contain_text("备耕物资已经到位")
        self.press("带入为草稿")

    def then_the_editor_shows_its_words_and_its_table(self):
        self.page.get_by_role("button", name="保存草稿").wait_for()
        self.look()
        expect(self.page.get_by_role("textbox", name="文字", exact=True)).to_contain_text(
            "各镇备耕物资已经到位。"
        )
        cells = self.page.get_by_role("textbox", name="可从 Word、WPS、Excel 粘贴")
        expect(cells.get_by_role("cell")).to_have_text(["化肥", "300吨"])
        self.go(f"/office/writing/{Publication.objects.get().page_id}/")
        self.sees("草稿", "备耕物资到位")


PASTE = """(box, html) => {
    const copied = new DataTransfer();
    copied.setData("text/html", html);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: copied, bubbles: true, cancelable: true}));
}"""
"""Pasting as Word hands it over; the clipboard of a browser would clean it first."""
