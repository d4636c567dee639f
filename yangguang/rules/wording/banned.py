"""Words that an office does not use, at three levels, with the reason for each."""

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from io import StringIO

from yangguang.rules.problems import Problem, Refused

from .findings import Finding, Severity
from .matching import Words

COLUMNS = ("word", "level", "instead", "reason", "unless")


@dataclass(frozen=True, slots=True)
class BannedWord:
    """A word that is not used.

    Args:
        word: the word.
        level: how grave it is.
        reason: why, in Chinese.
        instead: what is written instead; empty where that depends.
        unless: longer words in which it may stand.
    """

    word: str
    level: Severity
    reason: str
    instead: str = ""
    unless: tuple[str, ...] = ()


class WordList:
    """Banned words, ready for looking."""

    def __init__(self, words: Iterable[BannedWord]) -> None:
        self.words = {each.word: each for each in words}
        self._words = Words(
            self.words, {each.word: each.unless for each in self.words.values() if each.unless}
        )

    @property
    def version(self) -> str:
        """A short sign that changes whenever the list does."""
        return sha256(repr(sorted(self.words.items())).encode()).hexdigest()[:8]

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the words of the list that stand in `text`."""
        for start, word in self._words.find(text):
            entry = self.words[word]
            instead = f"建议改为“{entry.instead}”" if entry.instead else "请换一种说法"
            yield Finding(
                "banned", entry.level, word, f"“{word}”：{entry.reason}；{instead}。", f"banned.{word}", start,
                start + len(word), right=entry.instead,
            )  # fmt: skip

    def __add__(self, other: "WordList") -> "WordList":
        """Return both lists as one; where both have a word, the other one decides."""
        return WordList([*self.words.values(), *other.words.values()])


def from_toml(text: str) -> WordList:
    """Return the list that a TOML file holds: `[[word]]` with word, level, reason, instead, unless.

    Raises:
        Refused: with every entry that cannot be used.
    """
    try:
        entries = tomllib.loads(text).get("word", [])
    except tomllib.TOMLDecodeError as wrong:
        raise Refused(Problem(f"词表不是有效的 TOML 文件，请检查：{wrong}。", "file")) from wrong
    if not isinstance(entries, list):
        raise Refused(Problem("词表的每个词应当写成一节 [[word]]。", "file"))
    return _list([entry if isinstance(entry, dict) else {} for entry in entries])


def from_csv(text: str) -> WordList:
    r"""Return the list that a CSV file holds, with the columns word, level, instead, reason, unless (by ；).

    Raises:
        Refused: when columns are missing, and with every row that cannot be used.

    >>> words = from_csv("word,level,reason\n残废人,warning,称呼已改\n")
    >>> [each.advice for each in words.find("残废人")]
    ['“残废人”：称呼已改；请换一种说法。']
    """
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    if missing := [name for name in ("word", "level", "reason") if name not in (rows.fieldnames or ())]:
        raise Refused(Problem(f"词表缺少列 {'、'.join(missing)}，第一行应当是 {','.join(COLUMNS)}。", "file"))
    try:
        return _list([{name: value for name, value in row.items() if name in COLUMNS} for row in rows])
    except csv.Error as wrong:
        raise Refused(Problem(f"词表不是有效的 CSV 文件，请检查：{wrong}。", "file")) from wrong


def _list(entries: Iterable[dict[str, object]]) -> WordList:
    words, problems = [], []
    for nth, entry in enumerate(entries, start=1):
        word, level = str(entry.get("word") or "").strip(), str(entry.get("level") or "").strip()
        reason, unless = str(entry.get("reason") or "").strip(), entry.get("unless") or ()
        if len(word) < 2:
            problems.append(Problem(f"第{nth}个词“{word}”太短，至少两个字。", "file"))
        elif level not in list(Severity):
            problems.append(Problem(f"第{nth}个词“{word}”的级别应当是 grave、warning 或者 advice。", "file"))
        elif not reason:
            problems.append(Problem(f"第{nth}个词“{word}”没有写理由。", "file"))
        else:
            around = (
                unless.split("；") if isinstance(unless, str) else unless if isinstance(unless, list) else ()
            )
            longer = tuple(str(each) for each in around if word in str(each))
            words.append(
                BannedWord(word, Severity[level.upper()], reason, str(entry.get("instead") or ""), longer)
            )
    if problems:
        raise Refused(*problems)
    return WordList(words)


STARTER = from_toml(files(__package__).joinpath("banned.toml").read_text("utf-8"))
"""A small list for every office to begin with."""
