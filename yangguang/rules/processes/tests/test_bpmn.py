"""Reading a process file: only what is listed is read, and each mistake is told with its element and line."""

import re

import pytest

from yangguang.rules.processes import Limit, Moment, load
from yangguang.rules.processes.definition import Condition, Field, Material, Outcome
from yangguang.rules.processes.tests.sketches import (
    DISCLOSURE,
    PERMIT,
    SIGNING,
    TRIAL,
    line_of,
    refusal,
    sketch,
)
from yangguang.rules.terms import Kind, Unit


def in_pools(*processes, other=""):
    """Return the permit as an editor keeps it that draws lanes in pools."""
    pools = "".join(f'<bpmn:participant id="pool_{each}" processRef="{each}"/>' for each in processes)
    drawn = f'<bpmn:collaboration id="pools">{pools}{other}</bpmn:collaboration>'
    return PERMIT.replace("<bpmn:process ", f"{drawn}<bpmn:process ", 1)


class TestReading:
    def test_everything_in_the_file_is_read(self):
        process = load(PERMIT)
        assert (process.key, process.name, process.roles) == ("permit", "临时占道许可", ("窗口", "经办"))
        assert process.start.name == "收件"
        assert [step.name for step in process.steps] == ["登记", "审查", "踏勘", "发证", "告知"]
        assert process.fields["area"] == Field("area", "int", "占道面积")
        examine = process.nodes["examine"]
        assert examine.line == line_of(PERMIT, 'name="审查"')
        assert (examine.role, examine.outside, examine.law) == ("经办", False, "约定")
        assert examine.limit == Limit(number=5, unit=Unit.WORKDAYS, law="约定", kind=Kind.MAX)
        assert (examine.sign, examine.share, examine.on_expire) == ("vote", 60, "late")
        assert examine.outcomes[1:] == (
            Outcome("reject", "不予"),
            Outcome("late", "逾期未审", automatic=True),
        )
        assert examine.materials == (Material("申请书", "纸质", 2),)
        assert process.nodes["inspect"].outside
        assert process.flows["f_large"].condition == Condition("area", ">", 50)
        assert process.flows["f_reject"].condition == Condition("outcome", "==", "reject")
        assert process.nodes["how"].outgoing == ("f_accept", "f_reject")
        clock = process.clocks["reply"]
        assert (clock.start, clock.stop) == (Moment("register"), (Moment("issue"), Moment("tell")))
        assert (clock.limit, clock.promise) == (Limit("disclosure.reply"), 15)

    @pytest.mark.parametrize("text", [PERMIT, DISCLOSURE, TRIAL, SIGNING])
    def test_bytes_and_text_are_the_same_process(self, text):
        assert load(text.encode()) == load(text)
        assert load(text).text == text

    def test_drawing_of_an_editor_is_kept_and_not_read(self):
        drawing = '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"><di:BPMNPlane/></di:BPMNDiagram>'
        text = PERMIT.replace("</bpmn:definitions>", drawing + "</bpmn:definitions>")
        assert load(text).text == text
        assert load(text).nodes == load(PERMIT).nodes

    def test_pool_that_an_editor_draws_around_the_lanes_says_nothing_of_the_process(self):
        assert load(in_pools("permit")).nodes == load(PERMIT).nodes

    def test_attributes_of_an_editor_are_kept_and_not_read(self):
        coloured = '<bpmn:userTask id="tell" xmlns:c="urn:editor" c:stroke="red" '
        assert load(PERMIT.replace('<bpmn:userTask id="tell" ', coloured)).nodes == load(PERMIT).nodes


