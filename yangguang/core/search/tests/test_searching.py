"""Finding: what people type leads to what they mean, what is in force stands first, and nobody sees too much."""

import pytest

from yangguang.core.search import actions, queries
from yangguang.core.search.entries import Kind
from yangguang.core.search.models import EntryRow
from yangguang.core.search.queries import search, suggest
from yangguang.core.search.tests.shelf import keys
from yangguang.rules.validity import Validity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("行政许可法第四十二条", "article:licensing-42"),
        ("《行政许可法》第43条", "article:licensing-43"),
        ("珠金府办[2023]7号", "doc:rent"),
        ("行政许可法", "law:licensing"),
        ("金湾区老年人优待办法", "doc:elders"),
        ("公共租赁住房", "doc:rent"),
        ("租金按照市场租金的百分之四十", "doc:rent"),  # as it stands
        ("场租金的百分之四", "doc:rent"),  # cut within words
        ("入学 随迁子女", "doc:school"),  # in another order
        ("随迁子女怎么申请入学？", "doc:school"),  # as a question
        ("老人卡", "doc:elders"),  # as residents say it
        ("公租房怎么申请", "doc:rent"),
        ("路灯坏了找谁", "page:lamps"),
        ("遛狗要牵绳吗", "page:dogs"),
        ("夜间施工", "matter:permit"),
    ],
)
def test_what_people_type_leads_to_what_they_mean(shelf, words, first):
    assert keys(search(words))[0] == first


class TestOrder:
    def test_what_is_repealed_stands_below_what_is_in_force_and_is_not_hidden(self, shelf):
        found = search("老年人优待证 公园门票")
        assert keys(found)[:2] == ["doc:elders", "doc:elders-old"]
        assert [hit.validity.label for hit in found.hits[:2]] == ["现行有效", "已废止"]

    def test_of_all_tiers_each_stands_in_its_place(self, put):
        # The older it is, the oftener it says the word: without tiers the order would be the other way round.
        for times, validity in enumerate(("", "in_force", "amended", "not_yet", "expired", "repealed"), 1):
            put(f"水库管理{times}", "水库 " * times * 3, validity=Validity(validity))
        tiers = [hit.validity.tier for hit in search("水库").hits]
        assert tiers == [0, 0, 1, 1, 2, 2]

    def test_what_has_only_some_of_the_words_comes_last_and_says_so(self, put):
        put("消防通道管理规定", "消防通道不得占用。", validity=Validity.REPEALED)
        put("通道", "消防栓。", validity=Validity.IN_FORCE)
        found = search("消防通道 占用 处罚标准")
        assert [hit.is_partial for hit in found.hits] == [True] * len(found.hits)
        found = search("消防通道 占用")
        assert keys(found)[0] == "test:消防通道管理规定"
        assert not found.hits[0].is_partial


class TestScope:
    @pytest.fixture(autouse=True)
    def _of_the_office(self, shelf, put, bureau):
        put(
            "学位预测内部研究",
            "2025年学位缺口两百个。",
            key="case:1",
            org_id=bureau.pk,
            kind=Kind.CASE,
            is_public=False,
        )

    def test_residents_never_find_what_is_not_public(self):
        found = search("学位预测内部研究")
        assert "case:1" not in keys(found)
        assert Kind.CASE not in [choice.value for choice in found.facets.get("kind", [])]
        assert suggest("学位预测") == []
        assert suggest("xwyc") == []

    def test_a_colleague_finds_what_is_of_her_organisation(self, teacher):
        assert keys(search("学位预测内部研究", person=teacher))[0] == "case:1"

    def test_a_stranger_in_another_organisation_does_not(self, stranger, editor):
        assert "case:1" not in keys(search("学位预测内部研究", person=stranger))
        assert "case:1" not in keys(
            search("学位预测内部研究", person=editor)
        )  # above it, without overseeing it

    def test_an_account_that_was_closed_finds_what_residents_find(self, teacher):
        teacher.is_active = False
        assert "case:1" not in keys(search("学位预测内部研究", person=teacher))

    def test_what_was_just_withdrawn_is_not_shown_although_the_index_still_has_it(self, shelf):
        EntryRow.objects.filter(key="doc:rent").update(is_public=False)
        assert "doc:rent" not in keys(search("公共租赁住房"))
        actions.remove("page:lamps")
        assert "page:lamps" not in keys(search("照明设施"))


