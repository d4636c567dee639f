"""What people do with a request: each act done, and each reason for which it is refused."""

from datetime import date

import pytest

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Case, Step
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Letter
from yangguang.work.disclosure.tests.office import (
    VALUES,
    answered,
    at,
    drafted,
    due_of,
    examined,
    refused,
    signed,
    step_of,
)

pytestmark = pytest.mark.django_db


class TestSubmitting:
    def submit(self, org, day="2024-01-24", once="") -> DisclosureRequest:
        visitor = actions.Visitor("陈阿婆")
        return actions.submit(org, values=VALUES, by=visitor, at=at(day), once=once)

    def test_request_waits_to_be_confirmed(self, org, clerk):
        request = self.submit(org)
        assert request.received_on is None
        assert not request.case.clocks.exists()
        assert step_of(request).node == "register"
        assert Record.objects.get(kind="disclosure.submitted").by == "visitor"

    def test_unconfirmed_request_is_late_after_one_workday(self, org, clerk):
        request = self.submit(org, "2024-01-26")  # a Friday
        assert list(queries.unconfirmed(Organisation.objects.all())) == [request]
        waiting = queries.today(Organisation.objects.all()).get()
        assert waiting.safe_on == date(2024, 1, 29)

    def test_code_has_no_letters_that_look_alike(self, org, clerk):
        code = self.submit(org).code
        assert len(code) == 8
        assert not set(code) & set("01IO")

    def test_sent_twice_is_one_request(self, org, clerk):
        assert self.submit(org, once="form-1") == self.submit(org, once="form-1")
        assert DisclosureRequest.objects.count() == 1

    def test_numbers_follow_each_other_in_a_year(self, org, clerk):
        first, second, next_year = (
            self.submit(org, day).case.number for day in ("2023-03-01", "2023-03-02", "2024-03-01")
        )
        assert ("2023" in first, "2023" in second, "2024" in next_year) == (True, True, True)
        assert first.replace("0001号", "0002号") == second
        assert first.replace("2023", "2024") == next_year

    def test_only_an_organisation_with_a_disclosure_office_is_asked(self, org, clerk):
        org.disclosure_office = ""
        with refused("没有政府信息公开工作机构", "第二十七条"):
            self.submit(org)

    def test_confirmation_is_the_receipt(self, org, clerk):
        """reference 9 E3: confirmed on 2024-01-25, due on 2024-02-27."""
        request = self.submit(org)
        letter = actions.register(
            step_of(request),
            confirmed_on=date(2024, 1, 25),
            how="电话与申请人",
            by=clerk,
            at=at("2024-01-25"),
        )
        request.refresh_from_db()
        assert (request.received_on, due_of(request)) == (date(2024, 1, 25), date(2024, 2, 27))
        assert letter.kind == Letter.Kind.RECEIPT
        assert letter.number == f"{request.case.number}之1"
        assert "2024年2月27日前" in letter.paragraphs[-1]
        assert "电话与申请人" in Record.objects.get(kind="disclosure.registered").note

    @pytest.mark.parametrize(
        ("values", "word"),
        [
            ({}, "请填写确认日期"),
            ({"confirmed_on": date(2024, 1, 23), "how": "电话"}, "不能早于申请到达之日"),
            ({"confirmed_on": date(2024, 1, 26), "how": "电话"}, "还没有到"),
            ({"confirmed_on": date(2024, 1, 25)}, "请写明怎样确认"),
        ],
    )
    def test_registration_without_a_confirmation_is_refused(self, org, clerk, values, word):
        request = self.submit(org)
        with refused(word, "第三十一条第三项"):
            actions.register(step_of(request), **values, by=clerk, at=at("2024-01-25"))
        request.refresh_from_db()
        assert request.received_on is None

    def test_only_the_counter_registers(self, org, staff):
        request = self.submit(org)
        with refused("受理窗口"):
            actions.register(
                step_of(request),
                confirmed_on=date(2024, 1, 25),
                how="电话",
                by=staff["unit"],
                at=at("2024-01-25"),
            )


