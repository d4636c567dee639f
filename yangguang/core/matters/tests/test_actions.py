"""Who keeps catalogues and guides, what is refused, and what is left in the ledger."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.core.matters import actions, queries, sheets
from yangguang.core.matters.models import Catalogue, Guide, GuideCheck, Item
from yangguang.core.matters.tests.rows import at, entry, refused
from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs import actions as orgs
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.periods import Period

pytestmark = pytest.mark.django_db

NEW = date(2024, 3, 1)
NOW = {"at": at("2024-03-01")}
TEXTS = {
    "classification": "法规公文、机构概况",
    "arrangement": "按领域和年度编排",
    "access_methods": "区政府网站",
}


def last_record() -> Record:
    return Record.objects.latest("pk")


def adopted(org: Organisation, by: Person, **given) -> Catalogue:
    said = {"title": "主动公开基本目录", "kind": "basic", "edition": "2024年版", "adopted_on": NEW, **given}
    return actions.adopt_catalogue(org, **said, by=by, **NOW)


class TestAdopting:
    def test_catalogue_has_its_items_and_one_record(self, catalogue, bureau):
        items = queries.items_of(catalogue, NEW)
        assert [(each.seq, str(each), each.org) for each in items] == [
            (1, "政策文件·法律法规", bureau),
            (2, "政策文件·规范性文件", bureau),
            (3, "招生管理·学区划分", bureau),
        ]
        assert [each.is_compulsory for each in items] == [False, False, True]
        assert last_record().note == "编制义务教育领域基层政务公开标准目录（2023年版），3项"
        assert Record.objects.count() == 1

    def test_new_edition_ends_the_old_one_with_its_items(self, catalogue, clerk, district):
        new = adopted(
            district, clerk, title=catalogue.title, kind="standard", field="义务教育", entries=[entry(1)],
            replaces=catalogue,
        )  # fmt: skip
        assert list(queries.catalogues(date(2024, 2, 29))) == [Catalogue.objects.get(pk=catalogue.pk)]
        assert list(queries.catalogues(NEW)) == [new]
        assert not queries.items_of(catalogue, NEW).exists()
        assert queries.items_of(catalogue, date(2024, 2, 29)).count() == 3

    def test_same_edition_twice_is_refused(self, catalogue, district, clerk):
        with refused("已有“义务教育领域基层政务公开标准目录（2023年版）”"):
            adopted(
                district, clerk, title=catalogue.title, edition="2023年版", kind="standard", field="义务教育"
            )

    def test_done_once_under_a_key(self, district, clerk):
        first = adopted(district, clerk, once="key")
        assert adopted(district, clerk, once="key") == first
        assert Catalogue.objects.count() == Record.objects.count() == 1

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"kind": "standard"}, "标准目录须写明领域"),
            ({"field": "义务教育"}, "基本目录不分领域"),
            ({"title": " "}, "请填写目录名称"),
            ({"edition": ""}, "请填写版本"),
            (
                {"entries": [entry(1, publisher="海事局")]},
                "公开主体“海事局”不在金湾区人民政府及其下级机关之中",
            ),
            ({"entries": [entry(1), entry(1)]}, "序号1重复"),
        ],
    )
    def test_what_is_wrong_is_refused(self, given, words, district, bureau, clerk):
        with refused(words):
            adopted(district, clerk, **given)

    def test_publisher_of_another_district_is_nobody(self, district, clerk, stranger):
        with refused("公开主体“邻区人民政府”不在"):
            adopted(district, clerk, entries=[entry(1, publisher="邻区人民政府")])


class TestItems:
    def test_workbook_is_imported_and_comes_out_as_it_was(self, district, bureau, clerk):
        catalogue = adopted(district, clerk)
        rows = [entry(1, "政策文件"), entry(2, "招生管理", "", everybody="", group="学生家长")]
        actions.import_items(catalogue, sheets.read_workbook(sheets.as_workbook("甲", rows)), by=clerk, **NOW)
        kept = [item.entry for item in queries.items_of(catalogue, NEW)]
        assert kept == rows
        assert sheets.read_workbook(sheets.as_workbook("乙", kept)) == rows
        assert last_record().details == {"items": 2}

    def test_of_a_workbook_with_one_taken_number_nothing_is_imported(self, catalogue, clerk):
        with refused("序号3在这个目录里已有"):
            actions.import_items(catalogue, [entry(9), entry(3)], by=clerk, **NOW)

    def test_added_item_is_in_force_from_its_day(self, catalogue, clerk):
        item = actions.add_item(catalogue, entry(4, "收费"), since=NEW, column="/zwgk/jy/", by=clerk, **NOW)
        assert item not in queries.items_of(catalogue, date(2024, 2, 29))
        assert item in queries.items_of(catalogue, NEW)
        assert item.column == "/zwgk/jy/"

    def test_changed_item_keeps_what_it_said_in_the_record(self, catalogue, clerk):
        item = catalogue.items.get(seq=1)
        new = entry(1, "政策文件", "法律法规", deadline="3个工作日内")
        changed = actions.change_item(item, new, by=clerk, **NOW)
        assert changed.deadline.number == 3
        assert last_record().details["changed"] == {
            "deadline": ["信息形成或变更之日起20个工作日内", "3个工作日内"]
        }
        assert last_record().note == "修改“政策文件·法律法规”的公开时限"
        assert last_record().org_id == catalogue.org_id

    def test_change_that_changes_nothing_leaves_no_record(self, catalogue, clerk):
        before = Record.objects.count()
        item = catalogue.items.get(seq=1)
        actions.change_item(item, item.entry, by=clerk, **NOW)
        assert Record.objects.count() == before

    def test_change_to_a_taken_number_is_refused(self, catalogue, clerk):
        with refused("序号2在这个目录里已有"):
            actions.change_item(catalogue.items.get(seq=1), entry(2), by=clerk, **NOW)

    def test_retired_item_holds_until_its_last_day(self, catalogue, clerk):
        item = catalogue.items.get(seq=1)
        actions.retire_item(item, until=NEW, reason="职能划出", by=clerk, **NOW)
        assert item in queries.items_of(catalogue, date(2024, 2, 29))
        assert item not in queries.items_of(catalogue, NEW)
        with refused("已自2024年3月1日起删减"):
            actions.retire_item(item, until=NEW, reason="职能划出", by=clerk, **NOW)
        with refused("已自2024年3月1日起删减"):
            actions.change_item(item, entry(1), by=clerk, **NOW)

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"reason": " "}, "请写明删减的理由"),
            ({"until": date(2022, 12, 31)}, "不能早于施行日期2023年1月1日"),
        ],
    )
    def test_retiring_is_refused(self, given, words, catalogue, clerk):
        said = {"until": NEW, "reason": "职能划出", **given}
        with refused(words):
            actions.retire_item(catalogue.items.get(seq=1), **said, by=clerk, **NOW)

    def test_nothing_is_added_before_the_catalogue_holds_or_after_it_ended(self, catalogue, district, clerk):
        with refused("不能早于目录的施行日期2023年1月1日"):
            actions.add_item(catalogue, entry(4), since=date(2022, 12, 31), by=clerk, **NOW)
        adopted(district, clerk, title=catalogue.title, kind="standard", field="义务教育", replaces=catalogue)
        with refused("已停用，请在现行版本里办理"):
            actions.add_item(catalogue, entry(4), since=NEW, by=clerk, **NOW)
        with refused("已停用，请在现行版本里办理"):
            actions.check_catalogue(catalogue, by=clerk, **NOW)

    def test_same_number_twice_in_force_is_never_stored(self, catalogue):
        twin = catalogue.items.get(seq=1)
        twin.pk = None
        with pytest.raises(IntegrityError, match="item_number_once_in_force"), transaction.atomic():
            twin.save()


class TestTakingOver:
    def take_over(self, catalogue, town, by, **given) -> Catalogue:
        said = {"edition": "2024年版", "adopted_on": NEW, **given}
        return actions.take_over(catalogue, town, **said, by=by, **NOW)

    def test_town_has_the_items_of_its_level(self, catalogue, town, townswoman):
        own = self.take_over(catalogue, town, townswoman)
        assert [(each.seq, str(each), each.org, each.levels) for each in queries.items_of(own, NEW)] == [
            (1, "政策文件·规范性文件", town, ["town"]),
            (2, "招生管理·学区划分", town, ["town"]),
        ]
        assert [each.template.seq for each in queries.items_of(own, NEW)] == [2, 3]
        assert last_record().note == "承接义务教育领域基层政务公开标准目录（2023年版）2项"

    def test_town_may_leave_out_what_is_not_compulsory(self, catalogue, town, townswoman):
        own = self.take_over(catalogue, town, townswoman, leave_out={catalogue.items.get(seq=2).pk: ""})
        assert [str(each) for each in queries.items_of(own, NEW)] == ["招生管理·学区划分"]
        assert [each.seq for each in queries.left_out(own, NEW)] == [2]

    def test_compulsory_item_is_left_out_only_for_a_reason(self, catalogue, town, townswoman):
        compulsory = catalogue.items.get(seq=3).pk
        with refused("“招生管理·学区划分”是必须承接的事项，不列入须写明理由"):
            self.take_over(catalogue, town, townswoman, leave_out={compulsory: " "})
        self.take_over(catalogue, town, townswoman, leave_out={compulsory: "本镇没有学校"})
        assert last_record().details["left_out"] == {"招生管理·学区划分": "本镇没有学校"}

    def test_town_adds_items_of_its_own_but_no_compulsory_one(self, catalogue, town, townswoman):
        own = self.take_over(catalogue, town, townswoman)
        mine = entry(3, "村务", publisher="三灶镇人民政府", levels="town")
        with refused("必须承接的事项只能由区政府的目录规定"):
            actions.add_item(own, mine, since=NEW, is_compulsory=True, by=townswoman, **NOW)
        assert not actions.add_item(own, mine, since=NEW, by=townswoman, **NOW).is_compulsory

    def test_twice_is_refused(self, catalogue, town, townswoman):
        self.take_over(catalogue, town, townswoman)
        with refused("三灶镇人民政府已经承接"):
            self.take_over(catalogue, town, townswoman, edition="2025年版")

    @pytest.mark.parametrize(
        ("left_out", "words"), [([1], "不在这个目录的乡级事项里"), ([2, 3], "请至少保留一项")]
    )
    def test_what_cannot_be_left_out(self, left_out, words, catalogue, town, townswoman):
        keys = dict.fromkeys(catalogue.items.filter(seq__in=left_out).values_list("pk", flat=True), "无")
        with refused(words):
            self.take_over(catalogue, town, townswoman, leave_out=keys)

    def test_bureau_takes_nothing_over(self, catalogue, bureau, teacher):
        with refused("只有金湾区人民政府所属的镇（街道）可以承接"):
            self.take_over(catalogue, bureau, teacher)

    def test_item_whose_model_was_retired_is_found(self, catalogue, town, townswoman, clerk):
        own = self.take_over(catalogue, town, townswoman)
        assert not queries.without_template_in_force(own, NEW)
        actions.retire_item(catalogue.items.get(seq=2), until=NEW, reason="取消", by=clerk, **NOW)
        assert [str(each) for each in queries.without_template_in_force(own, NEW)] == ["政策文件·规范性文件"]


class TestWhoMay:
    def every_act(self, catalogue: Catalogue, town: Organisation, guide: Guide, by: Person):
        item = catalogue.items.get(seq=1)
        return [
            lambda: adopted(catalogue.org, by),
            lambda: actions.import_items(catalogue, [entry(9)], by=by, **NOW),
            lambda: actions.add_item(catalogue, entry(10), since=NEW, by=by, **NOW),
            lambda: actions.change_item(item, entry(1), by=by, **NOW),
            lambda: actions.retire_item(item, until=NEW, reason="无", by=by, **NOW),
            lambda: actions.check_catalogue(catalogue, by=by, **NOW),
            lambda: actions.take_over(catalogue, town, edition="1", adopted_on=NEW, by=by, **NOW),
            lambda: actions.write_guide(guide.org, classification="别的", by=by, **NOW),
            lambda: actions.check_guide(guide, by=by, **NOW),
        ]

    @pytest.fixture
    def guide(self, bureau, teacher) -> Guide:
        return actions.write_guide(bureau, **TEXTS, by=teacher, at=at("2024-01-02"))

    def test_stranger_may_nothing(self, catalogue, town, guide, stranger):
        for act in self.every_act(catalogue, town, guide, stranger):
            with refused("由.+的政府信息公开工作机构维护"):
                act()

    def test_administrator_may_everything(self, catalogue, town, guide):
        admin = Person.objects.create_superuser("admin", name="管理员")
        for act in self.every_act(catalogue, town, guide, admin):
            act()

    def test_post_of_another_kind_is_not_enough(self, catalogue, town, guide, district):
        lawyer = Person.objects.create_user("lawyer", name="梁律")
        Post.objects.create(org=district, person=lawyer, role="法制审核", since=date(2021, 1, 1))
        with refused("政府信息公开工作机构维护"):
            actions.check_catalogue(catalogue, by=lawyer, **NOW)

    def test_stranger_sees_nothing(self, catalogue, guide, stranger, clerk, teacher):
        for model in (Catalogue, Item, Guide):
            assert not model.objects.visible_to(stranger, NEW).exists()
        assert Item.objects.visible_to(clerk, NEW).count() == 3
        assert Item.objects.visible_to(teacher, NEW).count() == 3, "those that her bureau discloses"
        assert not Catalogue.objects.visible_to(teacher, NEW).exists()


class TestGuide:
    @pytest.fixture
    def guide(self, bureau, teacher) -> Guide:
        return actions.write_guide(bureau, **TEXTS, fax="0756-5550004", by=teacher, at=at("2024-01-02"))

    def test_is_public_once_it_was_looked_through(self, guide, bureau, teacher):
        assert queries.guide_of(bureau) is None
        actions.check_guide(guide, by=teacher, **NOW)
        page = queries.guide_of(bureau)
        assert page is not None
        assert (page.phone, page.fax, page.checked_on) == ("0756-5550003", "0756-5550004", NEW)
        assert page.access_methods == ["区政府网站"]

    def test_without_a_telephone_is_not_published(self, guide, bureau, teacher):
        actions.check_guide(guide, by=teacher, **NOW)
        admin = Person.objects.create_superuser("admin", name="管理员")
        orgs.change_organisation(bureau, phone="", by=admin, at=at("2024-03-02"))
        assert queries.guide_of(bureau) is None
        with refused("机关资料里没有联系电话"):
            actions.check_guide(guide, by=teacher, at=at("2024-03-03"))

    def why(self, on: str) -> str:
        (guide,) = queries.guides()
        return queries.why_check(guide, date.fromisoformat(on))

    def test_is_stale_after_a_year(self, guide, teacher):
        assert self.why("2024-01-03") == "还没有复核过"
        actions.check_guide(guide, by=teacher, **NOW)
        assert self.why("2025-03-01") == ""
        assert self.why("2025-03-02") == "已超过复核期限"

    def test_is_stale_when_its_organisation_changed(self, guide, bureau, district, teacher):
        actions.check_guide(guide, by=teacher, **NOW)
        admin = Person.objects.create_superuser("admin", name="管理员")
        orgs.change_organisation(district, hours="全天", by=admin, at=at("2024-03-02"))
        assert self.why("2024-03-03") == "", "another organisation changed"
        orgs.change_organisation(bureau, hours="全天", by=admin, at=at("2024-03-02"))
        assert self.why("2024-03-03") == "机关资料在复核后有改动"
        actions.check_guide(guide, by=teacher, at=at("2024-03-04"))
        assert self.why("2024-03-05") == ""

    def test_is_stale_when_it_was_changed_itself(self, guide, bureau, teacher):
        actions.check_guide(guide, by=teacher, **NOW)
        actions.write_guide(bureau, online="区政府网站", by=teacher, at=at("2024-03-02"))
        assert self.why("2024-03-03") == "指南内容在复核后有改动"

    def test_written_again_as_it_was_leaves_no_record(self, guide, bureau, teacher):
        before = Record.objects.count()
        actions.write_guide(bureau, **TEXTS, by=teacher, **NOW)
        assert Record.objects.count() == before

    def test_check_stays_in_its_organisation(self, guide, district, teacher):
        with pytest.raises(IntegrityError, match="check_in_its_organisation"), transaction.atomic():
            GuideCheck.objects.create(
                org=district, guide=guide, checked_at=at("2024-03-01"), checked_by=teacher
            )


class TestFigures:
    def test_items_are_counted_on_the_last_day_of_a_period(self, catalogue, clerk, district, bureau):
        """Three from 2023, one more in 2024, one retired on the first day of 2025."""
        actions.add_item(catalogue, entry(4, "收费"), since=NEW, by=clerk, **NOW)
        actions.retire_item(
            catalogue.items.get(seq=1), until=date(2025, 1, 1), reason="取消", by=clerk, **NOW
        )
        figure = all_metrics()["matters.items"]
        counted = [figure.value(district.subtree(), Period.year(year)) for year in (2022, 2023, 2024, 2025)]
        assert counted == [0, 3, 4, 3]
        assert figure.value(Organisation.objects.filter(pk=bureau.pk), Period.year(2024)) == 4
        assert figure.value(Organisation.objects.filter(pk=district.pk), Period.year(2024)) == 0

    def test_guide_looked_through_twice_in_a_year_counts_once(self, district, bureau, teacher):
        guide = actions.write_guide(bureau, **TEXTS, by=teacher, at=at("2024-01-02"))
        for day in ("2024-01-03", "2024-12-31", "2025-01-01"):
            actions.check_guide(guide, by=teacher, at=at(day))
        figure = all_metrics()["matters.guides_checked"]
        assert [figure.value(district.subtree(), Period.year(year)) for year in (2023, 2024, 2025)] == [
            0,
            1,
            1,
        ]


class TestTable:
    def test_first_level_reaches_over_its_rows(self, catalogue):
        rows = queries.catalogue_table(catalogue, NEW).rows
        assert [(row.level1.lines[0], row.level1.rows) if row.level1 else None for row in rows] == [
            ("政策文件", 2), None, ("招生管理", 1),
        ]  # fmt: skip
        assert [row.level2.rows for row in rows if row.level2] == [1, 1, 1]

    def test_search_gets_every_item_with_its_agency_and_field(self, catalogue):
        entries = queries.search_entries(catalogue, NEW)
        assert [each["title"] for each in entries][2] == "招生管理·学区划分"
        assert {(each["agency"], each["theme"]) for each in entries} == {("金湾区教育局", "义务教育")}
        assert all("学区划分范围" in each["text"] for each in entries)