class TestNarrowing:
    def test_a_facet_counts_what_it_leads_to(self, shelf):
        found = search("金湾区")
        for name, choices in found.facets.items():
            for choice in choices:
                assert search("金湾区", facets={name: choice.value}).total == choice.count, (name, choice)

    def test_by_kind_and_by_several_at_once(self, shelf):
        assert keys(search("行政许可", kinds=[Kind.MATTER])) == ["matter:permit"]
        assert keys(search("老年人优待", facets={"year": "2015", "validity": "repealed"})) == [
            "doc:elders-old"
        ]
        assert search("老年人优待", facets={"agency": "没有这个局"}).hits == []

    def test_pages_hold_each_hit_once(self, put, district):
        actions.put_all(queries_entry(district.pk, number) for number in range(23))
        actions.refresh()
        pages = [search("防汛值班", page=page) for page in (1, 2, 3)]
        found = [key for page in pages for key in keys(page)]
        assert [len(page.hits) for page in pages] == [10, 10, 3]
        assert len(set(found)) == pages[0].total == 23
        assert search("防汛值班", page=99).page == 3


def queries_entry(org_id, number):
    from yangguang.core.search.entries import Entry

    return Entry(
        key=f"duty:{number}", org_id=org_id, kind=Kind.PAGE, title=f"防汛值班表{number}", text="值班", url="/"
    )


class TestEverydayWords:
    def test_the_reader_is_told_what_else_was_looked_for(self, shelf):
        assert search("公租房").also == ("公共租赁住房",)
        assert search("公共租赁住房").also == ()

    def test_what_was_typed_still_counts(self, put):
        put("公租房摇号通知", "摇号")
        put("住房保障", "公共租赁住房")
        assert set(keys(search("公租房"))) == {"test:公租房摇号通知", "test:住房保障"}


class TestShowing:
    def test_the_words_are_marked_where_they_stand(self, shelf):
        hit = search("租金 市场").hits[0]
        assert ("市场", True) in hit.snippet
        assert "".join(words for words, _ in hit.snippet).startswith("申请公共租赁住房的家庭")

    def test_of_a_long_text_the_place_with_the_words_is_shown(self, put):
        put("长文", "前言，" * 400 + "噪声扰民由生态环境局处理，" + "后记，" * 400)
        shown = "".join(words for words, _ in search("噪声 生态环境局").hits[0].snippet)
        assert "噪声扰民由生态环境局处理" in shown
        assert len(shown) < 140

    def test_signs_that_unfold_do_not_shift_the_marks(self, put):
        put("㈠㈡㈢ﬁ号公告", "㈠㈡㈢公告㈣")
        assert ("公告", True) in search("公告").hits[0].title


class TestSuggesting:
    @pytest.mark.parametrize(
        "typed", ["行政许", "许可法", "xingzhengxuke", "XZXK", "中华人民共和国行政", " 行政许可 "]
    )
    def test_a_title_by_its_beginning_a_part_of_it_or_its_sound(self, shelf, typed):
        assert "中华人民共和国行政许可法" in suggest(typed)

    def test_each_title_once_and_what_is_in_force_first(self, shelf):
        assert suggest("金湾区老年人") == ["金湾区老年人优待办法"]

    @pytest.mark.parametrize("typed", ["", "%", "_", "\\", "' OR 1=1", "<b>"])
    def test_signs_suggest_nothing(self, shelf, typed):
        assert suggest(typed) == []


class TestHostileWords:
    @pytest.mark.parametrize(
        "words",
        [
            "", " ", "\x00", "\x00行政\x1b[31m", "*", "行*", "title:行政", '"行政', "行政 AND (", "[a TO b]", "/.*/",
            ".*",
            "(((((", "a~5", "😀", "😀行政许可😀", "<script>alert(1)</script>", "'; DROP TABLE search_entry;--",
            "\ud800", "%00", "𠮷野家", "行\u202e政", "第一条", "《》第条", "十" * 30 + "条", "行" * 10_000,
            "a " * 5_000,
            "的 了 吗", "-", "〔〕号", "1" * 200, "ﷺ" * 100, "\n\t\r", "二〇〇〇〇〇〇〇〇〇〇条",
        ],
    )  # fmt: skip
    def test_are_words_like_others(self, shelf, words):
        found = search(words)
        assert found.page == 1
        assert len(found.words) <= 100
        suggest(words)

    def test_of_too_many_words_the_first_are_used_and_the_reader_is_told(self, shelf):
        found = search("公共租赁住房 " * 900)
        assert keys(found)[0] == "doc:rent"
        assert "最多100字" in found.notes[0]

    def test_signs_alone_are_answered_with_a_sentence(self, shelf):
        assert search("？？？").notes == (queries.NO_WORDS,)
        assert search("？？？").hits == []

    def test_a_facet_that_does_not_exist_is_passed_over(self, shelf):
        assert (
            search("公共租赁住房", facets={"secret": "1", "agency": ""}).total == search("公共租赁住房").total
        )
