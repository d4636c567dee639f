"""The page on which everybody searches, and what it suggests while one types."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import actions, queries
from .entries import Results

AROUND = 2
"""How many pages are named on each side of the one that is shown."""

SHOWN_CHOICES = 8
"""How many values of a facet stand open; the others are one click away."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is public, searched by the words of residents."""
    asked = Asked(request)
    if asked.facets and not asked.words.strip():
        results = queries.browse(asked.facets, page=asked.page)
    else:
        results = queries.search(asked.words, facets=asked.facets, page=asked.page)
    if request.method == "GET" and results.words and not (results.complete or results.notes or asked.facets):
        actions.note_unfound(results.words, timezone.localdate())
    return render(request, "search/page.html", {"results": results, **asked.shown(results)})


@require_safe
@cache_control(public=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles for what was typed so far, to be offered below the box."""
    return JsonResponse({"titles": queries.suggest(request.GET.get("q", ""))})


class Asked:
    """What the address of a search says: words, facets and page, whatever else stands in it."""

    def __init__(self, request: HttpRequest) -> None:
        self.words = request.GET.get("q", "")
        self.facets = {name: value for name in queries.FACETS if (value := request.GET.get(name, ""))}
        typed = request.GET.get("page", "")
        self.page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1

    def shown(self, results: Results) -> dict[str, Any]:
        """Return what the template shows beside the hits: facets, what is chosen of them, and pages, with addresses."""
        around = range(max(1, results.page - AROUND), min(results.pages, results.page + AROUND) + 1)
        return {
            "words": results.words,
            "kept": self.facets,
            "complete_hits": [hit for hit in results.hits if not hit.is_partial],
            "partial_hits": [hit for hit in results.hits if hit.is_partial],
            "chosen": [
                (
                    queries.FACETS[name],
                    queries.label_of(name, self.facets[name]),
                    self._address(results, {**self.facets, name: ""}),
                )
                for name in self.facets
            ],
            "facets": [
                (label, choices[:SHOWN_CHOICES], choices[SHOWN_CHOICES:])
                for name, label in queries.FACETS.items()
                if name not in self.facets and len(choices := self._choices(results, name)) > 1
            ],
            "numbers": [(number, self._address(results, self.facets, number)) for number in around],
            "before": self._address(results, self.facets, results.page - 1) if results.page > 1 else "",
            "after": self._address(results, self.facets, results.page + 1)
            if results.page < results.pages
            else "",
            "everything": self._address(results, {}),
        }

    def _choices(self, results: Results, name: str) -> list[tuple[str, int, str]]:
        return [
            (each.label, each.count, self._address(results, {**self.facets, name: each.value}))
            for each in results.facets.get(name, [])
        ]

    def _address(self, results: Results, facets: dict[str, str], number: int = 1) -> str:
        said = QueryDict(mutable=True)
        if results.words:
            said["q"] = results.words
        said.update({name: value for name, value in facets.items() if value})
        if number > 1:
            said["page"] = str(number)
        return f"?{said.urlencode()}"
