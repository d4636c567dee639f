"""A normative document from its plan to its filing, with its interpretation; and what each hard gate says."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_six_people import InTheNewsroom
from tests.normative.office import Office, around, at
from yangguang.core.publishing.models import Publication
from yangguang.core.publishing.site import writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.work.normative.models import Drafting
from yangguang.work.normative.rules import ELEMENTS, POINTS

TITLE = "金湾区共享单车停放管理办法"


class InTheOffice(InTheNewsroom):
    """The office of a district that makes documents."""

    made: Office

    @pytest.fixture(autouse=True)
    def _office(self, _newsroom, monkeypatch) -> None:
        self.made = around(self.office)
        self.monkeypatch = monkeypatch

    def sits_down(self, who: str, day: str) -> None:
        """Let somebody of the office sit down on a day."""
        self.monkeypatch.setattr("django.utils.timezone.now", lambda: at(day))
        self.come(self.made.people[who])

    def opens_the_project(self, who: str, day: str, act: str) -> None:
        """Let somebody find the project among what waits for him, and begin one act on it."""
        self.sits_down(who, day)
        self.go("/office/normative/")
        row = self.page.get_by_role("row").filter(has_text=TITLE)
        row.get_by_role("link").click()
        self.look()
        self.follow(act)

    def answers(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def fill(self, label: str, words: str) -> None:
        """Type into the field of exactly this name, whether it may be left out or not."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}( *（选填）)?$")).fill(words)

    pick = fill


