"""What a document shows: the picture of each page, and its words with their places.

A picture counts as a document of one page. pdfium serves one thread at a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import byref, c_double, c_int
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from yangguang.rules.problems import Problem, Refused
from yangguang.rules.wording import covering

from .rules import WHOLE, Rectangle

POINTS = 72
LARGEST = 40_000_000
"""The most points of a picture; a larger page, such as a plan, is drawn more coarsely."""

SHOWN = {"/Widget", "/Stamp"}
"""What people put on a page to be seen with it: the fields of a form, seals. Notes and marks are not part of it."""

HIDDEN_OR_NO_VIEW = 0b100010

_one_at_a_time = RLock()


@dataclass(frozen=True, slots=True)
class Sign:
    """One character and its place, in parts of the shown page from 0 to 1; a line break has no place.

    Args:
        text: the character.
        left, top, right, bottom: the room that it takes, which may reach into that of the next one.
        ink: where it is drawn, in the same order; None for a space.
    """

    text: str
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    ink: tuple[float, float, float, float] | None = None

    @property
    def is_placed(self) -> bool:
        return self.right > self.left and self.bottom > self.top

    @property
    def is_on_the_page(self) -> bool:
        """Whether its middle is within what is shown of the page."""
        return 0 <= self.left + self.right <= 2 and 0 <= self.top + self.bottom <= 2

    def is_below(self, boxes: Iterable[Rectangle]) -> bool:
        """Whether any of what is drawn is covered; a hair's breadth is none, since the next box may touch it."""
        left, top, right, bottom = self.ink or (self.left, self.top, self.right, self.bottom)
        sideways, upright = (right - left) * 0.05, (bottom - top) * 0.05
        left, right = (left + sideways) * WHOLE, (right - sideways) * WHOLE
        top, bottom = (top + upright) * WHOLE, (bottom - upright) * WHOLE
        for box in boxes:  # there may be hundreds, and thousands of characters
            if left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y:
                return True
        return False


@dataclass(frozen=True)
class Words:
    """The words of one page, in the order in which they are written into the file."""

    page: int
    signs: tuple[Sign, ...]

    @cached_property
    def text(self) -> str:
        return covering.readable("".join(sign.text for sign in self.signs))

    def below(self, boxes: Sequence[Rectangle]) -> str:
        """Return what stands below these boxes, its lines apart."""
        boxes = [box for box in boxes if box.page == self.page]
        if not boxes:
            return ""
        top = min(box.y for box in boxes) / WHOLE
        bottom = max(box.bottom for box in boxes) / WHOLE
        kept = [
            sign.text
            for sign in self.signs
            if not sign.is_placed or (sign.top < bottom and sign.bottom > top and sign.is_below(boxes))
        ]
        return "\n".join(line for line in "".join(kept).split("\n") if line.strip())

    def outside(self, boxes: Sequence[Rectangle]) -> str:
        """Return what stands beside these boxes, without spaces and line breaks."""
        boxes = [box for box in boxes if box.page == self.page]
        return covering.plain("".join(sign.text for sign in self.signs if not sign.is_below(boxes)))

    def places_of(self, words: str) -> Iterator[list[Rectangle]]:
        """Yield where `words` stand, also when they are broken over lines: a rectangle for each line."""
        wanted, signs, whole = covering.plain(words), [], ""
        for place, sign in enumerate(self.signs):
            shown = covering.plain(sign.text)
            whole += shown
            signs += [place] * len(shown)
        start = whole.find(wanted) if wanted else -1
        while start >= 0:
            found = sorted(set(signs[start : start + len(wanted)]))
            yield self._around(found)
            start = whole.find(wanted, start + len(wanted))

    def proposed(self) -> list[tuple[str, list[Rectangle]]]:
        """Return what should be proposed for covering, with its kind; what runs on over a line break, too."""
        joined = [place for place in range(len(self.signs)) if not self._is_between(place)]
        without_breaks = "".join(self.text[place] for place in joined)
        found: dict[int, tuple[str, int]] = {}
        for each in covering.proposals(self.text):
            found[each.start] = each.kind, each.end
        for each in covering.proposals(without_breaks):
            first, last = joined[each.start], joined[each.end - 1] + 1
            if all(last <= start or first >= end for start, (_, end) in found.items()):
                found[first] = each.kind, last
        return [
            (kind, boxes)
            for start, (kind, end) in sorted(found.items())
            if (boxes := self._around(range(start, end)))
        ]

    def _is_between(self, place: int) -> bool:
        """Whether a line break stands there, or a gap such as is left between Chinese words and numbers."""
        if self.text[place] == "\n":
            return True
        around = self.text[max(0, place - 1) : place + 2]
        return self.text[place] == " " and any("\u4e00" <= each <= "\u9fff" for each in around)

    def _around(self, places: Iterable[int]) -> list[Rectangle]:
        """Return rectangles around characters, one for each line of them."""
        lines: list[list[Sign]] = []
        for sign in (self.signs[place] for place in places):
            if not sign.is_placed or not sign.is_on_the_page:
                continue
            if lines and _in_one_line(lines[-1][-1], sign):
                lines[-1].append(sign)
            else:
                lines.append([sign])
        return [_around(self.page, line) for line in lines]


