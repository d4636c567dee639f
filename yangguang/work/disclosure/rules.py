"""What the law says about a request for information (依申请公开).

Source of all articles without another name: 政府信息公开条例（2019年修订）.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem
from yangguang.rules.terms import terms_of

from .others.rules import REGULATION as REGULATION
from .others.rules import Position, why_not_against

FEE_RULES = "国办函〔2020〕109号"
TERMS = terms_of("disclosure")

REVIEW_FIRST_SINCE = date(2024, 1, 1)
"""The day from which review comes before court where information is withheld.

Source: 行政复议法（2023年修订）第二十三条第一款第四项.
"""


class Applicant(StrEnum):
    """The kinds of applicants that the annual report distinguishes (申请人类型).

    Source: 国办公开办函〔2021〕30号 表三.
    """

    label: str

    def __new__(cls, value: str, label: str) -> "Applicant":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    NATURAL_PERSON = "natural_person", "自然人"
    COMMERCIAL_ENTERPRISE = "commercial_enterprise", "商业企业"
    RESEARCH_INSTITUTION = "research_institution", "科研机构"
    PUBLIC_WELFARE_ORG = "public_welfare_org", "社会公益组织"
    LEGAL_SERVICE_ORG = "legal_service_org", "法律服务机构"
    OTHER = "other", "其他"


class Counts(StrEnum):
    """Which of the days on a request is the day of receipt (收到申请之日)."""

    SUBMITTED = "submitted"
    SIGNED_FOR = "signed_for"
    CONFIRMED = "confirmed"


class Channel(StrEnum):
    """How a request reaches the office, and which day counts as its receipt.

    Source: 条例第三十一条.
    """

    label: str
    counts: Counts
    article: str

    def __new__(cls, value: str, label: str, counts: Counts, article: str) -> "Channel":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.counts, member.article = label, counts, f"{REGULATION}{article}"
        return member

    IN_PERSON = "in_person", "当面提交", Counts.SUBMITTED, "第三十一条第一项"
    ORAL = "oral", "口头提出（工作人员代填）", Counts.SUBMITTED, "第二十九条第一款、第三十一条第一项"
    REGISTERED_MAIL = "registered_mail", "挂号信、快递（需签收）", Counts.SIGNED_FOR, "第三十一条第二项"
    PLAIN_MAIL = "plain_mail", "平常信函（无需签收）", Counts.CONFIRMED, "第三十一条第二项"
    ONLINE = "online", "互联网", Counts.CONFIRMED, "第三十一条第三项"
    FAX = "fax", "传真", Counts.CONFIRMED, "第三十一条第三项"
    EMAIL = "email", "电子邮箱", Counts.CONFIRMED, "第三十一条第三项"


def received_on(channel: Channel, *, arrived_on: date, confirmed_on: date | None) -> date | None:
    """Return the day on which a request counts as received (收到申请之日), or None while it is open.

    Args:
        channel: how the request came.
        arrived_on: the day it was handed in, signed for, or reached the office.
        confirmed_on: the day on which the office and the applicant confirmed it, if they did.

    Source: 条例第三十一条.

    >>> received_on(Channel.IN_PERSON, arrived_on=date(2024, 1, 5), confirmed_on=None)
    datetime.date(2024, 1, 5)
    >>> received_on(Channel.ONLINE, arrived_on=date(2026, 9, 19), confirmed_on=date(2026, 9, 20))
    datetime.date(2026, 9, 20)
    >>> received_on(Channel.FAX, arrived_on=date(2026, 9, 19), confirmed_on=None)
    """
    return confirmed_on if channel.counts is Counts.CONFIRMED else arrived_on


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to answer a request (答复类型).

    Args:
        key: how it is stored and drawn in the process.
        label: how it is called.
        row: the row of table 3 of the annual report that counts it.
        article: the article of the regulation it rests on.
        must_say: what the letter must contain.
        review: whether the secrecy and legality review comes before the signature.
        review_first: whether the applicant must ask for administrative review before going to court.
        closes_without_answer: an ending by which the request is no longer handled.
    """

    key: str
    label: str
    row: str
    article: str
    must_say: str
    review: bool = False
    review_first: bool = False
    closes_without_answer: bool = False

    @property
    def source(self) -> str:
        return self.article if self.article.startswith("国办") else f"{REGULATION}{self.article}"


