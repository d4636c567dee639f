"""Who else has a say in an answer, and what may be answered against them (征求意见的效力)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yangguang.rules.problems import Problem

REGULATION = "政府信息公开条例"


class Kind(StrEnum):
    """As whom somebody is asked; the term is the one in `terms.toml`."""

    label: str
    article: str
    term: str

    def __new__(cls, value: str, label: str, article: str, term: str) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.article, member.term = label, f"{REGULATION}{article}", term
        return member

    THIRD_PARTY = "third_party", "第三方", "第三十二条", "third_party"
    JOINT_MAKER = "joint_maker", "共同制作机关", "第三十四条", "joint_maker"
    AGENCY = "agency", "会商机关", "第三十三条第三款", "other_agency"


class Said(StrEnum):
    """What somebody answered."""

    label: str

    def __new__(cls, value: str, label: str) -> "Said":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    AGREE = "agree", "同意公开"
    REFUSE = "refuse", "不同意公开"
    SILENT = "silent", "逾期未提出意见"


class Weight(StrEnum):
    """What the office makes of an opinion (是否采纳)."""

    label: str

    def __new__(cls, value: str, label: str) -> "Weight":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    ADOPTED = "adopted", "采纳：有合理理由，不予公开"
    UNFOUNDED = "unfounded", "不采纳：不同意公开的理由不合理"
    PUBLIC_INTEREST = "public_interest", "不采纳：不公开可能对公共利益造成重大影响"
    PROTECTED = "protected", "未提出意见，但公开会损害其合法权益，不予公开"


OVERRULED = (Weight.UNFOUNDED, Weight.PUBLIC_INTEREST)
"""The weights with which information is opened against an objection."""

OPENING = ("granted", "partial")
"""The outcomes by which something is made public."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where one who was asked stands.

    Args:
        whom: the name.
        kind: as whom he was asked.
        said: what he answered; None while he is waited for.
        weight: what the office makes of it; None where it has not said so.
        is_told: whether he was told of the decision as it stands.
    """

    whom: str
    kind: Kind = Kind.THIRD_PARTY
    said: Said | None = None
    weight: Weight | None = None
    is_told: bool = False


def weights_for(kind: Kind, said: Said | None) -> Sequence[Weight]:
    """Return what can be made of an opinion: only an objection is adopted or overruled.

    >>> [str(each) for each in weights_for(Kind.THIRD_PARTY, Said.SILENT)]
    ['protected']
    >>> weights_for(Kind.JOINT_MAKER, Said.SILENT)
    ()
    """
    if said is Said.REFUSE:
        return (Weight.ADOPTED, *(OVERRULED if kind is Kind.THIRD_PARTY else (Weight.UNFOUNDED,)))
    return (Weight.PROTECTED,) if said is Said.SILENT and kind is Kind.THIRD_PARTY else ()


def why_not_weigh(position: Position, weight: Weight | None, *, because: str) -> Iterator[Problem]:
    """Say what stands in the way of weighing an opinion.

    Source: 政府信息公开条例（2019年修订）第三十二条.
    """
    source, whom = position.kind.article, position.whom
    possible = weights_for(position.kind, position.said)
    if position.said is None:
        yield Problem(f"{whom}还没有提出意见，期限也没有届满，请等待。", "party", source)
    elif not possible:
        yield Problem(f"{whom}{_meaning(position)}，不需要判断是否采纳。", "party", source)
    elif weight not in possible:
        labels = "；".join(each.label for each in possible)
        yield Problem(f"{whom}{position.said.label}，请选择：{labels}。", "weight", source)
    if not because.strip():
        yield Problem("请写明判断的理由，将写入告知书。", "because", source)


def why_not_against(outcome: str, others: Iterable[Position], *, signing: bool) -> Iterator[Problem]:
    """Say why an answer may not be of this kind, given what others said of it.

    Args:
        outcome: the key of the answer.
        others: everybody who was asked.
        signing: whether the answer is to be signed, and not only drafted.

    Source: 政府信息公开条例（2019年修订）第十五条、第三十二条、第三十四条.

    >>> objecting = Position("某公司", said=Said.REFUSE)
    >>> [problem.message for problem in why_not_against("granted", [objecting], signing=False)]
    ['某公司不同意公开，请先判断是否采纳并写明理由，再决定公开。']
    >>> list(why_not_against("third_party_rights", [objecting], signing=True))
    []
    """
    everybody = list(others)
    for each in everybody:
        if each.said is None:
            yield Problem(
                f"还在等待{each.whom}的意见，请在收到意见或者期限届满后再拟写答复。",
                "outcome",
                each.kind.article,
            )
    if outcome == "third_party_rights":
        yield from _why_not_protect([each for each in everybody if each.kind is Kind.THIRD_PARTY])
    if outcome in OPENING:
        for each in everybody:
            yield from _why_not_open(outcome, each, signing=signing)


def _why_not_protect(parties: Sequence[Position]) -> Iterator[Problem]:
    """Say why nothing may be withheld for the sake of third parties."""
    source = Kind.THIRD_PARTY.article
    if not parties:
        yield Problem("以第三方合法权益为由不予公开的，须先书面征求第三方的意见。", "outcome", source)
        return
    objecting = [each for each in parties if each.said is Said.REFUSE]
    if any(each.weight not in OVERRULED for each in objecting):
        return
    if any(each.weight is Weight.PROTECTED for each in parties):
        return
    if objecting:
        names = "、".join(each.whom for each in objecting)
        said = f"{names}不同意公开的意见已决定不采纳，不能以第三方合法权益为由不予公开；请重新判断或者改选。"
        yield Problem(said, "outcome", source)
    elif any(each.said is Said.SILENT for each in parties):
        names = "、".join(each.whom for each in parties if each.said is Said.SILENT)
        said = f"没有第三方不同意公开；{names}逾期未提出意见，仍要不予公开的，请先写明公开为什么会损害其合法权益。"
        yield Problem(said, "outcome", source)
    elif all(each.said is Said.AGREE for each in parties):
        yield Problem(
            "第三方都同意公开，不能以第三方合法权益为由不予公开。", "outcome", f"{REGULATION}第十五条"
        )


def _why_not_open(outcome: str, each: Position, *, signing: bool) -> Iterator[Problem]:
    """Say why something may not be made public, for the sake of one who was asked."""
    source = each.kind.article
    if each.weight is Weight.PROTECTED and outcome == "granted":
        yield Problem(
            f"已判断公开会损害{each.whom}的合法权益，不能予以公开；请改选或者重新判断。", "outcome", source
        )
    if each.said is not Said.REFUSE:
        return
    if each.weight is None:
        yield Problem(f"{each.whom}不同意公开，请先判断是否采纳并写明理由，再决定公开。", "outcome", source)
    elif each.weight is Weight.ADOPTED and outcome == "granted":
        said = f"已采纳{each.whom}不同意公开的意见，不能予以公开；请改为不予公开或者部分公开，或者重新判断。"
        yield Problem(said, "outcome", source)
    elif each.weight in OVERRULED and each.kind is Kind.THIRD_PARTY and signing and not each.is_told:
        said = f"不采纳{each.whom}意见而公开的，须先将决定公开的内容和理由书面告知对方，再签发；请先发出公开告知书。"
        yield Problem(said, "outcome", source)


def _meaning(position: Position) -> str:
    """Say what an answer that needs no weighing means."""
    if position.said is Said.SILENT and position.kind is Kind.JOINT_MAKER:
        return "逾期未提出意见，视为同意公开"
    return position.said.label if position.said else ""