class TestTakingIn:
    def test_request_at_the_counter_is_registered_at_once(self, handed_in):
        """reference 9 E1: received on 2023-01-10, due on 2023-02-10."""
        request = handed_in("2023-01-10")
        assert (request.received_on, due_of(request)) == (date(2023, 1, 10), date(2023, 2, 10))
        assert step_of(request).node == "examine"

    def test_receipt_marks_a_last_day_in_a_year_that_is_not_announced(self, handed_in):
        """Four weeks after a Monday of 2030, whose days off nobody knows yet."""
        letter = Letter.objects.get(request=handed_in("2030-03-04"), kind=Letter.Kind.RECEIPT)
        assert "即于2030年4月1日（暂定，2030年放假安排公布后可能调整）前（含当日）" in letter.paragraphs[-1]

    def test_letter_counts_from_the_day_it_was_signed_for(self, org, clerk):
        """reference 9 E2: signed for on 2023-09-20, entered a day later, due on 2023-10-24."""
        said = {**VALUES, "channel": "registered_mail", "arrived_on": date(2023, 9, 20)}
        request = actions.take_in(org, values=said, by=clerk, at=at("2023-09-21"))
        assert due_of(request) == date(2023, 10, 24)

    def test_fax_waits_for_its_confirmation(self, org, clerk):
        said = {**VALUES, "channel": "fax", "arrived_on": date(2023, 9, 20), "confirmed_on": None}
        assert actions.take_in(org, values=said, by=clerk, at=at("2023-09-20")).received_on is None

    def test_fax_confirmed_already_is_registered(self, org, clerk):
        said = {
            **VALUES,
            "channel": "fax",
            "arrived_on": date(2023, 9, 19),
            "confirmed_on": date(2023, 9, 20),
        }
        request = actions.take_in(org, values=said, how="电话", by=clerk, at=at("2023-09-20"))
        assert request.received_on == date(2023, 9, 20)

    def test_day_of_arrival_is_not_in_the_future(self, org, clerk):
        said = {**VALUES, "channel": "fax", "arrived_on": date(2023, 9, 21), "confirmed_on": None}
        with refused("到达日期", "还没有到"):
            actions.take_in(org, values=said, by=clerk, at=at("2023-09-20"))

    def test_stranger_takes_nothing_in(self, org, stranger):
        said = {**VALUES, "channel": "in_person", "arrived_on": date(2023, 9, 20)}
        with refused("没有岗位"):
            actions.take_in(org, values=said, by=stranger, at=at("2023-09-20"))


class TestExamining:
    def test_clear_request_goes_to_the_search(self, handed_in, clerk):
        assert examined(handed_in("2024-03-01"), clerk, "2024-03-04").node == "search"

    def test_petition_is_answered_at_once(self, handed_in, clerk):
        assert examined(handed_in("2024-03-01"), clerk, "2024-03-04", "not_a_request").node == "draft"

    def test_other_outcomes_take_a_letter(self, handed_in, clerk):
        request = handed_in("2024-03-01")
        with refused("须发出相应的告知书"):
            examined(request, clerk, "2024-03-04", "unclear")


