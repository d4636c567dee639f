"""The index follows the table: nothing that was taken back is found, nothing is lost, and it mends itself."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from yangguang.core.search import actions, index, keeping
from yangguang.core.search.entries import Entry, Kind
from yangguang.core.search.models import Change
from yangguang.core.search.queries import search
from yangguang.core.search.tests.shelf import keys

pytestmark = pytest.mark.django_db


class Killed(Exception):
    pass


@contextmanager
def killed_at_the_end() -> Iterator[None]:
    """Let what the block does in the database be taken back, as when the process is killed before the commit."""
    with pytest.raises(Killed), transaction.atomic():  # noqa: PT012  all of it belongs to the transaction
        yield
        raise Killed


def entry(org_id: int, title: str, key: str = "") -> Entry:
    return Entry(key=key or f"test:{title}", org_id=org_id, kind=Kind.PAGE, title=title, text="正文", url="/")


def test_what_is_taken_back_is_never_found(district):
    with killed_at_the_end():
        actions.put(entry(district.pk, "撤回的公告"))
    assert actions.refresh() == 0
    assert search("撤回的公告").complete == 0


def test_a_new_text_takes_the_place_of_the_old_one(put):
    put("旧标题公告", key="page:1")
    put("新名称通告", key="page:1")
    assert search("旧标题公告").complete == 0
    assert keys(search("新名称通告")) == ["page:1"]
    put("新名称通告", key="page:1")
    assert search("新名称通告").complete == 1


def test_what_is_removed_is_no_longer_found(put):
    put("临时公告")
    actions.remove("test:临时公告")
    assert keys(search("临时公告")) == []
    actions.refresh()
    assert search("临时公告").complete == 0
    actions.remove("test:临时公告")
    assert actions.refresh() == 1


def test_killed_after_the_index_was_written_and_before_that_was_noted_nothing_is_lost(district):
    actions.put(entry(district.pk, "防汛公告"))
    with killed_at_the_end():
        actions.refresh()
    assert Change.objects.count() == 1
    assert actions.refresh() == 1
    assert Change.objects.count() == 0
    assert search("防汛公告").complete == 1


def test_killed_before_the_index_was_written_the_change_waits(put, district, monkeypatch):
    put("已有公告")
    actions.put(entry(district.pk, "防汛公告"))

    def dies(*_):
        raise Killed

    monkeypatch.setattr(index, "document", dies)
    with pytest.raises(Killed), transaction.atomic():
        actions.refresh()
    monkeypatch.undo()
    assert search("防汛公告").complete == 0
    assert actions.refresh() == 1
    assert (search("防汛公告").complete, search("已有公告").complete) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_index_each_change_once(district):
    actions.put_all(entry(district.pk, f"公告{number}", f"page:{number}") for number in range(300))
    together = threading.Barrier(2)

    def refresh() -> int:
        together.wait(timeout=30)
        try:
            return actions.refresh()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        done = [each.result() for each in [two.submit(refresh), two.submit(refresh)]]
    assert sorted(done) == [0, 300]
    assert search("公告").complete == 300


@pytest.mark.django_db(transaction=True)
def test_what_is_put_while_a_refresh_goes_on_is_not_forgotten(district):
    actions.put(entry(district.pk, "早到公告"))
    made = index.document

    def put_meanwhile(*given):
        index.document = made
        with ThreadPoolExecutor(1) as other:
            other.submit(_put_and_close, entry(district.pk, "早到公告改名了", "test:早到公告")).result()
        return made(*given)

    actions.rebuild()
    actions.put(entry(district.pk, "早到公告"))
    index.document = put_meanwhile
    try:
        actions.refresh()
    finally:
        index.document = made
    assert search("改名了").complete == 1


def _put_and_close(one: Entry) -> None:
    try:
        actions.put(one)
    finally:
        connection.close()


class TestMending:
    def test_without_an_index_one_is_made_and_the_log_says_so(self, district, caplog):
        actions.put(entry(district.pk, "第一份公告"))
        with caplog.at_level(logging.WARNING):
            assert search("第一份公告").complete == 1
        assert "made from the table" in caplog.text

    @pytest.mark.parametrize("harm", ["meta.json", "*.term", "*.store", "*.fast", "*.idx"])
    @pytest.mark.parametrize("how", ["emptied", "gone", "garbled"])
    def test_a_damaged_file_is_mended_and_never_shown(self, put, harm, how):
        put("公告甲", "正文", agency="金湾区教育局")
        put("公告乙", "正文")
        for file in index.folder().glob(harm):
            content = file.read_bytes()
            if how == "gone":
                file.unlink()
            else:
                file.write_bytes(b"" if how == "emptied" else b"\xff" * len(content))
        index._reader = None  # another process opens it
        assert set(keys(search("公告"))) == {"test:公告甲", "test:公告乙"}

    def test_an_index_of_another_release_is_not_read_and_thrown_away(self, put, monkeypatch):
        put("公告")
        before = index.folder()
        monkeypatch.setattr(index, "LAYOUT", index.LAYOUT + 1)
        assert index.folder() != before
        assert search("公告").complete == 1
        assert not before.exists()

    def test_a_reader_sees_what_another_process_wrote(self, put, district):
        put("公告甲")
        assert search("公告甲").complete == 1
        held = index.reader()
        put("公告乙")
        assert index.reader() is not held
        assert search("公告乙").complete == 1

    def test_a_rebuild_finds_all_and_forgets_what_waited(self, shelf, district):
        actions.put(entry(district.pk, "新公告"))
        passed = []
        assert actions.rebuild(lambda rows, total: passed.append(total) or rows) == passed[0] == 11
        assert actions.refresh() == 0
        assert search("新公告").complete == 1

    def test_while_a_large_index_is_made_titles_are_found_and_the_reader_is_told(
        self, shelf, monkeypatch, teacher
    ):
        index.discard()
        monkeypatch.setattr(keeping, "IN_ONE_COMMIT", 0)
        monkeypatch.setattr(keeping, "_make_good_beside", lambda *_: None)
        found = search("公共租赁住房")
        assert keys(found) == ["doc:rent"]
        assert "只能按标题查找" in found.notes[0]
        keeping._beside.release()
