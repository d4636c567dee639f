"""The endings of a request (答复类型): the article of each, its row in the report, and what its letter must say.

Source: 政府信息公开条例（2019年修订）第十四条至第十六条、第三十条至第三十九条; 国办公开办函〔2021〕30号表三.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .sources import REGULATION


class FactKind(StrEnum):
    """How a fact is typed."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a letter must state, typed into a field of its own.

    Args:
        key: how it is stored.
        label: how it is called.
        help: what to write, with an example.
        kind: how it is typed.
    """

    key: str
    label: str
    help: str = ""
    kind: FactKind = FactKind.LINE

    @property
    def longest(self) -> int:
        return 2000 if self.kind is FactKind.TEXT else 300


FACTS = {
    fact.key: fact
    for fact in (
        Fact("address", "已经公开的网址", "以 https:// 或者 / 开头、可直接打开的网址；本网站的会核对是否存在。"),
        Fact("searched_in", "检索了哪里", "例如：公文系统、2019年至2023年文书档案、城建科业务台账。", FactKind.TEXT),
        Fact("searched_words", "检索所用的词", "例如：学区划分、招生地段。"),
        Fact("searched_on", "检索日期", kind=FactKind.DAY),
        Fact("searched_by", "由谁检索", "写明科室或者人员。"),
        Fact("law", "所依据的法律、行政法规条文", "例如：《中华人民共和国测绘法》第四十七条。", FactKind.TEXT),
        Fact("way", "办理或者获取的途径", "写明向谁、到哪里、怎样办理或者获取。", FactKind.TEXT),
        Fact("agency_name", "负责公开的行政机关", "区内机关从上面选择即可，名称、地址、电话从机关资料带出。"),
        Fact("agency_address", "该机关的地址"),
        Fact("agency_phone", "该机关的电话"),
        Fact("agency_unknown", "不能确定负责机关的说明", "能够确定的不填。", FactKind.TEXT),
        Fact("previous_number", "前一次答复的文号"),
        Fact("previous_on", "前一次答复的日期", kind=FactKind.DAY),
    )
}  # fmt: skip
"""All that a letter can be asked to state, by key; `Outcome.facts` says which of it."""

SEARCH = ("searched_in", "searched_words", "searched_on", "searched_by")
"""The search made (检索过程): where, by which words, when, by whom; all of it or nothing."""

AGENCY = ("agency_name", "agency_address", "agency_phone", "agency_unknown")
"""The organisation that answers for it, or why it is not known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to answer a request (答复类型).

    Args:
        key: how it is stored and drawn in the process.
        label: how it is called.
        row: the row of table 3 of the annual report that counts it.
        article: the article of the regulation it rests on.
        must_say: what the letter must contain.
        facts: what it must state in fields of their own, by the keys of `FACTS`.
        also: what it may state besides.
        in_words: whether something must be said in free words as well.
        withholds: whether documents or parts are kept back, each with its ground and its reason; the review of
            secrecy and legality then comes before the signature.
        closes_without_answer: an ending by which the request is no longer handled.
    """

    key: str
    label: str
    row: str
    article: str
    must_say: str
    facts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    in_words: bool = False
    withholds: bool = False
    closes_without_answer: bool = False

    @property
    def source(self) -> str:
        return self.article if self.article.startswith("国办") else f"{REGULATION}{self.article}"

    @property
    def review(self) -> bool:
        """Whether the secrecy and legality review comes before the signature."""
        return self.withholds

    @property
    def asks_for(self) -> tuple[Fact, ...]:
        """What its form asks for besides the documents and the words."""
        return tuple(FACTS[key] for key in (*self.facts, *self.also))

    @property
    def is_denial(self) -> bool:
        """Whether all that is asked for is kept back under one ground (不予公开)."""
        return self.row.startswith("denied_")


def _outcomes() -> Iterator[Outcome]:
    reason = "不予公开的理由"
    yield Outcome(
        "already_public", "已主动公开，告知获取途径", "granted", "第三十六条第一项",
        "获取该信息的方式、途径（可直接打开的网址）", facts=("address",),
    )  # fmt: skip
    yield Outcome(
        "granted", "予以公开", "granted", "第三十六条第二项",
        "所公开的信息，或者获取的方式、途径和时间", in_words=True,
    )  # fmt: skip
    yield Outcome(
        "partial", "部分公开", "partial", "第三十七条",
        "可以公开的部分，以及其余部分不予公开的理由", also=("law",), in_words=True, withholds=True,
    )  # fmt: skip
    yield Outcome(
        "state_secret", "不予公开：国家秘密", "denied_state_secret", "第十四条", reason, withholds=True
    )
    yield Outcome(
        "law_forbids", "不予公开：法律、行政法规禁止公开", "denied_law_forbids", "第十四条",
        "所依据的法律、行政法规条文", facts=("law",), withholds=True,
    )  # fmt: skip
    yield Outcome(
        "security_stability", "不予公开：危及国家安全、公共安全、经济安全、社会稳定", "denied_security_stability",
        "第十四条", reason, withholds=True,
    )  # fmt: skip
    yield Outcome(
        "third_party_rights", "不予公开：损害第三方合法权益", "denied_third_party", "第十五条、第三十二条",
        "征求第三方意见的情况和不予公开的理由", withholds=True,
    )  # fmt: skip
    yield Outcome(
        "internal_affairs", "不予公开：内部事务信息", "denied_internal_affairs", "第十六条第一款", reason,
        withholds=True,
    )  # fmt: skip
    yield Outcome(
        "process_info",
        "不予公开：过程性信息",
        "denied_process_info",
        "第十六条第二款",
        reason,
        withholds=True,
    )
    yield Outcome(
        "enforcement_file", "不予公开：行政执法案卷", "denied_enforcement_file", "第十六条第二款", reason,
        withholds=True,
    )  # fmt: skip
    yield Outcome(
        "admin_query", "不予公开：行政查询事项", "denied_admin_query", "第三十六条第七项",
        "依照有关法律、行政法规的规定办理的途径", facts=("way",), withholds=True,
    )  # fmt: skip
    yield Outcome(
        "not_existing", "无法提供：信息不存在", "unable_not_held", "第三十六条第四项", "检索的过程和结果",
        facts=SEARCH,
    )  # fmt: skip
    yield Outcome(
        "not_responsible", "无法提供：不属于本机关负责公开", "unable_not_held", "第三十六条第五项",
        "理由；能够确定负责公开的行政机关的，其名称和联系方式", also=(*AGENCY, *SEARCH), in_words=True,
    )  # fmt: skip
    yield Outcome(
        "need_creation", "无法提供：没有现成信息，需要加工、分析", "unable_need_creation", "第三十八条",
        "没有现成信息的说明", also=SEARCH, in_words=True,
    )  # fmt: skip
    yield Outcome(
        "still_unclear", "无法提供：补正后申请内容仍不明确", "unable_still_unclear", "第三十条",
        "补正告知的日期和内容",
    )  # fmt: skip
    yield Outcome(
        "petition", "不予处理：信访、投诉、举报", "refused_petition", "第三十九条第一款",
        "不作为政府信息公开申请处理，以及相应的渠道", facts=("way",),
    )  # fmt: skip
    yield Outcome(
        "repeat", "不予处理：重复申请", "refused_repeat", "第三十六条第六项", "前一次答复的文号和日期",
        facts=("previous_number", "previous_on"),
    )  # fmt: skip
    yield Outcome(
        "publication", "不予处理：要求提供公开出版物", "refused_publication", "第三十九条第二款", "获取的途径",
        facts=("way",),
    )  # fmt: skip
    yield Outcome(
        "excessive", "不予处理：无正当理由大量反复申请", "refused_excessive", "第三十五条",
        "要求说明理由的过程", in_words=True,
    )  # fmt: skip
    yield Outcome(
        "reconfirm", "不予处理：要求确认或者重新出具已获取的信息", "refused_reconfirm", "国办公开办函〔2021〕30号表三",
        "理由", in_words=True,
    )  # fmt: skip
    yield Outcome(
        "no_correction", "不再处理：无正当理由逾期不补正", "other_no_correction", "第三十条",
        "补正告知的日期和期限", closes_without_answer=True,
    )  # fmt: skip
    yield Outcome(
        "unpaid_fee", "不再处理：逾期不缴纳信息处理费", "other_unpaid_fee", "国办函〔2020〕109号",
        "收费通知的日期和期限", closes_without_answer=True,
    )  # fmt: skip
    yield Outcome(
        "other", "其他处理（含申请人撤回）", "other_misc", "国办公开办函〔2021〕30号表三", "处理的情况",
        closes_without_answer=True,
    )  # fmt: skip


OUTCOMES = {outcome.key: outcome for outcome in _outcomes()}
"""The twenty-three endings of a request, by their key."""

GROUNDS = {key: outcome for key, outcome in OUTCOMES.items() if outcome.is_denial}
"""The grounds (不予公开的依据) under which a document or a part of one is kept back, by their key."""