class TestCorrection:
    def ask(self, request, clerk, day="2024-09-19", **values) -> Letter:
        said = {"unclear": "请写明是哪一年的学区划分图", "by_on": date(2024, 10, 8), **values}
        return actions.ask_for_correction(step_of(request), **said, by=clerk, at=at(day))

    def test_correction_starts_the_term_anew(self, handed_in, clerk):
        """reference 9 E4: told on 9-19, corrected on 2024-09-29, due on 2024-10-31."""
        request = handed_in("2024-09-10")
        letter = self.ask(request, clerk)
        assert (letter.kind, letter.answer_by) == (Letter.Kind.CORRECTION, date(2024, 10, 8))
        assert "2024年10月8日前补正" in letter.paragraphs[-1]
        actions.take_correction(step_of(request), wanted="2022年学区划分图", by=clerk, at=at("2024-09-29"))
        request.refresh_from_db()
        assert (due_of(request), request.wanted) == (date(2024, 10, 31), "2022年学区划分图")
        assert step_of(request).node == "examine"
        assert Record.objects.get(kind="disclosure.corrected").details["before"] == VALUES["wanted"]

    def test_last_day_for_asking_is_the_seventh_workday(self, handed_in, clerk):
        """reference 9 E13: received on 2023-04-21, to be told by 2023-05-04."""
        request = handed_in("2023-04-21")
        assert queries.correction_notice_due(request) == date(2023, 5, 4)
        with refused("2023-05-04届满", "第三十条"):
            self.ask(request, clerk, "2023-05-05", by_on=date(2023, 5, 19))

    def test_correction_is_asked_for_once(self, handed_in, clerk):
        request = handed_in("2024-09-10")
        self.ask(request, clerk)
        actions.take_correction(step_of(request), wanted="学区图", by=clerk, at=at("2024-09-29"))
        with refused("一次性告知"):
            self.ask(request, clerk, "2024-09-30", by_on=date(2024, 10, 18))

    def test_letter_says_what_and_gives_time(self, handed_in, clerk):
        request = handed_in("2024-09-10")
        with refused("请写明需要补正的事项", "须晚于告知书发出之日"):
            self.ask(request, clerk, unclear=" ", by_on=date(2024, 9, 19))

    def test_correction_says_something(self, handed_in, clerk):
        request = handed_in("2024-09-10")
        self.ask(request, clerk)
        with refused("请写明补正后的申请内容"):
            actions.take_correction(step_of(request), wanted="", by=clerk, at=at("2024-09-29"))

    def test_correction_did_not_come_before_it_was_asked_for(self, handed_in, clerk):
        request = handed_in("2024-09-10")
        self.ask(request, clerk)
        with refused("早于本环节开始之日2024-09-19"):
            actions.take_correction(
                step_of(request), wanted="学区图", on=date(2024, 9, 18), by=clerk, at=at("2024-09-29")
            )

    def test_request_not_corrected_in_time_is_closed(self, handed_in, clerk):
        """The request counts in row 3.6.1."""
        request = handed_in("2024-09-10")
        self.ask(request, clerk)
        actions.give_up_correction(step_of(request), by=clerk, at=at("2024-10-09"))
        letter = actions.close(step_of(request), by=clerk, at=at("2024-10-10"))
        request.refresh_from_db()
        assert (request.row, request.closed_on) == ("other_no_correction", date(2024, 10, 10))
        assert letter.kind == Letter.Kind.CLOSING
        assert "补正告知书" in letter.paragraphs[-1]
        assert step_of(request).node == "archive"

    def test_applicant_has_until_the_end_of_the_last_day(self, handed_in, clerk):
        request = handed_in("2024-09-10")
        self.ask(request, clerk)
        with refused("2024-10-08届满"):
            actions.give_up_correction(step_of(request), by=clerk, at=at("2024-10-08"))


class TestReasons:
    def ask(self, request, clerk, **values) -> Letter:
        said = {"why": "一个月内提出62件申请", "by_on": date(2024, 3, 20), **values}
        return actions.ask_for_reasons(step_of(request), **said, by=clerk, at=at("2024-03-05"))

    def weighed(self, request, clerk, *, reasonable) -> str:
        self.ask(request, clerk)
        actions.take_reasons(step_of(request), text="研究需要", by=clerk, at=at("2024-03-12"))
        actions.weigh_reasons(
            step_of(request), reasonable=reasonable, opinion="已核实", by=clerk, at=at("2024-03-13")
        )
        return step_of(request).node

    def test_good_reasons_lead_to_the_search(self, handed_in, clerk):
        assert self.weighed(handed_in("2024-03-01"), clerk, reasonable=True) == "search"

    def test_bad_reasons_lead_to_an_answer(self, handed_in, clerk):
        assert self.weighed(handed_in("2024-03-01"), clerk, reasonable=False) == "draft"

    def test_letter_says_why_and_gives_time(self, handed_in, clerk):
        request = handed_in("2024-03-01")
        with refused("请写明申请的数量、频次", "须晚于告知书发出之日", "第三十五条"):
            self.ask(request, clerk, why="", by_on=date(2024, 3, 5))

    def test_nothing_said_is_refused(self, handed_in, clerk):
        request = handed_in("2024-03-01")
        self.ask(request, clerk)
        with refused("请写明申请人说明的理由"):
            actions.take_reasons(step_of(request), text=" ", by=clerk, at=at("2024-03-12"))

    def test_judgement_is_explained(self, handed_in, clerk):
        request = handed_in("2024-03-01")
        self.ask(request, clerk)
        actions.take_reasons(step_of(request), text="研究", by=clerk, at=at("2024-03-12"))
        with refused("请写明判断的依据"):
            actions.weigh_reasons(
                step_of(request), reasonable=True, opinion="", by=clerk, at=at("2024-03-13")
            )


