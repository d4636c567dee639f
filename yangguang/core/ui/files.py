"""Giving a file to whoever asked for it."""

from django.http import HttpResponse

CONTENT_TYPES = {
    "bpmn": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
}


def as_file(content: bytes | str, name: str, *, is_shown: bool = False) -> HttpResponse:
    """Return a file under a name that ends in one of `CONTENT_TYPES`.

    Args:
        content: what is in it.
        name: plain letters, with its ending.
        is_shown: whether a browser that can may show it, instead of keeping it.
    """
    place = "inline" if is_shown else "attachment"
    kind = CONTENT_TYPES[name.rpartition(".")[2]]
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'{place}; filename="{name}"'}
    )
