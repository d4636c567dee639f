"""What a text says of others that are no longer to hold: 同时废止, 停止执行."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from .days import days_in
from .numerals import NUMERAL
from .pins import PINS, places
from .places import Place
from .sentences import NUMBER, NUMBERING, REMARK, SENTENCE, TITLE


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a text says of another, or of a part of it, that is no longer to hold.

    Args:
        title: the words between 《》, or the name as it stands without; empty when only a number is given.
        number: its number (文号), when the sentence names it.
        issued: the days on which it was issued, passed or amended, as the sentence names them, to tell versions apart.
        is_whole: whether all of it ends; else `places` end, when the sentence names them.
        places: the parts that end.
        is_suspended: whether it is 停止执行 and not 废止.
        since: the day from which it no longer holds; None when that day is not known.
        sentence: the words as they stand.
    """

    title: str
    number: str
    issued: tuple[date, ...]
    is_whole: bool
    places: tuple[Place, ...]
    is_suspended: bool
    since: date | None
    sentence: str


_END = re.compile(
    r"(?:同时|予以|即行|相应|一并|现予|立即|自行|全部|随之|随即|自然|即|应予|宣布|均|也|亦)*"
    r"(?P<how>废止|失效|停止\s?(?:执行|施行|适用)|不再\s?(?:执行|施行|适用)|作废)(?=\s*(?:[。；;，,：:]|执行|$))"
)
_FRONT = re.compile(r"(?:决定|现|予以|同时)\s?(?P<how>废止)\s?[^《》。，；\n]{0,40}?(?=《)")
_LISTED = re.compile(r"(?:下列|以下|如下).*[：:]\s*$|附件")
_NOT_DONE = re.compile(
    r"(?:修改|修订|制定|清理|变更|被|已经?|未|可以|应当|需要|或者?|和|与|及|、|不|及时|能)(?:予以|及时)*$"
)
_SEPARATED = re.compile(r"\s*(?:、|，|,|；|;|和|与|以?及|并|或)+|\s*$")
_HELD = re.compile(r"(?:施行|实施|生效)(?!的)|为准|公布，|印发给")
_LEANS_ON = re.compile(r"(?:根据|依照|按照|依据|违反|关于|与|贯彻|落实|适用|执行)\s?(?:[^，。；《》]{0,12})$")
_PARTLY = re.compile(
    r"中|不一致|抵触|有关.{0,20}(?:规定|内容|条款)|部分(?:条款|内容|规定)|的(?:有关|相关)?规定|附件|第.{1,4}[章节]"
)
_PAPER = re.compile(r"(?:证|书|照|卡|表)(?:[（(][^（）()]{0,8}[）)])?$")
_ISSUED = re.compile(
    r".*(?:发布|公布|颁布|通过|批准|修订|修正|印发|制定|实施|施行|下发|颁发|转发)(?:施行|实施|执行|试行)?的原?",
    re.DOTALL,
)
_GENERIC = re.compile(
    r"^(?:有关|相关|其他|其它|以前|过去|一切|凡|各|原有|原来|所有|上述|本|此前|之前|该|与|在|对|同)|有关规定|不一致|抵触|的规定$|规范性文件$"
)
_NAME_ENDS = re.compile(
    r"(?:(?<![办方违非依合执司立])法|条例|办法|规定|细则|规则|决定|解释|批复|通知|意见|章程|标准|方案)(?:[（(][^（）()]{1,12}[）)])?$"
)
_NEXT = re.compile(r"(?<=[法例定则释知见程准案）])(?:、|和|与|以?及)")
_ITEM = re.compile(rf"\s*(?:[（(][{NUMERAL}]{{1,3}}[）)]|[{NUMERAL}]{{1,3}}[、.．])\s*")
_REMARKS = re.compile(REMARK)
_LEADING_REMARKS = re.compile(rf"\s?(?:{REMARK}\s?)+")
_PINNED = re.compile(rf"\s?(?:中?的|中)?\s?(?P<pins>{PINS.pattern})")
_LEADS_TO_VERB = re.compile(
    r"[，,、]?(?:等[^，。]{0,25}|中.{0,40}|的?.{0,20}(?:规定|条款|内容|附件|文件)|[自从于].{0,30}[起日]|及其.{0,20}|都|均|也)?[，,]?\s?"
)
"""What may stand between the last title and the verb: 《民事诉讼法》规定的程序，请求宣告股票失效 ends no law."""
_SEPARATOR = re.compile(r"[、，,；;]|以?及|和|与")
_SENTENCE_BEFORE = re.compile(rf"{_HELD.pattern}|[；;]")
_PART_OF_ALL = re.compile(r"\s?中(?:的|有关|关于|涉及)")


