"""A form that loses nothing: kept by a button, by itself in the office, and when an act is refused."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.views import ActView

from . import keeping
from .models import KeptForm

KEEP = "keep"
ANEW = "anew"


class KeepsDraft(ActView):
    """A page of an act that offers what was typed before.

    A subclass says under which key (`draft_key`) and for which organisation (`draft_org`). Only somebody with an
    account has a draft without a code.
    """

    def draft_key(self) -> str:
        """Return under which key this form of this person is kept."""
        raise NotImplementedError

    def draft_org(self) -> Organisation:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ANEW in request.GET:
            keeping.discard(self.draft_key())
            return HttpResponseRedirect(request.path)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if KEEP in request.POST:
            kept = self.keep(self.draft_key())
            if request.headers.get("X-Keep"):  # the page saves by itself, and stays
                return HttpResponse(status=204)
            if kept:
                messages.success(request, "草稿已保存，下次打开这一页时还在。")
            return HttpResponseRedirect(request.get_full_path(), status=303)
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == 303:
            keeping.discard(self.draft_key())
        elif self.draft_key():
            self.keep(self.draft_key())
        return answer

    def keep(self, key: str) -> KeptForm | None:
        """Keep what the form was sent with."""
        known = self.form().fields
        typed = {name: self.request.POST[name] for name in known if name in self.request.POST}
        person = self.request.user if self.request.user.is_authenticated else None
        return keeping.keep(self.draft_org(), key, typed, person=person, at=timezone.now())

    def kept(self) -> KeptForm | None:
        """Return what was kept of this form, where it is shown and not sent."""
        if self.request.method == "POST":
            return None
        return keeping.find(self.draft_key(), at=timezone.now())

    def with_draft(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what a form is made with, what was kept in it."""
        draft = None if "data" in given else self.kept()
        if draft is not None:
            given["initial"] = {**given.get("initial", {}), **draft.values}
        return given

    def context(self) -> dict[str, Any]:
        return {"kept": self.kept(), "keeps": True, **super().context()}
