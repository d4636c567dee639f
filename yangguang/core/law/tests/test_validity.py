from datetime import date

import pytest

from yangguang.core.law import actions, corpus, queries
from yangguang.core.law.models import Instrument, Period
from yangguang.core.law.tests.laws import BRIDGES, OLD_BRIDGES, law
from yangguang.core.search import actions as search
from yangguang.core.search import queries as finding


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


def on(title: str, day: str):
    return queries.standing(called(title), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2001-02-28", "尚未施行"),
        ("2001-04-30", "尚未施行"),
        ("2001-05-01", "现行有效"),
        ("2020-05-31", "现行有效"),
        ("2020-06-01", "已废止"),
        ("2024-06-01", "已废止"),
    ],
)
def test_a_repeal_ends_a_law_on_the_day_the_new_one_begins(library, day, label):
    assert on("云东省桥梁条例", day).validity.label == label
    stored = Period.objects.on(date.fromisoformat(day)).get(instrument=called("云东省桥梁条例"))
    assert stored.get_validity_display() == label


def test_the_sentence_that_repeals_is_the_reason(library):
    reasons = "\n".join(on("云东省桥梁条例", "2024-06-01").reasons)
    assert "《云东省桥梁和隧道条例》" in reasons
    assert "2001年3月1日公布的《云东省桥梁条例》同时废止" in reasons
    [row] = called("云东省桥梁条例").said_of.all()
    assert row.place == "第三条"


@pytest.mark.parametrize(("day", "text"), [("2021-12-31", "roads2005"), ("2022-01-01", "roads2022")])
def test_the_text_of_the_day_holds(library, day, text):
    assert on("云东省道路条例", day).edition == text


def test_what_only_the_source_calls_void_stays_to_be_checked(library):
    standing = on("云东省水井办法", "2024-06-01")
    assert standing.validity.label == "待核查"
    assert "来源标为“失效”" in standing.missing[0]


def test_it_says_up_to_which_day_the_library_knows(library):
    assert on("云东省道路条例", "2024-06-01").checked_to == date(2024, 5, 31)


def test_a_law_made_anew_after_its_repeal_lives(imports):
    anew = law(
        "云东省桥梁条例", "桥梁由省人民政府管理。", "本条例自2023年1月1日起施行。", promulgated="2022-12-01", id="anew",
        history=[{"date": "2022-12-01", "event": "云东省第十三届人民代表大会常务委员会通过"}],
    )  # fmt: skip
    imports(OLD_BRIDGES, BRIDGES, anew)
    assert on("云东省桥梁条例", "2022-12-31").validity.label == "已废止"
    assert on("云东省桥梁条例", "2023-01-01").validity.label == "现行有效"


def test_nothing_is_repealed_by_what_is_older(imports):
    older = law(
        "云东省旧条例",
        "《云东省桥梁条例》同时废止。",
        "本条例自1999年1月1日起施行。",
        promulgated="1998-12-01",
    )
    imports(older, OLD_BRIDGES)
    assert on("云东省桥梁条例", "2010-01-01").validity.label == "现行有效"


def test_a_local_law_cannot_repeal_a_statute(imports):
    statute = law(
        "桥梁法", "桥梁归国家所有。", "本法自2000年1月1日起施行。", promulgated="1999-10-01", category="法律"
    )
    local = law(
        "云东省越权条例", "本条例自2015年1月1日起施行。《桥梁法》同时废止。", promulgated="2014-12-01"
    )
    imports(statute, local)
    assert on("桥梁法", "2020-01-01").validity.label == "现行有效"


def test_without_a_day_of_commencement_it_is_to_be_checked(imports):
    imports(law("云东省无日期条例", "甲。", "乙。"))
    standing = on("云东省无日期条例", "2024-06-01")
    assert standing.validity.label == "待核查"
    assert "没有写明施行日期" in standing.missing[0]


class TestSearch:
    def test_a_citation_leads_to_the_article_of_the_text_in_force(self, library):
        search.refresh()
        hit = finding.search("云东省道路条例第二条").hits[0]
        assert hit.url == f"{called('云东省道路条例').address}#tiao-2"
        assert "县级以上" in "".join(piece for piece, _ in hit.snippet)

    def test_a_repealed_law_carries_its_badge(self, library):
        search.refresh()
        hits = {"".join(piece for piece, _ in hit.title): hit for hit in finding.search("桥梁条例").hits}
        assert hits["云东省桥梁条例"].validity.label == "已废止"

    def test_what_begins_overnight_is_told(self, imports):
        imports(law("云东省将来条例", "甲。", "本条例自2024年9月1日起施行。", promulgated="2024-06-01"))
        assert actions.follow_validity(date(2024, 8, 31)) == []
        assert actions.follow_validity(date(2024, 9, 1)) == [called("云东省将来条例").key]
        assert actions.follow_validity(date(2024, 9, 1)) == []
