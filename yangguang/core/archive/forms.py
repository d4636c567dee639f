"""What the acts of the archive ask for."""

from django import forms


class FondsForm(forms.Form):
    number = forms.CharField(
        label="全宗号",
        max_length=20,
        help_text="由同级档案馆给定。此后归档的信息包用新的号，已归档的不变。",
        error_messages={"required": "请填写全宗号。", "max_length": "全宗号最多20个字，请核对。"},
    )


class TakeOutForm(forms.Form):
    purpose = forms.CharField(
        label="利用目的",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="信息包含有个人信息。下载人、时间和目的登记在台账。",
        error_messages={
            "required": "请写明利用目的，将与下载人、时间一并登记。",
            "max_length": "最多200字，请缩短。",
        },
    )
