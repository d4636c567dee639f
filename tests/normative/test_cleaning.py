"""Clean-up: documents are chosen by rule, their makers decide, and what holds follows from the decision."""

from datetime import date

import pytest

from yangguang.core.cases.timer import Timer
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.publishing import releasing
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.site import manifest, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.search import actions as search
from yangguang.core.search import queries as finding
from yangguang.rules.validity import Validity
from yangguang.web.testing import Kept, Standing
from yangguang.work.normative import cleaning
from yangguang.work.normative.models import Campaign, CleanUpDecision

from .office import Office, at, refused
from .office import office as made

LATER = {"made_on": date(2023, 5, 1), "announced_on": date(2023, 5, 2), "effective_on": date(2023, 6, 1)}


def with_documents() -> Office:
    """Return the office with three documents, of which one cites another law."""
    office = made()
    plain = "<p>根据《老年人权益保障法》，制定本办法。</p>"
    office.old = office.in_the_library("金湾府〔2020〕1号", title="甲办法")
    office.other = office.in_the_library(
        "金湾府〔2023〕2号", title="乙办法", words=plain, expires_on=date(2028, 5, 31), **LATER
    )
    office.short = office.in_the_library(
        "金湾府〔2023〕3号", title="丙办法（试行）", words=plain, expires_on=date(2024, 12, 31), **LATER
    )
    return office


@pytest.fixture(scope="module")
def library_stands(standing: Standing) -> Kept:
    return standing(with_documents)


@pytest.fixture
def library(library_stands, db, tmp_path) -> Office:
    return library_stands.bring(tmp_path)


def begun(office, day="2024-03-01", **said) -> Campaign:
    values = {"title": "2024年定期清理", "basis": "每两年清理一次", "due_on": date(2024, 4, 1), **said}
    return cleaning.open_campaign(office.room.org, **values, **office.on("manager", day))


def chosen(campaign) -> set[str]:
    return set(campaign.decisions.values_list("document__title", flat=True))


def decide_all(office, campaign, decision="keep", day="2024-03-10"):
    for row in campaign.decisions.filter(decision=""):
        cleaning.decide(row, decision=decision, reason="仍有需要", **office.on("manager", day))


class TestChoosing:
    @pytest.mark.parametrize(
        ("rule", "titles"),
        [
            ({"made_before": date(2022, 1, 1)}, {"甲办法"}),
            ({"cites": "优化营商环境条例"}, {"甲办法"}),
            ({"expires_before": date(2025, 1, 1)}, {"丙办法（试行）"}),
            (
                {"made_before": date(2022, 1, 1), "cites": "老年人权益保障法"},
                {"甲办法", "乙办法", "丙办法（试行）"},
            ),
        ],
    )
    def test_is_by_rule(self, library, rule, titles):
        assert chosen(begun(library, **rule)) == titles

    def test_leaves_out_what_is_over_already(self, library):
        assert chosen(begun(library, day="2025-02-01", due_on=date(2025, 3, 1), cites="办法")) == {"乙办法"}

    def test_gives_each_document_to_the_organisation_that_made_it(self, library):
        campaign = begun(library, cites="办法")
        assert {each.org for each in campaign.decisions.all()} == {library.room.org}

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({}, "至少填写一项范围"),
            ({"cites": "没有这部法"}, "没有现行有效"),
            ({"cites": "办法", "due_on": date(2024, 3, 1)}, "晚于今天"),
            ({"cites": "办法", "basis": ""}, "为什么清理"),
        ],
    )
    def test_without_a_scope_is_refused(self, library, said, words):
        with refused(words):
            begun(library, **said)
        assert not Campaign.objects.exists()

    def test_is_for_who_keeps_the_documents(self, library):
        with refused("“文件管理”岗位办理"):
            cleaning.open_campaign(
                library.room.org, title="清理", basis="定期", cites="办法", due_on=date(2024, 4, 1),
                **library.on("lawyer", "2024-03-01"),
            )  # fmt: skip


class TestDeciding:
    def test_needs_a_reason_and_the_right_organisation(self, library):
        agency = Organisation.add(
            code="440404-04", name="金湾区民政局", short_name="民政", kind="agency", parent=library.room.org
        )
        stranger = Person.objects.create_user("stranger", name="外人")
        Post.objects.create(org=agency, person=stranger, role="文件管理", since=date(2020, 1, 1))
        row = begun(library, made_before=date(2022, 1, 1)).decisions.get()
        with refused("请写明理由"):
            cleaning.decide(row, decision="keep", reason=" ", **library.on("manager", "2024-03-10"))
        with refused("您不在该岗位"):
            cleaning.decide(row, decision="abolish", reason="旧", by=stranger, at=at("2024-03-10"))
        cleaning.decide(row, decision="keep", reason="仍有需要", **library.on("drafter", "2024-03-10"))
        cleaning.decide(row, decision="amend", reason="条文过时", **library.on("manager", "2024-03-11"))
        row.refresh_from_db()
        assert row.get_decision_display() == "修改"

    def test_ends_with_the_campaign(self, library):
        campaign = begun(library, cites="办法")
        decide_all(library, campaign)
        said = {"number": "金湾府〔2024〕20号", "column": library.policy}
        cleaning.close_campaign(campaign, **said, **library.on("manager", "2024-04-02"))
        with refused("已经公布结果"):
            cleaning.decide(
                campaign.decisions.first(),
                decision="abolish",
                reason="旧",
                **library.on("manager", "2024-04-03"),
            )
        with refused("已经公布结果"):
            cleaning.close_campaign(campaign, **said, **library.on("manager", "2024-04-03"))


