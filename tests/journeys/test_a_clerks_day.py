"""The days of a clerk: one by the keyboard alone, a petition that is answered as one, a correction that never comes."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.cases import calendar, versions
from yangguang.core.cases.models import Step
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.periods import Period
from yangguang.rules.workdays import WorkCalendar
from yangguang.web.demo.district import BEGINS_ON, appoint, found_district
from yangguang.web.testing import World
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest

VALUES = {
    "applicant_kind": "natural_person", "applicant": "陈阿婆", "identity": "11010519491231002X", "phone": "13900001234",
    "wanted": "2023年三灶镇老旧小区改造的施工许可文件", "form": "electronic", "way": "online",
}  # fmt: skip


def district_at_work() -> Organisation:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    district = found_district()
    appoint(district)
    calendar.fill_days()
    versions.publish_declared(
        org=district,
        effective_on=BEGINS_ON,
        by=Person.objects.get(username="admin"),
        at=timezone.now() - timedelta(days=1),
    )
    return district


def counted(org: Organisation, row: str) -> int:
    """Return what the annual report of this year counts in a row of table 3."""
    orgs, year = Organisation.objects.filter(pk=org.pk), Period.year(timezone.localdate().year)
    return all_metrics()["disclosure.closed"].value(orgs, year, row=row)


class InTheOffice(Journey):
    width = 1280
    district: Organisation

    @pytest.fixture(autouse=True)
    def _district(self, world: World, _open_browser) -> None:
        self.district = world(district_at_work)

    def handed_in(self, on: date, **values: str) -> DisclosureRequest:
        """Let a request be handed in at the counter on a day."""
        said = {**VALUES, **values, "channel": "in_person", "arrived_on": on}
        at = timezone.make_aware(datetime.combine(on, datetime.min.time().replace(hour=10)))
        return actions.take_in(self.district, values=said, by=self.who("clerk"), at=at)

    def who(self, username: str) -> Person:
        return Person.objects.get(username=username)

    def sits_down(self, username: str, asked: DisclosureRequest) -> None:
        self.come(self.who(username))
        self.go("/office/disclosure/?whose=all")
        self.follow(asked.case.number)


class TestByTheKeyboardAlone(InTheOffice):
    """Everything a clerk does in a day with one request, without a mouse."""

    def test_from_the_counter_to_the_delivery(self):
        self.given_a_clerk_at_her_desk()
        self.when_she_registers_what_was_handed_in()
        self.and_accepts_it()
        self.and_the_unit_says_what_it_found()
        self.and_she_drafts_the_answer()
        self.and_the_head_signs()
        self.and_she_sends_it()
        self.then_it_is_answered_and_counted()

    def given_a_clerk_at_her_desk(self):
        self.come(self.who("clerk"))
        self.go("/office/disclosure/")

    def when_she_registers_what_was_handed_in(self):
        self.press_link("登记新申请")
        self.pick("当面提交")
        self.pick("自然人")
        self.field("姓名或者名称")
        self.type("陈阿婆")
        self.field("身份证明")
        self.type(VALUES["identity"])
        self.field("联系电话")
        self.type(VALUES["phone"])
        self.field("所需政府信息")
        self.type(VALUES["wanted"])
        self.pick("电子")
        self.pick("网上获取")
        self.field("登记当面、信函、传真、邮件提出的申请")
        self.enter()
        self.sees("申请已登记。", "登记回执")
        self.asked = DisclosureRequest.objects.get()

    def and_accepts_it(self):
        self.press_link("审查")
        self.pick("受理，交责任科室检索")
        self.field("审查")
        self.enter()

    def and_the_unit_says_what_it_found(self):
        self.sits_down("unit", self.asked)
        self.press_link("填写检索结果")
        self.field("检索的经过、结果和答复意见")
        self.type("已检索到施工许可文件，建议公开")
        self.field("填写检索结果")
        self.enter()

    def and_she_drafts_the_answer(self):
        self.sits_down("clerk", self.asked)
        self.press_link("拟写答复")
        self.field("答复类型")
        for _ in range(30):
            if self.page.evaluate("document.activeElement.value") == "granted":
                break
            self.page.keyboard.press("ArrowDown")
        expect(self.page.get_by_label("答复类型")).to_have_value("granted")
        self.field("答复内容和理由")
        self.type("施工许可文件随本答复书提供")
        self.field("拟写答复")
        self.enter()

    def and_the_head_signs(self):
        self.sits_down("head", self.asked)
        self.press_link("签发")
        self.pick("签发")
        self.reach("拟公开的信息已经保密审查和商业秘密、个人隐私审查，可以公开")
        self.page.keyboard.press("Space")
        self.field("签发")
        self.enter()

    def and_she_sends_it(self):
        self.sits_down("clerk", self.asked)
        self.press_link("送达")
        self.pick("网上获取")
        self.field("送达")
        self.enter()
        self.sees("答复书", "陈阿婆尚未打开")

    def then_it_is_answered_and_counted(self):
        self.asked.refresh_from_db()
        assert self.asked.row == "granted"
        assert counted(self.district, "granted") == 1

    # The keys

    def field(self, name: str) -> None:
        """Go on with Tab until a field or a button is reached whose name begins so."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            reached = self.page.evaluate(REACHED)
            if reached["name"].startswith(name) and reached["tag"] in (
                "INPUT",
                "TEXTAREA",
                "SELECT",
                "BUTTON",
            ):
                assert reached["shows"], f"“{name}”没有可见的焦点"
                return
        pytest.fail(f"Tab never comes to “{name}” on {self.page.url}")

    def press_link(self, name: str) -> None:
        for _ in range(160):
            self.page.keyboard.press("Tab")
            reached = self.page.evaluate(REACHED)
            if reached["name"] == name and reached["tag"] == "A":
                assert reached["shows"], f"“{name}”没有可见的焦点"
                self.enter()
                return
        pytest.fail(f"Tab never comes to “{name}” on {self.page.url}")

    def pick(self, name: str) -> None:
        """Choose one of several with the arrow keys, as the browser lets people do with radio buttons."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(REACHED)["kind"] == "radio":
                group = self.page.evaluate("document.activeElement.name")
                names = self.page.evaluate(NAMES_IN_GROUP, group)
                if name in names:
                    break
        else:
            pytest.fail(f"Tab never comes to the choices with “{name}” on {self.page.url}")
        self.page.keyboard.press("Space")
        for _ in range(len(names)):
            if self.page.evaluate(REACHED)["name"] == name:
                break
            self.page.keyboard.press("ArrowDown")
        assert self.page.evaluate("document.activeElement.checked")
        assert self.page.evaluate(REACHED)["name"] == name


class TestAPetition(InTheOffice):
    def test_is_answered_as_such_and_never_passed_on_in_silence(self):
        self.given_a_complaint_in_the_form_of_a_request()
        self.when_the_office_finds_that_it_is_no_request()
        self.and_answers_where_it_belongs()
        self.and_the_head_signs_and_the_clerk_sends_it()
        self.then_the_applicant_reads_where_to_turn()
        self.and_the_row_of_petitions_counts_one_more()

    def given_a_complaint_in_the_form_of_a_request(self):
        day = WorkCalendar.of_state_council().before(timezone.localdate(), 1)
        self.asked = self.handed_in(day, wanted="请求查处楼下餐馆油烟扰民")

    def when_the_office_finds_that_it_is_no_request(self):
        self.sits_down("clerk", self.asked)
        self.follow(re.compile("^审查$"))
        self.choose("不属于政府信息公开申请，直接拟写答复")
        self.press("审查")

    def and_answers_where_it_belongs(self):
        self.follow("拟写答复")
        self.page.get_by_label("答复类型").select_option("petition")
        self.press("列出要填的内容")
        self.fill("办理或者获取的途径", "来件属于投诉举报，请拨打12345或者向区生态环境局提出。")
        self.press("拟写答复")

    def and_the_head_signs_and_the_clerk_sends_it(self):
        assert not Step.objects.filter(case=self.asked.case_id, node="review").exists(), "nothing is withheld"
        self.sits_down("head", self.asked)
        self.follow("签发")
        self.choose("签发")
        self.press("签发")
        self.sits_down("clerk", self.asked)
        self.follow("送达")
        self.choose("网上获取")
        self.press("送达")

    def then_the_applicant_reads_where_to_turn(self):
        self.leave()
        self.go("/disclosure/track/")
        self.fill("申请编号", self.asked.case.number)
        self.fill("查询码", self.asked.code)
        self.press("查询")
        self.sees("不予处理：信访、投诉、举报", "请拨打12345")

    def and_the_row_of_petitions_counts_one_more(self):
        assert counted(self.district, "refused_petition") == 1
        self.sits_down("clerk", self.asked)
        self.sees("凭查询码首次打开")


class TestACorrectionThatNeverComes(InTheOffice):
    def test_is_asked_for_once_and_then_the_request_is_closed(self):
        self.given_an_unclear_request_of_two_months_ago()
        self.when_it_was_asked_to_be_mended_and_nothing_came()
        self.and_the_clerk_closes_it()
        self.then_it_is_closed_and_counted_as_not_mended()

    def given_an_unclear_request_of_two_months_ago(self):
        self.calendar = WorkCalendar.of_state_council()
        self.came_on = self.calendar.before(timezone.localdate(), 40)
        self.asked = self.handed_in(self.came_on, wanted="所有文件")

    def when_it_was_asked_to_be_mended_and_nothing_came(self):
        on = self.calendar.after(self.came_on, 1)
        actions.ask_for_correction(
            self.asked.case.steps.get(state=Step.State.OPEN),
            unclear="请写明文件的名称、年份",
            by_on=self.calendar.after(on, 10),
            by=self.who("clerk"),
            at=timezone.make_aware(datetime.combine(on, datetime.min.time().replace(hour=10))),
        )

    def and_the_clerk_closes_it(self):
        self.sits_down("clerk", self.asked)
        self.sees("补正告知书", "暂停")
        self.page.get_by_text("各环节最迟哪天开始").click()
        self.sees("期限暂停，恢复后确定")
        self.follow("逾期未补正")
        self.press("逾期未补正")
        self.follow("告知不再处理")
        self.press("告知不再处理")

    def then_it_is_closed_and_counted_as_not_mended(self):
        self.sees("不再处理告知书", "已办结")
        assert counted(self.district, "other_no_correction") == 1


class TestAFormHalfFilled(Journey):
    """On a telephone, without an account, and without scripts."""

    scripts = False

    @pytest.fixture(autouse=True)
    def _district(self, world: World, _open_browser) -> None:
        self.district = world(district_at_work)

    def test_comes_back_under_its_code_and_is_sent(self):
        self.go(f"/disclosure/apply/{self.district.code}/")
        self.fill("姓名或者名称", "陈阿婆")
        self.fill("所需政府信息", VALUES["wanted"])
        self.press("保存草稿，以后再填")
        self.sees("草稿已经保存", "答复期限没有开始计算")
        code = self.page.locator(".big-number").inner_text()
        self.leave()
        self.go("/disclosure/")
        self.follow("继续填写草稿")
        self.fill("草稿码", code.lower())
        self.press("打开草稿")
        expect(self.page.get_by_label("姓名或者名称")).to_have_value("陈阿婆")
        self.choose("自然人")
        self.fill("身份证明", VALUES["identity"])
        self.fill("联系电话", VALUES["phone"])
        self.choose("电子")
        self.choose("网上获取")
        self.press("提交申请")
        self.sees("申请已经提交")


class TestTheBoard(InTheOffice):
    def test_opens_onto_what_it_counts_and_a_clerk_supposes_what_could_come(self):
        day = WorkCalendar.of_state_council().before(timezone.localdate(), 2)
        asked = self.handed_in(day)
        self.sits_down("clerk", asked)
        self.follow("返回待办")
        self.follow("看板")
        self.sees("离最后答复日还有多远", "各环节等待时间")
        self.page.get_by_role("region", name="各环节等待时间表").get_by_role("link").first.click()
        self.look()
        self.follow(asked.case.number)
        self.page.get_by_text("各环节最迟哪天开始").click()
        self.follow("自己设想")
        self.page.get_by_label("假如").select_option("extension")
        self.fill("延长几个工作日", "10")
        self.press("推算")
        self.sees("假如", "延长期内，计入")
        self.go("/office/disclosure/post/")
        self.sees("现在没有这样的文书")
        self.go("/office/disclosure/take-in/many/")
        self.go("/office/disclosure/reminders/")


REACHED = """() => {
    const reached = document.activeElement;
    const name = (reached.labels?.length ? reached.labels[0] : reached).innerText ?? "";
    const look = getComputedStyle(reached);
    return {
        tag: reached.tagName,
        kind: reached.type ?? "",
        name: name.replace("（选填）", "").trim(),
        shows: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    };
}"""
NAMES_IN_GROUP = (
    """(group) => [...document.getElementsByName(group)].map((each) => each.labels[0].innerText.trim())"""
)
