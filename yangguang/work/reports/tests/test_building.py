"""Counting the report: each request stands in the row and the column that the form gives it, and only there."""

from collections.abc import Iterator
from datetime import date

import pytest

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.identities import findings
from yangguang.rules.periods import Period
from yangguang.rules.statutory import COLUMNS, TABLE3
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.rules import OUTCOMES
from yangguang.work.disclosure.tests.office import VALUES, at, step_of
from yangguang.work.reports import building, writing
from yangguang.work.reports.tests.district import (
    answer,
    ask_for_correction,
    closed_as,
    contested,
    everybody,
    hand_in,
    row_of,
    state,
    table2,
    table3,
    table4,
    taken_back,
)

pytestmark = pytest.mark.django_db

ROW_OF = {
    "already_public": "（一）予以公开",
    "granted": "（一）予以公开",
    "partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "state_secret": "1.属于国家秘密",
    "law_forbids": "2.其他法律行政法规禁止公开",
    "security_stability": "3.危及“三安全一稳定”",
    "third_party_rights": "4.保护第三方合法权益",
    "internal_affairs": "5.属于三类内部事务信息",
    "process_info": "6.属于四类过程性信息",
    "enforcement_file": "7.属于行政执法案卷",
    "admin_query": "8.属于行政查询事项",
    "not_existing": "1.本机关不掌握相关政府信息",
    "not_responsible": "1.本机关不掌握相关政府信息",
    "need_creation": "2.没有现成信息需要另行制作",
    "still_unclear": "3.补正后申请内容仍不明确",
    "petition": "1.信访举报投诉类申请",
    "repeat": "2.重复申请",
    "publication": "3.要求提供公开出版物",
    "excessive": "4.无正当理由大量反复申请",
    "reconfirm": "5.要求行政机关确认或重新出具已获取信息",
    "no_correction": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "unpaid_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other": "3.其他",
}
"""The row of each outcome, in the words of 国办公开办函〔2021〕30号 表三."""

KINDS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other",
)
KIND_OF = {outcome: KINDS[place % 6] for place, outcome in enumerate(ROW_OF)}
"""Another kind of applicant for each outcome in turn."""


def key_of(name: str) -> str:
    [key] = [key for key, row in TABLE3.items() if row.name == name]
    return key


class TestAnOutcome:
    def test_is_one_of_twenty_three(self):
        assert list(ROW_OF) == list(OUTCOMES)

    @pytest.mark.parametrize("outcome", ROW_OF)
    def test_lands_in_its_row_and_nowhere_else(self, district, staff, counted, outcome):
        kind = KIND_OF[outcome]
        closed_as(outcome, district, staff, applicant_kind=kind)
        once = row_of(kind)
        assert counted(district).table3 == table3(
            new_received=once, total_results=once, **{key_of(ROW_OF[outcome]): once}
        )

    @pytest.mark.parametrize(("place", "kind"), list(enumerate(KINDS)))
    def test_stands_in_the_column_of_who_asked(self, district, staff, counted, place, kind):
        closed_as("granted", district, staff, applicant_kind=kind)
        figures = [0] * 7
        figures[place] = figures[6] = 1
        assert counted(district).table3["granted"] == tuple(figures)

    def test_is_partial_alone_where_parts_are_withheld(self, district, staff, counted):
        """I12: 区分处理的，只计这一情形，不计其他情形."""
        closed_as("partial", district, staff)
        denied = [row for key, row in counted(district).table3.items() if key.startswith("denied_")]
        assert denied == [(0,) * 7] * 8

    def test_counts_with_the_draft_that_went_out(self, district, staff, counted):
        """The head sends a draft back, and the answer is another: the row is that of the letter."""
        request = hand_in(district, staff)
        actions.examine(step_of(request), outcome="accept", by=staff["clerk"], at=at("2023-03-02"))
        actions.search(step_of(request), opinion="已检索", by=staff["unit"], at=at("2023-03-02"))
        drafted = {"outcome": "granted", "text": "见附件。"}
        actions.draft_answer(step_of(request), **drafted, by=staff["clerk"], at=at("2023-03-03"))
        returned = {"signed": False, "opinion": "信息不存在"}
        actions.sign_answer(step_of(request), **returned, by=staff["head"], at=at("2023-03-03"))
        answer(request, staff, "not_existing")
        tables = counted(district)
        assert (tables.cell("granted", "total"), tables.cell("unable_not_held", "total")) == (0, 1)


