"""What the office sees of requests that are alike: on the page of a case, side by side, and what may be published."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.records.queries import history_of
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.rules.likeness import counting, likeness, wording_of
from yangguang.rules.wording.differing import pieces

from ..models import DisclosureRequest
from . import actions, queries
from .forms import DecideForm, JudgeForm, LinkForm, PublicForm
from .models import Proposal

ON_A_CASE = 5
"""How many similar requests the page of a case shows; the rest stands on a page of its own."""


def panel(asked: DisclosureRequest, person: Any, on: date) -> dict[str, Any]:
    """Return what the page of a case shows of requests that are like it, and of what is public already."""
    return {
        "similar": queries.similar_to(asked, person, on),
        "shown_at_once": ON_A_CASE,
        "volume": queries.volume(asked, on),
        "published": [] if asked.outcome else queries.published(asked.wanted, on),
        "chosen": queries.standing_public_answer(asked),
        "public_once": get_random_string(32),
    }


@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """All requests that are like one, and all that was found about them."""
    asked = _seen(request, pk)
    found = queries.similar_to(asked, request.user, timezone.localdate())
    context = {"asked": asked, "similar": found, "shown_at_once": len(found.rows)}
    return render(request, "disclosure/desk/similar.html", context)


@require_safe
def volume(request: HttpRequest, pk: int) -> HttpResponse:
    """How many requests the applicant made, beside what others did; whoever reads it judges."""
    asked = _seen(request, pk)
    found = queries.volume(asked, timezone.localdate())
    page = Paginator(found.rows, 50).get_page(request.GET.get("page"))
    return render(request, "disclosure/desk/volume.html", {"asked": asked, "volume": found, "page": page})


class Compare(ActView):
    """Two requests side by side, with what differs marked; and what a person finds about them."""

    form_class = JudgeForm
    template_name = "disclosure/desk/compare.html"
    title = "比较两件申请"
    done = "判断已记录。"

    @cached_property
    def asked(self) -> DisclosureRequest:
        return _seen(self.request, self.kwargs["pk"])

    @cached_property
    def other(self) -> DisclosureRequest:
        visible = DisclosureRequest.objects.exclude(pk=self.asked.pk)
        seen = visible.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen.select_related("case", "org"), pk=self.kwargs["other"])

    def form(self, **given: Any) -> JudgeForm:
        given.pop("files", None)
        return JudgeForm(**given)

    def context(self) -> dict[str, Any]:
        asked, other = self.asked, self.other
        found = [
            (piece.kind, piece.text, piece.kind != "same" and bool(counting(piece.text)))
            for piece in pieces(_plain(other.wanted), _plain(asked.wanted))
        ]
        return {
            "asked": asked,
            "other": other,
            "likeness": likeness(wording_of(asked.wanted), wording_of(other.wanted)),
            "is_same_applicant": queries.is_same_applicant(asked, other),
            "before": [(text, is_marked) for kind, text, is_marked in found if kind != "ins"],
            "now": [(text, is_marked) for kind, text, is_marked in found if kind != "del"],
            "judgements": queries.judgements(asked).filter(other=other),
        }

    def act(self, form: JudgeForm, *, once: str) -> str:
        made = actions.judge_similar(
            self.asked,
            other=self.other,
            found=form.cleaned_data["found"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return reverse("disclosure_desk:case", args=[made.request_id])


class AnswerAsPublic(ActView):
    """The one click that answers with a page that is public already."""

    form_class = PublicForm
    template_name = "disclosure/desk/act.html"
    title = "按已主动公开拟写答复"
    done = "已选定公开的页面，答复按已主动公开准备。"

    @cached_property
    def asked(self) -> DisclosureRequest:
        return _seen(self.request, self.kwargs["pk"])

    def form(self, **given: Any) -> PublicForm:
        given.pop("files", None)
        return PublicForm(**given)

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked}

    def act(self, form: PublicForm, *, once: str) -> str:
        entry = queries.public_entry(form.cleaned_data["url"])
        actions.answer_as_public(
            self.asked,
            key=form.cleaned_data["key"] or (entry.key if entry else ""),
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return reverse("disclosure_desk:case", args=[self.asked.pk])


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What several people asked for and got, and what became of the suggestion to publish it."""
    state = request.GET.get("state", "")
    state = state if state in Proposal.State.values else Proposal.State.OPEN.value
    rows = queries.proposals(request.user, timezone.localdate(), state)
    context = {
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "state": state,
        "states": Proposal.State.choices,
    }
    return render(request, "disclosure/desk/proposals.html", context)


class OneProposal(ActView):
    """One suggestion to publish: the requests it rests on, and its decision, or the page that came of it."""

    template_name = "disclosure/desk/proposal.html"
    title = "主动公开建议"

    @cached_property
    def proposal(self) -> Proposal:
        visible = Proposal.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(visible.select_related("org", "decided_by"), pk=self.kwargs["pk"])

    @property
    def is_open(self) -> bool:
        return self.proposal.state == Proposal.State.OPEN

    @property
    def done(self) -> str:  # type: ignore[override]
        return "已登记。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return DecideForm(**given) if self.is_open else LinkForm(**given)

    def context(self) -> dict[str, Any]:
        proposal = self.proposal
        on = timezone.localdate()
        awaits_page = proposal.state == Proposal.State.ACCEPTED and not proposal.page_url
        return {
            "proposal": proposal,
            "requests": proposal.requests.select_related("case").order_by("-closed_on", "-pk"),
            "history": history_of(proposal),
            "asks": self.is_open or awaits_page,
            "is_open": self.is_open,
            "published": queries.published(proposal.subject, on) if awaits_page else [],
        }

    def act(self, form: Any, *, once: str) -> str:
        do = actions.decide_proposal if self.is_open else actions.link_page
        do(self.proposal, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return self.proposal.desk_url


def _plain(text: str) -> str:
    """Return a text as it is shown beside another: full width as half width, which would else be marked everywhere."""
    return unicodedata.normalize("NFKC", text)


def _seen(request: HttpRequest, pk: int) -> DisclosureRequest:
    """Return a request of an organisation that the person may see; any other is not found."""
    visible = DisclosureRequest.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case", "org"), pk=pk)


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how many suggestions to publish wait for a decision."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    waiting = Proposal.objects.filter(org__in=seen, state=Proposal.State.OPEN).count()
    return [Figure("待决定的主动公开建议", waiting, reverse("disclosure_desk:proposals"))]


ADDRESSES = [
    path("disclosure/proposals/", proposals, name="proposals"),
    path("disclosure/proposals/<int:pk>/", OneProposal.as_view(), name="proposal"),
    path("disclosure/<int:pk>/similar/", similar, name="similar"),
    path("disclosure/<int:pk>/similar/<int:other>/", Compare.as_view(), name="compare"),
    path("disclosure/<int:pk>/volume/", volume, name="volume"),
    path("disclosure/<int:pk>/public/", AnswerAsPublic.as_view(), name="public"),
]

MENU = [MenuEntry("主动公开建议", "disclosure_desk:proposals", "doc-full", order=105)]

PANELS = [what_waits]
