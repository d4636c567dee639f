"""Where the office writes an answer: its fields, the letter as it will look, and what it decided for all."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.files import as_file
from yangguang.core.ui.views import ActView, show_problems
from yangguang.rules.problems import Refused
from yangguang.rules.wording.differing import html_of, pieces

from . import acting, actions, answers
from .letters import draft_document
from .models import Contest, DisclosureRequest, Draft, Phrase, Practice
from .repeats.queries import suggested


def seen(request: HttpRequest, pk: int) -> DisclosureRequest:
    """Return a request of an organisation that the person may see; any other is not found."""
    visible = DisclosureRequest.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case__version", "org"), pk=pk)


class Drafting(ActView):
    """The form of an answer. What it asks for follows the ending; it can be looked at before it is sent on.

    The buttons beside the main one, in `then`, do nothing but show the form again with all that was typed:
    `choose` with the fields of another ending, `more` with room for another document, `phrase` with words of
    the office put in, `preview` with the letter below, `pdf` as that letter on paper.
    """

    template_name = "disclosure/desk/draft.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        return "拟写重新答复" if self.ordered else "拟写答复"

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"已{self.title}。"

    @cached_property
    def asked(self) -> DisclosureRequest:
        return seen(self.request, self.kwargs["pk"])

    @cached_property
    def ordered(self) -> Contest | None:
        """The review or suit that ordered the answer, if one did."""
        key = self.kwargs.get("contest")
        return get_object_or_404(Contest, request=self.asked, pk=key) if key else None

    def form(self, **given: Any) -> acting.DraftForm:
        given.pop("files", None)
        if "data" in given:
            return acting.DraftForm(self.asked, rows=_rows(given["data"].get("rows")), **given)
        if "initial" not in given:
            given["initial"] = self._before()
        return acting.DraftForm(self.asked, rows=_rows(given["initial"].get("rows")), **given)

    def _before(self) -> dict[str, Any]:
        """Return what the form begins with: the draft that was returned, and what the address asks for."""
        begun = Draft.objects.filter(request=self.asked, redo_of=self.ordered).order_by("pk").last()
        wanted = self.request.GET.get("outcome", "")
        if begun is None and not wanted:
            return {"outcome": "", **suggested(self.asked, "draft", timezone.localdate())}
        if begun is None or wanted not in ("", begun.outcome):
            return {"outcome": wanted}
        values: dict[str, Any] = {"outcome": begun.outcome, "text": begun.text, **begun.facts}
        values["phrases"] = ",".join(map(str, begun.phrases))
        parts = list(begun.parts.all())
        for number, part in enumerate(parts):
            values |= {f"part-{number}-{name}": getattr(part, name) for name in acting.PART_NAMES}
        return {**values, "rows": max(1, len(parts))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        then = request.POST.get("then", "")
        if then in ("choose", "more", "phrase"):
            return self._again(then)
        if then in ("preview", "pdf"):
            return self._look(then)
        return super().post(request, *args, **kwargs)

    def _again(self, then: str) -> HttpResponse:
        typed = {key: value for key, value in self.request.POST.items() if key != "then"}
        rows = _rows(typed.get("rows"))
        if then == "more":
            typed["rows"] = str(min(rows + 1, acting.MOST_PARTS))
        if then == "phrase":
            self._put_in(typed)
        form = self.form(initial=typed)
        return self._page(form, once=typed.get("once", ""))

    def _put_in(self, typed: dict[str, Any]) -> None:
        """Put a phrase of the office where the reason stands, behind what stands there already."""
        key = typed.pop("phrase", "")
        offered = answers.phrases_for(self.asked.org, typed.get("outcome", ""))
        phrase = offered.filter(pk=key).first() if key.isdecimal() else None
        if phrase is None:
            return
        lists_parts = any(typed.get(f"part-{number}-title") for number in range(acting.MOST_PARTS))
        empty = [
            f"part-{number}-reason"
            for number in range(_rows(typed.get("rows")))
            if typed.get(f"part-{number}-title") and not typed.get(f"part-{number}-reason")
        ]
        place = empty[0] if lists_parts and empty else "text"
        typed[place] = "\n".join(filter(None, (typed.get(place, ""), phrase.text)))
        typed["phrases"] = ",".join(filter(None, (typed.get("phrases", ""), str(phrase.pk))))

    def _look(self, then: str) -> HttpResponse:
        once = self.request.POST.get("once", "")
        form = self.form(data=self.request.POST)
        if not form.is_valid():
            return self._page(form, once=once, status=422)
        try:
            facts = form.facts()
        except Refused as refused:
            show_problems(form, refused)
            return self._page(form, once=once, status=422)
        said = {"text": form.cleaned_data["text"], "facts": facts, "parts": form.parts()}
        missing = actions.why_not_draft(self.asked, form.chosen.key, **said, today=timezone.localdate())
        fitting = [part for part in said["parts"] if part.ground]
        draft = answers.assembled(self.asked, form.chosen, **{**said, "parts": fitting}, redo_of=self.ordered)
        letter = draft_document(draft, on=timezone.localdate())
        if then == "pdf":
            from yangguang.core.letters import to_pdf

            return as_file(to_pdf(letter), "draft.pdf", is_shown=True)
        self.looked = {
            "letter": letter,
            "missing": missing,
            "typed": [(key, value) for key, value in self.request.POST.items() if key not in UNSENT],
        }
        return self._page(form, once=once)

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked, "ordered": self.ordered, **getattr(self, "looked", {})}

    def act(self, form: acting.DraftForm, *, once: str) -> str:
        said = {
            "outcome": form.cleaned_data["outcome"],
            "text": form.cleaned_data["text"],
            "facts": form.facts(),
            "parts": form.parts(),
            "phrases": form.used_phrases(),
            "by": self.request.user,
            "at": timezone.now(),
            "once": once,
        }
        if self.ordered:
            actions.draft_redo(self.ordered, **said)
        else:
            steps = self.asked.case.steps.filter(node="draft")
            step = steps.filter(state="open").first() or steps.last()
            if step is None:
                raise Http404
            actions.draft_answer(step, **said)
        return reverse("disclosure_desk:case", args=[self.asked.pk])


UNSENT = {"then", "once", "csrfmiddlewaretoken"}
"""What a form that shows the letter on paper does not send along."""


def _rows(typed: Any) -> int:
    """Return for how many documents there is room, whatever was typed."""
    text = str(typed or "1")
    return max(1, min(int(text), acting.MOST_PARTS)) if text.isdecimal() and len(text) < 4 else 1


@require_safe
def draft_page(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """One draft as a letter, its checks, and what became of the draft before it."""
    found = get_object_or_404(Draft, request=seen(request, pk), pk=draft)
    before = answers.draft_before(found)
    context = {
        "asked": found.request,
        "draft": found,
        "letter": draft_document(found, on=_day_of(found)),
        "before": before,
        "changed": mark_safe(html_of(pieces(_words(before), _words(found)))) if before else "",  # noqa: S308  escaped there
        "phrases": Phrase.objects.filter(pk__in=found.phrases),
    }
    return render(request, "disclosure/desk/draft_page.html", context)


@require_safe
def draft_file(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """One draft as it would stand on paper."""
    from yangguang.core.letters import to_pdf

    found = get_object_or_404(Draft, request=seen(request, pk), pk=draft)
    return as_file(to_pdf(draft_document(found, on=_day_of(found))), f"draft-{found.pk}.pdf", is_shown=True)


def _day_of(draft: Draft) -> date:
    return timezone.localdate(draft.signed_at or draft.drafted_at)


def _words(draft: Draft) -> str:
    return "\n".join(draft.paragraphs)


@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """What the offices decided for all their requests (办理口径), and the phrases that they use (常用语)."""
    visible = orgs.visible_to(request.user, timezone.localdate())
    context = {
        "practices": Practice.objects.filter(org__in=visible).select_related("org", "decided_by"),
        "phrases": Phrase.objects.filter(org__in=visible, ended_at=None).select_related("org", "added_by"),
        "may_write": _own_offices(request).exists(),
        "may_decide": _own_offices(request, answers.HEAD).exists(),
    }
    return render(request, "disclosure/desk/decided.html", context)


class ForOwnOffice(ActView):
    """An act for one of the organisations in which the person holds a post."""

    template_name = "disclosure/desk/act.html"
    role = ""

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        offices = _own_offices(self.request, self.role)
        if not offices.exists():
            raise PermissionDenied
        form = self.form_class(**given)
        form.fields["org"] = forms.ModelChoiceField(
            offices, label="机关", initial=offices.first(), empty_label=None,
            error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
        )  # fmt: skip
        form.order_fields(["org"])
        return form

    def given(self, form: Any, once: str) -> dict[str, Any]:
        values = {key: value for key, value in form.cleaned_data.items() if value not in (None, "")}
        return {**values, "by": self.request.user, "at": timezone.now(), "once": once}


class SetPractice(ForOwnOffice):
    form_class = acting.PracticeForm
    title = "决定办理口径"
    done = "办理口径已记下。"
    role = answers.HEAD

    def act(self, form: Any, *, once: str) -> str:
        given = self.given(form, once)
        actions.set_practice(given.pop("org"), **given)
        return reverse("disclosure_desk:decided")


class AddPhrase(ForOwnOffice):
    form_class = acting.PhraseForm
    title = "添加常用语"
    done = "常用语已添加，拟写答复时可以选用。"

    def act(self, form: Any, *, once: str) -> str:
        given = self.given(form, once)
        actions.add_phrase(given.pop("org"), **given)
        return reverse("disclosure_desk:decided")


@require_POST
def end_phrase(request: HttpRequest, phrase: int) -> HttpResponse:
    """Offer a phrase no longer."""
    visible = orgs.visible_to(request.user, timezone.localdate())
    found = get_object_or_404(Phrase, org__in=visible, pk=phrase)
    try:
        actions.end_phrase(found, by=request.user, at=timezone.now())
        messages.success(request, f"常用语“{found.title}”已停用。")
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("disclosure_desk:decided"), status=303)


def _own_offices(request: HttpRequest, role: str = "") -> Any:
    """Return the organisations in which the person holds a post, or the one that is named."""
    posts = orgs.posts_of(request.user, timezone.localdate())
    posts = posts.filter(role=role) if role else posts
    return Organisation.objects.filter(pk__in=posts.values("org")).exclude(disclosure_office="")


ADDRESSES = [
    path("disclosure/decided/", decided, name="decided"),
    path("disclosure/decided/practice/", SetPractice.as_view(), name="set_practice"),
    path("disclosure/decided/phrase/", AddPhrase.as_view(), name="add_phrase"),
    path("disclosure/decided/phrase/<int:phrase>/end/", end_phrase, name="end_phrase"),
    path("disclosure/<int:pk>/draft/", Drafting.as_view(), name="draft"),
    path("disclosure/<int:pk>/drafts/<int:draft>/", draft_page, name="draft_page"),
    path("disclosure/<int:pk>/drafts/<int:draft>.pdf", draft_file, name="draft_file"),
    path("disclosure/<int:pk>/contests/<int:contest>/draft/", Drafting.as_view(), name="draft_redo"),
]
