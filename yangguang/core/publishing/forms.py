"""What the acts of publishing ask for, and the shell's own forms for files."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui import uploads
from yangguang.rules.validity import Validity

from .rules import Level


class _Checked:
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]  # type: ignore[attr-defined]
        if isinstance(file, UploadedFile):
            uploads.check(file)
        return file


class DocumentForm(_Checked, BaseDocumentForm):  # type: ignore[misc]
    """A file that the office keeps."""


class ImageForm(_Checked, BaseImageForm):  # type: ignore[misc]
    """A picture that the office keeps."""


class SignForm(forms.Form):
    """One of the six signatures: the points to tick, the verdict, and what is to be said."""

    outcome = forms.ChoiceField(
        label="结论",
        choices=[("passed", "通过"), ("returned", "退回修改")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通过还是退回。"},
    )
    checks = forms.MultipleChoiceField(
        label="逐项核对",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="通过的，每一项都须核对并勾选。",
    )
    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="退回的，须写明原因。",
    )

    def __init__(self, *args: Any, level: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checks"].choices = [(check, check) for check in level.checks]


class ResubmitForm(forms.Form):
    """What becomes of a page that was returned."""

    outcome = forms.ChoiceField(
        label="怎样处理",
        choices=[("resubmitted", "已经改好，重新送审"), ("given_up", "不再发布")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样处理。"},
    )
    opinion = forms.CharField(
        label="修改说明", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(forms.Form):
    """An act that needs nothing but a reason."""

    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明原因。", "max_length": "原因最多300字，请缩短。"},
    )


class PasteWidget(forms.Textarea):
    """Where a whole text is pasted, with its tables and pictures; without scripts, its words."""

    template_name = "publishing/widgets/paste.html"


class BringInForm(forms.Form):
    """A text from elsewhere: a Word file, or what was copied from Word, WPS or a web page."""

    org = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="发布机关",
        empty_label=None,
        error_messages={"required": "请选择发布机关。", "invalid_choice": "请在列出的机关中选择。"},
    )
    title = forms.CharField(
        label="标题", required=False, max_length=255, help_text="不填的，用文件里认出的标题。"
    )
    word = uploads.CheckedFile(label="Word 文件", required=False, help_text="扩展名为 docx，10MB以内。")
    html = forms.CharField(
        label="或者粘贴正文",
        required=False,
        max_length=20_000_000,
        widget=PasteWidget({"rows": 12}),
        help_text="从 Word、WPS 或网页中复制全文，再粘贴到这里；表格和图片一起带入。",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = organisations
        self.fields["org"].initial = organisations.first()


class EndValidityForm(forms.Form):
    """From when on, how and by what a document is no longer in force."""

    on = forms.DateField(
        label="自哪一日起",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "日期写得不对，应如 2024-03-01。"},
    )
    how = forms.ChoiceField(
        label="怎样结束",
        choices=[
            (each.value, each.label) for each in (Validity.REPEALED, Validity.EXPIRED, Validity.SUSPENDED)
        ],
        error_messages={"required": "请选择。"},
    )
    basis = forms.CharField(
        label="依据的决定及文号", max_length=300, error_messages={"required": "请写明依据的决定及文号。"}
    )
