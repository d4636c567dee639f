"""Freezing a report: what was published stands, with the rows behind each figure, whatever happens afterwards."""

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import docx
import pdfplumber
import pytest
from django.db import connection

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.work.disclosure import actions as disclosure
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import at, step_of
from yangguang.work.reports import actions, building, files, queries, writing
from yangguang.work.reports.models import Edition
from yangguang.work.reports.tests.district import (
    closed_as,
    everybody,
    frozen,
    hand_in,
    refused,
    state,
    taken_back,
    write_problems,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def asked(offices, django_db_blocker) -> Iterator[tuple[int, int]]:
    """Two requests to the district: one granted, one whose answer of December was signed and not yet sent."""
    with taken_back(django_db_blocker):
        district, staff = Organisation.objects.get(code="440404"), everybody()
        granted = closed_as("granted", district, staff)
        signed = hand_in(district, staff, "2023-12-18")
        disclosure.examine(step_of(signed), outcome="accept", by=staff["clerk"], at=at("2023-12-19"))
        disclosure.search(step_of(signed), opinion="已检索", by=staff["unit"], at=at("2023-12-20"))
        drafted = {"outcome": "granted", "text": "见附件。"}
        disclosure.draft_answer(step_of(signed), **drafted, by=staff["clerk"], at=at("2023-12-21"))
        disclosure.sign_answer(
            step_of(signed), signed=True, reviewed=True, by=staff["head"], at=at("2023-12-22")
        )
        yield granted.pk, signed.pk


@pytest.fixture
def granted(asked, db) -> DisclosureRequest:
    return DisclosureRequest.objects.get(pk=asked[0])


@pytest.fixture
def signed(asked, db) -> DisclosureRequest:
    return DisclosureRequest.objects.get(pk=asked[1])


def enter_late(request: DisclosureRequest, staff) -> None:
    """Enter in April 2024 that the answer was sent on 28 December 2023."""
    sent = {"way": "online", "on": date(2023, 12, 28), "by": staff["clerk"], "at": at("2024-04-02")}
    disclosure.deliver(step_of(request), **sent)


def differences(edition: Edition) -> dict[str, tuple[object, ...]]:
    return {cell.key: said for cell, *said in writing.differences(edition)}


class TestAFrozenReport:
    def test_keeps_the_keys_of_the_rows_behind_each_figure(self, district, staff, granted, signed):
        edition = Edition.objects.get(pk=frozen(district, staff).pk)
        assert edition.rows["3.granted.natural_person"] == [str(granted.pk)]
        assert edition.rows["3.carry_forward.total"] == [str(signed.pk)]
        assert edition.rows["3.new_received.total"] == [str(granted.pk), str(signed.pk)]
        tables = writing.from_json(edition.tables)
        assert edition.rows.keys() == building.cells().keys()
        for key, cell in building.cells().items():
            if cell.table != 2:
                assert len(edition.rows[key]) == writing.figure(tables, cell), cell.title

    def test_keeps_a_hash_over_all_that_it_says(self, district, staff, granted):
        edition = Edition.objects.get(pk=frozen(district, staff).pk)
        assert edition.hash == edition.hash_of_content()
        assert Record.objects.get(kind="reports.frozen").details == {"hash": edition.hash}

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("tables", "jsonb_set(tables, '{table3,granted,0}', '2')"),
            ("rows", "jsonb_set(rows, '{3.granted.total}', '[]')"),
            ("sections", "jsonb_set(sections, '{4,0}', '\"五、\"')"),
            ("overrides", '\'[["表三", "无"]]\''),
            ("year", "2022"),
            ("number", "7"),
        ],
    )
    def test_cannot_be_changed_without_a_trace(self, district, staff, granted, column, value):
        edition = frozen(district, staff)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE reports_edition SET {column} = {value}")
        changed = Edition.objects.get(pk=edition.pk)
        assert changed.hash_of_content() != edition.hash

    def test_of_another_organisation_has_another_hash(self, education, town, staff):
        """Two that say the same, for nobody asked them anything, are still not one."""
        assert frozen(education, staff).hash != frozen(town, staff).hash

    def test_stands_though_a_case_changes_afterwards(self, district, staff, granted, signed):
        edition = frozen(district, staff)
        before = {ending: files.of_edition(edition, ending) for ending in ("html", "csv", "json")}
        enter_late(signed, staff)
        hand_in(district, staff, "2023-12-29")
        edition.refresh_from_db()
        assert {ending: files.of_edition(edition, ending) for ending in before} == before
        assert edition.hash == edition.hash_of_content()
        assert edition.tables["table3"]["carry_forward"] == [1, 0, 0, 0, 0, 0, 1]

    def test_stands_though_its_words_are_written_anew(self, district, staff):
        edition = frozen(district, staff)
        said = {"section": "problems", "text": "没有问题。", "by": staff["head"], "at": at("2024-04-02")}
        actions.write_passage(district, 2023, **said)
        edition.refresh_from_db()
        assert edition.sections[4] == [
            "五、存在的主要问题及改进情况",
            ["问题：答复说理不够充分。", "改进：已组织培训。"],
        ]

    def test_says_the_day_on_which_it_was_frozen_where_the_office_is(self, client, district, staff):
        """At seven in the morning it is still the day before in Greenwich; the report is due by 31 January."""
        write_problems(district, staff)
        actions.freeze(district, 2023, by=staff["head"], at=at("2024-01-31").replace(hour=7))
        assert Edition.objects.get().frozen_on == date(2024, 1, 31)
        for address in ("/reports/", "/reports/440404/2023/"):
            assert "2024年1月31日" in client.get(address).content.decode()


