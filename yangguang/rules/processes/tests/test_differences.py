"""What another edition of a process would change, said in the words of the handbook."""

from datetime import date

import pytest

from yangguang.rules.processes import load
from yangguang.rules.processes.differences import Difference, Kind, differences
from yangguang.rules.processes.tests.sketches import PERMIT

ON = date(2024, 3, 1)
ARTICLE = "政府信息公开条例（2019年修订）第三十三条第二款"
OTHERWISE = "准予：是否踏勘（发证或者踏勘）"
CHECKED = (
    PERMIT.replace('sourceRef="issue" targetRef="end"', 'sourceRef="issue" targetRef="check"')
    .replace(
        "</bpmn:process>", '<bpmn:sequenceFlow id="f_c" sourceRef="check" targetRef="end"/></bpmn:process>'
    )
    .replace("<bpmn:endEvent", '<bpmn:userTask id="check" name="复核"/><bpmn:endEvent')
    .replace("<bpmn:flowNodeRef>tell", "<bpmn:flowNodeRef>check</bpmn:flowNodeRef><bpmn:flowNodeRef>tell")
)
"""The process with one more step before its end."""


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ('id="tell" name="告知"', 'id="tell" name="退件"', ("退件", "名称", "告知", "退件")),
        ('name="窗口"', 'name="大厅"', ("登记", "办理人", "窗口", "大厅")),
        ('limit="5"', 'limit="3"', ("审查", "时限", "5个工作日", "3个工作日")),
        ('outside="true" law="约定"', 'outside="true"', ("踏勘", "依据", "约定", "无")),
        ('copies="2"', 'copies="3"', ("审查", "材料", "申请书，纸质，2份", "申请书，纸质，3份")),
        (
            'id="f_reject" name="不予"', 'id="f_reject" name="不准予"',
            ("审查", "下一步", f"不予：告知；{OTHERWISE}", f"不准予：告知；{OTHERWISE}"),
        ),
        ('name="许可期限"', 'name="办理期限"', ("办理期限", "名称", "许可期限", "办理期限")),
        ('term="disclosure.reply"', 'days="20" law="约定"', ("许可期限", "依据", ARTICLE, "约定")),
        ('term="disclosure.reply"', 'days="18" law="约定"', ("许可期限", "长度", "20个工作日", "18个工作日")),
    ],
)  # fmt: skip
def test_what_is_otherwise_is_told_with_what_it_was(before, after, difference):
    assert before in PERMIT
    found = differences(load(PERMIT), load(PERMIT.replace(before, after)), ON)
    assert Difference(Kind.CHANGED, *difference) in found


def test_way_of_counting_is_told():
    new = PERMIT.replace('pauseWhile="inspect"', 'pauseWhile="inspect tell"')
    (found,) = differences(load(PERMIT), load(new), ON)
    assert (found.what, found.aspect) == ("许可期限", "计算方法")
    assert "“踏勘”期间不计入。" in found.before
    assert "“踏勘”、“告知”期间不计入。" in found.after


def test_new_step_is_told_where_it_comes_and_as_a_whole():
    assert set(differences(load(PERMIT), load(CHECKED), ON)) == {
        Difference(Kind.ADDED, "复核"),
        Difference(Kind.CHANGED, "发证", "下一步", "办结", "复核"),
    }


def test_step_that_is_gone_is_told():
    assert Difference(Kind.REMOVED, "复核") in differences(load(CHECKED), load(PERMIT), ON)


def test_same_process_differs_in_nothing():
    assert differences(load(PERMIT), load(PERMIT.replace("\n<bpmn:userTask", "\n\n<bpmn:userTask")), ON) == []


def test_terms_are_those_of_the_day():
    """The reply was due in 15 working days until 14 May 2019."""
    other = load(PERMIT.replace('term="disclosure.reply"', 'days="15" law="约定"'))
    aspects = {found.aspect for found in differences(load(PERMIT), other, date(2019, 5, 14))}
    assert "长度" not in aspects
    assert "长度" in {found.aspect for found in differences(load(PERMIT), other, date(2019, 5, 15))}
