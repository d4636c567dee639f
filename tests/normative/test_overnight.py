"""A document runs out overnight: nobody acts, and everything that speaks of it says so the next day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from yangguang.core.metrics import Number
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.search import queries as finding
from yangguang.rules.periods import Period
from yangguang.rules.validity import Validity
from yangguang.web.commands.tick import bring_about
from yangguang.work.normative.pages import Interpretation, PolicyDocument
from yangguang.work.reports import building

from .office import Office, at

LAST_DAY, DAY_AFTER = "2024-12-31", "2025-01-01"
ARTICLES = "<p>第一条 停车须缴费。</p><p>第二条 残疾人免费停车。</p>"


@dataclass
class Night:
    """An office with a document that runs out and one that does not, as everybody sees them after a night."""

    office: Office
    ran_out: PolicyDocument
    lasting: PolicyDocument
    explained: Interpretation

    def file(self, path: str) -> str:
        return (site_of(self.office.room.home).root / path).read_text(encoding="utf-8")

    def address(self, page: OfficialPage) -> str:
        return Publication.objects.get(page=page.pk).address

    def page(self, page: OfficialPage) -> str:
        return self.file(self.address(page).lstrip("/"))

    def figures(self, year: int) -> list[Number]:
        """Return how many were issued in a year, ended in it, and were in force at its end."""
        orgs, metrics = self.office.room.org.subtree(), all_metrics()
        names = ("issued", "ended", "in_force")
        return [metrics[f"normative.{name}"].value(orgs, Period.year(year)) for name in names]


@pytest.fixture
def after(office, monkeypatch, settings, tmp_path) -> Callable[[str], Night]:
    """Return what everybody sees once the timer of a day has run; one document runs out with the year 2024."""
    settings.HOME = tmp_path / "home"  # the index of the search is this test's own
    ran_out = office.in_the_library(
        "金湾府〔2020〕1号", title="停车收费旧办法", expires_on=date(2024, 12, 31), words=ARTICLES
    )
    lasting = office.in_the_library(
        "金湾府〔2021〕2号", title="停车收费新办法", expires_on=date(2025, 12, 31), made_on=date(2021, 1, 10),
        announced_on=date(2021, 1, 12), effective_on=date(2021, 2, 1), words=ARTICLES,
    )  # fmt: skip
    explained = office.room.write(
        title="一图读懂停车收费", kind=Interpretation, column=office.policy, of=ran_out
    )
    office.room.publish(explained)

    def run(day: str) -> Night:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(day))
        bring_about(at(day))
        return Night(office, ran_out, lasting, explained)

    return run


def beside(text: str, title: str) -> str:
    """Return what a list says after the title of a document, up to the end of its entry."""
    return text.split(f">{title}</a>", 1)[1].split("</li>", 1)[0]


def documents_found(words: str) -> list[tuple[str, Validity]]:
    hits = [("".join(piece for piece, _ in hit.title), hit.validity) for hit in finding.search(words).hits]
    return [each for each in hits if "办法" in each[0]]


def test_its_page_has_another_badge(after):
    night = after(LAST_DAY)
    assert '<span class="badge in_force">现行有效</span>' in night.page(night.ran_out)
    night = after(DAY_AFTER)
    assert '<span class="badge expired">已失效</span>' in night.page(night.ran_out)
    assert "现行有效" not in night.page(night.ran_out)


@pytest.mark.parametrize("path", ["policy/index.html", "agencies/440404.html"])
def test_the_lists_that_lead_to_it_have_another_badge(after, path):
    assert "现行有效" in beside(after(LAST_DAY).file(path), "停车收费旧办法")
    text = after(DAY_AFTER).file(path)
    assert "已失效" in beside(text, "停车收费旧办法")
    assert "现行有效" in beside(text, "停车收费新办法")


def test_what_explains_it_says_at_its_top_that_it_is_over(after):
    night = after(LAST_DAY)
    assert "已失效" not in night.page(night.explained)
    assert "所解读的文件已失效" in after(DAY_AFTER).page(night.explained)


def test_the_search_places_it_below_with_all_its_articles(after):
    after(LAST_DAY)
    assert {validity for _, validity in documents_found("停车收费")} == {Validity.IN_FORCE}
    after(DAY_AFTER)
    found = documents_found("停车收费")
    assert found[0] == ("停车收费新办法", Validity.IN_FORCE)
    assert found[-1] == ("停车收费旧办法", Validity.EXPIRED)
    assert finding.search("《停车收费旧办法》第2条").hits[0].validity is Validity.EXPIRED


def test_the_library_of_documents_counts_it_among_those_that_are_over(after):
    def library() -> dict[str, int]:
        shown = finding.browse({"kind": "document"})
        return {choice.value: choice.count for choice in shown.facets["validity"]}

    after(LAST_DAY)
    assert library() == {"in_force": 2}
    night = after(DAY_AFTER)
    assert library() == {"in_force": 1, "expired": 1}
    assert [hit.url for hit in finding.browse({"validity": "expired"}).hits] == [night.address(night.ran_out)]


def test_the_figures_of_the_new_year_are_others_and_those_of_the_old_stay(after):
    assert after(LAST_DAY).figures(2024) == [0, 0, 2]
    night = after(DAY_AFTER)
    assert [night.figures(year) for year in (2024, 2025)] == [[0, 0, 2], [0, 1, 1]]


def test_the_report_counts_it_as_ended_and_opens_onto_it(after):
    orgs = after(DAY_AFTER).office.room.org.subtree()
    tables = {year: building.count(orgs, year).table2 for year in (2024, 2025)}
    names = ("documents_issued", "documents_repealed", "documents_in_force")
    assert [[tables[year][name] for name in names] for year in (2024, 2025)] == [[0, 0, 2], [0, 1, 1]]
    ended = building.cells()["2.documents_repealed.documents_repealed"].rows(orgs, 2025)
    assert [str(row) for rows in ended.values() for row in rows] == ["停车收费旧办法"]


def test_nights_that_were_missed_are_made_up_for(after):
    """The box was off for four weeks: the next run still finds what ran out meanwhile."""
    after("2024-12-20")
    night = after("2025-01-15")
    assert '<span class="badge expired">已失效</span>' in night.page(night.ran_out)
