"""Words that name one thing: an article of a law, the number of a document, a title.

Who types 行政许可法第四十二条 or 珠金府办〔2023〕7号 wants that one, and not what resembles it.
"""

import re
from dataclasses import dataclass

from yangguang.rules.law.names import name_of
from yangguang.rules.law.numerals import count_of
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Refused

from .analysis import plain

CITATION = re.compile(
    r"(?P<title>[^\n]{2,80}?)》?\s*(?P<remark>[(（][^()（）]{0,30}[)）])?\s*(?:第|(?<=[法例定则典释]))\s*"
    r"(?P<number>[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,9})\s*条"
)
"""A law and one of its articles; without 第 only after what laws are called."""


@dataclass(frozen=True, slots=True)
class Route:
    """What words were recognised as.

    Args:
        name: the title they name, as `name_of` writes it; empty for a number.
        article: the article of it.
        number: the number of a document, as it is written.
    """

    name: str = ""
    article: int | None = None
    number: str = ""


def routes(words: str) -> list[Route]:
    """Return what `words` may name, the likeliest first; whether there is such a thing is not known here.

    >>> routes("《行政许可法》第四十二条第二款")[0]
    Route(name='行政许可法', article=42, number='')
    >>> routes("珠金府办[2023] 7号")[0].number
    '珠金府办〔2023〕7号'
    >>> routes("中华人民共和国行政许可法")
    [Route(name='行政许可法', article=None, number='')]
    """
    if number := number_of(words):
        return [Route(number=number)]
    typed = plain(words).strip()
    found: list[Route] = []
    if cited := CITATION.match(typed.lstrip("《 ")):
        article = count_of(cited["number"])
        names = dict.fromkeys((name_of(cited["title"] + (cited["remark"] or "")), name_of(cited["title"])))
        found += [Route(name=name, article=article) for name in names if name and article]
    whole = name_of(typed)  # a title may itself cite an article
    return [*found, Route(name=whole)] if len(whole) > 1 else found


def number_of(words: str) -> str:
    """Return the number of a document as it is written in the office; empty when `words` is none.

    >>> number_of("法释(2008)第5号"), number_of("行政许可")
    ('法释〔2008〕5号', '')
    """
    try:
        return str(DocumentNumber.parse(words))
    except Refused:
        return ""
