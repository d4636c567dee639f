"""Pins: the words 第四十二条第二款、第五条至第八条 behind the name of a law, and the places they mean."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .numerals import NUMERAL, count_of
from .places import Place

_SEP = r" ?(?:、|和|与|以?及|或者?|至|到|－|[—–\-~～]{1,2}) ?"
_BARE = rf" ?[{NUMERAL}]{{1,9}}"
_ONE = rf" ?[（(]? ?[{NUMERAL}]{{1,5}} ?[）)]?"
_SUB = rf"(?:之[{NUMERAL}]{{1,3}}(?![{NUMERAL}款项目年月日个]))?"

DEEPER = (
    rf"(?: ?(?:{_SEP})?(?:"
    rf"第{_ONE}(?:(?:{_SEP})第?{_ONE}|第? ?[（(][{NUMERAL}]{{1,3}}[）)]){{0,60}} ?(?:条{_SUB}|款|项|目)"
    rf"|[（(][{NUMERAL}]{{1,3}}[）)](?:(?:{_SEP})?第?[（(][{NUMERAL}]{{1,3}}[）)]){{0,60}} ?[项目]"
    rf"|[{NUMERAL}]{{1,5}}(?:条{_SUB}|[款项目](?!目|式|资|的))"
    r"))"
)
"""One more part after an article: 第二款, 、（二）项, 至第八条."""

PINS = re.compile(rf"第{_BARE}(?:{_SEP}第?{_BARE}){{0,60}} ?条{_SUB}{DEEPER}{{0,200}}")
"""The numbers are limited so that a text that was made to be slow is not."""

_TOKEN = re.compile(
    rf"(?P<sep>{_SEP})|(?P<number>[{NUMERAL}]+)|(?P<unit>[条款项目])(?:之(?P<sub>[{NUMERAL}]+))?"
)
_TO = ("至", "到", "－", "—", "–", "-", "~", "～")
_FIELDS = {"条": "article", "款": "paragraph", "项": "item", "目": "subitem"}
_LONGEST_RANGE = 300
"""A range of more is a mistake in the text; then only its ends are known."""


def places(words: str, within: Place | None = None) -> tuple[Place, ...]:
    """Return the places that pins mean, ranges in full.

    Args:
        words: what `PINS` or several of `DEEPER` found.
        within: where they begin, for 本条第二款.

    >>> print(*places("第九条第（一）、（二）项、第十二条至第十四条"))
    第九条第（一）项 第九条第（二）项 第十二条 第十三条 第十四条
    >>> print(*places("第三、五条"), *places("第二十条第一款第三项、第二款"))
    第三条 第五条 第二十条第一款第（三）项 第二十条第二款
    """
    found: list[Place] = []
    here = within or Place(0)
    for numbers, unit, sub, is_apart in _groups(words):
        for position, (number, is_range) in enumerate(numbers):
            place = _in(here, unit, number, sub if position == len(numbers) - 1 else 0)
            if not position and not is_apart and found:
                found.pop()  # 第九条第二款 is one place, not two
            if is_range and found:
                found.extend(_between(found[-1], place))
            found.append(place)
            here = place
    return tuple(dict.fromkeys(each for each in found if 0 < each.article < 10_000))


def _groups(words: str) -> Iterator[tuple[list[tuple[int, bool]], str, int, bool]]:
    """Yield what has one unit: its numbers (and whether a range leads to each), unit, 之N, whether it stands apart."""
    numbers: list[tuple[int, bool]] = []
    is_range = is_apart = False
    for token in _TOKEN.finditer(words):
        if token["sep"]:
            is_range = any(each in token["sep"] for each in _TO)
            is_apart = is_apart or not numbers
        elif token["number"]:
            numbers.append((count_of(token["number"]), is_range))
            is_range = False
        else:
            yield numbers, token["unit"], count_of(token["sub"]) if token["sub"] else 0, is_apart
            numbers, is_apart = [], False


def _in(here: Place, unit: str, number: int, sub: int) -> Place:
    if unit == "条":
        return Place(number, sub)
    if unit == "款":
        return replace(here, paragraph=number, item=0, subitem=0)
    if unit == "项":
        return replace(here, item=number, subitem=0)
    return replace(here, subitem=number)


def _between(first: Place, last: Place) -> Iterator[Place]:
    for name in _FIELDS.values():
        begins, ends = getattr(first, name), getattr(last, name)
        if begins != ends:
            if begins and ends - begins <= _LONGEST_RANGE:
                above = first.whole if name == "article" else last
                for number in range(begins + 1, ends):
                    yield Place(number) if name == "article" else replace(above, **{name: number})
            return
