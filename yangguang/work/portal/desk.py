"""What the office sees of its site: which columns are due, and which are late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.publishing.models import Publication
from yangguang.core.ui.office import Figure, MenuEntry

from . import queries
from .rules import Standing


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The columns with the day on which something new is due, and what will go live by itself until then."""
    on = timezone.localdate()
    waiting = Publication.objects.visible_to(request.user, on).filter(stage=Publication.Stage.SCHEDULED)
    context = {
        "columns": queries.calendar(request.user, on),
        "scheduled": waiting.select_related("page", "column").order_by("go_live_at"),
        "on": on,
    }
    return render(request, "portal/desk/calendar.html", context)


def what_is_late(request: HttpRequest) -> list[Figure]:
    """Return how many columns are late or empty, for whoever sees a site."""
    columns = queries.calendar(request.user, timezone.localdate())
    late = sum(each.standing in (Standing.LATE, Standing.EMPTY) for each in columns)
    return [Figure("逾期未更新、空白的栏目", late, reverse("portal_desk:calendar"), True)] if late else []


ADDRESSES = [path("columns/", calendar, name="calendar")]

MENU = [MenuEntry("更新日历", "portal_desk:calendar", "date", order=133)]

PANELS = [what_is_late]
