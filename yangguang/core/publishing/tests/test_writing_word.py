"""Reading Word files that are built here, with what editors really send, and what nobody should."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from yangguang.core.letters.model import Letter
from yangguang.core.letters.word import to_docx
from yangguang.core.publishing.writing.proposing import Proposal
from yangguang.core.publishing.writing.word import blocks_from_docx
from yangguang.rules.problems import Refused


class Kept(list):
    """The pictures that were kept, by their key."""

    def __call__(self, content, name):
        self.append((content, name))
        return len(self)


def file_of(document):
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return file


def imported(document):
    return blocks_from_docx(file_of(document), Kept())


def text_of(found):
    return "".join(value for kind, value in found.blocks if kind == "text")


def repacked(file, *, change=None, extra=None):
    """Return the packed file with some of its parts changed, and others added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (change or {}).get(name, lambda part: part)(old.read(name)))
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    changed.seek(0)
    return changed


def picture(colour="red", size=(40, 30)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    file.seek(0)
    return file


def test_headings_by_style_whatever_the_style_is_called():
    document = Document()
    document.add_heading("章", 1)
    document.add_heading("节", 2)
    wps = document.styles.add_style("标题 3", 1)
    custom = document.styles.add_style("一级标题样式", 1)
    custom.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.add_paragraph("条", style=wps)
    document.add_paragraph("样式里写明级别", style=custom)
    document.add_paragraph("正文。")
    assert (
        text_of(imported(document)) == "<h2>章</h2><h3>节</h3><h4>条</h4><h3>样式里写明级别</h3><p>正文。</p>"
    )


def test_a_whole_paragraph_in_the_style_of_a_heading_is_a_paragraph():
    document = Document()
    document.add_heading("（一）加强组织领导。" + "各部门要高度重视，" * 10, 2)
    assert text_of(imported(document)).startswith("<p>（一）加强组织领导。")


NUMBERING = """<w:abstractNum {ns} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>"""


def numbered(document, text, *, number, level=0, style=None):
    paragraph = document.add_paragraph(text, style=style)
    says = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    says.get_or_add_ilvl().val = level
    says.get_or_add_numId().val = number
    return paragraph


def test_numbers_that_word_counts_by_itself_become_words():
    document = Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w"))))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    numbered(document, "总体要求", number=91, style="Heading 1")
    numbered(document, "指导思想", number=91, level=1)
    numbered(document, "基本原则", number=91, level=1)
    document.add_paragraph("中间一段。")
    numbered(document, "重点任务", number=91, style="Heading 1")
    numbered(document, "公开", number=91, level=1)
    assert text_of(imported(document)) == (
        "<h2>一、总体要求</h2><p>（一）指导思想</p><p>（二）基本原则</p><p>中间一段。</p>"
        "<h2>二、重点任务</h2><p>（一）公开</p>"
    )


def test_plain_lists_stay_lists():
    document = Document()
    for style, words in (("List Bullet", "甲乙"), ("List Number", "丙丁")):
        for word in words:
            document.add_paragraph(word, style=style)
    assert text_of(imported(document)) == "<ul><li>甲</li><li>乙</li></ul><ol><li>丙</li><li>丁</li></ol>"


def test_a_list_that_goes_on_after_a_paragraph_keeps_its_numbers():
    document = Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("间隔。")
    document.add_paragraph("乙", style="List Number")
    assert text_of(imported(document)) == "<ol><li>甲</li></ol><p>间隔。</p><p>2. 乙</p>"


def test_tables_keep_merged_cells_and_their_head():
    document = Document()
    table = document.add_table(3, 3)
    for row, words in enumerate(["事项 期限 ", " 法定 承诺", "受理 5日 1日"]):
        for column, word in enumerate(words.split(" ")):
            table.cell(row, column).text = word
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    marked = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(marked)
    [(kind, value)] = imported(document).blocks
    assert kind == "table"
    assert value["html"] == (
        '<table><thead><tr><th scope="col" rowspan="2">事项</th><th scope="col" colspan="2">期限</th></tr>'
        '<tr><th scope="col">法定</th><th scope="col">承诺</th></tr></thead>'
        "<tbody><tr><td>受理</td><td>5日</td><td>1日</td></tr></tbody></table>"
    )


def test_pictures_are_kept_in_their_place():
    document, kept = Document(), Kept()
    document.add_paragraph("前。")
    document.add_picture(picture())
    document.add_paragraph("后。")
    found = blocks_from_docx(file_of(document), kept)
    assert [kind for kind, _ in found.blocks] == ["text", "picture", "text"]
    assert found.blocks[1][1]["image"] == 1
    assert Image.open(io.BytesIO(kept[0][0])).size == (40, 30)
    assert any("还没有文字说明" in remark for remark in found.remarks)


class TestWhatADocumentSaysOfItself:
    def test_title_number_day_and_issuer_are_proposed_and_leave_the_text(self):
        document = Document()
        for line in (
            "珠海市金湾区人民政府办公室文件", "珠金府办[2023] 07号", "珠海市金湾区人民政府办公室关于印发",
            "金湾区政务公开工作实施方案的通知", "各镇人民政府，区各有关单位：", "现将方案印发给你们，请认真组织实施。",
            "珠海市金湾区人民政府办公室", "2023年5月6日", "（此件公开发布）",
        ):  # fmt: skip
            document.add_paragraph(line)
        found = imported(document)
        assert found.proposal.title == "珠海市金湾区人民政府办公室关于印发金湾区政务公开工作实施方案的通知"
        assert found.proposal.number == "珠金府办〔2023〕7号"
        assert found.proposal.made_on == date(2023, 5, 6)
        assert found.proposal.issuer == "珠海市金湾区人民政府办公室"
        text = text_of(found)
        assert text.startswith("<p>各镇人民政府")
        assert "<p>2023年5月6日</p>" in text
        assert sum("不再留在正文里" in remark for remark in found.remarks) == 2
        assert "红头“珠海市金湾区人民政府办公室”已去掉。" in found.remarks

    def test_a_letter_of_our_own_is_read_as_it_was_written(self):
        letter = Letter(
            "珠海市金湾区人民政府办公室",
            "关于印发金湾区政务公开工作实施方案的通知",
            "各镇人民政府",
            ("现将方案印发给你们。",),
            number="珠金府办〔2023〕7号",
            signed="珠海市金湾区人民政府办公室",
            dated_on=date(2023, 5, 6),
        )
        found = blocks_from_docx(io.BytesIO(to_docx(letter)), Kept())
        assert found.proposal == Proposal(letter.title, letter.number, letter.dated_on, letter.signed)
        assert text_of(found) == (
            "<p>各镇人民政府：</p><p>现将方案印发给你们。</p><p>珠海市金湾区人民政府办公室</p><p>2023年5月6日</p>"
        )

    def test_a_title_by_its_style(self):
        document = Document()
        document.add_paragraph("金湾区2023年", style="Title")
        document.add_paragraph("政府工作回顾", style="Title")
        document.add_paragraph("各位代表：")
        found = imported(document)
        assert found.proposal.title == "金湾区2023年政府工作回顾"
        assert text_of(found) == "<p>各位代表：</p>"

    def test_where_it_says_nothing_nothing_is_made_up(self):
        document = Document()
        document.add_paragraph("今天上午，区领导到三灶镇调研，要求做好有关工作的通知。")
        document.add_paragraph("自2023年5月6日起施行")
        found = imported(document)
        assert (found.proposal.title, found.proposal.number, found.proposal.made_on) == ("", "", None)
        assert text_of(found).count("<p>") == 2


NOTES = """<?xml version="1.0" encoding="UTF-8"?><w:footnotes {ns}>
<w:footnote w:id="5"><w:p><w:r><w:t>来源：统计局。</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def test_a_footnote_becomes_a_note_at_the_end():
    document = Document()
    paragraph = document.add_paragraph("增长百分之五")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="5"/></w:r>'))
    document.add_paragraph("完。")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    file = repacked(
        file_of(document),
        change={
            "[Content_Types].xml": lambda part: part.replace(
                b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()),
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>",
                f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode()),
        },
        extra={"word/footnotes.xml": NOTES.format(ns=nsdecls("w"))},
    )  # fmt: skip
    found = blocks_from_docx(file, Kept())
    assert text_of(found) == "<p>增长百分之五<sup>[1]</sup></p><p>完。</p><p>[1] 来源：统计局。</p>"
    assert any("1条脚注" in remark for remark in found.remarks)


def test_what_does_not_come_along_is_said():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    paragraph = document.add_paragraph("收到")
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>新的</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
        )
    )
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>x+y</m:t></m:r></m:oMath>'))
    found = imported(document)
    assert text_of(found) == "<p>收到新的</p>"
    said = "".join(found.remarks)
    for words in ("页眉、页脚没有带入", "1处修订插入", "1处修订删除", "1处公式没有带入"):
        assert words in said


def test_a_text_box_is_reported_and_its_words_are_kept():
    document = Document()
    paragraph = document.add_paragraph("正文。")
    box = "<w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>{box}'
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )
    found = imported(document)
    assert "框里的字" in text_of(found)
    assert any("1个文本框" in remark for remark in found.remarks)


def test_the_table_of_contents_stays_behind():
    document = Document()
    contents = document.styles.add_style("toc 1", 1)
    document.add_paragraph("一、总则\t1", style=contents)
    document.add_heading("一、总则", 1)
    document.add_heading("二、附则", 1)
    found = imported(document)
    assert text_of(found) == "<h2>一、总则</h2><h2>二、附则</h2>"
    assert any("目录没有带入" in remark for remark in found.remarks)


class TestRefusals:
    def refused(self, file, match, name="通知.docx"):
        kept = Kept()
        with pytest.raises(Refused, match=match):
            blocks_from_docx(file, kept, name=name)
        assert not kept

    def test_an_old_or_locked_file(self):
        self.refused(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "去掉密码，另存为 .docx")

    def test_a_file_with_programs(self):
        file = repacked(file_of(Document()), extra={"word/vbaProject.bin": b"x"})
        self.refused(file, "不是 docx 文件，或者已经损坏")
        self.refused(file_of(Document()), "另存为不带宏的", name="通知.docm")

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"%PDF-1.7"])
    def test_what_is_no_word_file(self, content):
        self.refused(io.BytesIO(content), "空文件|已经损坏")

    @pytest.mark.parametrize("part", [b"", b"<w:document", b"\xff\xfe\x00"])
    def test_a_broken_one(self, part):
        self.refused(repacked(file_of(Document()), change={"word/document.xml": lambda _: part}), "已损坏")

    def test_one_that_was_made_to_fill_a_disk(self):
        file = repacked(file_of(Document()), extra={"word/media/x.xml": b"0" * 30_000_000})
        self.refused(file, "展开后过大")

    @pytest.mark.parametrize("path", ["word/document.xml", "word/styles.xml"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_one_that_declares_entities(self, path, encoding):
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'.encode(encoding)
        self.refused(repacked(file_of(Document()), change={path: lambda _: bomb}), "不该有的声明")

    def test_one_nested_beyond_reason(self):
        deep = "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
        whole = f"<w:document {nsdecls('w')}><w:body>{deep}</w:body></w:document>".encode()
        self.refused(repacked(file_of(Document()), change={"word/document.xml": lambda _: whole}), "已损坏")


def test_a_picture_that_is_only_a_link_is_not_fetched():
    document = Document()
    document.add_paragraph("文。")
    document.add_picture(picture())
    blip = next(document.element.iter(qn("a:blip")))
    blip.set(qn("r:link"), blip.attrib.pop(qn("r:embed")))
    found = imported(document)
    assert [kind for kind, _ in found.blocks] == ["text"]
    assert any("只是链接" in remark for remark in found.remarks)
