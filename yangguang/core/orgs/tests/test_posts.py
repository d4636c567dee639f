"""Who may act and see what on which day: by a post, for an absent colleague, and from above."""

from datetime import date

import pytest
from django.db import IntegrityError, models, transaction

from yangguang.core.orgs import queries
from yangguang.core.orgs.models import Organisation, Person, Post, Substitution

pytestmark = pytest.mark.django_db

FIRST, LAST, AFTER = date(2024, 3, 4), date(2024, 3, 8), date(2024, 3, 9)
"""The days of a post or an absence, and the first on which it is over."""
DAYS = [(date(2024, 3, 3), False), (FIRST, True), (LAST, True), (AFTER, False)]


@pytest.fixture
def district() -> Organisation:
    return Organisation.add(code="440404", name="金湾区人民政府", short_name="金湾府", kind="government")


@pytest.fixture
def bureau(district) -> Organisation:
    return Organisation.add(
        code="440404-03", name="金湾区教育局", short_name="金湾教育", kind="agency", parent=district
    )


@pytest.fixture
def town(district) -> Organisation:
    return Organisation.add(
        code="440404100", name="三灶镇人民政府", short_name="三灶府", kind="town", parent=district
    )


@pytest.fixture
def village(town) -> Organisation:
    return Organisation.add(
        code="440404100200", name="海澄村", short_name="海澄", kind="village", parent=town
    )


def person(name: str) -> Person:
    return Person.objects.create_user(name, name=name)


def hold(who: Person, org: Organisation, role: str = "经办", since: date = date(2021, 1, 1), **given) -> Post:
    return Post.objects.create(org=org, person=who, role=role, since=since, **given)


def stand_in(deputy: Person, absent: Person, org: Organisation) -> Substitution:
    return Substitution.objects.create(org=org, absent=absent, deputy=deputy, since=FIRST, until=AFTER)


class TestPost:
    @pytest.mark.parametrize(("day", "is_held"), DAYS)
    def test_is_held_from_its_first_day_and_no_longer_on_the_day_after_its_last(self, bureau, day, is_held):
        lin = person("林晓")
        hold(lin, bureau, since=FIRST, until=AFTER)
        assert queries.posts_of(lin, day).exists() is is_held
        assert (lin in queries.holders_of("经办", bureau, day)) is is_held
        assert queries.visible_to(lin, day).exists() is is_held

    def test_without_an_end_is_held_for_good(self, bureau):
        lin = person("林晓")
        hold(lin, bureau, since=FIRST)
        assert queries.posts_of(lin, date(2099, 1, 1)).exists()

    def test_of_a_closed_account_waits_for_nobody(self, bureau):
        lin = person("林晓")
        hold(lin, bureau)
        lin.is_active = False
        lin.save()
        assert not queries.holders_of("经办", bureau, FIRST).exists()

    def test_is_that_of_one_organisation(self, bureau, town):
        lin = person("林晓")
        hold(lin, bureau)
        assert list(queries.holders_of("经办", bureau, FIRST)) == [lin]
        assert list(queries.holders_of("经办", town, FIRST)) == []
        assert list(queries.holders_of("法制审核", bureau, FIRST)) == []

    def test_held_twice_counts_one_person(self, bureau):
        """Two appointments may overlap for some days."""
        lin = person("林晓")
        hold(lin, bureau, since=date(2021, 1, 1))
        hold(lin, bureau, since=FIRST)
        assert list(queries.holders_of("经办", bureau, FIRST)) == [lin]

    def test_past_ones_are_remembered(self, bureau):
        lin, he = person("林晓"), person("何平")
        hold(he, bureau)
        gone = hold(lin, bureau, since=date(2021, 1, 1), until=FIRST)
        assert gone in queries.posts_seen_by(he, LAST)
        assert lin in queries.people_seen_by(he, LAST)

    @pytest.mark.parametrize("until", [FIRST, date(2024, 3, 3)])
    def test_does_not_end_before_its_first_day_is_over(self, bureau, until):
        with pytest.raises(IntegrityError, match="post_ends_after_it_begins"), transaction.atomic():
            hold(person("林晓"), bureau, since=FIRST, until=until)


