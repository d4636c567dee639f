"""What the office sees of reviews and suits: the list with its days, and a form for each act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.office import Figure
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet
from yangguang.rules.periods import Period

from . import acting, actions, queries
from .drafting import seen
from .models import Charge, Contest, DisclosureRequest

WHOSE = {"open": "还有事要办", "late": "已过期限", "year": "今年新收", "under": "今年在审"}
"""The lists of reviews and suits; the last two are what the two figures of the report count."""


@dataclass(frozen=True, slots=True)
class ContestAct:
    """One act on a review or suit: how its address ends, what its button says, what it asks for, and when it is due."""

    name: str
    label: str
    form: type[forms.Form]
    do: Callable[..., object]
    is_possible: Callable[[Contest], bool]


def _is_open(contest: Contest) -> bool:
    return contest.decided_on is None


def _is_ordered(contest: Contest) -> bool:
    return bool(contest.redo_by and not contest.redone_on)


ACTS = {
    each.name: each
    for each in (
        ContestAct(
            "serve", "收到副本", acting.ServeForm, actions.serve_contest,
            lambda contest: _is_open(contest) and contest.served_on is None,
        ),
        ContestAct(
            "reply", "提交答复和证据", acting.ReplyForm, actions.reply_to_contest,
            lambda contest: _is_open(contest) and bool(contest.served_on) and contest.replied_on is None,
        ),
        ContestAct("hear", "登记听证、开庭", acting.HearForm, actions.hear_contest, _is_open),
        ContestAct("decide", "登记裁决结果", acting.RulingForm, actions.decide_contest, _is_open),
        ContestAct(
            "sign-redo", "签发重新答复", acting.SignRedoForm, actions.sign_redo,
            lambda contest: _is_ordered(contest) and _drafted(contest) and not _signed(contest),
        ),
        ContestAct(
            "deliver-redo", "送达重新答复", acting.DeliverForm, actions.deliver_redo,
            lambda contest: _is_ordered(contest) and _signed(contest),
        ),
    )
}  # fmt: skip


def _drafted(contest: Contest) -> bool:
    return contest.drafts.exists()


def _signed(contest: Contest) -> bool:
    return contest.drafts.exclude(signed_at=None).exists()


def shown(asked: DisclosureRequest) -> list[dict[str, Any]]:
    """Return the reviews and suits over a request, each with what can be done now."""
    return [
        {
            "contest": contest,
            "acts": [act for act in ACTS.values() if act.is_possible(contest)],
            "drafts_anew": _is_ordered(contest) and not _signed(contest),
            "needs_check": _is_ordered(contest) and _drafted(contest) and not _signed(contest),
        }
        for contest in asked.contests.select_related("after")
    ]


@require_safe
def contest_list(request: HttpRequest) -> HttpResponse:
    """The reviews and suits, the one whose day is nearest on top."""
    on = timezone.localdate()
    visible = orgs.visible_to(request.user, on)
    year = Period.year(on.year)
    lists = {
        "open": queries.contests_open(visible),
        "late": queries.contests_open(visible).filter(next_day__lt=on),
        "year": queries.contests_filed(visible, year).select_related("request__case", "org"),
        "under": queries.contested(visible, year).select_related("request__case", "org"),
    }
    whose = request.GET.get("whose", "open")
    whose = whose if whose in lists else "open"
    page = Paginator(lists[whose], 50).get_page(request.GET.get("page"))
    calendar = workdays_of(0)
    rows = [
        {
            "contest": each,
            "day": day,
            "is_late": bool(day and day < on),
            "is_provisional": bool(day and calendar.provisional(day)),
        }
        for each in page
        for day in [_next_day(each)]
    ]
    context = {"rows": rows, "page": page, "tabs": WHOSE, "whose": whose, "year": on.year}
    return render(request, "disclosure/desk/contests.html", context)


def _next_day(contest: Contest) -> date | None:
    if contest.decided_on is None:
        return None if contest.replied_on else contest.reply_by
    return contest.redo_by if _is_ordered(contest) else None


class AddContest(ActView):
    """A review or a suit that somebody brought."""

    form_class = acting.ContestForm
    template_name = "disclosure/desk/act.html"
    title = "登记复议、诉讼"
    done = "已登记。"

    @cached_property
    def asked(self) -> DisclosureRequest:
        return seen(self.request, self.kwargs["pk"])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        form = acting.ContestForm(**given)
        reviews = self.asked.contests.filter(kind=Contest.Kind.REVIEW)
        if reviews:
            form.fields["after"] = forms.TypedChoiceField(
                label="经过哪件复议",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "最近的一件"), *((each.pk, f"{each} {each.file_number}") for each in reviews)],
                help_text="复议后起诉的选择。",
            )
        return form

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked}

    def act(self, form: Any, *, once: str) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        actions.contest(self.asked, **given, by=self.request.user, at=timezone.now(), once=once)
        return reverse("disclosure_desk:case", args=[self.asked.pk])


class OnContest(ActView):
    """The form of one act on one review or suit."""

    template_name = "disclosure/desk/act.html"

    @cached_property
    def chosen(self) -> ContestAct:
        try:
            return ACTS[self.kwargs["act"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def asked(self) -> DisclosureRequest:
        return seen(self.request, self.kwargs["pk"])

    @cached_property
    def contest(self) -> Contest:
        return get_object_or_404(Contest, request=self.asked, pk=self.kwargs["contest"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.chosen.label

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.chosen.label}。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.chosen.form(**given)

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked, "contest": self.contest}

    def act(self, form: Any, *, once: str) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        self.chosen.do(self.contest, **given, by=self.request.user, at=timezone.now(), once=once)
        return reverse("disclosure_desk:case", args=[self.asked.pk])


class Contests(ScopedViewSet):
    """All reviews and suits, to be searched, filtered and taken away."""

    model = Contest
    name = "contests"
    icon = "warning"
    menu_label = "复议诉讼"
    menu_order = 120
    ordering = ("-filed_on", "-pk")
    list_display = ("request", "org", "kind", "file_number", "filed_on", "reply_by", "replied_on", "result")
    list_filter = {
        "org": ["exact"],
        "kind": ["exact"],
        "result": ["exact"],
        "filed_on": ["gte", "lte"],
        "decided_on": ["gte", "lte", "isnull"],
    }
    list_export = (
        "request", "org", "kind", "authority", "file_number", "filed_on", "served_on", "reply_by", "replied_on",
        "hearing_on", "appeared", "decided_on", "ruling", "decision_number", "result", "redo_by", "redone_on",
    )  # fmt: skip
    search_fields = ("request__case__number", "request__applicant", "file_number", "authority")
    inspect_view_fields = ("request", "org", "kind", "authority", "file_number", "filed_on", "result")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("request__case", "org")


class Charges(ScopedViewSet):
    """All that was charged for information, and what became of it."""

    model = Charge
    name = "charges"
    icon = "doc-full"
    menu_label = "信息处理费"
    menu_order = 130
    ordering = ("-notified_on", "-pk")
    list_display = ("request", "org", "tariff", "amount", "notified_on", "pay_by", "paid_on", "receipt")
    list_filter = {
        "org": ["exact"],
        "tariff": ["exact"],
        "paid_on": ["gte", "lte", "isnull"],
        "notified_on": ["gte", "lte"],
    }
    list_export = (
        "request", "org", "tariff", "quantity", "amount", "notified_on", "pay_by", "paid_on", "way", "receipt",
        "waived_on", "waived_why", "lapsed_on",
    )  # fmt: skip
    search_fields = ("request__case__number", "request__applicant", "receipt")
    inspect_view_fields = ("request", "org", "tariff", "quantity", "amount", "pay_by", "paid_on", "receipt")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).select_related("request__case", "org")


def what_is_contested(request: HttpRequest) -> list[Figure]:
    """Return what is due in reviews and suits, each figure with how it is counted."""
    on = timezone.localdate()
    visible = orgs.visible_to(request.user, on)
    year = Period.year(on.year)
    address = reverse("disclosure_desk:contests")
    waiting = queries.contests_open(visible)
    figures = [
        Figure("还有事要办的复议、诉讼", waiting.count(), address),
        Figure(
            "答复、答辩或者重新答复已过期限",
            waiting.filter(next_day__lt=on).count(),
            f"{address}?whose=late",
            True,
        ),
        Figure(
            f"{on.year}年新收的复议、诉讼（新收口径）",
            queries.contests_filed(visible, year).count(),
            f"{address}?whose=year",
        ),
        Figure(
            f"{on.year}年在审的复议、诉讼（在审口径，含上年结转）",
            queries.contested(visible, year).count(),
            f"{address}?whose=under",
        ),
    ]
    return figures if figures[-1].number or figures[0].number else []


ADDRESSES = [
    path("disclosure/contests/", contest_list, name="contests"),
    path("disclosure/<int:pk>/contests/add/", AddContest.as_view(), name="add_contest"),
    path("disclosure/<int:pk>/contests/<int:contest>/<slug:act>/", OnContest.as_view(), name="on_contest"),
]
