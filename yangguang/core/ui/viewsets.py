"""Lists of rows in the office, in which nobody finds a row that she may not see."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

NOT_IN_A_FILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What somebody may have pasted into a form, but a table that is taken away cannot hold."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell of a CSV begins that a spreadsheet would compute; an apostrophe before it keeps it as words."""

Rows = Callable[[Any, date], "QuerySet[Any]"]


class Scoped:
    """A view that knows no rows but those its visitor may see."""

    visible_to: Rows | None = None

    def rows(self) -> "QuerySet[Any]":
        assert self.visible_to is not None  # the viewset gives it
        return self.visible_to(self.request.user, timezone.localdate())  # type: ignore[attr-defined]


class ScopedIndexView(Scoped, generic.IndexView):  # type: ignore[misc]
    """The list with its filters, its search, and its export as xlsx and csv."""

    search_backend_name = None
    edit_url_name = None
    page_of: Callable[[Model], str] | None = None

    def get_base_queryset(self) -> "QuerySet[Any]":
        return self.rows()

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return what stands in a cell of an export."""
        shown = super().preprocess_field_value(field, value, export_format)
        if not isinstance(shown, str):
            return shown
        words = NOT_IN_A_FILE.sub("", shown)
        return f"'{words}" if export_format == "csv" and words.startswith(FORMULA) else words

    def get_list_buttons(self, instance: Model) -> list[Any]:
        return []

    def get_edit_url(self, instance: Model) -> str:
        """Return where a row of the list leads to: its page in the office, for nothing is edited here."""
        assert self.page_of is not None  # the viewset gives it
        return self.page_of(instance)


class ScopedInspectView(Scoped, generic.InspectView):  # type: ignore[misc]
    """The page of one row; of a row that its visitor may not see, there is none."""

    page_title = "资料"

    def get_object(self, queryset: Any = None) -> Model:
        try:
            return get_object_or_404(self.rows(), pk=self.pk)
        except ValueError:  # no key at all
            raise Http404 from None


class LookOnly(BasePermissionPolicy):  # type: ignore[misc]
    """Everybody of the office may look, nobody may write: rows change by acts alone."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and user.is_active

    def users_with_any_permission(self, actions: Any) -> "QuerySet[Any]":
        from django.contrib.auth import get_user_model

        people = get_user_model()._default_manager.filter(is_active=True)
        return people if "view" in actions else people.none()


class ScopedViewSet(ModelViewSet):  # type: ignore[misc]
    """The rows of a model, as the people of an office may see them: a list and a page for each row.

    The model's manager answers `visible_to(person, on)`, or the viewset says so itself. There are no other
    addresses than the list, with its search and exports, and the page of a row. Nothing is added, changed
    or deleted here.

        class RequestDesk(ScopedViewSet):
            model = DisclosureRequest
            icon = "mail"
            list_display = ["case", "applicant", "received_on"]
            list_export = ["applicant", "received_on"]
            search_fields = ["applicant"]

    A part lists its viewsets as `VIEWSETS` in its `desk.py`.
    """

    index_view_class = ScopedIndexView
    inspect_view_class = ScopedInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    sort_order_field = None
    add_to_admin_menu = False  # all lists stand together in one entry of the menu

    def visible_to(self, person: Any, on: date) -> "QuerySet[Any]":
        """Return the rows that `person` may see on that day."""
        return self.model.objects.visible_to(person, on)

    def page_of(self, row: Model) -> str:
        """Return the address of a row's page in the office."""
        return str(getattr(row, "desk_url", "") or reverse(self.get_url_name("inspect"), args=[row.pk]))

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"page_of": self.page_of, **kwargs})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        )
        return super().get_common_view_kwargs(**{"visible_to": self.visible_to, **nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """Offer no address for editing a row: there is none."""

    def register_reference_index(self) -> None:
        """Keep no index of what refers to a row: the ledger knows."""

    def register_permissions(self) -> None:
        register_permission_policy(self.model, LookOnly(self.model))