_REASON = "不予公开的理由"
_DENIED = {"review": True, "review_first": True}

OUTCOMES = {
    outcome.key: outcome
    for outcome in (
        Outcome(
            "already_public",
            "已主动公开，告知获取途径",
            "granted",
            "第三十六条第一项",
            "获取该信息的方式、途径（可直接打开的网址）",
        ),
        Outcome(
            "granted", "予以公开", "granted", "第三十六条第二项", "所公开的信息，或者获取的方式、途径和时间"
        ),
        Outcome(
            "partial",
            "部分公开",
            "partial",
            "第三十七条",
            "可以公开的部分，以及其余部分不予公开的理由",
            **_DENIED,
        ),
        Outcome("state_secret", "不予公开：国家秘密", "denied_state_secret", "第十四条", _REASON, **_DENIED),
        Outcome(
            "law_forbids",
            "不予公开：法律、行政法规禁止公开",
            "denied_law_forbids",
            "第十四条",
            "所依据的法律、行政法规条文",
            **_DENIED,
        ),
        Outcome(
            "security_stability",
            "不予公开：危及国家安全、公共安全、经济安全、社会稳定",
            "denied_security_stability",
            "第十四条",
            _REASON,
            **_DENIED,
        ),
        Outcome(
            "third_party_rights",
            "不予公开：损害第三方合法权益",
            "denied_third_party",
            "第十五条、第三十二条",
            "征求第三方意见的情况和不予公开的理由",
            **_DENIED,
        ),
        Outcome(
            "internal_affairs",
            "不予公开：内部事务信息",
            "denied_internal_affairs",
            "第十六条第一款",
            _REASON,
            **_DENIED,
        ),
        Outcome(
            "process_info",
            "不予公开：过程性信息",
            "denied_process_info",
            "第十六条第二款",
            _REASON,
            **_DENIED,
        ),
        Outcome(
            "enforcement_file",
            "不予公开：行政执法案卷",
            "denied_enforcement_file",
            "第十六条第二款",
            _REASON,
            **_DENIED,
        ),
        Outcome(
            "admin_query",
            "不予公开：行政查询事项",
            "denied_admin_query",
            "第三十六条第七项",
            "依照有关法律、行政法规的规定办理的途径",
            **_DENIED,
        ),
        Outcome(
            "not_existing", "无法提供：信息不存在", "unable_not_held", "第三十六条第四项", "检索的过程和结果"
        ),
        Outcome(
            "not_responsible",
            "无法提供：不属于本机关负责公开",
            "unable_not_held",
            "第三十六条第五项",
            "理由；能够确定负责公开的行政机关的，其名称和联系方式",
        ),
        Outcome(
            "need_creation",
            "无法提供：没有现成信息，需要加工、分析",
            "unable_need_creation",
            "第三十八条",
            "没有现成信息的说明",
        ),
        Outcome(
            "still_unclear",
            "无法提供：补正后申请内容仍不明确",
            "unable_still_unclear",
            "第三十条",
            "补正告知的日期和内容",
        ),
        Outcome(
            "petition",
            "不予处理：信访、投诉、举报",
            "refused_petition",
            "第三十九条第一款",
            "不作为政府信息公开申请处理，以及相应的渠道",
        ),
        Outcome(
            "repeat", "不予处理：重复申请", "refused_repeat", "第三十六条第六项", "前一次答复的文号和日期"
        ),
        Outcome(
            "publication",
            "不予处理：要求提供公开出版物",
            "refused_publication",
            "第三十九条第二款",
            "获取的途径",
        ),
        Outcome(
            "excessive",
            "不予处理：无正当理由大量反复申请",
            "refused_excessive",
            "第三十五条",
            "要求说明理由的过程",
        ),
        Outcome(
            "reconfirm",
            "不予处理：要求确认或者重新出具已获取的信息",
            "refused_reconfirm",
            "国办公开办函〔2021〕30号表三",
            "理由",
        ),
        Outcome(
            "no_correction",
            "不再处理：无正当理由逾期不补正",
            "other_no_correction",
            "第三十条",
            "补正告知的日期和期限",
            closes_without_answer=True,
        ),
        Outcome(
            "unpaid_fee",
            "不再处理：逾期不缴纳信息处理费",
            "other_unpaid_fee",
            "国办函〔2020〕109号",
            "收费通知的日期和期限",
            closes_without_answer=True,
        ),
        Outcome(
            "other",
            "其他处理（含申请人撤回）",
            "other_misc",
            "国办公开办函〔2021〕30号表三",
            "处理的情况",
            closes_without_answer=True,
        ),
    )
}
"""The twenty-three endings of a request, by their key."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Whom an applicant may turn to when she disagrees (救济告知)."""

    review_body: str
    court: str
    review_first: bool

    def paragraph(self, *, review_days: int, suit_months: int) -> str:
        """Return the paragraph of the letter that tells of the remedies.

        Args:
            review_days: calendar days for asking for administrative review.
            suit_months: months for bringing a suit at once.

        Source: 行政复议法（2023年修订）第二十条、第二十三条; 行政诉讼法第四十六条.

        >>> told = Remedy("珠海市人民政府", "珠海市金湾区人民法院", review_first=True)
        >>> print(told.paragraph(review_days=60, suit_months=6))
        如对本答复不服，应当自收到本答复书之日起60日内，先向珠海市人民政府申请行政复议；对行政复议决定不服的，可以再依法向人民法院提起行政诉讼。
        """
        if self.review_first:
            return (
                f"如对本答复不服，应当自收到本答复书之日起{review_days}日内，先向{self.review_body}申请行政复议；"
                "对行政复议决定不服的，可以再依法向人民法院提起行政诉讼。"
            )
        return (
            f"如对本答复不服，可以自收到本答复书之日起{review_days}日内向{self.review_body}申请行政复议，"
            f"也可以自收到本答复书之日起{suit_months}个月内向{self.court}提起行政诉讼。"
        )


