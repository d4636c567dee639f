"""A QR code as it is drawn is the one that the standard has for its address."""

import re
import xml.etree.ElementTree as ET

import pytest
import segno

from yangguang.core.publishing.site.codes import BORDER, MASK, code_of

SVG = "{http://www.w3.org/2000/svg}"
STROKE = re.compile(r"M(\d+) (\d+)\.5h(\d+)")


def drawn(svg: bytes) -> list[list[int]]:
    """Return the modules of a code as they are painted, row by row, without the border."""
    picture = ET.fromstring(svg)
    size = int(picture.attrib["viewBox"].split()[2])
    painted = [[0] * size for _ in range(size)]
    for x, y, length in STROKE.findall(picture.find(f"{SVG}path").attrib["d"]):
        for at in range(int(x), int(x) + int(length)):
            painted[int(y)][at] = 1
    return [row[BORDER:-BORDER] for row in painted[BORDER:-BORDER]]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.gov.cn/news/12.html",
        "http://localhost:8000/policy/district/440404.html?a=1&b=<2>",
        f"https://www.example.gov.cn/{'very-long/' * 12}1234567.html",
    ],
)
def test_is_painted_module_for_module(address):
    whole = segno.make(address, error="m", mask=MASK, micro=False)
    assert drawn(code_of(address)) == [list(row) for row in whole.matrix]


def test_is_as_good_as_one_with_the_best_mask():
    """The size and the level of correction do not depend on the mask; a reader asks no more."""
    address = "https://www.example.gov.cn/news/12.html"
    best = segno.make(address, error="m")
    fixed = segno.make(address, error="m", mask=MASK, micro=False)
    assert (fixed.version, fixed.error, len(drawn(code_of(address)))) == (
        best.version,
        best.error,
        len(best.matrix),
    )


def test_says_for_which_address_it_is():
    address = "http://localhost:8000/a.html?a=1&b=<2>"
    assert ET.fromstring(code_of(address)).find(f"{SVG}title").text == address
