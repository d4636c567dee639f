"""The office's pages of a project, the residents' pages of a draft, and who may see what."""

from datetime import date

import pytest
from django.urls import reverse

from yangguang.core.orgs.models import Person, Post
from yangguang.work.normative import actions
from yangguang.work.normative.models import Opinion, Recognition

from .office import COMPANY, YES, at
from .office import office as other_office

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at_noon(monkeypatch):
    """Return how the clock of the office is set."""

    def set_to(day: str) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(day))

    return set_to


def page(client, person, name, *args, **said):
    client.force_login(person, BACKEND)
    answer = client.get(reverse(f"normative_desk:{name}", args=args), said)
    return answer.status_code, answer.content.decode()


def send(client, person, name, *args, **said):
    client.force_login(person, BACKEND)
    answer = client.post(reverse(f"normative_desk:{name}", args=args), said)
    return answer.status_code, answer.content.decode()


class TestProjects:
    def test_show_each_person_what_waits_for_him(self, office, client):
        office.proposed()
        assert "金湾区老年人助餐服务办法" in page(client, office.people["manager"], "projects")[1]
        assert "没有轮到你办的项目" in page(client, office.people["lawyer"], "projects")[1]
        assert "文件管理" in page(client, office.people["lawyer"], "projects", whose="all")[1]

    @pytest.mark.parametrize(("words", "found"), [("助餐", True), ("民政局", True), ("没有这样的", False)])
    def test_are_found_by_their_words(self, office, client, words, found):
        office.proposed()
        _, shown = page(client, office.people["manager"], "projects", whose="all", q=words)
        assert ("金湾区老年人助餐服务办法" in shown) is found

    def test_a_page_says_what_is_next_and_who_does_it(self, office, client):
        drafting = office.submitted(**COMPANY)
        _, shown = page(client, office.people["lawyer"], "project", drafting.pk)
        assert "出具审核意见</a>" in shown
        assert "2024年4月23日" in shown  # the fifteenth workday
        _, others = page(client, office.people["drafter"], "project", drafting.pk)
        assert "出具审核意见：由“合法性审核”岗位办理" in others

    def test_of_another_district_are_not_found(self, office, client):
        elsewhere = other_office("440403", "斗门区人民政府")
        drafting = office.registered()
        names = [
            ("project", drafting.pk),
            ("recognition", drafting.recognition_id),
            ("act", drafting.pk, "abandon"),
        ]
        for name in names:
            assert page(client, office.people["manager"], *name)[0] == 200
            assert page(client, elsewhere.people["manager"], *name)[0] == 404
            assert send(client, elsewhere.people["manager"], *name)[0] in (404, 405)

    def test_an_act_that_does_not_exist_is_not_found(self, office, client):
        drafting = office.proposed()
        assert page(client, office.people["manager"], "act", drafting.pk, "publish-now")[0] == 404

    def test_what_is_refused_is_said_beside_what_was_typed(self, office, client, at_noon):
        drafting = office.submitted()
        at_noon("2024-04-03")
        status, shown = send(
            client, office.people["lawyer"], "act", drafting.pk, "review",
            verdict="lawful", passed=["maker", "powers"], adviser="示范律师",
        )  # fmt: skip
        assert status == 422
        assert "错误：" in shown
        assert "还没有勾选" in shown
        assert "最早于2024-04-09" in shown
        assert "示范律师" in shown

    def test_every_step_has_a_form(self, office, client):
        """Whatever step a project stands at, somebody finds a button there."""
        from yangguang.core.cases.processes import all_processes, diagram_in
        from yangguang.work.normative.desk.projects import ACTS

        steps = {node.id for node in diagram_in(all_processes()["normative"].diagram).steps}
        assert steps == {act.node for act in ACTS.values() if act.node}

    def test_someone_of_the_office_without_a_post_for_it_recognises_nothing(self, office, client):
        """The shell leads back to the first page, and says that this is not hers."""
        for sent in (page, send):
            assert sent(client, office.people["lawyer"], "recognise")[0] == 302
        assert not Recognition.objects.exists()

    def test_a_paper_is_recognised_and_proposed_by_form(self, office, client, at_noon):
        at_noon("2024-03-01")
        said = {**YES, "org": office.room.org.pk, "title": "金湾区公园管理办法", "once": "k-1"}
        drafter = office.people["drafter"]
        assert send(client, drafter, "recognise", **said)[0] == 303
        assert send(client, drafter, "recognise", **said)[0] == 303  # a second click
        found = Recognition.objects.get()
        status, _ = send(
            client, drafter, "propose", found.pk,
            kind="government", department="区城管局", necessity="规范管理", affects_rights="on",
        )  # fmt: skip
        assert status == 303
        assert found.drafting.needs_explanation is False

    def test_an_opinion_with_signs_that_cannot_be_stored_is_refused(self, office, client):
        drafting = office.proposed()
        status, shown = send(
            client, office.people["manager"], "act", drafting.pk, "plan", approved="no", opinion="不\x00行"
        )
        assert status == 422
        assert "不能保存的字符" in shown

    def test_the_filing_board_counts_down(self, office, client, at_noon):
        office.published()
        at_noon("2024-04-28")
        _, shown = page(client, office.people["manager"], "filings")
        assert "8日" in shown  # until 6 May
        at_noon("2024-05-07")
        assert "已逾期" in page(client, office.people["manager"], "filings")[1]

    def test_what_runs_out_within_six_months_is_to_be_evaluated(self, office, client, at_noon):
        office.in_the_library("金湾府〔2020〕1号", title="旧办法", expires_on=date(2025, 1, 31))
        at_noon("2024-07-30")
        assert "旧办法" not in page(client, office.people["manager"], "filings")[1]
        at_noon("2024-08-05")
        assert "旧办法" in page(client, office.people["manager"], "filings")[1]


