"""QR codes (二维码) of addresses, as pictures."""

import re
from html import escape

import segno

DARK = re.compile(b"\x01+")
MASK = 3
BORDER = 2
"""Light modules around a code."""


def code_of(address: str) -> bytes:
    """Return the QR code of an address as an SVG picture, with the address for its title.

    Of the eight masks that the standard has, always the same is taken: a reader finds in the code which it is, and to
    try all takes five times as long. So does `segno` for writing the SVG, which here is one path, too.
    """
    code = segno.make(address, error="m", mask=MASK, micro=False)
    size = len(code.matrix) + 2 * BORDER
    lines = "".join(
        f"M{dark.start() + BORDER} {row + BORDER}.5h{dark.end() - dark.start()}"
        for row, modules in enumerate(code.matrix)
        for dark in DARK.finditer(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size * 4}" height="{size * 4}" viewBox="0 0 {size} {size}">'
        f'<title>{escape(address)}</title><path stroke="#000" d="{lines}"/></svg>'
    ).encode()
