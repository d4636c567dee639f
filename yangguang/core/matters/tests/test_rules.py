"""Tables that a lawyer can check: what a printed time limit comes to, and when something is due."""

from datetime import date

import pytest

from yangguang.core.matters import rules
from yangguang.core.matters.rules import Audience, Channel, DeadlineKind, Mode, parse_deadline, read_entry
from yangguang.core.matters.tests.rows import CELLS, entry
from yangguang.rules.problems import Refused
from yangguang.rules.workdays import WorkCalendar

CALENDAR = WorkCalendar.of_state_council()
K = DeadlineKind


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "kind", "number", "month", "of_month"),
    [
        ("信息形成或变更之日起20个工作日内", K.WORKDAYS, 20, 0, 0),
        ("信息形成或者变更之日起20个工作日以内予以公开", K.WORKDAYS, 20, 0, 0),
        ("自作出行政许可决定之日起７个工作日内", K.WORKDAYS, 7, 0, 0),
        ("3个工作日内", K.WORKDAYS, 3, 0, 0),
        ("信息形成之日起二十个工作日内", K.WORKDAYS, 20, 0, 0),
        ("十五个工作日内", K.WORKDAYS, 15, 0, 0),
        ("形成之日起2个工作日内，公示时间不少于7个工作日", K.WORKDAYS, 2, 0, 0),
        ("变更之日起20个工作日内；紧急的3个工作日内", K.WORKDAYS, 3, 0, 0),
        ("印发之日起 20 个 工作日 内", K.WORKDAYS, 20, 0, 0),
        ("批复后10日内", K.DAYS, 10, 0, 0),
        ("15天之内", K.DAYS, 15, 0, 0),
        ("1个月内", K.MONTHS, 1, 0, 0),
        ("实时公开", K.REALTIME, 0, 0, 0),
        ("即时公开", K.REALTIME, 0, 0, 0),
        ("及时公开", K.STATUTORY, 0, 0, 0),
        ("长期公开", K.STATUTORY, 0, 0, 0),
        ("每周公开", K.WEEKLY, 0, 0, 0),
        ("每月公开", K.PERIOD, 1, 0, 0),
        ("每月10日前", K.PERIOD, 1, 0, 10),
        ("每季度", K.PERIOD, 3, 0, 0),
        ("每半年公开一次", K.PERIOD, 6, 0, 0),
        ("每年公开", K.PERIOD, 12, 0, 0),
        ("每年3月31日前", K.PERIOD, 12, 3, 31),
        ("每年一月三十一日前", K.PERIOD, 12, 1, 31),
        ("每年3月底前", K.PERIOD, 12, 3, 0),
    ],
)
def test_printed_time_limit_is_read(text, kind, number, month, of_month):
    read = parse_deadline(text)
    assert (read.text, read.kind, read.number, read.month, read.day) == (text, kind, number, month, of_month)


@pytest.mark.parametrize(
    "text",
    [
        "看情况",
        "0个工作日内",
        "公示不少于7个工作日",
        "每年2月30日前",
        "每年13月1日前",
        "每月31日前",
        "每季度首月10日前",
    ],
)
def test_what_cannot_be_counted_is_refused(text):
    with pytest.raises(Refused, match=r"公开时限“.+”") as found:
        parse_deadline(text)
    assert [each.field for each in found.value.problems] == ["deadline"]


@pytest.mark.parametrize(
    ("formed", "text", "last"),
    [
        # The Spring Festival of 2024: off 10 to 17 February, worked on Sundays 4 and 18.
        ("2024-01-25", "20个工作日内", "2024-02-27"),
        ("2024-01-25", "及时公开", "2024-02-27"),
        ("2024-02-09", "3个工作日内", "2024-02-20"),
        ("2024-02-03", "7日内", "2024-02-18"),
        ("2024-03-04", "7日内", "2024-03-11"),
        ("2024-01-31", "1个月内", "2024-02-29"),
        ("2024-02-12", "实时公开", "2024-02-12"),
        ("2024-01-10", "每年3月31日前", "2024-03-31"),
        ("2024-03-31", "每年3月31日前", "2024-03-31"),
        ("2024-04-01", "每年3月31日前", "2025-03-31"),
        ("2023-12-11", "每月10日前", "2024-01-10"),
        ("2024-02-10", "每月公开", "2024-02-29"),
        ("2024-11-02", "每季度", "2024-12-31"),
        ("2024-07-01", "每半年", "2024-12-31"),
        ("2024-02-28", "每周公开", "2024-03-03"),
    ],
)
def test_last_day_for_disclosing(formed, text, last):
    assert rules.due(day(formed), parse_deadline(text), CALENDAR) == day(last)


def test_before_the_regulations_of_2019_no_term_is_known():
    with pytest.raises(Refused, match="主动公开的期限自2019-05-15起才有规定"):
        rules.due(date(2019, 5, 14), parse_deadline("及时公开"), CALENDAR)


