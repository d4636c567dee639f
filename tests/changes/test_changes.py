"""A change of law is entered once, each owner settles its list, and then nothing is open any more."""

from datetime import date

import pytest

from tests.changes.office import BASIS, Office, office
from tests.publishing.newsroom import at
from yangguang.core.cases.models import Case, Clock
from yangguang.core.law import queries as law
from yangguang.core.law.models import Ending, Instrument
from yangguang.core.matters.models import Item
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Refused
from yangguang.rules.validity import Validity
from yangguang.work.changes import queries
from yangguang.work.changes.models import Change, Checklist, Entry

pytestmark = pytest.mark.django_db
ON = date(2024, 7, 3)


@pytest.fixture
def made(tmp_path, settings) -> Office:
    settings.HOME = tmp_path / "home"
    return office(tmp_path)


def rows() -> list[int]:
    return [model.objects.count() for model in (Change, Checklist, Entry, Case, Ending, Record)]


class Refusing:
    def __init__(self, words: str) -> None:
        self.words = words

    def __enter__(self) -> None:
        self.before = rows()

    def __exit__(self, kind, refused, trace) -> bool:
        assert kind is Refused, f"not refused, but {kind}"
        assert self.words in str(refused)
        assert rows() == self.before
        return True


class TestEntering:
    def test_opens_one_case_for_each_owner_with_its_list(self, made):
        change = made.enter()
        lists = {each.org: each for each in change.checklists.all()}
        assert set(lists) == {made.district, made.bureau}
        labels = [each.label for each in lists[made.district].entries.all()]
        assert ["第1项" in labels[0], "第2项" in labels[1], len(labels)] == [True, True, 2]
        [own] = lists[made.bureau].entries.all()
        assert own.places == ["第二条", "第三条"]
        assert own.becomes == "所依据的法规自2024年9月1日起废止"
        assert own.url == Item.objects.get(pk=own.key).desk_url

    def test_counts_the_days_of_settling_from_then(self, made):
        """2024-07-01 is a Monday; there is no holiday in July 2024, so the 20th working day after it is 07-29."""
        change = made.enter()
        due = Clock.objects.filter(case__checklist__change=change, key="settlement").values_list(
            "due_on", flat=True
        )
        assert set(due) == {date(2024, 7, 29)}

    def test_of_an_article_leaves_out_who_does_not_cite_it(self, made):
        change = made.enter(places=[Place(3)], how="amended", with_whole=False)
        assert [each.org for each in change.checklists.all()] == [made.bureau]
        assert law.standing(made.roads, date(2024, 9, 1)).validity is Validity.IN_FORCE

    def test_of_a_whole_law_marks_what_the_library_did_not_know(self, made):
        made.enter()
        assert law.standing(made.roads, date(2024, 9, 1)).validity is Validity.REPEALED
        assert any(BASIS in each for each in law.standing(made.roads, date(2024, 9, 1)).reasons)

    def test_of_a_law_that_the_library_knows_as_ended_marks_nothing(self, made):
        bridges = Instrument.objects.get(title="云东省桥梁条例")
        made.roads = bridges
        change = made.enter(on=date(2020, 6, 1))
        assert not Ending.objects.exists()
        assert not change.checklists.exists()

    def test_leaves_a_record_in_the_ledger_of_each(self, made):
        made.enter()
        kinds = Record.objects.filter(at=at("2024-07-01")).order_by("pk").values_list("kind", "org_id")
        assert sorted(kinds) == sorted(
            [
                ("changes.list_opened", made.district.pk),
                ("changes.list_opened", made.bureau.pk),
                ("changes.entered", made.district.pk),
            ]
        )

    def test_clicked_twice_is_entered_once(self, made):
        first = made.enter(once="a-key")
        before = rows()
        assert made.enter(once="a-key") == first
        assert rows() == before

    def test_of_the_same_change_is_refused(self, made):
        made.enter(places=[Place(3), Place(2)])
        with Refusing("这项变动已于2024年7月1日登记"):
            made.enter(places=[Place(2), Place(3)], at=at("2024-07-05"))

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"basis": "  "}, "请写明依据"),
            ({"how": "vanished"}, "请选择变动的方式"),
            ({"how": "expired", "places": [Place(2)]}, "失效的是整部法规"),
            ({"on": date(2021, 1, 1)}, "2021年11月20日文本"),
        ],
    )
    def test_of_what_cannot_be_is_refused(self, made, said, words):
        with Refusing(words):
            made.enter(**said)

    def test_is_for_who_keeps_the_library(self, made):
        with Refusing("由金湾区人民政府的“法规核对”岗位办理"):
            made.enter(by=made.checker)
        with Refusing("法规库由金湾区人民政府维护"):
            made.enter(org=made.bureau, by=made.checker)


