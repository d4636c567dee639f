"""What residents see of this: that what they are about to ask for is public already."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.core.ui.views import ActView, key_of

from . import queries

LONGEST = 2_000


class ShowsWhatIsPublished(ActView):
    """The form of a request, with a page between it and the act where something public may be what is asked for.

    It needs no script. What was typed is handed on, and one click sends the request all the same: nobody is kept
    from asking.
    """

    confirm_template = "disclosure/published.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(data=request.POST)
        if "change" in request.POST:
            return self._page(form, once=key_of(request))
        if "seen" not in request.POST and form.is_valid():
            found = queries.published(form.cleaned_data["wanted"], timezone.localdate())
            if found:
                context = {
                    "form": form,
                    "typed": _typed(form),
                    "published": found,
                    "once": key_of(request),
                    **self.context(),
                }
                return render(request, self.confirm_template, context)
        return super().post(request, *args, **kwargs)


@require_POST
@never_cache
def published(request: HttpRequest) -> HttpResponse:
    """What is public already of what somebody is just typing; nothing of it is kept or written to a log."""
    found = queries.published(request.POST.get("wanted", "")[:LONGEST], timezone.localdate())
    return render(request, "disclosure/published_list.html", {"published": found})


def _typed(form: Any) -> list[tuple[str, str]]:
    """Return what was typed, to be sent once more."""
    sent = [(name, form.data.get(name, "")) for name in form.fields]
    return [(name, value) for name, value in sent if value]
