"""What a lawyer would check about requests for information."""

from datetime import date

import pytest

from yangguang.work.disclosure import rules
from yangguang.work.disclosure.rules import OUTCOMES, Channel

ARRIVED, CONFIRMED = date(2024, 1, 8), date(2024, 1, 10)


@pytest.mark.parametrize(
    ("channel", "day"),
    [
        ("in_person", ARRIVED),
        ("oral", ARRIVED),
        ("registered_mail", ARRIVED),
        ("plain_mail", CONFIRMED),
        ("online", CONFIRMED),
        ("fax", CONFIRMED),
        ("email", CONFIRMED),
    ],
)
def test_day_of_receipt_follows_the_channel(channel, day):
    """条例第三十一条."""
    assert rules.received_on(Channel(channel), arrived_on=ARRIVED, confirmed_on=CONFIRMED) == day


def test_every_result_row_of_table_three_has_an_ending():
    """国办公开办函〔2021〕30号表三: twenty-one result rows; 予以公开 and 不掌握 have two endings each."""
    rows = [outcome.row for outcome in OUTCOMES.values()]
    assert len(OUTCOMES) == 23
    assert len(set(rows)) == 21
    assert {row for row in rows if rows.count(row) > 1} == {"granted", "unable_not_held"}


def test_whatever_is_withheld_is_reviewed():
    """条例第十七条."""
    withheld = {key for key, outcome in OUTCOMES.items() if outcome.row.startswith(("denied_", "partial"))}
    assert {key for key, outcome in OUTCOMES.items() if outcome.review} == withheld


def test_answer_needs_an_outcome():
    found = rules.why_not_answer(None, others=[])
    assert [problem.message for problem in found] == ["请选择答复类型。"]


def test_third_party_is_asked_before_refusing_for_its_sake():
    found = rules.why_not_answer(OUTCOMES["third_party_rights"], others=[])
    assert [problem.message for problem in found] == [
        "以第三方合法权益为由不予公开的，须先书面征求第三方的意见。"
    ]


def test_confirmation_is_not_before_arrival():
    found = rules.why_not_confirm(Channel.FAX, arrived_on=CONFIRMED, confirmed_on=ARRIVED)
    assert [problem.field for problem in found] == ["confirmed_on"]
    assert not list(rules.why_not_confirm(Channel.FAX, arrived_on=ARRIVED, confirmed_on=ARRIVED))


@pytest.mark.parametrize(
    ("workdays", "extended", "approved", "fields"),
    [
        (1, 0, True, []),
        (20, 0, True, []),
        (0, 0, True, ["workdays"]),
        (21, 0, True, ["workdays"]),
        (5, 5, True, ["workdays"]),
        (5, 0, False, ["approved"]),
        (21, 0, False, ["workdays", "approved"]),
    ],
)
def test_extension_is_once_at_most_twenty_and_approved(workdays, extended, approved, fields):
    """条例第三十三条第二款."""
    found = rules.why_not_extend(workdays=workdays, extended=extended, approved=approved, longest=20)
    assert [problem.field for problem in found] == fields


def test_refused_applicant_is_told_to_ask_for_review_first():
    told = rules.Remedy("珠海市人民政府", "珠海市金湾区人民法院", review_first=False)
    assert told.paragraph(review_days=60, suit_months=6) == (
        "如对本答复不服，可以自收到本答复书之日起60日内向珠海市人民政府申请行政复议，"
        "也可以自收到本答复书之日起6个月内向珠海市金湾区人民法院提起行政诉讼。"
    )
