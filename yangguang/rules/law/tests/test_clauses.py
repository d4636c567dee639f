"""Sentences that begin, end, repeal, found and amend. The sentences are made up; the forms are those of real ones."""

from datetime import date

import pytest

from yangguang.rules.law.clauses import amends, bases, commencement, expiry, repeals
from yangguang.rules.law.days import days_in, last_day_of

SIGNED = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("第九条　本办法自2024年5月1日起施行。", date(2024, 5, 1)),
        ("本规定自二〇二四年五月一日起实施。", date(2024, 5, 1)),
        ("本规定自２０２４年５月１日起施行，有效期3年。", date(2024, 5, 1)),
        ("本办法自印发之日起施行。", SIGNED),
        ("自公布之日起执行。", SIGNED),
        ("本办法自公布之日起三十日后施行。", date(2024, 4, 14)),
        ("现公布《便民服务办法》，自2024年5月1日起施行。", date(2024, 5, 1)),
        ("本办法自2023年1月1日起施行。\n第五条 修订后的本办法自2024年5月1日起施行。", date(2024, 5, 1)),
    ],
)
def test_a_text_says_when_it_begins(text, day):
    found = commencement(text, SIGNED)
    assert found is not None
    assert found.day == day
    assert found.sentence in text


@pytest.mark.parametrize(
    "text",
    [
        "2010年1月1日起施行的《便民服务办法》同时废止。",
        "《政府信息公开条例》自2019年5月15日起施行以来，成效明显。",
        "自决定生效之日起三年内不受理。",
        "许可证自2024年1月1日起有效。",
        "",
    ],
)
def test_when_others_begin_says_nothing_of_this_text(text):
    assert commencement(text, SIGNED) is None


def test_a_day_that_hangs_on_an_unknown_one_is_not_made_up():
    found = commencement("本办法自公布之日起施行，有效期5年。", None)
    assert found is not None
    assert found.day is None
    ends = expiry("本办法自公布之日起施行，有效期5年。", None)
    assert ends is not None
    assert ends.day is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本办法自2024年1月1日起施行，有效期5年。", date(2028, 12, 31)),
        ("本办法自2024年1月1日起施行，有效期为三年。", date(2026, 12, 31)),
        ("本办法自2024年1月1日起施行，有效期至2026年6月30日。", date(2026, 6, 30)),
        ("本通知自2024年1月1日起试行，试行期1年。", date(2024, 12, 31)),
        ("本办法自2024年1月1日起实施，至2025年12月31日止。", date(2025, 12, 31)),
        ("本通知有效期6个月。", date(2024, 6, 30)),
    ],
)
def test_a_text_says_when_it_ends(text, day):
    found = expiry(text, date(2024, 1, 1))
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "text",
    [
        "许可证有效期5年。",
        "在评估结果有效期内享受待遇。",
        "执照有效期届满前三十日申请延续。",
        "本办法自2024年1月1日起施行。",
    ],
)
def test_the_term_of_a_permit_is_not_that_of_the_text(text):
    assert expiry(text, date(2024, 1, 1)) is None


def test_a_term_that_ends_in_a_short_month_ends_on_its_last_day():
    assert last_day_of(date(2023, 8, 31), months=6) == date(2024, 2, 29)
    assert last_day_of(date(2024, 2, 29), years=1) == date(2025, 2, 28)


def test_days_that_no_calendar_has_are_left_out():
    assert list(days_in("2024年2月30日、2024年13月1日、二○二四年二月二十九日")) == [date(2024, 2, 29)]


def ended(text):
    return [(each.title, each.number, each.is_whole) for each in repeals(text, date(2024, 5, 1))]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("《甲办法》同时废止。", [("甲办法", "", True)]),
        ("本办法自2024年5月1日起施行，《甲办法》（珠金府〔2015〕3号）同时废止。",
         [("甲办法", "珠金府〔2015〕3号", True)]),
        ("《甲办法》、《乙规定》和2010年1月1日区政府发布的《丙细则》同时废止。",
         [("甲办法", "", True), ("乙规定", "", True), ("丙细则", "", True)]),
        ("自本通知印发之日起，《甲通知》（国办发〔2016〕82号）停止执行。", [("甲通知", "国办发〔2016〕82号", True)]),
        ("下列文件予以废止：\n1．《甲办法》\n2．乙镇管理规定（珠金府〔2009〕1号）\n第二条 其他。",
         [("甲办法", "", True), ("乙镇管理规定", "珠金府〔2009〕1号", True)]),
        ("以下文件同时废止：《甲办法》、《乙规定》。", [("甲办法", "", True), ("乙规定", "", True)]),
        ("1988年9月27日区政府发布的便民服务管理办法同时废止。", [("便民服务管理办法", "", True)]),
        ("珠金府〔2010〕5号文同时废止。", [("", "珠金府〔2010〕5号", True)]),
        ("《甲办法》中有关收费的规定同时废止。", [("甲办法", "", False)]),
        ("现决定废止《甲办法》《乙规定》。", [("甲办法", "", True), ("乙规定", "", True)]),
        ("根据《关于修改〈甲办法〉的决定》修正的《甲办法》同时废止。", [("甲办法", "", True)]),
    ],
)  # fmt: skip
def test_a_clause_gives_what_it_ends(text, titles):
    assert ended(text) == titles


