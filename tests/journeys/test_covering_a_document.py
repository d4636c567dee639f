"""A part of a document is given: what is withheld is nowhere in the file that the resident takes home."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import FloatRect, expect

from tests.journeys.journey import Journey
from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.redaction.tests import papers
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, everything_in
from yangguang.rules.wording.covering import plain
from yangguang.rules.workdays import WorkCalendar
from yangguang.web.demo.district import BEGINS_ON, appoint, found_district
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.tests.office import VALUES, said_of, step_of

INSIDE = "内部讨论意见：拟同意。"


class TestCoveringADocument(Journey):
    width = 1280

    def test_resident_receives_a_part_of_the_document(self, tmp_path: Path):
        self.folder = tmp_path
        self.given_a_request_for_which_a_document_was_found()
        self.when_the_clerk_puts_the_document_to_the_request()
        self.and_begins_to_cover_it()
        self.then_the_program_proposes_the_number_and_the_name()
        self.when_she_makes_the_file_too_early()
        self.then_she_is_told_what_waits()
        self.when_she_accepts_the_proposals()
        self.and_draws_a_box_with_the_mouse()
        self.and_covers_words_wherever_they_stand()
        self.and_makes_the_file()
        self.then_the_receipt_names_every_place_and_its_article()
        self.when_the_answer_goes_out()
        self.then_the_resident_takes_home_the_file_alone()
        self.and_nothing_of_what_was_withheld_is_in_it()
        self.and_the_row_of_partial_answers_counts_one_more()

    @pytest.fixture(autouse=True)
    def _home(self, settings, tmp_path):
        settings.HOME = tmp_path / "home"

    def given_a_request_for_which_a_document_was_found(self):
        district = found_district()
        appoint(district)
        calendar.fill_days()
        self.at = timezone.now()
        admin = Person.objects.get(username="admin")
        versions.publish_declared(
            org=district, effective_on=BEGINS_ON, by=admin, at=self.at - timedelta(days=1)
        )
        self.clerk = Person.objects.get(username="clerk")
        day = WorkCalendar.of_state_council().before(timezone.localdate(), 1)
        said = {**VALUES, "channel": "in_person", "arrived_on": day}
        org = Organisation.objects.get(pk=district.pk)
        self.asked = actions.take_in(org, values=said, by=self.clerk, at=self.at)
        self.number = self.asked.case.number
        self.document = self.folder / "低保审批表.pdf"
        content = papers.paper(WITH_IDENTITY, HARMLESS, INSIDE)
        for hide in (papers.with_properties, papers.with_attachment, papers.with_note):
            content = papers.changed(content, hide)
        self.document.write_bytes(content)

    def when_the_clerk_puts_the_document_to_the_request(self):
        self.come(self.clerk)
        self.go(f"/office/disclosure/{self.asked.pk}/")
        self.sees("还没有存入文件")
        self.follow("存入文件")
        self.choose("检索到的文件")
        self.page.locator("input[type=file]").set_input_files(self.document)
        self.press("存入文件")

    def and_begins_to_cover_it(self):
        self.follow("遮盖，做成公开版")
        self.press("开始遮盖")

    def then_the_program_proposes_the_number_and_the_name(self):
        self.sees("身份证号码", IDENTITY, "姓名", "陈小燕", "2处建议待决定")
        self.narrow()

    def when_she_makes_the_file_too_early(self):
        self.press("生成公开版")

    def then_she_is_told_what_waits(self):
        self.sees_title("错误：")
        self.sees("还有2处建议没有决定")
        self.follow("返回低保审批表.pdf")

    def when_she_accepts_the_proposals(self):
        form = self.page.locator("form[action$='/decide/']")
        form.get_by_label("不予公开的依据").select_option(label=self.ground("损害第三方合法权益"))
        self.press("决定本页的建议")
        self.sees("已遮盖2处")

    def and_draws_a_box_with_the_mouse(self):
        self.press("在页面上画")
        drawing = self.page.locator(".paper svg")
        drawing.scroll_into_view_if_needed()
        place = self.place_of(INSIDE, drawing.bounding_box())
        self.page.mouse.move(place["x"], place["y"])
        self.page.mouse.down()
        self.page.mouse.move(place["x"] + place["width"], place["y"] + place["height"], steps=4)
        self.page.mouse.up()
        form = self.page.locator("form#box")
        form.get_by_label("不予公开的依据").select_option(label=self.ground("过程性信息"))
        form.get_by_role("button", name="遮盖这一处").click()
        self.look()
        self.sees("已遮盖3处", "过程性信息（政府信息公开条例第十六条第二款）")

    def and_covers_words_wherever_they_stand(self):
        self.fill("要遮盖的文字", "申请低保")
        self.press("遮盖全文各处")
        self.sees("各处已遮盖。", "已遮盖4处")

    def and_makes_the_file(self):
        self.page.set_default_timeout(
            60_000
        )  # pages are drawn and read again, which a busy machine takes long for
        self.press("生成公开版")
        self.sees("公开版已生成，泄漏检查通过。", "低保审批表（公开版）.pdf")

    def then_the_receipt_names_every_place_and_its_article(self):
        self.follow("遮盖清单")
        self.sees(
            "各处遮盖，共4处", "第十五条、第三十二条", "第十六条第二款", "SHA-256", "附在文件里的其他文件"
        )
        rows = self.page.get_by_role("table").get_by_role("row")
        expect(rows).to_have_count(5)
        self.narrow()

    def when_the_answer_goes_out(self):
        staff = {name: Person.objects.get(username=name) for name in ("clerk", "unit", "lawyer", "head")}
        at = self.at
        actions.examine(step_of(self.asked), outcome="accept", by=staff["clerk"], at=at)
        actions.search(step_of(self.asked), opinion="已检索到", by=staff["unit"], at=at)
        text = "部分内容涉及个人隐私和过程性信息，不予公开。"
        actions.draft_answer(
            step_of(self.asked), outcome="partial", text=text, by=staff["clerk"], at=at, **said_of("partial")
        )
        actions.review(step_of(self.asked), passed=True, opinion="同意", by=staff["lawyer"], at=at)
        actions.sign_answer(step_of(self.asked), signed=True, reviewed=True, by=staff["head"], at=at)
        actions.deliver(step_of(self.asked), way="online", by=staff["clerk"], at=at)

    def then_the_resident_takes_home_the_file_alone(self):
        self.leave()
        self.go("/disclosure/track/")
        self.fill("申请编号", self.number)
        self.fill("查询码", self.asked.code)
        self.press("查询")
        self.sees("部分公开", "随答复给你的文件")
        assert self.page.get_by_role("link", name="低保审批表.pdf", exact=True).count() == 0
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name="低保审批表（公开版）.pdf").click()
        self.taken = self.folder / "taken.pdf"
        assert coming.value.suggested_filename == "低保审批表（公开版）.pdf"
        coming.value.save_as(self.taken)

    def and_nothing_of_what_was_withheld_is_in_it(self):
        left = everything_in(self.taken.read_bytes())
        for withheld in (IDENTITY, "陈小燕", "申请低保", INSIDE, papers.HIDDEN):
            assert plain(withheld) not in left
        assert plain(HARMLESS) in left

    def and_the_row_of_partial_answers_counts_one_more(self):
        self.come(Person.objects.get(username="head"))
        self.go(f"/office/reports/annual/440404/{timezone.localdate().year}/")
        row = self.page.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name="（二）部分公开")
        )
        assert row.get_by_role("cell").all_inner_texts() == ["1", "0", "0", "0", "0", "0", "1"]

    def ground(self, words: str) -> str:
        options = self.page.locator("form#box option").all_inner_texts()
        return next(each for each in options if each.startswith(words))

    def place_of(self, words: str, frame: FloatRect | None) -> FloatRect:
        """Return where words stand on the screen, a little more than they need."""
        assert frame is not None
        [box] = papers.places_of(self.document.read_bytes(), words)
        wide, high = frame["width"] / 10_000, frame["height"] / 10_000
        return {
            "x": frame["x"] + box.x * wide - 3,
            "y": frame["y"] + box.y * high - 2,
            "width": box.width * wide + 6,
            "height": box.height * high + 4,
        }

    def narrow(self) -> None:
        """Look at the page as a telephone shows it."""
        self.page.set_viewport_size({"width": 390, "height": 844})
        self.width = 390
        self.look()
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.width = 1280
