"""The handbook: every step in words, so that nobody needs to see the chart."""

import re
from datetime import date

import pytest
from lxml import etree

from yangguang.rules.processes import Process, load
from yangguang.rules.processes.handbook import StepRow, handbook, html
from yangguang.rules.processes.tests.sketches import DISCLOSURE, PERMIT, TRIAL, Chance, drawn, sketch

ON = date(2024, 3, 1)


def row(process: Process, name: str, on: date = ON) -> StepRow:
    (found,) = (row for row in handbook(process, on).steps if row.name == name)
    return found


class TestSteps:
    @pytest.mark.parametrize("seed", range(20))
    def test_every_step_has_a_row_with_who_does_it_and_what_follows(self, seed):
        process = Chance(seed).sound(10).process()
        rows = handbook(process, ON).steps
        assert sorted(each.key for each in rows) == sorted(step.id for step in process.steps)
        assert [each.number for each in rows] == list(range(1, len(rows) + 1))
        names = {node.name for node in process.nodes.values() if not node.is_gateway}
        for each in rows:
            assert each.role in process.roles
            assert each.following
            assert all(any(name in line for name in names) for line in each.following)

    def test_first_step_comes_first_and_the_last_one_last(self):
        rows = handbook(load(DISCLOSURE), ON).steps
        assert (rows[0].name, rows[-1].name) == ("登记并发回执", "归档")

    @pytest.mark.parametrize(
        ("name", "who", "limit", "law"),
        [
            ("审查申请", "公开工作机构", "", "政府信息公开条例第二十九条、第三十条、第三十五条、第三十九条"),
            ("第三方提出意见", "第三方和其他机关", "15个工作日", "政府信息公开条例第三十二条"),
            ("其他机关提出意见", "第三方和其他机关", "15个工作日", "政府信息公开条例第三十四条"),
            ("缴纳信息处理费", "申请人", "20个工作日", "国办函〔2020〕109号"),
            ("保密审查和合法性审核", "法制审核", "", "政府信息公开条例第十七条"),
        ],
    )
    def test_who_how_long_and_under_which_article(self, name, who, limit, law):
        found = row(load(DISCLOSURE), name)
        assert (found.role, found.limit, found.law) == (who, limit, law)

    def test_article_of_a_term_stands_where_the_step_names_none(self):
        text = TRIAL.replace('<yg:step limit="5" law="约定"/>', '<yg:step term="disclosure.third_party"/>')
        found = row(load(text), "审查")
        assert (found.limit, found.law) == ("15个工作日", "政府信息公开条例（2019年修订）第三十二条")

    def test_limits_are_those_in_force_on_the_day(self):
        text = TRIAL.replace('<yg:step limit="5" law="约定"/>', '<yg:step term="disclosure.reply"/>')
        assert row(load(text), "审查", date(2019, 5, 14)).limit == "15个工作日"
        assert row(load(text), "审查", date(2019, 5, 15)).limit == "20个工作日"

    def test_what_is_handed_in_and_how_several_sign(self):
        found = row(load(PERMIT), "审查")
        assert (found.materials, found.role) == ("申请书，纸质，2份", "经办（票签）")


class TestWhatFollows:
    def test_next_step(self):
        assert row(load(DISCLOSURE), "登记并发回执").following == ("审查申请",)

    def test_each_branch_by_its_name_and_the_default_last(self):
        assert row(load(DISCLOSURE), "审查申请").following == (
            "不明确：补正申请",
            "明显过多：说明申请理由",
            "应收费：缴纳信息处理费",
            "不属于申请：拟写答复",
            "受理：检索并提出意见",
        )

    def test_yes_and_no_with_their_question(self):
        assert row(load(DISCLOSURE), "拟写答复").following == (
            "是否不予公开，是：保密审查和合法性审核",
            "是否不予公开，否：签发答复书",
        )

    def test_branch_without_a_name_by_its_outcome(self):
        assert row(load(TRIAL), "审查").following == (
            "补正：补正材料",
            "征求意见：第三方意见",
            "不予受理：答复",
            "其他情形：同时进行：供水审查、消防审查",
        )

    def test_join(self):
        assert row(load(TRIAL), "供水审查").following == ("全部办完后：答复",)

    def test_end(self):
        assert row(load(TRIAL), "答复").following == ("办结",)

    def test_choice_after_a_choice_says_where_it_leads(self):
        assert row(load(PERMIT), "审查").following == ("不予：告知", "准予：是否踏勘（发证或者踏勘）")

    def test_choice_without_a_name_is_not_taken_for_the_end(self):
        text = PERMIT.replace(' name="是否踏勘"', "")
        assert row(load(text), "审查").following == ("不予：告知", "准予：发证或者踏勘")

    def test_choice_after_a_join(self):
        process = drawn(
            "收件 > +分 > 供水 > +合 > ?需要 > 踏勘 > 办结", "+分 > 供电 > +合", "?需要 > 发证 > 办结"
        )
        assert row(process, "供水").following == ("全部办完后：需要（踏勘或者发证）",)

    def test_gateways_that_lead_round_to_each_other_come_to_an_end(self):
        process = drawn("收件 > 受理 > ?一 > ?二 > 办结", "?二 > ?一")
        assert "办结" in "".join(row(process, "受理").following)


