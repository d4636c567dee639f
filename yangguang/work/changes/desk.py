"""What the office sees of changes of law: the dry run on a law, the board, a change, and the list to be settled."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Case
from yangguang.core.law import impact
from yangguang.core.law.models import Instrument
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import FORMULA, NOT_IN_A_FILE
from yangguang.rules.problems import Problem, Refused

from . import acting, actions, queries
from .models import Change, Checklist, Entry

ON_A_PAGE = 50
MOST_LAWS = 50
"""How many other laws the dry run names; how many there are in all stands above."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ("机关", "名称", "所引条款", "引用的文字", "所依文本", "依据的变化", "核对结果", "理由", "核对人")


def _law(request: HttpRequest, key: str) -> Instrument:
    """Return a law, or a document that the person may see; any other is not found."""
    return get_object_or_404(Instrument.objects.visible_to(request.user, timezone.localdate()), key=key)


def _asked(form: acting.ChangeForm, law: Instrument) -> impact.Change:
    said = form.cleaned_data
    return impact.Change(
        instrument=law,
        on=said["on"],
        how=impact.How(said["how"]),
        places=said["places"],
        with_whole=said["with_whole"],
    )


def _query(change: impact.Change) -> str:
    """Return a change as the address of its dry run says it."""
    said = {
        "how": change.how.value,
        "on": change.on.isoformat(),
        "places": "、".join(map(str, change.places)),
    }
    return urlencode(said | ({"with_whole": "on"} if change.with_whole else {}))


@require_safe
def look(request: HttpRequest, key: str) -> HttpResponse:
    """The dry run: what a change of this law would touch, before anything is entered."""
    law, on = _law(request, key), timezone.localdate()
    known = impact.proposed(law)
    context: dict[str, Any] = {
        "law": law,
        "proposed": [(each, _query(each)) for each in known],
        "form": acting.ChangeForm(initial={"with_whole": True, "how": impact.How.REPEALED}),
    }
    if "on" in request.GET:
        form = context["form"] = acting.ChangeForm(request.GET)
        if form.is_valid():
            change = _asked(form, law)
            shown, hidden = queries.seen_of(impact.impact(change), request.user, on)
            owned = [each for each in shown if each.org is not None]
            owners = {each.org.pk: each.org for each in owned if each.org}
            context |= {
                "change": change,
                "owned": owned,
                "owners": len(owners),
                "laws": [each for each in shown if each.org is None][:MOST_LAWS],
                "of_laws": len(shown) - len(owned),
                "hidden": hidden,
                "query": _query(change),
                "without_checker": queries.without_checker(owners.values(), on),
                "may_enter": queries.may_enter(request.user, on),
            }
    return render(request, "changes/desk/look.html", context)


@require_safe
def look_file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The dry run to take away."""
    law = _law(request, key)
    form = acting.ChangeForm(request.GET)
    if not form.is_valid():
        raise Http404
    shown, _ = queries.seen_of(impact.impact(_asked(form, law)), request.user, timezone.localdate())
    rows = [
        (each.org.name if each.org else "", each.label, "、".join(map(str, each.places)), each.words, each.text,
         each.becomes)
        for each in shown
    ]  # fmt: skip
    return _taken_away(HEAD[:6], rows, f"impact-{law.key}", ending)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The board: what is still to be settled, by organisation, and all changes."""
    on = timezone.localdate()
    entered = Change.objects.visible_to(request.user, on).select_related("instrument", "org")
    page = Paginator(entered, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "open": queries.progress(queries.unsettled(request.user, on)),
        "page": page,
        "on": on,
    }
    return render(request, "changes/desk/changes.html", context)


