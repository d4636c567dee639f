"""Finding what the parts declare."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured


def declaring(module: str) -> Iterator[ModuleType]:
    """Yield the `module` of each installed part that has one, in the order of the parts."""
    for part in apps.get_app_configs():
        if part.name.startswith("yangguang.") and find_spec(f"{part.name}.{module}"):
            yield import_module(f"{part.name}.{module}")


def declared(module: str, name: str) -> list[Any]:
    """Return what the installed parts list as `name` in their `module`, in the order of the parts.

    Raises:
        ImproperlyConfigured: when a part has such a module without such a list.
    """
    found: list[Any] = []
    for declares in declaring(module):
        if not isinstance(getattr(declares, name, None), list):
            raise ImproperlyConfigured(f"{declares.__file__} does not list its {name}")
        found += getattr(declares, name)
    return found
