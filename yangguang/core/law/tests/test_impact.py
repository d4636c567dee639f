"""What a change of law touches, and what becomes of a law that a decision ends."""

from datetime import date

import pytest

from yangguang.core.law import actions, corpus, impact, linking, queries
from yangguang.core.law.impact import Change, How
from yangguang.core.law.models import Ending, Instrument, Link, Period
from yangguang.core.law.tests.conftest import NOW
from yangguang.core.law.tests.laws import LIBRARY, law
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.models import Record
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Refused
from yangguang.rules.validity import Validity

ON = date(2024, 9, 1)


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


@pytest.fixture
def roads(library) -> Instrument:
    return called("云东省道路条例")


@pytest.fixture
def bureau(district) -> Organisation:
    return Organisation.add(
        code="440404-03", name="金湾区交通局", short_name="金湾交通", kind="agency", parent=district
    )


def stands(org: Organisation, key: str, text: str) -> None:
    citing = linking.Citing(kind="page", key=key, label=f"第{key}份", url=f"/{key}", org_id=org.pk)
    linking.put_all([(citing, text, date(2023, 1, 1))])


def touched(change: Change) -> list[str]:
    return [each.label for each in impact.impact(change) if each.kind == "page"]


class TestImpact:
    @pytest.fixture(autouse=True)
    def _who_stands(self, roads, district, bureau):
        self.roads = roads
        stands(district, "1", "根据《云东省道路条例》第二条办理。")
        stands(bureau, "2", "根据《云东省道路条例》第三条第二款办理。")
        stands(bureau, "3", "根据《云东省道路条例》办理。")
        stands(bureau, "4", "根据《云东省桥梁和隧道条例》第二条办理。")

    @pytest.mark.parametrize(
        ("places", "with_whole", "expected"),
        [
            ((), True, ["第1份", "第2份", "第3份"]),
            ((), False, ["第1份", "第2份", "第3份"]),
            ((Place(2),), False, ["第1份"]),
            ((Place(2),), True, ["第1份", "第3份"]),
            ((Place(2, paragraph=1),), False, ["第1份"]),
            ((Place(3),), False, ["第2份"]),
            ((Place(3, paragraph=1),), False, []),
            ((Place(3, 1),), False, []),
        ],
    )
    def test_is_who_cites_what_changes(self, places, with_whole, expected):
        change = Change(instrument=self.roads, on=ON, places=places, with_whole=with_whole)
        assert touched(change) == expected

    def test_says_whose_it_is_which_article_and_what_happens(self, bureau):
        change = Change(instrument=self.roads, on=ON, how=How.AMENDED, places=(Place(3),), with_whole=False)
        [found] = impact.impact(change)
        assert (found.org, found.url, found.places) == (bureau, "/2", (Place(3, paragraph=2),))
        assert found.words == "《云东省道路条例》第三条第二款"
        assert found.text == "2021年11月20日文本"
        assert found.becomes == "所引条款自2024年9月1日起修改"

    def test_names_a_thing_once_however_often_it_cites(self, district):
        stands(district, "1", "根据《云东省道路条例》第二条、第三条和第二条办理。")
        [first, *_] = impact.impact(Change(instrument=self.roads, on=ON))
        assert first.places == (Place(2), Place(3))

    def test_reaches_other_laws_that_are_in_force(self):
        laws = [each.label for each in impact.impact(Change(instrument=self.roads, on=ON)) if not each.org]
        assert laws == ["《云东省桥梁和隧道条例》第一条", "《云东省桥梁和隧道条例》第二条"]
        before = Change(instrument=self.roads, on=date(2015, 1, 1))
        assert not [each for each in impact.impact(before) if each.org is None]

    def test_leaves_out_the_law_that_makes_the_change(self):
        bridges = called("云东省桥梁条例")
        assert impact.impact(Change(instrument=bridges, on=date(2020, 6, 1))) == []

    def test_only_reads(self):
        before = (Link.objects.count(), Record.objects.count())
        impact.impact(Change(instrument=self.roads, on=ON))
        assert (Link.objects.count(), Record.objects.count()) == before


class TestProposedChanges:
    def test_are_the_repeals_with_their_sentence(self, library):
        [found] = impact.proposed(called("云东省桥梁条例"))
        assert (found.on, found.how, found.places) == (date(2020, 6, 1), How.REPEALED, ())
        assert "《云东省桥梁条例》同时废止" in found.basis

    def test_are_the_articles_in_which_a_text_differs_from_the_one_before(self, roads):
        """第一条 and 第二条 say something else; 第三条 is new, and the commencement is 第四条 now."""
        [found] = impact.proposed(roads)
        assert (found.on, found.how) == (date(2022, 1, 1), How.AMENDED)
        assert found.places == (Place(1), Place(2), Place(3))

    def test_are_the_articles_that_stand_under_another_number(self, imports):
        old = law("云东省井盖条例", "甲乙丙丁。", "井盖归镇里管。", promulgated="2010-01-01", id="lid2010")
        new = law(
            "云东省井盖条例", "甲乙丙丁。", "新的一条，说别的事情。", "井盖归镇里管。",
            promulgated="2020-01-01", id="lid2020",
        )  # fmt: skip
        imports(old, new)
        [found] = impact.proposed(called("云东省井盖条例"))
        assert found.places == (Place(2),)


