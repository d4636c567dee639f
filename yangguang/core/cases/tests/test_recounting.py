"""Every open term follows from its history; a row that somebody changed is found that night."""

from datetime import date, timedelta

import pytest

from yangguang.core.cases import recounting
from yangguang.core.cases.models import Clock
from yangguang.core.cases.tests.trial import at, done, opened
from yangguang.core.records.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("days")]


@pytest.fixture
def running(org, staff, trial) -> Clock:
    """The term of a request of Friday 2024-03-01 that was registered that day."""
    case = opened(org, staff["window"])
    done(case, "register", staff["window"], "2024-03-01")
    return case.clocks.get(key="reply")


def test_what_the_acts_wrote_follows(running, staff):
    assert list(recounting.differences()) == []
    done(running.case, "examine", staff["officer"], "2024-03-06", "ask")
    assert list(recounting.differences()) == []
    assert Clock.objects.get(pk=running.pk).state == Clock.State.PAUSED


def test_each_open_term_is_counted(running):
    seen = []
    list(recounting.differences(seen.append))
    assert sum(seen) == recounting.open_terms() == Clock.objects.filter(closed_on=None).count() > 0


def test_a_day_that_somebody_changed_is_told_with_what_it_should_be(running):
    right = running.due_on
    Clock.objects.filter(pk=running.pk).update(due_on=right + timedelta(days=30))
    [found] = recounting.differences()
    assert found.clock == running
    assert found.follows == {"due_on": right}
    assert f"届满日登记为{right + timedelta(days=30)}，应为{right}" in str(found)
    assert running.case.number in str(found)


def test_it_is_recorded_once_for_each_difference(running):
    Clock.objects.filter(pk=running.pk).update(remaining=3)
    for day in ("2024-03-07", "2024-03-08"):
        assert recounting.note_differences(at(day)) == 1
    [told] = Record.objects.filter(kind="cases.term_differs")
    assert "剩余日数登记为3" in told.note


def test_a_closed_term_is_left_alone(running):
    Clock.objects.filter(pk=running.pk).update(
        state=Clock.State.DONE, closed_on=date(2024, 3, 20), due_on=date(2030, 1, 1)
    )
    assert list(recounting.differences()) == []
