"""Files that hold more than they show, made here and now; and all that can be found in a file by anybody."""

import io
import zlib
from collections.abc import Callable
from functools import cache

import pdfplumber
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from yangguang.core.letters import Document, Paragraph, document_to_pdf
from yangguang.core.redaction.reading import shown
from yangguang.core.redaction.rules import Rectangle
from yangguang.rules.wording.covering import plain

IDENTITY = "11010519491231002X"
WITH_IDENTITY = f"申请人：陈小燕，身份证号{IDENTITY}，申请低保。"
HARMLESS = "关于2022年三灶镇学区划分的说明。"
HIDDEN = "机密内情甲乙丙"
"""Words that no page shows."""


@cache
def paper(*paragraphs: str, pages: int = 1) -> bytes:
    """Return a PDF whose letters are real letters; every page has the same paragraphs."""
    lines = [*paragraphs, *["　"] * (22 - len(paragraphs))]
    one = document_to_pdf(Document("说明", tuple(Paragraph(each) for each in lines[:8])))
    with pikepdf.open(io.BytesIO(one)) as source, pikepdf.new() as made:
        for _ in range(pages):
            made.pages.append(source.pages[0])
        return saved(made)


def saved(pdf: pikepdf.Pdf) -> bytes:
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def changed(content: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """Return a PDF after `change`."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        return saved(pdf)


def with_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["名单.txt"] = HIDDEN.encode()


def with_properties(pdf: pikepdf.Pdf) -> None:
    pdf.trailer["/Info"] = pdf.make_indirect(Dictionary(Author=String(HIDDEN), Title=String(HIDDEN)))
    with pdf.open_metadata() as told:
        told["dc:creator"] = [HIDDEN]


def with_note(pdf: pikepdf.Pdf) -> None:
    look = pdf.make_stream(f"({HIDDEN}) Tj".encode(), BBox=Array([0, 0, 9, 9]), Subtype=Name.Form)
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), Contents=String(HIDDEN),
        AP=Dictionary(N=look),
    )  # fmt: skip
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])


def with_script(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{HIDDEN}')"))
    pdf.Root["/OpenAction"] = script
    pdf.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def with_bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(HIDDEN, 0))


def with_field(pdf: pikepdf.Pdf) -> None:
    look = pdf.make_stream(b"0 0 0 rg 2 2 60 10 re f", BBox=Array([0, 0, 100, 20]), Subtype=Name.Form)
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String(HIDDEN), F=4,
            Rect=Array([300, 40, 400, 60]), AP=Dictionary(N=look),
        )
    )  # fmt: skip
    pdf.pages[0].obj["/Annots"] = Array([field])
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def with_layer(pdf: pikepdf.Pdf) -> None:
    """Write words into a layer that is switched off."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(HIDDEN)))
    pdf.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    page = pdf.pages[0]
    page.obj["/Resources"]["/Properties"] = Dictionary(L=layer)
    page.contents_add(b"/OC /L BDC 0 0 0 rg 300 300 200 200 re f EMC")


def with_other_words_for_a_reader(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(f"/Span <</ActualText ({HIDDEN})>> BDC EMC".encode())


def with_remark_in_the_drawing(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"\n% " + HIDDEN.encode() + b"\n")


def with_private_data(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj["/PieceInfo"] = Dictionary(Editor=Dictionary(Private=String(HIDDEN)))


def with_thread(pdf: pikepdf.Pdf) -> None:
    """Let the page lead to another one that is no page of the document."""
    page = pdf.make_indirect(Dictionary(Type=Name.Page, Contents=pdf.make_stream(HIDDEN.encode())))
    pdf.pages[0].obj["/B"] = Array([pdf.make_indirect(Dictionary(P=page))])


HIDING = {
    "an attached file": with_attachment,
    "properties and XMP": with_properties,
    "a note": with_note,
    "a script": with_script,
    "a bookmark": with_bookmark,
    "a field of a form": with_field,
    "a layer that is switched off": with_layer,
    "other words for a screen reader": with_other_words_for_a_reader,
    "a remark between the instructions": with_remark_in_the_drawing,
    "private data of a program": with_private_data,
    "a thread of articles": with_thread,
}


def with_older_words() -> bytes:
    """Return a PDF that was saved twice into the same file: the first saving, with other words, is still in it."""
    first = paper(HIDDEN)
    second = paper(HARMLESS)
    offset = second.rindex(b"startxref")
    assert HIDDEN not in everything_in(second)
    return first + b"\n" + second[:offset] + second[offset:]


def typed(content: bytes, instructions: str, *, font_size: int = 14) -> bytes:
    """Return a PDF to whose first page Latin letters were added by these instructions, font /Latin at hand."""

    def add(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        resources = Dictionary(page.obj["/Resources"])
        fonts = Dictionary(resources.get("/Font", Dictionary()))
        fonts["/Latin"] = pdf.make_indirect(font)
        resources["/Font"] = fonts
        page.obj["/Resources"] = resources
        page.contents_add(f"q BT /Latin {font_size} Tf {instructions} ET Q".encode())

    return changed(content, add)


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (1200, 900), **saved_with: object) -> bytes:
    """Return a photo with something on it."""
    picture = Image.new("RGB", size, "#c8d8e8")
    ImageDraw.Draw(picture).rectangle((100, 100, 600, 300), fill="#aa2222")
    made = io.BytesIO()
    picture.save(made, kind, **saved_with)
    return made.getvalue()


def photo_with_a_place() -> bytes:
    """Return a photo with what a telephone writes into one: where it was taken, by what, and a small picture."""
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif[0x9286] = HIDDEN
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 8.0, 15.0), 3: "E", 4: (113.0, 21.0, 30.0)})
    small = b"\xff\xd8\xff\xe0THUMBNAIL\xff\xd9"
    content = photo(exif=exif, comment=HIDDEN.encode())
    length = (len(small) + 2 + 4).to_bytes(2, "big")
    return (
        content[:2] + b"\xff\xe2" + length + b"XXX\0" + small + content[2:] + photo()
    )  # and a second picture


