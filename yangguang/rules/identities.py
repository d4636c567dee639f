"""The identities (勾稽关系) that the figures of an annual report on disclosure must satisfy.

Each is one function that yields what it finds. A report that was written from records satisfies them by
itself; the same functions read the reports of others.

Source: 国办公开办函〔2021〕30号 (the third in its own words in the head of table 3).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .statutory import COLUMNS, NOT_RESULTS, TABLE2, TABLE4, TABLE4_COLUMNS, Number, Tables

RESULT_WORDS = "办理结果各行"


class Level(StrEnum):
    """How grave a finding is: an error is wrong, a warning must be explained."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sum that does not come out.

    Args:
        identity: which identity, `I1` to `I12`.
        level: how grave it is.
        table: 表二, 表三, 表四 or 正文.
        row: the row, in the words of the form.
        column: the column, in the words of the form.
        message: the sum, the numbers seen, and what they should be.
        expected: what the figure should be, where one figure is meant.
        found: what it is.
    """

    identity: str
    level: Level
    table: str
    row: str
    column: str
    message: str
    expected: Number | None = None
    found: Number | None = None

    def __str__(self) -> str:
        return f"{self.table}［{self.row}｜{self.column}］{self.message}"


def findings(
    tables: Tables, *, previous: Tables | None = None, children: Sequence[Tables] | None = None
) -> list[Finding]:
    """Return everything that does not come out in `tables`.

    Args:
        tables: the figures of a report.
        previous: those of the year before, for what must carry over.
        children: those of all the organisations below and of the organisation itself, which it adds up.
    """
    found = [finding for identity in WITHIN_A_REPORT for finding in identity(tables)]
    if previous is not None:
        found += [finding for identity in WITH_THE_YEAR_BEFORE for finding in identity(tables, previous)]
    if children is not None:
        found += totals_of_children(tables, children)
    return found


def rows_of_table_three(tables: Tables) -> Iterator[Finding]:
    """I1: in each row of table 3 the six columns add up to the total."""
    for key, row in tables.rows.items():
        *parts, total = tables.table3[key]
        if sum(parts) != total:
            yield _sum("I1", "表三", str(row), "总计", parts, total)


def results_of_table_three(tables: Tables) -> Iterator[Finding]:
    """I2: in each column of table 3 the results add up to （七）总计."""
    results = [key for key in tables.rows if key not in NOT_RESULTS]
    for place, column in enumerate(COLUMNS.values()):
        parts = [tables.table3[key][place] for key in results]
        total = tables.table3["total_results"][place]
        if sum(parts) != total:
            yield _sum("I2", "表三", "（七）总计", column, parts, total, words=RESULT_WORDS)


def balance_of_table_three(tables: Tables) -> Iterator[Finding]:
    """I3: in each column of table 3 what came in is what was decided and what is carried forward."""
    for place, column in enumerate(COLUMNS.values()):
        new, over, total, forward = (tables.table3[key][place] for key in NOT_RESULTS)
        if new + over != total + forward:
            yield Finding(
                "I3",
                Level.ERROR,
                "表三",
                "第一项＋第二项＝第三项＋第四项",
                column,
                f"本年新收{new}＋上年结转{over}＝{new + over}，"
                f"办理结果总计{total}＋结转下年{forward}＝{total + forward}，两边不等",
                new + over,
                total + forward,
            )


def groups_of_table_four(tables: Tables) -> Iterator[Finding]:
    """I4: in each group of table 4 the four results add up to the total."""
    for key, name in TABLE4.items():
        *parts, total = tables.table4[key]
        if sum(parts) != total:
            yield _sum("I4", "表四", name, "总计", parts, total)


def carried_from_the_year_before(tables: Tables, previous: Tables) -> Iterator[Finding]:
    """I5: what is carried over is what the year before carried forward, column by column."""
    for place, column in enumerate(COLUMNS.values()):
        before, now = previous.table3["carry_forward"][place], tables.table3["carried_over"][place]
        if before != now:
            yield Finding(
                "I5",
                Level.ERROR,
                "表三",
                tables.rows["carried_over"].name,
                column,
                f"上年报告结转下年度{before}，本年报告上年结转{now}，两数应当相等；确有原因的须在报告中说明",
                before,
                now,
            )


def documents_in_force(tables: Tables, previous: Tables) -> Iterator[Finding]:
    """I6: documents in force are those of the year before, plus issued, minus repealed; else explain."""
    for kind in ("rules", "documents"):
        before = previous.table2[f"{kind}_in_force"]
        issued, repealed = tables.table2[f"{kind}_issued"], tables.table2[f"{kind}_repealed"]
        now, expected = tables.table2[f"{kind}_in_force"], before + issued - repealed
        if now != expected:
            _, row, column = TABLE2[f"{kind}_in_force"]
            yield Finding(
                "I6",
                Level.WARNING,
                "表二",
                row,
                column,
                f"上年现行有效{before}＋本年制发{issued}－本年废止{repealed}＝{expected}，现写为{now}；"
                "因清理或者机构调整的须说明",
                expected,
                now,
            )


def totals_of_children(tables: Tables, children: Sequence[Tables]) -> Iterator[Finding]:
    """I7: each cell of a government's report is the sum over itself and all organisations below."""
    for key, (_, name, column) in TABLE2.items():
        yield from _added("表二", name, column, tables.table2[key], [child.table2[key] for child in children])
    for key, row in tables.rows.items():
        for place, column in enumerate(COLUMNS.values()):
            parts = [child.table3.get(key, (0,) * 7)[place] for child in children]
            yield from _added("表三", str(row), column, tables.table3[key][place], parts)
    for key, name in TABLE4.items():
        for place, column in enumerate(TABLE4_COLUMNS.values()):
            parts = [child.table4[key][place] for child in children]
            yield from _added("表四", name, column, tables.table4[key][place], parts)


