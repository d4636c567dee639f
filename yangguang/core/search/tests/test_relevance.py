"""What is known to be in real laws is found in them, however it is asked for."""

from collections import defaultdict
from statistics import mean

import pytest

from bench.asking import FAMILIES, Library
from yangguang.core.search import actions
from yangguang.core.search.queries import search

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LAWS = 120
QUESTIONS = 15


def test_known_items_are_found_in_every_way_of_asking(shared_data, district):
    library = Library(shared_data, LAWS)
    actions.put_all(library.entries(district.pk))
    actions.rebuild()
    first, ten = defaultdict(list), defaultdict(list)
    for question in library.questions(seed=3, each=QUESTIONS):
        keys = [hit.key for hit in search(question.words).hits]
        first[question.family].append(bool(keys) and keys[0] in question.right)
        ten[question.family].append(any(key in question.right for key in keys))
    assert set(first) <= set(FAMILIES)
    assert len(first) >= 6
    assert mean(mean(each) for each in first.values()) >= 0.95
    assert {family: mean(each) for family, each in ten.items() if mean(each) < 0.9} == {}
