"""What Word and Excel keep without showing it is removed, or the author is told what to do."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.hyperlink import Hyperlink
from PIL import Image

from yangguang.core.redaction import office
from yangguang.core.redaction.tests import papers
from yangguang.core.redaction.tests.papers import HIDDEN
from yangguang.rules.problems import Refused

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def a_document() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("关于学区划分的说明。")
    document.core_properties.author = HIDDEN
    document.core_properties.comments = HIDDEN
    return document


def a_table() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.properties.creator = HIDDEN
    book.active["A1"], book.active["B1"] = "村", "亩数"
    book.active["A2"], book.active["B2"] = "鱼月村", 120
    return book


def rewritten(content: bytes, changes: dict[str, Callable[[str], str]], **added: str) -> bytes:
    """Return a packed file after changes to the text of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, changes[name](raw.decode()) if name in changes else raw)
        for name, text in added.items():
            new.writestr(name.replace("__", "/").replace("_", "."), text)
    return made.getvalue()


def with_body(xml: str) -> bytes:
    """Return a document with `xml` at the end of its body."""
    return rewritten(
        saved(a_document()),
        {"word/document.xml": lambda text: text.replace("<w:sectPr", f"{xml}<w:sectPr", 1)},
    )


def all_parts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(
            [*packed.namelist(), *(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())]
        )


def cleaned(kind: str, content: bytes) -> office.Made:
    made = office.cleaned(kind, content)
    assert office.leaks(kind, made.content) == []
    return made


