"""Reading logs into figures: once, whatever happens to the log, to the reader, or to the line."""

import threading
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction

from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.visits import actions, logs, queries
from yangguang.work.visits.actions import CountedDay, Reader, Reading
from yangguang.work.visits.models import LogRead, PageDay, SiteDay, UnderWay
from yangguang.work.visits.rules import OTHER_PAGES, TERMS
from yangguang.work.visits.tests.site_log import SHANGHAI, beacon, counted_by_hand, days_at_a_site, line

AT = datetime(2023, 6, 1, tzinfo=SHANGHAI)
READER = Reader()
TITLES = {"/disclosure/": "依申请公开"}


@pytest.fixture
def read(org, log, salts):
    """Return how the log is read, at a moment long after its last line."""

    def reads(path=None, *, by=READER, at=AT, **given) -> Reading:
        return actions.read_log(org, path or log, salts=salts, titles=TITLES, by=by, at=at, **given)

    return reads


@pytest.fixture
def end(org, salts):
    """Return how all that is under way comes to its end."""
    return lambda at=AT: actions.pass_time(org, salts=salts, titles=TITLES, by=READER, at=at)


def figures() -> dict[str, Counter]:
    """Return what stands in the tables, in the form of the count by hand."""
    pages = PageDay.objects.values_list("on", "path", "visits", "views")
    days = SiteDay.objects.values_list("on", "visitors", "robots_excluded")
    return {
        "visits": Counter({(str(on), path): visits for on, path, visits, _ in pages if visits}),
        "views": Counter({(str(on), path): views for on, path, _, views in pages if views}),
        "visitors": Counter({str(on): visitors for on, visitors, _ in days if visitors}),
        "robots": Counter({str(on): robots for on, _, robots in days if robots}),
    }