class TestTerms:
    def test_terms_of_the_disclosure_process(self):
        reply, notice = handbook(load(DISCLOSURE), ON).clocks
        assert (reply.name, reply.length) == ("答复期限", "20个工作日")
        assert reply.source == "政府信息公开条例（2019年修订）第三十三条第二款"
        assert (notice.name, notice.length) == ("告知补正期限", "7个工作日")
        assert notice.source == "政府信息公开条例（2019年修订）第三十条"

    def test_what_does_not_count_what_begins_anew_and_what_may_be_extended(self):
        reply, _ = handbook(load(DISCLOSURE), ON).clocks
        paused, several, anew, extended = reply.remarks
        for name in ("第三方提出意见", "其他机关提出意见", "补正申请", "缴纳信息处理费"):
            assert f"“{name}”" in paused
        assert paused.endswith("期间不计入。")
        assert several == (
            "“第三方提出意见”、“其他机关提出意见”可以同时征求多方，各方的期间分别计算，重叠的只扣除一次。"
        )
        assert anew == "“补正申请”、“缴纳信息处理费”完成之日起重新计算。"
        assert extended == "可延长一次，最长20个工作日。"

    def test_promise_is_shown_with_its_proof(self):
        net = sketch("收件 > 受理 > 审查 > 办结", limits={"受理": 1, "审查": 4})
        net.terms = (
            '<yg:clock key="approval" name="审批时限" days="20" law="约定"/>'
            '<yg:promise clock="approval" days="6"/>'
        )
        (approval,) = handbook(net.process(), ON).clocks
        assert (approval.length, approval.source) == ("20个工作日", "约定")
        assert approval.remarks == ("承诺不超过6个工作日；各步骤最长合计 5 = 1+4。",)


class TestPage:
    @pytest.fixture
    def page(self):
        return etree.fromstring(html(handbook(load(DISCLOSURE), ON)), etree.HTMLParser())

    def test_says_what_it_is_and_of_which_day(self, page):
        assert page.findtext(".//title") == page.findtext(".//h1") == "政府信息依申请公开办事手册"
        assert page.get("lang") == "zh-Hans"
        assert "按2024年3月1日有效的规定生成。" in "".join(page.itertext())

    def test_tables_hold_every_step_and_term(self, page):
        steps, terms = page.findall(".//tbody")
        assert [each.findtext("th") for each in steps] == [
            each.name for each in handbook(load(DISCLOSURE), ON).steps
        ]
        assert [each.findtext("th") for each in terms] == ["答复期限", "告知补正期限"]
        examined = next(each for each in steps if each.findtext("th") == "第三方提出意见")
        assert [cell.text for cell in examined] == [
            examined[0].text, "第三方提出意见", "第三方和其他机关", "15个工作日", "政府信息公开条例第三十二条",
            "征求意见书，书面", "检索并提出意见",
        ]  # fmt: skip

    def test_holds_the_chart(self, page):
        assert page.findtext(".//svg/title") == "政府信息依申请公开流程图"

    def test_stands_alone_and_runs_nothing(self, page):
        assert (
            page.xpath(
                "//script | //link | //img | //iframe | //@src | //@href | //@*[starts-with(name(), 'on')]"
            )
            == []
        )

    def test_marks_of_html_are_only_letters(self):
        bad = "&lt;b onclick='x'&gt;甲&lt;/b&gt;"
        text = (
            TRIAL.replace('name="试办事项"', f'name="{bad}"')
            .replace('name="审查"', f'name="{bad}"')
            .replace('name="窗口"', f'name="{bad}"')
            .replace('name="答复期限"', f'name="{bad}"')
            .replace('limit="5" law="约定"', f'limit="5" law="{bad}"')
        )
        written = html(handbook(load(text), ON))
        assert not re.search(r"<b\b", written)
        assert written.count("&lt;b onclick=") >= 7
