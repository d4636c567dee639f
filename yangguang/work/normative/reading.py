"""Reading an existing document from a web page, a Word file or a PDF: its text, and what the page says around it.

Nothing in a file is run or fetched: a page loses its programs, a Word file with programs (宏) or outside
declarations is refused, and so are a PDF behind a password and one that is only a picture.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import Any

import lxml.html
import pdfplumber
from lxml import etree
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from yangguang.core.publishing.writing.word import blocks_from_docx
from yangguang.core.ui.uploads import LARGEST_FILE, MEGABYTE, why_not_store
from yangguang.rules.metadata import Document
from yangguang.rules.problems import Problem, Refused, refuse_if

KINDS = ("html", "docx", "pdf")
MOST_PAGES = 150
MOST_LINES = 20_000
MOST_IN_ZIP = 200

BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre",
    "section", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
CELLS = ("td", "th", "dd")
GONE = "//script|//style|//noscript|//iframe|//object|//template|//svg|//select|//input|//textarea|//button"
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
SIGNS = re.compile("[。，、；：]")
MOST_OF_IT = 0.6
"""How much of the punctuation outside links stands in the part that is the text: menus have none."""

HERE = re.compile("当前.{0,4}位置")
PAGE_NUMBER = re.compile(r"\s*[—－-]*\s*\d{1,4}\s*[—－-]*\s*")
LINE_ENDS = ("。", "：", "；", "！", "？", "”", "）", ":", ";")


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read from a file.

    Args:
        document: what `rules.metadata` reads.
        html: the text itself, to be brought in as a draft; empty for a Word file, which is brought in as it is.
    """

    document: Document
    html: str = ""


def read_file(name: str, content: bytes) -> Paper:
    """Return what is in a file, by what its content is, whatever its name says.

    Raises:
        Refused: when it cannot be read, with what to do.
    """
    if not content.strip():
        raise Refused(Problem(f"“{name}”是空文件，请检查后重新上传。", "files"))
    if len(content) > LARGEST_FILE:
        most = LARGEST_FILE // MEGABYTE
        raise Refused(Problem(f"“{name}”太大，一个文件最多{most}MB。", "files"))
    return READERS[kind_of(name, content)](name, content)


def kind_of(name: str, content: bytes) -> str:
    """Return what a file is: html, docx or pdf.

    Raises:
        Refused: when it is none of them.
    """
    if content.startswith(b"%PDF"):
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "docx"
    if b"\0" not in content[:4096] and re.search(rb"<\s*[a-zA-Z!/?]", content[:65536]):
        return "html"
    said = f"“{name}”既不是网页、Word 文件（.docx），也不是 PDF；请给出这三种文件之一。"
    raise Refused(Problem(said, "files"))


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of a ZIP file; folders and what systems add of their own are passed over.

    Raises:
        Refused: when it is broken, locked, or far larger unpacked than files of the office are.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [each for each in packed.infolist() if _is_document(each)]
            refuse_if(_why_not_unpack(name, entries))
            for each in entries:
                yield _name_of(each), packed.read(each)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError) as broken:
        raise Refused(Problem(f"“{name}”已损坏，打不开；请重新压缩后上传。", "files")) from broken


def _is_document(entry: zipfile.ZipInfo) -> bool:
    last = entry.filename.rpartition("/")[2]
    return bool(last) and not entry.is_dir() and not last.startswith(".") and "__MACOSX" not in entry.filename