def scan(*, words: str = "", dpi: int = 100) -> bytes:
    """Return a page that is one picture, as a scanner makes it; `words` lie invisible behind it (OCR)."""
    with shown("pdf", paper(WITH_IDENTITY)) as opened:
        picture, letters = opened.picture(1, dpi), opened.words(1)
        width, height = opened.size(1)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG")
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, jpeg.getvalue())
        stream.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height,
            BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
        )  # fmt: skip
        content = f"q {width} 0 0 {height} 0 0 cm /P Do Q"
        if words:
            [places] = list(letters.places_of(words))
            x, y = places[0].x / 10_000 * width, height - places[0].bottom / 10_000 * height
            content += f" BT 3 Tr /Latin 14 Tf 1 0 0 1 {x:.1f} {y:.1f} Tm ({words}) Tj ET"
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([0, 0, width, height]), Contents=pdf.make_stream(content.encode()),
            Resources=Dictionary(XObject=Dictionary(P=stream), Font=Dictionary(Latin=font)),
        )  # fmt: skip
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return saved(pdf)


def places_of(content: bytes, words: str) -> list[Rectangle]:
    """Return where `words` stand in a PDF."""
    with shown("pdf", content) as opened:
        return [
            box
            for number in range(1, len(opened) + 1)
            for places in opened.words(number).places_of(words)
            for box in places
        ]


def everything_in(content: bytes) -> str:
    """Return all words that two readers find on the pages of a PDF, and all that its objects hold, as `plain`."""
    found = [content.decode("utf-8", "ignore"), content.decode("utf-16-be", "ignore")]
    with pdfplumber.open(io.BytesIO(content)) as opened:
        for page in opened.pages:
            found += [page.extract_text() or "", "".join(char["text"] for char in page.chars)]
    pdf = pypdfium2.PdfDocument(content)
    for page in pdf:
        written = page.get_textpage()
        found.append(written.get_text_range())
        written.close()
        page.close()
    pdf.close()
    with pikepdf.open(io.BytesIO(content)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    raw = thing.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    raw = thing.read_raw_bytes()
                found += [raw.decode(each, "ignore") for each in ("utf-8", "utf-16-be")]
            found += [str(each) for each in strings_in(thing)]
    return plain(" ".join(found))


def strings_in(thing: object, depth: int = 0) -> list[str]:
    if depth > 6:
        return []
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if isinstance(thing, Array):
        return [each for part in thing for each in strings_in(part, depth + 1)]
    if isinstance(thing, Dictionary | pikepdf.Stream):
        return [each for key in thing.keys() for each in strings_in(thing[key], depth + 1)]  # noqa: SIM118
    return []
