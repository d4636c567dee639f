"""A closed request becomes one package: what is in it, how it is numbered, and what stands in the way."""

import zipfile
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.db import DatabaseError, connection, transaction
from lxml import etree

from yangguang.core.archive import actions as archiving
from yangguang.core.archive import checks, folders, metadata, queries, store
from yangguang.core.archive.folders import Contents, Document, Folder
from yangguang.core.archive.models import Fonds, Package
from yangguang.core.archive.packing import read_manifest, sum_of
from yangguang.core.cases.models import Case, Numbering
from yangguang.core.cases.tests.trial import administrator
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.core.records.queries import history_of
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.archive import contents

from .office import Office, at

pytestmark = pytest.mark.django_db


def opened(package: Package) -> zipfile.ZipFile:
    with store.open_file(package) as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def words_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pdfplumber.open(BytesIO(pdf)).pages).split())


def file_of(package: Package, key: str) -> bytes:
    [entry] = [each for each in package.catalogue if each["key"] == key]
    return opened(package).read(entry["name"])


class TestWhatIsInIt:
    def test_the_documents_stand_in_the_order_of_the_catalogue(self, office):
        package = office.archived()
        assert [each["kind"] for each in package.catalogue] == [
            "申请书", "登记回执", "审查表", "签发稿", "答复书", "送达凭证", "期限证明", "台账", "台账",
        ]  # fmt: skip
        assert [each["order"] for each in package.catalogue] == list(range(1, 10))

    def test_every_letter_and_sheet_is_a_file_to_keep(self, office):
        package = office.archived()
        formats = {each["format"] for each in package.catalogue}
        assert formats == {"PDF/A-2b", "XML"}
        for each in package.catalogue:
            if each["format"] != "XML":
                assert b"<pdfaid:part>2</pdfaid:part>" in opened(package).read(each["name"])

    def test_the_application_is_as_it_was_received_and_the_correction_tells_both(self, office):
        request = office.asked()
        unclear = {"unclear": "哪一年的", "by_on": date(2024, 3, 20)}
        actions.ask_for_correction(office.step(request), **unclear, by=office.clerk, at=at("2024-03-04"))
        actions.take_correction(office.step(request), wanted="2023年的", by=office.clerk, at=at("2024-03-05"))
        made = {each.key.partition("-")[0]: each for each in contents(office.case_of(request)).documents}
        application, correction = words_of(made["application"].bytes()), words_of(made["correction"].bytes())
        assert "2022年三灶镇学区划分图" in application
        assert "44040419500101123X" in application
        assert "2023年的" not in application
        assert "2022年三灶镇学区划分图" in correction
        assert "2023年的" in correction

    def test_the_proof_of_delivery_tells_the_number_at_the_post_office(self, office):
        package = office.archived()
        [proof] = [each["key"] for each in package.catalogue if each["kind"] == "送达凭证"]
        assert "XA12345678901" in words_of(file_of(package, proof))

    def test_the_records_are_there_word_for_word_with_their_hashes(self, office):
        package = office.archived()
        [key] = [each["key"] for each in package.catalogue if each["format"] == "XML"]
        root = etree.fromstring(file_of(package, key))
        name = "{urn:yangguang:records:1}本条"
        hashes = [each.findtext(name) for each in root]
        before = [each.hash for each in history_of(package.case) if each.kind != "disclosure.archived"]
        assert len(hashes) > 5
        assert hashes == before

    def test_the_manifest_holds_for_every_file(self, office):
        packed = opened(office.archived())
        told = read_manifest(packed.read("manifest.txt"))
        assert set(told) == set(packed.namelist()) - {"manifest.txt"}
        assert all(sum_of(packed.read(name)) == known for name, known in told.items())
        assert all(len(known.sm3) == 64 for known in told.values())
        assert {each.compress_type for each in packed.infolist()} == {zipfile.ZIP_STORED}

    def test_the_metadata_say_what_the_row_says(self, office):
        package = office.archived()
        said = metadata.read(opened(package).read("metadata.xml"))
        assert (said.number, said.org_name, said.retention, said.formed_on) == (
            package.number, "金湾区人民政府", "D30", date(2024, 3, 18),
        )  # fmt: skip
        assert [each.plain() for each in said.catalogue] == package.catalogue

    def test_it_passes_the_four_checks(self, office):
        package = office.archived()
        assert package.checks["found"] == {each: [] for each in ("真实性", "完整性", "可用性", "安全性")}

    def test_a_word_that_no_font_has_does_not_keep_a_case_from_being_archived(self, office):
        package = office.archived(wanted="请公开😀\x07学区图")
        assert "〔U+1F600〕" in words_of(file_of(package, "application"))
        assert "\x07" not in package.title