def repeals(text: str, since: date | None) -> list[Repeal]:
    """Return what a text says is no longer to hold (同时废止, 停止执行), in the order in which it says so.

    Sentences on how laws are repealed in general, and on permits that lapse, name no title and are passed over.

    Args:
        text: the whole text.
        since: the day from which it holds itself; then 同时废止 has its effect.

    >>> for each in repeals("《便民服务办法》（珠金府〔2015〕3号）同时废止。", date(2024, 1, 1)):
    ...     print(each.title, each.number, each.is_whole, each.since)
    便民服务办法 珠金府〔2015〕3号 True 2024-01-01
    >>> [(each.title, *map(str, each.places)) for each in repeals("《甲办法》第三条至第五条同时停止执行。", None)]
    [('甲办法', '第三条', '第四条', '第五条')]
    """
    return list(dict.fromkeys(_repeals(text, since)))  # some pages hold their text twice


@dataclass(frozen=True, slots=True)
class _Named:
    """A title in a sentence that ends it."""

    title: str
    number: str = ""
    issued: tuple[date, ...] = ()
    is_part: bool = False
    places: tuple[Place, ...] = ()
    day: date | None = None
    line: str = ""
    ends: int = 0
    """Where what was read of it ends."""


def _repeals(text: str, since: date | None) -> Iterator[Repeal]:
    for found in SENTENCE.finditer(text):
        words = found[0]
        if not any(each in words for each in ("废止", "失效", "停止", "不再", "作废")):
            continue
        titles = [each.span() for each in TITLE.finditer(words)]
        begun = 0
        for verb in (*_END.finditer(words), *_FRONT.finditer(words)):
            inside = any(start < verb.start() < end for start, end in titles)
            if inside or _NOT_DONE.search(words[: verb.start()]):
                continue
            for each in _list_of(
                verb, words[begun:], verb.start() - begun, verb.end() - begun, text[found.end() :]
            ):
                yield Repeal(
                    each.title,
                    each.number,
                    each.issued,
                    is_whole=not each.is_part,
                    places=each.places,
                    is_suspended=verb["how"].startswith(("停止", "不再")),
                    since=each.day or since,
                    sentence=words.strip() + (f"\n{each.line}" if each.line else ""),
                )
            begun = verb.end()


def _list_of(verb: re.Match[str], words: str, start: int, end: int, rest: str) -> Iterator[_Named]:
    """Yield what a verb ends: named before it, behind it, or line by line below its sentence.

    Args:
        verb: what was found, by `_END` or `_FRONT`.
        words: the sentence from behind the verb before.
        start: where the verb begins in `words`.
        end: where it ends.
        rest: the text below the sentence.
    """
    if verb.re is _FRONT:
        yield from _behind(words[end:])
    elif TITLE.search(words[:start]):
        yield from _before(words[:start])
    elif words[end:].lstrip().startswith(("：", ":")):
        yield from _behind(words[end:]) if TITLE.search(words[end:]) else _below(rest)
    elif _LISTED.search(words):
        yield from _below(rest)
    elif verb[0] != verb["how"] and verb["how"] != "失效":  # without 《》 it is permits that lapse
        yield from _bare(words[:start])


