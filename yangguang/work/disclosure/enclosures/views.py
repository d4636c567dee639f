"""What the applicant gets: the files that went out with the answer, and no other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.core.files.serving import as_download

from . import queries


@require_safe
@never_cache
def given_file(request: HttpRequest, pk: int, enclosure: int) -> HttpResponse:
    """One file that went out with the answer, for whoever signed in as the applicant or showed the code."""
    from ..views import own

    return as_download(get_object_or_404(queries.given(own(request, pk)), pk=enclosure).file)