class TestWhatDiffersToday:
    def test_is_nothing_while_nothing_changed(self, district, staff, granted, signed):
        assert differences(frozen(district, staff)) == {}

    def test_is_named_with_the_rows_that_went_and_came(self, district, staff, granted, signed):
        edition = frozen(district, staff)
        enter_late(signed, staff)
        gone, come = [0, {str(signed.pk)}, set()], [2, set(), {str(signed.pk)}]
        one_less, one_more = [1, *gone], [1, *come]
        assert differences(edition) == {
            "3.granted.natural_person": one_more,
            "3.granted.total": one_more,
            "3.total_results.natural_person": one_more,
            "3.total_results.total": one_more,
            "3.carry_forward.natural_person": one_less,
            "3.carry_forward.total": one_less,
        }

    def test_is_seen_where_one_row_took_the_place_of_another(self, district, staff, granted):
        """The figure is the same, but it counts another case."""
        state(district, staff, "penalties", "2023-05", "4")
        edition = frozen(district, staff)
        state(district, staff, "penalties", "2023-05", "0")
        state(district, staff, "penalties", "2023-06", "4")
        [(then, now, gone, come)] = differences(edition).values()
        assert (then, now, gone, len(come)) == (4, 4, set(), 1)

    def test_is_seen_where_a_statement_was_corrected(self, district, staff):
        state(district, staff, "fees", "2023-05", "12.5")
        edition = frozen(district, staff)
        assert differences(edition) == {}
        state(district, staff, "fees", "2023-05", "13")
        assert differences(edition) == {"2.fees.fees": [Decimal("12.5"), 13, set(), set()]}


