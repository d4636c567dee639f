"""What is counted of requests for information."""

from yangguang.core.metrics import Metric

from . import queries

SOURCE = "政府信息公开条例第五十条第一款第二项; 国办公开办函〔2021〕30号表三"
BY_APPLICANT = {"applicant": "applicant_kind"}

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
        source="国办函〔2020〕109号",
        rows=queries.closed,
        adds="fee",
    ),
    Metric(
        name="disclosure.contested",
        title="政府信息公开行政复议、行政诉讼情况",
        unit="件",
        source="政府信息公开条例第五十条第一款第三项; 国办公开办函〔2021〕30号表四",
        rows=queries.contested,
        groups={"kind": "kind", "result": "result_then"},
    ),
]
