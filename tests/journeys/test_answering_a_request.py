"""The office answers: a refusal with its remedy, a fee paid too late, a suit to its result. Each moves its cell."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.cases import versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import ROLES, VALUES, answered, step_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = date(2021, 1, 1)


def ago(days: int) -> datetime:
    """Return ten in the morning, so many days ago."""
    return datetime.combine(timezone.localdate() - timedelta(days=days), time(10), SHANGHAI)


class InTheOffice(Journey):
    """The disclosure office of one agency, on the wide screen of a desk."""

    width = 1280

    @pytest.fixture(autouse=True)
    def _office(self, _open_browser) -> None:
        district = Organisation.add(
            code="440404", name="珠海市金湾区人民政府", short_name="金湾府", kind="government"
        )
        self.org = Organisation.add(
            code="440404-03", name="金湾区教育局", short_name="金湾教育", kind="agency", parent=district,
            disclosure_office="金湾区教育局办公室", court="珠海市金湾区人民法院",
        )  # fmt: skip
        self.staff = {key: self.somebody(key, name) for key, (name, _) in ROLES.items()}
        for key, (_, roles) in ROLES.items():
            for role in roles:
                Post.objects.create(org=self.org, person=self.staff[key], role=role, since=LONG_AGO)
        head = self.staff["head"]
        versions.publish_declared(org=self.org, effective_on=LONG_AGO, by=head, at=ago(2000))

    def hand_in(self, days: int) -> None:
        said = {**VALUES, "channel": "in_person", "arrived_on": ago(days).date()}
        self.asked = actions.take_in(self.org, values=said, by=self.clerk, at=ago(days))

    def given_an_answer_that_went_out(self):
        self.hand_in(40)
        decided = {"since": LONG_AGO, "review_online": "https://fuyi.example.cn/"}
        actions.set_practice(self.org, **decided, by=self.staff["head"], at=ago(40))
        answered(self.asked, self.staff, ago(30).date().isoformat())

    @property
    def clerk(self) -> Person:
        return self.staff["clerk"]

    def sits_down(self, who: str) -> None:
        """Let somebody of the office open the case."""
        self.come(self.staff[who])
        self.go(self.asked.desk_url)

    def report_row(self, row: str) -> list[str]:
        """Return the figures of a row of table 3 in the report of this year, as the head reads them."""
        self.come(self.staff["head"])
        self.go(f"/office/reports/annual/440404-03/{timezone.localdate().year}/")
        found = self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=row))
        return found.get_by_role("cell").all_inner_texts()

    def choose_ending(self, key: str) -> None:
        self.follow("拟写答复")
        self.page.get_by_label("答复类型").select_option(key)
        self.press("列出要填的内容")


class TestRefusing(InTheOffice):
    def test_refusal_tells_of_review_before_court(self):
        self.given_a_request_that_was_searched_for()
        self.when_the_office_refuses_without_a_reason()
        self.then_it_reads_what_each_document_needs()
        self.when_it_gives_the_reason_with_a_phrase_of_the_office()
        self.then_the_preview_tells_of_review_first()
        self.when_the_drafter_sends_it_on_and_the_lawyer_reviews_it()
        self.and_the_head_signs_it()
        self.then_the_applicant_reads_whom_to_turn_to()
        self.and_the_row_of_process_information_counts_it()

    def given_a_request_that_was_searched_for(self):
        self.hand_in(3)
        actions.examine(step_of(self.asked), outcome="accept", by=self.clerk, at=ago(2))
        actions.search(step_of(self.asked), opinion="找到会议纪要", by=self.staff["unit"], at=ago(1))
        phrase = {"outcome": "process_info", "title": "讨论记录", "text": "公开会影响今后坦率讨论"}
        actions.add_phrase(self.org, **phrase, by=self.clerk, at=ago(1))

    def when_the_office_refuses_without_a_reason(self):
        self.sits_down("clerk")
        self.choose_ending("process_info")
        self.fill("文件名称", "学区划分会议纪要")
        self.page.get_by_label("依据").select_option("process_info")
        self.press("拟写答复")

    def then_it_reads_what_each_document_needs(self):
        self.sees_title("错误：")
        self.sees("第1份：请写明不予公开的理由，以及公开会造成什么损害。")
        expect(self.page.get_by_label("文件名称")).to_have_value("学区划分会议纪要")

    def when_it_gives_the_reason_with_a_phrase_of_the_office(self):
        self.page.get_by_label("常用语").select_option(label="讨论记录")
        self.press("填入常用语")
        expect(self.page.get_by_label("理由，以及公开会造成什么损害")).to_have_value("公开会影响今后坦率讨论")

    def then_the_preview_tells_of_review_first(self):
        self.press("预览答复书")
        self.sees(
            "应当写明的内容已经写全", "《学区划分会议纪要》：全部内容", "先向珠海市金湾区人民政府申请行政复议"
        )

    def when_the_drafter_sends_it_on_and_the_lawyer_reviews_it(self):
        self.press("拟写答复")
        self.sees("拟稿和审查", "尚未审查")
        self.sits_down("lawyer")
        self.follow("审查答复")
        self.choose("审查通过")
        self.fill("审查意见", "四项均无问题")
        self.press("审查答复")
        self.sees("工作秘密审查：通过（梁律）")

    def and_the_head_signs_it(self):
        self.sits_down("head")
        self.follow("签发")
        self.choose("签发")
        self.press("签发")
        self.sits_down("clerk")
        self.follow("送达")
        self.choose("网上获取")
        self.press("送达")
        self.sees("请负责人先在“依申请公开—办理口径”中填写网上复议的网址")
        self.choose("当面领取")
        self.press("送达")

    def then_the_applicant_reads_whom_to_turn_to(self):
        self.leave()
        self.go("/disclosure/track/")
        self.fill("申请编号", self.asked.case.number)
        self.fill("查询码", self.asked.code)
        self.press("查询")
        self.sees("不予公开：过程性信息", "公开会影响今后坦率讨论")

    def and_the_row_of_process_information_counts_it(self):
        assert self.report_row("6.属于四类过程性信息") == ["1", "0", "0", "0", "0", "0", "1"]


class TestPayingLate(InTheOffice):
    def test_what_is_paid_late_is_not_taken(self):
        self.given_a_fee_that_was_due_weeks_ago()
        self.when_the_clerk_enters_the_money_of_today()
        self.then_she_reads_that_the_request_has_lapsed()
        self.when_she_closes_the_request()
        self.then_the_row_of_unpaid_fees_counts_it()
        self.and_the_report_says_that_nothing_was_charged()

    def given_a_fee_that_was_due_weeks_ago(self):
        self.hand_in(62)
        decided = {"since": LONG_AGO, "tariff": "by_page"}
        actions.set_practice(self.org, **decided, by=self.staff["head"], at=ago(61))
        actions.charge_fee(step_of(self.asked), pages=57, by=self.clerk, at=ago(61))

    def when_the_clerk_enters_the_money_of_today(self):
        self.sits_down("clerk")
        self.sees("270元", "待缴")
        self.follow("收到缴费")
        self.choose("银行转账")
        self.fill("非税票据号", "粤财0001")
        self.press("收到缴费")

    def then_she_reads_that_the_request_has_lapsed(self):
        self.sees_title("错误：")
        self.sees("逾期未缴视为放弃申请", "请其重新提出申请")
        expect(self.page.get_by_label("非税票据号")).to_have_value("粤财0001")

    def when_she_closes_the_request(self):
        self.sits_down("clerk")
        self.follow("逾期未缴费")
        self.press("逾期未缴费")
        self.follow("告知不再处理")
        self.press("告知不再处理")
        self.sees("逾期放弃", "不再处理告知书")

    def then_the_row_of_unpaid_fees_counts_it(self):
        row = "2.申请人逾期未按收费通知要求缴纳费用"
        assert self.report_row(row) == ["1", "0", "0", "0", "0", "0", "1"]

    def and_the_report_says_that_nothing_was_charged(self):
        self.sees("共0件申请收取政府信息公开信息处理费0元")


class TestBeingSued(InTheOffice):
    def test_suit_runs_from_its_copy_to_its_cell(self):
        self.given_an_answer_that_went_out()
        self.when_the_clerk_enters_the_suit()
        self.then_the_list_shows_when_the_defence_is_due()
        self.when_the_defence_goes_out_and_the_court_annuls_the_answer()
        self.then_the_case_shows_that_another_answer_is_ordered()
        self.when_the_office_answers_anew()
        self.then_the_cell_of_corrected_direct_suits_counts_it()

    def when_the_clerk_enters_the_suit(self):
        self.sits_down("clerk")
        self.follow("登记复议、诉讼")
        self.choose("未经复议直接起诉")
        self.fill("受理（立案）日期", ago(5).date().isoformat())
        self.fill("案号", "（2024）粤0404行初12号")
        self.fill("收到申请书（起诉状）副本的日期", ago(4).date().isoformat())
        self.press("登记复议、诉讼")
        self.sees("尚未审结", "珠海市金湾区人民法院")

    def then_the_list_shows_when_the_defence_is_due(self):
        self.follow("复议诉讼")
        self.sees("（2024）粤0404行初12号", "提交答复、答辩")
        self.follow("今年在审")
        self.sees("在审口径")

    def when_the_defence_goes_out_and_the_court_annuls_the_answer(self):
        today = timezone.localdate()
        self.go(self.asked.desk_url)
        self.follow("提交答复和证据")
        self.fill("提交答复（答辩状）和证据的日期", ago(3).date().isoformat())
        self.press("提交答复和证据")
        self.follow("登记裁决结果")
        self.page.get_by_label("裁决结果").select_option("annulled")
        self.fill("裁决日期", today.isoformat())
        self.fill("责令重新答复的，在此日前答复", (today + timedelta(days=20)).isoformat())
        self.press("登记裁决结果")

    def then_the_case_shows_that_another_answer_is_ordered(self):
        self.sees("年报表四计入“未经复议直接起诉：结果纠正”", "待重新答复")

    def when_the_office_answers_anew(self):
        self.follow("拟写重新答复")
        self.page.get_by_label("答复类型").select_option("granted")
        self.fill("答复内容和理由", "学区划分图随本答复书提供")
        self.press("拟写重新答复")
        self.sits_down("head")
        self.follow("签发重新答复")
        self.choose("拟公开的信息已经保密审查和商业秘密、个人隐私审查，可以公开")
        self.press("签发重新答复")
        self.sits_down("clerk")
        self.follow("送达重新答复")
        self.choose("网上获取")
        self.press("送达重新答复")
        self.sees("已重新答复")

    def then_the_cell_of_corrected_direct_suits_counts_it(self):
        self.come(self.staff["head"])
        self.go(f"/office/reports/annual/440404-03/{timezone.localdate().year}/")
        table = self.page.get_by_role("table").filter(has_text="未经复议直接起诉")
        figures = table.get_by_role("row").last.get_by_role("cell").all_inner_texts()
        assert figures == ["0"] * 5 + ["0", "1", "0", "0", "1"] + ["0"] * 5
        assert DisclosureRequest.objects.get().row == "granted"