class TestSettling:
    @pytest.fixture(autouse=True)
    def _entered(self, made):
        self.made, self.change = made, made.enter()
        self.ours = self.change.checklists.get(org=made.district)
        self.theirs = self.change.checklists.get(org=made.bureau)

    def test_one_thing_leaves_the_list_open(self):
        first = self.ours.entries.first()
        self.made.settle(self.ours, entries=[first.pk], decision="changed", reason="已改写依据。")
        first.refresh_from_db()
        assert (first.decision, first.decided_by, first.decided_at) == (
            "changed",
            self.made.keeper,
            at("2024-07-02"),
        )
        self.ours.case.refresh_from_db()
        assert self.ours.case.state == Case.State.RUNNING
        assert Record.objects.latest("pk").note.endswith("还有1项。")

    def test_everything_closes_the_case_and_empties_the_board(self):
        for each in (self.ours, self.theirs):
            self.made.settle(each)
            each.case.refresh_from_db()
            assert each.case.state == Case.State.ENDED
        assert not queries.unsettled(self.made.keeper, ON).exists()
        assert [each.is_over for each in queries.progress(self.change.checklists.all())] == [True, True]

    def test_what_was_said_may_be_said_otherwise_while_the_list_is_open(self):
        first = self.ours.entries.first()
        for decision in ("right", "ended"):
            self.made.settle(self.ours, entries=[first.pk], decision=decision)
        first.refresh_from_db()
        assert first.decision == "ended"

    def test_clicked_twice_is_done_once(self):
        for _ in range(2):
            self.made.settle(self.theirs, once="a-key")
        assert Record.objects.filter(kind="changes.settled").count() == 1

    def test_of_a_settled_list_is_refused(self):
        self.made.settle(self.theirs)
        with Refusing("这份清单已经核对完毕"):
            self.made.settle(self.theirs, decision="ended")

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"reason": " "}, "请写明理由"),
            ({"decision": "maybe"}, "请选择核对结果"),
            ({"entries": []}, "请勾选"),
        ],
    )
    def test_without_what_it_needs_is_refused(self, said, words):
        with Refusing(words):
            self.made.settle(self.ours, **said)

    def test_of_things_of_another_list_is_refused(self):
        with Refusing("不在这份清单里"):
            self.made.settle(self.ours, entries=[self.theirs.entries.get().pk])

    def test_is_for_who_checks_law_in_that_organisation(self):
        with Refusing("由金湾区人民政府的“法规核对”岗位办理"):
            self.made.settle(self.ours, by=self.made.checker)


class TestReading:
    @pytest.fixture(autouse=True)
    def _entered(self, made, client):
        self.made, self.change, self.client = made, made.enter(), client

    def as_(self, person: Person) -> None:
        self.client.force_login(person, "django.contrib.auth.backends.ModelBackend")

    def words(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()

    def test_an_organisation_finds_its_own_list_alone(self):
        ours, theirs = (
            self.change.checklists.get(org=each) for each in (self.made.district, self.made.bureau)
        )
        self.as_(self.made.checker)
        assert "第1项" in self.words(theirs.desk_url)
        assert self.client.get(ours.desk_url).status_code == 404
        shown = self.words(self.change.desk_url)
        assert theirs.desk_url in shown
        assert ours.desk_url not in shown

    def test_who_entered_it_finds_all_lists(self):
        self.as_(self.made.keeper)
        shown = self.words(self.change.desk_url)
        assert all(each.desk_url in shown for each in self.change.checklists.all())
        taken = self.words(f"{self.change.desk_url}list.csv")
        assert taken.count("\n") == 1 + Entry.objects.count()
        assert self.client.get(f"{self.change.desk_url}list.xlsx").content.startswith(b"PK")
        assert self.client.get(f"{self.change.desk_url}list.exe").status_code == 404

    def test_a_stranger_finds_nothing(self):
        other = Organisation.add(code="440405", name="邻区人民政府", short_name="邻区府", kind="government")
        stranger = Person.objects.create_user("stranger", name="外人", is_staff=True)
        Post.objects.create(
            org=other, person=stranger, role="法规核对", since=date(2021, 1, 1), oversees=True
        )
        self.as_(stranger)
        addresses = [self.change.desk_url, f"{self.change.desk_url}list.csv"]
        addresses += [each.desk_url for each in self.change.checklists.all()]
        for address in addresses:
            assert self.client.get(address).status_code == 404, address
        for address in addresses[2:]:
            assert self.client.post(address).status_code == 404, address
        assert "金湾" not in self.words("/office/law-changes/")
        looked = self.words(f"/office/law-changes/of/{self.made.roads.key}/?how=repealed&on=2024-09-01")
        assert "还有3项属于您不能查看的机关" in looked
        assert "第1项" not in looked

    def test_the_dry_run_writes_nothing(self):
        self.as_(self.made.keeper)
        before = rows()
        looked = self.words(
            f"/office/law-changes/of/{self.made.roads.key}/?how=amended&on=2024-09-01&places=第三条"
        )
        assert "涉及1个机关1项" in looked
        taken = self.words(f"/office/law-changes/of/{self.made.roads.key}/list.csv?how=amended&on=2024-09-01")
        assert taken.count("公开事项") == 3
        assert rows() == before

    @pytest.mark.parametrize(
        "wrong",
        ["on=2024-13-01&how=repealed", "on=2024-09-01&how=no", "on=2024-09-01&how=repealed&places=附件"],
    )
    def test_a_dry_run_of_what_is_none_says_so(self, wrong):
        self.as_(self.made.keeper)
        assert "错误：" in self.words(f"/office/law-changes/of/{self.made.roads.key}/?{wrong}")
        assert (
            self.client.get(f"/office/law-changes/of/{self.made.roads.key}/list.csv?{wrong}").status_code
            == 404
        )

    def test_the_first_page_says_what_waits(self):
        self.as_(self.made.checker)
        assert "待核对的法规变动" in self.words("/office/")
