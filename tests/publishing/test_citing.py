"""What pages cite: kept with the act, found when it is dead, and led to on the site."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from tests.publishing.newsroom import at
from tests.publishing.test_desk import text_at
from yangguang.core.law import actions as library
from yangguang.core.law import corpus, queries
from yangguang.core.law.models import Instrument, Link, Period
from yangguang.core.law.tests.laws import LIBRARY, law, written
from yangguang.core.publishing import actions, checking, citing, grounds
from yangguang.core.publishing.models import Publication, PublishedFile
from yangguang.core.publishing.site import verifying, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.rules.law.places import Place
from yangguang.rules.validity import Validity
from yangguang.work.normative.pages import PolicyDocument
from yangguang.work.portal.actions import open_column

TODAY = date(2024, 7, 1)
ENDS = law("云东省码头条例", "码头由村管理。", "本条例自2010年5月1日起施行。", id="docks2010")


@pytest.fixture(autouse=True)
def _today(settings, tmp_path, monkeypatch):
    """Let it be a day in 2024, with an index of one's own."""
    settings.HOME = tmp_path / "home"
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2024-07-01"))


@pytest.fixture
def laws(office, tmp_path):
    """A small library: roads were amended in 2022, a new law took the place of that on bridges."""
    path = written(tmp_path, *LIBRARY, ENDS)
    library.import_laws(
        path, org=office.org, by=office.admin, at=at("2024-02-01"), checked_to=date(2024, 1, 31)
    )
    return office


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


def a_document(office, title: str = "金湾区码头管理办法", words: str = "", **given):
    """Return a document that is published and in force since 1 February 2024."""
    given = {
        "number": "金府〔2024〕1号", "made_on": date(2024, 1, 10), "effective_on": date(2024, 2, 1),
        "expires_on": date(2028, 12, 31), **given,
    }  # fmt: skip
    words = words or (
        "<p>第一条　根据《云东省道路条例》第二条，制定本办法。</p>"
        "<p>第二条　码头的管理，依照《云东省桥梁和隧道条例》第二条执行。</p>"
    )
    page = office.write(kind=PolicyDocument, title=title, words=words, **given)
    office.publish(page)
    return page


def own(page) -> Instrument:
    return Instrument.objects.get(key=citing.instrument_key(page.pk))


def findings(office, words: str):
    page = office.write(words=words)
    return [each for each in checking.found_in(page).findings if each.kind == "law"]


class TestADraft:
    def test_that_cites_a_repealed_law_is_told_why_and_what_holds_instead(self, laws):
        [found] = findings(laws, "<p>通知如下。</p><p>依照《云东省桥梁条例》第二条办理。</p>")
        assert (found.block, found.paragraph) == (0, 1)
        assert found.found == "《云东省桥梁条例》第二条"
        assert "已废止" in found.advice
        assert "同时废止" in found.advice
        assert "改引现行的《云东省桥梁和隧道条例》" in found.advice
        assert found.severity.value == "warning"

    def test_that_cites_an_article_that_is_not_there_any_more_is_told(self, laws):
        [found] = findings(laws, "<p>依照《云东省道路条例》第九条办理；第二条也适用。</p>")
        assert "没有第九条" in found.advice
        assert "4条" in found.advice

    def test_that_cites_what_is_in_force_is_told_nothing(self, laws):
        assert findings(laws, "<p>依照《云东省道路条例》第三条和《云东省桥梁和隧道条例》办理。</p>") == []

    def test_that_says_that_a_law_is_repealed_may_name_it(self, laws):
        assert findings(laws, "<p>《云东省桥梁条例》已经废止。</p>") == []

    def test_that_cites_what_nobody_has_checked_gets_advice(self, laws):
        [found] = findings(laws, "<p>依照《云东省水井办法》第一条办理。</p>")
        assert found.severity.value == "advice"
        assert "待核查" in found.advice

    def test_that_cites_a_document_of_the_office_that_ended_is_told_by_which_decision(self, laws):
        page = a_document(laws)
        head = laws.reviewers["final_review"]
        actions.end_validity(
            page,
            on=date(2024, 6, 1),
            how=Validity.REPEALED,
            basis="金府〔2024〕9号",
            by=head,
            at=at("2024-05-20"),
        )
        [found] = findings(laws, "<p>依照《金湾区码头管理办法》第二条办理。</p>")
        assert "金府〔2024〕9号" in found.advice

    def test_is_checked_without_a_query_for_the_laws_when_it_cites_none(self, laws):
        page = laws.write()
        list(grounds.dead_law(page, TODAY))  # the library is looked up once
        with CaptureQueriesContext(connection) as seen:
            assert list(grounds.dead_law(page, TODAY)) == []
        assert len(seen) == 1


