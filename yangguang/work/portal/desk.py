"""What the office sees of its site: which columns are due, and which are late."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ForAdministrators

from . import actions, queries
from .forms import ColumnForm, NewColumnForm, SiteForm
from .pages import Column, Home
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


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The sites and their columns that a person may see, with what the administrator may do about them."""
    on = timezone.localdate()
    seen = orgs.with_those_above(orgs.visible_to(request.user, on))
    homes = Home.objects.filter(org__in=seen).select_related("org").order_by("path")
    listed = [(home, Column.objects.descendant_of(home).order_by("path")) for home in homes]
    may = request.user.is_superuser
    without = Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT).exclude(
        pk__in=homes.values("org")
    )
    return render(
        request,
        "portal/desk/sites.html",
        {"listed": listed, "may": may, "may_open": may and without.exists()},
    )


class SiteAct(ForAdministrators):
    """The form of an act on a site or a column."""

    template_name = "portal/desk/act.html"

    def back(self) -> str:
        if "pk" in self.kwargs:
            self.place()  # of what one may not see there is none
        return reverse("portal_desk:sites")

    def context(self) -> dict[str, Any]:
        return {"back": self.back()}

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given)

    def place(self) -> OfficialPage:
        """Return the home page or the column that the address names."""
        places = OfficialPage.objects.filter(org__in=orgs.visible_to(self.request.user, timezone.localdate()))
        found = get_object_or_404(places, pk=self.kwargs["pk"]).specific
        if not found.is_structure:
            raise Http404
        return found


class OpenSite(SiteAct):
    form_class = SiteForm
    title = "开设网站"
    done = "网站已开设，请接着开设栏目。"

    def act(self, form: Any, *, once: str) -> str:
        actions.open_site(**form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return self.back()


class OpenColumn(SiteAct):
    form_class = NewColumnForm
    title = "开设栏目"
    done = "栏目已开设。"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "place": self.place()}

    def act(self, form: Any, *, once: str) -> str:
        given = form.cleaned_data
        actions.open_column(self.place(), **given, by=self.request.user, at=timezone.now(), once=once)
        return self.back()


class ChangeColumn(SiteAct):
    form_class = ColumnForm
    title = "修改栏目"
    done = "栏目已修改。"

    def form(self, **given: Any) -> Any:
        column = self.place()
        if not isinstance(column, Column):
            raise Http404
        names = ("title", "intro", "rhythm", "on_home")
        given.pop("files", None)
        return ColumnForm(**given, initial={name: getattr(column, name) for name in names})

    def act(self, form: Any, *, once: str) -> str:
        column = Column.objects.get(pk=self.place().pk)
        actions.change_column(column, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return self.back()


def what_is_late(request: HttpRequest) -> list[Figure]:
    """Return how many columns are late or empty, for whoever sees a site."""
    columns = queries.calendar(request.user, timezone.localdate())
    late = sum(each.standing in (Standing.LATE, Standing.EMPTY) for each in columns)
    return [Figure("逾期未更新、空白的栏目", late, reverse("portal_desk:calendar"), True)] if late else []


ADDRESSES = [
    path("columns/", calendar, name="calendar"),
    path("sites/", sites, name="sites"),
    path("sites/open/", OpenSite.as_view(), name="open_site"),
    path("sites/<int:pk>/open-column/", OpenColumn.as_view(), name="open_column"),
    path("sites/<int:pk>/change/", ChangeColumn.as_view(), name="change_column"),
]

MENU = [
    MenuEntry("更新日历", "portal_desk:calendar", "date", order=133),
    MenuEntry("网站与栏目", "portal_desk:sites", "site", order=134),
]

PANELS = [what_is_late]
