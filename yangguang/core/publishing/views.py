"""The public tree served by the program itself: on a single box, and for another mode without scripts.

In production the web server in front serves the files; see docs/site.md.
"""

from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import queries as orgs
from yangguang.core.ui.context import MODES, mode_of

from .models import Attachment, Picture, Rendition
from .site.tree import WORKSHOP

AS_WRITTEN = b'data-mode="standard"'


@require_safe
def published(request: HttpRequest, path: str = "") -> HttpResponse:
    """Return the file that the public reads at an address, in the mode that the visitor wants."""
    file = file_at(path)
    if file is None:
        raise Http404
    kind = guess_type(file.name)[0] or "application/octet-stream"
    mode = mode_of(request)
    if kind != "text/html":
        return FileResponse(file.open("rb"), content_type=kind)
    content = file.read_bytes()
    if mode != MODES[0]:
        content = content.replace(AS_WRITTEN, f'data-mode="{mode}"'.encode(), 1)
    return HttpResponse(content, content_type="text/html; charset=utf-8")


def file_at(path: str) -> Path | None:
    """Return the file of the first site at an address; None where there is none."""
    root = _first_root()
    if root is None or WORKSHOP in path or "\0" in path:
        return None
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        return None
    if file.is_dir():
        file = file / "index.html"
    return file if file.is_file() else None


def _first_root() -> Path | None:
    """Return the folder of the one site that is served here; no database is asked, which may be away."""
    below = Path(settings.PUBLIC_ROOT)
    folders = sorted(each for each in below.glob("[0-9]*") if each.is_dir()) if below.is_dir() else []
    return folders[0] if folders else None


PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
"""A transparent picture of one point."""


@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """Answer the beacon of a page; the web server in front does so itself, and its log is what is counted."""
    return HttpResponse(PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})


@require_safe
def kept(request: HttpRequest, path: str) -> HttpResponse:
    """Return a picture or a file that the office keeps, to whoever of the office may see it."""
    seen = orgs.visible_to(request.user, timezone.localdate()) if request.user.is_authenticated else None
    if seen is None:
        raise Http404
    of_picture = Q(file=path) | Q(pk__in=Rendition.objects.filter(file=path).values("image"))
    if not Picture.objects.filter(of_picture, org__in=seen).exists():
        get_object_or_404(Attachment, file=path, org__in=seen)
    file = (Path(settings.MEDIA_ROOT) / path).resolve()
    if not file.is_relative_to(Path(settings.MEDIA_ROOT).resolve()) or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type=guess_type(file.name)[0] or "application/octet-stream")
