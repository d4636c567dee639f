"""The statutory table as a file: reading a workbook into rows, writing rows as a workbook or as csv.

The head has two rows: 公开事项 stands above 一级事项 and 二级事项, 公开对象 above 全社会 and 特定群众, and so on.
Merged cells count for every row they reach over. Everything wrong with a file is said at once, by row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, range_boundaries

from yangguang.core.ui.uploads import why_not_store
from yangguang.rules.problems import Problem, Refused, refuse_if

from .rules import COLUMNS, MOST_IN_A_CATALOGUE, Entry, cells_of, read_entry, why_not_together

GROUPS = {"公开事项": ("level1", "level2"), "公开对象": ("everybody", "group"), "公开方式": ("active", "on_request"),
          "公开层级": ("county", "town")}  # fmt: skip
"""What stands above two columns in the first row of the head."""

NOT_FOR_ALL = {"village": "村级"}
"""Columns that some tables have and this catalogue does not keep."""

WIDTHS = {
    "level1": 14,
    "level2": 18,
    "elements": 36,
    "bases": 36,
    "deadline": 22,
    "publisher": 20,
    "channels": 24,
}
OTHER_WIDTH = 8
FIRST_ROW = 4
"""The first row below the head, in what we write."""

HIGHEST_HEAD = 10
"""In how many rows from the top the head is looked for; a title and a note may stand above it."""

WIDEST = 40
MOST_MERGED = 20_000
MOST_SAID = 50
"""How many problems of a file are said; who has put these right is told the rest."""

LARGEST_UNPACKED = 50 * 1024 * 1024
UNREADABLE = (KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile, ParseError,
              expat.ExpatError)  # fmt: skip
"""What a broken workbook makes its reader raise."""

NOT_IN_XLSX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head ends, and in which column each name of `COLUMNS` stands."""

    last_row: int
    columns: Mapping[str, int]


Cells = dict[tuple[int, int], Any]


def read_workbook(content: bytes, name: str = "目录.xlsx") -> list[Entry]:
    """Return the rows of the statutory table in the first sheet of a workbook.

    Raises:
        Refused: when it is no workbook, has a program in it, has no such head, or for all that is wrong in
            its rows; each problem names row and column.
    """
    if not name.lower().endswith(".xlsx"):
        raise Refused(Problem("请上传 .xlsx 工作簿；其他格式请用表格程序另存为 .xlsx 后再传。", "file"))
    refuse_if(why_not_store(name, len(content), io.BytesIO(content)))
    cells, last_row = _cells(content)
    head = _head(cells)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in range(head.last_row + 1, last_row + 1):
        said, wrong = _words(cells, row, head)
        if not any(said.values()) and not wrong:
            continue
        try:
            entries.append(read_entry(said))
        except Refused as refused:
            wrong += [each for each in refused.problems if each.field not in {other.field for other in wrong}]
        problems += [_at(row, head, each) for each in wrong]
    if not entries and not problems:
        problems.append(Problem("表里没有公开事项，请核对是不是选错了文件。", "file"))
    problems += why_not_together(entries)
    refuse_if(_not_too_many(problems))
    return entries


def as_workbook(title: str, entries: Iterable[Entry]) -> bytes:
    """Return the statutory table as an xlsx file, the words of the first level merged where they repeat."""
    book = Workbook()
    sheet = book.active
    sheet.title = "公开目录"
    names = list(COLUMNS)
    sheet.append([NOT_IN_XLSX.sub("", title)])
    for labels in _head_rows():
        sheet.append(labels)
    written = [cells_of(entry) for entry in entries]
    line = Side(style="thin", color="808080")
    border, wrapped = (
        Border(left=line, right=line, top=line, bottom=line),
        Alignment(wrap_text=True, vertical="center"),
    )
    for row, cells in enumerate(written, FIRST_ROW):
        for column, name in enumerate(names, 1):
            words = NOT_IN_XLSX.sub("", cells[name])
            cell = sheet.cell(row, column, int(words) if name == "seq" else words or None)
            cell.alignment, cell.border = wrapped, border
            if cell.data_type == "f":  # words that begin with =, which stay words
                cell.data_type = "s"
    for column, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, OTHER_WIDTH)
        for row in (2, 3):
            head = sheet.cell(row, column)
            head.font, head.border = Font(bold=True), border
            head.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(names))
    _merge_head(sheet, names)
    _merge_repeated(sheet, [cells["level1"] for cells in written], column=2, first_row=FIRST_ROW)
    sheet.freeze_panes = "D4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.print_title_rows = "2:3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(entries: Iterable[Entry]) -> str:
    """Return the table as csv, its head in one row; a cell that a spreadsheet would compute stays words."""
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for entry in entries:
        cells = cells_of(entry).values()
        writer.writerow(f"'{each}" if each.startswith(FORMULA) else each for each in cells)
    return out.getvalue()


def _head_rows() -> Iterator[list[str]]:
    above = {names[0]: group for group, names in GROUPS.items()}
    below = {name for names in GROUPS.values() for name in names}
    yield [above.get(name, "" if name in below else label) for name, label in COLUMNS.items()]
    yield [label if name in below else "" for name, label in COLUMNS.items()]


def _merge_head(sheet: Any, names: Sequence[str]) -> None:
    for pair in GROUPS.values():
        first = names.index(pair[0]) + 1
        sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=first + 1)
    below = {name for pair in GROUPS.values() for name in pair}
    for number, name in enumerate(names, 1):
        if name not in below:
            sheet.merge_cells(start_row=2, end_row=3, start_column=number, end_column=number)


