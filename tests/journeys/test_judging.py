"""The judge of pages finds what is wrong with something new in a page that it knows."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import judging

PAGE = """<!doctype html><html lang="zh-CN"><title>页</title><body><main class="yg"><h1>标题</h1>
<form class="field"><label for="a">姓名</label><input id="a"></form>{}</main></body></html>"""


@pytest.fixture
def page(browser: Browser, monkeypatch) -> Page:
    monkeypatch.setattr(judging, "SEEN", {})
    page = browser.new_page()
    page.set_content(PAGE.format(""))
    assert judging.wrong_with(page, "360") == []
    return page


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ('<p class="pale" style="color:#bbb;background:#fff">看不清</p>', "color-contrast"),
        ('<form class="field"><label for="b">电话</label><input id="c"></form>', "label"),
        ('<p><img src="data:,"></p>', "image-alt"),
    ],
)
def test_finds_what_is_wrong_with_what_was_added(page, added, rule):
    page.set_content(PAGE.format(added))
    found = judging.wrong_with(page, "360")
    assert [each.split()[0] for each in found] == [rule]


def test_says_nothing_twice_of_what_it_judged(page):
    page.set_content(PAGE.format("<p>另一段话</p><p>再一段</p>"))
    assert judging.wrong_with(page, "360") == []
    page.set_content(PAGE.format("<p>别的话</p>"))
    assert judging.wrong_with(page, "360") == []
