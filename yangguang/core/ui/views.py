"""The page of one act: a form, everything that stands in the way, and nothing typed lost."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.crypto import get_random_string
from django.views import View

from yangguang.rules.problems import Refused

ONCE = "once"
KEY = re.compile("[A-Za-z0-9-]{1,100}")


class ActView(View):
    """Shows a form and does an act with it.

    A subclass says what the form is and calls the act in `act`, with the key in `once` under which it is
    done once, however often the form is sent. What the act refuses is shown as what the form itself
    finds: all at once in a summary on top, and each beside its field; the title begins with 错误.
    """

    form_class: type[forms.Form | forms.ModelForm] = forms.Form
    template_name = ""
    title = ""
    done = ""
    """What is said after the act, if anything."""

    def act(self, form: Any, *, once: str) -> str:
        """Do the act; return the address to go on to.

        Raises:
            Refused: with all that stands in the way.
        """
        raise NotImplementedError

    def form(self, **given: Any) -> Any:
        return self.form_class(**given)

    def context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(self.form(), once=get_random_string(32))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        once = key_of(request)
        form = self.form(data=request.POST, files=request.FILES)
        if form.is_valid():
            try:
                address = self.act(form, once=once)
            except Refused as refused:
                show_problems(form, refused)
            else:
                if self.done:
                    messages.success(request, self.done)
                return HttpResponseRedirect(address, status=303)
        return self._page(form, once=once, status=422)

    def _page(self, form: Any, *, once: str, status: int = 200) -> HttpResponse:
        context = {"form": form, "once": once, "title": self.title, **self.context()}
        return TemplateResponse(self.request, self.template_name, context, status=status)


def key_of(request: HttpRequest) -> str:
    """Return the key that came with the form; a new one when it is none of ours."""
    once = request.POST.get(ONCE, "")
    return once if KEY.fullmatch(once) else get_random_string(32)


class ForAdministrators(ActView):
    """An act that only the administrator of an installation does; others are told whom to ask."""

    refusal = "此项由系统管理员办理；如有需要，请与管理员联系。"

    def back(self) -> str:
        """Return the page to go back to; of what one may not see there is none."""
        raise NotImplementedError

    def is_allowed(self) -> bool:
        return bool(self.request.user.is_superuser)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back = self.back()
        if not self.is_allowed():
            messages.error(request, self.refusal)
            return HttpResponseRedirect(back, status=303)
        return super().dispatch(request, *args, **kwargs)


def show_problems(form: forms.BaseForm, refused: Refused) -> None:
    """Put what an act refused beside the fields of the form that it was done with."""
    for problem in refused.problems:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
