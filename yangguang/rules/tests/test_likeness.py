"""Tables that a lawyer can check: which two requests ask for the same, and how alike others are."""

import pytest

from yangguang.rules.likeness import held_in, likeness, wording_of

ASKED = "申请公开2022年三灶镇小学学区划分图及调整学区的会议纪要"


def between(one: str, other: str):
    return likeness(wording_of(one), wording_of(other))


@pytest.mark.parametrize(
    "other",
    [
        "申请公开２０２２年三灶镇小学学区划分图及调整学区的会议纪要",  # full width
        "申请 公开\n2022 年 三灶镇　小学 学区 划分图，及调整学区的《会议纪要》。",  # spaces and signs
        "关于学区划分的信息公开申请\n申请公开2022年三灶镇小学学区划分图及调整学区的会议纪要",  # a heading
        "尊敬的领导：您好！本人依据《中华人民共和国政府信息公开条例》第二十七条的规定，申请公开以下信息："
        "2022年三灶镇小学学区划分图及调整学区的会议纪要。特此申请，谢谢！",
    ],
)
def test_the_same_request_in_other_dress_is_the_same(other):
    found = between(ASKED, other)
    assert (found.percent, found.is_same, found.only_one) == (100, True, ())


def test_another_year_in_the_same_words_is_never_the_same():
    found = between(ASKED, ASKED.replace("2022", "2023"))
    assert not found.is_same
    assert found.percent < 100
    assert found.only_one == ("2022", "2023")


def test_another_year_that_stands_in_the_heading_alone_is_seen():
    body = "\n三灶镇小学学区划分图及调整学区的会议纪要"
    found = between("关于2022年学区的申请" + body, "关于2023年学区的申请" + body)
    assert (found.percent, found.is_same, found.only_one) == (99, False, ("2022", "2023"))


def test_a_year_in_characters_is_the_same_year():
    assert between("申请公开二〇二二年度部门决算公开表", "申请公开2022年度部门决算公开表").only_one == ()


def test_a_changed_word_costs_the_runs_it_stands_in():
    # 2022年三灶镇小学学区划分图: 13 runs of three; 图 → 表 changes one of them: 12 of 14 are common
    assert between("2022年三灶镇小学学区划分图", "2022年三灶镇小学学区划分表").percent == 100 * 12 // 14


def test_an_added_sentence_leaves_the_shorter_one_held_in_the_longer():
    found = between(ASKED, ASKED + "。另请说明该学区自2015年以来历次调整的依据、时间和参加会议的单位名单")
    assert found.held == 100
    assert 30 < found.percent < 70


def test_another_order_costs_only_the_seams():
    found = between(
        "三灶镇2022年预算表；红旗镇2022年预算表；平沙镇决算报告",
        "平沙镇决算报告；三灶镇2022年预算表；红旗镇2022年预算表",
    )
    assert found.percent > 80


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022年三灶镇小学学区划分图", "金湾区污水处理厂的排污许可证副本"),
        (
            "依据《政府信息公开条例》第二十七条，申请公开拆迁补偿方案",
            "依据《政府信息公开条例》第二十七条，申请公开教师招聘名单",
        ),
    ],
)
def test_other_subjects_are_not_alike_however_they_are_wrapped(one, other):
    assert between(one, other).percent < 20


@pytest.mark.parametrize("empty", ["", "   \n", "，。！", "您好"])
def test_a_text_without_words_is_compared_too(empty):
    assert between(empty, ASKED).percent == 0
    assert between(empty, empty).is_same
    assert held_in(empty, ASKED) <= 100


def test_a_request_made_of_phrases_alone_is_compared_as_it_stands():
    assert between("请公开。", "请公开！").is_same
    assert not between("请公开。", "请答复。").is_same


def test_the_first_of_a_list_is_no_heading():
    assert not between("2022年学区图\n2023年学区图", "2021年学区图\n2023年学区图").is_same
    assert wording_of("三灶镇学区图\n红旗镇学区图").words.startswith("三灶镇")


def test_a_request_that_only_points_to_its_heading_is_compared_with_it():
    assert not between(
        "关于拆迁补偿的申请\n申请公开上述信息。", "关于教师招聘的申请\n申请公开上述信息。"
    ).is_same
