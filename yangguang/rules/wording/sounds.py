"""Fixed phrases in which a sign was exchanged for another that sounds alike, as keyboards do."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import rjieba

from .findings import Finding, Severity
from .matching import HAN

_FILE = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
PHRASES = frozenset(str(_FILE["phrases"]).split())
"""Phrases of four signs that stand often in laws, and never in a form that only sounds the same.

Made from the texts of laws by `bench/phrases.py`.
"""


@cache
def said(signs: str) -> str:
    """Return how `signs` are said, without tones and what many do not tell apart (平翘舌、前后鼻音).

    >>> said("部署") == said("布暑"), said("政策") == said("真则")
    (True, False)
    """
    return " ".join(_one(sign) for sign in signs)


def _one(sign: str) -> str:
    from pypinyin.pinyin_dict import pinyin_dict  # a large dictionary, which only a checker needs

    usual = pinyin_dict.get(ord(sign), sign).partition(",")[0].replace("ü", "v")
    plain = "".join(each for each in unicodedata.normalize("NFD", usual) if not unicodedata.combining(each))
    return re.sub("ng$", "n", re.sub("^([zcs])h", r"\1", plain))


@cache
def _by_half() -> dict[tuple[int, str], dict[str, str]]:
    """Return the phrases by the half that stands as it should, and by how the other half is said."""
    halves: defaultdict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for phrase in sorted(PHRASES):
        halves[0, phrase[:2]][said(phrase[2:])] = phrase
        halves[2, phrase[2:]][said(phrase[:2])] = phrase
    return dict(halves)


STANDS_ALONE = frozenset(
    "的了是在和有不及其以为与或也都就被把向从对于等各该此并但而且之所将由让使既又可须应能会要"
)
"""Signs that are words of their own in any text, so that two loose signs are nothing strange."""

LOOSE = re.compile(f"\0([{HAN}])(?=\0([{HAN}])\0)")
"""Two words of one sign each, in a text whose words are parted by a sign that no text holds."""


def wrong_by_sound(text: str) -> Iterator[Finding]:
    """Yield fixed phrases that are written with signs that only sound right.

    One half must stand as it should, as a word. The other must be two loose signs that are no word.

    >>> [(found.found, found.right) for found in wrong_by_sound("按照有关法律法归办理")]
    [('法律法归', '法律法规')]
    >>> list(wrong_by_sound("法治的核心是权利保障"))
    []
    """
    halves = _by_half()
    cut = "\0" + "\0".join(rjieba.cut(text, False)) + "\0"
    for match in LOOSE.finditer(cut):
        at, loose = match.start(), match[1] + match[2]
        if STANDS_ALONE & {*loose}:
            continue
        before = cut[at - 2 : at] if cut[at - 3 : at - 2] == "\0" else ""
        after = cut[at + 5 : at + 7] if cut[at + 7 : at + 8] == "\0" else ""
        for place, half in ((0, before), (2, after)):
            phrase = halves.get((place, half), {}).get(said(loose)) if half else None
            typed = loose + half if place else half + loose
            if phrase and typed != phrase:
                # What was put between the words is not in the text.
                start = at - cut.count("\0", 0, at) - (0 if place else 2)
                yield Finding(
                    "sound", Severity.WARNING, typed, f"“{typed}”可能应为“{phrase}”，请核对。", "typo.sound", start,
                    start + 4, right=phrase,
                )  # fmt: skip
                break
