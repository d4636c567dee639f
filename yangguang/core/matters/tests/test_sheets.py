"""Workbooks as offices send them: right ones, wrong ones, and ones that were made to do harm."""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from yangguang.core.matters import sheets
from yangguang.core.matters.rules import COLUMNS, MOST_IN_A_CATALOGUE
from yangguang.core.matters.tests.rows import CELLS, entry
from yangguang.rules.problems import Refused

ENTRIES = [
    entry(1, "政策文件", "法律法规"),
    entry(2, "政策文件", "", levels="county town", everybody="", group="本村村民"),
    entry(3, "招生管理", "学区划分", deadline="每年3月31日前", channels="■其他"),
]
NAMES = list(COLUMNS)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(entries=ENTRIES) -> Workbook:
    return load_workbook(io.BytesIO(sheets.as_workbook("义务教育领域公开目录", entries)))


def rewritten(*changes: tuple[bytes, bytes]) -> bytes:
    """Return a workbook in whose sheet some bytes stand instead of others."""
    whole, out = io.BytesIO(sheets.as_workbook("甲", ENTRIES)), io.BytesIO()
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(out, "w") as other:
        for name in packed.namelist():
            text = packed.read(name)
            if "worksheets/" in name:
                for old, new in changes:
                    assert old in text
                    text = text.replace(old, new, 1)
            other.writestr(name, text)
    return out.getvalue()


def problems(content: bytes, name: str = "目录.xlsx") -> list[str]:
    with pytest.raises(Refused) as found:
        sheets.read_workbook(content, name)
    return [each.message for each in found.value.problems]


def with_cell(row: int, name: str, value: object) -> bytes:
    book = opened([entry(1, "政策文件"), entry(2, "招生管理")])
    book.active.cell(row, NAMES.index(name) + 1).value = value
    return saved(book)


def test_what_was_taken_away_can_be_brought_back():
    assert sheets.read_workbook(saved(opened())) == ENTRIES


def test_head_has_the_two_rows_of_the_statutory_table():
    sheet = opened().active
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    assert first == [
        "序号", "公开事项", None, "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
        "公开对象", None, "公开方式", None, "公开层级", None,
    ]  # fmt: skip
    assert [each for each in second if each] == [
        "一级事项", "二级事项", "全社会", "特定群众", "主动", "依申请", "县级", "乡级",
    ]  # fmt: skip
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"B2:C2", "I2:J2", "K2:L2", "M2:N2", "A2:A3", "H2:H3", "B4:B5"} <= merged


def test_merged_cells_count_for_every_row_they_reach_over():
    """Offices merge the law and the publisher, too."""
    book = opened([entry(1, "政策文件", "甲"), entry(2, "政策文件", "乙"), entry(3, "招生管理")])
    sheet = book.active
    for name in ("bases", "publisher", "channels"):
        column = NAMES.index(name) + 1
        sheet.merge_cells(start_row=4, end_row=6, start_column=column, end_column=column)
    read = sheets.read_workbook(saved(book))
    assert [each.level1 for each in read] == ["政策文件", "政策文件", "招生管理"]
    assert {each.publisher for each in read} == {"金湾区教育局"}
    assert {each.bases for each in read} == {entry().bases}


def test_head_as_other_offices_write_it_is_understood():
    """In another order of columns, with a village level, with half-width brackets, below a note."""
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "XX领域基层政务公开标准目录", "填报单位：区教育局"
    labels = {
        **COLUMNS,
        "elements": "公开内容\n(要素)",
        "group": "特定群众（群体）",
        "on_request": "依申请公开",
    }
    names = [*NAMES[:6], "channels", "publisher", *NAMES[8:]]
    sheet.append([labels[name] for name in names] + ["村级"])
    sheet.append([CELLS[name] for name in names] + ["√"])
    assert sheets.read_workbook(saved(book)) == [entry()]


def test_numbers_and_empty_rows_are_no_problem():
    book = opened([entry(1), entry(2, "收费", "咨询")])
    book.active.insert_rows(5)
    book.active["A4"] = 1.0
    assert [each.seq for each in sheets.read_workbook(saved(book))] == [1, 2]


@pytest.mark.slow
def test_five_thousand_rows_are_read():
    many = [entry(seq, f"事项{seq // 10}", f"子项{seq}") for seq in range(1, MOST_IN_A_CATALOGUE + 1)]
    assert sheets.read_workbook(sheets.as_workbook("大目录", many)) == many


def test_merged_cell_that_reaches_over_the_whole_sheet_is_no_more_than_the_table():
    content = rewritten((b'ref="A1:N1"', b'ref="A1:XFD1048576"'))
    assert "第4行L列：“依申请”一栏写了“甲”，应打“√”或者留空。" in problems(content)


