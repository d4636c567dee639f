"""What the office sees of the search: its own search, everyday words, and what was looked for in vain."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView

from . import actions, queries, rules
from .forms import ChangeForm, RetireForm, WordForm
from .models import EverydayWord
from .views import Asked

DAYS = 30
"""How far back the list of words that found nothing goes."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is public, and what the organisations have that this person may see."""
    asked, on = Asked(request), timezone.localdate()
    results = queries.search(asked.words, facets=asked.facets, page=asked.page, person=request.user, on=on)
    context = {"results": results, "for_office": True, **asked.shown(results)}
    return render(request, "search/desk/page.html", context)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The everyday words, and for whom keeps them what can be done about each."""
    seen = _owner(request)
    own = list(EverydayWord.objects.filter(org=seen)) if seen else []
    changed = {each.says for each in own}
    context = {
        "may_edit": seen is not None,
        "own": [each for each in own if each.retired_on is None],
        "retired": [each for each in own if each.retired_on],
        "shipped": [(says, means) for says, means in rules.SHIPPED.items() if says not in changed],
    }
    return render(request, "search/desk/words.html", context)


@require_safe
def unfound(request: HttpRequest) -> HttpResponse:
    """The words that found nothing in the last days, those most often typed first."""
    on = timezone.localdate()
    context = {
        "rows": queries.unfound(request.user, on, on - timedelta(days=DAYS)),
        "days": DAYS,
        "may_edit": _owner(request) is not None,
    }
    return render(request, "search/desk/unfound.html", context)


class WordAct(ActView):
    """An act on an everyday word, by somebody of the organisation whose site this is."""

    template_name = "search/desk/act.html"
    given = ("says",)
    """What the address may already say of the form."""

    @cached_property
    def owner(self) -> Organisation:
        owner = _owner(self.request)
        if owner is None:
            raise Http404
        return owner

    def form(self, **given: Any) -> Any:
        assert self.owner  # others find no such page
        given.pop("files", None)
        return self.form_class(**given, initial=self.initial())

    def initial(self) -> dict[str, str]:
        says = rules.written(self.request.GET.get("says", ""))[:200]
        return {"says": says, "means": queries.everyday_words().get(says, "")}

    def context(self) -> dict[str, Any]:
        return {"says": rules.written(self.request.GET.get("says", ""))[:200]}

    def act(self, form: Any, *, once: str) -> str:
        self.do(self.owner, **form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return reverse("search_desk:words")


class AddWord(WordAct):
    form_class: type[forms.Form] = WordForm
    title = "增加群众用语"
    done = "已增加，检索时即起作用。"
    do = staticmethod(actions.add_word)


class ChangeWord(WordAct):
    form_class = ChangeForm
    title = "修改群众用语"
    done = "已修改，检索时即起作用。"
    do = staticmethod(actions.change_word)


class RetireWord(WordAct):
    form_class = RetireForm
    title = "停用群众用语"
    done = "已停用。"
    do = staticmethod(actions.retire_word)


def what_was_not_found(request: HttpRequest) -> list[Figure]:
    """Return how many different words found nothing lately, for those who may do something about it."""
    if _owner(request) is None:
        return []
    on = timezone.localdate()
    count = len(queries.unfound(request.user, on, on - timedelta(days=DAYS)))
    return [Figure(f"近{DAYS}日没有找到结果的检索词", count, reverse("search_desk:unfound"))]


def _owner(request: HttpRequest) -> Organisation | None:
    """Return the organisation whose everyday words this person keeps."""
    return queries.may_edit_words(request.user, timezone.localdate()).first()


ADDRESSES = [
    path("search/", page, name="page"),
    path("search/words/", words, name="words"),
    path("search/words/add/", AddWord.as_view(), name="add"),
    path("search/words/change/", ChangeWord.as_view(), name="change"),
    path("search/words/retire/", RetireWord.as_view(), name="retire"),
    path("search/unfound/", unfound, name="unfound"),
]

MENU = [
    MenuEntry("全文检索", "search_desk:page", "search", order=60),
    MenuEntry("群众用语", "search_desk:words", "openquote", order=610),
]

SEARCHES = [MenuEntry("全部内容", "search_desk:page", "search", order=90)]

PANELS = [what_was_not_found]
