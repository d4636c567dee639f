"""The office: the shell of Wagtail with our name, our words, and what the desks of the parts contribute."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component

from yangguang.core.ui.office import Figure, MenuEntry, desks

NOT_USED_HERE = ("explorer", "images", "documents", "reports", "help", "settings", "snippets")
"""Entries of the shell that lead to nothing the office works with yet."""


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [
        path("", include((desk.ADDRESSES, f"{label}_desk")))
        for label, desk in desks()
        if hasattr(desk, "ADDRESSES")
    ]


for _, desk in desks():
    for viewset in getattr(desk, "VIEWSETS", []):
        hooks.register("register_admin_viewset", lambda viewset=viewset: viewset)
    for entry in getattr(desk, "MENU", []):
        hooks.register("register_admin_menu_item", lambda entry=entry: DeskItem(entry))
    for entry in getattr(desk, "SEARCHES", []):
        hooks.register("register_admin_search_area", lambda entry=entry: DeskSearch(entry))


@hooks.register("register_admin_menu_item")
def all_lists() -> MenuItem:
    """Return the entry under which every list of rows is found."""
    lists = Menu(
        items=[viewset.get_menu_item() for _, desk in desks() for viewset in getattr(desk, "VIEWSETS", [])]
    )
    return SubmenuMenuItem("全部清单", lists, name="lists", icon_name="list-ul", order=300)


class DeskItem(MenuItem):
    """An entry of the menu that only those see who may use it."""

    def __init__(self, entry: MenuEntry) -> None:
        super().__init__(entry.label, reverse_lazy(entry.address), icon_name=entry.icon, order=entry.order)
        self.permission = entry.permission

    def is_shown(self, request: HttpRequest) -> bool:
        return not self.permission or request.user.has_perm(self.permission)


class DeskSearch(SearchArea):
    """A list of a desk in which the search box of the shell looks; the first one it asks."""

    def __init__(self, entry: MenuEntry) -> None:
        super().__init__(entry.label, reverse_lazy(entry.address), icon_name=entry.icon, order=entry.order)

    def is_active(self, request: HttpRequest, current: str | None = None) -> bool:
        return request.path.startswith(str(self.url))


@hooks.register("construct_main_menu")
def only_what_is_used(request: HttpRequest, entries: list[MenuItem]) -> None:
    entries[:] = [each for each in entries if each.name not in NOT_USED_HERE]


@hooks.register("construct_homepage_summary_items")
def no_counts_of_pages(request: HttpRequest, items: list[Component]) -> None:
    items.clear()


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Component]) -> None:
    """Show what the parts count for this person, instead of what the shell knows of its pages."""
    figures = [
        figure for _, desk in desks() for panel in getattr(desk, "PANELS", []) for figure in panel(request)
    ]
    panels[:] = [Figures(figures)]


class Figures(Component):
    """The numbers on the first page, each opening onto its rows."""

    template_name = "ui/office_figures.html"
    order = 10

    def __init__(self, figures: list[Figure]) -> None:
        self.figures = figures

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"figures": self.figures}


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    sheets = ("ui/tokens.css", "ui/components.css", "ui/office.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in sheets))
