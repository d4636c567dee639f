"""The pictures of the demo: drawn here, so that none is anybody's, and each says what its alternative text says."""

import io
from collections.abc import Callable, Sequence
from functools import cache
from math import cos, pi, sin
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

SCALE = 2
"""They are drawn larger than shown, so that edges are smooth on a good screen."""

INK, QUIET, LINE, PAPER = "#16202b", "#4a5866", "#cfd8e1", "#ffffff"
BRAND, BRAND_SOFT, SEAL = "#17498c", "#e9f0f9", "#b3261e"
WIDTH = 600


def shore() -> bytes:
    """Return a village at the sea with a bridge and the rising sun."""
    picture, draw = _paper(340, "#f7ead2")
    for band, colour in enumerate(("#fbf3e2", "#f9eed8", "#f7e8ca")):
        draw.rectangle(_scaled(0, band * 52, WIDTH, (band + 1) * 52), fill=colour)
    for ray in range(13):
        angle = pi + pi * ray / 12
        start, end = _around(420, 196, 66, angle), _around(420, 196, 92 + 14 * (ray % 2), angle)
        draw.line(_scaled(*start, *end), fill="#e9b64a", width=4 * SCALE)
    draw.ellipse(_scaled(368, 144, 472, 248), fill="#e8a33a")
    draw.polygon(_scaled(0, 196, 90, 128, 170, 170, 260, 112, 380, 196), fill="#86a3b8")
    draw.polygon(_scaled(190, 196, 300, 150, 400, 182, 480, 160, 600, 196), fill="#9fb8c8")
    draw.rectangle(_scaled(0, 194, WIDTH, 340), fill="#2c5f8f")
    for row, colour in enumerate(("#3a6f9e", "#2c5f8f", "#245480", "#1c4870")):
        wave = [(x, 212 + row * 30 + 5 * sin(x / 34 + row * 1.7)) for x in range(0, WIDTH + 6, 6)]
        draw.polygon(
            _scaled(*(part for point in wave for part in point), WIDTH, 340, 0, 340),
            fill=colour,
        )
    draw.line(_scaled(0, 188, WIDTH, 188), fill=PAPER, width=5 * SCALE)
    for tower in (150, 330):
        draw.line(_scaled(tower, 104, tower, 224), fill=PAPER, width=6 * SCALE)
        for reach in range(20, 88, 17):
            draw.line(_scaled(tower, 108, tower - reach, 188), fill=PAPER, width=2 * SCALE)
            draw.line(_scaled(tower, 108, tower + reach, 188), fill=PAPER, width=2 * SCALE)
    for x, high in ((22, 34), (58, 26), (92, 40)):
        draw.rectangle(_scaled(x, 262 - high, x + 30, 262), fill=PAPER)
        draw.polygon(_scaled(x - 5, 262 - high, x + 15, 244 - high, x + 35, 262 - high), fill=SEAL)
        draw.rectangle(_scaled(x + 11, 248, x + 19, 262), fill=BRAND)
    draw.polygon(_scaled(0, 262, 150, 262, 210, 300, 120, 340, 0, 340), fill="#6d8f5a")
    return _png(picture)


def bars(title: str, labels: Sequence[str], values: Sequence[float]) -> bytes:
    """Return a chart with a bar for each value, its number above it."""
    picture, draw = _paper(340)
    draw.text(_scaled(30, 22), title, fill=INK, font=_font(22))
    most, room = max(values), (WIDTH - 60) / len(values)
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        left, high = 30 + place * room, 185 * value / most
        draw.rectangle(_scaled(left + room * 0.2, 280 - high, left + room * 0.8, 280), fill=BRAND)
        draw.text(_scaled(left + room / 2, 264 - high), f"{value:g}", fill=INK, font=_font(18), anchor="mm")
        draw.text(_scaled(left + room / 2, 304), label, fill=QUIET, font=_font(17), anchor="mm")
    draw.line(_scaled(30, 280, WIDTH - 30, 280), fill=INK, width=SCALE)
    return _png(picture)


def steps(title: str, labels: Sequence[str]) -> bytes:
    """Return a row of numbered steps with arrows between them."""
    picture, draw = _paper(240)
    draw.rectangle(_scaled(0, 0, WIDTH, 62), fill=BRAND)
    draw.text(_scaled(30, 31), title, fill=PAPER, font=_font(23), anchor="lm")
    room = (WIDTH - 40) / len(labels)
    for place, label in enumerate(labels):
        middle = 20 + room * (place + 0.5)
        draw.rounded_rectangle(
            _scaled(middle - room / 2 + 9, 92, middle + room / 2 - 9, 212),
            radius=8 * SCALE, fill=BRAND_SOFT, outline=LINE, width=SCALE,
        )  # fmt: skip
        draw.ellipse(_scaled(middle - 20, 106, middle + 20, 146), fill=SEAL)
        draw.text(_scaled(middle, 126), str(place + 1), fill=PAPER, font=_font(21), anchor="mm")
        draw.text(_scaled(middle, 180), label, fill=INK, font=_font(20), anchor="mm")
        if place:
            edge = middle - room / 2
            draw.polygon(_scaled(edge - 6, 143, edge + 7, 152, edge - 6, 161), fill=BRAND)
    return _png(picture)


DRAWN: dict[str, Callable[..., bytes]] = {"shore": shore, "bars": bars, "steps": steps}
"""What `pages.toml` may ask for."""


def _paper(high: int, colour: str = PAPER) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (WIDTH * SCALE, high * SCALE), colour)
    return picture, ImageDraw.Draw(picture)


def _scaled(*places: float) -> list[float]:
    return [place * SCALE for place in places]


def _around(x: float, y: float, far: float, angle: float) -> tuple[float, float]:
    return x + far * cos(angle), y + far * sin(angle)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return ImageFont.truetype(str(folder / "NotoSansSC-Regular.otf"), size * SCALE)


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.quantize(128).save(content, "PNG", optimize=True)
    return content.getvalue()