class TestAPage:
    def test_is_linked_while_it_is_live(self, laws):
        page = laws.write(words="<p>依照《云东省道路条例》第二条，开展整治。</p>", made_on=date(2024, 3, 1))
        laws.publish(page)
        [link] = queries.cited_by(called("云东省道路条例"), Place(2)).filter(kind=citing.KIND)
        assert link.url == Publication.objects.get(page=page.pk).address
        assert link.version.key == "roads2022"
        actions.withdraw(page, reason="有误", by=laws.reviewers["final_review"], at=at("2024-03-05"))
        assert not Link.objects.filter(kind=citing.KIND).exists()

    def test_stays_linked_when_laws_are_read_in(self, laws, tmp_path):
        laws.publish(laws.write(words="<p>依照《云东省道路条例》第二条，开展整治。</p>"))
        page = a_document(laws)
        before = Link.objects.filter(kind=citing.KIND).count()
        path = written(tmp_path, law("云东省新法", "第一。", id="new"), name="more.jsonl.gz")
        library.import_laws(path, org=laws.org, by=laws.admin, at=at("2024-06-01"))
        assert Link.objects.filter(kind=citing.KIND).count() == before
        assert not Link.objects.filter(source__instrument__org__isnull=False).exists()
        assert queries.standing(own(page), TODAY).validity is Validity.IN_FORCE

    def test_that_cites_what_died_stands_on_a_list_until_it_is_mended(self, laws, tmp_path):
        page = laws.write(title="码头整治通告", words="<p>依照《云东省码头条例》第一条，开展整治。</p>")
        laws.publish(page)
        address = reverse("publishing_desk:dead_law")
        assert "码头整治通告" not in text_at(laws.author, address)
        newer = law(
            "云东省港口条例", "港口由市管理。", "本条例自2024年6月1日起施行。《云东省码头条例》同时废止。",
            promulgated="2024-04-01", id="ports2024",
        )  # fmt: skip
        path = written(tmp_path, newer, name="ports.jsonl.gz")
        library.import_laws(path, org=laws.org, by=laws.admin, at=at("2024-06-02"))
        shown = text_at(laws.author, address)
        assert "码头整治通告" in shown
        assert "云东省港口条例" in shown
        assert "引用失效依据的稿件" in text_at(laws.author, "/office/")
        laws.revise(page, "<p>依照《云东省港口条例》第一条，开展整治。</p>", laws.author)
        laws.publish(page, "2024-06-20")
        assert "码头整治通告" not in text_at(laws.author, address)

    def test_of_another_office_is_not_on_the_list(self, laws):
        from tests.publishing.newsroom import newsroom

        laws.publish(laws.write(title="桥梁通告", words="<p>依照《云东省桥梁条例》第一条办理。</p>"))
        other = newsroom("440403", "斗门区人民政府")
        assert list(grounds.citing_dead_law(other.author, TODAY)) == []
        assert len(grounds.citing_dead_law(laws.author, TODAY)) == 1

    def test_that_repeals_a_document_is_not_on_the_list_for_naming_it(self, laws):
        old = a_document(
            laws, title="金湾区旧码头办法", made_on=date(2020, 1, 1), effective_on=date(2020, 2, 1)
        )
        a_document(
            laws, title="金湾区新码头办法",
            words="<p>第一条　本办法自2024年2月1日起施行，《金湾区旧码头办法》同时废止。</p>",
        )  # fmt: skip
        assert queries.standing(own(old), TODAY).validity is Validity.REPEALED
        assert list(grounds.citing_dead_law(laws.author, TODAY)) == []


