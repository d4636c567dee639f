"""What is counted of catalogues and guides."""

from yangguang.core.metrics import Metric

from . import queries

METRICS = [
    Metric(
        name="matters.items",
        title="政务公开目录发布事项数",
        unit="项",
        source="政府信息公开条例第十二条; 国办发〔2019〕54号",
        rows=queries.items,
        groups={"field": "field", "mode": "mode"},
    ),
    Metric(
        name="matters.guides_checked",
        title="本年复核的政府信息公开指南",
        unit="份",
        source="政府信息公开条例第十二条",
        rows=queries.guides_checked,
    ),
]
