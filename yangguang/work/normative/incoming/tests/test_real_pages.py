"""On real pages that nobody looked at while the reader was written, it reads most fields right."""

from collections import Counter

import pytest

from bench.metadata import judged
from yangguang.rules.metadata import Confidence, Field

PAGE = {
    Field.TITLE: 0.85,
    Field.NUMBER: 0.85,
    Field.INDEX_NUMBER: 0.85,
    Field.ISSUER: 0.85,
    Field.MADE_ON: 0.85,
    Field.PUBLISHED_ON: 0.85,
    Field.THEME: 0.85,
}
"""Whoever checks a page that names a field expects to correct at most three in twenty."""

TEXT = {Field.TITLE: 0.8, Field.NUMBER: 0.75, Field.ISSUER: 0.65, Field.MADE_ON: 0.75}
"""From the text alone: one title in five, one number or day in four, one issuer in three."""


@pytest.mark.parametrize(("floors", "alone"), [(PAGE, False), (TEXT, True)], ids=["page", "text"])
def test_most_of_each_field_is_right(shared_data, floors, alone):
    counted = Counter(
        (field, outcome) for _, field, outcome, *_ in judged(shared_data, "unseen", without_table=alone)
    )
    for field, floor in floors.items():
        named = sum(number for (each, _), number in counted.items() if each is field)
        assert counted[field, "right"] >= floor * named > 0, field


def test_what_it_calls_sure_is_right(shared_data):
    sure = [
        outcome
        for _, field, outcome, _, reading in judged(shared_data, "unseen")
        if (found := reading.found(field)) and found.confidence is Confidence.HIGH
    ]
    assert sure.count("right") >= 0.98 * len(sure) > 0
