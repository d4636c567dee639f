"""One page for each person, and one for each act on organisations, people and posts."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.orgs import actions, queries
from yangguang.core.orgs.models import Organisation, Person, Post, Substitution
from yangguang.core.ui.views import ForAdministrators

from .forms import (
    DeputyForm,
    EndPost,
    NewOrganisation,
    OrganisationDetails,
    PasswordForm,
    PersonForm,
    PostForm,
)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's posts, and who acts for him and for whom he acts."""
    today = timezone.localdate()
    shown = get_object_or_404(queries.people_seen_by(request.user, today), pk=pk)
    posts = (
        queries.posts_seen_by(request.user, today)
        .filter(person=shown)
        .order_by("-until", "org__path", "role")
    )
    deputies = Substitution.objects.filter(absent=shown, until__gt=today).select_related("org", "deputy")
    context = {
        "person": shown,
        "posts": posts,
        "today": today,
        "deputies": deputies.order_by("since"),
        "stands_in": queries.absences_covered_by(shown, today).select_related("org", "absent"),
        "orgs": Organisation.objects.filter(posts__in=Post.objects.on(today).filter(person=shown)).distinct(),
        "may_manage": actions.may_manage(request.user),
        "may_arrange": actions.may_manage(request.user) or shown == request.user,
    }
    return render(request, "staffing/person.html", context)


class Act(ForAdministrators):
    """The page of one act on organisations, people or posts."""

    refusal = "机关、人员和岗位由系统管理员维护；如需改动，请与管理员联系。"
    template_name = "staffing/act.html"
    button = ""

    def back(self) -> str:
        return reverse("posts:index")

    def form(self, **given: Any) -> Any:
        given.pop("files", None)
        return self.form_class(**given, **self.given())

    def given(self) -> dict[str, Any]:
        """Return what the form is made with."""
        return {}

    def context(self) -> dict[str, Any]:
        return {"back": self.back(), "button": self.button or self.title, "about": self.about()}

    def about(self) -> list[tuple[str, object]]:
        """Return what the act is about, as pairs of a word and what it stands for."""
        return []

    def signed(self, once: str) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now(), "once": once}

    def seen_orgs(self) -> QuerySet[Organisation]:
        return queries.visible_to(self.request.user, timezone.localdate())


class AddPerson(Act):
    form_class = PersonForm
    title = "登记人员"
    done = "已登记，可以用初始口令登录。"

    def given(self) -> dict[str, Any]:
        return {"orgs": self.seen_orgs(), "initial": {"since": timezone.localdate()}}

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        made = actions.add_person(values.pop("org"), **values, **self.signed(once))
        return reverse("web_desk:person", args=[made.pk])


class OfPerson(Act):
    """An act on one person."""

    @cached_property
    def person(self) -> Person:
        seen = queries.people_seen_by(self.request.user, timezone.localdate())
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("web_desk:person", args=[self.person.pk])

    def about(self) -> list[tuple[str, object]]:
        return [("人员", self.person)]


class Appoint(OfPerson):
    form_class = PostForm
    title = "任岗"
    done = "已任岗。"

    def given(self) -> dict[str, Any]:
        return {"orgs": self.seen_orgs(), "initial": {"since": timezone.localdate()}}

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        actions.appoint(self.person, values.pop("org"), **values, **self.signed(once))
        return self.back()


class SetPassword(OfPerson):
    form_class = PasswordForm
    title = "重设口令"
    done = "已重设口令。"

    def act(self, form: Any, *, once: str) -> str:
        actions.set_password(self.person, form.cleaned_data["password"], **self.signed(once))
        return self.back()


class CloseAccount(OfPerson):
    title = "停用账号"
    done = "已停用账号。"

    def act(self, form: Any, *, once: str) -> str:
        actions.close_account(self.person, **self.signed(once))
        return self.back()


class OpenAccount(OfPerson):
    title = "启用账号"
    done = "已启用账号。"

    def act(self, form: Any, *, once: str) -> str:
        actions.open_account(self.person, **self.signed(once))
        return self.back()


