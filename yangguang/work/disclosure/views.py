"""What residents see: how to ask, the form, the receipt, and where their request stands."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.cases import queries as cases
from yangguang.core.cases import versions
from yangguang.core.cases.explaining import ENDINGS, current_handbook, handbook_file
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.files import as_file
from yangguang.core.ui.views import ActView
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.processes.chart import svg

from . import actions, queries
from .dispatch import actions as dispatch
from .drafts import keeping
from .drafts.views import KEEP, KeepsDraft
from .enclosures.forms import uploads_of
from .enclosures.queries import given, sent_in
from .forms import DraftCodeForm, OnlineForm, TrackForm
from .letters import letter_document
from .models import DisclosureRequest, Dispatch, Letter
from .repeats.views import ShowsWhatIsPublished

OPENED = "disclosure_requests"
"""The requests that this browser may look at without an account: whose code it showed."""

NOT_TO_THE_APPLICANT = (Letter.Kind.CONSULTATION, Letter.Kind.PARTY_TOLD)
"""The letters of a request that go to others."""


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """How to ask, of whom, and how long it takes."""
    organisations = Organisation.objects.exclude(disclosure_office="").order_by("kind", "path")
    return render(request, "disclosure/guide.html", {"organisations": organisations})


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """The chart of the process and its handbook, from the file that runs it; as PDF and DOCX too."""
    try:
        book = current_handbook("disclosure", timezone.localdate())
    except Refused:
        raise Http404 from None  # nothing is published yet
    if request.GET.get("as") in ENDINGS:
        return handbook_file(book, f"disclosure.{request.GET['as']}")
    return render(request, "disclosure/handbook.html", {"book": book, "chart": mark_safe(book.chart)})  # noqa: S308  our own SVG


class Apply(KeepsDraft, ShowsWhatIsPublished):
    """The form of a request. Half filled it can be kept: under an account, or under a code."""

    form_class = OnlineForm
    template_name = "disclosure/apply.html"
    title = "政府信息公开申请"

    @property
    def org(self) -> Organisation:
        return get_object_or_404(Organisation.objects.exclude(disclosure_office=""), code=self.kwargs["code"])

    def draft_org(self) -> Organisation:
        return self.org

    def draft_key(self) -> str:
        if (word := self.request.GET.get("draft", "")) and (key := keeping.opened_by(word)):
            return key
        person = self.request.user
        return f"apply:{self.kwargs['code']}:{person.pk}" if person.is_authenticated else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if KEEP in request.POST and not self.draft_key():
            code = keeping.new_code()
            if draft := self.keep(keeping.key_of_code(code)):
                shown = {"org": self.org, "draft": draft, "code": "-".join((code[:4], code[4:8], code[8:]))}
                return render(request, "disclosure/draft_kept.html", shown)
        return super().post(request, *args, **kwargs)

    def form(self, **given: Any) -> OnlineForm:
        if self.request.user.is_authenticated and "data" not in given:
            given["initial"] = {"applicant": str(self.request.user), "phone": self.request.user.phone}
        form = OnlineForm(**self.with_draft(given))
        form.fields["wanted"].widget.attrs["data-published"] = reverse("disclosure:published")
        return form

    def context(self) -> dict[str, Any]:
        org = self.org
        due = queries.last_day_if_received(org, timezone.localdate())
        return {**super().context(), "org": org, "due": due}

    def act(self, form: OnlineForm, *, once: str) -> str:
        person = self.request.user if self.request.user.is_authenticated else None
        values = dict(form.cleaned_data)
        made = actions.submit(
            self.org,
            files=uploads_of(values.pop("file")),
            values=values,
            account=person,
            by=person or actions.Visitor(form.cleaned_data["applicant"]),
            at=timezone.now(),
            once=once,
        )
        _open_to(self.request, made)
        return f"{reverse('disclosure:request', args=[made.pk])}?receipt=1"


class Resume(ActView):
    """Where somebody without an account finds again what she had typed, by the code of her draft."""

    form_class = DraftCodeForm
    template_name = "disclosure/resume.html"
    title = "继续填写草稿"

    def form(self, **given: Any) -> DraftCodeForm:
        given.pop("files", None)
        return DraftCodeForm(**given)

    def act(self, form: DraftCodeForm, *, once: str) -> str:
        found = keeping.find(keeping.key_of_code(form.cleaned_data["code"]), at=timezone.now())
        if found is None:
            said = "没有这个草稿码的草稿：可能已经提交或者过了保留期，也可能抄错了，请核对。"
            raise Refused(Problem(said, "code"))
        address = reverse("disclosure:apply", args=[found.org.code])
        return f"{address}?draft={quote(keeping.ticket(found))}"


class Track(ActView):
    """Where an applicant finds her request again, by its number and code."""

    form_class = TrackForm
    template_name = "disclosure/track.html"
    title = "查询申请进度"

    def form(self, **given: Any) -> TrackForm:
        given.pop("files", None)
        return TrackForm(**given)

    def act(self, form: TrackForm, *, once: str) -> str:
        found = queries.find_by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        _open_to(self.request, found)
        return reverse("disclosure:request", args=[found.pk])


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The requests of whoever is signed in."""
    own = DisclosureRequest.objects.filter(account=request.user).select_related("case", "org")
    return render(request, "disclosure/mine.html", {"requests": own})


