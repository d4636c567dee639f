"""Figures as they stand on a page: bars of a chart, and rows of the table beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .queries import FIGURES

BAR = 28
"""How high the row of one bar is; the chart is as many times as high, and 360 wide."""
LONGEST_BAR = 208


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart and one row of the table: what it is of, its figures, and where it is drawn."""

    label: str
    url: str
    figures: tuple[str, ...]
    top: int
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of visits below one another, with the table that says the same and more."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    sums: tuple[str, ...]

    @property
    def height(self) -> int:
        return BAR * len(self.bars)


def chart(
    title: str, unit: str, rows: Mapping[Any, Mapping[str, int]], labels: Mapping[Any, tuple[str, str]]
) -> Chart:
    """Return the chart of `rows`.

    Args:
        title: what it shows.
        unit: what one bar is of: 月份, 日期.
        rows: the four figures of each month or day.
        labels: for each of them how it is called and where it leads to, if anywhere.

    >>> shown = chart("2023年", "月份", {1: dict.fromkeys(FIGURES, 1000), 2: dict.fromkeys(FIGURES, 500)},
    ...               {1: ("1月", ""), 2: ("2月", "")})
    >>> [(bar.label, bar.figures[0], bar.width) for bar in shown.bars], shown.sums[0]
    ([('1月', '1,000', 208), ('2月', '500', 104)], '1,500')
    """
    most = max((row["visits"] for row in rows.values()), default=0) or 1
    bars = tuple(
        Bar(
            *labels[key],
            figures=tuple(f"{row[name]:,}" for name in FIGURES),
            top=number * BAR,
            width=round(row["visits"] / most * LONGEST_BAR),
        )
        for number, (key, row) in enumerate(rows.items())
    )
    return Chart(title, unit, bars, tuple(f"{sum(row[name] for row in rows.values()):,}" for name in FIGURES))
