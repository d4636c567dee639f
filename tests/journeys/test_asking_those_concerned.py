"""Others have a say in an answer: third parties, those who made the information too, and whom the office confers with.

Letters that went out five weeks ago: their fifteen working days are over whatever holidays lie between, and the term
for the answer is not.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.cases import actions as cases
from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Organisation, Person
from yangguang.web.demo.district import BEGINS_ON, appoint, found_district
from yangguang.work.disclosure import actions

ASKED = {
    "applicant_kind": "natural_person",
    "applicant": "陈阿婆",
    "identity": "11010519491231002X",
    "phone": "13900001234",
    "wanted": "三灶镇饮用水源的水质检测报告",
    "form": "electronic",
    "way": "online",
    "channel": "in_person",
    "confirmed_on": None,
}


class Asking(Journey):
    """What both journeys begin and end with."""

    width = 1280

    def given_a_request_of_five_weeks_ago_at_the_search(self):
        self.district = found_district()
        appoint(self.district)
        calendar.fill_days()
        admin = Person.objects.get(username="admin")
        versions.publish_declared(org=self.district, effective_on=BEGINS_ON, by=admin, at=timezone.now())
        self.day = timezone.localdate() - timedelta(days=35)
        then = timezone.make_aware(datetime.combine(self.day, time(10)))
        clerk = Person.objects.get(username="clerk")
        self.asked = actions.take_in(
            self.district, values={**ASKED, "arrived_on": self.day}, by=clerk, at=then
        )
        actions.examine(self.asked.case.steps.get(state="open"), outcome="accept", by=clerk, at=then)

    def open_case_as(self, username: str):
        self.come(Person.objects.get(username=username))
        self.go("/office/disclosure/?whose=all")
        self.follow(self.asked.case.number)

    def days_later(self, days: int) -> str:
        return (self.day + timedelta(days=days)).isoformat()

    def the_unit_finds_the_reports(self):
        self.open_case_as("unit")
        self.follow("填写检索结果")
        self.fill("检索的经过、结果和答复意见", "已检索到检测报告，建议公开")
        self.press("填写检索结果")

    def the_clerk_drafts_a_grant(self):
        self.follow("拟写答复")
        self.page.get_by_label("答复类型").select_option("granted")
        self.fill("答复内容和理由", "水质检测报告随本答复书提供")
        self.press("拟写答复")

    def the_head_signs(self):
        self.follow("签发")
        self.choose("签发")
        self.choose("拟公开的信息已经保密审查和商业秘密、个人隐私审查，可以公开")
        self.press("签发")

    def the_clerk_sends_it(self):
        self.open_case_as("clerk")
        self.follow("送达")
        self.choose("网上获取")
        self.press("送达")
        self.sees("答复书")

    def the_report_counts_one_grant(self):
        year = timezone.localdate().year
        self.come(Person.objects.get(username="head"))
        self.go(f"/office/reports/annual/440404/{year}/")
        row = self.page.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name="（一）予以公开")
        )
        assert row.get_by_role("cell").all_inner_texts() == ["1", "0", "0", "0", "0", "0", "1"]


class TestThirdParties(Asking):
    """One objects and is overruled for the sake of everybody, one stays silent."""

    def test_what_concerns_everybody_is_opened_against_an_objection(self):
        self.given_a_request_of_five_weeks_ago_at_the_search()
        self.when_the_unit_asks_two_companies_on_two_days()
        self.then_both_are_waited_for_and_no_day_counts()
        self.when_the_first_objects()
        self.then_the_second_is_waited_for_still()
        self.when_the_second_stays_silent()
        self.then_each_has_its_row_and_the_proof_names_both()
        self.when_the_clerk_grants_it_at_once()
        self.then_she_is_told_to_weigh_the_objection()
        self.when_she_weighs_it_and_grants()
        self.and_the_head_signs_at_once()
        self.then_he_is_told_to_tell_the_company_first()
        self.when_he_tells_the_company_and_signs()
        self.the_clerk_sends_it()
        self.the_report_counts_one_grant()

    def when_the_unit_asks_two_companies_on_two_days(self):
        self.open_case_as("unit")
        for name, day in (("示范水务有限公司", 0), ("示范检测有限公司", 1)):
            self.follow("征求第三方意见")
            self.fill("向谁征求意见", name)
            self.fill("涉及的内容", "检测报告由贵公司提供")
            self.fill("通信地址", "三灶镇示范路1号")
            self.choose("邮寄")
            self.fill("邮件号码", f"120000000000{day}")
            self.fill("征求意见书发出日期", self.days_later(day))
            self.press("征求第三方意见")

    def then_both_are_waited_for_and_no_day_counts(self):
        for name in ("示范水务有限公司", "示范检测有限公司"):
            expect(self.row_of(name)).to_contain_text("等待意见")
        self.sees("暂停，还剩20")

    def when_the_first_objects(self):
        self.open_case_as("clerk")
        self.follow("登记意见")
        self.page.get_by_label("谁的意见").select_option("示范水务有限公司")
        self.choose("不同意公开")
        self.fill("意见的内容和理由", "报告属于商业秘密")
        self.fill("收到意见的日期", self.days_later(7))
        self.press("登记意见")

    def then_the_second_is_waited_for_still(self):
        expect(self.row_of("示范水务有限公司")).to_contain_text("不同意公开")
        expect(self.row_of("示范检测有限公司")).to_contain_text("等待意见")
        self.sees("暂停，还剩20")

    def when_the_second_stays_silent(self):
        assert cases.tick(timezone.now()) == 1

    def then_each_has_its_row_and_the_proof_names_both(self):
        self.page.reload()
        self.look()
        expect(self.row_of("示范检测有限公司")).to_contain_text("逾期未提出意见")
        self.page.get_by_text("答复期限逐日证明").click()
        self.sees("征求意见期间，不计入：示范水务有限公司、示范检测有限公司")
        self.sees("征求意见期间，不计入：示范检测有限公司")

    def when_the_clerk_grants_it_at_once(self):
        self.the_unit_finds_the_reports()
        self.open_case_as("clerk")
        self.the_clerk_drafts_a_grant()

    def then_she_is_told_to_weigh_the_objection(self):
        self.sees_title("错误：")
        self.sees("示范水务有限公司不同意公开，请先判断是否采纳", "第三十二条")

    def when_she_weighs_it_and_grants(self):
        self.follow("返回")
        self.follow("判断是否采纳意见")
        self.page.get_by_label("谁的意见").select_option("示范水务有限公司")
        self.choose("不采纳：不公开可能对公共利益造成重大影响")
        self.fill("判断的理由", "居民有权知道饮用水是否安全")
        self.press("判断是否采纳意见")
        self.the_clerk_drafts_a_grant()

    def and_the_head_signs_at_once(self):
        self.open_case_as("head")
        self.the_head_signs()

    def then_he_is_told_to_tell_the_company_first(self):
        self.sees_title("错误：")
        self.sees("须先将决定公开的内容和理由书面告知对方", "第三十二条")

    def when_he_tells_the_company_and_signs(self):
        self.follow("返回")
        self.follow("告知第三方决定")
        self.page.get_by_label("告知谁").select_option("示范水务有限公司")
        self.choose("邮寄")
        self.fill("邮件号码", "1200000000009")
        self.press("告知第三方决定")
        self.sees("公开告知书")
        self.the_head_signs()

    def row_of(self, name: str):
        region = self.page.get_by_role("region", name="征求意见")
        return region.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name))


class TestAnotherMaker(Asking):
    """An agency that made the information too stays silent, which is consent; the justice bureau is heard besides."""

    def test_silence_is_consent_and_the_justice_bureau_is_heard(self):
        self.given_a_request_of_five_weeks_ago_at_the_search()
        self.when_the_unit_asks_the_other_maker()
        self.and_it_stays_silent()
        self.then_the_page_says_that_it_consents()
        self.when_the_reviewer_enters_a_lawyer_into_the_register()
        self.and_the_clerk_confers_with_the_justice_bureau_and_him()
        self.then_somebody_there_finds_the_question_and_nothing_else()
        self.when_she_answers()
        self.and_the_lawyer_whose_words_the_clerk_writes_down()
        self.and_the_head_decides()
        self.and_the_answer_goes_its_way()
        self.the_report_counts_one_grant()

    def when_the_unit_asks_the_other_maker(self):
        self.open_case_as("unit")
        self.follow("征求共同制作机关意见")
        self.fill("向谁征求意见", "金湾区卫生健康局")
        self.fill("涉及的内容", "检测报告由两家共同制作")
        self.choose("当面领取")
        self.fill("征求意见书发出日期", self.days_later(0))
        self.press("征求共同制作机关意见")

    def and_it_stays_silent(self):
        assert cases.tick(timezone.now()) == 1

    def then_the_page_says_that_it_consents(self):
        self.page.reload()
        self.sees("逾期未提出意见，视为同意公开")

    def when_the_reviewer_enters_a_lawyer_into_the_register(self):
        self.come(Person.objects.get(username="lawyer"))
        self.go("/office/")
        self.follow("法律顾问名册")
        self.follow("登记法律顾问、公职律师")
        self.page.get_by_label("聘请机关").select_option("珠海市金湾区人民政府")
        self.choose("法律顾问")
        self.fill("姓名", "高明")
        self.fill("执业证号或者公职律师证号", "14404201010000001")
        self.fill("律师事务所或者单位", "示范律师事务所")
        self.fill("聘期自", self.days_later(0))
        self.press("登记法律顾问、公职律师")
        self.sees("高明（示范律师事务所）")

    def and_the_clerk_confers_with_the_justice_bureau_and_him(self):
        self.bureau = Organisation.objects.get(name="金湾区司法局")
        self.open_case_as("clerk")
        self.follow("发起会商")
        self.fill("会商的问题", "检测报告里的取样地点能否公开？")
        self.press("发起会商")
        for label, name in (
            ("邀请法律顾问、公职律师", "高明（示范律师事务所）"),
            ("邀请单位", self.bureau.name),
        ):
            self.follow("邀请会商")
            self.page.get_by_label(label).select_option(name)
            self.fill("需要对方回答的问题和有关情况", "请从法律上研究取样地点")
            self.press("邀请会商")
        self.sees("证号14404201010000001", "请从法律上研究取样地点", "等待意见")
        self.go("/office/disclosure/invitations/")
        assert self.bureau.name not in self.page.get_by_role("main").inner_text()  # theirs is not hers

    def then_somebody_there_finds_the_question_and_nothing_else(self):
        self.come(Person.objects.filter(posts__org=self.bureau).earliest("pk"))
        self.go("/office/")
        self.follow("会商邀请")
        self.follow(self.asked.case.number)
        self.sees("三灶镇饮用水源的水质检测报告", "请从法律上研究取样地点")
        assert "陈阿婆" not in self.page.content()

    def when_she_answers(self):
        self.choose("同意公开")
        self.fill("意见和理由", "取样地点不涉及安全，可以公开")
        self.press("提出会商意见")
        self.sees("意见已经提出")

    def and_the_lawyer_whose_words_the_clerk_writes_down(self):
        self.open_case_as("clerk")
        self.follow("代录意见")
        self.choose("同意公开")
        self.fill("意见和理由", "于法有据")
        self.press("提出会商意见")

    def and_the_head_decides(self):
        self.open_case_as("head")
        self.sees("取样地点不涉及安全，可以公开", "于法有据")
        self.follow("作出会商决定")
        self.fill("会商的决定", "予以公开")
        self.fill("决定的理由", "两家制作机关和司法局均无异议")
        self.press("作出会商决定")

    def and_the_answer_goes_its_way(self):
        self.the_unit_finds_the_reports()
        self.open_case_as("clerk")
        self.the_clerk_drafts_a_grant()
        self.open_case_as("head")
        self.the_head_signs()
        self.the_clerk_sends_it()