class TestANormativeDocument(InTheOffice):
    def test_from_the_plan_to_the_filing_with_its_interpretation(self):
        self.given_a_paper_that_is_found_to_be_a_normative_document()
        self.when_it_is_proposed_and_taken_into_the_plan()
        self.and_drafted()
        self.then_it_is_shown_for_no_less_than_thirty_days()
        self.when_a_resident_speaks_to_it()
        self.then_her_opinion_is_answered_and_all_can_read_that()
        self.when_it_kept_competition_fair_and_is_handed_in()
        self.then_no_meeting_hears_of_it_before_the_review()
        self.and_the_reviewer_does_not_hurry()
        self.when_it_is_found_lawful_decided_and_signed()
        self.then_it_is_not_registered_without_a_term_of_validity()
        self.when_its_page_is_signed_by_six()
        self.then_it_is_not_published_without_its_interpretation()
        self.when_the_interpretation_is_signed_too()
        self.then_the_public_reads_both()
        self.and_it_is_filed_in_time()

    def given_a_paper_that_is_found_to_be_a_normative_document(self):
        self.sits_down("drafter", "2024-03-01")
        self.go("/office/normative/")
        self.follow("认定并立项")
        self.fill("文件名称", TITLE)
        for question in ELEMENTS.values():
            self.answers(question, "是")
        self.press("认定是否规范性文件")
        self.sees("是规范性文件")

    def when_it_is_proposed_and_taken_into_the_plan(self):
        self.follow("提出立项")
        self.press("提出立项")
        self.sees_title("错误：")
        self.fill("起草单位", "区城管局")
        self.fill("必要性、可行性、合理性", "车辆乱停，群众反映强烈。")
        self.page.get_by_label("涉及经营者经济活动").check()
        self.press("提出立项")
        self.sees("已提出立项。", "立项：由“文件管理”岗位办理")
        self.opens_the_project("manager", "2024-03-01", "立项")
        self.choose("同意立项")
        self.press("立项")
        self.sees("起草、调研（起草单位）")

    def and_drafted(self):
        self.opens_the_project("drafter", "2024-03-01", "提交送审稿")
        self.fill("送审稿全文", "第一条 为规范停放，制定本办法。\n第二条 停放区由区城管局划定并公布。")
        self.fill("起草说明和调研情况", "听取了两家经营企业和行业协会的意见。")
        self.fill("解读方案", "图解一份，与文件同步发布。")
        self.press("提交送审稿")
        self.sees("公布征求意见稿")

    def then_it_is_shown_for_no_less_than_thirty_days(self):
        self.follow("公布征求意见稿")
        self.fill("联系方式", "0756-5550101")
        self.pick("截止日期", "2024-03-15")
        self.press("公布征求意见稿")
        self.sees_title("错误：")
        self.sees("征求意见的最后一日不能早于2024-03-31", "优化营商环境条例第六十二条第二款")
        self.pick("截止日期", "2024-03-31")
        self.press("公布征求意见稿")
        self.sees("公开征求意见（起草单位）")

    def when_a_resident_speaks_to_it(self):
        self.leave()
        self.go("/consultations/")
        self.follow(TITLE)
        self.sees("停放区由区城管局划定并公布", "正在征求意见")
        self.press("提交意见")
        self.sees("请写下您的意见。")
        self.fill("您的意见", "地铁口的停放区要多划一些。")
        self.press("提交意见")
        self.sees("您的意见已经收到")

    def then_her_opinion_is_answered_and_all_can_read_that(self):
        self.opens_the_project("drafter", "2024-03-31", "结束征求意见")
        self.press("结束征求意见")
        self.sees("还没有结束，请等到次日。")
        self.opens_the_project("drafter", "2024-04-01", "结束征求意见")
        self.press("结束征求意见")
        self.follow("公布意见采纳情况")
        self.fill("意见汇总和采纳情况", "收到1条，已采纳。")
        self.press("公布意见采纳情况")
        self.sees("还有1条意见没有写明是否采纳")
        self.follow("返回")
        self.follow("地铁口的停放区要多划一些。")
        self.choose("采纳")
        self.press("办理意见")
        self.follow("公布意见采纳情况")
        self.fill("意见汇总和采纳情况", "收到1条，已采纳。")
        self.press("公布意见采纳情况")
        self.leave()
        self.go("/consultations/")
        self.follow(TITLE)
        self.sees("收到1条，已采纳。", "地铁口的停放区要多划一些。", "已经结束")

    def when_it_kept_competition_fair_and_is_handed_in(self):
        self.opens_the_project("competition", "2024-04-01", "公平竞争审查")
        self.choose("符合，或者适用例外规定")
        self.fill("审查意见", "不指定经营者，不设数量限制。")
        self.press("公平竞争审查")
        self.opens_the_project("drafter", "2024-04-01", "报送合法性审核")
        self.fill("制定依据", "广东省城市公共汽电车等有关规定")
        self.press("报送合法性审核")
        self.sees("合法性审核（合法性审核）", "2024年4月23日")

    def then_no_meeting_hears_of_it_before_the_review(self):
        self.sits_down("secretary", "2024-04-02")
        project = Drafting.objects.get()
        self.go(f"/office/normative/{project.pk}/")
        assert "登记集体审议" not in self.page.content()
        answer = self.page.goto(f"/office/normative/{project.pk}/deliberate/")
        assert answer is not None
        self.fill("会议", "第32次常务会议")
        self.choose("审议通过")
        self.press("登记集体审议")
        self.sees("没有找到")
        assert not project.deliberations.exists()

    def and_the_reviewer_does_not_hurry(self):
        self.opens_the_project("lawyer", "2024-04-03", "出具审核意见")
        for point in POINTS.values():
            self.choose(point)
        self.choose("合法")
        self.press("出具审核意见")
        self.sees("合法性审核一般不少于5个工作日，最早于2024-04-09作出结论")
        expect(self.page.get_by_label("制定程序合法")).to_be_checked()

    def when_it_is_found_lawful_decided_and_signed(self):
        self.opens_the_project("lawyer", "2024-04-09", "出具审核意见")
        for point in POINTS.values():
            self.choose(point)
        self.choose("合法")
        self.press("出具审核意见")
        self.opens_the_project("secretary", "2024-04-16", "登记集体审议")
        self.fill("会议", "区政府第32次常务会议")
        self.choose("审议通过")
        self.press("登记集体审议")
        self.opens_the_project("signer", "2024-04-17", "签发文件")
        self.choose("签发")
        self.press("签发文件")
        self.sees("统一登记、统一编号、统一印发")

    def then_it_is_not_registered_without_a_term_of_validity(self):
        self.opens_the_project("manager", "2024-04-17", "统一登记编号")
        self.fill("文号", "金湾府[2024]3号")
        self.pick("施行日期", "2024-06-01")
        self.press("统一登记编号")
        self.sees("规范性文件必须规定有效期")
        self.pick("有效期至", "2029-05-31")
        self.press("统一登记编号")
        self.sees("金湾府〔2024〕3号", "规〔2024〕1号", "草稿")

    def when_its_page_is_signed_by_six(self):
        self.office.publish(self.made.page_of(Drafting.objects.get()), "2024-04-18")

    def then_it_is_not_published_without_its_interpretation(self):
        self.opens_the_project("manager", "2024-04-18", "确认已公布")
        self.press("确认已公布")
        self.sees("文件还没有公布，不得作为行政管理依据")
        self.follow("返回")
        self.sees("已签发，等待同步发布")

    def when_the_interpretation_is_signed_too(self):
        project = Drafting.objects.get()
        self.office.publish(self.made.explain(project, "停放办法图解"), "2024-04-19")
        writer.work(site_of(self.office.home))

    def then_the_public_reads_both(self):
        self.leave()
        self.go(Publication.objects.get(page__title=TITLE).address)
        self.sees("停放区由区城管局划定并公布", "金湾府〔2024〕3号", "尚未施行")
        self.follow("停放办法图解")
        self.sees(TITLE)

    def and_it_is_filed_in_time(self):
        self.opens_the_project("manager", "2024-04-25", "报送备案")
        self.fill("备案机关", "珠海市人民政府")
        self.press("报送备案")
        self.follow("登记备案结果")
        self.choose("准予备案")
        self.fill("备案号", "珠备〔2024〕9号")
        self.press("登记备案结果")
        self.sees("已办结", "珠备〔2024〕9号")
        self.go("/office/normative/filings/")
        self.sees("已公布的文件都已报送备案。")


