"""What the items of catalogues stand on is known to the library of law as soon as somebody wrote it down."""

from datetime import date

import pytest

from yangguang.core.law import actions as law
from yangguang.core.law.models import Instrument, Link
from yangguang.core.law.tests.laws import law as line
from yangguang.core.law.tests.laws import written
from yangguang.core.matters import actions
from yangguang.core.matters.tests.rows import at, entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def schools(district, clerk, tmp_path, settings) -> None:
    """A library with the law that the items name, in two texts."""
    settings.HOME = tmp_path / "home"
    title, articles = "中华人民共和国义务教育法", ["国家实行九年义务教育制度。", "学区由县级教育部门划分。"]
    path = written(
        tmp_path,
        *(
            line(title, *articles, "本法自公布之日起施行。", promulgated=day, category="法律", id=day)
            for day in ("2006-06-29", "2023-06-01")
        ),
    )
    law.import_laws(path, org=district, by=clerk, at=at("2023-07-01"))


def cited() -> list[tuple[str, int, str]]:
    """Return which items cite which article of which text."""
    return [
        (each.label, each.article, each.version.key)
        for each in Link.objects.filter(kind="matters.item").select_related("version").order_by("pk")
    ]


def test_a_new_catalogue_is_linked_to_whoever_keeps_it(catalogue, district):
    assert [article for _, article, _ in cited()] == [0, 0, 0]
    assert {each.org_id for each in Link.objects.filter(kind="matters.item")} == {district.pk}


def test_an_item_stands_on_the_text_of_the_day_on_which_it_was_written(catalogue, clerk):
    item = catalogue.items.get(seq=1)
    assert {text for _, _, text in cited()} == {"2006-06-29"}
    changed = entry(1, "政策文件", "法律法规", bases="《中华人民共和国义务教育法》第二条")
    actions.change_item(item, changed, by=clerk, at=at("2023-08-01"))
    [own] = Link.objects.filter(kind="matters.item", key=str(item.pk))
    assert (own.article, own.version.key) == (2, "2023-06-01")
    law.link_all()
    [again] = Link.objects.filter(kind="matters.item", key=str(item.pk))
    assert (again.article, again.version.key) == (2, "2023-06-01")


def test_an_item_that_is_taken_out_stands_on_nothing(catalogue, clerk):
    item = catalogue.items.get(seq=1)
    actions.retire_item(item, until=date(2023, 9, 1), reason="依据已废止", by=clerk, at=at("2023-08-01"))
    assert not Link.objects.filter(kind="matters.item", key=str(item.pk)).exists()
    assert len(cited()) == 2


def test_a_new_edition_takes_the_place_of_the_old_one(catalogue, clerk, district):
    said = {"title": catalogue.title, "kind": "standard", "field": "义务教育", "edition": "2024年版"}
    made = actions.adopt_catalogue(
        district, **said, adopted_on=date(2024, 1, 1), entries=[entry(1)], replaces=catalogue, by=clerk,
        at=at("2024-01-02"),
    )  # fmt: skip
    assert list(Link.objects.filter(kind="matters.item").values_list("key", flat=True)) == [
        str(made.items.get().pk)
    ]


def test_a_town_that_takes_it_over_stands_on_the_same(catalogue, town, townswoman):
    actions.take_over(
        catalogue, town, edition="2023年版", adopted_on=date(2023, 2, 1), by=townswoman, at=at("2023-02-01")
    )
    owned = Link.objects.filter(kind="matters.item", org=town)
    assert owned.count() == 2
    assert set(owned.values_list("instrument", flat=True)) == {Instrument.objects.get().pk}
