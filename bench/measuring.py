"""Running two ways to the same result in turn, and keeping how long each took and how much memory it had."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tqdm import tqdm

OURS = "ours"

Work = Callable[[], Any]
"""One way to the result: it does all the work once and returns what came out."""


@dataclass(frozen=True, slots=True)
class Side:
    """One way to the result.

    Args:
        name: what it is called in the table; `OURS` for this product.
        seconds: how long the work took, the median of all rounds.
        rounds: how long it took in each round.
        peak_mb: the most memory that this process held meanwhile, in MB.
    """

    name: str
    seconds: float
    rounds: tuple[float, ...]
    peak_mb: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached.

    Args:
        times_as_fast: how many times as fast as every other side; one half is twice the time.
        within: the most seconds that it may take; None where only the ratio counts.
    """

    times_as_fast: float
    within: float | None = None

    def __str__(self) -> str:
        if self.times_as_fast >= 1:
            return f"at least {self.times_as_fast:g} times as fast" if self.times_as_fast > 1 else "faster"
        at_most = f"at most {1 / self.times_as_fast:g} times its time"
        return f"within {self.within:g} s, and {at_most}" if self.within else at_most


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured; both sides came to the same result, or it would not be here.

    Args:
        name: the name for `--only`.
        title: what was done.
        unit: what is counted; empty where only the whole work is timed.
        count: how many of them each side did.
        sides: this product first.
        goal: what it is to reach beside each of the others.
        compared: what of the results was found equal.
    """

    name: str
    title: str
    unit: str
    count: int
    sides: tuple[Side, ...]
    goal: Goal
    compared: str

    @property
    def ours(self) -> Side:
        return self.sides[0]

    def ratio(self, other: Side) -> float:
        """Return how many times as fast as `other` this product was: the median over the rounds."""
        return median(b / a for a, b in zip(self.ours.rounds, other.rounds, strict=True))

    @property
    def is_met(self) -> bool:
        within = self.goal.within is None or self.ours.seconds <= self.goal.within
        return within and all(self.ratio(other) >= self.goal.times_as_fast for other in self.sides[1:])


class Unequal(Exception):
    """Two ways that should come to the same result did not; whatever time they took says nothing."""


def side_by_side(
    ways: Mapping[str, Work],
    *,
    rounds: int,
    same: Callable[[Any], Any] = lambda result: result,
    between: Callable[[], None] = lambda: None,
) -> tuple[Side, ...]:
    """Run all `ways` in each of several rounds, each round beginning with another one.

    Args:
        ways: this product first, as `OURS`.
        rounds: how often each is run, after once without being timed.
        same: what of a result must be equal on all sides.
        between: what is done before each run, and not timed.

    Raises:
        Unequal: when two ways come to different results.
    """
    names = list(ways)
    expected = same(ways[OURS]())
    for name in names[1:]:
        _compare(name, same(ways[name]()), expected)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    peaks = dict.fromkeys(names, 0)
    with tqdm(total=rounds * len(names), desc="  rounds", leave=False) as bar:
        for turn in range(rounds):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                between()
                result, took, peak = _timed(ways[name])
                _compare(name, same(result), expected)
                seconds[name].append(took)
                peaks[name] = max(peaks[name], peak)
                bar.update()
    return tuple(Side(name, median(seconds[name]), tuple(seconds[name]), peaks[name]) for name in names)


def _timed(way: Work) -> tuple[Any, float, int]:
    gc.collect()
    forgotten = _forget_peak()
    began = time.perf_counter()
    result = way()
    took = time.perf_counter() - began
    return result, took, _peak_mb() if forgotten else _peak_of_all_mb()


def _compare(name: str, result: object, expected: object) -> None:
    if result != expected:
        raise Unequal(f"{name} came to another result: {str(result)[:500]} instead of {str(expected)[:500]}")


def _forget_peak() -> bool:
    """Let the system note the peak of this process anew; only Linux can."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def _peak_mb() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return _peak_of_all_mb()


def _peak_of_all_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
