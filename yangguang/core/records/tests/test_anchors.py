"""The heads of all ledgers under one hash a day, and ledgers to which several write at once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records import chain, queries
from yangguang.core.records.actions import act, anchor, record
from yangguang.core.records.models import Anchor, Record
from yangguang.rules.problems import Problem, Refused

pytestmark = pytest.mark.django_db

AT = datetime(2023, 5, 4, 9, 30, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = date(2023, 5, 8), date(2023, 5, 9), date(2023, 5, 10)


@pytest.fixture
def district() -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def town(district) -> Organisation:
    return Organisation.add(
        code="440404100", name="三灶镇人民政府", short_name="三灶府", kind="town", parent=district
    )


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user("clerk", name="林晓")


def breaks() -> dict[int, str]:
    return {org: found.where for org, found in queries.verify() if found}


def tamper(sql: str, *values) -> None:
    """Change rows as somebody would who owns the database and turns its guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


class TestAnchor:
    def test_holds_the_last_row_of_every_ledger(self, district, town, clerk):
        record("test.done", about=district, by=clerk, at=AT)
        last = record("test.done", about=district, by=clerk, at=AT)
        other = record("test.done", about=town, by=clerk, at=AT)
        made = anchor(MONDAY)
        assert made.heads == {str(district.pk): [2, last.hash], str(town.pk): [1, other.hash]}

    def test_is_made_once_a_day_and_does_not_follow_what_comes_later(self, district, clerk):
        record("test.done", about=district, by=clerk, at=AT)
        first = anchor(MONDAY)
        record("test.done", about=district, by=clerk, at=AT)
        assert anchor(MONDAY).hash == first.hash
        assert Anchor.objects.get().heads == {str(district.pk): [1, first.heads[str(district.pk)][1]]}
        assert not breaks()

    def test_is_tied_to_the_one_before(self, district, clerk):
        record("test.done", about=district, by=clerk, at=AT)
        monday, wednesday = anchor(MONDAY), anchor(WEDNESDAY)
        assert (monday.previous, wednesday.previous) == (chain.FIRST, monday.hash)
        assert monday.hash != wednesday.hash, "the day is part of it"

    @pytest.mark.parametrize(
        ("sql", "where"),
        [
            ("""DELETE FROM records_anchor WHERE "on" = '2023-05-08'""", "2023-05-09"),
            ("""DELETE FROM records_anchor WHERE "on" = '2023-05-09'""", "2023-05-10"),
            ("""UPDATE records_anchor SET "on" = '2023-05-07' WHERE "on" = '2023-05-08'""", "2023-05-07"),
            ("UPDATE records_anchor SET hash = repeat('f', 64)", "2023-05-08"),
        ],
    )
    def test_that_is_taken_out_or_changed_is_found(self, district, clerk, sql, where):
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            record("test.done", about=district, by=clerk, at=AT)
            anchor(day)
        tamper(sql)
        assert breaks()[0] == f"{where} 的锚定"

    def test_of_an_empty_installation_is_one_too(self):
        assert anchor(MONDAY).heads == {}
        assert not breaks()


class TestChain:
    def test_of_several_changed_rows_the_first_is_named_in_each_ledger(self, district, town, clerk):
        for _ in range(5):
            record("test.done", about=district, by=clerk, at=AT)
            record("test.done", about=town, by=clerk, at=AT)
        tamper("UPDATE records_record SET note = '改' WHERE seq >= 3 AND org_id = %s", district.pk)
        tamper("UPDATE records_record SET note = '改' WHERE seq IN (2, 5) AND org_id = %s", town.pk)
        assert breaks() == {
            district.pk: f"机关 {district.pk} 第 3 条",
            town.pk: f"机关 {town.pk} 第 2 条",
        }

    def test_of_rows_that_changed_places_the_first_is_named(self, district, clerk):
        for number in range(1, 5):
            record("test.done", about=district, by=clerk, at=AT, note=f"第{number}次")
        tamper("UPDATE records_record SET seq = 9 WHERE seq = 2")
        tamper("UPDATE records_record SET seq = 2 WHERE seq = 3")
        tamper("UPDATE records_record SET seq = 3 WHERE seq = 9")
        assert breaks() == {district.pk: f"机关 {district.pk} 第 2 条"}

    def test_of_a_changed_row_that_was_hashed_anew_the_next_one_gives_it_away(self, district, clerk):
        for _ in range(3):
            record("test.done", about=district, by=clerk, at=AT)
        forged = Record.objects.get(seq=2)
        forged.note = "改"
        tamper("UPDATE records_record SET note = %s, hash = %s WHERE seq = 2", "改", forged.hash_of_content())
        assert breaks() == {district.pk: f"机关 {district.pk} 第 3 条"}

    def test_of_a_row_put_in_afterwards_is_found(self, district, clerk):
        for _ in range(2):
            record("test.done", about=district, by=clerk, at=AT)
        tamper(
            "INSERT INTO records_record (org_id, seq, at, kind, about, by, by_name, note, details, algorithm,"
            " previous, hash) SELECT org_id, 3, at, kind, about, by, by_name, note, details, algorithm, hash,"
            " repeat('a', 64) FROM records_record WHERE seq = 2"
        )
        assert breaks() == {district.pk: f"机关 {district.pk} 第 3 条"}

    def test_holds_whatever_was_written(self, district, clerk):
        """Another time zone, a nested detail, signs of four bytes: what is read back is what was hashed."""
        at = datetime(2023, 5, 4, 17, 30, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
        details = {"天数": 5, "是否": True, "前": None, "列": [1, "二", {"三": 3}], "空": ""}
        record("test.done", about=district, by=clerk, at=at, note="“补正”\n𰻝🏠", **details)
        assert not breaks()
        assert Record.objects.get().details == details

    def test_of_a_refused_act_there_is_no_row_and_no_gap(self, district, clerk):
        @act
        def refuse(org: Organisation, *, once: str = "") -> None:
            record("test.done", about=org, by=clerk, at=AT)
            raise Refused(Problem("不行。"))

        record("test.done", about=district, by=clerk, at=AT)
        with pytest.raises(Refused):
            refuse(district)
        assert record("test.done", about=district, by=clerk, at=AT).seq == 2
        assert not breaks()

    def test_is_hashed_as_the_standard_says(self):
        """GB/T 32905—2016 附录A: SM3 of the three letters abc. Where it is missing, SHA-256 (FIPS 180-4) stands in."""
        examples = {
            "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
        assert hashlib.new(chain.algorithm(), b"abc").hexdigest() == examples[chain.algorithm()]


@pytest.mark.django_db(transaction=True)
def test_two_who_write_into_one_ledger_at_once_are_tied_one_to_the_other(district, clerk):
    ready = Barrier(4)

    @act
    def write(number: int, *, once: str = "") -> None:
        record("test.done", about=district, by=clerk, at=AT, note=f"第{number}人")

    def one(number: int) -> None:
        try:
            ready.wait(timeout=10)
            for _ in range(5):
                write(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as people:
        list(people.map(one, range(4)))
    assert list(Record.objects.values_list("seq", flat=True)) == list(range(1, 21))
    assert not breaks()
