"""The reminders of whoever looks: what has to be done soon, until it is done."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.cases import queries as cases
from yangguang.core.ui.office import Figure

from ..board.desk import names_of_steps
from .models import Reminder


def mine(request: HttpRequest) -> QuerySet[Any]:
    """Return the newest reminder of each step that still waits for whoever looks."""
    on = timezone.localdate()
    steps = cases.worklist(request.user, on).order_by().values("pk")
    told = Reminder.objects.visible_to(request.user, on).filter(step__in=steps)
    newest = told.order_by().values("step").annotate(newest=Max("pk")).values("newest")
    rows = Reminder.objects.filter(pk__in=newest)
    return rows.select_related("step__case__disclosure_request", "for_absent").order_by("safe_on", "pk")


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """The list."""
    page = Paginator(mine(request), 50).get_page(request.GET.get("page"))
    names = names_of_steps()
    rows = [(each, names.get(each.step.node, each.step.node)) for each in page]
    return render(request, "disclosure/desk/reminders.html", {"page": page, "rows": rows})


def to_do_soon(request: HttpRequest) -> list[Figure]:
    """Return how many steps this person was reminded of that still wait."""
    number = mine(request).count()
    return [Figure("给我的到期提醒", number, reverse("disclosure_desk:reminders"), True)] if number else []


ADDRESSES = [path("disclosure/reminders/", reminders, name="reminders")]

PANELS = [to_do_soon]