def _merge_repeated(sheet: Any, words: Sequence[str], *, column: int, first_row: int) -> None:
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at] != words[first]:
            if at - first > 1:
                rows = {"start_row": first_row + first, "end_row": first_row + at - 1}
                sheet.merge_cells(**rows, start_column=column, end_column=column)
            first = at


def _cells(content: bytes) -> tuple[Cells, int]:
    """Return the cells of the first sheet that hold something, merged ones in every place, and its last row.

    The sheet is read as a stream, so that one which claims a million rows takes no more room than a small one.
    """
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        layout = _layout(content, sheet._worksheet_path)
        cells: Cells = {}
        for row in sheet.iter_rows(max_row=layout.last_row, max_col=WIDEST):
            cells |= {(cell.row, cell.column): cell for cell in row if cell.value is not None}
    except UNREADABLE:
        said = "工作簿打不开，可能已经损坏；请用表格程序打开，另存为 .xlsx 后再传。"
        raise Refused(Problem(said, "file")) from None
    # A row in which nothing of its own stands is an empty one, even below a merged cell.
    own = {row for row, _ in cells}
    for left, top, right, bottom in layout.merged:
        first = cells.get((top, left))
        if first is not None:
            for row in range(top, min(bottom, layout.last_row) + 1):
                for column in range(left, min(right, WIDEST) + 1):
                    if row in own:
                        cells.setdefault((row, column), first)
    return cells, layout.last_row


@dataclass(slots=True)
class _Layout:
    """What the reader that streams does not tell: the last row that holds something, and the merged ranges."""

    last_row: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def _layout(content: bytes, place: str) -> _Layout:
    """Return the layout of a sheet.

    Raises:
        Refused: when it is longer, or merged more often, than a catalogue is.
    """
    found, row = _Layout(), 0
    most = MOST_IN_A_CATALOGUE + HIGHEST_HEAD

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal row
        match name.rpartition("}")[2]:
            case "row":
                row = int(attributes.get("r", row + 1))
            case "v" | "is" | "f":
                found.last_row = max(found.last_row, row)
                if row > most:
                    said = f"表太长：一次最多导入{MOST_IN_A_CATALOGUE}个事项，请分成几份。"
                    raise Refused(Problem(said, "file"))
            case "mergeCell":
                found.merged.append(range_boundaries(attributes.get("ref", "")))
                if len(found.merged) > MOST_MERGED:
                    raise Refused(Problem("表里合并的单元格太多，请取消合并后再传。", "file"))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = begin
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
            raise Refused(Problem("工作簿太大，请删去目录以外的内容后再传。", "file"))
        with packed.open(place.lstrip("/")) as sheet:
            parser.ParseFile(sheet)
    return found


def _head(cells: Cells) -> Head:
    """Return where the columns stand; a village column (村级) may stand beside them and is not read.

    Raises:
        Refused: naming every column that is missing.
    """
    by_label = {_bare(label): name for name, label in (*COLUMNS.items(), *NOT_FOR_ALL.items())}
    found: dict[str, int] = {}
    last_row = 0
    for (row, column), cell in sorted(cells.items(), key=lambda each: each[0]):
        if row > HIGHEST_HEAD:
            break
        name = by_label.get(_bare(str(cell.value)))
        if name and name not in found:
            found[name] = column
            last_row = max(last_row, row)
    missing = [label for name, label in COLUMNS.items() if name not in found]
    if missing:
        said = (
            f"表头里没有找到{'、'.join(f'“{each}”' for each in missing)}；请下载空白表，照它的两行表头填写。"
        )
        raise Refused(Problem(said, "file"))
    return Head(last_row, found)


def _bare(label: str) -> str:
    """Return a name of the head without what offices write differently.

    >>> _bare("公开内容 (要素)") == _bare("公开内容（要素）"), _bare("特定群众（群体）"), _bare("依申请公开")
    (True, '特定群众', '依申请')
    """
    bare = re.sub(r"\s", "", label).replace("(", "（").replace(")", "）")
    bare = bare.replace("（群体）", "").replace("公开渠道与载体", "公开渠道和载体")
    return {"依申请公开": "依申请", "主动公开": "主动", "特定群体": "特定群众"}.get(bare, bare)


def _words(cells: Cells, row: int, head: Head) -> tuple[dict[str, str], list[Problem]]:
    """Return the words in the cells of a row, and what no words can be had from."""
    said: dict[str, str] = {}
    wrong = []
    for name, column in head.columns.items():
        cell = cells.get((row, column))
        if cell is None:
            said[name] = ""
        elif cell.data_type == "f":
            said[name] = ""
            wrong.append(
                Problem(f"{COLUMNS.get(name, name)}是公式，请改成文字或数字（选择性粘贴为数值）。", name)
            )
        elif cell.data_type == "e":
            said[name] = ""
            wrong.append(Problem(f"{COLUMNS.get(name, name)}是出错的公式（{cell.value}），请改正。", name))
        else:
            value = cell.value
            said[name] = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    said.pop("village", None)
    return said, [each for each in wrong if each.field != "village"]


def _at(row: int, head: Head, problem: Problem) -> Problem:
    column = head.columns.get(problem.field)
    place = f"第{row}行{get_column_letter(column)}列" if column else f"第{row}行"
    return Problem(f"{place}：{problem.message}", "file", problem.source)


def _not_too_many(problems: Sequence[Problem]) -> list[Problem]:
    if len(problems) <= MOST_SAID:
        return list(problems)
    rest = Problem(f"另有{len(problems) - MOST_SAID}处问题；请先改正以上各处，再导入一次。", "file")
    return [*problems[:MOST_SAID], rest]
