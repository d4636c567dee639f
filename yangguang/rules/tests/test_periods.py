"""The years that reports speak of."""

from datetime import date, timedelta

import pytest

from yangguang.rules.periods import Period


@pytest.mark.parametrize(
    ("day", "is_within"),
    [
        ("2023-12-31", False),
        ("2024-01-01", True),
        ("2024-02-29", True),
        ("2024-12-31", True),
        ("2025-01-01", False),
    ],
)
def test_a_year_has_its_first_and_its_last_day(day, is_within):
    assert (date.fromisoformat(day) in Period.year(2024)) is is_within


def test_every_day_is_in_one_year_only():
    """What was received on the last day of a year counts once: in that year's report, not in the next."""
    years = [Period.year(year) for year in range(2019, 2027)]
    for n in range(365 * 8 + 2):  # 2020 and 2024 have a day more
        day = date(2019, 1, 1) + timedelta(days=n)
        assert [period.since.year for period in years if day in period] == [day.year]
