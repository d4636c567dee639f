"""What a text cites, and what only looks like it."""

import pytest

from yangguang.rules.law.citations import How, Titles, find, find_in
from yangguang.rules.law.places import Place
from yangguang.rules.law.structure import articles

LAWS = Titles.of(
    [
        ("中华人民共和国行政许可法", "permits"),
        ("中华人民共和国民事诉讼法", "procedure"),
        ("中华人民共和国刑法", "crimes"),
        ("湿地保护条例", "wetlands"),
        ("中华人民共和国公司法", "companies"),
        ("最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）", "companies-2"),
        ("优化营商环境条例", "business"),
    ]
)


def cited(text, **known):
    return [(each.words, each.key, " ".join(map(str, each.places))) for each in find(text, LAWS, **known)]


@pytest.mark.parametrize(
    ("text", "words", "key", "places"),
    [
        ("依照《中华人民共和国行政许可法》第四条办理", "《中华人民共和国行政许可法》第四条", "permits", "第四条"),
        ("依据《行政许可法》 第 42 条 第 2 款", "《行政许可法》 第 42 条 第 2 款", "permits", "第四十二条第二款"),
        ("属于行政许可法第十二条第（六）项情形", "行政许可法第十二条第（六）项", "permits", "第十二条第（六）项"),
        ("触犯刑法第一百三十三条之一的", "刑法第一百三十三条之一", "crimes", "第一百三十三条之一"),
        ("按民诉法第八十五条计算", "民诉法第八十五条", "procedure", "第八十五条"),
        ("《公司法》（2018年修正）第十六条", "《公司法》（2018年修正）第十六条", "companies", "第十六条"),
        ("《湿地保护条例》的第三条", "《湿地保护条例》的第三条", "wetlands", "第三条"),
        ("根据公司法和有关规定", "公司法", "companies", ""),
        ("最高人民法院《关于适用〈中华人民共和国公司法〉若干问题的规定（二）》第一条",
         "《关于适用〈中华人民共和国公司法〉若干问题的规定（二）》第一条", "companies-2", "第一条"),
        ("《关于便民服务的通知》要求", "《关于便民服务的通知》", None, ""),
        ("贯彻新修订的公司法，", "公司法", "companies", ""),
        ("公司法所称高级管理人员，是指经理", "公司法", "companies", ""),
        ("依照公司法规定办理", "公司法", "companies", ""),
        ("依照医疗机构管理条例第三条", "医疗机构管理条例第三条", None, "第三条"),
    ],
)  # fmt: skip
def test_a_law_is_known_however_it_is_named(text, words, key, places):
    assert cited(text) == [(words, key, places)]


@pytest.mark.parametrize(
    ("pins", "places"),
    [
        ("第四十九条至第五十一条", "第四十九条 第五十条 第五十一条"),
        ("第3—5条", "第三条 第四条 第五条"),
        ("第九条第（一）、（二）项", "第九条第（一）项 第九条第（二）项"),
        ("第五条第（一）（二）项", "第五条第（一）项 第五条第（二）项"),
        ("第二条第一款第一项、第三款和第八条", "第二条第一款第（一）项 第二条第三款 第八条"),
        ("第三、四条", "第三条 第四条"),
        ("第二十条第（一）项至第（三）项", "第二十条第（一）项 第二十条第（二）项 第二十条第（三）项"),
        ("第四条第二款至第六条", "第四条第二款 第五条 第六条"),
    ],
)
def test_lists_and_ranges_are_read_in_full(pins, places):
    assert cited(f"违反《行政许可法》{pins}规定的") == [(f"《行政许可法》{pins}", "permits", places)]


def test_a_range_that_runs_backwards_keeps_its_ends():
    assert cited("《公司法》第九条至第三条")[0][2] == "第九条 第三条"


