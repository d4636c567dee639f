"""What the law says about a request for information (依申请公开).

Source of all articles without another name: 政府信息公开条例（2019年修订）.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem

REGULATION = "政府信息公开条例"


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
    outcome: Outcome | None, *, text: str, reviewed: bool, consulted_third_party: bool
) -> Iterator[Problem]:
    """Say what stands in the way of signing this answer.

    Args:
        outcome: the answer that was chosen.
        text: the reasons and contents that the letter will state.
        reviewed: whether the secrecy and legality review was passed.
        consulted_third_party: whether a third party was asked in writing.
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
    if outcome.key == "third_party_rights" and not consulted_third_party:
        yield Problem(
            "以第三方合法权益为由不予公开的，须先书面征求第三方的意见。", "outcome", f"{REGULATION}第三十二条"
        )


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