class TestAFigureThatDoesNotComeOut:
    """A request of 2022 is entered only after the report of 2022 was frozen: I5 no longer holds for 2023."""

    KEYS = ("I5|二、上年结转政府信息公开申请数量|自然人", "I5|二、上年结转政府信息公开申请数量|总计")
    REASON = "上年一件申请漏登，今年补登"

    @pytest.fixture
    def broken(self, district, staff) -> Organisation:
        frozen(district, staff, 2022)
        hand_in(district, staff, "2022-12-29")
        write_problems(district, staff)
        return district

    def freeze(self, org, staff, **reasons) -> Edition:
        return actions.freeze(org, 2023, reasons=reasons, by=staff["head"], at=at("2024-03-20"))

    def test_refuses_the_freeze_and_says_what_and_where(self, broken, staff):
        said = "表三［二、上年结转政府信息公开申请数量｜自然人］上年报告结转下年度0，本年报告上年结转1"
        with refused(said, "｜总计］", "请更正，或者写明理由"):
            self.freeze(broken, staff)

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_refuses_it_where_one_reason_is_missing(self, broken, staff, reason):
        with refused("｜总计］"):
            self.freeze(broken, staff, **{self.KEYS[0]: self.REASON, self.KEYS[1]: reason})

    def test_takes_no_reason_for_something_else(self, broken, staff):
        with refused("｜自然人］", "｜总计］"):
            self.freeze(broken, staff, **{"I3|第一项＋第二项＝第三项＋第四项|自然人": self.REASON})

    def test_stands_with_a_reason_that_every_format_prints(self, client, broken, staff):
        edition = self.freeze(broken, staff, **dict.fromkeys(self.KEYS, self.REASON))
        printed = {ending: files.of_edition(edition, ending) for ending in ("html", "csv", "json")}
        texts = [content.decode() for content in printed.values()]
        with pdfplumber.open(io.BytesIO(files.of_edition(edition, "pdf"))) as pdf:
            texts.append("".join(page.extract_text() for page in pdf.pages))
        paper = docx.Document(io.BytesIO(files.of_edition(edition, "docx")))
        texts.append("".join(paragraph.text for paragraph in paper.paragraphs))
        texts.append(client.get("/reports/440404/2023/").content.decode())
        for text in texts:
            plain = "".join(text.split())
            assert plain.count(f"理由：{self.REASON}") == 2
            assert "本年报告上年结转1，两数应当相等" in plain

    def test_prints_nothing_where_everything_comes_out(self, district, staff):
        edition = frozen(district, staff)
        assert edition.overrides == []
        assert "理由：" not in files.of_edition(edition, "html").decode()
        assert "notes" not in json.loads(files.of_edition(edition, "json"))


class TestWhoMayFreeze:
    @pytest.fixture(autouse=True)
    def written(self, district, education, staff) -> None:
        for org in (district, education):
            write_problems(org, staff)

    def freeze(self, org: Organisation, by: Person) -> Edition:
        return actions.freeze(org, 2023, by=by, at=at("2024-03-20"))

    @pytest.mark.parametrize(
        ("code", "oversees"), [("440404-03", False), ("440404-03", True), ("440404", True)]
    )
    def test_somebody_of_the_office_or_who_oversees_it(self, education, code, oversees):
        self.freeze(education, _person(code, oversees=oversees))
        assert Edition.objects.get().org == education

    @pytest.mark.parametrize(("code", "oversees"), [("440404", False), ("440404100", True), ("440403", True)])
    def test_nobody_of_another_office(self, education, code, oversees):
        person = _person(code, oversees=oversees)
        with refused("这是金湾区教育局的报告，请由该机关的人员办理"):
            self.freeze(education, person)

    def test_nobody_below(self, district, colleague):
        with refused("这是珠海市金湾区人民政府的报告"):
            self.freeze(district, colleague)

    def test_nobody_whose_post_has_ended(self, education, colleague):
        Post.objects.filter(person=colleague).update(until=date(2024, 1, 1))
        with refused("这是金湾区教育局的报告"):
            self.freeze(education, colleague)

    def test_not_an_administrator_without_a_post(self, education):
        admin = Person.objects.create_superuser("admin", name="管理员")
        with refused("这是金湾区教育局的报告"):
            self.freeze(education, admin)


def _person(code: str, *, oversees: bool) -> Person:
    person = Person.objects.create_user(f"of-{code}", name="郑明")
    org = Organisation.objects.get(code=code)
    Post.objects.create(
        org=org, person=person, role="公开工作机构", since=date(2021, 1, 1), oversees=oversees
    )
    return person


class TestWhenToFreeze:
    @pytest.mark.parametrize("day", ["2023-03-20", "2023-12-31"])
    def test_not_before_the_year_is_over(self, district, staff, day):
        write_problems(district, staff)
        with refused("2023年还没有结束", "请在2024年1月1日以后定稿"):
            actions.freeze(district, 2023, by=staff["head"], at=at(day))

    def test_from_the_first_of_january(self, district, staff):
        write_problems(district, staff)
        assert actions.freeze(district, 2023, by=staff["head"], at=at("2024-01-01")).number == 1

    def test_not_without_part_five(self, district, staff):
        with refused("第五部分“存在的主要问题及改进情况”不得空白"):
            actions.freeze(district, 2023, by=staff["head"], at=at("2024-03-20"))

    def test_not_with_part_five_of_another_year_or_office(self, district, education, staff):
        write_problems(district, staff, 2022)
        write_problems(education, staff, 2023)
        with refused("第五部分"):
            actions.freeze(district, 2023, by=staff["head"], at=at("2024-03-20"))


