"""What the checkers find in a page, shown beside the text and kept with each signature."""

from collections.abc import Iterator
from typing import Any

from yangguang.rules.problems import Problem


def plain(page: Any) -> list[dict[str, Any]]:
    """Return what the checkers find in `page`, as plain values."""
    return []


def grave(page: Any) -> Iterator[Problem]:
    """Yield what may not go to the public as it stands."""
    yield from ()
