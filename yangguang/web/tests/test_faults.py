"""When something fails that nobody who reads the page can help: plain words, what to do, nothing half done."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from yangguang.core.cases import versions
from yangguang.core.cases.models import Case
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.actions import act
from yangguang.core.records.models import Done, Record
from yangguang.core.records.unknown import NOT_REPLICATED, OutcomeUnknown
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.tests.office import at

APPLY = "/disclosure/apply/440404/"
TYPED = {
    "applicant_kind": "natural_person",
    "applicant": "陈阿婆",
    "identity": "440404195001011230",
    "phone": "0756-5550199",
    "wanted": "2022年三灶镇学区划分图",
    "form": "electronic",
    "way": "online",
    "once": "form-1",
}


@pytest.fixture
def client() -> Client:
    """Return a browser: it is shown a page whatever happens on the server."""
    return Client(raise_request_exception=False)


@pytest.fixture
def clerk() -> Person:
    org = Organisation.add(
        code="440404",
        name="金湾区人民政府",
        short_name="金湾府",
        kind=Organisation.Kind.GOVERNMENT,
        disclosure_office="金湾区人民政府办公室",
    )
    person = Person.objects.create_user("clerk", name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    versions.publish_declared(org=org, effective_on=date(2021, 1, 1), by=person, at=at("2021-01-01"))
    return person


@pytest.fixture
def in_the_office(client, clerk) -> Client:
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    return client


def words(answer) -> str:
    """Return what a person reads on a page, once it is sure that she reads Chinese and no stack."""
    page = answer.content.decode()
    assert '<html lang="zh-Hans"' in page
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    for never in ("Traceback", 'File "', "Exception", "Error", ".py", "psycopg", "SELECT", "DEBUG"):
        assert never not in text
    return text


def number_in(text: str) -> str:
    return re.search("故障编号 ([0-9a-f]{8})", text)[1]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def when_a_record_is_written(what: str, *, at_the_commit=False) -> None:
    """Let the database do `what` whenever an act writes its record, at once or in the commit that keeps it."""
    sql(f"CREATE FUNCTION befall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN NULL; END $$")
    deferred = "DEFERRABLE INITIALLY DEFERRED" if at_the_commit else ""
    sql(
        f"CREATE CONSTRAINT TRIGGER befall AFTER INSERT ON records_record {deferred}"
        " FOR EACH ROW EXECUTE FUNCTION befall()"
    )


def all_is_well_again() -> None:
    connection.close()
    sql("DROP TRIGGER befall ON records_record")
    sql("DROP FUNCTION befall")


LOSES_THE_CONNECTION = "PERFORM pg_terminate_backend(pg_backend_pid())"


@pytest.mark.django_db(transaction=True)
class TestTheDatabaseGoesAway:
    @pytest.fixture
    def unreachable(self, clerk, tmp_path):
        connection.close()
        there, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], str(tmp_path)
        yield
        connection.settings_dict["HOST"] = there

    @pytest.mark.parametrize("address", ["/disclosure/", APPLY, "/reports/", "/disclosure/track/"])
    def test_a_page_says_so_with_a_number_and_what_to_do(self, client, unreachable, caplog, address):
        if address == "/disclosure/track/":
            answer = client.post(address, {"number": "1", "code": "A"})
        else:
            answer = client.get(address)
        assert answer.status_code == 503
        assert "数据库暂时连接不上" in words(answer)
        assert "过几分钟后" in words(answer)
        assert number_in(words(answer)) in caplog.text

    def test_the_first_page_does_not_need_it(self, client, unreachable):
        assert client.get("/").status_code == 200

    def test_half_way_through_an_act_nothing_is_kept(self, client, clerk):
        before = Record.objects.count()
        when_a_record_is_written(LOSES_THE_CONNECTION)
        answer = client.post(APPLY, TYPED)
        assert answer.status_code == 503
        assert "重新提交" in words(answer)
        all_is_well_again()
        for model in (DisclosureRequest, Case, Done):
            assert not model.objects.exists()
        assert Record.objects.count() == before

    def test_the_same_form_is_then_sent_again_and_done_once(self, client, clerk):
        when_a_record_is_written(LOSES_THE_CONNECTION)
        client.post(APPLY, TYPED)
        all_is_well_again()
        assert client.post(APPLY, TYPED).status_code == 303
        assert client.post(APPLY, TYPED).status_code == 303
        assert DisclosureRequest.objects.get().wanted == TYPED["wanted"]

    def test_while_it_is_being_stored_nobody_claims_to_know(self, client, clerk, caplog):
        when_a_record_is_written(LOSES_THE_CONNECTION, at_the_commit=True)
        answer = client.post(APPLY, TYPED)
        assert answer.status_code == 503
        assert "可能已经保存，也可能没有" in words(answer)
        assert "不会重复办理" in words(answer)
        assert number_in(words(answer)) in caplog.text
        all_is_well_again()
        assert client.post(APPLY, TYPED).status_code == 303
        assert DisclosureRequest.objects.count() == 1

    def test_a_commit_that_no_standby_confirmed_is_not_called_stored(self, client, clerk):
        """It is stored here; sent again, it leads to the same request."""
        warning = f"{NOT_REPLICATED} due to user request"
        when_a_record_is_written(f"RAISE WARNING '{warning}'", at_the_commit=True)
        assert "可能已经保存，也可能没有" in words(client.post(APPLY, TYPED))
        all_is_well_again()
        assert client.post(APPLY, TYPED).status_code == 303
        assert DisclosureRequest.objects.count() == 1

    def test_an_act_within_an_act_speaks_once_at_the_end(self, clerk):
        @act
        def inner() -> None:
            sql(f"DO $$ BEGIN RAISE WARNING '{NOT_REPLICATED}'; END $$")

        @act
        def outer() -> None:
            inner()
            came_to_its_end.append(True)

        came_to_its_end: list[bool] = []
        with pytest.raises(OutcomeUnknown, match="结果未知"):
            outer()
        assert came_to_its_end
        assert act(lambda: "the next one")() == "the next one"


@pytest.mark.django_db
class TestAFaultOfOurs:
    def test_is_an_apology_with_a_number_that_the_log_knows(self, in_the_office, caplog):
        answer = in_the_office.get("/office/failwhale/")
        assert answer.status_code == 500
        assert "这是我们的问题" in words(answer)
        assert "没有保存" in words(answer)
        assert f"fault {number_in(words(answer))} at /office/failwhale/" in caplog.text


@pytest.mark.django_db
class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        "address",
        [
            "/nothing/",
            "/disclosure/requests/1/",
            "/disclosure/requests/99999999999999999999999999/",
            "/disclosure/apply/440499/",
            "/disclosure/apply/%00/",
            "/disclosure/?q=%00",
            "/reports/440404/2023/",
            "/reports/%00/2023/",
            "/%ff",
            "/account/nothing/",
        ],
    )
    def test_is_not_found_and_the_page_says_what_else_to_do(self, client, clerk, address):
        answer = client.get(address)
        assert answer.status_code == 404
        for said in ("没有找到这个页面", "查询申请的进度", "拨打 12345"):
            assert said in words(answer)

    @pytest.mark.parametrize(
        "address",
        [
            "/office/nothing/",
            "/office/requests/1/",
            "/office/requests/abc/",
            "/office/requests/%00/",
            "/office/disclosure/?q=%00",
            "/office/disclosure/99999999999999999999999999/",
            "/office/reports/annual/440499/2023/",
            "/office/ledger/99999999999999999999999999/",
            "/office/processes/nothing/",
        ],
    )
    def test_is_not_found_in_the_office_either(self, in_the_office, address):
        answer = in_the_office.get(address)
        assert answer.status_code == 404
        assert "没有找到这个页面" in words(answer)


@pytest.mark.django_db
class TestAFormThatCannotBeTaken:
    def test_because_it_is_too_old_says_what_to_do(self):
        careful = Client(enforce_csrf_checks=True)
        answer = careful.post("/disclosure/track/", {"number": "1", "code": "A"})
        assert answer.status_code == 403
        assert "页面已经过期，没有提交成功" in words(answer)
        assert "刷新页面后再提交" in words(answer)

    def test_because_it_is_too_large_says_how_large_it_may_be(self, client, clerk, settings):
        answer = client.post(APPLY, {"wanted": "字" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
        assert answer.status_code == 400
        assert "一次最多12兆字节" in words(answer)
        assert not DisclosureRequest.objects.exists()

    def test_because_it_has_a_thousand_fields_says_so_too(self, client, clerk):
        answer = client.post(APPLY, {f"field{number}": "" for number in range(1001)})
        assert answer.status_code == 400
        assert "提交的内容不能接受" in words(answer)

    @pytest.mark.parametrize("once", ["", "x" * 500, "\0", "'; DROP TABLE records_done; --"])
    def test_key_that_is_none_of_ours_is_not_used(self, client, clerk, once):
        assert client.post(APPLY, {**TYPED, "once": once}).status_code == 303
        assert DisclosureRequest.objects.count() == 1
        assert re.fullmatch("[A-Za-z0-9]{32}", Done.objects.get().key)

    @pytest.mark.parametrize("field", ["applicant", "wanted", "phone", "identity"])
    def test_because_of_a_sign_no_text_has_is_shown_again(self, client, clerk, field):
        answer = client.post(APPLY, {**TYPED, field: f"{TYPED[field]}\0"})
        assert answer.status_code == 422
        assert "有内容需要改正" in words(answer)
        assert not DisclosureRequest.objects.exists()
