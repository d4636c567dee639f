"""What the office sees of the engine: its processes, who has which step, and the working days."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView, ForAdministrators, show_problems
from yangguang.rules.problems import Refused
from yangguang.rules.workdays import WorkCalendar

from . import assignments, calendar, editions, queries, versions
from .explaining import ENDINGS, current_handbook, handbook_file
from .forms import NOTICE, Answer, DayOffForm, HandOn, NoticeForm, Remind, ToSomebody
from .models import Assignment, CalendarNotice, Case, LocalDayOff, ProcessVersion, Step
from .processes import all_processes


@dataclass(frozen=True, slots=True)
class Duty:
    """An act that says who handles a step, and moves nothing.

    Args:
        name: how its address ends.
        label: what its button says.
        form: what it asks for.
        do: the act itself.
        person: under which name the act takes the colleague that the form names.
        signing: whether it is only for steps that several people sign.
    """

    name: str
    label: str
    form: type[forms.Form]
    do: Callable[..., object]
    person: str = ""
    signing: bool = False


DUTIES = {
    each.name: each
    for each in (
        Duty("claim", "认领", forms.Form, assignments.claim),
        Duty("transfer", "转办", HandOn, assignments.transfer, "to"),
        Duty("delegate", "委派", HandOn, assignments.delegate, "to"),
        Duty("answer", "交回委派", Answer, assignments.answer_delegation),
        Duty("add-signer", "加签", ToSomebody, assignments.add_signer, "person", signing=True),
        Duty("remove-signer", "减签", ToSomebody, assignments.remove_signer, "person", signing=True),
        Duty("copy", "抄送", ToSomebody, assignments.copy_to, "person"),
        Duty("urge", "催办", Remind, assignments.urge),
        Duty("supervise", "督办", Remind, assignments.supervise),
    )
}


class DutyOn(ActView):
    """The form of one duty on one open step."""

    template_name = "cases/desk/duty.html"

    @cached_property
    def duty(self) -> Duty:
        try:
            return DUTIES[self.kwargs["duty"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def step(self) -> Step:
        seen = orgs.visible_to(self.request.user, timezone.localdate())
        steps = Step.objects.select_related("case__version", "org").filter(org__in=seen)
        return get_object_or_404(steps, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.duty.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.duty.label}。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        if self.duty.person:
            given |= {"org": self.step.org, "on": timezone.localdate()}
        return self.duty.form(**given)

    def context(self) -> dict[str, Any]:
        node = versions.diagram_of(self.step.case.version).nodes[self.step.node]
        return {"step": self.step, "node": node, "back": page_of(self.step.case)}

    def act(self, form: Any, *, once: str) -> str:
        given = dict(form.cleaned_data)
        if self.duty.person:
            given[self.duty.person] = given.pop("person")
        self.duty.do(self.step, **given, by=self.request.user, at=timezone.now(), once=once)
        return page_of(self.step.case)


def page_of(case: Case) -> str:
    """Return the address of a case's page in the office, which the part that it belongs to declares."""
    return reverse(all_processes()[case.version.key].page, args=[case.pk])


def handlers(step: Step, request: HttpRequest) -> dict[str, Any]:
    """Return who has a step and what may be done about that, for the fragment `cases/desk/handlers.html`."""
    node = versions.diagram_of(step.case.version).nodes[step.node]
    given = [
        each
        for each in step.assignments.select_related("person", "delegated_from")
        if each.duty == Assignment.Duty.HANDLE and each.state != Assignment.State.CANCELLED
    ]
    is_delegated = any(each.person == request.user and each.delegated_from for each in given)
    hidden = set() if is_delegated else {"answer"}
    if given:
        hidden.add("claim")
    duties = [duty for duty in DUTIES.values() if duty.name not in hidden and (node.sign or not duty.signing)]
    return {"step": step, "node": node, "given": given, "duties": duties}