class TestACleanUp(InTheOffice):
    def test_from_its_scope_to_the_lists_and_the_badge(self):
        self.given_two_documents_of_the_library()
        self.when_a_clean_up_looks_at_what_is_old()
        self.then_it_is_not_closed_before_all_is_decided()
        self.when_one_is_kept_and_one_is_abolished()
        self.and_the_result_is_made_known()
        self.then_the_public_reads_that_the_one_is_repealed_and_by_what()

    def given_two_documents_of_the_library(self):
        self.sits_down("manager", "2024-02-29")  # pages that are written say what holds on that day
        self.made.in_the_library("金湾府〔2020〕1号", title="甲办法")
        self.made.in_the_library("金湾府〔2020〕2号", title="乙办法")

    def when_a_clean_up_looks_at_what_is_old(self):
        self.sits_down("manager", "2024-03-01")
        self.go("/office/normative/campaigns/")
        self.follow("部署清理")
        self.fill("名称", "2024年定期清理")
        self.fill("原因和依据", "每两年清理一次。")
        self.pick("各机关在此日以前提出意见", "2024-04-01")
        self.press("部署清理")
        self.sees("请至少填写一项范围")
        self.pick("此日以前制定的", "2022-01-01")
        self.press("部署清理")
        self.sees("甲办法", "乙办法")

    def then_it_is_not_closed_before_all_is_decided(self):
        self.sees("还有2份文件没有清理意见")
        expect(self.page.get_by_role("link", name="公布清理结果")).to_have_count(0)

    def when_one_is_kept_and_one_is_abolished(self):
        self.sits_down("drafter", "2024-03-10")
        for title, decision in (("甲办法", "废止"), ("乙办法", "继续有效")):
            self.go("/office/normative/campaigns/")
            self.follow(title)
            self.choose(decision)
            self.press("提出清理意见")
            self.sees("请写明理由。")
            self.fill("理由", "已研究。")
            self.press("提出清理意见")

    def and_the_result_is_made_known(self):
        self.sits_down("manager", "2024-04-02")
        self.go("/office/normative/campaigns/")
        self.follow("2024年定期清理")
        self.follow("公布清理结果")
        self.fill("公布清理结果的决定的文号", "金湾府〔2024〕20号")
        self.press("公布清理结果")
        self.sees("三张目录已生成稿件")
        writer.work(site_of(self.office.home))

    def then_the_public_reads_that_the_one_is_repealed_and_by_what(self):
        self.leave()
        self.go(Publication.objects.get(page__title="甲办法").address)
        self.sees("已废止", "金湾府〔2024〕20号")
        self.go(Publication.objects.get(page__title="乙办法").address)
        self.sees("现行有效")
