"""What the office sees of normative documents: projects, reviews, filings, clean-ups, and a form for each act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yangguang.core.cases import queries as cases
from yangguang.core.cases import versions
from yangguang.core.cases.desk import handlers
from yangguang.core.cases.models import Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.processes.chart import svg

from . import acting, actions, cleaning, queries, rules
from .incoming import desk as incoming
from .models import Campaign, CleanUpDecision, Drafting, Filing, LegalityReview, Opinion, Recognition

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
        "may_recognise": _offices(request).exists(),
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


@require_safe
def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what its boxes say, and what can be done with it."""
    found = _recognition(request, pk)
    posts = set(
        orgs.posts_of(request.user, timezone.localdate()).filter(org=found.org).values_list("role", flat=True)
    )
    answers = {"yes": "是", "no": "否", "unsure": "不能确定"}
    context = {
        "recognition": found,
        "answers": [
            (label, answers.get(found.answers.get(name, "unsure"))) for name, label in rules.ELEMENTS.items()
        ],
        "excluded": [rules.EXCLUSIONS[each] for each in found.excluded if each in rules.EXCLUSIONS],
        "drafting": getattr(found, "drafting", None),
        "is_doubtful": found.result == rules.Recognised.ASK and found.settled is None,
        "may_settle": actions.REVIEWER in posts,
        "may_propose": bool({actions.DRAFTER, actions.MANAGER} & posts),
    }
    return render(request, "normative/desk/recognition.html", context)


@require_safe
def filings(request: HttpRequest) -> HttpResponse:
    """The filing board: what is published and still to be filed, with how many days are left."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    rows = [{"filing": each, "left": (each.due_on - on).days} for each in queries.unfiled(seen)]
    context = {"rows": rows, "evaluate": queries.to_evaluate(seen, on).select_related("org")}
    return render(request, "normative/desk/filings.html", context)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The clean-ups, and what the person's organisations are still to decide in them."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    keeps = orgs.posts_of(request.user, on).filter(role=actions.MANAGER)
    context = {
        "campaigns": Campaign.objects.visible_to(request.user, on).select_related("org"),
        "undecided": queries.undecided(seen).select_related("org"),
        "may_open": keeps.exists(),
        "on": on,
    }
    return render(request, "normative/desk/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One clean-up: its documents, and what becomes of each."""
    found = _campaign(request, pk)
    on = timezone.localdate()
    rows = found.decisions.select_related("document", "org", "decided_by")
    context = {
        "campaign": found,
        "rows": rows,
        "undecided": sum(1 for each in rows if not each.decision),
        "may_close": orgs.posts_of(request.user, on).filter(org=found.org, role=actions.MANAGER).exists(),
        "on": on,
    }
    return render(request, "normative/desk/campaign.html", context)


class OfficeAct(ActView):
    """The form of an act, with what it is about above it."""

    template_name = "normative/desk/act.html"
    form_class = forms.Form

    def facts(self) -> list[tuple[str, object]]:
        """Return what stands above the form."""
        return []

    def back(self) -> str:
        return reverse("normative_desk:projects")

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given)

    def given(self, form: Any) -> dict[str, Any]:
        """Return what was typed, without what was left out."""
        return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}

    def by(self, once: str) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now(), "once": once}

    def context(self) -> dict[str, Any]:
        return {"facts": self.facts(), "back": self.back()}


class Recognise(OfficeAct):
    """The six elements of a paper, asked one by one."""

    form_class = acting.RecognitionForm
    title = "认定是否规范性文件"

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        offices = _offices(self.request)
        if not offices.exists():
            raise PermissionDenied
        form.fields["org"] = _one_of(offices, "制定机关")
        form.order_fields(["org", "title"])
        return form

    def act(self, form: Any, *, once: str) -> str:
        said = form.cleaned_data
        made = actions.recognise(
            said["org"],
            title=said["title"],
            answers=form.answers(),
            excluded=said["excluded"],
            **self.by(once),
        )
        return reverse("normative_desk:recognition", args=[made.pk])


