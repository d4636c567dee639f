"""What an editor of everyday words fills in; what is wrong with it, the act itself says."""

from django import forms


class WordForm(forms.Form):
    says = forms.CharField(
        label="群众的说法",
        max_length=200,
        required=False,
        help_text="群众会怎样打字，例如：老人卡。",
    )
    means = forms.CharField(
        label="文件里的说法",
        max_length=1000,
        required=False,
        help_text="几种说法之间用顿号隔开；一种说法里几个词都要有的，用空格隔开。例如：老年人优待、老年人 优待证。",
    )


class ChangeForm(WordForm):
    says = forms.CharField(widget=forms.HiddenInput, max_length=200)


class RetireForm(forms.Form):
    says = forms.CharField(widget=forms.HiddenInput, max_length=200)
