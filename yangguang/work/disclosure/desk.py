"""What the office sees of requests: today's list, the page of a case, and a form for each act."""

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

from yangguang.core.archive.desk import of_case
from yangguang.core.cases import clocks, versions
from yangguang.core.cases import queries as cases
from yangguang.core.cases.desk import handlers
from yangguang.core.cases.models import Step
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.processes.chart import svg

from . import acting, actions, answers, contests, drafting, foresight, queries, rules
from .actions.consulting import OFFICE, WAITING
from .board import desk as board
from .bulk import desk as bulk
from .dispatch import desk as dispatch
from .drafts.views import KeepsDraft
from .enclosures import desk as enclosing
from .enclosures.forms import uploads_of
from .enclosures.queries import of_request as enclosures_of
from .forms import IntakeForm, files_field
from .models import DisclosureRequest, Letter
from .others import acting as others
from .others import desk as others_desk
from .reminders import desk as reminders
from .repeats import desk as repeats
from .repeats.queries import suggested
from .views import file_of
from .whatif import desk as whatif

WINDOW = "受理窗口"
CONSULTING = ("search", *WAITING)
"""The steps at which others can be asked."""

WHOSE = {
    "mine": "我的待办",
    "soon": "即将到期",
    "late": "已过最后安全日",
    "unconfirmed": "网上申请逾期未确认",
    "all": "全部在办",
}
"""The lists of requests under way."""


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act that a clerk can do on the page of a case.

    Args:
        name: how its address ends.
        label: what its button says.
        nodes: the steps of the diagram at which it can be done; empty for as long as the case runs.
        form: what it asks for.
        do: the act itself; it gets the step, or the request where no step is named.
        is_aside: whether it leads off the usual way; its button is the quieter one.
        role: the post that it takes, where no step says so.
        about: the field of its form that names what it is done to, instead of the step or the request.
        when: whether there is something to do it to; where not given, there always is.
    """

    name: str
    label: str
    nodes: tuple[str, ...]
    form: type[forms.Form]
    do: Callable[..., object]
    is_aside: bool = False
    role: str = ""
    about: str = ""
    when: Callable[[DisclosureRequest], object] | None = None


ACTS = {
    each.name: each
    for each in (
        DeskAct("register", "登记并发回执", ("register",), acting.RegisterForm, actions.register),
        DeskAct("examine", "审查", ("examine",), acting.ExamineForm, actions.examine),
        DeskAct("correction", "告知补正", ("examine",), acting.CorrectionForm, actions.ask_for_correction),
        DeskAct("reasons", "要求说明理由", ("examine",), acting.ReasonsForm, actions.ask_for_reasons),
        DeskAct("fee", "通知收费", ("examine",), acting.FeeForm, actions.charge_fee),
        DeskAct("split", "拆分为几件", ("examine",), acting.SplitForm, actions.split, True),
        DeskAct("corrected", "收到补正", ("correct",), acting.CorrectedForm, actions.take_correction),
        DeskAct("not-corrected", "逾期未补正", ("correct",), forms.Form, actions.give_up_correction),
        DeskAct("reasons-given", "收到理由说明", ("reasons",), acting.TextForm, actions.take_reasons),
        DeskAct("weigh", "判断理由", ("weigh",), acting.WeighForm, actions.weigh_reasons),
        DeskAct("paid", "收到缴费", ("pay",), acting.PaidForm, actions.take_payment),
        DeskAct("waive", "免收信息处理费", ("pay",), acting.ReasonForm, actions.waive_fee, True),
        DeskAct("unpaid", "逾期未缴费", ("pay",), forms.Form, actions.give_up_payment),
        DeskAct("search", "填写检索结果", ("search",), acting.SearchForm, actions.search),
        DeskAct("third-party", "征求第三方意见", CONSULTING, others.ConsultForm, actions.consult_third_party),
        DeskAct("agency", "征求共同制作机关意见", CONSULTING, others.ConsultForm, actions.consult_agency),
        DeskAct(
            "opinion",
            "登记意见",
            (),
            others.OpinionForm,
            others_desk.record_opinion,
            when=queries.may_still_answer,
        ),
        DeskAct(
            "reached",
            "登记对方收函",
            (),
            others.ReachedForm,
            actions.record_delivery,
            True,
            about="party",
            when=lambda asked: asked.parties.filter(reached_on=None).exists(),
        ),
        DeskAct(
            "weigh-opinion",
            "判断是否采纳意见",
            (),
            others.WeighOpinionForm,
            actions.weigh_opinion,
            role=OFFICE,
            about="party",
            when=queries.may_weigh,
        ),
        DeskAct(
            "tell-party",
            "告知第三方决定",
            (),
            others.TellPartyForm,
            actions.tell_party,
            role=actions.HEAD,
            about="party",
            when=queries.may_tell,
        ),
        DeskAct("confer", "发起会商", (), others.ConferForm, actions.confer, True, when=queries.may_confer),
        DeskAct("invite", "邀请会商", (), others.InviteForm, actions.invite, when=queries.is_conferring),
        DeskAct(
            "minutes",
            "填写会商纪要",
            (),
            others.MinutesForm,
            actions.write_minutes,
            True,
            when=queries.is_conferring,
        ),
        DeskAct(
            "advice",
            "判断是否采纳会商意见",
            (),
            others.AdviceForm,
            actions.weigh_advice,
            True,
            about="invitation",
            when=lambda asked: queries.advice(asked).filter(is_adopted=None).exists(),
        ),
        DeskAct(
            "decide-conferral",
            "作出会商决定",
            (),
            others.DecideConferralForm,
            actions.decide_conferral,
            when=queries.is_conferring,
        ),
        DeskAct("draft", "拟写答复", ("draft",), acting.DraftForm, actions.draft_answer),
        DeskAct("check", "登记一项审查", (), acting.CheckForm, actions.check_answer, True),
        DeskAct("answer-together", "采用合并的答复", ("draft",), forms.Form, actions.answer_together, True),
        DeskAct("review", "审查答复", ("review",), acting.ReviewForm, actions.review),
        DeskAct("sign", "签发", ("sign",), acting.SignForm, actions.sign_answer),
        DeskAct("deliver", "送达", ("deliver",), acting.DeliverForm, actions.deliver),
        DeskAct("close", "告知不再处理", ("told_closed",), acting.DayForm, actions.close),
        DeskAct("archive", "归档", ("archive",), acting.ArchiveForm, actions.archive),
        DeskAct("send-back", "退回上一步", ("search", "draft"), acting.ReasonForm, actions.send_back, True),
        DeskAct("take-back", "撤回我的上一步", (), acting.ReasonForm, actions.take_back, True),
        DeskAct("extend", "延长答复期限", (), acting.ExtendForm, actions.extend_reply, True, actions.HEAD),
        DeskAct("join", "与另一件合并答复", (), acting.JoinForm, actions.join, True),
        DeskAct("part-again", "取消合并", (), acting.ReasonForm, actions.part_again, True),
        DeskAct("withdraw", "申请人撤回", (), acting.WithdrawForm, actions.withdraw, True),
    )
}


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The steps at which requests wait, the one that must be done first on top."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    whose = request.GET.get("whose", "mine")
    lists = {"late": queries.late, "soon": queries.soon, "unconfirmed": queries.confirmation_late}
    steps = lists[whose](seen, on) if whose in lists else queries.today(seen)
    if whose == "mine":
        steps = steps.filter(pk__in=cases.worklist(request.user, on).values("pk"))
    words = request.GET.get("q", "").strip()
    if words:
        steps = queries.mentioning(steps, words)
    page = Paginator(steps, 50).get_page(request.GET.get("page"))
    calendar = workdays_of(0)
    rows = [
        {
            "step": step,
            "asked": step.case.disclosure_request,
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
        "may_take_in": _offices(request).exists(),
    }
    return render(request, "disclosure/desk/today.html", context)


@require_safe
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what is known, where it stands, its terms, its letters, and what can be done now."""
    asked = _seen(request, pk)
    on = timezone.localdate()
    diagram = versions.diagram_of(asked.case.version)
    steps = list(cases.open_steps(asked.case))
    open_nodes = {step.node: step for step in steps}
    mine = set(cases.worklist(request.user, on).filter(case=asked.case).values_list("node", flat=True))
    roles = set(orgs.posts_of(request.user, on).filter(org=asked.org).values_list("role", flat=True))
    if roles:
        # What comes from outside the office may be entered by anybody of it.
        mine |= {node for node in open_nodes if diagram.nodes[node].outside}
    possible = [
        {
            "act": act,
            "is_mine": not mine.isdisjoint(act.nodes) if act.nodes else act.role in {"", *roles},
            "role": next((open_nodes[node].role for node in act.nodes if node in open_nodes), act.role),
        }
        for act in ACTS.values()
        if _is_possible(act, asked, open_nodes, request.user)
    ]
    context = {
        "asked": asked,
        "steps": [(step, diagram.nodes[step.node]) for step in steps],
        "possible": possible,
        "handlers": [handlers(step, request) for step in steps],
        "clocks": asked.case.clocks.order_by("key"),
        "clock_names": {key: clock.name for key, clock in diagram.clocks.items()},
        "timeline": cases.timeline(asked.case),
        "letters": asked.letters.prefetch_related("dispatches__sent_again"),
        "enclosures": enclosures_of(asked),
        "contests": contests.shown(asked),
        "chart": mark_safe(svg(diagram, cases.progress(asked.case, on))),  # noqa: S308  our own SVG
        "proof": cases.clock_proof(asked.case, "reply") if asked.received_on else [],
        "archived": of_case(asked.case, request),
        "on": on,
        **repeats.panel(asked, request.user, on),
        **others_desk.shown(asked),
        **_ahead(asked, steps, on),
    }
    return render(request, "disclosure/desk/case.html", context)


