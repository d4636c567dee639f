"""The numbers that Word writes before paragraphs by itself, written out as words.

A web page has lists that count 1, 2, 3 and nothing else. Whatever counts 一、（一） or goes on after other
paragraphs would lose its numbers, so here they become part of the text before it is read.
"""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = etree._Element
HAN = "零一二三四五六七八九"
CAPITAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
PLAIN = re.compile(r"%\d\.")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: its signs, its pattern, and the number it begins with."""

    signs: str
    pattern: str
    start: int


@dataclass(slots=True)
class Style:
    """What a style of a document says about its paragraphs."""

    name: str
    based_on: str
    outline: str
    number: str
    level: str


@dataclass(slots=True)
class Numbering:
    """The numberings of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None) -> "Numbering":
        """Return what `numbering.xml` says."""
        found = cls()
        if root is None:
            return found
        abstract = {
            value(each, "abstractNumId", own=True): {
                int(value(level, "ilvl", own=True) or 0): _level(level) for level in each.findall(f"{W}lvl")
            }
            for each in root.findall(f"{W}abstractNum")
        }
        for num in root.findall(f"{W}num"):
            name, of = value(num, "numId", own=True), value(num, "abstractNumId")
            levels = dict(abstract.get(of, {}))
            found.shared[name] = of
            for override in num.findall(f"{W}lvlOverride"):
                nth = int(value(override, "ilvl", own=True) or 0)
                inside, start = override.find(f"{W}lvl"), value(override, "startOverride")
                if inside is not None:
                    levels[nth] = _level(inside)
                elif start.isdigit() and nth in levels:
                    levels[nth] = Level(levels[nth].signs, levels[nth].pattern, int(start))
                found.shared[name] = f"own {name}"
            found.levels[name] = levels
        return found

    def next(self, number: str, nth: int) -> tuple[int, str]:
        """Count one paragraph, and return its number and how it is written."""
        levels = self.levels.get(number, {})
        counted = self.counted.setdefault(self.shared.get(number, number), {})
        level = levels.get(nth, Level("decimal", "", 1))
        counted[nth] = counted.get(nth, level.start - 1) + 1
        for deeper in [each for each in counted if each > nth]:
            del counted[deeper]

        def one(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            at = levels.get(place, level)
            return written(counted.get(place, at.start), at.signs)

        return counted[nth], re.sub(r"%(\d)", one, level.pattern)


def value(element: Element, name: str, *, own: bool = False) -> str:
    """Return the value of the child `name`, or of the attribute `name` of the element itself."""
    if own:
        return element.get(W + name) or ""
    child = element.find(W + name)
    return (child.get(f"{W}val") or "") if child is not None else ""


def styles_of(root: Element | None) -> dict[str, Style]:
    """Return the styles of paragraphs by their key."""
    found = {}
    for style in root.findall(f"{W}style") if root is not None else ():
        says = style.find(f"{W}pPr")
        numbered = says.find(f"{W}numPr") if says is not None else None
        found[value(style, "styleId", own=True)] = Style(
            value(style, "name"),
            value(style, "basedOn"),
            value(says, "outlineLvl") if says is not None else "",
            value(numbered, "numId") if numbered is not None else "",
            value(numbered, "ilvl") if numbered is not None else "",
        )
    return found


def chain(styles: dict[str, Style], key: str) -> Iterable[Style]:
    """Yield the style `key` and those it is based on."""
    seen: set[str] = set()
    while key in styles and key not in seen:
        seen.add(key)
        yield styles[key]
        key = styles[key].based_on


@dataclass(slots=True)
class _Numbered:
    paragraph: Element
    number: str
    nth: int
    count: int
    words: str
    signs: str
    pattern: str


def write_numbers(paragraphs: list[Element], styles: dict[str, Style], numbering: Numbering) -> int:
    """Write the numbers that a web page cannot count as words; return how many."""
    found: list[_Numbered | None] = []
    for paragraph in paragraphs:
        number, nth = _number_of(paragraph, styles)
        levels = numbering.levels.get(number)
        if not levels:
            found.append(None)
            continue
        level = levels.get(nth, Level("decimal", "", 1))
        count, words = numbering.next(number, nth)
        found.append(_Numbered(paragraph, number, nth, count, words, level.signs, level.pattern))
    return sum(_write(each) for group in _together(found) for each in group if not _is_plain(group))


def _number_of(paragraph: Element, styles: dict[str, Style]) -> tuple[str, int]:
    says = paragraph.find(f"{W}pPr")
    own = says.find(f"{W}numPr") if says is not None else None
    number, nth = (value(own, "numId"), value(own, "ilvl")) if own is not None else ("", "")
    for style in chain(styles, value(says, "pStyle") if says is not None else ""):
        number, nth = number or style.number, nth or style.level
    return number, int(nth) if nth.isdigit() else 0


def _together(found: list[_Numbered | None]) -> Iterable[list[_Numbered]]:
    """Yield the numbered paragraphs in runs that nothing stands between."""
    group: list[_Numbered] = []
    for each in found:
        if each is None or (group and each.number != group[-1].number):
            yield group
            group = []
        if each is not None:
            group.append(each)
    yield group


def _is_plain(group: list[_Numbered]) -> bool:
    """Whether a list of a web page shows the same: bullets, or 1. 2. 3. from the first on."""
    if all(each.signs == "bullet" for each in group):
        return True
    return (
        group[0].count == 1
        and all(each.nth == 0 and each.signs == "decimal" and PLAIN.fullmatch(each.pattern) for each in group)
        and not any(is_heading(each.paragraph) for each in group)
    )


def is_heading(paragraph: Element) -> bool:
    """Whether `paragraph` was marked as a heading by `blocks_from_docx`."""
    says = paragraph.find(f"{W}pPr")
    return says is not None and value(says, "pStyle").startswith("YGHeading")


def _write(each: _Numbered) -> int:
    says = each.paragraph.find(f"{W}pPr")
    if says is None or each.signs == "bullet":
        return 0
    for old in says.findall(f"{W}numPr"):
        says.remove(old)
    style = says.find(f"{W}pStyle")
    if style is not None and not is_heading(each.paragraph):
        says.remove(style)
    if not each.words.strip():
        return 0
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = each.words + " " * each.words[-1:].isascii()
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    says.addnext(run)
    return 1


def _level(element: Element) -> Level:
    start = value(element, "start")
    return Level(
        value(element, "numFmt") or "decimal", value(element, "lvlText"), int(start) if start.isdigit() else 1
    )


def written(number: int, signs: str) -> str:
    """Return a number as Word writes it with `signs`.

    >>> [written(12, signs) for signs in ("decimal", "chineseCountingThousand", "decimalEnclosedCircle", "lowerRoman")]
    ['12', '十二', '⑫', 'xii']
    >>> written(105, "chineseCounting"), written(3, "chineseLegalSimplified"), written(2, "ideographTraditional")
    ('一百零五', '叁', '乙')
    """
    if signs in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"):
        return _in_words(number, HAN, "十百千")
    if signs == "chineseLegalSimplified":
        return _in_words(number, CAPITAL, "拾佰仟")
    if signs == "ideographDigital":
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if signs.startswith("decimalEnclosed") and 1 <= number <= 20:
        first = {"Circle": "①", "Paren": "⑴", "Fullstop": "⒈"}.get(signs.removeprefix("decimalEnclosed"), "①")
        return chr(ord(first) + number - 1)
    if signs == "ideographTraditional" and 1 <= number <= len(STEMS):
        return STEMS[number - 1]
    if signs == "decimalFullWidth":
        return str(number).translate(str.maketrans(string.digits, "０１２３４５６７８９"))
    if signs == "decimalZero":
        return f"{number:02}"
    if signs in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return (string.ascii_lowercase if signs == "lowerLetter" else string.ascii_uppercase)[number - 1]
    if signs in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        return _roman(number) if signs == "lowerRoman" else _roman(number).upper()
    return "" if signs == "none" else str(number)


def _in_words(number: int, digits: str, units: str) -> str:
    if not 0 < number < 10_000:
        return str(number)
    said, zero = "", False
    for place, digit in enumerate(str(number)):
        unit = len(str(number)) - place - 1
        if digit == "0":
            zero = True
            continue
        said += (digits[0] if zero and said else "") + digits[int(digit)] + (units[unit - 1] if unit else "")
        zero = False
    return said[1:] if said.startswith("一十") else said


def _roman(number: int) -> str:
    said = ""
    for worth, signs in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                         (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        said += signs * (number // worth)
        number %= worth
    return said
