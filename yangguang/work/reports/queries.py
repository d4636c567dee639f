"""What a reader can ask about statements of account and reports."""

from django.db.models import Case, F, QuerySet, When

from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from .models import Edition, Passage, Statement

Organisations = QuerySet[Organisation]
Item = Statement.Item


def stated(orgs: Organisations, period: Period, *items: str) -> QuerySet[Statement]:
    """Return the statements of account on these items for the months of `period`."""
    return Statement.objects.filter(org__in=orgs, item__in=items, on__gte=period.since, on__lt=period.until)


def in_force(orgs: Organisations, period: Period, *, issued: str, repealed: str) -> QuerySet[Statement]:
    """Return all statements, up to the end of `period`, of what was issued and what was repealed.

    `standing` is what each adds to the number in force: repeals are negative.
    """
    all_so_far = Statement.objects.filter(org__in=orgs, item__in=(issued, repealed), on__lt=period.until)
    return all_so_far.annotate(standing=Case(When(item=repealed, then=-F("quantity")), default=F("quantity")))


def passages(org: Organisation, year: int) -> dict[str, str]:
    """Return what people wrote for the report of `org` for `year`, by section."""
    return dict(Passage.objects.filter(org=org, year=year).values_list("section", "text"))


def newest_edition(org: Organisation, year: int) -> Edition | None:
    """Return the newest frozen report of `org` for `year`, if there is one."""
    return Edition.objects.filter(org=org, year=year).order_by("-number").first()