class TestADocument:
    def test_is_in_the_library_with_its_articles_and_its_own_days(self, laws):
        document = own(a_document(laws))
        [text] = document.versions.all()
        assert [each.label for each in text.articles.all()] == ["第一条", "第二条"]
        assert document.org == laws.org
        said = [(each.validity, each.since) for each in document.periods.all()]
        assert said == [("not_yet", None), ("in_force", date(2024, 2, 1)), ("expired", date(2029, 1, 1))]

    def test_that_is_published_leaves_the_periods_of_the_laws_alone(self, laws):
        before = set(Period.objects.values_list("pk", flat=True))
        a_document(laws)
        assert before < set(Period.objects.values_list("pk", flat=True))

    def test_that_ended_stays_ended_when_laws_are_read_in(self, laws, tmp_path):
        page = a_document(laws)
        head = laws.reviewers["final_review"]
        actions.end_validity(
            page, on=date(2024, 6, 1), how=Validity.EXPIRED, basis="清理决定", by=head, at=at("2024-05-20")
        )
        path = written(tmp_path, law("云东省新法", "第一。", id="new"), name="more.jsonl.gz")
        library.import_laws(path, org=laws.org, by=laws.admin, at=at("2024-06-01"))
        [now] = Period.objects.on(TODAY).filter(instrument=own(page))
        assert now.validity == "expired"
        assert "清理决定" in "".join(queries.standing(own(page), TODAY).reasons)

    def test_that_is_amended_has_two_texts_and_one_put_right_has_one(self, laws):
        page = a_document(laws)
        laws.revise(page, "<p>第一条　错字改正。</p>", laws.author)
        laws.publish(page, "2024-03-01")
        assert own(page).versions.count() == 1
        draft = page.get_latest_revision_as_object()
        draft.made_on, draft.effective_on = date(2024, 4, 1), date(2024, 5, 1)
        draft.save_revision(user=laws.author)
        laws.publish(page, "2024-04-02")
        assert [each.made_on for each in own(page).versions.all()] == [date(2024, 4, 1), date(2024, 1, 10)]

    def test_that_is_taken_back_is_there_no_more_and_what_it_repealed_holds_again(self, laws):
        old = a_document(
            laws, title="金湾区旧码头办法", made_on=date(2020, 1, 1), effective_on=date(2020, 2, 1)
        )
        new = a_document(
            laws, title="金湾区新码头办法",
            words="<p>第一条　本办法自2024年2月1日起施行，《金湾区旧码头办法》同时废止。</p>",
        )  # fmt: skip
        actions.withdraw(new, reason="有误", by=laws.reviewers["final_review"], at=at("2024-03-05"))
        assert not Instrument.objects.filter(key=citing.instrument_key(new.pk)).exists()
        assert queries.standing(own(old), TODAY).validity is Validity.IN_FORCE