def _why_not_unpack(name: str, entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    if not entries:
        yield Problem(f"“{name}”里没有文件。", "files")
    if len(entries) > MOST_IN_ZIP:
        yield Problem(f"“{name}”里有{len(entries)}个文件，一次最多{MOST_IN_ZIP}个，请分几次上传。", "files")
    if any(each.flag_bits & 1 for each in entries):
        yield Problem(f"“{name}”加了密码，请去掉密码后重新压缩上传。", "files")
    large = [_name_of(each) for each in entries if each.file_size > LARGEST_FILE]
    if large:
        yield Problem(f"“{name}”里的“{large[0]}”展开后超过{LARGEST_FILE // MEGABYTE}MB，没有接收。", "files")
    if sum(each.file_size for each in entries) > LARGEST_FILE * 10:
        most = LARGEST_FILE * 10 // MEGABYTE
        yield Problem(f"“{name}”展开后超过{most}MB，请分几次上传。", "files")


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of a file without its folders; Windows writes Chinese names in GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").rpartition("/")[2][-100:]


def read_page(name: str, content: bytes) -> Paper:
    """Return a web page: the text in it, and the table, the tags and the heading around the text."""
    page = _page(name, content)
    tags = {
        str(each.get("name")): str(each.get("content"))
        for each in page.iter("meta")
        if each.get("name") and each.get("content")
    }
    title = " ".join(page.xpath("string(//title)").split())
    for gone in page.xpath(f"{GONE}|//comment()|//processing-instruction()|//head"):
        _drop(gone)
    _drop_hidden(page)
    main = _main(page)
    lines = _lines(main)
    around = [] if main is page else _lines(page, without=main)
    if not any(lines):
        raise Refused(Problem(f"“{name}”里没有文字；内容如果是图片，请先识别成文字。", "files"))
    html = lxml.html.tostring(main, encoding="unicode", with_tail=False)
    heading = tags.get("ArticleTitle") or _heading(page) or title
    document = Document.of(lines, around=around, tags=tags, heading=heading)
    return Paper(document, html)


def _page(name: str, content: bytes) -> Any:
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, remove_pis=True)
    try:
        page = lxml.html.document_fromstring(_decoded(content), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        raise Refused(Problem(f"“{name}”是空的或者已损坏，请重新保存网页。", "files")) from broken
    return page


def _decoded(raw: bytes) -> str:
    """Return the text of a page in the encoding that it names, or in the usual ones."""
    named = CHARSET.search(raw[:4096])
    for name in [*([named[1].decode()] if named else []), "utf-8-sig", "gb18030"]:
        encoding = "gb18030" if name.lower() in ("gb2312", "gbk") else name
        try:
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", raw.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _drop_hidden(page: Any) -> None:
    """Drop what nobody sees, as copies of the text for machines; a page that shows its text by a program keeps it."""
    total = len(_signs(page))
    for each in page.xpath("//*[@style]"):
        if HIDDEN.search(each.get("style")) and len(_signs(each)) < MOST_OF_IT * total:
            _drop(each)


def _signs(element: Any) -> list[str]:
    """Return the punctuation of an element outside its links."""
    found = SIGNS.findall(element.text or "")
    for child in element:
        if child.tag != "a":
            found += _signs(child)
        found += SIGNS.findall(child.tail or "")
    return found


def _main(page: Any) -> Any:
    """Return the deepest element in which most of the punctuation stands: the text, without the menus around it."""
    body = page.find("body")
    chosen = body if body is not None else page
    total = len(_signs(chosen))
    while total:
        parts = [each for each in chosen if isinstance(each.tag, str) and each.tag not in ("p", "a", "span")]
        heaviest = max(parts, key=lambda each: len(_signs(each)), default=None)
        if heaviest is None or len(_signs(heaviest)) < MOST_OF_IT * total:
            return chosen
        chosen = heaviest
    return chosen


def _heading(page: Any) -> str:
    for each in page.iter("h1"):
        text = " ".join(each.text_content().split())
        if len(text) >= 4 and not HERE.search(text):
            return text
    return ""


def _lines(element: Any, without: Any = None) -> list[str]:
    """Return the text of an element line by line; an empty cell is an empty line, so that rows stay rows."""
    lines: list[str] = []
    current: list[str] = []

    def end(keep_empty: bool = False) -> None:
        line = " ".join("".join(current).replace("\xa0", " ").split())
        if (line or keep_empty) and len(lines) < MOST_LINES:
            lines.append(line)
        current.clear()

    for event, each in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(each.tag, str) or _is_inside(each, without):
            continue
        is_block = each.tag in BLOCKS
        if event == "start":
            if is_block or each.tag == "br":
                end()
            if each is not without:
                current.append(each.text or "")
            continue
        if is_block:
            is_empty_cell = each.tag in CELLS and not (each.text_content() or "").strip()
            end(keep_empty=is_empty_cell)
        if each is not element:
            current.append(each.tail or "")
    end()
    return lines


def without_lines(html: str, lines: Collection[str]) -> str:
    """Return a text without the paragraphs at its top that say no more than `lines`: its title and its number."""
    element = _fragment(html)
    left = {"".join(line.split()) for line in lines}
    for each in list(element.iter()):
        if not left or not isinstance(each.tag, str):
            break
        said = "".join(each.text_content().split())
        if (
            each is not element
            and each.tag in BLOCKS
            and said in left
            and not any(up.tag in BLOCKS for up in each.iterdescendants())
        ):
            left.discard(said)
            _drop(each)
    return lxml.html.tostring(element, encoding="unicode")


def _is_inside(each: Any, without: Any) -> bool:
    return without is not None and any(up is without for up in each.iterancestors())


def read_word(name: str, content: bytes) -> Paper:
    """Return a Word file; its pictures are looked at when it is brought in, not here."""
    stem = name.rpartition(".")[0][:90] or "文件"
    ending = name.rpartition(".")[2].lower()
    # What is named .docm says itself that it has programs; whatever else it is called, the content decides.
    called = name if ending in ("docm", "dotm", "doc", "wps") else f"{stem}.docx"
    word = blocks_from_docx(io.BytesIO(content), lambda _content, _name: 0, name=called)
    # Title and number have left the text there, and are put back where a reader finds them.
    lines = [line for line in (word.proposal.title, word.proposal.number) if line]
    for kind, value in word.blocks:
        if kind == "text":
            lines += _lines(_fragment(value))
        elif kind == "table":
            lines += _lines(_fragment(value["html"]))
    document = Document.of(lines)
    if not document.lines:
        raise Refused(Problem(f"“{name}”里没有文字；内容如果是图片，请先识别成文字。", "files"))
    return Paper(document)


def _fragment(html: str) -> Any:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def read_pdf(name: str, content: bytes) -> Paper:
    """Return a PDF that has its text; lines that were broken at the edge of the paper are joined."""
    refuse_if(
        why_not_store(f"{name.rpartition('.')[0][:90] or '文件'}.pdf", len(content), io.BytesIO(content))
    )
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells the screen of every odd font
    try:
        with pdfplumber.open(io.BytesIO(content)) as paper:
            if len(paper.pages) > MOST_PAGES:
                raise Refused(Problem(f"“{name}”超过{MOST_PAGES}页，请分成几份上传。", "files"))
            pages = [page.extract_text() or "" for page in paper.pages]
    except (PdfminerException, PDFSyntaxError, PDFPasswordIncorrect) as error:
        locked = "password" in f"{error!r}".lower()
        said = "加了密码，请先解除密码" if locked else "已损坏或者不完整，请重新下载"
        raise Refused(Problem(f"“{name}”{said}后上传。", "files")) from None
    lines = _joined([line.strip() for page in pages for line in page.split("\n")])
    if not lines:
        said = f"“{name}”里没有文字，大概是扫描件；请先识别成文字再上传。"
        raise Refused(Problem(said, "files"))
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return Paper(Document.of(lines), html)


def _joined(lines: list[str]) -> list[str]:
    """Return the paragraphs of a PDF: a line that fills the paper goes on in the next one."""
    kept = [line for line in lines if line and not PAGE_NUMBER.fullmatch(line)]
    full = max((len(line) for line in kept), default=0) * 0.85
    joined: list[str] = []
    goes_on = False
    for line in kept:
        if goes_on:
            joined[-1] += line
        else:
            joined.append(line)
        goes_on = len(line) >= full > 20 and not line.endswith(LINE_ENDS)
    return joined


READERS = {"html": read_page, "docx": read_word, "pdf": read_pdf}