@pytest.mark.parametrize(
    "text",
    [
        "规范性文件应当及时修改或者废止。",
        "复议期间不停止执行。",
        "《采矿许可证》自行废止。",
        "施工许可证自行废止。",
        "依照《民事诉讼法》规定的公示催告程序，请求宣告该股票失效。",
        "本办法施行前的有关规定与本办法不一致的，同时废止。",
        "过去有关部门制定的管理办法即行废止。",
        "地方性法规解释、修改和废止",
        "《甲办法》已废止的，适用本办法。",
    ],
)
def test_what_ends_no_text_names_none(text):
    assert ended(text) == []


def test_a_part_that_ends_is_named_to_the_item():
    found = repeals("《甲办法》第三条至第五条、第九条第二款同时停止执行。", None)[0]
    assert [str(place) for place in found.places] == ["第三条", "第四条", "第五条", "第九条第二款"]
    assert found.is_suspended
    assert not found.is_whole


def test_the_days_tell_which_version_ends():
    text = "本办法自2024年5月1日起施行。2005年1月2日通过、2010年3月4日修正的《甲办法》同时废止。"
    found = repeals(text, date(2024, 5, 1))[0]
    assert found.issued == (date(2005, 1, 2), date(2010, 3, 4))
    assert found.since == date(2024, 5, 1)


def test_a_day_in_the_clause_goes_before_the_day_of_the_text():
    assert repeals("《甲办法》自2025年1月1日起废止。", date(2024, 5, 1))[0].since == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "根据《甲法》《乙条例》和有关规定，结合本区实际，制定本办法。",
            [("甲法", False), ("乙条例", False)],
        ),
        ("为贯彻落实《甲意见》，现提出如下措施。", [("甲意见", True)]),
        ("根据宪法和公务员法，制定本法。", [("宪法", False), ("公务员法", False)]),
        ("根据国务院《甲条例》等规定，特制定本细则。", [("甲条例", False)]),
        ("根据有关法律、法规，制定本条例。", []),
        ("行政机关根据《甲法》作出决定。", []),
    ],
)
def test_a_text_says_what_it_stands_on(text, titles):
    assert [(each.title, each.implements) for each in bases(text)] == titles


DECISION = """区政府决定对《便民服务办法》作如下修改：
一、将第三条修改为：“第三条　依照本法第九条办理。
“违反第十条的，责令改正。”
二、删去第七条第二款。
三、增加一条，作为第八条：“……”
四、第五条中的“街道”修改为“镇街”。
本决定自2024年5月1日起施行。"""


def test_a_decision_says_what_it_changes_and_its_new_words_do_not():
    found = amends("金湾区人民政府关于修改《便民服务办法》的决定", DECISION)
    assert {each.title for each in found} == {"便民服务办法"}
    assert [" ".join(map(str, each.places)) for each in found if each.places] == [
        "第三条",
        "第七条第二款",
        "第八条",
        "第五条",
    ]


def test_an_amendment_of_the_criminal_law_names_it_in_its_title():
    found = amends("中华人民共和国刑法修正案（二）", "将刑法第三百四十二条修改为：“……”")
    assert [(each.title, *map(str, each.places)) for each in found] == [
        ("中华人民共和国刑法", "第三百四十二条")
    ]


def test_a_decision_on_several_texts_names_each():
    text = "一、修改《甲办法》\n1．将第二条修改为：“……”\n二、修改《乙规定》\n1．删去第四条。"
    found = [each for each in amends("关于修改部分文件的决定", text) if each.places]
    assert [(each.title, *map(str, each.places)) for each in found] == [
        ("甲办法", "第二条"),
        ("乙规定", "第四条"),
    ]


def test_other_texts_change_nothing():
    assert amends("便民服务办法", "一、将第三条修改为：“……”") == []


@pytest.mark.parametrize(
    "piece", ["废止，", "《甲》废止，", "根据《甲》", "自2024年", "有效期", "（《", "同时同时"]
)
def test_a_text_that_was_made_to_be_slow_is_read_all_the_same(piece):
    text = piece * 20_000
    repeals(text, None)
    assert commencement(text, None) is None
    assert expiry(text, None) is None
    assert bases(text) == []
