"""The articles (条) of a document, found in its plain text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .numerals import NUMERAL, count_of
from .places import Place

_ARTICLE = re.compile(rf"[ \t　]*(第([{NUMERAL}]{{1,9}})条(?:之([{NUMERAL}]{{1,3}}))?)(?P<gap>[ \t　：:]*)")
_CHAPTER = re.compile(
    rf"[ \t　]*(第[{NUMERAL}]{{1,5}}(编|分编|章|节))(?:[ \t　]+|(?=\S))(\S[^\n。；;，,]{{0,40}})?$"
)
_GOES_ON = ("第", "规定", "、", "，", "和", "与", "及", "或", "至", "的", "之", "所", "中", "以", "）", ")")
"""What follows the number of an article that is cited at the beginning of a line."""
_LEVELS = ("编", "分编", "章", "节")
_ITEM = re.compile(rf"[ \t　]*(?:[（(][{NUMERAL}]{{1,3}}[）)]|[0-9０-９]{{1,2}}[.．、]|[{NUMERAL}]{{1,3}}、)")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article of a document.

    Args:
        place: its number.
        label: the number as the document writes it.
        chapter: the headings it stands under, divided by " / ".
        text: its words without the number, one paragraph (款) or item (项) to a line.
    """

    place: Place
    label: str
    chapter: str
    text: str


def articles(text: str) -> list[ArticleText]:
    r"""Return the articles of a document in the order in which they stand; none when it has no 第N条.

    A second 第一条 begins another document, as an annex may be: reading ends there.

    >>> [(each.label, each.chapter, each.text) for each in articles("第一章 总则\n第一条 为了……\n第二条　本办法……")]
    [('第一条', '第一章 总则', '为了……'), ('第二条', '第一章 总则', '本办法……')]
    """
    return list(_articles(text))


def _articles(text: str) -> Iterator[ArticleText]:
    headings: dict[str, str] = {}
    begun: tuple[Place, str, str] | None = None
    lines: list[str] = []
    for line in text.splitlines():
        if (heading := _CHAPTER.match(line)) and not line.rstrip().endswith(("。", "；", "：")):
            level = _LEVELS.index(heading[2])
            headings = {each: words for each, words in headings.items() if _LEVELS.index(each) < level}
            headings[heading[2]] = f"{heading[1]} {heading[3] or ''}".strip()
            if begun:
                yield ArticleText(*begun, _tidy(lines))
                begun, lines = None, []
            continue
        place = _begins(line, begun[0] if begun else None)
        if place:
            if begun:
                yield ArticleText(*begun, _tidy(lines))
                if place == Place(1) and begun[0] != place:
                    return
            found = _ARTICLE.match(line)
            assert found
            begun, lines = (place, found[1], " / ".join(headings.values())), [line[found.end() :]]
        elif begun:
            lines.append(line)
    if begun:
        yield ArticleText(*begun, _tidy(lines))


def _begins(line: str, before: Place | None) -> Place | None:
    found = _ARTICLE.match(line)
    if not found or not (number := count_of(found[2])):
        return None
    place = Place(number, count_of(found[3]) if found[3] else 0)
    rest = line[found.end() :]
    is_next = place.article == (before.article + 1 if before else 1)
    if rest.startswith(_GOES_ON) and not (found["gap"] and is_next):
        return None
    return place if found["gap"] or not rest or is_next or place.sub else None


def _tidy(lines: list[str]) -> str:
    return "\n".join(line for each in lines if (line := each.strip(" \t　\u200b\r")))


def paragraph_at(text: str, offset: int) -> int:
    r"""Return in which paragraph (款) of an article a sign stands; the items (项) below one belong to it.

    >>> paragraph_at("符合下列条件：\n（一）年满十八周岁；\n前款规定……", 24)
    2
    """
    lines = text[: offset + 1].split("\n")
    return sum(1 for line in lines if line.strip() and not _ITEM.match(line)) or 1


def item_at(text: str, offset: int) -> int:
    """Return the number of the item (项) in which a sign stands; 0 when it stands in none."""
    line = text[text.rfind("\n", 0, offset) + 1 :]
    found = _ITEM.match(line)
    return count_of(found[0].strip(" \t　（）().．、")) if found else 0
