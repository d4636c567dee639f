"""Who acts when nobody does: the passing of time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """The clock of the office; what it does is recorded under its own name."""

    ledger_key: str = "timer"
    ledger_name: str = "期限届满"
