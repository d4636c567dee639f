"""What can be found, and what comes back: plain values, so that any part can hand one in and any page show one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yangguang.rules.validity import Validity


class Kind(StrEnum):
    """What sort of thing is found."""

    label: str

    def __new__(cls, value: str, label: str) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    DOCUMENT = "document", "政策文件"
    INTERPRETATION = "interpretation", "政策解读"
    LAW = "law", "法律法规"
    ARTICLE = "article", "条文"
    MATTER = "matter", "办事事项"
    CATALOGUE = "catalogue", "公开目录"
    PAGE = "page", "公开信息"
    CASE = "case", "办件"
    REQUEST = "request", "公开申请"


NEVER_PUBLIC = Kind.REQUEST
"""What people wrote to the office: compared with one another (`similar.py`), and found by no search for words."""


LOWEST_TIER = max(each.tier for each in Validity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found (检索条目).

    Raises:
        ValueError: when it would show the public what is `NEVER_PUBLIC`.

    Args:
        key: its name among all entries: the kind of its row and the key, such as `publishing.officialpage:12`.
        org_id: the organisation to which the row belongs.
        kind: what sort of thing it is.
        title: its title; for an article, the title of the law.
        text: all its words, without markup.
        url: where a reader is led.
        number: its 发文字号, if it has one.
        agency: who issued it, in full.
        theme: under which theme it is filed.
        on: the day it was issued or published.
        validity: whether it is in force; `NONE` for what never has force.
        is_public: whether residents may find it; if not, only people of the office who may see `org_id`.
        article: for an article of a law, its number.
        names: what else its title may be called, such as an abbreviation fixed in the text.
    """

    key: str
    org_id: int
    kind: Kind
    title: str
    text: str
    url: str
    number: str = ""
    agency: str = ""
    theme: str = ""
    on: date | None = None
    validity: Validity = Validity.NONE
    is_public: bool = True
    article: int | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is NEVER_PUBLIC and self.is_public:
            raise ValueError(f"{self.key}: a {self.kind} is never shown to the public; say is_public=False")


Pieces = list[tuple[str, bool]]
"""Words in a row, and whether each is one that was looked for; a template escapes and marks them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One entry that was found, as it is shown.

    Args:
        title: its title, in pieces.
        snippet: the place in its text where most of the words are, in pieces.
        is_partial: whether it has only some of the words.
    """

    key: str
    kind: Kind
    title: Pieces
    snippet: Pieces
    url: str
    number: str
    agency: str
    theme: str
    on: date | None
    validity: Validity
    is_public: bool
    article: int | None
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One value by which what was found may be narrowed, and how many there are of it."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found.

    Args:
        words: what was looked for, as it was understood.
        hits: one page of it.
        total: how many there are in all.
        complete: how many of them have all the words.
        page: which page this is, from 1.
        pages: how many pages can be turned.
        facets: for each facet, its values with their counts.
        route: what the words were recognised as, in a sentence; empty for plain words.
        also: what else was looked for, because residents say it in other words.
        notes: sentences the reader should know, such as that too many words were given.
    """

    words: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    complete: int = 0
    page: int = 1
    pages: int = 1
    facets: Mapping[str, list[Choice]] = field(default_factory=dict)
    route: str = ""
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
