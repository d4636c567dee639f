"""What an editor of everyday words fills in; the act itself says what else may be wrong with it."""

from django import forms


class WordForm(forms.Form):
    says = forms.CharField(
        label="群众的说法",
        max_length=200,
        help_text="群众会怎样打字，例如：老人卡。",
        error_messages={
            "required": "请填写群众的说法，例如 老人卡。",
            "max_length": "群众的说法最多30字，请缩短。",
        },
    )
    means = forms.CharField(
        label="文件里的说法",
        max_length=1000,
        help_text="几种说法之间用顿号隔开；一种说法里几个词都要有的，用空格隔开。例如：老年人优待、老年人 优待证。",
        error_messages={
            "required": "请填写文件里的说法，例如 老年人优待；几种说法之间用顿号隔开。",
            "max_length": "文件里的说法最多200字，请缩短。",
        },
    )


class ChangeForm(WordForm):
    says = forms.CharField(widget=forms.HiddenInput, max_length=200)


class RetireForm(forms.Form):
    says = forms.CharField(widget=forms.HiddenInput, max_length=200)
