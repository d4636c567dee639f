"""A resident reads a document, goes to the article that it cites, and learns that the document was amended."""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from tests.publishing.newsroom import at, newsroom
from yangguang.core.law import actions as library
from yangguang.core.law.tests.laws import LIBRARY, written
from yangguang.core.publishing.site import writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.web.testing import World
from yangguang.work.normative.pages import PolicyDocument
from yangguang.work.portal.actions import open_column

FIRST = "<p>第一条　根据《云东省道路条例》第二条，制定本办法。</p><p>第二条　停车收费的，公示标准。</p>"
SECOND = "<p>第一条　根据《云东省道路条例》第二条，制定本办法。</p><p>第二条　停车收费的，应当公示标准。</p>"


def a_site_with_laws() -> None:
    """Publish a few laws and a document that rests on one of them, and that was amended."""
    office = newsroom()
    policy = open_column(office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"))
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), *LIBRARY)
        library.import_laws(path, org=office.org, by=office.admin, at=at("2024-01-03"))
    document = office.write(
        kind=PolicyDocument, column=policy, title="停车管理办法", words=FIRST, number="珠金府〔2024〕3号",
        made_on="2024-01-10", effective_on="2024-02-01",
    )  # fmt: skip
    office.publish(document)
    office.revise(document, SECOND, office.author)
    office.publish(document, "2024-03-10")
    writer.rebuild(site_of(office.home))


class TestFollowingACitation(Journey):
    @pytest.fixture(autouse=True)
    def _published(self, world: World, _open_browser) -> None:
        world(a_site_with_laws)

    def test_from_the_document_to_the_article_and_back(self):
        self.given_the_page_of_a_document()
        self.when_she_follows_what_it_cites()
        self.then_she_reads_the_article()
        self.and_back_on_the_document_sees_what_it_rests_on_and_what_was_changed()
        self.and_can_take_it_away()

    def given_the_page_of_a_document(self):
        self.go("/policy/")
        self.follow("停车管理办法")
        self.sees("现行有效", "自2024年2月1日起施行")

    def when_she_follows_what_it_cites(self):
        self.follow("《云东省道路条例》第二条")

    def then_she_reads_the_article(self):
        assert self.page.url.endswith("#tiao-2")
        expect(self.page.locator("#tiao-2")).to_contain_text("道路由县级以上人民政府管理")
        expect(self.page.locator("#tiao-2")).to_be_in_viewport()

    def and_back_on_the_document_sees_what_it_rests_on_and_what_was_changed(self):
        self.page.go_back()
        basis = self.page.get_by_role("region", name="依据")
        expect(basis).to_contain_text("《云东省道路条例》第二条")
        self.page.get_by_text("与上一文本比较").click()
        self.look()
        expect(self.page.get_by_role("region", name="历次文本").locator("ins")).to_have_text("应当")

    def and_can_take_it_away(self):
        with self.page.expect_download() as taken:
            self.page.get_by_role("link", name="PDF").click()
        assert taken.value.suggested_filename.endswith(".pdf")
        assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