class TestFee:
    def charge(self, request, clerk, day="2024-03-04", **values) -> Letter:
        return actions.charge_fee(step_of(request), **values, by=clerk, at=at(day))

    def test_payment_starts_the_term_anew(self, handed_in, clerk):
        """57 pages cost 270 yuan; twenty workdays after 2024-03-11, with 4-4 and 4-5 off and 4-7 worked."""
        request = handed_in("2024-03-01")
        letter = self.charge(request, clerk, pages=57)
        assert "270元" in letter.paragraphs[0]
        paid = {"way": "nontax", "receipt": "粤财0001"}
        actions.take_payment(step_of(request), **paid, by=clerk, at=at("2024-03-11"))
        request.refresh_from_db()
        assert (request.fee_due, request.fee, due_of(request)) == (270, 270, date(2024, 4, 9))
        assert step_of(request).node == "search"

    @pytest.fixture
    def by_case(self, org, staff) -> None:
        """Let the organisation charge by case instead of by page."""
        actions.set_practice(
            org, since=date(2024, 1, 1), tariff="by_case", by=staff["head"], at=at("2024-01-02")
        )

    def test_eleventh_request_of_a_month_costs_a_hundred_yuan(self, handed_in, clerk, by_case):
        requests = [handed_in("2024-03-01") for _ in range(11)]
        self.charge(requests[-1], clerk)
        requests[-1].refresh_from_db()
        assert requests[-1].fee_due == 100

    def test_what_is_free_is_not_charged(self, handed_in, clerk, by_case):
        request = handed_in("2024-03-01")
        with refused("没有超过免费的数量", "国办函〔2020〕109号"):
            self.charge(request, clerk)

    def test_request_not_paid_for_is_closed(self, handed_in, clerk):
        """Twenty workdays after 2024-03-04 is 2024-04-01; the request counts in row 3.6.2."""
        request = handed_in("2024-03-01")
        assert self.charge(request, clerk, pages=57).answer_by == date(2024, 4, 1)
        with refused("2024-04-01届满"):
            actions.give_up_payment(step_of(request), by=clerk, at=at("2024-04-01"))
        actions.give_up_payment(step_of(request), by=clerk, at=at("2024-04-02"))
        actions.close(step_of(request), by=clerk, at=at("2024-04-02"))
        request.refresh_from_db()
        assert (request.row, request.fee) == ("other_unpaid_fee", 0)


class TestConsulting:
    def consult(self, request, staff, day, **values) -> Letter:
        examined(request, staff["clerk"], day)
        said = {"whom": "金湾某公司", "about": "信息由你公司提供", **values}
        return actions.consult_third_party(step_of(request), **said, by=staff["unit"], at=at(day))

    def test_time_of_a_third_party_does_not_count(self, handed_in, staff):
        """reference 9 E6: asked on 2025-09-26, answered on 10-20, due on 2025-11-11."""
        request = handed_in("2025-09-22")
        letter = self.consult(request, staff, "2025-09-26")
        assert (letter.addressee, letter.answer_by) == ("金湾某公司", date(2025, 10, 23))
        assert request.letters.filter(kind=Letter.Kind.CONSULTATION_TOLD, addressee="陈阿婆").exists()
        assert queries.reply_clock(request).due_on is None
        actions.record_opinion(
            step_of(request), outcome="refuse", text="商业秘密", by=staff["unit"], at=at("2025-10-20")
        )
        assert due_of(request) == date(2025, 11, 11)
        assert step_of(request).node == "search"

    def test_silence_ends_the_pause(self, handed_in, staff):
        """reference 9 E12: asked on 2026-04-03, silent until 04-27, due on 2026-05-25."""
        request = handed_in("2026-04-01")
        self.consult(request, staff, "2026-04-03")
        assert cases.tick(at("2026-04-28")) == 1
        assert due_of(request) == date(2026, 5, 25)

    def test_other_maker_agrees_by_silence(self, handed_in, staff):
        """reference 9 E14: asked on 2024-02-05, silent until 2024-03-01."""
        request = handed_in("2024-02-01")
        examined(request, staff["clerk"], "2024-02-05")
        letter = actions.consult_agency(
            step_of(request), whom="金湾区财政局", about="共同制作", by=staff["unit"], at=at("2024-02-05")
        )
        assert letter.answer_by == date(2024, 3, 1)
        assert "视为同意公开" in letter.paragraphs[-1]

    def test_letter_says_whom_and_why(self, handed_in, staff):
        request = handed_in("2025-09-22")
        examined(request, staff["clerk"], "2025-09-26")
        with refused("请写明向谁征求意见", "请写明申请公开的信息与对方", "第三十二条"):
            actions.consult_third_party(
                step_of(request), whom="", about=" ", by=staff["unit"], at=at("2025-09-26")
            )

    @pytest.mark.parametrize(("outcome", "word"), [("refuse", "请写明对方的理由"), ("silent", "请选择同意")])
    def test_opinion_is_one_and_a_refusal_has_a_reason(self, handed_in, staff, outcome, word):
        request = handed_in("2025-09-22")
        self.consult(request, staff, "2025-09-26")
        with refused(word):
            actions.record_opinion(
                step_of(request), outcome=outcome, text="", by=staff["unit"], at=at("2025-10-20")
            )


