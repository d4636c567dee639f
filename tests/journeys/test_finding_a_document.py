"""A resident finds one document in every way: on a telephone, by keyboard, without scripts, in large letters."""

import pytest
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from tests.publishing.newsroom import at, newsroom
from yangguang.core.publishing import actions
from yangguang.core.search import actions as search
from yangguang.rules.validity import Validity
from yangguang.web.testing import World
from yangguang.work.normative.pages import PolicyDocument
from yangguang.work.portal.actions import open_column

TITLE = "金湾区老年人优待办法"
WORDS = "<p>第一条　为了方便老年人生活，制定本办法。</p>" + "<p>本条的说明。</p>" * 40
ARTICLE_TWO = "<p>第二条　年满六十周岁的老年人凭优待证免费乘坐公共汽车。</p>"
OLD_WORDS = "<p>第一条　年满六十五周岁的老年人凭优待证免费乘坐公共汽车，有人陪同。</p>"


def a_library() -> None:
    """Give out a document, after another one that it repeals."""
    office = newsroom()
    policy = open_column(office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"))
    old = office.write(
        kind=PolicyDocument, column=policy, title=TITLE, words=OLD_WORDS, number="珠金府〔2015〕3号",
        made_on="2015-03-02", effective_on="2015-04-01", theme="民政",
    )  # fmt: skip
    office.publish(old)
    actions.end_validity(
        old, on=at("2024-03-05").date(), how=Validity.REPEALED, basis="珠金府〔2023〕12号",
        by=office.reviewers["final_review"], at=at("2024-03-05"),
    )  # fmt: skip
    office.publish(
        office.write(
            kind=PolicyDocument, column=policy, title=TITLE, words=WORDS + ARTICLE_TWO,
            number="珠金府〔2023〕12号", made_on="2023-05-08", effective_on="2023-06-01", theme="民政",
        )
    )  # fmt: skip
    search.refresh()


class Finding(Journey):
    """A district has given out a document, and another one before it that is repealed."""

    begins_at = "/"

    @pytest.fixture(autouse=True)
    def _library(self, world: World, _open_browser) -> None:
        world(a_library)

    def finds_it_in_every_way(self):
        self.go(self.begins_at)
        self.asks_for_a_phrase_of_its_text()
        self.sees_the_one_in_force_above_the_one_that_is_repealed()
        self.asks_for_its_number_with_the_wrong_brackets()
        self.asks_as_she_speaks()
        self.keeps_to_what_is_in_force_and_takes_it_back()
        self.cites_an_article_and_comes_to_it()
        self.asks_for_what_is_not_there_and_learns_what_to_do()

    def asks_for_a_phrase_of_its_text(self):
        self.ask("年满六十周岁的老年人凭优待证")
        self.finds_first("年满六十周岁的老年人凭优待证", "2023年5月8日")

    def sees_the_one_in_force_above_the_one_that_is_repealed(self):
        self.ask(TITLE)
        self.finds_first("珠金府〔2023〕12号")
        documents = self.page.locator(".hit", has_text="珠金府〔")
        expect(documents.locator(".tag:first-child")).to_have_text(["现行有效", "已废止"])

    def asks_for_its_number_with_the_wrong_brackets(self):
        self.ask("珠金府[2023]12号")
        self.finds_first("珠金府〔2023〕12号")

    def asks_as_she_speaks(self):
        self.ask("老人卡怎么办")
        self.sees("同时查找了：", "老年人优待")
        self.finds_first("珠金府〔2023〕12号")

    def keeps_to_what_is_in_force_and_takes_it_back(self):
        self.ask("老年人优待")
        self.take("现行有效")
        self.sees("效力：现行有效")
        assert "珠金府〔2015〕3号" not in self.page.inner_text("main")
        self.take("取消 效力：现行有效")
        self.sees("珠金府〔2015〕3号", "珠金府〔2023〕12号")

    def cites_an_article_and_comes_to_it(self):
        self.ask(f"《{TITLE}》第二条")
        self.take(f"{TITLE} 第2条")
        assert self.page.url.endswith("#tiao-2")
        expect(self.page.locator("#tiao-2")).to_be_in_viewport()
        expect(self.page.locator("#tiao-2")).to_contain_text("免费乘坐公共汽车")

    def asks_for_what_is_not_there_and_learns_what_to_do(self):
        self.ask("火星探测器")
        self.sees("没有找到与“火星探测器”有关的内容", "换一种说法")
        self.take("申请公开政府信息")
        self.sees_title("申请公开")

    def finds_first(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator(".hit").first).to_contain_text(each)

    def ask(self, words: str) -> None:
        """Search from whatever page she is on."""
        box = self.page.get_by_role("search").locator("input[name=q]")
        box.fill(words)
        self.page.get_by_role("search").get_by_role("button").click()
        self.look()

    def take(self, link: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()
        self.look()


class TestOnATelephone(Finding):
    def test_she_finds_it_in_every_way(self):
        self.finds_it_in_every_way()


class TestWithoutScripts(Finding):
    scripts = False

    def test_she_finds_it_in_every_way(self):
        self.finds_it_in_every_way()


class TestInLargeLetters(Finding):
    begins_at = "/?mode=elder"

    def test_she_finds_it_in_every_way_and_the_letters_stay_large(self):
        self.finds_it_in_every_way()
        assert self.page.locator("html").get_attribute("data-mode") == "elder"


class TestByKeyboard(Finding):
    """No hand on the mouse, from the first page to the last."""

    width = 1280

    def test_she_finds_it_in_every_way_and_by_its_sound(self):
        self.finds_it_in_every_way()
        self.types_how_it_sounds_and_takes_the_title_that_is_offered()

    def types_how_it_sounds_and_takes_the_title_that_is_offered(self):
        self.go("/search/")
        self.page.keyboard.press("Alt+3")
        self.type("jwqlnr")
        expect(self.page.get_by_role("option")).to_have_text([TITLE])
        self.look()
        self.page.keyboard.press("ArrowDown")
        self.enter()
        self.finds_first("珠金府〔2023〕12号")

    def ask(self, words: str) -> None:
        self.page.keyboard.press("Alt+3")
        assert self.page.evaluate("document.activeElement.name") == "q"
        self.page.keyboard.press("Control+A")
        self.type(words)
        self.enter()

    def take(self, link: str) -> None:
        # What the eye reads as one line may be several pieces to the browser, a number beside it among them.
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.innerText.replace(/\\s+/g, ' ')").startswith(link):
                self.enter()
                return
        pytest.fail(f"Tab never comes to “{link}” on {self.page.url}")