@require_safe
def copies(request: HttpRequest) -> HttpResponse:
    """What was sent to somebody to read."""
    sent = queries.copies_for(request.user).select_related("step__case__version", "org")
    rows = [{"copy": each, "address": page_of(each.step.case)} for each in sent]
    return render(request, "cases/desk/copies.html", {"rows": rows})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a copy as read and goes back to the list."""
    sent = get_object_or_404(queries.copies_for(request.user), pk=pk)
    assignments.mark_read(sent, by=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("cases_desk:copies"), status=303)


@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    """The processes of the office, each with its edition in force and how many cases run by it."""
    running = Count("cases", Q(cases__state=Case.State.RUNNING))
    made = ProcessVersion.objects.annotate(running=running)
    rows = [
        {"process": process, "editions": [each for each in made if each.key == process.key]}
        for process in all_processes().values()
    ]
    context = {"rows": rows, "may_change": request.user.is_superuser}
    return render(request, "cases/desk/processes.html", context)


@require_safe
def process(request: HttpRequest, key: str) -> HttpResponse:
    """One process: its steps, its terms, its chart; the same as PDF and as an editable document."""
    declared = all_processes().get(key)
    if declared is None:
        raise Http404
    on = timezone.localdate()
    book = current_handbook(key, on)
    if request.GET.get("as") in ENDINGS:
        return handbook_file(book, f"{key}.{request.GET['as']}")
    chart = mark_safe(book.chart)  # noqa: S308  our own SVG
    return render(request, "cases/desk/process.html", {"process": declared, "book": book, "chart": chart})


@require_safe
def working_days(request: HttpRequest) -> HttpResponse:
    """The notices on which the working days rest, and the days on which an organisation did not work."""
    seen = orgs.visible_to(request.user, timezone.localdate())
    context = {
        "notices": sorted(WorkCalendar.of_state_council().notices, key=lambda each: -each.year),
        "loaded": CalendarNotice.objects.order_by("-pk"),
        "days_off": LocalDayOff.objects.filter(org__in=seen).select_related("org").order_by("-on"),
        "may_change": request.user.is_superuser,
    }
    return render(request, "cases/desk/working_days.html", context)


class OfCalendar(ForAdministrators):
    """An act on what everybody's terms rest on."""

    refusal = "工作日历由系统管理员维护；如需改动，请与管理员联系。"

    def back(self) -> str:
        return reverse("cases_desk:working_days")


class LoadNotice(OfCalendar):
    """Loading a notice: first it says whose last days would move, then it is applied."""

    form_class = NoticeForm
    template_name = "cases/desk/notice.html"
    title = "装入放假通知"
    done = "已启用，在办件的期限已随之重新计算。"
    moved: list[calendar.Moved] | None = None

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        year = max(each.year for each in WorkCalendar.of_state_council().notices) + 1
        return NoticeForm(**given, initial={"text": NOTICE.format(year=year)})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "apply" in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form(data=request.POST)
        if form.is_valid():
            try:
                self.moved = calendar.plan_notice(
                    form.cleaned_data["text"], org=_highest(), at=timezone.now()
                )
            except Refused as refused:
                show_problems(form, refused)
        return self._page(form, once=request.POST.get("once", ""), status=200 if form.is_valid() else 422)

    def context(self) -> dict[str, Any]:
        return {"moved": self.moved}

    def act(self, form: Any, *, once: str) -> str:
        calendar.apply_notice(
            form.cleaned_data["text"], org=_highest(), by=self.request.user, at=timezone.now(), once=once
        )
        return reverse("cases_desk:working_days")


class AddDayOff(OfCalendar):
    """A day on which one organisation does not work, such as during a typhoon."""

    template_name = "cases/desk/day_off.html"
    title = "登记本机关停工日"
    done = "已登记，该机关在办件的期限已随之重新计算。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return DayOffForm(**given, orgs=orgs.visible_to(self.request.user, timezone.localdate()))

    def act(self, form: Any, *, once: str) -> str:
        values = form.cleaned_data
        calendar.add_local_day_off(
            values["org"], values["on"], reason=values["reason"], by=self.request.user, at=timezone.now(),
            once=once,
        )  # fmt: skip
        return reverse("cases_desk:working_days")


def _highest() -> Organisation:
    """Return the organisation in whose ledger stands what holds for everybody."""
    return Organisation.objects.order_by("path").first()


ADDRESSES = [
    path("steps/<int:pk>/<slug:duty>/", DutyOn.as_view(), name="duty"),
    path("copies/", copies, name="copies"),
    path("copies/<int:pk>/read/", read, name="read"),
    path("processes/", processes, name="processes"),
    path("processes/<slug:key>/", process, name="process"),
    *editions.ADDRESSES,
    path("working-days/", working_days, name="working_days"),
    path("working-days/notice/", LoadNotice.as_view(), name="notice"),
    path("working-days/off/", AddDayOff.as_view(), name="day_off"),
]

MENU = [
    MenuEntry("流程", "cases_desk:processes", "tasks", order=700),
    MenuEntry("工作日历", "cases_desk:working_days", "calendar", order=710),
]


def sent_to_read(request: HttpRequest) -> list[Figure]:
    number = queries.copies_for(request.user).count()
    return [Figure("待阅", number, reverse("cases_desk:copies"))] if number else []


PANELS = [sent_to_read]
