"""Conferrals: who is invited sees the request's text and what it is sent, and nothing else; the office decides."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from yangguang.core.cases.models import Clock
from yangguang.core.orgs import advisers
from yangguang.core.orgs.models import LegalAdviser, Organisation, Person, Post
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.enclosures import actions as enclosing
from yangguang.work.disclosure.models import Conferral, DisclosureRequest, Enclosure, Invitation
from yangguang.work.disclosure.tests.office import at, due_of, examined, refused, step_of

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def asked(handed_in, staff) -> DisclosureRequest:
    """A request of Monday 2025-03-03, to be answered by 03-31, that the unit looks for from 03-05 on."""
    request = handed_in("2025-03-03")
    examined(request, staff["clerk"], "2025-03-05")
    return request


@pytest.fixture
def justice(org) -> Organisation:
    return Organisation.add(
        code="440404-09", name="金湾区司法局", short_name="金湾司法", kind="agency", parent=org.parent
    )


@pytest.fixture
def jurist(justice) -> Person:
    person = Person.objects.create_user("jurist", name="司法局干部")
    Post.objects.create(org=justice, person=person, role="经办", since=date(2021, 1, 1))
    return person


@pytest.fixture
def lawyer(org, staff) -> LegalAdviser:
    """A lawyer without an account, engaged for the year 2025."""
    return advisers.engage(
        org, kind="adviser", name="高明", licence="14404201010000001", office="示范律师事务所",
        since=date(2025, 1, 1), until=date(2026, 1, 1), by=staff["lawyer"], at=at("2025-01-02"),
    )  # fmt: skip


@pytest.fixture
def conferral(asked, staff) -> Conferral:
    return actions.confer(asked, question="学区划分图能否公开？", by=staff["clerk"], at=at("2025-03-06"))


@pytest.fixture
def invite(asked, conferral, staff):
    def invite_on(by="clerk", **whom) -> Invitation:
        said = {"message": "请从法律上研究", **whom}
        return actions.invite(asked, **said, by=staff[by], at=at("2025-03-06"))

    return invite_on


def answer(invitation, by, day="2025-03-10", position="agree", opinion="可以公开") -> Invitation:
    return actions.give_opinion(invitation, position=position, opinion=opinion, by=by, at=at(day))


def decide(request, by, day="2025-03-14", **values) -> Conferral:
    said = {"decision": "予以公开", "because": "各方一致", **values}
    return actions.decide_conferral(request, **said, by=by, at=at(day))


class TestTheTerm:
    def test_runs_on_while_others_only_confer(self, asked, invite, justice):
        """Five workdays after Thursday 03-06 are over on 03-13: a number of the office's own."""
        assert invite(org=justice).due_on == date(2025, 3, 13)
        assert due_of(asked) == date(2025, 3, 31)
        assert step_of(asked).node == "search"

    def test_stands_still_where_a_letter_stands_behind_the_invitation(self, asked, invite, justice, jurist):
        """Used are 03-04, 05, 06; away 03-07 … 03-10; the other 17 days, from 03-11 on, end on 04-02."""
        invitation = invite("unit", org=justice, by_letter=True)
        assert queries.reply_clock(asked).state == Clock.State.PAUSED
        assert invitation.party.letter.addressee == "金湾区司法局"
        assert "第三十三条第三款" in invitation.party.letter.paragraphs[-1]
        answer(invitation, jurist)
        assert due_of(asked) == date(2025, 4, 2)
        assert asked.parties.get().said_label == "同意公开"

    def test_is_stopped_by_whoever_has_the_search(self, invite, justice):
        with refused("由“责任科室”岗位办理"):
            invite(org=justice, by_letter=True)

    def test_of_a_lawyer_never_stands_still(self, invite, lawyer):
        with refused("不停止计算答复期限"):
            invite(adviser=lawyer, by_letter=True)

    def test_does_not_stand_still_at_a_step_at_which_nobody_is_asked(self, asked, invite, justice, staff):
        actions.search(step_of(asked), opinion="已检索", by=staff["unit"], at=at("2025-03-06"))
        with refused("只有在检索和征求意见的环节"):
            invite(org=justice, by_letter=True)
        assert invite(org=justice).party is None


