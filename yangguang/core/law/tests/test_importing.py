from datetime import date

import pytest

from yangguang.core.law import actions, corpus, queries
from yangguang.core.law.models import Article, Import, Instrument, Link, Period, Relation, Version
from yangguang.core.law.tests.laws import BRIDGES, LIBRARY, ROADS_2005, ROADS_2022, law, written
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

TABLES = (Instrument, Version, Article, Relation, Period, Link, Import, Record)


def rows() -> dict[str, list]:
    """Return every row of the library, to see whether anything changed."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


class TestImport:
    def test_texts_of_one_title_are_versions_of_one_law(self, library):
        assert (library.instruments, library.versions, library.articles) == (4, 5, 15)
        assert [each.key for each in called("云东省道路条例").versions.all()] == ["roads2022", "roads2005"]

    def test_second_import_changes_nothing(self, library, imports):
        before = rows()
        assert imports(*LIBRARY, checked_to=date(2024, 5, 31)) == library
        assert rows() == before

    def test_it_leaves_a_record_in_the_ledger_of_the_site(self, library, district):
        [record] = Record.objects.filter(kind="law.imported")
        assert record.org_id == district.pk
        assert "新增5个文本" in record.note

    def test_every_stage_shows_how_far_it_is_and_comes_to_its_end(self, imports):
        stages = {}

        def shown(rows, total, what):
            rows = list(rows)
            stages[what.partition("，")[0]] = (len(rows), total)
            return rows

        imports(*LIBRARY, shown=shown)
        assert list(stages)[:3] == ["读出条款之间的关系", "写入条文", "关联条文中的引用"]
        assert set(stages) >= {"关联本系统引用法规之处", "列入检索"}
        assert all(done == total > 0 for done, total in stages.values())

    def test_a_copy_with_fewer_articles_does_not_overwrite(self, library, imports):
        worse = {**ROADS_2022, "articles": ROADS_2022["articles"][:2]}
        again = imports(worse)
        assert Version.objects.get(key="roads2022").number_of_articles == 4
        assert any("库内的有4条，这一份只有2条" in each for each in again.problems)

    def test_an_older_source_does_not_overwrite(self, imports):
        newer = {**ROADS_2005, "source": {"repo": "甲", "path": "a", "date": "2024-01-01"}}
        older = {**ROADS_2005, "source": {"repo": "甲", "path": "a", "date": "2020-01-01"}, "region": "别处"}
        imports(newer)
        again = imports(older)
        assert called("云东省道路条例").region == "云东"
        assert "2020-01-01" in again.problems[-1]

    def test_a_better_copy_replaces_the_text_and_what_it_said(self, library, imports):
        more = [
            *BRIDGES["articles"],
            {"no": "第四条", "n": 4, "chapter": "", "text": "本条例由省交通部门解释。"},
        ]
        assert imports({**BRIDGES, "articles": more}).replaced == 1
        assert Version.objects.get(key="bridges2020").articles.count() == 4
        assert Relation.objects.filter(version__key="bridges2020", kind="repeals").count() == 1

    def test_a_law_that_comes_later_is_found_by_what_cited_it_before(self, imports):
        imports(BRIDGES)
        assert not Link.objects.exclude(source__key="bridges2020", how="self").exists()
        imports(ROADS_2005)
        assert Relation.objects.get(kind="based_on").target == called("云东省道路条例")
        assert queries.cited_by(called("云东省道路条例")).exists()

    def test_a_day_that_is_yet_to_come_is_refused_and_nothing_is_written(self, imports):
        with pytest.raises(Refused, match="还没有到"):
            imports(*LIBRARY, checked_to=date(2025, 1, 1))
        assert not Instrument.objects.exists()


class TestBadInput:
    def test_each_bad_line_is_named_and_the_rest_is_read(self, tmp_path):
        found = corpus.read(
            written(
                tmp_path,
                "{不是",
                "[1, 2]",
                {"title": ""},
                law("没有正文的条例"),
                law("云东省日期条例", "本条例……", promulgated="2021-02-30"),
                ROADS_2005,
            )
        )
        assert [text.title for text in found.texts] == ["云东省日期条例", "云东省道路条例"]
        said = "\n".join(found.problems)
        for words in (
            "第1行：不是 JSON",
            "第2行：没有标题",
            "第3行：没有标题",
            "第4行《没有正文的条例》：没有正文",
            "第5行《云东省日期条例》：公布日期“2021-02-30”不是日期",
        ):
            assert words in said

    def test_gaps_and_repeated_numbers_are_named(self, tmp_path):
        row = law("云东省缺条条例", "一。", "二。", "三。", "四。")
        row["articles"] = [row["articles"][n] for n in (0, 3, 3)]
        found = corpus.read(written(tmp_path, row))
        assert [each.label for each in found.texts[0].articles] == ["第一条", "第四条"]
        assert any("缺第二条至第三条" in each for each in found.problems)
        assert any("第四条出现两次" in each for each in found.problems)

    def test_of_two_laws_of_one_title_and_day_the_fuller_is_kept(self, tmp_path):
        shorter = {**ROADS_2022, "id": "shorter", "articles": ROADS_2022["articles"][:2]}
        found = corpus.read(written(tmp_path, shorter, ROADS_2022))
        assert [text.key for text in found.texts] == ["roads2022"]
        assert any("与另一份同名、同日" in each for each in found.problems)

    def test_a_history_that_goes_on_after_the_promulgation_knows_better(self, tmp_path):
        revised = {**ROADS_2005, "history": [{"date": "2018-05-01", "event": "第一次修正"}]}
        found = corpus.read(written(tmp_path, revised))
        assert found.texts[0].made_on == date(2018, 5, 1)
        assert any("题注却写明2018-05-01" in each for each in found.problems)

    @pytest.mark.parametrize(
        "content", [b"", b"\x1f\x8b\x08broken", "没有一部法规".encode(), b"\xff\xfe\x00"]
    )
    def test_a_file_that_is_no_corpus_is_refused(self, tmp_path, content):
        path = tmp_path / "laws.jsonl.gz"
        path.write_bytes(content)
        with pytest.raises(Refused, match="没有读到法规"):
            corpus.read(path)

    def test_of_a_file_that_breaks_off_what_came_before_is_read(self, tmp_path):
        many = [law(f"云东省第{n}号条例", "甲" * 50 + str(n * 7919)) for n in range(300)]
        path = written(tmp_path, *many)
        path.write_bytes(path.read_bytes()[:-200])
        found = corpus.read(path)
        assert 0 < len(found.texts) < 300
        assert "之后损坏" in found.problems[-1]

    def test_laws_that_repeal_each_other_are_named(self, tmp_path):
        one = law("云东省甲条例", "甲。", "本条例自2010年5月1日起施行。《云东省乙条例》同时废止。", id="one")
        other = law(
            "云东省乙条例", "乙。", "本条例自2010年5月1日起施行。《云东省甲条例》同时废止。", id="other"
        )
        found = actions.read_laws(written(tmp_path, one, other))
        assert any("互相废止" in each for each in found.corpus.problems)

    def test_bytes_that_no_database_takes_are_left_out(self, imports):
        imports(law("云东省空字条例", "甲\0乙。"))
        assert Article.objects.get().text == "甲乙。"
