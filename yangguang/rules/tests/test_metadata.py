"""What a document says about itself, read from little documents of an invented office."""

from datetime import date

import pytest

from yangguang.rules.metadata import Confidence, Document, Field, Missing, read

TITLE = "珠海市金湾区民政局关于印发社区食堂管理办法的通知"
LINES = [
    TITLE,
    "珠金民〔2023〕7号",
    "各镇人民政府：",
    "现将《社区食堂管理办法》印发给你们，请认真执行。",
    "珠海市金湾区民政局",
    "2023年5月6日",
    "社区食堂管理办法",
    "第一条　根据《中华人民共和国老年人权益保障法》和《广东省养老服务条例》，结合本区实际，制定本办法。",
    "第二条　本办法自印发之日起施行，有效期三年。",
]
TABLE = [
    "索 引 号：",
    "11440404MB2C000000/2023-00012",
    "发文字号：",
    "珠金民〔2023〕7号",
    "发布日期：2023年5月8日",
]


def of(*lines: str, **around):
    return read(Document.of(lines or LINES, **around))


class TestADocumentWithoutItsPage:
    def test_says_who_what_when_and_until_when(self):
        reading = of()
        assert reading.value(Field.TITLE) == TITLE
        assert reading.value(Field.NUMBER) == "珠金民〔2023〕7号"
        assert reading.value(Field.ISSUER) == ("珠海市金湾区民政局",)
        assert reading.value(Field.MADE_ON) == date(2023, 5, 6)
        assert reading.value(Field.EFFECTIVE_ON) == date(2023, 5, 6)
        assert reading.value(Field.EXPIRES_ON) == date(2026, 5, 5)
        assert reading.value(Field.BASIS) == ("《中华人民共和国老年人权益保障法》", "《广东省养老服务条例》")

    def test_says_where_it_was_looked_for_what_is_nowhere(self):
        reading = of()
        assert reading.missing() == [Field.INDEX_NUMBER, Field.PUBLISHED_ON, Field.THEME, Field.KEYWORDS]
        assert reading.fields[Field.INDEX_NUMBER] == Missing(("页面信息表的“索引号”",))

    def test_each_value_has_the_words_it_was_read_from(self):
        document = Document.of(LINES)
        reading = read(document)
        for field, words in {
            Field.NUMBER: "珠金民〔2023〕7号",
            Field.MADE_ON: "珠海市金湾区民政局\n2023年5月6日",
            Field.EXPIRES_ON: "第二条　本办法自印发之日起施行，有效期三年。",
        }.items():
            found = reading.found(field)
            assert found is not None
            assert document.text[found.words.start : found.words.end] == found.words.text == words

    def test_a_title_over_several_lines_is_one(self):
        reading = of("珠海市金湾区民政局关于印发社区食堂", "管理办法的通知", *LINES[1:])
        assert reading.value(Field.TITLE) == TITLE

    def test_several_issuers_sign_one_below_the_other(self):
        signed = ["珠海市金湾区民政局　珠海市金湾区财政局", "珠海市金湾区卫生健康局", "二〇二三年五月六日"]
        reading = of("关于社区食堂补贴的通知", "各镇人民政府：", "请遵照执行。", *signed)
        assert reading.value(Field.ISSUER) == (
            "珠海市金湾区民政局",
            "珠海市金湾区财政局",
            "珠海市金湾区卫生健康局",
        )
        assert reading.value(Field.MADE_ON) == date(2023, 5, 6)

    def test_the_signature_of_an_annex_is_not_that_of_the_document(self):
        annex = ["社区食堂专家组意见", "建议增加座位。", "珠海市金湾区养老服务协会", "2023年4月1日"]
        reading = of(*LINES, *annex)
        assert reading.value(Field.MADE_ON) == date(2023, 5, 6)
        assert reading.value(Field.ISSUER) == ("珠海市金湾区民政局",)

    def test_only_an_annex_is_signed_so_the_day_is_doubtful(self):
        annex = ["社区食堂专家组意见", "建议增加座位。", "珠海市金湾区养老服务协会", "2023年4月1日"]
        found = of(TITLE, "各镇人民政府：", "请遵照执行。", *annex).found(Field.MADE_ON)
        assert found.confidence is Confidence.LOW
        assert "不同" in found.why

    @pytest.mark.parametrize(
        "nothing", [["请各单位遵照执行。"], ["珠金民"], ["2023年5月6日"], ["附件：", "1."]]
    )
    def test_where_it_says_nothing_nothing_is_made_up(self, nothing):
        reading = of(*nothing)
        assert reading.value(Field.NUMBER) is None
        assert reading.value(Field.ISSUER) is None
        assert reading.value(Field.EFFECTIVE_ON) is None


