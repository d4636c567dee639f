"""Several people sign one step: 会签, 或签, 票签, 顺签."""

from collections.abc import Callable

import pytest

from yangguang.core.cases import actions, assignments, queries
from yangguang.core.cases.models import Assignment, Case, Step
from yangguang.core.cases.tests.trial import at, done, refused, step_at
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

pytestmark = pytest.mark.django_db

DAY = "2024-03-04"
WAYS = ("all", "any", "vote", "order")


@pytest.fixture
def sign(staff) -> Callable[..., str]:
    """Return how heads sign a case one after another, such as `first=agree`; it returns how the case ended."""

    def sign_all(case: Case, **decisions: str) -> str:
        for name, outcome in decisions.items():
            done(case, "sign", staff[name], DAY, outcome)
        case.refresh_from_db()
        return case.ending

    return sign_all


def asked(case: Case) -> dict[str, str]:
    return {str(each.person): each.state for each in Assignment.objects.filter(step__case=case)}


@pytest.mark.parametrize(
    ("way", "decisions", "ending"),
    [
        ("all", {"first": "agree", "second": "agree"}, ""),
        ("all", {"third": "agree", "first": "agree", "second": "agree"}, "agreed"),
        ("all", {"first": "agree", "second": "refuse"}, "refused"),
        ("any", {"second": "agree"}, "agreed"),
        ("any", {"third": "refuse"}, "refused"),
        ("vote", {"first": "agree"}, ""),
        ("vote", {"first": "agree", "second": "refuse"}, ""),
        ("vote", {"first": "agree", "second": "refuse", "third": "agree"}, "agreed"),
        ("vote", {"first": "refuse", "second": "refuse"}, "refused"),
        ("order", {"first": "agree", "second": "agree"}, ""),
        ("order", {"first": "agree", "second": "agree", "third": "agree"}, "agreed"),
        ("order", {"first": "refuse"}, "refused"),
    ],
)
def test_signatures_make_the_outcome(signing, sign, way, decisions, ending):
    case = signing(way)
    assert sign(case, **decisions) == ending
    assert case.state == (Case.State.ENDED if ending else Case.State.RUNNING)
    kinds = list(
        Record.objects.filter(kind__in=("cases.signed", "cases.completed")).values_list("kind", flat=True)
    )
    awaited = "cases.completed" if ending else "cases.signed"
    assert kinds == ["cases.signed"] * (len(decisions) - 1) + [awaited]


@pytest.mark.parametrize("way", WAYS)
def test_nobody_signs_twice(signing, staff, way):
    case = signing(way)
    sign_step = step_at(case, "sign")
    done(case, "sign", staff["first"], DAY, "agree")
    word = "已由周正办理" if way == "any" else "吴越"
    with refused(word):
        actions.complete(sign_step, "agree", by=staff["first"], at=at(DAY))


@pytest.mark.parametrize("way", WAYS)
def test_one_who_is_not_asked_cannot_sign(signing, staff, way):
    case = signing(way)
    with refused("周正", "请对方转办给您"):
        done(case, "sign", staff["officer"], DAY, "agree")


def test_once_it_is_decided_the_others_are_asked_no_longer(signing, sign):
    case = signing("any")
    sign(case, second="agree")
    assert asked(case) == {"周正": "cancelled", "吴越": "done", "郑明": "cancelled"}


def test_opinion_of_each_signer_is_kept(signing, staff):
    case = signing("all")
    done(case, "sign", staff["first"], DAY, "agree", opinion="请补附图")
    kept = Assignment.objects.get(person=staff["first"])
    assert (kept.state, kept.decision, kept.opinion) == ("done", "agree", "请补附图")


class TestOneAfterAnother:
    def test_only_the_next_one_is_asked(self, signing, staff):
        case = signing("order")
        on = at(DAY).date()
        for name, following in (("first", "second"), ("second", "third")):
            assert list(queries.worklist(staff[following], on)) == []
            done(case, "sign", staff[name], DAY, "agree")
            assert list(queries.worklist(staff[following], on)) == [step_at(case, "sign")]

    def test_nobody_signs_before_his_turn(self, signing, staff):
        case = signing("order")
        with refused("本环节现由周正办理"):
            done(case, "sign", staff["second"], DAY, "agree")

    def test_where_the_one_whose_turn_it_is_is_left_out_the_next_is_asked(self, signing, staff, sign):
        case = signing("order")
        assignments.remove_signer(step_at(case, "sign"), person=staff["first"], by=staff["first"], at=at(DAY))
        assert asked(case) == {"周正": "cancelled", "吴越": "open", "郑明": "waiting"}
        assert sign(case, second="agree", third="agree") == "agreed"

    def test_one_more_signs_in_his_place(self, signing, staff, sign):
        case = signing("order")
        assignments.add_signer(
            step_at(case, "sign"), person=staff["officer"], order=1, by=staff["first"], at=at(DAY)
        )
        assert sign(case, first="agree", officer="agree", second="agree", third="agree") == "agreed"


