"""What the reader is given: the lines of a document, and what its page says around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from . import labels
from .fields import Field

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")
"""Signs that nobody sees, and those that only the fonts of one site know."""


def _visible(line: str) -> str:
    return _INVISIBLE.sub("", line).strip()


class Where(StrEnum):
    """Where in a document or on its page a value stands."""

    label: str

    def __new__(cls, value: str, label: str) -> Where:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    TABLE = "table", "页面信息表"
    TAG = "tag", "网页标签"
    HEADING = "heading", "网页标题"
    TOP = "top", "正文开头"
    SIGNATURE = "signature", "落款"
    TITLE = "title", "标题中的机关名称"
    CLAUSE = "clause", "正文条款"


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a value was read from.

    Args:
        where: the place.
        text: the words.
        start: where they begin in `Document.text`; -1 where they do not stand in the text itself.
        end: where they end.
    """

    where: Where
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is read.

    Args:
        lines: its text, a paragraph each, without empty ones.
        table: what the table above it says, by field; an empty value is a row that nobody filled in.
        tags: the machine-readable tags of its page (PubDate, ArticleTitle …).
        heading: the heading of its page.
    """

    lines: tuple[str, ...]
    table: Mapping[Field, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""

    @classmethod
    def of(
        cls,
        lines: Iterable[str],
        *,
        around: Iterable[str] = (),
        tags: Mapping[str, str] | None = None,
        heading: str = "",
    ) -> Self:
        """Return a document whose table is among its own lines, or among those `around` it on its page.

        >>> paper = Document.of(["文　号：", "珠金府办〔2023〕7号", "主 题 词：", "关于停车的通知"])
        >>> paper.table[Field.NUMBER], paper.lines
        ('珠金府办〔2023〕7号', ('主 题 词：', '关于停车的通知'))
        """
        inside, left = labels.taken_from([_visible(line) for line in lines])
        outside, _ = labels.taken_from([_visible(line) for line in around])
        return cls(tuple(line for line in left if line), {**inside, **outside}, tags or {}, heading.strip())

    @property
    def text(self) -> str:
        """The text itself, a paragraph to a line; what `Words` count in."""
        return "\n".join(self.lines)

    def words(self, where: Where, first: int, last: int | None = None) -> Words:
        """Return the words of whole lines."""
        last = first if last is None else last
        start = sum(len(line) + 1 for line in self.lines[:first])
        text = "\n".join(self.lines[first : last + 1])
        return Words(where, text, start, start + len(text))