def _in_one_line(one: Sign, other: Sign) -> bool:
    """Whether two characters stand side by side, or, on a page that was turned, one below the other."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if down > 0.5 * min(one.bottom - one.top, other.bottom - other.top):
        return True
    is_near = -down < max(one.bottom - one.top, other.bottom - other.top)
    return is_near and across > 0.5 * min(one.right - one.left, other.right - other.left)


def _around(page: int, signs: list[Sign]) -> Rectangle:
    left = max(0, int(min(each.left for each in signs) * WHOLE) - 5)
    top = max(0, int(min(each.top for each in signs) * WHOLE) - 5)
    right = min(WHOLE, int(max(each.right for each in signs) * WHOLE) + 6)
    bottom = min(WHOLE, int(max(each.bottom for each in signs) * WHOLE) + 6)
    return Rectangle(page, left, top, max(right - left, 10), max(bottom - top, 10))


class Paper:
    """A PDF as it is shown: with its seals and the fields of its form, without its notes."""

    def __init__(self, content: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(only_what_is_shown(content))
        self._pdf.init_forms()

    def __len__(self) -> int:
        return len(self._pdf)

    def size(self, page: int) -> tuple[float, float]:
        """Return the width and height of a page as it is shown, in points."""
        width, height = self._pdf.get_page_size(page - 1)
        return width, height

    def picture(self, page: int, dpi: int) -> Image.Image:
        """Return the picture of a page (counted from 1) in colours."""
        opened = self._pdf[page - 1]
        try:
            width, height = opened.get_size()
            scale = min(dpi / POINTS, (LARGEST / max(width * height, 1)) ** 0.5)
            drawn: Image.Image = opened.render(scale=scale, may_draw_forms=True).to_pil()
            return drawn.convert("RGB")
        finally:
            opened.close()

    def words(self, page: int) -> Words:
        """Return the words of a page (counted from 1)."""
        opened = self._pdf[page - 1]
        written = opened.get_textpage()
        try:
            return Words(page, tuple(_signs(opened, written)))
        finally:
            written.close()
            opened.close()

    def close(self) -> None:
        self._pdf.close()


def _signs(page: Any, written: Any) -> Iterator[Sign]:
    shown = _to_shown(page)
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    loose = pdfium.FS_RECTF()
    after_cr = False
    for place in range(written.count_chars()):
        number = pdfium.FPDFText_GetUnicode(written, place)
        if number in (0x0D, 0x0A):
            if not (number == 0x0A and after_cr):
                yield Sign("\n")
            after_cr = number == 0x0D
            continue
        after_cr = False
        if number in (0, 0xFFFE, 0xFFFF) or 0xD800 <= number <= 0xDFFF:
            continue
        if pdfium.FPDFText_IsGenerated(written, place) == 1:
            yield Sign(chr(number))
            continue
        room = ink = None
        if pdfium.FPDFText_GetLooseCharBox(written, place, byref(loose)):
            room = shown(loose.left, loose.bottom, loose.right, loose.top)
        if pdfium.FPDFText_GetCharBox(written, place, byref(left), byref(right), byref(bottom), byref(top)):
            ink = shown(left.value, bottom.value, right.value, top.value)
            if ink[2] <= ink[0] or ink[3] <= ink[1]:
                ink = None
        room = room or ink or (0.0, 0.0, 0.0, 0.0)
        yield Sign(chr(number), room[0], room[1], room[2], room[3], ink)


def _to_shown(page: Any) -> Any:
    """Return how a rectangle in the space of the file becomes one of the shown page, turned and cut as it is."""
    at = [_device(page, *point) for point in ((0, 0), (1000, 0), (0, 1000))]
    (x0, y0), (x1, y1), (x2, y2) = at

    def shown(left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        xs, ys = [], []
        for x, y in ((left, bottom), (right, top)):
            xs.append((x0 + (x1 - x0) * x / 1000 + (x2 - x0) * y / 1000) / _FINE)
            ys.append((y0 + (y1 - y0) * x / 1000 + (y2 - y0) * y / 1000) / _FINE)
        return min(xs), min(ys), max(xs), max(ys)

    return shown


_FINE = 100_000_000


def _device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down))
    return across.value, down.value


class Photo:
    """A picture, as a document of one page without words."""

    def __init__(self, content: bytes) -> None:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            opened.seek(0)
            turned = ImageOps.exif_transpose(opened)
            self._picture = _on_white(turned)

    def __len__(self) -> int:
        return 1

    def size(self, page: int) -> tuple[float, float]:
        return float(self._picture.width), float(self._picture.height)

    def picture(self, page: int, dpi: int) -> Image.Image:
        """Return it; at less than 150 points to the inch no larger than a page would be."""
        if dpi < 150 and max(self._picture.size) > 1600:
            smaller = self._picture.copy()
            smaller.thumbnail((1600, 1600))
            return smaller
        return self._picture.copy()

    def words(self, page: int) -> Words:
        return Words(page, ())

    def close(self) -> None:
        self._picture.close()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the points of a picture alone, in colours; what was transparent is white, and nothing else comes along."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        whole = Image.new("RGBA", layered.size, "white")
        whole.alpha_composite(layered)
        picture = whole
    coloured = picture.convert("RGB")
    return Image.frombytes("RGB", coloured.size, coloured.tobytes())


@contextmanager
def shown(kind: str, content: bytes) -> Iterator[Paper | Photo]:
    """Open a document for looking at: a `pdf`, a `jpg` or a `png`.

    Raises:
        Refused: when it, or one of its pages, cannot be drawn.
    """
    with _one_at_a_time:
        try:
            opened = Paper(content) if kind == "pdf" else Photo(content)
            try:
                yield opened
            finally:
                opened.close()
        except (pypdfium2.PdfiumError, pikepdf.PdfError):
            raise Refused(
                Problem("文件里有的页打不开；请用原来的程序打开，重新打印或者另存为 PDF 后再上传。", "file")
            ) from None


def only_what_is_shown(content: bytes) -> bytes:
    """Return a PDF without the notes, marks and windows that lie on its pages; seals and fields stay."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        changed = False
        for page in pdf.pages:
            if "/Annots" not in page.obj:
                continue
            listed = page.obj["/Annots"]
            notes = list(listed) if isinstance(listed, pikepdf.Array) else []
            kept = [each for each in notes if is_shown(each)]
            if len(kept) != len(notes):
                changed = True
                page.obj["/Annots"] = pikepdf.Array(kept)
        if not changed:
            return content
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def is_shown(note: Any) -> bool:
    """Whether an annotation is part of what a reader sees of the page."""
    if not isinstance(note, pikepdf.Dictionary) or str(note.get("/Subtype", "")) not in SHOWN:
        return False
    flags = note.get("/F", 0)
    return not (isinstance(flags, int) and flags & HIDDEN_OR_NO_VIEW)


def is_unseen(sign: Sign, picture: Image.Image) -> bool:
    """Whether nothing is to be seen at the place of a character: white on white, below a bar, or off the page.

    Args:
        sign: a character.
        picture: the page in shades of grey.
    """
    if not sign.is_placed or not sign.text.strip():
        return False
    if not sign.is_on_the_page:
        return True
    drawn = sign.ink or (sign.left, sign.top, sign.right, sign.bottom)
    left, right = int(drawn[0] * picture.width) - 1, int(drawn[2] * picture.width) + 2
    top, bottom = int(drawn[1] * picture.height) - 1, int(drawn[3] * picture.height) + 2
    left, top = max(left, 0), max(top, 0)
    right, bottom = max(min(right, picture.width), left + 1), max(min(bottom, picture.height), top + 1)
    low, high = picture.crop((left, top, right, bottom)).getextrema()
    return bool(high - low < 24)  # type: ignore[operator]  # one channel, two numbers
