"""What may be uploaded: a file is checked by its name, its size and its content before it is stored."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from PIL import Image

from yangguang.rules.problems import Problem

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LONGEST_NAME = 100
MOST_PIXELS = 50_000_000
MOST_ENTRIES = 2000
LARGEST_UNPACKED = 200 * MEGABYTE
HIGHEST_RATIO = 100
"""How many times larger than packed a document may be; what is more was made to fill a disk."""

HIDDEN = re.compile("[\\x00-\\x1f\\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\\\:]")
"""Signs that have no place in a name: they hide its ending, or lead to another folder."""

MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|iframe|svg|\?xml|\?php)", re.IGNORECASE)


def why_not_store(name: str, size: int, content: IO[bytes]) -> Iterator[Problem]:
    """Say what is wrong with an uploaded file; nothing more is said once one thing is."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if HIDDEN.search(name) or name.startswith(".") or len(name) > LONGEST_NAME:
        yield Problem(f"文件名不能用：请改成{LONGEST_NAME}个字以内、不含特殊符号的名称再上传。", "file")
    elif ending not in KINDS:
        known = "、".join(KINDS)
        yield Problem(f"“{name}”不是可以上传的文件；可以上传的有 {known}。", "file")
    elif not size:
        yield Problem(f"“{name}”是空文件，请检查后重新上传。", "file")
    elif size > LARGEST_FILE:
        most = LARGEST_FILE // MEGABYTE
        yield Problem(f"“{name}”太大，一个文件最多{most}MB，请压缩或者分成几份。", "file")
    else:
        yield from _why_not_content(name, ending, content)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class CheckedFiles(forms.FileField):
    """The field of a form in which several files are uploaded at once; it gives a list.

    Args:
        most: how many at most.
    """

    widget = SeveralFiles

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given:
            super().clean(None, initial)
        if len(given) > self.most:
            raise ValidationError(f"一次最多{self.most}个文件，现在有{len(given)}个，请减少后重新选择。")
        files, wrong = [], []
        for each in given:
            try:
                files.append(super().clean(each, initial))
                check(each)
            except ValidationError as found:
                wrong += found.messages
        if wrong:
            raise ValidationError(list(dict.fromkeys(wrong)))
        return files


class CheckedFile(forms.FileField):
    """The field of a form in which a file is uploaded."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            check(file)
        return file


def check(file: "UploadedFile[Any]") -> None:
    """Do nothing when the file may be stored.

    Raises:
        ValidationError: for what `why_not_store` finds.
    """
    found = list(why_not_store(file.name or "", file.size or 0, file))
    file.seek(0)
    if found:
        raise ValidationError([str(problem) for problem in found])


class NotTooLarge(FileUploadHandler):
    """Refuses what is larger than a whole form may be, before any of it is kept."""

    def handle_raw_input(
        self,
        input_data: Any,
        meta: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("larger than a form may be")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _why_not_content(name: str, ending: str, content: IO[bytes]) -> Iterator[Problem]:
    content.seek(0)
    if not KINDS[ending](content):
        said = f"“{name}”的内容不是 {ending} 文件，或者已经损坏；请用原来的程序打开，另存后重新上传。"
        yield Problem(said, "file")
    elif ending in PACKED and _is_bomb(content):
        yield Problem(f"“{name}”展开后过大，不像是正常的文档，没有接收；请另存后重新上传。", "file")


def _is_bomb(content: IO[bytes]) -> bool:
    with zipfile.ZipFile(content) as packed:
        entries = packed.infolist()
    unpacked, inside = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    return (
        len(entries) > MOST_ENTRIES
        or unpacked > LARGEST_UNPACKED
        or unpacked > HIGHEST_RATIO * max(inside, 1)
    )


def _begins(*marks: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda content: content.read(16).startswith(marks)


def _holds(member: str) -> Callable[[IO[bytes]], bool]:
    """Return the question whether a packed document has `member`, and no program of its own (宏)."""

    def ask(content: IO[bytes]) -> bool:
        try:
            with zipfile.ZipFile(content) as packed:
                names = packed.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            return False
        return member in names and not any(each.endswith("vbaProject.bin") for each in names)

    return ask


def _is_image(*formats: str) -> Callable[[IO[bytes]], bool]:
    def ask(content: IO[bytes]) -> bool:
        try:
            with Image.open(content, formats=formats) as image:
                fits = image.width * image.height <= MOST_PIXELS
                if fits:
                    image.verify()
        except Exception:  # whatever breaks the reader is no image
            return False
        return fits

    return ask


def _is_text(content: IO[bytes]) -> bool:
    raw = content.read()
    if b"\0" in raw or MARKUP.search(raw[:4096]):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


KINDS: dict[str, Callable[[IO[bytes]], bool]] = {
    "pdf": _begins(b"%PDF-"),
    "docx": _holds("word/document.xml"),
    "xlsx": _holds("xl/workbook.xml"),
    "ofd": _holds("OFD.xml"),
    "jpg": _is_image("JPEG"),
    "jpeg": _is_image("JPEG"),
    "png": _is_image("PNG"),
    "txt": _is_text,
    "csv": _is_text,
}
"""By its ending, how the content of a file shows that it is what it says."""

PACKED = ("docx", "xlsx", "ofd")
