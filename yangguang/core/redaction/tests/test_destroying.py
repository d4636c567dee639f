"""What was covered, and what no page shows, is in the finished file by no means that we know of."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from yangguang.core.redaction import laying, leaking, reading, stripping
from yangguang.core.redaction.rules import Rectangle
from yangguang.core.redaction.tests import papers
from yangguang.core.redaction.tests.papers import (
    HARMLESS,
    HIDDEN,
    HIDING,
    IDENTITY,
    WITH_IDENTITY,
    everything_in,
    paper,
    places_of,
)
from yangguang.rules.wording import covering

DPI = 100
WHOLE_PAGE = Rectangle(1, 0, 0, 10_000, 10_000)


def made_of(content, boxes=(), **given) -> laying.Made:
    """Make the file and hold it against the test for leaks, as the office does."""
    made = laying.pdf_without(content, boxes, dpi=DPI, **given)
    secrets = covering.secrets(laying.covered("pdf", content, boxes))
    found = leaking.leaks("pdf", made.content, secrets=secrets, boxes=boxes, drawn=made.drawn)
    assert found == []
    return made


def point(content: bytes, box: Rectangle, *, page: int = 1) -> tuple:
    """Return the colours in the middle of a box, as a reader's program draws the page."""
    with reading.shown("pdf", content) as opened:
        picture = opened.picture(page, DPI)
    left, top, right, bottom = box.in_pixels(*picture.size)
    return picture.getpixel(((left + right) // 2, (top + bottom) // 2))


class TestWhatIsCovered:
    def test_is_gone_and_the_rest_can_still_be_read_and_searched(self):
        content = paper(WITH_IDENTITY, HARMLESS)
        boxes = places_of(content, IDENTITY) + places_of(content, "陈小燕")
        made = made_of(content, boxes)
        left = everything_in(made.content)
        assert covering.plain(IDENTITY) in everything_in(content)
        assert covering.plain(IDENTITY) not in left
        assert "陈小燕" not in left
        assert covering.plain(HARMLESS) in left
        assert "申请低保" in left
        assert point(made.content, boxes[0]) == (0, 0, 0)
        with reading.shown("pdf", made.content) as opened:
            assert places_of(made.content, "申请低保")[0].meets(*_middle(places_of(content, "申请低保")[0]))
            assert len(opened) == 1

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_is_gone_from_a_page_that_was_turned_and_cut(self, turn):
        def turn_and_cut(pdf):
            page = pdf.pages[0]
            if turn == 180:  # drawn upside down, and turned to be read
                page.contents_add(b"q -1 0 0 -1 595.28 841.89 cm", prepend=True)
                page.contents_add(b"Q")
            page.rotate(turn, relative=False)
            page.obj["/CropBox"] = Array([35, 60, 535, 440] if turn == 180 else [60, 400, 560, 780])

        content = papers.changed(paper(WITH_IDENTITY), turn_and_cut)
        boxes = places_of(content, IDENTITY)
        made = made_of(content, boxes)
        assert covering.plain(IDENTITY) not in everything_in(made.content)
        assert point(made.content, boxes[0]) == (0, 0, 0)
        with pikepdf.open(io.BytesIO(made.content)) as opened:
            box = [float(each) for each in opened.pages[0].mediabox]
            assert [round(each) for each in box] == (
                [0, 0, 380, 500] if turn in (90, 270) else [0, 0, 500, 380]
            )

    def test_is_gone_from_a_form_that_the_page_draws(self):
        """A drawing within the drawing (form XObject), as most office programs make them."""

        def wrapped(pdf):
            page = pdf.pages[0]
            form = page.as_form_xobject()
            made = Dictionary(Type=Name.Page, MediaBox=Array(list(page.mediabox)))
            made["/Resources"] = Dictionary(XObject=Dictionary(X=form))
            made["/Contents"] = pdf.make_stream(b"q /X Do Q")
            pdf.pages[0] = pikepdf.Page(pdf.make_indirect(made))

        content = papers.changed(paper(WITH_IDENTITY, HARMLESS), wrapped)
        made = made_of(content, places_of(content, IDENTITY))
        left = everything_in(made.content)
        assert covering.plain(IDENTITY) not in left
        assert covering.plain(HARMLESS) in left

    def test_is_gone_from_a_scan_and_from_the_words_behind_it(self):
        content = papers.scan(words=IDENTITY)
        assert covering.plain(IDENTITY) in everything_in(content)
        boxes = places_of(content, IDENTITY)
        made = made_of(content, boxes)
        assert covering.plain(IDENTITY) not in everything_in(made.content)
        assert point(made.content, boxes[0]) == (0, 0, 0)

    def test_is_gone_from_a_scan_without_words(self):
        box = Rectangle(1, 1000, 1000, 3000, 500)
        made = made_of(papers.scan(), [box])
        assert point(made.content, box) == (0, 0, 0)

    def test_is_found_over_the_end_of_a_line_too(self):
        content = paper(f"身份证号码{IDENTITY[:9]}", f"{IDENTITY[9:]}，申请低保。")
        boxes = places_of(content, IDENTITY)
        assert len(boxes) == 2, "the number was to be broken over two lines"
        made = made_of(content, boxes)
        assert covering.plain(IDENTITY) not in everything_in(made.content)

    def test_takes_no_picture_of_another_page_along(self):
        """Pages that share what they draw with must not carry what only the covered one shows."""
        content = paper(WITH_IDENTITY)

        def share(pdf):
            with pikepdf.open(io.BytesIO(paper(HARMLESS))) as other:
                pdf.pages.append(other.pages[0])
            secret = pdf.make_stream(
                HIDDEN.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1])
            )
            for page in pdf.pages:
                page.obj["/Resources"]["/XObject"] = Dictionary(S=secret)

        content = papers.changed(content, share)
        made = made_of(content, places_of(content, IDENTITY))
        assert made.drawn == [1]
        assert HIDDEN not in everything_in(made.content)