class TestOnTheSite:
    @pytest.fixture
    def site(self, laws):
        """The site with all laws, the document and a page that cites it."""
        self.page = a_document(laws)
        site = site_of(laws.home)
        writer.work(site)
        laws.publish(
            laws.write(title="整治通告", words="<p>依照《金湾区码头管理办法》第二条 &amp; 有关规定。</p>")
        )
        writer.rebuild(site)
        return site

    def read(self, site, address: str):
        return html.parse(str(site.root / address[1:]))

    def test_a_citation_leads_to_the_article_of_the_law(self, laws, site):
        address = Publication.objects.get(page=self.page.pk).address
        [link] = self.read(site, address).xpath("//p[@id='tiao-1']/a[@class='cited']")
        assert link.text == "《云东省道路条例》第二条"
        path, _, anchor = link.get("href").partition("#")
        assert self.read(site, path).xpath(f"//*[@id='{anchor}']")

    def test_a_page_leads_to_the_document_and_the_document_to_the_page(self, laws, site):
        notice = Publication.objects.get(page__title="整治通告").address
        document = Publication.objects.get(page=self.page.pk).address
        shown = self.read(site, notice)
        assert shown.xpath("//div[@id='body']//a/@href") == [f"{document}#tiao-2"]
        assert "第二条 & 有关规定" in shown.xpath("string(//div[@id='body'])")
        assert notice in self.read(site, document).xpath("//section[@aria-labelledby='cited-by']//a/@href")

    def test_the_page_that_is_cited_is_written_anew_by_the_act(self, laws, site):
        document = Publication.objects.get(page=self.page.pk).address
        page = laws.write(title="又一通告", words="<p>依照《金湾区码头管理办法》办理。</p>")
        laws.publish(page)
        writer.work(site)
        assert "又一通告" in (site.root / document[1:]).read_text()
        actions.withdraw(page, reason="有误", by=laws.reviewers["final_review"], at=at("2024-03-05"))
        writer.work(site)
        assert "又一通告" not in (site.root / document[1:]).read_text()

    def test_a_document_says_why_it_holds_and_what_it_rests_on(self, laws, site):
        shown = self.read(site, Publication.objects.get(page=self.page.pk).address)
        assert "自2024年2月1日起施行" in shown.xpath("string(//section[@aria-label='效力'])")
        [basis] = shown.xpath("//section[@aria-labelledby='basis']//li")
        assert basis.xpath("string()").split() == ["《云东省道路条例》第二条", "现行有效"]

    def test_a_document_can_be_taken_away(self, laws, site):
        address = Publication.objects.get(page=self.page.pk).address
        shown = self.read(site, address)
        pdf, docx, data = shown.xpath("//p[contains(@class, 'papers')]/a/@href")
        assert (site.root / pdf[1:]).read_bytes().startswith(b"%PDF")
        assert (site.root / docx[1:]).read_bytes().startswith(b"PK")
        said = json.loads((site.root / data[1:]).read_text())
        assert said["@type"] == "Legislation"
        assert said["legislationLegalForce"].endswith("/InForce")
        assert "制定本办法" in said["yangguang"]["text"]
        assert said["yangguang"]["basis"][0]["title"] == "云东省道路条例"
        assert {pdf, docx, data} <= set(PublishedFile.objects.values_list("path", flat=True))
        assert list(verifying.differences(site)) == []

    def test_the_papers_stay_until_the_text_changes(self, laws, site):
        pdf = next(site.root.rglob("*.pdf"))
        before = pdf.stat().st_ino
        writer.rebuild(site)
        assert pdf.stat().st_ino == before
        pdf.write_bytes(b"%PDF forged")
        writer.rebuild(site)
        assert pdf.read_bytes() != b"%PDF forged"
        laws.revise(self.page, "<p>第一条　别的。</p>", laws.author)
        laws.publish(self.page, "2024-03-01")
        writer.work(site)
        assert not pdf.exists()
        assert len([*site.root.rglob("*.pdf")]) == 1

    def test_an_amended_document_shows_what_changed(self, laws, site):
        laws.revise(self.page, "<p>第一条　根据《云东省道路条例》第三条，制定本办法。</p>", laws.author)
        laws.publish(self.page, "2024-03-01")
        writer.work(site)
        shown = self.read(site, Publication.objects.get(page=self.page.pk).address)
        editions = shown.xpath("//section[@aria-labelledby='editions']")[0]
        assert editions.xpath(".//del")
        assert "三" in "".join(editions.xpath(".//ins//text()"))

    def test_a_draft_of_an_amendment_is_not_shown(self, laws, site):
        laws.revise(self.page, "<p>第一条　还没有公开的话。</p>", laws.author)
        laws.submit(self.page, "2024-03-01")
        writer.rebuild(site)
        address = Publication.objects.get(page=self.page.pk).address
        assert "还没有公开的话" not in (site.root / address[1:]).read_text()

    def test_a_hostile_title_makes_nothing_in_a_page(self, laws, site):
        a_document(laws, title="金湾区<b>渔船</b>管理办法", number="金府〔2024〕2号")
        laws.publish(
            laws.write(title="渔船", words="<p>依照《金湾区&lt;b&gt;渔船&lt;/b&gt;管理办法》第一条。</p>")
        )
        writer.work(site)
        shown = (site.root / Publication.objects.get(page__title="渔船").address[1:]).read_text()
        assert "&lt;b&gt;渔船&lt;/b&gt;" in shown
        assert "<b>渔船</b>" not in shown

    def test_more_documents_take_no_more_queries(self, laws, site):
        open_column(laws.home, title="文件", slug="files", by=laws.admin, at=at("2024-03-03"))

        def asked() -> int:
            batch = [f"page:{key}" for key in Publication.objects.values_list("page", flat=True)]
            with CaptureQueriesContext(connection) as seen:
                writer.write(site, batch)
            # An older document is asked by itself what its original does not name.
            return len([each for each in seen if "normative_incoming" not in each["sql"]])

        writer.rebuild(site)
        for_one = asked()
        for number in range(3):
            a_document(laws, title=f"金湾区第{number + 3}种办法", number=f"金府〔2024〕{number + 3}号")
        writer.rebuild(site)
        assert asked() == for_one
