"""A document from its recognition to its filing: each act done, and each gate that is hard."""

from datetime import date

import pytest

from yangguang.core.cases import moves
from yangguang.core.cases.models import Case, Clock
from yangguang.core.publishing import actions as publishing
from yangguang.core.publishing.models import Publication
from yangguang.core.records.models import Record
from yangguang.work.normative import actions, queries
from yangguang.work.normative.models import Deliberation, Drafting, LegalityReview
from yangguang.work.normative.rules import POINTS

from .office import COMPANY, TEXT, YES, at, refused


def clock(drafting, key) -> Clock:
    return Clock.objects.get(case=drafting.pk, key=key)


class TestRecognising:
    def test_a_doubtful_paper_waits_for_the_reviewing_body(self, office):
        doubtful = actions.recognise(
            office.room.org,
            title="助餐指引",
            answers={**YES, "general": "unsure"},
            **office.on("drafter", "2024-03-01"),
        )
        said = {"kind": "government", "department": "民政局", "necessity": "需要"}
        with refused("先由审核机构认定"):
            actions.open_project(doubtful, **said, **office.on("drafter", "2024-03-01"))
        with refused("“合法性审核”岗位办理"):
            actions.settle(doubtful, is_one=True, opinion="普遍适用", **office.on("drafter", "2024-03-01"))
        actions.settle(doubtful, is_one=True, opinion="普遍适用", **office.on("lawyer", "2024-03-02"))
        with refused("已经认定"):
            actions.settle(doubtful, is_one=False, opinion="再想想", **office.on("lawyer", "2024-03-03"))
        assert (
            actions.open_project(doubtful, **said, **office.on("drafter", "2024-03-04")).title == "助餐指引"
        )

    def test_what_is_none_does_not_go_this_way(self, office):
        minutes = actions.recognise(
            office.room.org,
            title="会议纪要",
            answers=YES,
            excluded=["minutes"],
            **office.on("drafter", "2024-03-01"),
        )
        with refused("不走本流程"):
            actions.open_project(
                minutes,
                kind="government",
                department="办公室",
                necessity="需要",
                **office.on("drafter", "2024-03-01"),
            )

    def test_a_paper_opens_one_project(self, office):
        found = office.recognised()
        said = {"kind": "government", "department": "民政局", "necessity": "需要"}
        actions.open_project(found, **said, **office.on("drafter", "2024-03-01"))
        with refused("已经立项"):
            actions.open_project(found, **said, **office.on("drafter", "2024-03-01"))

    def test_a_stranger_recognises_nothing(self, office):
        with refused("没有岗位"):
            actions.recognise(office.room.org, title="办法", answers=YES, by=stranger(), at=at("2024-03-01"))


class TestProposing:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"necessity": " "}, "必要性"),
            ({"department": ""}, "起草单位"),
            ({"kind": "party"}, "类别"),
            ({"joint_makers": "金湾区创文指挥部"}, "议事协调机构"),
            ({"is_urgent": True}, "哪一突发事件"),
            ({"affects_rights": False}, "重新认定"),
        ],
    )
    def test_lacks_nothing(self, office, said, words):
        found = office.recognised()
        values = {"kind": "government", "department": "民政局", "necessity": "需要", **said}
        with refused(words):
            actions.open_project(found, **values, **office.on("drafter", "2024-03-01"))

    def test_sent_twice_is_one_project(self, office):
        found = office.recognised()
        said = {"kind": "government", "department": "民政局", "necessity": "需要", "once": "form-1"}
        first = actions.open_project(found, **said, **office.on("drafter", "2024-03-01"))
        assert actions.open_project(found, **said, **office.on("drafter", "2024-03-01")) == first
        assert Drafting.objects.count() == 1

    def test_ends_where_it_is_not_taken_into_the_plan(self, office):
        drafting = office.proposed()
        with refused("请写明理由"):
            actions.approve_project(
                office.step(drafting), approved=False, **office.on("manager", "2024-03-02")
            )
        actions.approve_project(
            office.step(drafting),
            approved=False,
            opinion="已有上级规定",
            **office.on("manager", "2024-03-02"),
        )
        assert Case.objects.get(pk=drafting.pk).ending == "ended"

    def test_the_drafters_do_not_approve_their_own_project(self, office):
        drafting = office.proposed()
        with refused("“文件管理”岗位办理"):
            actions.approve_project(
                office.step(drafting), approved=True, **office.on("drafter", "2024-03-02")
            )


