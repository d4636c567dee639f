"""The form of a request, as residents meet it: what it asks, what it says is wrong, and that it is sent once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from yangguang.core.cases.models import Case
from yangguang.core.records.models import Record
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.pages import TYPED, Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]

APPLY = "/disclosure/apply/440404-03/"

ALLOWED = {
    "applicant_kind": "国办公开办函〔2021〕30号表三",
    "applicant": "第二十九条第二款第一项",
    "identity": "第二十九条第二款第一项",
    "representative": "第二十九条第二款第一项",
    "agent": "民法典第一百六十一条",
    "agent_identity": "民法典第一百六十一条",
    "authority": "民法典第一百六十五条",
    "phone": "第二十九条第二款第一项",
    "email": "第二十九条第二款第一项",
    "address": "第二十九条第二款第一项",
    "wanted": "第二十九条第二款第二项",
    "form": "第二十九条第二款第三项",
    "way": "第二十九条第二款第三项",
    "needs_help": "第四十三条",
    "file": "第二十九条第二款第一项、民法典第一百六十五条",
}
"""Under which article each thing may be asked."""

REQUIRED = {
    "applicant_kind": "请选择申请人类型。",
    "applicant": "请填写姓名或者名称。",
    "identity": "请填写身份证号码或者统一社会信用代码。",
    "phone": "请填写联系电话。",
    "wanted": "请写明你需要的政府信息。",
    "form": "请选择获取信息的形式。",
    "way": "请选择获取信息的途径。",
}
"""What article 29 asks for; everything else is left to the applicant."""


WRONG = (
    *(({name: ""}, name, said) for name, said in REQUIRED.items()),
    ({"identity": "440404195001011231"}, "identity", "身份证号码的校验位不符，请核对后重新填写。"),
    ({"phone": "五五五零一九九"}, "phone", "联系电话的写法不对"),
    ({"phone": "123"}, "phone", "联系电话的写法不对"),
    ({"email": "chen@"}, "email", "正确的写法如 name@example.cn"),
    ({"way": "email", "email": ""}, "email", "选择电子邮件的，请填写电子邮箱。"),
    ({"way": "post", "address": " "}, "address", "选择邮寄的，请填写通信地址。"),
    ({"form": "paper"}, "way", "纸质信息不能在网上获取，请改选邮寄或者当面领取。"),
    ({"wanted": "图" * 2001}, "wanted", "内容最多2000字，现在有2001字"),
    ({"applicant": "名" * 101}, "applicant", "最多100个字，请缩短。"),
    ({"identity": "1" * 61}, "identity", "最多60个字符"),
    ({"phone": "1" * 41}, "phone", "最多40个字符"),
    ({"representative": "名" * 81}, "representative", "联系人最多80个字，请缩短。"),
    ({"address": "路" * 201}, "address", "通信地址最多200个字，请缩短。"),
    ({"email": f"{'a' * 250}@example.cn"}, "email", "电子邮箱最多254个字符"),
    ({"applicant_kind": "king"}, "applicant_kind", "请在列出的各项中选择。"),
    ({"form": "marble"}, "form", "请在列出的各项中选择。"),
    ({"way": "pigeon"}, "way", "请在列出的各项中选择。"),
)  # fmt: skip
"""What is typed otherwise, beside which field that is wrong, and what is said."""


def send(client: Client, **changes: str) -> Page:
    return Page(client.post(APPLY, {**TYPED, "once": "form-1", **changes}))


class TestForm:
    def test_asks_for_nothing_that_the_law_does_not_allow(self, client):
        page = Page(client.get(APPLY))
        assert page.asked() == ALLOWED.keys()
        questions = [each.text_content() for each in page.form.xpath(".//label | .//legend")]
        assert not [each for each in questions if "用途" in each or "目的" in each]

    def test_insists_only_on_what_the_law_insists_on(self, client):
        assert send(client, **dict.fromkeys(TYPED, "")).summary() == list(REQUIRED.values())
        left_out = dict.fromkeys(ALLOWED.keys() - REQUIRED.keys() - {"needs_help"}, "")
        assert client.post(APPLY, {**TYPED, **left_out}).status_code == 303

    def test_without_scripts_is_filled_in_and_sent(self):
        """A browser that runs none, and sends back what it was given."""
        browser = Client(enforce_csrf_checks=True)
        page = Page(browser.get(APPLY))
        assert page.form.method == "POST"
        assert not page.tree.xpath(
            "//@onclick | //@onsubmit | //script[not(@src)] | //a[starts-with(@href, 'javascript')]"
        )
        answer = browser.post(APPLY, {**dict(page.form.form_values()), **TYPED})
        assert answer.status_code == 303
        assert "申请已经提交" in Page(browser.get(answer.headers["Location"])).text

    def test_of_somebody_signed_in_begins_with_his_name_and_telephone(self, client, stranger):
        stranger.phone = "13900001234"
        stranger.save()
        client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
        typed = Page(client.get(APPLY)).typed()
        assert (typed["applicant"], typed["phone"]) == ("外人", "13900001234")

    def test_is_that_of_an_organisation_that_takes_requests(self, client, org):
        org.disclosure_office = ""
        org.save()
        assert client.get(APPLY).status_code == 404
        assert client.post(APPLY, TYPED).status_code == 404


class TestWrongInput:
    @pytest.mark.parametrize(
        ("changes", "name", "said"), WRONG, ids=[f"{name}: {said}" for _, name, said in WRONG]
    )
    def test_is_said_on_top_and_beside_its_field_and_nothing_typed_is_lost(self, client, changes, name, said):
        page = send(client, **changes)
        assert (page.status, page.title[:3]) == (422, "错误：")
        [beside] = [each for each in page.beside(name) if said in each]
        assert beside in page.summary()
        assert [other for other in ALLOWED if other != name and page.beside(other)] == []
        sent = {name: value.strip() for name, value in {**TYPED, **changes}.items() if value.strip()}
        if "请在列出" in said:
            del sent[name]  # of the choices that are shown it is none
        typed = page.typed()
        assert {name: typed.get(name, "").strip() for name in sent} == sent
        assert typed["once"] == "form-1"
        assert not DisclosureRequest.objects.exists()

    def test_is_all_said_at_once(self, client):
        page = send(client, phone="123", email="chen@", wanted="")
        assert {name for name in ALLOWED if page.beside(name)} == {"phone", "email", "wanted"}
        assert len(page.summary()) == 3

    def test_put_right_is_taken(self, client):
        page = send(client, phone="123")
        answer = client.post(APPLY, {**page.typed(), "phone": TYPED["phone"]})
        assert answer.status_code == 303
        assert DisclosureRequest.objects.get().wanted == TYPED["wanted"]


class TestSending:
    def test_is_a_request_that_waits_for_its_confirmation(self, client):
        client.post(APPLY, {**TYPED, "needs_help": "on"})
        asked = DisclosureRequest.objects.get()
        assert {name: getattr(asked, name) for name in TYPED} == TYPED
        assert (asked.channel, asked.received_on, asked.needs_help) == ("online", None, True)
        assert Record.objects.get(kind="disclosure.submitted").by_name == "陈阿婆"

    @pytest.mark.parametrize(
        ("kind", "identity"),
        [
            ("natural_person", "11010519491231002x"),
            ("natural_person", " 110105 19491231 002X "),
            ("natural_person", "H08888888"),
            ("commercial_enterprise", "91440400MA4UL0AB1C"),
        ],
    )
    def test_keeps_the_identity_in_capitals_and_without_spaces(self, client, kind, identity):
        """GB 11643 prints 11010519491231002X as its example; a pass of 港澳居民 has no check digit."""
        assert client.post(APPLY, {**TYPED, "applicant_kind": kind, "identity": identity}).status_code == 303
        assert DisclosureRequest.objects.get().identity == identity.replace(" ", "").upper()

    def test_twice_leads_to_the_same_request(self, client):
        first, second = (client.post(APPLY, {**TYPED, "once": "form-1"}) for _ in range(2))
        assert first.headers["Location"] == second.headers["Location"]
        assert (DisclosureRequest.objects.count(), Case.objects.count()) == (1, 1)

    def test_two_forms_are_two_requests(self, client):
        first, second = (Page(client.get(APPLY)).typed() for _ in range(2))
        for page in (first, second):
            client.post(APPLY, {**page, **TYPED})
        assert DisclosureRequest.objects.count() == 2

    def test_name_that_fills_its_field_is_kept_whole(self, client):
        """An organisation's name may be long; the ledger has less room than the request."""
        name = "珠海市金湾区" + "某" * 94
        assert client.post(APPLY, {**TYPED, "applicant": name}).status_code == 303
        assert DisclosureRequest.objects.get().applicant == name
        assert name.startswith(Record.objects.get(kind="disclosure.submitted").by_name)


