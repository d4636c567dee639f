"""Whether a file can be kept: its format is one for keeping, it opens, and nothing in it acts by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from lxml import etree

from yangguang.core.ui.uploads import KINDS

ACTING = tuple(
    f"/{name}"
    for name in (
        "JavaScript", "Launch", "SubmitForm", "ImportData", "RichMedia", "Movie", "Sound", "Rendition", "Screen",
    )
)  # fmt: skip
"""Actions and annotations that do something by themselves, or reach for something outside."""

SUSPECT = re.compile("|".join(rf"{name}\b" for name in ("/Font", *ACTING)).encode())
"""What an object says that is worth a closer look; most only tell how a page is read aloud."""

NOT_EMBEDDED_BY_NATURE = ("/Type0", "/Type3")
"""Fonts that stand for others, or are drawn: no file is embedded for them."""

USABLE, SAFE = "可用性", "安全性"


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
        return Found(ending or "无后缀", problems=((USABLE, f"不是可以长期保存的格式，应为 {known} 之一"),))
    return look(content)


def _pdf(content: bytes) -> Found:
    try:
        # What has to be mended to be read is broken: no other reader need mend it in the same way.
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return Found("PDF", problems=((USABLE, "设有口令或者加密，日后可能打不开"),))
            told = pdf.open_metadata().pdfa_status
            problems = tuple(_problems(pdf, is_pdfa=bool(told)))
            return Found(f"PDF/A-{told.lower()}" if told else "PDF", len(pdf.pages), problems)
    except pikepdf.PasswordError:
        return Found("PDF", problems=((USABLE, "设有口令，打不开"),))
    except Exception:  # whatever breaks the reader cannot be read in thirty years either
        return Found("PDF", problems=((USABLE, "PDF 已损坏，打不开"),))


def _problems(pdf: pikepdf.Pdf, *, is_pdfa: bool) -> Iterator[tuple[str, str]]:
    if not len(pdf.pages):
        yield USABLE, "PDF 里没有一页"
    if not is_pdfa:
        yield USABLE, "不是 PDF/A，请转换为 PDF/A 后再归档"
    elif not any(each.get("/S") == "/GTS_PDFA1" for each in pdf.Root.get("/OutputIntents", ())):
        yield USABLE, "自称 PDF/A，却没有写明颜色（OutputIntent）"
    is_broken = lacks_font = acts = False
    for each in pdf.objects:
        is_broken = is_broken or _is_broken(each)
        for dictionary in _looked_into(each):
            lacks_font = lacks_font or _lacks_its_font(dictionary)
            acts = acts or dictionary.get("/S") in ACTING or dictionary.get("/Subtype") in ACTING
    if is_broken or pdf.get_warnings():
        yield USABLE, "PDF 里有内容已损坏，读不出来"
    if lacks_font:
        yield USABLE, "PDF 没有嵌入字体，日后可能显示不出来"
    if len(pdf.attachments) or "/AF" in pdf.Root:
        yield SAFE, "PDF 里夹带了别的文件"
    if acts:
        yield SAFE, "PDF 里有会自行运行的内容"


def _looked_into(each: Any) -> Iterator[Any]:
    """Yield the dictionaries of an object, also those within others, if it may be a font or do something."""
    top = each.stream_dict if isinstance(each, pikepdf.Stream) else each
    if not isinstance(top, pikepdf.Dictionary | pikepdf.Array) or not SUSPECT.search(
        top.unparse(resolved=True)
    ):
        return
    left: list[Any] = [top]
    while left:
        one = left.pop()
        if isinstance(one, pikepdf.Dictionary):
            yield one
            left += [value for value in one.values() if _holds_more(value)]
        else:
            left += [value for value in one if _holds_more(value)]


def _holds_more(value: object) -> bool:
    """Whether something stands within another: what is only referred to comes by itself."""
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _is_broken(each: object) -> bool:
    """Whether what a stream holds cannot be unpacked."""
    if not isinstance(each, pikepdf.Stream) or each.get("/Filter") not in (None, "/FlateDecode"):
        return False
    try:
        each.read_bytes()
    except pikepdf.PdfError:
        return True
    return False


def _lacks_its_font(each: Any) -> bool:
    if each.get("/Type") != "/Font" or each.get("/Subtype") in NOT_EMBEDDED_BY_NATURE:
        return False
    descriptor = each.get("/FontDescriptor", {})
    return not any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def _xml(content: bytes) -> Found:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return Found("XML", problems=((USABLE, "XML 已损坏，打不开"),))
    if root.getroottree().docinfo.doctype:
        return Found("XML", problems=((SAFE, "XML 引用了别处的定义（DOCTYPE）"),))
    return Found("XML")


def _text(content: bytes) -> Found:
    try:
        has_nul = "\0" in content.decode()
    except UnicodeDecodeError:
        has_nul = True
    return Found("TXT", problems=((USABLE, "不是 UTF-8 的文本"),) if has_nul else ())


def _by_upload(kind: str, name: str) -> Callable[[bytes], Found]:
    """Return how a file is looked at in the way in which uploads are."""

    def look(content: bytes) -> Found:
        is_sound = KINDS[kind](BytesIO(content))
        return Found(name, problems=() if is_sound else ((USABLE, f"{name} 已损坏，打不开"),))

    return look


def _tiff(content: bytes) -> Found:
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=("TIFF",)) as image:
            pages = getattr(image, "n_frames", 1)
            image.load()
    except Exception:  # whatever breaks the reader is no image
        return Found("TIFF", problems=((USABLE, "TIFF 已损坏，打不开"),))
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
