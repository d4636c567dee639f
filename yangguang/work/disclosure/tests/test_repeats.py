"""Requests that are alike: which are found, what a person may find about them, and who is told how much."""

from datetime import date

import pytest

from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind
from yangguang.work.disclosure import actions
from yangguang.work.disclosure.models import DisclosureRequest
from yangguang.work.disclosure.repeats import actions as repeats
from yangguang.work.disclosure.repeats import queries
from yangguang.work.disclosure.repeats.models import Judgement, Proposal, PublicAnswer
from yangguang.work.disclosure.tests.office import VALUES, answered, at, examined, refused, said_of, step_of

pytestmark = pytest.mark.django_db

MAP = "申请公开2022年三灶镇小学学区划分图及调整学区的会议纪要"
MAP_AGAIN = "您好，请公开：２０２２年 三灶镇小学、学区划分图，及调整学区的《会议纪要》。谢谢"
MAP_NEXT_YEAR = MAP.replace("2022", "2023")
OTHER = "金湾区南水污水处理厂的排污许可证副本"
NEIGHBOUR = {"applicant": "黄先生", "identity": "440404196001011230"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """Keep the index of each test in a folder of its own."""
    settings.HOME = tmp_path


@pytest.fixture
def town(org) -> Organisation:
    """Return another organisation of the district."""
    return Organisation.add(
        code="440404100", name="三灶镇人民政府", short_name="三灶府", kind=Organisation.Kind.TOWN,
        parent=org.parent, disclosure_office="三灶镇党政综合办公室",
    )  # fmt: skip


@pytest.fixture
def town_clerk(town) -> Person:
    person = Person.objects.create_user("town", "town@example.cn", None, name="镇里的人")
    Post.objects.create(org=town, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


def to_town(town, town_clerk, day, **values) -> DisclosureRequest:
    said = {**VALUES, **values, "channel": "in_person", "arrived_on": date.fromisoformat(day)}
    return actions.take_in(town, values=said, by=town_clerk, at=at(day))


def shown(asked, person, day="2024-01-10") -> list[str]:
    found = queries.similar_to(asked, person, date.fromisoformat(day))
    return [row.asked.wanted for row in found.rows]


class TestWhatIsFound:
    def test_the_same_words_in_other_dress_before_the_index_is_made_and_after(self, handed_in, clerk):
        for wanted in (MAP, OTHER):
            handed_in("2024-01-08", wanted=wanted)
        again = handed_in("2024-01-09", wanted=MAP_AGAIN)
        assert shown(again, clerk) == [MAP]
        search.rebuild()
        assert shown(again, clerk) == [MAP]
        [row] = queries.similar_to(again, clerk, date(2024, 1, 10)).rows
        assert (row.likeness.percent, row.is_copy) == (100, True)

    def test_the_same_applicants_own_request_stands_before_a_more_recent_one_of_somebody_else(
        self, handed_in, clerk
    ):
        handed_in("2024-01-04", wanted=MAP)
        handed_in("2024-01-05", wanted=MAP, **NEIGHBOUR)
        asked = handed_in("2024-01-08", wanted=MAP_AGAIN)
        rows = queries.similar_to(asked, clerk, date(2024, 1, 10)).rows
        assert [(row.is_of_same_applicant, row.likeness.percent) for row in rows] == [
            (True, 100),
            (False, 100),
        ]

    def test_another_year_is_shown_with_what_only_one_names_and_never_as_the_same(self, handed_in, clerk):
        handed_in("2024-01-04", wanted=MAP)
        asked = handed_in("2024-01-08", wanted=MAP_NEXT_YEAR)
        [row] = queries.similar_to(asked, clerk, date(2024, 1, 10)).rows
        assert row.likeness.only_one == ("2022", "2023")
        assert not row.is_copy

    def test_what_was_corrected_is_compared_as_it_is_put_now(self, handed_in, clerk):
        first = handed_in("2024-01-04", wanted="有关材料")
        actions.ask_for_correction(
            step_of(first), unclear="请写明是什么材料", by_on=date(2024, 1, 12), by=clerk, at=at("2024-01-05")
        )  # fmt: skip
        actions.take_correction(step_of(first), wanted=MAP, by=clerk, at=at("2024-01-08"))
        search.rebuild()
        asked = handed_in("2024-01-09", wanted=MAP, **NEIGHBOUR)
        assert shown(asked, clerk) == [MAP]


class TestWhoIsToldWhat:
    def test_of_another_organisation_only_that_there_are_such_requests_and_how_many(
        self, handed_in, clerk, town, town_clerk
    ):
        for day in ("2024-01-04", "2024-01-05"):
            to_town(town, town_clerk, day, wanted=MAP)
        asked = handed_in("2024-01-08", wanted=MAP)
        found = queries.similar_to(asked, clerk, date(2024, 1, 10))
        assert (found.rows, found.elsewhere) == ([], [(town, 2)])

    def test_whoever_oversees_the_district_reads_both(self, handed_in, org, town, town_clerk):
        overseer = Person.objects.create_user("over", "over@example.cn", None, name="区办")
        Post.objects.create(
            org=org.parent, person=overseer, role="公开工作机构负责人", since=date(2021, 1, 1), oversees=True
        )
        to_town(town, town_clerk, "2024-01-04", wanted=MAP)
        asked = handed_in("2024-01-08", wanted=MAP)
        found = queries.similar_to(asked, overseer, date(2024, 1, 10))
        assert ([row.asked.org for row in found.rows], found.elsewhere) == ([town], [])
        assert not found.rows[0].is_copy  # the same words of the same applicant, but to somebody else

    def test_another_district_is_not_looked_at(self, handed_in, clerk, town_clerk):
        elsewhere = Organisation.add(
            code="440403", name="斗门区人民政府", short_name="斗门府", kind=Organisation.Kind.GOVERNMENT,
            disclosure_office="斗门区人民政府办公室",
        )  # fmt: skip
        Post.objects.create(org=elsewhere, person=town_clerk, role="受理窗口", since=date(2021, 1, 1))
        to_town(elsewhere, town_clerk, "2024-01-04", wanted=MAP)
        asked = handed_in("2024-01-08", wanted=MAP)
        found = queries.similar_to(asked, clerk, date(2024, 1, 10))
        assert (found.rows, found.elsewhere) == ([], [])
        assert queries.volume(asked, date(2024, 1, 10)).elsewhere == []


class TestJudging:
    def test_a_repeated_request_is_found_to_be_one_and_the_draft_begins_with_the_answer_before(
        self, handed_in, clerk, staff
    ):
        first = handed_in("2024-01-08", wanted=MAP)
        answered(first, staff, "2024-01-15")
        first.refresh_from_db()
        again = handed_in("2024-01-16", wanted=MAP_AGAIN)
        judged(again, first, clerk, "repeat", reason="与前一件完全相同")
        assert (
            Record.objects.latest("pk").note
            == f"与{first.case.number}比较（相似100%）：重复申请。与前一件完全相同"
        )
        begins = queries.suggested(again, "draft", date(2024, 1, 16))
        assert begins["outcome"] == "repeat"
        assert begins["previous_number"] == first.answer_number
        assert begins["previous_on"] == "2024-01-15"
        assert (again.outcome, step_of(again).node) == ("", "examine")

    def test_the_newest_judgement_stands_and_the_ones_before_are_kept(self, handed_in, clerk):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        judged(again, first, clerk, "together")
        judged(again, first, clerk, "different", reason="所要的是两次会议的纪要")
        [row] = queries.similar_to(again, clerk, date(2024, 1, 10)).rows
        assert row.judgement.found == "different"
        assert Judgement.objects.count() == 2

    def test_sent_twice_it_is_found_once(self, handed_in, clerk):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        for _ in range(2):
            judged(again, first, clerk, "together", once="judge-1")
        assert Judgement.objects.count() == 1

    @pytest.mark.parametrize(
        ("found", "values", "words"),
        [
            ("repeat", {}, "前一件申请还没有答复"),
            ("repeat", NEIGHBOUR, "申请人不同"),
            ("together", NEIGHBOUR, "申请人不同"),
            ("alike", {}, "同一申请人"),
            ("merge", {}, "请选择判断结果"),
        ],
    )
    def test_what_the_law_does_not_allow_is_refused(self, handed_in, clerk, found, values, words):
        first = handed_in("2024-01-08", wanted=MAP, **values)
        again = handed_in("2024-01-09", wanted=MAP)
        with refused(words):
            judged(again, first, clerk, found)
        assert not Judgement.objects.exists()

    def test_a_request_that_was_withdrawn_was_not_answered(self, handed_in, clerk):
        first = handed_in("2024-01-08", wanted=MAP)
        actions.withdraw(first, by=clerk, at=at("2024-01-09"))
        again = handed_in("2024-01-09", wanted=MAP)
        with refused("没有作出答复就终结了"):
            judged(again, first, clerk, "repeat")
        with refused("前一件申请已经办结"):
            judged(again, first, clerk, "together")

    def test_only_the_later_of_two_repeats_the_other(self, handed_in, clerk, staff):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        answered(again, staff, "2024-01-15")
        with refused("在这一件之后提出"):
            judged(first, again, clerk, "repeat")

    def test_reasons_are_given(self, handed_in, clerk):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        with refused("请写明判断的理由"):
            judged(again, first, clerk, "different", reason=" ")

    def test_nothing_is_found_about_a_request_that_is_answered(self, handed_in, clerk, staff):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        answered(again, staff, "2024-01-15")
        with refused("已经办结"):
            judged(again, first, clerk, "different")

    def test_nobody_outside_the_office_judges_and_nobody_judges_by_what_she_may_not_see(
        self, handed_in, clerk, stranger, town, town_clerk
    ):
        first, again = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-09", wanted=MAP)
        with refused("没有岗位"):
            judged(again, first, stranger, "different")
        hidden = to_town(town, town_clerk, "2024-01-04", wanted=MAP, **NEIGHBOUR)
        with refused("没有您可以查看的这件申请"):
            judged(again, hidden, clerk, "alike")


def judged(request, other, by, found, reason="内容相同", once=""):
    return repeats.judge_similar(
        request, other=other, found=found, reason=reason, by=by, at=at("2024-01-16"), once=once
    )


class TestVolume:
    def test_counts_the_month_the_year_and_other_organisations_by_what_is_stored(
        self, handed_in, org, town, town_clerk
    ):
        for day in ("2023-01-09", "2023-01-10", "2023-12-29", "2024-01-02"):
            handed_in(day)
        to_town(town, town_clerk, "2023-06-01")
        for name, number in (("甲", 1), ("乙", 1), ("丙", 4)):
            for _ in range(number):
                handed_in("2023-11-01", applicant=name, identity=f"ID-{name}")
        asked = handed_in("2024-01-09")
        found = queries.volume(asked, date(2024, 1, 9))
        # from 2023-01-10 on: the one of 9 January 2023 is a year and a day old
        assert (str(found.since), found.here, found.this_month) == ("2023-01-10", 4, 2)
        assert found.elsewhere == [(town, 1)]
        assert (found.others.applicants, found.others.median, found.others.most) == (3, 1, 4)
        assert "提出申请4件，其中本月2件，向本区域其他机关提出申请1件" in found.said
        assert "其他3名申请人，件数的中位数为1件，最多的为4件" in found.said

    def test_an_account_is_one_applicant_whatever_was_typed_as_identity(
        self, org, staff, stranger, handed_in
    ):
        handed_in("2024-01-05")
        asked = [
            actions.submit(
                org,
                values={**VALUES, "identity": identity},
                account=stranger,
                by=stranger,
                at=at("2024-01-08"),
            )
            for identity in ("A-1", "A-2")
        ]
        assert queries.volume(asked[0], date(2024, 1, 8)).here == 2
        assert queries.volume(asked[0], date(2024, 1, 8)).others.applicants == 1

    def test_the_letter_that_asks_for_reasons_begins_with_the_figures(self, handed_in):
        asked = handed_in("2024-01-08")
        begins = queries.suggested(asked, "reasons", date(2024, 1, 8))
        assert "提出申请1件，其中本月1件。" in begins["why"]


@pytest.fixture
def map_page(org, settings, tmp_path):
    """Put a page that is public where it is found."""
    entry = Entry(
        key="publishing.publication:1", org_id=org.pk, kind=Kind.PAGE, title="三灶镇2022年小学学区划分图",
        text="三灶镇小学学区划分", url="/school/map.html", agency=org.name,
    )  # fmt: skip
    search.put(entry)
    search.rebuild()
    settings.PUBLIC_ROOT = tmp_path
    file = tmp_path / org.code / "school/map.html"
    file.parent.mkdir(parents=True)
    file.write_text("学区划分图")
    return entry


class TestPublicAlready:
    def test_a_page_whose_title_is_asked_for_is_proposed(self, map_page):
        [found] = queries.published(MAP, date(2024, 1, 8))
        assert (found.title, found.url.endswith("/school/map.html")) == (map_page.title, True)
        assert queries.published(OTHER, date(2024, 1, 8)) == []
        assert queries.published(" ", date(2024, 1, 8)) == []

    def test_a_document_is_known_by_what_stands_in_its_marks(self, org, map_page):
        search.put(
            Entry(
                key="doc:1",
                org_id=org.pk,
                kind=Kind.DOCUMENT,
                url="/doc/1.html",
                text="租金标准",
                title="珠海市金湾区人民政府办公室关于印发《金湾区公共租赁住房管理实施细则》的通知",
            )
        )
        search.refresh()
        [found] = queries.published("金湾区公共租赁住房管理实施细则全文", date(2024, 1, 8))
        assert (found.key, found.held) == ("doc:1", 100)

    def test_whoever_holds_every_post_on_the_way_drafts_the_answer_with_one_click(
        self, handed_in, org, clerk, map_page
    ):
        Post.objects.create(org=org, person=clerk, role="责任科室", since=date(2021, 1, 1))
        asked = handed_in("2024-01-08", wanted=MAP)
        repeats.answer_as_public(asked, key=map_page.key, by=clerk, at=at("2024-01-08"))
        asked.refresh_from_db()
        assert (asked.outcome, step_of(asked).node) == ("already_public", "sign")
        assert "/school/map.html" in asked.answer
        assert "三灶镇2022年小学学区划分图" in asked.answer

    def test_it_stops_where_somebody_elses_post_begins_and_is_prepared_for_the_next(
        self, handed_in, clerk, staff, map_page
    ):
        asked = handed_in("2024-01-08", wanted=MAP)
        repeats.answer_as_public(asked, key=map_page.key, by=clerk, at=at("2024-01-08"))
        assert step_of(asked).node == "search"
        actions.search(step_of(asked), opinion="已公开", by=staff["unit"], at=at("2024-01-09"))
        begins = queries.suggested(asked, "draft", date(2024, 1, 9))
        assert begins["outcome"] == "already_public"
        assert "三灶镇2022年小学学区划分图" in begins["text"]

    def test_what_is_not_public_any_more_is_refused(self, handed_in, clerk, map_page):
        asked = handed_in("2024-01-08", wanted=MAP)
        search.remove(map_page.key)
        with refused("这条信息现在没有公开"):
            repeats.answer_as_public(asked, key=map_page.key, by=clerk, at=at("2024-01-08"))
        assert not PublicAnswer.objects.exists()

    def test_a_request_of_somebody_is_no_public_page(self, handed_in, clerk):
        asked, other = handed_in("2024-01-08", wanted=MAP), handed_in("2024-01-08", wanted=MAP)
        with refused("这条信息现在没有公开"):
            repeats.answer_as_public(asked, key=queries.key_of_request(other), by=clerk, at=at("2024-01-08"))

    def test_a_request_that_is_not_registered_waits(self, org, staff, clerk, map_page):
        asked = actions.submit(org, values=VALUES, by=actions.Visitor("陈阿婆"), at=at("2024-01-08"))
        with refused("请先登记这件申请"):
            repeats.answer_as_public(asked, key=map_page.key, by=clerk, at=at("2024-01-08"))


class TestProposals:
    @pytest.fixture
    def granted(self, handed_in, staff):
        """Return how somebody gets what she asked for."""

        def grant(who: str, day: str, outcome: str = "granted", wanted: str = MAP) -> DisclosureRequest:
            asked = handed_in(day, wanted=wanted, applicant=who, identity=f"ID-{who}")
            examined(asked, staff["clerk"], day)
            actions.search(step_of(asked), opinion="已检索到", by=staff["unit"], at=at(day))
            actions.draft_answer(
                step_of(asked),
                outcome=outcome,
                text="见附件",
                by=staff["clerk"],
                at=at(day),
                **said_of(outcome),
            )
            if outcome == "partial":
                actions.review(step_of(asked), passed=True, opinion="无密", by=staff["lawyer"], at=at(day))
            actions.sign_answer(step_of(asked), signed=True, reviewed=True, by=staff["head"], at=at(day))
            actions.deliver(step_of(asked), way="online", by=staff["clerk"], at=at(day))
            return asked

        return grant

    def test_the_third_applicant_who_gets_the_same_makes_a_suggestion(self, granted, clerk):
        granted("甲", "2024-01-08")
        granted("乙", "2024-01-09", wanted=MAP_AGAIN, outcome="partial")
        assert not Proposal.objects.exists()
        last = granted("丙", "2024-01-10", wanted=MAP_NEXT_YEAR)
        made = Proposal.objects.get()
        assert (made.requests.count(), made.subject, made.state) == (3, last.wanted, "open")
        assert (
            "3名申请人申请并获得相似的信息" in Record.objects.get(kind="disclosure.publication_proposed").note
        )
        granted("丁", "2024-01-11")
        assert Proposal.objects.get().requests.count() == 4

    def test_one_applicant_is_not_several(self, granted):
        for day in ("2024-01-08", "2024-01-09", "2024-01-10"):
            granted("甲", day)
        assert not Proposal.objects.exists()

    def test_what_was_public_or_refused_or_long_ago_does_not_count(self, granted):
        granted("甲", "2023-01-09")  # a year and a day before the last
        granted("乙", "2024-01-08", outcome="already_public")
        granted("丙", "2024-01-09", outcome="not_existing")
        granted("丁", "2024-01-09")
        granted("戊", "2024-01-10")
        assert not Proposal.objects.exists()

    def test_declined_it_comes_again_only_when_as_many_others_asked(self, granted, clerk, three):
        repeats.decide_proposal(three, accepted=False, reason="含有学生住址", by=clerk, at=at("2024-01-15"))
        for who in "丁戊":
            granted(who, "2024-01-16")
        assert Proposal.objects.count() == 1
        granted("己", "2024-01-17")
        assert Proposal.objects.filter(state="open").get().requests.count() == 3

    @pytest.fixture
    def three(self, granted) -> Proposal:
        for who, day in (("甲", "2024-01-08"), ("乙", "2024-01-09"), ("丙", "2024-01-10")):
            granted(who, day)
        return Proposal.objects.get()

    def test_accepted_it_keeps_the_page_once_there_is_one(self, three, clerk, map_page):
        repeats.decide_proposal(
            three, accepted=True, reason="多人申请，可以公开", by=clerk, at=at("2024-01-15")
        )
        with refused("这个地址上没有已经公开的信息"):
            repeats.link_page(three, url="/nowhere.html", by=clerk, at=at("2024-01-20"))
        repeats.link_page(three, url=map_page.url, by=clerk, at=at("2024-01-20"))
        three.refresh_from_db()
        assert (three.page_title, three.page_url, str(three.linked_on)) == (
            map_page.title,
            map_page.url,
            "2024-01-20",
        )
        with refused("已经登记了公开的页面"):
            repeats.link_page(three, url=map_page.url, by=clerk, at=at("2024-01-21"))

    def test_it_is_decided_once_with_a_reason_by_the_disclosure_office(self, three, clerk, staff):
        with refused("请写明采纳或者不采纳的理由"):
            repeats.decide_proposal(three, accepted=True, reason=" ", by=clerk, at=at("2024-01-15"))
        with refused("由金湾区教育局的公开工作机构决定"):
            repeats.decide_proposal(
                three, accepted=True, reason="可以", by=staff["unit"], at=at("2024-01-15")
            )
        with refused("请先决定是否采纳"):
            repeats.link_page(three, url="/a.html", by=clerk, at=at("2024-01-15"))
        repeats.decide_proposal(three, accepted=False, reason="涉及个人信息", by=clerk, at=at("2024-01-15"))
        with refused("已经有人决定过"):
            repeats.decide_proposal(three, accepted=True, reason="再想想", by=clerk, at=at("2024-01-16"))

    def test_others_do_not_see_it(self, three, clerk, stranger):
        assert queries.proposals(clerk, date(2024, 1, 15), "open").get() == three
        assert not queries.proposals(stranger, date(2024, 1, 15), "open").exists()