class TestAYearsEnd:
    """A request that is open at midnight of 31 December is carried into the next year (结转)."""

    def rows(self, org: Organisation, counted, year: int) -> dict[str, int]:
        totals = {key: figures[6] for key, figures in counted(org, year).table3.items()}
        return {key: total for key, total in totals.items() if total}

    def test_request_answered_in_the_next_year_is_carried_once(self, district, staff, counted):
        answer(hand_in(district, staff, "2022-12-30"), staff, searched="2023-01-03", on="2023-01-05")
        assert self.rows(district, counted, 2022) == {"new_received": 1, "carry_forward": 1}
        assert self.rows(district, counted, 2023) == {"carried_over": 1, "granted": 1, "total_results": 1}
        assert self.rows(district, counted, 2024) == {}

    def test_request_open_all_year_is_carried_twice(self, district, staff, counted):
        hand_in(district, staff, "2022-12-30")
        assert self.rows(district, counted, 2023) == {"carried_over": 1, "carry_forward": 1}
        assert self.rows(district, counted, 2024) == {"carried_over": 1, "carry_forward": 1}

    @pytest.mark.parametrize(
        ("day", "of_2023", "of_2024"),
        [
            ("2023-12-31", {"new_received": 1, "granted": 1, "total_results": 1}, {}),
            (
                "2024-01-01",
                {"new_received": 1, "carry_forward": 1},
                {"carried_over": 1, "granted": 1, "total_results": 1},
            ),
        ],
    )
    def test_last_day_of_the_year_counts_in_full(self, district, staff, counted, day, of_2023, of_2024):
        answer(hand_in(district, staff, "2023-12-18"), staff, searched="2023-12-19", on=day)
        assert self.rows(district, counted, 2023) == of_2023
        assert self.rows(district, counted, 2024) == of_2024

    @pytest.mark.parametrize(("day", "year"), [("2022-12-31", 2022), ("2023-01-01", 2023)])
    def test_day_of_receipt_gives_the_year(self, district, staff, counted, day, year):
        hand_in(district, staff, day)
        assert [counted(district, each).cell("new_received", "total") for each in (2022, 2023)] == [
            year == 2022,
            year == 2023,
        ]

    def test_correction_restarts_the_term_but_not_the_year(self, district, staff, counted):
        request = hand_in(district, staff, "2022-12-28")
        asked = {"unclear": "请写明年份", "by_on": date(2023, 1, 16)}
        actions.ask_for_correction(step_of(request), **asked, by=staff["clerk"], at=at("2022-12-29"))
        actions.take_correction(step_of(request), wanted="2022年", by=staff["clerk"], at=at("2023-01-10"))
        assert self.rows(district, counted, 2022) == {"new_received": 1, "carry_forward": 1}
        assert self.rows(district, counted, 2023) == {"carried_over": 1, "carry_forward": 1}

    def test_request_waiting_for_its_correction_is_carried(self, district, staff, counted):
        ask_for_correction(hand_in(district, staff), staff)
        assert self.rows(district, counted, 2023) == {"new_received": 1, "carry_forward": 1}

    def test_online_request_counts_in_the_year_of_its_confirmation(self, district, staff, counted):
        """条例第三十一条第三项: 以双方确认之日为收到申请之日."""
        visitor = actions.Visitor("陈阿婆")
        request = actions.submit(district, values=VALUES, by=visitor, at=at("2022-12-30"))
        confirmed = {"confirmed_on": date(2023, 1, 3), "how": "电话与申请人"}
        actions.register(step_of(request), **confirmed, by=staff["clerk"], at=at("2023-01-03"))
        assert self.rows(district, counted, 2022) == {}
        assert self.rows(district, counted, 2023) == {"new_received": 1, "carry_forward": 1}

    def test_request_that_was_never_confirmed_counts_nowhere(self, district, staff, counted):
        visitor = actions.Visitor("陈阿婆")
        actions.submit(district, values=VALUES, by=visitor, at=at("2023-03-01"))
        withdrawn = actions.submit(district, values=VALUES, by=visitor, at=at("2023-03-01"))
        actions.withdraw(withdrawn, by=visitor, at=at("2023-03-02"))
        assert self.rows(district, counted, 2023) == {}


@pytest.fixture(scope="class")
def answered(offices, django_db_blocker) -> Iterator[DisclosureRequest]:
    """A request that the district answered in March 2023."""
    with taken_back(django_db_blocker):
        yield closed_as("granted", Organisation.objects.get(code="440404"), everybody())


