"""Nothing typed is lost: a form half filled comes back, to whom it belongs and to nobody else."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yangguang.core.orgs.models import Person
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.drafts import keeping
from yangguang.work.disclosure.drafts.models import KeptForm
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import step_of
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]

APPLY = "/disclosure/apply/440404-03/"
HALF = {"applicant": "陈阿婆", "wanted": "2022年的学区", "applicant_kind": "natural_person"}


def entered(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def kept_by_code(client: Client) -> str:
    """Keep a form half filled; return the code that is shown."""
    page = Page(client.post(APPLY, {**HALF, "keep": "1"}))
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page.text).group()


def resume(client: Client, code: str) -> str:
    answer = client.post("/disclosure/drafts/", {"code": code, "once": "d"})
    assert answer.status_code == 303
    return answer.headers["Location"]


class TestOfSomebodyWithoutAnAccount:
    def test_comes_back_under_its_code_in_another_browser(self, client):
        code = kept_by_code(client)
        other = Client()
        page = Page(other.get(resume(other, code.lower().replace("-", " "))))
        assert {name: page.typed()[name] for name in HALF} == HALF

    def test_is_nothing_that_a_code_can_be_read_from(self, client):
        code = kept_by_code(client).replace("-", "")
        draft = KeptForm.objects.get()
        assert code not in f"{draft.key}{draft.values}"

    def test_is_kept_on_and_forgotten_once_it_is_sent(self, client):
        address = resume(client, kept_by_code(client))
        client.post(address, {**HALF, "phone": "0756-5550199", "keep": "1"})
        assert KeptForm.objects.get().values["phone"] == "0756-5550199"
        assert client.post(address, {**TYPED, "once": "sent-1"}).status_code == 303
        assert DisclosureRequest.objects.count() == 1
        assert not KeptForm.objects.exists()

    def test_is_no_request(self, client):
        kept_by_code(client)
        assert not DisclosureRequest.objects.exists()

    @pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "", "A" * 21, "\x00"])
    def test_wrong_code_opens_nothing(self, client, code):
        kept_by_code(client)
        page = Page(client.post("/disclosure/drafts/", {"code": code, "once": "d"}))
        assert (page.status, len(page.summary())) == (422, 1)

    def test_forged_or_old_address_opens_nothing(self, client, monkeypatch):
        address = resume(client, kept_by_code(client))
        forged = (
            f"{APPLY}?draft={signing.dumps(KeptForm.objects.get().key, key='another', salt=keeping.SALT)}"
        )
        assert "陈阿婆" not in client.get(forged).content.decode()
        assert "陈阿婆" in client.get(address).content.decode()
        monkeypatch.setattr(keeping, "OPEN_FOR", timedelta(seconds=-1))
        assert "陈阿婆" not in client.get(address).content.decode()

    def test_is_deleted_when_its_time_is_over(self, client):
        kept_by_code(client)
        now = timezone.now()
        keeping.forget_old(now + timedelta(days=30))
        assert KeptForm.objects.exists(), "the last day counts in full"
        keeping.forget_old(now + timedelta(days=31))
        assert not KeptForm.objects.exists()

    @pytest.mark.parametrize("wanted", ["", "长" * 70_000])
    def test_nothing_or_a_flood_is_not_kept(self, client, wanted):
        answer = client.post(APPLY, {"wanted": wanted, "keep": "1"})
        assert answer.status_code == 303
        assert not KeptForm.objects.exists()

    def test_signs_that_cannot_be_stored_are_left_out(self, client):
        client.post(APPLY, {"wanted": "学\x00区", "keep": "1"})
        assert KeptForm.objects.get().values["wanted"] == "学区"


class TestOfSomebodySignedIn:
    def test_is_offered_without_a_code_and_begun_anew_if_she_likes(self, stranger):
        browser = entered(stranger)
        browser.post(APPLY, {**HALF, "keep": "1"})
        page = Page(browser.get(APPLY))
        assert page.typed()["wanted"] == HALF["wanted"]
        assert Page(browser.get(APPLY + "?anew=1", follow=True)).typed()["wanted"] == ""

    def test_is_hers_alone(self, stranger, clerk):
        entered(stranger).post(APPLY, {**HALF, "keep": "1"})
        assert Page(entered(clerk).get(APPLY)).typed()["wanted"] == ""


class TestInTheOffice:
    @pytest.fixture
    def address(self, handed_in) -> str:
        self.asked = handed_in((timezone.localdate() - timedelta(days=1)).isoformat())
        return reverse("disclosure_desk:act", args=[self.asked.pk, "correction"])

    def test_an_act_that_was_refused_is_kept_with_all_that_was_typed(self, address, clerk):
        browser = entered(clerk)
        browser.post(address, {"unclear": "请写明年份", "by_on": "2020-01-01", "once": "c"})
        page = Page(browser.get(address))
        assert page.typed()["unclear"] == "请写明年份"
        assert page.typed()["by_on"] == "2020-01-01"
        assert "没有填完的内容" in page.text

    def test_the_page_keeps_by_itself(self, address, clerk):
        browser = entered(clerk)
        answer = browser.post(address, {"unclear": "写了一半", "keep": "1"}, headers={"X-Keep": "1"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert Page(browser.get(address)).typed()["unclear"] == "写了一半"
        assert step_of(self.asked).node == "examine"

    def test_is_forgotten_when_the_act_is_done(self, address, clerk):
        browser = entered(clerk)
        browser.post(address, {"unclear": "写了一半", "keep": "1"})
        later = (timezone.localdate() + timedelta(days=30)).isoformat()
        assert browser.post(address, {"unclear": "写全了", "by_on": later, "once": "c"}).status_code == 303
        assert not KeptForm.objects.exists()

    def test_another_person_and_another_step_begin_empty(self, address, clerk, staff):
        entered(clerk).post(address, {"unclear": "写了一半", "keep": "1"})
        assert Page(entered(staff["unit"]).get(address)).typed()["unclear"] == ""
        actions.examine(step_of(self.asked), outcome="accept", by=clerk, at=timezone.now())
        actions.take_back(self.asked, reason="看错了", by=clerk, at=timezone.now())
        assert Page(entered(clerk).get(address)).typed()["unclear"] == ""

    def test_a_stranger_keeps_nothing_of_a_case_that_is_not_his(self, address, stranger):
        answer = entered(stranger).post(address, {"unclear": "偷看", "keep": "1"})
        assert answer.status_code in (302, 403, 404)
        assert not KeptForm.objects.exists()

    def test_an_intake_half_entered_comes_back(self, org, clerk):
        browser, address = entered(clerk), reverse("disclosure_desk:take_in")
        browser.post(address, {**TYPED, "org": org.pk, "channel": "fax", "arrived_on": "昨天", "once": "i"})
        typed = Page(browser.get(address)).typed()
        assert {name: typed[name] for name in TYPED} == TYPED
        assert (typed["channel"], typed["org"]) == ("fax", str(org.pk))
