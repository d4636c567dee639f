"""Whether a file can be kept: its format is one for keeping, it opens, and nothing in it acts by itself."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from yangguang.core.ui.uploads import KINDS

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells the screen of every odd font

PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
ACTING = ("JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "RichMedia", "Movie", "Sound")
NOT_EMBEDDED_BY_NATURE = ("Type0", "Type3")
"""Fonts that stand for others, or are drawn: no file is embedded for them."""

UNREADABLE, ACTIVE = "可用性", "安全性"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: its format in words and its pages, and what is wrong with it, by the check it fails."""

    format: str
    pages: int = 0
    problems: tuple[tuple[str, str], ...] = ()


def look_at(ending: str, content: bytes) -> Found:
    """Return what a file is; a format that is not for keeping is a problem of its use (可用性)."""
    look = FORMATS.get(ending.lower())
    if look is None:
        known = "、".join(FORMATS)
        return Found(
            ending or "无后缀", problems=((UNREADABLE, f"不是可以长期保存的格式，应为 {known} 之一"),)
        )
    return look(content)


def _pdf(content: bytes) -> Found:
    try:
        document = PDFDocument(PDFParser(BytesIO(content)), fallback=False)
        if document.encryption is not None:
            return Found("PDF", problems=((UNREADABLE, "设有口令或者加密，日后可能打不开"),))
        catalog, pages = document.catalog, sum(1 for _ in PDFPage.create_pages(document))
        told, is_pdfa = _conformance(catalog)
        problems = [(UNREADABLE, said) for said in _not_lasting(document, catalog, pages, is_pdfa)]
        problems += [(ACTIVE, said) for said in _acting(document, catalog)]
    except PDFPasswordIncorrect:
        return Found("PDF", problems=((UNREADABLE, "设有口令，打不开"),))
    except Exception:  # whatever breaks the reader cannot be read in thirty years either
        return Found("PDF", problems=((UNREADABLE, "PDF 已损坏，打不开"),))
    return Found(told, pages, tuple(problems))


def _conformance(catalog: dict[str, Any]) -> tuple[str, bool]:
    """Return how a PDF calls itself, and whether that is PDF/A."""
    metadata = resolve1(catalog.get("Metadata"))
    if not isinstance(metadata, PDFStream):
        return "PDF", False
    root = etree.fromstring(metadata.get_data(), etree.XMLParser(resolve_entities=False, no_network=True))
    said = {"part": "", "conformance": ""}
    for each in root.iter():
        for name in said:
            if each.tag == f"{PDFA}{name}":
                said[name] = (each.text or "").strip()
            said[name] = each.get(f"{PDFA}{name}", said[name]) if isinstance(each.tag, str) else said[name]
    return (f"PDF/A-{said['part']}{said['conformance'].lower()}", True) if said["part"] else ("PDF", False)


def _not_lasting(document: PDFDocument, catalog: dict[str, Any], pages: int, is_pdfa: bool) -> Iterator[str]:
    if not pages:
        yield "PDF 里没有一页"
    if not is_pdfa:
        yield "不是 PDF/A，请转换为 PDF/A 后再归档"
    intents = [resolve1(each) for each in resolve1(catalog.get("OutputIntents")) or ()]
    if is_pdfa and not any(_word(each.get("S")) == "GTS_PDFA1" for each in intents):
        yield "自称 PDF/A，却没有写明颜色（OutputIntent）"
    if any(_is_broken(each) for each in _objects(document) if isinstance(each, PDFStream)):
        yield "PDF 里有内容已损坏，读不出来"
    if any(_lacks_its_font(each) for each in _objects(document) if isinstance(each, dict)):
        yield "PDF 没有嵌入字体，日后可能显示不出来"


def _acting(document: PDFDocument, catalog: dict[str, Any]) -> Iterator[str]:
    names = resolve1(catalog.get("Names")) or {}
    if "EmbeddedFiles" in names or "AF" in catalog:
        yield "PDF 里夹带了别的文件"
    if "JavaScript" in names or any(
        _word(each.get("S")) in ACTING or _word(each.get("Subtype")) in ACTING
        for each in _objects(document)
        if isinstance(each, dict)
    ):
        yield "PDF 里有会自行运行的内容"


def _objects(document: PDFDocument) -> Iterator[Any]:
    for table in document.xrefs:
        for number in table.get_objids():
            yield document.getobj(number)


def _is_broken(stream: PDFStream) -> bool:
    """Whether what a stream holds cannot be unpacked; the reader itself would pass over that in silence."""
    filters = [_word(name) for name, _ in stream.get_filters()]
    if filters != ["FlateDecode"]:
        return False
    try:
        zlib.decompress(stream.get_rawdata() or b"")
    except zlib.error:
        return True
    return False


def _lacks_its_font(each: dict[str, Any]) -> bool:
    if _word(each.get("Type")) != "Font" or _word(each.get("Subtype")) in NOT_EMBEDDED_BY_NATURE:
        return False
    descriptor = resolve1(each.get("FontDescriptor")) or {}
    return not any(name in descriptor for name in ("FontFile", "FontFile2", "FontFile3"))


def _word(value: Any) -> str:
    value = resolve1(value)
    return str(literal_name(value)) if isinstance(value, PSLiteral) else ""


def _xml(content: bytes) -> Found:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return Found("XML", problems=((UNREADABLE, "XML 已损坏，打不开"),))
    if root.getroottree().docinfo.doctype:
        return Found("XML", problems=((ACTIVE, "XML 引用了别处的定义（DOCTYPE）"),))
    return Found("XML")


def _text(content: bytes) -> Found:
    try:
        has_nul = "\0" in content.decode()
    except UnicodeDecodeError:
        has_nul = True
    return Found("TXT", problems=((UNREADABLE, "不是 UTF-8 的文本"),) if has_nul else ())


def _by_upload(kind: str, name: str) -> Callable[[bytes], Found]:
    """Return how a file is looked at in the way in which uploads are."""

    def look(content: bytes) -> Found:
        is_sound = KINDS[kind](BytesIO(content))
        return Found(name, problems=() if is_sound else ((UNREADABLE, f"{name} 已损坏，打不开"),))

    return look


def _tiff(content: bytes) -> Found:
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=("TIFF",)) as image:
            pages = getattr(image, "n_frames", 1)
            image.load()
    except Exception:  # whatever breaks the reader is no image
        return Found("TIFF", problems=((UNREADABLE, "TIFF 已损坏，打不开"),))
    return Found("TIFF", pages)


FORMATS: dict[str, Callable[[bytes], Found]] = {
    "pdf": _pdf,
    "ofd": _by_upload("ofd", "OFD"),
    "xml": _xml,
    "txt": _text,
    "jpg": _by_upload("jpg", "JPEG"),
    "jpeg": _by_upload("jpeg", "JPEG"),
    "tif": _tiff,
    "tiff": _tiff,
}
"""The formats for keeping, by the ending of a file.

Source: DA/T 70—2018 (可用性).
"""
