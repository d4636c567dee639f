"""What a part contributes to the office: addresses below /office/ and entries of the menu.

A part lists them as `ADDRESSES` and `MENU` in its `desk.py`; `web` joins them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the office's menu.

    Args:
        label: what it says.
        address: the name of the address it leads to.
        icon: an icon of the shell.
        order: smaller stands higher.
        permission: who sees it; empty for everybody of the office.
    """

    label: str
    address: str
    icon: str
    order: int
    permission: str = ""
