"""What a document says about itself: title, number, day and issuer, as proposals to an editor."""

import re
from dataclasses import dataclass
from datetime import date

from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Refused

from .reading import Item, Paragraph, Table

KINDS = (
    "决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函",
    "纪要", "办法", "细则", "规定", "规则", "规范", "规程", "条例", "方案", "规划", "计划", "要点", "指南", "目录",
    "清单", "解读", "说明", "总结", "简报", "措施", "制度", "预案", "章程", "标准", "公示", "答复", "倡议书", "年报",
)  # fmt: skip
"""How the title of a document ends."""

TITLE_END = re.compile(rf"(?:{'|'.join(KINDS)})(?:（[^（）]{{1,20}}）)?")
ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）、\s]{2,38}(?:政府|办公室|委员会|局|厅|部|院|处|所|中心|队|会|街道办|办|公司|党组|党委|支部|协会|站|馆|校)"
)
RED_HEAD = re.compile(
    r"([\u4e00-\u9fff]{4,30}?(?:政府|办公室|委员会|局|厅|部|院|委|办))(?:文件|公告|通告|公报)"
)
DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
HAN_DAY = re.compile(
    "([一二三四五六七八九〇○零OＯ0]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日"
)
SECTION = re.compile(
    "[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+[章节条]"
)
DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, **dict.fromkeys("○零OＯ0", 0)}
HEAD = 15
"""Among how many paragraphs at the top the title is looked for."""

LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a document seems to say about itself; empty where it does not.

    Args:
        title: its title, in one line.
        number: its number (发文字号), written as it should be.
        made_on: the day it was made (成文日期).
        issuer: who issued it (发文机关).
    """

    title: str = ""
    number: str = ""
    made_on: date | None = None
    issuer: str = ""


def proposed(items: list[Item]) -> tuple[Proposal, list[Item], list[str]]:
    """Return the proposal, the items without what became part of it, and sentences that say so."""
    top = _top(items)
    taken: set[int] = set()
    number = next((found for nth in top if (found := _number(_text(items[nth]), taken, nth))), "")
    title = _title(items, top, taken)
    head = _red_head(items, top, taken)
    made_on, signed = _signed(items)
    before = title.partition("关于")[0] if "关于" in title else ""
    issuer = signed or (before if ORGANISATION.fullmatch(before) else "") or head
    said = []
    if title:
        said.append(f"“{title}”已作为标题，不再留在正文里；不对的请改正。")
    if number:
        said.append(f"发文字号“{number}”已另外填写，不再留在正文里。")
    if head:
        said.append(f"红头“{head}”已去掉。")
    left = [item for nth, item in enumerate(items) if nth not in taken]
    return Proposal(title, number, made_on, issuer), left, said


def _text(item: Item) -> str:
    return item.text.strip() if isinstance(item, Paragraph) else ""


def _top(items: list[Item]) -> list[int]:
    """Return the places of the short paragraphs that the document begins with."""
    top: list[int] = []
    for nth, item in enumerate(items[:HEAD]):
        text = _text(item)
        if isinstance(item, Table) or len(text) > LONGEST_LINE * 2 or text.endswith(("。", "：", "；")):
            break
        if isinstance(item, Paragraph):
            top.append(nth)
    return top


def _number(text: str, taken: set[int], nth: int) -> str:
    typed = re.split(r"\s*签发人", text)[0]
    try:
        number = DocumentNumber.parse(typed) if 6 <= len(typed) <= 40 else None
    except Refused:
        return ""
    if number is None:
        return ""
    taken.add(nth)
    return str(number)


def _title(items: list[Item], top: list[int], taken: set[int]) -> str:
    """Return the title: what its style says, the only highest heading, or lines that end as titles do."""
    for nth in top:
        item = items[nth]
        if isinstance(item, Paragraph) and "yg-title" in item.hint.split():
            lines = [nth]
            while lines[-1] + 1 in top and "yg-title" in getattr(items[lines[-1] + 1], "hint", "").split():
                lines.append(lines[-1] + 1)
            return _taken(items, lines, taken)
    highest = [nth for nth, item in enumerate(items) if isinstance(item, Paragraph) and item.kind == "h1"]
    free = [nth for nth in top if nth not in taken]
    if len(highest) == 1 and highest[0] in free[:2] and _is_title(_text(items[highest[0]])):
        return _taken(items, highest, taken)
    for start in free[:5]:
        lines = []
        for nth in free[free.index(start) : free.index(start) + 4]:
            text = _text(items[nth])
            if (lines and nth != lines[-1] + 1) or SECTION.match(text):
                break
            lines.append(nth)
            whole = _joined(items, lines)
            if 6 <= len(whole) <= 120 and TITLE_END.search(whole) and TITLE_END.fullmatch(_last_word(whole)):
                return _taken(items, lines, taken)
            if "关于" not in whole:
                break
    return ""


def _is_title(text: str) -> bool:
    return len(text) >= 6 and not SECTION.match(text)


def _last_word(text: str) -> str:
    found = list(TITLE_END.finditer(text))
    return found[-1][0] if found and found[-1].end() == len(text) else ""


def _joined(items: list[Item], lines: list[int]) -> str:
    return "".join(_text(items[nth]).replace("\n", "") for nth in lines)


def _taken(items: list[Item], lines: list[int], taken: set[int]) -> str:
    taken.update(lines)
    return _joined(items, lines)


def _red_head(items: list[Item], top: list[int], taken: set[int]) -> str:
    for nth in top[:3]:
        text = _text(items[nth]).replace(" ", "")
        named = RED_HEAD.fullmatch(text)
        # Without 文件 it is the name alone, and then the number or the title stands right below it.
        alone = nth + 1 in taken and "关于" not in text and ORGANISATION.fullmatch(text)
        if nth not in taken and (named or alone):
            taken.add(nth)
            return named[1] if named else text
    return ""


def _signed(items: list[Item]) -> tuple[date | None, str]:
    """Return the day at the end of the document, and who signed above it."""
    made_on, signed = None, ""
    for nth, item in enumerate(items):
        *above, last = _text(item).split("\n") if isinstance(item, Paragraph) else [""]
        if found := day_of(last.strip()):
            made_on, signed = found, ""
            name = above[-1].strip() if above else _text(items[nth - 1]) if nth else ""
            if ORGANISATION.fullmatch(name) and "关于" not in name:
                signed = " ".join(name.split())
    return made_on, signed


def day_of(text: str) -> date | None:
    """Return the day that `text` is, in either way of writing it.

    >>> day_of("2023年5月6日"), day_of("二〇二三年十二月三十一日")
    (datetime.date(2023, 5, 6), datetime.date(2023, 12, 31))
    >>> day_of("2023年2月30日"), day_of("自2023年5月6日起")
    (None, None)
    """
    if plain := DAY.fullmatch(text):
        year, month, day = (int(part) for part in plain.groups())
    elif han := HAN_DAY.fullmatch(text):
        year = int("".join(str(DIGITS[sign]) for sign in han[1]))
        month, day = _small(han[2]), _small(han[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small(written: str) -> int:
    tens, ten, ones = written.rpartition("十")
    return (DIGITS.get(tens[:1], 1) * 10 if ten else 0) + DIGITS.get(ones[:1], 0)
