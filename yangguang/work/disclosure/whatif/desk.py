"""The page of 假如: what would become of the term for an answer. Nothing on it is stored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yangguang.core.cases import clocks
from yangguang.core.cases import queries as cases
from yangguang.core.ui.views import show_problems
from yangguang.rules.clocks import Clock
from yangguang.rules.problems import Refused

from .. import foresight, queries
from ..foresight import KINDS, Supposed
from ..models import DisclosureRequest

SENTENCES = {
    "correction": "{since}发出补正告知书，{until}收到补正",
    "fee": "{since}通知收费，{until}完成缴费",
    "consultation": "{since}发出征求意见书，{until}收到意见或者届满",
    "extension": "{since}决定延长{workdays}个工作日",
}

AWAITED = {"correction": "收到补正", "fee": "完成缴费", "consultation": "收到意见或者届满"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写作 2024-01-25 这样的日期。"},
    )


class WhatIfForm(forms.Form):
    kind = forms.ChoiceField(
        label="假如",
        choices=list(KINDS.items()),
        error_messages={"required": "请选择假如发生什么。", "invalid_choice": "请在列出的各项中选择。"},
    )
    since = _day("发出或者决定的日期", "不填即为今天；期限已经暂停的不用填。")
    until = _day("收到补正、缴费、意见的日期", "延长的不用填。")
    workdays = forms.IntegerField(
        label="延长几个工作日",
        required=False,
        min_value=1,
        max_value=100,
        error_messages={
            "invalid": "天数应为整数。",
            "min_value": "至少1天。",
            "max_value": "天数过大，请核对。",
        },
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One supposition and what would follow."""

    words: str
    clock: Clock
    later: int | None
    url: str


@require_safe
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of the term for the answer to one request."""
    visible = DisclosureRequest.objects.visible_to(request.user, timezone.localdate())
    asked = get_object_or_404(visible.select_related("case__version", "org"), pk=pk)
    if asked.received_on is None or not asked.is_open:
        raise Http404
    today = timezone.localdate()
    clock = clocks.proved(queries.reply_clock(asked))
    form = WhatIfForm(request.GET) if "kind" in request.GET else WhatIfForm()
    supposed = _supposed(form, clock, today) if form.is_bound and form.is_valid() else None
    context = {
        "asked": asked,
        "clock": clock,
        "form": form,
        "rows": usual_rows(asked, clock, today),
        "supposed": _row(clock, supposed) if supposed else None,
        "proof": foresight.supposing(clock, supposed).proof() if supposed else [],
    }
    status = 422 if form.is_bound and not supposed else 200
    return render(request, "disclosure/desk/what_if.html", context, status=status)


def usual_rows(asked: DisclosureRequest, clock: Clock, today: date) -> list[Row]:
    """Return what could happen next to a request, each with what would follow."""
    node = next((step.node for step in cases.open_steps(asked.case)), "")
    possible = (
        each for each in foresight.usual(clock, node, today) if not [*foresight.why_not_suppose(clock, each)]
    )
    return [_row(clock, each) for each in possible]


def _supposed(form: Any, clock: Clock, today: date) -> Supposed | None:
    said = form.cleaned_data
    extends = said["kind"] == "extension"
    what = Supposed(
        said["kind"],
        said["since"] or (_since(clock) if clock.is_paused else today),
        None if extends else said["until"],
        said["workdays"] or 0,
    )
    if not extends and what.until is None:
        form.add_error("until", "请填写收到的日期。")
        return None
    try:
        foresight.supposing(clock, what)
    except Refused as refused:
        show_problems(form, refused)
        return None
    return what


def _since(clock: Clock) -> date:
    return foresight.usual(clock, "", clock.received)[0].since


def _row(clock: Clock, what: Supposed) -> Row:
    then = foresight.supposing(clock, what)
    later = (then.due.on - clock.due.on).days if then.due and clock.due else None
    days = {name: _said(day) for name, day in (("since", what.since), ("until", what.until)) if day}
    words = SENTENCES[what.kind].format(**days, workdays=what.workdays)
    if clock.is_paused and what.until:
        words = f"{_said(what.until)}{AWAITED[what.kind]}"
    values = {
        "kind": what.kind,
        "since": what.since,
        "until": what.until or "",
        "workdays": what.workdays or "",
    }
    return Row(words, then, later, f"?{urlencode(values)}")


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


ADDRESSES = [path("disclosure/<int:pk>/what-if/", what_if, name="what_if")]
