"""What the office sees of pages: the list, the page of a page with everything about it, and a form for each act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from yangguang.core.cases import queries as cases
from yangguang.core.cases import versions
from yangguang.core.cases.models import Step
from yangguang.core.law import queries as law
from yangguang.core.law.models import Instrument
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.records.queries import history_of
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.processes.chart import svg
from yangguang.rules.validity import Validity

from . import actions, bringing, checking, comparing, grounds, queries
from .forms import BringInForm, EndValidityForm, ReasonForm, ResubmitForm, SignForm
from .models import OfficialPage, Publication
from .page_forms import EDITOR
from .rights import Rights
from .rules import BY_NODE, LEVELS
from .site.rendering import preview

Stage = Publication.Stage
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PageAct:
    """One act that somebody can do on the page of a page.

    Args:
        name: how its address ends.
        label: what its button says.
        form: what it asks for.
        do: the act; it gets the page, or the open step where `nodes` names some.
        role: the post that it takes, where no step says so.
        nodes: the steps at which it can be done.
        possible: whether it can be done as the page stands.
        done: what is said afterwards.
        is_grave: whether its button warns.
    """

    name: str
    label: str
    form: type[forms.Form]
    do: Callable[..., object]
    role: str = ""
    nodes: tuple[str, ...] = ()
    possible: Callable[[Publication], bool] = lambda publication: True
    done: str = ""
    is_grave: bool = False


def _is_idle(publication: Publication) -> bool:
    return publication.stage in (Stage.DRAFT, Stage.DONE, Stage.WITHDRAWN)


def _has_news(publication: Publication) -> bool:
    """Whether something is written that nobody has granted yet, or a review is owed."""
    granted = publication.grant.revision_id if publication.grant else None
    newer = publication.page.latest_revision_id != granted
    return _is_idle(publication) and (newer or publication.owed_until is not None)


def _end_validity(page: OfficialPage, *, how: str, **given: Any) -> object:
    return actions.end_validity(page, how=Validity(how), **given)


ACTS = {
    each.name: each
    for each in (
        PageAct("submit", "送审", forms.Form, actions.submit, EDITOR, possible=_has_news, done="已送审。"),
        PageAct("sign", "审校", SignForm, actions.sign, nodes=tuple(BY_NODE), done="已签署。"),
        PageAct("resubmit", "修改后送审", ResubmitForm, actions.resubmit, nodes=("revise",), done="已办理。"),
        PageAct(
            "urgent", "紧急发布", ReasonForm, actions.publish_urgently, actions.HEAD,
            possible=_has_news, done="已发布；请在期限内补办审校。", is_grave=True,
        ),
        PageAct(
            "end-validity", "标注失效、废止", EndValidityForm, _end_validity, actions.HEAD,
            possible=lambda publication: publication.is_live and publication.page.specific_class.has_validity,
            done="已标注。",
        ),
        PageAct(
            "withdraw", "撤回", ReasonForm, actions.withdraw, actions.HEAD,
            possible=lambda publication: publication.is_live, done="已撤回，网上只留下撤回说明。", is_grave=True,
        ),
    )
}  # fmt: skip


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: where it stands, what can be done, what was signed and changed, and where the public finds it."""
    publication = _seen(request, pk)
    on = timezone.localdate()
    draft = publication.page.get_latest_revision_as_object()
    steps = list(cases.open_steps(publication.case)) if publication.case else []
    signatures = list(queries.signatures(publication))
    context = {
        "publication": publication,
        "draft": draft,
        "validity": publication.page.specific.validity(on),
        "levels": _levels(publication, steps, signatures),
        "possible": _possible(publication, steps, request.user, on),
        "may_edit": Rights(request.user, publication.page).can_edit(),
        "findings": checking.plain(draft),
        "changes": comparing.changes(publication, signatures),
        "since_live": comparing.since_live(publication, draft),
        "timeline": history_of(publication),
        "revisions": publication.page.revisions.select_related("user").order_by("-pk")[:30],
        "chart": _chart(publication, on),
        "modes": OfficialPage.preview_modes,
        "related": list(Publication.objects.filter(main=publication.page_id).select_related("page")),
    }
    return render(request, "publishing/desk/page.html", context)


