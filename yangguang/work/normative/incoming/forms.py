"""What the acts on existing documents ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage
from yangguang.rules.metadata import Field

from . import rules

DAY = "日期写得不对，应如 2024-03-01。"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class ReceiveForm(forms.Form):
    """Files to be read."""

    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="哪个机关的文件",
        empty_label=None,
        error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    files = FilesField(
        label="文件",
        help_text="网页（html）、Word（docx）、有文字的 PDF，或者装着它们的 ZIP；可以多选，一次共10MB以内。",
        error_messages={"required": "请选择要整理的文件。", "empty": "选择的文件是空的，请检查后重新上传。"},
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["org"].initial = organisations.first()


class AskForm(forms.Form):
    """Whom to ask about what the original does not say."""

    org = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="询问哪个机关",
        error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    person = forms.CharField(label="联系人", required=False, max_length=80)
    about = forms.MultipleChoiceField(
        label="询问的项目",
        choices=[(field.value, field.label) for field in Field],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要询问的项目。"},
    )
    question = forms.CharField(
        label="询问的内容",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明要对方核实什么。"},
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="查不到的，写明查过哪里。",
        error_messages={"required": "请填写答复。"},
    )


class LeaveOutForm(forms.Form):
    reason = forms.CharField(
        label="不导入的原因", max_length=300, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明不导入的原因。"},
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """All fields of a document, filled in as they were read, and where it is to stand."""

    column = forms.ModelChoiceField(
        OfficialPage.objects.none(),
        label="栏目",
        empty_label=None,
        error_messages={"required": "请选择栏目。", "invalid_choice": "请在列出的栏目中选择。"},
    )

    def __init__(self, *args: Any, row: Any, columns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["column"].queryset = columns  # type: ignore[attr-defined]
        self.fields["column"].initial = columns.first()
        read = row.reading.get("fields", {})
        for field in Field:
            found = read.get(field.value, {})
            self.fields[field.value] = _field(field, found)
            if field in rules.MUST_BE_SAID:
                self.fields[f"no_{field.value}"] = forms.BooleanField(
                    label=f"{field.label}：原文未载明", required=False
                )
        self.fields["checked"] = forms.BooleanField(
            label="我已逐项对照原文核对",
            error_messages={"required": "请逐项对照原文核对，再勾选。"},
        )

    def given(self) -> tuple[dict[str, Any], list[str]]:
        """Return the values by field, and the fields marked as not named."""
        values = {field.value: self.cleaned_data.get(field.value) for field in Field}
        unstated = [each.value for each in rules.MUST_BE_SAID if self.cleaned_data.get(f"no_{each.value}")]
        return values, unstated


def _field(field: Field, found: dict[str, Any]) -> forms.Field:
    """Return the field of the form, with what was read and how sure it is as its hint."""
    value = found.get("value", "")
    said = _hint(found)
    if field.is_day:
        return forms.DateField(
            label=field.label,
            required=False,
            initial=value or None,
            help_text=said,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": DAY},
        )
    words = "、".join(value) if isinstance(value, list) else value
    is_long = field in (Field.TITLE, Field.ISSUER, Field.BASIS)
    widget = forms.Textarea({"rows": 2}) if is_long else forms.TextInput()
    return forms.CharField(
        label=field.label, required=False, initial=words, help_text=said, max_length=1000, widget=widget
    )


def _hint(found: dict[str, Any]) -> str:
    if "value" in found:
        return f"把握：{rules.CONFIDENCE[found['confidence']]}。{found['why']}"
    tried = "、".join(found.get("tried", []))
    return f"没有找到；找过{tried}。{found.get('why', '')}" if tried else ""
