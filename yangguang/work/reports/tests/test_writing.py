"""Writing the report: the form word for word, and the same figures in every file."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import lxml.html
import pdfplumber
import pytest

from yangguang.core.orgs.models import Organisation
from yangguang.rules.identities import Finding, findings
from yangguang.rules.statutory import Tables
from yangguang.work.disclosure import actions as disclosure
from yangguang.work.disclosure.tests.office import at, step_of
from yangguang.work.reports import actions, files, writing
from yangguang.work.reports.reading import read_report
from yangguang.work.reports.tests.district import (
    answer,
    closed_as,
    contested,
    everybody,
    hand_in,
    state,
    taken_back,
    write_problems,
)

TITLE = "珠海市金湾区人民政府2023年政府信息公开工作年度报告"
PARTS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
TABLE2 = [
    [
        "第二十条第（一）项",
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
        "规章",
        "行政规范性文件",
    ],
    ["第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可"],
    ["第二十条第（六）项", "信息内容", "本年处理决定数量", "行政处罚", "行政强制"],
    ["第二十条第（八）项", "信息内容", "本年收费金额（单位：万元）", "行政事业性收费"],
]
"""The four small tables of table 2: caption, head and rows."""

HEAD3 = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
    ["自然人", "法人或其他组织", "总计"],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
]
RESULTS, DENIED, UNABLE = "三、本年度办理结果", "（三）不予公开", "（四）无法提供"
REFUSED, OTHER = "（五）不予处理", "（六）其他处理"
ROWS3 = [
    ["一、本年新收政府信息公开申请数量"],
    ["二、上年结转政府信息公开申请数量"],
    [RESULTS, "（一）予以公开"],
    [RESULTS, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"],
    [RESULTS, DENIED, "1.属于国家秘密"],
    [RESULTS, DENIED, "2.其他法律行政法规禁止公开"],
    [RESULTS, DENIED, "3.危及“三安全一稳定”"],
    [RESULTS, DENIED, "4.保护第三方合法权益"],
    [RESULTS, DENIED, "5.属于三类内部事务信息"],
    [RESULTS, DENIED, "6.属于四类过程性信息"],
    [RESULTS, DENIED, "7.属于行政执法案卷"],
    [RESULTS, DENIED, "8.属于行政查询事项"],
    [RESULTS, UNABLE, "1.本机关不掌握相关政府信息"],
    [RESULTS, UNABLE, "2.没有现成信息需要另行制作"],
    [RESULTS, UNABLE, "3.补正后申请内容仍不明确"],
    [RESULTS, REFUSED, "1.信访举报投诉类申请"],
    [RESULTS, REFUSED, "2.重复申请"],
    [RESULTS, REFUSED, "3.要求提供公开出版物"],
    [RESULTS, REFUSED, "4.无正当理由大量反复申请"],
    [RESULTS, REFUSED, "5.要求行政机关确认或重新出具已获取信息"],
    [RESULTS, OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"],
    [RESULTS, OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"],
    [RESULTS, OTHER, "3.其他"],
    [RESULTS, "（七）总计"],
    ["四、结转下年度继续办理"],
]
"""The rows of table 3 with the headings that they stand under."""

FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
HEAD4 = [["行政复议", "行政诉讼"], [*FIVE, "未经复议直接起诉", "复议后起诉"], [*FIVE, *FIVE]]

TWO = {"规章": "0 0 0", "行政规范性文件": "4 1 3", "行政许可": "37", "行政处罚": "0", "行政强制": "0"}
FEES = "7730.28"
THREE = {
    "一、本年新收政府信息公开申请数量": "3 1 0 0 0 0 4",
    "二、上年结转政府信息公开申请数量": "1 0 0 0 0 0 1",
    "（一）予以公开": "2 0 0 0 0 0 2",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "0 1 0 0 0 0 1",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1 0 0 0 0 0 1",
    "（七）总计": "3 1 0 0 0 0 4",
    "四、结转下年度继续办理": "1 0 0 0 0 0 1",
}
"""The rows of table 3 that have figures in the report of these tests, counted by hand."""

FOUR = "1 0 0 0 1 0 0 0 0 0 0 0 0 1 1"


@pytest.fixture(scope="module")
def report(offices, django_db_blocker) -> Iterator[writing.Report]:
    """The report of a year with a few requests, a review, a suit, and the figures of other systems."""
    with taken_back(django_db_blocker):
        staff, district = everybody(), Organisation.objects.get(code="440404")
        town = Organisation.objects.get(code="440404100")
        late = hand_in(district, staff, "2022-12-29")
        answer(late, staff, searched="2022-12-30", on="2023-01-05")
        closed_as("granted", town, staff)
        closed_as("partial", town, staff, applicant_kind="commercial_enterprise")
        closed_as("no_correction", district, staff)
        hand_in(district, staff, "2023-12-29")
        contested(late, staff, "review", "2023-02-01", decided="2023-03-01", result="upheld")
        contested(late, staff, "postreview", "2023-05-04")
        for item, quantity in (("permits", "37"), ("fees", "7730.28")):
            state(town, staff, item, "2023-06", quantity)
        for item, quantity in (("documents_issued", "4"), ("documents_repealed", "1")):
            state(district, staff, item, "2023-06", quantity)
        write_problems(district, staff)
        yield writing.report(district, 2023)


@pytest.fixture(scope="module")
def written(report, tmp_path_factory) -> Callable[[str], Path]:
    """Return where the report lies as a file of some format."""
    folder = tmp_path_factory.mktemp("report")

    def write(ending: str) -> Path:
        file = folder / f"report.{ending}"
        if not file.exists():
            file.write_bytes(files.of_report(report, ending))
        return file

    return write


def no_spaces(text: str | None) -> str:
    return "".join((text or "").split())


def figures3(rows: list[list[str]]) -> dict[str, str]:
    """Return the rows of table 3 that have figures, by the last of their headings."""
    return {row[0]: " ".join(row[1:]) for row in rows if set(row[1:]) != {"0"}}


class TestTheWebPage:
    @pytest.fixture
    def page(self, written):
        return lxml.html.fromstring(written("html").read_bytes())

    def test_has_its_title_and_its_six_parts_in_order(self, page):
        assert [page.xpath("string(//h1)"), page.xpath("string(/html/head/title)")] == [TITLE, TITLE]
        assert [each.text_content() for each in page.iter("h2")] == PARTS

    def test_has_the_words_of_table_two(self, page):
        tables = page.xpath("//table")[:4]
        assert [[each.text for each in table.iter("caption", "th")] for table in tables] == TABLE2

    def test_has_the_words_of_table_three_in_order(self, page):
        table = page.xpath("//table")[4]
        assert [[each.text for each in row.iter("th")] for row in table.xpath("thead/tr")] == HEAD3
        assert headings(table) == ROWS3

    def test_has_the_words_of_table_four(self, page):
        table = page.xpath("//table")[5]
        assert [[each.text for each in row.iter("th")] for row in table.xpath("thead/tr")] == HEAD4

    def test_says_aloud_what_every_cell_belongs_to(self, page):
        """Captions and scopes: a screen reader reads heading and figure together."""
        assert len(page.xpath("//table")) == len(page.xpath("//table/caption[normalize-space()]")) == 6
        assert page.xpath("//th[not(@scope)]") == []
        assert page.xpath("//table[position() < last()]/tbody/tr[not(th[@scope='row'])]") == []
        assert page.xpath("//tbody//th/@scope[. != 'row']") == []
        for table in page.iter("table"):
            assert len({len(line) for line in slots(table)}) == 1, "a cell is missing or too many"

    def test_has_the_figures(self, page):
        two, three, four = page.xpath("//table")[:4], page.xpath("//table")[4], page.xpath("//table")[5]
        rows = [row for table in two for row in table.xpath("tbody/tr")]
        shown = {row.xpath("string(th)"): " ".join(row.xpath("td/text()")) for row in rows}
        assert shown == {**TWO, "行政事业性收费": FEES}
        rows = [[row.xpath("string(th[last()])"), *row.xpath("td/text()")] for row in three.xpath("tbody/tr")]
        assert figures3(rows) == THREE
        assert " ".join(four.xpath("tbody/tr/td/text()")) == FOUR


def slots(table) -> list[list]:
    """Return the cells of a table, each in every place that it covers."""
    rows = list(table.iter("tr"))
    grid = [[] for _ in rows]
    held: dict[tuple[int, int], object] = {}
    for y, row in enumerate(rows):
        for cell in [*row.iterchildren("th", "td"), None]:
            while (y, len(grid[y])) in held:
                grid[y].append(held[y, len(grid[y])])
            if cell is not None:
                x, wide, high = (
                    len(grid[y]),
                    *(int(cell.get(span, "1")) for span in ("colspan", "rowspan")),
                )
                held |= {(y + dy, x + dx): cell for dy in range(high) for dx in range(wide)}
    return grid


def headings(table) -> list[list[str]]:
    """Return the headings that each row of the body stands beside, the widest first."""
    body = slots(table)[len(table.xpath("thead/tr")) :]
    return [list(dict.fromkeys(cell.text for cell in line if cell.tag == "th")) for line in body]


class TestTheDocument:
    @pytest.fixture
    def document(self, written):
        return docx.Document(str(written("docx")))

    def test_has_its_parts_and_the_captions_of_its_tables(self, document):
        said = [each.text.strip() for each in document.paragraphs]
        assert [each for each in said if each in PARTS or each == TITLE] == [TITLE, *PARTS]
        assert [each for each in said if each.startswith("第二十条第")] == [table[0] for table in TABLE2]

    def test_has_the_rows_and_figures_of_table_three(self, document):
        three = [[cell.text for cell in row.cells] for row in document.tables[4].rows][3:]
        assert [row[0] for row in three] == ["　".join(each[-2:]) for each in ROWS3]
        assert figures3([[row[0].split("　")[-1], *row[1:]] for row in three]) == THREE

    def test_has_the_figures_of_tables_two_and_four(self, document):
        two = [[cell.text for cell in row.cells] for table in document.tables[:4] for row in table.rows[1:]]
        assert {row[0]: " ".join(row[1:]) for row in two} == {**TWO, "行政事业性收费": FEES}
        *head, four = [[cell.text for cell in row.cells] for row in document.tables[5].rows]
        assert " ".join(four) == FOUR
        assert head == [
            ["行政复议"] * 5 + ["行政诉讼"] * 10,
            FIVE + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5,
            FIVE * 3,
        ]


@pytest.fixture(scope="module")
def pages(written):
    with pdfplumber.open(written("pdf")) as document:
        yield document.pages


@pytest.fixture(scope="module")
def rows(pages) -> list[list[str]]:
    """Return the rows of all tables of the PDF, without the spaces inside a name."""
    tables = [table.extract() for page in pages for table in page.find_tables()]
    return [[no_spaces(cell) for cell in row if cell is not None] for rows in tables for row in rows]


class TestThePdf:
    def test_has_its_title_and_its_six_parts_in_order(self, pages):
        text = no_spaces("".join(page.extract_text() for page in pages))
        places = [text.index(each) for each in (TITLE, *PARTS)]
        assert places == sorted(places)

    def test_has_the_rows_and_figures_of_table_three(self, rows):
        names = ["".join(each[-2:]) for each in ROWS3]
        three = [row for row in rows if len(row) == 8 and row[0] in names]
        assert [row[0] for row in three] == names
        full = {"".join(each[-2:]): THREE[each[-1]] for each in ROWS3 if each[-1] in THREE}
        assert figures3(three) == full

    def test_has_the_figures_of_tables_two_and_four(self, rows):
        shown = {row[0]: " ".join(row[1:]) for row in rows if row[0] in (*TWO, "行政事业性收费")}
        assert shown == {**TWO, "行政事业性收费": FEES}
        assert [" ".join(row) for row in rows if len(row) == 15 and row[0].isdigit()] == [FOUR]

    def test_tears_no_row_between_two_pages(self, rows):
        assert [row for row in rows if row[-1] == ""] == []


class TestTheTable:
    def test_names_every_figure(self, written):
        head, *lines = csv.reader(io.StringIO(written("csv").read_text(encoding="utf-8-sig")))
        assert head == ["格", "名称", "数字"]
        assert len(lines) == 200
        shown = {key: [name, figure] for key, name, figure in lines}
        assert shown["3.unable_not_held.other"] == [
            "表三 （四）无法提供／1.本机关不掌握相关政府信息：其他",
            "0",
        ]
        assert shown["3.carry_forward.total"] == ["表三 四、结转下年度继续办理：总计", "1"]
        assert shown["2.permits.permits"] == ["表二 第二十条第（五）项 行政许可：本年处理决定数量", "37"]
        assert shown["2.fees.fees"][1] == FEES
        assert shown["4.postreview.pending"] == ["表四 行政诉讼：复议后起诉：尚未审结", "1"]


class TestOurOwnCheck:
    @pytest.mark.parametrize("ending", ["json", "html", "pdf"])
    def test_finds_nothing_in_our_own_report(self, report, written, ending):
        read = read_report(written(ending))
        assert findings(read) == []
        assert (read.table2, read.table3, read.table4) == (
            report.tables.table2,
            report.tables.table3,
            report.tables.table4,
        )

    @pytest.mark.parametrize("ending", ["html", "pdf"])
    def test_holds_the_words_against_the_tables(self, report, written, ending):
        """I8: 正文数字 = 表中数字."""
        rows = {
            "received": "new_received",
            "carried_over": "carried_over",
            "decided": "total_results",
            "carried_forward": "carry_forward",
        }
        stated = read_report(written(ending)).stated
        assert stated == {name: report.tables.cell(row, "total") for name, row in rows.items()}
        assert stated["received"] == 4

    @pytest.mark.parametrize(
        ("table", "key", "place", "said"),
        [
            ("table3", "granted", 6, ("I1", "表三", "三、本年度办理结果／（一）予以公开", "总计", 2, 3)),
            ("table3", "total_results", 1, ("I2", "表三", "（七）总计", "商业企业", 1, 2)),
            ("table3", "carry_forward", 0, ("I3", "表三", "第一项＋第二项＝第三项＋第四项", "自然人", 4, 5)),
            ("table4", "postreview", 4, ("I4", "表四", "行政诉讼：复议后起诉", "总计", 1, 2)),
        ],
    )
    def test_finds_a_wrong_sum_and_says_where(self, written, tmp_path, table, key, place, said):
        form = json.loads(written("json").read_text())
        form[table][key][place] += 1
        (tmp_path / "wrong.json").write_text(json.dumps(form))
        found = findings(read_report(tmp_path / "wrong.json"))
        assert said in [where(each) for each in found]

    def test_finds_what_does_not_follow_from_the_year_before(self, report, written):
        read = read_report(written("json"))
        assert [each.identity for each in findings(read, previous=report.tables)] == ["I6"]
        none_forward = replace(report.tables, table3={**report.tables.table3, "carry_forward": (0,) * 7})
        found = findings(read, previous=none_forward)
        assert [(each.identity, each.column) for each in found if each.identity == "I5"] == [
            ("I5", "自然人"),
            ("I5", "总计"),
        ]


def where(finding: Finding) -> tuple[object, ...]:
    each = finding
    return each.identity, each.table, each.row, each.column, each.expected, each.found


@pytest.mark.django_db
class TestTheWords:
    def words(self, org: Organisation, part: int, year: int = 2023) -> str:
        return "\n".join(writing.report(org, year).parts[part].paragraphs)

    def test_say_what_the_tables_say(self, report):
        first = "\n".join(report.parts[0].paragraphs)
        assert "2023年新收政府信息公开申请4件，上年结转1件；办结4件，结转下年度继续办理1件" in first
        assert "予以公开2件，部分公开1件" in first
        assert "在审的政府信息公开行政复议案件1件、行政诉讼案件1件（在审口径，含上年结转）" in first
        assert "当年新收行政复议案件1件、行政诉讼案件1件（新收口径）" in first
        assert "2023年制发行政规范性文件4件，废止1件，现行有效3件" in first

    def test_name_what_each_organisation_charged(self, district, town, staff):
        for org, pages in ((district, 57), (district, 109), (town, 31)):
            asked = hand_in(org, staff, "2023-03-01")
            disclosure.charge_fee(step_of(asked), pages=pages, by=staff["clerk"], at=at("2023-03-02"))
            paid = {"way": "nontax", "receipt": "粤财0001", "by": staff["clerk"], "at": at("2023-03-06")}
            disclosure.take_payment(step_of(asked), **paid)
        last = self.words(district, 5)
        assert "2023年共3件申请收取政府信息公开信息处理费1160元" in last
        assert "三灶镇人民政府1件、10元" in last
        assert "珠海市金湾区人民政府2件、1150元" in last

    def test_say_on_what_law_and_for_what_days_the_report_is_made(self, report):
        first = report.parts[0].paragraphs[0]
        assert "《中华人民共和国政府信息公开条例》" in first
        assert "自2023年1月1日起至2023年12月31日止" in first
        assert "联系地址：珠海市金湾区金鑫路9号，邮编：519040，电话：0756-7262600" in first

    def test_leave_out_an_address_that_is_not_known(self, town):
        town.address = town.email = ""
        assert "止。邮编：519040，电话：0756-7262600。" in self.words(town, 0)
        town.postcode = town.phone = ""
        assert self.words(town, 0).splitlines()[0].endswith("12月31日止。")

    def test_speak_of_the_fee_even_where_there_was_none(self, town):
        """国办公开办函〔2021〕30号: part six says what was charged for information, or that nothing was."""
        assert "收取政府信息公开信息处理费0元" in self.words(town, 5)

    def test_are_what_people_wrote(self, district, staff):
        said = {
            "management": "公开属性源头认定。\n定期清理。",
            "platform": "专栏更新。",
            "other": "无其他事项。",
        }
        for section, text in said.items():
            given = {"section": section, "text": text, "by": staff["head"], "at": at("2024-01-10")}
            actions.write_passage(district, 2023, **given)
        first = self.words(district, 0)
        assert (
            "（三）政府信息管理。公开属性源头认定。\n定期清理。\n（四）政府信息公开平台建设。专栏更新。"
            in first
        )
        assert self.words(district, 5).endswith("（二）无其他事项。")

    def test_that_contradict_the_tables_are_found(self, district, staff):
        given = {"section": "supervision", "text": "本年收到政府信息公开申请9件。"}
        actions.write_passage(district, 2023, **given, by=staff["head"], at=at("2024-01-10"))
        [found] = writing.report(district, 2023).findings
        assert where(found)[0] == "I8"
        assert (found.expected, found.found) == (
            writing.report(district, 2023).tables.cell("new_received", "total"),
            9,
        )

    def test_of_last_year_on_its_problems_are_kept_at_hand(self, district, staff):
        write_problems(district, staff, 2022)
        assert "答复说理不够充分" in writing.report(district, 2023).problems_last_year


def test_figures_survive_the_way_into_a_file_and_back(report):
    tables: Tables = report.tables
    back = writing.from_json(json.loads(json.dumps(writing.as_json(tables))))
    assert (back.table2, back.table3, back.table4) == (tables.table2, tables.table3, tables.table4)