class TestTableFour:
    """The fifteen figures: three groups, each with four results and their total."""

    @pytest.mark.parametrize(
        ("result", "place"), [("upheld", 0), ("corrected", 1), ("other", 2), ("pending", 3)]
    )
    @pytest.mark.parametrize("kind", ["review", "direct", "postreview"])
    def test_counts_each_result_of_each_group(self, district, staff, counted, answered, kind, result, place):
        ended = {"decided": "2023-06-30", "result": result} if result != "pending" else {}
        expected = {kind: tuple(int(each in (place, 4)) for each in range(5))}
        if kind == "postreview":
            contested(answered, staff, "review", "2023-04-03", decided="2023-05-04", result="upheld")
            expected["review"] = (1, 0, 0, 0, 1)
        contested(answered, staff, kind, "2023-05-10", **ended)
        assert counted(district).table4 == table4(**expected)

    @pytest.mark.parametrize(
        ("filed", "decided", "of_2023"),
        [
            ("2023-11-01", "2023-12-31", (1, 0, 0, 0, 1)),
            ("2023-11-01", "2024-01-01", (0, 0, 0, 1, 1)),
            ("2023-12-31", "2024-02-01", (0, 0, 0, 1, 1)),
            ("2024-01-01", "2024-02-01", (0, 0, 0, 0, 0)),
        ],
    )
    def test_counts_a_review_as_it_stood_at_the_end_of_the_year(
        self, district, staff, counted, answered, filed, decided, of_2023
    ):
        contested(answered, staff, "review", filed, decided=decided, result="upheld")
        assert counted(district).table4["review"] == of_2023

    def test_counts_a_review_of_the_year_before_until_it_is_decided(self, district, staff, counted):
        request = answer(
            hand_in(district, staff, "2022-03-01"), staff, searched="2022-03-02", on="2022-03-21"
        )
        contested(request, staff, "review", "2022-05-05", decided="2023-01-01", result="corrected")
        reviews = [counted(district, year).table4["review"] for year in (2022, 2023, 2024)]
        assert reviews == [(0, 0, 0, 1, 1), (0, 1, 0, 0, 1), (0, 0, 0, 0, 0)]


class TestTableTwo:
    def test_adds_the_months_of_the_year(self, district, staff, counted):
        for month, quantity in (("2022-12", "9"), ("2023-01", "20"), ("2023-12", "17"), ("2024-01", "5")):
            state(district, staff, "permits", month, quantity)
        assert counted(district).table2 == table2(permits=37)

    def test_keeps_the_fractions_of_fees(self, district, staff, counted):
        state(district, staff, "fees", "2023-01", "7730.2801")
        state(district, staff, "fees", "2023-02", "0.0099")
        assert str(counted(district).table2["fees"]) == "7730.29"

    def test_later_report_of_a_month_takes_the_place_of_the_first(self, district, staff, counted):
        state(district, staff, "penalties", "2023-05", "40")
        state(district, staff, "penalties", "2023-05", "4")
        assert counted(district).table2 == table2(penalties=4)

    def test_counts_documents_in_force_at_the_end_of_the_year(self, district, staff, counted):
        for item, month, quantity in (
            ("documents_issued", "2021-06", "20"),
            ("documents_repealed", "2022-06", "3"),
            ("documents_issued", "2023-06", "4"),
            ("documents_repealed", "2023-12", "1"),
            ("documents_issued", "2024-01", "9"),
            ("rules_issued", "2023-06", "1"),
        ):
            state(district, staff, item, month, quantity)
        assert counted(district).table2 == table2(
            rules_issued=1,
            rules_in_force=1,
            documents_issued=4,
            documents_repealed=1,
            documents_in_force=20,
        )


def test_cell_is_called_as_in_the_form():
    assert [building.cells()[key].title for key in ("2.fees.fees", "3.refused_repeat.other")] == [
        "表二 第二十条第（八）项 行政事业性收费：本年收费金额（单位：万元）",
        "表三 （五）不予处理／2.重复申请：其他",
    ]
    assert list(COLUMNS.values()) == [
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    ]


@pytest.fixture(scope="class")
def three_years(offices, django_db_blocker) -> Iterator[None]:
    """Requests, reviews, suits and statements of three years in a district, and some next door."""
    with taken_back(django_db_blocker):
        _live_through_three_years()
        yield


