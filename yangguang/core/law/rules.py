"""Which of two copies of a text is kept, and up to which day a file knows the law."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

RANK = {
    "宪法": 0,
    "法律": 1,
    "行政法规": 2,
    "监察法规": 2,
    "司法解释": 2,
    "部门规章": 3,
    "地方性法规": 3,
    "地方政府规章": 4,
    "规范性文件": 5,
}
"""How high a law stands (效力层级); an interpretation of the courts changes interpretations alone."""


def may_change(by: str, of: str) -> bool:
    """Return whether a law of the category `by` can repeal or amend one of the category `of`.

    What says so nevertheless was read wrongly, or is void: it changes nothing here.

    Source: 立法法（2023年修正）第九十八条至第一百条.

    >>> may_change("法律", "行政法规"), may_change("行政法规", "法律"), may_change("司法解释", "行政法规")
    (True, False, False)
    """
    if "司法解释" in (by, of) and by != of:
        return by in ("宪法", "法律")
    return by not in RANK or of not in RANK or RANK[by] <= RANK[of]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What tells a better copy of a text from a worse one.

    Args:
        articles: how many articles it has.
        length: how many characters.
        source_on: the day of the source it was read from; None when the source does not say.
    """

    articles: int
    length: int = 0
    source_on: date | None = None


def why_keep(old: Copy, new: Copy) -> Iterator[str]:
    """Yield why what the library has is better than what is offered; nothing when it is to be replaced.

    >>> list(why_keep(Copy(articles=71), Copy(articles=70)))
    ['库内的有71条，这一份只有70条']
    >>> list(why_keep(Copy(articles=71), Copy(articles=71)))
    []
    """
    if new.articles < old.articles:
        yield f"库内的有{old.articles}条，这一份只有{new.articles}条"
    elif new.articles == 0 and new.length < old.length:
        yield f"库内的有{old.length}字，这一份只有{new.length}字"
    if old.source_on and new.source_on and new.source_on < old.source_on:
        yield f"库内的来自{old.source_on}的来源，这一份是{new.source_on}的"


def checked_to(texts: Iterable[tuple[str, date | None]]) -> date | None:
    """Return up to which day a file knows the law: the newest text of the source that most texts come from.

    A few newer texts from elsewhere do not make it complete.

    >>> checked_to([("甲", date(2025, 4, 5)), ("甲", date(2001, 1, 1)), ("乙", date(2026, 3, 12))]).isoformat()
    '2025-04-05'
    """
    known = [(source, day) for source, day in texts if day is not None]
    if not known:
        return None
    [(largest, _)] = Counter(source for source, _ in known).most_common(1)
    return max(day for source, day in known if source == largest)


def circles(repeals: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of which each repeals the other; both cannot be true.

    >>> list(circles([("甲", "乙"), ("乙", "甲"), ("丙", "甲")]))
    [('乙', '甲')]
    """
    said = {(by, of) for by, of in repeals if by != of}
    for by, of in sorted(said):
        if by < of and (of, by) in said:
            yield by, of
