"""What the administrator says about a site and its columns."""

from typing import Any

from django import forms

from yangguang.core.orgs.models import Organisation

from .pages import Column, Home


class SiteForm(forms.Form):
    """A site of a government (开设网站)."""

    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="哪个机关的网站",
        empty_label=None,
        error_messages={"required": "请选择机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    title = forms.CharField(label="网站名称", max_length=100, error_messages={"required": "请填写网站名称。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        governments = Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT)
        self.fields["org"].queryset = governments.exclude(pk__in=Home.objects.values("org"))


class ColumnForm(forms.Form):
    """What a column is called, and how often something new is due in it."""

    title = forms.CharField(label="栏目名称", max_length=60, error_messages={"required": "请填写栏目名称。"})
    intro = forms.CharField(
        label="栏目说明", required=False, max_length=300, widget=forms.Textarea({"rows": 3})
    )
    rhythm = forms.ChoiceField(
        label="更新要求",
        choices=Column.Rhythm.choices,
        widget=forms.RadioSelect,
        initial=Column.Rhythm.SELDOM,
        error_messages={"required": "请选择更新要求。"},
    )
    on_home = forms.BooleanField(label="首页显示这个栏目的最新稿件", required=False)


class NewColumnForm(ColumnForm):
    """A new column, with its place in addresses."""

    slug = forms.CharField(
        label="网址中的名称",
        max_length=60,
        help_text="小写字母、数字和连字符，如 notices；开设后不再改变。",
        error_messages={"required": "请填写网址中的名称。"},
    )
    field_order = ("title", "slug", "intro", "rhythm", "on_home")
