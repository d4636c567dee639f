"""The articles (条) of a document: each has an address of its own, so that a citation leads to it."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags

from yangguang.rules.law.numerals import count_of

BEGINS = re.compile(r"<p([^>]*)>(\s*(?:<b>)?\s*第([0-9〇零一二两三四五六七八九十百千]{1,9})条)")


def with_places(html: str) -> str:
    """Return a text in which every paragraph that begins an article can be led to.

    >>> with_places("<p>第三条 本办法自公布之日起施行。</p>")
    '<p id="tiao-3">第三条 本办法自公布之日起施行。</p>'
    """
    return BEGINS.sub(lambda found: f'<p{found[1]} id="{place_of(count_of(found[3]))}">{found[2]}', html)


def place_of(number: int) -> str:
    """Return the name of the place where an article begins."""
    return f"tiao-{number}"


def articles_of(page: Any) -> Iterator[tuple[int, str]]:
    """Yield the articles of a page by their numbers, each with all its words; of two with one number, the first."""
    text = "".join(block["value"] for block in page.body.raw_data if block["type"] == "text")
    found, seen = list(BEGINS.finditer(text)), set()
    ends = [*(each.start() for each in found[1:]), len(text)]
    for begins, end in zip(found, ends, strict=False):
        number = count_of(begins[3])
        if number not in seen:
            seen.add(number)
            words = text[begins.start() : end]
            yield number, strip_tags(words.replace("</p>", "</p>\n")).strip()
