"""What a resident types when she speaks to a draft. No name is asked for."""

from django import forms

from .acting import line, words


class OpinionForm(forms.Form):
    """An opinion on a draft."""

    error_css_class = "has-error"

    text = words(
        "您的意见", "请写下您的意见。", rows=6, longest=2000, help_text="可以写明对哪一条、有什么意见和理由。"
    )
    name = line("姓名或者单位", longest=80, help_text="可以不填。不会公布。")
    contact = line("联系方式", longest=80, help_text="可以不填。填写后，需要进一步了解时我们会与您联系。")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