WRONG = [
    # what is written instead of what; what is said
    # what is not BPMN, or not ours
    ("<bpmn:startEvent", '<bpmn:scriptTask id="s"/><bpmn:startEvent', "不支持的元素 scriptTask"),
    ('<bpmn:userTask id="issue"', '<bpmn:callActivity id="c"/><bpmn:userTask id="issue"', "不支持的元素 callActivity"),
    ("<yg:promise", '<c:limit xmlns:c="urn:else"/><yg:promise', "不支持的元素 limit"),
    ("<yg:promise", '<yg:robot name="a"/><yg:promise', "不支持的元素 robot"),
    ('id="start"', 'id="start" isInterrupting="true"', "元素 startEvent 不支持属性 isInterrupting"),
    ('<yg:step limit="5"', '<yg:step hours="5"', "元素 step 不支持属性 hours"),
    ('<bpmn:userTask id="issue"', '<bpmn:userTask yg:limit="5" id="issue"', "元素 userTask 不支持属性 limit"),
    ("<bpmn:definitions", '<bpmn:definitions script="x"', "元素 definitions 不支持属性 script"),
    ("<bpmn:process", "<bpmn:message/><bpmn:process", "不支持的元素 message"),
    ('process:1">', 'process:1"><bpmn:process id="other" name="另一个"/>', "一个文件只能有一个流程，现有2个"),
    # elements where they would not be read
    ('name="登记"/>', 'name="登记"><yg:step limit="5" law="约定"/></bpmn:userTask>', "元素 step 不能写在 userTask 里"),
    ('<bpmn:lane id="lane_o', '<bpmn:endEvent id="t"/><bpmn:lane id="lane_o', "元素 endEvent 不能写在 laneSet 里"),
    ("<yg:step", '<yg:field name="day" type="int"/><yg:step', "field 只能写在流程的 extensionElements 里"),
    ("<yg:promise", '<yg:outcome key="a" label="甲"/><yg:promise', "outcome 只能写在步骤里"),
    (
        'default="f_small"/>',
        'default="f_small"><bpmn:extensionElements><yg:step/></bpmn:extensionElements></bpmn:exclusiveGateway>',
        "“是否踏勘”不是步骤，不能写岗位、时限或结果",
    ),
    (
        '<yg:step outside="true" law="约定"/>',
        '</bpmn:extensionElements><bpmn:extensionElements><yg:step limit="5" law="约定"/>',
        "userTask 里只能写一个 extensionElements",
    ),
    (
        "50</bpmn:conditionExpression>",
        "50</bpmn:conditionExpression><bpmn:conditionExpression>area == 9</bpmn:conditionExpression>",
        "sequenceFlow 里只能写一个 conditionExpression",
    ),
    # names and lanes
    ('<bpmn:process id="permit"', '<bpmn:process id="临时占道"', "流程须有名称（name）和由字母、数字组成的编号（id）"),
    ('id="permit" name="临时占道许可"', 'id="permit"', "流程须有名称（name）"),
    ('id="tell" name="告知"', 'id="tell"', "步骤 tell 须有名称"),
    ('id="tell" name="告知"', 'id="告知" name="告知"', "userTask 须有由字母、数字组成的编号（id），现为“告知”"),
    ('id="tell" name="告知"', 'id="issue" name="告知"', "编号“issue”重复"),
    ('<bpmn:sequenceFlow id="f_issued"', '<bpmn:sequenceFlow id="f_small"', "编号“f_small”重复"),
    ('id="lane_window" name="窗口"', 'id="lane_window"', "泳道须有名称，即办理的岗位"),
    (
        "<bpmn:flowNodeRef>inspect", "<bpmn:flowNodeRef>register</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect",
        "“register”既在泳道“窗口”里，又在“经办”里，只能在一处",
    ),
    # fields, clocks and promises
    ('<yg:field name="area"', '<yg:field name="面积"', "字段名“面积”须由小写字母、数字和下划线组成"),
    ('<yg:field name="at_night"', '<yg:field name="area"', "字段名“area”须由小写字母、数字和下划线组成，不重复"),
    ('<yg:field name="at_night"', '<yg:field name="outcome"', "不是 outcome"),
    ('type="bool"', 'type="date"', "字段“at_night”的类型应为 bool、int、text 之一，现为“date”"),
    ('<yg:clock key="reply"', '<yg:clock key="答复"', "时限的 key“答复”须由小写字母、数字和下划线组成"),
    ('name="许可期限"', 'kind="about" name="许可期限"', "时限的 kind 应为 max（不超过）或 min（不少于）"),
    ('term="disclosure.reply"', "", "时限“reply”须写明 term，或者 days 和 law"),
    ('term="disclosure.reply"', 'term="disclosure.permit"', "没有期限“disclosure.permit”（应写作 部分.期限"),
    ('term="disclosure.reply"', 'term="roads.reply"', "没有期限“roads.reply”"),
    ('term="disclosure.reply"', 'term="disclosure"', "没有期限“disclosure”"),
    ('term="disclosure.reply"', 'term="disclosure.reply" days="9"', "term 和 days 只能写一个"),
    ('term="disclosure.reply"', 'days="20"', "写了天数就要写明依据（law）"),
    ('term="disclosure.reply"', 'days="20" law="约定" unit="hour"', "单位“hour”应为 workday、day、month、year 之一"),
    ('start="register"', 'start="register examine"', "时限“reply”只能由一个步骤起算，现有2个"),
    ('start="register"', 'start="accept"', "时限“许可期限”所指的步骤“accept”不存在"),
    ('stop="issue tell"', 'stop="issue how"', "时限“许可期限”所指的步骤“how”不存在"),
    ('pauseWhile="inspect"', 'pauseWhile="measure"', "时限“许可期限”所指的步骤“measure”不存在"),
    ('pauseWhile="inspect"', 'restart="examine:maybe"', "步骤“审查”没有结果“maybe”"),
    ('<yg:promise clock="reply"', '<yg:promise clock="answer"', "承诺所指的时限“answer”不存在"),
    ('days="15"/>', 'days="15"/><yg:promise clock="reply" days="9"/>', "时限“reply”只能有一个承诺"),
    ('days="15"', 'days="soon"', "days 应为1至9999的整数，现为“soon”"),
    # steps
    ('<yg:step limit="5"', '<yg:step/><yg:step limit="5"', "步骤“审查”只能写一个 step"),
    ('unit="workday" law="约定"', 'unit="workday"', "写了天数就要写明依据（law）；机关自定的写“约定”"),
    ('limit="5"', 'limit="0"', "limit 应为1至9999的整数，现为“0”"),
    ('limit="5"', 'term="disclosure.reply" limit="5"', "term 和 limit 只能写一个"),
    ('sign="vote"', 'sign="both"', "会签方式“both”应为 any、all、vote、order 之一"),
    ('share="60"', 'share="101"', "票签的比例 share 应为1至100"),
    ('sign="vote"', 'sign="all"', "比例 share 只用于票签（vote）"),
    ('outside="true"', 'outside="yes"', "outside 应为 true 或 false，现为“yes”"),
    ('auto="true"', 'auto="si"', "auto 应为 true 或 false，现为“si”"),
    ('name="申请书"', 'name=""', "步骤“审查”的材料须有名称"),
    ('copies="2"', 'copies="-2"', "copies 应为1至9999的整数，现为“-2”"),
    # flows and conditions
    ('targetRef="issue"/>', 'targetRef="licence"/>', "连线 f_small 所连的“licence”不存在"),
    ("outcome == 'reject'", "outcome = 'reject'", "条件“outcome = 'reject'”写法不对，应为一个比较，如"),
    ("outcome == 'reject'", "__import__('os').system('ls') == 0", "写法不对，应为一个比较"),
    ("area &gt; 50", "area &gt; 50 and at_night == true", "写法不对，应为一个比较"),
    ("area &gt; 50", f"area &gt; {'9' * 5000}", "写法不对，应为一个比较"),
    ("area &gt; 50", "", "条件“”写法不对"),
]  # fmt: skip