class TestDeputy:
    @pytest.mark.parametrize(("day", "is_acting"), DAYS)
    def test_acts_from_the_first_day_and_no_longer_on_the_day_after_the_last(self, bureau, day, is_acting):
        lin, he = person("林晓"), person("何平")
        post = hold(lin, bureau)
        stand_in(he, lin, bureau)
        assert (post in queries.posts_of(he, day)) is is_acting
        assert queries.absences_covered_by(he, day).exists() is is_acting
        assert (bureau in queries.visible_to(he, day)) is is_acting

    def test_acts_in_the_organisation_that_arranged_it_alone(self, bureau, town):
        lin, he = person("林晓"), person("何平")
        here = hold(lin, bureau)
        hold(lin, town)
        stand_in(he, lin, bureau)
        assert list(queries.posts_of(he, FIRST)) == [here]
        assert list(queries.visible_to(he, FIRST)) == [bureau]

    def test_has_no_more_than_the_absent_one_has_that_day(self, bureau):
        lin, he = person("林晓"), person("何平")
        hold(lin, bureau, "受理窗口", until=LAST)
        later = hold(lin, bureau, "法制审核", since=LAST)
        stand_in(he, lin, bureau)
        assert [post.role for post in queries.posts_of(he, FIRST)] == ["受理窗口"]
        assert list(queries.posts_of(he, LAST)) == [later]

    def test_keeps_his_own_posts_and_the_absent_one_his(self, bureau):
        lin, he = person("林晓"), person("何平")
        of_lin, of_he = hold(lin, bureau, "受理窗口"), hold(he, bureau, "经办")
        stand_in(he, lin, bureau)
        assert set(queries.posts_of(he, FIRST)) == {of_lin, of_he}
        assert set(queries.posts_of(lin, FIRST)) == {of_lin}

    def test_of_a_deputy_does_not_act_for_both(self, bureau):
        """Each absence was entrusted to one person, and not to whomever that one entrusts in turn."""
        lin, he, wu = person("林晓"), person("何平"), person("吴越")
        hold(lin, bureau, "受理窗口")
        of_he = hold(he, bureau, "经办")
        stand_in(he, lin, bureau)
        stand_in(wu, he, bureau)
        assert list(queries.posts_of(wu, FIRST)) == [of_he]

    def test_sees_what_the_absent_one_oversees(self, district, bureau, town, village):
        zhou, he = person("周正"), person("何平")
        hold(zhou, town, "负责人", oversees=True)
        stand_in(he, zhou, town)
        assert set(queries.visible_to(he, FIRST)) == {town, village}
        assert not queries.visible_to(he, AFTER).exists()

    def test_is_somebody_else(self, bureau):
        lin = person("林晓")
        with pytest.raises(IntegrityError, match="nobody_acts_for_himself"), transaction.atomic():
            stand_in(lin, lin, bureau)


class TestTree:
    def test_holds_an_organisation_and_all_below_it(self, district, bureau, town, village):
        assert list(district.subtree()) == [district, bureau, town, village]
        assert list(town.subtree()) == [town, village]
        assert list(village.subtree()) == [village]

    def test_twentieth_organisation_is_not_below_the_second(self, district):
        """Their keys begin alike."""
        agencies = [
            Organisation.add(
                code=f"440404-{n:02}", name=f"第{n}局", short_name=f"第{n}局", kind="agency", parent=district
            )
            for n in range(1, 22)
        ]
        assert [list(each.subtree()) for each in agencies] == [[each] for each in agencies]

    def test_post_that_oversees_sees_what_is_below_and_nothing_above_or_beside(
        self, district, bureau, town, village
    ):
        zhou, lin, he = person("周正"), person("林晓"), person("何平")
        hold(zhou, district, oversees=True)
        hold(lin, town, oversees=True)
        hold(he, town)
        assert set(queries.visible_to(zhou, FIRST)) == {district, bureau, town, village}
        assert set(queries.visible_to(lin, FIRST)) == {town, village}
        assert set(queries.visible_to(he, FIRST)) == {town}

    def test_who_holds_no_post_sees_nothing_and_the_administrator_everything(self, district, town):
        assert not queries.visible_to(person("外人"), FIRST).exists()
        admin = Person.objects.create_superuser("admin", name="管理员")
        assert set(queries.visible_to(admin, FIRST)) == {district, town}

    def test_organisation_of_another_region_has_a_key_of_that_region(self, district, town):
        other = Organisation.add(code="440403", name="斗门区人民政府", short_name="斗门府", kind="government")
        assert [each.region for each in (district, town, other)] == ["440404", "440404", "440403"]
        assert other not in district.subtree()

    def test_nothing_is_taken_from_under_what_rests_on_it(self, district, town):
        with pytest.raises(models.ProtectedError):
            district.delete()

    def test_home_is_where_somebody_began(self, district, bureau, town):
        lin = person("林晓")
        hold(lin, town, since=date(2022, 1, 1))
        hold(lin, bureau, since=date(2021, 1, 1), until=date(2022, 1, 1))
        assert queries.home_of(lin) == bureau
        assert queries.home_of(person("外人")) == district
