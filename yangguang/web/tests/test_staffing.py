"""Organisations, people, posts and deputies, as an administrator keeps them in the office."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.orgs import actions, queries
from yangguang.core.orgs.models import Organisation, Person, Post, Substitution
from yangguang.core.records.models import Record
from yangguang.core.records.queries import verify
from yangguang.rules.problems import Refused

PASSWORD = "sunshine-of-2026"
TODAY = timezone.localdate()


@pytest.fixture
def admin(db) -> Person:
    return Person(username="admin", name="李明")


@pytest.fixture
def district(admin) -> Organisation:
    return actions.found(
        code="440404",
        name="珠海市金湾区人民政府",
        short_name="金湾府",
        admin=admin,
        password=PASSWORD,
        at=timezone.now(),
    )


@pytest.fixture
def bureau(district, admin) -> Organisation:
    return add_bureau(district, admin)


@pytest.fixture
def clerk(bureau, admin) -> Person:
    return add_clerk(bureau, admin, "clerk", "林晓")


@pytest.fixture
def colleague(bureau, admin) -> Person:
    return add_clerk(bureau, admin, "colleague", "何静")


def add_bureau(district: Organisation, by: Person, code: str = "440404-03") -> Organisation:
    return actions.add_organisation(
        district,
        code=code,
        name="金湾区教育局",
        short_name="金湾教育",
        kind="agency",
        by=by,
        at=timezone.now(),
    )


def add_clerk(org: Organisation, by: Person, username: str, name: str, password: str = PASSWORD) -> Person:
    return actions.add_person(
        org,
        username=username,
        name=name,
        password=password,
        role="受理窗口",
        since=TODAY,
        by=by,
        at=timezone.now(),
    )


def signs_in(client, username: str, password: str) -> bool:
    """Whether the sign-in page lets somebody into the office."""
    client.cookies.clear()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return "_auth_user_id" in client.session


def notes() -> list[str]:
    return list(Record.objects.order_by("id").values_list("note", flat=True))


class TestAnInstallation:
    def test_begins_with_one_organisation_and_its_administrator(self, district, admin, client):
        assert signs_in(client, "admin", PASSWORD) is True
        assert notes() == ["设立珠海市金湾区人民政府"]

    def test_is_founded_once(self, district):
        with pytest.raises(Refused, match="系统里已有机关"):
            actions.found(
                code="440403", name="斗门区", short_name="斗门府", admin=Person(username="b", name="乙"),
                password=PASSWORD, at=timezone.now(),
            )  # fmt: skip
        assert Organisation.objects.count() == 1

    @pytest.mark.parametrize("code", ["4404", "44040x", "440404-03", ""])
    def test_wants_the_code_of_a_jurisdiction(self, db, admin, code):
        with pytest.raises(Refused, match="六位区划代码"):
            actions.found(
                code=code, name="甲", short_name="甲", admin=admin, password=PASSWORD, at=timezone.now()
            )
        assert not Person.objects.exists()

    def test_its_ledger_verifies(self, clerk, colleague):
        assert [broken for _, broken in verify() if broken] == []


class TestOrganisations:
    def test_are_added_below_another(self, bureau, district):
        assert bureau.parent == district
        assert list(district.subtree()) == [district, bureau]

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("440403-01", "应以上级的区划代码 440404 开头"),
            ("教育局", "写得不对"),
            ("440404-03", "已有机关使用"),
        ],
    )
    def test_have_a_code_of_their_region_that_nobody_else_has(self, bureau, district, admin, code, said):
        with pytest.raises(Refused, match=said):
            add_bureau(district, admin, code)

    def test_change_what_they_say_about_themselves(self, bureau, admin, client):
        client.force_login(admin)
        page = reverse("web_desk:change_organisation", args=[bureau.pk])
        form = client.get(page).context["form"]
        values = {name: form[name].value() or "" for name in form.fields}
        assert client.post(page, values | {"phone": "0756-5550123"}).status_code == 303
        bureau.refresh_from_db()
        assert bureau.phone == "0756-5550123"
        assert notes()[-1] == "修改电话“0756-5550123”"


class TestPeople:
    def test_are_given_an_account_and_a_post(self, clerk, bureau, client):
        assert signs_in(client, "clerk", PASSWORD) is True
        assert list(queries.holders_of("受理窗口", bureau, TODAY)) == [clerk]

    def test_have_a_username_of_their_own(self, clerk, bureau, admin):
        with pytest.raises(Refused, match="已有人使用"):
            add_clerk(bureau, admin, "Clerk", "王五")

    def test_have_a_password_that_is_hard_to_guess(self, bureau, admin):
        with pytest.raises(Refused, match="密码"):
            add_clerk(bureau, admin, "wang", "王五", password="12345678")
        assert not Person.objects.filter(username="wang").exists()

    def test_only_an_administrator_adds_them(self, clerk, bureau):
        before = notes()
        with pytest.raises(Refused, match="由系统管理员维护"):
            add_clerk(bureau, clerk, "wang", "王五")
        assert notes() == before

    def test_whose_account_is_closed_do_not_sign_in(self, clerk, admin, client):
        actions.close_account(clerk, by=admin, at=timezone.now())
        assert signs_in(client, "clerk", PASSWORD) is False
        actions.open_account(clerk, by=admin, at=timezone.now())
        assert signs_in(client, "clerk", PASSWORD) is True

    def test_nobody_closes_his_own_account(self, district, admin):
        with pytest.raises(Refused, match="不能停用自己的账号"):
            actions.close_account(admin, by=admin, at=timezone.now())

    def test_who_forgot_the_password_get_a_new_one(self, clerk, admin, client):
        actions.set_password(clerk, "another-sunny-day", by=admin, at=timezone.now())
        assert signs_in(client, "clerk", "another-sunny-day") is True


class TestPosts:
    def test_are_not_given_twice(self, clerk, bureau, admin):
        with pytest.raises(Refused, match="已在金湾教育任“受理窗口”"):
            actions.appoint(clerk, bureau, role="受理窗口", since=TODAY, by=admin, at=timezone.now())

    def test_end_on_a_day(self, clerk, bureau, admin):
        tomorrow = TODAY + timedelta(days=1)
        actions.relieve(Post.objects.get(person=clerk), until=tomorrow, by=admin, at=timezone.now())
        assert list(queries.holders_of("受理窗口", bureau, TODAY)) == [clerk]
        assert list(queries.holders_of("受理窗口", bureau, tomorrow)) == []

    def test_do_not_end_before_they_began(self, clerk, admin):
        with pytest.raises(Refused, match="应晚于任岗日期"):
            actions.relieve(Post.objects.get(person=clerk), until=TODAY, by=admin, at=timezone.now())

    def test_end_once(self, clerk, admin):
        post, until = Post.objects.get(person=clerk), TODAY + timedelta(days=3)
        actions.relieve(post, until=until, by=admin, at=timezone.now())
        with pytest.raises(Refused, match="已于"):
            actions.relieve(post, until=until, by=admin, at=timezone.now())


class TestDeputies:
    def arrange(
        self, absent: Person, deputy: Person, org: Organisation, *, by: Person, days: int = 3
    ) -> Substitution:
        until = TODAY + timedelta(days=days)
        return actions.arrange_deputy(absent, deputy, org, since=TODAY, until=until, by=by, at=timezone.now())

    def test_one_arranges_ones_own(self, clerk, colleague, bureau):
        self.arrange(clerk, colleague, bureau, by=clerk)
        assert {post.person for post in queries.posts_of(colleague, TODAY)} == {clerk, colleague}

    def test_not_that_of_others(self, clerk, colleague, bureau):
        with pytest.raises(Refused, match="只有林晓本人或者系统管理员"):
            self.arrange(clerk, colleague, bureau, by=colleague)

    def test_deputy_has_a_post_there(self, clerk, bureau, district, admin):
        elsewhere = add_clerk(add_bureau(district, admin, "440404-04"), admin, "elsewhere", "外人")
        with pytest.raises(Refused, match="外人在金湾教育没有岗位"):
            self.arrange(clerk, elsewhere, bureau, by=clerk)

    def test_there_is_one_at_a_time(self, clerk, colleague, bureau, admin):
        third = add_clerk(bureau, admin, "third", "郑明")
        self.arrange(clerk, colleague, bureau, by=clerk)
        with pytest.raises(Refused, match="已安排由何静代理"):
            self.arrange(clerk, third, bureau, by=clerk)

    def test_days_make_sense(self, clerk, colleague, bureau):
        with pytest.raises(Refused, match="最后一天应不早于第一天"):
            self.arrange(clerk, colleague, bureau, by=clerk, days=0)

    def test_return_early(self, clerk, colleague, bureau):
        actions.end_deputy(self.arrange(clerk, colleague, bureau, by=clerk), by=clerk, at=timezone.now())
        assert not queries.absences_covered_by(colleague, TODAY).exists()
        assert notes()[-1] == "何静不再代理林晓"


class TestPages:
    def test_person_is_registered_in_the_office(self, district, admin, client):
        client.force_login(admin)
        values = {
            "name": "王五", "username": "wang", "password": PASSWORD, "org": district.pk, "role": "受理窗口",
            "since": TODAY.isoformat(), "once": "a" * 32,
        }  # fmt: skip
        answer = client.post(reverse("web_desk:add_person"), values)
        wang = Person.objects.get(username="wang")
        assert answer.headers["Location"] == reverse("web_desk:person", args=[wang.pk])
        assert client.post(reverse("web_desk:add_person"), values).status_code == 303, "sent twice, done once"
        assert Person.objects.filter(name="王五").count() == 1

    def test_what_was_typed_stays_when_something_is_wrong(self, district, admin, client):
        client.force_login(admin)
        answer = client.post(reverse("web_desk:add_person"), {"name": "王五", "since": "昨天"})
        assert answer.status_code == 422
        assert "王五" in answer.text
        assert "2024-01-25 这样的日期" in answer.text

    def test_deputy_is_arranged_by_the_one_who_leaves(self, clerk, colleague, bureau, client):
        client.force_login(clerk)
        page = reverse("web_desk:arrange_deputy", args=[clerk.pk, bureau.pk])
        assert page in client.get(reverse("web_desk:person", args=[clerk.pk])).text
        last = TODAY + timedelta(days=2)
        answer = client.post(
            page, {"deputy": colleague.pk, "since": TODAY.isoformat(), "last": last.isoformat()}
        )
        assert answer.status_code == 303
        assert Substitution.objects.get().until == TODAY + timedelta(days=3)

    @pytest.mark.parametrize("address", ["add_person", "add_organisation"])
    def test_others_are_told_whom_to_ask(self, clerk, client, address):
        client.force_login(clerk)
        answer = client.get(reverse(f"web_desk:{address}"), follow=True)
        assert "请与管理员联系" in answer.text

    def test_people_of_other_organisations_are_not_found(self, clerk, district, admin, client):
        elsewhere = add_clerk(add_bureau(district, admin, "440404-04"), admin, "elsewhere", "外人")
        client.force_login(clerk)
        assert client.get(reverse("web_desk:person", args=[elsewhere.pk])).status_code == 404
