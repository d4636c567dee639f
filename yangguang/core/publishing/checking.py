"""What the checkers find in a page, shown beside the text and kept with each signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from yangguang.core.orgs.models import Organisation
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Problem, Refused
from yangguang.rules.wording import Checked, Finding, Severity, check
from yangguang.rules.wording.findings import TITLE

from . import grounds
from .models import OfficialPage, Publication, PublishedFile

ANSWERED = ("/account/", "/consultations/", "/disclosure/", "/my/", "/reports/", "/search/", "/visits/")
"""How addresses begin that the program answers, rather than a file."""

MUST_GO = {"picture.alt"}
"""Rules whose findings keep a page from the public, whatever their weight: who cannot see needs the words."""

NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔［\[(（]\d{4}[〕］\])）]\s?\d{1,5}\s?号")


def found_in(page: Any) -> Checked:
    """Return what the checkers find in a page."""
    blocks = [(each["type"], each["value"]) for each in page.body.raw_data]
    known = list(Organisation.objects.exclude(kind=Organisation.Kind.VILLAGE).values_list("name", flat=True))
    checked = check(blocks, page.title, known, is_dead=_is_dead)
    dead = (*_dead_documents(page, blocks), *grounds.dead_law(page, timezone.localdate()))
    return Checked((*checked.findings, *dead), checked.version)


def plain(page: Any) -> list[dict[str, Any]]:
    """Return what the checkers find in `page`, as plain values, the gravest first."""
    found = sorted(
        found_in(page).findings, key=lambda each: (not _must_go(each), each.severity.rank, each.block)
    )
    return [
        {
            "severity": "grave" if _must_go(each) else each.severity.value,
            "label": "须改" if _must_go(each) else each.severity.label,
            "place": "标题" if each.block == TITLE else f"第{each.block + 1}块第{each.paragraph + 1}段",
            "found": each.found or "—",
            "advice": each.advice,
            "rule": each.rule,
        }
        for each in found
    ]


def grave(page: Any) -> Iterator[Problem]:
    """Yield what may not go to the public as it stands."""
    for each in found_in(page).findings:
        if _must_go(each):
            place = "标题" if each.block == TITLE else f"正文第{each.block + 1}块第{each.paragraph + 1}段"
            yield Problem(f"{place}：{each.advice}")


def _must_go(finding: Finding) -> bool:
    return finding.severity is Severity.GRAVE or finding.rule in MUST_GO


def _is_dead(address: str) -> bool:
    """Whether an address of our own leads nowhere; those of others are not asked while somebody writes."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(ANSWERED):
        return False
    path = unquote(parts.path)
    wanted = f"{path}index.html" if path.endswith("/") else path
    return not PublishedFile.objects.filter(path=wanted).exists()


def _dead_documents(page: Any, blocks: list[tuple[str, Any]]) -> Iterator[Finding]:
    """Yield the documents of our own that a text names by number though they are no longer in force."""
    today = timezone.localdate()
    for nth, (kind, value) in enumerate(blocks):
        text = value if kind == "text" else value.get("html", "") if isinstance(value, dict) else ""
        for named in dict.fromkeys(NUMBER.findall(text)):
            over = next((each for each in _numbered(named) if each.validity(today).is_over), None)
            if over is not None and over.pk != page.pk:
                said = f"引用的“{over.title}”{over.validity(today).label}，请改引现行有效的文件。"
                yield Finding("law", Severity.WARNING, named, said, "law.over", end=len(named), block=nth)


def _numbered(named: str) -> Iterator[Any]:
    """Yield the live documents with a number, the word of which the text may have run into words before it."""
    for start in range(len(named)):
        try:
            number = str(DocumentNumber.parse(named[start:]))
        except Refused:
            return
        live = Publication.objects.filter(published_at__isnull=False, withdrawn_at=None, page__number=number)
        pages = OfficialPage.objects.filter(pk__in=live.values("page")).specific()
        if found := [each for each in pages if each.has_validity]:
            yield from found
            return
