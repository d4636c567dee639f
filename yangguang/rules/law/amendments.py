"""What a decision changes in another text."""

import re
from dataclasses import dataclass

from .pins import PINS, places
from .places import Place
from .sentences import NUMBERING, TITLE


@dataclass(frozen=True, slots=True)
class Amendment:
    """A law that a decision changes, and the articles that one of its sentences changes."""

    title: str
    places: tuple[Place, ...]
    sentence: str


_INSTRUCTS = re.compile(r"修改|增加|删[去除]|改为|作为|移至|合并|调整|废止")
_TARGET = re.compile(
    r"(?:对|将|修改|在)?\s?(?P<title>《[^《》]{1,120}(?:《[^《》]{1,120}》[^《》]{0,120}){0,3}》)"
)
_QUOTED = re.compile(r"“[^”]*(?:”|$)")


def amends(title: str, text: str) -> list[Amendment]:
    r"""Return what a decision changes (关于修改《…》的决定), sentence by sentence; nothing for another kind of text.

    Words in quotation marks are the new text, not instructions. 原第四条 counts as the number it had.

    >>> for each in amends("关于修改《甲条例》的决定", "一、将第三条第二款修改为：“……第九条……”\n二、删去第七条。"):
    ...     print(each.title, *each.places)
    甲条例 第三条第二款
    甲条例 第七条
    """
    amended = _amended(title)
    if amended is None:
        return []
    found, current, is_open = list[Amendment](), amended, False
    for line in text.split("\n"):
        if is_open and line.lstrip().startswith("“"):
            is_open = False  # each paragraph of a quotation opens anew
        outside = line.split("”", 1)[-1] if is_open and "”" in line else "" if is_open else line
        is_open = outside.count("“") > outside.count("”") or (is_open and "”" not in line)
        outside = _QUOTED.sub("“”", outside)
        if not _INSTRUCTS.search(outside):
            continue
        if (target := _TARGET.search(outside)) and not outside[target.end() :].startswith("等"):
            current = target["title"][1:-1]
        where = tuple(
            place for pins in PINS.findall(NUMBERING.sub("", outside, count=1)) for place in places(pins)
        )
        if where or target:
            found.append(Amendment(current, where, line.strip()))
    return found or ([Amendment(amended, (), title)] if amended else [])


def _amended(title: str) -> str | None:
    """Return what a decision of this title changes; empty when it changes several, None when it changes nothing."""
    inner = title.replace("〈", "《").replace("〉", "》").replace("<", "《").replace(">", "》")
    if re.search(r"修正案(?:[（(].*[）)])?》?$", inner):
        return re.sub(r"修正案(?:[（(].*[）)])?》?$", "", inner).strip("《》")
    if "决定" not in inner or not re.search(r"修改|修正|修订", inner):
        return None
    named = TITLE.search(inner)
    return named[0][1:-1] if named else ""