@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: who has a list because of it, and how far each is."""
    found = _change(request, pk)
    lists = _lists(request, found)
    context = {"change": found, "lists": queries.progress(lists), "on": timezone.localdate()}
    return render(request, "changes/desk/change.html", context)


@require_safe
def change_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """All lists of a change that the person may see, with what was found, to take away."""
    found = _change(request, pk)
    rows = [_row(each) for each in queries.entries_of(found, _lists(request, found))]
    return _taken_away(HEAD, rows, f"change-{found.pk}", ending)


class Settle(ActView):
    """One list: what stands on what changed, what was found so far, and the form to settle the rest."""

    template_name = "changes/desk/checklist.html"
    title = "核对"
    done = "已记录核对结果。"

    @cached_property
    def checklist(self) -> Checklist:
        seen = Checklist.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(
            seen.select_related("org", "change__instrument", "case"), pk=self.kwargs["pk"]
        )

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return acting.SettleForm(checklist=self.checklist, **given)

    def act(self, form: Any, *, once: str) -> str:
        said = form.cleaned_data
        actions.settle(
            self.checklist,
            entries=[int(each) for each in said["entries"]],
            decision=said["decision"],
            reason=said["reason"],
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return self.checklist.desk_url

    def context(self) -> dict[str, Any]:
        checklist, on = self.checklist, timezone.localdate()
        entries = list(checklist.entries.select_related("decided_by").order_by("pk"))
        is_open = checklist.case.state == Case.State.RUNNING
        mine = queries.checks_for(self.request.user, on).filter(pk=checklist.org_id).exists()
        return {
            "checklist": checklist,
            "entries": entries,
            "left": sum(1 for each in entries if not each.decision),
            "clock": cases.clock(checklist.case, "settlement"),
            "is_open": is_open,
            "may_settle": is_open and mine,
            "role": queries.CHECKER,
            "timeline": cases.timeline(checklist.case),
            "on": on,
        }


class Enter(ActView):
    """Entering a change whose impact was looked at."""

    template_name = "changes/desk/enter.html"
    title = "登记这项变动"
    done = "变动已登记，核对清单已交各机关。"

    @cached_property
    def law(self) -> Instrument:
        return _law(self.request, self.kwargs["key"])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        if "data" not in given:
            looked = acting.ChangeForm(self.request.GET)
            looked.is_valid()
            wanted = looked.cleaned_data
            places = wanted.get("places", ())
            given["initial"] = wanted | {"places": "、".join(map(str, places)), "basis": self._basis(wanted)}
        return acting.EnterForm(**given)

    def _basis(self, wanted: dict[str, Any]) -> str:
        """Return what the library itself says of this change, if anything."""
        asked = (wanted.get("on"), wanted.get("how"), wanted.get("places"))
        known = impact.proposed(self.law)
        return next((each.basis for each in known if (each.on, each.how.value, each.places) == asked), "")

    def act(self, form: Any, *, once: str) -> str:
        org = queries.keeper()
        if org is None:
            raise Refused(Problem("还没有设立机关，不能登记变动。"))
        made = actions.enter_change(
            self.law, org=org, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once
        )
        return made.desk_url

    def context(self) -> dict[str, Any]:
        return {"law": self.law, "back": reverse("changes_desk:look", args=[self.law.key])}


def _change(request: HttpRequest, pk: int) -> Change:
    seen = Change.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(seen.select_related("instrument", "org", "entered_by"), pk=pk)


def _lists(request: HttpRequest, found: Change) -> Any:
    return Checklist.objects.visible_to(request.user, timezone.localdate()).filter(change=found)


def _row(entry: Entry) -> Sequence[str]:
    return (
        entry.org.name, entry.label, "、".join(entry.places), entry.words, entry.text, entry.becomes,
        entry.get_decision_display(), entry.reason, entry.decided_by.name if entry.decided_by else "",
    )  # fmt: skip


def _taken_away(head: Sequence[str], rows: Iterable[Sequence[str]], name: str, ending: str) -> HttpResponse:
    """Return a table as a spreadsheet or as csv; a cell that would be computed is marked as words."""
    lines = [[_cell(each) for each in row] for row in rows]
    if ending == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([head, *lines])
        response = HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("影响清单")
        for line in [list(head), *lines]:
            sheet.append(line)
        response = HttpResponse(content_type=XLSX)
        book.save(response)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _cell(words: str) -> str:
    text = NOT_IN_A_FILE.sub("", words)
    return f"'{text}" if text.startswith(FORMULA) else text


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how many lists wait for the organisations in which this person checks law."""
    on = timezone.localdate()
    mine = queries.unsettled(request.user, on).filter(org__in=queries.checks_for(request.user, on))
    rows = queries.progress(mine)
    if not rows:
        return []
    is_late = any(each.due_on and each.due_on < on for each in rows)
    return [Figure("待核对的法规变动", len(rows), reverse("changes_desk:changes"), is_late)]


ADDRESSES = [
    path("law-changes/", changes, name="changes"),
    path("law-changes/<int:pk>/", change, name="change"),
    path("law-changes/<int:pk>/list.<str:ending>", change_file, name="file"),
    path("law-changes/lists/<int:pk>/", Settle.as_view(), name="checklist"),
    path("law-changes/of/<str:key>/", look, name="look"),
    path("law-changes/of/<str:key>/list.<str:ending>", look_file, name="look_file"),
    path("law-changes/of/<str:key>/enter/", Enter.as_view(), name="enter"),
]

MENU = [MenuEntry("法规变动", "changes_desk:changes", "folder-open-inverse", order=231)]

PANELS = [what_waits]

FROM_A_LAW = [MenuEntry("变动的影响", "changes_desk:look", "folder-open-inverse", order=10)]
