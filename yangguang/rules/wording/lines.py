"""The words, links and pictures of a page, taken out of its blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from .findings import TITLE

APART = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "hr", "table", "thead", "tbody", "tr",
    "td", "th", "caption", "div",
}  # fmt: skip
"""Tags whose words stand apart from those before and after."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading, item or cell, as plain words."""

    block: int
    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, and the words that a reader sees."""

    block: int
    paragraph: int
    href: str
    text: str
    is_internal: bool = False


@dataclass(slots=True)
class Contents:
    """What a page holds."""

    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def contents(blocks: Sequence[tuple[str, Any]], title: str = "") -> Contents:
    """Return the lines and links of a page, its title first.

    >>> found = contents([("text", "<h2>一</h2><p>见<a href='/a'>这里</a></p>")], "标题")
    >>> [line.text for line in found.lines], found.links[0].href
    (['标题', '一', '见这里'], '/a')
    """
    found = Contents()
    if title:
        found.lines.append(Line(TITLE, 0, title))
    for nth, (kind, value) in enumerate(blocks):
        if kind == "text":
            _Words(found, nth).read(str(value))
        elif kind == "table":
            _Words(found, nth, first=1).read(str(value.get("html", "")))
        for place, words in enumerate(_captions(kind, value)):
            if words:
                found.lines.append(Line(nth, place, words))
    return found


def _captions(kind: str, value: Any) -> Iterator[str]:
    if kind == "table":
        yield str(value.get("caption", ""))
    elif kind == "picture":
        yield str(value.get("alt", ""))
        yield str(value.get("caption", ""))
    elif kind == "file":
        yield str(value.get("title", ""))


class _Words(HTMLParser):
    def __init__(self, found: Contents, block: int, first: int = 0) -> None:
        super().__init__(convert_charrefs=True)
        self.found = found
        self.block = block
        self.paragraph = first
        self.text: list[str] = []
        self.href: str | None = None
        self.is_internal = False
        self.linked: list[str] = []

    def read(self, html: str) -> None:
        self.feed(html)
        self.close()
        self.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in APART:
            self.end()
        elif tag == "br":
            self.text.append("\n")
        elif tag == "a":
            named = dict(attrs)
            self.is_internal = bool(named.get("linktype"))
            self.href, self.linked = named.get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in APART:
            self.end()
        elif tag == "a" and self.href is not None:
            words = "".join(self.linked).strip()
            self.found.links.append(Link(self.block, self.paragraph, self.href, words, self.is_internal))
            self.href = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.href is not None:
            self.linked.append(data)

    def end(self) -> None:
        text, self.text = "".join(self.text), []
        if text.strip():
            self.found.lines.append(Line(self.block, self.paragraph, text))
            self.paragraph += 1
