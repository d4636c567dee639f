"""Whether a file that is to go out still holds what was covered: read again, by other means than it was made with.

The makers are pikepdf, pdfium and pillow; a PDF is read here with pdfminer, object by object, and a picture by
its bytes. What is found is named by its place alone: a report of a leak must not be the next one.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from PIL import Image

from yangguang.rules.wording.covering import plain

from .rules import Leak, Rectangle

log = logging.getLogger(__name__)

IN_A_CATALOGUE = {"Type", "Pages"}
"""All that the root of a made file holds; what else could stand there tells or does something."""

ON_A_PAGE = {"Type", "Parent", "MediaBox", "Rotate", "UserUnit", "Group", "Resources", "Contents"}
IN_A_TRAILER = {"Root", "Size", "ID", "Type", "W", "Index", "Filter", "DecodeParms", "Length"}
OTHER_WORDS = re.compile(rb"(?:/[^\s()<>]+|>>)\s+B[DM]C\b")
"""How words begin that are read out in place of what is shown, or what belongs to a layer."""

DARKEST = 60
"""How bright a point below a box may be, of 255: JPEG is not exact."""


def leaks(
    kind: str,
    content: bytes,
    *,
    secrets: set[str],
    boxes: Sequence[Rectangle],
    drawn: Sequence[int],
    told: Callable[[], None] = lambda: None,
) -> list[Leak]:
    """Return what a finished file still holds; empty when it may go out.

    Args:
        kind: `pdf`, `jpg` or `png`.
        content: the finished file.
        secrets: the words that must be found nowhere, see `covering.secrets`.
        boxes: the places that must be black.
        drawn: the pages that were laid anew.
        told: what is called as each page begins.
    """
    try:
        found = (
            _in_pdf(content, secrets, boxes, drawn, told)
            if kind == "pdf"
            else _in_picture(kind, content, boxes)
        )
        return list(dict.fromkeys(found))
    except Exception:  # whatever breaks the reader cannot be said to hold nothing
        log.exception("a finished file cannot be read again")
        return [Leak("文件", "不能重新读出，无法确认没有泄漏")]


def holds(text: str, secrets: set[str]) -> bool:
    r"""Whether any of `secrets` stands in `text`, in whatever width of letters, over however many lines.

    >>> holds("证号 １１０１０５\n１９４９１２３１００２Ｘ", {"11010519491231002x"})
    True
    """
    words = plain(text)
    return any(each in words for each in secrets)


def _in_pdf(
    content: bytes,
    secrets: set[str],
    boxes: Sequence[Rectangle],
    drawn: Sequence[int],
    told: Callable[[], None],
) -> Iterator[Leak]:
    if content.count(b"startxref") != 1 or content.count(b"%%EOF") != 1:
        yield Leak("文件结构", "里还有以前保存的版本")
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    if document.info:
        yield Leak("文件属性", "没有清除")
    if set(document.catalog) - IN_A_CATALOGUE:
        yield Leak("文件目录", "里还有附件、表单、书签、脚本或者其他内容")
    for xref in document.xrefs:
        if set(xref.get_trailer()) - IN_A_TRAILER:
            yield Leak("文件结构", "里还有多余的内容")
    yield from _in_objects(document, secrets)
    with pdfplumber.open(io.BytesIO(content)) as paper:
        before = ""
        for page in paper.pages:
            told()
            number = page.page_number
            if set(page.page_obj.attrs) - ON_A_PAGE or page.annots:
                yield Leak(f"第{number}页", "上还有批注或者其他附加内容")
            written = "".join(char["text"] for char in page.chars)
            if holds(written, secrets) or holds(page.extract_text() or "", secrets):
                yield Leak(f"第{number}页", "还有被遮盖的文字（请到“别处还有的文字”逐一决定）")
            elif holds(before[-200:] + written, secrets):
                yield Leak(f"第{number - 1}页至第{number}页", "还有跨页的被遮盖文字")
            before = written
            if number in drawn:
                yield from _in_drawn(page, [box for box in boxes if box.page == number])
            page.close()


def _in_objects(document: PDFDocument, secrets: set[str]) -> Iterator[Leak]:
    """Read every object of the file, whether a page leads to it or not."""
    marks = [mark for each in secrets for mark in _as_bytes(each)]
    for key in {key for xref in document.xrefs for key in xref.get_objids()}:
        thing = document.getobj(key)
        if isinstance(thing, PDFStream):
            kind = str(getattr(thing.attrs.get("Subtype"), "name", ""))
            named = [getattr(resolve1(each), "name", "") for each in _listed(thing.attrs.get("Filter"))]
            if "DCTDecode" in named and has_remarks(thing.rawdata or b""):
                yield Leak("文件里的图像", "带有拍摄信息或者备注")
            if (
                getattr(thing.attrs.get("Type"), "name", "") in ("Metadata", "EmbeddedFile")
                or "Metadata" in thing.attrs
            ):
                yield Leak("文件里", "还有元数据或者附件")
            read = b"" if kind == "Image" else thing.get_data()
            if any(mark in read.lower() for mark in marks):
                yield Leak("文件内部的数据", "里还有被遮盖的文字")
            if OTHER_WORDS.search(read):
                yield Leak("页面", "上还有替代文字或者图层")
        for words in _strings(thing.attrs if isinstance(thing, PDFStream) else thing):
            if any(mark in words.lower() for mark in marks) or holds(_read(words), secrets):
                yield Leak("文件内部的说明", "里还有被遮盖的文字")


def _as_bytes(words: str) -> Iterator[bytes]:
    """Yield how words may stand in a file outside of its pages; short ones would be found by chance."""
    if len(words) < 3:
        return
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        raw = words.encode(encoding)
        if len(raw) >= 6:
            yield raw


def _read(words: bytes) -> str:
    if words.startswith(b"\xfe\xff"):
        return words[2:].decode("utf-16-be", "replace")
    return words.decode("utf-8", "replace")


def _listed(value: Any) -> list[Any]:
    value = resolve1(value)
    return value if isinstance(value, list) else [] if value is None else [value]


def _strings(thing: Any, depth: int = 0) -> Iterator[bytes]:
    """Yield the strings in an object; what it leads to is an object of its own."""
    if depth > 30 or isinstance(thing, PDFObjRef):
        return
    if isinstance(thing, bytes):
        yield thing
    elif isinstance(thing, dict):
        for each in thing.values():
            yield from _strings(each, depth + 1)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _strings(each, depth + 1)


def _in_drawn(page: Any, boxes: Sequence[Rectangle]) -> Iterator[Leak]:
    """Look at the points of a page that was laid anew: one picture, and black where a box is."""
    if len(page.images) != 1:
        yield Leak(f"第{page.page_number}页", "不是一整幅图像")
        return
    stream = page.images[0]["stream"]
    width, height = page.images[0]["srcsize"]
    [packed] = [each.name for each in _listed(stream.attrs.get("Filter"))]
    if packed == "DCTDecode":
        with Image.open(io.BytesIO(stream.rawdata)) as opened:
            points = opened.convert("L")
    else:
        points = Image.frombytes("L", (width, height), stream.get_data())
    yield from _not_black(points, boxes, f"第{page.page_number}页")


def _not_black(points: Image.Image, boxes: Sequence[Rectangle], where: str) -> Iterator[Leak]:
    for box in boxes:
        left, top, right, bottom = box.in_pixels(*points.size)
        if (
            right - left > 6 and bottom - top > 6
        ):  # beside the edge of a box JPEG mixes it with what is next to it
            left, top, right, bottom = left + 2, top + 2, right - 2, bottom - 2
        brightest = points.crop((left, top, right, bottom)).getextrema()[1]
        if brightest > DARKEST:  # type: ignore[operator]  # one channel
            yield Leak(where, "的方框没有完全遮住")


def _in_picture(kind: str, content: bytes, boxes: Sequence[Rectangle]) -> Iterator[Leak]:
    if kind == "jpg" and has_remarks(content):
        yield Leak("图像", "带有拍摄信息或者备注")
    if kind == "png" and has_other_parts(content):
        yield Leak("图像", "带有备注或者其他数据")
    with Image.open(io.BytesIO(content)) as opened:
        if getattr(opened, "n_frames", 1) > 1:
            yield Leak("图像", "里还有别的图像")
        yield from _not_black(opened.convert("L"), boxes, "图像")


def has_remarks(jpeg: bytes) -> bool:
    """Whether a JPEG holds more than its points: what a camera wrote, remarks, something behind its end."""
    place = 2
    while place + 4 <= len(jpeg):
        mark, length = jpeg[place + 1], struct.unpack(">H", jpeg[place + 2 : place + 4])[0]
        if jpeg[place] != 0xFF or mark == 0xFE or (0xE1 <= mark <= 0xEF and mark != 0xEE):
            return True
        if mark == 0xE0 and length > 16:  # a small picture of the older kind
            return True
        if mark == 0xDA:
            return not re.search(rb"\xff\xd9\s*\Z", jpeg) or jpeg.count(b"\xff\xd8\xff") > 1
        place += 2 + length
    return True


def has_other_parts(png: bytes) -> bool:
    """Whether a PNG holds other parts than its points and colours, or something behind its end."""
    place, kinds = 8, []
    while place + 8 <= len(png):
        length = struct.unpack(">I", png[place : place + 4])[0]
        kinds.append(png[place + 4 : place + 8])
        whole = png[place + 4 : place + 8 + length]
        if zlib.crc32(whole) != struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0]:
            return True
        place += 12 + length
        if kinds[-1] == b"IEND":
            break
    return place != len(png) or not set(kinds) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