class TestWhatNoPageShows:
    @pytest.mark.parametrize("where", HIDING)
    @pytest.mark.parametrize("boxes", [[], [WHOLE_PAGE]], ids=["kept", "drawn"])
    def test_is_gone(self, where, boxes):
        content = papers.changed(paper(HARMLESS), HIDING[where])
        assert HIDDEN in everything_in(content), "the file was to hide something"
        made = made_of(content, boxes)
        assert HIDDEN not in everything_in(made.content)

    def test_is_gone_with_older_savings_of_the_file(self):
        content = papers.with_older_words()
        made = made_of(content)
        assert HIDDEN not in everything_in(made.content)
        assert made.content.count(b"startxref") == 1

    @pytest.mark.parametrize(
        ("instructions", "how"),
        [
            ("1 1 1 rg 1 0 0 1 100 300 Tm (SECRETWORDS) Tj", "white on white"),
            ("3 Tr 1 0 0 1 100 300 Tm (SECRETWORDS) Tj", "without ink"),
            ("1 0 0 1 -400 300 Tm (SECRETWORDS) Tj", "beside the page"),
            ("1 0 0 1 100 300 Tm (SECRETWORDS) Tj ET 0 0 0 rg 90 290 200 40 re f BT", "below a bar"),
        ],
    )
    def test_is_gone_where_words_cannot_be_seen(self, instructions, how):
        content = papers.typed(paper(HARMLESS), instructions)
        assert "secretwords" in everything_in(content), how
        made = made_of(content)
        assert "secretwords" not in everything_in(made.content), how
        assert covering.plain(HARMLESS) in everything_in(made.content)
        assert "第1页上看不见的文字" in made.removed

    def test_is_gone_where_it_lies_outside_of_what_is_shown(self):
        def cut(pdf):
            pdf.pages[0].obj["/CropBox"] = Array([0, 400, 595, 841])

        content = papers.typed(paper(HARMLESS), "1 0 0 1 100 300 Tm (SECRETWORDS) Tj")
        content = papers.changed(content, cut)
        assert "secretwords" not in everything_in(made_of(content).content)

    def test_is_gone_from_the_photos_of_a_page(self):
        content = papers.scan()

        def swap(pdf):
            image = pdf.pages[0].obj["/Resources"]["/XObject"]["/P"]
            image.write(papers.photo_with_a_place(), filter=Name.DCTDecode)
            image["/Width"], image["/Height"] = 1200, 900

        content = papers.changed(content, swap)
        assert b"THUMBNAIL" in content
        made = made_of(content)
        assert made.drawn == [], "the page was to be kept as it is"
        raw = made.content
        assert b"THUMBNAIL" not in raw
        assert b"CAMERA-MAKER" not in raw
        assert b"Exif" not in raw

    def test_is_told_by_name(self):
        content = paper(HARMLESS)
        for hide in (papers.with_attachment, papers.with_properties, papers.with_bookmark, papers.with_note):
            content = papers.changed(content, hide)
        told = "；".join(made_of(content).removed)
        assert [
            words
            for words in ("附在文件里的其他文件", "文件属性", "书签", "批注、链接等1处")
            if words not in told
        ] == []


