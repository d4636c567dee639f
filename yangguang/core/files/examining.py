"""What may be kept for a case: beside what every upload must be, a PDF must open, whole and without a password."""

import io
import re
import zlib
from collections.abc import Iterator

import pikepdf

from yangguang.core.ui import uploads
from yangguang.rules.problems import Problem

MOST_PAGES = 500
MOST_PIXELS = 200_000_000
"""Of one picture in a PDF: a page of A3 in 1200 points to the inch has 280 million, one of A4 half of that."""

MOST_BY_LZW = 1400
"""How many times larger than packed words packed by LZW may become."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
"""The kinds of files that are kept, with their media types; a jpeg is a jpg."""


def kind_of(name: str) -> str:
    """Return the kind that the ending of a name stands for; `why_not_keep` holds it against the content.

    >>> kind_of("现场照片.JPEG"), kind_of("答复书.pdf")
    ('jpg', 'pdf')
    """
    ending = name.rpartition(".")[2].lower()
    return "jpg" if ending == "jpeg" else ending


def why_not_keep(name: str, content: bytes) -> Iterator[Problem]:
    """Say what is wrong with a file that is to be kept; nothing more is said once one thing is."""
    found = list(uploads.why_not_store(name, len(content), io.BytesIO(content)))
    if found:
        yield from found
    elif kind_of(name) == "pdf":
        yield from _why_not_pdf(name, content)


def _why_not_pdf(name: str, content: bytes) -> Iterator[Problem]:
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            encrypted, pages = opened.is_encrypted, len(opened.pages)
            bomb = not encrypted and is_bomb(opened)
    except pikepdf.PasswordError:
        encrypted, pages, bomb = True, 0, False
    except (pikepdf.PdfError, RuntimeError, ValueError):
        yield Problem(f"“{name}”已经损坏，打不开；请用原来的程序重新生成 PDF 后再上传。", "file")
        return
    if encrypted:
        yield Problem(f"“{name}”设有密码或者权限限制；请解除后另存为 PDF 再上传。", "file")
    elif not pages:
        yield Problem(f"“{name}”里没有页面；请用原来的程序重新生成 PDF 后再上传。", "file")
    elif pages > MOST_PAGES:
        yield Problem(f"“{name}”有{pages}页，一个文件最多{MOST_PAGES}页；请分成几份上传。", "file")
    elif bomb:
        yield Problem(f"“{name}”展开后过大，不像是正常的文件，没有接收；请重新打印为 PDF 后上传。", "file")


def is_bomb(pdf: pikepdf.Pdf) -> bool:
    """Whether what is packed in a PDF would fill the memory of whoever opens it."""
    left = uploads.LARGEST_UNPACKED
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        wide, high = thing.get("/Width", 0), thing.get("/Height", 0)
        if isinstance(wide, int) and isinstance(high, int) and wide * high > MOST_PIXELS:
            return True
        packed = thing.get("/Filter")
        filters = [str(each) for each in packed] if isinstance(packed, pikepdf.Array) else [str(packed)]
        if filters.count("/FlateDecode") > 1:
            return True  # packed twice, a small file becomes an endless one
        is_picture = thing.get("/Subtype") == pikepdf.Name.Image
        if "/FlateDecode" in filters and not is_picture:
            left -= _unpacked_size(thing.read_raw_bytes(), left)
        elif "/LZWDecode" in filters and not is_picture:
            left -= len(thing.read_raw_bytes()) * MOST_BY_LZW
        if left <= 0:
            return True
    return False


def _unpacked_size(raw: bytes, most: int) -> int:
    """Return how long `raw` is when it is unpacked, up to `most`."""
    unpacking, size, rest = zlib.decompressobj(), 0, raw
    try:
        while rest and size < most and not unpacking.eof:
            size += len(unpacking.decompress(rest, uploads.MEGABYTE))
            rest = unpacking.unconsumed_tail
    except zlib.error:
        pass  # whoever reads it will stop there, too
    return size


def plain_name(name: str, kind: str) -> str:
    r"""Return `name` as it may stand in a list and on a disk, with the ending of its kind.

    >>> plain_name(" 现场\u202e照片 .JPEG", "jpg")
    '现场照片.jpg'
    >>> plain_name("....", "pdf")
    '文件.pdf'
    """
    stem = uploads.HIDDEN.sub("", name.rpartition(".")[0] or name)
    stem = re.sub(r'[<>"|?*]', "", stem).strip(" .")
    return f"{stem[: uploads.LONGEST_NAME - 10] or '文件'}.{kind}"
