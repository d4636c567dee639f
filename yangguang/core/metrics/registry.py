"""Finding what the parts declare in their `metrics.py`."""

from functools import cache

from yangguang.core.parts import declared

from . import Metric, Rate


@cache
def all_metrics() -> dict[str, Metric | Rate]:
    """Return every metric of every part, by its name."""
    return {metric.name: metric for metric in declared("metrics", "METRICS")}
