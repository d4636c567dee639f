"""What stands in the way of charging for information, of taking the money, and of waiving it (信息处理费).

How much it is, `yangguang.rules.fees` computes. Source: 国办函〔2020〕109号.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from yangguang.rules.problems import Problem

from .sources import FEE_RULES


class Tariff(StrEnum):
    """By what an organisation charges: one of the two, never both (两种标准择一)."""

    label: str

    def __new__(cls, value: str, label: str) -> "Tariff":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    BY_CASE = "by_case", "按件计收"
    BY_PAGE = "by_page", "按量计收"


def why_not_tariff(tariff: Tariff | None, pages: int | None) -> Iterator[Problem]:
    """Say why an organisation cannot charge in this way: it has chosen none, or the other one.

    >>> [problem.message for problem in why_not_tariff(Tariff.BY_PAGE, None)]
    ['本机关按量计收信息处理费，请填写页数。']
    """
    if tariff is None:
        yield Problem(
            "本机关还没有选定信息处理费的计收方式；请负责人先在“依申请公开—办理口径”中选定按件计收或者按量计收。",
            "pages",
            FEE_RULES,
        )
    elif tariff is Tariff.BY_PAGE and pages is None:
        yield Problem("本机关按量计收信息处理费，请填写页数。", "pages", FEE_RULES)
    elif tariff is Tariff.BY_CASE and pages is not None:
        yield Problem("本机关按件计收信息处理费，两种标准不得并用，请不要填写页数。", "pages", FEE_RULES)


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


def why_not_take_payment(*, on: date, by_on: date, way: str, receipt: str) -> Iterator[Problem]:
    """Say why a payment is not entered: it came after the last day, or cannot be proved.

    Args:
        on: the day on which the money came in.
        by_on: the last day for paying.
        way: how it was paid.
        receipt: the number of the receipt for non-tax revenue (非税票据号).

    >>> found = why_not_take_payment(on=date(2024, 4, 2), by_on=date(2024, 4, 1), way="nontax", receipt="粤A1")
    >>> [problem.message for problem in found]
    ['缴费期限已于2024-04-01届满，逾期未缴视为放弃申请；请办理“逾期未缴费”，款项退回，申请人仍需要的，请其重新提出申请。']
    """
    if on > by_on:
        yield Problem(
            f"缴费期限已于{by_on}届满，逾期未缴视为放弃申请；请办理“逾期未缴费”，款项退回，"
            "申请人仍需要的，请其重新提出申请。",
            "on",
            FEE_RULES,
        )
    if not way:
        yield Problem("请选择缴费的方式。", "way", FEE_RULES)
    if not receipt.strip():
        yield Problem("收费收入全部上缴国库，请填写非税票据号。", "receipt", FEE_RULES)


def why_not_waive(*, reason: str, by_head: bool) -> Iterator[Problem]:
    """Say why a fee is not waived (免收): the head decides, and says why."""
    if not by_head:
        yield Problem("免收信息处理费由政府信息公开工作机构负责人决定，请由其办理。", source=FEE_RULES)
    if not reason.strip():
        yield Problem("请写明免收的理由。", "reason", FEE_RULES)
