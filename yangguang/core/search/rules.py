"""What may be kept of the words people search for, and what an everyday word must be."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yangguang.rules.problems import Problem

from .analysis import plain

LONGEST_QUERY = 100
"""Characters of a query that are looked for; nobody types more than a title."""

LONGEST_KEPT = 30
"""Longer words tell a story, and may tell whose."""

MOST_UNFOUND_A_DAY = 2_000
"""More different words that found nothing come from a robot."""

TELLING_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九幺]{7,}")
"""So many digits in a row may be somebody's: a telephone has seven or more, an identity card eighteen."""

BETWEEN_DIGITS = re.compile(r"[\s\-–—_.·•,，、()（）+*x×/\\:：]+")
"""What people write between the digits of a number."""


def kept(words: str) -> str:
    """Return what may be kept of words that found nothing; empty when they may tell who somebody is.

    >>> kept("夜间  施工 许可"), kept("139-0000-1234"), kept("张三 44040419900101123X"), kept("a@example.cn")
    ('夜间 施工 许可', '', '', '')
    """
    shown = " ".join(plain(words).split())
    closed_up = BETWEEN_DIGITS.sub("", shown)
    if not shown or len(shown) > LONGEST_KEPT or "@" in shown or TELLING_NUMBER.search(closed_up):
        return ""
    return shown


def written(says: str) -> str:
    """Return an everyday word as it is compared and kept.

    >>> written(" 老人卡 ")
    '老人卡'
    """
    return " ".join(plain(says).split())


def listed(means: str) -> str:
    """Return the expressions of the documents, divided by 、 however they were typed.

    >>> listed("老年人优待， 老年人  优待证;")
    '老年人优待、老年人 优待证'
    """
    return "、".join(expressions(means))


def expressions(means: str) -> list[str]:
    """Return each expression in `means`; the words of one, divided by a space, must all be there.

    >>> expressions("老年人优待、老年人 优待证")
    ['老年人优待', '老年人 优待证']
    """
    parts = (" ".join(each.split()) for each in re.split(r"[、，,；;\n]", means))
    return list(dict.fromkeys(each for each in parts if each))


def why_not_word(says: str, means: str) -> Iterator[Problem]:
    """Yield what stands in the way of looking for `means` wherever somebody types `says`."""
    if not says:
        yield Problem("请填写群众的说法，例如 老人卡。", field="says")
    elif len(says) > 30:
        yield Problem(f"群众的说法最多30字，现在有{len(says)}字；请只写关键的词。", field="says")
    elif len(says) == 1 and says not in SHIPPED:
        yield Problem("群众的说法至少两个字；一个字会在许多不相干的词里出现。", field="says")
    if not means:
        yield Problem("请填写文件里的说法，例如 老年人优待；几种说法之间用顿号隔开。", field="means")
    elif len(means) > 200:
        yield Problem(f"文件里的说法最多200字，现在有{len(means)}字；请只留最常用的几种。", field="means")
    elif len(expressions(means)) > 6:
        yield Problem("文件里的说法最多六种，多了会找出许多不相干的内容；请删去一些。", field="means")
    elif says in expressions(means):
        yield Problem(f"“{says}”本来就会查找；请填写文件里的另一种说法。", field="means")


def _shipped() -> dict[str, str]:
    tables: dict[str, dict[str, Any]] = tomllib.loads(
        (Path(__file__).parent / "everyday.toml").read_text(encoding="utf-8")
    )
    return {written(says): "、".join(means) for table in tables.values() for says, means in table.items()}


SHIPPED = _shipped()
"""The everyday words that come with the system, each with what the documents say."""