@require_safe
@never_cache
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a request stands: its last day, what was done, its letters, and its answer."""
    asked = own(request, pk)
    if asked.closed_on:
        _opened(request, asked, asked.letters.filter(kind__in=(Letter.Kind.ANSWER, Letter.Kind.CLOSING)))
    today = timezone.localdate()
    diagram = versions.diagram_of(asked.case.version)
    steps = list(cases.open_steps(asked.case))
    return render(
        request,
        "disclosure/request.html",
        {
            "asked": asked,
            "is_new": "receipt" in request.GET,
            "clock": cases.clock(asked.case, "reply"),
            "steps": [(step, diagram.nodes[step.node]) for step in steps],
            "timeline": queries.told(asked),
            "letters": asked.letters.exclude(kind__in=NOT_TO_THE_APPLICANT),
            "given": given(asked),
            "chart": mark_safe(svg(diagram, cases.progress(asked.case, today))),  # noqa: S308  our own SVG
            "sent_in": sent_in(asked),
            "asks": _what_is_asked(asked, {step.node for step in steps}),
        },
    )


def _what_is_asked(asked: DisclosureRequest, nodes: set[str]) -> Letter | None:
    """Return the letter that waits for an answer of the applicant, if one does."""
    waits = {"correct": Letter.Kind.CORRECTION, "reasons": Letter.Kind.REASONS, "pay": Letter.Kind.FEE}
    kinds = [kind for node, kind in waits.items() if node in nodes]
    return asked.letters.filter(kind__in=kinds).last()


@require_safe
@never_cache
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of the last day: every day with what it counts and under which article."""
    asked = own(request, pk)
    if asked.received_on is None:
        raise Http404
    return render(
        request,
        "disclosure/proof.html",
        {
            "asked": asked,
            "clock": cases.clock(asked.case, "reply"),
            "days": cases.clock_proof(asked.case, "reply"),
        },
    )


@require_safe
@never_cache
def letter_file(request: HttpRequest, pk: int, letter: int, ending: str) -> HttpResponse:
    """One letter to the applicant, as PDF or as an editable document."""
    asked = own(request, pk)
    found = get_object_or_404(asked.letters.exclude(kind__in=NOT_TO_THE_APPLICANT), pk=letter)
    _opened(request, asked, Letter.objects.filter(pk=found.pk))
    return file_of(found, ending)


def file_of(letter: Letter, ending: str) -> HttpResponse:
    """Return a letter as a file to keep."""
    from yangguang.core.letters import to_docx, to_pdf

    made = letter_document(letter)
    content = to_pdf(made) if ending == "pdf" else to_docx(made)
    return as_file(content, f"letter-{letter.pk}.{ending}", is_shown=True)


def _opened(request: HttpRequest, asked: DisclosureRequest, letters: QuerySet[Letter]) -> None:
    """Note that the addressee sees these letters, those that she sees for the first time."""
    unseen = Dispatch.objects.filter(letter__in=letters, way=Dispatch.Way.ONLINE, opened_at=None)
    for each in unseen:
        has_account = request.user.is_authenticated and request.user.pk == asked.account_id
        how, who = ("账号", request.user) if has_account else ("查询码", actions.Visitor(asked.applicant))
        dispatch.note_opening(each, how=how, by=who, at=timezone.now())


def _open_to(request: HttpRequest, asked: DisclosureRequest) -> None:
    request.session[OPENED] = [*request.session.get(OPENED, []), asked.pk][-20:]


def own(request: HttpRequest, pk: int) -> DisclosureRequest:
    """Return a request that this visitor may see; any other is not found."""
    asked = get_object_or_404(DisclosureRequest.objects.select_related("case__version", "org"), pk=pk)
    if asked.account_id and request.user.is_authenticated and asked.account_id == request.user.pk:
        return asked
    if pk in request.session.get(OPENED, []):
        return asked
    raise Http404