class TestFiles:
    """Whoever is invited sees the files that were chosen for him, and sends files with his opinion."""

    @pytest.fixture(autouse=True)
    def home(self, settings, tmp_path):
        settings.HOME = tmp_path / "home"

    @pytest.fixture
    def files(self, asked, staff) -> list[Enclosure]:
        return [
            enclosing.attach(
                asked, role="found", name=name, content="文".encode(), by=staff["clerk"], at=at("2025-03-06")
            )
            for name in ("学区图.txt", "内部讨论.txt")
        ]

    def address(self, name: str, *args: int) -> str:
        return reverse(f"disclosure_desk:{name}", args=args)

    def test_are_seen_where_they_were_chosen_and_no_other(self, client, invite, justice, jurist, files):
        chosen, kept_back = files
        invitation = invite(org=justice, shown=[chosen])
        client.force_login(jurist, BACKEND)
        page = client.get(self.address("invitation", invitation.pk)).content.decode()
        assert "学区图.txt" in page
        assert "内部讨论.txt" not in page
        assert client.get(self.address("invitation_file", invitation.pk, chosen.pk)).status_code == 200
        assert client.get(self.address("invitation_file", invitation.pk, kept_back.pk)).status_code == 404
        assert (
            client.get(self.address("enclosure", invitation.conferral.request_id, chosen.pk)).status_code
            == 404
        )

    def test_of_another_request_are_not_shown(self, invite, justice, handed_in, staff):
        other = enclosing.attach(
            handed_in("2025-03-04"), role="found", name="别件.txt", content="文".encode(),
            by=staff["clerk"], at=at("2025-03-06"),
        )  # fmt: skip
        with refused("只能选本件的文件"):
            invite(org=justice, shown=[other])

    def test_of_somebody_elses_invitation_are_not_found(self, org, client, invite, justice, files, stranger):
        invitation = invite(org=justice, shown=files)
        finance = Organisation.add(
            code="440404-11", name="金湾区财政局", short_name="金湾财政", kind="agency", parent=org.parent
        )
        Post.objects.create(org=finance, person=stranger, role="经办", since=date(2021, 1, 1))
        client.force_login(stranger, BACKEND)
        assert client.get(self.address("invitation_file", invitation.pk, files[0].pk)).status_code == 404

    def test_come_with_an_opinion(self, client, asked, invite, justice, jurist, monkeypatch):
        invitation = invite(org=justice)
        monkeypatch.setattr(timezone, "now", lambda: at("2025-03-10"))
        client.force_login(jurist, BACKEND)
        sent = {"position": "agree", "opinion": "可以公开", "once": "1"}
        sent["file"] = [SimpleUploadedFile("法律意见.txt", "意见".encode())]
        answer = client.post(self.address("invitation", invitation.pk), sent)
        assert answer.status_code == 303
        assert asked.enclosures.get(role="advice").file.name == "法律意见.txt"

    def test_the_letter_that_is_read_in_the_office_of_the_invited_has_arrived(
        self, client, invite, justice, jurist, staff
    ):
        party = invite("unit", org=justice, by_letter=True).party
        for who, state in ((staff["clerk"], "under_way"), (jurist, "delivered")):
            client.force_login(who, BACKEND)
            client.get(self.address("invitation", party.invitation.pk))
            assert party.letter.dispatches.get().state == state
        party.refresh_from_db()
        assert "凭会商邀请打开" in party.proof


class TestInviting:
    def test_names_one_organisation_or_one_lawyer(self, invite, justice, lawyer):
        for whom in ({}, {"org": justice, "adviser": lawyer}):
            with refused("请选择一个单位或者一名"):
                invite(**whom)

    def test_is_done_once_each(self, invite, justice):
        invite(org=justice)
        with refused("已经邀请金湾区司法局会商"):
            invite(org=justice)

    def test_stays_in_the_district(self, org, invite):
        elsewhere = Organisation.add(
            code="440403", name="斗门区人民政府", short_name="斗门府", kind="government"
        )
        with refused("不属于本区"):
            invite(org=elsewhere)
        with refused("不必邀请本机关"):
            invite(org=org)

    @pytest.mark.parametrize("day", ["2024-12-31", "2026-01-01"])
    def test_a_lawyer_is_engaged_that_day(self, lawyer, day, handed_in, staff):
        request = handed_in(day)
        actions.confer(request, question="能否公开？", by=staff["clerk"], at=at(day))
        with refused("不在本机关的聘期内"):
            actions.invite(request, adviser=lawyer, message="请研究", by=staff["clerk"], at=at(day))

    def test_says_what_is_asked_and_leaves_time(self, invite, justice):
        with refused("请写明需要对方回答的问题", "提出意见的期限须晚于2025-03-06"):
            invite(org=justice, message=" ", due_on=date(2025, 3, 6))

    def test_one_conferral_at_a_time(self, asked, conferral, staff):
        with refused("正在会商"):
            actions.confer(asked, question="再议", by=staff["clerk"], at=at("2025-03-06"))

    def test_sent_twice_is_one_invitation(self, asked, conferral, justice, staff):
        said = {
            "org": justice,
            "message": "请研究",
            "by": staff["clerk"],
            "at": at("2025-03-06"),
            "once": "form-1",
        }
        assert actions.invite(asked, **said) == actions.invite(asked, **said)
        assert Invitation.objects.count() == 1


