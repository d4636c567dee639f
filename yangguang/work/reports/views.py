"""What residents read: the frozen reports, as pages and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yangguang.core.orgs.models import Organisation
from yangguang.core.ui.files import as_file

from . import files, presenting, writing
from .models import Edition
from .writing import Part

ENDINGS = ("pdf", "docx", "json", "csv")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All published reports, the newest year first."""
    newest = Edition.objects.order_by("org_id", "year", "-number").distinct("org_id", "year").values("pk")
    editions = Edition.objects.filter(pk__in=newest).select_related("org").order_by("-year", "org__path")
    return render(request, "reports/index.html", {"editions": editions})


@require_safe
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One published report."""
    edition = _published(code, year)
    context = {
        "edition": edition,
        "title": f"{edition.org.name}{year}年政府信息公开工作年度报告",
        "parts": [Part(title, tuple(paragraphs)) for title, paragraphs in edition.sections],
        **presenting.shown(writing.from_json(edition.tables)),
    }
    return render(request, "reports/report.html", context)


@require_safe
def report_file(request: HttpRequest, code: str, year: int, ending: str) -> HttpResponse:
    """One published report as a file."""
    edition = _published(code, year)
    if ending not in ENDINGS:
        raise Http404
    return as_file(files.of_edition(edition, ending), f"report-{code}-{year}.{ending}", is_shown=True)


def _published(code: str, year: int) -> Edition:
    org = get_object_or_404(Organisation, code=code)
    edition = Edition.objects.filter(org=org, year=year).order_by("-number").first()
    if edition is None:
        raise Http404
    return edition
