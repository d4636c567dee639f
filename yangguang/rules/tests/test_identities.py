"""The identities of the annual report, each with a report that violates it and nothing else.

国办公开办函〔2021〕30号; the numbers I1 to I12 are those of the handbook on the annual report, section 6.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from yangguang.rules.identities import Level, findings
from yangguang.rules.statutory import COLUMNS, LAYOUTS, TABLE2, Tables

PLACES = dict(zip(COLUMNS, range(7), strict=True))


def a_report(*, layout=2021):
    """Return a small report that comes out.

    Natural persons: 5 new and 2 carried over are 6 decided and 1 carried forward. Enterprises: 1 is 1.
    """
    figures = {
        "new_received": (5, 1, 0, 0, 0, 0, 6),
        "carried_over": (2, 0, 0, 0, 0, 0, 2),
        "granted": (3, 1, 0, 0, 0, 0, 4),
        "partial": (1, 0, 0, 0, 0, 0, 1),
        "unable_not_held": (1, 0, 0, 0, 0, 0, 1),
        ("other_misc" if layout == 2021 else "other_results"): (1, 0, 0, 0, 0, 0, 1),
        "total_results": (6, 1, 0, 0, 0, 0, 7),
        "carry_forward": (1, 0, 0, 0, 0, 0, 1),
    }
    return Tables(
        table2=dict.fromkeys(TABLE2, 0)
        | {"documents_issued": 3, "documents_repealed": 1, "documents_in_force": 12, "fees": Decimal("0.5")},
        table3={key: figures.get(key, (0,) * 7) for key in LAYOUTS[layout]},
        table4={"review": (2, 1, 0, 1, 4), "direct": (0, 0, 0, 1, 1), "postreview": (3, 1, 0, 2, 6)},
        layout=layout,
        stated={"received": 6, "decided": 7},
        section_six="本年度收取信息处理费0元。",
    )


def the_year_before():
    """Return the report that `a_report` follows on: 2 carried forward, 10 documents in force."""
    nothing = nothing_done()
    return replace(
        nothing,
        table2={**nothing.table2, "documents_in_force": 10},
        table3={
            **nothing.table3,
            "carried_over": (2, 0, 0, 0, 0, 0, 2),
            "carry_forward": (2, 0, 0, 0, 0, 0, 2),
        },
    )


def nothing_done(*, layout=2021):
    """Return the report of an office that nobody asked."""
    return Tables(
        table2=dict.fromkeys(TABLE2, 0),
        table3=dict.fromkeys(LAYOUTS[layout], (0,) * 7),
        table4=dict.fromkeys(("review", "direct", "postreview"), (0,) * 5),
        layout=layout,
        section_six="无。",
    )


def more(tables, row, **by):
    """Return `tables` with the figures of one row of table 3 raised, by column."""
    figures = list(tables.table3[row])
    for column, number in by.items():
        figures[PLACES[column]] += number
    return replace(tables, table3={**tables.table3, row: tuple(figures)})


def seen(found):
    return [(each.identity, each.table, each.row, each.column, each.expected, each.found) for each in found]


@pytest.mark.parametrize("layout", [2021, 2019])
def test_nothing_is_found_in_a_report_that_comes_out(layout):
    report = a_report(layout=layout)
    before = the_year_before()
    children = [report, nothing_done(layout=layout)]
    assert findings(report, previous=before, children=children) == []


class TestRowsOfTableThree:
    """I1: the six columns are the total. No row can be wrong alone unless a column is wrong as well."""

    def test_two_rows_that_are_wrong_are_named_with_their_sums(self):
        wrong = more(more(a_report(), "granted", natural_person=1), "partial", natural_person=-1)
        found = findings(wrong)
        assert seen(found) == [
            ("I1", "表三", "三、本年度办理结果／（一）予以公开", "总计", 5, 4),
            (
                "I1",
                "表三",
                "三、本年度办理结果／（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
                "总计",
                0,
                1,
            ),
        ]
        assert found[0].message == "4＋1＋0＋0＋0＋0＝5，总计写为4"
        assert {each.level for each in found} == {Level.ERROR}

    def test_the_one_row_of_other_results_of_the_old_form_is_a_row_too(self):
        old = a_report(layout=2019)
        wrong = more(more(old, "other_results", natural_person=1), "granted", natural_person=-1)
        rows = [each.row for each in findings(wrong)]
        assert rows == ["三、本年度办理结果／（一）予以公开", "三、本年度办理结果／（六）其他处理"]


class TestResultsOfTableThree:
    """I2: the results are （七）总计, in each column."""

    def test_a_result_too_many_is_named_with_its_column(self):
        found = findings(more(a_report(), "partial", other=1, total=1))
        assert seen(found) == [
            ("I2", "表三", "（七）总计", "其他", 1, 0),
            ("I2", "表三", "（七）总计", "总计", 8, 7),
        ]
        assert found[0].message == "办理结果各行之和 1＝1，总计写为0"
        assert found[1].message == "办理结果各行之和 4＋2＋1＋1＝8，总计写为7"

    @pytest.mark.parametrize("layout", [2021, 2019])
    def test_every_result_row_of_either_form_is_added(self, layout):
        outside = {"new_received", "carried_over", "total_results", "carry_forward"}
        for row in set(LAYOUTS[layout]) - outside:
            found = findings(more(a_report(layout=layout), row, research_institution=1, total=1))
            assert [(each.identity, each.column) for each in found] == [("I2", "科研机构"), ("I2", "总计")], (
                row
            )


class TestBalanceOfTableThree:
    """I3: 第一项加第二项之和，等于第三项加第四项之和."""

    @pytest.mark.parametrize("row", ["new_received", "carried_over"])
    def test_a_request_that_was_neither_decided_nor_carried_forward_is_missed(self, row):
        report = replace(a_report(), stated={})
        found = findings(more(report, row, natural_person=1, total=1))
        assert seen(found) == [
            ("I3", "表三", "第一项＋第二项＝第三项＋第四项", "自然人", 8, 7),
            ("I3", "表三", "第一项＋第二项＝第三项＋第四项", "总计", 9, 8),
        ]

    def test_both_sides_are_said_with_their_numbers(self):
        [_, found] = findings(more(a_report(), "carry_forward", natural_person=2, total=2))
        assert found.message == "本年新收6＋上年结转2＝8，办理结果总计7＋结转下年3＝10，两边不等"


class TestGroupsOfTableFour:
    """I4: the four results are the total, in each of the three groups."""

    @pytest.mark.parametrize(
        ("group", "name", "figures", "expected", "said"),
        [
            ("review", "行政复议", (2, 1, 0, 1, 5), 4, "2＋1＋0＋1＝4，总计写为5"),
            ("direct", "行政诉讼：未经复议直接起诉", (0, 0, 1, 1, 1), 2, "0＋0＋1＋1＝2，总计写为1"),
            ("postreview", "行政诉讼：复议后起诉", (3, 1, 0, 2, 0), 6, "3＋1＋0＋2＝6，总计写为0"),
        ],
    )
    def test_a_wrong_total_is_named_with_its_group(self, group, name, figures, expected, said):
        report = a_report()
        [found] = findings(replace(report, table4={**report.table4, group: figures}))
        assert seen([found]) == [("I4", "表四", name, "总计", expected, figures[-1])]
        assert (found.level, found.message) == (Level.ERROR, said)


class TestTheYearBefore:
    def test_carries_its_requests_over_column_by_column(self):
        """I5: a request of a natural person may not turn up as that of an enterprise."""
        before = more(the_year_before(), "carry_forward", natural_person=-1, commercial_enterprise=1)
        found = findings(a_report(), previous=before)
        assert seen(found) == [
            ("I5", "表三", "二、上年结转政府信息公开申请数量", "自然人", 1, 2),
            ("I5", "表三", "二、上年结转政府信息公开申请数量", "商业企业", 1, 0),
        ]
        assert "上年报告结转下年度1，本年报告上年结转2" in found[0].message
        assert {each.level for each in found} == {Level.ERROR}

    @pytest.mark.parametrize(
        ("kind", "name", "was"), [("rules", "规章", 0), ("documents", "行政规范性文件", 10)]
    )
    def test_has_its_documents_still_in_force_or_else_they_are_explained(self, kind, name, was):
        """I6: 12 documents are 10 of the year before, 3 issued, 1 repealed; a clearing-out is a reason."""
        before = the_year_before()
        before = replace(before, table2={**before.table2, f"{kind}_in_force": was + 4})
        now = {"rules": 0, "documents": 12}[kind]
        [found] = findings(a_report(), previous=before)
        assert seen([found]) == [("I6", "表二", name, "现行有效件数", now + 4, now)]
        assert found.level is Level.WARNING

    def test_is_shown_with_each_number_of_the_sum(self):
        before = the_year_before()
        before = replace(before, table2={**before.table2, "documents_in_force": 14})
        [found] = findings(a_report(), previous=before)
        assert found.message.startswith("上年现行有效14＋本年制发3－本年废止1＝16，现写为12；")

    def test_may_have_had_the_form_of_2019(self):
        before = nothing_done(layout=2019)
        before = replace(
            before,
            table2={**before.table2, "documents_in_force": 10},
            table3={**before.table3, "carry_forward": (2, 0, 0, 0, 0, 0, 2)},
        )
        assert findings(a_report(), previous=before) == []


class TestTheSumOverAllOffices:
    """I7: tables 2, 3 and 4, cell by cell."""

    def test_of_three_offices_comes_out(self):
        office = a_report()
        everything = replace(
            office,
            table2={key: 2 * number for key, number in office.table2.items()},
            table3={key: tuple(2 * number for number in row) for key, row in office.table3.items()},
            table4={key: tuple(2 * number for number in row) for key, row in office.table4.items()},
            stated={},
        )
        assert findings(everything, children=[office, nothing_done(), office]) == []

    def test_names_each_cell_that_does_not(self):
        district = a_report()
        office = replace(
            more(district, "granted", natural_person=2),
            table2={**district.table2, "fees": Decimal("0.4321"), "permits": 5},
            table4={**district.table4, "direct": (0, 0, 0, 0, 1)},
        )
        found = findings(district, children=[office])
        assert seen(found) == [
            ("I7", "表二", "行政许可", "本年处理决定数量", 5, 0),
            ("I7", "表二", "行政事业性收费", "本年收费金额（单位：万元）", Decimal("0.4321"), Decimal("0.5")),
            ("I7", "表三", "三、本年度办理结果／（一）予以公开", "自然人", 5, 3),
            ("I7", "表四", "行政诉讼：未经复议直接起诉", "尚未审结", 0, 1),
        ]
        assert found[1].message == "本级及下属机关合计0.4321，汇总报告写为0.5"
        assert found[2].message == "本级及下属机关合计5，汇总报告写为3"
        assert {each.level for each in found} == {Level.ERROR}

    def test_of_nobody_is_nothing(self):
        assert {each.identity for each in findings(a_report(), children=[])} == {"I7"}
        assert findings(nothing_done(), children=[]) == []


class TestTheText:
    @pytest.mark.parametrize(
        ("stated", "row", "expected", "said"),
        [
            ({"received": 5}, "一、本年新收政府信息公开申请数量", 6, "正文写收到的申请件数为5，表三为6"),
            (
                {"carried_over": 3},
                "二、上年结转政府信息公开申请数量",
                2,
                "正文写上年结转的申请件数为3，表三为2",
            ),
            ({"decided": 8}, "（七）总计", 7, "正文写办结的申请件数为8，表三为7"),
            ({"carried_forward": 0}, "四、结转下年度继续办理", 1, "正文写结转下年度的申请件数为0，表三为1"),
        ],
    )
    def test_says_what_the_table_says(self, stated, row, expected, said):
        """I8."""
        [found] = findings(replace(a_report(), stated=stated))
        assert seen([found]) == [("I8", "正文", row, "总计", expected, *stated.values())]
        assert found.message.startswith(said)
        assert found.level is Level.ERROR

    def test_may_be_silent_on_figures(self):
        assert findings(replace(a_report(), stated={})) == []

    def test_speaks_of_fees_where_a_request_ended_for_want_of_one(self):
        """I9: a warning, on part six."""
        unpaid = more(more(a_report(), "other_misc", natural_person=-1), "other_unpaid_fee", natural_person=1)
        unpaid = more(more(unpaid, "other_misc", total=-1), "other_unpaid_fee", total=1)
        assert findings(unpaid) == []
        assert [each.identity for each in findings(replace(unpaid, section_six="厉行节约，反对浪费。"))] == [
            "I9"
        ]
        [found] = findings(replace(unpaid, section_six="无。"))
        assert seen([found]) == [("I9", "正文", "六、其他需要报告的事项", "信息处理费", None, None)]
        assert found.message.startswith("表三有1件因逾期未缴费不再处理")
        assert found.level is Level.WARNING

    def test_of_part_six_is_not_judged_where_nobody_owed_a_fee_or_it_is_not_known(self):
        assert findings(replace(a_report(), section_six="无。")) == []
        unpaid = replace(nothing_done(), section_six=None)
        for row in ("new_received", "other_unpaid_fee", "total_results"):
            unpaid = more(unpaid, row, natural_person=1, total=1)
        assert findings(unpaid) == []
        assert findings(replace(a_report(layout=2019), section_six="无。")) == []


def test_more_suits_after_review_than_reviews_are_no_mistake():
    """I10: the reviews may have ended the year before; six suits stand against four reviews, or none."""
    report = a_report()
    assert report.table4["postreview"][-1] > report.table4["review"][-1]
    assert findings(report) == []
    assert findings(replace(report, table4={**report.table4, "review": (0,) * 5})) == []


def test_a_cell_left_blank_is_named():
    """I11: 零填0; it was counted as nothing."""
    [found] = findings(replace(a_report(), blanks=(("表二", "行政强制", "本年处理决定数量"),)))
    assert seen([found]) == [("I11", "表二", "行政强制", "本年处理决定数量", 0, None)]
    assert found.level is Level.ERROR


def test_a_finding_reads_as_a_line():
    report = a_report()
    [found] = findings(replace(report, table4={**report.table4, "review": (2, 1, 0, 1, 5)}))
    assert str(found) == "表四［行政复议｜总计］2＋1＋0＋1＝4，总计写为5"
