"""Checking what is written: what must be found, and, as important, what must not."""

import pytest

from yangguang.rules.problems import Refused
from yangguang.rules.wording import STARTER, Severity, check
from yangguang.rules.wording.banned import from_csv, from_toml
from yangguang.rules.wording.dates import impossible_days
from yangguang.rules.wording.lines import Link, contents
from yangguang.rules.wording.links import bad_links
from yangguang.rules.wording.privacy import is_bank_card, is_identity_number, private
from yangguang.rules.wording.sounds import PHRASES, wrong_by_sound
from yangguang.rules.wording.typos import VARIANTS, WRONG, document_numbers, doubled_words, signs, wrong_words


def text(*paragraphs):
    return [("text", "".join(f"<p>{each}</p>" for each in paragraphs))]


def rules(blocks, **given):
    return [each.rule for each in check(blocks, **given).findings]


class TestWords:
    @pytest.mark.parametrize(
        ("written", "right"),
        [
            ("认真布署", "部署"),
            ("既使如此", "即使"),
            ("一如继往地支持", "一如既往"),
            ("再接再励", "再接再厉"),
            ("招聘启示", "招聘启事"),
            ("迫不急待", "迫不及待"),
            ("寻私舞弊", "徇私舞弊"),
            ("竟聘上岗", "竞聘"),
        ],
    )
    def test_a_wrong_word_is_found_with_the_right_one(self, written, right):
        [found] = wrong_words(written)
        assert found.right == right
        assert written[found.start : found.end] == found.found

    @pytest.mark.parametrize(
        "right",
        [
            "发布署名文章",
            "既使用又维护",
            "既便于群众办事",
            "立即定下来",
            "依法依规化解矛盾",
            "成功进行原件核验受理",
            "按排位序号",
            "社会平安祥和",
            "承担误工补贴",
            "采取销毁措施",
            "通过份额转让",
            "标注消防设施",
            "月份内完成",
            "预防害虫",
            "举报消费欺诈",
            "教授与学生",
            "供给于民",
            "讲座落幕",
            "环保正在推进",
            "问题高发",
        ],
    )
    def test_words_that_only_look_like_it_are_left_alone(self, right):
        assert list(wrong_words(right)) == []

    def test_no_entry_is_its_own_correction_or_fires_on_another(self):
        for wrong, right in (WRONG | VARIANTS).items():
            assert wrong != right
            assert list(wrong_words(right)) == [], right

    @pytest.mark.parametrize(
        ("written", "right"), [("有关法律法归", "法律法规"), ("坚持基本元泽", "基本原则")]
    )
    def test_a_phrase_that_only_sounds_right(self, written, right):
        [found] = wrong_by_sound(f"各部门{written}办理")
        assert found.right == right
        assert f"各部门{written}办理"[found.start : found.end] == found.found

    @pytest.mark.parametrize(
        "right",
        [
            "重要指示精神",
            "生态环境志愿服务",
            "法治的核心是权利保障",
            "京津冀及周边地区",
            "法院做出判决",
            "制订国家标准",
            "依法增加投入",
            "既是调整结构的重点",
        ],
    )
    def test_words_that_sound_like_others_are_no_mistake(self, right):
        assert list(wrong_by_sound(right)) == []

    def test_the_phrases_are_there_and_sound(self):
        assert {"法律法规", "基本原则"} <= PHRASES
        assert all(len(phrase) == 4 for phrase in PHRASES)

    @pytest.mark.parametrize(
        "twice", ["召开会议的的通知", "进行进行检查", "金湾区人民政府金湾区人民政府关于", "存在在隐患"]
    )
    def test_a_word_that_stands_twice(self, twice):
        assert [each.rule for each in doubled_words(twice)] == ["doubled"]

    @pytest.mark.parametrize(
        "once",
        [
            "目的的实现",
            "实实在在",
            "党组织组织学习",
            "打的的费用",
            "为了了解情况",
            "高高兴兴",
            "研究研究",
            "一年一年地",
            "哈哈哈哈哈哈哈哈",
        ],
    )
    def test_a_word_that_may_stand_twice(self, once):
        assert list(doubled_words(once)) == []


