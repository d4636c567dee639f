"""The three tables of the annual report on disclosure (政府信息公开工作年度报告), word for word.

Source: 政府信息公开条例第五十条; 国办公开办函〔2021〕30号 (and its forerunner of 2019, whose table 3 has one
row for （六）其他处理).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Args:
        key: how it is stored.
        number: how the form numbers it; empty where it does not.
        name: its name as the form has it.
        within: the heading above it; empty where there is none.
    """

    key: str
    number: str
    name: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.within}／{self.name}" if self.within else self.name


COLUMNS = {
    "natural_person": "自然人",
    "commercial_enterprise": "商业企业",
    "research_institution": "科研机构",
    "public_welfare_org": "社会公益组织",
    "legal_service_org": "法律服务机构",
    "other": "其他",
    "total": "总计",
}
"""The seven columns of table 3: who asked."""

RESULTS = "三、本年度办理结果"
DENIED = "（三）不予公开"
UNABLE = "（四）无法提供"
REFUSED = "（五）不予处理"
OTHER = "（六）其他处理"

_NEW = Row("new_received", "1", "一、本年新收政府信息公开申请数量")
_OVER = Row("carried_over", "2", "二、上年结转政府信息公开申请数量")
_DECIDED = (
    Row("granted", "3.1", "（一）予以公开", RESULTS),
    Row("partial", "3.2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", RESULTS),
    Row("denied_state_secret", "3.3.1", "1.属于国家秘密", DENIED),
    Row("denied_law_forbids", "3.3.2", "2.其他法律行政法规禁止公开", DENIED),
    Row("denied_security_stability", "3.3.3", "3.危及“三安全一稳定”", DENIED),
    Row("denied_third_party", "3.3.4", "4.保护第三方合法权益", DENIED),
    Row("denied_internal_affairs", "3.3.5", "5.属于三类内部事务信息", DENIED),
    Row("denied_process_info", "3.3.6", "6.属于四类过程性信息", DENIED),
    Row("denied_enforcement_file", "3.3.7", "7.属于行政执法案卷", DENIED),
    Row("denied_admin_query", "3.3.8", "8.属于行政查询事项", DENIED),
    Row("unable_not_held", "3.4.1", "1.本机关不掌握相关政府信息", UNABLE),
    Row("unable_need_creation", "3.4.2", "2.没有现成信息需要另行制作", UNABLE),
    Row("unable_still_unclear", "3.4.3", "3.补正后申请内容仍不明确", UNABLE),
    Row("refused_petition", "3.5.1", "1.信访举报投诉类申请", REFUSED),
    Row("refused_repeat", "3.5.2", "2.重复申请", REFUSED),
    Row("refused_publication", "3.5.3", "3.要求提供公开出版物", REFUSED),
    Row("refused_excessive", "3.5.4", "4.无正当理由大量反复申请", REFUSED),
    Row("refused_reconfirm", "3.5.5", "5.要求行政机关确认或重新出具已获取信息", REFUSED),
)
_CLOSED = (
    Row(
        "other_no_correction",
        "3.6.1",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        OTHER,
    ),
    Row(
        "other_unpaid_fee",
        "3.6.2",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        OTHER,
    ),
    Row("other_misc", "3.6.3", "3.其他", OTHER),
)
_OTHER_AS_ONE = Row("other_results", "3.6", "（六）其他处理", RESULTS)
_TOTAL = Row("total_results", "3.7", "（七）总计", RESULTS)
_FORWARD = Row("carry_forward", "4", "四、结转下年度继续办理")

TABLE3 = {row.key: row for row in (_NEW, _OVER, *_DECIDED, *_CLOSED, _TOTAL, _FORWARD)}
"""The twenty-five rows of the form of 2021."""

TABLE3_OF_2019 = {row.key: row for row in (_NEW, _OVER, *_DECIDED, _OTHER_AS_ONE, _TOTAL, _FORWARD)}
"""The twenty-three rows of the form of 2019."""

LAYOUTS = {2021: TABLE3, 2019: TABLE3_OF_2019}
NOT_RESULTS = ("new_received", "carried_over", "total_results", "carry_forward")

TABLE4 = {"review": "行政复议", "direct": "行政诉讼：未经复议直接起诉", "postreview": "行政诉讼：复议后起诉"}
"""The three groups of table 4."""

TABLE4_COLUMNS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}

TABLE2 = {
    "rules_issued": ("第二十条第（一）项", "规章", "本年制发件数"),
    "rules_repealed": ("第二十条第（一）项", "规章", "本年废止件数"),
    "rules_in_force": ("第二十条第（一）项", "规章", "现行有效件数"),
    "documents_issued": ("第二十条第（一）项", "行政规范性文件", "本年制发件数"),
    "documents_repealed": ("第二十条第（一）项", "行政规范性文件", "本年废止件数"),
    "documents_in_force": ("第二十条第（一）项", "行政规范性文件", "现行有效件数"),
    "permits": ("第二十条第（五）项", "行政许可", "本年处理决定数量"),
    "penalties": ("第二十条第（六）项", "行政处罚", "本年处理决定数量"),
    "coercion": ("第二十条第（六）项", "行政强制", "本年处理决定数量"),
    "fees": ("第二十条第（八）项", "行政事业性收费", "本年收费金额（单位：万元）"),
}
"""The ten cells of table 2: the item of article 20, the row and the column of each."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The figures of one report.

    Args:
        table2: the ten cells of table 2; fees in 万元.
        table3: the seven numbers of each row of table 3, in the order of `COLUMNS`.
        table4: the five numbers of each group of table 4, in the order of `TABLE4_COLUMNS`.
        layout: the year of the form, 2021 or 2019.
        blanks: the cells that were left blank or struck out, as (table, row, column); they count as zero.
        stated: what the text of the report states of its figures, by what it states; see `identities.STATED`.
        section_six: the text of part six; None where it is not known.
    """

    table2: Mapping[str, Number]
    table3: Mapping[str, tuple[Number, ...]]
    table4: Mapping[str, tuple[Number, ...]]
    layout: int = 2021
    blanks: tuple[tuple[str, str, str], ...] = ()
    stated: Mapping[str, Number] = field(default_factory=dict)
    section_six: str | None = None

    @property
    def rows(self) -> Mapping[str, Row]:
        """The rows of table 3 in this layout."""
        return LAYOUTS[self.layout]

    def cell(self, row: str, column: str) -> Number:
        """Return one figure of table 3."""
        return self.table3[row][list(COLUMNS).index(column)]