class TestExtending:
    def extend(self, request, by, day="2025-02-10", workdays=20, reason="需要查阅大量档案") -> Letter:
        return actions.extend_reply(request, workdays=workdays, reason=reason, by=by, at=at(day))

    def test_head_extends_and_the_applicant_is_told(self, handed_in, staff):
        """reference 9 E5: received on 2025-01-15, due on 2025-02-18, extended by 20 to 2025-03-18."""
        request = handed_in("2025-01-15")
        assert due_of(request) == date(2025, 2, 18)
        letter = self.extend(request, staff["head"])
        assert due_of(request) == date(2025, 3, 18)
        assert "延长20个工作日，延长至2025年3月18日" in letter.paragraphs[-1]

    def test_clerk_alone_does_not_extend(self, handed_in, clerk):
        request = handed_in("2025-01-15")
        with refused("须先经政府信息公开工作机构负责人同意", "第三十三条第二款"):
            self.extend(request, clerk)

    def test_extension_is_given_once(self, handed_in, staff):
        request = handed_in("2025-01-15")
        self.extend(request, staff["head"], workdays=5)
        with refused("只能延长一次"):
            self.extend(request, staff["head"], workdays=5)

    def test_extension_is_at_most_twenty_workdays_and_has_a_reason(self, handed_in, staff):
        request = handed_in("2025-01-15")
        with refused("延长不得超过20个工作日", "请写明不能按期答复的原因"):
            self.extend(request, staff["head"], workdays=21, reason="")

    def test_term_that_has_run_out_is_not_extended(self, handed_in, staff):
        request = handed_in("2025-01-15")
        with refused("届满"):
            self.extend(request, staff["head"], day="2025-02-19")

    def test_term_that_does_not_run_is_not_extended(self, handed_in, staff):
        request = handed_in("2025-01-15")
        examined(request, staff["clerk"], "2025-01-16")
        actions.consult_agency(
            step_of(request), whom="金湾区财政局", about="共同制作", by=staff["unit"], at=at("2025-01-16")
        )
        with refused("没有在计算"):
            self.extend(request, staff["head"], day="2025-01-20")


