"""Finding the three statutory tables in grids of cells, whatever file they came from.

A grid is a list of rows; a cell that is covered by a merged one beside or above it is None.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.statutory import COLUMNS, LAYOUTS, TABLE2, TABLE4, TABLE4_COLUMNS, Number, Tables

Grid = Sequence[Sequence[str | None]]
Blank = tuple[str, str, str]

NOTHING = {"", "/", "-", "—", "——", "－", "\\", "／", "无"}
"""What stands in a cell that was left empty."""

TELLING = {
    "new_received": "本年新收",
    "carried_over": "上年结转",
    "granted": "予以公开",
    "partial": "部分公开",
    "denied_state_secret": "国家秘密",
    "denied_law_forbids": "其他法律行政",
    "denied_security_stability": "三安全一稳定",
    "denied_third_party": "第三方合法权益",
    "denied_internal_affairs": "内部事务信息",
    "denied_process_info": "过程性信息",
    "denied_enforcement_file": "行政执法案卷",
    "denied_admin_query": "行政查询事项",
    "unable_not_held": "不掌握相关政府信息",
    "unable_need_creation": "另行制作",
    "unable_still_unclear": "仍不明确",
    "refused_petition": "信访举报投诉",
    "refused_repeat": "重复申请",
    "refused_publication": "公开出版物",
    "refused_excessive": "大量反复",
    "refused_reconfirm": "重新出具",
    "other_no_correction": "逾期不补正",
    "other_unpaid_fee": "收费通知",
    "total_results": "七总计",
    "carry_forward": "结转下年度",
}
"""The words by which each row of table 3 is known, marks and spaces aside."""

TABLE2_ROWS = {
    "规章": ("rules_issued", "rules_repealed", "rules_in_force"),
    "行政规范性文件": ("documents_issued", "documents_repealed", "documents_in_force"),
    "规范性文件": ("documents_issued", "documents_repealed", "documents_in_force"),
    "行政许可": ("permits",),
    "行政处罚": ("penalties",),
    "行政强制": ("coercion",),
    "行政事业性收费": ("fees",),
}


def tables_in(grids: Iterable[Grid], text: str) -> Tables:
    """Return the tables that stand in `grids`, with what `text`, the words of the report, says of them.

    Raises:
        Refused: naming each row that is missing or has a cell that is no number.
    """
    reader = _Reader()
    for grid in grids:
        for row in grid:
            reader.take([cell for cell in row if cell is not None])
    return reader.result(text)


class _Reader:
    def __init__(self) -> None:
        self.table2: dict[str, Number] = {}
        self.table3: dict[str, tuple[Number, ...]] = {}
        self.table4: list[Number] = []
        self.blanks: list[Blank] = []
        self.problems: list[Problem] = []
        self.in_table4 = False
        self.under_other = False

    def take(self, cells: list[str]) -> None:
        """Read one row, if it is one of the form."""
        said = letters("".join(cells))
        if "未经复议直接起诉" in said:
            self.in_table4 = True
        if self.in_table4 and not self.table4 and len(cells) >= 15 and _is_figures(cells[-15:]):
            self._take_table4(cells[-15:])
        elif len(cells) > 7 and _is_figures(cells[-7:]):
            self._take_table3(letters("".join(cells[:-7])), cells[-7:])
        elif len(cells) >= 2:
            self._take_table2(letters(cells[0]), cells[1:])

    def result(self, text: str) -> Tables:
        layout = 2021 if "other_no_correction" in self.table3 else 2019
        rows = LAYOUTS[layout]
        self.problems += [
            Problem(f"没有读到表三的“{row}”这一行。") for key, row in rows.items() if key not in self.table3
        ]
        self.problems += [
            Problem(f"没有读到表二的“{name}｜{column}”。")
            for key, (_, name, column) in TABLE2.items()
            if key not in self.table2
        ]
        if not self.table4:
            self.problems.append(Problem("没有读到表四（行政复议、行政诉讼情况）的十五个数字。"))
        if len(self.problems) > 6 and not self.table3 and not self.table2:
            raise Refused(
                Problem(
                    "文件里没有读到年度报告的三张统计表；扫描件请先识别成文字，网页请保存表格所在的那一页。"
                )
            )
        if self.problems:
            raise Refused(*self.problems)
        groups = {key: tuple(self.table4[5 * n : 5 * n + 5]) for n, key in enumerate(TABLE4)}
        return Tables(
            self.table2,
            {key: self.table3[key] for key in rows},
            groups,
            layout,
            tuple(self.blanks),
            stated_in(text),
            section_six(text),
        )

    def _take_table3(self, label: str, figures: list[str]) -> None:
        key = self._row_of(label)
        if key is None or key in self.table3:
            return
        row = (LAYOUTS[2021] | LAYOUTS[2019])[key]
        self.table3[key] = tuple(
            self._number(figure, "表三", str(row), column)
            for figure, column in zip(figures, COLUMNS.values(), strict=True)
        )

    def _row_of(self, label: str) -> str | None:
        found = next((key for key, words in TELLING.items() if words in label), None)
        self.under_other |= "其他处理" in label or found in ("other_no_correction", "other_unpaid_fee")
        if found is None and label.endswith("其他处理"):
            return "other_results"
        if found is None and self.under_other and label.endswith("其他"):
            return "other_misc"
        return found

    def _take_table4(self, figures: list[str]) -> None:
        for n, figure in enumerate(figures):
            group, column = list(TABLE4.values())[n // 5], list(TABLE4_COLUMNS.values())[n % 5]
            self.table4.append(self._number(figure, "表四", group, column))

    def _take_table2(self, label: str, figures: list[str]) -> None:
        keys = TABLE2_ROWS.get(label)
        if keys is None or keys[0] in self.table2:
            return
        given = figures[: len(keys)]
        if len(given) < len(keys) or not _is_figures(given):
            return
        for key, figure in zip(keys, given, strict=True):
            self.table2[key] = self._number(figure, "表二", TABLE2[key][1], TABLE2[key][2])

    def _number(self, figure: str, table: str, row: str, column: str) -> Number:
        if plain(figure) in NOTHING:
            self.blanks.append((table, row, column))
            return 0
        return number(figure)


STATED = {
    "received": r"(?:收到|受理|新收)政府信息公开申请(?:共|共计)?(\d+)件",
    "carried_over": r"上年度?结转(?:政府信息公开申请|申请)?(\d+)件",
    "decided": r"(?<![期时])办结(?:政府信息公开申请|申请)?(\d+)件",
    "carried_forward": r"结转下一?年度?(?:继续办理)?(?:政府信息公开申请|申请)?(\d+)件",
}
"""How the text of a report usually states a figure; what was done in time (按期办结) is only a part of it."""


def stated_in(text: str) -> dict[str, Number]:
    """Return the figures that the text states beyond doubt: once, in the usual words, where it speaks of requests.

    >>> stated_in("2023 年全区受理政府信息公开申请 21 件，均在法定期限答复。")
    {'received': 21}
    >>> stated_in("全年收到政府信息公开申请 5 件，上年结转 2 件；办结 6 件，结转下年度继续办理 1 件。办结来信 9 件。")
    {'received': 5, 'carried_over': 2, 'decided': 6, 'carried_forward': 1}
    >>> stated_in("上年收到政府信息公开申请 8 件，本年收到政府信息公开申请 9 件。")
    {}
    """
    sentences = [each for each in re.sub(r"\s", "", text).split("。") if "政府信息公开申请" in each]
    found = {name: re.findall(words, "。".join(sentences)) for name, words in STATED.items()}
    return {name: int(said[0]) for name, said in found.items() if len(said) == 1}


def section_six(text: str) -> str | None:
    """Return the text of part six, or None where its heading is not found."""
    _, heading, rest = text.partition("六、其他需要报告的事项")
    return rest.strip() if heading else None


def letters(text: str) -> str:
    """Return only the letters and digits of a label, as one word.

    >>> letters("（六）其他处理 / 1.申请人…逾期不 补正")
    '六其他处理1申请人逾期不补正'
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def plain(figure: str) -> str:
    """Return a figure without spaces and thousands separators, in half-width characters."""
    return re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", figure))


def number(figure: str) -> Number:
    """Return the number that a cell shows.

    >>> number("１，136"), number("7730.28")
    (1136, Decimal('7730.28'))
    """
    text = plain(figure)
    return int(text) if text.isdigit() else Decimal(text)


def _is_figures(cells: Sequence[str]) -> bool:
    """Whether all cells are figures or blanks, and at least one is a figure."""
    shown = [plain(cell) for cell in cells]
    return any(_is_number(cell) for cell in shown) and all(
        cell in NOTHING or _is_number(cell) for cell in shown
    )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False
