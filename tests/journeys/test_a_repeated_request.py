"""Somebody asks for what is public already, and somebody asks again for what she got."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.journey import Journey
from yangguang.core.cases import calendar, versions
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind
from yangguang.rules.workdays import WorkCalendar
from yangguang.web.demo.district import BEGINS_ON, appoint, found_district
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import VALUES

MAP = "申请公开2022年三灶镇小学学区划分图及调整学区的会议纪要"
MAP_AGAIN = "您好！请公开：２０２２年三灶镇小学、学区划分图，及调整学区的会议纪要。谢谢"


def district_at_work() -> Organisation:
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


class TestAskingForWhatIsPublic(Journey):
    """A resident reads that it is public before she asks; she may ask all the same."""

    width = 390

    def test_resident_is_led_to_it_and_not_kept_from_asking(self, settings, tmp_path):
        settings.HOME = tmp_path
        self.given_a_public_map()
        self.when_she_writes_what_she_wants()
        self.then_she_is_told_while_she_writes()
        self.when_she_sends_it()
        self.then_nothing_is_sent_before_she_has_seen_it()
        self.when_she_goes_back_to_change_it()
        self.then_all_is_there()
        self.when_she_asks_all_the_same()
        self.then_she_gets_a_number()

    def given_a_public_map(self):
        district = district_at_work()
        entry = Entry(
            key="publishing.publication:1", org_id=district.pk, kind=Kind.PAGE, title="三灶镇2022年小学学区划分图",
            text="三灶镇小学学区划分", url="/school/map.html", agency=district.name, on=date(2022, 5, 9),
        )  # fmt: skip
        search.put(entry)
        search.rebuild()

    def when_she_writes_what_she_wants(self):
        self.go("/disclosure/apply/440404/")
        self.choose("自然人")
        self.fill("姓名或者名称", "陈阿婆")
        self.fill("身份证明", "11010519491231002X")
        self.fill("联系电话", "13900001234")
        self.fill("所需政府信息", MAP)

    def then_she_is_told_while_she_writes(self):
        link = self.page.get_by_role("link", name="三灶镇2022年小学学区划分图")
        expect(link).to_be_visible()
        expect(link).to_have_attribute("target", "_blank")
        self.look()

    def when_she_sends_it(self):
        self.choose("电子")
        self.choose("网上获取")
        self.press("提交申请")

    def then_nothing_is_sent_before_she_has_seen_it(self):
        self.sees("申请还没有提交", "三灶镇2022年小学学区划分图", MAP)
        assert not DisclosureRequest.objects.exists()

    def when_she_goes_back_to_change_it(self):
        self.press("返回修改")

    def then_all_is_there(self):
        expect(self.page.get_by_label("所需政府信息")).to_have_value(MAP)
        expect(self.page.get_by_label("姓名或者名称")).to_have_value("陈阿婆")

    def when_she_asks_all_the_same(self):
        self.press("提交申请")
        self.press("不是我要的，继续提交申请")

    def then_she_gets_a_number(self):
        self.sees("申请已经提交", "查询码")


class TestAskingForWhatIsPublicWithoutScripts(TestAskingForWhatIsPublic):
    scripts = False

    def then_she_is_told_while_she_writes(self):
        """Nothing tells her before she sends it."""


class TestARepeatedRequest(Journey):
    """A clerk sees that it was answered before, reads both, judges, and the draft begins with the answer."""

    width = 1280

    def test_clerk_judges_and_the_answer_is_begun(self, settings, tmp_path):
        settings.HOME = tmp_path
        self.given_a_request_that_was_answered_and_is_made_again()
        self.when_the_clerk_opens_the_second()
        self.then_she_sees_the_first_on_top()
        self.when_she_reads_them_side_by_side_on_a_phone()
        self.and_finds_it_repeated_without_a_reason()
        self.then_she_is_asked_for_one()
        self.when_she_gives_it()
        self.then_it_stands_on_the_case()
        self.when_she_looks_at_how_often_she_asked()
        self.then_the_figures_decide_nothing()
        self.when_the_answer_is_drafted()
        self.then_it_begins_with_the_answer_before()

    def given_a_request_that_was_answered_and_is_made_again(self):
        district = district_at_work()
        self.people = {each.username: each for each in Person.objects.all()}
        on = WorkCalendar.of_state_council().before(timezone.localdate(), 1)

        def hand_in(wanted: str, **values: str) -> DisclosureRequest:
            said = {**VALUES, **values, "wanted": wanted, "channel": "in_person", "arrived_on": on}
            return actions.take_in(district, values=said, by=self.people["clerk"], at=timezone.now())

        self.first = hand_in(MAP)
        self.done(self.first, "examine", actions.examine, "clerk", outcome="accept")
        self.done(self.first, "search", actions.search, "unit", opinion="已检索到")
        self.done(self.first, "draft", actions.draft_answer, "clerk", outcome="granted", text="见附件。")
        self.done(self.first, "sign", actions.sign_answer, "head", signed=True, reviewed=True)
        self.done(self.first, "deliver", actions.deliver, "clerk", way="online")
        hand_in(MAP.replace("2022", "2021"), applicant="黄先生", identity="440404196001011230")
        self.again = hand_in(MAP_AGAIN)

    def done(self, asked, node, act, username, **values):
        step = Step.objects.get(case=asked.case_id, node=node, state=Step.State.OPEN)
        act(step, **values, by=self.people[username], at=timezone.now())

    def when_the_clerk_opens_the_second(self):
        self.come(self.people["clerk"])
        self.go(f"/office/disclosure/{self.again.pk}/")

    def then_she_sees_the_first_on_top(self):
        rows = self.page.get_by_role("region", name="相似的申请").get_by_role("row")
        expect(rows.nth(1)).to_contain_text("文字相同")
        expect(rows.nth(1)).to_contain_text(self.first.case.number)
        expect(rows.nth(2)).to_contain_text("数字不同：2021、2022")

    def when_she_reads_them_side_by_side_on_a_phone(self):
        self.page.set_viewport_size({"width": 390, "height": 800})
        self.follow(self.first.case.number)
        self.sees("除标点、空格、标题和客套话外，文字相同", "同一申请人")
        self.page.set_viewport_size({"width": 1280, "height": 800})

    def and_finds_it_repeated_without_a_reason(self):
        self.page.get_by_label("重复申请：同一申请人，相同信息，前一件已经答复").check()
        self.press("记录判断")

    def then_she_is_asked_for_one(self):
        self.sees_title("错误：")
        self.sees("请写明判断的理由")

    def when_she_gives_it(self):
        self.fill("理由", "两件所要的完全相同")
        self.press("记录判断")

    def then_it_stands_on_the_case(self):
        self.sees("判断已记录。", "重复申请：同一申请人，相同信息，前一件已经答复", "两件所要的完全相同")

    def when_she_looks_at_how_often_she_asked(self):
        self.follow("申请数量和频次")

    def then_the_figures_decide_nothing(self):
        self.sees("2 件", "1 名，每人件数的中位数 1 件", "没有规定多少件算超过")

    def when_the_answer_is_drafted(self):
        self.done(self.again, "examine", actions.examine, "clerk", outcome="accept")
        self.done(self.again, "search", actions.search, "unit", opinion="前一件已经提供")
        self.go(f"/office/disclosure/{self.again.pk}/draft/")

    def then_it_begins_with_the_answer_before(self):
        expect(self.page.get_by_label("答复类型")).to_have_value("repeat")
        self.first.refresh_from_db()
        before = self.page.get_by_label("前一次答复的文号").input_value()
        assert before == self.first.answer_number
