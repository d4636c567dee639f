"""A resident reads the site: on a telephone, with the keyboard alone, in large letters, without scripts."""

import pytest

from tests.journeys.journey import Journey
from tests.publishing.newsroom import Newsroom, at, newsroom, picture
from yangguang.core.publishing import actions
from yangguang.web.testing import World
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column
from yangguang.work.portal.pages import Article

TABLE = (
    "<table><thead><tr><th scope='col'>村</th><th scope='col'>亩数</th></tr></thead>"
    "<tbody><tr><th scope='row'>鱼月村</th><td>120</td></tr></tbody></table>"
)


def a_small_site() -> tuple[Newsroom, Article]:
    """Publish news, a document and its explanation, and a page that is taken back; return the office and the latter."""
    office = newsroom()
    policy = open_column(office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"))
    explaining = open_column(
        office.home,
        title="政策解读",
        slug="interpretations",
        by=office.admin,
        at=at("2024-01-03"),
        on_home=True,
    )
    body = [
        ("text", "<p>各镇春耕备耕有序推进。</p><h2>面积</h2><ul><li>早造水稻；</li></ul>"),
        ("picture", {"image": picture(office.author), "alt": "插秧机在田里", "caption": "田间"}),
        ("table", {"caption": "各村面积", "html": TABLE}),
    ]
    office.publish(office.write(title="春耕备耕有序推进", summary="面积过半。", body=body))
    document = office.write(
        kind=PolicyDocument, column=policy, title="停车管理办法", words="<p>第一条　规范停车。</p>",
        number="珠金府〔2024〕3号", made_on="2024-01-10", effective_on="2024-02-01", must_be_explained=True,
    )  # fmt: skip
    office.publish(document)
    office.publish(
        office.write(
            kind=Interpretation, column=explaining, title="停车管理办法问答", of=document,
            form=Interpretation.Form.QUESTIONS, words="<p>停车要不要钱？要先看公示。</p>",
        )
    )  # fmt: skip
    wrong_notice = office.write(title="有误的通告", words="<p>错误的内容</p>")
    office.publish(wrong_notice)
    actions.withdraw(
        wrong_notice, reason="办理地点有误", by=office.reviewers["final_review"], at=at("2024-03-05")
    )
    return office, wrong_notice


class OnTheSite(Journey):
    """The site of an office with news, a document and its explanation, and a page that was taken back."""

    office: Newsroom
    wrong_notice: Article

    @pytest.fixture(autouse=True)
    def _published(self, world: World, _open_browser) -> None:
        self.office, self.wrong_notice = world(a_small_site)

    def comes_to_the_home_page(self):
        self.go("/")
        self.sees("政府信息，依法向你公开")

    def opens(self, *links: str) -> None:
        for each in links:
            self.follow(each)


class TestOnATelephone(OnTheSite):
    def test_she_goes_from_the_home_page_to_a_document_and_what_explains_it(self):
        self.comes_to_the_home_page()
        self.opens("政策文件", "停车管理办法")
        self.sees("现行有效", "珠金府〔2024〕3号", "第一条　规范停车。")
        self.opens("停车管理办法问答")
        self.sees("停车要不要钱？", "问答")
        self.opens("停车管理办法")
        self.sees_title("停车管理办法")

    def test_she_reads_news_with_a_picture_and_a_table(self):
        self.comes_to_the_home_page()
        self.opens("要闻动态", "春耕备耕有序推进")
        self.sees("各村面积", "来源：金湾区人民政府")

    def test_she_makes_the_letters_larger_and_is_read_to_where_there_is_a_voice(self):
        self.page.add_init_script(NO_VOICE)
        self.go(self.address_of_news())
        assert not self.page.get_by_role("button", name="朗读").is_visible()
        before = self.size_of_words()
        self.press("放大文字")
        self.page.add_init_script(A_VOICE)
        self.page.reload()
        assert self.size_of_words() > before
        self.press("朗读")
        self.page.get_by_role("button", name="停止朗读").wait_for()
        assert self.page.evaluate("window.spoken") == ["春耕备耕有序推进"]

    def test_she_finds_that_a_page_was_taken_back_and_why(self):
        self.go(f"/news/{self.wrong_notice.pk}.html")
        self.sees("这份稿件已经撤回", "办理地点有误")
        assert "错误的内容" not in self.page.content()
        self.opens("本栏目")
        assert "有误的通告" not in self.page.content()

    def test_she_finds_the_agency_the_map_and_the_help(self):
        for address in (
            "/agencies/",
            "/agencies/440404.html",
            "/sitemap.html",
            "/accessibility.html",
            "/404.html",
        ):
            self.go(address)

    def address_of_news(self) -> str:
        return f"/news/{self.wrong_notice.pk - 3}.html"

    def size_of_words(self) -> float:
        return self.page.evaluate("parseFloat(getComputedStyle(document.getElementById('body')).fontSize)")


NO_VOICE = "speechSynthesis.getVoices = () => []"
A_VOICE = """
window.spoken = [];
speechSynthesis.getVoices = () => [{ lang: "zh-CN", name: "voice" }];
window.SpeechSynthesisUtterance = class { constructor(words) { this.text = words; } };
speechSynthesis.speak = (words) => window.spoken.push(words.text);
"""
"""A machine without loudspeakers has no voice; this one notes what it would say, and never ends its first line."""


class TestInLargeLetters(OnTheSite):
    def test_she_chooses_them_reads_and_goes_back(self):
        self.comes_to_the_home_page()
        self.opens("关怀版", "政策文件", "停车管理办法", "停车管理办法问答")
        assert self.smallest() >= 24  # 18pt
        self.opens("首页")
        assert self.smallest() >= 24
        self.opens("标准")
        assert self.smallest() < 24

    def test_high_contrast_holds_on_every_kind_of_page(self):
        for address in ("/", "/policy/", f"/news/{self.wrong_notice.pk}.html", "/agencies/", "/sitemap.html"):
            self.go(f"{address}?mode=contrast")

    def smallest(self) -> float:
        return self.page.evaluate(
            "Math.min(...[...document.querySelectorAll('main :is(p, a, li, dd, time)')]"
            ".filter(each => each.checkVisibility() && each.innerText.trim())"
            ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
        )


class TestByKeyboard(OnTheSite):
    width = 1280

    def test_she_comes_to_a_document_and_back(self):
        self.comes_to_the_home_page()
        self.reach("政策文件")
        self.enter()
        self.reach("停车管理办法")
        self.enter()
        self.sees_title("停车管理办法")
        self.reach("停车管理办法问答")
        self.enter()
        self.sees("停车要不要钱？")

    def test_four_keys_lead_to_the_parts_of_a_page(self):
        self.comes_to_the_home_page()
        self.page.keyboard.press("Alt+1")
        assert self.page.evaluate("document.activeElement.innerText.trim()") == "首页"
        self.page.keyboard.press("Alt+2")
        assert self.page.evaluate("document.activeElement.id") == "content"
        self.page.keyboard.press("Alt+3")
        assert self.page.evaluate("document.activeElement.name") == "q"
        with self.page.expect_navigation():
            self.page.keyboard.press("Alt+0")
        self.look()
        self.sees_title("无障碍说明")


class TestWithoutScripts(OnTheSite):
    scripts = False

    def test_everything_that_needs_them_is_not_shown_and_the_rest_works(self):
        self.comes_to_the_home_page()
        self.opens("政策文件", "停车管理办法")
        self.sees("现行有效")
        assert not self.page.get_by_role("button", name="放大文字").is_visible()
        self.opens("关怀版")
        assert self.page.locator("html").get_attribute("data-mode") == "elder"
