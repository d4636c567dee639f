"""The ledger can be added to, never changed; and whoever changes it all the same is found."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records import queries
from yangguang.core.records.actions import act, anchor, record
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

AT = datetime(2023, 5, 4, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user("clerk", name="林晓")


@pytest.fixture
def three_acts(district, clerk):
    return [record("test.done", about=district, by=clerk, at=AT, note=f"第{n}次") for n in (1, 2, 3)]


def breaks() -> dict[int, str]:
    return {org: found.where for org, found in queries.verify() if found}


def tamper(sql: str, *values) -> None:
    """Change a row as somebody would who owns the database and turns its guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def test_each_act_is_tied_to_the_one_before(three_acts):
    first, second, third = three_acts
    assert [row.seq for row in three_acts] == [1, 2, 3]
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert not breaks()


def test_ledgers_of_two_organisations_are_apart(district, clerk, three_acts):
    town = Organisation.add(
        code="440404100", name="三灶镇人民政府", short_name="三灶府", kind="town", parent=district
    )
    assert record("test.done", about=town, by=clerk, at=AT).seq == 1
    assert not breaks()


def test_key_of_a_row_begins_with_its_region(three_acts):
    assert {row.pk // 10**12 for row in Record.objects.all()} == {440404}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_record SET note = '改'",
        "DELETE FROM records_record",
        "TRUNCATE records_record",
    ],
)
def test_database_refuses_to_change_the_ledger(three_acts, sql):
    refused = pytest.raises(DatabaseError, match="台账只可追加")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Record.objects.count() == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "改"),
        ("by_name", "别人"),
        ("at", "2023-05-05T00:00Z"),
        ("kind", "test.other"),
        ("about", "orgs.organisation:1"),
        ("details", '{"a": 1}'),
        ("hash", "f" * 64),
        ("previous", "f" * 64),
    ],
)
def test_a_changed_row_is_found(district, three_acts, column, value):
    tamper(f"UPDATE records_record SET {column} = %s WHERE seq = 2", value)
    assert breaks() == {district.pk: f"机关 {district.pk} 第 2 条"}


def test_a_removed_row_is_found(district, three_acts):
    tamper("DELETE FROM records_record WHERE seq = 2")
    assert breaks() == {district.pk: f"机关 {district.pk} 第 2 条"}


def test_a_ledger_cut_short_after_the_anchor_is_found(district, three_acts):
    anchor(date(2023, 5, 4))
    tamper("DELETE FROM records_record WHERE seq = 3")
    assert breaks() == {district.pk: f"机关 {district.pk} 第 3 条"}


def test_a_ledger_written_anew_after_the_anchor_is_found(district, clerk, three_acts):
    anchor(date(2023, 5, 4))
    tamper("DELETE FROM records_record")
    for n in (1, 2, 3):
        record("test.done", about=district, by=clerk, at=AT, note=f"另写的第{n}次")
    assert breaks() == {district.pk: f"机关 {district.pk} 第 3 条"}


def test_a_ledger_that_is_gone_is_found(district, three_acts):
    anchor(date(2023, 5, 4))
    tamper("DELETE FROM records_record")
    assert breaks() == {district.pk: f"机关 {district.pk}"}


def test_a_changed_anchor_is_found(three_acts):
    anchor(date(2023, 5, 4))
    anchor(date(2023, 5, 5))
    tamper("""UPDATE records_anchor SET heads = '{}' WHERE "on" = '2023-05-05'""")
    assert breaks() == {0: "2023-05-05 的锚定"}


class TestAnActWithAKey:
    @pytest.fixture
    def rename(self, clerk):
        @act
        def rename(org: Organisation, *, name: str, once: str = "") -> Organisation:
            org.name = name
            org.save(update_fields=["name"])
            record("test.renamed", about=org, by=clerk, at=AT, note=name)
            return org

        return rename

    def test_is_done_once(self, district, rename):
        rename(district, name="甲", once="k1")
        again = rename(district, name="乙", once="k1")
        assert (again.pk, again.name) == (district.pk, "甲")
        assert Record.objects.count() == 1

    def test_is_refused_for_another_act(self, district, rename):
        @act
        def close(org: Organisation, *, once: str = "") -> None:
            raise AssertionError("must not be reached")

        rename(district, name="甲", once="k1")
        with pytest.raises(Refused, match="刷新页面"):
            close(district, once="k1")

    def test_that_fails_gives_its_key_back(self, district, rename):
        @act
        def fail(org: Organisation, *, once: str = "") -> None:
            record("test.failed", about=org, by=district_clerk, at=AT)
            raise ZeroDivisionError

        district_clerk = Person.objects.create_user("other", name="陈")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            fail(district, once="k1")
        assert not Record.objects.exists()
        rename(district, name="甲", once="k1")
        assert Record.objects.count() == 1
