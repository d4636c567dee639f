"""Where the office covers what may not go out: the pages as pictures, boxes by hand, by words and by proposal."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.files.serving import as_download
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.views import ActView
from yangguang.rules.problems import Refused

from . import actions, making, office, queries
from .forms import BoxForm, DecideForm, ElsewhereForm, KindsForm, MakeForm, WordsForm
from .models import Box, Redaction


def _seen(request: HttpRequest, pk: int) -> Redaction:
    """Return a redaction of an organisation that the person may see; any other is not found."""
    visible = Redaction.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(
        visible.select_related("original", "result", "org", "begun_by", "made_by"), pk=pk
    )


def _page_of(request: HttpRequest, redaction: Redaction) -> int:
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), max(redaction.pages, 1))


@require_safe
@never_cache
def redaction_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of a file with its boxes, and what can be done."""
    redaction = _seen(request, pk)
    progress = making.progress_of(redaction, timezone.now())
    is_made = progress is not None and not progress.is_over
    context = {
        "redaction": redaction,
        "progress": progress,
        "is_made": is_made,
        "may_work": not redaction.is_ready and not is_made and _may_work(request, redaction),
        "history": queries.history(redaction),
        "make": MakeForm(),
        "once": [get_random_string(32) for _ in range(6)],
    }
    if not redaction.has_pages:
        return render(request, "redaction/desk/office_file.html", {**context, **_of_office_file(redaction)})
    page = _page_of(request, redaction)
    places = queries.places_on(redaction, page)
    waiting = queries.undecided(redaction)
    context |= {
        "page": page,
        "pages": [(number, waiting.get(number, 0)) for number in range(1, redaction.pages + 1)],
        "proposed": [each for each in places if each.first.state == Box.State.PROPOSED],
        "decided": [each for each in places if each.first.state != Box.State.PROPOSED],
        "waiting": sum(waiting.values()),
        "covered": redaction.boxes.filter(state=Box.State.COVERED).count(),
        "box_form": BoxForm(redaction=redaction, initial={"page": page}, auto_id="box_%s"),
        "words_form": WordsForm(redaction=redaction, auto_id="words_%s"),
        "decide_form": DecideForm(redaction=redaction, auto_id="decide_%s"),
        "kinds_form": KindsForm(redaction=redaction, auto_id="kinds_%s"),
    }
    return render(request, "redaction/desk/redaction.html", context)


def _of_office_file(redaction: Redaction) -> dict[str, Any]:
    if redaction.is_ready:
        return {"problems": [], "removed": redaction.removed}
    try:
        made = office.cleaned(redaction.original.kind, redaction.original.read())
    except Refused as refused:
        return {"problems": refused.problems, "removed": []}
    return {"problems": [], "removed": made.removed}


def _may_work(request: HttpRequest, redaction: Redaction) -> bool:
    return orgs.posts_of(request.user, timezone.localdate()).filter(org=redaction.org_id).exists()