class TestReceipt:
    @pytest.fixture
    def received(self, client) -> str:
        return client.post(APPLY, TYPED).headers["Location"]

    def test_shows_number_and_code_once(self, client, received):
        asked = DisclosureRequest.objects.get()
        receipt = Page(client.get(received))
        assert (receipt.facts()["申请编号"], receipt.facts()["查询码"]) == (asked.case.number, asked.code)
        later = Page(client.get(f"/disclosure/requests/{asked.pk}/"))
        assert asked.case.number in later.text
        assert asked.code not in later.source

    def test_says_that_no_term_runs_before_the_confirmation(self, client, received):
        receipt = Page(client.get(received))
        assert "确认之日为收到申请之日" in receipt.facts()["现在的状态"]
        assert "最迟答复日" not in receipt.facts()

    def test_is_kept_by_no_cache(self, client, received):
        assert "no-store" in client.get(received).headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_clicks_at_the_same_moment_is_one_request():
    ready = Barrier(2)

    def click(_: int) -> str:
        try:
            ready.wait(timeout=10)
            return Client().post(APPLY, {**TYPED, "once": "form-1"}).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as clicks:
        first, second = clicks.map(click, range(2))
    assert first == second
    assert (DisclosureRequest.objects.count(), Case.objects.count()) == (1, 1)
    assert Record.objects.filter(kind="disclosure.submitted").count() == 1
