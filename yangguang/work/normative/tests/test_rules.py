"""What the law says about normative documents, in tables that a lawyer can check."""

from datetime import date

import pytest

from yangguang.rules.workdays import WorkCalendar
from yangguang.work.normative import rules
from yangguang.work.normative.rules import ELEMENTS, POINTS

ALL_YES = dict.fromkeys(ELEMENTS, "yes")
TODAY = date(2024, 3, 1)


def said(problems) -> str:
    return "".join(str(each) for each in problems)


class TestRecognition:
    @pytest.mark.parametrize("element", ELEMENTS)
    def test_a_paper_without_one_of_the_six_elements_is_none(self, element):
        assert rules.recognise({**ALL_YES, element: "no"}, []) == "no"

    @pytest.mark.parametrize("element", ELEMENTS)
    def test_a_doubt_about_one_of_them_is_for_the_reviewing_body(self, element):
        assert rules.recognise({**ALL_YES, element: "unsure"}, []) == "ask"

    def test_what_was_not_answered_is_a_doubt(self):
        assert rules.recognise({}, []) == "ask"

    @pytest.mark.parametrize("excluded", rules.EXCLUSIONS)
    def test_what_the_rules_exclude_is_none_whatever_its_elements(self, excluded):
        assert rules.recognise(ALL_YES, [excluded]) == "no"

    def test_a_clear_no_needs_no_opinion_of_others(self):
        assert rules.recognise({**ALL_YES, "general": "unsure", "rights": "no"}, []) == "no"

    @pytest.mark.parametrize(
        ("result", "settled", "words"),
        [
            ("yes", None, ""),
            ("no", None, "不走本流程"),
            ("ask", None, "先由审核机构认定"),
            ("ask", True, ""),
            ("ask", False, "不走本流程"),
        ],
    )
    def test_only_what_is_one_goes_this_way(self, result, settled, words):
        found = said(rules.why_not_recognised(result, settled))
        assert words in found
        assert bool(words) == bool(found)


class TestMakers:
    @pytest.mark.parametrize(
        ("name", "what"),
        [
            ("金湾区安全生产委员会办公室", "议事协调机构"),
            ("金湾区防汛防旱防风指挥部", "议事协调机构"),
            ("金湾区招商引资工作专班", "议事协调机构"),
            ("金湾区博物馆筹备处", "临时机构"),
            ("金湾区民政局社会救助股", "内设机构"),
            ("金湾区教育局基础教育科", "内设机构"),
        ],
    )
    def test_that_may_make_none_are_named_for_what_they_are(self, name, what):
        assert what in said(rules.why_not_maker(name))

    @pytest.mark.parametrize(
        "name", ["金湾区人民政府", "金湾区人民政府办公室", "金湾区民政局", "三灶镇人民政府"]
    )
    def test_that_may_are_let_through(self, name):
        assert not said(rules.why_not_maker(name))


class TestConsultation:
    def test_that_concerns_operators_lasts_thirty_calendar_days(self):
        """The day of publication is not counted: from 1 March the thirtieth day is 31 March."""
        last = rules.consultation_lasts_to(TODAY, concerns_operators=True, calendar=WorkCalendar())
        assert last == date(2024, 3, 31)

    def test_another_lasts_as_the_office_agreed_on(self):
        """Seven working days from Friday 1 March: the 4th to the 8th, the 11th and the 12th."""
        last = rules.consultation_lasts_to(TODAY, concerns_operators=False, calendar=WorkCalendar())
        assert last == date(2024, 3, 12)
        assert not rules.TERMS["consultation"].on(TODAY).confirmed

    @pytest.mark.parametrize(("day", "ok"), [(30, False), (31, True)])
    def test_a_day_less_is_refused(self, day, ok):
        found = rules.why_not_consult(
            since=TODAY, until=date(2024, 3, day), least=date(2024, 3, 31), text="第一条"
        )
        assert (not said(found)) is ok

    @pytest.mark.parametrize(("urgent", "must"), [(False, True), (True, False)])
    def test_is_left_out_in_an_emergency_alone(self, urgent, must):
        assert rules.must_consult(affects_rights=True, is_urgent=urgent) is must

    @pytest.mark.parametrize(
        ("adopted", "reason", "ok"),
        [
            ("adopted", "", True),
            ("partly", "", False),
            ("declined", " ", False),
            ("declined", "与上位法不符", True),
            ("", "", False),
        ],
    )
    def test_an_opinion_is_adopted_or_a_reason_is_given(self, adopted, reason, ok):
        assert (not said(rules.why_not_answer(adopted=adopted, reason=reason))) is ok
        assert (not said(rules.why_not_respond(adopted=adopted, reason=reason))) is ok

    @pytest.mark.parametrize(("day", "closed", "ok"), [(1, False, True), (2, False, False), (1, True, False)])
    def test_takes_opinions_up_to_and_with_its_last_day(self, day, closed, ok):
        found = rules.why_not_comment(until=TODAY, closed=closed, today=date(2024, 3, day), text="同意")
        assert (not said(found)) is ok


