"""What a reader can ask about requests for information."""

from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When

from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from .models import Contest, DisclosureRequest, RequestQuerySet

Organisations = QuerySet[Organisation]


def received(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests whose day of receipt is in `period` (本年新收)."""
    return DisclosureRequest.objects.of(orgs).filter(
        received_on__gte=period.since, received_on__lt=period.until
    )


def carried_over(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests received before `period` that were still open when it began (上年结转)."""
    return _open_at(orgs, period.since)


def closed(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests that were answered or ended in `period` (本年度办理结果)."""
    return DisclosureRequest.objects.of(orgs).filter(
        received_on__isnull=False, closed_on__gte=period.since, closed_on__lt=period.until
    )


def carried_forward(orgs: Organisations, period: Period) -> RequestQuerySet:
    """Return the requests received before the end of `period` and still open then (结转下年度)."""
    return _open_at(orgs, period.until)


def contested(orgs: Organisations, period: Period) -> QuerySet[Contest]:
    """Return the reviews and suits that were under way at some time in `period`.

    `result_then` is the result as it was at the end of the period; empty when there was none yet (尚未审结).

    Source: 国办公开办函〔2021〕30号 表四.
    """
    under_way = Contest.objects.filter(
        Q(decided_on=None) | Q(decided_on__gte=period.since), org__in=orgs, filed_on__lt=period.until
    )
    return under_way.annotate(
        result_then=Case(When(decided_on__gte=period.until, then=Value("")), default=F("result"))
    )


def _open_at(orgs: Organisations, day: date) -> RequestQuerySet:
    return DisclosureRequest.objects.of(orgs).filter(
        Q(closed_on=None) | Q(closed_on__gte=day), received_on__lt=day
    )
