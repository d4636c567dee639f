"""What a checker finds in a text, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

TITLE = -1
"""The number of the block that stands for the title of the page."""


class Severity(StrEnum):
    """How grave a finding is: what is grave must go, a warning must be looked at, advice may be taken."""

    label: str
    rank: int

    def __new__(cls, value: str, label: str, rank: int) -> "Severity":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.rank = rank
        return member

    GRAVE = "grave", "严重", 0
    WARNING = "warning", "警告", 1
    ADVICE = "advice", "建议", 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that a person should look at.

    Args:
        kind: what sort of thing, an English word such as `typo`.
        severity: how grave it is.
        found: the words in question.
        advice: a sentence in Chinese: what is wrong, and what to do.
        rule: which rule says so, such as `typo.布署`.
        start: where in the paragraph it begins, in characters.
        end: where it ends.
        block: the block, counted from 0; `TITLE` for the title.
        paragraph: the paragraph in that block (for a table the cell), counted from 0.
        right: what may be put in its place; empty where only a person can say.
    """

    kind: str
    severity: Severity
    found: str
    advice: str
    rule: str
    start: int = 0
    end: int = 0
    block: int = 0
    paragraph: int = 0
    right: str = ""

    def at(self, block: int, paragraph: int) -> "Finding":
        """Return the finding with its place in the text."""
        return replace(self, block=block, paragraph=paragraph)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings as a reader meets them, the graver first where they meet; none twice."""
    return sorted(dict.fromkeys(findings), key=_place)


def _place(found: Finding) -> tuple[int, int, int, int, str]:
    return found.block, found.paragraph, found.start, found.severity.rank, found.rule
