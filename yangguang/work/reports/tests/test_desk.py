"""What the office sees of a report: every figure opens onto the cases it counts, and only its own office sees them."""

import csv
import io
import re
from datetime import date

import lxml.html
import pytest
from openpyxl import load_workbook

from yangguang.core.orgs.models import Person, Post
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.reports import building, queries, writing
from yangguang.work.reports.models import Edition
from yangguang.work.reports.tests.district import (
    closed_as,
    contested,
    frozen,
    hand_in,
    state,
    write_problems,
)

pytestmark = pytest.mark.django_db

REPORT = "/office/reports/annual/440404/2023/"


@pytest.fixture
def granted(town, staff) -> DisclosureRequest:
    return closed_as("granted", town, staff, applicant_kind="legal_service_org")


@pytest.fixture
def partial(district, staff) -> DisclosureRequest:
    return closed_as("partial", district, staff)


def seen(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.fromstring(answer.content.decode())


def text_of(page) -> str:
    return " ".join(page.text_content().split())


def named(page) -> list[str]:
    """Return the rows that a cell's page lists."""
    return [line.find("th").text_content() for line in lines_of(page)]


def lines_of(page) -> list:
    return page.xpath("//table[caption='这个数字所计的记录']/tbody/tr")


class TestTheReport:
    def test_shows_every_figure_as_a_link_to_its_cell(self, district, staff, enter, granted, partial):
        page = seen(enter(staff["head"]), REPORT)
        links = {
            link.get("href"): int(link.text)
            for link in page.xpath("//table[contains(@class, 'statutory')]//td/a")
        }
        tables = building.count(district.subtree(), 2023)
        assert links == {
            f"{REPORT}cells/{key}/": writing.figure(tables, cell) for key, cell in building.cells().items()
        }
        assert links[f"{REPORT}cells/3.new_received.total/"] == 2

    def test_reads_each_link_aloud_with_its_row_and_column(self, district, staff, enter, granted):
        page = seen(enter(staff["head"]), REPORT)
        [link] = page.xpath(f"//a[@href='{REPORT}cells/3.granted.legal_service_org/']")
        assert link.get("aria-label") == "表三 三、本年度办理结果／（一）予以公开：法律服务机构：1"

    def test_says_what_is_not_written_yet_and_what_passes(self, district, staff, enter):
        client = enter(staff["head"])
        page = text_of(seen(client, REPORT))
        assert "勾稽检查全部通过" in page
        assert page.count("未填写") == 5
        write_problems(district, staff)
        assert text_of(seen(client, REPORT)).count("未填写") == 4

    def test_says_which_figure_does_not_come_out(self, district, staff, enter):
        frozen(district, staff, 2022)
        hand_in(district, staff, "2022-12-29")
        page = text_of(seen(enter(staff["head"]), REPORT))
        assert "I5 表三［二、上年结转政府信息公开申请数量｜自然人］上年报告结转下年度0" in page
        assert "勾稽检查全部通过" not in page

    def test_says_that_nothing_changed_since_it_was_frozen(self, district, staff, enter, granted):
        frozen(district, staff)
        page = text_of(seen(enter(staff["head"]), REPORT))
        assert "已定稿 第1版，2024年3月20日" in page
        assert "与定稿完全一致" in page

    def test_names_the_cases_by_which_it_differs_from_the_frozen_one(self, district, staff, enter, granted):
        frozen(district, staff)
        late = hand_in(district, staff, "2023-12-29")
        page = seen(enter(staff["head"]), REPORT)
        rows = page.xpath("//table[caption='定稿以后记录有变动的各格']/tbody/tr")
        told = {
            row.find("th").text_content(): [cell.text_content() for cell in row.iter("td")] for row in rows
        }
        assert told == {
            f"表三 {row}：{column}": [str(then), str(then + 1), "0", f"1：{late}"]
            for row, column, then in (
                ("一、本年新收政府信息公开申请数量", "自然人", 0),
                ("一、本年新收政府信息公开申请数量", "总计", 1),
                ("四、结转下年度继续办理", "自然人", 0),
                ("四、结转下年度继续办理", "总计", 0),
            )
        }
        assert page.xpath(f"//table//a[@href='{late.desk_url}']")

    @pytest.mark.parametrize("year", [0, 1999, 2020, 2100, 9999, 99999999999])
    def test_of_a_year_that_has_none_is_not_found(self, staff, enter, year):
        client = enter(staff["head"])
        for rest in ("", "freeze/", "words/problems/", "cells/3.granted.total/"):
            assert client.get(f"/office/reports/annual/440404/{year}/{rest}").status_code == 404
        assert client.get(f"/reports/440404/{year}/").status_code == 404


class TestACell:
    @pytest.mark.parametrize(
        ("key", "named_in_it"),
        [
            ("3.new_received.total", ["granted", "partial"]),
            ("3.new_received.natural_person", ["partial"]),
            ("3.granted.legal_service_org", ["granted"]),
            ("3.total_results.total", ["granted", "partial"]),
            ("3.granted.natural_person", []),
            ("3.carry_forward.total", []),
        ],
    )
    def test_opens_onto_exactly_its_cases(self, staff, enter, granted, partial, key, named_in_it):
        requests = {"granted": granted, "partial": partial}
        page = seen(enter(staff["head"]), f"{REPORT}cells/{key}/")
        assert named(page) == [str(requests[each]) for each in sorted(named_in_it)]
        assert page.xpath("string(//h1)").endswith(f"：{len(named_in_it)}")
        assert f"共{len(named_in_it)}条记录" in text_of(page)

    def test_leads_on_to_each_case(self, staff, enter, granted):
        client = enter(staff["clerk"])
        page = seen(client, f"{REPORT}cells/3.granted.total/")
        [address] = page.xpath("//th[@scope='row']/a/@href")
        assert granted.case.number in text_of(seen(client, address))

    def test_leads_from_a_suit_to_the_request(self, district, staff, enter, partial):
        contested(partial, staff, "direct", "2023-05-04")
        page = seen(enter(staff["head"]), f"{REPORT}cells/4.direct.pending/")
        assert page.xpath("//th[@scope='row']/a/@href") == [partial.desk_url]

    def test_of_table_two_says_what_each_statement_adds(self, district, town, staff, enter):
        state(district, staff, "permits", "2023-05", "20")
        state(town, staff, "permits", "2023-06", "17")
        page = seen(enter(staff["head"]), f"{REPORT}cells/2.permits.permits/")
        assert page.xpath("string(//h1)") == "表二 第二十条第（五）项 行政许可：本年处理决定数量：37"
        assert [[cell.text_content() for cell in line] for line in lines_of(page)] == [
            ["行政许可：处理决定数量 2023-05", "珠海市金湾区人民政府", "20"],
            ["行政许可：处理决定数量 2023-06", "三灶镇人民政府", "17"],
        ]

    def test_of_documents_in_force_takes_what_was_repealed_off(self, district, staff, enter):
        state(district, staff, "documents_issued", "2022-05", "20")
        state(district, staff, "documents_repealed", "2023-05", "3")
        page = seen(enter(staff["head"]), f"{REPORT}cells/2.documents_in_force.documents_in_force/")
        assert page.xpath("string(//h1)").endswith("现行有效件数：17")
        assert [line[-1].text for line in lines_of(page)] == ["20", "-3"]

    def test_that_does_not_exist_is_not_found(self, staff, enter):
        assert enter(staff["head"]).get(f"{REPORT}cells/3.granted.nobody/").status_code == 404

    def test_shows_fifty_rows_and_leads_to_the_next(self, district, town, staff, enter):
        for place in range(51):
            month = f"{2021 + place % 36 // 12}-{place % 12 + 1:02}"
            state(town if place < 36 else district, staff, "rules_issued", month, "1")
        address = f"{REPORT}cells/2.rules_in_force.rules_in_force/"
        first, second = (named(seen(enter(staff["head"]), f"{address}?page={page}")) for page in (1, 2))
        assert (len(first), len(second)) == (50, 1)


class TestTakingTheRowsAway:
    WANTED = "学区图\x0b与=施教区"

    @pytest.fixture
    def asked(self, town, staff) -> DisclosureRequest:
        said = {"wanted": self.WANTED, "applicant": "=HYPERLINK(1)", "phone": "0756-5550123"}
        return hand_in(town, staff, **said)

    def take(self, client, ending: str) -> list[list[str]]:
        answer = client.get(f"{REPORT}cells/3.new_received.total/?as={ending}")
        assert f'filename="2023-3.new_received.total.{ending}"' in answer["Content-Disposition"]
        if ending == "csv":
            return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        sheet = load_workbook(io.BytesIO(answer.content)).active
        return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_gives_exactly_the_rows_of_the_cell(self, staff, enter, asked, partial, ending):
        head, *lines = self.take(enter(staff["head"]), ending)
        told = [dict(zip(head, line, strict=True)) for line in lines]
        assert [each["办件"] for each in told] == [str(asked.pk), str(partial.pk)]
        assert told[1]["申请人类型"] == "自然人"
        assert told[1]["年报表三行"] == "partial"

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_survives_whatever_people_paste_and_runs_nothing(self, staff, enter, asked, ending):
        """A vertical tab is no part of a spreadsheet, and a name is no formula."""
        head, line = self.take(enter(staff["head"]), ending)
        told = dict(zip(head, line, strict=True))
        assert told["所需政府信息的名称、文号或者便于查询的特征描述"] == "学区图与=施教区"
        assert told["姓名或者名称"] == "'=HYPERLINK(1)"

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_leaves_empty_what_is_empty(self, staff, enter, asked, ending):
        head, line = self.take(enter(staff["head"]), ending)
        told = dict(zip(head, line, strict=True))
        assert (told["答复内容"], told["办结日期"]) == ("", "")

    def test_leaves_out_how_applicants_are_identified_and_reached(self, staff, enter, asked):
        text = str(self.take(enter(staff["head"]), "csv"))
        for secret in (asked.code, asked.identity, asked.phone):
            assert secret not in text


class TestWriting:
    def test_a_passage_is_kept_and_shown_again(self, district, staff, enter):
        client = enter(staff["head"])
        sent = {"text": "问题：说理不够。", "once": "p-1"}
        assert client.post(f"{REPORT}words/problems/", sent).status_code == 303
        assert queries.passages(district, 2023) == {"problems": "问题：说理不够。"}
        assert "问题：说理不够。" in text_of(seen(client, f"{REPORT}words/problems/"))

    def test_the_problems_of_last_year_stand_beside_those_of_this_year(self, district, staff, enter):
        write_problems(district, staff, 2022)
        page = text_of(seen(enter(staff["head"]), f"{REPORT}words/problems/"))
        assert "上年这一部分写的是" in page
        assert "答复说理不够充分" in page

    def test_an_empty_passage_is_refused_with_a_title_that_says_so(self, district, staff, enter):
        answer = enter(staff["head"]).post(f"{REPORT}words/problems/", {"text": "", "once": "p-1"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert re.search(r"<title>\s*错误：", page)
        assert "没有的写“无”" in page

    def test_there_are_no_other_sections(self, staff, enter):
        assert enter(staff["head"]).get(f"{REPORT}words/secrets/").status_code == 404


class TestFreezing:
    def test_a_report_whose_figures_come_out_is_frozen_and_published(self, client, district, staff, enter):
        write_problems(district, staff)
        enter(staff["head"])
        sent = client.post(f"{REPORT}freeze/", {"once": "f-1"}, follow=True)
        assert "报告已定稿" in sent.content.decode()
        client.logout()
        assert client.get("/reports/440404/2023/").status_code == 200

    def test_twice_sent_it_is_frozen_once(self, district, staff, enter):
        write_problems(district, staff)
        client = enter(staff["head"])
        for _ in range(2):
            assert client.post(f"{REPORT}freeze/", {"once": "f-1"}).status_code == 303
        assert Edition.objects.count() == 1

    def test_without_part_five_it_says_what_is_missing(self, district, staff, enter):
        answer = enter(staff["head"]).post(f"{REPORT}freeze/", {"once": "f-1"})
        assert answer.status_code == 422
        assert "第五部分“存在的主要问题及改进情况”不得空白" in answer.content.decode()
        assert not Edition.objects.exists()

    def test_a_figure_that_does_not_come_out_asks_for_its_reason(self, district, staff, enter):
        frozen(district, staff, 2022)
        hand_in(district, staff, "2022-12-29")
        write_problems(district, staff)
        client = enter(staff["head"])
        fields = seen(client, f"{REPORT}freeze/").xpath("//textarea/@name")
        assert fields == [f"I5|二、上年结转政府信息公开申请数量|{column}" for column in ("自然人", "总计")]
        half = client.post(f"{REPORT}freeze/", {fields[0]: "漏登", "once": "f-1"})
        assert half.status_code == 422
        assert ">漏登</textarea>" in half.content.decode().replace("\n", ""), "nothing typed is lost"
        both = dict.fromkeys(fields, "上年漏登")
        assert client.post(f"{REPORT}freeze/", {**both, "once": "f-2"}).status_code == 303
        assert [reason for _, reason in Edition.objects.get(year=2023).overrides] == ["上年漏登"] * 2


ADDRESSES = [
    "",
    "freeze/",
    "words/problems/",
    "cells/3.granted.total/",
    "cells/3.granted.total/?as=csv",
    "cells/3.granted.total/?as=xlsx",
]


class TestWhoSees:
    @pytest.mark.parametrize("rest", ADDRESSES)
    def test_nobody_of_another_district_finds_it(self, stranger, district, enter, rest):
        client = enter(stranger)
        assert client.get(REPORT + rest).status_code == 404
        assert client.post(REPORT + rest).status_code in (404, 405)

    @pytest.mark.parametrize("rest", ADDRESSES)
    def test_nobody_of_an_agency_finds_that_of_the_district(self, colleague, district, enter, rest):
        assert enter(colleague).get(REPORT + rest).status_code == 404

    @pytest.mark.parametrize("rest", ADDRESSES)
    def test_nobody_without_an_account_finds_it(self, client, district, rest):
        answer = client.get(REPORT + rest)
        assert answer.status_code == 302
        assert "login" in answer["Location"]

    def test_who_does_not_oversee_those_below_does_not_find_their_cases(self, district, education, enter):
        person = Person.objects.create_user("alone", name="郑明")
        Post.objects.create(org=district, person=person, role="公开工作机构", since=date(2021, 1, 1))
        client = enter(person)
        assert client.get(REPORT).status_code == 404
        assert "440404" not in client.get("/office/reports/annual/").content.decode()

    def test_the_list_names_only_what_opens(self, colleague, enter):
        client = enter(colleague)
        offered = seen(client, "/office/reports/annual/").xpath("//td/a/@href")
        assert {each.split("/")[4] for each in offered} == {"440404-03"}
        assert {client.get(each).status_code for each in offered} == {200}

    def test_an_agency_sees_its_own_cases_alone(self, education, staff, colleague, granted, enter):
        own = closed_as("granted", education, staff)
        page = seen(enter(colleague), "/office/reports/annual/440404-03/2023/cells/3.granted.total/")
        assert named(page) == [str(own)]

    def test_residents_read_nothing_before_it_is_frozen(self, client, district, staff, granted):
        for rest in ("", "report.pdf", "report.json"):
            assert client.get(f"/reports/440404/2023/{rest}").status_code == 404
        frozen(district, staff)
        client.logout()
        assert text_of(seen(client, "/reports/440404/2023/")).count("表三") == 0
        assert client.get("/reports/440404/2023/report.json").json()["table3"]["granted"] == [
            0,
            0,
            0,
            0,
            1,
            0,
            1,
        ]
        assert client.get("/reports/440404/2023/report.exe").status_code == 404
