"""Rules for every visit."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .accounts import ENTER_THE_OFFICE


class StaffUseTwoFactors:
    """Sends staff who have not set up a second factor there before anything else in the office.

    Source: GB/T 22239-2019 8.1.4.1 (two kinds of proof of identity, one of them cryptographic).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_USE_TWO_FACTORS
            and request.path.startswith("/office/")
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class OfficeIsForStaff:
    """Tells people without a post that the office is not open to them.

    The shell would send them to the sign-in, and that, as they are signed in, back again without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith("/office/")
            and request.user.is_authenticated
            and not request.user.has_perm(ENTER_THE_OFFICE)
        ):
            raise PermissionDenied
        return self.get_response(request)