class TestReview:
    def decide(self, verdict, *, passed=(), opinion="第三条违法", least_on=None, today=TODAY, urgent=False):
        return said(
            rules.why_not_review(
                verdict, passed=passed, opinion=opinion, least_on=least_on, today=today, is_urgent=urgent
            )
        )

    @pytest.mark.parametrize("point", POINTS)
    def test_lawful_needs_all_seven_points(self, point):
        left = [each for each in POINTS if each != point]
        assert POINTS[point] in self.decide("lawful", passed=left)
        assert not self.decide("lawful", passed=list(POINTS))

    @pytest.mark.parametrize("verdict", ["unlawful", "amend"])
    def test_another_verdict_needs_an_opinion_and_a_point_that_failed(self, verdict):
        assert "请写明审核意见" in self.decide(verdict, opinion=" ")
        assert "不要把七项都勾选" in self.decide(verdict, passed=list(POINTS))
        assert not self.decide(verdict, passed=list(POINTS)[:3])

    @pytest.mark.parametrize("verdict", ["", "more", "passed"])
    def test_there_are_three_verdicts_and_asking_for_papers_is_none(self, verdict):
        assert "请选择审核结论" in self.decide(verdict)

    @pytest.mark.parametrize(("day", "urgent", "ok"), [(7, False, False), (8, False, True), (7, True, True)])
    def test_takes_five_workdays_at_least_but_for_an_emergency(self, day, urgent, ok):
        found = self.decide(
            "lawful", passed=list(POINTS), least_on=date(2024, 3, 8), today=date(2024, 3, day), urgent=urgent
        )
        assert (not found) is ok

    def test_the_terms_are_those_of_the_state_council(self):
        terms = rules.TERMS
        assert (terms["legality_least"].on(TODAY).workdays, terms["legality"].on(TODAY).workdays) == (5, 15)

    @pytest.mark.parametrize(
        ("verdict", "responded", "words"),
        [
            ("", False, "没有合法性审核意见"),
            ("unlawful", True, "不合法"),
            ("amend", False, "是否采纳"),
            ("amend", True, ""),
            ("lawful", False, ""),
        ],
    )
    def test_nothing_unreviewed_or_unlawful_is_put_to_a_meeting(self, verdict, responded, words):
        found = said(rules.why_not_deliberate(verdict, responded=responded))
        assert words in found
        assert bool(words) == bool(found)

    @pytest.mark.parametrize(
        ("missing", "words"),
        [
            ({"consulted": False}, "征求意见"),
            ({"competition_passed": False}, "公平竞争审查"),
            ({"own_review_passed": False}, "本单位审核机构"),
            ({"explanation_plan": ""}, "解读方案"),
        ],
    )
    def test_is_not_begun_without_its_papers(self, missing, words):
        everything = {
            "must_consult": True,
            "consulted": True,
            "concerns_operators": True,
            "competition_passed": True,
            "needs_own_review": True,
            "own_review_passed": True,
            "needs_explanation": True,
            "explanation_plan": "图解",
        }
        assert not said(rules.why_not_submit_review(**everything))
        assert words in said(rules.why_not_submit_review(**{**everything, **missing}))


class TestValidity:
    @pytest.mark.parametrize(
        ("title", "since", "last"),
        [
            ("助餐服务办法", "2024-03-01", "2029-02-28"),
            ("助餐服务办法", "2024-01-01", "2028-12-31"),
            ("助餐服务暂行办法", "2024-03-01", "2027-02-28"),
            ("助餐服务办法（试行）", "2024-03-01", "2027-02-28"),
            ("助餐服务办法", "2024-02-29", "2029-02-28"),
            ("助餐服务办法", "2023-03-01", "2028-02-29"),
        ],
    )
    def test_is_five_years_at_most_and_three_on_trial(self, title, since, last):
        effective, longest = date.fromisoformat(since), date.fromisoformat(last)
        assert rules.longest_validity(title, effective) == longest
        assert not said(rules.why_not_valid(title, effective_on=effective, expires_on=longest))
        a_day_more = date.fromordinal(longest.toordinal() + 1)
        assert "有效期最长" in said(rules.why_not_valid(title, effective_on=effective, expires_on=a_day_more))

    def test_must_be_limited(self):
        assert "必须规定有效期" in said(rules.why_not_valid("办法", effective_on=TODAY, expires_on=None))

    def test_does_not_end_before_it_begins(self):
        assert said(rules.why_not_valid("办法", effective_on=TODAY, expires_on=date(2024, 2, 1)))

    def test_limits_are_marked_as_not_compared_with_the_text(self):
        unconfirmed = {term.name for term in rules.TERMS.unconfirmed()}
        assert {"validity", "validity_trial", "filing", "consultation", "evaluation"} == unconfirmed


