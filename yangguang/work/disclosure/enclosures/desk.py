"""What the office does with the files of a request, on the page of the request."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.files.serving import as_download
from yangguang.core.ui.views import ActView

from ..models import DisclosureRequest, Enclosure
from . import actions
from .forms import AttachForm, ReasonForm


def _seen(request: HttpRequest, pk: int) -> DisclosureRequest:
    """Return a request of an organisation that the person may see; any other is not found."""
    visible = DisclosureRequest.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("case", "org"), pk=pk)


def _enclosure(request: HttpRequest, pk: int, enclosure: int) -> Enclosure:
    return get_object_or_404(_seen(request, pk).enclosures.select_related("file", "request"), pk=enclosure)


@require_safe
@never_cache
def enclosure_file(request: HttpRequest, pk: int, enclosure: int) -> HttpResponse:
    """One file of a request, to keep."""
    return as_download(_enclosure(request, pk, enclosure).file)


class OnRequest(ActView):
    """An act on the files of one request that the person may see."""

    template_name = "disclosure/desk/enclosure.html"

    @cached_property
    def asked(self) -> DisclosureRequest:
        return _seen(self.request, self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.asked  # of what one may not see there is no form either
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked}

    @property
    def back(self) -> str:
        return f"{reverse('disclosure_desk:case', args=[self.asked.pk])}#enclosures"


class Attach(OnRequest):
    form_class = AttachForm
    title = "存入文件"
    done = "文件已存入。"

    def act(self, form: AttachForm, *, once: str) -> str:
        file = form.cleaned_data["file"]
        actions.attach(
            self.asked,
            role=form.cleaned_data["role"],
            name=file.name,
            content=file.read(),
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return self.back


class OnEnclosure(OnRequest):
    @cached_property
    def enclosure(self) -> Enclosure:
        return _enclosure(self.request, self.kwargs["pk"], self.kwargs["enclosure"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.enclosure
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "enclosure": self.enclosure}


class BeginCovering(OnEnclosure):
    form_class = forms.Form
    title = "开始遮盖"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        begun = actions.begin_covering(
            self.enclosure, back=self.back, by=self.request.user, at=timezone.now(), once=once
        )
        return begun.desk_url


class TakeOff(OnEnclosure):
    form_class = ReasonForm
    title = "取下随答复发出的文件"
    done = "文件已取下，不随答复发出。"

    def act(self, form: ReasonForm, *, once: str) -> str:
        actions.take_off(
            self.enclosure,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=timezone.now(),
            once=once,
        )
        return self.back


ADDRESSES = [
    path("disclosure/<int:pk>/enclosures/add/", Attach.as_view(), name="attach"),
    path("disclosure/<int:pk>/enclosures/<int:enclosure>/", enclosure_file, name="enclosure"),
    path("disclosure/<int:pk>/enclosures/<int:enclosure>/cover/", BeginCovering.as_view(), name="cover"),
    path("disclosure/<int:pk>/enclosures/<int:enclosure>/take-off/", TakeOff.as_view(), name="take_off"),
]
"""They stand below the addresses of `disclosure.desk`."""