def why_not_answer(
    outcome: Outcome | None,
    *,
    text: str,
    reviewed: bool,
    others: Sequence[Position],
    conferring: bool = False,
    signing: bool = False,
) -> Iterator[Problem]:
    """Say what stands in the way of signing this answer.

    Args:
        outcome: the answer that was chosen.
        text: the reasons and contents that the letter will state.
        reviewed: whether the secrecy and legality review was passed.
        others: where those stand who were asked for an opinion.
        conferring: whether a conferral (会商) is still open.
        signing: whether the answer is to be signed, and not only drafted.
    """
    if outcome is None:
        yield Problem("请选择答复类型。", "outcome", f"{REGULATION}第三十六条")
        return
    if not text.strip():
        yield Problem(f"请写明{outcome.must_say}。", "text", outcome.source)
    if outcome.review and not reviewed:
        yield Problem(
            "不予公开或部分公开的答复，须先通过保密审查和合法性审核才能签发。",
            "outcome",
            f"{REGULATION}第十七条",
        )
    if conferring:
        yield Problem("会商还没有作出决定，请先登记会商的决定和理由。", "outcome", f"{REGULATION}第十一条")
    yield from why_not_against(outcome.key, others, signing=signing)


def remedy(outcome: Outcome, on: date, *, review_body: str, court: str) -> str:
    """Return the paragraph on remedies for an answer that goes out on `on`, under the law of that day.

    Source: 行政复议法（2023年修订）第二十条、第二十三条; 行政诉讼法第四十六条.
    """
    told = Remedy(review_body, court, review_first=outcome.review_first and on >= REVIEW_FIRST_SINCE)
    return told.paragraph(
        review_days=TERMS["review"].on(on).days, suit_months=TERMS["litigation"].on(on).months
    )


