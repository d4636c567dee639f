"""What a page without boxes keeps: what draws it, and nothing else.

Each part of a page that is known to draw is copied; whatever else is found makes `stripped` give up, and the page is
drawn instead. So a kind of hiding place that nobody thought of here is no leak.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

ON_A_PAGE = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
OF_A_FORM = (
    "/Type",
    "/Subtype",
    "/FormType",
    "/BBox",
    "/Matrix",
    "/Group",
    "/Filter",
    "/DecodeParms",
    "/Length",
)
OF_A_PICTURE = (
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask",
    "/Decode", "/Interpolate", "/SMask", "/Matte", "/Filter", "/DecodeParms", "/Length",
)  # fmt: skip
OF_A_STATE = (
    "/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/FL", "/SM", "/SA", "/BM", "/SMask",
    "/CA", "/ca", "/AIS", "/TK",
)  # fmt: skip
OF_A_FONT_BELOW = {
    "/Type", "/Subtype", "/BaseFont", "/CIDSystemInfo", "/FontDescriptor", "/DW", "/W", "/DW2", "/W2", "/CIDToGIDMap",
}  # fmt: skip
OF_A_DESCRIPTION = {
    "/Type", "/FontName", "/FontFamily", "/FontStretch", "/FontWeight", "/Flags", "/FontBBox", "/ItalicAngle",
    "/Ascent", "/Descent", "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth",
    "/MissingWidth", "/FontFile", "/FontFile2", "/FontFile3", "/CharSet", "/CIDSet", "/Style", "/Lang", "/FD",
}  # fmt: skip
OF_A_FONT_FILE = {"/Length", "/Length1", "/Length2", "/Length3", "/Filter", "/DecodeParms", "/Subtype"}
MARKS = {"BDC", "BMC", "EMC", "DP", "MP"}
"""They draw nothing, and may hold other words than are shown (ActualText), or belong to a layer."""

NAMING = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "sh": "/Shading",
}
PLAIN_COLOURS = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}
UNPACKED = {
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/CCITTFaxDecode",
    "/ASCII85Decode",
    "/ASCIIHexDecode",
    "/JBIG2Decode",
}
"""Ways of packing that hold points and nothing beside them."""

NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""Where the points of a JPEG end; a byte of 255 among them has a zero behind it."""

DEEPEST = 6


class Unsure(Exception):
    """Something on a page is not known to be harmless."""


def stripped(pdf: pikepdf.Pdf, place: int) -> pikepdf.Page | None:
    """Return the page at `place` (from 0) with what draws it alone; None where it is safer to draw it.

    The page is made in `pdf`; it is to be added to another one.
    """
    page = pdf.pages[place]
    try:
        return _stripped(pdf, page)
    except (Unsure, pikepdf.PdfError, KeyError, TypeError, ValueError, AttributeError, RuntimeError):
        return None


