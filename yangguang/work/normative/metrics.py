"""What is counted of normative documents, for the reports on disclosure and on the rule of law.

The rates are taken of these: each is one metric over another, and both open onto their rows.
"""

from yangguang.core.metrics import Metric, Rate

from . import queries

TABLE2 = "政府信息公开条例第二十条第一项; 国办公开办函〔2021〕30号表二"
LIBRARY = f"{TABLE2}; 约定：一个机关自首份文件入库之年起逐件统计"
BY_KIND = {"kind": "normative"}
REVIEW = "国办发〔2018〕115号（合法性审核）; 法治政府建设年度报告"
FILING = "国办发〔2018〕37号（备案）; 法治政府建设年度报告; 规定的期限待核实"
CONSULTATION = "优化营商环境条例第六十二条第二款"
EXPLANATION = "政府信息公开条例第二十条第一项; 国办发〔2016〕80号（解读）"

ISSUED = Metric(
    name="normative.issued", title="行政规范性文件：本年制发件数", unit="件", source=TABLE2,
    rows=queries.issued, groups=BY_KIND,
)  # fmt: skip
REVIEWED = Metric(
    name="normative.issued_after_review", title="本年制发且经合法性审核的规范性文件", unit="件", source=REVIEW,
    rows=queries.issued_after_review, groups=BY_KIND,
)  # fmt: skip
FILED = Metric(
    name="normative.filed", title="本年制发且已报备的规范性文件", unit="件", source=FILING, rows=queries.filed,
    groups=BY_KIND,
)  # fmt: skip
FILED_IN_TIME = Metric(
    name="normative.filed_in_time", title="本年制发且在期限内报备的规范性文件", unit="件", source=FILING,
    rows=queries.filed_in_time, groups=BY_KIND,
)  # fmt: skip
TO_EXPLAIN = Metric(
    name="normative.to_be_explained", title="本年制发的应解读文件", unit="件", source=EXPLANATION,
    rows=queries.to_be_explained, groups=BY_KIND,
)  # fmt: skip
EXPLAINED = Metric(
    name="normative.explained", title="本年制发且已解读的文件", unit="件", source=EXPLANATION,
    rows=queries.explained, groups=BY_KIND,
)  # fmt: skip

TO_CONSULT = Metric(
    name="normative.to_be_consulted", title="本年制发的应公开征求意见的规范性文件", unit="件", source=CONSULTATION,
    rows=queries.to_be_consulted, groups=BY_KIND,
)  # fmt: skip
CONSULTED = Metric(
    name="normative.issued_after_consultation", title="本年制发且公布了意见采纳情况的规范性文件", unit="件",
    source=CONSULTATION, rows=queries.issued_after_consultation, groups=BY_KIND,
)  # fmt: skip

METRICS = [
    Metric(
        name="normative.entered", title="本年进入文件库的规范性文件", unit="件", source=LIBRARY,
        rows=queries.entered, groups=BY_KIND,
    ),
    ISSUED,
    Metric(
        name="normative.ended", title="行政规范性文件：本年废止件数", unit="件",
        source=f"{TABLE2}; 有效期届满自动失效的计入（待核实）", rows=queries.ended,
        groups={**BY_KIND, "how": "over_how"},
    ),
    Metric(
        name="normative.in_force", title="行政规范性文件：现行有效件数", unit="件", source=TABLE2,
        rows=queries.in_force, groups=BY_KIND,
    ),
    REVIEWED,
    FILED,
    FILED_IN_TIME,
    TO_EXPLAIN,
    EXPLAINED,
    TO_CONSULT,
    CONSULTED,
    Metric(
        name="normative.reviewed", title="合法性审核件数", unit="件", source=REVIEW, rows=queries.reviewed,
        groups={"verdict": "verdict"},
    ),
    Metric(
        name="normative.consulted", title="公开征求意见次数", unit="次", source=CONSULTATION,
        rows=queries.consulted,
    ),
    Metric(
        name="normative.opinions", title="公开征求意见收到的意见", unit="条", source=CONSULTATION,
        rows=queries.opinions, groups={"adopted": "adopted"},
    ),
]  # fmt: skip

RATES = [
    Rate(name="normative.review_rate", title="合法性审核率", source=REVIEW, part=REVIEWED, whole=ISSUED),
    Rate(name="normative.filing_rate", title="报备率", source=FILING, part=FILED, whole=ISSUED),
    Rate(
        name="normative.filing_in_time_rate",
        title="报备及时率",
        source=FILING,
        part=FILED_IN_TIME,
        whole=ISSUED,
    ),
    Rate(
        name="normative.consultation_rate",
        title="公开征求意见率",
        source=CONSULTATION,
        part=CONSULTED,
        whole=TO_CONSULT,
    ),
    Rate(
        name="normative.explanation_rate",
        title="解读率",
        source=EXPLANATION,
        part=EXPLAINED,
        whole=TO_EXPLAIN,
    ),
]
