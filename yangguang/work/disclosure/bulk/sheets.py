"""The spreadsheet of many requests: the empty one to fill in, and reading one that was filled in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from yangguang.core.ui.uploads import why_not_store
from yangguang.rules.problems import Problem, Refused, refuse_if

from ..models import DisclosureRequest
from ..rules import Applicant, Channel

COLUMNS = {
    "key": "行标识",
    "channel": "申请渠道",
    "arrived_on": "到达日期",
    "confirmed_on": "双方确认日期",
    "how": "怎样确认",
    "applicant_kind": "申请人类型",
    "applicant": "姓名或者名称",
    "identity": "身份证明",
    "representative": "联系人",
    "agent": "代理人",
    "agent_identity": "代理人证件号码",
    "authority": "代理依据",
    "phone": "联系电话",
    "email": "电子邮箱",
    "address": "通信地址",
    "wanted": "所需政府信息",
    "form": "获取形式",
    "way": "获取途径",
    "needs_help": "需要协助",
    "read_back": "代填宣读确认",
}
"""The columns, in their order, and what stands above them."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "channel": {each.label.split("（")[0]: each.value for each in Channel if each is not Channel.ONLINE},
    "applicant_kind": {each.label: each.value for each in Applicant},
    "form": {str(label): value for value, label in DisclosureRequest.Form.choices},
    "way": {str(label): value for value, label in DisclosureRequest.Way.choices},
    "needs_help": {"是": "on", "否": ""},
}
"""What can stand in a column that has a choice, and what it means."""

MOST = 300
"""How many rows one file can have; each is a case, a number, a receipt and its records."""

LONGEST_CELL = 5000
UNREADABLE = (
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    zipfile.BadZipFile,
    ParseError,
)
NOTE = "每件一行；“行标识”由你们自编，不能重复：同一标识再传一次不会重复登记。日期写作 2024-01-25。号码请设为文本格式。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its place, its key, and the values as the intake form takes them."""

    place: int
    key: str
    values: Mapping[str, str]
    problems: Sequence[Problem] = ()


def blank_workbook() -> bytes:
    """Return the empty table as a workbook, with lists to choose from and a sheet that explains them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "申请"
    sheet.append(list(COLUMNS.values()))
    help_sheet = book.create_sheet("填写说明")
    help_sheet.append([NOTE])
    for place, (name, label) in enumerate(COLUMNS.items(), 1):
        letter = get_column_letter(place)
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = 40 if name == "wanted" else 16
        if name in CHOICES:
            listed = ",".join(CHOICES[name])
            rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{MOST + 1}")
            help_sheet.append([label, "、".join(CHOICES[name])])
        else:
            for row in range(2, MOST + 2):
                sheet[f"{letter}{row}"].number_format = "@"
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def blank_csv() -> str:
    """Return the head of the table as csv, marked so that spreadsheets read it as UTF-8."""
    return "\ufeff" + ",".join(COLUMNS.values()) + "\r\n"


def read(content: bytes, name: str) -> list[Line]:
    """Return the rows of a workbook or a csv file.

    Raises:
        Refused: when it is neither, lacks a column, is empty, too long, or names a key twice.
    """
    refuse_if(why_not_store(name, len(content), io.BytesIO(content)))
    ending = name.rpartition(".")[2].lower()
    if ending not in ("xlsx", "csv"):
        raise Refused(Problem("请上传 .xlsx 或者 .csv 文件，照空白表填写。", "file"))
    rows = list(_csv_rows(content) if ending == "csv" else _workbook_rows(content))
    filled = [(place, row) for place, row in enumerate(rows, 1) if any(_words(cell) for cell in row)]
    if len(filled) < 2:
        raise Refused(Problem("表里没有申请，请核对是不是选错了文件。", "file"))
    if len(filled) - 1 > MOST:
        raise Refused(Problem(f"一次最多登记{MOST}件，请分成几份。", "file"))
    at = _columns(filled[0][1])
    lines = [_line(place, row, at) for place, row in filled[1:]]
    seen: dict[str, int] = {}
    doubled = []
    for line in lines:
        if line.key in seen:
            said = f"第{line.place}行：行标识“{line.key}”与第{seen[line.key]}行相同，请改成不同的标识。"
            doubled.append(Problem(said, "file"))
        elif line.key:
            seen[line.key] = line.place
    refuse_if(doubled)
    return lines


def _columns(head: Sequence[Any]) -> dict[str, int]:
    labels = [_words(each) for each in head]
    found = {name: labels.index(label) for name, label in COLUMNS.items() if label in labels}
    missing = [label for name, label in COLUMNS.items() if name not in found]
    if missing:
        said = f"表头里没有找到{'、'.join(f'“{each}”' for each in missing)}；请下载空白表，照它的表头填写。"
        raise Refused(Problem(said, "file"))
    return found


def _line(place: int, row: Sequence[Any], at: Mapping[str, int]) -> Line:
    values, problems = {}, []
    for name, column in at.items():
        cell = row[column] if column < len(row) else None
        words = _words(cell)
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
            said = f"{COLUMNS[name]}是数字，末几位可能已经丢失；请把这一列设为文本格式，重新填写。"
            problems.append(Problem(said, name))
        if len(words) > LONGEST_CELL:
            problems.append(Problem(f"{COLUMNS[name]}太长，最多{LONGEST_CELL}字。", name))
        if name in CHOICES and words:
            if words not in CHOICES[name]:
                said = f"{COLUMNS[name]}“{words[:20]}”不在可选的{'、'.join(CHOICES[name])}之中。"
                problems.append(Problem(said, name))
            words = CHOICES[name].get(words, "")
        values[name] = words
    key = values.pop("key")
    if not key:
        problems.append(Problem("请填写行标识，例如1、2、3，或者来件的编号。", "key"))
    return Line(place, key, values, problems)


def _words(cell: Any) -> str:
    """Return what stands in a cell, as somebody would type it into the form."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # An apostrophe before a sign is how we write cells that a spreadsheet would compute.
        for row in csv.reader(io.StringIO(text)):
            yield [cell.removeprefix("'") for cell in row]
        return
    raise Refused(Problem("文件的编码读不出，请另存为 UTF-8 的 csv，或者存为 xlsx 再传。", "file"))


def _workbook_rows(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from sheet.iter_rows(max_row=MOST * 4, max_col=len(COLUMNS) * 2, values_only=True)
    except UNREADABLE:
        said = "工作簿打不开，可能已经损坏；请用表格程序打开，另存为 .xlsx 后再传。"
        raise Refused(Problem(said, "file")) from None