def _stripped(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Page:
    if any(str(note.get("/Subtype", "")) in ("/Widget", "/Stamp") for note in page.obj.get("/Annots", ())):
        raise Unsure
    media, crop = (tuple(float(each) for each in box) for box in (page.mediabox, page.cropbox))
    if any(abs(one - other) > 0.5 for one, other in zip(media, crop, strict=True)):
        raise Unsure  # something may lie outside of what is shown
    made = Dictionary(
        Type=Name.Page, MediaBox=Array(list(page.mediabox)), Rotate=int(page.obj.get("/Rotate", 0))
    )
    if "/UserUnit" in page.obj:
        made["/UserUnit"] = page.obj["/UserUnit"]
    if "/Group" in page.obj:
        made["/Group"] = _group(page.obj["/Group"])
    content, used = _drawing(page)
    made["/Resources"] = _resources(pdf, page.resources, used, 0)
    made["/Contents"] = pdf.make_stream(content)
    return pikepdf.Page(pdf.make_indirect(made))


def _drawing(source: Any) -> tuple[bytes, dict[str, set[str]]]:
    """Return the instructions that draw, and the names of what they use."""
    used: dict[str, set[str]] = {}
    kept = []
    for instruction in pikepdf.parse_content_stream(source):
        operator = str(instruction.operator)
        if operator in MARKS:
            continue
        if operator in NAMING:
            at = -2 if operator == "Tf" else -1
            used.setdefault(NAMING[operator], set()).add(str(instruction.operands[at]))
        elif operator in ("scn", "SCN") and instruction.operands:
            last = instruction.operands[-1]
            if isinstance(last, Name):
                raise Unsure  # a pattern is a drawing within a drawing
        kept.append(instruction)
    return pikepdf.unparse_content_stream(kept), used


def _resources(pdf: pikepdf.Pdf, given: Any, used: dict[str, set[str]], depth: int) -> Dictionary:
    made = Dictionary()
    for kind, names in used.items():
        if kind == "/ColorSpace":
            names = names - PLAIN_COLOURS
        if not names:
            continue
        shelf = given[kind]
        copied = {name: _copied(pdf, kind, shelf[name], depth) for name in sorted(names)}
        made[kind] = Dictionary(copied)
    return made


def _copied(pdf: pikepdf.Pdf, kind: str, thing: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise Unsure
    match kind:
        case "/XObject":
            return _drawn_thing(pdf, thing, depth)
        case "/Font":
            return _font(pdf, thing)
        case "/ExtGState":
            return _state(thing)
        case _:  # colours and shadings are numbers
            return _numbers(thing)


def _drawn_thing(pdf: pikepdf.Pdf, thing: Any, depth: int) -> Any:
    kind = str(thing.get("/Subtype", ""))
    if kind == "/Image":
        return _picture(pdf, thing)
    if kind != "/Form" or "/OC" in thing or "/Resources" not in thing:
        raise Unsure
    content, used = _drawing(thing)
    form = pdf.make_stream(content)
    for key in OF_A_FORM:
        if key in thing and key not in ("/Filter", "/DecodeParms", "/Length"):
            form[key] = _group(thing[key]) if key == "/Group" else thing[key]
    form["/Resources"] = _resources(pdf, thing["/Resources"], used, depth + 1)
    return pdf.make_indirect(form)


def _group(group: Any) -> Dictionary:
    made = Dictionary()
    for key in ("/S", "/CS", "/I", "/K", "/Type"):
        if key in group:
            made[key] = _numbers(group[key])
    return made


def _picture(pdf: pikepdf.Pdf, picture: Any) -> Any:
    """Return a picture with its points alone; what a camera wrote into it is left behind."""
    if "/OC" in picture:
        raise Unsure
    filters = picture.get("/Filter", Array())
    names = [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        raw = without_remarks(picture.read_raw_bytes())
    elif set(names) <= UNPACKED:
        raw = picture.read_raw_bytes()
    else:
        raise Unsure
    made = pikepdf.Stream(pdf, raw)
    for key in OF_A_PICTURE:
        if (key == "/SMask" and key in picture) or (
            key == "/Mask" and isinstance(picture.get(key), pikepdf.Stream)
        ):
            made[key] = _picture(pdf, picture[key])
        elif key in picture and key != "/Length":
            made[key] = _numbers(picture[key])
    return pdf.make_indirect(made)


def _font(pdf: pikepdf.Pdf, font: Any) -> Any:
    """Return a font as it is; one whose letters are drawings of their own may hold anything."""
    if str(font.get("/Subtype", "")) == "/Type3":
        raise Unsure
    allowed = {
        "/Type", "/Subtype", "/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor", "/Encoding",
        "/ToUnicode", "/DescendantFonts", "/Name",
    }  # fmt: skip
    if set(font.keys()) - allowed:
        raise Unsure
    for below in font.get("/DescendantFonts", ()):
        if set(below.keys()) - OF_A_FONT_BELOW:
            raise Unsure
        _description(below)
    _description(font)
    return font


def _description(font: Any) -> None:
    described = font.get("/FontDescriptor", Dictionary())
    files = [described[key] for key in described if key in ("/FontFile", "/FontFile2", "/FontFile3")]
    if set(described.keys()) - OF_A_DESCRIPTION or any(set(each.keys()) - OF_A_FONT_FILE for each in files):
        raise Unsure


def _state(state: Any) -> Dictionary:
    if isinstance(state.get("/SMask"), Dictionary) or "/Font" in state:
        raise Unsure
    made = Dictionary()
    for key in OF_A_STATE:
        if key in state:
            made[key] = _numbers(state[key])
    return made


def _numbers(thing: Any, depth: int = 0) -> Any:
    """Return numbers, names and what is made of them; streams are tables of numbers and profiles of colours."""
    if depth > DEEPEST:
        raise Unsure
    if isinstance(thing, Dictionary | pikepdf.Stream):
        if set(thing.keys()) & {"/OC", "/Metadata", "/AF", "/PieceInfo"}:
            raise Unsure
        for key in thing.keys():  # noqa: SIM118  it is no dict
            _numbers(thing[key], depth + 1)
    elif isinstance(thing, Array):
        for each in thing:
            _numbers(each, depth + 1)
    return thing


def without_remarks(jpeg: bytes) -> bytes:
    """Return a JPEG without what is not needed to show it: places, cameras, small pictures, remarks.

    Raises:
        Unsure: when it is not built as a JPEG is.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        raise Unsure
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(jpeg):
        if jpeg[place] != 0xFF:
            raise Unsure
        mark = jpeg[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big")
        segment = jpeg[place : place + 2 + length]
        if mark == 0xDA:  # points follow, until the next mark; what comes behind the end is another picture
            following = NEXT_MARK.search(jpeg, place + 2 + length)
            end = following.start() if following else len(jpeg)
            kept.append(jpeg[place:end])
            if jpeg[end : end + 2] in (b"\xff\xd9", b""):
                return b"".join([*kept, b"\xff\xd9"])
            place = end
            continue
        if not (0xE1 <= mark <= 0xEF and mark != 0xEE) and mark != 0xFE:
            kept.append(segment)
        place += 2 + length
    raise Unsure


def told(content: bytes) -> list[str]:
    """Return, in Chinese, what a PDF holds beside what is shown and what is therefore left behind."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_told(pdf, content))


def _told(pdf: pikepdf.Pdf, content: bytes) -> Iterator[str]:
    root = pdf.Root
    if "/Info" in pdf.trailer or "/Metadata" in root:
        yield "文件属性（作者、标题、制作程序、时间等）"
    if len(pdf.attachments) or "/AF" in root:
        yield "附在文件里的其他文件"
    names = root.get("/Names", Dictionary())
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
        yield "打开时运行的程序"
    if "/AcroForm" in root:
        yield "表单的填写数据（填好的样子保留）"
    if "/Outlines" in root:
        yield "书签"
    if "/OCProperties" in root:
        yield "图层（保留平常显示的样子）"
    notes = sum(
        str(note.get("/Subtype", "")) not in ("/Widget", "/Stamp")
        for page in pdf.pages
        for note in page.obj.get("/Annots", ())
        if isinstance(note, Dictionary)
    )
    if notes:
        yield f"批注、链接等{notes}处"
    if content.count(b"startxref") > 1 + ("/Linearized" in str(content[:1024])):
        yield "以前保存的版本"


def told_of_picture(content: bytes) -> list[str]:
    """Return, in Chinese, what a picture holds beside its points."""
    with Image.open(io.BytesIO(content)) as picture:
        exif = picture.getexif()
        found = []
        if exif:
            found.append("拍摄信息（时间、相机等）")
        if exif.get_ifd(0x8825):
            found.append("拍摄地点（GPS）")
        if getattr(picture, "n_frames", 1) > 1 or exif.get_ifd(0x014A):
            found.append("附带的其他图像")
        if set(picture.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "dpi",
            "exif",
            "gamma",
            "transparency",
        }:
            found.append("备注、颜色配置等附带数据")
    return found