def _before(words: str) -> Iterator[_Named]:
    """Yield the titles of a list that a verb ends; a title that is only mentioned in it is left out."""
    titles = [each for each in TITLE.finditer(words) if not _PAPER.search(each[0][:-1])]
    for position, (title, following) in enumerate(pairwise(titles), 1):
        if _HELD.search(_REMARKS.sub("", words[title.end() : following.start()])):
            titles = titles[position:]  # what stands before another sentence has begun is not in the list
            break
    if not titles or not _LEADS_TO_VERB.fullmatch(words[_said(titles[-1], "", words, True).ends :]):
        return
    ends = [*(each.start() for each in titles[1:]), len(words)]
    front = words[: titles[0].start()]
    issued: tuple[date, ...] = ()
    is_part_of_all = bool(_PART_OF_ALL.match(words, titles[-1].end()))
    for title, end in zip(titles, ends, strict=True):
        is_last = end == len(words)
        found = _said(title, _SENTENCE_BEFORE.split(front)[-1], words[:end], is_last)
        behind = words[found.ends : end]
        if is_last or ((_SEPARATED.match(behind) or found.is_part) and not _LEANS_ON.search(front)):
            # 1990年发布的《甲》和《乙》: the day is said once for both.
            issued = found.issued or (issued if _SEPARATED.fullmatch(front) else ())
            day = next(days_in(behind), None) if is_last else None
            yield replace(found, issued=issued, day=day, is_part=found.is_part or is_part_of_all)
            front = behind
        else:
            front += behind


def _behind(words: str) -> Iterator[_Named]:
    """Yield the titles of a list that begins `words`, up to where it breaks off."""
    titles = [each for each in TITLE.finditer(words) if not _PAPER.search(each[0][:-1])]
    ends = [*(each.start() for each in titles[1:]), len(words)][: len(titles)]
    for title, end in zip(titles, ends, strict=True):
        found = _said(title, "", words[:end], False)
        yield found
        if not _SEPARATED.match(words[found.ends : end]):
            return


def _said(title: re.Match[str], front: str, words: str, is_last: bool) -> _Named:
    """Read what stands around a title: who issued it and when, its number, and which parts of it end.

    Args:
        title: the title in `words`.
        front: the words that lead to it.
        words: the sentence up to the next title.
        is_last: whether the verb follows.
    """
    leading = _LEADING_REMARKS.match(words, title.end())
    remarks, ends = (leading[0], leading.end()) if leading else ("", title.end())
    pins = _PINNED.match(words, ends)
    ends = pins.end() if pins else ends
    own = words[ends:] if is_last else _SEPARATOR.split(words[ends:])[0]
    number = NUMBER.search(remarks) or NUMBER.search(front)
    return _Named(
        title[0][1:-1],
        number=number[0].strip() if number else "",
        issued=tuple(days_in(front + remarks)),
        is_part=bool(pins) or bool(_PARTLY.search(own)),
        places=places(pins["pins"]) if pins else (),
        ends=ends,
    )


def _bare(words: str) -> Iterator[_Named]:
    """Yield what is named without 《》: 1988年国务院发布的基金会管理办法."""
    clause = re.split(r"[，,；;]", words)[-1]
    front = _ISSUED.match(clause)
    if front and _GENERIC.match(front[0]):
        return
    rest = clause[front.end() :] if front else NUMBERING.sub("", clause, count=1).removeprefix("原")
    for each in _NEXT.split(rest):
        name = re.sub(rf"(?:{REMARK}\s?)+$", "", each).strip()
        remark = each[len(name) :]
        number = NUMBER.search(remark) or NUMBER.search(front[0] if front else "")
        days = tuple(days_in((front[0] if front else "") + remark))
        if _NAME_ENDS.search(name) and not _GENERIC.search(name) and 4 < len(name) < 60:
            yield _Named(name, number[0] if number else "", days)
        elif alone := NUMBER.search(each):
            yield _Named("", alone[0].strip(), days)


def _below(rest: str) -> Iterator[_Named]:
    """Yield the titles of a list that stands line by line below its sentence."""
    for line in rest.strip("\n").split("\n"):
        item = _ITEM.match(line)
        titles = list(_behind(line))
        if titles:
            yield from (replace(each, line=line.strip()) for each in titles)
        elif item:
            name = line[item.end() :].strip(" 。；;")
            yield from (replace(each, line=line.strip()) for each in _bare(name))
        elif line.strip():
            return
