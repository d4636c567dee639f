"""Files that came as they came are kept in formats for keeping, and go into the folder of their case."""

import io
import zipfile

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from tests.archive.office import at
from yangguang.core.archive import formats, store
from yangguang.core.archive.copies import ENDINGS, for_keeping
from yangguang.core.archive.models import Package
from yangguang.core.archive.papers import paper
from yangguang.core.files.actions import keep
from yangguang.core.files.examining import MEDIA_TYPES
from yangguang.core.letters import Paragraph
from yangguang.core.redaction import actions as redacting
from yangguang.core.redaction.tests import papers
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.archive import contents
from yangguang.work.disclosure.enclosures import actions as enclosing

pytestmark = pytest.mark.django_db


def word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("陈阿婆的说明")
    table = made.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "年度", "二〇二二"
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "名单"
    made.active.append(["姓名", "户数"])
    made.active.append(["三灶", 12])
    made.save(out)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 30, 30)).save(out, kind)
    return out.getvalue()


def words_in(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


FILES = {
    "房产证.pdf": papers.paper(papers.HARMLESS),
    "说明.docx": word(),
    "名单.xlsx": excel(),
    "照片.jpg": picture("JPEG"),
    "截图.png": picture("PNG"),
    "说明.txt": "陈阿婆".encode("gb18030"),
    "名单.csv": "姓名,户数".encode("gb18030"),
}


@pytest.fixture
def kept(office):
    def keeps(name: str, content: bytes):
        return keep(office.org, name=name, content=content, by=office.clerk, at=at("2024-03-05"))

    return keeps


def test_every_kind_that_is_taken_in_has_a_copy():
    assert ENDINGS.keys() == MEDIA_TYPES.keys()


@pytest.mark.parametrize("name", FILES)
def test_each_is_kept_in_a_format_for_keeping(kept, name):
    file = kept(name, FILES[name])
    assert formats.look_at(ENDINGS[file.kind], for_keeping(file)).problems == ()


def test_what_is_in_such_a_format_stays_byte_for_byte(kept):
    for name, content in (("公文.pdf", paper("公文", Paragraph("正文"))), ("照片.jpg", FILES["照片.jpg"])):
        assert for_keeping(kept(name, content)) == content


def test_of_a_pdf_the_pages_look_as_before(kept):
    content = FILES["房产证.pdf"]
    before, after = (
        pypdfium2.PdfDocument(each)[0].render(scale=0.5).to_pil().convert("L")
        for each in (content, for_keeping(kept("房产证.pdf", content)))
    )
    assert before.size == after.size
    differing = sum(abs(a - b) > 60 for a, b in zip(before.tobytes(), after.tobytes(), strict=True))
    assert differing / len(before.tobytes()) < 0.01


@pytest.mark.parametrize(("name", "said"), [("说明.docx", "二〇二二"), ("名单.xlsx", "三灶")])
def test_of_a_document_the_words_are_kept_and_it_says_so(kept, name, said):
    file = kept(name, FILES[name])
    words = words_in(for_keeping(file)).replace("\r\n", "")
    assert said in words
    assert "版式与原件不同" in words
    assert file.sha256 in words.replace("\n", "").replace(" ", "")


def test_words_of_chinese_windows_are_kept_as_utf_8(kept):
    assert for_keeping(kept("说明.txt", FILES["说明.txt"])).decode() == "陈阿婆"


class TestFolder:
    def test_holds_what_came_with_the_request(self, office):
        request = office.answered()
        for name, content in FILES.items():
            enclosing.attach(
                request, role="attached", name=name, content=content, by=office.clerk, at=at("2024-03-18")
            )
        actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        package = Package.objects.get(case=request.case_id)
        with zipfile.ZipFile(store.settle(package)) as opened:
            catalogue = opened.read("metadata.xml").decode()
        for name in FILES:
            assert f"申请人提交：{name}" in catalogue

    def test_holds_the_covered_file_and_none_that_was_taken_off(self, office):
        request, on = office.asked(), {"by": office.clerk, "at": at("2024-03-04")}
        found = enclosing.attach(request, role="found", name="名单.xlsx", content=FILES["名单.xlsx"], **on)
        for _ in range(2):
            redacting.make(enclosing.begin_covering(found, **on), **on)
        gone, stays = request.enclosures.filter(role="outgoing").order_by("pk")
        enclosing.take_off(gone, **on)
        keys = [each.key for each in contents(office.case_of(request)).documents if each.kind == "附件"]
        assert keys == [f"enclosure-{found.pk}", f"enclosure-{stays.pk}"]