def _levels(publication: Publication, steps: list[Step], signatures: list[Any]) -> list[dict[str, Any]]:
    """Return the six levels with who signed them in this round, and which one is next."""
    nodes = {step.node for step in steps}
    signed = {row.node: row for row in signatures if row.round == publication.round and row.passed}
    return [
        {"level": level, "signature": signed.get(level.node), "is_next": level.node in nodes}
        for level in LEVELS
    ]


def _possible(publication: Publication, steps: list[Step], by: Any, on: date) -> list[dict[str, Any]]:
    """Return what can be done now, by this person or by whom else."""
    roles = set(orgs.posts_of(by, on).filter(org=publication.org_id).values_list("role", flat=True))
    mine = set(cases.worklist(by, on).filter(case=publication.case).values_list("pk", flat=True))
    found = []
    for each in ACTS.values():
        if each.nodes:
            step = next((step for step in steps if step.node in each.nodes), None)
            if step is not None:
                level = BY_NODE.get(step.node)
                label = level.name if level else each.label
                found.append({"act": each, "label": label, "is_mine": step.pk in mine, "role": step.role})
        elif each.possible(publication):
            found.append({"act": each, "label": each.label, "is_mine": each.role in roles, "role": each.role})
    return found


def _chart(publication: Publication, on: date) -> Any:
    if publication.case is None:
        return ""
    diagram = versions.diagram_of(publication.case.version)
    return mark_safe(svg(diagram, cases.progress(publication.case, on)))  # noqa: S308  our own SVG


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page whose review a case is."""
    seen = Publication.objects.visible_to(request.user, timezone.localdate())  # type: ignore[attr-defined]
    found = get_object_or_404(seen, case=pk)
    return HttpResponseRedirect(reverse("publishing_desk:page", args=[found.page_id]))


@require_safe
def compare(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """What one revision of a page changed, against the one before or any other."""
    publication = _seen(request, pk)
    revisions = publication.page.revisions.select_related("user")
    newer = get_object_or_404(revisions, pk=revision)
    wanted = request.GET.get("with", "")
    others = revisions.exclude(pk=newer.pk)
    older = others.filter(pk=wanted).first() if wanted.isdigit() else others.filter(pk__lt=newer.pk).last()
    if older is None:
        raise Http404
    context = {
        "publication": publication,
        "older": older,
        "newer": newer,
        "revisions": others.order_by("-pk"),
        "blocks": comparing.differences(older.as_object(), newer.as_object()),
    }
    return render(request, "publishing/desk/compare.html", context)


@require_safe
@xframe_options_sameorigin
def proof(request: HttpRequest, pk: int, mode: str) -> HttpResponse:
    """A page as the public would see it (清样); the last proofread is made on this."""
    publication = _seen(request, pk)
    response = HttpResponse(preview(publication.page.get_latest_revision_as_object(), mode))
    response["X-Robots-Tag"] = "noindex"
    return response


class Act(ActView):
    """The form of one act on one page."""

    template_name = "publishing/desk/act.html"

    @cached_property
    def chosen(self) -> PageAct:
        try:
            return ACTS[self.kwargs["act"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def publication(self) -> Publication:
        return _seen(self.request, self.kwargs["pk"])

    @cached_property
    def step(self) -> Step | None:
        """The step that the form was made for; when it comes a second time, the case may stand at the next one."""
        steps = Step.objects.filter(case=self.publication.case, node__in=self.chosen.nodes)
        meant = self.request.POST.get("step", "")
        if meant.isdigit():
            return steps.filter(pk=meant).first()
        return steps.filter(state=Step.State.OPEN).first() or steps.last()

    @property
    def title(self) -> str:  # type: ignore[override]
        level = BY_NODE.get(self.step.node) if self.chosen.nodes and self.step else None
        return level.name if level else self.chosen.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return self.chosen.done

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        if self.chosen.form is SignForm:
            if self.step is None or self.step.node not in BY_NODE:
                raise Http404
            given["level"] = BY_NODE[self.step.node]
        return self.chosen.form(**given)

    def context(self) -> dict[str, Any]:
        draft = self.publication.page.get_latest_revision_as_object()
        signing = self.chosen.form is SignForm
        return {
            "publication": self.publication,
            "draft": draft,
            "act": self.chosen,
            "step": self.step if self.chosen.nodes else None,
            "signing": signing,
            "findings": checking.plain(draft) if signing else [],
            "since_last": comparing.since_last(self.publication, draft) if signing else None,
            "modes": OfficialPage.preview_modes,
        }

    def act(self, form: Any, *, once: str) -> str:
        target: Any = self.publication.page
        if self.chosen.nodes:
            if self.step is None:
                raise Http404
            target = self.step
        given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        self.chosen.do(target, **given, by=self.request.user, at=timezone.now(), once=once)
        return reverse("publishing_desk:page", args=[self.publication.page_id])


class BringIn(ActView):
    """The form with which a text is brought in."""

    template_name = "publishing/desk/bring_in.html"
    title = "导入或粘贴"

    @cached_property
    def column(self) -> OfficialPage:
        found = get_object_or_404(OfficialPage, pk=self.kwargs["column"])
        if not Rights(self.request.user, found).can_add_subpage():
            raise Http404
        return found

    @cached_property
    def model(self) -> Any:
        for model in self.column.specific_class.creatable_subpage_models():
            if model._meta.label_lower == f"{self.kwargs['app']}.{self.kwargs['model']}":
                return model
        raise Http404

    def form(self, **given: Any) -> BringInForm:
        posts = orgs.posts_of(self.request.user, timezone.localdate()).filter(role=EDITOR)
        return BringInForm(**given, organisations=Organisation.objects.filter(pk__in=posts.values("org")))

    def context(self) -> dict[str, Any]:
        return {"column": self.column, "kind": self.model.kind_label}

    def act(self, form: BringInForm, *, once: str) -> str:
        made = bringing.bring_in(
            self.column, self.model, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once
        )
        said = history_of(made).filter(kind="publishing.brought_in").last()
        for remark in said.details.get("remarks", []) if said else []:
            messages.warning(self.request, remark)
        return reverse("wagtailadmin_pages:edit", args=[made.page_id])


@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """Where something new can be written: every column, with what may stand in it."""
    on = timezone.localdate()
    written_for = orgs.posts_of(request.user, on).filter(role=EDITOR)
    columns = []
    for place in OfficialPage.objects.filter(depth__gt=2, org__isnull=False).order_by("path").specific():
        if place.is_structure and Rights(request.user, place).can_add_subpage():
            kinds = [model for model in place.creatable_subpage_models() if not model.is_structure]
            columns.append(
                {"column": place, "kinds": [_kind(model) for model in kinds], "deep": place.depth - 3}
            )
    return render(request, "publishing/desk/write.html", {"columns": columns, "written_for": written_for})


def _kind(model: Any) -> dict[str, str]:
    return {"app": model._meta.app_label, "model": model._meta.model_name, "label": model.kind_label}


def _seen(request: HttpRequest, pk: int) -> Publication:
    """Return the row of a page of an organisation that the person may see; any other is not found."""
    visible = Publication.objects.visible_to(request.user, timezone.localdate())  # type: ignore[attr-defined]
    return get_object_or_404(
        visible.select_related("org", "page", "column", "grant", "case__version"), page=pk
    )


class Pages(ScopedViewSet):
    """All pages of the office, to be searched, filtered, sorted and taken away."""

    model = Publication
    name = "publications"
    icon = "doc-full-inverse"
    menu_label = "全部稿件"
    menu_order = 131
    ordering = "-id"
    list_display = ("page", "column", "org", "stage", "author", "published_at")
    list_filter = {
        "org": ["exact"],
        "stage": ["exact"],
        "published_at": ["gte", "lte"],
        "owed_until": ["isnull"],
    }
    list_export = (
        "page", "column", "org", "stage", "author", "index_number", "address", "published_at", "withdrawn_at",
    )  # fmt: skip
    search_fields = ("page__title", "index_number", "page__number")
    inspect_view_fields = ("page", "org", "stage", "published_at")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("page", "column", "org", "author")


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how many pages wait for this person, and what the office owes."""
    on, now = timezone.localdate(), timezone.now()
    seen = Publication.objects.visible_to(request.user, on)  # type: ignore[attr-defined]
    mine = cases.worklist(request.user, on).filter(case__version__key="publishing").count()
    owed = queries.owed(request.user, on)
    figures = [Figure("轮到我审校或修改的稿件", mine, reverse("publishing_desk:waiting"))]
    if owed.exists():
        late = owed.filter(owed_until__lt=now).exists()
        figures.append(
            Figure(
                "紧急发布后待补审校",
                owed.count(),
                reverse("publications:index") + "?owed_until__isnull=false",
                late,
            )
        )
    held = seen.filter(stage=Stage.HELD).count()
    if held:
        figures.append(Figure("已签发、等待同步发布", held, reverse("publications:index") + "?stage=held"))
    dead = grounds.citing_dead_law(request.user, on).count()
    if dead:
        figures.append(Figure("引用失效依据的稿件", dead, reverse("publishing_desk:dead_law"), True))
    return figures


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The pages whose next step is this person's, the oldest first."""
    on = timezone.localdate()
    steps = list(cases.worklist(request.user, on).filter(case__version__key="publishing"))
    pages = Publication.objects.filter(case__in=[step.case_id for step in steps]).select_related(
        "page", "org", "author"
    )
    by_case = {each.case_id: each for each in pages}
    rows = [
        {
            "step": step,
            "name": BY_NODE[step.node].name if step.node in BY_NODE else "修改",
            "publication": by_case[step.case_id],
        }
        for step in steps
        if step.case_id in by_case
    ]
    is_editor = orgs.posts_of(request.user, on).filter(role=EDITOR).exists()
    return render(request, "publishing/desk/waiting.html", {"rows": rows, "is_editor": is_editor})


