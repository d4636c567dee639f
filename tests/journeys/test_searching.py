import pytest
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.orgs.models import Organisation
from yangguang.core.search import actions
from yangguang.core.search.tests.shelf import SHELF


class Searching(Journey):
    @pytest.fixture(autouse=True)
    def _library(self, transactional_db, settings, tmp_path):
        settings.HOME = tmp_path
        org = Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")
        actions.put_all(each(org.pk) for each in SHELF)
        actions.refresh()

    def when_she_searches_as_she_speaks(self):
        self.go("/search/")
        self.fill("找什么", "老人卡")
        self.press("检索")

    def then_she_is_told_what_else_was_looked_for(self):
        self.sees("同时查找了：老年人优待")

    def and_finds_what_is_in_force_before_what_is_not(self):
        badges = self.page.locator(".hit .tag:first-child").all_inner_texts()
        assert badges[:2] == ["现行有效", "已废止"]

    def when_she_keeps_to_one_year(self):
        self.follow("2015年")

    def then_only_that_year_is_shown(self):
        self.sees("年份：2015年", "珠金府〔2015〕3号")
        assert "珠金府〔2023〕12号" not in self.page.inner_text("main")

    def when_she_takes_the_year_back(self):
        self.follow("取消 年份：2015年")

    def then_both_are_there_again(self):
        self.sees("珠金府〔2015〕3号", "珠金府〔2023〕12号")


class TestFinding(Searching):
    def test_a_resident_finds_a_document_in_her_own_words(self):
        self.when_she_searches_as_she_speaks()
        self.then_she_is_told_what_else_was_looked_for()
        self.and_finds_what_is_in_force_before_what_is_not()
        self.when_she_keeps_to_one_year()
        self.then_only_that_year_is_shown()
        self.when_she_takes_the_year_back()
        self.then_both_are_there_again()


class TestFindingWithoutScripts(TestFinding):
    scripts = False


class TestSuggestions(Searching):
    """Titles are offered while she types, and she needs only the keyboard."""

    def test_by_its_sound_and_with_the_arrows(self):
        self.when_she_types_the_first_letters_of_a_law()
        self.then_its_title_is_offered()
        self.when_she_closes_the_list()
        self.then_what_she_typed_is_still_there()
        self.when_she_opens_it_again_and_takes_the_title()
        self.then_the_law_comes_first()

    def when_she_types_the_first_letters_of_a_law(self):
        self.go("/search/")
        self.reach_the_box()
        self.type("xzxk")

    def reach_the_box(self):
        self.page.get_by_role("combobox", name="找什么").focus()

    def then_its_title_is_offered(self):
        expect(self.page.get_by_role("option")).to_have_text(["中华人民共和国行政许可法"])
        self.look()

    def when_she_closes_the_list(self):
        self.page.keyboard.press("ArrowDown")
        box = self.page.get_by_role("combobox")
        expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
        self.page.keyboard.press("Escape")

    def then_what_she_typed_is_still_there(self):
        box = self.page.get_by_role("combobox")
        expect(box).to_have_value("xzxk")
        expect(box).to_have_attribute("aria-expanded", "false")

    def when_she_opens_it_again_and_takes_the_title(self):
        self.page.keyboard.press("ArrowDown")
        expect(self.page.get_by_role("option")).to_have_count(1)
        self.page.keyboard.press("ArrowDown")
        self.enter()

    def then_the_law_comes_first(self):
        expect(self.page.locator(".hit h3").first).to_have_text("中华人民共和国行政许可法")
        self.sees("已按标题查找")
