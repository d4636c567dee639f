"""Reading web pages, Word files and PDF, and refusing what nobody should open."""

import io
import zipfile
from datetime import date

import pytest

from yangguang.core.letters.model import Letter
from yangguang.core.letters.pdf import to_pdf
from yangguang.rules.metadata import Confidence, Field, read, without_top
from yangguang.rules.problems import Refused
from yangguang.work.normative.reading import read_file, unpacked, without_lines

from . import papers


def of(content: bytes, name: str = "办法.html"):
    return read(read_file(name, content).document)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_file(name, content)
    return str(refused.value)


class TestAPage:
    def test_is_read_with_its_table_and_without_its_menus(self):
        paper = read_file("办法.html", papers.page())
        found = read(paper.document)
        assert found.value(Field.INDEX_NUMBER) == "11440404MB2C000000/2023-00012"
        assert found.value(Field.PUBLISHED_ON) == date(2023, 5, 8)
        assert found.found(Field.NUMBER).confidence is Confidence.HIGH
        assert found.value(Field.EXPIRES_ON) == date(2026, 5, 31)
        assert paper.document.lines == tuple(line.replace("\u3000", " ") for line in papers.LINES)

    def test_its_empty_row_stays_empty(self):
        assert Field.KEYWORDS in of(papers.page()).missing()

    def test_programs_and_hidden_copies_are_no_words_of_it(self):
        hidden = f'<div style="display:none">{"本办法自2001年1月1日起施行。" * 3}</div>'
        bad = papers.page(
            after=hidden + "<script>alert('自1999年1月1日起施行。，。，')</script><iframe src=x></iframe>"
        )
        paper = read_file("办法.html", bad)
        assert read(paper.document).value(Field.EFFECTIVE_ON) == date(2023, 6, 1)
        assert not any(words in paper.html for words in ("script", "iframe", "2001"))

    def test_an_old_site_in_gbk_is_read(self):
        content = papers.page().decode().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
        assert of(content).value(Field.NUMBER) == papers.NUMBER

    def test_its_title_and_number_leave_the_text(self):
        paper = read_file("办法.html", papers.page())
        left = without_lines(paper.html, without_top(paper.document))
        assert papers.TITLE not in left
        assert papers.NUMBER not in left
        assert "各镇人民政府" in left

    def test_entities_lead_nowhere(self):
        outside = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + papers.page(
            lines=("&x;", *papers.LINES)
        )
        assert "&x;" in read_file("x.html", outside).document.text

    @pytest.mark.parametrize(
        "content", [b"<html></html>", b"<html><body><img src=x></body></html>", b"<!-- -->"]
    )
    def test_a_page_without_words_is_refused(self, content):
        assert "请" in refusal("空.html", content)

    def test_tags_nested_without_end_are_refused_and_break_nothing(self):
        deep = b"<html><body>" + b"<div>" * 50_000 + "本办法自印发之日起施行。".encode()
        assert "没有文字" in refusal("深.html", deep)


class TestAWordFile:
    def test_says_what_it_is(self):
        found = of(papers.word(), "办法.docx")
        assert found.value(Field.TITLE) == papers.TITLE
        assert found.value(Field.NUMBER) == papers.NUMBER
        assert found.value(Field.MADE_ON) == date(2023, 5, 6)
        assert found.value(Field.EFFECTIVE_ON) == date(2023, 6, 1)

    def test_with_programs_is_refused(self):
        file = io.BytesIO(papers.word())
        with zipfile.ZipFile(file, "a") as word:
            word.writestr("word/vbaProject.bin", b"x")
        assert "请" in refusal("办法.docx", file.getvalue())
        assert "宏" in refusal("办法.docm", papers.word())

    def test_of_old_word_or_behind_a_password_is_refused(self):
        assert "另存为 .docx" in refusal("办法.doc", b"\xd0\xcf\x11\xe0" + bytes(600))


class TestAPdf:
    LETTER = Letter(
        "珠海市金湾区民政局",
        papers.TITLE,
        "各镇人民政府",
        ("现将《社区食堂管理办法》印发给你们，请认真执行。本通知自2023年6月1日起施行，有效期3年。",),
        number=papers.NUMBER,
        signed="珠海市金湾区民政局",
        dated_on=date(2023, 5, 6),
    )

    def test_says_what_it_is(self):
        found = of(to_pdf(self.LETTER), "办法.pdf")
        assert found.value(Field.NUMBER) == papers.NUMBER
        assert found.value(Field.TITLE) == papers.TITLE
        assert found.value(Field.MADE_ON) == date(2023, 5, 6)
        assert found.value(Field.EXPIRES_ON) == date(2026, 5, 31)

    def test_broken_is_refused_with_what_to_do(self):
        assert "重新下载" in refusal("办法.pdf", to_pdf(self.LETTER)[:200])

    def test_behind_a_password_is_refused_with_what_to_do(self):
        assert "密码" in refusal("办法.pdf", papers.LOCKED)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.html", b"", "空文件"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "请给出这三种文件之一"),
        ("大.html", b"<p>" + b"x" * 10 * 1024 * 1024, "太大"),
        ("字.txt", "社区食堂".encode(), "请给出这三种文件之一"),
    ],
)
def test_what_is_no_document_is_refused(name, content, said):
    assert said in refusal(name, content)


class TestAZip:
    def test_holds_documents_in_folders(self):
        content = papers.packed({"a/办法.html": papers.page(), "__MACOSX/x": b"x", "a/.DS_Store": b"x"})
        assert [name for name, _ in unpacked("全部.zip", content)] == ["办法.html"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"PK\x03\x04 broken", "打不开"),
            (papers.packed({}), "没有文件"),
            (papers.packed({f"{n}.html": b"<p>" for n in range(201)}), "一次最多200个"),
            (papers.packed({"大.html": bytes(11 * 1024 * 1024)}), "展开后超过"),
        ],
    )
    def test_that_cannot_be_taken_in_is_refused(self, content, said):
        with pytest.raises(Refused, match=said):
            list(unpacked("全部.zip", content))