class TestConsulting:
    def test_a_document_for_operators_is_shown_for_thirty_days(self, office):
        drafting = office.drafted(concerns_operators=True)
        with refused("不能早于2024-03-31", "第六十二条第二款"):
            actions.open_consultation(
                office.step(drafting),
                until_on=date(2024, 3, 30),
                contact="5550101",
                **office.on("drafter", "2024-03-01"),
            )
        actions.open_consultation(
            office.step(drafting),
            until_on=date(2024, 3, 31),
            contact="5550101",
            **office.on("drafter", "2024-03-01"),
        )
        with refused("请等到次日"):
            actions.close_consultation(office.step(drafting), **office.on("drafter", "2024-03-31"))

    def test_every_opinion_is_answered_before_the_result_is_known(self, office):
        drafting = office.consulting()
        shown = drafting.consultations.get()
        said = actions.comment(shown, text="希望周末也开。", by=actions.Visitor(""), at=at("2024-03-05"))
        actions.close_consultation(office.step(drafting), **office.on("drafter", "2024-04-01"))
        with refused("还有1条意见"):
            actions.publish_feedback(
                office.step(drafting), summary="收到一条", **office.on("drafter", "2024-04-01")
            )
        with refused("请写明理由"):
            actions.answer_opinion(said, adopted="declined", **office.on("drafter", "2024-04-01"))
        with refused("“起草单位”"):
            actions.answer_opinion(said, adopted="adopted", **office.on("lawyer", "2024-04-01"))
        actions.answer_opinion(
            said, adopted="partly", reason="周六开放", **office.on("drafter", "2024-04-01")
        )
        actions.publish_feedback(
            office.step(drafting), summary="部分采纳", text=TEXT + "\n第三条 周六开放。",
            **office.on("drafter", "2024-04-01"),
        )  # fmt: skip
        drafting.refresh_from_db()
        assert "周六开放" in drafting.text
        with refused("不能再改"):
            actions.answer_opinion(said, adopted="adopted", **office.on("drafter", "2024-04-02"))

    @pytest.mark.parametrize(("day", "ok"), [("2024-03-31", True), ("2024-04-01", False)])
    def test_opinions_come_up_to_and_with_the_last_day(self, office, day, ok):
        shown = office.consulting().consultations.get()
        said = {"text": "赞成", "by": actions.Visitor("陈阿婆"), "at": at(day)}
        if ok:
            assert actions.comment(shown, **said).pk
        else:
            with refused("已于2024年3月31日截止"):
                actions.comment(shown, **said)

    def test_one_sent_twice_is_counted_once(self, office):
        shown = office.consulting().consultations.get()
        said = {"text": "赞成", "by": actions.Visitor(""), "at": at("2024-03-05"), "once": "form-1"}
        assert actions.comment(shown, **said) == actions.comment(shown, **said)
        assert shown.opinions.count() == 1

    def test_an_emergency_is_not_shown_and_its_reason_is_in_the_ledger(self, office):
        drafting = office.drafted(is_urgent=True, urgent_reason="台风“示范”登陆")
        assert office.node(drafting) == "submit"
        assert "台风“示范”登陆" in Record.objects.get(kind="normative.proposed").note


