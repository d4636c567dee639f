"""What stands on the paper of a letter to an applicant."""

from datetime import date

import pytest

from yangguang.core.letters import Letter as OfficialLetter
from yangguang.core.orgs.models import Organisation
from yangguang.work.disclosure.letters import letter_document
from yangguang.work.disclosure.models import Letter


def letter(kind: str) -> Letter:
    return Letter(
        org=Organisation(name="金湾区教育局"),
        kind=kind,
        number="440404-03-2024-1之1",
        addressee="陈阿婆",
        paragraphs=["您申请的信息予以公开。", "附件：学区划分图"],
        sent_on=date(2024, 2, 26),
    )


def test_office_signs_under_its_own_name_on_the_day_it_is_sent(settings):
    settings.DEMO = False

    assert letter_document(letter(Letter.Kind.ANSWER)) == OfficialLetter(
        organisation="金湾区教育局",
        title="政府信息公开申请答复书",
        addressee="陈阿婆",
        paragraphs=("您申请的信息予以公开。", "附件：学区划分图"),
        number="440404-03-2024-1之1",
        signed="金湾区教育局",
        dated_on=date(2024, 2, 26),
    )


def test_every_other_letter_is_headed_by_what_it_is():
    assert letter_document(letter(Letter.Kind.RECEIPT)).title == "登记回执"
    assert letter_document(letter(Letter.Kind.CORRECTION)).title == "补正告知书"


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_says_so(settings, demo):
    settings.DEMO = demo

    assert letter_document(letter(Letter.Kind.ANSWER)).demo is demo