def held_to_their_sums() -> None:
    """Let the database check now what it checks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@dataclass(frozen=True)
class Dies:
    """A reader that stops in the middle of an act, after everything else in it was written."""

    at_record: int
    written: list

    ledger_name = "访问统计"

    @property
    def ledger_key(self) -> str:
        self.written.append(1)
        if len(self.written) == self.at_record:
            raise KeyboardInterrupt
        return "visits"


@pytest.mark.django_db
class TestReading:
    def test_a_known_day_is_counted_as_by_hand(self, log, read, end):
        log.write_bytes(days_at_a_site(1))
        done = read()
        end()
        assert (done.lines, done.broken, done.late) == (log.read_bytes().count(b"\n"), 0, 0)
        assert figures() == counted_by_hand(log.read_bytes())
        held_to_their_sums()

    def test_in_many_small_batches_the_figures_are_the_same(self, log, read, end):
        log.write_bytes(days_at_a_site(2))
        read(size=1000)
        end()
        assert figures() == counted_by_hand(log.read_bytes())
        held_to_their_sums()

    def test_twice_counts_once(self, log, read, end):
        log.write_bytes(days_at_a_site(1))
        read()
        assert read() == Reading()
        end()
        assert figures() == counted_by_hand(log.read_bytes())

    def test_goes_on_where_the_log_goes_on(self, log, read, end):
        whole = days_at_a_site(3)
        for length in (1, 333, len(whole) // 2, len(whole) - 5, len(whole)):
            log.write_bytes(whole[:length])
            read()
        end()
        assert figures() == counted_by_hand(whole)

    def test_leaves_one_record_a_batch_and_one_a_day(self, log, read, end, org):
        log.write_bytes(line("2023-05-14 12:00") + line("2023-05-15 12:00"))
        read()
        end()
        kinds = Record.objects.filter(org_id=org.pk).order_by("seq").values_list("kind", "note")
        assert [kind for kind, _ in kinds] == ["visits.day_closed", "visits.read", "visits.day_closed"]
        assert kinds[0][1] == "2023-05-14结算：访问1次，页面浏览1页，日独立访客1人，剔除机器人浏览0页"

    def test_page_keeps_its_title(self, log, read, end):
        log.write_bytes(line("2023-05-14 12:00", "/disclosure/"))
        read()
        end()
        log.write_bytes(line("2023-06-01 12:00", "/disclosure/") * 2)
        read(at=datetime(2023, 6, 2, tzinfo=SHANGHAI))
        end(datetime(2023, 6, 3, tzinfo=SHANGHAI))
        assert list(PageDay.objects.values_list("title", flat=True)) == ["依申请公开"] * 2

    def test_file_that_is_not_there_or_of_another_form_is_refused_in_a_sentence(self, log, read, tmp_path):
        with pytest.raises(Refused, match=r"不能读取日志.*请核对"):
            read()
        with pytest.raises(Refused, match="不能读取日志"):
            read(tmp_path)
        log.write_bytes(b"192.0.2.7 - - [15/May/2023] GET / 200\n")
        with pytest.raises(Refused, match="docs/visits.md"):
            read()
        assert not LogRead.objects.exists()

    def test_empty_log_waits(self, log, read):
        log.write_bytes(b"")
        assert read() == Reading()
        assert not LogRead.objects.exists()


@pytest.mark.django_db
class TestRotation:
    def test_renamed_log_is_the_same_log(self, log, read, end, tmp_path):
        whole = days_at_a_site(4)
        at = whole.index(b"\n", len(whole) // 2) + 1
        log.write_bytes(whole[:at])
        read()
        rotated = log.rename(tmp_path / "access.log.1")
        with rotated.open(
            "ab"
        ) as file:  # nginx writes into the old file until it is told to open the new one
            end_of_old = whole.index(b"\n", at + 500) + 1
            file.write(whole[at:end_of_old])
        log.write_bytes(whole[end_of_old:])
        assert logs.rotated(log) == [rotated, log]
        for each in logs.rotated(log):
            read(each)
        end()
        assert figures() == counted_by_hand(whole)

    def test_copied_and_emptied_log_counts_nothing_twice(self, log, read, end, tmp_path):
        first, second = line("2023-05-14 12:00"), line("2023-05-14 14:00", "/a/")
        log.write_bytes(first)
        read()
        (tmp_path / "access.log.1").write_bytes(log.read_bytes())
        log.write_bytes(second)
        for each in logs.rotated(log):
            read(each)
        end()
        assert figures() == counted_by_hand(first + second)

    def test_oldest_comes_first_and_compressed_ones_are_left(self, log, tmp_path):
        for name in ("access.log", "access.log.10", "access.log.2", "access.log.3.gz", "access.log-20230514"):
            (tmp_path / name).touch()
        names = [each.name for each in logs.rotated(log)]
        assert names == ["access.log-20230514", "access.log.10", "access.log.2", "access.log"]

    def test_log_that_lost_lines_is_refused_and_nothing_is_counted(self, log, read, end):
        log.write_bytes(line("2023-05-14 12:00") + line("2023-05-14 12:01"))
        read()
        log.write_bytes(line("2023-05-14 12:00"))
        with pytest.raises(Refused, match="比上次读到的位置短"):
            read()
        end()
        assert SiteDay.objects.get().views == 2

    def test_late_lines_are_told_of_and_not_counted(self, log, read, end, tmp_path):
        log.write_bytes(line("2023-05-16 12:00"))
        read()
        older = tmp_path / "older.log"
        older.write_bytes(line("2023-05-14 12:00", "/a/"))
        assert read(older).late == 1
        end()
        assert PageDay.objects.get().path == "/"
        assert LogRead.objects.get(name="older.log").late == 1


@pytest.mark.django_db(transaction=True)
class TestStops:
    @pytest.mark.parametrize("at_record", [1, 2, 5, 9])
    def test_killed_in_the_middle_nothing_is_lost_or_counted_twice(self, log, read, end, at_record):
        log.write_bytes(days_at_a_site(5))
        with pytest.raises(KeyboardInterrupt):
            read(size=3000, by=Dies(at_record, []))
        partly = sum(LogRead.objects.values_list("offset", flat=True))
        assert 0 <= partly < log.stat().st_size
        read(size=3000)
        end()
        assert figures() == counted_by_hand(log.read_bytes())
        assert not list(queries.mismatches())

    def test_twice_at_once_counts_once(self, log, org, salts):
        log.write_bytes(days_at_a_site(6))
        read = []

        def reads() -> None:
            try:
                read.append(
                    actions.read_log(org, log, salts=salts, titles=TITLES, size=2000, by=READER, at=AT).lines
                )
            finally:
                connections.close_all()

        both = [threading.Thread(target=reads) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        actions.pass_time(org, salts=salts, titles=TITLES, by=READER, at=AT)
        assert sum(read) == log.read_bytes().count(b"\n")
        assert len(read) == 2
        assert figures() == counted_by_hand(log.read_bytes())

    def test_salts_of_closed_days_are_gone_and_those_of_open_days_stay(self, log, read, end, salts):
        log.write_bytes(line("2023-05-14 12:00") + line("2023-05-15 12:00"))
        read(at=datetime(2023, 5, 15, 12, 5, tzinfo=SHANGHAI))
        assert [each.name for each in salts.folder.iterdir()] == ["2023-05-15.salt"]
        assert next(salts.folder.iterdir()).stat().st_mode & 0o777 == 0o600
        end()
        assert not list(salts.folder.iterdir())
        assert UnderWay.objects.get().state["visitors"] == {}
        assert UnderWay.objects.get().state["visits"] == []

    def test_day_that_is_not_the_sum_of_its_pages_is_not_stored(self, org):
        with pytest.raises(IntegrityError, match="not the sums"), transaction.atomic():
            SiteDay.objects.create(org=org, on=date(2023, 5, 14), visits=1, views=1, rules_version="1")
        assert not SiteDay.objects.exists()

    def test_check_names_the_day_that_was_changed_behind_its_back(self, org, log, read, end):
        log.write_bytes(line("2023-05-14 12:00") + line("2023-05-15 12:00"))
        read()
        end()
        PageDay.objects.filter(on=date(2023, 5, 14)).update(views=7)
        SiteDay.objects.filter(on=date(2023, 5, 15)).delete()
        said = [str(each) for each in queries.mismatches()]
        assert len(said) == 2
        assert (
            "2023-05-14 珠海市金湾区人民政府：每日访问量为访问1次、浏览1页，页面明细合计为访问1次、浏览7页"
            in said[0]
        )
        assert said[1].startswith("2023-05-15")


@pytest.mark.django_db
class TestHostileLines:
    def test_are_counted_as_broken_and_harm_nothing_beside_them(self, log, read, end):
        hostile = [
            b"\xff\xfe\x00\xd8\n",
            b"\n",
            b"\0" * 5000 + b"\n",
            line("2023-05-14 12:00", "/" + "a" * 1_000_000),
            b"forged\t" * 7 + b"\n",
            line("2023-05-14 12:00").replace(b".000", b".\xff\xff0"),
        ]
        log.write_bytes(b"".join(hostile) + line("2023-05-14 12:00") + b"".join(hostile))
        assert read().broken == 2 * len(hostile)
        end()
        assert (SiteDay.objects.get().views, LogRead.objects.get().broken) == (1, 2 * len(hostile))

    def test_line_longer_than_a_batch_is_one_broken_line(self, log, read, end):
        log.write_bytes(line("2023-05-14 12:00") + b"x" * 9000 + b"\n" + line("2023-05-14 12:01"))
        assert read(size=1000) == Reading(lines=3, broken=1, late=0)
        end()
        assert SiteDay.objects.get().views == 2

    def test_line_without_an_end_waits_however_long_it_is(self, log, read, end):
        log.write_bytes(line("2023-05-14 12:00") + b"x" * 9000)
        assert read(size=1000).lines == 1
        with log.open("ab") as file:
            file.write(b"\n" + line("2023-05-14 12:01"))
        assert read(size=1000) == Reading(lines=2, broken=1, late=0)

    def test_words_of_a_path_are_words_in_every_page(self, log, read, end, clerk, enter):
        log.write_bytes(beacon("2023-05-14 12:00", "/%3Cscript%3Ealert(1)%3C/script%3E%27;--"))
        read()
        end()
        assert PageDay.objects.get().path == "/<script>alert(1)</script>';--"
        office = enter(clerk)
        for address in ("/office/visits/?year=2023", f"/office/{PageDay._meta.model_name}s/"):
            page = office.get(address)
            assert page.status_code == 200, address
            assert "<script>alert(1)" not in page.content.decode()
            assert "&lt;script&gt;alert(1)" in page.content.decode()

    def test_invented_pages_do_not_fill_the_table(self, log, read, end):
        most = TERMS["pages_a_day"].on(date(2023, 5, 14)).amount
        looks = [
            beacon("2023-05-14 12:00", f"/{n}/", who=f"192.0.2.{n % 250}", agent=f"Mozilla/{n}")
            for n in range(most + 50)
        ]
        log.write_bytes(b"".join(looks))
        read()
        end()
        assert PageDay.objects.count() == most + 1
        assert PageDay.objects.get(path=OTHER_PAGES).views == 50
        assert SiteDay.objects.get().views == most + 50
        held_to_their_sums()


@pytest.mark.django_db
class TestBringingIn:
    DAY = CountedDay(
        on=date(2022, 5, 14), pages={"/": ("首页", 3, 5), "/a/": ("", 0, 2)}, visitors=2, robots_excluded=9
    )

    def test_days_stand_beside_ours_with_where_they_are_from(self, org):
        actions.bring_in(org, [self.DAY], basis="旧平台", by=READER, at=AT)
        day = SiteDay.objects.get()
        assert (day.visits, day.views, day.visitors, day.rules_version) == (3, 7, 2, "旧平台")
        held_to_their_sums()
        assert Record.objects.get().kind == "visits.brought_in"

    def test_a_day_that_is_there_is_refused_and_nothing_is_written(self, org):
        actions.bring_in(org, [self.DAY], basis="旧平台", by=READER, at=AT)
        with pytest.raises(Refused, match="2022-05-14已有访问数据"):
            actions.bring_in(org, [self.DAY], basis="旧平台", by=READER, at=AT)
        with pytest.raises(Refused, match="请写明数字的来源"):
            actions.bring_in(org, [self.DAY], basis=" ", by=READER, at=AT)
        assert Record.objects.count() == PageDay.objects.count() - 1 == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"pages": {"/": ("", 6, 5)}}, "多于浏览量"),
            ({"pages": {"/": ("", -6, 5)}}, "负数"),
            ({"visitors": 8}, "独立访客8"),
            ({"visitors": -1}, "独立访客-1"),
        ],
    )
    def test_a_day_that_cannot_be_is_refused(self, org, change, said):
        with pytest.raises(Refused, match=said):
            actions.bring_in(org, [replace(self.DAY, **change)], basis="旧平台", by=READER, at=AT)
        assert not SiteDay.objects.exists()

    def test_the_same_form_sent_twice_is_done_once(self, org):
        for _ in range(2):
            actions.bring_in(org, [self.DAY], basis="旧平台", by=READER, at=AT, once="form-1")
        assert Record.objects.count() == 1
