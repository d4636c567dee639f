"""Letters and documents as editable files, with the fonts that the office's own machines have."""

import re
from collections.abc import Iterator
from io import BytesIO
from math import floor
from typing import Any

import docx
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.table import _Cell as PaperCell
from docx.text.paragraph import Paragraph as PaperParagraph
from docx.text.run import Run

from .fonts import BODY, HEADING, SONG, TITLE, Face
from .model import Cell, Document, Heading, Letter, Paragraph, Picture, Table
from .words import written

RED = RGBColor(0xD7, 0x00, 0x0F)
BLACK = RGBColor(0, 0, 0)
GREY = RGBColor(0x5A, 0x5A, 0x5A)
PITCH = Twips(floor(Mm(225).pt * 20 / 22))
"""One line: 22 of them fill a page. Word counts in twentieths of a point; one too many, and 21 are left."""
GRID = {
    qn("w:type"): "linesAndChars",
    qn("w:linePitch"): str(PITCH.twips),
    qn("w:charSpace"): str(floor((Mm(156).pt / 28 - 16) * 4096)),  # in 1/4096 pt beyond the 16 pt of the body
}
"""The grid that puts 28 characters on a line, though the type area is a little narrower than 28 × 16 pt."""

NOT_IN_A_FILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What somebody may have pasted into a form, but XML does not allow."""

LEFT = WD_ALIGN_PARAGRAPH.LEFT
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


def to_docx(letter: Letter) -> bytes:
    """Return `letter` as an editable document on the page of GB/T 9704—2012.

    Source: GB/T 9704—2012 党政机关公文格式.
    """
    paper = _paper(letter.title, demo=letter.demo)
    _name_in_red(paper, letter.organisation)
    if letter.number:
        _line(paper)
        _line(paper, letter.number, align=CENTRE)
    _rule_below(paper.paragraphs[-1])
    _line(paper)
    _line(paper)
    _heading(paper, letter.title, 1)
    _line(paper)
    if letter.addressee:
        _line(paper, f"{letter.addressee}：")
    for words in letter.paragraphs:
        _indented(paper, words)
    _place_of_seal(
        paper, [each for each in (letter.signed, letter.dated_on and written(letter.dated_on)) if each]
    )
    if letter.note:
        _indented(paper, f"（{letter.note}）")
    return _bytes(paper)


def document_to_docx(document: Document) -> bytes:
    """Return `document` as an editable document; the head of a table is repeated on each of its pages."""
    paper = _paper(document.title, demo=document.demo, landscape=document.landscape)
    _heading(paper, document.title, 1)
    _line(paper)
    for block in document.blocks:
        match block:
            case Heading():
                _heading(paper, block.text, block.level + 1)
            case Paragraph():
                _indented(paper, block.text)
            case Table():
                _table(paper, block)
            case Picture():
                pass  # Word does not show every SVG, and the picture repeats what the words say
    return _bytes(paper)


def _paper(title: str, *, demo: bool, landscape: bool = False) -> Paper:
    paper = docx.Document()
    paper.core_properties.title = title
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    sides = (37, 26, 35, 28)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        sides = (28, 37, 26, 35)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
    section.footer_distance = Mm(sides[2] - 12)
    [grid] = paper.element.xpath("//w:docGrid")
    grid.attrib.update(GRID)
    _set_face(paper.styles["Normal"], BODY, 16)
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        _page_number(footer.paragraphs[0], align)
    if demo:
        for header in (section.header, section.even_page_header):
            header.paragraphs[0].alignment = RIGHT
            _write(header.paragraphs[0], "示范数据", HEADING, 8).font.color.rgb = GREY
    return paper


def _line(paper: Paper, words: str = "", *, align: WD_ALIGN_PARAGRAPH = JUSTIFIED) -> PaperParagraph:
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = PITCH
    _write(paragraph, words, BODY, 16)
    return paragraph


def _indented(paper: Paper, words: str) -> None:
    form = _line(paper, words).paragraph_format
    form.first_line_indent = Pt(2 * 16)


def _width(words: str) -> int:
    """Return how wide words are in points: a Chinese character is as wide as high, a figure half of that."""
    return sum(8 if each.isascii() else 16 for each in words)


def _place_of_seal(paper: Paper, signature: list[str]) -> None:
    """Write the name and the date with two free lines above, where the seal goes, on a page that has text, too."""
    if not signature:
        return
    above = [paper.paragraphs[-1], _line(paper), _line(paper)]
    for words in signature:
        line = _line(paper, words, align=RIGHT)
        # The date ends four characters from the edge, and the name stands in the middle above it.
        wider = (_width(words) - _width(signature[-1])) / 2
        line.paragraph_format.right_indent = Pt(max(0, 4 * 16 - wider))
        above.append(line)
    for line in above[:-1]:
        line.paragraph_format.keep_with_next = True


def _name_in_red(paper: Paper, organisation: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_before = Mm(35)
    size = min(Pt(42), Mm(156 / len(organisation))).pt
    _write(paragraph, organisation, TITLE, int(size)).font.color.rgb = RED


def _rule_below(paragraph: PaperParagraph) -> None:
    """Draw the red rule (版头分隔线), 4 mm below `paragraph` and as wide as the type area."""
    rule = _element("w:bottom", val="single", sz="12", space=str(round(Mm(4).pt)), color=str(RED))
    borders = _element("w:pBdr")
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _heading(paper: Paper, words: str, level: int) -> None:
    """Add a heading that Word's own outline shows; level 1 is the title."""
    paragraph = paper.add_paragraph(style=f"Heading {level}")
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = PITCH
    if level == 1:
        paragraph.alignment = CENTRE
        form.line_spacing = Pt(35)
    run = _write(paragraph, words, TITLE if level == 1 else HEADING, 22 if level == 1 else 16)
    run.font.bold = run.font.italic = False
    run.font.color.rgb = BLACK


