"""What the search knows of laws: each law, and each article of the text that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind
from yangguang.core.search.models import EntryRow
from yangguang.core.search.queries import owner_of_site
from yangguang.rules.validity import Validity

from .models import Instrument, Version, anchor_of
from .reading import Shown, unseen

KEY = "law.instrument:"
BY_VALUE = {each.value: each for each in Validity}

AT_ONCE = 100
"""How many laws are put at once, with all their articles."""


def put(keys: Iterable[str], *, on: date, shown: Shown = unseen) -> None:
    """Let laws be found as they stand on a day; what has a page of its own elsewhere is found there.

    It is found after the next `search.actions.refresh`.

    Args:
        keys: the keys of the laws.
        on: the day.
        shown: shows how far it is.
    """
    owner = owner_of_site()
    if owner is None:
        return
    wanted = sorted(set(keys))
    known = set(EntryRow.objects.filter(key__startswith=KEY, article=None).values_list("key", flat=True))
    groups = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    for some in shown(groups, len(groups), f"列入检索，每次{AT_ONCE}部"):
        for key in some:
            if KEY + key in known:
                search.remove_parts(KEY + key)
        found = Instrument.objects.filter(key__in=some, org=None).standing_on(on)
        texts = _texts(list(found))
        search.put_all(entry for each in found for entry in _entries(each, texts.get(each.pk), owner.pk))


def stale(on: date) -> list[str]:
    """Return the laws of which the search says something else than what holds on a day."""
    said = {
        key.removeprefix(KEY): (validity, day)
        for key, validity, day in EntryRow.objects.filter(key__startswith=KEY, article=None).values_list(
            "key", "validity", "on"
        )
    }
    laws: list[Any] = list(Instrument.objects.filter(org=None).standing_on(on))
    texts = _texts(laws)
    return [
        each.key
        for each in laws
        if said.get(each.key) != (each.validity, (text := texts.get(each.pk)) and text.day)
    ]


def _texts(laws: list[Any]) -> dict[int, Version]:
    """Return of each law the text that holds, or the newest where none does."""
    found: dict[int, Version] = {}
    holding = {each.version_on for each in laws}
    for version in Version.objects.filter(instrument__in=laws).prefetch_related("articles"):
        if version.pk in holding or version.instrument_id not in found:
            found[version.instrument_id] = version
    return found


def _entries(law: Any, text: Version | None, org_id: int) -> Iterator[Entry]:
    if text is None:
        return
    articles = list(text.articles.all())
    chapters = dict.fromkeys(each.chapter for each in articles if each.chapter)
    whole = Entry(
        key=KEY + law.key,
        org_id=org_id,
        kind=Kind.LAW,
        title=law.title,
        text="\n".join([text.preamble, *chapters]),
        url=law.address,
        number=law.number,
        agency=law.issuer,
        theme=law.category,
        on=text.day,
        validity=BY_VALUE[law.validity],
        names=tuple(law.names),
    )
    yield whole
    for each in articles:
        if each.sub:
            continue  # the search knows numbers without 之; the law itself leads there
        yield replace(
            whole,
            key=f"{whole.key}#{each.article}",
            kind=Kind.ARTICLE,
            text=each.text,
            number="",
            article=each.article,
            url=f"{law.address}#{anchor_of(each.article)}",
        )
