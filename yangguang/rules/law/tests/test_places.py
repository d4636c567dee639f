"""Places in a law, and the articles of a document."""

import pytest

from yangguang.rules.law.places import Place
from yangguang.rules.law.structure import articles, paragraph_at
from yangguang.rules.problems import Refused


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("第四十二条", Place(42)),
        ("第42条第2款", Place(42, paragraph=2)),
        ("第一百三十三条之一第一款第（三）项", Place(133, 1, 1, 3)),
        ("第 二十 条第(十一)项第2目", Place(20, item=11, subitem=2)),
        ("第一千零七十九条", Place(1079)),
    ],
)
def test_a_place_is_read_however_it_is_written(written, place):
    assert Place.parse(written) == place
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize(
    "written", ["", "第零条", "第二款", "条", "第四十二条第二款规定", "行政许可法第四十二条"]
)
def test_what_is_no_place_is_refused_with_an_example(written):
    with pytest.raises(Refused, match="第四十二条第二款"):
        Place.parse(written)


def test_places_stand_in_the_order_of_reading():
    mixed = [Place(10), Place(2, 1), Place(2), Place(2, paragraph=1)]
    assert sorted(mixed) == [Place(2), Place(2, paragraph=1), Place(2, 1), Place(10)]


DOCUMENT = """金湾区便民服务点管理办法

目录
第一章 总则
第二章 附则

第一章　总则
第一条　为了方便群众办事，制定本办法。
第二条　便民服务点应当具备下列条件：
（一）有固定场所；
（二）有专人值守。
前款规定的场所可以合用。
第三条 违反
第二条规定的，限期改正。
第三条之一　对老年人应当上门服务。
第二章　附则
第四条　本办法自2024年1月1日起施行。

附件：值守人员守则
第一条　按时到岗。
"""


def test_a_document_is_divided_into_its_articles():
    found = articles(DOCUMENT)
    assert [each.label for each in found] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert {each.chapter for each in found[:4]} == {"第一章 总则"}
    assert found[4].chapter == "第二章 附则"
    assert found[3].place == Place(3, 1)


def test_a_line_that_goes_on_with_a_citation_begins_no_article():
    assert articles(DOCUMENT)[2].text == "违反\n第二条规定的，限期改正。"


def test_an_annex_with_articles_of_its_own_is_not_part_of_the_document():
    assert not any("按时到岗" in each.text for each in articles(DOCUMENT))


def test_items_belong_to_the_paragraph_above_them():
    text = articles(DOCUMENT)[1].text
    assert paragraph_at(text, text.index("有专人")) == 1
    assert paragraph_at(text, text.index("前款")) == 2


def test_a_document_without_articles_has_none():
    assert articles("一、总体要求\n加强组织领导。") == []