class TestNumbering:
    def test_each_retention_and_year_counts_for_itself_and_the_places_for_all(self, office):
        numbers = [
            office.archived(), office.archived(),
            office.archived("2023-03-20", received="2023-03-01", sent="2023-03-10"),
        ]  # fmt: skip
        assert [(each.number, each.place_in_year) for each in numbers] == [
            ("440404-2024-D30-0001", 1),
            ("440404-2024-D30-0002", 2),
            ("440404-2023-D30-0001", 1),
        ]

    def test_a_package_names_the_one_before_in_its_year(self, office):
        first, second = office.archived(), office.archived()
        said = metadata.read(opened(second).read("metadata.xml"))
        assert (first.previous, second.previous) == ("", first.sha256)
        assert said.before == metadata.Before(first.number, first.sha256, first.sm3)

    def test_the_fonds_number_holds_from_the_day_on_which_it_is_entered(self, office):
        before = office.archived()
        archiving.set_fonds(office.org, number="0123", by=administrator(), at=at("2024-03-21"))
        assert office.archived().number == "0123-2024-D30-0002"
        assert Package.objects.get(pk=before.pk).number == "440404-2024-D30-0001"

    @pytest.mark.parametrize("number", ["", "全宗1", "../1", "1" * 21, "-1"])
    def test_what_is_no_fonds_number_is_refused(self, office, number):
        with pytest.raises(Refused, match="全宗号由数字"):
            archiving.set_fonds(office.org, number=number, by=administrator(), at=at("2024-03-21"))
        assert not Fonds.objects.exists()

    def test_a_clerk_enters_no_fonds_number(self, office):
        with pytest.raises(Refused, match="全宗号由系统管理员登记"):
            archiving.set_fonds(office.org, number="0123", by=office.clerk, at=at("2024-03-21"))

    def test_a_number_is_given_back_when_the_act_fails(self, office, monkeypatch):
        office.archived()
        monkeypatch.setattr(checks, "scan", lambda *given: (_ for _ in ()).throw(RuntimeError))
        request = office.answered()
        with pytest.raises(RuntimeError):
            actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        monkeypatch.undo()
        assert office.archived().number == "440404-2024-D30-0002"


class TestWhatStandsInTheWay:
    def test_a_case_is_archived_once(self, office):
        package = office.archived()
        with pytest.raises(Refused, match="办件已归档，档号440404-2024-D30-0001"):
            archiving.package(package.case, by=office.clerk, at=at("2024-03-21"))
        assert Package.objects.count() == 1

    def test_the_same_click_twice_is_one_package(self, office):
        request = office.answered()
        step = office.step(request)
        for _ in range(2):
            actions.archive(step, by=office.clerk, at=at("2024-03-20"), once="form-1")
        assert Package.objects.count() == 1

    def test_a_running_case_is_not_archived(self, office):
        request = office.answered()
        with pytest.raises(Refused, match="还没有办结"):
            archiving.package(office.case_of(request), by=office.clerk, at=at("2024-03-20"))

    def test_nobody_of_another_organisation_archives_it(self, office):
        stranger = Person.objects.create_user("stranger", name="外人")
        elsewhere = Organisation.add(code="440403", name="邻区", short_name="邻区", kind="government")
        Post.objects.create(org=elsewhere, person=stranger, role="受理窗口", since=date(2021, 1, 1))
        request = office.asked()
        actions.withdraw(request, reason="不要了", by=office.clerk, at=at("2024-03-04"))
        with pytest.raises(Refused, match="没有岗位"):
            archiving.package(office.case_of(request), by=stranger, at=at("2024-03-20"))
        assert not Package.objects.exists()

    def test_a_request_that_was_withdrawn_is_archived_without_an_answer(self, office):
        request = office.asked()
        actions.withdraw(request, reason="不要了", by=office.clerk, at=at("2024-03-04"))
        package = archiving.package(office.case_of(request), by=office.clerk, at=at("2024-03-20"))
        assert [each["kind"] for each in package.catalogue][:2] == ["申请书", "登记回执"]
        assert package.formed_on == date(2024, 3, 4)

    @pytest.mark.parametrize(
        ("ending", "content", "words"),
        [
            ("docx", b"PK", "不是可以长期保存的格式"),
            ("pdf", b"%PDF-1.4 broken", "PDF 已损坏"),
            ("txt", b"\xff\xfe", "不是 UTF-8"),
        ],
    )
    def test_a_document_that_cannot_be_kept_is_named_and_nothing_is_left(
        self, office, monkeypatch, ending, content, words
    ):
        request = office.answered()

        def with_one_more(case: Case) -> Contents:
            made = contents(case)
            made.documents.append(Document("odd", "附件", "附件", date(2024, 3, 1), content, ending))
            return made

        folder = folders.folders()["disclosure"]
        monkeypatch.setitem(
            folders.folders(), "disclosure", Folder("disclosure", with_one_more, folder.closed)
        )
        records = Record.objects.count()
        with pytest.raises(Refused, match=words):
            actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        assert office.step(request).node == "archive"
        assert (Package.objects.count(), Record.objects.count()) == (0, records)
        assert not list(store.root().rglob("*.zip"))
        assert not Numbering.objects.filter(series__startswith="archive").exists()

    def test_a_folder_that_lacks_what_it_must_hold_is_not_complete(self, office, monkeypatch):
        request = office.answered()
        folder = folders.folders()["disclosure"]
        monkeypatch.setitem(
            folders.folders(),
            "disclosure",
            Folder(
                "disclosure",
                lambda case: Contents("空卷", date(2024, 3, 18), "D30", [], ("申请书",)),
                folder.closed,
            ),
        )
        with pytest.raises(Refused, match="卷内缺少“申请书”"):
            actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))

    def test_a_scanner_that_finds_something_keeps_the_case_open(self, office, settings):
        request = office.answered()
        settings.ARCHIVE_SCANNER = "false"
        with pytest.raises(Refused, match="查毒没有通过"):
            actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        settings.ARCHIVE_SCANNER = "true"
        actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        assert Package.objects.get().checks["scanned"]