STATED = {
    "received": ("new_received", "收到的申请件数"),
    "carried_over": ("carried_over", "上年结转的申请件数"),
    "decided": ("total_results", "办结的申请件数"),
    "carried_forward": ("carry_forward", "结转下年度的申请件数"),
}
"""What the text of a report may state, with the row of table 3 that means the same, and how people call it."""


def text_and_tables(tables: Tables) -> Iterator[Finding]:
    """I8: what the text says of a figure is what the table says, where both mean the same (同一口径)."""
    for name, (row, words) in STATED.items():
        if name in tables.stated and tables.stated[name] != tables.cell(row, "total"):
            said, figure = tables.stated[name], tables.cell(row, "total")
            yield Finding(
                "I8",
                Level.ERROR,
                "正文",
                tables.rows[row].name,
                "总计",
                f"正文写{words}为{said}，表三为{figure}，同一口径应当一致",
                figure,
                said,
            )


SPEAKS_OF_FEES = re.compile("处理费|收费|收取")


def fee_is_reported(tables: Tables) -> Iterator[Finding]:
    """I9: where requests ended because a fee was not paid, part six speaks of fees."""
    if tables.section_six is None or "other_unpaid_fee" not in tables.table3:
        return
    unpaid = tables.cell("other_unpaid_fee", "total")
    if unpaid and not SPEAKS_OF_FEES.search(tables.section_six):
        yield Finding(
            "I9",
            Level.WARNING,
            "正文",
            "六、其他需要报告的事项",
            "信息处理费",
            f"表三有{unpaid}件因逾期未缴费不再处理，第六部分应当写明信息处理费的收取情况",
        )


def blanks_are_zero(tables: Tables) -> Iterator[Finding]:
    """I11: every cell is filled, with 0 where there is nothing."""
    for table, row, column in tables.blanks:
        yield Finding(
            "I11", Level.ERROR, table, row, column, "此格空白或者划线，没有的应当填0（已按0计算）", 0
        )


WITHIN_A_REPORT: tuple[Callable[[Tables], Iterator[Finding]], ...] = (
    rows_of_table_three,
    results_of_table_three,
    balance_of_table_three,
    groups_of_table_four,
    text_and_tables,
    fee_is_reported,
    blanks_are_zero,
)
WITH_THE_YEAR_BEFORE: tuple[Callable[[Tables, Tables], Iterator[Finding]], ...] = (
    carried_from_the_year_before,
    documents_in_force,
)
"""I10 says only that suits after review need not be fewer than reviews, so nothing is checked. I12 (a request
that is answered in parts counts as 部分公开 alone) holds by the way requests are stored: one outcome each."""


def _sum(
    identity: str,
    table: str,
    row: str,
    column: str,
    parts: Sequence[Number],
    total: Number,
    *,
    words: str = "",
) -> Finding:
    added = "＋".join(str(part) for part in parts if not words or part) or "0"
    said = f"{words}之和 {added}" if words else added
    message = f"{said}＝{sum(parts)}，总计写为{total}"
    return Finding(identity, Level.ERROR, table, row, column, message, sum(parts), total)


def _added(table: str, row: str, column: str, total: Number, parts: Sequence[Number]) -> Iterator[Finding]:
    added = sum(parts, Decimal(0))
    if added != total:
        message = f"本级及下属机关合计{_plain(added)}，汇总报告写为{total}"
        yield Finding("I7", Level.ERROR, table, row, column, message, added, total)


def _plain(number: Number) -> str:
    return (
        f"{number:f}".rstrip("0").rstrip(".")
        if isinstance(number, Decimal) and number % 1
        else str(int(number))
    )
