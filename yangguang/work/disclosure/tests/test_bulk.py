"""Many requests from one file: errors by row, all or the right ones, and no row twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from yangguang.core.orgs.models import Organisation, Person
from yangguang.work.disclosure.bulk.sheets import CHOICES, COLUMNS, MOST
from yangguang.work.disclosure.models import DisclosureRequest, Letter
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db

MANY = reverse("disclosure_desk:take_in_many")
ROW = {
    "key": "1",
    "channel": "挂号信、快递",
    "arrived_on": "2024-03-01",
    "applicant_kind": "自然人",
    "applicant": "陈阿婆",
    "identity": "440404195001011230",
    "phone": "0756-5550199",
    "wanted": "2022年三灶镇学区划分图",
    "form": "纸质",
    "way": "邮寄",
    "address": "三灶镇海澄村1号",
}


@pytest.fixture
def office(clerk) -> Client:
    return entered(clerk)


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def row(key: str, **values: object) -> dict[str, object]:
    return {**ROW, "key": key, "wanted": f"第{key}号信息", **values}


def workbook(*rows: dict[str, object]) -> bytes:
    book = Workbook()
    book.active.append(list(COLUMNS.values()))
    for each in rows:
        book.active.append([each.get(name, "") for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(
    office: Client, org: Organisation, content: bytes, *, mode: str = "all", name: str = "申请.xlsx"
) -> Page:
    file = SimpleUploadedFile(name, content)
    return Page(office.post(MANY, {"org": org.pk, "mode": mode, "file": file, "once": "bulk"}))


class TestRegistering:
    def test_every_row_becomes_a_request_with_its_receipt(self, office, org):
        page = upload(office, org, workbook(row("1"), row("2"), row("3")))
        assert (page.status, "新登记3件" in page.text) == (200, True)
        made = DisclosureRequest.objects.order_by("pk")
        assert [each.wanted for each in made] == ["第1号信息", "第2号信息", "第3号信息"]
        assert [str(each.received_on) for each in made] == ["2024-03-01"] * 3
        assert Letter.objects.filter(kind="receipt").count() == 3
        assert all(each.case.number in page.text for each in made)

    def test_the_same_file_again_registers_nothing_twice(self, office, org):
        upload(office, org, workbook(row("1"), row("2")))
        page = upload(office, org, workbook(row("1"), row("2"), row("3")))
        assert "新登记1件" in page.text
        assert "2件以前已经登记" in page.text
        assert DisclosureRequest.objects.count() == 3

    def test_a_key_that_means_another_request_is_said(self, office, org):
        upload(office, org, workbook(row("1")))
        page = upload(office, org, workbook(row("1", wanted="别的信息")))
        assert (page.status, DisclosureRequest.objects.count()) == (422, 1)
        assert "已经用于" in page.text

    def test_one_wrong_row_leaves_all_out_or_only_itself_as_she_chooses(self, office, org):
        content = workbook(row("1"), row("2", phone="12"), row("3", arrived_on="2999-01-01"))
        page = upload(office, org, content)
        assert (page.status, DisclosureRequest.objects.count()) == (422, 0)
        assert page.title.startswith("错误：")
        assert "第3行“联系电话”：联系电话的写法不对" in page.text
        assert "第4行“到达日期”：到达日期2999-01-01还没有到" in page.text
        page = upload(office, org, content, mode="good")
        assert "新登记1件" in page.text
        assert [each.wanted for each in DisclosureRequest.objects.all()] == ["第1号信息"]
        mended = workbook(row("1"), row("2"), row("3"))
        assert "新登记2件，1件以前已经登记" in upload(office, org, mended).text

    def test_what_has_to_be_confirmed_waits_or_is_registered_at_once(self, office, org):
        fax = {"channel": "传真", "way": "网上获取", "form": "电子"}
        confirmed = {**fax, "confirmed_on": "2024-03-04", "how": "电话，与本人"}
        upload(office, org, workbook(row("1", **fax), row("2", **confirmed)))
        waiting, registered = DisclosureRequest.objects.order_by("pk")
        assert (waiting.received_on, str(registered.received_on)) == (None, "2024-03-04")
        assert registered.confirmed_how == "电话，与本人"


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"channel": "互联网"}, "“申请渠道”：申请渠道“互联网”不在可选的"),
            ({"applicant_kind": ""}, "“申请人类型”：请选择申请人类型。"),
            ({"identity": 4.4040419500101123e17}, "“身份证明”：身份证明是数字，末几位可能已经丢失"),
            ({"identity": "440404195001011231"}, "“身份证明”：身份证号码的校验位不符"),
            ({"arrived_on": "去年"}, "“到达日期”：请写作 2024-01-25"),
            ({"wanted": "长" * 2001}, "“所需政府信息”：内容最多2000字"),
            ({"channel": "口头提出"}, "“代填宣读确认”：代填的申请须向申请人宣读"),
            ({"key": ""}, "“行标识”：请填写行标识"),
        ],
    )
    def test_rows_are_said_in_sentences(self, office, org, changes, words):
        page = upload(office, org, workbook({**row("1"), **changes}))
        assert f"第2行{words}" in page.text
        assert not DisclosureRequest.objects.exists()

    def test_two_rows_with_one_key_are_said(self, office, org):
        assert "与第2行相同" in upload(office, org, workbook(row("1"), row("1"))).text

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "a.xlsx", "空"),
            (b"not a workbook", "a.xlsx", "内容不是 xlsx 文件"),
            (b"\x80\xff\x80,\xff", "a.csv", "内容不是 csv 文件"),
            (b"%PDF-1.7", "a.pdf", "请上传 .xlsx 或者 .csv"),
            ("行标识,申请渠道\n1,传真\n".encode(), "a.csv", "没有找到“到达日期”"),
        ],
    )
    def test_are_refused_with_what_to_do(self, office, org, content, name, words):
        page = upload(office, org, content, name=name)
        assert page.status == 422
        assert any(words in each for each in page.summary())

    def test_too_many_rows_are_refused(self, office, org):
        page = upload(office, org, workbook(*(row(str(number)) for number in range(MOST + 1))))
        assert f"一次最多登记{MOST}件" in page.text

    def test_only_the_window_registers_and_only_for_its_own(self, staff, org):
        assert entered(staff["unit"]).get(MANY).status_code in (302, 403)
        page = upload(entered(staff["clerk"]), org.parent, workbook(row("1")))
        assert page.beside("org") == ["请在列出的机关中选择。"]


class TestBlankTables:
    def test_workbook_that_is_filled_in_is_read_back(self, office, org):
        book = load_workbook(io.BytesIO(office.get(MANY, {"blank": "xlsx"}).content))
        sheet = book.worksheets[0]
        for column, name in enumerate(COLUMNS, 1):
            sheet.cell(2, column, ROW.get(name, ""))
        out = io.BytesIO()
        book.save(out)
        assert "新登记1件" in upload(office, org, out.getvalue()).text

    def test_csv_in_the_coding_of_offices_is_read(self, office, org):
        head = office.get(MANY, {"blank": "csv"}).content.decode("utf-8-sig").strip()
        line = ",".join(str(ROW.get(name, "")) for name in COLUMNS)
        page = upload(office, org, f"{head}\r\n{line}\r\n".encode("gb18030"), name="申请.csv")
        assert "新登记1件" in page.text

    def test_choices_are_those_of_the_form(self):
        assert set(CHOICES["channel"].values()) | {"online"} == {
            "in_person", "oral", "registered_mail", "plain_mail", "online", "fax", "email",
        }  # fmt: skip
