"""Documents and what explains them (三同步), timed publication, validity overnight, and finding it all."""

from datetime import date

import pytest

from yangguang.core.cases.timer import Timer
from yangguang.core.publishing import actions, releasing
from yangguang.core.publishing.models import Pending, Publication
from yangguang.core.publishing.site import manifest, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.search import actions as search
from yangguang.core.search import queries as finding
from yangguang.rules.problems import Refused
from yangguang.rules.validity import Validity
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.portal.actions import open_column

from .newsroom import at

DATES = {
    "number": "金湾府〔2024〕3号",
    "made_on": date(2024, 2, 20),
    "effective_on": date(2024, 3, 1),
    "expires_on": date(2029, 2, 28),
}


@pytest.fixture
def policy(office):
    return open_column(office.home, title="政策文件", slug="policy", by=office.admin, at=at("2024-01-03"))


@pytest.fixture
def document(office, policy):
    """Return a draft of a document that must be explained."""
    return office.write(
        title="金湾区老年人助餐服务办法", kind=PolicyDocument, column=policy, must_be_explained=True, **DATES
    )


def explain(office, policy, document, title="助餐服务办法图解"):
    return office.write(title=title, kind=Interpretation, column=policy, of=document)


def shown(office, page) -> str:
    site = site_of(office.home)
    writer.work(site)
    publication = Publication.objects.get(page=page.pk)
    file = site.root / publication.address.lstrip("/")
    return file.read_text() if publication.address and file.is_file() else ""


def found(words: str) -> list[str]:
    search.refresh()
    return ["".join(piece for piece, _ in hit.title) for hit in finding.search(words).hits]


class TestTogether:
    def test_a_document_waits_for_its_interpretation(self, office, policy, document):
        office.publish(document)
        assert Publication.objects.get(page=document.pk).stage == "held"
        assert not shown(office, document)

    def test_and_both_go_live_with_its_last_signature(self, office, policy, document):
        office.publish(document)
        interpretation = explain(office, policy, document)
        office.publish(interpretation)
        assert "图解" in shown(office, document)
        assert "老年人助餐服务办法" in shown(office, interpretation)
        moments = Publication.objects.values_list("published_at", flat=True)
        assert len(set(moments)) == 1

    def test_an_interpretation_waits_for_its_document(self, office, policy, document):
        interpretation = explain(office, policy, document)
        office.publish(interpretation)
        assert not shown(office, interpretation)
        office.publish(document)
        assert shown(office, interpretation)
        assert shown(office, document)

    def test_what_fails_in_one_takes_the_other_back(self, office, policy, document, monkeypatch):
        office.publish(document)
        interpretation = explain(office, policy, document)
        office.submit(interpretation)
        office.sign_all(interpretation, upto="final_proof")
        make_live = releasing._make_live

        def breaks(publication, **values):
            if publication.page_id == interpretation.pk:
                raise RuntimeError("the power goes out")
            make_live(publication, **values)

        with monkeypatch.context() as broken:
            broken.setattr(releasing, "_make_live", breaks)
            with pytest.raises(RuntimeError):
                office.sign(interpretation, "final_proof")
        assert not shown(office, document)
        assert Publication.objects.get(page=document.pk).stage == "held"
        office.sign(interpretation, "final_proof")
        assert shown(office, document)

    def test_a_later_interpretation_is_shown_beside_the_document(self, office, policy, document):
        office.publish(document)
        office.publish(explain(office, policy, document))
        office.publish(explain(office, policy, document, title="问答二十则"))
        assert "问答二十则" in shown(office, document)

    @pytest.mark.parametrize("field", ["number", "made_on", "effective_on"])
    def test_a_document_says_its_number_and_its_days_or_is_not_submitted(self, office, policy, field):
        known = {name: value for name, value in DATES.items() if name != field}
        page = office.write(title="缺一项", kind=PolicyDocument, column=policy, **known)
        with pytest.raises(Refused, match="请填写"):
            office.submit(page)


class TestAtItsTime:
    def test_a_signed_page_goes_live_when_its_time_has_come(self, office):
        page = office.write(title="定时", go_live_at=at("2024-03-10"))
        office.publish(page)
        assert Publication.objects.get(page=page.pk).stage == "scheduled"
        assert actions.publish_due(at("2024-03-09"), by=Timer()) == 0
        assert not shown(office, page)
        assert actions.publish_due(at("2024-03-10"), by=Timer()) == 1
        assert "定时" in shown(office, page)
        assert actions.publish_due(at("2024-03-11"), by=Timer()) == 0

    def test_a_bundle_goes_live_at_the_latest_of_its_times(self, office, policy, document):
        office.publish(document)
        interpretation = explain(office, policy, document)
        draft = interpretation.get_latest_revision_as_object()
        draft.go_live_at = at("2024-03-10")
        draft.save_revision(user=office.author)
        office.publish(interpretation)
        assert not shown(office, document)
        actions.publish_due(at("2024-03-10"), by=Timer())
        assert shown(office, document)
        assert shown(office, interpretation)


