"""What a lawyer would check: what may be answered against others (条例第十五条、第三十二条、第三十四条)."""

import pytest

from yangguang.work.disclosure.others.rules import (
    Kind,
    Position,
    Said,
    Weight,
    why_not_against,
    why_not_weigh,
)
from yangguang.work.disclosure.rules import OUTCOMES, why_not_answer

ASKED = "须先书面征求第三方的意见"
WAIT = "还在等待"
WEIGH = "请先判断是否采纳"
TELL = "须先将决定公开的内容和理由书面告知"
ADOPTED = "已采纳某公司不同意公开的意见"
HARM = "仍要不予公开的，请先写明"
ALL_AGREE = "第三方都同意公开"
NOT_ADOPTED = "已决定不采纳"
PROTECTED = "已判断公开会损害某公司的合法权益"
FINE = ""

NONE: list[Position] = []


def one(said=None, weight=None, *, kind=Kind.THIRD_PARTY, told=False) -> Position:
    return Position("某公司", kind, said, weight, told)


AGREES, SILENT, OBJECTS = one(Said.AGREE), one(Said.SILENT), one(Said.REFUSE)
ADOPTS = one(Said.REFUSE, Weight.ADOPTED)
FOR_ALL = one(Said.REFUSE, Weight.PUBLIC_INTEREST)
FOR_ALL_TOLD = one(Said.REFUSE, Weight.PUBLIC_INTEREST, told=True)
UNFOUNDED = one(Said.REFUSE, Weight.UNFOUNDED)
PROTECTS = one(Said.SILENT, Weight.PROTECTED)
MAKER_OBJECTS = one(Said.REFUSE, kind=Kind.JOINT_MAKER)
MAKER_OVERRULED = one(Said.REFUSE, Weight.UNFOUNDED, kind=Kind.JOINT_MAKER)
MAKER_SILENT = one(Said.SILENT, kind=Kind.JOINT_MAKER)

TABLE = [
    # outcome, who was asked, to be drafted, to be signed
    ("granted", NONE, FINE, FINE),
    ("granted", [one()], WAIT, WAIT),
    ("granted", [AGREES], FINE, FINE),
    ("granted", [SILENT], FINE, FINE),
    ("granted", [OBJECTS], WEIGH, WEIGH),
    ("granted", [ADOPTS], ADOPTED, ADOPTED),
    ("granted", [FOR_ALL], FINE, TELL),
    ("granted", [FOR_ALL_TOLD], FINE, FINE),
    ("granted", [UNFOUNDED], FINE, TELL),
    ("granted", [PROTECTS], PROTECTED, PROTECTED),
    ("granted", [AGREES, OBJECTS], WEIGH, WEIGH),
    ("granted", [MAKER_SILENT], FINE, FINE),
    ("granted", [MAKER_OBJECTS], WEIGH, WEIGH),
    ("granted", [MAKER_OVERRULED], FINE, FINE),
    ("partial", [OBJECTS], WEIGH, WEIGH),
    ("partial", [ADOPTS], FINE, FINE),
    ("partial", [FOR_ALL], FINE, TELL),
    ("partial", [ADOPTS, FOR_ALL_TOLD], FINE, FINE),
    ("third_party_rights", NONE, ASKED, ASKED),
    ("third_party_rights", [MAKER_OBJECTS], ASKED, ASKED),
    ("third_party_rights", [one()], WAIT, WAIT),
    ("third_party_rights", [AGREES], ALL_AGREE, ALL_AGREE),
    ("third_party_rights", [SILENT], HARM, HARM),
    ("third_party_rights", [PROTECTS], FINE, FINE),
    ("third_party_rights", [OBJECTS], FINE, FINE),
    ("third_party_rights", [ADOPTS], FINE, FINE),
    ("third_party_rights", [UNFOUNDED], NOT_ADOPTED, NOT_ADOPTED),
    ("third_party_rights", [AGREES, SILENT], HARM, HARM),
    ("third_party_rights", [SILENT, OBJECTS], FINE, FINE),
    ("not_existing", [OBJECTS], FINE, FINE),
    ("state_secret", [one()], WAIT, WAIT),
]


@pytest.mark.parametrize(("outcome", "others", "drafted", "signed"), TABLE)
def test_what_may_be_answered(outcome, others, drafted, signed):
    for expected, signing in ((drafted, False), (signed, True)):
        found = list(why_not_answer(OUTCOMES[outcome], others=others, signing=signing))
        assert len(found) == (1 if expected else 0)
        assert expected in "".join(problem.message for problem in found)
        assert all("条例第" in problem.source for problem in found)


def test_nothing_is_answered_while_a_conferral_is_open():
    [found] = why_not_answer(OUTCOMES["granted"], others=[], conferring=True)
    assert "会商还没有作出决定" in found.message


def test_everybody_who_stands_in_the_way_is_named():
    others = [Position(name, said=Said.REFUSE) for name in ("甲公司", "乙大学")]
    found = [problem.message for problem in why_not_against("granted", others, signing=False)]
    assert [said[:3] for said in found] == ["甲公司", "乙大学"]


@pytest.mark.parametrize(
    ("position", "weight", "word"),
    [
        (one(), Weight.ADOPTED, "还没有提出意见"),
        (AGREES, Weight.ADOPTED, "同意公开，不需要判断"),
        (MAKER_SILENT, Weight.PROTECTED, "视为同意公开，不需要判断"),
        (SILENT, Weight.ADOPTED, "请选择：未提出意见"),
        (OBJECTS, Weight.PROTECTED, "请选择：采纳"),
        (OBJECTS, None, "请选择：采纳"),
        (MAKER_OBJECTS, Weight.PUBLIC_INTEREST, "请选择：采纳"),
    ],
)
def test_what_cannot_be_made_of_an_opinion(position, weight, word):
    [found] = why_not_weigh(position, weight, because="理由")
    assert word in found.message


def test_a_weight_has_a_reason():
    assert list(why_not_weigh(OBJECTS, Weight.PUBLIC_INTEREST, because="涉及饮用水安全")) == []
    [found] = why_not_weigh(OBJECTS, Weight.PUBLIC_INTEREST, because=" ")
    assert found.field == "because"
