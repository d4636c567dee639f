"""What the office sees of its e-mails, and where somebody settles what became of one."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from yangguang.core.ui.office import Figure
from yangguang.core.ui.views import ActView
from yangguang.core.ui.viewsets import ScopedViewSet

from . import actions
from .models import Message


class SettleForm(forms.Form):
    arrived = forms.TypedChoiceField(
        label="这封邮件",
        choices=[("yes", "对方已经收到（已核实）"), ("no", "没有收到，重发")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择对方有没有收到。", "invalid_choice": "请在列出的各项中选择。"},
    )
    to = forms.EmailField(
        label="改用这个地址",
        required=False,
        help_text="原地址写错的填写；不填仍用原地址。",
        error_messages={"invalid": "电子邮箱的写法不对，正确的写法如 name@example.cn。"},
    )


class Settle(ActView):
    """Say what became of a message."""

    form_class = SettleForm
    template_name = "mail/settle.html"
    title = "处理没有发出的邮件"
    done = "已登记。"

    @property
    def message(self) -> Message:
        seen = Message.objects.visible_to(self.request.user, timezone.localdate())
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def form(self, **given: Any) -> SettleForm:
        given.pop("files", None)
        self.message  # noqa: B018  of what one may not see there is no form
        return SettleForm(**given)

    def context(self) -> dict[str, Any]:
        return {"message": self.message}

    def act(self, form: SettleForm, *, once: str) -> str:
        said = form.cleaned_data
        actions.settle(self.message, **said, by=self.request.user, at=timezone.now(), once=once)
        return reverse("messages:index")


class Messages(ScopedViewSet):
    """The outbox: what waits, what was sent, and what nobody knows of."""

    model = Message
    name = "messages"
    icon = "mail"
    menu_label = "电子邮件"
    menu_order = 170
    ordering = "-id"
    list_display = ("subject", "to", "state", "attempts", "queued_at", "sent_at", "problem")
    list_filter = {"state": ["exact"], "queued_at": ["gte", "lte"]}
    list_export = ("subject", "to", "state", "attempts", "queued_at", "sent_at", "problem")
    search_fields = ("subject", "to")
    inspect_view_fields = ("subject", "to", "state", "attempts", "queued_at", "sent_at", "problem", "body")

    def visible_to(self, person: Any, on: date) -> Any:
        return super().visible_to(person, on).defer("attachment")

    def page_of(self, row: Any) -> str:
        """Return where a message is settled, or is read."""
        if row.state in (Message.State.UNKNOWN, Message.State.GIVEN_UP):
            return reverse("mail_desk:settle", args=[row.pk])
        return super().page_of(row)


def to_settle(request: HttpRequest) -> list[Figure]:
    """Return how many messages of these organisations somebody has to ask about."""
    unsettled = Message.objects.visible_to(request.user, timezone.localdate()).unsettled()
    numbers = dict(unsettled.order_by().values_list("state").annotate(Count("pk")))
    labels = {Message.State.UNKNOWN: "不知道有没有发出的邮件", Message.State.GIVEN_UP: "发送失败的邮件"}
    address = reverse("messages:index")
    return [
        Figure(label, numbers[state], f"{address}?state={state}", True)
        for state, label in labels.items()
        if state in numbers
    ]


ADDRESSES = [path("mail/<int:pk>/settle/", Settle.as_view(), name="settle")]

VIEWSETS = [Messages()]

PANELS = [to_settle]