class TestSigns:
    @pytest.mark.parametrize(
        ("written", "rule"),
        [
            ("各镇,各部门", "sign.half"),
            ("完成。。", "sign.doubled"),
            ("甲、、乙", "sign.doubled"),
            ("甲，。", "sign.doubled"),
        ],
    )
    def test_wrong_signs(self, written, rule):
        assert [each.rule for each in signs(written)] == [rule]

    @pytest.mark.parametrize(
        "right", ["1,000元", "GB/T 15834:2011", "等等……", "上午9:00开始", "见http://a.cn/?b=1,2", "真的？！"]
    )
    def test_right_signs(self, right):
        assert list(signs(right)) == []

    @pytest.mark.parametrize(
        ("written", "sign"), [("根据《条例的规定", "《"), ("（一加强领导", "（"), ("条例》规定", "》")]
    )
    def test_half_a_pair(self, written, sign):
        [found] = check(text(written)).findings
        assert (found.rule, found.found[0]) == ("sign.pair", sign)

    @pytest.mark.parametrize(
        "paragraphs",
        [
            ["（2004年通过", "2019年修订）"],
            ["1）甲；2）乙", "a）丙"],
            ["“第一段。", "“第二段。”"],
            ["(abc）"],
            ["《关于〈条例〉的说明》"],
        ],
    )
    def test_whole_pairs(self, paragraphs):
        assert rules(text(*paragraphs)) == []

    @pytest.mark.parametrize(
        ("written", "right"),
        [
            ("国办函[2020]109号", "国办函〔2020〕109号"),
            ("珠金府办（2023）7号", "珠金府办〔2023〕7号"),
            ("珠府〔2023〕第07号", "珠府〔2023〕7号"),
            ("国办发【2012】33号", "国办发〔2012〕33号"),
        ],
    )
    def test_numbers_of_documents(self, written, right):
        if "府〔" in written:
            written, right = written.replace("珠府", "珠府办"), right.replace("珠府", "珠府办")
        [found] = document_numbers(f"根据{written}文件")
        assert found.right == right

    @pytest.mark.parametrize(
        "right", ["（2020）粤04民初12号", "国办函〔2020〕109号", "会议（2023）2号厅", "[2020]"]
    )
    def test_what_is_no_number_of_a_document(self, right):
        assert list(document_numbers(right)) == []


class TestDays:
    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("2月30日", "2月没有30日"),
            ("2023年13月", "没有13月"),
            ("2023年2月29日", "2023年2月没有29日"),
            ("6月31日前", "6月没有31日"),
            ("2023年5月6日（星期三）", "是星期六，不是星期三"),
            ("2023年5月7日周一", "是周日，不是周一"),
        ],
    )
    def test_days_that_cannot_be(self, written, said):
        [found] = impossible_days(written)
        assert said in found.advice
        assert found.severity is Severity.GRAVE

    @pytest.mark.parametrize(
        "right",
        [
            "2024年2月29日",
            "2月29日",
            "2023年5月6日（星期六）",
            "2023年5月7日（星期天）",
            "18个月",
            "2023年12月",
            "12月31日",
            "3月内",
        ],
    )
    def test_days_that_can_be(self, right):
        assert list(impossible_days(right)) == []

    def test_a_number_that_is_missing_or_stands_twice(self):
        assert rules(text("一、甲", "（一）乙", "（二）丙", "（四）丁", "二、戊", "（一）己", "二、庚")) == [
            "sequence",
            "sequence",
        ]

    def test_numbers_begin_again_under_each_heading(self):
        assert (
            rules(
                text(
                    "一、甲",
                    "（一）乙",
                    "（二）丙",
                    "二、丁",
                    "（一）戊",
                    "（二）己",
                    "三、庚",
                    "十、",
                    "十一、",
                )
            )
            == []
        )


