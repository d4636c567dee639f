"""Reading a Word file (also one of WPS) as blocks, with what it says about itself."""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

import mammoth
from lxml import etree

from yangguang.core.ui.uploads import why_not_store
from yangguang.rules.problems import Problem, Refused, refuse_if

from . import Block
from .numbers import Element, Numbering, Style, W, chain, styles_of, value, write_numbers
from .pasted import KeepPicture, blocks_of
from .proposing import Proposal, proposed
from .reading import read

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How a file of Word 97 begins, and also one that is locked with a password."""

HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
TITLE = re.compile(r"title|标题|(公文|文档|文件|文章)标题|大标题", re.IGNORECASE)
CONTENTS = re.compile(r"(toc|目录)\s*\d", re.IGNORECASE)
LONGEST_HEADING = 60
STYLES = "\n".join([*(f"p.YGHeading{n} => h{n}:fresh" for n in range(1, 7)), "p.YGTitle => p.yg-title:fresh"])
NOTES = re.compile(r'<ol>(<li id="(?:foot|end)note-.*)</ol>', re.DOTALL)
NOTE = re.compile(r'<li id="(?:foot|end)note-[^"]*">(?:<p>)?')
BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-[^"]*">[^<]*</a>')
TICK = re.compile(r'<input type="checkbox"( checked="checked")?\s*/>')

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"

REPORTED = {
    f"{M}oMath": "有{}处公式没有带入，请改成图片或者文字。",
    CHART: "有{}个图表没有带入，请另存为图片后上传，并附上数据表格。",
    DIAGRAM: "有{}个流程图（SmartArt）没有带入，请另存为图片后上传。",
    f"{W}object": "有{}个嵌入的对象没有带入，需要的请作为附件上传。",
    f"{W}txbxContent": "有{}个文本框，里面的文字放在它所在的段落之后，请核对位置。",
    f"{W}commentReference": "有{}条批注没有带入。",
    f"{W}del": "有{}处修订删除的文字没有带入，按接受修订处理，请核对。",
    f"{W}ins": "有{}处修订插入的文字已带入，按接受修订处理，请核对。",
}


@dataclass(slots=True)
class FromWord:
    """What a Word file holds: blocks, remarks on what was left out, and what it may be called."""

    blocks: list[Block] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    proposal: Proposal = field(default_factory=Proposal)


def blocks_from_docx(file: IO[bytes], keep_picture: KeepPicture, *, name: str = "文件.docx") -> FromWord:
    """Return what the Word file holds, as blocks.

    Its title and number leave the text and become proposals; the remarks say so, and name whatever else
    did not come along. Numbers that Word counts by itself become words.

    Raises:
        Refused: when it is not a Word file that can be read: an old one, locked, broken, with programs
            of its own (宏), or far larger unpacked than packed.
    """
    content = file.read()
    if content.startswith(OLD_OFFICE):
        said = (
            "这是旧版（.doc、.wps）或者加了密码的文件，请用原来的程序打开，去掉密码，另存为 .docx 后再导入。"
        )
        raise Refused(Problem(said, "file"))
    if name.lower().endswith((".docm", ".dotm", ".doc", ".wps")):
        raise Refused(Problem(f"“{name}”不能导入，请另存为不带宏的 .docx 后再导入。", "file"))
    refuse_if(why_not_store(name, len(content), BytesIO(content)))
    try:
        paper, remarks = _prepared(content)
        html = mammoth.convert_to_html(BytesIO(paper), style_map=STYLES, id_prefix="").value
    except Refused:
        raise
    except Exception as broken:  # whatever breaks the reader is no document
        said = "文件内容已损坏，读不出来；请用原来的程序打开，另存为新的 .docx 后再导入。"
        raise Refused(Problem(said, "file")) from broken
    html, notes = _with_notes(html)
    remarks += [f"有{notes}条脚注、尾注放在文末，按出现的顺序编号。"] if notes else []
    reading = read(html)
    proposal, reading.items, moved = proposed(reading.items)
    pasted = blocks_of(reading, keep_picture)
    return FromWord(pasted.blocks, moved + remarks + pasted.remarks, proposal)


def _prepared(content: bytes) -> tuple[bytes, list[str]]:
    """Return the file with its headings named and its numbers written, and what there is to say."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = {each.filename: packed.read(each) for each in packed.infolist() if not each.is_dir()}
    if any(_declares(part) for path, part in parts.items() if path.endswith((".xml", ".rels"))):
        said = "文件里有不该有的声明，没有导入；请用 Word 或者 WPS 打开，另存为新的 .docx 后再导入。"
        raise Refused(Problem(said, "file"))
    document = etree.fromstring(parts["word/document.xml"], _parser())
    styles = styles_of(_part(parts, "word/styles.xml"))
    remarks = _left_out(document, parts)
    paragraphs = list(document.iter(f"{W}p"))
    numbering = Numbering.read(_part(parts, "word/numbering.xml"))
    contents = [each for each in paragraphs if _is_contents(each, styles)]
    for paragraph in paragraphs:
        _name_heading(paragraph, styles)
    write_numbers(paragraphs, styles, numbering)
    for paragraph in contents:
        parent = paragraph.getparent()
        if parent is not None:
            parent.remove(paragraph)
    if contents:
        remarks.append("目录没有带入，网页会按标题自动生成。")
    linked = [each for each in document.iter(f"{A}blip") if each.attrib.pop(f"{R}link", None)]
    if linked:
        remarks.append(f"有{len(linked)}张图片只是链接，不在文件里，没有带入，请单独上传。")
    parts["word/document.xml"] = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
    paper = BytesIO()
    with zipfile.ZipFile(paper, "w") as packed:
        for path, part in parts.items():
            packed.writestr(path, part)
    return paper.getvalue(), remarks