class TestClosing:
    def close(self, office, campaign, day="2024-04-02", number="金湾府〔2024〕20号", **said):
        values = {"number": number, "column": office.policy, **said}
        return cleaning.close_campaign(campaign, **values, **office.on("manager", day))

    def test_waits_until_all_is_decided_and_numbered(self, library):
        campaign = begun(library, cites="办法")
        with refused("还有3份文件没有清理意见"):
            self.close(library, campaign)
        decide_all(library, campaign)
        with refused("文号"):
            self.close(library, campaign, number=" ")
        with refused("不是文号"):
            self.close(library, campaign, number="二十号")

    def test_what_is_abolished_is_over_everywhere_from_that_day(self, library):
        campaign = begun(library, cites="办法")
        row = campaign.decisions.get(document=library.old)
        cleaning.decide(row, decision="abolish", reason="已有新规定", **library.on("manager", "2024-03-10"))
        decide_all(library, campaign)
        self.close(library, campaign)
        old = Publication.objects.get(page=library.old.pk)
        assert (old.ended_on, old.ended_by) == (date(2024, 4, 2), "金湾府〔2024〕20号")
        assert old.page.specific.validity(date(2024, 4, 2)) is Validity.REPEALED
        assert library.other.validity(date(2024, 4, 2)) is Validity.IN_FORCE
        site = site_of(library.room.home)
        writer.work(site)
        shown = (site.root / old.address.lstrip("/")).read_text()
        assert "已废止" in shown
        assert "金湾府〔2024〕20号" in shown
        search.refresh()
        hits = {
            "".join(piece for piece, _ in hit.title): hit.validity for hit in finding.search("甲办法").hits
        }
        assert hits["甲办法"] is Validity.REPEALED

    def test_the_three_lists_are_a_page_that_is_reviewed_as_every_page_is(self, library):
        campaign = begun(library, cites="办法")
        for title, decision in (("甲办法", "abolish"), ("乙办法", "amend")):
            row = campaign.decisions.get(document__title=title)
            cleaning.decide(row, decision=decision, reason="<b>旧</b>", **library.on("manager", "2024-03-10"))
        decide_all(library, campaign)
        page = self.close(library, campaign).page
        captions = [each["value"]["caption"] for each in page.body.raw_data if each["type"] == "table"]
        assert captions == [
            "继续有效的规范性文件目录（1份）", "拟修改的规范性文件目录（1份）", "废止的规范性文件目录（1份）",
        ]  # fmt: skip
        library.room.publish(page, "2024-04-03")
        site = site_of(library.room.home)
        writer.work(site)
        shown = (site.root / Publication.objects.get(page=page.pk).address.lstrip("/")).read_text()
        assert "甲办法" in shown
        assert "<b>旧" not in shown

    def test_done_twice_abolishes_once(self, library):
        campaign = begun(library, made_before=date(2022, 1, 1))
        decide_all(library, campaign, "abolish")
        self.close(library, campaign, once="form-1")
        self.close(library, campaign, once="form-1")
        assert CleanUpDecision.objects.count() == 1
        assert Campaign.objects.get().page.title.count("结果") == 1


def test_a_document_that_ran_out_overnight_has_its_badge_and_its_place_below(library, monkeypatch):
    """Nobody acts: on the day after its last, the timer writes the page anew and lets it be found below."""
    site = site_of(library.room.home)
    address = Publication.objects.get(page=library.old.pk).address.lstrip("/")

    def night(day: str) -> tuple[str, Validity]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(day))
        releasing.follow_validity(site, at=at(day))
        writer.work(site)
        manifest.close_day(site.org, date.fromisoformat(day), by=Timer(), at=at(day))
        search.refresh()
        hits = {
            "".join(piece for piece, _ in hit.title): hit.validity for hit in finding.search("甲办法").hits
        }
        return (site.root / address).read_text(), hits["甲办法"]

    shown, validity = night("2025-01-31")
    assert "现行有效" in shown
    assert validity is Validity.IN_FORCE
    shown, validity = night("2025-02-01")
    assert "已失效" in shown
    assert validity is Validity.EXPIRED
    assert validity.tier > Validity.IN_FORCE.tier
