import subprocess
import sys
from datetime import date
from io import BytesIO

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn

from yangguang.core.letters import (
    Cell,
    Document,
    Heading,
    Letter,
    Paragraph,
    Table,
    document_to_docx,
    document_to_pdf,
    to_docx,
    to_pdf,
)
from yangguang.rules.problems import Refused

MARKUP = r'#import "x"; $x^2$ *粗* @ref \ <标> = 题'
MM = 72 / 25.4


@pytest.fixture(autouse=True)
def only_free_fonts(monkeypatch):
    monkeypatch.delenv("YG_FONTS", raising=False)


def answer(**changed):
    letter = {
        "organisation": "示范区人民政府办公室",
        "title": "政府信息公开申请答复书",
        "addressee": "林晓云",
        "paragraphs": ("本机关收到您的申请，现予公开。", MARKUP),
        "number": "示政公开〔2026〕1号",
        "signed": "示范区人民政府办公室",
        "dated_on": date(2026, 3, 9),
    }
    return Letter(**letter | changed)


def three_pages_of_numbers():
    """A table as the law draws it: a head of two rows, merged both ways."""
    head = (
        (Cell("收费类别", down=2), Cell("申请人情况", across=2)),
        (Cell("自然人"), Cell("总计")),
    )
    rows = tuple((f"第{row}类", str(row), "1234") for row in range(90))
    return Document(
        "2025年度报告", (Heading("一、总体情况"), Table("表一", head, rows, numbers_from=1, widths=(2, 1, 1)))
    )


def read(pdf):
    return pdfplumber.open(BytesIO(pdf))


def words_of(pdf):
    """Return the text without the spaces that justification and Latin words bring."""
    return "".join("".join(page.extract_text() for page in read(pdf).pages).split())


