"""The board of the head: each figure is the number of the requests that it opens onto."""

import csv
import io
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases import assignments
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.rules.workdays import WorkCalendar
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.board import queries
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import VALUES, answered, at, examined, signed, step_of
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)
"""A Wednesday. Twenty working days before it is 2024-02-21, and the terms below are counted from there."""

BOARD = reverse("disclosure_desk:board")


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def waiting(handed_in, staff, clerk) -> dict[str, DisclosureRequest]:
    """Requests of which each stands elsewhere, and is as near to its last day as its name says.

    - overdue: received 2024-02-19, due 2024-03-18, being searched for.
    - tight: received 2024-02-29, due 2024-03-28: six working days, and the search and what follows take twelve.
    - soon: received 2024-02-22, due 2024-03-21, to be delivered, which takes one.
    - calm: received 2024-03-19, due 2024-04-17, just examined.
    - none: waits for a third party, so no day counts.
    """
    made = {
        name: handed_in(day)
        for name, day in (
            ("overdue", "2024-02-19"), ("tight", "2024-02-29"), ("soon", "2024-02-22"), ("calm", "2024-03-19"),
            ("none", "2024-03-01"),
        )
    }  # fmt: skip
    for name in ("overdue", "tight", "none"):
        examined(made[name], clerk, "2024-03-04")
    actions.consult_third_party(
        step_of(made["none"]), whom="某公司", about="商业秘密", by=staff["unit"], at=at("2024-03-05")
    )
    signed(made["soon"], staff, "2024-03-06")
    return made


def steps_of(org: Organisation):
    return queries.waiting(Organisation.objects.filter(pk=org.pk), TODAY)


def groups_of(org: Organisation):
    return queries.groups(steps_of(org))


class TestFigures:
    def test_say_how_near_the_last_day_is(self, org, waiting):
        found = {step.case_id: step.risk for step in steps_of(org)}
        assert found == {request.pk: name for name, request in waiting.items()}
        assert queries.by_risk(groups_of(org)) == dict.fromkeys(queries.RISKS, 1)

    def test_say_who_has_how_much_and_what_may_come_late(self, org, staff, waiting):
        assignments.claim(step_of(waiting["tight"]), by=staff["unit"], at=at("2024-03-06"))
        loads = {load.key[1:]: (load.open, load.late) for load in queries.by_person(groups_of(org), 30)}
        assert loads == {
            ("责任科室", staff["unit"].pk): (1, 1),
            ("责任科室", None): (1, 1),
            ("受理窗口", None): (1, 0),
            ("公开工作机构", None): (1, 0),
            ("第三方和其他机关", None): (1, 0),
        }
        [agency] = queries.by_organisation(groups_of(org))
        assert (agency.key, agency.open, agency.late) == ((org.pk,), 5, 2)

    def test_say_where_requests_wait_longest(self, org, waiting):
        """Both searches began on 2024-03-04, twelve working days before the 20th."""
        found = {each.node: each for each in queries.bottlenecks(org_of(org), steps_of(org), TODAY)}
        assert (found["search"].open, found["search"].median, found["search"].longest) == (2, 12, 12)
        assert found["examine"].median == 1

    def test_say_how_long_a_step_took_of_late(self, org, staff, handed_in):
        """Received 2024-03-01 and answered on the 18th: the examination took from the 1st to then, eleven days."""
        answered(handed_in("2024-03-01"), staff, "2024-03-18")
        [archive] = queries.bottlenecks(org_of(org), steps_of(org), TODAY)
        assert archive.node == "archive"
        assert queries._took(org_of(org), TODAY)["examine"] == 11
        assert queries._took(org_of(org), date(2024, 5, 20)) == {}, "that is long ago"

    def test_a_request_that_was_split_waits_no_more(self, org, clerk, handed_in):
        whole = handed_in("2024-03-01")
        actions.split(step_of(whole), parts=["学区图", "招生简章"], by=clerk, at=at("2024-03-04"))
        assert {step.case_id for step in steps_of(org)} == set(whole.parts.values_list("pk", flat=True))


def org_of(org: Organisation):
    return Organisation.objects.filter(pk=org.pk)


class TestPage:
    @pytest.fixture
    def asked(self, handed_in, clerk) -> list[DisclosureRequest]:
        """Three requests of these days at two steps."""
        day = WorkCalendar.of_state_council().before(timezone.localdate(), 1).isoformat()
        made = [handed_in(day) for _ in range(3)]
        examined(made[0], clerk, timezone.localdate().isoformat())
        return made

    def test_every_figure_opens_onto_as_many_requests(self, asked, staff):
        browser = entered(staff["head"])
        page = Page(browser.get(BOARD))
        rows = page.tree.xpath("//section//tbody/tr")
        assert len(rows) >= 8
        for row in rows:
            url = row.xpath("string(th/a/@href)")
            column = 2 if "等待" in row.getparent().getparent().findtext("caption") else 1
            number = int(row.xpath(f"string(td[{column}])"))
            listed = browser.get(url)
            assert listed.context["page"].paginator.count == number, url
            assert row.xpath("string(th)").strip()

    def test_list_is_taken_away_as_it_is_filtered(self, asked, staff):
        browser = entered(staff["head"])
        address = reverse("disclosure_desk:board_cases")
        answer = browser.get(address, {"node": "search", "as": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[0] for row in rows] == ["申请编号", asked[0].case.number]
        assert VALUES["identity"] not in answer.content.decode()
        assert browser.get(address, {"as": "xlsx"}).content.startswith(b"PK")

    def test_filters_stand_in_the_form_and_in_the_links(self, asked, staff):
        page = Page(entered(staff["head"]).get(reverse("disclosure_desk:board_cases"), {"node": "search"}))
        [chosen] = page.tree.xpath("//select[@id='node']/option[@selected]/@value")
        assert chosen == "search"
        link = page.tree.xpath("//a[contains(., 'xlsx')]/@href")[0]
        assert parse_qs(urlsplit(link).query) == {"node": ["search"], "as": ["xlsx"]}

    @pytest.mark.parametrize(
        "query", ["org=nobody", "only=nobody", "person=x", "person=" + "9" * 40, "risk=x"]
    )
    def test_wrong_filter_is_no_fault(self, asked, staff, query):
        assert (
            entered(staff["head"]).get(f"{reverse('disclosure_desk:board_cases')}?{query}").status_code == 200
        )

    def test_of_another_organisation_is_empty(self, asked, org, stranger):
        Post.objects.create(org=org.parent, person=stranger, role="受理窗口", since=date(2021, 1, 1))
        browser = entered(stranger)
        assert "现在没有在办的申请" in Page(browser.get(BOARD)).text
        for query in ("", f"?org={org.code}", f"?only={org.code}", "?as=csv"):
            text = browser.get(f"{reverse('disclosure_desk:board_cases')}{query}").content.decode()
            assert not [each for each in asked if each.case.number in text]

    def test_of_the_organisation_above_shows_all_below_it(self, asked, org, stranger):
        post = {"role": "公开工作机构负责人", "since": date(2021, 1, 1), "oversees": True}
        Post.objects.create(org=org.parent, person=stranger, **post)
        assert "金湾教育" in Page(entered(stranger).get(BOARD)).text
