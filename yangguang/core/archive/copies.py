"""A copy for keeping (归档副本) of a file that came in whatever form it was sent in.

What is in a format for keeping stays as it is. Of other PDFs and pictures the pages are kept as they look; of documents
of Word and Excel their words, which says so on its first page. What cannot be kept is never a reason to leave a case
without its folder.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

import openpyxl
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from yangguang.core.files.models import StoredFile
from yangguang.core.letters import Heading, Paragraph, Table, from_docx
from yangguang.core.redaction.reading import shown

from . import formats, papers

ENDINGS = {
    "pdf": "pdf",
    "png": "pdf",
    "docx": "pdf",
    "xlsx": "pdf",
    "jpg": "jpg",
    "ofd": "ofd",
    "txt": "txt",
    "csv": "txt",
}
"""How the copy of a file of each kind ends."""

DPI = 200
"""How finely pages are kept, in points to the inch. A number of our own (约定)."""

QUALITY = 85
"""How well a page is kept as JPEG, of 100. A number of our own (约定)."""


def for_keeping(file: StoredFile) -> bytes:
    """Return the copy of a file that is kept; `ENDINGS` says of which format it is."""
    content = file.read()
    if ENDINGS[file.kind] == file.kind and not formats.look_at(file.kind, content).problems:
        return content
    if file.kind in ("pdf", "png", "jpg"):
        return _as_pages(file.kind, content)
    if file.kind in ("txt", "csv"):
        return _as_text(content)
    return papers.paper(f"附件：{file.name}", *_words_of(file, content))


def _as_pages(kind: str, content: bytes) -> bytes:
    """Return the pages of a PDF or a picture, as they look, as PDF/A-2b."""
    made = io.BytesIO()
    with shown(kind, content) as paper, pikepdf.new() as new:
        for number in range(1, len(paper) + 1):
            _add_page(new, paper.picture(number, DPI), paper.size(number))
        colours = new.make_stream(_srgb(), N=3)
        new.Root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier="sRGB",
                    DestOutputProfile=colours,
                )
            ]
        )
        with new.open_metadata(set_pikepdf_as_editor=False) as about:
            about["pdfaid:part"], about["pdfaid:conformance"] = "2", "B"
        new.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _add_page(pdf: pikepdf.Pdf, picture: Image.Image, size: tuple[float, float]) -> None:
    packed = io.BytesIO()
    picture.convert("RGB").save(packed, "JPEG", quality=QUALITY)
    image = pdf.make_stream(
        packed.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    width, height = size
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(P=image)),
        Contents=pdf.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q".encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


@cache
def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _as_text(content: bytes) -> bytes:
    """Return words as UTF-8, whether they were written so or as Chinese Windows does."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding).replace("\0", "").encode()
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace").replace("\0", "").encode()


def _words_of(file: StoredFile, content: bytes) -> Iterator[Heading | Paragraph | Table]:
    yield Paragraph(
        f"以下是“{file.name}”里的文字，由程序从原件取出，版式与原件不同，图片没有取出。原件的 SHA-256：{file.sha256}。"
    )
    yield from (from_docx if file.kind == "docx" else _of_excel)(content)


def _of_excel(content: bytes) -> Iterator[Heading | Paragraph | Table]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [
            list(row) for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)
        ]
        if rows:
            yield Heading(sheet.title)
            head, *others = _even(rows)
            yield papers.table("", head, others)


def _even(rows: list[list[object]]) -> list[list[str]]:
    """Return rows of words, all as long as the longest."""
    width = max(map(len, rows))
    return [["" if each is None else str(each) for each in row] + [""] * (width - len(row)) for row in rows]
