"""What can be asked about changes of law: what each touched, who still has to look, and who does that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from yangguang.core.cases.models import Case, Clock
from yangguang.core.law.impact import Touched
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.search.queries import owner_of_site

from .models import Change, Checklist, Entry

CHECKER = "法规核对"
"""The post that settles what a change of law touches; in the organisation of the site it enters the changes, too."""


def keeper() -> Organisation | None:
    """Return who keeps the library of law: the organisation of the site."""
    return owner_of_site()


def checks_for(person: Person, on: date) -> QuerySet[Organisation]:
    """Return the organisations for which a person checks law."""
    posts = orgs.posts_of(person, on).filter(role=CHECKER)
    return Organisation.objects.filter(pk__in=posts.values("org"))


def may_enter(person: Person, on: date) -> bool:
    """Return whether a person enters changes of law."""
    owner = keeper()
    return owner is not None and checks_for(person, on).filter(pk=owner.pk).exists()


def seen_of(touched: Iterable[Touched], person: Person, on: date) -> tuple[list[Touched], int]:
    """Return what a person may see of what is touched, and how much belongs to others.

    Who enters changes sees all of it: it is what the act would do.
    """
    everything = list(touched)
    if may_enter(person, on):
        return everything, 0
    seen = set(orgs.visible_to(person, on).values_list("pk", flat=True))
    shown = [each for each in everything if each.org is None or each.org.pk in seen]
    return shown, len(everything) - len(shown)


def without_checker(owners: Iterable[Organisation], on: date) -> list[Organisation]:
    """Return the organisations in which nobody could settle a list."""
    everyone = {each.pk: each for each in owners}
    held = Post.objects.on(on).filter(org__in=everyone, role=CHECKER).values_list("org", flat=True)
    return [each for pk, each in everyone.items() if pk not in set(held)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an organisation is with a list."""

    checklist: Checklist
    total: int
    open: int
    not_ours: int
    due_on: date | None
    is_over: bool


def progress(checklists: QuerySet[Checklist]) -> list[Progress]:
    """Return how far these lists are, by organisation; what is open stands on top."""
    rows = list(
        checklists.select_related("case", "org", "change__instrument").annotate(
            total=Count("entries"),
            undecided=Count("entries", filter=Q(entries__decision="")),
            elsewhere=Count("entries", filter=Q(entries__decision="not_ours")),
        )
    )
    due = dict(
        Clock.objects.filter(case__in=[each.pk for each in rows], key="settlement").values_list(
            "case", "due_on"
        )
    )
    found = [
        Progress(
            each, each.total, each.undecided, each.elsewhere, due.get(each.pk),
            each.case.state != Case.State.RUNNING,
        )
        for each in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.is_over, each.checklist.org.path, each.checklist.pk))


def unsettled(person: Person, on: date) -> QuerySet[Checklist]:
    """Return the lists that a person may see and that are not settled yet."""
    return Checklist.objects.visible_to(person, on).filter(case__state=Case.State.RUNNING)


def entries_of(change: Change, checklists: QuerySet[Checklist]) -> QuerySet[Entry]:
    """Return what of a change stands on these lists, by organisation."""
    found = Entry.objects.filter(checklist__in=checklists, checklist__change=change)
    return found.select_related("org", "decided_by").order_by("org__path", "pk")
