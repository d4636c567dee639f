"""What verify finds: each kind of damage is made for real, and named with the check that it fails."""

import re
import zipfile
from pathlib import Path

import pytest

from yangguang.core.archive import store, verifying
from yangguang.core.archive.models import Package
from yangguang.core.archive.packing import sum_of_file
from yangguang.core.letters import Letter, to_pdf

from .repacking import by_force, contents_of, flip_a_byte, repacked

pytestmark = pytest.mark.django_db


def found(office) -> list[str]:
    return [str(each) for findings in verifying.differences(office.org) for each in findings]


def path_of(package: Package) -> Path:
    return store.settle(package)


def document(files: dict[str, bytes], kind: str = "application") -> str:
    return next(name for name in files if kind in name)


class TestWhatIsWhole:
    def test_has_no_differences(self, office):
        office.archived()
        office.archived("2023-03-20", received="2023-03-01", sent="2023-03-10")
        assert found(office) == []
        assert verifying.organisations() == [office.org]

    def test_with_nothing_archived_there_is_nothing_to_find(self, office):
        assert found(office) == []
        assert verifying.organisations() == []


class TestFiles:
    @pytest.mark.parametrize("place", [0.02, 0.3, 0.5, 0.7])
    def test_a_changed_byte_is_found_with_its_file(self, office, place):
        package = office.archived()
        flip_a_byte(path_of(package), place)
        told = found(office)
        assert f"{package.number}：信息包与登记的摘要不符，已被改动（真实性）" in told
        assert any(re.search(r"(files/.*|metadata.xml)：", each) for each in told)

    @pytest.mark.parametrize("place", [0.0, 0.999])
    def test_a_package_that_no_longer_opens_is_told(self, office, place):
        package = office.archived()
        path = path_of(package)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if place else b"not a package")
        assert any("信息包已损坏，打不开（可用性）" in each for each in found(office))

    def test_a_missing_package_is_told(self, office):
        package = office.archived()
        path_of(package).unlink()
        assert found(office) == [f"{package.number}：信息包不见了（完整性）"]

    def test_a_file_that_is_no_package_is_told(self, office):
        package = office.archived()
        path_of(package).with_name("程序.exe").write_bytes(b"MZ")
        assert found(office) == ["440404/2024/程序.exe：不是本系统归档的文件（安全性）"]


class TestRows:
    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("title", "别的题名", "登记与信息包的元数据不符：题名"),
            ("keep_until", "2030-12-31", "登记与信息包的元数据不符：保管至"),
            ("formed_on", "2024-03-19", "登记与信息包的元数据不符：日期"),
            ("made_by", "别人", "登记与信息包的元数据不符：归档人"),
            ("previous", "a" * 64, "登记与信息包的元数据不符：前一信息包"),
        ],
    )
    def test_a_changed_row_is_told_with_what_was_changed(self, office, column, value, words):
        package = office.archived()
        by_force(f"UPDATE archive_package SET {column} = %s WHERE id = %s", value, package.pk)
        assert f"{package.number}：{words}（真实性）" in found(office)

    def test_a_row_taken_out_is_missed_by_the_numbers_and_by_the_ledger(self, office):
        office.archived()
        gone = office.archived()
        office.archived()
        by_force("DELETE FROM archive_package WHERE id = %s", gone.pk)
        told = found(office)
        assert f"{gone.number}：台账里有这个信息包，登记却不见了（完整性）" in told
        assert "2024年年度内次序：缺第2号，共缺1个（完整性）" in told
        assert "2024年30年件号：缺第2号，共缺1个（完整性）" in told

    def test_the_last_one_is_missed_too(self, office):
        office.archived()
        gone = office.archived()
        by_force("DELETE FROM archive_package WHERE id = %s", gone.pk)
        path_of(gone).unlink()
        assert "2024年30年件号：缺第2号，共缺1个（完整性）" in found(office)

    def test_who_changes_file_and_row_alike_is_given_away_by_ledger_and_chain(self, office):
        package, after = office.archived(), office.archived()
        path = path_of(package)
        repacked(path, lambda files: None)
        forged = sum_of_file(path)
        by_force(
            "UPDATE archive_package SET sha256 = %s, sm3 = %s, size = %s WHERE id = %s",
            forged.sha256, forged.sm3, forged.size, package.pk,
        )  # fmt: skip
        assert found(office) == [
            f"{package.number}：登记与台账不符，已被改动（真实性）",
            f"{after.number}：与前一信息包不相连：前一信息包或者本登记已被改动（真实性）",
        ]


def not_pdfa() -> bytes:
    from yangguang.core.letters import pdf

    letter = {"organisation": "机关", "title": "题", "addressee": "", "number": "", "signed": "", "note": ""}
    given = letter | {
        "paragraphs": ["字"],
        "dated_on": None,
        "date": "",
        "dated": None,
        "demo": False,
        "foot": "",
    }
    return pdf._compile(pdf.font_set(), "letter.typ", given, [])


def with_script() -> bytes:
    """A PDF/A that runs something when it is opened: the reference stands in the place of another of its length."""
    made = to_pdf(Letter("机关", "题", "某", ("字",)))
    assert b"/ViewerPreferences" in made
    start = made.index(b"/ViewerPreferences")
    end = made.index(b">>", start) + 2
    action = b"/OpenAction<</S/JavaScript/JS(1)>>"
    return made[:start] + action.ljust(end - start) + made[end:]