def _ahead(asked: DisclosureRequest, steps: list[Step], on: date) -> dict[str, Any]:
    """Return what lies ahead of a request under way: what could move its term, and by when each step has to begin."""
    if asked.received_on is None or not asked.is_open:
        return {}
    clock = clocks.proved(queries.reply_clock(asked))
    names = {key: node.name for key, node in versions.diagram_of(asked.case.version).nodes.items()}
    passed = [list(foresight.WORK).index(step.node) for step in steps if step.node in foresight.WORK]
    left = list(foresight.WORK)[min(passed, default=0) :]
    safe = [(names.get(each.node, each.node), each) for each in foresight.safe_days(clock, left)]
    return {"safe_days": safe, "rows": whatif.usual_rows(asked, clock, on)}


@require_safe
def letter_file(request: HttpRequest, pk: int, letter: int, ending: str) -> HttpResponse:
    """A letter of a request, as PDF or as an editable document."""
    if ending not in ("pdf", "docx"):
        raise Http404
    return file_of(get_object_or_404(Letter, request=_seen(request, pk), pk=letter), ending)


class TakeIn(KeepsDraft):
    """The intake of a request that came to the counter, by post, by fax or by e-mail."""

    form_class = IntakeForm
    template_name = "disclosure/desk/act.html"
    title = "登记当面、信函、传真、邮件提出的申请"
    done = "申请已登记。"

    def draft_key(self) -> str:
        return f"take-in:{self.request.user.pk}"

    def draft_org(self) -> Organisation:
        return _offices(self.request)[0]

    def form(self, **given: Any) -> Any:
        offices = _offices(self.request)
        if not offices.exists():
            raise PermissionDenied
        form = IntakeForm(**self.with_draft(given))
        form.fields["arrived_on"].initial = timezone.localdate()
        form.fields["org"] = forms.ModelChoiceField(
            offices, label="受理机关", initial=offices.first(), empty_label=None,
            error_messages={"required": "请选择受理机关。", "invalid_choice": "请在列出的机关中选择。"},
        )  # fmt: skip
        form.fields["how"] = forms.CharField(
            label="怎样与申请人确认的",
            required=False,
            max_length=100,
            help_text="例如：2024年1月8日电话，与本人确认。",
        )
        form.fields["file"] = files_field()
        form.order_fields(["org", "channel", "arrived_on", "confirmed_on", "how"])
        return form

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        org, how, files = values.pop("org"), values.pop("how"), uploads_of(values.pop("file"))
        made = actions.take_in(
            org, values=values, how=how, files=files, by=self.request.user, at=timezone.now(), once=once
        )
        return reverse("disclosure_desk:case", args=[made.pk])


