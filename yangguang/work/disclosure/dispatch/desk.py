"""What the office sees of the post: what is to be taken there, what came back, what is long under way."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.files.serving import as_download
from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.office import Figure
from yangguang.core.ui.uploads import CheckedFile
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet

from . import actions, queries
from .models import Dispatch

LISTS = {"unsent": "待发出", "back": "退回、拒收", "long": "寄出已久没有结果"}
RESULTS = [(each.value, each.label) for each in Dispatch.ENDS]


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"{label}应写作 2024-01-25 这样的日期。"},
    )


def _number(help_text: str = "照交邮凭证填写，13位。") -> forms.CharField:
    return forms.CharField(
        label="邮件号码",
        required=False,
        max_length=40,
        help_text=help_text,
        error_messages={"max_length": "邮件号码最多40字，请缩短。"},
    )


def _slip(*, required: bool) -> CheckedFile:
    return CheckedFile(
        label="交邮凭证的照片或者扫描件",
        required=required,
        help_text="jpg、png 或者 pdf，最大10MB；以后也可以补存。",
        error_messages={"required": "请选择交邮凭证的照片或者扫描件。", "empty": "这是空文件，请重新选择。"},
    )


class SlipForm(forms.Form):
    file = _slip(required=True)


class HandOverForm(forms.Form):
    number = _number("邮寄的照交邮凭证填写，13位；当面领取的不填。")
    on = _day("发出日期", "交邮或者领取的日期，以此为准；不填即为今天。")
    file = _slip(required=False)


class EndForm(forms.Form):
    result = forms.ChoiceField(
        label="结果",
        choices=RESULTS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。", "invalid_choice": "请在列出的各项中选择。"},
    )
    on = _day("日期", "签收、拒收或者退回的日期；不填即为今天。")
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="谁签收；为什么拒收、退回。",
        error_messages={"max_length": "说明最多200字，请缩短。"},
    )


class AgainForm(forms.Form):
    way = forms.ChoiceField(
        label="怎样重寄",
        choices=[(each.value, each.label) for each in Dispatch.Way],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样重寄。", "invalid_choice": "请在列出的各项中选择。"},
    )
    to = forms.CharField(
        label="寄往",
        required=False,
        max_length=254,
        help_text="地址或者电子邮箱有变的填写；不填即照原来的地址。",
        error_messages={"max_length": "最多254字，请缩短。"},
    )
    number = _number("邮寄的填写新的邮件号码。")
    on = _day("发出日期", "不填即为今天。")


class LeaveForm(forms.Form):
    why = forms.CharField(
        label="为什么不再寄送",
        max_length=200,
        error_messages={"required": "请写明为什么不再寄送。", "max_length": "理由最多200字，请缩短。"},
    )


@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """The letters of the day: to be taken to the post, come back, or long on their way."""
    on = timezone.localdate()
    seen = orgs.visible_to(request.user, on)
    which = request.GET.get("which", "unsent")
    lists = {
        "unsent": queries.unsent(seen),
        "back": queries.came_back(seen),
        "long": queries.long_under_way(seen, on),
    }
    page = Paginator(lists.get(which, lists["unsent"]), 50).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": LISTS, "which": which if which in LISTS else "unsent"}
    return render(request, "disclosure/desk/post.html", context)


class OnDispatch(ActView):
    """An act on one letter under way."""

    template_name = "disclosure/desk/dispatch.html"
    done = "已登记。"
    do: Any = None

    @property
    def dispatch_row(self) -> Dispatch:
        seen = Dispatch.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen.select_related("letter__request__case"), pk=self.kwargs["pk"])

    def form(self, **given: Any) -> Any:
        self.dispatch_row  # noqa: B018  of what one may not see there is no form
        return self.form_class(**given)

    def context(self) -> dict[str, Any]:
        return {"row": self.dispatch_row}

    def act(self, form: Any, *, once: str) -> str:
        given = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        if file := given.pop("file", None):
            given["slip"] = (file.name, file.read())
        row = self.dispatch_row
        type(self).do(row, **given, by=self.request.user, at=timezone.now(), once=once)
        return row.desk_url


class HandOver(OnDispatch):
    form_class, title, do = HandOverForm, "登记发出", actions.hand_over


class KeepSlip(OnDispatch):
    form_class, title, do = SlipForm, "存交邮凭证", actions.keep_slip


@require_safe
@never_cache
def slip_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of the slip of a letter that the person may see."""
    seen = Dispatch.objects.visible_to(request.user, timezone.localdate())
    return as_download(get_object_or_404(seen.exclude(slip=None).select_related("slip"), pk=pk).slip)


class End(OnDispatch):
    form_class, title, do = EndForm, "登记送达结果", actions.end


class Again(OnDispatch):
    form_class, title, do = AgainForm, "重寄", actions.send_again


class Leave(OnDispatch):
    form_class, title, do = LeaveForm, "不再寄送", actions.leave


class Dispatches(ScopedViewSet):
    """Every letter that left, and how."""

    model = Dispatch
    name = "dispatches"
    icon = "mail"
    menu_label = "文书送达"
    menu_order = 112
    ordering = "-id"
    list_display = ("letter", "way", "number", "handed_over_on", "state", "ended_on", "note")
    list_filter = {
        "org": ["exact"],
        "way": ["exact"],
        "state": ["exact"],
        "handed_over_on": ["gte", "lte"],
        "ended_on": ["gte", "lte"],
    }
    list_export = ("letter", "org", "way", "to", "number", "handed_over_on", "state", "ended_on", "note")
    search_fields = ("number", "letter__number", "letter__addressee")
    inspect_view_fields = (
        "letter",
        "way",
        "number",
        "handed_over_on",
        "state",
        "ended_on",
        "note",
        "opened_at",
    )

    def visible_to(self, person: Any, on: Any) -> Any:
        return super().visible_to(person, on).select_related("letter__request", "org")


def to_post(request: HttpRequest) -> list[Figure]:
    """Return how many letters are to be sent, came back, or are long under way."""
    on = timezone.localdate()
    seen, address = orgs.visible_to(request.user, on), reverse("disclosure_desk:post")
    counted = {
        "unsent": queries.unsent(seen).count(),
        "back": queries.came_back(seen).count(),
        "long": queries.long_under_way(seen, on).count(),
    }
    return [
        Figure(f"文书：{LISTS[which]}", number, f"{address}?which={which}", which == "back")
        for which, number in counted.items()
        if number
    ]


ADDRESSES = [
    path("disclosure/post/", post, name="post"),
    path("disclosure/post/<int:pk>/hand-over/", HandOver.as_view(), name="hand_over"),
    path("disclosure/post/<int:pk>/slip/", KeepSlip.as_view(), name="keep_slip"),
    path("disclosure/post/<int:pk>/slip/file/", slip_file, name="slip_file"),
    path("disclosure/post/<int:pk>/end/", End.as_view(), name="end_dispatch"),
    path("disclosure/post/<int:pk>/again/", Again.as_view(), name="send_again"),
    path("disclosure/post/<int:pk>/leave/", Leave.as_view(), name="leave_dispatch"),
]

VIEWSETS = [Dispatches()]

PANELS = [to_post]
