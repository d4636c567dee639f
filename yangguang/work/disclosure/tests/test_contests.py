"""Reviews and suits: their terms, their results in table 4, and the answer that one of them orders."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.rules.periods import Period
from yangguang.work.disclosure import actions, queries, rules
from yangguang.work.disclosure.models import Contest, DisclosureRequest, Letter
from yangguang.work.disclosure.rules import Ruling
from yangguang.work.disclosure.tests.office import answered, at, refused
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(handed_in, staff) -> DisclosureRequest:
    """A request that was granted on 2024-03-18."""
    request = handed_in("2024-03-01")
    answered(request, staff, "2024-03-18")
    request.refresh_from_db()
    return request


@pytest.fixture
def contest(answer, staff):
    def enter(kind="review", filed="2024-04-01", **said) -> Contest:
        said = {"filed_on": date.fromisoformat(filed), **said}
        return actions.contest(answer, kind=kind, **said, by=staff["clerk"], at=at("2024-12-02"))

    return enter


def decide(made: Contest, staff, ruling="annulled", on="2024-05-06", **said) -> Contest:
    by = {"by": staff["clerk"], "at": at("2024-12-02")}
    return actions.decide_contest(made, ruling=ruling, on=date.fromisoformat(on), **said, **by)


class TestTerms:
    @pytest.mark.parametrize(
        ("kind", "is_simple", "served", "due"),
        [
            # 复议法第四十八条: ten working days; 4-4 and 4-5 are off, 4-7 is worked
            ("review", False, "2024-04-01", "2024-04-16"),
            # 复议法第五十四条: five working days
            ("review", True, "2024-04-01", "2024-04-09"),
            # 行政诉讼法第六十七条: fifteen days, of which none is left out
            ("direct", False, "2024-04-01", "2024-04-16"),
            # the fifteenth day is 2024-05-01, and the days off end on 05-05
            ("direct", False, "2024-04-16", "2024-05-06"),
            # the fifteenth day is Saturday, 2024-06-15
            ("direct", True, "2024-05-31", "2024-06-17"),
        ],
    )
    def test_reply_is_due(self, contest, kind, is_simple, served, due):
        made = contest(kind, served_on=date.fromisoformat(served), is_simple=is_simple)
        assert made.reply_by == date.fromisoformat(due)

    def test_term_runs_from_the_copy(self, contest, staff):
        made = contest()
        assert made.reply_by is None
        with refused("还没有登记收到副本的日期"):
            actions.reply_to_contest(made, on=date(2024, 4, 9), by=staff["clerk"], at=at("2024-04-10"))
        served = {"served_on": date(2024, 4, 1), "by": staff["clerk"], "at": at("2024-04-10")}
        made = actions.serve_contest(made, **served)
        assert made.reply_by == date(2024, 4, 16)
        made = actions.reply_to_contest(made, on=date(2024, 4, 9), by=staff["clerk"], at=at("2024-04-10"))
        with refused("已于2024-04-09登记提交答复"):
            actions.reply_to_contest(made, on=date(2024, 4, 9), by=staff["clerk"], at=at("2024-04-10"))

    @pytest.mark.parametrize(
        ("served", "words"), [("2024-03-31", "不能早于受理日期"), ("2024-12-03", "还没有到")]
    )
    def test_day_of_the_copy_is_checked(self, contest, served, words):
        with refused(words):
            contest(served_on=date.fromisoformat(served))


class TestResults:
    COLUMNS = {
        "upheld": "upheld",
        "dismissed": "upheld",
        "annulled": "corrected",
        "changed": "corrected",
        "unlawful": "corrected",
        "void": "corrected",
        "ordered": "corrected",
        "rejected": "other",
        "mediated": "other",
        "ended": "other",
    }
    """reference 12 §1."""

    def test_table_names_every_ruling(self):
        assert set(self.COLUMNS) == {each.value for each in Ruling}

    @pytest.mark.parametrize(("ruling", "column"), COLUMNS.items())
    def test_ruling_counts_in_its_column(self, contest, staff, ruling, column):
        assert decide(contest(), staff, ruling).result == column

    def test_map_is_agreed_and_not_law(self):
        unsettled = {term.name for term in rules.TERMS.unconfirmed()}
        assert {f"ruling_{each.value}" for each in Ruling} <= unsettled

    def test_court_does_not_uphold(self, contest, staff):
        made = contest("direct")
        with refused("“维持”是行政复议的结果"):
            decide(made, staff, "upheld")

    def test_unknown_ruling_is_refused(self, contest, staff):
        made = contest()
        with refused("请选择裁决结果"):
            decide(made, staff, "won")

    def test_suit_knows_its_review(self, contest, staff):
        first, second = contest(), contest(filed="2024-05-06")
        suit = contest("postreview", filed="2024-06-03", after=first.pk)
        assert suit.after == first
        assert contest("postreview", filed="2024-06-03").after == second
        assert (first.authority, suit.authority) == ("珠海市金湾区人民政府", "珠海市金湾区人民法院")


class TestCounting:
    """The trap of the seed: new in the year is not under way in the year."""

    def test_what_was_carried_over_is_under_way_and_not_new(self, contest, staff):
        decide(contest(filed="2024-11-01"), staff, "ended", on="2024-11-29")
        contest(filed="2024-12-02")
        orgs = Organisation.objects.all()
        for year, figures in ((2024, (2, 2)), (2025, (0, 1))):
            found = (
                queries.contests_filed(orgs, Period.year(year)),
                queries.contested(orgs, Period.year(year)),
            )
            assert tuple(len(rows) for rows in found) == figures

    def test_every_figure_says_how_it_is_counted(self):
        assert "在审口径" in all_metrics()["disclosure.contested"].title
        assert "新收口径" in all_metrics()["disclosure.contests_filed"].title


class TestAnsweringAnew:
    @pytest.fixture
    def ordered(self, contest, staff) -> Contest:
        return decide(contest(), staff, redo_by=date(2024, 6, 3), decision_number="金府复〔2024〕9号")

    def draft(self, made, staff, outcome="granted", text="见附件。", **said):
        by = {"by": staff["clerk"], "at": at("2024-05-07")}
        return actions.draft_redo(made, outcome=outcome, text=text, **said, **by)

    def sign(self, made, by):
        return actions.sign_redo(made, reviewed=True, by=by, at=at("2024-05-08"))

    def deliver(self, made, staff, **said):
        return actions.deliver_redo(made, way="in_person", **said, by=staff["clerk"], at=at("2024-05-08"))

    def test_answer_goes_out_and_the_report_stays(self, ordered, answer, staff):
        self.draft(ordered, staff)
        self.sign(ordered, staff["head"])
        letter = self.deliver(ordered, staff)
        ordered.refresh_from_db()
        answer.refresh_from_db()
        assert ordered.redone_on == date(2024, 5, 8)
        assert (letter.kind, letter.number) == (Letter.Kind.ANSWER, "金湾教育公开答〔2024〕2号")
        anew = "根据珠海市金湾区人民政府2024年5月6日作出的行政复议决定（金府复〔2024〕9号），本机关重新答复如下："
        assert anew in letter.paragraphs
        assert (answer.row, answer.closed_on, answer.answer_number) == (
            "granted",
            date(2024, 3, 18),
            "金湾教育公开答〔2024〕1号",
        )

    def test_what_is_withheld_is_checked_before(self, ordered, answer, staff):
        self.draft(ordered, staff, "process_info", "属于讨论记录。")
        with refused("缺少保密审查通过的记录"):
            self.sign(ordered, staff["head"])
        for check in rules.Check:
            said = {"check": check.value, "passed": True, "by": staff["lawyer"], "at": at("2024-05-07")}
            actions.check_answer(answer, **said)
        assert self.sign(ordered, staff["head"]).answer_number

    def test_only_the_head_signs(self, ordered, staff):
        self.draft(ordered, staff)
        with refused("公开工作机构负责人"):
            self.sign(ordered, staff["clerk"])

    def test_nothing_goes_out_unsigned_or_twice(self, ordered, staff):
        with refused("还没有拟写"):
            self.sign(ordered, staff["head"])
        self.draft(ordered, staff)
        with refused("还没有签发"):
            self.deliver(ordered, staff)
        self.sign(ordered, staff["head"])
        with refused("已签发"):
            self.sign(ordered, staff["head"])
        self.deliver(ordered, staff)
        with refused("已于2024-05-08重新答复"):
            self.deliver(ordered, staff)

    def test_nothing_is_answered_anew_that_was_not_ordered(self, contest, staff):
        made = decide(contest(), staff, "upheld")
        with refused("没有责令重新答复"):
            self.draft(made, staff)

    @pytest.mark.parametrize(
        ("ruling", "redo_by", "words"),
        [("upheld", date(2024, 6, 3), "没有责令重新答复"), ("annulled", date(2024, 5, 6), "须晚于审结日期")],
    )
    def test_order_fits_the_ruling(self, contest, staff, ruling, redo_by, words):
        made = contest()
        with refused(words):
            decide(made, staff, ruling, redo_by=redo_by)

    def test_waits_on_the_list_until_it_is_done(self, ordered, staff):
        waiting = queries.contests_open(Organisation.objects.all())
        assert [each.next_day for each in waiting] == [date(2024, 6, 3)]
        self.draft(ordered, staff)
        self.sign(ordered, staff["head"])
        self.deliver(ordered, staff)
        assert not queries.contests_open(Organisation.objects.all())


class TestDesk:
    def entered(self, person: Person) -> Client:
        browser = Client()
        browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return browser

    def test_list_shows_what_is_due_and_late(self, answer, contest, staff):
        contest(served_on=date(2024, 4, 1), file_number="金府复〔2024〕7号")
        for whose in ("open", "late", "under"):
            page = Page(
                self.entered(staff["clerk"]).get(reverse("disclosure_desk:contests"), {"whose": whose})
            )
            assert ("金府复〔2024〕7号" in page.text, "已逾期" in page.text) == (True, True), whose
        page = Page(self.entered(staff["clerk"]).get(reverse("disclosure_desk:contests"), {"whose": "year"}))
        assert "不含上年结转" in page.text
        assert "金府复〔2024〕7号" not in page.text

    def test_whole_way_over_the_pages(self, answer, staff):
        office = self.entered(staff["clerk"])
        filed = {"kind": "review", "filed_on": "2024-04-01", "served_on": "2024-04-01", "once": "c-1"}
        add = reverse("disclosure_desk:add_contest", args=[answer.pk])
        assert [office.post(add, filed).status_code for _ in range(2)] == [303, 303]
        made = Contest.objects.get()

        def on(act, **values):
            address = reverse("disclosure_desk:on_contest", args=[answer.pk, made.pk, act])
            return office.post(address, {**values, "once": act})

        assert on("reply", on="2024-04-09").status_code == 303
        assert on("hear", on="2024-04-20", appeared="周正").status_code == 303
        assert on("decide", ruling="", on="2024-05-06").status_code == 422
        assert on("decide", ruling="annulled", on="2024-05-06", redo_by="2024-06-03").status_code == 303
        anew = reverse("disclosure_desk:draft_redo", args=[answer.pk, made.pk])
        assert office.post(anew, {"outcome": "granted", "text": "见附件", "once": "d"}).status_code == 303
        page = Page(office.get(reverse("disclosure_desk:case", args=[answer.pk])))
        assert "年报表四计入“行政复议：结果纠正”" in page.text
        assert "待重新答复" in page.text or "已逾期" in page.text
        assert on("sign-redo").status_code == 422
        assert (
            self.entered(staff["head"])
            .post(
                reverse("disclosure_desk:on_contest", args=[answer.pk, made.pk, "sign-redo"]),
                {"once": "s", "reviewed": "on"},
            )
            .status_code
            == 303
        )
        assert on("deliver-redo", way="in_person").status_code == 303
        made.refresh_from_db()
        assert made.redone_on == timezone.localdate()

    def test_act_on_a_contest_of_another_request_is_not_found(self, answer, contest, handed_in, staff):
        made, other = contest(), handed_in("2024-03-01")
        address = reverse("disclosure_desk:on_contest", args=[other.pk, made.pk, "decide"])
        assert self.entered(staff["clerk"]).get(address).status_code == 404

    def test_another_organisation_sees_nothing(self, answer, contest, org, stranger):
        made = contest()
        Post.objects.create(org=org.parent, person=stranger, role="公开工作机构", since=date(2021, 1, 1))
        browser = self.entered(stranger)
        assert browser.get(reverse("disclosure_desk:add_contest", args=[answer.pk])).status_code == 404
        address = reverse("disclosure_desk:on_contest", args=[answer.pk, made.pk, "decide"])
        assert browser.get(address).status_code == 404
        assert answer.case.number not in browser.get(reverse("disclosure_desk:contests")).content.decode()
