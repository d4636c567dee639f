"""What the clock alone brings about: once a day every open term is counted anew."""

from datetime import timedelta

import pytest
from django.db.models import F

from tests.archive.office import Office, at
from yangguang.core.cases import calendar
from yangguang.core.cases.models import Clock
from yangguang.web.commands.tick import bring_about

pytestmark = pytest.mark.django_db


def test_a_term_that_somebody_changed_is_told_with_the_first_tick_of_a_day():
    office = Office()
    calendar.fill_days()
    office.asked("2024-03-01")
    assert "不符" not in bring_about(at("2024-03-04"))
    Clock.objects.filter(key="reply").update(due_on=F("due_on") + timedelta(days=30))
    assert "不符" not in bring_about(at("2024-03-04") + timedelta(hours=2))
    assert bring_about(at("2024-03-05")).startswith("1个期限与其经过不符")
