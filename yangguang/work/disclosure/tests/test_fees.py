"""What information costs: by which tariff, paid when and how, waived by whom, and what the report says of it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.models import AnswerCheck, Charge, Draft, Practice
from yangguang.work.disclosure.tests.office import VALUES, at, due_of, refused, signed, step_of

pytestmark = pytest.mark.django_db
NONTAX = {"way": "nontax", "receipt": "粤财0001"}


@pytest.fixture
def charged(handed_in, clerk):
    """A request of 57 pages, charged 270 yuan on 2024-03-04, to be paid by 2024-04-01."""
    request = handed_in("2024-03-01")
    actions.charge_fee(step_of(request), pages=57, by=clerk, at=at("2024-03-04"))
    return request


def pay(request, clerk, day, **said):
    return actions.take_payment(step_of(request), **{**NONTAX, **said}, by=clerk, at=at(day))


class TestTariff:
    """国办函〔2020〕109号: one of the two, never both."""

    def test_is_chosen_first(self, handed_in, clerk):
        Practice.objects.all().delete()
        request = handed_in("2024-03-01")
        with refused("还没有选定信息处理费的计收方式", "办理口径"):
            actions.charge_fee(step_of(request), pages=57, by=clerk, at=at("2024-03-04"))

    def test_by_page_takes_pages(self, handed_in, clerk):
        request = handed_in("2024-03-01")
        with refused("按量计收信息处理费，请填写页数"):
            actions.charge_fee(step_of(request), by=clerk, at=at("2024-03-04"))

    def test_by_case_takes_none(self, org, handed_in, staff):
        since = {"since": date(2024, 1, 1), "tariff": "by_case"}
        actions.set_practice(org, **since, by=staff["head"], at=at("2024-01-02"))
        request = handed_in("2024-03-01")
        with refused("两种标准不得并用"):
            actions.charge_fee(step_of(request), pages=57, by=staff["clerk"], at=at("2024-03-04"))

    def test_another_applicant_and_another_month_begin_at_one(self, org, handed_in, staff):
        since = {"since": date(2024, 1, 1), "tariff": "by_case"}
        actions.set_practice(org, **since, by=staff["head"], at=at("2024-01-02"))
        for _ in range(10):
            handed_in("2024-02-29")
        for _ in range(9):
            handed_in("2024-03-01")
        handed_in("2024-03-01", identity="440404195001019876")
        tenth = handed_in("2024-03-01")
        assert queries.same_month_before(tenth).count() == 9
        with refused("没有超过免费的数量"):
            actions.charge_fee(step_of(tenth), by=staff["clerk"], at=at("2024-03-04"))


class TestPaying:
    def test_in_time_begins_the_term_anew(self, charged, clerk):
        pay(charged, clerk, "2024-04-01")
        charge = Charge.objects.get()
        assert (charge.amount, charge.paid_on, charge.receipt, charge.state) == (
            270,
            date(2024, 4, 1),
            "粤财0001",
            "已缴",
        )
        # twenty working days after 04-01: 04-04, 04-05 and 05-01 to 05-05 are off, 04-07 and 04-28 are worked
        assert due_of(charged) == date(2024, 4, 29)

    def test_late_is_refused_and_a_new_request_is_wanted(self, charged, clerk):
        with refused("2024-04-01届满", "重新提出申请", "国办函〔2020〕109号"):
            pay(charged, clerk, "2024-04-02")

    def test_paid_in_time_and_entered_later_is_taken(self, charged, clerk):
        pay(charged, clerk, "2024-04-08", on=date(2024, 4, 1))
        assert Charge.objects.get().paid_on == date(2024, 4, 1)

    def test_after_the_lapse_nothing_is_taken(self, charged, clerk):
        step = step_of(charged)
        actions.give_up_payment(step, by=clerk, at=at("2024-04-02"))
        assert Charge.objects.get().state == "逾期放弃"
        with refused("2024-04-01届满"):
            actions.take_payment(step, **NONTAX, by=clerk, at=at("2024-04-03"))

    @pytest.mark.parametrize(
        ("said", "words"), [({"way": ""}, "请选择缴费的方式"), ({"receipt": " "}, "非税票据号")]
    )
    def test_is_proved(self, charged, clerk, said, words):
        with refused(words):
            pay(charged, clerk, "2024-03-11", **said)

    def test_database_keeps_no_late_payment(self, charged):
        with pytest.raises(IntegrityError), transaction.atomic():
            Charge.objects.update(paid_on=date(2024, 4, 2))


class TestWaiving:
    def test_head_waives_and_the_term_goes_on_where_it_stopped(self, charged, staff):
        """One working day was used (03-04); nineteen after 03-11, without 04-04 and 04-05, with 04-07."""
        actions.waive_fee(step_of(charged), reason="低保户", by=staff["head"], at=at("2024-03-11"))
        charge = Charge.objects.get()
        assert (charge.state, charge.waived_by, charge.waived_why) == ("免收", staff["head"], "低保户")
        charged.refresh_from_db()
        assert (charged.fee, step_of(charged).node) == (0, "search")
        assert due_of(charged) == date(2024, 4, 8)

    def test_nobody_else_does(self, charged, clerk):
        with refused("由政府信息公开工作机构负责人决定"):
            actions.waive_fee(step_of(charged), reason="低保户", by=clerk, at=at("2024-03-11"))

    def test_with_a_reason(self, charged, staff):
        with refused("请写明免收的理由"):
            actions.waive_fee(step_of(charged), reason=" ", by=staff["head"], at=at("2024-03-11"))


def test_report_counts_what_was_paid_in_the_year_for_each_organisation(charged, handed_in, clerk, staff):
    """Paid, waived and lapsed: only what was paid counts, in the year in which it was paid."""
    pay(charged, clerk, "2024-03-11")
    for end in ("waived", "lapsed"):
        other = handed_in("2024-03-01", **{**VALUES, "identity": end})
        actions.charge_fee(step_of(other), pages=101, by=clerk, at=at("2024-03-04"))
        if end == "waived":
            actions.waive_fee(step_of(other), reason="低保户", by=staff["head"], at=at("2024-03-11"))
        else:
            actions.give_up_payment(step_of(other), by=clerk, at=at("2024-04-02"))
    orgs, metrics = Organisation.objects.all(), all_metrics()
    for year, yuan, cases in ((2024, {("金湾区教育局",): 270}, {("金湾区教育局",): 1}), (2023, {}, {})):
        assert metrics["disclosure.fees"].by(orgs, Period.year(year), "org") == yuan
        assert metrics["disclosure.fee_cases"].by(orgs, Period.year(year), "org") == cases


class TestRowsFromBefore:
    """What was charged and drafted before there were rows for it is kept by the migration."""

    def kept(self, name: str) -> None:
        migration = import_module("yangguang.work.disclosure.migrations.0005_answers")
        getattr(migration, name)(apps, None)

    @pytest.mark.parametrize("end", ["paid", "lapsed", "open"])
    def test_charge_is_as_it_was(self, charged, clerk, end):
        if end == "paid":
            pay(charged, clerk, "2024-03-11")
        elif end == "lapsed":
            actions.give_up_payment(step_of(charged), by=clerk, at=at("2024-04-02"))
        names = ("tariff", "quantity", "amount", "notified_on", "pay_by", "paid_on", "lapsed_on")
        before = Charge.objects.values_list(*names).get()
        Charge.objects.all().delete()
        self.kept("keep_charges")
        assert Charge.objects.values_list(*names).get() == before

    def test_draft_on_its_way_is_delivered_as_it_was(self, handed_in, staff):
        request = handed_in("2024-03-01")
        step = signed(request, staff, "2024-03-04")
        before = Draft.objects.values_list("outcome", "paragraphs", "drafted_by", "answer_number").get()
        AnswerCheck.objects.all().delete()
        Draft.objects.all().delete()
        self.kept("keep_drafts")
        after = Draft.objects.values_list("outcome", "paragraphs", "drafted_by", "answer_number").get()
        assert after == before
        letter = actions.deliver(step, way="in_person", by=staff["clerk"], at=at("2024-03-04"))
        assert "见附件。" in letter.paragraphs
