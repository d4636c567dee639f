from datetime import date

from yangguang.core.law import corpus, linking, queries
from yangguang.core.law.models import Instrument, Link
from yangguang.rules.law.citations import find
from yangguang.rules.law.places import Place


def called(title: str) -> Instrument:
    return Instrument.objects.get(key=corpus.key_of_title(title))


def test_a_citation_is_linked_both_ways(library):
    roads = called("云东省道路条例")
    [link] = queries.cited_by(roads, Place(2))
    assert link.source.key == "bridges2020"
    assert "第二条" in link.label
    assert link in queries.cites(link.source)


def test_it_means_the_text_that_was_in_force_when_it_was_written(library):
    [link] = queries.cited_by(called("云东省道路条例"), Place(2))
    assert link.version.key == "roads2005"


def test_what_a_law_says_of_itself_is_no_citation_by_others(library):
    own = Link.objects.get(source__key="roads2022", article=2)
    assert own.how == "self"
    assert own not in queries.cited_by(called("云东省道路条例"))


def test_resolving_leads_to_the_article_of_that_day(library):
    titles = queries.titles()
    [citation] = find("依照《云东省道路条例》第三条处理。", titles)
    old, new = (queries.resolve(citation, on=date(year, 6, 1)) for year in (2010, 2023))
    assert "施行" in old.articles[0].text
    assert "责令改正" in new.articles[0].text
    assert new.address.endswith("#tiao-3")


def test_an_article_that_the_text_of_the_day_lacks_is_missing(library):
    [citation] = find("依照《云东省道路条例》第四条处理。", queries.titles())
    assert queries.resolve(citation, on=date(2010, 6, 1)).missing == [Place(4)]


def test_an_unknown_law_resolves_to_nothing(library):
    [citation] = find("依照《云东省没有的条例》第四条处理。", queries.titles())
    assert queries.resolve(citation, on=date(2010, 6, 1)) is None


def test_a_page_of_the_office_is_linked_and_forgotten(library, district):
    citing = linking.Citing(kind="page", key="7", label="通知", url="/news/7.html", org_id=district.pk)
    text = "根据《云东省道路条例》第二条，通知如下。"
    for _ in range(2):  # once more is the same
        assert linking.put_links(citing, text, on=date(2023, 1, 1)) == 1
    assert Link.objects.filter(kind="page").get().version.key == "roads2022"
    linking.remove_links("page", "7")
    assert not Link.objects.filter(kind="page").exists()
