"""What everybody can read: how visits are counted, and how many there were."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yangguang.core.orgs.models import Organisation
from yangguang.rules.periods import Period

from . import queries, rules
from .models import SiteDay
from .presenting import chart


@require_safe
def explained(request: HttpRequest, code: str = "") -> HttpResponse:
    """The figures of a year month by month, and the rules by which they are counted."""
    org = (
        get_object_or_404(Organisation, code=code)
        if code
        else Organisation.objects.filter(parent=None).first()
    )
    if org is None:
        raise Http404
    sites = org.subtree()
    years = queries.years(sites)
    year = year_of(request, years)
    on = Period.year(year).until if year else None
    newest = SiteDay.objects.of(sites).filter(on__lt=on).order_by("-on").first() if year else None
    context = {
        "org": org,
        "years": years,
        "year": year,
        "chart": months(sites, year) if year else None,
        "newest": newest,
        "terms": {name: dated.values[-1].number for name, dated in rules.TERMS.items()},
        "robots": rules.robots(),
    }
    return render(request, "visits/explained.html", context)


def year_of(request: HttpRequest, years: list[int]) -> int | None:
    """Return the year that is asked for, or the newest; a year without figures is not found."""
    asked = request.GET.get("year", "")
    if not asked:
        return years[0] if years else None
    if not asked.isdecimal() or int(asked) not in years:
        raise Http404
    return int(asked)


def months(sites, year: int, link=lambda month: ""):
    """Return the chart of the months of a year."""
    rows = queries.by_month(sites, year)
    labels = {month: (f"{month}月", link(month)) for month in rows}
    return chart(f"{year}年各月访问次数", "月份", rows, labels)
