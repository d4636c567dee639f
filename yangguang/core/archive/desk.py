"""What the office sees of the archive: what waits to be archived, all packages, the page of each, and its file."""

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from yangguang.core.cases.desk import page_of
from yangguang.core.cases.models import Case
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView, ForAdministrators
from yangguang.core.ui.viewsets import ScopedViewSet

from . import actions, checks, queries, rules, store
from .folders import folder_of
from .forms import FondsForm, TakeOutForm
from .models import Fonds, Package

ON_A_PAGE = 50
DUE = "due"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The closed cases that are not archived, how many packages there are of each year, and who has which fonds."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    waiting = queries.waiting(seen, ON_A_PAGE)
    packages = Package.objects.of(seen)
    years = packages.values("year", "retention").annotate(number=Count("pk")).order_by("-year", "retention")
    counted: dict[int, dict[str, int]] = {}
    for each in years:
        counted.setdefault(each["year"], {})[each["retention"]] = each["number"]
    fonds = dict(Fonds.objects.filter(org__in=seen).values_list("org_id", "number"))
    keepers = seen.filter(pk__in=packages.values("org"))
    context = {
        "waiting": [(each, page_of(each.case), each.is_late(on)) for each in waiting],
        "waiting_count": queries.count_waiting(seen),
        "most": ON_A_PAGE,
        "due": queries.due_for_handing_over(seen, on).count(),
        "retentions": rules.RETENTIONS.values(),
        "years": [(year, [row.get(code, 0) for code in rules.RETENTIONS]) for year, row in counted.items()],
        "fonds": [(org, fonds.get(org.pk, "")) for org in keepers],
        "may_set": request.user.is_superuser,
    }
    return render(request, "archive/desk/overview.html", context)