class TestAddingAndRemoving:
    def test_one_more_must_sign(self, signing, staff, sign):
        case = signing("all")
        assignments.add_signer(step_at(case, "sign"), person=staff["officer"], by=staff["first"], at=at(DAY))
        assert sign(case, first="agree", second="agree", third="agree") == ""
        assert sign(case, officer="agree") == "agreed"

    def test_weight_decides_a_vote(self, signing, staff, sign):
        """4 of 7 is more than half."""
        case = signing("vote")
        assignments.add_signer(
            step_at(case, "sign"), person=staff["officer"], weight=4, by=staff["first"], at=at(DAY)
        )
        assert sign(case, officer="refuse") == "refused"

    def test_who_takes_over_has_the_weight_of_whom_he_follows(self, signing, staff, sign):
        case = signing("vote")
        step = step_at(case, "sign")
        assignments.add_signer(step, person=staff["officer"], weight=4, by=staff["first"], at=at(DAY))
        assignments.transfer(step, to=staff["colleague"], by=staff["officer"], at=at(DAY))
        assert sign(case, colleague="agree") == "agreed"

    def test_weight_comes_back_with_a_delegation(self, signing, staff, sign):
        case = signing("vote")
        step = step_at(case, "sign")
        assignments.add_signer(step, person=staff["officer"], weight=4, by=staff["first"], at=at(DAY))
        assignments.delegate(step, to=staff["colleague"], by=staff["officer"], at=at(DAY))
        assignments.answer_delegation(step, opinion="可签", by=staff["colleague"], at=at(DAY))
        assert sign(case, officer="agree") == "agreed"

    def test_one_fewer_signs(self, signing, staff, sign):
        case = signing("all")
        assignments.remove_signer(step_at(case, "sign"), person=staff["third"], by=staff["first"], at=at(DAY))
        assert sign(case, first="agree", second="agree") == "agreed"

    def test_signer_is_not_added_twice(self, signing, staff):
        case = signing("all")
        with refused("吴越已经在签署人中"):
            assignments.add_signer(
                step_at(case, "sign"), person=staff["second"], by=staff["first"], at=at(DAY)
            )

    def test_who_has_signed_is_not_left_out(self, signing, staff):
        case = signing("all")
        done(case, "sign", staff["first"], DAY, "agree")
        with refused("周正已经签署"):
            assignments.remove_signer(
                step_at(case, "sign"), person=staff["first"], by=staff["second"], at=at(DAY)
            )

    def test_who_does_not_sign_is_not_left_out(self, signing, staff):
        case = signing("all")
        with refused("何平不在签署人中"):
            assignments.remove_signer(
                step_at(case, "sign"), person=staff["officer"], by=staff["first"], at=at(DAY)
            )

    def test_the_last_one_awaited_is_not_left_out(self, signing, staff):
        """Otherwise the step would stay open with nobody to sign it."""
        case = signing("all")
        done(case, "sign", staff["first"], DAY, "agree")
        done(case, "sign", staff["second"], DAY, "agree")
        with refused("只等郑明一人"):
            assignments.remove_signer(
                step_at(case, "sign"), person=staff["third"], by=staff["third"], at=at(DAY)
            )

    def test_step_of_one_person_has_no_signers(self, examining, staff):
        with refused("由一人办理，不能加签"):
            assignments.add_signer(
                step_at(examining, "examine"), person=staff["first"], by=staff["officer"], at=at(DAY)
            )

    @pytest.mark.parametrize("act", [assignments.add_signer, assignments.remove_signer])
    def test_only_a_signer_says_who_signs(self, signing, staff, act):
        case = signing("all")
        with refused("请对方转办给您"):
            act(step_at(case, "sign"), person=staff["third"], by=staff["officer"], at=at(DAY))

    def test_turn_is_not_handed_to_somebody_who_signs_anyway(self, signing, staff):
        case = signing("all")
        done(case, "sign", staff["first"], DAY, "agree")
        for other in ("first", "third"):
            with refused("已经在本环节的办理人中"):
                assignments.transfer(step_at(case, "sign"), to=staff[other], by=staff["second"], at=at(DAY))


def test_where_nobody_holds_the_post_nobody_is_asked(signing, staff):
    for name in ("first", "second", "third"):
        staff[name].posts.update(until=at("2024-01-01").date())
    case = signing("all")
    assert asked(case) == {}
    with pytest.raises(Refused, match="“负责人”岗位"):
        done(case, "sign", staff["officer"], DAY, "agree")


def test_signing_that_lapsed_asks_nobody_any_longer(signing, staff):
    """Three working days after Friday 2024-03-01 is Wednesday the 6th."""
    case = signing("all")
    done(case, "sign", staff["first"], DAY, "agree")
    assert actions.tick(at("2024-03-06")) == 0
    assert actions.tick(at("2024-03-07")) == 1
    assert set(asked(case).values()) == {"done", "cancelled"}
    assert Step.objects.get(case=case).outcome == "lapsed"
