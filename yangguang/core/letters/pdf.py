"""Letters and documents as PDF, set by typst. The words reach it as data, never as markup."""

import json
import re
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

NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
REPLACED = "有的字缺少字体，以〔U+编码〕代替"
NOT_KEPT = "有的字未能显示，不是长期保存格式"
MOST_REPLACED = 100
"""So many characters are written by their numbers; with more, a letter still goes out, though not as PDF/A."""


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

    An applicant's words may hold a character that no font has, which neither standard allows. Then its
    place in Unicode stands for it, such as 〔U+1F600〕, and the foot says so.
    """
    fonts = font_set()
    feet = [SUBSTITUTED] if fonts.substituted else []
    for _ in range(MOST_REPLACED):
        try:
            return _compile(fonts, layout, given | {"foot": "；".join(feet)}, ["a-2b", "ua-1"])
        except typst.TypstError as error:
            if not (shown := NOT_SHOWN.search(error.message)):
                raise
        given = _replaced(given, _read(shown[1]))
        if REPLACED not in feet:
            feet.append(REPLACED)
    return _compile(fonts, layout, given | {"foot": "；".join([*feet, NOT_KEPT])}, [])


def _read(quoted: str) -> str:
    """Return the characters that a message of typst quotes, some by their number.

    >>> _read(chr(92) + "u{41}"), _read("𠮷")
    ('A', '𠮷')
    """
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), quoted)


def _replaced(value: Any, missing: str) -> Any:
    """Return `value` with each of the characters `missing` written by its number, wherever it stands.

    >>> _replaced({"to": ["林😀"]}, "😀")
    {'to': ['林〔U+1F600〕']}
    """
    if isinstance(value, str):
        for each in missing:
            value = value.replace(each, f"〔U+{ord(each):04X}〕")
        return value
    if isinstance(value, dict):
        return {key: _replaced(each, missing) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(each, missing) for each in value]
    return value


def _compile(fonts: FontSet, layout: str, given: dict[str, Any], standards: "list[PDFStandard]") -> bytes:
    words = json.dumps(given | {"faces": fonts.families}, ensure_ascii=False, default=str)
    with _one_at_a_time:
        pdf = fonts.compiler.compile(
            LAYOUTS / layout, format="pdf", sys_inputs={"given": words}, pdf_standards=standards
        )
    assert isinstance(pdf, bytes)
    return pdf