class ArrangeDeputy(OfPerson):
    form_class = DeputyForm
    title = "安排代理"
    done = "已安排代理。"

    @cached_property
    def org(self) -> Organisation:
        held = Post.objects.on(timezone.localdate()).filter(person=self.person)
        return get_object_or_404(
            Organisation.objects.filter(posts__in=held).distinct(), pk=self.kwargs["org"]
        )

    def is_allowed(self) -> bool:
        return super().is_allowed() or self.request.user == self.person

    def given(self) -> dict[str, Any]:
        return {"org": self.org, "absent": self.person, "on": timezone.localdate()}

    def about(self) -> list[tuple[str, object]]:
        return [("缺席人", self.person), ("机关", self.org)]

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        actions.arrange_deputy(self.person, values.pop("deputy"), self.org, **values, **self.signed(once))
        return self.back()


class EndDeputy(OfPerson):
    title = "结束代理"
    done = "代理已结束。"

    @cached_property
    def given_to(self) -> Substitution:
        return get_object_or_404(Substitution, absent=self.person, pk=self.kwargs["deputy"])

    def is_allowed(self) -> bool:
        return super().is_allowed() or self.request.user == self.person

    def about(self) -> list[tuple[str, object]]:
        return [("缺席人", self.person), ("代理人", self.given_to.deputy), ("机关", self.given_to.org)]

    def act(self, form: Any, *, once: str) -> str:
        actions.end_deputy(self.given_to, **self.signed(once))
        return self.back()


class Relieve(Act):
    form_class = EndPost
    title = "免岗"
    done = "已免岗。"

    @cached_property
    def post_held(self) -> Post:
        seen = queries.posts_seen_by(self.request.user, timezone.localdate())
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("web_desk:person", args=[self.post_held.person_id])

    def given(self) -> dict[str, Any]:
        return {"initial": {"until": timezone.localdate()}}

    def about(self) -> list[tuple[str, object]]:
        held = self.post_held
        return [("人员", held.person), ("机关", held.org), ("岗位", held.role)]

    def act(self, form: Any, *, once: str) -> str:
        actions.relieve(self.post_held, until=form.cleaned_data["until"], **self.signed(once))
        return self.back()


class AddOrganisation(Act):
    form_class = NewOrganisation
    title = "增设机关"
    done = "已增设。"

    def back(self) -> str:
        return reverse("organisations:index")

    def act(self, form: Any, *, once: str) -> str:
        values = dict(form.cleaned_data)
        made = actions.add_organisation(values.pop("parent"), **values, **self.signed(once))
        return reverse("organisations:inspect", args=[made.pk])


class ChangeOrganisation(Act):
    form_class = OrganisationDetails
    title = "修改机关资料"
    button = "保存"
    done = "已保存。"

    @cached_property
    def org(self) -> Organisation:
        return get_object_or_404(self.seen_orgs(), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("organisations:inspect", args=[self.org.pk])

    def given(self) -> dict[str, Any]:
        return {"instance": self.org}

    def about(self) -> list[tuple[str, object]]:
        return [("代码", self.org.code)]

    def act(self, form: forms.ModelForm, *, once: str) -> str:
        stored = Organisation.objects.get(pk=self.org.pk)  # the form has already changed its own
        actions.change_organisation(stored, **form.cleaned_data, **self.signed(once))
        return self.back()


ADDRESSES = [
    path("people/add/", AddPerson.as_view(), name="add_person"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/appoint/", Appoint.as_view(), name="appoint"),
    path("people/<int:pk>/password/", SetPassword.as_view(), name="set_password"),
    path("people/<int:pk>/close/", CloseAccount.as_view(), name="close_account"),
    path("people/<int:pk>/open/", OpenAccount.as_view(), name="open_account"),
    path("people/<int:pk>/deputies/<int:org>/add/", ArrangeDeputy.as_view(), name="arrange_deputy"),
    path("people/<int:pk>/deputies/<int:deputy>/end/", EndDeputy.as_view(), name="end_deputy"),
    path("people/posts/<int:pk>/relieve/", Relieve.as_view(), name="relieve"),
    path("organisations/add/", AddOrganisation.as_view(), name="add_organisation"),
    path("organisations/<int:pk>/change/", ChangeOrganisation.as_view(), name="change_organisation"),
]
