"""Mistakes in what the parts declare stop the program at its start, and name the file to open."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register, run_checks

from yangguang.core.metrics import Metric, Rate
from yangguang.core.parts import declared, declaring


@register
def check_metrics(**_: Any) -> list[Error]:
    """Find metrics that rest on no law, or whose name is taken."""
    declared("metrics", "METRICS")  # each part with metrics lists them
    taken: set[str] = set()
    found = []
    for module in declaring("metrics"):
        for metric in module.METRICS:
            found += [Error(problem, hint=module.__file__) for problem in _mistakes(metric, taken)]
            taken.add(metric.name)
    return found


def stop_at_mistakes() -> None:
    """Do nothing when all declarations are right.

    Raises:
        SystemExit: with every mistake and the file it stands in.
    """
    if found := [each for each in run_checks() if each.is_serious() and not each.is_silenced()]:
        raise SystemExit("\n".join(str(each) for each in found))


def _mistakes(metric: Metric | Rate, taken: set[str]) -> Iterator[str]:
    if not metric.source.strip():
        yield f"metric {metric.name} has no source: name the law and article that ask for it"
    if metric.name in taken:
        yield f"metric {metric.name} is declared twice"
