"""Finding what the parts declare."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured


def declared(module: str, name: str) -> list[Any]:
    """Return what the installed parts list as `name` in their `module`, in the order of the parts.

    Raises:
        ImproperlyConfigured: when a part has such a module without such a list.
    """
    found: list[Any] = []
    for part in apps.get_app_configs():
        if not part.name.startswith("yangguang.") or find_spec(f"{part.name}.{module}") is None:
            continue
        listed = import_module(f"{part.name}.{module}")
        if not isinstance(getattr(listed, name, None), list):
            raise ImproperlyConfigured(f"{listed.__file__} does not list its {name}")
        found += getattr(listed, name)
    return found