class TestValidity:
    @pytest.fixture
    def live(self, office, policy):
        page = office.write(title="金湾区老年人助餐服务办法", kind=PolicyDocument, column=policy, **DATES)
        office.publish(page)
        return page

    @pytest.mark.parametrize(
        ("day", "validity"),
        [
            (date(2024, 2, 29), Validity.NOT_YET),
            (date(2024, 3, 1), Validity.IN_FORCE),
            (date(2029, 2, 28), Validity.IN_FORCE),
            (date(2029, 3, 1), Validity.EXPIRED),
        ],
    )
    def test_is_computed_from_its_days(self, live, day, validity):
        assert live.validity(day) is validity

    def test_ends_by_a_decision_that_the_page_names(self, office, live):
        actions.end_validity(
            live, on=date(2024, 6, 1), how=Validity.REPEALED, basis="金湾府〔2024〕9号",
            by=office.reviewers["final_review"], at=at("2024-06-01"),
        )  # fmt: skip
        text = shown(office, live)
        assert "已废止" in text
        assert "金湾府〔2024〕9号" in text

    def test_runs_out_overnight(self, office, live):
        site = site_of(office.home)
        writer.work(site)
        manifest.close_day(office.org, date(2029, 2, 27), by=Timer(), at=at("2029-02-27"))
        releasing.follow_validity(site, at=at("2029-02-28"))
        assert not Pending.objects.exists()
        releasing.follow_validity(site, at=at("2029-03-01"))
        assert Pending.objects.filter(unit=f"page:{live.pk}").exists()


class TestFinding:
    def test_what_is_live_is_found_and_nothing_else(self, office, policy):
        page = office.write(title="金湾区老年人助餐服务办法", kind=PolicyDocument, column=policy, **DATES)
        office.submit(page)
        assert found("老年人助餐服务") == []
        office.sign_all(page)
        for words in ("老年人助餐服务", "金湾府〔2024〕3号", "金湾府(2024)3号", "助餐服务办法"):
            assert found(words) == ["金湾区老年人助餐服务办法"], words
        assert finding.suggest("jwqlnr")

    def test_a_citation_leads_to_the_article(self, office, policy):
        words = (
            "<p>第一条 为方便老年人就餐，制定本办法。</p><p>第二条 每餐补贴五元。</p><p>补贴按月结算。</p>"
        )
        page = office.write(
            title="金湾区老年人助餐服务办法", kind=PolicyDocument, column=policy, words=words, **DATES
        )
        office.publish(page)
        search.refresh()
        hit = finding.search("《金湾区老年人助餐服务办法》第2条").hits[0]
        assert hit.url.endswith(f"{page.pk}.html#tiao-2")
        assert 'id="tiao-2"' in shown(office, page)
        actions.withdraw(page, reason="有误", by=office.reviewers["final_review"], at=at("2024-03-05"))
        assert found("助餐服务办法第二条") == []

    def test_what_is_withdrawn_is_found_no_more(self, office):
        page = office.write(title="有误的通告")
        office.publish(page)
        assert found("有误的通告") == ["有误的通告"]
        actions.withdraw(page, reason="有误", by=office.reviewers["final_review"], at=at("2024-03-05"))
        assert found("有误的通告") == []


class TestFindings:
    def test_a_document_that_is_over_is_not_cited_unnoticed(self, office, policy):
        dates = {
            **DATES,
            "effective_on": date(2020, 1, 1),
            "made_on": date(2020, 1, 1),
            "expires_on": date(2021, 1, 1),
        }
        old = office.write(title="旧办法", kind=PolicyDocument, column=policy, **dates)
        office.publish(old)
        from yangguang.core.publishing import checking

        page = office.write(words="<p>根据金湾府〔2024〕3号文件执行。</p>")
        assert "law.over" in [each["rule"] for each in checking.plain(page)]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("<p>联系人身份证号11010519491231002X。</p>", "身份证"),
            ('<p><a href="http://192.168.1.5/x">内网</a></p>', "内部网络"),
        ],
    )
    def test_what_is_grave_is_not_submitted(self, office, words, said):
        page = office.write(words=words)
        with pytest.raises(Refused, match=said):
            office.submit(page)

    def test_a_picture_without_words_is_not_submitted(self, office):
        from .newsroom import picture

        page = office.write(body=[("picture", {"image": picture(office.author), "alt": "", "caption": ""})])
        with pytest.raises(Refused, match="图片"):
            office.submit(page)
