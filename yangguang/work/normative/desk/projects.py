"""The projects: the steps at which they wait, one with all that is known of it, a form for each act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yangguang.core.cases import queries as cases
from yangguang.core.cases import versions
from yangguang.core.cases.desk import handlers
from yangguang.core.cases.models import Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.processes.chart import svg

from .. import acting, actions, queries, rules
from ..models import Drafting, Opinion
from .forms import OfficeAct, columns, held

WHOSE = {"mine": "我的待办", "late": "已过最后安全日", "all": "全部在办"}
"""The lists of projects under way."""


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act that somebody can do on the page of a project.

    Args:
        name: how its address ends.
        label: what its button says.
        node: the step of the diagram at which it can be done; empty for as long as the case runs.
        form: what it asks for.
        do: the act itself; it gets the step, or the project where no step is named.
        is_aside: whether it leads off the usual way; its button is the quieter one.
        role: the post that it takes, where no step says so.
    """

    name: str
    label: str
    node: str
    form: type[forms.Form]
    do: Callable[..., object]
    is_aside: bool = False
    role: str = ""


ACTS = {
    each.name: each
    for each in (
        DeskAct("plan", "立项", "plan", acting.PlanForm, actions.approve_project),
        DeskAct("draft", "提交送审稿", "draft", acting.DraftForm, actions.draft),
        DeskAct("countersign", "登记部门意见", "countersign", acting.CountersignForm, actions.countersign),
        DeskAct("consult", "公布征求意见稿", "publish_draft", acting.ConsultForm, actions.open_consultation),
        DeskAct("close-consultation", "结束征求意见", "collect", forms.Form, actions.close_consultation),
        DeskAct("feedback", "公布意见采纳情况", "feedback", acting.FeedbackForm, actions.publish_feedback),
        DeskAct("compete", "公平竞争审查", "compete", acting.CompetitionForm, actions.review_competition),
        DeskAct("own-review", "本单位先审", "own_review", acting.OwnReviewForm, actions.review_own),
        DeskAct("submit", "报送合法性审核", "submit", acting.SubmitForm, actions.submit_review),
        DeskAct("review", "出具审核意见", "review", acting.ReviewForm, actions.review),
        DeskAct("more", "退回补充材料", "review", acting.MoreForm, actions.ask_for_more, True),
        DeskAct("supplement", "补充材料", "supplement", acting.SupplementForm, actions.supplement),
        DeskAct("respond", "处理审核意见", "respond", acting.RespondForm, actions.respond),
        DeskAct("rework", "处理不合法的结论", "rework", acting.ReworkForm, actions.rework),
        DeskAct("deliberate", "登记集体审议", "deliberate", acting.DeliberateForm, actions.deliberate),
        DeskAct("sign", "签发文件", "sign", acting.SignForm, actions.sign),
        DeskAct("register", "统一登记编号", "register", acting.RegisterForm, actions.register),
        DeskAct("published", "确认已公布", "publish", forms.Form, actions.confirm_published),
        DeskAct("file", "报送备案", "file", acting.FileForm, actions.file),
        DeskAct("filed", "登记备案结果", "filed", acting.FilingResultForm, actions.record_filing),
        DeskAct("abandon", "终止项目", "", acting.ReasonForm, actions.abandon, True, actions.MANAGER),
    )
}


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The steps at which projects wait, the one that must be done first on top."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    whose = request.GET.get("whose", "mine")
    steps = queries.waiting(seen)
    if whose == "mine":
        steps = steps.filter(pk__in=cases.worklist(request.user, on).values("pk"))
    elif whose == "late":
        steps = steps.filter(safe_on__lt=on)
    words = request.GET.get("q", "").strip().replace("\x00", "")
    if words:
        steps = queries.mentioning(steps, words)
    page = Paginator(steps, 50).get_page(request.GET.get("page"))
    calendar = workdays_of(0)
    rows = [
        {
            "step": step,
            "drafting": step.case.drafting,
            "node": versions.diagram_of(step.case.version).nodes[step.node],
            "is_late": bool(step.safe_on and step.safe_on < on),
            "is_provisional": bool(step.safe_on) and calendar.provisional(step.safe_on),
        }
        for step in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "tabs": WHOSE,
        "whose": whose if whose in WHOSE else "all",
        "words": words,
        "doubtful": queries.unsettled(seen),
        "may_recognise": held(request, actions.DRAFTER, actions.MANAGER).exists(),
    }
    return render(request, "normative/desk/projects.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: what is known, what is done, what is next, who does it, and by when."""
    drafting = _seen(request, pk)
    on = timezone.localdate()
    diagram = versions.diagram_of(drafting.case.version)
    steps = list(cases.open_steps(drafting.case))
    open_nodes = {step.node: step for step in steps}
    mine = set(cases.worklist(request.user, on).filter(case=drafting.case).values_list("node", flat=True))
    roles = set(orgs.posts_of(request.user, on).filter(org=drafting.org).values_list("role", flat=True))
    if roles:
        # What comes from the authority above may be entered by anybody of the office.
        mine |= {node for node in open_nodes if diagram.nodes[node].outside}
    possible = [
        {
            "act": act,
            "is_mine": act.node in mine if act.node else act.role in roles,
            "role": open_nodes[act.node].role if act.node else act.role,
        }
        for act in ACTS.values()
        if (act.node in open_nodes if act.node else bool(open_nodes) and drafting.signed_on is None)
    ]
    consultation = queries.consultation_of(drafting)
    registration = getattr(drafting, "registration", None)
    context = {
        "drafting": drafting,
        "steps": [(step, diagram.nodes[step.node]) for step in steps],
        "possible": possible,
        "handlers": [handlers(step, request) for step in steps],
        "clocks": [(diagram.clocks[clock.key].name, clock) for clock in drafting.case.clocks.order_by("pk")],
        "consultation": consultation,
        "opinions": consultation.opinions.all() if consultation else [],
        "competition": queries.competition_of(drafting),
        "reviews": drafting.reviews.order_by("pk").select_related("reviewer"),
        "points": rules.POINTS,
        "deliberations": drafting.deliberations.all(),
        "registration": registration,
        "publication": queries.publication_of(drafting),
        "filing": getattr(drafting, "filing", None),
        "timeline": cases.timeline(drafting.case),
        "chart": mark_safe(svg(diagram, cases.progress(drafting.case, on))),  # noqa: S308  our own SVG
        "on": on,
    }
    return render(request, "normative/desk/project.html", context)


class Act(OfficeAct):
    """The form of one act on one project."""

    @cached_property
    def chosen(self) -> DeskAct:
        try:
            return ACTS[self.kwargs["act"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def drafting(self) -> Drafting:
        return _seen(self.request, self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.chosen.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已办理：{self.chosen.label}。"

    def facts(self) -> list[tuple[str, object]]:
        drafting = self.drafting
        return [
            ("项目", f"{drafting.case.number} {drafting.title}"),
            ("制定机关", "、".join(drafting.makers)),
            ("起草单位", drafting.department),
        ]

    def back(self) -> str:
        return reverse("normative_desk:project", args=[self.drafting.pk])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        form = self.chosen.form(**given)
        drafting = self.drafting
        if self.chosen.name == "draft":
            for name in ("text", "research", "explanation_plan"):
                form.fields[name].initial = getattr(drafting, name)
            if not drafting.edition:
                del form.fields["shown_again"]
        if "column" in form.fields:
            form.fields["column"].queryset = columns(drafting.org)
        return form

    def act(self, form: Any, *, once: str) -> str:
        target: Any = self.drafting
        if self.chosen.node:
            steps = Step.objects.filter(case=self.drafting.case, node=self.chosen.node).order_by("pk")
            target = steps.filter(state=Step.State.OPEN).first() or steps.last()
            if target is None:
                raise Http404
        self.chosen.do(target, **self.given(form), **self.by(once))
        return self.back()


class AnswerOpinion(OfficeAct):
    """What becomes of one opinion of the public."""

    form_class = acting.AnswerForm
    title = "办理意见"
    done = "已办理这条意见。"

    @cached_property
    def opinion(self) -> Opinion:
        seen = Opinion.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen.select_related("consultation__drafting"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        return [
            ("征求意见", self.opinion.consultation),
            ("意见", self.opinion.text),
            ("提出人", self.opinion.name or "未署名"),
            ("联系方式", self.opinion.contact or "未留"),
        ]

    def back(self) -> str:
        return self.opinion.desk_url

    def form(self, **given: Any) -> Any:
        if "data" not in given:
            given["initial"] = {"adopted": self.opinion.adopted, "reason": self.opinion.reason}
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        actions.answer_opinion(self.opinion, **form.cleaned_data, **self.by(once))
        return self.back()


def _seen(request: HttpRequest, pk: int) -> Drafting:
    """Return a project of an organisation that the person may see; any other is not found."""
    visible = Drafting.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case__version", "org", "recognition"), pk=pk)


class Projects(ScopedViewSet):
    """All projects, under way and over."""

    model = Drafting
    name = "draftings"
    icon = "folder-open-inverse"
    menu_label = "全部制定项目"
    menu_order = 121
    ordering = "-case_id"
    list_display = ("title", "case", "org", "kind", "department", "signed_on")
    list_filter = {"org": ["exact"], "kind": ["exact"], "is_urgent": ["exact"], "signed_on": ["gte", "lte"]}
    list_export = ("title", "case", "org", "kind", "department", "joint_makers", "is_urgent", "signed_on")
    search_fields = ("title", "department", "case__number")
    inspect_view_fields = ("title", "org", "kind", "department", "signed_on")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("case", "org")