class TestLetterAsPdf:
    def test_says_all_of_the_letter(self):
        words = words_of(to_pdf(answer(note="此件公开发布")))

        for part in ("示范区人民政府办公室", "示政公开〔2026〕1号", "政府信息公开申请答复书", "林晓云："):
            assert part in words
        assert "2026年3月9日（此件公开发布）" in words
        assert "—1—" in words

    def test_takes_words_for_words_and_never_for_markup(self):
        assert "".join(MARKUP.split()) in words_of(to_pdf(answer())).replace("“", '"').replace("”", '"')

    def test_is_a_titled_file_to_keep_and_to_read_aloud(self):
        pdf = to_pdf(answer())

        assert read(pdf).metadata["Title"] == "政府信息公开申请答复书"
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf
        assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf

    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("请公开😀学区图", "请公开〔U+1F600〕学区图"),
            ("铃\a响，𠮷和😀", "铃〔U+0007〕响，〔U+20BB7〕和〔U+1F600〕"),
        ],
    )
    def test_writes_a_character_that_no_font_has_by_its_number_and_stays_a_file_to_keep(self, typed, printed):
        pdf = to_pdf(answer(paragraphs=(typed,), addressee="林😀"))

        assert printed in words_of(pdf)
        assert "林〔U+1F600〕：" in words_of(pdf)
        assert "有的字缺少字体，以〔U+编码〕代替" in words_of(pdf)
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf

    @pytest.mark.slow
    def test_goes_out_even_with_more_such_characters_than_are_written_so(self):
        pdf = to_pdf(answer(paragraphs=("学区划分图" + "".join(chr(0xF0000 + each) for each in range(110)),)))

        assert "学区划分图" in words_of(pdf)
        assert "有的字未能显示，不是长期保存格式" in words_of(pdf)
        assert b"pdfaid" not in pdf

    def test_carries_the_day_of_the_letter(self):
        assert read(to_pdf(answer())).metadata["CreationDate"].startswith("D:20260309")

    def test_page_is_a4_with_22_lines_of_28_characters(self):
        pages = read(to_pdf(answer(paragraphs=("公" * 28 * 60,)))).pages
        body = [char for char in pages[1].chars if char["text"] == "公"]
        lines = {round(char["top"]) for char in body}

        assert (round(pages[0].width / MM), round(pages[0].height / MM)) == (210, 297)
        assert len(lines) == 22
        assert len(body) == 22 * 28
        assert min(char["x0"] for char in body) >= 28 * MM - 1
        assert max(char["x1"] for char in body) <= (210 - 26) * MM + 1

    @pytest.mark.parametrize("number", range(1, 24))
    def test_leaves_a_place_for_the_seal_on_a_page_that_has_text(self, number):
        """GB/T 9704—2012 7.3.5.1: the seal begins within a line of the text; its page is none without text."""
        body = tuple(f"第{each}段" for each in range(1, number + 1))
        with read(to_pdf(answer(paragraphs=body, note=""))) as paper:
            page = paper.pages[-1]
            lines = page.extract_text_lines()
        tops = {line["text"].replace(" ", ""): line["top"] for line in lines}
        [name] = [top for words, top in tops.items() if words == "示范区人民政府办公室"]
        [day] = [top for words, top in tops.items() if words == "2026年3月9日"]
        above = max(top for words, top in tops.items() if top < name and words.startswith("第"))
        line = 225 / 22 * MM
        assert name - above == pytest.approx(3 * line, abs=2)
        seal = 42 * MM
        middle = (name + day + 16) / 2 - 3 * MM  # they stand just below its middle
        assert above + 16 <= middle - seal / 2 <= above + 16 + line, (
            "the seal begins within a line of the text"
        )
        assert middle + seal / 2 <= page.height - 35 * MM, "the seal ends above the margin"

    @pytest.mark.parametrize(
        ("name", "from_edge"),
        [("示范局", 4), ("示范区人民政府办公室", 4), ("示范区示范街道办事处综合行政执法队", None)],
    )
    def test_date_ends_four_characters_from_the_edge_and_the_name_stands_in_the_middle_above(
        self, name, from_edge
    ):
        """GB/T 9704—2012 7.3.5.1; a name that would reach into the margin moves both to the left."""
        with read(to_pdf(answer(signed=name))) as paper:
            lines = {line["text"].replace(" ", ""): line for line in paper.pages[-1].extract_text_lines()}
        day, name = lines["2026年3月9日"], lines[name]
        edge = (210 - 26) * MM
        assert name["x0"] + name["x1"] == pytest.approx(day["x0"] + day["x1"], abs=2)
        if from_edge:
            assert day["x1"] == pytest.approx(edge - from_edge * 16, abs=1)
        else:
            assert name["x1"] == pytest.approx(edge, abs=1)

    def test_first_line_is_indented_by_two_characters(self):
        page = read(to_pdf(answer(paragraphs=("文" * 40,)))).pages[0]
        body = [char for char in page.chars if char["text"] == "文"]

        assert body[0]["x0"] - min(char["x0"] for char in body) == pytest.approx(2 * 16, abs=1)

    def test_name_of_the_organisation_and_the_rule_are_red(self):
        page = read(to_pdf(answer())).pages[0]
        name = page.chars[0]

        assert name["text"] == "示"
        assert name["non_stroking_color"][0] > 0.8
        assert name["non_stroking_color"][1] < 0.1
        assert [line["stroking_color"][0] > 0.8 for line in page.lines] == [True]

    def test_says_that_its_fonts_are_substitutes(self):
        assert "替代字体，非正式用印版" in words_of(to_pdf(answer()))

    def test_a_folder_of_fonts_that_is_not_there_is_refused(self, monkeypatch, tmp_path):
        monkeypatch.setenv("YG_FONTS", str(tmp_path / "字体"))

        with pytest.raises(Refused, match="字体文件夹"):
            to_pdf(answer())

    @pytest.mark.parametrize("demo", [True, False])
    def test_says_on_each_page_when_it_is_a_demonstration(self, demo):
        pages = read(to_pdf(answer(demo=demo, paragraphs=("长" * 900,)))).pages

        assert len(pages) > 1
        assert all(("示范数据" in page.extract_text()) is demo for page in pages)


class TestDocumentAsPdf:
    def test_head_of_a_table_stands_on_each_page(self):
        pages = read(document_to_pdf(three_pages_of_numbers())).pages

        assert len(pages) >= 3
        assert all("收费类别" in page.extract_text() for page in pages)

    def test_numbers_stand_at_the_right(self):
        page = read(document_to_pdf(three_pages_of_numbers())).pages[0]
        last = [word["x1"] for word in page.extract_words() if word["text"] == "1234"]

        assert len(set(map(round, last))) == 1
        assert last[0] == pytest.approx((210 - 26) * MM - 4, abs=1)

    def test_cells_take_words_for_words(self):
        table = Table("表", ((Cell(MARKUP),),), ((MARKUP,),))
        words = words_of(document_to_pdf(Document(MARKUP, (table, Paragraph(MARKUP), Heading(MARKUP)))))

        assert words.replace("“", '"').replace("”", '"').count("".join(MARKUP.split())) == 5

    def test_landscape(self):
        page = read(document_to_pdf(Document("宽表", (), landscape=True))).pages[0]

        assert (round(page.width / MM), round(page.height / MM)) == (297, 210)


