"""Which letters have not left, came back, or have been on their way for long."""

from datetime import date

from django.db.models import QuerySet

from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation

from ..rules import TERMS
from .models import Dispatch, DispatchQuerySet

State = Dispatch.State
Organisations = QuerySet[Organisation]


def unsent(orgs: Organisations) -> DispatchQuerySet:
    """Return what is written and has not left: to be taken to the post, or to be fetched."""
    return _of(orgs).filter(state=State.WAITING)


def came_back(orgs: Organisations) -> DispatchQuerySet:
    """Return what was refused or came back, and of which nobody has decided yet what becomes of it."""
    return _of(orgs).filter(state__in=(State.REFUSED, State.RETURNED), sent_again=None, left_why="")


def long_under_way(orgs: Organisations, on: date) -> DispatchQuerySet:
    """Return what was handed over to the post so long ago that somebody should ask what became of it."""
    before = workdays_of(0).before(on, TERMS["post_result"].on(on).workdays)
    return _of(orgs).filter(state=State.UNDER_WAY, way=Dispatch.Way.POST, handed_over_on__lt=before)


def _of(orgs: Organisations) -> DispatchQuerySet:
    rows = Dispatch.objects.filter(org__in=orgs).select_related("letter__request__case", "org")
    return rows.order_by("handed_over_on", "pk")
