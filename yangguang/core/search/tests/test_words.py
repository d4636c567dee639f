"""Everyday words are kept by the office whose site it is, act by act; others do not meet them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.records.models import Record
from yangguang.core.search import actions
from yangguang.core.search.entries import Kind
from yangguang.core.search.models import EverydayWord, Unfound
from yangguang.core.search.queries import everyday_words, search
from yangguang.core.search.rules import SHIPPED
from yangguang.core.search.tests.shelf import keys
from yangguang.rules.problems import Refused

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 1, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def enter(client):
    def enters(person):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        return client

    return enters


class TestActs:
    def test_an_added_word_is_looked_for_and_recorded(self, shelf, district, editor):
        assert search("公车卡").complete == 0
        actions.add_word(district, says="公车卡", means="老年人优待， 免费乘坐 公共汽车", by=editor, at=NOON)
        assert keys(search("公车卡"))[0] == "doc:elders"
        assert search("公车卡").also == ("老年人优待", "免费乘坐 公共汽车")
        assert Record.objects.latest("pk").kind == "search.word_added"

    def test_a_changed_word_means_what_it_means_now(self, shelf, district, editor):
        actions.change_word(district, says="公租房", means="照明设施", by=editor, at=NOON)
        assert search("公租房").also == ("照明设施",)
        assert "由“公共租赁住房”改为“照明设施”" in Record.objects.latest("pk").note

    def test_a_retired_word_is_no_longer_looked_for_and_may_come_back(self, shelf, district, editor):
        actions.retire_word(district, says="低保", by=editor, at=NOON)
        assert search("低保").also == ()
        assert Record.objects.latest("pk").kind == "search.word_retired"
        actions.add_word(district, says="低保", means="最低生活保障", by=editor, at=NOON)
        assert search("低保").also == ("最低生活保障",)

    def test_a_doubled_act_is_done_once(self, district, editor):
        for _ in range(2):
            actions.add_word(district, says="公车卡", means="优待证", by=editor, at=NOON, once="key-1")
        assert Record.objects.filter(kind="search.word_added").count() == 1

    @pytest.mark.parametrize(
        ("says", "means", "words"),
        [
            ("", "优待证", "请填写群众的说法"),
            ("卡", "优待证", "至少两个字"),
            ("公车卡", " 、 ", "请填写文件里的说法"),
            ("公" * 31, "优待证", "最多30字"),
            ("公车卡", "优" * 201, "最多200字"),
            ("公车卡", "一、二、三、四、五、六、七", "最多六种"),
            ("公车卡", "公车卡", "本来就会查找"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, district, editor, says, means, words):
        with pytest.raises(Refused, match=words):
            actions.add_word(district, says=says, means=means, by=editor, at=NOON)
        assert not EverydayWord.objects.exists()
        assert not Record.objects.exists()

    def test_the_same_word_twice_an_unknown_one_and_a_retired_one_are_refused(self, district, editor):
        actions.add_word(district, says="公车卡", means="优待证", by=editor, at=NOON)
        with pytest.raises(Refused, match="请直接修改"):
            actions.add_word(district, says="公车卡", means="优待", by=editor, at=NOON)
        with pytest.raises(Refused, match="请先增加"):
            actions.change_word(district, says="没有的词", means="优待", by=editor, at=NOON)
        actions.retire_word(district, says="公车卡", by=editor, at=NOON)
        with pytest.raises(Refused, match="没有在用"):
            actions.retire_word(district, says="公车卡", by=editor, at=NOON)

    def test_only_the_office_whose_site_it_is_keeps_them(self, district, bureau, teacher):
        for org in (district, bureau):
            with pytest.raises(Refused, match="人员维护"):
                actions.add_word(org, says="公车卡", means="优待证", by=teacher, at=NOON)
        assert not EverydayWord.objects.exists()


def test_the_words_that_come_with_the_system_would_be_accepted_themselves(district, editor):
    for says, means in SHIPPED.items():
        actions.change_word(district, says=says, means=means, by=editor, at=NOON)
    assert everyday_words() == {says: "、".join(means.split("、")) for says, means in SHIPPED.items()}


class TestDesk:
    def test_a_word_that_found_nothing_becomes_an_everyday_word_in_one_click(
        self, shelf, district, editor, enter
    ):
        client = enter(editor)
        client.get("/search/", {"q": "公车卡"})
        shown = client.get(reverse("search_desk:unfound")).content.decode()
        address = f"{reverse('search_desk:add')}?says=%E5%85%AC%E8%BD%A6%E5%8D%A1"
        assert address in shown
        assert 'value="公车卡"' in client.get(address).content.decode()
        answer = client.post(address, {"says": "公车卡", "means": "优待证", "once": "a-1"})
        assert answer.status_code == 303
        assert everyday_words()["公车卡"] == "优待证"

    def test_what_is_refused_is_said_beside_the_field_and_nothing_typed_is_lost(
        self, district, editor, enter
    ):
        answer = enter(editor).post(
            reverse("search_desk:add"), {"says": "卡", "means": "优待证", "once": "a-1"}
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "错误：" in shown
        assert "至少两个字" in shown
        assert 'value="优待证"' in shown

    def test_changing_and_retiring_from_the_list(self, district, editor, enter):
        client = enter(editor)
        assert (
            "公共租赁住房" in client.get(reverse("search_desk:change"), {"says": "公租房"}).content.decode()
        )
        client.post(reverse("search_desk:change"), {"says": "公租房", "means": "保障性住房", "once": "a-1"})
        assert everyday_words()["公租房"] == "保障性住房"
        client.post(reverse("search_desk:retire"), {"says": "公租房", "once": "a-2"})
        assert "公租房" not in everyday_words()
        assert "修改并重新启用" in client.get(reverse("search_desk:words")).content.decode()

    def test_others_see_neither_the_words_that_found_nothing_nor_the_forms(self, district, teacher, enter):
        Unfound.objects.create(org=district, words="珊瑚礁潜水", on=timezone.localdate())
        client = enter(teacher)
        assert "珊瑚礁潜水" not in client.get(reverse("search_desk:unfound")).content.decode()
        for name in ("add", "change", "retire"):
            assert client.get(reverse(f"search_desk:{name}"), {"says": "公租房"}).status_code == 404
            assert (
                client.post(reverse(f"search_desk:{name}"), {"says": "公租房", "means": "x"}).status_code
                == 404
            )
        assert everyday_words() == SHIPPED

    def test_the_office_finds_what_is_its_own_and_marks_it(
        self, shelf, put, bureau, teacher, stranger, enter
    ):
        put("学位预测研究", key="case:1", org_id=bureau.pk, kind=Kind.CASE, is_public=False)
        shown = enter(teacher).get(reverse("search_desk:page"), {"q": "学位预测研究"}).content.decode()
        assert "/pages/学位预测研究/" in shown
        assert "未公开" in shown
        shown = enter(stranger).get(reverse("search_desk:page"), {"q": "学位预测研究"}).content.decode()
        assert "/pages/学位预测研究/" not in shown

    def test_residents_have_no_desk(self, client, district):
        for name in ("page", "words", "unfound", "add"):
            assert client.get(reverse(f"search_desk:{name}")).status_code in (302, 404)
