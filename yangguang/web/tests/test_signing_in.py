"""Signing in: who may come in, with what proof, and what people read when they may not."""

import base64
import hmac
import os
import struct
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.utils import timezone

from yangguang.core.orgs.models import Organisation, Person, Post

pytestmark = pytest.mark.django_db

PASSWORD = "sunshine-2023"
SIGN_IN, OFFICE = "/account/login/", "/office/"


@pytest.fixture(autouse=True)
def _nobody_has_tried_before(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slowness is for thieves


@pytest.fixture
def clerk() -> Person:
    org = Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )
    person = Person.objects.create_user("clerk", "clerk@example.cn", PASSWORD, name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


@pytest.fixture
def resident() -> Person:
    return Person.objects.create_user("resident", "resident@example.cn", PASSWORD, name="陈阿婆")


def sign_in(client, person: Person, password=PASSWORD, **values):
    return client.post(SIGN_IN, {"login": person.username, "password": password, **values})


def words(answer) -> str:
    return answer.content.decode()


def is_inside(client) -> bool:
    return client.get(OFFICE).status_code == 200


class TestAPassword:
    def test_leads_staff_to_the_office_and_residents_to_their_requests(self, client, clerk, resident):
        assert sign_in(client, clerk).headers["Location"] == OFFICE
        client.post("/account/logout/")
        assert sign_in(client, resident).headers["Location"] == "/my/"

    def test_leads_back_to_the_page_that_was_wanted(self, client, clerk):
        wanted = "/office/disclosure/?whose=all"
        asked = client.get(wanted)
        assert asked.headers["Location"].startswith(SIGN_IN)
        assert sign_in(client, clerk, next=wanted).headers["Location"] == wanted

    def test_never_leads_to_another_site(self, client, clerk):
        assert sign_in(client, clerk, next="https://evil.example/office/").headers["Location"] == OFFICE

    def test_that_is_wrong_is_told_plainly_and_the_name_is_kept(self, client, clerk):
        page = words(sign_in(client, clerk, "wrong"))
        assert "<title>错误：登录" in page
        assert "用户名或密码不正确" in page
        assert 'value="clerk"' in page
        assert "wrong" not in page, "a password never stands in a page"
        assert not is_inside(client)

    def test_of_somebody_unknown_is_answered_in_the_same_words(self, client, clerk):
        stranger = Person(username="nobody")
        page = words(sign_in(client, stranger)).replace("nobody", "clerk")
        assert problems_in(page) == problems_in(words(sign_in(client, clerk, "wrong")))

    def test_that_is_missing_is_asked_for(self, client):
        page = words(client.post(SIGN_IN, {"login": "", "password": ""}))
        assert "请填写用户名。" in page
        assert "请填写密码。" in page

    def test_of_an_account_put_to_rest_opens_nothing_and_says_whom_to_ask(self, client, clerk):
        clerk.is_active = False
        clerk.save()
        page = words(client.get(sign_in(client, clerk).headers["Location"]))
        assert "账号已停用" in page
        assert "请联系本机关的管理员" in page
        assert not is_inside(client)


def problems_in(page: str) -> str:
    return page.split('class="error-summary"')[1].split("</div>")[0]


class TestTooManyWrongPasswords:
    @pytest.fixture
    def locked(self, client, clerk, settings):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            answer = sign_in(client, clerk, "wrong")
        return answer

    def test_lock_the_account_and_say_for_how_long_and_whom_to_ask(self, locked):
        assert locked.status_code == 429
        for said in ("登录暂时锁定", "15分钟", "联系本机关的管理员", "不需要登录"):
            assert said in words(locked)

    def test_lock_out_the_right_password_too_with_the_same_page(self, client, clerk, locked):
        again = sign_in(client, clerk)
        assert again.status_code == 429
        assert "15分钟" in words(again)
        assert not is_inside(client)

    def test_do_not_lock_anybody_else(self, client, locked, resident):
        assert sign_in(client, resident).headers["Location"] == "/my/"

    def test_are_forgotten_after_a_quarter_of_an_hour(self, client, clerk, locked):
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert sign_in(client, clerk).headers["Location"] == OFFICE

    def test_are_forgotten_after_the_right_one(self, client, clerk, settings):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(client, clerk, "wrong")
        assert sign_in(client, clerk).status_code == 302


class TestTheOffice:
    def test_is_closed_to_a_visitor(self, client):
        assert client.get(OFFICE).headers["Location"].startswith(SIGN_IN)

    @pytest.mark.parametrize("address", [OFFICE, "/office/disclosure/", "/office/ledger/", "/office/x/"])
    def test_is_closed_to_a_resident_who_is_told_what_to_do(self, client, resident, address):
        sign_in(client, resident)
        answer = client.get(address)
        assert answer.status_code == 403
        assert "这一页不对你开放" in words(answer)
        assert "请联系本机关的管理员" in words(answer)

    def test_is_closed_once_the_post_has_ended(self, client, clerk):
        sign_in(client, clerk)
        assert is_inside(client)
        clerk.posts.update(until=timezone.localdate())
        assert client.get(OFFICE).status_code == 403

    def test_has_no_other_sign_in_beside_ours(self, client, clerk):
        """That of the shell would ask for no second factor."""
        answer = client.post("/office/login/?next=/office/ledger/", sign_in_to_the_shell(clerk))
        assert answer.headers["Location"] == f"{SIGN_IN}?next=/office/ledger/"
        assert not is_inside(client)

    def test_is_left_by_signing_out(self, client, clerk):
        sign_in(client, clerk)
        assert "退出登录" in words(client.get("/account/logout/"))
        assert is_inside(client), "a link that somebody is lured to signs nobody out"
        assert client.post("/account/logout/").headers["Location"] == "/"
        assert not is_inside(client)


def sign_in_to_the_shell(person: Person) -> dict[str, str]:
    return {"username": person.username, "password": PASSWORD}


class TestTheSecondFactor:
    @pytest.fixture(autouse=True)
    def _asked_for(self, settings):
        settings.STAFF_USE_TWO_FACTORS = True
        settings.MFA_TOTP_TOLERANCE = 1  # a step of thirty seconds may end while a test runs

    def code(self, later=0) -> str:
        """Return what the telephone shows, as RFC 6238 says."""
        step = struct.pack(">Q", int(time.time()) // 30 + later)
        digest = hmac.digest(base64.b32decode(self.secret), step, "sha1")
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"

    def set_up(self, client, clerk):
        sign_in(client, clerk)
        asked_again = client.get(OFFICE, follow=True)
        assert "请再次确认是你本人" in words(asked_again)
        there = asked_again.redirect_chain[-1][0]
        page = client.post(there, {"password": PASSWORD}, follow=True)
        assert "开启两步验证" in words(page)
        self.secret = page.context["form"].secret
        return client.post("/account/2fa/totp/activate/", {"code": self.code()})

    def test_is_set_up_before_anything_in_the_office(self, client, clerk):
        sign_in(client, clerk)
        for address in (OFFICE, "/office/disclosure/", "/office/ledger/?export=csv"):
            assert client.get(address).headers["Location"] == "/account/2fa/totp/activate/"
        assert self.set_up(client, clerk).status_code == 302
        assert is_inside(client)

    def test_is_asked_for_at_every_sign_in(self, client, clerk):
        self.set_up(client, clerk)
        client.post("/account/logout/")
        assert sign_in(client, clerk).headers["Location"] == "/account/2fa/authenticate/"
        assert not is_inside(client), "the password alone opens nothing"
        wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
        assert "错误：" in words(wrong)
        assert not is_inside(client)
        assert client.post("/account/2fa/authenticate/", {"code": self.code(later=1)}).status_code == 302
        assert is_inside(client)

    def test_cannot_be_gone_around(self, client, clerk):
        self.set_up(client, clerk)
        client.post("/account/logout/")
        client.post("/office/login/", sign_in_to_the_shell(clerk))
        assert not is_inside(client)

    def test_is_not_asked_of_residents(self, client, resident):
        sign_in(client, resident)
        assert client.get("/my/").status_code == 200


@pytest.mark.parametrize(
    ("env", "asked"),
    [
        ({}, True),
        ({"YG_DEMO": "1"}, False),
        ({"YG_DEMO": "1", "YG_TWO_FACTORS": "1"}, True),
        ({"YG_TWO_FACTORS": "0"}, False),
    ],
)
def test_two_factors_are_the_rule_outside_the_demo(tmp_path, env, asked):
    code = "from yangguang.web import settings; print(settings.STAFF_USE_TWO_FACTORS)"
    env = {"PATH": os.environ["PATH"], "YG_HOME": str(tmp_path), **env}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == str(asked)
