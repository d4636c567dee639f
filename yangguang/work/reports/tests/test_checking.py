"""Reading published reports and finding what does not come out in them."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from yangguang.rules.identities import findings
from yangguang.rules.problems import Refused
from yangguang.rules.statutory import COLUMNS, TABLE3, TABLE4
from yangguang.work.reports.reading import read_report

_spec = importlib.util.spec_from_file_location("reports", Path(__file__).with_name("reports.py"))
reports = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reports)


@pytest.fixture
def correct():
    return reports.correct()


def run(*words):
    command = [sys.executable, "-m", "yangguang.web.cli", "report", "check", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def changed(tables, table, key, place, by=1):
    """Return the tables with one figure changed."""
    rows = dict(getattr(tables, table))
    rows[key] = (*rows[key][:place], rows[key][place] + by, *rows[key][place + 1 :])
    return replace(tables, **{table: rows})


class TestARealReport:
    """淮安市洪泽区人民政府2023年政府信息公开工作年度报告."""

    def test_has_exactly_two_wrong_totals(self, shared_data):
        tables = read_report(shared_data / "annual-report-hongze-2023.pdf")
        found = [(each.table, each.row, each.column, each.expected, each.found) for each in findings(tables)]
        assert found == [
            ("表四", "行政复议", "总计", 11, 0),
            ("表四", "行政诉讼：复议后起诉", "总计", 5, 0),
        ]

    def test_is_read_cell_for_cell(self, shared_data):
        known = json.loads((shared_data / "annual-report-tables.json").read_text())["reports"][0]
        tables = read_report(shared_data / "annual-report-hongze-2023.pdf")
        assert [list(group) for group in tables.table4.values()] == list(known["table4"].values())
        assert tables.stated == {"received": known["narrative"]["受理申请"]}
        listed = list(known["table3"].values())
        assert [list(tables.table3[key]) for key in list(tables.rows)[:20]] == listed[:20]
        assert list(tables.table3["other_results"]) == listed[20]
        assert [list(tables.table3[key]) for key in ("total_results", "carry_forward")] == listed[-2:]
        assert float(tables.table2["fees"]) == known["table2"]["行政事业性收费万元"]

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_of_three_has_the_findings_that_are_known(self, shared_data, place):
        known = json.loads((shared_data / "annual-report-tables.json").read_text())["reports"][place]
        table3 = dict(zip(TABLE3, map(tuple, known["table3"].values()), strict=True))
        table4 = dict(zip(TABLE4, map(tuple, known["table4"].values()), strict=True))
        tables = replace(reports.correct(), table3=table3, table4=table4)
        found = [each.row.split("：")[-1] for each in findings(tables)]
        assert found == [said.split("[")[1].split("]")[0] for said in known["expected_findings"]]


class TestACorrectReport:
    def test_gives_nothing_as_json(self, correct, tmp_path):
        (tmp_path / "r.json").write_text(json.dumps(reports.as_json(correct)))
        assert findings(read_report(tmp_path / "r.json"), previous=None) == []

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_gives_nothing_as_a_web_page(self, correct, tmp_path, encoding):
        page = reports.as_html(correct).replace("utf-8", encoding)
        (tmp_path / "r.html").write_bytes(page.encode(encoding))
        read = read_report(tmp_path / "r.html")
        assert (read.table2, read.table3, read.table4) == (correct.table2, correct.table3, correct.table4)
        assert read.stated == {"received": 38}
        assert findings(read) == []

    def test_gives_nothing_as_a_pdf(self, correct, tmp_path):
        cells = ", ".join(
            f"[{row}], " + ", ".join(f"[{figure}]" for figure in correct.table3[key])
            for key, row in correct.rows.items()
        )
        two = ", ".join(f"[{name}], [0], [0], [0]" for name in ("规章",))
        two += ", [行政规范性文件], [3], [1], [20]"
        two += "".join(
            f", [{name}], [0], [], []" for name in ("行政许可", "行政处罚", "行政强制", "行政事业性收费")
        )
        four = ", ".join(f"[{figure}]" for group in correct.table4.values() for figure in group)
        source = (
            "#set page(width: 40cm)\n"
            f"#table(columns: 4, {two})\n#table(columns: (8cm, ..(1fr,) * 7), {cells})\n"
            f"#table(columns: 15, table.cell(colspan: 5)[行政复议], table.cell(colspan: 5)[未经复议直接起诉],"
            f" table.cell(colspan: 5)[复议后起诉], {four})\n六、其他需要报告的事项\n\n全年收取信息处理费0元。"
        )
        fonts = importlib.util.find_spec("pylopdf_fonts_zh_cn").submodule_search_locations
        (tmp_path / "r.pdf").write_bytes(typst.compile(source.encode(), font_paths=list(fonts)))
        read = read_report(tmp_path / "r.pdf")
        assert (read.table2, read.table3, read.table4) == (correct.table2, correct.table3, correct.table4)
        assert findings(read) == []

    def test_follows_from_the_year_before(self, correct):
        before = replace(
            correct,
            table2={**correct.table2, "documents_in_force": 18},
            table3={**correct.table3, "carry_forward": correct.table3["carried_over"]},
        )
        assert findings(correct, previous=before) == []


class TestAWrongFigure:
    @pytest.mark.parametrize("key", TABLE3)
    @pytest.mark.parametrize("place", range(7))
    def test_in_table_three_is_found(self, correct, key, place):
        found = findings(changed(correct, "table3", key, place))
        row, column = str(TABLE3[key]), list(COLUMNS.values())[place]
        assert any(each.row == row or each.column == column for each in found)

    @pytest.mark.parametrize("key", TABLE4)
    @pytest.mark.parametrize("place", range(5))
    def test_in_table_four_is_found(self, correct, key, place):
        found = findings(changed(correct, "table4", key, place))
        assert [(each.identity, each.row) for each in found] == [("I4", TABLE4[key])]

    def test_that_breaks_only_a_row(self, correct):
        tables = changed(changed(correct, "table3", "granted", 0), "table3", "partial", 0, by=-1)
        assert {each.identity for each in findings(tables)} == {"I1"}

    def test_that_breaks_only_the_sum_of_results(self, correct):
        tables = changed(changed(correct, "table3", "granted", 0), "table3", "granted", 6)
        assert {each.identity for each in findings(tables)} == {"I2"}

    def test_that_breaks_only_the_balance(self, correct):
        tables = changed(changed(correct, "table3", "new_received", 0), "table3", "new_received", 6)
        assert {each.identity for each in findings(tables)} == {"I3"}

    def test_that_does_not_carry_over(self, correct):
        found = findings(correct, previous=correct)
        assert [(each.identity, each.column) for each in found] == [
            ("I5", "自然人"),
            ("I5", "法律服务机构"),
            ("I6", "现行有效件数"),
        ]

    def test_that_children_do_not_add_up_to(self, correct):
        nothing = replace(
            correct,
            table2=dict.fromkeys(correct.table2, 0),
            table3=dict.fromkeys(correct.table3, (0,) * 7),
            table4=dict.fromkeys(correct.table4, (0,) * 5),
        )
        assert findings(correct, children=[correct, nothing]) == []
        found = findings(changed(correct, "table4", "review", 4, by=0), children=[nothing])
        assert {each.identity for each in found} == {"I7"}

    def test_that_the_text_contradicts(self, correct):
        found = findings(replace(correct, stated={"received": 39}))
        assert [(each.identity, each.expected, each.found) for each in found] == [("I8", 38, 39)]

    def test_of_unpaid_fees_that_part_six_is_silent_on(self, correct):
        assert [each.identity for each in findings(replace(correct, section_six="无。"))] == ["I9"]

    def test_left_blank(self, correct, tmp_path):
        page = reports.as_html(correct).replace(
            "<td>行政许可</td><td colspan=3>0", "<td>行政许可</td><td colspan=3>0"
        )
        page = page.replace("<td>12</td><td>2</td><td>0</td>", "<td>12</td><td>2</td><td>/</td>")
        (tmp_path / "r.html").write_text(page)
        found = findings(read_report(tmp_path / "r.html"))
        assert [(each.identity, each.column) for each in found] == [("I11", "科研机构")]


class TestAFileThatCannotBeRead:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("empty.pdf", b"", "空文件"),
            ("noise.bin", bytes(range(256)) * 9, "既不是"),
            ("broken.pdf", b"%PDF-1.7\nnothing here", "已损坏"),
            ("no-tables.html", "<html><p>年度报告</p></html>".encode(), "没有读到年度报告的三张统计表"),
            ("broken.json", b"{", "不是有效的 JSON"),
            ("list.json", b"[1]", "最外层应为一个对象"),
            ("half.json", b'{"table2": {}}', "缺少table3、table4"),
            ("empty.json", b'{"table2": {}, "table3": {}, "table4": {}}', "table3.granted 应为7个数字的列表"),
        ],
    )
    def test_is_an_error_and_no_empty_list(self, tmp_path, name, content, said):
        (tmp_path / name).write_bytes(content)
        result = run(tmp_path / name)
        assert (result.returncode, result.stdout) == (2, "")
        assert said in result.stderr
        assert "Traceback" not in result.stderr

    def test_for_want_of_a_row_names_it(self, correct, tmp_path):
        page = reports.as_html(correct).replace("重复申请", "")
        (tmp_path / "r.html").write_text(page)
        with pytest.raises(Refused, match=r"没有读到表三的“（五）不予处理／2\.重复申请”"):
            read_report(tmp_path / "r.html")

    def test_that_is_a_scan_says_so(self, tmp_path):
        (tmp_path / "scan.pdf").write_bytes(typst.compile(b"#rect(width: 5cm, height: 5cm)"))
        with pytest.raises(Refused, match="扫描件"):
            read_report(tmp_path / "scan.pdf")


class TestTheCommand:
    def test_tells_by_its_exit_code(self, correct, tmp_path):
        (tmp_path / "right.json").write_text(json.dumps(reports.as_json(correct)))
        wrong = changed(correct, "table4", "review", 4)
        (tmp_path / "wrong.json").write_text(json.dumps(reports.as_json(wrong)))
        assert run(tmp_path / "right.json").returncode == 0
        result = run("--json", tmp_path / "wrong.json")
        assert result.returncode == 1
        [finding] = json.loads(result.stdout)["findings"]
        assert (finding["table"], finding["row"], finding["column"]) == ("表四", "行政复议", "总计")
        assert (finding["expected"], finding["found"]) == (7, 8)

    def test_loads_neither_django_nor_a_database(self):
        code = (
            "import sys; import yangguang.web.commands.report, yangguang.web.commands.process;"
            " print({'django', 'psycopg', 'pdfplumber', 'typst'} & set(sys.modules))"
        )
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert result.stdout.strip() == "set()"