class TestAnswering:
    def test_what_is_granted_goes_to_the_head(self, handed_in, staff):
        request = handed_in("2024-03-01")
        assert drafted(request, staff, "2024-03-04").node == "sign"
        request.refresh_from_db()
        assert (request.outcome, request.row, request.closed_on) == ("granted", "", None)

    def test_what_is_withheld_is_reviewed_first(self, handed_in, staff):
        request = handed_in("2024-03-01")
        step = drafted(request, staff, "2024-03-04", "process_info", "属于讨论记录。")
        assert step.node == "review"
        actions.review(step, passed=True, opinion="同意", by=staff["lawyer"], at=at("2024-03-05"))
        assert queries.is_reviewed(request)
        assert step_of(request).node == "sign"

    def test_review_sends_back(self, handed_in, staff):
        step = drafted(handed_in("2024-03-01"), staff, "2024-03-04", "process_info", "讨论记录。")
        actions.review(step, passed=False, opinion="理由不足", by=staff["lawyer"], at=at("2024-03-05"))
        assert Step.objects.get(case=step.case_id, state=Step.State.OPEN).node == "draft"

    def test_review_is_written_down(self, handed_in, staff):
        step = drafted(handed_in("2024-03-01"), staff, "2024-03-04", "process_info", "讨论记录。")
        with refused("请写明保密审查和合法性审核的意见"):
            actions.review(step, passed=True, opinion="", by=staff["lawyer"], at=at("2024-03-05"))

    def test_search_is_written_down(self, handed_in, staff):
        step = examined(handed_in("2024-03-01"), staff["clerk"], "2024-03-04")
        with refused("请写明检索的经过"):
            actions.search(step, opinion="", by=staff["unit"], at=at("2024-03-04"))

    @pytest.mark.parametrize(
        ("outcome", "text", "word"),
        [
            ("", "理由", "请选择答复类型"),
            ("granted", "", "请写明所公开的信息"),
            ("third_party_rights", "理由", "须先书面征求第三方的意见"),
            ("still_unclear", "理由", "尚未告知申请人补正"),
            ("excessive", "理由", "尚未要求申请人说明理由"),
            ("unpaid_fee", "理由", "请选择其他答复类型"),
        ],
    )
    def test_draft_that_the_law_does_not_bear_is_refused(self, handed_in, staff, outcome, text, word):
        step = examined(handed_in("2024-03-01"), staff["clerk"], "2024-03-04", "not_a_request")
        with refused(word):
            actions.draft_answer(step, outcome=outcome, text=text, by=staff["clerk"], at=at("2024-03-04"))

    def test_signature_gives_the_number(self, handed_in, staff):
        request = handed_in("2024-03-01")
        assert signed(request, staff, "2024-03-04").node == "deliver"
        request.refresh_from_db()
        assert request.answer_number == "金湾教育公开答〔2024〕1号"

    def test_head_sends_back_with_a_word(self, handed_in, staff):
        step = drafted(handed_in("2024-03-01"), staff, "2024-03-04")
        with refused("请写明需要修改什么"):
            actions.sign_answer(step, signed=False, by=staff["head"], at=at("2024-03-05"))
        actions.sign_answer(step, signed=False, opinion="附件不全", by=staff["head"], at=at("2024-03-05"))
        assert Step.objects.get(case=step.case_id, state=Step.State.OPEN).node == "draft"

    def test_only_the_head_signs(self, handed_in, staff):
        step = drafted(handed_in("2024-03-01"), staff, "2024-03-04")
        with refused("公开工作机构负责人"):
            actions.sign_answer(step, signed=True, reviewed=True, by=staff["clerk"], at=at("2024-03-05"))

    def test_act_of_another_step_is_refused(self, handed_in, staff):
        step = examined(handed_in("2024-03-01"), staff["clerk"], "2024-03-04")
        with refused("请刷新页面"):
            actions.archive(step, place="2024-1", by=staff["clerk"], at=at("2024-03-04"))


class TestDelivering:
    def test_request_is_closed_on_the_day_of_sending(self, handed_in, staff):
        request = handed_in("2024-03-01")
        step = signed(request, staff, "2024-03-18")
        letter = actions.deliver(
            step,
            way="post",
            mail_number="XA12345678901",
            on=date(2024, 3, 19),
            by=staff["clerk"],
            at=at("2024-03-20"),
        )
        request.refresh_from_db()
        assert (request.row, request.closed_on) == ("granted", date(2024, 3, 19))
        assert (letter.number, letter.sent_on) == (request.answer_number, date(2024, 3, 19))
        assert queries.reply_clock(request).closed_on == date(2024, 3, 19)
        assert step_of(request).node == "archive"

    @pytest.mark.parametrize(
        ("day", "first", "absent"), [("2024-03-18", True, "也可以"), ("2023-03-20", False, "先向")]
    )
    def test_review_comes_before_court_since_2024(self, handed_in, staff, day, first, absent):
        """行政复议法（2023年修订）第二十三条: in force from 2024-01-01."""
        request = handed_in(day)
        step = drafted(request, staff, day, "process_info", "属于讨论记录。")
        actions.review(step, passed=True, opinion="同意", by=staff["lawyer"], at=at(day))
        actions.sign_answer(step_of(request), signed=True, reviewed=True, by=staff["head"], at=at(day))
        letter = actions.deliver(step_of(request), way="online", by=staff["clerk"], at=at(day))
        remedy = letter.paragraphs[-1]
        assert "60日内" in remedy
        assert ("先向珠海市金湾区人民政府申请行政复议" in remedy) is first
        assert absent not in remedy

    def test_posting_is_proved(self, handed_in, staff):
        step = signed(handed_in("2024-03-01"), staff, "2024-03-18")
        with refused("请填写邮件号码"):
            actions.deliver(step, way="post", by=staff["clerk"], at=at("2024-03-18"))

    @pytest.mark.parametrize("day", [date(2024, 3, 17), date(2024, 3, 19)])
    def test_day_of_sending_is_after_the_signature_and_not_in_the_future(self, handed_in, staff, day):
        step = signed(handed_in("2024-03-01"), staff, "2024-03-18")
        with refused(str(day)):
            actions.deliver(step, way="online", on=day, by=staff["clerk"], at=at("2024-03-18"))

    def test_second_click_is_refused(self, handed_in, staff):
        request = handed_in("2024-03-01")
        step = signed(request, staff, "2024-03-18")
        actions.deliver(step, way="online", by=staff["clerk"], at=at("2024-03-18"))
        with refused("林晓"):
            actions.deliver(step, way="online", by=staff["clerk"], at=at("2024-03-18"))

    def test_case_ends_in_the_archive(self, handed_in, staff):
        request = handed_in("2024-03-01")
        answered(request, staff, "2024-03-18")
        done = actions.archive(step_of(request), place="档案室3柜", by=staff["clerk"], at=at("2024-03-20"))
        assert Case.objects.get(pk=request.case_id).state == Case.State.ENDED
        assert done.opinion == "纸质材料存放于档案室3柜"
        assert (
            Record.objects.latest("pk").note == "归档，档号440404-03-2024-D30-0001，纸质材料存放于档案室3柜"
        )


