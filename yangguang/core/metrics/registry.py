"""Finding what the parts declare in their `metrics.py`."""

from functools import cache

from yangguang.core.parts import declared, declaring

from . import Metric, Rate


@cache
def all_metrics() -> dict[str, Metric]:
    """Return every metric of every part, by its name."""
    return {metric.name: metric for metric in declared("metrics", "METRICS")}


@cache
def all_rates() -> dict[str, Rate]:
    """Return every rate of every part that has some (`RATES`), by its name."""
    return {rate.name: rate for module in declaring("metrics") for rate in getattr(module, "RATES", [])}
