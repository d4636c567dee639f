"""Giving a kept file to somebody. Whether she may see it, the view has found out before."""

from urllib.parse import quote

from django.http import HttpResponse

from .models import StoredFile

LOCKED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""What a browser lets a file do that was made elsewhere, should it show it in spite of all: nothing."""


def as_download(file: StoredFile) -> HttpResponse:
    """Return a file to keep; the browser is told not to show it, not to guess its kind and to store no copy.

    Who calls this has asked the row that the file belongs to whether its visitor may see it:

        enclosure = get_object_or_404(Enclosure.objects.visible_to(person, on), pk=pk)
        return as_download(enclosure.file)
    """
    plain = f"file-{file.pk}.{file.kind}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return HttpResponse(
        file.read(),
        content_type=file.media_type,
        headers={
            "Content-Disposition": named,
            "Content-Security-Policy": LOCKED,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
