"""What table 2 of the annual report counts, from the statements of account.

Normative documents are stated only by organisations that do not keep theirs in the library; see `queries.keeping`.
"""

from functools import partial

from yangguang.core.metrics import Metric

from . import queries
from .queries import Item

TABLE2 = "国办公开办函〔2021〕30号表二"
BY_STATEMENTS = "（对账单）"


def _stated(name: str, item: Item, article: str, unit: str = "件") -> Metric:
    return Metric(
        name=f"reports.{name}",
        title=f"{item.label}{BY_STATEMENTS}" if item in queries.OF_DOCUMENTS else item.label,
        unit=unit,
        source=f"政府信息公开条例第二十条{article}; {TABLE2}",
        rows=lambda orgs, period: queries.stated(orgs, period, item),
        adds="quantity",
    )


def _in_force(name: str, title: str, issued: Item, repealed: Item) -> Metric:
    return Metric(
        name=f"reports.{name}",
        title=title,
        unit="件",
        source=f"政府信息公开条例第二十条第一项; {TABLE2}",
        rows=partial(queries.in_force, issued=issued, repealed=repealed),
        adds="standing",
    )


METRICS = [
    _stated("rules_issued", Item.RULES_ISSUED, "第一项"),
    _stated("rules_repealed", Item.RULES_REPEALED, "第一项"),
    _in_force("rules_in_force", "规章：现行有效件数", Item.RULES_ISSUED, Item.RULES_REPEALED),
    _stated("documents_issued", Item.DOCUMENTS_ISSUED, "第一项"),
    _stated("documents_repealed", Item.DOCUMENTS_REPEALED, "第一项"),
    _in_force(
        "documents_in_force",
        f"行政规范性文件：现行有效件数{BY_STATEMENTS}",
        Item.DOCUMENTS_ISSUED,
        Item.DOCUMENTS_REPEALED,
    ),
    _stated("permits", Item.PERMITS, "第五项"),
    _stated("penalties", Item.PENALTIES, "第六项"),
    _stated("coercion", Item.COERCION, "第六项"),
    _stated("fees", Item.FEES, "第八项", "万元"),
]