class TestBeforeTheReview:
    def test_a_project_that_meets_everything_passes_every_step(self, office):
        drafting = office.drafted(**COMPANY)
        assert office.node(drafting) == "countersign"
        office.countersigned(drafting)
        assert office.node(drafting) == "publish_draft"
        drafting = office.submitted(**COMPANY)
        assert office.node(drafting) == "review"

    def test_what_harms_competition_is_drafted_anew(self, office):
        drafting = office.consulting(concerns_operators=True)
        office.answered(drafting)
        with refused("请写明审查意见"):
            actions.review_competition(
                office.step(drafting), passed=False, opinion="", **office.on("competition", "2024-04-01")
            )
        actions.review_competition(
            office.step(drafting),
            passed=False,
            opinion="指定经营者",
            **office.on("competition", "2024-04-01"),
        )
        assert office.node(drafting) == "draft"
        office.draft(drafting, "2024-04-02")
        assert office.node(drafting) == "compete", "what was shown before need not be shown again"

    def test_a_draft_that_changed_much_is_shown_again(self, office):
        drafting = office.consulting(concerns_operators=True)
        office.answered(drafting)
        actions.review_competition(
            office.step(drafting),
            passed=False,
            opinion="指定经营者",
            **office.on("competition", "2024-04-01"),
        )
        office.draft(drafting, "2024-04-02", shown_again=True)
        assert office.node(drafting) == "publish_draft"

    @pytest.mark.parametrize("jumped", ["submit", "review", "deliberate", "sign"])
    def test_a_gate_cannot_be_jumped_over(self, office, jumped):
        """An irregular move may put the case elsewhere; what is missing is missing still."""
        drafting = office.consulting(concerns_operators=True)
        step = office.step(drafting)
        moves.jump(step, to=jumped, reason="赶时间", **office.on("drafter", "2024-03-02"))
        step = office.step(drafting, jumped)
        if jumped == "submit":
            with refused("征求意见及采纳情况", "公平竞争审查"):
                actions.submit_review(step, basis="法", **office.on("drafter", "2024-03-02"))
        elif jumped == "review":
            with refused("没有报送合法性审核"):
                actions.review(
                    step, verdict="lawful", passed=list(POINTS), **office.on("lawyer", "2024-03-02")
                )
        elif jumped == "deliberate":
            with refused("没有合法性审核意见"):
                office.deliberate(drafting, day="2024-03-02")
        else:
            with refused("没有经集体审议通过", "公平竞争审查"):
                actions.sign(step, signed=True, **office.on("signer", "2024-03-02"))


class TestAfterAnIrregularMove:
    """A case that is moved back goes its way once more, and nothing is there twice."""

    def test_a_consultation_that_was_left_takes_no_more_opinions(self, office):
        drafting = office.consulting()
        left = drafting.consultations.get()
        moves.jump(office.step(drafting), to="draft", reason="改稿", **office.on("drafter", "2024-03-05"))
        office.draft(drafting, "2024-03-06")
        actions.open_consultation(
            office.step(drafting),
            until_on=date(2024, 4, 10),
            contact="5550101",
            **office.on("drafter", "2024-03-06"),
        )
        with refused("截止"):
            actions.comment(left, text="好", by=actions.Visitor(""), at=at("2024-03-07"))

    def test_a_review_that_was_left_begins_anew(self, office):
        drafting = office.submitted()
        moves.jump(office.step(drafting), to="draft", reason="改稿", **office.on("lawyer", "2024-04-02"))
        office.draft(drafting, "2024-04-03")
        office.submitted(drafting, "2024-04-08")
        found = LegalityReview.objects.get()
        assert (found.edition, found.submitted_on) == (2, date(2024, 4, 8))
        with refused("最早于2024-04-15"):  # five workdays after Monday the 8th
            office.review(drafting, day="2024-04-12")

    def test_a_document_is_registered_once(self, office):
        drafting = office.registered()
        moves.jump(office.step(drafting), to="register", reason="重办", **office.on("manager", "2024-04-17"))
        with refused("已经登记，文号金湾府〔2024〕3号"):
            office.register(drafting, number="金湾府〔2024〕4号")

    def test_a_project_that_is_given_up_is_not_spoken_to_any_more(self, office, client):
        drafting = office.consulting()
        shown = drafting.consultations.get()
        actions.abandon(drafting, reason="不需要", **office.on("manager", "2024-03-05"))
        with refused("截止"):
            actions.comment(shown, text="好", by=actions.Visitor(""), at=at("2024-03-06"))
        assert "已经终止这一项目" in client.get(f"/consultations/{shown.pk}/").content.decode()