@require_safe
def dead_law(request: HttpRequest) -> HttpResponse:
    """The live pages that cite what is no longer in force, with the reason and what took its place."""
    on = timezone.localdate()
    rows = Paginator(grounds.citing_dead_law(request.user, on), ON_A_PAGE).get_page(request.GET.get("p"))
    laws = {link.instrument_id: link.instrument for link in rows}
    standings = law.standings(Instrument.objects.filter(pk__in=laws), on)
    newer = law.superseded_by(list(laws.values()), on)
    rows.object_list = [
        {
            "link": link,
            "standing": standings[link.instrument_id],
            "why": "".join(standings[link.instrument_id].reasons[-1:]),
            "newer": newer.get(link.instrument_id, []),
        }
        for link in rows
    ]
    return render(request, "publishing/desk/dead_law.html", {"rows": rows, "on": on})


ADDRESSES = [
    path("writing/", waiting, name="waiting"),
    path("writing/dead-law/", dead_law, name="dead_law"),
    path("writing/new/", write, name="write"),
    path("writing/new/<int:column>/<slug:app>.<slug:model>/", BringIn.as_view(), name="bring_in"),
    path("writing/<int:pk>/", page, name="page"),
    path("writing/case/<int:pk>/", case, name="case"),
    path("writing/<int:pk>/proof/<slug:mode>/", proof, name="proof"),
    path("writing/<int:pk>/compare/<int:revision>/", compare, name="compare"),
    path("writing/<int:pk>/<slug:act>/", Act.as_view(), name="act"),
]

MENU = [MenuEntry("写稿审校", "publishing_desk:waiting", "edit", order=130)]

VIEWSETS = [Pages()]

SEARCHES = [MenuEntry("全部稿件", "publications:index", "doc-full", order=20)]

PANELS = [what_waits]