def remedy_of_others(on: date, *, review_body: str, court: str) -> str:
    """Return the paragraph on remedies for one who was asked and is told of the decision: review or court, as he likes.

    Source: 政府信息公开条例第五十一条; 行政复议法（2023年修订）第二十条; 行政诉讼法第四十六条.
    """
    told = Remedy(review_body, court, review_first=False).paragraph(
        review_days=TERMS["review"].on(on).days, suit_months=TERMS["litigation"].on(on).months
    )
    return told.replace("本答复书", "本告知书").replace("本答复", "本决定")


def why_not_on(on: date, *, since: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day of something that an office enters.

    Args:
        on: the day it happened.
        since: the day on which the step began that it belongs to.
        today: the day it is entered.

    >>> found = why_not_on(date(2024, 3, 2), since=date(2024, 3, 4), today=date(2024, 3, 5))
    >>> [problem.message for problem in found]
    ['日期2024-03-02早于本环节开始之日2024-03-04，请核对。']
    """
    if on < since:
        yield Problem(f"日期{on}早于本环节开始之日{since}，请核对。", "on")
    if on > today:
        yield Problem(f"日期{on}还没有到，请核对；只能登记已经发生的事。", "on")


def why_not_submit(disclosure_office: str) -> Iterator[Problem]:
    """Say why an organisation takes no requests: it has no office for them."""
    if not disclosure_office:
        yield Problem(
            "该单位没有政府信息公开工作机构，不能受理申请；请向镇（街道）或者区政府部门提出。",
            "org",
            f"{REGULATION}第二十七条",
        )


def why_not_ask_for_correction(
    *, told_before: bool, unclear: str, on: date, by_on: date, last_on: date | None
) -> Iterator[Problem]:
    """Say what stands in the way of asking the applicant to make the request clear (补正告知).

    Args:
        told_before: whether the applicant was asked before.
        unclear: what is unclear.
        on: the day on which the letter goes out.
        by_on: the day by which the applicant is to answer.
        last_on: the last day for asking; None when the term for it is over.
    """
    source = f"{REGULATION}第三十条"
    if told_before:
        yield Problem("补正应当一次性告知，此前已经告知过；仍不明确的，请直接拟写答复。", source=source)
        return
    if not unclear.strip():
        yield Problem("请写明需要补正的事项，并给予指导和释明。", "unclear", source)
    if by_on <= on:
        yield Problem(f"补正期限须晚于告知书发出之日{on}，请给申请人合理的时间。", "by_on", source)
    if last_on is None or on > last_on:
        said = "补正告知的期限已过" + (f"（{last_on}届满）" if last_on else "")
        yield Problem(f"{said}，不能再要求补正；请与申请人沟通后继续办理。", "on", source)


def why_not_ask_for_reasons(*, told_before: bool, why: str, on: date, by_on: date) -> Iterator[Problem]:
    """Say what stands in the way of asking the applicant for the reasons of so many requests."""
    source = f"{REGULATION}第三十五条"
    if told_before:
        yield Problem("此前已经要求申请人说明理由，请继续办理。", source=source)
    if not why.strip():
        yield Problem("请写明申请的数量、频次怎样明显超过合理范围。", "why", source)
    if by_on <= on:
        yield Problem(f"说明理由的期限须晚于告知书发出之日{on}，请给申请人合理的时间。", "by_on", source)


def why_not_charge(*, fee: int, charged: int) -> Iterator[Problem]:
    """Say what stands in the way of charging for information.

    Args:
        fee: what the tariff asks for, in yuan.
        charged: what was charged for this request before, in yuan.
    """
    if charged:
        yield Problem(f"这件申请已经通知收费{charged}元，不能再次收费。", source=FEE_RULES)
    elif not fee:
        yield Problem("没有超过免费的数量，不收取信息处理费，请继续办理。", "pages", FEE_RULES)


def why_not_give_up(what: str, *, by_on: date, today: date, source: str) -> Iterator[Problem]:
    """Say why a request may not be closed yet for what the applicant did not do.

    Args:
        what: what was asked of the applicant, such as 补正.
        by_on: the last day for it.
        today: the day of the decision.
        source: the article.
    """
    if today <= by_on:
        yield Problem(f"{what}的期限至{by_on}届满，现在还没有届满，请等待申请人。", source=source)


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


def why_not_draft(
    outcome: Outcome | None, *, asked_to_correct: bool, asked_for_reasons: bool
) -> Iterator[Problem]:
    """Say why an answer may not be of this kind, given what was asked of the applicant before."""
    if outcome is None:
        return
    if outcome.key in ("no_correction", "unpaid_fee"):
        yield Problem("不再处理须在补正或者缴费逾期后办理，请选择其他答复类型。", "outcome", outcome.source)
    if outcome.key == "still_unclear" and not asked_to_correct:
        yield Problem("尚未告知申请人补正，不能以补正后仍不明确答复。", "outcome", outcome.source)
    if outcome.key == "excessive" and not asked_for_reasons:
        yield Problem("尚未要求申请人说明理由，不能以大量反复申请不予处理。", "outcome", outcome.source)


def why_not_deliver(*, by_post: bool, mail_number: str) -> Iterator[Problem]:
    """Say what is missing when an answer is sent: the day of posting counts, so it must be proved."""
    if by_post and not mail_number.strip():
        yield Problem(
            "邮寄的，以交邮之日为答复之日，请填写邮件号码并保存交邮凭证。",
            "mail_number",
            "民事诉讼法第八十五条第四款",
        )


def why_not_withdraw(*, closed_on: date | None) -> Iterator[Problem]:
    """Say why a request can no longer be withdrawn (撤回申请)."""
    if closed_on:
        yield Problem(f"这件申请已于{closed_on}办结，不能再撤回。")


SENT_BACK_TO = {"search": "examine", "draft": "search"}
"""From which step of the diagram a request can be sent back (退回), and to which."""

_TAKEN_BACK = {"examine": ("accept", "not_a_request"), "search": ("found",), "draft": ()}
"""Steps that can be taken back (撤回), and with which outcomes (any, where none is named): no letter left with them."""


def why_not_take_back(*, node: str, outcome: str) -> Iterator[Problem]:
    """Say why the step done last, with its outcome, cannot be taken back (撤回)."""
    if node not in _TAKEN_BACK:
        yield Problem("上一步不能撤回：文书已经发出，或者还没有办理过。")
    elif _TAKEN_BACK[node] and outcome not in _TAKEN_BACK[node]:
        yield Problem("上一步已经发出文书，不能撤回；请按文书的内容继续办理。")


def why_not_contest(
    *,
    after_review: bool,
    directly: bool,
    reviewed: bool,
    closed_on: date | None,
    filed_on: date,
    today: date,
) -> Iterator[Problem]:
    """Say what is wrong with a review or a suit that is entered.

    Args:
        after_review: whether it is entered as a suit after a review.
        directly: whether it is entered as a suit without a review.
        reviewed: whether there was a review.
        closed_on: the day of the answer.
        filed_on: the day on which it was accepted.
        today: the day it is entered.
    """
    source = "国办公开办函〔2021〕30号表四"
    if closed_on is None:
        yield Problem("这件申请尚未办结，不能登记对答复的复议、诉讼。", "kind")
    elif filed_on < closed_on:
        yield Problem(f"受理日期不能早于办结之日{closed_on}，请核对。", "filed_on")
    if filed_on > today:
        yield Problem(f"受理日期{filed_on}还没有到，请核对。", "filed_on")
    if directly and reviewed:
        yield Problem("这件申请已有行政复议，请登记为复议后起诉。", "kind", source)
    if after_review and not reviewed:
        yield Problem("这件申请没有行政复议，请登记为未经复议直接起诉，或者先登记复议。", "kind", source)


def why_not_decide_contest(
    *, decided_on: date | None, filed_on: date, on: date, today: date
) -> Iterator[Problem]:
    """Say what is wrong with the result of a review or suit that is entered."""
    if decided_on:
        yield Problem(f"结果已于{decided_on}审结并登记，不能改动。", "result")
    if on < filed_on:
        yield Problem(f"审结日期不能早于受理日期{filed_on}，请核对。", "on")
    if on > today:
        yield Problem(f"审结日期{on}还没有到，请核对。", "on")


def why_not_without(field: str, text: str, message: str, source: str = "") -> Iterator[Problem]:
    """Say with `message` that something is missing, where `text` is empty."""
    if not text.strip():
        yield Problem(message, field, source)


def why_not_examine(outcome: str) -> Iterator[Problem]:
    """Say why an examination does not simply end like this: the other outcomes take a letter."""
    if outcome not in ("accept", "not_a_request"):
        yield Problem("请选择受理或者直接拟写答复；补正、说明理由、收费须发出相应的告知书。", "outcome")


def why_not_record_opinion(*, outcome: str, text: str) -> Iterator[Problem]:
    """Say what is wrong with an opinion that is entered: a refusal needs a reason."""
    if outcome not in ("agree", "refuse"):
        yield Problem("请选择同意公开或者不同意公开。", "outcome", f"{REGULATION}第三十二条")
    if outcome == "refuse" and not text.strip():
        yield Problem("不同意公开的，请写明对方的理由。", "text", f"{REGULATION}第三十二条")


def why_not_arrive(channel: Channel, *, arrived_on: date, today: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which a request is said to have come."""
    if arrived_on > today:
        yield Problem(f"到达日期{arrived_on}还没有到，请核对。", "arrived_on", channel.article)


def why_not_register(
    channel: Channel, *, arrived_on: date, confirmed_on: date | None, how: str, today: date
) -> Iterator[Problem]:
    """Say what stands in the way of registering a request (登记).

    Args:
        channel: how it came.
        arrived_on: the day it was handed in, signed for, or reached the office.
        confirmed_on: the day on which office and applicant confirmed it, where the channel asks for that.
        how: how they confirmed it: the trace that it leaves.
        today: the day it is registered.
    """
    yield from why_not_arrive(channel, arrived_on=arrived_on, today=today)
    if channel.counts is not Counts.CONFIRMED:
        return
    if confirmed_on is None:
        yield Problem(
            f"{channel.label}的申请须与申请人确认，确认之日为收到申请之日；请填写确认日期。",
            "confirmed_on",
            channel.article,
        )
        return
    yield from why_not_confirm(channel, arrived_on=arrived_on, confirmed_on=confirmed_on)
    if confirmed_on > today:
        yield Problem(f"确认日期{confirmed_on}还没有到，请核对。", "confirmed_on", channel.article)
    if not how.strip():
        yield Problem("请写明怎样确认的，例如电话、短信，以及与谁确认。", "how", channel.article)


def why_not_confirm(channel: Channel, *, arrived_on: date, confirmed_on: date) -> Iterator[Problem]:
    """Say what is wrong with the day on which the office and the applicant confirmed a request."""
    if confirmed_on < arrived_on:
        yield Problem(
            f"确认之日不能早于申请到达之日（{arrived_on:%Y-%m-%d}）。", "confirmed_on", channel.article
        )


def why_not_extend(*, workdays: int, extended: int, approved: bool, longest: int) -> Iterator[Problem]:
    """Say what stands in the way of extending the time for an answer (延长答复期限).

    Args:
        workdays: how many working days are wanted.
        extended: how many were given before.
        approved: whether the head of the disclosure office agreed.
        longest: how many the law allows in all.

    >>> [problem.message for problem in why_not_extend(workdays=25, extended=0, approved=True, longest=20)]
    ['延长不得超过20个工作日，请改为1至20之间的天数。']
    """
    source = f"{REGULATION}第三十三条第二款"
    if extended:
        yield Problem(f"答复期限只能延长一次；此前已延长{extended}个工作日。", "workdays", source)
    elif not 1 <= workdays <= longest:
        yield Problem(f"延长不得超过{longest}个工作日，请改为1至{longest}之间的天数。", "workdays", source)
    if not approved:
        yield Problem("延长须先经政府信息公开工作机构负责人同意，并告知申请人。", "approved", source)


def why_not_change_term(*, is_running: bool) -> Iterator[Problem]:
    """Say why the time for an answer cannot be extended just now: it is paused, or over."""
    if not is_running:
        yield Problem(
            "答复期限现在没有在计算（正在等待意见、补正、缴费，或者已经办结），请待其继续计算后再延长。",
            source=f"{REGULATION}第三十三条",
        )