class TestAPageWithoutBoxes:
    def test_keeps_its_letters_as_letters(self):
        content = paper(HARMLESS, pages=3)
        made = made_of(content, [Rectangle(2, 0, 0, 10_000, 1000)])
        assert made.drawn == [2]
        with pikepdf.open(io.BytesIO(made.content)) as opened:
            kinds = [
                [str(font["/Subtype"]) for font in page.resources["/Font"].values()] for page in opened.pages
            ]
        assert "/Type3" not in kinds[0] + kinds[2]
        with reading.shown("pdf", content) as before, reading.shown("pdf", made.content) as after:
            assert before.picture(3, 50).tobytes() == after.picture(3, 50).tobytes()

    def test_is_drawn_where_somebody_wants_every_page_drawn(self):
        assert made_of(paper(HARMLESS, pages=2), every_page=True).drawn == [1, 2]

    def test_shows_a_field_as_it_was_filled_in(self):
        content = papers.changed(paper(HARMLESS), papers.with_field)
        made = made_of(content)
        field = Rectangle(1, 5100, 9300, 900, 200)
        assert point(made.content, Rectangle(1, 5380, 9430, 60, 60)) == (0, 0, 0), field

    @pytest.mark.parametrize("kind", ["a stamp", "a signature", "a seal that is hidden"])
    def test_shows_a_seal_as_it_is_shown_to_a_reader(self, kind):
        def seal(pdf):
            look = pdf.make_stream(b"1 0 0 rg 0 0 60 60 re f", BBox=Array([0, 0, 60, 60]), Subtype=Name.Form)
            seal = Dictionary(
                Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 60, 360, 120]), AP=Dictionary(N=look),
                F=2 if "hidden" in kind else 4, Contents=HIDDEN,
            )  # fmt: skip
            if kind == "a signature":
                seal["/Subtype"], seal["/FT"], seal["/T"] = Name.Widget, Name.Sig, "seal"
                seal["/V"] = Dictionary(Type=Name.Sig, Contents=HIDDEN)
            pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(seal)])
            if kind == "a signature":
                pdf.Root["/AcroForm"] = Dictionary(Fields=Array([pdf.pages[0].obj["/Annots"][0]]), SigFlags=3)

        made = made_of(papers.changed(paper(HARMLESS), seal))
        assert HIDDEN not in everything_in(made.content)
        red = point(made.content, Rectangle(1, 5400, 8800, 200, 200))
        assert (red[0] > 240 and max(red[1:]) < 20) is ("hidden" not in kind), red


