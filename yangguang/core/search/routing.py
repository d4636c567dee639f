"""Words that name one thing: an article of a law, the number of a document, a title.

Who types 行政许可法第四十二条 or 珠金府办〔2023〕7号 wants that one, and not what resembles it.
"""

import re
from dataclasses import dataclass

from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Refused

from .analysis import RUN, plain

STATE = "中华人民共和国"
PLACE = re.compile(
    r"(.{2,4}?)(?:维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|自治州|省|市|区|县)(?=.{4})"
)
REMARK = re.compile(r"[(（〔\[][^()（）〔〕\[\]]{1,20}[)）〕\]]$")
CITATION = re.compile(
    r"(?P<title>[^\n]{2,80}?)》?\s*(?P<remark>[(（][^()（）]{0,30}[)）])?\s*(?:第|(?<=[法例定则典释]))\s*"
    r"(?P<number>[0-9]{1,4}|[零〇一二两三四五六七八九十百千]{1,9})\s*条"
)
"""A law and one of its articles; without 第 only after what laws are called."""

DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}


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


def name_of(title: str) -> str:
    """Return a title as it is compared: without signs and spaces, and without the name of the state.

    >>> name_of("《中华人民共和国政府信息公开条例》")
    '政府信息公开条例'
    """
    return "".join(RUN.findall(plain(title))).removeprefix(STATE)


def names_of(title: str) -> set[str]:
    """Return what a title is called: in full, without its closing remark, with the short name of its place.

    >>> sorted(names_of("广东省湿地保护条例（试行）"))
    ['广东湿地保护条例', '广东湿地保护条例试行', '广东省湿地保护条例', '广东省湿地保护条例试行']
    """
    titles = {title, REMARK.sub("", title.strip())}
    names = {name_of(each) for each in titles}
    return {each for each in names | {PLACE.sub(r"\1", each, count=1) for each in names} if each}


def count_of(written: str) -> int:
    """Return the number that is written in Chinese or in digits; 0 when it is none.

    >>> count_of("一百二十三"), count_of("十"), count_of("二〇"), count_of("23"), count_of("百")
    (123, 10, 20, 23, 100)
    """
    if written.isdecimal():
        return int(written)
    if not any(each in UNITS for each in written):
        return int("".join(str(DIGITS[each]) for each in written))
    total = digit = 0
    for each in written:
        if each in UNITS:
            total, digit = total + (digit or 1) * UNITS[each], 0
        else:
            digit = DIGITS[each]
    return total + digit
