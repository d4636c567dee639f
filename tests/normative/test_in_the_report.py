"""Table 2 of the annual report counts the documents of the library, and before there was one what was stated."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.publishing import actions as publishing
from yangguang.rules.identities import findings
from yangguang.rules.validity import Validity
from yangguang.work.reports import actions as reports
from yangguang.work.reports import building, writing
from yangguang.work.reports.models import Statement

from .office import at, refused

ISSUED, REPEALED, IN_FORCE = "documents_issued", "documents_repealed", "documents_in_force"


@pytest.fixture
def library(office):
    """Return the office with two documents of 2020 that came into the library in March 2024; one runs out in 2025."""
    office.in_the_library("金湾府〔2020〕1号", title="甲办法")
    office.lasting = office.in_the_library(
        "金湾府〔2020〕2号", title="乙办法", expires_on=date(2029, 12, 31), effective_on=date(2025, 1, 1)
    )
    return office


@pytest.fixture
def agency(office):
    """Return an agency of the district that keeps no library, with somebody who reports for it."""
    made = Organisation.add(
        code="440404-03",
        name="金湾区教育局",
        short_name="教育",
        kind=Organisation.Kind.AGENCY,
        parent=office.room.org,
    )
    made.clerk = Person.objects.create_user("clerk", name="罗报送")
    Post.objects.create(org=made, person=made.clerk, role="公开工作机构", since=date(2020, 1, 1))
    return made


def state(office, item, month, quantity, org=None, by=None):
    """Report what an organisation says to have issued or repealed in a month."""
    return reports.report_statement(
        org or office.room.org, item=item, on=date.fromisoformat(f"{month}-01"), quantity=Decimal(quantity),
        basis="发文登记簿", by=by or office.room.author, at=at(f"{month}-28"),
    )  # fmt: skip


def documents(office, year):
    """Return the three figures of normative documents in the report of a year."""
    tables = building.count(office.room.org.subtree(), year)
    return [tables.table2[key] for key in (ISSUED, REPEALED, IN_FORCE)]


def rows(office, key, year):
    cell = building.cells()[f"2.{key}.{key}"]
    return [str(row) for found in cell.rows(office.room.org.subtree(), year).values() for row in found]


def on(office, year):
    """Return who does it, and when: in March of the year after."""
    return {"by": office.room.author, "at": at(f"{year + 1}-03-20")}


def freeze(office, year, **said):
    words = {"section": "problems", "text": "问题：无。改进：无。"}
    reports.write_passage(office.room.org, year, **words, **on(office, year))
    return reports.freeze(office.room.org, year, **said, **on(office, year))


class TestTheFigures:
    def test_are_those_of_the_library_from_the_year_of_its_first_document_on(self, library):
        assert [documents(library, year) for year in (2024, 2025)] == [[0, 0, 2], [0, 1, 1]]

    def test_open_onto_the_documents(self, library):
        assert sorted(rows(library, IN_FORCE, 2024)) == ["乙办法", "甲办法"]
        assert rows(library, REPEALED, 2025) == ["甲办法"]

    def test_of_the_years_before_are_what_was_stated(self, library):
        """The documents were made known in 2020, but nobody knows whether these two were all there were."""
        for item, month, quantity in (
            (ISSUED, "2022-06", 20), (REPEALED, "2023-02", 3), (ISSUED, "2023-06", 4),
        ):  # fmt: skip
            state(library, item, month, quantity)
        assert [documents(library, year) for year in (2020, 2022, 2023)] == [
            [0, 0, 0],
            [20, 0, 20],
            [4, 3, 21],
        ]

    def test_count_a_document_of_a_project(self, office):
        office.published()
        assert [documents(office, year) for year in (2023, 2024)] == [[0, 0, 0], [1, 0, 1]]

    def test_count_nothing_twice_that_was_stated_before_the_library_began(self, office):
        state(office, ISSUED, "2024-01", 7)
        assert documents(office, 2024) == [7, 0, 7]
        office.in_the_library("金湾府〔2020〕1号")
        assert documents(office, 2024) == [0, 0, 1]

    def test_add_what_agencies_without_a_library_state(self, library, agency):
        state(library, ISSUED, "2024-05", 5, org=agency, by=agency.clerk)
        state(library, REPEALED, "2024-06", 2, org=agency, by=agency.clerk)
        assert documents(library, 2024) == [5, 2, 5]
        whole, *parts = (
            building.count(orgs, 2024)
            for orgs in (
                library.room.org.subtree(),
                *(Organisation.objects.filter(pk=org.pk) for org in (library.room.org, agency)),
            )
        )
        assert findings(whole, children=parts) == []

    def test_say_how_many_ended_by_themselves(self, library):
        publishing.end_validity(
            library.lasting, on=date(2025, 6, 1), how=Validity.REPEALED, basis="金湾府〔2025〕9号",
            by=library.room.reviewers["final_review"], at=at("2025-06-01"),
        )  # fmt: skip
        report = writing.report(library.room.org, 2025)
        assert any(
            "废止2件（含有效期届满自动失效1件），现行有效0件" in each for each in report.parts[0].paragraphs
        )


class TestAStatement:
    @pytest.mark.parametrize("item", [ISSUED, REPEALED])
    def test_is_refused_for_a_year_that_is_counted(self, library, item):
        with refused("2024年的行政规范性文件由文件库逐件统计", "补录入库"):
            state(library, item, "2024-05", 1)
        assert not Statement.objects.exists()

    def test_of_the_year_before_is_taken(self, library):
        state(library, ISSUED, "2023-12", 1)
        assert documents(library, 2023) == [1, 0, 1]

    def test_of_regulations_and_of_others_is_taken(self, library, agency):
        state(library, "rules_issued", "2024-05", 0)
        state(library, ISSUED, "2024-05", 1, org=agency, by=agency.clerk)
        assert Statement.objects.count() == 2


class TestTheFirstYear:
    """I6: in force now = in force a year ago + issued − repealed."""

    def test_follows_from_the_last_that_was_stated_when_all_is_in_the_library(self, library):
        state(library, ISSUED, "2022-06", 2)
        freeze(library, 2023)
        freeze(library, 2024)
        assert freeze(library, 2025).tables["table2"][IN_FORCE] == 1

    def test_asks_why_it_does_not_when_documents_are_missing(self, library):
        state(library, ISSUED, "2022-06", 6)
        freeze(library, 2023)
        words = {"section": "problems", "text": "问题：无。改进：无。"}
        reports.write_passage(library.room.org, 2024, **words, **on(library, 2024))
        with refused("上年现行有效6＋本年制发0－本年废止0＝6，现写为2"):
            reports.freeze(library.room.org, 2024, **on(library, 2024))
        edition = freeze(
            library, 2024, reasons={"I6|行政规范性文件|现行有效件数": "清理时查明四件早已失效。"}
        )
        assert [reason for _, reason in edition.overrides] == ["清理时查明四件早已失效。"]


class TestAFrozenReport:
    def test_names_what_it_counted_and_shows_what_came_and_went(self, library):
        edition = freeze(library, 2024)
        key = f"normative.in_force/{library.lasting.pk}"
        assert key in edition.rows[f"2.{IN_FORCE}.{IN_FORCE}"]
        publishing.end_validity(
            library.lasting, on=date(2024, 6, 1), how=Validity.REPEALED, basis="金湾府〔2024〕9号",
            by=library.room.reviewers["final_review"], at=at("2025-06-01"),
        )  # fmt: skip
        found = {cell.row: said for cell, *said in writing.differences(edition)}
        assert found == {
            REPEALED: [0, 1, set(), {f"normative.ended/{library.lasting.pk}"}],
            IN_FORCE: [2, 1, {key}, set()],
        }


class TestItsPage:
    @pytest.fixture
    def client(self, client, library, agency):
        state(library, ISSUED, "2024-05", 5, org=agency, by=agency.clerk)
        Post.objects.create(
            org=library.room.org,
            person=library.room.author,
            role="负责人",
            since=date(2020, 1, 1),
            oversees=True,
        )
        client.force_login(library.room.author, "django.contrib.auth.backends.ModelBackend")
        return client

    def address(self, key):
        return reverse("reports_desk:cell", args=["440404", 2024, f"2.{key}.{key}"])

    def test_lists_documents_beside_statements_and_leads_to_each_document(self, client, library):
        page = client.get(self.address(IN_FORCE)).content.decode()
        assert "现行有效件数：7" in page
        assert f'<a href="{library.lasting.desk_url}">乙办法</a>' in page
        assert "行政规范性文件：制发件数 2024-05" in page

    def test_is_taken_away_with_both(self, client):
        taken = client.get(self.address(IN_FORCE), {"as": "csv"}).content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(taken)))
        assert [line[0] for line in lines if "金湾府〔2020〕2号" in line] == ["乙办法"]
        assert any("发文登记簿" in line for line in lines)

    def test_shows_what_changed_since_it_was_frozen(self, client, library):
        freeze(library, 2024)
        library.in_the_library("金湾府〔2020〕3号", title="补录的办法")
        page = client.get(reverse("reports_desk:live", args=["440404", 2024])).content.decode()
        assert "补录的办法" in page
        assert "定稿以后记录有变动的各格" in page
