"""The office at work: every form does its act, what is wrong is said beside its field, and strangers find nothing."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from yangguang.core.matters import actions, queries, sheets
from yangguang.core.matters.models import Catalogue, Item
from yangguang.core.matters.tests.rows import at, entry

pytestmark = pytest.mark.django_db

FORM = {
    "seq": "4", "level1": "收费", "level2": "收费标准", "elements": "项目、标准", "bases": "《中华人民共和国价格法》",
    "deadline": "每年3月31日前", "publisher": "金湾教育", "channels": ["website"], "who": "", "mode": "active",
    "levels": ["county"], "column": "/zwgk/jy/",
}  # fmt: skip


def address(name: str, *args: object) -> str:
    return reverse(f"matters_desk:{name}", args=args)


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


def workbook(rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("目录.xlsx", sheets.as_workbook("目录", rows))


def test_catalogue_is_adopted_filled_by_a_workbook_and_taken_away(office, district, bureau):
    said = {
        "org": district.pk,
        "kind": "basic",
        "title": "基本目录",
        "edition": "2024年版",
        "adopted_on": "2024-01-01",
    }
    answer = office.post(address("adopt"), said)
    catalogue = Catalogue.objects.get()
    assert answer.headers["Location"] == catalogue.desk_url
    rows = [entry(1, "政策文件"), entry(2, "招生管理")]
    office.post(address("import", catalogue.pk), {"file": workbook(rows)})
    file = office.get(address("file", catalogue.pk, "xlsx"))
    assert sheets.read_workbook(file.content) == rows
    assert "政策文件" in office.get(address("file", catalogue.pk, "csv")).content.decode()
    page = office.get(catalogue.desk_url).content.decode()
    assert '<th scope="rowgroup" rowspan="1">政策文件</th>' in page
    assert "导入2项" in page


def test_of_a_wrong_workbook_every_row_is_named_and_nothing_imported(office, catalogue):
    book = load_workbook(io.BytesIO(sheets.as_workbook("目录", [entry(8, "甲"), entry(9, "乙")])))
    book.active["F4"], book.active["H5"] = "以后", "■微信群"
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("目录.xlsx", out.getvalue())
    answer = office.post(address("import", catalogue.pk), {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第4行F列：看不懂公开时限“以后”" in page
    assert "第5行H列：没有“微信群”这个公开渠道" in page
    assert catalogue.items.count() == 3


def test_macro_workbook_is_not_taken(office, catalogue):
    file = SimpleUploadedFile("目录.xlsm", sheets.as_workbook("目录", [entry(8)]))
    answer = office.post(address("import", catalogue.pk), {"file": file})
    assert answer.status_code == 422
    assert "不是可以上传的文件" in answer.content.decode()


def test_item_is_added_changed_and_retired(office, catalogue, bureau):
    office.post(address("add_item", catalogue.pk), {**FORM, "since": "2024-01-01", "once": "a-key"})
    office.post(address("add_item", catalogue.pk), {**FORM, "since": "2024-01-01", "once": "a-key"})
    item = Item.objects.get(seq=4)
    assert (item.org, item.deadline_month, item.deadline_day) == (bureau, 3, 31)
    office.post(address("change_item", item.pk), {**FORM, "deadline": "每季度公开"})
    item.refresh_from_db()
    assert item.deadline_number == 3
    assert "修改“收费·收费标准”的公开时限" in office.get(item.desk_url).content.decode()
    office.post(address("retire_item", item.pk), {"until": "2024-05-01", "reason": "取消收费"})
    item.refresh_from_db()
    assert item.until == date(2024, 5, 1)
    assert "不再列入目录" in office.get(item.desk_url).content.decode()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"deadline": "看情况"}, "deadline", "看不懂公开时限"),
        ({"publisher": "海事局"}, "publisher", "公开主体“海事局”不在"),
        ({"seq": "1"}, "seq", "序号1在这个目录里已有"),
        ({"column": "//evil.example"}, "column", "发布位置应以一个“/”开头"),
        ({"column": "https://evil.example"}, "column", "发布位置应以一个“/”开头"),
        ({"levels": []}, "levels", "请至少选一个层级"),
    ],
)
def test_what_is_wrong_with_an_item_stands_beside_its_field(given, field, words, office, catalogue):
    answer = office.post(address("add_item", catalogue.pk), {**FORM, "since": "2024-01-01", **given})
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert catalogue.items.count() == 3


def test_town_takes_over_what_its_clerk_can_otherwise_not_see(client, catalogue, town, townswoman):
    client.force_login(townswoman, "django.contrib.auth.backends.ModelBackend")
    assert client.get(catalogue.desk_url).status_code == 404
    assert str(catalogue) in client.get(address("to_take_over")).content.decode()
    out = catalogue.items.get(seq=3)
    said = {"town": town.pk, "edition": "1", "adopted_on": "2024-01-01", "leave_out": [out.pk], "reason": ""}
    answer = client.post(address("take_over", catalogue.pk), said)
    assert "必须承接的事项，不列入须写明理由" in answer.content.decode()
    client.post(address("take_over", catalogue.pk), {**said, "reason": "本镇没有学校"})
    own = Catalogue.objects.get(org=town)
    assert [str(each) for each in queries.items_of(own, date(2024, 1, 1))] == ["政策文件·规范性文件"]
    assert "招生管理·学区划分" in client.get(own.desk_url).content.decode()


def test_guide_is_written_and_looked_through(client, bureau, teacher):
    client.force_login(teacher, "django.contrib.auth.backends.ModelBackend")
    assert "还没有编制" in client.get(address("guides")).content.decode()
    texts = {"classification": "分类", "arrangement": "编排", "access_methods": "网站"}
    client.post(address("write_guide", bureau.pk), texts)
    assert "还没有复核过" in client.get(address("guides")).content.decode()
    assert "公开指南待复核" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(address("check_guide", bureau.pk))
    page = client.get(address("guide", bureau.pk)).content.decode()
    assert "0756-5550003" in page
    assert "请复核" not in page


def test_who_keeps_nothing_here_finds_nothing_and_changes_nothing(
    client, catalogue, bureau, stranger, teacher
):
    guide = actions.write_guide(bureau, classification="一", arrangement="二", access_methods="三", by=teacher,
                                at=at("2024-01-01"))  # fmt: skip
    client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    item = catalogue.items.get(seq=1)
    for name, pk in [
        ("catalogue", catalogue.pk), ("import", catalogue.pk), ("add_item", catalogue.pk),
        ("check_catalogue", catalogue.pk), ("take_over", catalogue.pk), ("item", item.pk), ("change_item", item.pk),
        ("retire_item", item.pk), ("guide", guide.pk), ("write_guide", guide.pk), ("check_guide", guide.pk),
    ]:  # fmt: skip
        assert client.get(address(name, pk)).status_code == 404, name
        assert client.post(address(name, pk), FORM).status_code in (404, 405), name
    for listed in (address("catalogues"), address("guides"), reverse("disclosure_items:index")):
        page = client.get(listed).content.decode()
        assert "金湾" not in page
        assert "学区划分" not in page


def test_list_is_narrowed_by_level_and_state(office, catalogue, clerk):
    actions.retire_item(
        catalogue.items.get(seq=2), until=date(2023, 6, 1), reason="取消", by=clerk, at=at("2023-06-01")
    )
    listed = reverse("disclosure_items:index")

    def shown(**given: str) -> list[int]:
        page = office.get(listed, given).content.decode()
        return [each.seq for each in catalogue.items.all() if f'href="{each.desk_url}"' in page]

    assert shown() == [1, 2, 3]
    assert shown(levels="town") == [2, 3]
    assert shown(in_force="yes") == [1, 3]
    assert shown(in_force="no") == [2]
    assert shown(catalogue=str(catalogue.pk), mode="on_request") == []
    exported = b"".join(office.get(listed, {"export": "csv", "in_force": "no"}).streaming_content).decode()
    assert "规范性文件" in exported
    assert "招生管理" not in exported
    assert "公开方式" in exported
    assert "主动" in exported
