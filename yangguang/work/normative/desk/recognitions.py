"""Whether a paper is a normative document at all: its six elements, what the reviewers say, the proposal."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation

from .. import acting, actions, rules
from ..models import Recognition
from .forms import OfficeAct, held, one_of


@require_safe
def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what its boxes say, and what can be done with it."""
    found = _recognition(request, pk)
    posts = set(
        orgs.posts_of(request.user, timezone.localdate()).filter(org=found.org).values_list("role", flat=True)
    )
    answers = {"yes": "是", "no": "否", "unsure": "不能确定"}
    context = {
        "recognition": found,
        "answers": [
            (label, answers.get(found.answers.get(name, "unsure"))) for name, label in rules.ELEMENTS.items()
        ],
        "excluded": [rules.EXCLUSIONS[each] for each in found.excluded if each in rules.EXCLUSIONS],
        "drafting": getattr(found, "drafting", None),
        "is_doubtful": found.result == rules.Recognised.ASK and found.settled is None,
        "may_settle": actions.REVIEWER in posts,
        "may_propose": bool({actions.DRAFTER, actions.MANAGER} & posts),
    }
    return render(request, "normative/desk/recognition.html", context)


class Recognise(OfficeAct):
    """The six elements of a paper, asked one by one."""

    form_class = acting.RecognitionForm
    title = "认定是否规范性文件"

    def form(self, **given: Any) -> Any:
        form = super().form(**given)
        offices = held(self.request, actions.DRAFTER, actions.MANAGER)
        if not offices.exists():
            raise PermissionDenied
        form.fields["org"] = one_of(offices, "制定机关")
        form.order_fields(["org", "title"])
        return form

    def act(self, form: Any, *, once: str) -> str:
        said = form.cleaned_data
        made = actions.recognise(
            said["org"],
            title=said["title"],
            answers=form.answers(),
            excluded=said["excluded"],
            **self.by(once),
        )
        return reverse("normative_desk:recognition", args=[made.pk])


class OfRecognition(OfficeAct):
    """An act on a paper that was looked at."""

    @cached_property
    def recognition(self) -> Recognition:
        return _recognition(self.request, self.kwargs["pk"])

    def facts(self) -> list[tuple[str, object]]:
        found = self.recognition
        return [("文件名称", found.title), ("制定机关", found.org.name), ("认定结果", found.said)]

    def back(self) -> str:
        return reverse("normative_desk:recognition", args=[self.recognition.pk])


class Settle(OfRecognition):
    form_class = acting.SettleForm
    title = "认定疑难文件"
    done = "已认定。"

    def act(self, form: Any, *, once: str) -> str:
        actions.settle(self.recognition, **form.cleaned_data, **self.by(once))
        return self.back()


class Propose(OfRecognition):
    form_class = acting.ProjectForm
    title = "提出立项"
    done = "已提出立项。"

    def form(self, **given: Any) -> Any:
        if "data" not in given:
            kinds = Organisation.Kind
            of_a_department = self.recognition.org.kind == kinds.AGENCY
            kind = rules.Kind.DEPARTMENT if of_a_department else rules.Kind.GOVERNMENT
            given["initial"] = {"affects_rights": True, "needs_explanation": True, "kind": kind.value}
        return super().form(**given)

    def act(self, form: Any, *, once: str) -> str:
        made = actions.open_project(self.recognition, **self.given(form), **self.by(once))
        return reverse("normative_desk:project", args=[made.pk])


def _recognition(request: HttpRequest, pk: int) -> Recognition:
    visible = Recognition.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.select_related("org"), pk=pk)