@pytest.mark.parametrize(
    "text",
    [
        "将第三条修改为：",
        "第一条市政道路由区政府养护",
        "第四十五条　公民有权查阅",
        "删除第七条",
        "增加一条，作为第八条",
        "遵守公司法律、法规",
        "依照湿地保护条例实施细则办理",
        "落实公司法若干规定",
        "规定如下（以下简称《条例》）",
        "见《金湾日报》和《营业执照》",
        "目前条件不具备，以前项目已停",
    ],
)
def test_what_only_looks_like_a_citation_is_none(text):
    assert cited(text, own="self", at=Place(5, paragraph=2)) == []


def test_a_local_law_is_not_taken_for_the_national_one_of_the_same_name():
    assert cited("依照广东省湿地保护条例第三条") == [("广东省湿地保护条例第三条", None, "第三条")]


def test_the_text_itself_is_cited_by_this_law_and_by_an_open_article():
    assert cited("违反本办法第九条或者第十条，以及有第十二条情形的", own="self") == [
        ("本办法第九条或者第十条", "self", "第九条 第十条"),
        ("第十二条", "self", "第十二条"),
    ]


def test_the_article_before_and_the_paragraphs_before_are_known_from_where_one_is():
    assert cited("前两款规定的，依照前条第三款；前款第二项除外", own="self", at=Place(5, paragraph=3)) == [
        ("前两款", "self", "第五条第一款 第五条第二款"),
        ("前条第三款", "self", "第四条第三款"),
        ("前款第二项", "self", "第五条第二款第（二）项"),
    ]


def test_without_a_place_the_paragraph_before_says_nothing():
    assert cited("依照前款规定") == []


def test_the_same_law_is_the_one_named_last_of_its_kind():
    found = list(find("《行政许可法》第三条、《湿地保护条例》第四条和该法第九条，同条第二款", LAWS))
    assert [(each.how, each.key, *map(str, each.places)) for each in found[2:]] == [
        (How.SAME, "permits", "第九条"),
        (How.SAME, "permits", "第九条第二款"),
    ]


def test_a_short_name_holds_for_the_rest_of_the_text():
    text = (
        "《优化营商环境条例》（国务院令第722号，以下简称《条例》）施行。《条例》第三条、条例第六十二条适用。"
    )
    found = list(find(text, LAWS))
    assert [(each.words, each.key) for each in found] == [
        ("《优化营商环境条例》", "business"),
        ("《条例》第三条", "business"),
        ("条例第六十二条", "business"),
    ]


def test_a_short_name_does_not_hold_before_it_is_explained_or_inside_another_name():
    text = "管理条例第三条。《优化营商环境条例》（以下简称条例）施行，并依照物业管理条例第五条。"
    assert {each.key for each in find(text, LAWS) if each.places} == {None}


def test_short_names_are_kept_from_article_to_article():
    law = articles("第一条 根据《行政许可法》（以下简称许可法）制定。\n第二条 许可法第四条和前条适用。")
    assert [
        (str(article.place), each.words, each.key) for article, each in find_in(law, LAWS, own="self")
    ] == [
        ("第一条", "《行政许可法》", "permits"),
        ("第二条", "许可法第四条", "permits"),
        ("第二条", "前条", "self"),
    ]


def test_a_citation_stands_where_it_says():
    text = "依照《行政许可法》第四条、刑法第三条和本办法第五条"
    assert all(text[each.start : each.end] == each.words for each in find(text, LAWS))


def test_two_laws_that_share_a_short_name_keep_their_own_full_one():
    shared = Titles.of([("安全条例（试行）", "trial"), ("安全条例", "plain")])
    assert (shared.key_of("《安全条例》"), shared.key_of("《安全条例（试行）》")) == ("plain", "trial")


@pytest.mark.parametrize(
    "text", ["", "《", "《》第条", "第条", "《行政许可法", "第九九九九九九条", "前", "本法第"]
)
def test_broken_text_is_read_without_harm(text):
    assert cited(text, at=Place(1)) == []


@pytest.mark.parametrize(
    "piece", ["第1、", "《", "（", "前两", "《行政许可法》，x第1", "以下简称", "依照第", "x第1条"]
)
def test_a_text_that_was_made_to_be_slow_is_read_all_the_same(piece):
    assert len(cited(piece * 20_000, at=Place(3))) <= 20_000