def _declares(part: bytes) -> bool:
    plain = part.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _part(parts: dict[str, bytes], path: str) -> Element | None:
    return etree.fromstring(parts[path], _parser()) if path in parts else None


def _left_out(document: Element, parts: dict[str, bytes]) -> list[str]:
    said = []
    for tag, sentence in REPORTED.items():
        found = list(document.iter(tag))
        if tag == f"{W}txbxContent":
            # A text box stands twice in a file: for programs of today, and for older ones.
            found = [
                each
                for each in found
                if not any(str(up.tag).endswith("}Fallback") for up in each.iterancestors())
            ]
        elif tag in (f"{W}del", f"{W}ins"):
            found = [each for each in found if any(True for _ in each.iter(f"{W}t", f"{W}delText"))]
        elif tag == f"{W}object":
            found = [each for each in found if any("OLEObject" in str(inside.tag) for inside in each)]
        if found:
            said.append(sentence.format(len(found)))
    margins = [path for path in parts if re.fullmatch(r"word/(header|footer)\d*\.xml", path)]
    if any(
        "".join(str(text) for text in _texts(parts[path])).strip("-—－ 0123456789第页") for path in margins
    ):
        said.append("页眉、页脚没有带入。")
    return said


def _texts(part: bytes) -> list[str]:
    return [each.text or "" for each in etree.fromstring(part, _parser()).iter(f"{W}t")]


def _is_contents(paragraph: Element, styles: dict[str, Style]) -> bool:
    return any(CONTENTS.fullmatch(style.name.strip()) for style in chain(styles, _style(paragraph)))


def _style(paragraph: Element) -> str:
    says = paragraph.find(f"{W}pPr")
    return value(says, "pStyle") if says is not None else ""


def _name_heading(paragraph: Element, styles: dict[str, Style]) -> None:
    """Give a heading the style that our map knows, whatever its own style is called."""
    says = paragraph.find(f"{W}pPr")
    if says is None:
        return
    named, outline = "", value(says, "outlineLvl")
    for style in chain(styles, value(says, "pStyle")):
        heading = HEADING.match(style.name.strip())
        if not outline and heading:
            outline = str(int(heading[1]) - 1)
        elif TITLE.fullmatch(style.name.strip()):
            named = named or "YGTitle"
        outline = outline or style.outline
    if not named and outline.isdigit() and int(outline) < 9:
        text = "".join(each.text or "" for each in paragraph.iter(f"{W}t"))
        if len(text) <= LONGEST_HEADING:
            named = f"YGHeading{min(int(outline) + 1, 6)}"
    style_element = says.find(f"{W}pStyle")
    if named or outline:
        if style_element is None:
            style_element = etree.Element(f"{W}pStyle")
            says.insert(0, style_element)
        _keep_number(says, styles, style_element.get(f"{W}val") or "")
        style_element.set(f"{W}val", named or "YGBody")


def _keep_number(says: Element, styles: dict[str, Style], key: str) -> None:
    """Write the numbering of the style that is about to be exchanged into the paragraph."""
    number = level = ""
    own = says.find(f"{W}numPr")
    if own is not None:
        number, level = value(own, "numId"), value(own, "ilvl")
    for style in chain(styles, key):
        number, level = number or style.number, level or style.level
    if not number:
        return
    if own is not None:
        says.remove(own)
    own = etree.SubElement(says, f"{W}numPr")
    etree.SubElement(own, f"{W}ilvl").set(f"{W}val", level or "0")
    etree.SubElement(own, f"{W}numId").set(f"{W}val", number)


def _with_notes(html: str) -> tuple[str, int]:
    """Return the text with its notes as paragraphs at its end, and how many there are."""
    html = TICK.sub(lambda tick: "☑" if tick[1] else "□", html)
    count = 0

    def one(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"<p>[{count}] "

    def notes(found: re.Match[str]) -> str:
        return NOTE.sub(one, BACK.sub("", found[1])).replace("</li>", "")

    return NOTES.sub(notes, html), count