class OfRecognition(OfficeAct):
    """An act on a paper that was looked at."""

    @cached_property
    def recognition(self) -> Recognition:
        return _recognition(self.request, self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        found = self.recognition
        return [("文件名称", found.title), ("制定机关", found.org.name), ("认定结果", found.said)]

    def back(self) -> str:
        return reverse("normative_desk:recognition", args=[self.recognition.pk])


class Settle(OfRecognition):
    form_class = acting.SettleForm
    title = "认定疑难文件"
    done = "已认定。"

    def act(self, form: Any, *, once: str) -> str:
        actions.settle(self.recognition, **form.cleaned_data, **self.by(once))
        return self.back()


class Propose(OfRecognition):
    form_class = acting.ProjectForm
    title = "提出立项"
    done = "已提出立项。"

    def form(self, **given: Any) -> Any:
        if "data" not in given:
            kinds = Organisation.Kind
            of_a_department = self.recognition.org.kind == kinds.AGENCY
            kind = rules.Kind.DEPARTMENT if of_a_department else rules.Kind.GOVERNMENT
            given["initial"] = {"affects_rights": True, "needs_explanation": True, "kind": kind.value}
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        made = actions.open_project(self.recognition, **self.given(form), **self.by(once))
        return reverse("normative_desk:project", args=[made.pk])


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
            form.fields["column"].queryset = _columns(drafting.org)
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


class OpenCampaign(OfficeAct):
    """The scope of a clean-up."""

    form_class = acting.CampaignForm
    title = "部署清理"
    done = "清理已部署到各制定机关。"

    def back(self) -> str:
        return reverse("normative_desk:campaigns")

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        posts = orgs.posts_of(self.request.user, timezone.localdate()).filter(role=actions.MANAGER)
        if not posts.exists():
            raise PermissionDenied
        form.fields["org"] = _one_of(
            Organisation.objects.filter(pk__in=posts.values("org")), "组织清理的机关"
        )
        form.order_fields(["org"])
        return form

    def act(self, form: Any, *, once: str) -> str:
        said = self.given(form)
        made = cleaning.open_campaign(said.pop("org"), **said, **self.by(once))
        return reverse("normative_desk:campaign", args=[made.pk])


class Decide(OfficeAct):
    """What becomes of one document in a clean-up."""

    form_class = acting.CleanUpForm
    title = "提出清理意见"
    done = "已提出清理意见。"

    @cached_property
    def row(self) -> CleanUpDecision:
        seen = CleanUpDecision.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen.select_related("campaign", "document", "org"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        document = self.row.document
        return [
            ("清理", self.row.campaign),
            ("文件", f"{document.title}（{document.number}）"),
            ("有效期至", document.expires_on or "未规定"),
        ]

    def back(self) -> str:
        return reverse("normative_desk:campaigns")

    def form(self, **given: Any) -> Any:
        if "data" not in given:
            given["initial"] = {"decision": self.row.decision, "reason": self.row.reason}
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        cleaning.decide(self.row, **form.cleaned_data, **self.by(once))
        return self.back()


class CloseCampaign(OfficeAct):
    """The end of a clean-up."""

    form_class = acting.CloseCampaignForm
    title = "公布清理结果"
    done = "清理结果已经生效；三张目录已生成稿件，请送审。"

    @cached_property
    def campaign(self) -> Campaign:
        return _campaign(self.request, self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        return [("清理", self.campaign), ("文件", f"{self.campaign.decisions.count()}份")]

    def back(self) -> str:
        return self.campaign.desk_url

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        form.fields["column"].queryset = _columns(self.campaign.org)
        return form

    def act(self, form: Any, *, once: str) -> str:
        cleaning.close_campaign(self.campaign, **form.cleaned_data, **self.by(once))
        return self.back()


def _one_of(organisations: Any, label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        organisations, label=label, initial=organisations.first(), empty_label=None,
        error_messages={"required": f"请选择{label}。", "invalid_choice": "请在列出的机关中选择。"},
    )  # fmt: skip


def _columns(org: Organisation) -> Any:
    keys = [each.pk for each in queries.columns_for(org)]
    return OfficialPage.objects.filter(pk__in=keys).order_by("path")


def _seen(request: HttpRequest, pk: int) -> Drafting:
    """Return a project of an organisation that the person may see; any other is not found."""
    visible = Drafting.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case__version", "org", "recognition"), pk=pk)


def _recognition(request: HttpRequest, pk: int) -> Recognition:
    visible = Recognition.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("org"), pk=pk)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    visible = Campaign.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("org"), pk=pk)


def _offices(request: HttpRequest) -> Any:
    """Return the organisations for which the person drafts or keeps the plan."""
    posts = orgs.posts_of(request.user, timezone.localdate())
    return Organisation.objects.filter(
        pk__in=posts.filter(role__in=(actions.DRAFTER, actions.MANAGER)).values("org")
    )


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


class Reviews(ScopedViewSet):
    """The reviewers' ledger (审核台账)."""

    model = LegalityReview
    name = "legality_reviews"
    icon = "list-ul"
    menu_label = "合法性审核台账"
    menu_order = 122
    ordering = "-id"
    list_display = ("drafting", "org", "level", "number", "submitted_on", "decided_on", "verdict", "adopted")
    list_filter = {
        "org": ["exact"], "level": ["exact"], "verdict": ["exact"], "adopted": ["exact"],
        "decided_on": ["gte", "lte", "isnull"],
    }  # fmt: skip
    list_export = (
        "drafting", "org", "level", "number", "submitted_on", "decided_on", "verdict", "opinion", "adviser",
        "reviewer", "supplements", "adopted", "adopted_why",
    )  # fmt: skip
    search_fields = ("drafting__title", "number", "opinion")
    inspect_view_fields = ("drafting", "org", "level", "number", "verdict", "opinion", "adopted")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("drafting", "org", "reviewer")


class Filings(ScopedViewSet):
    """What was filed with the authority above, and what came of it."""

    model = Filing
    name = "filings"
    icon = "upload"
    menu_label = "备案台账"
    menu_order = 123
    ordering = "-due_on"
    list_display = ("drafting", "org", "published_on", "due_on", "sent_on", "to", "result", "number")
    list_filter = {"org": ["exact"], "result": ["exact"], "sent_on": ["gte", "lte", "isnull"]}
    list_export = (
        "drafting", "org", "published_on", "due_on", "sent_on", "to", "result", "number", "result_on", "note",
    )  # fmt: skip
    search_fields = ("drafting__title", "number", "to")
    inspect_view_fields = ("drafting", "org", "published_on", "due_on", "sent_on", "result")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("drafting", "org")


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return what waits for this person: steps of projects, filings that are due, documents to be decided about."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    mine = cases.worklist(request.user, on).filter(case__version__key="normative").count()
    figures = [Figure("轮到我办的规范性文件", mine, reverse("normative_desk:projects"))]
    unfiled = queries.unfiled(seen)
    late = unfiled.filter(due_on__lt=on).exists()
    undecided = queries.undecided(seen).filter(campaign__closed_on=None)
    for label, number, address, is_urgent in (
        ("已公布、待报送备案", unfiled.count(), "normative_desk:filings", late),
        ("待提出清理意见的文件", undecided.count(), "normative_desk:campaigns", False),
    ):
        if number:
            figures.append(Figure(label, number, reverse(address), is_urgent))
    return figures


ADDRESSES = [
    path("normative/", projects, name="projects"),
    path("normative/recognise/", Recognise.as_view(), name="recognise"),
    path("normative/recognitions/<int:pk>/", recognition, name="recognition"),
    path("normative/recognitions/<int:pk>/settle/", Settle.as_view(), name="settle"),
    path("normative/recognitions/<int:pk>/propose/", Propose.as_view(), name="propose"),
    path("normative/filings/", filings, name="filings"),
    path("normative/opinions/<int:pk>/", AnswerOpinion.as_view(), name="opinion"),
    path("normative/campaigns/", campaigns, name="campaigns"),
    path("normative/campaigns/new/", OpenCampaign.as_view(), name="open_campaign"),
    path("normative/campaigns/<int:pk>/", campaign, name="campaign"),
    path("normative/campaigns/<int:pk>/close/", CloseCampaign.as_view(), name="close_campaign"),
    path("normative/decisions/<int:pk>/", Decide.as_view(), name="decide"),
    path("normative/<int:pk>/", project, name="project"),
    path("normative/<int:pk>/<slug:act>/", Act.as_view(), name="act"),
    *incoming.ADDRESSES,
]

MENU = [MenuEntry("规范性文件", "normative_desk:projects", "doc-full-inverse", order=120), *incoming.MENU]

VIEWSETS = [Projects(), Reviews(), Filings()]

SEARCHES = [MenuEntry("制定项目", "draftings:index", "folder-open", order=30)]

PANELS = [what_waits, *incoming.PANELS]
