"""What is asked when a request is taken in for somebody, when one is split, and when several are answered as one.

Source of all articles without another name: 政府信息公开条例（2019年修订）.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from yangguang.rules.problems import Problem

from .rules import REGULATION, Applicant, Channel

MOST_PARTS = 30
"""Into how many requests one can be split; whoever needs more has a list, and enters it as a file."""

REPORT_RULES = "国办公开办函〔2021〕30号表三"

_NO_WORD = re.compile(r"[\W_]+")


def why_not_speak_for(
    applicant_kind: str, *, representative: str, agent: str, agent_identity: str, authority: str
) -> Iterator[Problem]:
    """Say what is missing about the people who speak for an applicant (联系人、代理人).

    Args:
        applicant_kind: one of `Applicant`.
        representative: the contact, whom an organisation has to name.
        agent: somebody whom the applicant has authorised (代理人), if anybody.
        agent_identity: his proof of identity.
        authority: on what he acts: a letter of authority (授权委托书), guardianship, a power by law.

    >>> found = why_not_speak_for("natural_person", representative="", agent="李律师", agent_identity="", authority="")
    >>> [problem.field for problem in found]
    ['agent_identity', 'authority']
    """
    source = f"{REGULATION}第二十九条第二款"
    if applicant_kind and applicant_kind != Applicant.NATURAL_PERSON and not representative.strip():
        yield Problem("法人或者其他组织申请的，请填写联系人姓名。", "representative", source)
    if not agent.strip():
        if agent_identity.strip() or authority.strip():
            yield Problem(
                "填写了代理人的证明或者依据，请同时填写代理人姓名；没有代理人的请清空。", "agent", source
            )
        return
    if not agent_identity.strip():
        yield Problem("由代理人提出的，请填写代理人的身份证明号码。", "agent_identity", source)
    if not authority.strip():
        yield Problem("由代理人提出的，请写明依据，例如授权委托书的日期和委托事项。", "authority", source)


def why_not_take_down(channel: Channel, *, read_back: str) -> Iterator[Problem]:
    """Say what is missing where an official wrote a request down for somebody who cannot write (口头、代填)."""
    if channel is Channel.ORAL and not read_back.strip():
        yield Problem(
            "代填的申请须向申请人宣读并经其确认，请写明怎样宣读、怎样确认，例如：当面宣读，申请人按指印确认。",
            "read_back",
            f"{REGULATION}第二十九条第一款",
        )


def parts_of(text: str) -> list[str]:
    r"""Return what the parts of a request ask for: a paragraph each, with or without a number before it.

    >>> parts_of("1. 2022年学区划分图\n\n（二）2023年招生简章\n  含附件")
    ['2022年学区划分图', '2023年招生简章 含附件']
    """
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    whole = [" ".join(line.strip() for line in each.splitlines()) for each in paragraphs]
    return [_without_number(each) for each in whole if each]


def why_not_split(
    parts: Sequence[str], *, letters: Sequence[str], is_part: bool, on: date, received_on: date
) -> Iterator[Problem]:
    """Say what stands in the way of splitting a request (一事一申请).

    The parts begin with the receipt of the whole, so nothing may have happened that moved its term.

    Args:
        parts: what each part asks for.
        letters: the kinds of letters, beside the receipt, that were sent in the whole.
        is_part: whether it was itself split off from another.
        on: the day of the decision.
        received_on: the day of receipt.
    """
    source = REPORT_RULES
    if is_part:
        yield Problem(
            "本件已是拆分出来的一件，不能再拆分；如有需要，请与申请人沟通后另行提出。", source=source
        )
    if letters:
        yield Problem(
            f"本件已经发出{'、'.join(letters)}，期限已随之变动，不能再拆分；请在一件内逐项答复。",
            source=source,
        )
    if len(parts) < 2:
        yield Problem("请把各件的内容分段写明，至少两段，段与段之间空一行。", "parts", source)
    if len(parts) > MOST_PARTS:
        yield Problem(f"一次最多拆成{MOST_PARTS}件，现在有{len(parts)}段，请核对。", "parts", source)
    if len({normalised(each) for each in parts}) < len(parts):
        yield Problem("有两段内容相同，请合并或者改写，以免同一事项计为两件。", "parts", source)
    if on < received_on:
        yield Problem(f"拆分日期不能早于收到申请之日{received_on}，请核对。", "on", source)


def why_not_withdraw_whole(*, split_on: date | None) -> Iterator[Problem]:
    """Say why a request that was split can be withdrawn only part by part."""
    if split_on:
        yield Problem(f"这件申请已于{split_on}拆分，请在拆分出来的各件中分别撤回。")


def normalised(text: str) -> str:
    """Return a text without what makes no difference: spaces, punctuation, width and case.

    >>> normalised("２０２２年 学区划分图。") == normalised("2022年学区划分图")
    True
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def why_not_join(
    *, same: bool, same_org: bool, lead_open: bool, is_open: bool, chained: bool, reason: str
) -> Iterator[Problem]:
    """Say what stands in the way of answering one request together with another (合并答复).

    Args:
        same: whether it is one and the same request.
        same_org: whether both were made to the same organisation.
        lead_open: whether the other, with which it is to be answered, is registered and open.
        is_open: whether it is registered and open itself.
        chained: whether one of them is joined already, so that a row of requests would hang on each other.
        reason: why they are the same.
    """
    if same:
        yield Problem("不能与本件自身合并，请填写另一件的编号。", "number")
    if not same_org:
        yield Problem("只能与本机关的申请合并答复，请核对编号。", "number")
    if not is_open:
        yield Problem("本件没有登记或者已经办结，不能合并答复。")
    if not lead_open:
        yield Problem(
            "对方没有登记或者已经办结，不能合并；已有答复的，可按重复申请或者参照其答复办理。", "number"
        )
    if chained:
        yield Problem("其中一件已与别的申请合并，请直接与牵头的那一件合并。", "number")
    if not reason.strip():
        yield Problem("请写明两件的内容为什么相同，可以合并答复。", "reason")


def why_not_answer_together(*, is_joined: bool, lead_signed: bool, lead: str) -> Iterator[Problem]:
    """Say why a joined request cannot be answered with the words of the other just now.

    Args:
        is_joined: whether it is joined at all.
        lead_signed: whether the answer of the other is signed.
        lead: the number of the other.
    """
    if not is_joined:
        yield Problem("本件没有与其他申请合并，请直接拟写答复。")
    elif not lead_signed:
        yield Problem(f"牵头的{lead}还没有签发答复，请等它签发后再采用；也可以直接拟写本件的答复。")


def _without_number(text: str) -> str:
    return re.sub(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+", "", text).strip()
