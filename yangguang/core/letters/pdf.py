"""Letters and documents as PDF, set by typst. The words reach it as data, never as markup."""

import json
from dataclasses import asdict
from threading import Lock
from typing import Any

from .fonts import LAYOUTS, SUBSTITUTED, font_set
from .model import Block, Document, Heading, Letter, Paragraph, Picture, Table
from .words import written

_one_at_a_time = Lock()


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
    fonts = font_set()
    words = given | {"faces": fonts.families, "foot": SUBSTITUTED if fonts.substituted else ""}
    with _one_at_a_time:  # a compiler serves one thread at a time
        pdf = fonts.compiler.compile(
            LAYOUTS / layout,
            format="pdf",
            sys_inputs={"given": json.dumps(words, ensure_ascii=False, default=str)},
            pdf_standards=["a-2b", "ua-1"],  # to be kept; to be read aloud
        )
    assert isinstance(pdf, bytes)
    return pdf
