"""What the office sees of existing documents: the queue, one document beside its fields, and a form for each act."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.publishing.page_forms import EDITOR
from yangguang.core.publishing.rights import Rights
from yangguang.core.records.queries import history_of
from yangguang.core.ui.office import Figure, MenuEntry
from yangguang.core.ui.views import ActView
from yangguang.rules.metadata import Field

from ..pages import PolicyDocument
from . import actions, queries, rules
from .forms import AnswerForm, AskForm, ConfirmForm, LeaveOutForm, ReceiveForm
from .models import Incoming

State = Incoming.State
SHOWN_AT_ONCE = 50


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The documents that are on their way in, by their state."""
    on = timezone.localdate()
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    rows = queries.queue(request.user, on, state)  # type: ignore[arg-type]
    counts = queries.counts(request.user, on)  # type: ignore[arg-type]
    context = {
        "page": Paginator(rows, SHOWN_AT_ONCE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(each.value, each.label, counts.get(each.value, 0)) for each in State],
        "may_upload": _edited_by(request).exists(),
    }
    return render(request, "normative/incoming/queue.html", context)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: its text, what was read of it with the words it was read from, and what can be done."""
    row = _seen(request, pk)
    on = timezone.localdate()
    is_editor = orgs.posts_of(request.user, on).filter(org=row.org, role=EDITOR).exists()  # type: ignore[arg-type]
    is_asked = queries.asked_of(request.user, on).filter(pk=row.pk).exists()  # type: ignore[arg-type]
    is_open = row.state in (State.OPEN, State.ASKED)
    context = {
        "row": row,
        "fields": _fields(row),
        "pieces": list(_pieces(row)),
        "may_settle": is_editor and is_open,
        "may_answer": is_asked,
        "timeline": history_of(row),
    }
    return render(request, "normative/incoming/document.html", context)


def _fields(row: Incoming) -> list[dict[str, Any]]:
    """Return each field with what was read, how sure it is, and what was confirmed."""
    read = row.reading.get("fields", {})
    listed = []
    for field in Field:
        found = read.get(field.value, {})
        asked = row.who_is_asked() if field.value in row.asked_about else ""
        listed.append(
            {
                "field": field,
                "found": found if "value" in found else None,
                "missing": found if "tried" in found else None,
                "confidence": rules.CONFIDENCE.get(found.get("confidence", ""), ""),
                "asked": asked,
                "confirmed": row.values.get(field.value, ""),
                "is_unstated": field.value in row.unstated,
            }
        )
    return listed


def _pieces(row: Incoming) -> Iterator[dict[str, str]]:
    """Yield the text in pieces, those that a field was read from with its label."""
    read = row.reading.get("fields", {})
    spans = sorted(
        (found["start"], found["end"], Field(name).label)
        for name, found in read.items()
        if found.get("start", -1) >= 0
    )
    place = 0
    for start, end, label in spans:
        if start < place:  # two fields read from the same words: the first names them
            continue
        if start > place:
            yield {"text": row.text[place:start], "label": ""}
        yield {"text": row.text[start:end], "label": label}
        place = end
    yield {"text": row.text[place:], "label": ""}


class Receive(ActView):
    """The form with which files are handed in."""

    template_name = "normative/incoming/act.html"
    title = "上传存量文件"
    done = "已上传并识别，请逐份核对。"

    def form(self, **given: Any) -> ReceiveForm:
        return ReceiveForm(**given, organisations=_edited_by(self.request))

    def context(self) -> dict[str, Any]:
        return {"back": reverse("normative_desk:incoming"), "button": "上传并识别", "has_files": True}

    def act(self, form: ReceiveForm, *, once: str) -> str:
        files = [(each.name, each.read()) for each in form.cleaned_data["files"]]
        org = form.cleaned_data["org"]
        actions.receive(org, files, by=self.request.user, at=timezone.now(), once=once)  # type: ignore[arg-type]
        return reverse("normative_desk:incoming")


class RowAct(ActView):
    """The form of an act on one document."""

    template_name = "normative/incoming/act.html"

    @cached_property
    def row(self) -> Incoming:
        return _seen(self.request, self.kwargs["pk"])

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given)

    def context(self) -> dict[str, Any]:
        return {"row": self.row, "back": self.row.desk_url, "button": self.title}

    def do(self, given: dict[str, Any], **how: Any) -> object:
        raise NotImplementedError

    def act(self, form: Any, *, once: str) -> str:
        self.do(form.cleaned_data, by=self.request.user, at=timezone.now(), once=once)
        return self.row.desk_url


class Ask(RowAct):
    form_class = AskForm
    title = "询问"
    done = "已记下向谁询问。"

    def form(self, **given: Any) -> Any:
        read = self.row.reading.get("fields", {})
        missing = [name for name, found in read.items() if "tried" in found]
        must = [each.value for each in rules.MUST_BE_SAID if each.value in missing]
        labels = "、".join(Field(name).label for name in must)
        question = f"“{self.row}”的{labels}原文没有载明，请核实。" if must else ""
        return super().form(**given, initial={"about": must, "question": question})

    def do(self, given: dict[str, Any], **how: Any) -> object:
        return actions.ask(self.row, **given, **how)


class Answer(RowAct):
    form_class = AnswerForm
    title = "答复"
    done = "已答复。"

    def do(self, given: dict[str, Any], **how: Any) -> object:
        return actions.answer(self.row, **given, **how)


class LeaveOut(RowAct):
    form_class = LeaveOutForm
    title = "不导入"
    done = "已记为不导入。"

    def do(self, given: dict[str, Any], **how: Any) -> object:
        return actions.leave_out(self.row, **given, **how)


class Confirm(RowAct):
    """The fields beside the text, to be corrected and confirmed."""

    template_name = "normative/incoming/confirm.html"
    title = "核对并确认"
    done = "已成为草稿，可以送审。"

    def form(self, **given: Any) -> ConfirmForm:
        given.pop("files", None)
        return ConfirmForm(**given, row=self.row, columns=_columns(self.request, self.row))

    def context(self) -> dict[str, Any]:
        return {**super().context(), "pieces": list(_pieces(self.row)), "fields": _fields(self.row)}

    def act(self, form: ConfirmForm, *, once: str) -> str:
        values, unstated = form.given()
        actions.confirm(
            self.row, column=form.cleaned_data["column"], values=values, unstated=unstated,
            by=self.request.user, at=timezone.now(), once=once,
        )  # type: ignore[arg-type]  # fmt: skip
        return self.row.desk_url


def _columns(request: HttpRequest, row: Incoming) -> Any:
    """Return the columns in which this person may write a policy document."""
    places = OfficialPage.objects.filter(depth__gt=2, org__isnull=False).order_by("path").specific()
    fitting = [
        place.pk
        for place in places
        if place.is_structure
        and PolicyDocument in place.creatable_subpage_models()
        and Rights(request.user, place).can_add_subpage()
    ]
    return OfficialPage.objects.filter(pk__in=fitting).order_by("path")


def _edited_by(request: HttpRequest) -> Any:
    posts = orgs.posts_of(request.user, timezone.localdate()).filter(role=EDITOR)  # type: ignore[arg-type]
    return Organisation.objects.filter(pk__in=posts.values("org"))


def _seen(request: HttpRequest, pk: int) -> Incoming:
    """Return a document that the person may see; any other is not found."""
    visible = Incoming.objects.visible_to(request.user, timezone.localdate())  # type: ignore[attr-defined]
    return get_object_or_404(visible.select_related("org", "asked_org", "page").defer("content"), pk=pk)


def what_waits(request: HttpRequest) -> list[Figure]:
    """Return how many documents wait to be checked, and how many questions wait for an answer."""
    on = timezone.localdate()
    address = reverse("normative_desk:incoming")
    mine = queries.queue(request.user, on, State.OPEN).filter(org__in=_edited_by(request))  # type: ignore[arg-type]
    asked = queries.asked_of(request.user, on)  # type: ignore[arg-type]
    figures = []
    if count := mine.count():
        figures.append(Figure("待核对的存量文件", count, f"{address}?state=open"))
    if count := asked.count():
        figures.append(Figure("等我们答复的存量文件", count, f"{address}?state=asked"))
    return figures


ADDRESSES = [
    path("incoming/", queue, name="incoming"),
    path("incoming/upload/", Receive.as_view(), name="incoming_upload"),
    path("incoming/<int:pk>/", document, name="incoming_document"),
    path("incoming/<int:pk>/confirm/", Confirm.as_view(), name="incoming_confirm"),
    path("incoming/<int:pk>/ask/", Ask.as_view(), name="incoming_ask"),
    path("incoming/<int:pk>/answer/", Answer.as_view(), name="incoming_answer"),
    path("incoming/<int:pk>/leave-out/", LeaveOut.as_view(), name="incoming_leave_out"),
]

MENU = [MenuEntry("存量文件整理", "normative_desk:incoming", "upload", order=135)]

PANELS = [what_waits]
