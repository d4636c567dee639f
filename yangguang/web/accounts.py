"""How people sign in: with allauth, in one page for residents and staff."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends people to where their work is."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the office for people who hold a post, and their own requests for everybody else."""
        person = request.user
        if person.is_authenticated and person.has_perm("wagtailadmin.access_admin"):
            return "/office/"
        return "/my/"