LARGE, ACCEPT = 'sourceRef="large" targetRef="inspect"', 'sourceRef="how" targetRef="large"'


def changed(instead_of: str, written: str) -> str:
    assert instead_of in PERMIT
    return PERMIT.replace(instead_of, written, 1)


def assert_told(text: str, line: int, said: str) -> None:
    told = refusal(text)
    assert any(sentence.startswith(f"第{line}行：") and said in sentence for sentence in told), told
    assert all(re.fullmatch(r"第\d+行：.+。", sentence) for sentence in told), told


@pytest.mark.parametrize(("instead_of", "written", "said"), WRONG)
def test_mistake_is_told_with_its_line(instead_of, written, said):
    assert_told(changed(instead_of, written), line_of(PERMIT, instead_of), said)


NOT_FITTING = [
    # what is written instead of what; the element whose line is told; what is said
    ("<bpmn:flowNodeRef>tell<", "<bpmn:flowNodeRef>none<", 'name="告知"', "步骤“告知”不在任何泳道里，不知由哪个岗位"),
    ('onExpire="late"', 'onExpire="silent"', 'name="审查"', "步骤“审查”逾期后的结果“silent”没有列在它的结果里"),
    ('limit="5" unit="workday"', "", 'name="审查"', "步骤“审查”写了逾期后的结果，却没有时限"),
    ('key="late"', 'key="reject"', 'name="审查"', "步骤“审查”的每个结果须有不重复的 key 和 label"),
    ('label="准予"', "", 'name="审查"', "步骤“审查”的每个结果须有不重复的 key 和 label"),
    ('"f_accept"', '"f_small"', 'name="是否准予"', "网关“是否准予”的默认分支 f_small 不是从它引出的"),
    (' default="f_small"', "", 'name="是否踏勘"', "网关“是否踏勘”缺少默认分支：条件都不成立时不知往哪里走"),
    (' default="f_accept"', "", 'name="是否准予"', "网关“是否准予”缺少默认分支"),
    (' default="f_accept"', "", 'id="f_accept"', "网关“是否准予”的这条分支没有条件，也不是默认分支"),
    ('"f_accept"', '"f_reject"', 'id="f_reject"', "网关“是否准予”的默认分支不该带条件"),
    (LARGE, 'sourceRef="register" targetRef="inspect"', 'name="登记"', "步骤“登记”须有引入的连线和唯一一条引出的连线"),
    (LARGE, 'sourceRef="register" targetRef="inspect"', 'id="f_large"', "“登记”的这条连线不该带条件：只有排他网关"),
    (ACCEPT, 'sourceRef="large" targetRef="large"', 'id="f_reject"', "“是否准予”的这条连线不该带条件"),
    (ACCEPT, 'sourceRef="large" targetRef="large"', 'name="是否准予"', "“是否准予”没有分支，不该有默认分支"),
    ('targetRef="register"', 'targetRef="examine"', 'name="登记"', "步骤“登记”须有引入的连线"),
    ('targetRef="end"', 'targetRef="start"', 'name="收件"', "开始须有且只有一条引出的连线，且没有引入的连线"),
    ('sourceRef="tell"', 'sourceRef="end"', 'name="办结"', "结束“办结”须有引入的连线，且没有引出的连线"),
    ('targetRef="how"', 'targetRef="large"', 'name="是否准予"', "网关“是否准予”须既有引入也有引出的连线"),
    ("area &gt; 50", "width &gt; 50", 'id="f_large"', "条件里的字段“width”没有声明（field）"),
    ("area &gt; 50", "area &gt; '50'", 'id="f_large"', "字段“占道面积”是 int，与“50”不能比较"),
    ("area &gt; 50", "area == true", 'id="f_large"', "字段“占道面积”是 int，与“True”不能比较"),
    ("area &gt; 50", "at_night == 1", 'id="f_large"', "字段“夜间占道”是 bool，与“1”不能比较"),
    ("area &gt; 50", "at_night &gt; true", 'id="f_large"', "字段“夜间占道”只能用 == 或 != 比较"),
    ("== 'reject'", "== 'refuse'", 'id="f_reject"', "上一步没有结果“refuse”；它的结果有：accept、late、reject"),
    ("== 'reject'", "!= 'reject'", 'id="f_reject"', "上一步的结果只能用 == 比较"),
    ('targetRef="register"', 'targetRef="how"', 'id="f_reject"', "网关“是否准予”之前不只是步骤，不能按上一步的结果"),
]  # fmt: skip


