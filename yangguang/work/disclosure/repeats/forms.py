"""What the acts about requests that are alike ask for; their fields are the acts' own arguments."""

from django import forms

from .rules import Found

NOT_LISTED = "请在列出的各项中选择。"


def _reason(label: str, missing: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
        error_messages={"required": missing, "max_length": f"{label}最多2000字，请缩短。"},
    )


class JudgeForm(forms.Form):
    found = forms.ChoiceField(
        label="判断",
        choices=[(each.value, each.label) for each in Found],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择判断结果。", "invalid_choice": NOT_LISTED},
    )
    reason = _reason(
        "理由",
        "请写明判断的理由：两件申请的内容、时间有什么相同和不同。",
        "写明两件申请的内容、时间有什么相同和不同。只作记录，答复仍须另行拟写、签发。",
    )


class PublicForm(forms.Form):
    key = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    url = forms.CharField(
        label="已公开页面的地址",
        max_length=500,
        required=False,
        help_text="从浏览器的地址栏复制。",
        error_messages={"max_length": "地址最多500个字符，请核对。"},
    )


class DecideForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label="是否采纳",
        choices=[("yes", "采纳，纳入主动公开"), ("no", "不采纳")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否采纳。", "invalid_choice": NOT_LISTED},
    )
    reason = _reason(
        "理由",
        "请写明采纳或者不采纳的理由。",
        "例如：属于可以公开的信息，多人需要；或者含有他人隐私、商业秘密，去除后没有意义。",
    )


class LinkForm(forms.Form):
    url = forms.CharField(
        label="公开页面的地址",
        max_length=500,
        help_text="页面发布以后，从浏览器的地址栏复制。",
        error_messages={
            "required": "请填写公开页面的地址。",
            "max_length": "地址最多500个字符，请核对。",
        },
    )
