"""Numbers of documents and cases, as they are written and as people type them."""

import pytest

from yangguang.rules.numbering import CaseNumber, DocumentNumber
from yangguang.rules.problems import Refused


@pytest.mark.parametrize(
    "typed",
    [
        "国办函〔2020〕109号",
        "国办函[2020]109号",
        "国办函（2020）109号",
        "国办函(2020)109号",
        "国办函【2020】109号",
        "国办函［２０２０］第０１０９号",
        " 国办函 〔2020年〕 109 ",
    ],
)
def test_a_number_is_read_however_it_was_typed(typed):
    assert str(DocumentNumber.parse(typed)) == "国办函〔2020〕109号"


@pytest.mark.parametrize(
    "typed",
    ["", "国办函", "国办函〔20〕1号", "〔2020〕1号", "国办函〔2020〕号", "国办函〔2020〕0号", "国办函〔0000〕1号",
     "国办函〔2020〕1号文", "国办函〔2020〕1234567号", "国办函2020年1号"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match="不是文号，应写成 珠金府办〔2023〕7号 这样的形式"):
        DocumentNumber.parse(typed)


def test_a_case_number_is_padded_and_sorts_as_it_reads():
    numbers = [CaseNumber("金湾依申请", 2023, n) for n in (1, 2, 10, 999, 12345)]
    assert str(numbers[0]) == "金湾依申请〔2023〕0001号"
    assert str(numbers[-1]) == "金湾依申请〔2023〕12345号"
    assert sorted(numbers) == numbers
    assert [CaseNumber.parse(str(number)) for number in numbers] == numbers
    assert numbers[0].key("440404") == "440404-2023-0001"