class TestWithdrawing:
    def test_applicant_takes_it_back(self, handed_in):
        """The request counts in row 3.6.3."""
        request = handed_in("2024-03-01")
        actions.withdraw(request, by=actions.Visitor("陈阿婆"), at=at("2024-03-05"))
        request.refresh_from_db()
        assert (request.row, request.closed_on) == ("other_misc", date(2024, 3, 5))
        assert request.case.state == Case.State.STOPPED

    def test_answered_request_stays(self, handed_in, staff):
        request = handed_in("2024-03-01")
        answered(request, staff, "2024-03-18")
        with refused("已于2024-03-18办结"):
            actions.withdraw(request, by=staff["clerk"], at=at("2024-03-19"))

    def test_stranger_withdraws_nothing(self, handed_in, stranger):
        request = handed_in("2024-03-01")
        with refused("没有岗位"):
            actions.withdraw(request, by=stranger, at=at("2024-03-05"))


class TestContesting:
    def contest(self, request, staff, kind="review", filed_on=date(2024, 4, 1)) -> Contest:
        return actions.contest(request, kind=kind, filed_on=filed_on, by=staff["clerk"], at=at("2024-04-02"))

    @pytest.fixture
    def answer(self, handed_in, staff) -> DisclosureRequest:
        request = handed_in("2024-03-01")
        answered(request, staff, "2024-03-18")
        return request

    def test_review_is_entered_and_its_result(self, answer, staff):
        review = self.contest(answer, staff)
        actions.decide_contest(
            review, ruling="upheld", on=date(2024, 4, 30), by=staff["clerk"], at=at("2024-05-06")
        )
        review.refresh_from_db()
        assert (review.result, review.decided_on) == ("upheld", date(2024, 4, 30))
        suit = actions.contest(
            answer, kind="postreview", filed_on=date(2024, 5, 6), by=staff["clerk"], at=at("2024-05-06")
        )
        assert list(answer.contests.all()) == [suit, review]

    def test_open_request_is_not_contested(self, handed_in, staff):
        request = handed_in("2024-03-01")
        with refused("尚未办结"):
            self.contest(request, staff)

    @pytest.mark.parametrize(
        ("filed_on", "word"), [(date(2024, 3, 17), "不能早于办结之日"), (date(2024, 4, 3), "还没有到")]
    )
    def test_day_of_a_contest_is_checked(self, answer, staff, filed_on, word):
        with refused(word):
            self.contest(answer, staff, filed_on=filed_on)

    def test_suit_after_a_review_needs_the_review(self, answer, staff):
        with refused("没有行政复议"):
            self.contest(answer, staff, "postreview")

    def test_suit_is_not_direct_after_a_review(self, answer, staff):
        self.contest(answer, staff)
        with refused("已有行政复议"):
            self.contest(answer, staff, "direct")

    @pytest.mark.parametrize(
        ("on", "word"), [(date(2024, 3, 31), "不能早于受理日期"), (date(2024, 5, 7), "还没有到")]
    )
    def test_day_of_a_result_is_checked(self, answer, staff, on, word):
        review = self.contest(answer, staff)
        with refused(word):
            actions.decide_contest(review, ruling="upheld", on=on, by=staff["clerk"], at=at("2024-05-06"))

    def test_result_is_entered_once(self, answer, staff):
        review = self.contest(answer, staff)
        decide = {"on": date(2024, 4, 30), "by": staff["clerk"], "at": at("2024-05-06")}
        actions.decide_contest(review, ruling="upheld", **decide)
        with refused("已于2024-04-30审结"):
            actions.decide_contest(review, ruling="annulled", **decide)


