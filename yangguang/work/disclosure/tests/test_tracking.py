"""Finding a request again: by number and code, by one's account, and by nothing else."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.orgs.models import Person
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import VALUES, at, examined, step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]

APPLY = "/disclosure/apply/440404-03/"
TRACK = "/disclosure/track/"
NOBODYS = "金湾教育公开申请〔2026〕9999号"


@pytest.fixture
def asked(handed_in) -> DisclosureRequest:
    """A request handed in at the counter on 2025-09-22."""
    return handed_in("2025-09-22")


@pytest.fixture
def enter() -> Callable[[Person], Client]:
    def enters(person: Person) -> Client:
        browser = Client()
        browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return browser

    return enters


@pytest.fixture
def resident(db) -> Person:
    return Person.objects.create_user("chen", "chen@example.cn", None, name="陈阿婆")


def page_of(request: DisclosureRequest) -> str:
    return f"/disclosure/requests/{request.pk}/"


def told(client: Client, number: str, code: str) -> str:
    """Return the page on which somebody reads that nothing was found, but for what she typed herself."""
    answer = client.post(TRACK, {"number": number, "code": code, "once": "track-1"})
    assert answer.status_code == 422
    page = answer.content.decode().replace(f'value="{number}"', "").replace(f'value="{code}"', "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


class TestByNumberAndCode:
    def test_leads_to_the_request(self, client, asked):
        answer = client.post(TRACK, {"number": f" {asked.case.number} ", "code": f" {asked.code.lower()} "})
        assert (answer.status_code, answer.headers["Location"]) == (303, page_of(asked))
        assert Page(client.get(page_of(asked))).facts()["收到申请之日"] == "2025年9月22日（周一）"

    def test_does_not_say_which_of_the_two_is_wrong(self, client, asked):
        wrong_code = told(client, asked.case.number, "22222222")
        assert wrong_code == told(client, NOBODYS, asked.code)
        assert wrong_code == told(client, NOBODYS, "22222222")
        assert wrong_code == told(client, f"{asked.case.number}0", asked.code)

    def test_says_where_to_look_and_keeps_what_was_typed(self, client, asked):
        page = Page(client.post(TRACK, {"number": asked.case.number, "code": "22222222"}))
        assert page.title.startswith("错误：")
        assert page.beside("code") == ["没有这一编号和查询码的申请，请对照回执核对后重新填写。"]
        assert page.summary() == page.beside("code")
        assert (page.typed()["number"], page.typed()["code"]) == (asked.case.number, "22222222")

    @pytest.mark.parametrize("name", ["number", "code"])
    @pytest.mark.parametrize(
        ("typed", "said"), [("", "请填写回执上的"), ("2" * 99, "比回执上的长"), ("2\0", "重新输入")]
    )
    def test_what_cannot_be_on_a_receipt_is_said_beside_its_field(self, client, asked, name, typed, said):
        right = {"number": asked.case.number, "code": asked.code}
        page = Page(client.post(TRACK, {**right, name: typed}))
        assert page.status == 422
        assert said in page.beside(name)[0]

    def test_code_of_another_request_opens_neither(self, client, asked, handed_in):
        other = handed_in("2025-09-22")
        told(client, asked.case.number, other.code)
        assert [client.get(page_of(each)).status_code for each in (asked, other)] == [404, 404]

    def test_stays_open_in_that_browser_alone(self, client, asked):
        client.post(TRACK, {"number": asked.case.number, "code": asked.code})
        assert client.get(page_of(asked)).status_code == 200
        assert Client().get(page_of(asked)).status_code == 404


class TestWithoutThem:
    def test_request_cannot_be_told_from_one_that_does_not_exist(self, client, asked):
        there, nowhere = client.get(page_of(asked)), client.get(f"/disclosure/requests/{asked.pk + 1}/")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert there.content == nowhere.content

    @pytest.mark.parametrize("ending", ["", "?receipt=1", "proof/", "letters/{}.pdf", "letters/{}.docx"])
    def test_no_page_of_it_opens(self, client, resident, enter, asked, ending):
        address = page_of(asked) + ending.format(asked.letters.get().pk)
        assert client.get(address).status_code == 404
        assert enter(resident).get(address).status_code == 404

    def test_clerk_of_the_office_reads_it_in_the_office_alone(self, enter, clerk, asked):
        """There she is seen doing so; the portal is for applicants."""
        assert enter(clerk).get(page_of(asked)).status_code == 404
        assert enter(clerk).get(f"/office{page_of(asked).replace('requests/', '')}").status_code == 200


class TestByAccount:
    @pytest.fixture
    def hers(self, enter, resident) -> DisclosureRequest:
        enter(resident).post(APPLY, TYPED)
        return DisclosureRequest.objects.get(account=resident)

    def test_one_finds_ones_own_and_no_others(self, enter, resident, stranger, hers, asked):
        listed = enter(resident).get("/my/").content.decode()
        assert hers.case.number in listed
        assert asked.case.number not in listed
        assert hers.code not in listed
        assert hers.case.number not in enter(stranger).get("/my/").content.decode()

    def test_one_opens_ones_own_from_any_browser(self, enter, resident, stranger, hers, asked):
        assert enter(resident).get(page_of(hers)).status_code == 200
        assert enter(resident).get(page_of(asked)).status_code == 404
        assert enter(stranger).get(page_of(hers)).status_code == 404

    def test_who_has_signed_out_leaves_nothing_open_behind(self, enter, resident, hers):
        browser = enter(resident)
        browser.get(page_of(hers))
        browser.post("/account/logout/")
        assert browser.get(page_of(hers)).status_code == 404
        assert browser.get("/my/").status_code == 302

    def test_list_is_for_those_who_are_signed_in(self, client):
        assert client.get("/my/").headers["Location"].startswith("/account/login/")


class TestWhatIsTold:
    """An applicant reads what was done to her request; what the office thought of it stays there."""

    @pytest.fixture
    def consulted(self, asked, staff) -> DisclosureRequest:
        examined(asked, staff["clerk"], "2025-09-26")
        actions.consult_third_party(
            step_of(asked),
            whom="金湾某公司",
            about="载有贵公司的技术方案",
            by=staff["unit"],
            at=at("2025-09-26"),
        )
        return asked

    @pytest.fixture
    def opened(self, client, consulted) -> Client:
        client.post(TRACK, {"number": consulted.case.number, "code": consulted.code})
        return client

    def test_term_stands_still_while_others_are_asked(self, opened, consulted):
        """reference 9 E6: four of twenty days were used."""
        assert "还剩16个工作日" in Page(opened.get(page_of(consulted))).facts()["最迟答复日"]

    def test_letter_to_a_third_party_is_not_hers(self, opened, consulted):
        theirs, hers = (consulted.letters.get(kind=kind) for kind in ("consultation", "consultation_told"))
        page = opened.get(page_of(consulted)).content.decode()
        assert f"letters/{hers.pk}.pdf" in page
        assert f"letters/{theirs.pk}.pdf" not in page
        assert "金湾某公司" not in page
        assert opened.get(f"{page_of(consulted)}letters/{hers.pk}.pdf").content.startswith(b"%PDF")
        assert opened.get(f"{page_of(consulted)}letters/{theirs.pk}.pdf").status_code == 404

    def test_letter_of_another_request_is_not_hers(self, opened, consulted, handed_in):
        other = handed_in("2025-09-23").letters.get()
        assert opened.get(f"{page_of(consulted)}letters/{other.pk}.pdf").status_code == 404

    def test_proof_names_every_day_that_counts(self, opened, consulted, staff):
        """reference 9 E6: answered on 20 October, due on 11 November as the twentieth day."""
        actions.record_opinion(
            step_of(consulted), outcome="agree", text="", by=staff["unit"], at=at("2025-10-20")
        )
        page = Page(opened.get(f"{page_of(consulted)}proof/"))
        rows = [[cell.text_content().strip() for cell in row] for row in page.tree.xpath("//tbody/tr")]
        counted = [row for row in rows if row[1] != "—"]
        assert [row[1] for row in counted] == [str(n) for n in range(1, 21)]
        assert counted[-1][0] == "2025年11月11日（周二）"
        assert counted[4][0] == "2025年10月21日（周二）"

    def test_there_is_no_proof_before_the_receipt(self, client, org):
        made = actions.submit(org, values=VALUES, by=actions.Visitor("陈阿婆"), at=timezone.now())
        client.post(TRACK, {"number": made.case.number, "code": made.code})
        assert client.get(page_of(made)).status_code == 200
        assert client.get(f"{page_of(made)}proof/").status_code == 404
