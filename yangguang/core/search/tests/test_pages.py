"""The page of residents: what it shows, what it offers when nothing is found, and what it never keeps."""

import json

import pytest

from yangguang.core.search import rules
from yangguang.core.search.entries import Kind
from yangguang.core.search.models import Unfound
from yangguang.rules.validity import Validity

pytestmark = pytest.mark.django_db


def page(client, q: str, **said) -> str:
    answer = client.get("/search/", {"q": q, **said})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_hit_shows_its_title_its_badge_its_number_and_its_day(client, shelf):
    shown = page(client, "金湾区公共租赁住房管理实施细则")
    assert 'href="/doc/rent/"' in shown
    assert "现行有效" in shown
    assert "珠金府办〔2023〕7号" in shown
    assert "2023年3月1日" in shown


def test_what_is_repealed_carries_its_badge(client, shelf):
    assert '<span class="tag late">已废止</span>' in page(client, "珠金府〔2015〕3号")


def test_words_are_shown_as_words_whatever_they_are(client, put):
    put("<script>alert(1)</script>公告", '<img src=x onerror="alert(2)">公告内容', agency="<b>局</b>")
    shown = page(client, "<script>alert(1)</script>公告 onerror")
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_facet_is_a_link_that_keeps_the_words(client, shelf):
    shown = page(client, "金湾区")
    assert "?q=%E9%87%91%E6%B9%BE%E5%8C%BA&amp;year=2023" in shown
    narrowed = page(client, "金湾区", year="2023")
    assert "年份：2023年" in narrowed
    assert "/doc/school/" not in narrowed


def test_the_reader_is_told_what_else_was_looked_for(client, shelf):
    assert "同时查找了：公共租赁住房。" in page(client, "公租房")


def test_nothing_found_says_what_may_be_done(client, shelf):
    shown = page(client, "珊瑚礁潜水")
    assert "没有找到" in shown
    assert 'href="/disclosure/"' in shown


def test_what_has_only_some_of_the_words_stands_apart(client, shelf):
    assert "只包含部分检索词的内容" in page(client, "公共租赁住房 珊瑚礁")


@pytest.mark.parametrize(
    "said",
    [{"page": "-1"}, {"page": "9" * 30}, {"page": "一"}, {"page": "٣"}, {"year": "' OR"}, {"kind": "x"}],
)
def test_a_strange_address_is_answered_with_a_page(client, shelf, said):
    page(client, "金湾区", **said)


def test_ten_kilobytes_of_words_are_answered_with_a_sentence(client, shelf):
    assert "最多100字" in page(client, "公共租赁住房" * 600)


def test_residents_find_nothing_of_the_office_even_signed_in(client, put, bureau, teacher):
    put("内部研究", key="case:1", org_id=bureau.pk, kind=Kind.CASE, is_public=False)
    client.force_login(teacher, "django.contrib.auth.backends.ModelBackend")
    assert "/pages/内部研究/" not in page(client, "内部研究")


class TestSuggestions:
    def test_come_as_titles(self, client, shelf):
        answer = client.get("/search/suggest/", {"q": "xzxk"})
        assert json.loads(answer.content) == {"titles": ["中华人民共和国行政许可法"]}

    def test_of_nothing_are_none(self, client, shelf):
        assert json.loads(client.get("/search/suggest/").content) == {"titles": []}


class TestUnfound:
    def test_words_that_found_nothing_are_counted_by_day(self, client, shelf):
        page(client, "珊瑚礁潜水")
        page(client, " 珊瑚礁潜水 ")
        assert [(each.words, each.times) for each in Unfound.objects.all()] == [("珊瑚礁潜水", 2)]

    def test_words_that_found_something_are_not(self, client, shelf):
        page(client, "公共租赁住房")
        page(client, "金湾区", year="1999")
        client.head("/search/", {"q": "珊瑚礁"})
        assert not Unfound.objects.exists()

    @pytest.mark.parametrize(
        "words",
        [
            "44040419900101123X", "4404 0419 9001 0112 3x", "13900001234", "139-0000-1234", "１３９００００１２３４",
            "0756—5550199", "(0756) 555.0199", "一三九零零零零一二三四", "张三 13900001234 投诉",
            "6222 0212 3456 7890 123",
            "chen@example.cn", "我叫陈某某住在三灶镇某某村某某巷的那间老房子里去年被邻居占了一半",
        ],
    )  # fmt: skip
    def test_what_may_tell_who_somebody_is_is_never_kept(self, client, shelf, words):
        page(client, words)
        assert not Unfound.objects.exists()

    def test_a_robot_does_not_fill_the_table(self, client, shelf, monkeypatch):
        monkeypatch.setattr(rules, "MOST_UNFOUND_A_DAY", 2)
        for words in ("珊瑚礁", "潜水艇", "热气球"):
            page(client, words)
        assert Unfound.objects.count() == 2


def test_an_entry_that_is_not_in_force_yet_says_so(client, put):
    put("新办法", validity=Validity.NOT_YET)
    assert "尚未施行" in page(client, "新办法")


def test_without_words_a_library_is_leafed_through_by_its_facets(client, shelf):
    shown = client.get("/search/", {"kind": "document"}).content.decode()
    assert "缩小范围" in shown
    assert shown.count('class="hit"') >= 1 or '<ol class="hits">' in shown
    nothing = client.get("/search/", {"kind": "document", "year": "1066"}).content.decode()
    assert "没有找到这个范围内的内容" in nothing
    assert client.get("/search/", {"year": "'; DROP TABLE"}).status_code == 200