class TestReviewing:
    def test_takes_from_five_to_fifteen_workdays(self, office):
        """Handed in on Monday 1 April 2024; 4 and 5 April are 清明, the 7th is worked."""
        drafting = office.submitted()
        assert clock(drafting, "legality_least").due_on == date(2024, 4, 9)
        assert clock(drafting, "legality").due_on == date(2024, 4, 23)
        with refused("最早于2024-04-09"):
            office.review(drafting, day="2024-04-08")
        office.review(drafting, day="2024-04-09")
        assert office.node(drafting) == "deliberate"

    def test_time_for_more_papers_does_not_count(self, office):
        """Asked on Tuesday the 2nd, given on Wednesday the 10th: five workdays (3, 7, 8, 9, 10) do not count."""
        drafting = office.submitted()
        actions.ask_for_more(
            office.step(drafting, "review"), wanted="上位法依据", **office.on("lawyer", "2024-04-02")
        )
        assert clock(drafting, "legality").due_on is None
        actions.supplement(office.step(drafting), supplied="依据对照表", **office.on("drafter", "2024-04-10"))
        assert clock(drafting, "legality").due_on == date(2024, 4, 29)
        assert LegalityReview.objects.get().supplements == 1

    def test_an_emergency_is_reviewed_at_once(self, office):
        drafting = office.drafted(is_urgent=True, urgent_reason="台风")
        office.submitted(drafting, "2024-03-01")
        office.review(drafting, day="2024-03-01")
        assert office.node(drafting) == "deliberate"

    def test_what_is_unlawful_is_not_put_to_a_meeting(self, office):
        drafting = office.reviewed("unlawful")
        assert office.node(drafting) == "rework"
        moves.jump(
            office.step(drafting), to="deliberate", reason="领导已同意", **office.on("drafter", "2024-04-15")
        )
        with refused("不合法，不得提交集体审议"):
            office.deliberate(drafting)
        assert not Deliberation.objects.exists()

    def test_what_is_drafted_anew_is_reviewed_anew_in_full_time(self, office):
        """Handed in again on Thursday 18 April 2024; 28 April is worked, 1 to 5 May are days off, 11 May is worked."""
        drafting = office.reviewed("unlawful")
        actions.rework(
            office.step(drafting), goes_on=True, reason="删去第二条", **office.on("drafter", "2024-04-16")
        )
        office.draft(drafting, "2024-04-17")
        office.submitted(drafting, "2024-04-18")
        assert clock(drafting, "legality_least").due_on == date(2024, 4, 25)
        assert clock(drafting, "legality").due_on == date(2024, 5, 11)
        with refused("最早于2024-04-25"):
            office.review(drafting, day="2024-04-24")
        office.review(drafting, day="2024-04-25")
        assert clock(drafting, "legality").closed_on == date(2024, 4, 25)
        office.deliberate(drafting, day="2024-04-26")

    def test_an_opinion_is_adopted_or_the_meeting_is_told_why_not(self, office):
        drafting = office.reviewed("amend")
        with refused("理由和依据"):
            actions.respond(office.step(drafting), adopted="declined", **office.on("drafter", "2024-04-15"))
        actions.respond(
            office.step(drafting),
            adopted="declined",
            reason="省里已有规定",
            **office.on("drafter", "2024-04-15"),
        )
        with refused("向会议说明"):
            office.deliberate(drafting)
        actions.deliberate(
            office.step(drafting), meeting="第32次常务会议", decision="passed", explained="省里已有规定",
            **office.on("secretary", "2024-04-16"),
        )  # fmt: skip
        assert office.node(drafting) == "sign"

    def test_only_a_reviewer_reviews(self, office):
        drafting = office.submitted()
        with refused("“合法性审核”岗位办理"):
            actions.review(
                office.step(drafting),
                verdict="lawful",
                passed=list(POINTS),
                **office.on("manager", "2024-04-15"),
            )

    def test_verdicts_are_numbered(self, office):
        found = office.review(office.submitted())
        assert found.number == f"{office.room.org.short_name}合审〔2024〕1号"


