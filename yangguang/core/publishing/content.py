"""What a page says, and its hash: the same for the row, for a revision and for what was signed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Field, ForeignKey
from wagtail.fields import StreamField
from wagtail.models import AbstractPage

from yangguang.core.records.chain import algorithm

SAID_BY_THE_SHELL = {"title", "go_live_at", "expire_at"}
"""Fields of the shell that say something to a reader; the others say nothing."""


def content_of(page: Any) -> dict[str, Any]:
    """Return what `page` says, as plain values: its own fields, its body, and the hashes of the files in it.

    A picture that is replaced under a page changes the content, as a changed word does.
    """
    said = {field.attname: _plain(field, page) for field in said_by(page)}
    said["type"] = page._meta.label_lower
    said["files"] = {f"{kind}:{key}": hash_of_file(kind, key) for kind, key in files_in(page)}
    return said


def hash_of(page: Any, using: str = "") -> str:
    """Return the hash of what `page` says (SM3 where the system has it)."""
    text = json.dumps(content_of(page), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new(using or algorithm(), text.encode()).hexdigest()


def files_in(page: Any) -> Iterator[tuple[str, int]]:
    """Yield the pictures and files in the body of a page, by kind and key, each once."""
    seen = set()
    for block in page.body.raw_data:
        kind, value = block["type"], block["value"]
        found = {"picture": ("picture", "image"), "file": ("attachment", "document")}.get(kind)
        if found and value.get(found[1]):
            each = found[0], int(value[found[1]])
            if each not in seen:
                seen.add(each)
                yield each


def hash_of_file(kind: str, key: int) -> str:
    """Return the SHA-256 of a file as it lies there now; nothing when it is gone."""
    row = apps.get_model("publishing", kind)._default_manager.filter(pk=key).values("file").first()
    if row is None or not default_storage.exists(row["file"]):
        return ""
    with default_storage.open(row["file"]) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def said_by(page: Any) -> list[Any]:
    """Return the fields with which a page says something."""
    return _fields(page.__class__)


@cache
def _fields(model: Any) -> list[Any]:
    """Return the fields with which a type of page says something."""
    of_the_shell = {field.name for field in AbstractPage._meta.fields} - SAID_BY_THE_SHELL
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in of_the_shell and not field.auto_created and not _is_parent(field)
    ]


def _is_parent(field: "Field[Any, Any]") -> bool:
    return isinstance(field, ForeignKey) and bool(getattr(field.remote_field, "parent_link", False))


def _plain(field: Any, page: Any) -> Any:
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        return [{"type": each["type"], "value": each["value"]} for each in value.raw_data]
    return value.isoformat() if isinstance(value, date | datetime) else value
