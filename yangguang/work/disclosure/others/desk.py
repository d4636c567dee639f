"""What the office sees of those who have a say: who was asked, what they said, and what others ask of us."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.files.serving import as_download
from yangguang.core.orgs import advisers
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import LegalAdviser, Organisation, Person
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet

from .. import actions, queries
from ..actions.common import holds
from ..actions.conferring import Invited
from ..dispatch import actions as dispatch
from ..enclosures.forms import uploads_of
from ..models import DisclosureRequest, Enclosure, Invitation, Party
from . import acting


def record_opinion(asked: DisclosureRequest, *, party: Party, **said: Any) -> Party:
    """Enter the opinion of one who was asked at a step that may be over."""
    return actions.record_opinion(party.inquiry.step, party=party, **said)


def shown(asked: DisclosureRequest) -> dict[str, Any]:
    """Return what the page of a case shows of those who have a say."""
    return {
        "parties": asked.parties.select_related("inquiry", "letter", "told", "weighed_by"),
        "conferrals": asked.conferrals.select_related("opened_by", "decided_by").prefetch_related(
            "invitations__org",
            "invitations__adviser",
            "invitations__answered_by",
            "invitations__party__letter",
            "invitations__shown__file",
        ),
    }


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """The opinions that others ask of us (会商邀请)."""
    waiting = queries.invitations_of(request.user, timezone.localdate())
    return render(
        request, "disclosure/desk/invitations.html", {"waiting": waiting, "on": timezone.localdate()}
    )


class GiveOpinion(ActView):
    """One invitation: what is asked, and the form for our opinion. Nothing else of the request is shown."""

    form_class = acting.GiveOpinionForm
    template_name = "disclosure/desk/invitation.html"
    title = "提出会商意见"
    done = "已提出会商意见。"

    @cached_property
    def invitation(self) -> Invitation:
        visible = Invitation.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(
            visible.select_related(
                "conferral__org", "conferral__request__case", "org", "adviser", "party__letter"
            ),
            pk=self.kwargs["invitation"],
        )

    def form(self, **given: Any) -> Any:
        self.invitation  # noqa: B018  of one that is not ours there is no page
        return self.form_class(**given)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = super().get(request, *args, **kwargs)
        if self.invitation.party is not None and holds(
            self.invitation.org, request.user, timezone.localdate()
        ):
            for each in self.invitation.party.letter.dispatches.filter(opened_at=None, way="online"):
                dispatch.note_opening(each, how="会商邀请", by=Invited(request.user), at=timezone.now())
        return shown

    def context(self) -> dict[str, Any]:
        return {"invitation": self.invitation, "shown": _shown(self.invitation), "on": timezone.localdate()}

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        actions.give_opinion(
            self.invitation,
            files=uploads_of(values.pop("file")),
            **values,
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return reverse("disclosure_desk:invitation", args=[self.invitation.pk])


def _shown(invitation: Invitation) -> QuerySet[Enclosure]:
    """Return the files that one who was invited sees: those that were chosen for him and not taken off since."""
    return invitation.shown.filter(taken_off_at=None).select_related("file")


@require_safe
@never_cache
def invitation_file(request: HttpRequest, invitation: int, enclosure: int) -> HttpResponse:
    """One file that was chosen for whoever is invited."""
    visible = Invitation.objects.visible_to(request.user, timezone.localdate())
    found = get_object_or_404(visible, pk=invitation)
    return as_download(get_object_or_404(_shown(found), pk=enclosure).file)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The lawyers of our organisations (法律顾问、公职律师名册), with what they were asked and what became of it."""
    on = timezone.localdate()
    seen = LegalAdviser.objects.filter(org__in=orgs.visible_to(request.user, on))
    rows = seen.select_related("org").prefetch_related("invitations__conferral__request__case")
    return render(
        request,
        "disclosure/desk/advisers.html",
        {"rows": rows, "on": on, "may_engage": _keeping(request).exists()},
    )