@pytest.mark.parametrize(("instead_of", "written", "element", "said"), NOT_FITTING)
def test_what_does_not_fit_together_is_told_with_its_line(instead_of, written, element, said):
    text = changed(instead_of, written)
    assert_told(text, line_of(text, element), said)


def words(text: str) -> list[str]:
    """Return what is told, without the lines."""
    return [sentence.partition("：")[2] for sentence in refusal(text)]


def without(text: str, *elements: str) -> str:
    """Leave out whole lines."""
    return "\n".join(line for line in text.split("\n") if not any(element in line for element in elements))


BY_EVERY_OUTCOME = PERMIT.replace(' default="f_accept"', "").replace(
    ACCEPT + "/>",
    f"""{ACCEPT}>
<bpmn:conditionExpression>outcome == 'accept'</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f_late" sourceRef="how" targetRef="tell">
<bpmn:conditionExpression>outcome == 'late'</bpmn:conditionExpression></bpmn:sequenceFlow>""",
)
"""The three outcomes of 审查 have a branch each, and none of them is the default."""


class TestWhatIsMissing:
    def test_start(self):
        told = refusal(without(PERMIT, '"start"'))
        assert told == ("流程须有且只有一个开始，现有0个。",)

    def test_only_one_start(self):
        second = '<bpmn:startEvent id="start2"/>\n<bpmn:userTask id="register"'
        assert refusal(PERMIT.replace('<bpmn:userTask id="register"', second)) == (
            "流程须有且只有一个开始，现有2个。",
        )

    def test_end(self):
        assert "流程没有结束，请加上结束事件。" in refusal(without(PERMIT, '"end"'))

    def test_any_step(self):
        assert refusal(sketch("收件 > ?分 > 办结", "?分 > 退件").text()) == (
            "流程没有任何步骤，请加上任务。",
        )

    def test_default_is_not_missed_where_every_outcome_has_its_branch(self):
        assert refusal(BY_EVERY_OUTCOME) == ()

    def test_default_where_one_outcome_has_no_branch(self):
        assert words(re.sub(r".*f_late.*\n.*\n", "", BY_EVERY_OUTCOME)) == [
            "网关“是否准予”缺少默认分支：条件都不成立时不知往哪里走。"
        ]

    def test_default_after_a_step_that_has_no_outcomes(self):
        """告知 is simply done, so that after it none of the branches by outcome is taken."""
        text = BY_EVERY_OUTCOME.replace(
            'sourceRef="tell" targetRef="end"', 'sourceRef="tell" targetRef="how"'
        )
        assert words(text) == ["网关“是否准予”缺少默认分支：条件都不成立时不知往哪里走。"]


class TestPools:
    def test_of_other_processes_are_refused(self):
        text = in_pools("permit", "neighbour")
        said = f"第{line_of(text, 'collaboration')}行：一个文件只能画一个池，即流程本身；请删除其他的池。"
        assert said in refusal(text)

    def test_do_not_send_messages_to_each_other(self):
        text = in_pools("permit", other='<bpmn:messageFlow id="m" sourceRef="tell" targetRef="issue"/>')
        said = f"第{line_of(text, 'messageFlow')}行：不支持的元素 messageFlow；流程之间不传递消息，请删除。"
        assert refusal(text) == (said,)
