"""What can be kept, byte for byte: each format sound, broken, and pretending."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from yangguang.core.archive.formats import look_at
from yangguang.core.letters import Letter, to_pdf

LETTER = Letter("机关", "题", "某", ("字",))


def picture(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8)).save(made, kind)
    return made.getvalue()


def changed(change, **how) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(to_pdf(LETTER))) as pdf:
        change(pdf)
        pdf.save(made, **how)
    return made.getvalue()


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["more.exe"] = b"MZ"


def launch_from_a_link(pdf: pikepdf.Pdf) -> None:
    """Put the action deep into a page, where a reader of the catalog alone would not see it."""
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([link])


def take_out_fonts(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary):
            for name in ("/FontFile2", "/FontFile3"):
                if name in each:
                    del each[name]


def take_out_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


@pytest.mark.parametrize(
    ("ending", "content", "name", "pages"),
    [
        ("pdf", to_pdf(LETTER), "PDF/A-2b", 1),
        ("PDF", to_pdf(LETTER), "PDF/A-2b", 1),
        ("xml", "<申请/>".encode(), "XML", 0),
        ("txt", "申请".encode(), "TXT", 0),
        ("jpg", picture("JPEG"), "JPEG", 0),
        ("tif", picture("TIFF"), "TIFF", 1),
    ],
)
def test_what_is_sound_is_told_with_its_pages(ending, content, name, pages):
    found = look_at(ending, content)
    assert (found.format, found.pages, found.problems) == (name, pages, ())


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        (attach, "安全性", "夹带了别的文件"),
        (launch_from_a_link, "安全性", "会自行运行的内容"),
        (take_out_fonts, "可用性", "没有嵌入字体"),
        (take_out_colours, "可用性", "没有写明颜色"),
    ],
)
def test_what_a_pdf_must_not_have_is_found_wherever_it_stands(change, check, words):
    problems = look_at("pdf", changed(change)).problems
    assert [each for each in problems if each[0] == check and words in each[1]], problems


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_pdf_with_a_password_is_told(password):
    locked = changed(lambda pdf: None, encryption=pikepdf.Encryption(owner="owner", user=password))
    [(check, words)] = look_at("pdf", locked).problems
    assert check == "可用性"
    assert "口令" in words


@pytest.mark.parametrize(
    ("ending", "content", "words"),
    [
        ("pdf", b"", "已损坏"),
        ("pdf", b"%PDF-1.7\n" + b"\0" * 500, "已损坏"),
        ("pdf", picture("JPEG"), "已损坏"),
        ("jpg", picture("TIFF"), "JPEG 已损坏"),
        ("tif", picture("TIFF")[:60], "TIFF 已损坏"),
        ("xml", "<申请>".encode(), "XML 已损坏"),
        ("xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DOCTYPE"),
        ("txt", "申请".encode("gb18030"), "不是 UTF-8"),
        ("txt", b"a\0b", "不是 UTF-8"),
        ("ofd", b"PK", "OFD 已损坏"),
        ("docx", b"PK", "不是可以长期保存的格式"),
        ("exe", b"MZ", "不是可以长期保存的格式"),
        ("", b"x", "不是可以长期保存的格式"),
    ],
)
def test_what_cannot_be_kept_is_told_in_words(ending, content, words):
    assert words in look_at(ending, content).problems[0][1]