class TestAPage:
    def test_two_places_that_agree_make_a_value_sure(self):
        found = of(*TABLE, *LINES).found(Field.NUMBER)
        assert found.confidence is Confidence.HIGH
        assert found.why == "页面信息表与正文开头一致。"

    def test_two_places_that_disagree_are_both_said(self):
        wrong = [*TABLE[:3], "珠金民〔2023〕9号", "成文日期：2023-05-09"]
        reading = of(*wrong, *LINES)
        number, made_on = reading.found(Field.NUMBER), reading.found(Field.MADE_ON)
        assert number.confidence is Confidence.LOW
        assert "页面信息表写“珠金民〔2023〕9号”，正文开头写“珠金民〔2023〕7号”，不一致" in number.why
        assert [each.value for each in made_on.others] == [date(2023, 5, 6)]

    def test_an_empty_row_does_not_take_the_line_below(self):
        reading = of("发文字号：", "主 题 词：", *LINES)
        assert reading.value(Field.KEYWORDS) is None
        assert reading.value(Field.TITLE) == TITLE
        missing = reading.fields[Field.KEYWORDS]
        assert isinstance(missing, Missing)
        assert missing.why == "页面信息表有这一栏，但是空的。"

    def test_rows_in_one_line_are_told_apart(self):
        row = "索引号: 006939748/2004-00170 分类: 发布机构: 珠海市金湾区民政局 成文日期: 2023-05-06"
        reading = of(row, *LINES)
        assert reading.value(Field.INDEX_NUMBER) == "006939748/2004-00170"
        assert reading.value(Field.THEME) is None
        assert reading.found(Field.MADE_ON).confidence is Confidence.HIGH

    def test_an_odd_index_number_is_doubtful(self):
        found = of("索引号：JW-2023-12", *LINES).found(Field.INDEX_NUMBER)
        assert (found.value, found.confidence) == ("JW-2023-12", Confidence.LOW)

    def test_the_site_behind_a_title_is_no_part_of_it(self):
        reading = of("社区食堂供应午餐。", heading="社区食堂办事指南-金湾区民政局网站")
        assert reading.value(Field.TITLE) == "社区食堂办事指南"

    def test_who_sent_the_text_in_is_only_maybe_the_issuer(self):
        found = of("社区食堂供应午餐。", tags={"ContentSource": "金湾区民政局"}).found(Field.ISSUER)
        assert (found.value, found.confidence) == (("金湾区民政局",), Confidence.LOW)

    def test_days_that_cannot_follow_each_other_are_doubted(self):
        found = of("发布日期：2023-05-01", *LINES).found(Field.PUBLISHED_ON)
        assert found.confidence is Confidence.LOW
        assert "早于成文日期" in found.why

    def test_a_number_of_another_year_is_doubted(self):
        found = of(*[line.replace("〔2023〕", "〔2021〕") for line in LINES]).found(Field.NUMBER)
        assert found.confidence is Confidence.LOW

    def test_what_nobody_sees_is_not_read(self):
        assert of("\u200b珠金民〔2023〕7号\u200b", "请遵照执行。").value(Field.NUMBER) == "珠金民〔2023〕7号"


def test_a_clause_that_counts_from_an_unknown_day_names_no_day():
    reading = of("关于停车的意见", "本意见自印发之日起施行。")
    assert "起算的日期没有找到" in reading.fields[Field.EFFECTIVE_ON].why


def test_a_clause_that_names_its_day_is_surer_than_one_that_counts():
    named = of("关于停车的意见", "本意见自2024年5月1日起施行，有效期3年。")
    assert named.found(Field.EFFECTIVE_ON).confidence is Confidence.HIGH
    assert named.found(Field.EXPIRES_ON).confidence is Confidence.MEDIUM
    assert named.value(Field.EXPIRES_ON) == date(2027, 4, 30)


@pytest.mark.parametrize(
    "sentence", ["《停车条例》自2024年5月1日起施行。", "民政局自2024年5月1日起受理申请。"]
)
def test_what_others_do_is_not_its_commencement(sentence):
    assert of("社区食堂问答", sentence).value(Field.EFFECTIVE_ON) is None


def test_what_the_table_and_the_clause_say_differently_is_said():
    found = of("施行日期：2023-07-01", *LINES).found(Field.EFFECTIVE_ON)
    assert (found.value, found.confidence) == (date(2023, 7, 1), Confidence.LOW)
    assert "正文条款写“2023年5月6日”" in found.why
