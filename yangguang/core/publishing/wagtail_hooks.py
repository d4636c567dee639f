"""The editor of the shell: it saves drafts; everything else about a page is done on its own page of the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.rich_text.pages import PageLinkHandler

from .models import Publication


class LinkToPage(PageLinkHandler):  # type: ignore[misc]
    """A link to another page leads to where the public finds it, or nowhere while it is not live."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        keys = [attrs.get("id", "") for attrs in attrs_list]
        live = Publication.objects.filter(
            page__in=[key for key in keys if key.isdigit()], published_at__isnull=False, withdrawn_at=None
        )
        addresses = {str(page): address for page, address in live.values_list("page_id", "address")}
        return [format_html('<a href="{}">', addresses[key]) if key in addresses else "<a>" for key in keys]


@hooks.register("register_rich_text_features", order=10)
def links_lead_to_files(features: Any) -> None:
    features.register_link_type(LinkToPage)


class ToTheDesk(ActionMenuItem):  # type: ignore[misc]
    """Leads from the editor to the page's own page, where it is submitted."""

    name = "action-desk"
    label = "送审、看清样"
    icon_name = "arrow-right"
    order = 20

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("publishing_desk:page", args=[context["page"].pk])


@hooks.register("construct_page_action_menu")
def only_drafts_are_saved_here(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    items[:] = [each for each in items if each.name in ("action-save-draft", None)]
    if context["view"] == "edit":  # what was never saved has no page on the desk
        items.append(ToTheDesk())


@hooks.register("construct_wagtail_userbar")
def no_userbar(request: HttpRequest, items: list[Any], page: Any) -> None:
    items.clear()