class TestNothingIsOverwritten:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE archive_package SET title = 'x'",
            "DELETE FROM archive_package",
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE archive_package",
        ],
    )
    def test_a_row_is_written_once(self, office, statement):
        office.archived()
        with (
            pytest.raises(DatabaseError, match="只可新增"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_a_later_result_makes_a_package_of_its_own(self, office):
        package = office.archived()
        request = package.case.disclosure_request
        with pytest.raises(Refused, match="没有新形成的文件"):
            archiving.supplement(package.case, by=office.clerk, at=at("2024-04-02"))
        review = actions.contest(
            request, kind="review", filed_on=date(2024, 4, 1), by=office.clerk, at=at("2024-04-01")
        )
        actions.decide_contest(
            review, ruling="upheld", on=date(2025, 1, 6), by=office.clerk, at=at("2025-01-06")
        )
        added = archiving.supplement(package.case, by=office.clerk, at=at("2025-01-07"))
        assert [each["title"] for each in added.catalogue][:2] == ["行政复议受理情况", "行政复议结果"]
        assert (added.supplements, added.number) == (package, "440404-2025-D30-0001")
        assert metadata.read(opened(added).read("metadata.xml")).supplements == package.number
        assert "结果维持" in words_of(file_of(added, f"contest-{review.pk}-result"))
        assert Package.objects.get(pk=package.pk).sha256 == package.sha256
        with pytest.raises(Refused, match="没有新形成的文件"):
            archiving.supplement(package.case, by=office.clerk, at=at("2025-01-08"))

    def test_nothing_is_added_to_what_is_not_archived(self, office):
        request = office.answered()
        with pytest.raises(Refused, match="还没有归档"):
            archiving.supplement(office.case_of(request), by=office.clerk, at=at("2024-03-20"))


class TestWhatIsDue:
    def test_what_is_closed_waits_until_it_is_archived(self, office):
        orgs = office.org.subtree()
        request = office.answered()
        [waiting] = queries.waiting(orgs, 10)
        assert (waiting.case.pk, waiting.closed_on, waiting.file_by) == (
            request.case_id, date(2024, 3, 18), date(2025, 6, 30),
        )  # fmt: skip
        assert (queries.count_late(orgs, date(2025, 6, 30)), queries.count_late(orgs, date(2025, 7, 1))) == (
            0,
            1,
        )
        actions.archive(office.step(request), by=office.clerk, at=at("2024-03-20"))
        assert (queries.waiting(orgs, 10), queries.count_waiting(orgs)) == ([], 0)

    @pytest.mark.parametrize(("code", "years"), [("440404", 10), ("440400", 20)])
    def test_a_district_hands_over_after_ten_years_and_a_city_after_twenty(self, db, code, years):
        office = Office(code)
        package = office.archived()
        due = date(2024 + years, 3, 18)
        orgs = Organisation.objects.all()
        assert list(queries.due_for_handing_over(orgs, due)) == [package]
        assert not queries.due_for_handing_over(orgs, date(2024 + years, 3, 17)).exists()
