"""Two people freeze the same report at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from yangguang.core.orgs.models import Organisation
from yangguang.work.disclosure.tests.office import at
from yangguang.work.reports import actions
from yangguang.work.reports.models import Edition
from yangguang.work.reports.tests.district import everybody, found_offices, write_problems


@pytest.mark.django_db(transaction=True)
def test_each_gets_a_number_of_its_own():
    found_offices()
    district, staff = Organisation.objects.get(code="440404"), everybody()
    write_problems(district, staff)
    ready = Barrier(2)

    def freeze(who: str) -> int:
        try:
            ready.wait(timeout=10)
            return actions.freeze(district, 2023, by=staff[who], at=at("2024-03-20")).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(freeze, ("head", "clerk"))) == [1, 2]
    assert Edition.objects.count() == 2