@pytest.mark.parametrize(
    ("text", "published", "by"),
    [
        ("每月公开", "2023-12-05", "2024-01-31"),
        ("每月10日前", "2024-01-20", "2024-02-10"),
        ("每季度", "2024-01-02", "2024-06-30"),
        ("每半年", "2024-06-30", "2024-12-31"),
        ("每年公开", "2024-01-01", "2025-12-31"),
        ("每年1月31日前", "2024-01-15", "2025-01-31"),
        ("每年1月31日前", "2024-02-15", "2025-01-31"),  # late, but it was that of 2024
        ("每周公开", "2024-02-28", "2024-03-10"),
    ],
)
def test_next_update_and_the_first_day_it_is_missed(text, published, by):
    rule, last = parse_deadline(text), day(by)
    assert rules.next_update(rule, day(published)) == last
    assert not rules.stale(rule, day(published), last)
    assert rules.stale(rule, day(published), date.fromordinal(last.toordinal() + 1))


def test_what_comes_only_with_a_change_is_never_stale():
    for text in ("20个工作日内", "实时公开", "长期公开"):
        assert not rules.stale(parse_deadline(text), date(2019, 6, 1), date(2024, 6, 1))
        assert not rules.stale(parse_deadline(text), None, date(2024, 6, 1))
    assert rules.stale(parse_deadline("每月公开"), None, date(2024, 6, 1))


class TestRow:
    def test_says_what_its_cells_say(self):
        read = entry(levels="county town", everybody="", group="适龄儿童家长", active="", on_request="√")
        assert read.channels == (Channel.WEBSITE, Channel.NEW_MEDIA)
        assert (read.audience, read.who, read.mode) == (Audience.GROUP, "适龄儿童家长", Mode.ON_REQUEST)
        assert read.bases == ("《中华人民共和国义务教育法》", "《中华人民共和国政府信息公开条例》")

    def test_read_from_what_is_printed_of_it_is_the_same(self):
        for written in (
            entry(),
            entry(everybody="", group="申请人", active="", on_request="√", levels="town"),
        ):
            assert read_entry(rules.cells_of(written)) == written

    @pytest.mark.parametrize(
        ("channels", "read"),
        [
            ("政府网站、公开查阅点", (Channel.WEBSITE, Channel.READING_ROOM)),
            ("☑社区/企事业单位/村公示栏(电子屏)", (Channel.NOTICE_BOARD,)),
            ("■入户/现场 ■发布会/听证会", (Channel.CONFERENCE, Channel.ON_SITE)),
            ("■其他：宣传册", (Channel.OTHER,)),
        ],
    )
    def test_channels_are_read_as_offices_write_them(self, channels, read):
        assert entry(channels=channels).channels == read

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"level1": " "}, "没有填写一级事项。"),
            ({"elements": ""}, "没有填写公开内容"),
            ({"bases": ""}, "没有填写公开依据"),
            ({"deadline": ""}, "没有填写公开时限"),
            ({"seq": "一"}, "序号“一”应是1、2、3这样的数字。"),
            ({"seq": "0"}, "序号“0”"),
            ({"seq": ""}, "没有填写序号。"),
            ({"level2": "长" * 101}, "二级事项有101个字，最多100个"),
            ({"channels": "■微信群"}, "没有“微信群”这个公开渠道"),
            ({"channels": "□政府网站 □政府公报"}, "请至少选一个公开渠道"),
            ({"everybody": "", "group": ""}, "选且只选一个"),
            ({"everybody": "√", "group": "学生"}, "选且只选一个"),
            ({"everybody": "", "group": "√"}, "请写明是哪些人"),
            ({"everybody": "对"}, "“全社会”一栏写了“对”"),
            ({"active": "", "on_request": ""}, "公开方式应在"),
            ({"active": "√", "on_request": "√"}, "公开方式应在"),
            ({"county": "", "town": ""}, "公开层级请至少选"),
            ({"deadline": "25个工作日内", "bases": "《政府信息公开条例》"}, "长于20个工作日"),
        ],
    )
    def test_what_is_wrong_with_it_is_said(self, cells, words):
        with pytest.raises(Refused, match=words):
            read_entry(CELLS | cells)

    def test_everything_wrong_is_said_at_once(self):
        with pytest.raises(Refused) as found:
            read_entry(dict.fromkeys(CELLS, ""))
        assert {each.field for each in found.value.problems} == {
            "seq", "level1", "elements", "bases", "deadline", "publisher", "channels", "everybody", "active",
            "county",
        }  # fmt: skip

    def test_may_be_later_than_the_regulations_where_a_law_says_so(self):
        assert entry(deadline="30个工作日内", bases="《统计法》\n《政府信息公开条例》").deadline.number == 30


class TestGuide:
    WHOLE = {
        "address": "示范路3号", "hours": "工作日", "phone": "5550003", "disclosure_office": "办公室",
        "classification": "分类", "arrangement": "编排", "access_methods": "网站",
    }  # fmt: skip

    def test_that_lacks_nothing_may_be_published(self):
        assert not [*rules.why_not_publish(**self.WHOLE)]

    @pytest.mark.parametrize("missing", WHOLE)
    def test_that_lacks_one_thing_may_not(self, missing):
        (problem,) = rules.why_not_publish(**self.WHOLE | {missing: " "})
        assert "第十二条第二款" in problem.source

    @pytest.mark.parametrize(
        ("checked", "last"), [("2023-03-20", "2024-03-20"), ("2024-02-29", "2025-02-28")]
    )
    def test_is_to_be_looked_through_again_within_a_year(self, checked, last):
        assert rules.check_due(day(checked)) == day(last)
