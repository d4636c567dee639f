"""The editions of a process in the office: drafted, compared, published, and running cases changed over."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.files import as_file
from yangguang.core.ui.views import ForAdministrators
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.processes.chart import svg
from yangguang.rules.processes.differences import differences
from yangguang.rules.processes.handbook import handbook

from . import changeover, versions
from .forms import DraftForm, PublishForm
from .models import Case, ProcessVersion

State = ProcessVersion.State


@require_safe
def edition(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One edition: what it changes, what keeps it from being published, its steps and its chart."""
    shown = get_object_or_404(ProcessVersion, key=key, number=number)
    if request.GET.get("as") == "bpmn":
        return as_file(shown.xml, f"{key}-{number}.bpmn")
    on = shown.effective_on or timezone.localdate()
    diagram = versions.diagram_of(shown)
    before = ProcessVersion.objects.filter(key=key, state=State.PUBLISHED, number__lt=number).last()
    older = (
        ProcessVersion.objects.filter(key=key, cases__state=Case.State.RUNNING)
        .exclude(pk=shown.pk)
        .distinct()
    )
    context = {
        "edition": shown,
        "book": handbook(diagram, on),
        "chart": mark_safe(svg(diagram)),  # noqa: S308  our own SVG
        "before": before,
        "differences": differences(versions.diagram_of(before), diagram, on) if before else [],
        "problems": versions.why_not_publish(shown, on) if shown.state == State.DRAFT else [],
        "older": older if shown.state == State.PUBLISHED else [],
        "may_change": request.user.is_superuser,
    }
    return render(request, "cases/desk/edition.html", context)


class OfProcesses(ForAdministrators):
    """An act on the editions of a process."""

    refusal = "流程由系统管理员维护；如需改动，请与管理员联系。"
    template_name = "cases/desk/edition_act.html"

    def back(self) -> str:
        return reverse("cases_desk:processes")

    def signed(self, once: str) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now(), "once": once}


class Draft(OfProcesses):
    """Putting in the file of a new edition; every mistake is named with its element and line."""

    form_class = DraftForm
    title = "存入新版本"
    done = "已存为草稿。请核对下面列出的变化，再发布。"

    def context(self) -> dict[str, Any]:
        return {"back": self.back(), "lead": "新版本先存为草稿，发布之前不影响任何办件。"}

    def act(self, form: Any, *, once: str) -> str:
        try:
            xml = form.cleaned_data["file"].read().decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(
                Problem("文件不是 UTF-8 编码的流程文件，请用流程编辑器另存后再传。", "file")
            ) from None
        highest = Organisation.objects.order_by("path")[0]
        made = versions.draft(self.kwargs["key"], xml, org=highest, **self.signed(once))
        return page_of(made)


class OfEdition(OfProcesses):
    @cached_property
    def edition(self) -> ProcessVersion:
        return get_object_or_404(ProcessVersion, key=self.kwargs["key"], number=self.kwargs["number"])

    def back(self) -> str:
        return page_of(self.edition)


class Publish(OfEdition):
    form_class = PublishForm
    title = "发布流程"
    done = "已发布。"

    def context(self) -> dict[str, Any]:
        return {
            "back": self.back(),
            "lead": f"发布{self.edition}后不能再改；施行日起新收的办件按它办理，在办件仍按原版本。",
        }

    def act(self, form: Any, *, once: str) -> str:
        versions.publish(self.edition, effective_on=form.cleaned_data["effective_on"], **self.signed(once))
        return self.back()


class ChangeOver(OfEdition):
    """Bringing running cases over; first it shows, by where they stand, which can go and why others cannot."""

    form_class = forms.Form
    title = "在办件换版"
    done = "换版完成。"
    template_name = "cases/desk/change_over.html"

    @cached_property
    def old(self) -> ProcessVersion:
        return get_object_or_404(ProcessVersion, key=self.kwargs["key"], number=self.kwargs["old"])

    def context(self) -> dict[str, Any]:
        groups = changeover.plan_migration(self.old, self.edition)
        going = sum(len(group.cases) for group in groups if not group.problem)
        rows = [
            {"at": self._where(group), "number": len(group.cases), "problem": group.problem}
            for group in groups
        ]
        return {"back": self.back(), "old": self.old, "edition": self.edition, "groups": rows, "going": going}

    def _where(self, group: changeover.Group) -> str:
        diagram = versions.diagram_of(self.old)
        return "、".join(sorted(diagram.node_at(flow).name or "等待其他并行环节" for flow in group.marking))

    def act(self, form: Any, *, once: str) -> str:
        changeover.migrate(self.old, self.edition, **self.signed(once))
        return self.back()


def page_of(version: ProcessVersion) -> str:
    return reverse("cases_desk:edition", args=[version.key, version.number])


ADDRESSES = [
    path("processes/<slug:key>/editions/add/", Draft.as_view(), name="draft_edition"),
    path("processes/<slug:key>/editions/<int:number>/", edition, name="edition"),
    path("processes/<slug:key>/editions/<int:number>/publish/", Publish.as_view(), name="publish_edition"),
    path(
        "processes/<slug:key>/editions/<int:number>/change-over/<int:old>/",
        ChangeOver.as_view(),
        name="change_over",
    ),
]
