"""What an applicant does on the page of her request: she makes it clear, gives reasons, adds files, takes it back."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from yangguang.core.cases.models import Step
from yangguang.core.ui.views import ActView

from . import actions
from .enclosures import actions as enclosing
from .enclosures.forms import uploads_of
from .forms import CorrectionForm, FilesForm, ReasonsForm, WithdrawForm
from .models import DisclosureRequest, Letter
from .views import own


class OnOwnRequest(ActView):
    """An act of the applicant; of a request that is not hers there is no page."""

    template_name = "disclosure/reply.html"
    warning = ""

    @cached_property
    def asked(self) -> DisclosureRequest:
        return own(self.request, self.kwargs["pk"])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        assert self.asked

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked, "warning": self.warning}

    @property
    def by(self) -> dict[str, Any]:
        has_account = self.request.user.is_authenticated and self.request.user.pk == self.asked.account_id
        return {
            "by": self.request.user if has_account else actions.Visitor(self.asked.applicant),
            "at": timezone.now(),
        }

    @property
    def back(self) -> str:
        return reverse("disclosure:request", args=[self.asked.pk])


class Replies(OnOwnRequest):
    """An answer to a letter that asks the applicant for something; where none is waited for there is no form."""

    node = ""
    kind: ClassVar[Letter.Kind]

    @cached_property
    def step(self) -> Step:
        waits = Step.objects.filter(case=self.asked.case_id, node=self.node)
        # Sent twice, the second comes when the step is over; `act` then answers as the first time.
        return get_object_or_404(waits.order_by("-pk")[:1])

    @cached_property
    def letter(self) -> Letter:
        return self.asked.letters.filter(kind=self.kind).latest("pk")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        assert self.step

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.step.state != Step.State.OPEN:
            messages.info(request, "这一步已经办过，不需要再提交。")
            return HttpResponseRedirect(self.back)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "letter": self.letter}


class Correct(Replies):
    form_class = CorrectionForm
    title, done = "提交补正", "补正已经提交，答复期限从明天起重新计算。"
    node, kind = "correct", Letter.Kind.CORRECTION

    def form(self, **given: Any) -> Any:
        return super().form(initial={"wanted": self.asked.wanted}, **given)

    def act(self, form: CorrectionForm, *, once: str) -> str:
        wanted, files = form.cleaned_data["wanted"], uploads_of(form.cleaned_data["file"])
        actions.take_correction(self.step, wanted=wanted, files=files, once=once, **self.by)
        return self.back


class GiveReasons(Replies):
    form_class = ReasonsForm
    title, done = "说明理由", "理由已经提交。"
    node, kind = "reasons", Letter.Kind.REASONS

    def act(self, form: ReasonsForm, *, once: str) -> str:
        text, files = form.cleaned_data["text"], uploads_of(form.cleaned_data["file"])
        actions.take_reasons(self.step, text=text, files=files, once=once, **self.by)
        return self.back


class AddFiles(OnOwnRequest):
    form_class = FilesForm
    title, done = "补充材料", "材料已经提交。"

    def act(self, form: FilesForm, *, once: str) -> str:
        enclosing.add(self.asked, uploads_of(form.cleaned_data["file"]), once=once, **self.by)
        return self.back


class Withdraw(OnOwnRequest):
    form_class = WithdrawForm
    title, done = "撤回申请", "申请已经撤回。"
    warning = "撤回后这件申请不再办理，也不能恢复；以后需要的，可以重新申请。"

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return super().form(**given)

    def act(self, form: WithdrawForm, *, once: str) -> str:
        actions.withdraw(self.asked, reason=form.cleaned_data["reason"], once=once, **self.by)
        return self.back


ADDRESSES = [
    path("requests/<int:pk>/correct/", Correct.as_view(), name="correct"),
    path("requests/<int:pk>/reasons/", GiveReasons.as_view(), name="reasons"),
    path("requests/<int:pk>/files/", AddFiles.as_view(), name="add_files"),
    path("requests/<int:pk>/withdraw/", Withdraw.as_view(), name="withdraw"),
]