def _live_through_three_years() -> None:
    staff = everybody()
    orgs = {org.code: org for org in Organisation.objects.all()}
    district, neighbour = orgs["440404"], orgs["440403"]
    kinds = iter(KINDS * 9)
    for org, outcomes in (
        (district, ("granted", "petition", "other")),
        (orgs["440404-03"], ("partial", "state_secret", "not_existing", "no_correction", "unpaid_fee")),
        (orgs["440404100"], ("granted", "repeat", "third_party_rights")),
        (neighbour, ("granted", "publication")),
    ):
        for outcome in outcomes:
            closed_as(outcome, org, staff, applicant_kind=next(kinds))
        late = hand_in(org, staff, "2022-12-29", applicant_kind=next(kinds))
        answer(late, staff, "need_creation", searched="2022-12-30", on="2023-01-09")
        hand_in(org, staff, "2022-12-30", applicant_kind=next(kinds))
        forward = hand_in(org, staff, "2023-12-28", applicant_kind=next(kinds))
        answer(forward, staff, "partial", searched="2023-12-29", on="2024-01-15")
        contested(late, staff, "review", "2023-02-01", decided="2023-03-01", result="upheld")
        contested(late, staff, "postreview", "2023-12-04", decided="2024-03-01", result="corrected")
        contested(forward, staff, "direct", "2024-02-01")
        for year in (2022, 2023, 2024):
            state(org, staff, "documents_issued", f"{year}-03", "4")
            state(org, staff, "documents_repealed", f"{year}-04", "1")
            state(org, staff, "fees", f"{year}-05", "12.3456")
            state(org, staff, "coercion", f"{year}-06", "3")


@pytest.mark.usefixtures("three_years")
class TestADistrict:
    def test_adds_up_its_agencies_and_towns(self, district, education, town):
        """I7: 区政府年报 = 本级＋各部门＋各镇（街道）."""
        whole = building.count(district.subtree(), 2023)
        parts = [
            building.count(Organisation.objects.filter(pk=org.pk), 2023)
            for org in (district, education, town)
        ]
        assert findings(whole, children=parts) == []
        assert [part.cell("new_received", "total") for part in (whole, *parts)] == [14, 4, 6, 4]
        assert [part.table4["review"][4] for part in (whole, *parts)] == [3, 1, 1, 1]
        assert [str(part.table2["fees"]) for part in (whole, parts[0])] == ["37.0368", "12.3456"]
        each = district.subtree().filter(code__in=[district.code, education.code, town.code])
        assert building.count_each(each.order_by("code"), 2023) == parts

    def test_does_not_count_its_neighbour(self, district, neighbour):
        theirs = {str(key) for key in neighbour.disclosure_requests.values_list("pk", flat=True)}
        assert theirs
        for cell in building.cells().values():
            for rows in cell.rows(district.subtree(), 2023).values():
                assert not rows.filter(org=neighbour).exists(), cell.title

    def test_satisfies_every_identity_in_every_year(self, district):
        years = {year: writing.report(district, year) for year in (2021, 2022, 2023, 2024, 2025)}
        for year, report in years.items():
            before = years.get(year - 1)
            assert report.findings == ()
            assert findings(report.tables, previous=before.tables if before else None) == []

    def test_every_figure_is_the_number_of_its_rows(self, district):
        tables = building.count(district.subtree(), 2023)
        cells, keys = building.cells(), building.keys(district.subtree(), 2023)
        assert len(cells) == len(keys) == 200
        filled = 0
        for cell in cells.values():
            counted, named = 0, []
            for name, rows in cell.rows(district.subtree(), 2023).items():
                adds = all_metrics()[name].adds
                counted += sum(getattr(row, adds) for row in rows) if adds else len(rows)
                named += [cell.named(name, key) for key in rows.order_by("pk").values_list("pk", flat=True)]
            assert keys[cell.key] == named
            assert counted == writing.figure(tables, cell), cell.title
            filled += bool(counted)
        assert filled > 50

    def test_every_row_of_a_cell_is_of_its_column_and_its_year(self, district):
        year = Period.year(2023)
        for key, cell in building.cells().items():
            if key.startswith("3.") and cell.row not in ("carried_over", "carry_forward"):
                of_year = "received_on" if cell.row == "new_received" else "closed_on"
                for row in cell.rows(district.subtree(), 2023)[cell.metrics[0]]:
                    assert getattr(row, of_year) in year, cell.title
                    assert cell.column in ("total", row.applicant_kind), cell.title
