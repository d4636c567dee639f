"""Letters and documents as PDF, set by typst. The words reach it as data, never as markup."""

import json
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

import typst

from .fonts import LAYOUTS, SUBSTITUTED, FontSet, font_set
from .model import Block, Document, Heading, Letter, Paragraph, Picture, Table
from .words import written

if TYPE_CHECKING:
    from typst import PDFStandard

_one_at_a_time = Lock()
"""A compiler serves one thread at a time."""


def to_pdf(letter: Letter) -> bytes:
    """Return `letter` as a PDF on the page of GB/T 9704—2012.

    Source: GB/T 9704—2012 党政机关公文格式.
    """
    day = letter.dated_on
    return _set(
        "letter.typ",
        asdict(letter)
        | {
            "date": written(day) if day else "",
            "dated": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        },
    )


def document_to_pdf(document: Document) -> bytes:
    """Return `document` as a PDF; the head of a table stands on each of its pages."""
    return _set(
        "document.typ",
        {
            "title": document.title,
            "blocks": [_block(block) for block in document.blocks],
            "demo": document.demo,
            "landscape": document.landscape,
        },
    )


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return asdict(block) | {"kind": "heading"}
        case Paragraph():
            return asdict(block) | {"kind": "paragraph"}
        case Picture():
            return asdict(block) | {"kind": "picture"}
        case Table():
            return asdict(block) | {"kind": "table", "widths": block.shares}


def _set(layout: str, given: dict[str, Any]) -> bytes:
    """Set `given` as PDF/A-2b, to be kept, and PDF/UA-1, to be read aloud.

    An applicant's words may hold a character that no font has. Neither standard allows that, but the letter
    must go out: then it is set without them, and says so at its foot.
    """
    fonts = font_set()
    foot = SUBSTITUTED if fonts.substituted else ""
    try:
        return _compile(fonts, layout, given | {"foot": foot}, ["a-2b", "ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    foot = "；".join(filter(None, (foot, "有的字缺少字体，未能显示，不是长期保存格式")))
    return _compile(fonts, layout, given | {"foot": foot}, [])


def _compile(fonts: FontSet, layout: str, given: dict[str, Any], standards: "list[PDFStandard]") -> bytes:
    words = json.dumps(given | {"faces": fonts.families}, ensure_ascii=False, default=str)
    with _one_at_a_time:
        pdf = fonts.compiler.compile(
            LAYOUTS / layout, format="pdf", sys_inputs={"given": words}, pdf_standards=standards
        )
    assert isinstance(pdf, bytes)
    return pdf
