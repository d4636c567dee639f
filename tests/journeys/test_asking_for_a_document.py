from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Person
from yangguang.web.demo.district import BEGINS_ON, PASSWORD, appoint, found_district


class TestAskingForADocument(Journey):
    """From the form of a resident to a cell of the statutory report."""

    width = 1280

    def test_resident_receives_the_answer_and_the_report_counts_it(self):
        self.given_the_district_at_work()
        self.when_a_resident_sends_the_form_empty()
        self.then_she_reads_what_is_missing()
        self.when_she_asks_for_the_renovation_file()
        self.then_she_gets_a_number_and_a_code()
        self.when_the_clerk_registers_the_request()
        self.and_the_office_accepts_it()
        self.and_the_unit_asks_a_third_party()
        self.then_the_term_is_paused()
        self.when_the_third_party_agrees()
        self.and_the_head_extends_the_term_too_far()
        self.then_she_is_told_the_article()
        self.when_the_head_extends_the_term()
        self.and_the_unit_finds_the_file()
        self.and_the_office_drafts_the_answer()
        self.and_the_head_signs_it()
        self.and_the_clerk_sends_it()
        self.then_the_resident_reads_the_answer()
        self.and_the_proof_of_its_term()
        self.and_the_report_counts_one_more_and_opens_onto_it()

    def given_the_district_at_work(self):
        district = found_district()
        appoint(district)
        calendar.fill_days()
        versions.publish_declared(
            org=district,
            effective_on=BEGINS_ON,
            by=Person.objects.get(username="admin"),
            at=timezone.now() - timedelta(days=1),
        )

    def when_a_resident_sends_the_form_empty(self):
        self.go("/")
        self.follow("申请公开政府信息")
        self.page.get_by_role("main").get_by_role("link", name="珠海市金湾区人民政府", exact=True).click()
        self.look()
        self.press("提交申请")

    def then_she_reads_what_is_missing(self):
        self.sees_title("错误：")
        self.sees("请选择申请人类型。", "请填写姓名或者名称。", "请写明你需要的政府信息。")

    def when_she_asks_for_the_renovation_file(self):
        self.choose("自然人")
        self.fill("姓名或者名称", "陈阿婆")
        self.fill("身份证明", "11010519491231002X")
        self.fill("联系电话", "13900001234")
        self.fill("所需政府信息", "2023年三灶镇老旧小区改造的施工许可文件")
        self.choose("电子")
        self.choose("网上获取")
        self.sees("机关最迟应当在")
        self.press("提交申请")

    def then_she_gets_a_number_and_a_code(self):
        self.sees("申请已经提交", "查询码", "等待确认")
        self.number = self.page.locator("dt", has_text="申请编号").locator("+ dd").first.inner_text()
        self.code = self.page.locator("dt", has_text="查询码").locator("+ dd").first.inner_text()

    def when_the_clerk_registers_the_request(self):
        self.become("clerk")
        self.follow("依申请公开")
        self.follow(self.number)
        self.follow("登记并发回执")
        self.fill("双方确认的日期", timezone.localdate().isoformat())
        self.fill("怎样确认的", "电话，与申请人本人确认")
        self.press("登记并发回执")
        self.sees("登记回执", "答复期限")

    def and_the_office_accepts_it(self):
        self.follow("审查")
        self.choose("受理，交责任科室检索")
        self.press("审查")

    def and_the_unit_asks_a_third_party(self):
        self.become("unit")
        self.follow("依申请公开")
        self.follow(self.number)
        self.follow("征求第三方意见")
        self.fill("向谁征求意见", "示范建设有限公司")
        self.fill("涉及的内容", "施工许可文件载有贵公司的技术方案")
        self.choose("当面领取")
        self.press("征求第三方意见")

    def then_the_term_is_paused(self):
        self.sees("暂停", "征求意见书")

    def when_the_third_party_agrees(self):
        self.become("clerk")
        self.open_case()
        self.follow("登记意见")
        self.choose("同意公开")
        self.fill("意见的内容和理由", "同意公开施工许可文件")
        self.press("登记意见")

    def and_the_head_extends_the_term_too_far(self):
        self.become("head")
        self.open_case()
        self.follow("延长答复期限")
        self.fill("延长几个工作日", "25")
        self.fill("延长的理由", "需要核对的材料较多")
        self.press("延长答复期限")

    def then_she_is_told_the_article(self):
        self.sees_title("错误：")
        self.sees("第三十三条第二款")
        expect(self.page.get_by_label("延长的理由")).to_have_value("需要核对的材料较多")

    def when_the_head_extends_the_term(self):
        self.fill("延长几个工作日", "10")
        self.press("延长答复期限")
        self.sees("延期答复告知书")

    def and_the_unit_finds_the_file(self):
        self.become("unit")
        self.open_case()
        self.follow("填写检索结果")
        self.fill("检索的经过、结果和答复意见", "已检索到施工许可文件，第三方同意，建议公开")
        self.press("填写检索结果")

    def and_the_office_drafts_the_answer(self):
        self.become("clerk")
        self.open_case()
        self.follow("拟写答复")
        self.page.get_by_label("答复类型").select_option("granted")
        self.fill("答复内容和理由", "施工许可文件随本答复书提供")
        self.press("拟写答复")

    def and_the_head_signs_it(self):
        self.become("head")
        self.open_case()
        self.follow("签发")
        self.choose("签发")
        self.choose("拟公开的信息已经保密审查和商业秘密、个人隐私审查，可以公开")
        self.press("签发")

    def and_the_clerk_sends_it(self):
        self.become("clerk")
        self.open_case()
        self.follow("送达")
        self.choose("网上获取")
        self.press("送达")
        self.sees("答复书")

    def then_the_resident_reads_the_answer(self):
        self.page.context.clear_cookies()
        self.go("/disclosure/track/")
        self.fill("申请编号", self.number)
        self.fill("查询码", self.code.lower())
        self.press("查询")
        self.sees("予以公开", "施工许可文件随本答复书提供", "发出答复书")
        assert "第三方同意，建议公开" not in self.page.content()

    def and_the_proof_of_its_term(self):
        self.follow("这个日期是怎样算出来的")
        self.sees("收到之日", "第三十三条")

    def and_the_report_counts_one_more_and_opens_onto_it(self):
        year = timezone.localdate().year
        self.become("head")
        self.go(f"/office/reports/annual/440404/{year}/")
        row = self.page.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name="（一）予以公开")
        )
        assert row.get_by_role("cell").all_inner_texts() == ["1", "0", "0", "0", "0", "0", "1"]
        row.get_by_role("link").last.click()
        self.look()
        self.follow(self.number)
        self.sees("陈阿婆")

    def become(self, username: str) -> None:
        """Let somebody of the office sign in in place of whoever was there."""
        self.page.context.clear_cookies()
        self.go("/account/login/")
        self.fill("用户名", username)
        self.fill("密码", PASSWORD)
        self.press("登录")

    def open_case(self) -> None:
        self.go("/office/disclosure/?whose=all")
        self.follow(self.number)