class TestLetterAsEditableDocument:
    def test_says_all_of_the_letter(self):
        paper = docx.Document(BytesIO(to_docx(answer(note="此件公开发布"))))

        assert [paragraph.text for paragraph in paper.paragraphs if paragraph.text] == [
            "示范区人民政府办公室",
            "示政公开〔2026〕1号",
            "政府信息公开申请答复书",
            "林晓云：",
            "本机关收到您的申请，现予公开。",
            MARKUP,
            "示范区人民政府办公室",
            "2026年3月9日",
            "（此件公开发布）",
        ]
        assert paper.core_properties.title == "政府信息公开申请答复书"

    def test_name_stands_in_the_middle_above_the_date_and_the_page_has_text(self):
        lines = docx.Document(BytesIO(to_docx(answer(note="")))).paragraphs
        day, name = lines[-1], lines[-2]
        assert day.paragraph_format.right_indent.pt == 4 * 16
        # the name has ten characters, the date three and six figures: 160 pt and 96 pt
        assert name.paragraph_format.right_indent.pt == 4 * 16 - (160 - 96) / 2
        assert [each.text for each in lines[-4:-2]] == ["", ""], "two lines are free for the seal"
        assert all(each.paragraph_format.keep_with_next for each in lines[-5:-1])

    def test_leaves_out_what_no_file_may_hold(self):
        paper = docx.Document(BytesIO(to_docx(answer(paragraphs=("请公开\x07学区\x00划分图",)))))

        assert "请公开学区划分图" in [paragraph.text for paragraph in paper.paragraphs]

    def test_names_the_fonts_of_the_standard(self):
        paper = docx.Document(BytesIO(to_docx(answer())))
        fonts = {
            paragraph.text: paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia"))
            for paragraph in paper.paragraphs
            if paragraph.text
        }

        assert fonts["政府信息公开申请答复书"] == "方正小标宋简体"
        assert fonts["林晓云："] == "仿宋_GB2312"

    def test_page_is_that_of_the_standard(self):
        section = docx.Document(BytesIO(to_docx(answer()))).sections[0]

        assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
        assert [
            round(side.mm)
            for side in (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        ] == [37, 26, 35, 28]

    def test_grid_holds_22_lines_of_28_characters(self):
        grid = docx.Document(BytesIO(to_docx(answer()))).sections[0]._sectPr.find(qn("w:docGrid"))
        line = int(grid.get(qn("w:linePitch"))) / 20
        character = 16 + int(grid.get(qn("w:charSpace"))) / 4096

        assert 22 <= 225 * MM / line < 22.1
        assert 28 <= 156 * MM / character < 28.1

    @pytest.mark.parametrize("demo", [True, False])
    def test_says_when_it_is_a_demonstration(self, demo):
        section = docx.Document(BytesIO(to_docx(answer(demo=demo)))).sections[0]

        for header in (section.header, section.even_page_header):
            assert ("示范数据" in header.paragraphs[0].text) is demo


class TestDocumentAsEditableDocument:
    def test_head_is_merged_and_repeated(self):
        table = docx.Document(BytesIO(document_to_docx(three_pages_of_numbers()))).tables[0]

        assert [cell.text for cell in table.rows[0].cells] == ["收费类别", "申请人情况", "申请人情况"]
        assert [cell.text for cell in table.rows[1].cells] == ["收费类别", "自然人", "总计"]
        repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [True, True] + [False] * 90

    def test_columns_share_the_width_of_the_type_area(self):
        table = docx.Document(BytesIO(document_to_docx(three_pages_of_numbers()))).tables[0]

        assert [round(cell.width.mm) for cell in table.rows[2].cells] == [78, 39, 39]
        assert round(table.cell(0, 1).width.mm) == 78

    def test_rows_follow_the_head(self):
        table = docx.Document(BytesIO(document_to_docx(three_pages_of_numbers()))).tables[0]

        assert [cell.text for cell in table.rows[2].cells] == ["第0类", "0", "1234"]
        assert [cell.text for cell in table.rows[91].cells] == ["第89类", "89", "1234"]


def test_letters_do_without_django():
    loaded = "import sys, yangguang.core.letters; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
