"""A law is repealed: what that touches is looked at first, then entered, and two organisations settle their lists."""

import pytest

from tests.changes.office import BASIS, Office, office
from tests.journeys.journey import Journey
from tests.publishing.newsroom import at
from yangguang.core.law import queries as law
from yangguang.core.records.models import Record
from yangguang.rules.validity import Validity
from yangguang.web.testing import World


class TestAChangeOfLaw(Journey):
    width = 1280
    made: Office

    @pytest.fixture(autouse=True)
    def _office(self, world: World, tmp_path, monkeypatch, _open_browser) -> None:
        self.made = world(lambda: office(tmp_path))
        self.monkeypatch = monkeypatch

    def test_from_the_dry_run_to_an_empty_board(self):
        self.given_somebody_who_looks_at_a_law()
        self.when_she_tries_what_its_repeal_would_touch()
        self.then_nothing_is_entered_yet()
        self.when_she_enters_it()
        self.then_the_law_is_marked_and_two_lists_are_open()
        self.when_the_bureau_settles_its_list()
        self.and_the_district_settles_one_thing_after_the_other()
        self.then_the_board_is_empty()

    def sits_down(self, who: str, day: str) -> None:
        self.monkeypatch.setattr("django.utils.timezone.now", lambda: at(day))
        self.come(getattr(self.made, who))

    def given_somebody_who_looks_at_a_law(self):
        self.sits_down("keeper", "2024-07-01")
        self.go(self.made.roads.desk_url)
        self.sees("现行有效")
        self.follow("变动的影响")
        self.sees("法规库已知的变动", "第一条、第二条、第三条")

    def when_she_tries_what_its_repeal_would_touch(self):
        self.press("试算影响")
        self.sees_title("错误：")
        self.sees("请填写变动日期。")
        self.choose("废止")
        self.page.get_by_label("变动日期").fill("2024-09-01")
        self.press("试算影响")
        self.sees("涉及2个机关3项", "金湾区交通局", "《云东省道路条例》第二条、第三条")
        self.sees("所依据的法规自2024年9月1日起废止")

    def then_nothing_is_entered_yet(self):
        assert not Record.objects.filter(kind="changes.entered").exists()
        assert law.standing(self.made.roads, at("2024-09-01").date()).validity is Validity.IN_FORCE

    def when_she_enters_it(self):
        self.follow("登记这项变动")
        self.press("登记这项变动")
        self.sees_title("错误：")
        self.fill("依据", BASIS)
        self.press("登记这项变动")
        self.sees("变动已登记", BASIS, "待核对2项，共2项", "待核对1项，共1项")

    def then_the_law_is_marked_and_two_lists_are_open(self):
        self.go(f"{self.made.roads.desk_url}?on=2024-09-01")
        self.sees("已废止", BASIS)
        self.go("/office/")
        self.follow("法规变动")
        self.sees("金湾区人民政府", "金湾区交通局", "2024年7月29日")

    def when_the_bureau_settles_its_list(self):
        self.sits_down("checker", "2024-07-02")
        self.go("/office/law-changes/")
        self.page.get_by_role("main").get_by_role("link", name="金湾区交通局", exact=True).click()
        self.look()
        self.press("记录核对结果")
        self.sees_title("错误：")
        self.sees("请勾选要核对的事项。", "请选择核对结果。", "请写明理由")
        self.settles(["第1项"], "已经修改", "依据改为新条例第二条、第三条。")
        self.sees("已核对完毕", "已经修改（何核对）", "依据改为新条例第二条、第三条。")

    def and_the_district_settles_one_thing_after_the_other(self):
        self.sits_down("keeper", "2024-07-03")
        self.go("/office/law-changes/")
        self.page.get_by_role("main").get_by_role("link", name="金湾区人民政府", exact=True).click()
        self.look()
        self.settles(["第1项"], "仍然正确", "新条例第二条要求相同。")
        self.sees("还有1项，共2项")
        self.settles(["第2项"], "已经终止", "事项随条例取消。")
        self.sees("已核对完毕")

    def then_the_board_is_empty(self):
        self.go("/office/law-changes/")
        self.sees("没有待核对的清单。")
        self.follow("《云东省道路条例》自2024年9月1日起废止")
        self.sees("待核对0项，共2项", "待核对0项，共1项")

    def settles(self, names: list[str], decision: str, reason: str) -> None:
        for each in names:
            self.page.get_by_role("group", name="核对的事项").get_by_label(each).check()
        self.choose(decision)
        self.fill("理由", reason)
        self.press("记录核对结果")
