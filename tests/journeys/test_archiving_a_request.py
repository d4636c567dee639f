"""An answered request is archived: its package passes the four checks, is taken out for a purpose, and verifies."""

import zipfile

from playwright.sync_api import expect

from tests.journeys.test_answering_a_request import InTheOffice
from yangguang.core.archive import store, verifying
from yangguang.core.archive.models import Package


class TestArchiving(InTheOffice):
    def test_answered_request_becomes_a_package_that_verifies(self):
        self.given_an_answer_that_went_out()
        self.when_the_clerk_archives_it_from_the_list()
        self.then_the_package_passed_the_four_checks()
        self.when_she_takes_a_copy_without_saying_what_for()
        self.then_she_is_asked_and_the_copy_is_registered()
        self.and_what_is_kept_verifies_until_somebody_changes_it()

    def when_the_clerk_archives_it_from_the_list(self):
        self.come(self.clerk)
        self.go("/office/archive/")
        self.sees("已办结、未归档（1）")
        self.follow("在办件页面归档")
        self.page.get_by_role("main").get_by_role("link", name="归档", exact=True).click()
        self.press("归档")
        self.go("/office/archive/")
        self.sees("办结的办件都已归档。")

    def then_the_package_passed_the_four_checks(self):
        self.go(self.asked.desk_url)
        self.package = Package.objects.get()
        self.follow(self.package.number)
        self.sees("卷内目录", "政府信息公开申请表", "答复书签发稿", "答复书送达凭证", "答复期限证明")
        checks = self.page.get_by_role("region", name="四性检测")
        for name in ("真实性", "完整性", "可用性", "安全性"):
            row = checks.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name))
            expect(row).to_contain_text("通过")

    def when_she_takes_a_copy_without_saying_what_for(self):
        self.follow("下载信息包")
        self.press("下载")

    def then_she_is_asked_and_the_copy_is_registered(self):
        self.sees("请写明利用目的")
        self.fill("利用目的", "申请人查阅")
        with self.page.expect_download() as coming:
            self.page.get_by_role("main").get_by_role("button", name="下载").click()
        with zipfile.ZipFile(coming.value.path()) as taken:
            assert taken.testzip() is None
            assert any(name.endswith(".pdf") for name in taken.namelist())
        self.go(self.package.desk_url)
        self.sees("申请人查阅")

    def and_what_is_kept_verifies_until_somebody_changes_it(self):
        assert [each for each in verifying.differences(self.org) if each] == []
        kept = store.root() / self.package.path
        kept.chmod(0o600)
        kept.write_bytes(kept.read_bytes()[:-1] + b"x")
        [found] = [each for each in verifying.differences(self.org) if each]
        assert self.package.number in str(found[0])
