"""A file that is uploaded is checked by its name, its size and its content before anything is stored."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.ui.uploads import LARGEST_FILE, CheckedFile, check

EXE = b"MZ\x90\x00" + bytes(range(256)) * 8
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def packed(*, compress=zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compress) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def picture(kind: str, size=(40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("1", size).save(made, kind)
    return made.getvalue()


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "答复书.pdf": lambda: PDF,
    "答复书.PDF": lambda: PDF,
    "申请表.docx": lambda: saved(docx.Document()),
    "台账.xlsx": lambda: saved(Workbook()),
    "公文.ofd": lambda: packed(OFD_xml=b"<ofd:OFD/>"),
    "身份证.jpg": lambda: picture("JPEG"),
    "学区划分图.png": lambda: picture("PNG"),
    "说明.txt": lambda: "三灶镇学区".encode(),
    "旧说明.txt": lambda: "三灶镇学区".encode("gb18030"),
    "名单.csv": lambda: "姓名,金额\n陈阿婆,3".encode(),
}

BOMB = packed(word__document_xml=bytes(LARGEST_FILE * 3))
CROWD = packed(word__document_xml=b"x", **{f"m{number}": b"x" for number in range(2100)})
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a program that calls itself a PDF": ("答复书.pdf", lambda: EXE, "内容不是 pdf 文件"),
    "a program that says what it is": ("setup.exe", lambda: EXE, "可以上传的有 pdf、docx"),
    "two endings": ("答复书.pdf.exe", lambda: EXE, "可以上传的有 pdf、docx"),
    "a web page": ("页面.html", lambda: PAGE, "可以上传的有 pdf、docx"),
    "a web page that calls itself a text": ("页面.txt", lambda: PAGE, "内容不是 txt 文件"),
    "a web page that calls itself a picture": ("图.png", lambda: PAGE, "内容不是 png 文件"),
    "a drawing that can run": ("图.svg", lambda: b"<svg onload='alert(1)'/>", "可以上传的有 pdf、docx"),
    "a document that fills the disk": ("申请表.docx", lambda: BOMB, "展开后过大"),
    "a document of thousands of parts": ("申请表.docx", lambda: CROWD, "展开后过大"),
    "a document with a program in it": (
        "申请表.docx",
        lambda: packed(word__document_xml=b"x", word__vbaProject_bin=EXE),
        "内容不是 docx 文件",
    ),
    "an archive that calls itself a document": ("申请表.docx", lambda: packed(a=b"x"), "内容不是 docx 文件"),
    "a document that is cut off": ("台账.xlsx", lambda: saved(Workbook())[:500], "内容不是 xlsx 文件"),
    "a picture that fills the memory": ("图.png", lambda: picture("PNG", (9000, 9000)), "内容不是 png 文件"),
    "another kind of picture": ("图.jpg", lambda: picture("GIF"), "内容不是 jpg 文件"),
    "nothing": ("空.pdf", lambda: b"", "空文件"),
    "too much": ("大.pdf", lambda: PDF + bytes(LARGEST_FILE), "最多10MB"),
    "no ending": ("答复书", lambda: PDF, "可以上传的有 pdf、docx"),
    "a hidden file": (".htaccess", lambda: b"x", "文件名不能用"),
    "an ending turned round": ("答复\u202efdp.exe", lambda: EXE, "文件名不能用"),
    "an endless name": (f"{'字' * 120}.pdf", lambda: PDF, "文件名不能用"),
}


def uploaded(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", content)
    file._name = name  # as it was sent, before the framework takes anything off it
    return file


class TestAFile:
    @pytest.mark.parametrize("name", GOOD)
    def test_that_is_what_it_says_is_taken_whole(self, name):
        file = uploaded(name, GOOD[name]())
        check(file)
        assert len(file.read()) == file.size

    @pytest.mark.parametrize("what", BAD)
    def test_that_is_not_is_refused_in_plain_words(self, what):
        name, content, said = BAD[what]
        with pytest.raises(forms.ValidationError, match=said):
            check(uploaded(name, content()))

    @pytest.mark.parametrize(
        "name", ["../../etc/cron.pdf", "..\\..\\boot.pdf", "C:\\a.pdf", "a\0.pdf", "a\n.pdf"]
    )
    def test_whose_name_leads_elsewhere_is_refused(self, name):
        with pytest.raises(forms.ValidationError, match="文件名不能用"):
            check(uploaded(name, PDF))


class TestAField:
    class Form(forms.Form):
        wanted = forms.CharField()
        file = CheckedFile(required=False)

    def sent(self, name: str, content: bytes) -> "TestAField.Form":
        return self.Form({"wanted": "学区划分图"}, {"file": uploaded(name, content)})

    def test_takes_a_good_file_and_is_content_without_one(self):
        assert self.sent("答复书.pdf", PDF).is_valid()
        assert self.Form({"wanted": "学区划分图"}).is_valid()

    def test_says_what_is_wrong_beside_itself_and_keeps_what_was_typed(self):
        form = self.sent("答复书.pdf", EXE)
        assert not form.is_valid()
        assert "内容不是 pdf 文件" in form.errors["file"][0]
        assert form["wanted"].value() == "学区划分图"


@pytest.mark.django_db
class TestTheOffice:
    """Where files are kept already: the documents and pictures of the shell, and the portrait of a person."""

    @pytest.fixture(autouse=True)
    def places(self, settings, tmp_path):
        settings.MEDIA_ROOT = self.kept = tmp_path / "media"

    @pytest.fixture
    def office(self, client):
        editor = Person.objects.create_superuser("editor", "editor@example.cn", name="编辑")
        org = Organisation.add(
            code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
        )
        Post.objects.create(org=org, person=editor, role="编辑", since=date(2020, 1, 1))
        client.force_login(editor, "django.contrib.auth.backends.ModelBackend")
        return client

    def files(self) -> list[Path]:
        return [each for each in self.kept.rglob("*") if each.is_file()]

    def add(self, office, name: str, content: bytes, where="documents"):
        values = {"title": "三灶镇学区划分图", "file": SimpleUploadedFile(name, content), "collection": 1}
        return office.post(f"/office/{where}/add/", values)

    def test_keeps_a_good_document(self, office):
        assert self.add(office, "划分图.pdf", PDF).status_code == 302
        assert [each.suffix for each in self.files()] == [".pdf"]

    def test_keeps_nothing_of_somebody_who_writes_nothing(self, client):
        admin = Person.objects.create_superuser("admin", "admin@example.cn", name="管理员")
        client.force_login(admin, "django.contrib.auth.backends.ModelBackend")
        self.add(client, "划分图.pdf", PDF)
        assert not self.files()

    @pytest.mark.parametrize("what", ["a program that calls itself a PDF", "a web page", "too much"])
    def test_stores_nothing_it_refuses_and_keeps_what_was_typed(self, office, what):
        name, content, said = BAD[what]
        page = self.add(office, name, content()).content.decode()
        assert said in page
        assert 'value="三灶镇学区划分图"' in page
        assert not self.files()
        assert not get_document_model().objects.exists()

    def test_refuses_a_document_that_fills_the_disk(self, office):
        page = self.add(office, "申请表.docx", BOMB).content.decode()
        assert "展开后过大" in page
        assert not self.files()

    def test_refuses_it_where_several_are_sent_at_once_too(self, office):
        sent = {"title": "x", "files[]": SimpleUploadedFile("答复书.pdf", EXE), "collection": 1}
        answer = office.post(
            "/office/documents/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"}
        )
        assert answer.json()["success"] is False
        assert "内容不是 pdf 文件" in answer.json()["error_message"]
        assert not self.files()

    @pytest.mark.parametrize(("name", "content"), [("图.png", EXE), ("图.png", PAGE), ("图.svg", PAGE)])
    def test_refuses_a_picture_that_is_none(self, office, name, content):
        page = self.add(office, name, content, "images").content.decode()
        assert "error-message" in page
        assert not self.files()
        assert not get_image_model().objects.exists()

    def test_refuses_a_portrait_that_is_none(self, office):
        sent = {"avatar-avatar": SimpleUploadedFile("我.png", EXE)}
        assert "error-message" in office.post("/office/account/", sent).content.decode()
        assert not self.files()

    def test_names_a_file_by_the_last_part_of_what_was_sent(self, office):
        """A browser that sends the whole path is served; nothing is written outside."""
        body = (
            "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n图\r\n"
            "--b\r\nContent-Disposition: form-data; name=\"collection\"\r\n\r\n1\r\n"
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../../outside.pdf\"\r\n"
            "Content-Type: application/pdf\r\n\r\n"
        ).encode() + PDF + b"\r\n--b--\r\n"  # fmt: skip
        office.post("/office/documents/add/", body, content_type="multipart/form-data; boundary=b")
        [kept] = self.files()
        assert kept == self.kept / "documents" / "outside.pdf"
        assert not list(self.kept.parent.glob("*.pdf"))

    def test_takes_no_more_at_once_than_it_says(self, office):
        answer = self.add(office, "大.pdf", PDF + bytes(13 * 1024 * 1024))
        assert answer.status_code == 400
        assert "一次最多12兆字节" in answer.content.decode()
        assert not self.files()


@pytest.mark.django_db
def test_a_resident_cannot_make_the_server_keep_a_file(client, settings, tmp_path):
    """The form of a request asks for no file; one that is sent along goes nowhere."""
    settings.MEDIA_ROOT = tmp_path
    client.post("/disclosure/track/", {"number": "1", "code": "A", "file": SimpleUploadedFile("a.pdf", EXE)})
    assert not list(tmp_path.iterdir())
