"""What is counted of normative documents, in rows that can be counted by hand."""

from datetime import date

import pytest

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing import actions as publishing
from yangguang.rules.periods import Period
from yangguang.rules.validity import Validity
from yangguang.work.normative import actions
from yangguang.work.normative.metrics import RATES

from .office import at


def count(office, name, year, **group):
    return all_metrics()[name].value(office.room.org.subtree(), Period.year(year), **group)


def rate(office, name, year):
    found = next(each for each in RATES if each.name == f"normative.{name}")
    return found.value(office.room.org.subtree(), Period.year(year))


@pytest.fixture
def library(office):
    """Return the office with two documents of 2020, of which one runs out at the end of January 2025."""
    office.in_the_library("金湾府〔2020〕1号", title="甲办法")
    office.lasting = office.in_the_library(
        "金湾民〔2020〕2号", title="乙办法", normative="department", expires_on=date(2029, 12, 31),
        effective_on=date(2025, 1, 1),
    )  # fmt: skip
    return office


class TestTheLibrary:
    def test_counts_a_document_in_the_year_in_which_it_was_made_known(self, library):
        """They were brought into the library in 2024, and made known in 2020."""
        assert [count(library, "normative.issued", year) for year in (2019, 2020, 2024)] == [0, 2, 0]

    def test_counts_government_and_departments_apart(self, library):
        for kind in ("government", "department"):
            assert count(library, "normative.issued", 2020, kind=kind) == 1

    def test_a_document_is_over_on_the_day_after_its_last(self, library):
        """Expiry overnight: nobody acts, and the figures of 2025 are others than those of 2024."""
        assert [count(library, "normative.in_force", year) for year in (2020, 2024, 2025)] == [2, 2, 1]
        assert [count(library, "normative.ended", year) for year in (2024, 2025)] == [0, 1]

    def test_a_document_that_is_repealed_is_over_from_that_day(self, library):
        head = library.room.reviewers["final_review"]
        publishing.end_validity(
            library.lasting, on=date(2024, 6, 1), how=Validity.REPEALED, basis="金湾府〔2024〕9号", by=head,
            at=at("2024-06-01"),
        )  # fmt: skip
        assert count(library, "normative.ended", 2024, kind="department") == 1
        assert count(library, "normative.in_force", 2024) == 1

    def test_one_that_is_suspended_is_not_over(self, library):
        head = library.room.reviewers["final_review"]
        publishing.end_validity(
            library.lasting, on=date(2024, 6, 1), how=Validity.SUSPENDED, basis="行政复议决定", by=head,
            at=at("2024-06-01"),
        )  # fmt: skip
        assert count(library, "normative.ended", 2024) == 0
        assert count(library, "normative.in_force", 2024) == 2

    def test_repealed_before_it_would_run_out_it_ends_once(self, library):
        head = library.room.reviewers["final_review"]
        document = library.in_the_library("金湾府〔2020〕3号", title="丙办法")
        publishing.end_validity(
            document, on=date(2024, 6, 1), how=Validity.REPEALED, basis="金湾府〔2024〕9号", by=head,
            at=at("2024-06-01"),
        )  # fmt: skip
        assert count(library, "normative.ended", 2024) == 1
        assert count(library, "normative.ended", 2025) == 1, "the other one runs out"

    @pytest.mark.parametrize("year", range(2020, 2031))
    def test_what_is_in_force_follows_from_the_year_before(self, library, year):
        """I6: in force now = in force a year ago + issued − repealed."""
        before = count(library, "normative.in_force", year - 1)
        change = count(library, "normative.issued", year) - count(library, "normative.ended", year)
        assert count(library, "normative.in_force", year) == before + change

    def test_other_policy_papers_are_not_counted(self, library):
        library.in_the_library("金湾府〔2020〕8号", title="工作方案", normative="")
        assert count(library, "normative.issued", 2020) == 2

    def test_what_was_withdrawn_is_not_counted(self, library):
        head = library.room.reviewers["final_review"]
        publishing.withdraw(library.lasting, reason="有误", by=head, at=at("2024-06-01"))
        assert count(library, "normative.issued", 2020) == 1


class TestRates:
    def test_of_a_document_that_went_the_whole_way(self, office):
        drafting = office.published()
        assert (rate(office, "review_rate", 2024), rate(office, "explanation_rate", 2024)) == (1, 1)
        assert rate(office, "filing_rate", 2024) == 0
        office.file(drafting, day="2024-05-06")
        assert (rate(office, "filing_rate", 2024), rate(office, "filing_in_time_rate", 2024)) == (1, 1)

    def test_of_one_that_was_filed_a_day_late(self, office):
        office.file(office.published(), day="2024-05-07")
        assert (rate(office, "filing_rate", 2024), rate(office, "filing_in_time_rate", 2024)) == (1, 0)

    def test_of_nothing_there_are_none(self, office):
        assert {each.value(Organisation.objects.all(), Period.year(2024)) for each in RATES} == {None}

    def test_one_that_was_brought_in_without_a_review_lowers_them(self, office):
        office.published()
        office.in_the_library("金湾府〔2024〕7号", title="丁办法", announced_on=None, effective_on=date(2024, 4, 1),
                              made_on=date(2024, 3, 1), expires_on=date(2026, 1, 1))  # fmt: skip
        assert rate(office, "review_rate", 2024) == 0.5

    def test_reviews_and_consultations_are_counted_with_their_opinions(self, office):
        drafting = office.consulting()
        shown = drafting.consultations.get()
        for words in ("好", "不好"):
            actions.comment(shown, text=words, by=actions.Visitor(""), at=at("2024-03-05"))
        office.answered(drafting)
        office.submitted(drafting)
        office.review(drafting, "amend")
        assert count(office, "normative.consulted", 2024) == 1
        assert count(office, "normative.opinions", 2024, adopted="adopted") == 2
        assert count(office, "normative.reviewed", 2024, verdict="amend") == 1
        assert count(office, "normative.issued", 2024) == 0