class TestRegistration:
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"signed_on": None}, "还没有签发"),
            ({"effective_on": date(2024, 2, 29)}, "施行日期不能早于公布日期"),
            ({"number_taken": True}, "文号已经用过"),
        ],
    )
    def test_needs_a_signature_a_new_number_and_a_day_to_come(self, changed, words):
        right = {"signed_on": TODAY, "effective_on": TODAY, "number_taken": False, "today": TODAY}
        assert not said(rules.why_not_register(**right))
        assert words in said(rules.why_not_register(**{**right, **changed}))

    @pytest.mark.parametrize(("day", "ok"), [(29, True), (30, True), (31, False)])
    def test_nothing_is_in_force_before_it_is_published(self, day, ok):
        found = rules.why_not_effective(date(2024, 3, 30), published_on=date(2024, 3, day))
        assert (not said(found)) is ok

    def test_what_is_not_published_is_not_filed(self):
        filing = {"to": "珠海市人民政府", "on": TODAY, "published_on": TODAY, "today": TODAY}
        assert "不得作为行政管理依据" in said(rules.why_not_file(is_live=False, **filing))
        assert not said(rules.why_not_file(is_live=True, **filing))

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"to": " "}, "向哪一机关"),
            ({"on": date(2024, 2, 29)}, "早于"),
            ({"on": date(2024, 3, 2)}, "还没有到"),
        ],
    )
    def test_a_filing_says_to_whom_and_on_which_day(self, changed, words):
        filing = {"is_live": True, "to": "市政府", "on": TODAY, "published_on": TODAY, "today": TODAY}
        assert words in said(rules.why_not_file(**{**filing, **changed}))

    @pytest.mark.parametrize(
        ("result", "note", "ok"),
        [
            ("accepted", "", True),
            ("must_correct", "", False),
            ("must_correct", "第三条", True),
            ("", "", False),
        ],
    )
    def test_a_correction_that_is_asked_for_is_written_down(self, result, note, ok):
        assert (not said(rules.why_not_record_filing(result=result, note=note))) is ok


class TestCleanUp:
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"title": ""}, "名称"),
            ({"basis": " "}, "为什么清理"),
            ({"rules_given": 0}, "至少填写一项范围"),
            ({"found": 0}, "没有现行有效"),
            ({"due_on": TODAY}, "晚于今天"),
        ],
    )
    def test_has_a_reason_a_scope_and_time(self, changed, words):
        right = {
            "title": "定期清理", "basis": "每两年一次", "rules_given": 1, "found": 3, "due_on": date(2024, 4, 1),
            "today": TODAY,
        }  # fmt: skip
        assert not said(rules.why_not_campaign(**right))
        assert words in said(rules.why_not_campaign(**{**right, **changed}))

    @pytest.mark.parametrize(
        ("decision", "reason", "closed", "words"),
        [
            ("keep", "仍有需要", False, ""),
            ("keep", "", False, "理由"),
            ("drop", "旧", False, "请选择"),
            ("keep", "仍有需要", True, "已经公布结果"),
        ],
    )
    def test_a_decision_has_a_reason(self, decision, reason, closed, words):
        found = said(rules.why_not_clean_up(decision=decision, reason=reason, is_closed=closed))
        assert words in found
        assert bool(words) == bool(found)

    @pytest.mark.parametrize(
        ("undecided", "number", "closed", "ok"),
        [
            (0, "金湾府〔2024〕9号", False, True),
            (1, "9", False, False),
            (0, "", False, False),
            (0, "9", True, False),
        ],
    )
    def test_is_closed_once_all_is_decided(self, undecided, number, closed, ok):
        found = rules.why_not_close_campaign(undecided=undecided, number=number, is_closed=closed)
        assert (not said(found)) is ok
