"""How people sign in: with allauth, on one page for residents and staff; and who may enter the office."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of

ENTER_THE_OFFICE = "wagtailadmin.access_admin"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends people to where their work is."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the office for people who hold a post, and their own requests for everybody else."""
        person = request.user
        if person.is_authenticated and person.has_perm(ENTER_THE_OFFICE):
            return "/office/"
        return "/my/"


class SignIn(LoginForm):  # type: ignore[misc]
    """The form of the sign-in page; accounts have no e-mail address by which a password could be set anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = "请填写用户名。"
        _ask_for_password(self)


class ConfirmItIsYou(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_password(self)


def _ask_for_password(form: LoginForm | ReauthenticateForm) -> None:
    form.fields["password"].help_text = ""
    form.fields["password"].error_messages["required"] = "请填写密码。"


class ByPost(BaseBackend):
    """Opens the office to whoever holds a post today, or acts for somebody who does."""

    def has_perm(self, user_obj: Person, perm: str, obj: object = None) -> bool:
        """Whether this person may enter; which rows she sees is a question to her posts."""
        return perm == ENTER_THE_OFFICE and user_obj.is_active and _holds_post(user_obj)


def _holds_post(person: Person) -> bool:
    """Whether `person` holds a post today; asked once for each visit."""
    if not hasattr(person, "_holds_post"):
        person._holds_post = posts_of(person, timezone.localdate()).exists()  # type: ignore[attr-defined]
    return bool(person._holds_post)  # type: ignore[attr-defined]
