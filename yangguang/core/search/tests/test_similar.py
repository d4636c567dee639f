"""Requests are found by requests that are like them, in the organisations that are named, and by nobody else."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.core.orgs.models import Person
from yangguang.core.search import actions, index
from yangguang.core.search.entries import Entry, Kind
from yangguang.core.search.models import EntryRow
from yangguang.core.search.queries import browse, keys_of, search, suggest
from yangguang.core.search.similar import asked_like, published_like
from yangguang.core.search.tests.shelf import keys

pytestmark = pytest.mark.django_db

SCHOOL = "申请公开2022年三灶镇小学学区划分图及会议纪要"
PERMIT = "金湾区南水污水处理厂的排污许可证副本"


@pytest.fixture
def asked(district, bureau):
    """Two requests, one to each of two organisations, both in the index."""
    for number, (org, text) in enumerate(((bureau, SCHOOL), (district, PERMIT))):
        actions.put(request(number, org, text))
    actions.rebuild()


def request(number, org, text: str, **said) -> Entry:
    values = {"is_public": False, **said}
    return Entry(
        key=f"request:{number}",
        org_id=org.pk,
        kind=Kind.REQUEST,
        title=text[:80],
        text=text,
        url="/x/",
        **values,
    )


def test_the_likest_request_comes_first(asked, district, bureau):
    orgs = [district.pk, bureau.pk]
    assert asked_like("三灶镇的小学怎样划分学区，2022年", orgs=orgs)[0] == "request:0"
    assert asked_like("南水污水处理厂排污许可", orgs=orgs)[0] == "request:1"


def test_requests_to_other_organisations_are_not_looked_at(asked, district):
    assert "request:0" not in asked_like(SCHOOL, orgs=[district.pk])
    assert asked_like(SCHOOL, orgs=[]) == []


def test_a_request_that_came_in_just_now_is_proposed_too(asked, bureau):
    actions.put(request(7, bureau, SCHOOL + "（补充）"))
    assert "request:7" in asked_like(SCHOOL, orgs=[bureau.pk])


def test_a_request_that_was_taken_away_is_not_proposed_whatever_the_index_says(asked, bureau):
    EntryRow.objects.filter(key="request:0").delete()
    assert asked_like(SCHOOL, orgs=[bureau.pk]) == []


@pytest.mark.parametrize("text", ["", "，。！", "？" * 5000, "\x00图", "字" * 9000, "🙂"])
def test_any_text_may_be_asked_for(asked, bureau, text):
    assert set(asked_like(text, orgs=[bureau.pk])) <= {"request:0"}
    assert published_like(text) == []


def test_without_an_index_all_of_a_small_office_are_proposed(asked, district, bureau):
    index.discard()
    assert set(asked_like("别的事", orgs=[district.pk, bureau.pk])) == {"request:0", "request:1"}
    assert published_like(SCHOOL) == []
    assert not index.folder().exists()


class TestNobodyElseFindsOne:
    def test_no_search_of_the_public_or_the_office(self, asked, district, teacher):
        boss = Person.objects.create_superuser("boss", "boss@example.cn", None, name="管理员")
        for person in (None, teacher, boss):
            for words in (SCHOOL, PERMIT, "学区划分图", "排污"):
                assert search(words, person=person, on=date(2024, 1, 8)).total == 0
            assert browse({}, person=person, on=date(2024, 1, 8)).total == 0
        assert keys_of("学区划分图") == []
        assert suggest("申请公开") == suggest("学区划分") == []

    def test_no_title_while_the_index_is_made(self, asked, monkeypatch):
        index.discard()
        monkeypatch.setattr("yangguang.core.search.keeping.reader", lambda: None)
        assert search("污水处理厂").hits == []

    def test_none_can_be_put_as_public(self, bureau):
        with pytest.raises(ValueError, match="never shown"):
            request(1, bureau, SCHOOL, is_public=True)

    def test_nor_made_public_in_the_table(self, asked):
        with pytest.raises(IntegrityError, match="a_request_is_never_public"), transaction.atomic():
            EntryRow.objects.filter(key="request:0").update(is_public=True)

    def test_requests_do_not_change_what_the_public_finds(self, shelf, bureau):
        before = {
            words: keys(search(words)) for words in ("老年人优待证 公园", "公共租赁住房 租金", "学区 招生")
        }
        actions.put_all(
            request(number, bureau, f"{SCHOOL}第{number}份，老年人优待证、租金") for number in range(80)
        )
        actions.refresh()
        assert {words: keys(search(words)) for words in before} == before


class TestWhatIsPublished:
    def test_the_document_that_a_request_names_comes_first(self, shelf):
        found = published_like("申请公开《金湾区公共租赁住房管理实施细则》全文及租金标准")
        assert found[0].key == "doc:rent"

    def test_only_information_that_is_public(self, shelf, put, bureau):
        put("内部的学区划分方案", "学区划分", is_public=False, key="page:inside")
        found = {row.key for row in published_like("学区划分方案 行政许可 夜间施工许可")}
        assert found.isdisjoint({"page:inside", "law:licensing", "article:licensing-42", "matter:permit"})
        assert "doc:school" in found
