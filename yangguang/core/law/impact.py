"""What a change of law touches (影响): everything that stands on it, whose it is, and what happens to its footing.

A change is looked at before anybody enters it: `impact` only reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from django.db.models import Q, QuerySet

from yangguang.core.orgs.models import Organisation
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Refused
from yangguang.rules.wording.differing import matched

from . import comparing
from .linking import LAW
from .models import Instrument, Link, Period, Relation, Version
from .relating import Kind


class How(StrEnum):
    """What becomes of a law, or of some of its articles."""

    label: str

    def __new__(cls, value: str, label: str) -> How:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    REPEALED = "repealed", "废止"
    EXPIRED = "expired", "失效"
    AMENDED = "amended", "修改"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of law (法规变动).

    Args:
        instrument: the law that changes.
        on: the first day of the change.
        how: what becomes of it.
        places: the articles that change, as the text before it numbers them; empty for the whole.
        basis: the sentence or the decision that says so.
        with_whole: whether who cites the law as a whole is touched by a change of some articles, too.
    """

    instrument: Instrument
    on: date
    how: How = How.REPEALED
    places: tuple[Place, ...] = ()
    basis: str = ""
    with_whole: bool = True

    def __str__(self) -> str:
        where = "、".join(map(str, self.places))
        day = f"{self.on.year}年{self.on.month}月{self.on.day}日"
        return f"《{self.instrument}》{where}自{day}起{self.how.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Somebody who stands on what changes.

    Args:
        kind: what it is, such as `matters.item`; `law` for an article of another law.
        key: which one.
        label: what a person calls it.
        url: where the office reads it.
        org: whose it is; None for a law.
        places: what it cites of the law; empty where it cites the law as a whole.
        words: how it cites it.
        text: which text of the law it was written under.
        becomes: what happens to what it stands on.
    """

    kind: str
    key: str
    label: str
    url: str
    org: Organisation | None
    places: tuple[Place, ...]
    words: str
    text: str
    becomes: str


def impact(change: Change) -> list[Touched]:
    """Return what a change touches, by its owner; nothing is written.

    Other laws are in it as far as they are in force on the day of the change, and do not make it themselves.
    """
    found: dict[tuple[str, str], list[Link]] = {}
    for link in _links(change):
        if _is_touched(link.place, change):
            found.setdefault((link.kind, link.key), []).append(link)
    orgs = Organisation.objects.in_bulk({each[0].org_id for each in found.values() if each[0].org_id})
    touched = [_touched(change, links, orgs) for links in found.values()]
    return sorted(touched, key=lambda each: (each.org is None, each.org.path if each.org else "", each.label))


def _links(change: Change) -> QuerySet[Link]:
    law = change.instrument
    holding = Period.objects.on(change.on).exclude(version=None).values("version")
    changing = Relation.objects.filter(target=law, kind__in=CHANGING).values("version")
    found = (
        Link.objects.filter(instrument=law)
        .filter(Q(source=None) | Q(source__in=holding))
        .exclude(source__instrument=law)
        .exclude(source__in=changing)
    )
    if change.places:
        where = Q()
        for place in change.places:
            where |= Q(article=place.article, sub=place.sub)
        if change.with_whole:
            where |= Q(article=0) & ~Q(kind=LAW)
        found = found.filter(where)
    return found.select_related("source__instrument", "version").order_by("pk")


def _is_touched(cited: Place, change: Change) -> bool:
    """Return whether what is cited is, contains, or lies in what changes; the law as a whole contains all of it."""
    if not change.places or not cited.article:
        return True
    return any(cited.within(each) or each.within(cited) for each in change.places)


def _touched(change: Change, links: Sequence[Link], orgs: dict[int, Organisation]) -> Touched:
    first = links[0]
    places = tuple(sorted({each.place for each in links if each.article}))
    day = f"{change.on.year}年{change.on.month}月{change.on.day}日"
    if not change.places:
        becomes = f"所依据的法规自{day}起{change.how.label}"
    elif places:
        becomes = f"所引条款自{day}起{change.how.label}"
    else:
        changed = "、".join(map(str, change.places))
        becomes = f"引用整部法规，其{changed}自{day}起{change.how.label}"
    return Touched(
        kind=first.kind,
        key=first.key,
        label=first.label,
        url=first.desk_url,
        org=orgs.get(first.org_id) if first.org_id else None,
        places=places,
        words="；".join(dict.fromkeys(each.words for each in links)),
        text=first.version.called if first.version else "",
        becomes=becomes,
    )


CHANGING: dict[str, How] = {
    Kind.REPEALS: How.REPEALED,
    Kind.REPEALS_IN_PART: How.REPEALED,
    Kind.AMENDS: How.AMENDED,
}
"""What a text says of another that makes it different."""


def proposed(law: Instrument) -> list[Change]:
    """Return the changes of a law that the library knows of itself, the newest first.

    They are what others say of it, the articles in which each of its texts differs from the one before, and the day
    after its last one.
    """
    found = [*_said(law), *_between_texts(law), *_expiry(law)]
    once = {(each.on, each.how, each.places): each for each in reversed(found)}
    return sorted(once.values(), key=lambda each: each.on, reverse=True)


def _said(law: Instrument) -> Iterator[Change]:
    said = Relation.objects.filter(target=law, kind__in=CHANGING).exclude(version__instrument=law)
    for row in said.select_related("version"):
        on = row.since or row.decided_on
        if on is not None:
            basis = f"《{row.version.title}》{row.place}：{row.sentence}"
            yield Change(
                instrument=law, on=on, how=CHANGING[row.kind], places=_places(row.places), basis=basis
            )


def _between_texts(law: Instrument) -> Iterator[Change]:
    texts = sorted(
        (each for each in law.versions.prefetch_related("articles") if each.day is not None),
        key=lambda each: each.since or each.day or date.min,
    )
    for old, new in pairwise(texts):
        on = new.since or new.day
        places = _changed(old, new)
        if on is not None and places:
            basis = f"与{old.called}相比，{new.called}改动、删去或者重新编号的条款"
            yield Change(instrument=law, on=on, how=How.AMENDED, places=places, basis=basis)


def _changed(old: Version, new: Version) -> tuple[Place, ...]:
    """Return the articles of the old text that say something else in the new one, or stand under another number."""
    changed = _places(row.old for row in comparing.differences(old, new) if row.old)
    was, now = list(old.articles.all()), list(new.articles.all())
    moved = [
        one.place
        for same, (a, b), (c, d) in matched([each.text for each in was], [each.text for each in now])
        if same
        for one, other in zip(was[a:b], now[c:d], strict=True)
        if one.place != other.place
    ]
    return tuple(sorted({*changed, *moved}))


def _expiry(law: Instrument) -> Iterator[Change]:
    last = law.versions.exclude(until=None).first()
    if last is not None and last.until is not None:
        on = date.fromordinal(last.until.toordinal() + 1)
        yield Change(instrument=law, on=on, how=How.EXPIRED, basis=last.until_says)


def _places(words: Iterable[str]) -> tuple[Place, ...]:
    """Return the places that are written so that they can be read."""
    found = set()
    for each in words:
        try:
            found.add(Place.parse(each))
        except Refused:
            continue  # a heading or an annex has no number to be cited by
    return tuple(sorted(found))