class TestResidents:
    def test_read_a_draft_and_speak_to_it_without_a_name(self, office, client, at_noon):
        shown = office.consulting().consultations.get()
        at_noon("2024-03-05")
        assert str(shown) in client.get("/consultations/").content.decode()
        address = f"/consultations/{shown.pk}/"
        assert "每餐补贴五元" in client.get(address).content.decode()
        sent = {"text": "希望周末也开。<script>", "once": "k-1"}
        assert client.post(address, sent).status_code == 303
        assert client.post(address, sent).status_code == 303
        assert Opinion.objects.get().text == "希望周末也开。<script>"
        assert "希望周末也开" not in client.get(address).content.decode()

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"text": " "}, "请写下您的意见"),
            ({"text": "长" * 2001}, "最多2000字"),
            ({"text": "坏\x00字"}, "不能保存的字符"),
            ({"text": "好", "name": "名" * 81}, "最多80字"),
        ],
    )
    def test_are_told_what_is_wrong(self, office, client, at_noon, said, words):
        shown = office.consulting().consultations.get()
        at_noon("2024-03-05")
        answer = client.post(f"/consultations/{shown.pk}/", said)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Opinion.objects.exists()

    def test_come_too_late(self, office, client, at_noon):
        shown = office.consulting().consultations.get()
        at_noon("2024-04-01")
        answer = client.post(f"/consultations/{shown.pk}/", {"text": "好"})
        assert answer.status_code == 422
        assert "截止" in answer.content.decode()

    def test_read_what_became_of_each_opinion_but_not_who_said_it(self, office, client):
        drafting = office.consulting()
        shown = drafting.consultations.get()
        said = {"text": "周末也开，电话13800138000。", "name": "陈阿婆", "contact": "0756-5550188"}
        actions.comment(shown, **said, by=actions.Visitor("陈阿婆"), at=at("2024-03-05"))
        office.answered(drafting)
        text = client.get(f"/consultations/{shown.pk}/").content.decode()
        assert "周末也开" in text
        assert "采纳" in text
        for private in ("13800138000", "陈阿婆", "5550188"):
            assert private not in text
        assert "提交意见" not in text

    def test_find_no_consultation_that_is_not_there(self, office, client):
        assert client.get("/consultations/99/").status_code == 404


class TestOpinions:
    def test_of_another_district_are_not_found(self, office, client):
        elsewhere = other_office("440403", "斗门区人民政府")
        shown = office.consulting().consultations.get()
        opinion = actions.comment(shown, text="好", by=actions.Visitor(""), at=at("2024-03-05"))
        assert page(client, office.people["drafter"], "opinion", opinion.pk)[0] == 200
        assert page(client, elsewhere.people["drafter"], "opinion", opinion.pk)[0] == 404

    def test_are_answered_by_form(self, office, client):
        shown = office.consulting().consultations.get()
        opinion = actions.comment(shown, text="好", by=actions.Visitor(""), at=at("2024-03-05"))
        drafter = office.people["drafter"]
        status, text = send(client, drafter, "opinion", opinion.pk, adopted="declined", reason="")
        assert status == 422
        assert "请写明理由" in text
        assert send(client, drafter, "opinion", opinion.pk, adopted="adopted")[0] == 303
        opinion.refresh_from_db()
        assert opinion.get_adopted_display() == "采纳"


def test_somebody_who_oversees_sees_but_does_not_act(office, client):
    above = Person.objects.create_user("above", name="督查")
    Post.objects.create(org=office.room.org, person=above, role="督查", since=date(2020, 1, 1))
    drafting = office.proposed()
    _, shown = page(client, above, "project", drafting.pk)
    assert "立项：由“文件管理”岗位办理" in shown
    status, text = send(client, above, "act", drafting.pk, "plan", approved="yes")
    assert status == 422
    assert "您不在该岗位" in text
