"""Citations of law that no longer holds: in a draft a finding, in what the public reads a list to be settled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yangguang.core.law import linking
from yangguang.core.law import queries as law
from yangguang.core.law.living import ENDING
from yangguang.core.law.models import Article, Instrument, Link, Period, Relation, Version
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Person
from yangguang.rules.law.citations import Citation, find
from yangguang.rules.law.places import Place
from yangguang.rules.validity import Validity
from yangguang.rules.wording import Finding, Severity
from yangguang.rules.wording.lines import Line

from . import citing

OVER = (Validity.REPEALED.value, Validity.EXPIRED.value, Validity.SUSPENDED.value)
"""What nothing can be based on."""

ENDS_IT = re.compile(r"废止|失效|停止执行|不再执行")
"""A sentence with these words speaks of the end of a law: it rightly names what no longer holds."""

LONGEST_REASON = 160


@dataclass(frozen=True, slots=True)
class _Cited:
    """A citation with the paragraph in which it stands, and the law with its `validity` and `version_on`."""

    line: Line
    citation: Citation
    law: Any

    @property
    def places(self) -> list[Place]:
        return list(dict.fromkeys(each.whole for each in self.citation.places))

    def finding(self, said: str, rule: str, severity: Severity = Severity.WARNING) -> Finding:
        found = self.citation
        return Finding(
            "law",
            severity,
            found.words,
            said,
            rule,
            found.start,
            found.end,
            self.line.block,
            self.line.paragraph,
        )


def dead_law(page: Any, on: date) -> Iterator[Finding]:
    """Yield the citations of a page that lead to what is not in force on a day, or to an article that there is not.

    Of what is cited again and again, the first place is named.
    """
    cited = list(_cited(page, on))
    yield from _not_in_force(cited, on)
    yield from _no_such_article(cited)


def _cited(page: Any, on: date) -> Iterator[_Cited]:
    shelf, called = linking.current(), dict[str, str]()
    found = [
        (line, each)
        for line in citing.lines_of(page)
        for each in find(line.text, shelf.titles, called=called)
        if each.key is not None and not ENDS_IT.search(_sentence(line.text, each))
    ]
    keys = {each.key for _, each in found} - {citing.instrument_key(page.pk) if page.pk else None}
    laws = (
        {each.key: each for each in Instrument.objects.filter(key__in=keys).standing_on(on)} if keys else {}
    )
    for line, each in found:
        if each.key in laws:
            yield _Cited(line, each, laws[each.key])


def _sentence(text: str, citation: Citation) -> str:
    """Return the sentence in which a citation stands."""
    ends = [at for at in (text.find(sign, citation.end) for sign in "。；\n") if at >= 0]
    begins = max(text.rfind(sign, 0, citation.start) for sign in "。；\n")
    return text[begins + 1 : min(ends, default=len(text))]


def _not_in_force(cited: list[_Cited], on: date) -> Iterator[Finding]:
    dead = {each.law.pk: each for each in reversed(cited) if each.law.validity not in law.HOLDS}
    if not dead:
        return
    standings = law.standings(Instrument.objects.filter(pk__in=dead), on)
    newer = law.superseded_by([each.law for each in dead.values()], on)
    for pk, each in reversed(dead.items()):
        standing = standings[pk]
        said = f"引用的《{each.law.title}》{standing.validity.label}"
        if standing.validity is Validity.UNKNOWN:
            missing = "".join(standing.missing[-1:])
            yield each.finding(f"{said}：{missing}引用前请核实。", "law.unknown", Severity.ADVICE)
            continue
        why = "".join(standing.reasons[-1:])[:LONGEST_REASON].rstrip("。")
        instead = "、".join(f"《{one.title}》" for one in newer.get(pk, []))
        what = f"请改引现行的{instead}，并核对条款。" if instead else "请改引现行有效的规定，或者删去。"
        if standing.validity is Validity.NOT_YET:
            what = "请在施行后引用，或者写明施行日期。"
        yield each.finding(f"{said}{f'（{why}）' if why else ''}；{what}", "law.dead")


def _no_such_article(cited: list[_Cited]) -> Iterator[Finding]:
    """Yield the articles that are cited though the text in force, which the library has, does not have them."""
    pinned = [each for each in cited if each.places and each.law.validity == Validity.IN_FORCE]
    texts = Version.objects.filter(number_of_articles__gt=0).in_bulk({each.law.version_on for each in pinned})
    if not texts:
        return
    numbers = {place.article for each in pinned for place in each.places}
    rows = Article.objects.filter(version__in=texts, article__in=numbers)
    there = set(rows.values_list("version", "article", "sub"))
    said = set[tuple[int, int, int]]()
    for each in pinned:
        text = texts.get(each.law.version_on)
        if text is None:
            continue
        now = f"《{each.law.title}》现行的{text.called}共{text.number_of_articles}条"
        for place in each.places:
            wanted = (text.pk, place.article, place.sub)
            if wanted not in there | said:
                said.add(wanted)
                yield each.finding(f"{now}，没有{place}，请核对条号。", "law.no-such-article")


def citing_dead_law(person: Person, on: date) -> QuerySet[Link]:
    """Return what live pages that a person may see cite though it is no longer in force (引用失效依据).

    Neither what a document names to repeal it, nor what a document cites that is over itself.
    """
    over = Period.objects.on(on).filter(validity__in=OVER).values("instrument")
    of_the_dead = Instrument.objects.filter(org__isnull=False, pk__in=over).values("url")
    ended_by_it = Relation.objects.filter(
        target=OuterRef("instrument"), version__instrument__url=OuterRef("url"), kind__in=list(ENDING)
    )
    found = Link.objects.filter(kind=citing.KIND, org__in=orgs.visible_to(person, on), instrument__in=over)
    found = found.exclude(url__in=of_the_dead).exclude(Exists(ended_by_it))
    return found.select_related("instrument").order_by("instrument__title", "label", "pk")
