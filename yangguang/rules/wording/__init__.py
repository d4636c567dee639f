"""Checking what is written before it is published: wrong words and signs, private numbers, links.

A checker that cries wolf is not read. So each rule stays silent where a right text could look the same,
and nothing here replaces the people who read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from itertools import chain
from typing import Any

from . import dates, links, names, privacy, sounds, typos
from .banned import STARTER, WordList
from .findings import Finding, Severity, in_order
from .lines import contents
from .links import IsDead

__all__ = ["STARTER", "Checked", "Finding", "Severity", "WordList", "check"]

EDITION = 1
"""Goes up whenever a rule of this package is changed."""

_LISTS = sha256(
    b"".join(files(__package__).joinpath(name).read_bytes() for name in ("typos.toml", "phrases.toml"))
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and by which edition of the rules and word lists."""

    findings: tuple[Finding, ...]
    version: str

    @property
    def is_blocked(self) -> bool:
        """Whether something grave was found, which must go before the page is published."""
        return any(each.severity is Severity.GRAVE for each in self.findings)


def check(
    blocks: Sequence[tuple[str, Any]],
    title: str = "",
    known_orgs: Sequence[str] = (),
    *,
    is_dead: IsDead | None = None,
    words: WordList = STARTER,
) -> Checked:
    """Return what a person should look at before the page is published, in the order of reading.

    Args:
        blocks: the body of the page, see `core.publishing.writing`.
        title: its title.
        known_orgs: the right names of organisations.
        is_dead: says whether an address of the own site leads nowhere.
        words: the words that the office does not use.

    >>> found = check([("text", "<p>认真布署。</p>")], "关于召开会议的的通知")
    >>> [(each.block, each.found, each.right) for each in found.findings]
    [(-1, '的的', '的'), (0, '布署', '部署')]
    """
    page, known = contents(blocks, title), names.known(tuple(known_orgs))
    by_line = (
        each.at(line.block, line.paragraph)
        for line in page.lines
        for each in chain(
            typos.wrong_words(line.text),
            sounds.wrong_by_sound(line.text),
            typos.doubled_words(line.text),
            typos.signs(line.text),
            typos.document_numbers(line.text),
            dates.impossible_days(line.text),
            privacy.private(line.text),
            words.find(line.text),
            names.wrong_names(line.text, known),
        )
    )
    whole = chain(
        typos.pairs(page.lines),
        dates.missing_numbers(page.lines),
        links.bad_links(page.links, is_dead),
        links.bad_pictures_and_files(blocks),
    )
    version = f"{EDITION}-{_LISTS.hexdigest()[:8]}-{words.version}"
    return Checked(tuple(in_order(chain(by_line, whole))), version)
