"""What the office sees of the archive: what waits, the page of a package, its file for whoever may have it."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.archive import store
from yangguang.core.archive.models import Package
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions

from .office import Office, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client):
    def enters(person: Person):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters


def page(client, address: str, *values, status: int = 200, **query) -> str:
    answer = client.get(reverse(address, args=values), query)
    assert answer.status_code == status
    return answer.content.decode()


class TestWhatWaits:
    def test_a_withdrawn_request_is_archived_from_the_list(self, office, enter):
        request = office.asked()
        actions.withdraw(request, reason="不要了", by=office.clerk, at=at("2024-03-04"))
        client = enter(office.clerk)
        address = reverse("archive_desk:archive", args=[request.case_id, "package"])
        assert address in page(client, "archive_desk:overview")
        assert "政府信息公开申请表" in page(client, "archive_desk:archive", request.case_id, "package")
        done = client.post(address, {"once": "a-1"})
        package = Package.objects.get()
        assert (done.status_code, done["Location"]) == (303, package.desk_url)
        assert address not in page(client, "archive_desk:overview")

    def test_an_answered_request_leads_to_its_step(self, office, enter):
        request = office.answered()
        shown = page(enter(office.clerk), "archive_desk:overview")
        assert "在办件页面归档" in shown
        assert reverse("disclosure_desk:case", args=[request.pk]) in shown

    def test_what_is_late_is_urgent_on_the_first_page(self, office, enter):
        office.answered()
        [figure] = [
            each
            for each in enter(office.clerk).get("/office/").context["panels"][0].figures
            if "未归档" in each.label
        ]
        assert (figure.number, figure.is_urgent) == (1, timezone.localdate() > date(2025, 6, 30))

    def test_archiving_twice_is_refused_in_words(self, office, enter):
        package = office.archived()
        address = reverse("archive_desk:archive", args=[package.case_id, "package"])
        answer = enter(office.clerk).post(address, {"once": "a-2"})
        assert answer.status_code == 422
        assert "办件已归档，档号440404-2024-D30-0001" in answer.content.decode()


class TestAPackage:
    def test_tells_its_catalogue_its_hashes_and_the_four_checks(self, office, enter):
        package = office.archived()
        shown = page(enter(office.clerk), "archive_desk:package", package.pk)
        for words in (
            "政府信息公开申请表",
            "送达凭证",
            package.sha256,
            package.sm3,
            "真实性",
            "安全性",
            "未扫描",
        ):
            assert words in shown
        assert shown.count('<span class="tag done">通过</span>') == 4

    def test_is_found_on_the_page_of_its_request_with_what_came_since(self, office, enter):
        package = office.archived()
        request = package.case.disclosure_request
        client = enter(office.clerk)
        assert package.desk_url in page(client, "disclosure_desk:case", request.pk)
        filed = {"kind": "review", "filed_on": date(2024, 4, 1)}
        actions.contest(request, **filed, by=office.clerk, at=at("2024-04-01"))
        address = reverse("archive_desk:archive", args=[request.pk, "supplement"])
        shown = page(client, "disclosure_desk:case", request.pk)
        assert "归档以后新形成的文件：行政复议受理情况" in shown
        assert address in shown
        assert client.post(address, {"once": "s-1"}).status_code == 303
        assert address not in page(client, "disclosure_desk:case", request.pk)

    def test_whose_file_is_gone_says_so(self, office, enter):
        package = office.archived()
        store.settle(package).unlink()
        assert "文件不在归档目录里" in page(enter(office.clerk), "archive_desk:package", package.pk)

    def test_is_found_by_year_number_and_word(self, office, enter):
        office.archived()
        old = office.archived("2023-03-20", received="2023-03-01", sent="2023-03-10", wanted="排污许可")
        client = enter(office.clerk)
        for query in ({"year": 2023}, {"number__icontains": "2023-D30"}, {"q": "排污"}):
            shown = page(client, "packages:index", **query)
            assert old.number in shown
            assert "440404-2024-D30-0001" not in shown

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_the_list_is_taken_away(self, office, enter, form):
        package = office.archived()
        answer = enter(office.clerk).get(reverse("packages:index"), {"export": form})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if form == "csv":
            assert package.sha256 in content.decode()
        else:
            assert content.startswith(b"PK")

    def test_what_is_due_for_the_public_archives_is_listed(self, office, enter):
        package = office.archived()
        client = enter(office.clerk)
        assert "2034年3月18日" in page(client, "archive_desk:package", package.pk)
        assert package.number not in page(client, "packages:index", due="due")


class TestACopy:
    def test_is_given_for_a_purpose_that_the_ledger_keeps(self, office, enter):
        package = office.archived()
        client = enter(office.clerk)
        answer = client.post(
            reverse("archive_desk:take_out", args=[package.pk]), {"purpose": "答复复议机关", "once": "t-1"}
        )
        content = b"".join(answer.streaming_content)
        assert zipfile.ZipFile(BytesIO(content)).testzip() is None
        assert content == store.settle(package).read_bytes()
        assert f"{package.number}.zip" in answer["Content-Disposition"]
        assert Record.objects.latest("pk").note == f"下载{package.number}，用于答复复议机关"
        assert "用于答复复议机关" in page(client, "archive_desk:package", package.pk)

    @pytest.mark.parametrize("purpose", ["", "   "])
    def test_is_not_given_without_one(self, office, enter, purpose):
        package = office.archived()
        records = Record.objects.count()
        answer = enter(office.clerk).post(
            reverse("archive_desk:take_out", args=[package.pk]), {"purpose": purpose, "once": "t-1"}
        )
        assert answer.status_code == 422
        assert "请写明利用目的" in answer.content.decode()
        assert Record.objects.count() == records

    def test_is_not_given_to_whoever_only_oversees_the_organisation(self, office, enter):
        below = Office("440404-03", "金湾区教育局", parent=office.org)
        package = below.archived()
        overseer = Person.objects.create_user("overseer", name="督查")
        Post.objects.create(
            org=office.org, person=overseer, role="督查", since=date(2021, 1, 1), oversees=True
        )
        client = enter(overseer)
        address = reverse("archive_desk:take_out", args=[package.pk])
        shown = page(client, "archive_desk:package", package.pk)
        assert "只有本机关的人员可以下载" in shown
        assert address not in shown
        for answer in (client.get(address), client.post(address, {"purpose": "看看", "once": "t-1"})):
            assert (answer.status_code, answer["Location"]) == (303, package.desk_url)
        assert "只有金湾区教育局的人员可以下载" in page(client, "archive_desk:package", package.pk)
        assert not Record.objects.filter(kind="archive.taken_out").exists()

    def test_of_another_district_there_is_none(self, office, enter):
        package = office.archived()
        stranger = Person.objects.create_user("stranger", name="外人")
        elsewhere = Organisation.add(code="440403", name="邻区", short_name="邻区", kind="government")
        Post.objects.create(
            org=elsewhere, person=stranger, role="受理窗口", since=date(2021, 1, 1), oversees=True
        )
        client = enter(stranger)
        page(client, "archive_desk:package", package.pk, status=404)
        page(client, "archive_desk:take_out", package.pk, status=404)
        page(client, "archive_desk:archive", package.case_id, "package", status=404)


class TestTheFonds:
    def test_is_entered_by_an_administrator_only(self, office, enter):
        office.archived()
        address = reverse("archive_desk:fonds", args=[office.org.pk])
        assert enter(office.clerk).post(address, {"number": "0123", "once": "f-1"}).status_code == 303
        assert "暂用机关代码 440404" in page(enter(office.clerk), "archive_desk:overview")
        admin = Person.objects.create_superuser("admin", name="管理员")
        assert enter(admin).post(address, {"number": "全宗", "once": "f-2"}).status_code == 422
        assert enter(admin).post(address, {"number": "0123", "once": "f-3"}).status_code == 303
        assert "0123" in page(enter(office.clerk), "archive_desk:overview")