@require_safe
@never_cache
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a file is that is being made, for the page that waits for it."""
    redaction = _seen(request, pk)
    found = making.progress_of(redaction, timezone.now())
    if found is None:
        return JsonResponse({"done": 1, "of": 1, "is_over": True})
    return JsonResponse({"done": found.done, "of": found.of, "is_over": found.is_over})


@require_safe
@never_cache
def page_picture(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """The picture of one page of the original."""
    redaction = _seen(request, pk)
    if not 1 <= page <= redaction.pages:
        raise Http404
    return HttpResponse(
        queries.picture(redaction, page),
        content_type="image/png",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@require_safe
@never_cache
def file(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The original or the finished file, to keep."""
    redaction = _seen(request, pk)
    found = {"original": redaction.original, "result": redaction.result}.get(which)
    if found is None:
        raise Http404
    return as_download(found)


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What was covered and why, with the hashes of both files, to print."""
    redaction = _seen(request, pk)
    return render(
        request,
        "redaction/desk/receipt.html",
        {"redaction": redaction, "boxes": queries.covered(redaction)},
    )


class OnRedaction(ActView):
    """An act on one redaction that the person may see."""

    template_name = "redaction/desk/act.html"

    @cached_property
    def redaction(self) -> Redaction:
        return _seen(self.request, self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.redaction  # of what one may not see there is no form either
        return super().dispatch(request, *args, **kwargs)

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(redaction=self.redaction, **given)

    def context(self) -> dict[str, Any]:
        return {"redaction": self.redaction, "page": self.page, "back": self.back(self.page)}

    @property
    def page(self) -> int:
        typed = self.request.POST.get("page", "")
        if typed.isdecimal() and len(typed) < 6:
            return int(typed)
        return _page_of(self.request, self.redaction)

    def back(self, page: int) -> str:
        return f"{self.redaction.desk_url}?page={page}"

    @property
    def by(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now()}


class AddBox(OnRedaction):
    form_class = BoxForm
    title = "画方框"

    def form(self, **given: Any) -> Any:
        return super().form(initial={"page": self.page}, **given)

    def act(self, form: BoxForm, *, once: str) -> str:
        box = actions.add_box(
            self.redaction, place=form.place, ground=form.cleaned_data["ground"], once=once, **self.by
        )
        return self.back(box.page)


class OnBox(OnRedaction):
    """An act on one box."""

    @cached_property
    def box(self) -> Box:
        found = get_object_or_404(self.redaction.boxes, pk=self.kwargs["box"])
        found.redaction = self.redaction
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.box
        return super().dispatch(request, *args, **kwargs)


class ChangeBox(OnBox):
    form_class = BoxForm
    title = "修改方框"
    done = "方框已修改。"

    def form(self, **given: Any) -> Any:
        return super().form(initial=BoxForm.of(self.box), **given)

    def act(self, form: BoxForm, *, once: str) -> str:
        actions.change_box(
            self.box, place=form.place, ground=form.cleaned_data["ground"], once=once, **self.by
        )
        return self.back(form.place.page)


class RemoveBox(OnRedaction):
    """Takes a box away; one that is gone already stays away."""

    title = "取消方框"
    done = "方框已取消。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given)

    def act(self, form: Any, *, once: str) -> str:
        page = self.page
        box = self.redaction.boxes.filter(pk=self.kwargs["box"]).first()
        if box is not None:
            page = box.page
            actions.remove_box(box, once=once, **self.by)
        return self.back(page)


class CoverWords(OnRedaction):
    form_class = WordsForm
    title = "按文字遮盖"
    done = "各处已遮盖。"

    def act(self, form: WordsForm, *, once: str) -> str:
        actions.cover_words(self.redaction, once=once, **form.cleaned_data, **self.by)
        return self.back(self.page)


class Decide(OnRedaction):
    """Decides on the proposals of a page."""

    form_class = DecideForm
    title = "决定建议"
    done = "已决定。"

    def context(self) -> dict[str, Any]:
        chosen = {name: value for name, value in self.request.POST.items() if name.startswith("group-")}
        return {**super().context(), "chosen": chosen}

    def act(self, form: DecideForm, *, once: str) -> str:
        actions.decide(
            self.redaction,
            covered=form.groups("cover"),
            declined=form.groups("decline"),
            ground=form.cleaned_data["ground"],
            once=once,
            **self.by,
        )
        return self.back(self.page)


class DecideKinds(OnRedaction):
    """Decides on all proposals of some kinds."""

    form_class = KindsForm
    title = "整份文件一并决定"
    done = "已决定。"

    def act(self, form: KindsForm, *, once: str) -> str:
        values = form.cleaned_data
        waiting = self.redaction.boxes.filter(state=Box.State.PROPOSED, kind__in=values["kinds"])
        groups = set(waiting.values_list("group", flat=True))
        is_covered = values["what"] == "cover"
        actions.decide(
            self.redaction,
            covered=groups if is_covered else (),
            declined=() if is_covered else groups,
            ground=values["ground"],
            once=once,
            **self.by,
        )
        return self.back(self.page)


class Elsewhere(OnRedaction):
    """Decides on words that are covered in one place and stand in another."""

    form_class = ElsewhereForm
    template_name = "redaction/desk/elsewhere.html"
    title = "别处还有的文字"
    done = "已决定。"

    @cached_property
    def elsewhere(self) -> dict[str, list[int]]:
        return {} if self.redaction.is_ready else queries.standing_elsewhere(self.redaction)

    def form(self, **given: Any) -> Any:
        return super().form(elsewhere=self.elsewhere, **given)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "elsewhere": self.elsewhere}

    def act(self, form: ElsewhereForm, *, once: str) -> str:
        values = form.cleaned_data
        if values["what"] == "stand":
            actions.let_stand(
                self.redaction, words=values["words"], reason=values["reason"], once=once, **self.by
            )
        else:
            for number, words in enumerate(values["words"]):
                actions.cover_words(
                    self.redaction, words=words, ground=values["ground"], once=f"{once}-{number}", **self.by
                )
        return self.request.path


class Make(OnRedaction):
    form_class = MakeForm
    title = "生成公开版"

    @property
    def done(self) -> str:  # type: ignore[override]
        return "" if making.takes_long(self.redaction) else "公开版已生成，泄漏检查通过。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return MakeForm(**given)

    def context(self) -> dict[str, Any]:
        is_pdf = self.redaction.original.kind == "pdf"
        elsewhere = reverse("redaction_desk:elsewhere", args=[self.redaction.pk])
        return {**super().context(), "way_out": elsewhere if is_pdf else ""}

    def act(self, form: MakeForm, *, once: str) -> str:
        do = making.ask if making.takes_long(self.redaction) else actions.make
        do(self.redaction, every_page=form.cleaned_data["every_page"], once=once, **self.by)
        return self.redaction.desk_url


ADDRESSES = [
    path("redaction/<int:pk>/", redaction_page, name="redaction"),
    path("redaction/<int:pk>/pages/<int:page>.png", page_picture, name="picture"),
    path("redaction/<int:pk>/receipt/", receipt, name="receipt"),
    path("redaction/<int:pk>/files/<slug:which>/", file, name="file"),
    path("redaction/<int:pk>/boxes/add/", AddBox.as_view(), name="add_box"),
    path("redaction/<int:pk>/boxes/<int:box>/", ChangeBox.as_view(), name="change_box"),
    path("redaction/<int:pk>/boxes/<int:box>/remove/", RemoveBox.as_view(), name="remove_box"),
    path("redaction/<int:pk>/words/", CoverWords.as_view(), name="cover_words"),
    path("redaction/<int:pk>/decide/", Decide.as_view(), name="decide"),
    path("redaction/<int:pk>/decide-kinds/", DecideKinds.as_view(), name="decide_kinds"),
    path("redaction/<int:pk>/elsewhere/", Elsewhere.as_view(), name="elsewhere"),
    path("redaction/<int:pk>/progress/", progress, name="progress"),
    path("redaction/<int:pk>/make/", Make.as_view(), name="make"),
]
