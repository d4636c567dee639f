"""What is counted of requests for information."""

from yangguang.core.metrics import Metric

from . import queries

SOURCE = "政府信息公开条例第五十条第一款第二项; 国办公开办函〔2021〕30号表三"
FEES = "国办函〔2020〕109号"
BY_APPLICANT = {"applicant": "applicant_kind"}
BY_ORG = {"org": "org__name"}

METRICS = [
    Metric(
        name="disclosure.received",
        title="本年新收政府信息公开申请数量",
        unit="件",
        source=SOURCE,
        rows=queries.received,
        groups=BY_APPLICANT,
    ),
    Metric(
        name="disclosure.carried_over",
        title="上年结转政府信息公开申请数量",
        unit="件",
        source=SOURCE,
        rows=queries.carried_over,
        groups=BY_APPLICANT,
    ),
    Metric(
        name="disclosure.closed",
        title="本年度办理结果",
        unit="件",
        source=SOURCE,
        rows=queries.closed,
        groups={**BY_APPLICANT, "row": "row"},
    ),
    Metric(
        name="disclosure.carried_forward",
        title="结转下年度继续办理",
        unit="件",
        source=SOURCE,
        rows=queries.carried_forward,
        groups=BY_APPLICANT,
    ),
    Metric(
        name="disclosure.fees",
        title="收取信息处理费",
        unit="元",
        source=FEES,
        rows=queries.fees_paid,
        adds="amount",
        groups=BY_ORG,
    ),
    Metric(
        name="disclosure.fee_cases",
        title="收取信息处理费的申请",
        unit="件",
        source=FEES,
        rows=queries.fees_paid,
        groups=BY_ORG,
    ),
    Metric(
        name="disclosure.contested",
        title="政府信息公开行政复议、行政诉讼情况（在审口径，含上年结转）",
        unit="件",
        source="政府信息公开条例第五十条第一款第三项; 国办公开办函〔2021〕30号表四",
        rows=queries.contested,
        groups={"kind": "kind", "result": "result_then"},
    ),
    Metric(
        name="disclosure.contests_filed",
        title="本年新收的政府信息公开行政复议、行政诉讼案件（新收口径，不含上年结转）",
        unit="件",
        source="政府信息公开条例第五十条第一款第三项",
        rows=queries.contests_filed,
        groups={"kind": "kind"},
    ),
]
