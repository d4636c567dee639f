"""How much is measured: a small size for a try and for the tests, and the full one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Args:
        name: as `--size` takes it.
        cases: how many cases the database holds; four steps for each.
        running: how many of them are under way.
        organisations: how many have cases.
        due_days: how many due days are found.
        stepped_cases: how many cases are brought from the first step to the last in each round.
        rounds: how often each way is run.
        quick_rounds: how often, where it takes milliseconds.
    """

    name: str
    cases: int
    running: int
    organisations: int
    due_days: int
    stepped_cases: int
    rounds: int
    quick_rounds: int


SIZES = {
    "small": Size("small", 4_000, 400, 40, due_days=200, stepped_cases=3, rounds=2, quick_rounds=3),
    "full": Size(
        "full", 1_000_000, 40_000, 2_000, due_days=20_000, stepped_cases=40, rounds=7, quick_rounds=51
    ),
}