def _table(paper: Paper, table: Table) -> None:
    caption = _line(paper, align=CENTRE)
    caption.paragraph_format.keep_with_next = True
    _write(caption, table.caption, HEADING, 10.5)
    first_row = len(table.head)
    grid = paper.add_table(rows=first_row + len(table.rows), cols=table.columns, style="Table Grid")
    grid.autofit = False
    for column, share in zip(grid.columns, table.shares, strict=True):  # a merged cell adds the widths up
        column.width = Length(int(paper._block_width * share))
        for paper_cell in column.cells:
            paper_cell.width = column.width
    for row, column, cell in _placed(table):
        last = grid.cell(row + cell.down - 1, column + cell.across - 1)
        _fill(grid.cell(row, column).merge(last), cell.text, HEADING, CENTRE)
    for row in range(first_row):
        grid.rows[row]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    numbers_from = table.columns if table.numbers_from is None else table.numbers_from
    for paper_row, words in zip(grid.rows[first_row:], table.rows, strict=True):
        for column, (paper_cell, text) in enumerate(zip(paper_row.cells, words, strict=True)):
            _fill(paper_cell, text, BODY, RIGHT if column >= numbers_from else LEFT)


def _placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Yield the row and the column at which each cell of the head begins."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield row, column, cell
            taken |= {
                (row + down, column + across) for down in range(cell.down) for across in range(cell.across)
            }


def _fill(cell: PaperCell, words: str, face: Face, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, words, face, 10.5)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _write(paragraph: PaperParagraph, words: str, face: Face, size: float) -> Run:
    run = paragraph.add_run(NOT_IN_A_FILE.sub("", words))
    _set_face(run, face, size)
    return run


def _set_face(styled: Run | ParagraphStyle, face: Face, size: float) -> None:
    """Set the font for Chinese characters and for all others; Word keeps them apart."""
    styled.font.name = face.name
    styled.font.size = Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face.name)


def _page_number(paragraph: PaperParagraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """Write — 1 — at the outer side, one character from the edge."""
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    _write(paragraph, "— ", SONG, 14)
    field = _write(paragraph, "", SONG, 14)._r
    field.append(_element("w:fldChar", fldCharType="begin"))
    field.append(_element("w:instrText", "PAGE"))
    field.append(_element("w:fldChar", fldCharType="end"))
    _write(paragraph, " —", SONG, 14)


def _element(name: str, words: str = "", **attributes: str) -> Any:
    element = OxmlElement(name)
    element.text = words or None
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _bytes(paper: Paper) -> bytes:
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def from_docx(content: bytes) -> Iterator[Paragraph | Table]:
    """Yield the words of a document of Word in their order, its tables as tables; pictures are left out."""
    for each in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(each, PaperParagraph):
            if each.text.strip():
                yield Paragraph(each.text)
            continue
        rows = [tuple(cell.text for cell in row.cells) for row in each.rows]
        if rows:
            yield Table("", (tuple(Cell(words) for words in rows[0]),), tuple(rows[1:]))