class TestDeciding:
    def test_what_is_to_be_changed_goes_back_and_needs_a_new_review(self, office):
        drafting = office.reviewed()
        office.deliberate(drafting, "returned")
        office.draft(drafting, "2024-04-17")
        assert queries.legality_of(drafting) is None
        assert office.node(drafting) == "submit"

    def test_what_is_turned_down_ends(self, office):
        drafting = office.reviewed()
        office.deliberate(drafting, "rejected")
        assert Case.objects.get(pk=drafting.pk).ending == "ended"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"meeting": " "}, "哪一次会议"),
            ({"decision": "maybe"}, "请选择会议的决定"),
            ({"on": date(2024, 4, 14)}, "早于"),
            ({"on": date(2024, 4, 17)}, "还没有到"),
        ],
    )
    def test_a_meeting_is_entered_as_it_was(self, office, said, words):
        drafting = office.reviewed()
        values = {"meeting": "第32次", "decision": "passed", **said}
        with refused(words):
            actions.deliberate(office.step(drafting), **values, **office.on("secretary", "2024-04-16"))

    def test_what_is_sent_back_by_the_signer_says_why(self, office):
        drafting = office.reviewed()
        office.deliberate(drafting)
        with refused("需要修改什么"):
            actions.sign(office.step(drafting), signed=False, **office.on("signer", "2024-04-17"))
        actions.sign(
            office.step(drafting), signed=False, opinion="第二条", **office.on("signer", "2024-04-17")
        )
        assert office.node(drafting) == "draft"

    def test_a_project_that_is_not_signed_can_be_given_up(self, office):
        drafting = office.reviewed()
        with refused("“文件管理”"):
            actions.abandon(drafting, reason="不需要", **office.on("drafter", "2024-04-16"))
        actions.abandon(drafting, reason="不需要", **office.on("manager", "2024-04-16"))
        assert Case.objects.get(pk=drafting.pk).state == Case.State.STOPPED
        signed = office.signed(title="另一办法")
        with refused("已经签发"):
            actions.abandon(signed, reason="不需要", **office.on("manager", "2024-04-18"))


class TestRegistering:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"expires_on": None}, "必须规定有效期"),
            ({"expires_on": date(2029, 6, 1)}, "有效期最长5年"),
            ({"effective_on": date(2024, 4, 16)}, "施行日期不能早于公布日期"),
            ({"number": "三号"}, "不是文号"),
        ],
    )
    def test_needs_its_number_and_its_days(self, office, said, words):
        drafting = office.signed()
        with refused(words):
            office.register(drafting, **said)

    def test_a_number_is_given_once(self, office):
        office.registered()
        other = office.signed(title="另一办法")
        with refused("文号已经用过"):
            office.register(other, number="金湾府（2024）第03号")

    def test_unified_numbers_follow_each_other(self, office):
        first = office.register(office.signed())
        second = office.register(office.signed(title="另一办法"), number="金湾府〔2024〕4号")
        word = f"{office.room.org.short_name}规〔2024〕"
        assert (first.unified_number, second.unified_number) == (f"{word}1号", f"{word}2号")

    def test_its_page_says_what_was_decided_and_waits_to_be_reviewed(self, office):
        drafting = office.registered()
        page = office.page_of(drafting)
        assert (page.title, page.number, page.made_on) == (
            drafting.title,
            "金湾府〔2024〕3号",
            date(2024, 4, 17),
        )
        assert (page.normative, page.must_be_explained) == ("government", True)
        assert "每餐补贴五元" in page.body.raw_data[0]["value"]
        assert Publication.objects.get(page=page.pk).stage == "draft"

    def test_a_column_of_another_site_is_refused(self, office):
        from .office import office as other_office

        elsewhere = other_office("440403", "斗门区人民政府")
        drafting = office.signed()
        with refused("请另选"):
            office.register(drafting, column=elsewhere.policy)


