"""Joins what the desks of the parts contribute to the office: addresses and entries of the menu."""

from typing import Any

from django.urls import include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from yangguang.core.parts import declared
from yangguang.core.ui.office import MenuEntry

NOT_USED_HERE = ("reports", "help", "explorer", "images", "documents", "settings", "snippets")
"""Entries of the shell that lead to nothing the office works with yet."""


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    from yangguang.work.disclosure import desk as disclosure

    return [path("", include((disclosure.ADDRESSES, "disclosure_desk")))]


for entry in declared("desk", "MENU"):

    def menu_item(entry: MenuEntry = entry) -> MenuItem:
        return MenuItem(entry.label, reverse_lazy(entry.address), icon_name=entry.icon, order=entry.order)

    hooks.register("register_admin_menu_item", menu_item)


@hooks.register("construct_main_menu")
def only_what_is_used(request: Any, entries: list[MenuItem]) -> None:
    entries[:] = [each for each in entries if each.name not in NOT_USED_HERE or request.user.is_superuser]