def identity_number(first):
    """Return a number with its check digit, which nobody has: the place does not exist."""
    digits = "10X98765432"[sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(first)) % 11]
    return first + digits


class TestPrivacy:
    person = identity_number("11000019900307002")
    card = "6222020000000000003"

    def test_the_numbers_that_stand_for_persons(self):
        assert is_identity_number(self.person)
        last = "0" if self.person[-1] != "0" else "1"
        assert not is_identity_number(self.person[:-1] + last)

    def test_a_card_passes_the_sum_of_luhn(self):
        numbers = [f"622202000000000000{digit}" for digit in range(10)]
        assert sum(map(is_bank_card, numbers)) == 1
        assert is_bank_card("4111111111111111")

    @pytest.mark.parametrize(
        ("written", "rule", "severity"),
        [
            ("身份证号码{person}", "identity", "grave"),
            ("张三，{person}，", "identity", "grave"),
            ("身份证110000900307002", "identity", "warning"),
            ("手机13800138000", "mobile", "warning"),
            ("138 0013 8000", "mobile", "warning"),
            ("138-0013-8000", "mobile", "warning"),
            ("卡号4111 1111 1111 1111", "card", "grave"),
            ("护照号码E12345678", "passport", "grave"),
            ("邮箱zhangsan@qq.com", "mail", "advice"),
            ("家住三灶镇海澄村12号3栋501房", "home", "warning"),
        ],
    )
    def test_what_tells_of_a_person_is_found(self, written, rule, severity):
        [found] = private(written.format(person=self.person))
        assert (found.rule, found.severity.value) == (f"privacy.{rule}", severity)

    @pytest.mark.parametrize(
        "harmless",
        [
            "身份证号码110000********0021",
            "1100001990****002X",
            "138****8000",
            "咨询电话：0756-7263123",
            "热线12345、12315",
            "统一社会信用代码91440400MA4UL12345",
            "统一社会信用代码124404004561234567",
            "国办函〔2020〕109号",
            "地址：金湾区金鑫路142号",
            "邮箱jwqzwgk@zhuhai.gov.cn",
            "项目代码2305-440404-04-01-123456",
            "索引号000014349/2018-00229",
            "许可证编号13800138000",
            "投资13800138000123元",
            "A13800138000",
            "400-800-8820",
        ],
    )
    def test_what_is_harmless_passes(self, harmless):
        assert list(private(harmless)) == []


class TestNames:
    ours = ("珠海市金湾区市场监督管理局", "珠海市金湾区政务服务数据管理局", "金湾区教育局")

    @pytest.mark.parametrize(
        "written",
        ["珠海市金湾区市场监管管理局", "珠海市金湾区市场监督理管理局", "珠海市金湾区政务服数据管理局"],
    )
    def test_a_name_that_is_one_sign_off(self, written):
        [found] = check(text(f"由{written}负责。"), known_orgs=self.ours).findings
        assert (found.rule, found.found) == ("name", written)

    @pytest.mark.parametrize(
        "written",
        ["珠海市金湾区市场监督管理局", "金湾区体育局", "珠海市斗门区市场监督管理局", "市场监督管理局"],
    )
    def test_names_that_are_right_or_somebody_elses(self, written):
        assert rules(text(f"{written}的通知"), known_orgs=self.ours) == []


