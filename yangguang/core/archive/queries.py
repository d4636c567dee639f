"""What a reader can ask about packages: which there are, what is not archived, what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.core.cases.models import Case
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records import queries as records
from yangguang.core.records.models import Record

from . import rules
from .folders import Document, folders
from .models import Fonds, Package, PackageQuerySet

Organisations = QuerySet[Organisation]


def fonds_of(org: Organisation) -> str:
    """Return the fonds number of an organisation; until the archives gave it one, its own code stands in."""
    row = Fonds.objects.filter(org=org).first()
    return row.number if row else org.code


def first_of(case: Case) -> Package | None:
    """Return the package of a case, without what was added later."""
    return Package.objects.filter(case=case, supplements=None).first()


def packages_of(case: Case) -> PackageQuerySet:
    """Return the package of a case and what was added later, the oldest first."""
    return Package.objects.filter(case=case).order_by("pk")


def at_place(org: Organisation, year: int, place: int) -> Package | None:
    """Return the package at a place within a year."""
    return Package.objects.filter(org=org, year=year, place_in_year=place).first()


def not_archived(case: Case, documents: Iterable[Document]) -> list[Document]:
    """Return the documents of a case that are in none of its packages; nothing when only companions are new."""
    kept = {entry["key"] for each in packages_of(case) for entry in each.catalogue}
    new = [each for each in documents if each.key not in kept]
    return new if any(not each.is_companion for each in new) else []


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that is closed and not archived, and by when it must be."""

    case: Case
    closed_on: date
    file_by: date

    def is_late(self, on: date) -> bool:
        return self.file_by < on


def closed_without_package(orgs: Organisations) -> list[QuerySet[Any]]:
    """Return, for each process that archives, its closed cases that have no package, with their `closed_on`."""
    archived = Package.objects.filter(case=OuterRef("pk"))
    return [
        folder.closed(orgs)
        .filter(~Exists(archived))
        .select_related("org", "version")
        .order_by("closed_on", "pk")
        for folder in folders().values()
    ]


def waiting(orgs: Organisations, most: int) -> list[Waiting]:
    """Return at most so many of the closed cases that are not archived, the oldest first."""
    cases = [case for rows in closed_without_package(orgs) for case in rows[:most]]
    cases.sort(key=lambda case: (case.closed_on, case.pk))
    return [Waiting(case, case.closed_on, rules.file_by(case.closed_on)) for case in cases[:most]]


def count_waiting(orgs: Organisations) -> int:
    """Return how many closed cases are not archived."""
    return sum(rows.count() for rows in closed_without_package(orgs))


def count_late(orgs: Organisations, on: date) -> int:
    """Return how many closed cases should have been archived before `on`."""
    # The term runs out with the middle of a year: of those closed in one year, all are late or none.
    years = [year for year in range(on.year - 2, on.year) if rules.file_by(date(year, 12, 31)) < on]
    last = max(years, default=on.year - 2)
    return sum(
        rows.filter(closed_on__lt=date(last + 1, 1, 1)).count() for rows in closed_without_package(orgs)
    )


def due_for_handing_over(orgs: Organisations, on: date) -> PackageQuerySet:
    """Return the packages that the public archives take by now, the oldest first (到期移交).

    Source: 档案法实施条例第二十条.
    """
    larger = Q(org__code__regex=r"^\d{4}00")  # a region that is no county, as `rules.is_county` reads it
    due = larger & Q(formed_on__lte=rules.formed_before(on, county=False))
    due |= ~larger & Q(formed_on__lte=rules.formed_before(on, county=True))
    return Package.objects.of(orgs).filter(due).order_by("formed_on", "pk")


def may_archive(person: Person, org: Organisation, on: date) -> bool:
    """Whether `person` may act for the archive of an organisation: whoever has a post there, and administrators."""
    return bool(person.is_superuser) or posts_of(person, on).filter(org=org).exists()


def may_take_out(person: Person, package: Package, on: date) -> bool:
    """Whether `person` may have a copy: whoever oversees an organisation sees its list, but not the files."""
    return may_archive(person, package.org, on)


def history_of(package: Package) -> QuerySet[Record]:
    """Return what was done with a package, the oldest first: who made it, and who took a copy for what."""
    return records.history_of(package)
