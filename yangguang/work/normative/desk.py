"""What the office sees of policy documents."""

from .incoming import desk as incoming

ADDRESSES = [*incoming.ADDRESSES]

MENU = [*incoming.MENU]

PANELS = [*incoming.PANELS]
