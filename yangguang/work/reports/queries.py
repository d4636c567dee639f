"""What a reader can ask about statements of account and reports."""

from datetime import date

from django.db.models import Case, F, QuerySet, When

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from .models import Edition, Passage, Statement

Organisations = QuerySet[Organisation]
Item = Statement.Item

OF_DOCUMENTS = (Item.DOCUMENTS_ISSUED, Item.DOCUMENTS_REPEALED)
"""What is stated only by organisations that do not keep their documents in the library, see `keeping`."""


def keeping(orgs: Organisations, period: Period) -> Organisations:
    """Return those of `orgs` whose normative documents are counted in the library of documents.

    These are all that have a document in it by the end of the year in which `period` ends: from the year of its
    first document on, an organisation is counted there, and whatever it stated for that year no longer counts.
    """
    last = period.until.year if (period.until.month, period.until.day) == (1, 1) else period.until.year + 1
    entered = all_metrics()["normative.entered"].rows(orgs, Period(date.min, date(last, 1, 1)))
    return orgs.filter(pk__in=entered.order_by().values("org"))


def stated(orgs: Organisations, period: Period, *items: str) -> QuerySet[Statement]:
    """Return the statements of account on these items for the months of `period`."""
    rows = Statement.objects.filter(org__in=orgs, item__in=items, on__gte=period.since, on__lt=period.until)
    return rows.exclude(item__in=OF_DOCUMENTS, org__in=keeping(orgs, period))


def in_force(orgs: Organisations, period: Period, *, issued: str, repealed: str) -> QuerySet[Statement]:
    """Return all statements, up to the end of `period`, of what was issued and what was repealed.

    `standing` is what each adds to the number in force: repeals are negative.
    """
    all_so_far = Statement.objects.filter(
        org__in=orgs, item__in=(issued, repealed), on__lt=period.until
    ).exclude(item__in=OF_DOCUMENTS, org__in=keeping(orgs, period))
    return all_so_far.annotate(standing=Case(When(item=repealed, then=-F("quantity")), default=F("quantity")))


def passages(org: Organisation, year: int) -> dict[str, str]:
    """Return what people wrote for the report of `org` for `year`, by section."""
    return dict(Passage.objects.filter(org=org, year=year).values_list("section", "text"))


def newest_edition(org: Organisation, year: int) -> Edition | None:
    """Return the newest frozen report of `org` for `year`, if there is one."""
    return Edition.objects.filter(org=org, year=year).order_by("-number").first()