class TestADocument:
    def test_loses_its_properties_and_keeps_its_words(self):
        made = cleaned("docx", saved(a_document()))
        parts = all_parts(made.content)
        assert HIDDEN not in parts
        assert "docProps" not in parts
        assert "rsid" not in parts
        again = docx.Document(io.BytesIO(made.content))
        assert [each.text for each in again.paragraphs] == ["关于学区划分的说明。"]
        assert "文件属性（作者、单位、标题、时间等）" in made.removed

    def test_loses_its_comments(self):
        document = a_document()
        document.add_comment(document.paragraphs[0].runs, text=HIDDEN, author=HIDDEN)
        content = saved(document)
        assert HIDDEN in all_parts(content)
        made = cleaned("docx", content)
        assert HIDDEN not in all_parts(made.content)
        assert docx.Document(io.BytesIO(made.content)).paragraphs[0].text == "关于学区划分的说明。"
        assert "批注" in made.removed

    def test_keeps_the_words_of_a_link_without_its_address(self):
        document = a_document()
        key = document.part.relate_to(
            f"https://example.cn/{HIDDEN}",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        link = f'<w:p><w:hyperlink r:id="{key}"><w:r><w:t>详情</w:t></w:r></w:hyperlink></w:p>'
        content = rewritten(
            saved(document),
            {"word/document.xml": lambda text: text.replace("<w:sectPr", f"{link}<w:sectPr", 1)},
        )
        assert HIDDEN in all_parts(content)
        parts = all_parts(cleaned("docx", content).content)
        assert HIDDEN not in parts
        assert "详情" in parts

    def test_loses_where_its_photos_were_taken(self):
        document = a_document()
        exif = Image.Exif()
        exif[0x010F] = "CAMERA-MAKER"
        document.add_picture(io.BytesIO(papers.photo(exif=exif)))
        assert "CAMERA" in all_parts(saved(document))
        made = cleaned("docx", saved(document))
        with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
            [photo] = [name for name in packed.namelist() if "media" in name]
            assert b"CAMERA" not in packed.read(photo)

    @pytest.mark.parametrize(
        ("xml", "said"),
        [
            (
                '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins></w:p>',
                "接受或者拒绝全部修订",
            ),
            (
                '<w:p><w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>',
                "接受或者拒绝全部修订",
            ),
            (
                '<w:p><w:pPr><w:pPrChange w:id="1"><w:pPr/></w:pPrChange></w:pPr></w:p>',
                "接受或者拒绝全部修订",
            ),
            ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r></w:p>", "隐藏的文字"),
            ('<w:p><w:r><w:object w:dxaOrig="1"/></w:r></w:p>', "嵌有其他文件或者控件"),
            ('<w:altChunk r:id="rId1"/>', "嵌有其他文件或者控件"),
            (
                '<w:p><w:r><w:instrText> INCLUDETEXT "c:\\\\a.docx" </w:instrText></w:r></w:p>',
                "引用外部数据的域",
            ),
        ],
    )
    def test_with_what_only_its_author_can_settle_is_refused_and_told_what_to_do(self, xml, said):
        with pytest.raises(Refused, match=said) as refused:
            office.cleaned("docx", with_body(xml))
        assert "另存为 PDF" in str(refused.value)

    def test_with_a_style_that_hides_is_refused(self):
        content = rewritten(
            with_body('<w:p><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>密</w:t></w:r></w:p>'),
            {
                "word/styles.xml": lambda text: text.replace(
                    "</w:styles>",
                    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>',
                )
            },
        )
        with pytest.raises(Refused, match="隐藏的文字"):
            office.cleaned("docx", content)

    @pytest.mark.parametrize(
        ("part", "said"),
        [
            ("word__embeddings__a_xlsx", "嵌入的文件"),
            ("word__charts__chart1_xml", "图表"),
            ("word__b_bin", "不认识的部分"),
        ],
    )
    def test_with_another_file_in_it_is_refused(self, part, said):
        with pytest.raises(Refused, match=said):
            office.cleaned("docx", rewritten(saved(a_document()), {}, **{part: "<x/>"}))

    def test_says_all_that_stands_in_the_way_at_once(self):
        xml = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:ins w:id='1'/></w:p>"
        with pytest.raises(Refused) as refused:
            office.cleaned("docx", rewritten(with_body(xml), {}, word__charts__c_xml="<x/>"))
        assert len(refused.value.problems) == 3

    def test_that_reads_other_files_by_its_xml_reads_nothing(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text(HIDDEN)
        entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        content = rewritten(
            saved(a_document()),
            {
                "word/document.xml": lambda text: re.sub(
                    r"(<w:document)", entity + r"\1", text, count=1
                ).replace("说明。", "&x;")
            },
        )
        made = office.cleaned("docx", content)
        assert HIDDEN not in all_parts(made.content)


def hidden_sheet(book):
    book.create_sheet("底数").sheet_state = "hidden"


def very_hidden_sheet(book):
    book.create_sheet("底数").sheet_state = "veryHidden"


def hidden_row(book):
    book.active.row_dimensions[2].hidden = True


def hidden_column(book):
    book.active.column_dimensions["B"].hidden = True


def silent_format(book):
    book.active["B2"].number_format = ";;;"


class TestATable:
    def test_loses_its_properties_and_comments_and_keeps_its_cells(self):
        book = a_table()
        book.active["A2"].comment = Comment(HIDDEN, HIDDEN)
        content = saved(book)
        assert HIDDEN in all_parts(content)
        made = cleaned("xlsx", content)
        assert HIDDEN not in all_parts(made.content)
        again = openpyxl.load_workbook(io.BytesIO(made.content))
        assert [[cell.value for cell in row] for row in again.active] == [["村", "亩数"], ["鱼月村", 120]]
        assert again.active["A2"].comment is None

    def test_loses_words_that_were_deleted_from_it(self):
        """Some programs leave the words of deleted cells in the list of all words."""
        content = rewritten(
            saved(a_table()),
            {"xl/sharedStrings.xml": lambda text: text.replace("</sst>", f"<si><t>{HIDDEN}</t></si></sst>")},
        )
        assert HIDDEN in all_parts(content)
        made = cleaned("xlsx", content)
        assert HIDDEN not in all_parts(made.content)
        assert openpyxl.load_workbook(io.BytesIO(made.content)).active["A2"].value == "鱼月村"

    def test_loses_the_addresses_of_its_links(self):
        book = a_table()
        book.active["A2"].hyperlink = Hyperlink(ref="A2", target=f"https://example.cn/{HIDDEN}")
        made = cleaned("xlsx", saved(book))
        assert HIDDEN not in all_parts(made.content)
        assert openpyxl.load_workbook(io.BytesIO(made.content)).active["A2"].value == "鱼月村"

    @pytest.mark.parametrize(
        ("hide", "said"),
        [
            (hidden_sheet, "工作表“底数”是隐藏的"),
            (very_hidden_sheet, "工作表“底数”是隐藏的"),
            (hidden_row, "隐藏的行或者列"),
            (hidden_column, "隐藏的行或者列"),
            (silent_format, "不显示内容的单元格格式"),
        ],
    )
    def test_that_hides_something_is_refused_and_told_what_to_do(self, hide, said):
        book = a_table()
        hide(book)
        with pytest.raises(Refused, match=said):
            office.cleaned("xlsx", saved(book))

    def test_with_a_column_of_no_width_is_refused(self):
        narrow = '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
        sheet = {
            "xl/worksheets/sheet1.xml": lambda text: re.sub("(<cols>.*</cols>)?<sheetData>", narrow, text)
        }
        with pytest.raises(Refused, match="隐藏的行或者列"):
            office.cleaned("xlsx", rewritten(saved(a_table()), sheet))

    def test_with_a_chart_is_refused(self):
        with pytest.raises(Refused, match="图表"):
            office.cleaned("xlsx", rewritten(saved(a_table()), {}, xl__charts__chart1_xml="<x/>"))


def test_the_test_for_leaks_finds_what_was_not_removed():
    assert office.leaks("docx", saved(a_document()))
    assert office.leaks("xlsx", saved(a_table()))
    hidden = with_body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r></w:p>")
    assert any("隐藏的文字" in each.what for each in office.leaks("docx", hidden))