class TestContents:
    """A forger who puts the manifest, the row and the ledger right would still be told what cannot be kept."""

    def told(self, office, change, **how) -> list[str]:
        package = office.archived()
        repacked(path_of(package), change, **how)
        return [
            each.replace(f"{package.number} ", "") for each in found(office) if "与登记的摘要不符" not in each
        ]

    def test_a_broken_pdf(self, office):
        def change(files):
            name = document(files)
            files[name] = files[name][:-2000]

        told = self.told(office, change)
        assert "files/001-application.pdf：PDF 已损坏，打不开（可用性）" in told
        assert any("元数据与内容不符" in each for each in told)

    def test_a_pdf_whose_content_no_longer_unpacks(self, office):
        def change(files):
            name = document(files)
            longest = max(
                re.finditer(rb"\nstream\n.*?\nendstream", files[name], re.DOTALL), key=lambda it: len(it[0])
            )
            start = longest.start() + 40
            files[name] = files[name][:start] + b"\0" * 20 + files[name][start + 20 :]

        assert "files/001-application.pdf：PDF 里有内容已损坏，读不出来（可用性）" in self.told(
            office, change
        )

    def test_a_pdf_that_is_not_for_keeping(self, office):
        told = self.told(office, lambda files: files.update({document(files): not_pdfa()}))
        assert "files/001-application.pdf：不是 PDF/A，请转换为 PDF/A 后再归档（可用性）" in told

    def test_a_pdf_that_acts_by_itself(self, office):
        told = self.told(office, lambda files: files.update({document(files): with_script()}))
        assert "files/001-application.pdf：PDF 里有会自行运行的内容（安全性）" in told

    def test_a_forbidden_type(self, office):
        def change(files):
            name = document(files)
            files["metadata.xml"] = files["metadata.xml"].replace(name.encode(), b"files/001-a.exe")
            files["files/001-a.exe"] = files.pop(name)

        assert any(
            each.startswith("files/001-a.exe：不是可以长期保存的格式") for each in self.told(office, change)
        )

    def test_a_document_that_is_not_in_the_catalogue(self, office):
        told = self.told(office, lambda files: files.update({"files/099-more.txt": b"more"}))
        assert told == ["files/099-more.txt：卷内目录里没有的文件，不属于归档（安全性）"]

    def test_a_document_that_is_in_the_catalogue_only(self, office):
        def change(files):
            del files[document(files)]

        assert self.told(office, change) == [
            "files/001-application.pdf：卷内目录里的“政府信息公开申请表”不在信息包里（完整性）"
        ]

    def test_a_document_put_in_the_place_of_another(self, office):
        other = to_pdf(Letter("别的机关", "别的题目", "某", ("另一份文件",)))
        told = self.told(office, lambda files: files.update({document(files): other}))
        assert len(told) == 1
        assert "元数据与内容不符" in told[0]

    def test_a_manifest_that_does_not_hold(self, office):
        def change(files):
            files[document(files, "review")] = to_pdf(Letter("机关", "题", "某", ("字",)))

        told = self.told(office, change, manifest=False)
        assert "files/003-review.pdf：内容与清单的摘要不符，已被改动（真实性）" in told

    @pytest.mark.parametrize(("name", "what"), [("manifest.txt", "清单"), ("metadata.xml", "元数据")])
    def test_what_a_package_must_have(self, office, name, what):
        told = self.told(office, lambda files: files.pop(name))
        assert f"{name}：信息包里没有{what}（完整性）" in told

    @pytest.mark.parametrize(
        ("old", "new", "check"),
        [
            ("<保管期限>30年</保管期限>", "<保管期限>三十年</保管期限>", "真实性"),
            ("<年度>2024</年度>", "<年度>今年</年度>", "真实性"),
            ("  <题名>陈阿婆申请公开：2022年三灶镇学区划分图</题名>\n", "", "完整性"),
            ("<件号>1</件号>", "<件号>0</件号>", "真实性"),
            ("</信息包>", "", "真实性"),
        ],
    )
    def test_metadata_that_are_not_as_the_schema_says(self, office, old, new, check):
        def change(files):
            assert old.encode() in files["metadata.xml"]
            files["metadata.xml"] = files["metadata.xml"].replace(old.encode(), new.encode(), 1)

        [told] = self.told(office, change)
        assert told.startswith("metadata.xml：")
        assert told.endswith(f"（{check}）")

    def test_metadata_of_another_package(self, office):
        other = office.archived()
        files_of_other = contents_of(path_of(other))
        told = self.told(office, lambda files: files.update({"metadata.xml": files_of_other["metadata.xml"]}))
        assert f"metadata.xml：元数据里的档号是{other.number}（真实性）" in told

    def test_a_compressed_package(self, office):
        told = self.told(office, lambda files: None, compression=zipfile.ZIP_DEFLATED)
        assert "files/001-application.pdf：文件经过压缩；信息包只存储，不压缩（可用性）" in told

    def test_a_name_that_leads_out_of_the_package(self, office):
        told = self.told(office, lambda files: files.update({"../../etc/passwd": b"x"}))
        assert "../../etc/passwd：文件名指向信息包以外（安全性）" in told
