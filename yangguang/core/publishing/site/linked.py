"""The citations in a text as links, put in when the page is written; what is stored stays as it was signed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, MutableMapping
from html import escape, unescape

from yangguang.rules.law.citations import Citation, Titles, find
from yangguang.rules.wording.lines import APART

TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|'[^']*'|[^'">])*>""")

Leads = Callable[[Citation], str]
"""Returns the address to which a citation leads; nothing where it leads nowhere."""


def with_links(html: str, titles: Titles, leads: Leads, called: MutableMapping[str, str]) -> str:
    """Return a text with links where it cites; words within a link, or half in other marks, are left as they are.

    Args:
        html: the text as it is stored.
        titles: the laws that are known.
        leads: where each citation leads.
        called: the short names that hold from before; those of this text are added.

    >>> roads = Titles({"道路条例": "roads"})
    >>> with_links("<p>依照《道路条例》<b>第二条</b>。</p>", roads, lambda each: "/laws/roads.html", {})
    '<p>依照《道路条例》<b>第二条</b>。</p>'
    >>> with_links("<p>依照《道路条例》第二条。</p>", roads, lambda each: "/laws/roads.html#tiao-2", {})
    '<p>依照<a class="cited" href="/laws/roads.html#tiao-2">《道路条例》第二条</a>。</p>'
    """
    pieces: list[str] = []
    words: list[str] = []
    starts: list[int] = []
    texts: list[tuple[int, str]] = []
    at = length = 0
    in_link = False
    for tag in [*TAG.finditer(html), None]:
        raw = html[at : tag.start() if tag else len(html)]
        if raw:
            plain = unescape(raw)
            if not in_link:
                starts.append(length)
                texts.append((len(pieces), plain))
            pieces.append(raw)
            words.append(plain)
            length += len(plain)
        if tag is None:
            break
        at = tag.end()
        pieces.append(tag[0])
        name = tag[2].lower()
        if name == "a":
            in_link = not tag[1]
        elif name in APART or name == "br":
            words.append("\n")
            length += 1
    found: dict[int, list[tuple[int, int, str]]] = {}
    for each in find("".join(words), titles, called=called):
        nth = bisect_right(starts, each.start) - 1
        if nth >= 0 and each.end <= starts[nth] + len(texts[nth][1]) and (address := leads(each)):
            found.setdefault(nth, []).append((each.start - starts[nth], each.end - starts[nth], address))
    for nth, places in found.items():
        place, plain = texts[nth]
        pieces[place] = _linked(plain, places)
    return "".join(pieces)


def _linked(text: str, places: list[tuple[int, int, str]]) -> str:
    made: list[str] = []
    at = 0
    for start, end, address in sorted(places):
        if start < at:
            continue
        cited = f'<a class="cited" href="{escape(address)}">{escape(text[start:end], quote=False)}</a>'
        made += [escape(text[at:start], quote=False), cited]
        at = end
    return "".join([*made, escape(text[at:], quote=False)])
