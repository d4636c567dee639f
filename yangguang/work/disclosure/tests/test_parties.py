"""Third parties and other makers: asked one by one, waited for together, weighed, and told what is decided."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connections
from django.urls import reverse

from yangguang.core.cases import actions as cases
from yangguang.core.cases import queries as read
from yangguang.core.cases import versions
from yangguang.core.cases.models import Step
from yangguang.core.cases.tests.trial import administrator
from yangguang.core.records.models import Record
from yangguang.rules.clocks import Step as What
from yangguang.rules.problems import Refused
from yangguang.work.disclosure import actions, queries
from yangguang.work.disclosure.models import DisclosureRequest, Letter, Party
from yangguang.work.disclosure.processes import DIAGRAM
from yangguang.work.disclosure.tests.office import at, due_of, examined, refused, said_of, step_of
from yangguang.work.disclosure.tests.pages import Page

pytestmark = pytest.mark.django_db

EXPRESS = "1234567890123"


@pytest.fixture
def asked(handed_in, staff) -> DisclosureRequest:
    """A request of 2025-09-22 that the unit looks for from 09-26 on (reference 9 E6)."""
    request = handed_in("2025-09-22")
    examined(request, staff["clerk"], "2025-09-26")
    return request


def open_step(request: DisclosureRequest) -> Step:
    return Step.objects.filter(case=request.case_id, state=Step.State.OPEN).get()


@pytest.fixture
def ask(staff):
    def ask_on(request, whom, day, act=actions.consult_third_party, **values) -> Party:
        said = {"whom": whom, "about": "信息由你方提供", **values}
        act(open_step(request), **said, by=staff["unit"], at=at(day))
        return request.parties.get(name=whom)

    return ask_on


@pytest.fixture
def says(staff):
    def say(party, outcome, day, text="商业秘密", **values) -> Party:
        return actions.record_opinion(
            party.inquiry.step,
            party=party,
            outcome=outcome,
            text=text,
            by=staff["clerk"],
            at=at(day),
            **values,
        )

    return say


def awaited(request: DisclosureRequest) -> dict[date, tuple[str, ...]]:
    days = read.clock_proof(request.case, "reply")
    return {day.on: day.awaited for day in days if day.step is What.PAUSED}


# Who is asked, and how long


def test_each_has_a_row_with_its_letter(asked, ask):
    party = ask(
        asked, "金湾某公司", "2025-09-26", address="三灶镇1号", contact="李经理", way="post", mail_number=EXPRESS
    )  # fmt: skip
    assert (party.letter.addressee, party.letter.mail_number) == ("金湾某公司", EXPRESS)
    assert (party.inquiry.asked_on, party.inquiry.due_on) == (date(2025, 9, 26), date(2025, 10, 23))
    assert party.said_label == "等待意见"


@pytest.mark.parametrize(
    ("letters", "answers", "due", "away"),
    [
        # reference 9 E6: one, away 09-27 … 10-20
        ({"甲": "09-26"}, {"甲": "10-20"}, "2025-11-11", 24),
        # the second letter and its answer within the time of the first
        ({"甲": "09-26", "乙": "09-30"}, {"乙": "10-11", "甲": "10-20"}, "2025-11-11", 24),
        # overlapping: away 09-27 … 10-22
        ({"甲": "09-26", "乙": "09-30"}, {"甲": "10-20", "乙": "10-22"}, "2025-11-13", 26),
        # the second letter on the day of the first answer: one pause
        ({"甲": "09-26", "乙": "10-20"}, {"甲": "10-20", "乙": "10-22"}, "2025-11-13", 26),
    ],
)
def test_days_on_which_anybody_is_waited_for_do_not_count(
    asked, ask, says, staff, letters, answers, due, away
):
    """Used up to 09-26 are four days, 09-23 to 09-26; sixteen follow the last answer."""
    events = sorted(
        [*((day, 1, who) for who, day in letters.items()), *((day, 0, who) for who, day in answers.items())]
    )
    events.sort(
        key=lambda event: (event[0], -event[1])
    )  # on one day a letter goes out before an answer is entered
    parties = {}
    for day, is_letter, who in events:
        if is_letter:
            parties[who] = ask(asked, who, f"2025-{day}")
        else:
            says(parties[who], "agree", f"2025-{day}")
    assert due_of(asked) == date.fromisoformat(due)
    assert len(awaited(asked)) == away


def test_one_answers_after_the_silence_of_another(asked, ask, says):
    """甲 is silent until 10-23; 乙, asked on 09-30, has the fifteen workdays 10-09 … 10-28 and answers on 10-24."""
    first, second = ask(asked, "甲", "2025-09-26"), ask(asked, "乙", "2025-09-30")
    assert second.inquiry.due_on == date(2025, 10, 28)
    assert cases.tick(at("2025-10-24")) == 1
    assert [party.name for party in queries.awaited(asked)] == ["乙"]
    says(second, "agree", "2025-10-24")
    first.refresh_from_db()
    assert first.said_label == "逾期未提出意见"
    assert (max(awaited(asked)), step_of(asked).node) == (date(2025, 10, 24), "search")
    assert awaited(asked)[date(2025, 10, 23)] == ("甲", "乙")
    assert awaited(asked)[date(2025, 10, 24)] == ("乙",)


def test_a_third_party_and_another_maker_are_waited_for_together(asked, ask, says):
    third = ask(asked, "某公司", "2025-09-26")
    maker = ask(asked, "区统计局", "2025-09-29", actions.consult_agency)
    says(third, "agree", "2025-10-09")
    assert queries.reply_clock(asked).due_on is None
    says(maker, "agree", "2025-10-10")
    assert max(awaited(asked)) == date(2025, 10, 10)
    assert asked.letters.filter(kind=Letter.Kind.CONSULTATION_TOLD).count() == 1


def test_another_maker_that_stays_silent_agrees(handed_in, staff, ask):
    """reference 9 E14: asked on 2024-02-05, fifteen workdays are over on 2024-03-01."""
    request = handed_in("2024-02-01")
    examined(request, staff["clerk"], "2024-02-05")
    maker = ask(request, "金湾区财政局", "2024-02-05", actions.consult_agency)
    assert maker.inquiry.due_on == date(2024, 3, 1)
    assert cases.tick(at("2024-03-01")) == 0
    assert cases.tick(at("2024-03-02")) == 1
    maker.refresh_from_db()
    assert maker.said_label == "逾期未提出意见，视为同意公开"


def test_the_same_is_not_asked_twice_at_once(asked, ask):
    ask(asked, "甲", "2025-09-26")
    with refused("已经向甲发出征求意见书", "第三十二条"):
        ask(asked, "甲", "2025-09-28")


def test_a_letter_by_post_has_a_number(asked, ask):
    with refused("请填写邮件号码"):
        ask(asked, "甲", "2025-09-26", way="post")


# The day on which the letter arrived


def test_the_term_counts_from_the_receipt_once_it_is_proved(asked, ask, staff):
    """Received on 09-28, a Sunday that was worked: 09-29, 09-30, 10-09 … 10-24 are fifteen."""
    party = ask(asked, "甲", "2025-09-26")
    actions.record_delivery(
        party, reached_on=date(2025, 9, 28), proof="回执", by=staff["clerk"], at=at("2025-09-29")
    )
    party.refresh_from_db()
    assert party.inquiry.due_on == date(2025, 10, 24)


def test_the_term_counts_from_the_sending_where_the_place_says_so(asked, ask, staff, settings):
    settings.OPINION_TERM_FROM_RECEIPT = False
    party = ask(asked, "甲", "2025-09-26")
    actions.record_delivery(
        party, reached_on=date(2025, 9, 28), proof="回执", by=staff["clerk"], at=at("2025-09-29")
    )
    party.refresh_from_db()
    assert (party.reached_on, party.inquiry.due_on) == (date(2025, 9, 28), date(2025, 10, 23))


def test_silence_found_too_early_is_waited_out(asked, ask, staff):
    """The receipt of 10-09 comes to light on 10-24, when the search goes on already: there is time until 10-29."""
    party = ask(asked, "甲", "2025-09-26")
    cases.tick(at("2025-10-24"))
    assert due_of(asked) == date(2025, 11, 14)
    actions.record_delivery(
        party, reached_on=date(2025, 10, 9), proof="回执", by=staff["clerk"], at=at("2025-10-24")
    )
    assert (queries.reply_clock(asked).due_on, step_of(asked).node) == (None, "search")
    cases.tick(at("2025-10-30"))
    assert (max(awaited(asked)), due_of(asked)) == (date(2025, 10, 29), date(2025, 11, 20))


@pytest.mark.parametrize(
    ("day", "proof", "word"),
    [
        ("2025-09-25", "回执", "不能早于发函之日"),
        ("2025-09-30", "回执", "还没有到"),
        ("2025-09-28", " ", "送达凭证"),
    ],
)
def test_a_receipt_is_proved(asked, ask, staff, day, proof, word):
    party = ask(asked, "甲", "2025-09-26")
    with refused(word):
        actions.record_delivery(
            party, reached_on=date.fromisoformat(day), proof=proof, by=staff["clerk"], at=at("2025-09-29")
        )


# The answer


def test_whose_opinion_it_is_must_be_said_where_two_are_awaited(asked, ask, staff):
    ask(asked, "甲", "2025-09-26")
    ask(asked, "乙", "2025-09-26")
    with refused("同时征求了甲、乙的意见"):
        actions.record_opinion(
            open_step(asked), outcome="agree", text="", by=staff["clerk"], at=at("2025-10-09")
        )


def test_an_answer_in_time_that_is_entered_late_counts_from_its_day(asked, ask, says):
    """It came on 10-20 and lay there; on 10-24 the clock had found silence: the due day is that of E6 all the same."""
    party = ask(asked, "甲", "2025-09-26")
    cases.tick(at("2025-10-24"))
    says(party, "refuse", "2025-10-27", on=date(2025, 10, 20))
    party.refresh_from_db()
    assert (party.said_label, party.is_late) == ("不同意公开", False)
    assert due_of(asked) == date(2025, 11, 11)


def test_an_answer_after_its_time_is_heard_and_moves_no_day(asked, ask, says):
    party = ask(asked, "甲", "2025-09-26")
    cases.tick(at("2025-10-24"))
    before = due_of(asked)
    says(party, "refuse", "2025-10-28")
    party.refresh_from_db()
    assert (party.said_label, party.is_late, due_of(asked)) == ("不同意公开", True, before)
    assert "逾期提出" in Record.objects.get(kind="disclosure.opinion_taken").note


def test_an_answer_after_its_time_is_late_even_before_the_clock_has_looked(asked, ask, says):
    """Nobody looked on 10-24: the pause is over with 10-23 all the same."""
    party = ask(asked, "甲", "2025-09-26")
    says(party, "refuse", "2025-10-28")
    party.refresh_from_db()
    assert (party.is_late, max(awaited(asked)), due_of(asked)) == (
        True,
        date(2025, 10, 23),
        date(2025, 11, 14),
    )


def test_two_of_one_name_are_two(asked, staff):
    for place in ("三灶镇1号", "红旗镇2号"):
        actions.consult_third_party(
            open_step(asked), whom="李强", address=place, about="住址", by=staff["unit"], at=at("2025-09-26")
        )
    assert asked.parties.count() == 2


def test_an_opinion_is_entered_once(asked, ask, says):
    party = ask(asked, "甲", "2025-09-26")
    says(party, "agree", "2025-10-09")
    with refused("已于2025-10-09登记"):
        says(party, "refuse", "2025-10-10")


def test_somebody_of_another_office_enters_nothing(asked, ask, stranger):
    party = ask(asked, "甲", "2025-09-26")
    with refused("没有岗位"):
        actions.record_opinion(
            party.inquiry.step, party=party, outcome="agree", text="", by=stranger, at=at("2025-10-09")
        )
    with refused("没有岗位"):
        actions.record_delivery(
            party, reached_on=date(2025, 9, 28), proof="回执", by=stranger, at=at("2025-09-29")
        )


@pytest.mark.django_db(transaction=True)
def test_one_opinion_entered_twice_at_once_is_entered_once(asked, ask, staff):
    party = ask(asked, "甲", "2025-09-26")
    together = Barrier(2)

    def enter(outcome: str) -> str:
        try:
            together.wait(10)
            actions.record_opinion(
                party.inquiry.step,
                party=party,
                outcome=outcome,
                text="理由",
                by=staff["clerk"],
                at=at("2025-10-09"),
            )
        except Refused as said:
            return str(said)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(enter, ("agree", "refuse")))
    assert said[0] == ""
    assert "登记" in said[1]
    assert Record.objects.filter(kind="disclosure.opinion_taken").count() == 1


# The decision


@pytest.fixture
def objecting(asked, ask, says) -> Party:
    """One who objects on 10-20; the search goes on."""
    return says(ask(asked, "甲", "2025-09-26"), "refuse", "2025-10-20")


def weigh(party, by, weight="public_interest", day="2025-10-21", because="涉及饮用水安全") -> Party:
    return actions.weigh_opinion(party, weight=weight, because=because, by=by, at=at(day))


def draft(request, staff, outcome="granted", day="2025-10-22") -> Step:
    if step_of(request).node == "search":
        actions.search(step_of(request), opinion="已检索", by=staff["unit"], at=at(day))
    text = "附件一：水质检测报告。"
    actions.draft_answer(
        step_of(request), outcome=outcome, text=text, by=staff["clerk"], at=at(day), **said_of(outcome)
    )
    return step_of(request)


def tell(party, by, day="2025-10-22", **values) -> Letter:
    return actions.tell_party(party, way="online", by=by, at=at(day), **values)


def test_against_an_objection_nothing_is_granted_without_weighing(asked, objecting, staff):
    with pytest.raises(Refused, match="请先判断是否采纳"):
        draft(asked, staff)


def test_nor_signed_before_the_party_is_told_why(asked, objecting, staff):
    weigh(objecting, staff["clerk"])
    step = draft(asked, staff)
    with refused("须先将决定公开的内容和理由书面告知", "第三十二条"):
        actions.sign_answer(step, signed=True, reviewed=True, by=staff["head"], at=at("2025-10-22"))
    letter = tell(objecting, staff["head"])
    said = "\n".join(letter.paragraphs)
    for words in (
        "不公开可能对公共利益造成重大影响：涉及饮用水安全",
        "附件一：水质检测报告",
        "60日内",
        "第三十二条",
    ):
        assert words in said
    assert (letter.addressee, letter.get_kind_display()) == ("甲", "公开告知书")
    actions.sign_answer(step, signed=True, reviewed=True, by=staff["head"], at=at("2025-10-22"))
    assert step_of(asked).node == "deliver"


def test_a_party_is_told_anew_when_the_decision_changes(asked, objecting, staff):
    weigh(objecting, staff["clerk"])
    draft(asked, staff)
    tell(objecting, staff["head"])
    actions.sign_answer(
        step_of(asked), signed=False, opinion="改为部分公开", by=staff["head"], at=at("2025-10-22")
    )
    draft(asked, staff, "partial", "2025-10-23")
    actions.review(step_of(asked), passed=True, opinion="通过", by=staff["lawyer"], at=at("2025-10-23"))
    with refused("书面告知"):
        actions.sign_answer(step_of(asked), signed=True, reviewed=True, by=staff["head"], at=at("2025-10-23"))


def test_a_new_opinion_is_weighed_anew(asked, objecting, staff):
    """What the office made of it rests on what was said."""
    weigh(objecting, staff["clerk"])
    draft(asked, staff)
    tell(objecting, staff["head"])
    weigh(objecting, staff["clerk"], "unfounded", because="已经公开过")
    with refused("书面告知"):
        actions.sign_answer(step_of(asked), signed=True, reviewed=True, by=staff["head"], at=at("2025-10-22"))


def test_the_head_alone_tells_a_party(asked, objecting, staff):
    weigh(objecting, staff["clerk"])
    with refused("还没有拟写"):
        tell(objecting, staff["head"])
    draft(asked, staff)
    with refused("由政府信息公开工作机构负责人决定"):
        tell(objecting, staff["clerk"])
    tell(objecting, staff["head"])
    with refused("不必重复告知"):
        tell(objecting, staff["head"])


def test_the_unit_does_not_decide_on_opinions(objecting, staff):
    with refused("由“公开工作机构”岗位判断"):
        weigh(objecting, staff["unit"])


def test_nothing_is_weighed_after_the_signature(asked, objecting, staff):
    weigh(objecting, staff["clerk"], "adopted")
    draft(asked, staff, "third_party_rights")
    actions.review(step_of(asked), passed=True, opinion="通过", by=staff["lawyer"], at=at("2025-10-22"))
    actions.sign_answer(step_of(asked), signed=True, reviewed=True, by=staff["head"], at=at("2025-10-22"))
    with refused("已经签发"):
        weigh(objecting, staff["clerk"], "unfounded")


def test_for_the_sake_of_one_who_is_silent_it_is_said_why(asked, ask, staff):
    party = ask(asked, "甲", "2025-09-26")
    cases.tick(at("2025-10-24"))
    with pytest.raises(Refused, match="请先写明公开为什么会损害"):
        draft(asked, staff, "third_party_rights", "2025-10-24")
    weigh(party, staff["clerk"], "protected", "2025-10-24", because="载有住户的健康信息")
    assert draft(asked, staff, "third_party_rights", "2025-10-24").node == "review"


def test_nothing_is_drafted_while_a_party_is_waited_for_again(asked, ask, staff):
    """Its silence was found too early; the case had gone on to the draft."""
    party = ask(asked, "甲", "2025-09-26")
    cases.tick(at("2025-10-24"))
    actions.search(step_of(asked), opinion="已检索", by=staff["unit"], at=at("2025-10-24"))
    actions.record_delivery(
        party, reached_on=date(2025, 10, 9), proof="回执", by=staff["clerk"], at=at("2025-10-24")
    )
    with refused("还在等待甲的意见"):
        draft(asked, staff, day="2025-10-24")


def test_a_withdrawn_request_waits_for_nobody(asked, ask, staff):
    ask(asked, "甲", "2025-09-26")
    actions.withdraw(asked, reason="不要了", by=staff["clerk"], at=at("2025-09-28"))
    assert cases.tick(at("2025-12-01")) == 0


# Requests under way when the office begins to ask one by one


@pytest.fixture
def asked_before(org, staff, handed_in) -> DisclosureRequest:
    """A request by the edition before, in which the step and not the letter kept the term from running."""
    before = DIAGRAM.read_text(encoding="utf-8").replace(' each="true"', "")
    edition = versions.draft("disclosure", before, org=org, by=administrator(), at=at("2021-06-01"))
    versions.publish(edition, effective_on=date(2021, 6, 1), by=administrator(), at=at("2021-06-01"))
    request = handed_in("2025-09-22")
    examined(request, staff["clerk"], "2025-09-26")
    cases.complete(step_of(request), "third_party", by=staff["unit"], at=at("2025-09-26"))
    Letter.objects.create(
        request=request,
        org=org,
        kind=Letter.Kind.CONSULTATION,
        number="示范1号",
        addressee="甲",
        paragraphs=["申请公开的内容为：学区图", "信息由你方提供", "请提出意见"],
        answer_by=date(2025, 10, 23),
        sent_on=date(2025, 9, 26),
        sent_by=staff["unit"],
    )
    return request


def give_rows() -> None:
    migration = import_module("yangguang.work.disclosure.migrations.0007_asked_before")
    migration.give_rows(apps, None)


def test_whoever_was_asked_before_answers_as_before(asked_before, says):
    give_rows()
    [party] = asked_before.parties.all()
    assert (party.name, party.about, party.is_awaited) == ("甲", "信息由你方提供", True)
    says(party, "refuse", "2025-10-20")
    assert (due_of(asked_before), step_of(asked_before).node) == (date(2025, 11, 11), "search")


def test_whoever_was_asked_before_is_silent_as_before(asked_before):
    give_rows()
    assert cases.tick(at("2025-10-24")) == 1
    assert due_of(asked_before) == date(2025, 11, 14)


@pytest.mark.parametrize(("outcome", "said"), [("agree", "同意公开"), ("refuse", "不同意公开")])
def test_what_was_answered_before_is_kept(asked_before, staff, outcome, said):
    step = step_of(asked_before)
    cases.complete(step, outcome, opinion="已阅", by=staff["clerk"], at=at("2025-10-20"))
    give_rows()
    [party] = asked_before.parties.all()
    assert (party.said_label, party.answered_on, party.reasons) == (said, date(2025, 10, 20), "已阅")
    give_rows()
    assert asked_before.parties.count() == 1


def test_silence_found_before_is_kept(asked_before):
    cases.tick(at("2025-10-24"))
    give_rows()
    assert asked_before.parties.get().said_label == "逾期未提出意见"


# The forms in the office


@pytest.fixture
def form(client, staff):
    """Return how somebody opens or sends the form of an act on a request."""

    def visit(request, act, user="clerk", **typed) -> Page:
        client.force_login(staff[user], "django.contrib.auth.backends.ModelBackend")
        address = reverse("disclosure_desk:act", args=[request.pk, act])
        return Page(client.post(address, typed) if typed else client.get(address))

    return visit


def test_whoever_alone_is_awaited_is_chosen_already(asked, ask, form):
    ask(asked, "甲", "2025-09-26")
    assert form(asked, "opinion").typed()["party"]
    ask(asked, "乙", "2025-09-26")
    assert "party" not in form(asked, "opinion").typed()


def test_a_party_to_another_request_cannot_be_chosen(asked, ask, form, handed_in, staff):
    other = handed_in("2025-09-23")
    examined(other, staff["clerk"], "2025-09-26")
    theirs = ask(other, "乙", "2025-09-26")
    ask(asked, "甲", "2025-09-26")
    page = form(asked, "opinion", party=theirs.pk, outcome="agree", text="同意", on="2025-10-09")
    assert (page.status, page.beside("party")) == (422, ["请选择是谁的意见。"])
    theirs.refresh_from_db()
    assert theirs.answer == ""


def test_an_objection_without_a_reason_keeps_what_was_typed(asked, ask, form):
    party = ask(asked, "甲", "2025-09-26")
    page = form(asked, "opinion", party=party.pk, outcome="refuse", text=" ", on="2025-10-09")
    assert page.status == 422
    assert page.title.startswith("错误：")
    assert page.typed()["on"] == "2025-10-09"


def test_what_was_said_stands_beside_the_form_that_weighs_it(objecting, form, asked):
    text = form(asked, "weigh-opinion").text
    assert "不同意公开：商业秘密" in text


def test_names_of_others_are_not_in_the_proof_that_the_applicant_sees(asked, ask, client):
    ask(asked, "示范水务有限公司", "2025-09-26")
    client.post(reverse("disclosure:track"), {"number": asked.case.number, "code": asked.code})
    for page in ("request", "proof"):
        assert "示范水务" not in client.get(reverse(f"disclosure:{page}", args=[asked.pk])).content.decode()


def test_the_notice_to_a_party_is_not_the_applicant_s(asked, objecting, staff, client):
    weigh(objecting, staff["clerk"])
    draft(asked, staff)
    letter = tell(objecting, staff["head"])
    client.post(reverse("disclosure:track"), {"number": asked.case.number, "code": asked.code})
    own = reverse("disclosure:request", args=[asked.pk])
    assert "公开告知书" not in client.get(own).content.decode()
    assert client.get(f"{own}letters/{letter.pk}.pdf").status_code == 404