class Act(KeepsDraft):
    """The form of one act on one request."""

    template_name = "disclosure/desk/act.html"

    @cached_property
    def chosen(self) -> DeskAct:
        try:
            return ACTS[self.kwargs["act"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def asked(self) -> DisclosureRequest:
        return _seen(self.request, self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.chosen.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.chosen.label}。" if not self.chosen.label.startswith("逾期") else "已登记。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        form = self.chosen.form(**self.with_draft(given))
        if hasattr(form, "meet"):
            form.meet(self.asked, timezone.localdate())
        for name, of_request in (("wanted", "wanted"), ("parts", "wanted")):
            if name in form.fields and name not in form.initial:
                form.fields[name].initial = getattr(self.asked, of_request)
        if not form.is_bound:
            proposed = suggested(self.asked, self.chosen.name, timezone.localdate())
            form.initial = {**proposed, **form.initial}
        return form

    def context(self) -> dict[str, Any]:
        shown = others_desk.shown(self.asked) if self.chosen.about else {}
        return {**super().context(), "asked": self.asked, "act": self.chosen, **shown}

    def draft_key(self) -> str:
        step = self.target.pk if self.chosen.nodes else ""
        return f"act:{self.asked.pk}:{self.chosen.name}:{step}:{self.request.user.pk}"

    def draft_org(self) -> Organisation:
        return self.asked.org

    @cached_property
    def target(self) -> Any:
        """Return what the act is done to: the step at which it can be done, or the request."""
        if not self.chosen.nodes:
            return self.asked
        steps = Step.objects.filter(case=self.asked.case, node__in=self.chosen.nodes)
        target = steps.filter(state=Step.State.OPEN).first() or steps.last()
        if target is None:
            raise Http404
        return target

    def act(self, form: Any, *, once: str) -> str:
        target = self.target
        given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        if self.chosen.about:
            target = given.pop(self.chosen.about)
        self.chosen.do(target, **given, by=self.request.user, at=timezone.now(), once=once)
        return reverse("disclosure_desk:case", args=[self.asked.pk])


def _is_possible(act: DeskAct, asked: DisclosureRequest, open_nodes: dict[str, Step], by: Any) -> bool:
    if act.when is not None and not act.when(asked):
        return False
    if act.name in ("answer-together", "part-again") and not asked.joined_to_id:
        return False
    if act.nodes:
        return any(node in open_nodes for node in act.nodes)
    if act.name == "check":
        is_given = asked.outcome == "granted" and "sign" in open_nodes
        waits = (
            "review" in open_nodes or is_given or any(each["needs_check"] for each in contests.shown(asked))
        )
        draft = answers.draft_under_way(asked) if waits else None
        return draft is not None and draft.drafted_by != by
    if act.name == "take-back":
        done = queries.last_done(asked)
        return bool(
            done
            and done.done_by == by
            and not [*rules.why_not_take_back(node=done.node, outcome=done.outcome)]
        )
    if act.name == "join" and asked.joined_to_id:
        return False
    return bool(asked.is_open and (asked.received_on or act.name == "withdraw"))


def _seen(request: HttpRequest, pk: int) -> DisclosureRequest:
    """Return a request of an organisation that the person may see; any other is not found."""
    visible = DisclosureRequest.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case__version", "org"), pk=pk)


def _offices(request: HttpRequest) -> Any:
    """Return the organisations in whose window the person sits."""
    posts = orgs.posts_of(request.user, timezone.localdate()).filter(role=WINDOW)
    return Organisation.objects.filter(pk__in=posts.values("org"))


class Requests(ScopedViewSet):
    """All requests, open and closed, to be searched, filtered, sorted and taken away."""

    model = DisclosureRequest
    name = "requests"
    icon = "folder-open-inverse"
    menu_label = "全部申请"
    menu_order = 110
    ordering = "-case_id"
    list_display = ("case", "applicant", "org", "channel", "received_on", "outcome", "closed_on")
    list_filter = {
        "org": ["exact"],
        "applicant_kind": ["exact"],
        "channel": ["exact"],
        "outcome": ["exact"],
        "received_on": ["gte", "lte"],
        "closed_on": ["gte", "lte", "isnull"],
    }
    list_export = (
        "case", "org", "channel", "arrived_on", "received_on", "applicant_kind", "applicant", "wanted",
        "outcome", "row", "answer_number", "closed_on",
    )  # fmt: skip
    search_fields = ("case__number", "applicant", "wanted")
    inspect_view_fields = ("case", "org", "applicant", "wanted", "received_on", "outcome", "closed_on")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("case", "org")


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how many requests wait for this person, and how many terms run out or ran out."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    waiting = queries.today(seen)
    mine = cases.worklist(request.user, on).values("pk")
    address = reverse("disclosure_desk:today")
    return [
        Figure("轮到我办的申请", waiting.filter(pk__in=mine).count(), address),
        Figure("即将到期的在办环节", queries.soon(seen, on).count(), f"{address}?whose=soon"),
        Figure("已过最后安全日的在办环节", queries.late(seen, on).count(), f"{address}?whose=late", True),
        *(
            [Figure("提交后逾期未确认的网上申请", unconfirmed, f"{address}?whose=unconfirmed", True)]
            if (unconfirmed := queries.confirmation_late(seen, on).count())
            else []
        ),
    ]


ADDRESSES = [
    path("disclosure/", today, name="today"),
    path("disclosure/take-in/", TakeIn.as_view(), name="take_in"),
    *others_desk.ADDRESSES,
    *board.ADDRESSES,
    *reminders.ADDRESSES,
    *bulk.ADDRESSES,
    *dispatch.ADDRESSES,
    *whatif.ADDRESSES,
    path("disclosure/<int:pk>/", case_page, name="case"),
    path("disclosure/<int:pk>/letters/<int:letter>.<str:ending>", letter_file, name="letter"),
    *enclosing.ADDRESSES,
    *repeats.ADDRESSES,
    *drafting.ADDRESSES,
    *contests.ADDRESSES,
    path("disclosure/<int:pk>/<slug:act>/", Act.as_view(), name="act"),
]

MENU = [
    MenuEntry("依申请公开", "disclosure_desk:today", "mail", order=100),
    MenuEntry("复议诉讼", "disclosure_desk:contests", "warning", order=101),
    *others_desk.MENU,
    *repeats.MENU,
]

VIEWSETS = [Requests(), contests.Contests(), contests.Charges(), others_desk.Parties(), *dispatch.VIEWSETS]

SEARCHES = [MenuEntry("全部申请", "requests:index", "folder-open", order=10)]

PANELS = [
    what_waits,
    *reminders.PANELS,
    *dispatch.PANELS,
    contests.what_is_contested,
    others_desk.what_we_are_asked,
    *repeats.PANELS,
]