class TestTheOpinion:
    def test_is_given_by_somebody_of_the_organisation(self, invite, justice, jurist, staff, stranger):
        invitation = invite(org=justice)
        for somebody in (stranger, staff["clerk"]):
            with refused("在金湾区司法局没有岗位"):
                answer(invitation, somebody)
        assert answer(invitation, jurist).opinion == "可以公开"
        with refused("已于2025-03-10提出意见"):
            answer(invitation, jurist)

    def test_of_a_lawyer_is_written_down_by_the_office_or_given_by_himself(
        self, invite, lawyer, staff, jurist
    ):
        invitation = invite(adviser=lawyer)
        with refused("由高明（示范律师事务所）本人提出"):
            answer(invitation, jurist)
        answer(invitation, staff["clerk"])
        assert "（代录）" in Record.objects.get(kind="disclosure.opinion_given").note

    def test_of_a_lawyer_with_an_account_is_his_own(self, invite, lawyer):
        lawyer.person = Person.objects.create_user("gaoming", name="高明")
        lawyer.save()
        answer(invite(adviser=lawyer), lawyer.person)
        assert "代录" not in Record.objects.get(kind="disclosure.opinion_given").note

    def test_to_a_letter_takes_a_side(self, invite, justice, jurist):
        invitation = invite("unit", org=justice, by_letter=True)
        with refused("请选择同意公开或者不同意公开"):
            answer(invitation, jurist, position="other")

    def test_is_followed_or_not_with_a_reason(self, invite, justice, jurist, staff):
        invitation = invite(org=justice)
        with refused("还没有提出意见", "请写明采纳或者不采纳的理由"):
            actions.weigh_advice(invitation, adopted=True, because="", by=staff["head"], at=at("2025-03-10"))
        answer(invitation, jurist)
        found = actions.weigh_advice(
            invitation, adopted=False, because="与条例不符", by=staff["head"], at=at("2025-03-11")
        )
        assert (found.is_adopted, found.because) == (False, "与条例不符")


class TestTheDecision:
    def test_waits_for_those_who_have_time(self, asked, invite, justice, staff):
        invite(org=justice)
        with refused("金湾区司法局的意见还没有收到"):
            decide(asked, staff["head"], "2025-03-13")
        assert decide(asked, staff["head"], "2025-03-14").decided_on == date(2025, 3, 14)

    def test_has_reasons_and_ends_the_conferral(self, asked, invite, justice, jurist, staff):
        invitation = invite(org=justice)
        with refused("请写明决定的理由"):
            decide(asked, staff["head"], because=" ")
        decide(asked, staff["head"])
        with refused("会商已经结束"):
            answer(invitation, jurist, "2025-03-17")

    def test_comes_before_the_answer(self, asked, conferral, staff):
        actions.search(step_of(asked), opinion="已检索", by=staff["unit"], at=at("2025-03-10"))
        said = {"outcome": "granted", "text": "见附件。", "by": staff["clerk"], "at": at("2025-03-14")}
        with pytest.raises(Refused, match="会商还没有作出决定"):
            actions.draft_answer(step_of(asked), **said)
        decide(asked, staff["head"])
        actions.draft_answer(step_of(asked), **said)

    def test_minutes_are_mended_and_the_ledger_keeps_how_they_read(self, asked, conferral, staff):
        for words in ("两方同意。", "三方同意。"):
            actions.write_minutes(asked, minutes=words, by=staff["clerk"], at=at("2025-03-12"))
        kept = Record.objects.filter(kind="disclosure.minutes_kept").order_by("seq").last()
        assert (kept.details["before"], kept.details["after"]) == ("两方同意。", "三方同意。")

    def test_nobody_else_leads(self, asked, conferral, jurist, justice):
        with refused("没有岗位"):
            decide(asked, jurist)
        with refused("没有岗位"):
            actions.invite(asked, org=justice, message="请研究", by=jurist, at=at("2025-03-06"))


