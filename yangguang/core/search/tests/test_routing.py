"""What words are recognised as: an article, a document by its number, a title."""

import pytest

from yangguang.core.search.routing import Route, routes


@pytest.mark.parametrize(
    ("words", "name", "article"),
    [
        ("行政许可法第四十二条", "行政许可法", 42),
        ("《中华人民共和国行政许可法》第42条", "行政许可法", 42),
        ("《 行政许可法 》 第 四十二 条 第一款", "行政许可法", 42),
        ("民法典第一千零七十九条", "民法典", 1079),
        ("行政许可法（2019年修正）第十条", "行政许可法", 10),
        ("行政许可法四十二条", "行政许可法", 42),
        ("洛阳市《文物保护法》实施细则第三条", "洛阳市文物保护法实施细则", 3),
        ("《北京市实施《中华人民共和国工会法》办法》第九条", "北京市实施中华人民共和国工会法办法", 9),
    ],
)
def test_an_article_however_it_is_cited(words, name, article):
    assert Route(name=name, article=article) in routes(words)


@pytest.mark.parametrize(
    "words", ["珠金府办〔2023〕7号", "珠金府办[2023]7号", "珠金府办（2023）第７号", "珠金府办 ［2023］ 07 号"]
)
def test_a_number_however_it_is_typed(words):
    assert routes(words) == [Route(number="珠金府办〔2023〕7号")]


@pytest.mark.parametrize("words", ["第四十二条", "《》第一条", "第零条", "法", "", "，", "〔2023〕7号"])
def test_what_names_nothing_is_not_taken_for_an_article_or_a_number(words):
    assert [route for route in routes(words) if route.article is not None or route.number] == []


def test_a_title_that_cites_an_article_is_still_a_title():
    assert Route(name="关于刑法第九十三条第二款的解释") in routes("关于《刑法》第九十三条第二款的解释")


def test_of_several_parts_of_one_name_the_one_that_is_cited_comes_first():
    found = routes("关于适用刑法的解释（二）第三条")
    assert [route.name for route in found[:2]] == ["关于适用刑法的解释二", "关于适用刑法的解释"]