@require_safe
def package_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One package: what it is, its catalogue, its hashes, what the four checks found, and what was done with it."""
    package, on = _seen(request, pk), timezone.localdate()
    found = package.checks["found"]
    context = {
        "package": package,
        "case_url": page_of(package.case) if package.case and folder_of(package.case) else "",
        "catalogue": [{**each, "on": date.fromisoformat(each["on"])} for each in package.catalogue],
        "checks": [(name, found.get(name, [])) for name in checks.CHECKS],
        "scanned": package.checks["scanned"],
        "hand_over_on": rules.hand_over_on(package.org.code, package.formed_on),
        "supplementary": package.supplementary.order_by("pk"),
        "is_there": store.settle(package).is_file(),
        "may_take_out": queries.may_take_out(request.user, package, on),
        "history": queries.history_of(package),
    }
    return render(request, "archive/desk/package.html", context)


def of_case(case: Case, request: HttpRequest) -> dict[str, Any]:
    """Return the packages of a case and what may be archived of it now, for `archive/desk/of_case.html`."""
    packages, folder = list(queries.packages_of(case)), folder_of(case)
    is_over = case.state != Case.State.RUNNING
    new = queries.not_archived(case, folder.contents(case).documents) if folder and packages else []
    may = bool(folder and is_over) and queries.may_archive(request.user, case.org, timezone.localdate())
    return {
        "case": case,
        "packages": packages,
        "new": [each for each in new if not each.is_companion],
        "may_package": may and not packages,
        "may_supplement": may and bool(new),
    }


class Archive(ActView):
    """Archiving a case that is over, or what came to it after it was archived."""

    template_name = "archive/desk/act.html"
    acts = {"package": ("归档", actions.package), "supplement": ("补充归档", actions.supplement)}

    @cached_property
    def case(self) -> Case:
        seen = orgs.visible_to(self.request.user, timezone.localdate())
        cases = Case.objects.select_related("org", "version").filter(org__in=seen)
        case = get_object_or_404(cases, pk=self.kwargs["pk"])
        if self.kwargs["act"] not in self.acts or folder_of(case) is None:
            raise Http404
        return case

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.acts[self.kwargs["act"]][0] if self.case else ""

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.title}。"

    def form(self, **given: Any) -> Any:
        self.case  # noqa: B018  of what one may not see there is no form
        given.pop("files", None)
        return forms.Form(**given)

    def context(self) -> dict[str, Any]:
        folder = folder_of(self.case)
        contents = folder.contents(self.case) if folder else None
        documents = contents.documents if contents else []
        if self.kwargs["act"] == "supplement":
            documents = queries.not_archived(self.case, documents)
        return {"case": self.case, "contents": contents, "documents": documents, "back": page_of(self.case)}

    def act(self, form: Any, *, once: str) -> str:
        _, do = self.acts[self.kwargs["act"]]
        made = do(self.case, by=self.request.user, at=timezone.now(), once=once)
        return made.desk_url


class TakeOut(ActView):
    """A copy of a package, for a purpose that is registered."""

    form_class = TakeOutForm
    template_name = "archive/desk/take_out.html"
    title = "下载归档信息包"

    @cached_property
    def package(self) -> Package:
        return _seen(self.request, self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_take_out(request.user, self.package, timezone.localdate()):
            messages.error(
                request, f"信息包含有个人信息，只有{self.package.org}的人员可以下载；请与该机关联系。"
            )
            return HttpResponseRedirect(self.package.desk_url, status=303)
        return super().dispatch(request, *args, **kwargs)

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return TakeOutForm(**given)

    def context(self) -> dict[str, Any]:
        return {"package": self.package}

    def act(self, form: Any, *, once: str) -> str:
        purpose = form.cleaned_data["purpose"]
        actions.take_out(self.package, purpose=purpose, by=self.request.user, at=timezone.now(), once=once)
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if answer.status_code != 303:
            return answer
        return FileResponse(
            store.open_file(self.package), as_attachment=True, filename=f"{self.package.number}.zip"
        )


class SetFonds(ForAdministrators):
    """Entering the fonds number of an organisation."""

    form_class = FondsForm
    template_name = "archive/desk/act.html"
    title = "登记全宗号"
    done = "全宗号已登记。"
    refusal = "全宗号由系统管理员登记；如需改动，请与管理员联系。"

    @cached_property
    def org(self) -> Organisation:
        seen = orgs.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def back(self) -> str:
        self.org  # noqa: B018  of what one may not see there is nothing to go back from
        return reverse("archive_desk:overview")

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return FondsForm(**given, initial={"number": queries.fonds_of(self.org)})

    def context(self) -> dict[str, Any]:
        return {"org": self.org, "back": self.back()}

    def act(self, form: Any, *, once: str) -> str:
        actions.set_fonds(self.org, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return self.back()


class PackageFilter(WagtailFilterSet):
    """By which the list of packages may be narrowed."""

    due = django_filters.ChoiceFilter(label="移交", choices=[(DUE, "已到移交档案馆的年限")], method="of_due")

    class Meta:
        model = Package
        fields = {
            "org": ["exact"],
            "year": ["exact"],
            "retention": ["exact"],
            "number": ["icontains"],
            "formed_on": ["gte", "lte"],
            "keep_until": ["lte"],
        }

    def of_due(self, rows: Any, name: str, value: str) -> Any:
        due = queries.due_for_handing_over(Organisation.objects.all(), timezone.localdate())
        return rows.filter(pk__in=due.order_by().values("pk"))


class Packages(ScopedViewSet):
    """All packages, to be searched, filtered, sorted and taken away as a list."""

    model = Package
    name = "packages"
    icon = "folder"
    menu_label = "归档信息包"
    menu_order = 120
    ordering = ("-year", "-place_in_year")
    list_display = (
        "number", "title", "org", "year",
        Column("retention_label", label="保管期限", sort_key="retention"), "formed_on", "files",
    )  # fmt: skip
    filterset_class = PackageFilter
    list_export = (
        "number", "title", "org", "fonds", "year", "retention_label", "item", "formed_on", "keep_until",
        "case_number", "files", "size", "sha256", "sm3", "made_at", "made_by",
    )  # fmt: skip
    export_headings = {"retention_label": "保管期限"}
    search_fields = ("number", "title", "case_number")
    inspect_view_fields = ("number", "title", "org", "year", "retention", "formed_on", "sha256", "sm3")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("org").defer("catalogue", "checks")


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how much of what is closed is not archived, and how much is due for the public archives."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    figures = []
    if number := queries.count_waiting(seen):
        late = queries.count_late(seen, on)
        figures.append(Figure("已办结、未归档", number, reverse("archive_desk:overview"), bool(late)))
    if due := queries.due_for_handing_over(seen, on).count():
        figures.append(Figure("到期移交档案馆", due, f"{reverse('packages:index')}?due={DUE}"))
    return figures


def _seen(request: HttpRequest, pk: int) -> Package:
    """Return a package of an organisation that the person may see; any other is not found."""
    visible = Package.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("org", "case__version", "supplements"), pk=pk)


ADDRESSES = [
    path("archive/", overview, name="overview"),
    path("archive/packages/<int:pk>/", package_page, name="package"),
    path("archive/packages/<int:pk>/take-out/", TakeOut.as_view(), name="take_out"),
    path("archive/cases/<int:pk>/<slug:act>/", Archive.as_view(), name="archive"),
    path("archive/fonds/<int:pk>/", SetFonds.as_view(), name="fonds"),
]

MENU = [MenuEntry("归档", "archive_desk:overview", "folder", order=240)]

VIEWSETS = [Packages()]

SEARCHES = [MenuEntry("归档信息包", "packages:index", "folder", order=40)]

PANELS = [what_waits]
