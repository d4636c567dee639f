"""What the acts of the engine ask for in the office; the fields are the acts' own arguments."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person, Post


class ToSomebody(forms.Form):
    """An act that names a colleague: somebody who holds a post in the same organisation."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="人员",
        empty_label="请选择",
        error_messages={"required": "请选择人员。", "invalid_choice": "请在本机关有岗位的人员中选择。"},
    )

    def __init__(self, *given: Any, org: Organisation, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        posts = Post.objects.on(on).filter(org=org)
        self.fields["person"].queryset = Person.objects.filter(posts__in=posts).distinct().order_by("name")


class HandOn(ToSomebody):
    note = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea({"rows": 3}))


class Remind(forms.Form):
    note = forms.CharField(
        label="要求",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明要求。", "max_length": "要求最多500字，请缩短。"},
    )


class Answer(forms.Form):
    opinion = forms.CharField(
        label="意见",
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "请写明意见。", "max_length": "意见最多5000字，请缩短。"},
    )


NOTICE = """\
year = {year}
title = "国务院办公厅关于{year}年部分节假日安排的通知"
number = ""
url = ""

[[holidays]]
name = "元旦"
off = [{year}-01-01]
on = []
"""


class NoticeForm(forms.Form):
    text = forms.CharField(
        label="放假安排",
        strip=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "code"}),
        help_text="每个节日一段：name 是名称，off 是放假的日子，on 是调休上班的日子。请照国务院办公厅的通知逐日填写。",
        error_messages={"required": "请填写放假安排。", "max_length": "放假安排过长，请核对。"},
    )


class DayOffForm(forms.Form):
    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="机关",
        empty_label=None,
        error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    on = forms.DateField(
        label="停工的日子",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写停工的日子。", "invalid": "请写作 2024-01-25 这样的日期。"},
    )
    reason = forms.CharField(
        label="事由",
        max_length=100,
        help_text="例如：防台风应急响应停工。",
        error_messages={"required": "请写明事由。", "max_length": "事由最多100字，请缩短。"},
    )

    def __init__(self, *given: Any, orgs: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["org"].queryset = orgs


class DraftForm(forms.Form):
    file = forms.FileField(
        label="流程文件",
        help_text="BPMN 2.0 文件，不超过1MB。写法见随系统提供的流程文件，可先下载现行版本再改。",
        widget=forms.ClearableFileInput({"accept": ".bpmn,.xml"}),
        error_messages={"required": "请选择流程文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2**20:
            raise forms.ValidationError("流程文件不能超过1MB，请核对是否选错了文件。")
        return file


class PublishForm(forms.Form):
    effective_on = forms.DateField(
        label="施行日",
        help_text="这一天起新收的办件按新版本办理。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写施行日。", "invalid": "请写作 2024-01-25 这样的日期。"},
    )

    def clean_effective_on(self) -> date:
        on: date = self.cleaned_data["effective_on"]
        if on < localdate():
            raise forms.ValidationError("施行日不能早于今天：已经收到的办件不能改按新版本办理。")
        return on