class TestAPhoto:
    BOX = Rectangle(1, 1000, 1500, 2000, 1000)

    @pytest.mark.parametrize(("kind", "name"), [("JPEG", "jpg"), ("PNG", "png")])
    def test_is_black_where_it_is_covered_and_as_it_was_elsewhere(self, kind, name):
        made = laying.picture_without(name, papers.photo(kind), [self.BOX])
        assert leaking.leaks(name, made.content, secrets=set(), boxes=[self.BOX], drawn=[1]) == []
        with Image.open(io.BytesIO(made.content)) as opened:
            assert opened.format == kind
            assert max(opened.getpixel((240, 180))[:3]) < 10
            assert opened.getpixel((550, 250))[0] > 140

    def test_tells_no_place_and_carries_no_other_picture(self):
        content = papers.photo_with_a_place()
        made = laying.picture_without("jpg", content, [])
        assert leaking.leaks("jpg", content, secrets=set(), boxes=[], drawn=[1])
        assert leaking.leaks("jpg", made.content, secrets=set(), boxes=[], drawn=[1]) == []
        assert b"THUMBNAIL" not in made.content
        assert b"CAMERA" not in made.content
        assert "拍摄地点（GPS）" in made.removed

    def test_is_covered_as_it_is_shown_when_the_camera_was_turned(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # to be turned to the right
        made = laying.picture_without("jpg", papers.photo(exif=exif), [Rectangle(1, 0, 0, 10_000, 1000)])
        with Image.open(io.BytesIO(made.content)) as opened:
            assert opened.size == (900, 1200)
            assert max(opened.getpixel((450, 50))) < 10

    def test_keeps_no_remark_of_a_png(self):
        from PIL.PngImagePlugin import PngInfo

        told = PngInfo()
        told.add_text("Author", HIDDEN)
        content = papers.photo("PNG", pnginfo=told) + b"BEHIND THE END"
        made = laying.picture_without("png", content, [])
        assert leaking.leaks("png", content, secrets=set(), boxes=[], drawn=[1])
        assert leaking.leaks("png", made.content, secrets=set(), boxes=[], drawn=[1]) == []


class TestTheTestForLeaks:
    """It finds what a careless maker would leave: a test that finds nothing proves nothing."""

    @pytest.fixture
    def clean(self):
        content = paper(WITH_IDENTITY)
        return laying.pdf_without(content, places_of(content, IDENTITY), dpi=DPI).content

    def found(self, content, boxes=(), drawn=()):
        secrets = {covering.plain(IDENTITY)}
        leaks = leaking.leaks("pdf", content, secrets=secrets, boxes=boxes, drawn=drawn)
        return "；".join(f"{each.where}{each.what}" for each in leaks)

    def test_is_content_with_a_clean_file(self, clean):
        assert self.found(clean) == ""

    def test_finds_words_below_a_black_bar(self):
        """The classic failure: a bar is drawn over the words."""
        content = paper(WITH_IDENTITY)

        def bar(pdf):
            pdf.pages[0].contents_add(b"0 0 0 rg 0 600 600 200 re f")

        assert "第1页还有被遮盖的文字" in self.found(papers.changed(content, bar))

    def test_finds_them_in_wide_letters_and_over_two_lines(self):
        wide = "".join(chr(ord(each) + 0xFEE0) for each in IDENTITY)
        content = paper(f"身份证号码{wide[:9]}", f"{wide[9:]}，申请低保。")
        assert "第1页还有被遮盖的文字" in self.found(content)

    @pytest.mark.parametrize("where", [name for name in HIDING if "remark" not in name])
    def test_finds_what_should_not_be_there(self, clean, where):
        assert self.found(papers.changed(clean, HIDING[where]))

    def test_finds_words_in_an_object_that_no_page_leads_to(self, clean):
        def leave(pdf):
            pdf.pages[0].obj["/Resources"]["/X"] = pdf.make_stream(IDENTITY.encode())

        assert "文件内部的数据里还有被遮盖的文字" in self.found(papers.changed(clean, leave))

    def test_finds_an_older_saving(self, clean):
        assert "以前保存的版本" in self.found(clean + paper(HARMLESS))

    def test_finds_a_box_that_is_not_black(self, clean):
        box = Rectangle(1, 0, 0, 10_000, 10_000)
        assert "没有完全遮住" in self.found(clean, boxes=[box], drawn=[1])


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8\xff\xe1\x00", b"\xff\xd8\x00\x00\x00\x00\x00"]
)
def test_what_only_calls_itself_a_jpeg_is_not_taken_for_one(content):
    with pytest.raises(stripping.Unsure):
        stripping.without_remarks(content)


def _middle(box: Rectangle) -> tuple[float, float, float, float]:
    x, y = (box.x + box.width / 2) / 10_000, (box.y + box.height / 2) / 10_000
    return x - 0.001, y - 0.001, x + 0.001, y + 0.001
