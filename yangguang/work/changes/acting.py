"""What entering a change and settling a list ask for; the fields are the acts' own arguments."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.core.law.impact import How
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Refused

from .models import Checklist
from .rules import Decision, read_places

NOT_A_SIGN = "内容里有不能保存的字符，请重新输入。"
NOT_LISTED = "请在列出的各项中选择。"


class PlacesField(forms.CharField):
    """Articles as somebody types them; empty is the whole law."""

    def clean(self, value: Any) -> tuple[Place, ...]:
        try:
            return read_places(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError([str(each) for each in refused.problems]) from None


def _words(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": f"{label}最多5000字，请缩短。",
            "null_characters_not_allowed": NOT_A_SIGN,
        },
    )


class ChangeForm(forms.Form):
    """A change of law, to be looked at."""

    how = forms.ChoiceField(
        label="变动",
        choices=[(each.value, each.label) for each in How],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择变动的方式。", "invalid_choice": NOT_LISTED},
    )
    on = forms.DateField(
        label="变动日期",
        help_text="新的规定施行、旧的规定不再有效的第一日。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写变动日期。", "invalid": "变动日期应写作 2024-01-25 这样的日期。"},
    )
    places = PlacesField(
        label="变动的条款",
        required=False,
        max_length=2000,
        help_text="按变动前文本的条号写，如：第三条、第五条第二款、第七条至第九条；整部法规变动的不填。",
        error_messages={
            "max_length": "变动的条款最多2000字，请缩短。",
            "null_characters_not_allowed": NOT_A_SIGN,
        },
    )
    with_whole = forms.BooleanField(
        label="引用整部法规、没有写明条款的也列入",
        required=False,
        help_text="只对部分条款的变动有意义。",
    )


class EnterForm(ChangeForm):
    """A change of law, to be entered."""

    basis = _words("依据", "请写明依据，例如公布变动的文件和条款。", "公布变动的文件、条款，或者清理决定。")


class SettleForm(forms.Form):
    """What was found of the things on one list."""

    entries = forms.MultipleChoiceField(
        label="核对的事项",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要核对的事项。", "invalid_choice": NOT_LISTED},
    )
    decision = forms.ChoiceField(
        label="核对结果",
        choices=[(each.value, each.label) for each in Decision],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核对结果。", "invalid_choice": NOT_LISTED},
    )
    reason = _words("理由", "请写明理由：核对了什么，依据现在是哪一条。")

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, each.label) for each in checklist.entries.order_by("pk")]
        self.fields["entries"].choices = choices  # type: ignore[attr-defined]
