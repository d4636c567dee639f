"""The shell's own forms for files, which store nothing that `core.ui.uploads` refuses."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from yangguang.core.ui import uploads


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