class TestAsking:
    def test_request_is_found_by_number_and_code(self, handed_in):
        request = handed_in("2024-03-01")
        assert queries.find_by_code(request.case.number, request.code.lower()) == request

    def test_wrong_number_and_wrong_code_sound_alike(self, handed_in):
        request = handed_in("2024-03-01")
        said = []
        for number, code in (
            (request.case.number, "22222222"),
            ("没有〔2024〕0001号", request.code),
            ("", ""),
        ):
            with pytest.raises(Refused) as caught:
                queries.find_by_code(number, code)
            said.append(str(caught.value))
        assert len(set(said)) == 1

    def test_last_day_is_known_before_sending(self, org):
        """reference 9 E7."""
        assert queries.last_day_if_received(org, date(2026, 2, 5)).on == date(2026, 3, 11)

    def test_list_of_the_day_begins_with_the_most_urgent(self, handed_in, clerk):
        later, sooner = handed_in("2024-03-05"), handed_in("2024-03-01")
        for request in (later, sooner):
            examined(request, clerk, "2024-03-05")
        waiting = queries.today(Organisation.objects.all())
        assert [step.case_id for step in waiting] == [sooner.case_id, later.case_id]
        assert [step.safe_on for step in waiting] == [date(2024, 3, 29), date(2024, 4, 2)]


class TestGoingBack:
    def test_a_unit_sends_back_what_is_not_its_own(self, handed_in, clerk, staff):
        request = handed_in("2024-01-08")
        search = examined(request, clerk, "2024-01-09")
        actions.send_back(search, reason="属于区自然资源局的职责", by=staff["unit"], at=at("2024-01-10"))
        assert step_of(request).node == "examine"
        assert Record.objects.latest("pk").note == "退回：属于区自然资源局的职责"

    def test_the_term_goes_on_when_a_request_is_sent_back(self, handed_in, clerk, staff):
        request = handed_in("2024-01-08")
        due_on = due_of(request)
        actions.send_back(
            examined(request, clerk, "2024-01-09"), reason="不属本科室", by=staff["unit"], at=at("2024-01-10")
        )
        assert due_of(request) == due_on

    def test_sending_back_needs_a_reason(self, handed_in, clerk, staff):
        search = examined(handed_in("2024-01-08"), clerk, "2024-01-09")
        with refused("请写明理由"):
            actions.send_back(search, reason=" ", by=staff["unit"], at=at("2024-01-10"))

    def test_a_colleague_of_another_post_sends_nothing_back(self, handed_in, clerk):
        search = examined(handed_in("2024-01-08"), clerk, "2024-01-09")
        with refused("责任科室"):
            actions.send_back(search, reason="不属本科室", by=clerk, at=at("2024-01-10"))

    def test_one_takes_back_what_one_did_last(self, handed_in, clerk, staff):
        request = handed_in("2024-01-08")
        examined(request, clerk, "2024-01-09")
        actions.take_back(request, reason="选错了", by=clerk, at=at("2024-01-09"))
        assert step_of(request).node == "examine"

    def test_nobody_takes_back_what_somebody_else_did(self, handed_in, clerk, staff):
        request = handed_in("2024-01-08")
        examined(request, clerk, "2024-01-09")
        with refused("只能撤回您本人办完的步骤"):
            actions.take_back(request, reason="选错了", by=staff["unit"], at=at("2024-01-09"))

    def test_a_letter_that_left_is_not_taken_back(self, handed_in, clerk):
        request = handed_in("2024-01-08")
        actions.ask_for_correction(
            step_of(request), unclear="年份", by_on=date(2024, 1, 31), by=clerk, at=at("2024-01-09")
        )
        with refused("已经发出文书，不能撤回"):
            actions.take_back(request, reason="选错了", by=clerk, at=at("2024-01-09"))