class Engage(ActView):
    """A lawyer is entered into the register."""

    form_class = acting.AdviserForm
    template_name = "disclosure/desk/act.html"
    title = "登记法律顾问、公职律师"
    done = "已登记。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        form = self.form_class(**given)
        offices = _keeping(self.request)
        form.fields["org"] = forms.ModelChoiceField(
            offices, label="聘请机关", initial=offices.first(), empty_label=None,
            error_messages={"required": "请选择聘请机关。", "invalid_choice": "请在列出的机关中选择。"},
        )  # fmt: skip
        form.order_fields(["org"])
        return form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _keeping(request).exists():
            messages.error(request, f"名册由“{advisers.KEEPER}”岗位登记；如需登记，请联系该岗位人员。")
            return HttpResponseRedirect(reverse("disclosure_desk:advisers"), status=303)
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        org, username = values.pop("org"), values.pop("username")
        person = Person.objects.filter(username=username).first() if username else None
        advisers.engage(
            org,
            **values,
            username=username,
            person=person,
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return reverse("disclosure_desk:advisers")


class EndEngagement(ActView):
    """A lawyer is engaged no longer."""

    form_class = acting.EndAdviserForm
    template_name = "disclosure/desk/act.html"
    title = "结束聘期"
    done = "已结束聘期。"

    @cached_property
    def adviser(self) -> LegalAdviser:
        seen = LegalAdviser.objects.filter(org__in=orgs.visible_to(self.request.user, timezone.localdate()))
        return get_object_or_404(seen, pk=self.kwargs["adviser"])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        self.adviser  # noqa: B018  of one that is not ours there is no page
        return self.form_class(**given)

    def act(self, form: Any, *, once: str) -> str:
        advisers.end(
            self.adviser, until=form.cleaned_data["until"], by=self.request.user, at=timezone.now(), once=once
        )
        return reverse("disclosure_desk:advisers")


def _keeping(request: HttpRequest) -> Any:
    """Return the organisations whose register the person keeps."""
    if request.user.is_superuser:
        return Organisation.objects.all()
    posts = orgs.posts_of(request.user, timezone.localdate()).filter(role=advisers.KEEPER)
    return Organisation.objects.filter(pk__in=posts.values("org"))


class Parties(ScopedViewSet):
    """Everybody who was asked for an opinion, with the letter, its receipt, the answer and its weight."""

    model = Party
    name = "parties"
    icon = "group"
    menu_label = "征求意见台账"
    menu_order = 120
    ordering = "-pk"
    list_display = ("name", "request", "kind", "answer", "answered_on", "weight")
    list_filter = {"kind": ["exact"], "answer": ["exact"], "weight": ["exact"], "answered_on": ["gte", "lte"]}
    list_export = (
        "name", "request", "kind", "org", "about", "reached_on", "proof", "answer", "answered_on", "reasons", "weight",
        "because",
    )  # fmt: skip
    search_fields = ("name", "request__case__number")
    inspect_view_fields = ("name", "request", "kind", "about", "answer", "reasons", "weight", "because")

    def visible_to(self, person: Any, on: Any) -> Any:
        return super().visible_to(person, on).select_related("request__case", "org", "inquiry")


def what_we_are_asked(request: HttpRequest) -> list[Figure]:
    """Return how many invitations to confer wait for this person's organisations."""
    waiting = queries.invitations_of(request.user, timezone.localdate())
    late = waiting.filter(due_on__lt=timezone.localdate()).exists()
    return [Figure("请我单位提出的会商意见", waiting.count(), reverse("disclosure_desk:invitations"), late)]


ADDRESSES = [
    path("disclosure/invitations/", invitations, name="invitations"),
    path("disclosure/invitations/<int:invitation>/", GiveOpinion.as_view(), name="invitation"),
    path(
        "disclosure/invitations/<int:invitation>/files/<int:enclosure>/",
        invitation_file,
        name="invitation_file",
    ),
    path("disclosure/advisers/", register, name="advisers"),
    path("disclosure/advisers/engage/", Engage.as_view(), name="engage_adviser"),
    path("disclosure/advisers/<int:adviser>/end/", EndEngagement.as_view(), name="end_adviser"),
]

MENU = [
    MenuEntry("会商邀请", "disclosure_desk:invitations", "group", order=101),
    MenuEntry("法律顾问名册", "disclosure_desk:advisers", "user", order=102),
]
