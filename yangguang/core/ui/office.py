"""What the parts contribute to the office.

A part says it in its `desk.py`, as far as it has something to say: `ADDRESSES` below /office/, entries of the
`MENU`, `VIEWSETS` (lists of rows), `SEARCHES` (lists that the search box looks into), and `PANELS` on the
first page. `web` joins them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the office's menu.

    Args:
        label: what it says.
        address: the name of the address it leads to.
        icon: an icon of the shell.
        order: smaller stands higher.
        permission: who sees it; empty for everybody of the office.
    """

    label: str
    address: str
    icon: str
    order: int
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the first page of the office, which opens onto the rows it counts."""

    label: str
    number: int
    url: str
    is_urgent: bool = False


Panel = Callable[[HttpRequest], list[Figure]]
"""What a part shows on the first page to whoever looks at it; nothing when it has nothing to show."""


def desks() -> Iterator[tuple[str, ModuleType]]:
    """Yield the desk of each installed part that has one, with the part's label."""
    for part in apps.get_app_configs():
        if part.name.startswith("yangguang.") and find_spec(f"{part.name}.desk"):
            yield part.label, import_module(f"{part.name}.desk")
