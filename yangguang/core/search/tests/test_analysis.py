"""How texts are cut. The tokens are those that any engine would have to be given; a change asks for a new index."""

import pytest

from yangguang.core.search.analysis import Analyser, analyser_of, pairs, pairs_asked, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("依申请公开", ["申请", "公开", "依申请公开"]),
        ("区府办", ["区", "府", "办"]),
        ("执行GB3838—2002标准", ["执行", "gb3838", "2002", "标准"]),
        ("５Ｇ基站", ["5g", "基站"]),
        ("，。！ 😀", []),
        ("", []),
    ],
)
def test_words_of_a_text(text, words):
    assert analyser_of().words(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请问老人卡怎么办理", ["老人", "卡"]),
        ("的", ["的"]),
        ("怎么办", ["怎么办"]),
        ("行政许可 行政许可", ["行政许可"]),
    ],
)
def test_words_of_a_question_are_left_out_while_others_remain(text, found):
    assert analyser_of().asked(text) == found


def test_the_names_of_a_place_are_words_to_who_knows_them():
    assert "三灶镇" not in analyser_of().words("三灶镇政府")
    assert Analyser(["三灶镇"]).asked("三灶镇政府") == ["三灶镇", "政府"]


@pytest.mark.parametrize(
    ("text", "indexed", "asked"),
    [
        ("水", ["水"], ["水"]),
        ("供水", ["供水", "水"], ["供水"]),
        ("制度5g", ["制度", "度", "5g"], ["制度", "度", "5g"]),
        ("公民、法人", ["公民", "民", "法人", "人"], ["公民", "民", "法人"]),
        ("2024", ["2024"], ["2024"]),
        ("", [], []),
    ],
)
def test_pairs(text, indexed, asked):
    assert pairs(text) == indexed
    assert pairs_asked(text) == asked


def test_what_is_asked_for_stands_in_a_row_in_every_text_that_has_it():
    text = pairs("为了规范行政许可的设定和实施，保护公民、法人的5G权益")
    for words in ("行政许可的", "和实施", "公民、法人", "的5g", "5G权益", "政许可"):
        asked = pairs_asked(words)
        assert any(text[at : at + len(asked)] == asked for at in range(len(text))), words


def test_hidden_signs_and_capitals_make_no_difference():
    assert plain("\u202eＡ\x00\u200b") == " a  "
    assert pairs("行\u200b政") == ["行", "政"]


def test_a_long_run_is_cut_rather_than_lost():
    assert [len(word) for word in analyser_of().words("a" * 10_000)] == [64] * 156 + [16]