class TestPublishing:
    def test_the_case_goes_on_when_the_sixth_has_signed(self, office):
        drafting = office.published()
        assert office.node(drafting) == "file"
        assert drafting.filing.published_on == date(2024, 4, 18)
        assert Record.objects.get(kind="normative.published").by_name == "网站发布"
        assert clock(drafting, "publication").closed_on == date(2024, 4, 18)

    def test_a_document_that_must_be_explained_is_not_published_without(self, office):
        drafting = office.registered()
        office.room.publish(office.page_of(drafting), "2024-04-18")
        assert Publication.objects.get(page=office.page_of(drafting).pk).stage == "held"
        assert office.node(drafting) == "publish"
        with refused("还没有公布"):
            actions.confirm_published(office.step(drafting), **office.on("manager", "2024-04-18"))
        office.room.publish(office.explain(drafting), "2024-04-19")
        assert office.node(drafting) == "file"

    def test_what_is_not_published_is_not_filed(self, office):
        drafting = office.registered()
        step = office.step(drafting, "publish")
        with refused("这一环节不办理此事"):
            actions.file(step, to="珠海市人民政府", **office.on("manager", "2024-04-18"))

    def test_what_was_withdrawn_is_not_filed(self, office):
        drafting = office.published()
        head = office.room.reviewers["final_review"]
        publishing.withdraw(office.page_of(drafting), reason="有误", by=head, at=at("2024-04-19"))
        with refused("不得作为行政管理依据"):
            office.file(drafting)

    def test_nothing_goes_live_after_the_day_on_which_it_comes_into_force(self, office):
        drafting = office.registered(needs_explanation=False)
        page = office.page_of(drafting)
        office.room.submit(page, "2024-05-31")
        office.room.sign_all(page, "2024-05-31", upto="final_proof")
        with refused("早于公布之日2024-06-02"):
            office.room.sign(page, "final_proof", "2024-06-02")
        office.room.sign(page, "final_proof", "2024-06-01")
        assert office.node(drafting) == "file"

    def test_a_page_without_a_term_of_validity_is_not_submitted(self, office):
        page = office.page_of(office.registered(needs_explanation=False))
        draft = page.get_latest_revision_as_object()
        draft.expires_on = None
        draft.save_revision(user=office.room.author)
        with refused("必须规定有效期"):
            office.room.submit(page, "2024-04-18")

    def test_a_page_keeps_the_number_under_which_it_was_registered(self, office):
        page = office.page_of(office.registered(needs_explanation=False))
        draft = page.get_latest_revision_as_object()
        draft.number = "金湾府〔2024〕33号"
        draft.save_revision(user=office.room.author)
        with refused("与统一登记的金湾府〔2024〕3号一致"):
            office.room.submit(page, "2024-04-18")


class TestFiling:
    def test_is_due_in_time_and_ends_the_case(self, office):
        drafting = office.published()
        assert drafting.filing.due_on == date(
            2024, 5, 6
        )  # the fifteenth day, 3 May, is a day off until the 6th
        office.file(drafting)
        said = {"result": "accepted", "number": "珠府备〔2024〕9号"}
        actions.record_filing(office.step(drafting), **said, **office.on("manager", "2024-05-10"))
        case = Case.objects.get(pk=drafting.pk)
        assert (case.state, case.ending) == (Case.State.ENDED, "end")

    def test_a_correction_is_written_down(self, office):
        drafting = office.published()
        office.file(drafting)
        with refused("备案机关的意见"):
            actions.record_filing(
                office.step(drafting), result="must_correct", **office.on("manager", "2024-05-10")
            )

    def test_only_who_keeps_the_documents_files_them(self, office):
        drafting = office.published()
        with refused("“文件管理”岗位办理"):
            actions.file(office.step(drafting), to="市政府", **office.on("lawyer", "2024-04-25"))

    def test_done_twice_it_is_filed_once(self, office):
        drafting = office.published()
        step = office.step(drafting)
        said = {"to": "市政府", "once": "form-1", **office.on("manager", "2024-04-25")}
        assert actions.file(step, **said) == actions.file(step, **said)
        assert Record.objects.filter(kind="normative.filed").count() == 1
        with refused("这一环节不办理此事"):
            actions.file(office.step(drafting), to="市政府", **office.on("manager", "2024-04-26"))


def stranger():
    from yangguang.core.orgs.models import Person

    return Person.objects.create_user("stranger", name="外人")