class TestWhatIsSeen:
    @pytest.fixture
    def page(self, client):
        def open_as(person, name, *args):
            client.force_login(person, BACKEND)
            return client.get(reverse(f"disclosure_desk:{name}", args=args))

        return open_as

    def test_the_invited_see_the_text_and_their_question_alone(self, asked, invite, justice, jurist, page):
        invitation = invite(org=justice)
        assert asked.case.number in page(jurist, "invitations").content.decode()
        text = page(jurist, "invitation", invitation.pk).content.decode()
        assert asked.wanted in text
        assert "请从法律上研究" in text
        for secret in (asked.applicant, asked.identity, asked.phone):
            assert secret not in text
        assert page(jurist, "case", asked.pk).status_code == 404

    def test_another_organisation_sees_no_invitation_of_theirs(self, org, invite, justice, page):
        other = Organisation.add(
            code="440404-11", name="金湾区财政局", short_name="金湾财政", kind="agency", parent=org.parent
        )
        treasurer = Person.objects.create_user("treasurer", name="财政局干部")
        Post.objects.create(org=other, person=treasurer, role="经办", since=date(2021, 1, 1))
        invitation = invite(org=justice)
        assert page(treasurer, "invitation", invitation.pk).status_code == 404
        assert invitation.conferral.request.case.number not in page(treasurer, "invitations").content.decode()

    def test_the_opinions_stand_side_by_side_on_the_page_of_the_case(
        self, asked, invite, justice, jurist, lawyer, staff, page
    ):
        answer(invite(org=justice), jurist, opinion="可以公开全图")
        answer(invite(adviser=lawyer), staff["clerk"], position="refuse", opinion="应当遮去门牌")
        text = page(staff["clerk"], "case", asked.pk).content.decode()
        for words in ("可以公开全图", "应当遮去门牌", "证号14404201010000001", "金湾区司法局"):
            assert words in text

    def test_the_opinion_of_a_lawyer_without_an_account_waits_for_the_office(
        self, invite, lawyer, staff, jurist
    ):
        invitation = invite(adviser=lawyer)
        assert list(queries.invitations_of(staff["clerk"], date(2025, 3, 10))) == [invitation]
        assert list(queries.invitations_of(jurist, date(2025, 3, 10))) == []

    def test_what_is_answered_waits_for_nobody(self, invite, justice, jurist, page):
        invitation = invite(org=justice)
        answer(invitation, jurist)
        assert list(queries.invitations_of(jurist, date(2025, 3, 11))) == []


class TestTheRegister:
    def test_is_kept_by_the_post_of_legal_review(self, org, clerk):
        said = {
            "kind": "adviser",
            "name": "高明",
            "licence": "1",
            "office": "示范所",
            "since": date(2025, 1, 1),
        }
        with refused("由其“法制审核”岗位登记"):
            advisers.engage(org, **said, by=clerk, at=at("2025-01-02"))

    def test_has_each_lawyer_once_at_a_time(self, org, lawyer, staff):
        said = {"kind": "adviser", "name": "高明", "licence": lawyer.licence, "office": "示范所"}
        with refused("已经在聘"):
            advisers.engage(org, **said, since=date(2025, 6, 1), by=staff["lawyer"], at=at("2025-06-01"))
        again = advisers.engage(org, **said, since=date(2026, 1, 1), by=staff["lawyer"], at=at("2026-01-04"))
        assert again.until is None

    def test_ends_an_engagement(self, lawyer, staff):
        with refused("晚于聘期开始之日"):
            advisers.end(lawyer, until=date(2025, 1, 1), by=staff["lawyer"], at=at("2025-03-06"))
        ended = advisers.end(lawyer, until=date(2025, 7, 1), by=staff["lawyer"], at=at("2025-06-30"))
        assert ended.until == date(2025, 7, 1)