class TestNotingAnEnd:
    def end(self, law, org, by, **said):
        given = {"on": ON, "how": Validity.REPEALED, "basis": "清理决定第三项。", **said}
        return actions.note_end(law, **given, org=org, by=by, at=NOW)

    def test_ends_it_with_its_basis_and_leaves_all_others_as_they_were(self, roads, district, clerk):
        others = list(Period.objects.exclude(instrument=roads).order_by("pk").values())
        self.end(roads, district, clerk)
        standing = queries.standing(roads, ON)
        assert standing.validity is Validity.REPEALED
        assert any("清理决定第三项。" in each for each in standing.reasons)
        assert queries.standing(roads, date(2024, 8, 31)).validity is Validity.IN_FORCE
        assert Period.objects.on(ON).get(instrument=roads).validity == "repealed"
        assert list(Period.objects.exclude(instrument=roads).order_by("pk").values()) == others

    def test_outlives_the_next_import(self, roads, imports, district, clerk):
        self.end(roads, district, clerk)
        imports(*LIBRARY, law("云东省新条例", "新的。"))
        assert Period.objects.on(ON).get(instrument=roads).validity == "repealed"

    def test_does_nothing_where_the_library_knows(self, library, district, clerk):
        before = Record.objects.count()
        assert self.end(called("云东省桥梁条例"), district, clerk) is None
        assert not Ending.objects.exists()
        assert Record.objects.count() == before

    @pytest.mark.parametrize(
        ("said", "words"),
        [({"basis": " "}, "请写明废止、失效的依据"), ({"on": date(2021, 1, 1)}, "2021年11月20日文本")],
    )
    def test_is_refused_without_basis_or_before_the_text_was_made(self, roads, district, clerk, said, words):
        with pytest.raises(Refused, match=words):
            self.end(roads, district, clerk, **said)
        assert not Ending.objects.exists()


class TestWhatStandsInFiles:
    """Terms and metrics cite real law; the library here has one that they name."""

    @pytest.fixture(autouse=True)
    def _regulation(self, imports, district):
        articles = [f"第{n}条的内容。" for n in range(1, 11)]
        imports(
            law("中华人民共和国政府信息公开条例", *articles, promulgated="2019-04-03", category="行政法规", id="xxgk"),
        )  # fmt: skip
        self.law = called("中华人民共和国政府信息公开条例")

    def test_is_linked_by_an_import_with_its_owner(self, district):
        found = impact.impact(Change(instrument=self.law, on=ON, places=(Place(33, paragraph=2),)))
        terms = [each for each in found if each.kind == "law.term"]
        assert any("答复期限" in each.label and "20个工作日" in each.label for each in terms)
        assert {each.org for each in found} == {district}

    def test_but_not_the_value_of_a_term_that_applied_before(self):
        labels = [each.label for each in impact.impact(Change(instrument=self.law, on=ON))]
        assert not [each for each in labels if "答复期限" in each and "15个工作日" in each]

    def test_metrics_are_among_it(self):
        found = impact.impact(Change(instrument=self.law, on=ON, places=(Place(50),)))
        metrics = {each.key for each in found if each.kind == "law.metric"}
        assert metrics == {name for name, each in all_metrics().items() if "公开条例第五十条" in each.source}
        assert metrics

    def test_steps_of_processes_are_among_it(self):
        """The step of searching rests on 第三十八条, as the diagram of requests for disclosure says."""
        found = impact.impact(Change(instrument=self.law, on=ON, places=(Place(38),), with_whole=False))
        steps = {each.key: each.url for each in found if each.kind == "cases.process"}
        assert steps["disclosure#search"] == "/office/processes/disclosure/"

    def test_linking_once_more_changes_nothing(self):
        before = sorted(Link.objects.values_list("kind", "key", "article", "words"))
        assert actions.link_all() == len([each for each in before if each[0] != "law"])
        assert sorted(Link.objects.values_list("kind", "key", "article", "words")) == before

    def test_what_nobody_tells_any_more_is_forgotten(self, district):
        stands(district, "9", "根据《中华人民共和国政府信息公开条例》第二条办理。")
        actions.link_all()
        assert not Link.objects.filter(kind="page").exists()
