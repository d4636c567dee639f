"""What a clerk types who puts a file to a request, and how an act takes what was uploaded."""

from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ..models import Enclosure
from .actions import Upload

Role = Enclosure.Role


def uploads_of(files: "Iterable[UploadedFile[bytes]]") -> list[Upload]:
    """Return uploaded files as an act takes them."""
    return [(each.name or "", each.read()) for each in files]


class AttachForm(forms.Form):
    role = forms.ChoiceField(
        label="这是什么文件",
        choices=[(Role.FOUND.value, Role.FOUND.label), (Role.ATTACHED.value, Role.ATTACHED.label)],
        widget=forms.RadioSelect,
        initial=Role.FOUND,
        error_messages={"required": "请选择文件的来源。", "invalid_choice": "请在列出的各项中选择。"},
    )
    file = forms.FileField(
        label="文件",
        help_text="pdf、docx、xlsx、ofd、jpg、png、txt、csv，最大10MB；不设密码。只在内部保存。",
        error_messages={
            "required": "请选择要存入的文件。",
            "empty": "这是空文件，请检查后重新选择。",
            "invalid": "文件没有传上来，请重新选择。",
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", required=False, max_length=200)
