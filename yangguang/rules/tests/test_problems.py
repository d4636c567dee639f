"""How a refusal is said: every reason, each with its article."""

import pytest

from yangguang.rules.problems import Problem, Refused, refuse_if

APPROVAL = Problem("延长须先经负责人同意。", field="approved", source="条例第三十三条第二款")
NUMBER = Problem("请填写天数。", field="workdays")


def test_a_refusal_holds_all_reasons_at_once_and_in_their_order():
    with pytest.raises(Refused) as refused:
        refuse_if(problem for problem in (APPROVAL, NUMBER))
    assert refused.value.problems == (APPROVAL, NUMBER)
    assert str(refused.value) == "延长须先经负责人同意。（条例第三十三条第二款）请填写天数。"


def test_nothing_is_refused_for_no_reason():
    refuse_if(problem for problem in ())