class TestASecondFreeze:
    def test_is_another_edition_beside_the_first(self, district, staff, granted, signed):
        first = frozen(district, staff)
        enter_late(signed, staff)
        second = actions.freeze(district, 2023, by=staff["head"], at=at("2024-04-03"))
        first.refresh_from_db()
        assert (first.number, second.number) == (1, 2)
        carried = [each.tables["table3"]["carry_forward"][6] for each in (first, second)]
        assert carried == [1, 0]
        assert queries.newest_edition(district, 2023) == second
        assert differences(second) == {}

    def test_is_what_residents_read(self, client, district, staff, granted, signed):
        frozen(district, staff)
        enter_late(signed, staff)
        actions.freeze(district, 2023, by=staff["head"], at=at("2024-04-03"))
        page = client.get("/reports/440404/2023/").content.decode()
        assert "第2版" in page
        assert "结转下年度继续办理0件" in page
        assert client.get("/reports/").content.decode().count("珠海市金湾区人民政府2023年报告") == 1

    def test_by_a_second_click_is_none(self, district, staff):
        write_problems(district, staff)
        sent = {"by": staff["head"], "at": at("2024-03-20"), "once": "form-1"}
        assert actions.freeze(district, 2023, **sent) == actions.freeze(district, 2023, **sent)
        assert Edition.objects.count() == 1

    def test_of_another_year_begins_anew(self, district, staff):
        assert [frozen(district, staff, year).number for year in (2022, 2023)] == [1, 1]


class TestAStatement:
    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"quantity": Decimal(-1)}, "数量不能小于0"),
            ({"on": date(2024, 4, 1)}, "这个月还没有到"),
        ],
    )
    def test_that_cannot_be_is_refused(self, district, staff, values, said):
        given = {"item": "permits", "on": date(2024, 3, 1), "quantity": Decimal(4), "basis": "对账单"}
        with refused(said):
            actions.report_statement(district, **{**given, **values}, by=staff["clerk"], at=at("2024-03-31"))

    def test_of_another_office_is_refused(self, district, stranger):
        given = {"item": "permits", "on": date(2024, 3, 1), "quantity": Decimal(4), "basis": "对账单"}
        with refused("请由该机关的人员办理"):
            actions.report_statement(district, **given, by=stranger, at=at("2024-03-31"))

    def test_leaves_every_quantity_in_the_ledger(self, district, staff):
        state(district, staff, "permits", "2023-05", "40")
        state(district, staff, "permits", "2023-05", "4")
        notes = Record.objects.filter(kind="reports.stated").order_by("seq").values_list("note", flat=True)
        assert list(notes) == [f"行政许可：处理决定数量 2023-05：{quantity}" for quantity in (40, 4)]


class TestAPassage:
    @pytest.mark.parametrize("text", ["", " \n "])
    def test_that_says_nothing_is_refused(self, district, staff, text):
        with refused("没有的写“无”"):
            given = {"section": "other", "text": text, "by": staff["head"], "at": at("2024-03-20")}
            actions.write_passage(district, 2023, **given)

    def test_of_another_office_is_refused(self, district, stranger):
        with refused("请由该机关的人员办理"):
            given = {"section": "other", "text": "无", "by": stranger, "at": at("2024-03-20")}
            actions.write_passage(district, 2023, **given)

    def test_is_kept_in_the_ledger_when_it_is_written_anew(self, district, staff):
        for text in ("旧", "新"):
            given = {"section": "other", "text": text, "by": staff["head"], "at": at("2024-03-20")}
            actions.write_passage(district, 2023, **given)
        kept = [row.details["text"] for row in Record.objects.filter(kind="reports.written").order_by("seq")]
        assert kept == ["旧", "新"]
        assert queries.passages(district, 2023) == {"other": "新"}
