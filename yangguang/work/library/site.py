"""The laws of the library as files of the site, and the lists that lead to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate
from pypinyin import Style, lazy_pinyin

from yangguang.core.law import queries
from yangguang.core.law.models import VALIDITIES, Category, Instrument
from yangguang.core.publishing.site.rendering import Place, Renderer
from yangguang.core.publishing.site.sites import Site
from yangguang.core.publishing.site.units import File, Unit

LAWS = "/laws/"
HOME = Place("首页", "/")
HERE = Place("法律法规", LAWS)
FRONT = "front"
"""The key of the list of all lists."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The laws of one category, of local ones those of one place: they stand on one list.

    Args:
        slug: its name in the address.
    """

    category: str
    region: str
    number: int

    @property
    def title(self) -> str:
        return f"{self.region}{self.category}"

    @property
    def slug(self) -> str:
        return "".join(lazy_pinyin(self.title)).replace("ü", "v")

    @property
    def address(self) -> str:
        return f"{LAWS}{self.slug}.html"


class Laws:
    """The pages of many laws; what they share is looked up once."""

    def __init__(self, site: Site, keys: Sequence[str]) -> None:
        self._site, self._renderer, self._on = site, Renderer(site), localdate()
        laws = Instrument.objects.filter(org=None, key__in=keys)
        self._laws = {law.key: law for law in laws}
        self._standings = queries.standings(laws, self._on)

    def files_of(self, key: str) -> Iterator[File]:
        """Yield the pages of one law: the text that holds, its data, and its other texts; nothing when it is gone."""
        law = self._laws.get(key)
        if law is None:
            return
        standing = self._standings[law.pk]
        page = queries.page_of(law, self._on, standing_on=standing)
        yield self._page(page, law)
        data = queries.as_data(page, self._site.absolute(page.address))
        yield File(f"{LAWS}{key}.json", json.dumps(data, ensure_ascii=False).encode())
        for version in law.versions.all():
            if version.key != page.shown_key:
                other = queries.page_of(law, self._on, version=version, standing_on=standing)
                yield self._page(other, law)

    def _page(self, page: queries.LawPage, law: Instrument) -> File:
        data = queries.linked_data(page, self._site.absolute(page.address))
        # What ends a script may not stand in one.
        linked = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        shelf = Shelf(page.category, page.region, 0)
        trail = [HOME, HERE, Place(shelf.title, shelf.address)]
        html = self._renderer.html(
            "library/law.html", page.address, trail=trail, page=page, law=law, linked_data=linked,
            data=f"{LAWS}{law.key}.json",
        )  # fmt: skip
        return File(page.address, html)


def a_law(site: Site, key: str) -> Iterator[File]:
    """Yield the pages of one law, see `Laws.files_of`."""
    return Laws(site, [key]).files_of(key)


def every_law(site: Site) -> Iterator[str]:
    """Yield every law of the library, category after category."""
    laws = Instrument.objects.filter(org=None, versions__isnull=False).distinct()
    yield from laws.order_by("category", "region", "key").values_list("key", flat=True)


def shelves() -> list[Shelf]:
    """Return the lists of laws, the highest category first."""
    rows = (
        Instrument.objects.filter(org=None)
        .order_by()
        .values("category", "region")
        .annotate(number=Count("pk"))
    )
    order = {category: at for at, category in enumerate(Category.values)}
    found = [Shelf(row["category"], row["region"], row["number"]) for row in rows]
    return sorted(found, key=lambda each: (order.get(each.category, len(order)), each.slug))


def shelf_of(law: Instrument) -> str:
    """Return the key of the list on which a law stands."""
    return Shelf(law.category, law.region, 0).slug


def a_shelf(site: Site, key: str) -> Iterator[File]:
    """Yield the list of the laws of one category, by letters; or the list of all these lists."""
    if key == FRONT:
        html = Renderer(site).html(
            "library/laws.html", LAWS, trail=[HOME], shelves=shelves(), checked_to=queries.checked_to()
        )
        yield File(f"{LAWS}index.html", html)
        return
    for shelf in shelves():
        if shelf.slug == key:
            html = Renderer(site).html(
                "library/shelf.html", shelf.address, trail=[HOME, HERE], shelf=shelf, letters=_by_letter(shelf),
                checked_to=queries.checked_to(),
            )  # fmt: skip
            yield File(shelf.address, html)


def every_shelf(site: Site) -> Iterator[str]:
    """Yield every list; none while the library is empty."""
    found = shelves()
    for shelf in found:
        yield shelf.slug
    if found:
        yield FRONT


def _by_letter(shelf: Shelf) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the laws of a list under the letters with which their titles are spelled, as they stand today."""
    laws = Instrument.objects.filter(org=None, category=shelf.category, region=shelf.region)
    labels = dict(VALIDITIES)
    found: dict[str, list[dict[str, Any]]] = {}
    spelled = []
    for law in laws.standing_on(localdate()):
        title = law.title.removeprefix("中华人民共和国") or law.title
        spelled.append(("".join(lazy_pinyin(title, style=Style.FIRST_LETTER)).upper(), law))
    for initials, law in sorted(spelled, key=lambda each: (each[0], each[1].title)):
        validity = str(getattr(law, "validity", ""))
        letter = initials[:1] if initials[:1].isalpha() else "其他"
        found.setdefault(letter, []).append(
            {
                "title": law.title,
                "address": law.address,
                "validity": validity,
                "label": labels.get(validity, ""),
            }
        )
    return list(found.items())


UNITS = [
    # Before the pages, which lead to the articles they cite where these lie already.
    Unit("law", 0, a_law, every_law, at_once=lambda site, keys: Laws(site, keys).files_of),
    Unit("laws", 4, a_shelf, every_shelf),
]
