"""A PDF made anew from one that holds more than may go out.

A page with boxes is drawn, painted over, and laid anew as a picture with the words that may stay, invisible, behind
it: what lay below a box is in no file any more. A page without boxes keeps its letters and lines and loses the rest
(`stripping`); where that cannot be done surely, it is drawn as well. The file is a new one: nothing of the old one is
in it but what is put there here.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw

from . import stripping
from .reading import POINTS, Paper, Photo, Sign, Words, is_unseen, shown
from .rules import Rectangle

BLACK = (0, 0, 0)
LOOKED_AT = 72
"""How finely a page is drawn to see whether its words are to be seen."""

LARGEST_PLAIN = 600_000
"""About how many bytes a picture without loss may have; a photo, which does not shrink so, is stored as JPEG."""


@dataclass
class Made:
    """What came out.

    Args:
        content: the file.
        drawn: the pages that were laid anew.
        removed: what was taken out, in Chinese.
    """

    content: bytes
    drawn: list[int] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def pdf_without(
    content: bytes,
    boxes: Sequence[Rectangle],
    *,
    dpi: int,
    every_page: bool = False,
    told: Callable[[], None] = lambda: None,
) -> Made:
    """Return a PDF without what lies below `boxes`, and without all that a reader does not see.

    Args:
        content: a PDF that opens without a password.
        boxes: what must go.
        dpi: how finely pages are drawn, in points to the inch.
        every_page: whether pages without boxes are drawn as well.
        told: what is called as each page begins.
    """
    made = Made(b"")
    made.removed.extend(stripping.told(content))
    unseen_on: list[int] = []
    with shown("pdf", content) as paper, pikepdf.open(io.BytesIO(content)) as old, pikepdf.new() as new:
        letters = Letters(new)
        for number in range(1, len(paper) + 1):
            told()
            own = [box for box in boxes if box.page == number]
            words = paper.words(number)
            picture = paper.picture(number, dpi) if own or every_page else None
            unseen = _unseen(words, picture or paper, number)
            if unseen:
                unseen_on.append(number)
            if not (own or unseen or every_page):
                kept = stripping.stripped(old, number - 1)
                if kept is not None:
                    new.pages.append(kept)
                    continue
            picture = picture or paper.picture(number, dpi)
            paint(picture, own)
            staying = [
                sign
                for place, sign in enumerate(words.signs)
                if place not in unseen and sign.is_placed and not sign.is_below(own)
            ]
            _lay(new, picture, paper.size(number), staying, letters)
            made.drawn.append(number)
        letters.finish()
        made.content = _saved(new)
    made.removed.extend(f"第{number}页上看不见的文字" for number in unseen_on)
    return made


def _unseen(words: Words, drawn: Image.Image | Paper | Photo, number: int) -> set[int]:
    """Return which characters of a page cannot be seen on its picture, or where it is not drawn yet, on a small one."""
    if not any(sign.is_placed for sign in words.signs):
        return set()
    if isinstance(drawn, Image.Image):
        small = (max(drawn.width * LOOKED_AT // 200, 1), max(drawn.height * LOOKED_AT // 200, 1))
        looked_at = drawn.convert("L").resize(small, Image.Resampling.BOX)
    else:
        looked_at = drawn.picture(number, LOOKED_AT).convert("L")
    return {place for place, sign in enumerate(words.signs) if is_unseen(sign, looked_at)}


def paint(picture: Image.Image, boxes: Sequence[Rectangle]) -> None:
    """Paint each box black."""
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        left, top, right, bottom = box.in_pixels(*picture.size)
        brush.rectangle((left, top, right - 1, bottom - 1), fill=BLACK)


def covered(kind: str, content: bytes, boxes: Sequence[Rectangle]) -> list[str]:
    """Return what stands below each box of a document."""
    pages: dict[int, Words] = {}
    with shown(kind, content) as paper:
        for number in {box.page for box in boxes}:
            pages[number] = paper.words(number)
    return [pages[box.page].below([box]) for box in boxes]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    made = io.BytesIO()
    pdf.save(
        made,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return made.getvalue()


def _lay(
    pdf: pikepdf.Pdf,
    picture: Image.Image,
    size: tuple[float, float],
    signs: Sequence[Sign],
    letters: Letters,
) -> None:
    width, height = size
    content = [f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q"]
    fonts = {}
    if signs:
        content.append("BT 3 Tr")
        set_before = shaped_before = ""
        for sign in signs:
            high = max((sign.bottom - sign.top) * height, 0.5)
            wide = max((sign.right - sign.left) * width, 0.1) / len(sign.text)
            shape = f"{wide / high * 100:.0f} Tz"
            x, y = sign.left * width, height - sign.bottom * height
            for character in sign.text:
                font, code = letters.code_of(character)
                fonts[font] = letters.fonts[font]
                face = f"/{font} {high:.1f} Tf"
                said = [face] * (face != set_before) + [shape] * (shape != shaped_before)
                content.append(" ".join([*said, f"1 0 0 1 {x:.1f} {y:.1f} Tm <{code:02x}> Tj"]))
                set_before, shaped_before = face, shape
        content.append("ET")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(
            XObject=Dictionary(P=_as_object(pdf, picture)),
            Font=Dictionary({f"/{name}": font for name, font in fonts.items()}),
        ),
        Contents=pdf.make_stream("\n".join(content).encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _as_object(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Object:
    """Return a picture as it stands in a file: letters without loss in few shades, photos as JPEG."""
    is_grey = _is_grey(picture)
    described = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": picture.width,
        "/Height": picture.height,
        "/BitsPerComponent": 8,
        "/ColorSpace": Name.DeviceGray if is_grey else Name.DeviceRGB,
    }
    if is_grey:
        picture = picture.convert("L")
        shades = picture.point([round(each / 17) * 17 for each in range(256)])
        points = shades.tobytes()
        tenth = points[len(points) // 2 : len(points) // 2 + len(points) // 10]
        if len(zlib.compress(tenth, 1)) * 10 <= LARGEST_PLAIN * 2:
            stream = pikepdf.Stream(pdf, zlib.compress(points, 4))
            stream.stream_dict = Dictionary({**described, "/Filter": Name.FlateDecode})
            return pdf.make_indirect(stream)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=85)
    stream = pikepdf.Stream(pdf, jpeg.getvalue())
    stream.stream_dict = Dictionary({**described, "/Filter": Name.DCTDecode})
    return pdf.make_indirect(stream)


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return all(ImageChops.difference(red, other).getextrema()[1] < 12 for other in (green, blue))  # type: ignore[operator]


class Letters:
    """Typefaces without a shape: they say which letters stand where, and draw nothing.

    Each holds up to 255 characters, in the order in which they come.
    """

    EACH = 255

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, tuple[str, int]] = {}
        self.fonts: dict[str, pikepdf.Object] = {}
        self._held: dict[str, list[str]] = {}

    def code_of(self, character: str) -> tuple[str, int]:
        """Return the typeface and the code of a character."""
        if character not in self._codes:
            place = len(self._codes)
            name = f"F{place // self.EACH}"
            if name not in self.fonts:
                self.fonts[name] = self._pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))
                self._held[name] = []
            self._held[name].append(character)
            self._codes[character] = name, place % self.EACH + 1
        return self._codes[character]

    def finish(self) -> None:
        """Write down which letters the typefaces hold."""
        nothing = self._pdf.make_stream(b"1000 0 0 0 1000 1000 d1")
        for name, font in self.fonts.items():
            held = self._held[name]
            font["/FontMatrix"] = Array([0.001, 0, 0, 0.001, 0, 0])
            font["/FontBBox"] = Array([0, 0, 1000, 1000])
            font["/CharProcs"] = Dictionary(g=nothing)
            font["/Encoding"] = Dictionary(Type=Name.Encoding, Differences=Array([1, *[Name.g] * len(held)]))
            font["/FirstChar"], font["/LastChar"] = 1, len(held)
            font["/Widths"] = Array([1000] * len(held))
            font["/Resources"] = Dictionary()
            font["/ToUnicode"] = self._pdf.make_stream(_meaning(held))


def _meaning(characters: Sequence[str]) -> bytes:
    """Return the table that says which character each code stands for."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Letters def /CMapType 2 def",
        "1 begincodespacerange <00> <ff> endcodespacerange",
    ]
    for start in range(0, len(characters), 100):
        part = characters[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [
            f"<{start + place + 1:02x}> <{character.encode('utf-16-be').hex()}>"
            for place, character in enumerate(part)
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def picture_without(kind: str, content: bytes, boxes: Sequence[Rectangle]) -> Made:
    """Return a picture (`jpg` or `png`) without what lies below `boxes`, and of points alone."""
    removed = stripping.told_of_picture(content)
    with shown(kind, content) as photo:
        picture = photo.picture(1, POINTS * 4)
    paint(picture, boxes)
    made = io.BytesIO()
    if kind == "jpg":
        picture.save(made, "JPEG", quality=90)
    else:
        picture.save(made, "PNG")
    return Made(made.getvalue(), [1], removed)
