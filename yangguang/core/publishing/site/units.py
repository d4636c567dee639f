"""What a site consists of, and what one more page makes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from django.db.models import Max

from yangguang.core.parts import declaring

from ..models import OfficialPage, Publication
from .sites import Site

ON_A_LIST = 20
IN_A_MAP = 500


@dataclass(frozen=True, slots=True)
class File:
    """One file of a unit: where it lies, what is in it, and the revision whose grant allows it, if any.

    The content is None where what lies there is known to be right, and is left as it is.
    """

    path: str
    content: bytes | None
    revision_id: int | None = None


Produce = Callable[[str], Iterator[File]]
"""Returns the files of one unit of a kind, given its key."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind of thing that is written as a whole.

    Args:
        name: how its keys begin, such as `page` in `page:12`.
        rank: what leads somewhere is written after that to which it leads; a smaller rank is written first.
        produce: returns the files of one, given the site and its key.
        every: returns the keys of all that a site has.
        after: returns the keys of those that a publication makes stale.
        at_once: looks up what many need, and returns what produces each of them; for kinds of which there are many.
    """

    name: str
    rank: int
    produce: Callable[[Site, str], Iterator[File]]
    every: Callable[[Site], Iterator[str]]
    after: Callable[[Publication], Iterator[str]] = lambda publication: iter(())
    at_once: Callable[[Site, Sequence[str]], Produce] | None = None

    def for_all(self, site: Site, keys: Sequence[str]) -> Produce:
        """Return what produces each of `keys`."""
        return self.at_once(site, keys) if self.at_once else partial(self.produce, site)


def page(key: int) -> str:
    return f"page:{key}"


def lists_with(publication: Publication, column: OfficialPage) -> Iterator[str]:
    """Yield the numbered list with a page, and the one before when it is the first on its own and now led to."""
    place = publication.place or 1
    number = (place - 1) // ON_A_LIST + 1
    yield f"list:{column.pk}:{number}"
    if place % ON_A_LIST == 1 and number > 1:
        yield f"list:{column.pk}:{number - 1}"
    yield f"feed:{column.pk}"
    yield f"map:{publication.page_id // IN_A_MAP}"


def on_the_way_to(column: OfficialPage) -> Iterator[str]:
    """Yield the fronts of a column and of all above it, up to the home page."""
    yield f"front:{column.pk}"
    for above in column.get_ancestors().filter(depth__gte=2).order_by("-depth"):
        yield f"front:{above.pk}"
        if above.depth == 2:
            yield f"feed:{above.pk}"
    yield "maps:all"


def of_parts(publication: Publication) -> Iterator[str]:
    """Yield what the parts say a publication makes stale."""
    for unit in declared().values():
        for key in unit.after(publication):
            yield f"{unit.name}:{key}"


@cache
def declared() -> dict[str, Unit]:
    """Return the units of this part and of all others by their names."""
    from . import producing

    found = {unit.name: unit for unit in producing.UNITS}
    for module in declaring("site"):
        for unit in getattr(module, "UNITS", []):
            found[unit.name] = unit
    return found


def kind_of(unit: str) -> Unit:
    """Return which kind of thing a unit is."""
    return declared()[unit.partition(":")[0]]


def everything(site: Site, *, but_pages: bool = False) -> Iterator[str]:
    """Yield every unit of a site, in the order in which they can be written; pages and their lists may be left out."""
    for unit in sorted(declared().values(), key=lambda each: each.rank):
        if but_pages and unit.name in ("page", "list"):
            continue
        for key in unit.every(site):
            yield f"{unit.name}:{key}"


def last_place(column: OfficialPage) -> int:
    """Return how many places of a column are taken."""
    return Publication.objects.filter(column=column.pk).aggregate(last=Max("place"))["last"] or 0
