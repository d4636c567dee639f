"""What is counted of visits: three figures that are never added to one another."""

from yangguang.core.metrics import Metric

from . import queries

SOURCE = "国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》；口径为约定，随数公布（待核实）"
BY_MONTH = {"month": "month"}

METRICS = [
    Metric(
        name="visits.visits",
        title="网站访问次数（同一访客间隔超过30分钟另计一次）",
        unit="次",
        source=SOURCE,
        rows=queries.pages,
        adds="visits",
        groups=BY_MONTH,
    ),
    Metric(
        name="visits.views",
        title="网站页面浏览量",
        unit="页",
        source=SOURCE,
        rows=queries.pages,
        adds="views",
        groups=BY_MONTH,
    ),
    Metric(
        name="visits.visitors",
        title="网站日独立访客（各日之和，跨日不去重）",
        unit="人次",
        source=SOURCE,
        rows=queries.days,
        adds="visitors",
        groups=BY_MONTH,
    ),
]
