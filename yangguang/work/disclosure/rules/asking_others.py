"""Asking others for their opinion: the letter, its delivery, and the conferral (征求意见、会商)."""

from collections.abc import Iterator, Sequence
from datetime import date

from yangguang.rules.problems import Problem

from .outcomes import Outcome
from .sources import REGULATION


def why_not_consult(*, whom: str, about: str, source: str, is_awaited: bool = False) -> Iterator[Problem]:
    """Say what is missing in a letter that asks somebody for an opinion (征求意见书), or that it went out already."""
    if is_awaited:
        yield Problem(f"已经向{whom}发出征求意见书，正在等待意见，不必重复发出。", "whom", source)
    if not whom.strip():
        yield Problem("请写明向谁征求意见。", "whom", source)
    if not about.strip():
        yield Problem("请写明申请公开的信息与对方有什么关系，便于对方提出意见。", "about", source)


def why_not_reach(*, reached_on: date, sent_on: date, proof: str, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which a letter is said to have reached whom it asks (送达)."""
    if reached_on < sent_on:
        yield Problem(f"送达日期不能早于发函之日{sent_on}，请核对。", "reached_on")
    if reached_on > today:
        yield Problem(f"送达日期{reached_on}还没有到，请核对。", "reached_on")
    if not proof.strip():
        yield Problem("请写明送达凭证，例如邮件回执号、签收人。", "proof")


def why_not_tell(
    outcome: Outcome | None, *, whom: str, is_told: bool, is_head: bool, is_closed: bool
) -> Iterator[Problem]:
    """Say why one who was asked is not told of the decision now (公开告知书)."""
    source = f"{REGULATION}第三十二条"
    if outcome is None:
        yield Problem("答复还没有拟写，请在拟写答复后告知对方。", "party", source)
    if is_told:
        yield Problem(f"已经将这一决定告知{whom}，不必重复告知。", "party", source)
    if is_closed:
        yield Problem("这件申请已经办结，不能再发告知书。", "party", source)
    if not is_head:
        yield Problem("告知决定由政府信息公开工作机构负责人决定；请负责人办理。", source=source)


def why_not_confer(
    *, question: str, is_conferring: bool, is_registered: bool, is_signed: bool
) -> Iterator[Problem]:
    """Say why a conferral is not begun (会商)."""
    if not is_registered:
        yield Problem("申请还没有登记，登记后再发起会商。")
    if is_signed:
        yield Problem("答复已经签发，不再会商。")
    if is_conferring:
        yield Problem("这件申请正在会商，请在同一会商中邀请其他单位。")
    if not question.strip():
        yield Problem("请写明会商的问题。", "question")


def why_not_invite(
    *, message: str, due_on: date | None, today: date, by_letter: bool, may_write: bool, is_lawyer: bool
) -> Iterator[Problem]:
    """Say what is wrong with an invitation to a conferral.

    Args:
        message: what is asked, and what is told for it.
        due_on: until when, where the office says so itself.
        today: the day of the invitation.
        by_letter: whether a written consultation stands behind it.
        may_write: whether the request is at a step at which others are consulted.
        is_lawyer: whether a lawyer is invited.
    """
    source = f"{REGULATION}第三十三条第三款"
    if not message.strip():
        yield Problem("请写明需要对方回答的问题和有关情况；对方只看得到申请的内容和这段话。", "message")
    if due_on is not None and due_on <= today:
        yield Problem(f"提出意见的期限须晚于{today}，请给对方时间。", "due_on")
    if by_letter and is_lawyer:
        yield Problem("征求意见函发给行政机关；法律顾问的意见不停止计算答复期限。", "by_letter", source)
    elif by_letter and not may_write:
        said = "只有在检索和征求意见的环节可以发出征求意见函；现在可以邀请会商，答复期限照常计算。"
        yield Problem(said, "by_letter", source)


def why_not_give_opinion(
    *, position: str, opinion: str, answered_on: date | None, is_over: bool, needs_side: bool
) -> Iterator[Problem]:
    """Say what is wrong with an opinion that one who was invited gives."""
    if is_over:
        yield Problem("会商已经结束，不能再提出意见；请直接联系牵头机关。")
    if answered_on:
        yield Problem(f"已于{answered_on}提出意见，不能重复提出；需要补充的请联系牵头机关。")
    if position not in ("agree", "refuse", "other"):
        yield Problem("请选择意见。", "position")
    elif needs_side and position == "other":
        yield Problem("对方来函征求是否同意公开的意见，请选择同意公开或者不同意公开。", "position")
    if not opinion.strip():
        yield Problem("请写明意见和理由。", "opinion")


def why_not_weigh_advice(*, has_opinion: bool, whom: str, because: str) -> Iterator[Problem]:
    """Say why it is not said yet whether an opinion is followed."""
    if not has_opinion:
        yield Problem(f"{whom}还没有提出意见。", "invitation")
    if not because.strip():
        yield Problem("请写明采纳或者不采纳的理由。", "because")


def why_not_decide_conferral(*, decision: str, because: str, waiting: Sequence[str]) -> Iterator[Problem]:
    """Say why a conferral is not decided yet; `waiting` are those who still have time for their opinion."""
    if waiting:
        yield Problem(
            f"{'、'.join(waiting)}的意见还没有收到，期限也没有届满，请等待或者提醒对方。", "decision"
        )
    if not decision.strip():
        yield Problem("请写明会商的决定。", "decision")
    if not because.strip():
        yield Problem("请写明决定的理由。", "because")


def why_not_record_opinion(*, outcome: str, text: str) -> Iterator[Problem]:
    """Say what is wrong with an opinion that is entered: a refusal needs a reason."""
    if outcome not in ("agree", "refuse"):
        yield Problem("请选择同意公开或者不同意公开。", "outcome", f"{REGULATION}第三十二条")
    if outcome == "refuse" and not text.strip():
        yield Problem("不同意公开的，请写明对方的理由。", "text", f"{REGULATION}第三十二条")