class TestBanned:
    def test_the_words_to_begin_with(self):
        [found] = check(text("关爱残废人")).findings
        assert found.right == "残疾人"
        assert rules(text("关爱残疾人和农民工")) == []

    def test_an_office_adds_its_own_and_the_version_tells(self):
        rows = (
            "word,level,instead,reason,unless",
            "闲杂人员,grave,,不文明用语,非闲杂人员区",
            "残废人,advice,残疾人,从宽",
        )
        own = from_csv("\n".join(rows))
        both = STARTER + own
        one, other = check(text("闲杂人员止步")), check(text("闲杂人员止步"), words=both)
        assert not one.is_blocked
        assert other.is_blocked
        assert one.version != other.version
        assert rules(text("非闲杂人员区"), words=both) == []
        assert [each.severity for each in check(text("残废人"), words=both).findings] == [Severity.ADVICE]

    @pytest.mark.parametrize(
        ("read", "typed", "said"),
        [
            (from_csv, "词,级别\n", "缺少列"),
            (from_csv, "word,level,reason\n人,grave,x\n", "太短"),
            (from_csv, "word,level,reason\n词语,高,x\n", "级别应当是"),
            (from_csv, "word,level,reason\n词语,grave,\n", "没有写理由"),
            (from_toml, "[[word", "不是有效的 TOML"),
            (from_toml, "word = 1", "写成一节"),
            (from_toml, "word = [1]", "太短"),
        ],
    )
    def test_a_list_that_cannot_be_used_says_why(self, read, typed, said):
        with pytest.raises(Refused, match=said):
            read(typed)


class TestLinks:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<a href='/a'></a>", ["link.empty"]),
            ("<a href='/a'>点击这里</a>", ["link.words"]),
            ("<a href='javascript:x'>办事指南</a>", ["link.scheme"]),
            ("<a href='http://192.168.1.9/oa'>办事指南</a>", ["link.private"]),
            ("<a href='http://oa/x'>办事指南</a>", ["link.private"]),
            ("<a href=''>办事指南</a>", ["link.address"]),
            ("<a href='http://[x'>办事指南</a>", ["link.address"]),
            ("<a href='https://www.gov.cn/'>中国政府网</a>", []),
            ("<a href='/gone'>旧页面</a>", ["link.dead"]),
            ("<a linktype='page' id='3'>通知公告栏目</a>", []),
        ],
    )
    def test_links(self, html, expected):
        assert rules([("text", f"<p>甲{html}</p>")], is_dead=lambda href: href == "/gone") == expected

    def test_no_address_is_asked_for_that_is_wrong_by_itself(self):
        asked = []
        list(bad_links([Link(0, 0, "javascript:x", "甲乙")], lambda href: asked.append(href) or False))
        assert asked == []

    def test_pictures_and_files(self):
        blocks = [
            ("picture", {"image": 1, "alt": "", "caption": ""}),
            ("picture", {"image": 1, "alt": "IMG_01.jpg", "caption": ""}),
            ("picture", {"image": 1, "alt": "大厅", "caption": "大厅"}),
            ("file", {"document": 1, "title": ""}),
            ("file", {"document": 1, "title": "附件1"}),
            ("picture", {"image": 1, "alt": "大厅平面图", "caption": "图1"}),
            ("file", {"document": 1, "title": "附件1：申请表"}),
        ]
        assert rules(blocks) == ["picture.alt", "picture.name", "picture.caption", "file.title", "file.name"]


def test_findings_say_where_they_are_in_tables_and_the_title():
    blocks = [
        ("text", "<h2>好</h2><ul><li>布署<ul><li>按装</li></ul></li></ul>"),
        ("table", {"caption": "布署表", "html": "<table><tr><td>好</td><td>座淡</td></tr></table>"}),
    ]
    found = check(blocks, "布署会议").findings
    assert [(each.block, each.paragraph, each.found) for each in found] == [
        (-1, 0, "布署"),
        (0, 1, "布署"),
        (0, 2, "按装"),
        (1, 0, "布署"),
        (1, 2, "座淡"),
    ]


def test_a_page_without_words_has_no_lines():
    assert contents([("text", ""), ("table", {}), ("picture", {})]).lines == []
    assert check([]).findings == ()