def test_more_rows_than_a_catalogue_has_are_refused():
    book = opened()
    book.active.cell(MOST_IN_A_CATALOGUE + 12, 1).value = 9
    assert problems(saved(book)) == ["表太长：一次最多导入5000个事项，请分成几份。"]


def test_sheet_that_claims_a_million_rows_is_refused_at_once():
    book = opened()
    book.active.cell(1_048_576, 1).value = 9
    assert problems(saved(book)) == ["表太长：一次最多导入5000个事项，请分成几份。"]


class TestWrong:
    def test_columns_are_named_that_are_missing(self):
        book = opened()
        book.active["E2"], book.active["F2"] = "依据", None
        (said,) = problems(saved(book))
        assert "“公开依据”、“公开时限”" in said
        assert "空白表" in said

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("deadline", "看情况", "第5行F列：看不懂公开时限“看情况”"),
            ("channels", "■微信群", "第5行H列：没有“微信群”这个公开渠道"),
            ("county", "对", "第5行M列：“县级”一栏写了“对”"),
            ("elements", None, "第5行D列：没有填写公开内容（要素）。"),
            ("seq", "二", "第5行A列：序号“二”应是"),
            ("seq", "=A4+1", "第5行A列：序号是公式，请改成文字或数字"),
            ("publisher", '=HYPERLINK("http://x")', "第5行G列：公开主体是公式"),
        ],
    )
    def test_value_is_named_by_row_and_column(self, name, value, words):
        (said,) = problems(with_cell(5, name, value))
        assert said.startswith(words)

    def test_everything_wrong_is_said_at_once(self):
        book = opened([entry(1, "政策文件"), entry(2, "招生管理"), entry(3, "收费")])
        book.active["F4"], book.active["H4"], book.active["F6"] = "随便", "■微信群", "以后"
        assert [each.split("：")[0] for each in problems(saved(book))] == ["第4行H列", "第4行F列", "第6行F列"]

    def test_of_very_many_problems_the_first_are_said_and_the_rest_counted(self):
        book = opened([entry(seq, f"事项{seq}") for seq in range(1, 81)])
        for row in range(4, 84):
            book.active.cell(row, 6).value = "以后"
        said = problems(saved(book))
        assert len(said) == sheets.MOST_SAID + 1
        assert said[-1].startswith("另有30处问题")

    def test_number_that_stands_twice(self):
        assert problems(with_cell(5, "seq", 1)) == ["序号1重复，请改成不同的序号。"]

    def test_table_without_rows(self):
        assert problems(sheets.as_workbook("空目录", [])) == ["表里没有公开事项，请核对是不是选错了文件。"]

    def test_empty_workbook(self):
        assert "表头里没有找到" in problems(saved(Workbook()))[0]


class TestHarmful:
    def test_macro_workbook_by_its_name(self):
        assert problems(sheets.as_workbook("甲", ENTRIES), "目录.xlsm") == [
            "请上传 .xlsx 工作簿；其他格式请用表格程序另存为 .xlsx 后再传。"
        ]

    def test_macro_within_a_workbook(self):
        out = io.BytesIO(sheets.as_workbook("甲", ENTRIES))
        with zipfile.ZipFile(out, "a") as packed:
            packed.writestr("xl/vbaProject.bin", b"macro")
        assert "内容不是 xlsx 文件" in problems(out.getvalue())[0]

    @pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
    def test_no_workbook(self, content):
        assert "“目录.xlsx”" in problems(content)[0]

    def test_workbook_with_a_broken_sheet(self):
        assert "可能已经损坏" in problems(rewritten((b"</sheetData>", b"<")))[0]

    def test_workbook_that_expands_its_entities_without_end(self):
        entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(10))
        bomb = f'<!DOCTYPE x [<!ENTITY a "hahahaha">{entities}]><worksheet'
        assert (
            "可能已经损坏"
            in problems(rewritten((b"<v>1</v>", b"<v>&k;</v>"), (b"<worksheet", bomb.encode())))[0]
        )

    def test_cell_that_a_spreadsheet_would_compute_stays_words_when_taken_away(self):
        evil = [entry(1, "=1+1", "@SUM(A1)")]
        sheet = load_workbook(io.BytesIO(sheets.as_workbook("甲", evil))).active
        assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")
        (row,) = list(csv.reader(io.StringIO(sheets.as_csv(evil).removeprefix("\ufeff"))))[1:]
        assert row[1:3] == ["'=1+1", "'@SUM(A1)"]


def test_csv_has_a_line_for_each_row():
    rows = list(csv.reader(io.StringIO(sheets.as_csv(ENTRIES).removeprefix("\ufeff"))))
    assert rows[0] == list(COLUMNS.values())
    assert [row[:3] for row in rows[1:]] == [
        ["1", "政策文件", "法律法规"], ["2", "政策文件", ""], ["3", "招生管理", "学区划分"],
    ]  # fmt: skip
