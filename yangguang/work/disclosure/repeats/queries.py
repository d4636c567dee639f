"""What a reader can ask about requests that are like others.

Somebody reads the requests of the organisations that she may see, and nobody else's. Of the other organisations of
the district she is told that there are such requests, how many, and to whom they were made: no text, no name, no
number, no answer. Whether two requests are of one applicant is found by comparing what is stored; it is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import key_of
from yangguang.core.records.keys import org_key
from yangguang.core.search.models import EntryRow
from yangguang.core.search.similar import asked_like, published_like
from yangguang.rules.law.names import names_of
from yangguang.rules.likeness import Likeness, held_in, likeness, wording_of

from ..models import DisclosureRequest, RequestQuerySet
from . import rules
from .models import Judgement, Proposal, PublicAnswer
from .rules import TERMS, Found, Usual

PROPOSED = 50
"""How many candidates the index is asked for; all of them are compared exactly."""

OWN = 300
"""How many requests of the same applicant to the same organisation are compared whatever the index says."""

MOST_PUBLISHED = 5

Elsewhere = list[tuple[Organisation, int]]
"""Other organisations of the district, and how many such requests each has."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A request that is like the one in question.

    Args:
        asked: the request.
        likeness: how alike they are.
        is_of_same_applicant: whether the same person asked for both.
        is_copy: whether that was of the same organisation and in the same words: such ones are shown first.
        is_held: whether the shorter one stands nearly wholly in the longer one.
        judgement: what somebody found about the two last.
    """

    asked: DisclosureRequest
    likeness: Likeness
    is_of_same_applicant: bool
    is_copy: bool
    is_held: bool
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class AllSimilar:
    """All requests that are like one.

    Args:
        rows: those that the reader may see, what is most alike first.
        elsewhere: how many there are in other organisations of the district.
        is_cut: whether there may be more than were compared.
    """

    rows: list[Similar]
    elsewhere: Elsewhere
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """How many requests one applicant made (申请数量、频次); whether that is beyond reason is not computed.

    Args:
        since: the first day that is counted.
        until: the last.
        rows: the requests to the same organisation, the newest first.
        here: how many they are.
        this_month: how many of them came in the calendar month.
        elsewhere: how many the same applicant made to other organisations of the district.
        others: what other applicants of the same organisation did in the same time.
    """

    since: date
    until: date
    rows: RequestQuerySet
    here: int
    this_month: int
    elsewhere: Elsewhere
    others: Usual

    @property
    def said(self) -> str:
        """The figures as a sentence for the letter that asks for reasons."""
        return rules.said_of_volume(
            since=self.since,
            until=self.until,
            here=self.here,
            this_month=self.this_month,
            elsewhere=sum(number for _, number in self.elsewhere),
            others=self.others,
        )


@dataclass(frozen=True, slots=True)
class Published:
    """Something public that may be what is asked for.

    Args:
        key: the key of its entry in the search.
        held: how much of its title stands in the request, in per cent.
    """

    key: str
    title: str
    url: str
    agency: str
    on: date | None
    validity: str
    held: int


def district_of(org: Organisation) -> QuerySet[Organisation]:
    """Return all organisations of the district that `org` belongs to: its key begins with the same region."""
    region = int(org.region)
    return Organisation.objects.filter(id__gt=org_key(str(region), 0), id__lt=org_key(str(region + 1), 0))


def by_same_applicant(asked: DisclosureRequest) -> RequestQuerySet:
    """Return all requests of whoever made this one, itself too: of the same identity, or the same account."""
    whose = Q(identity=asked.identity)
    if asked.account_id:
        whose |= Q(account=asked.account_id)
    return DisclosureRequest.objects.filter(whose)


def is_same_applicant(one: DisclosureRequest, other: DisclosureRequest) -> bool:
    """Whether two requests were made by the same applicant."""
    has_account = one.account_id is not None
    return one.identity == other.identity or (has_account and one.account_id == other.account_id)


def similar_to(asked: DisclosureRequest, person: Person, on: date) -> AllSimilar:
    """Return what is like a request in its district, as far as `person` may know of it."""
    keys = asked_like(
        asked.wanted, orgs=set(district_of(asked.org).values_list("pk", flat=True)), limit=PROPOSED
    )
    own = by_same_applicant(asked).filter(org=asked.org_id).order_by("-pk").values_list("pk", flat=True)
    candidates = _of_keys(keys) | set(own[:OWN])
    alike = {key: found for key, found in compared(asked, candidates).items() if rules.is_shown(found, on)}
    if not alike:
        return AllSimilar([], [], is_cut=False)
    found_rows = DisclosureRequest.objects.filter(pk__in=alike).select_related("case", "org")
    seen = set(found_rows.visible_to(person, on).values_list("pk", flat=True))
    judged = standing_judgements(asked)
    rows, others = [], Counter[Organisation]()
    for each in found_rows:
        if each.pk in seen:
            found = alike[each.pk]
            same = is_same_applicant(asked, each)
            is_copy = same and found.is_same and each.org_id == asked.org_id
            held = rules.is_held(found, on)
            rows.append(Similar(each, found, same, is_copy, held, judged.get(each.pk)))
        else:
            others[each.org] += 1
    rows.sort(key=lambda row: (not row.is_copy, -row.likeness.percent, -row.likeness.held, -row.asked.pk))
    return AllSimilar(rows, _in_order(others), is_cut=len(alike) >= PROPOSED)


def compared(asked: DisclosureRequest, candidates: Iterable[int]) -> dict[int, Likeness]:
    """Return by the key of each candidate how like the request it is; the request itself is none."""
    wording = wording_of(asked.wanted)
    rows = DisclosureRequest.objects.filter(pk__in=set(candidates) - {asked.pk})
    known: dict[str, Likeness] = {}  # many ask in the very same words
    found = {}
    for key, wanted in rows.order_by().values_list("pk", "wanted"):
        if wanted not in known:
            known[wanted] = likeness(wording, wording_of(wanted))
        found[key] = known[wanted]
    return found


def standing_judgements(asked: DisclosureRequest) -> Mapping[int, Judgement]:
    """Return by the key of the other request what was found about this one last."""
    found = Judgement.objects.filter(request=asked.pk).select_related("judged_by", "other__case")
    return {each.other_id: each for each in found.order_by("id")}


def judgements(asked: DisclosureRequest) -> QuerySet[Judgement]:
    """Return all that was found about a request, the newest first."""
    return Judgement.objects.filter(request=asked.pk).select_related("judged_by", "other__case")


def volume(asked: DisclosureRequest, on: date) -> Volume:
    """Return how many requests the applicant made up to a day, beside what others did.

    What was withdrawn counts too: it was made.

    Source: 条例第三十五条.
    """
    since = rules.since(on, TERMS["volume_period"].on(on).months)
    in_time = Q(arrived_on__gte=since, arrived_on__lte=on)
    every = by_same_applicant(asked).filter(in_time)
    rows = every.filter(org=asked.org_id).select_related("case").order_by("-arrived_on", "-pk")
    elsewhere = Counter(
        each.org
        for each in every.exclude(org=asked.org_id)
        .filter(org__in=district_of(asked.org))
        .select_related("org")
    )
    return Volume(
        since=since,
        until=on,
        rows=rows,
        here=rows.count(),
        this_month=rows.filter(arrived_on__year=on.year, arrived_on__month=on.month).count(),
        elsewhere=_in_order(elsewhere),
        others=rules.usual(_counts_of_others(asked, in_time)),
    )


def _counts_of_others(asked: DisclosureRequest, in_time: Q) -> list[int]:
    same = by_same_applicant(asked).values("identity")
    others = DisclosureRequest.objects.filter(in_time, org=asked.org_id).exclude(identity__in=same)
    counted = others.order_by().values("identity").annotate(number=Count("pk"))
    return list(counted.values_list("number", flat=True))


def published(wanted: str, on: date) -> list[Published]:
    """Return public information that may be what is asked for, what its title names best first.

    Source: 条例第三十六条第一项.
    """
    if not wanted.strip():
        return []
    found = []
    for row in published_like(wanted):
        titles = [name for name in _named(row) if len(name) > 3]
        held = max((held_in(title, wanted) for title in titles), default=0)
        if any(rules.is_in_question(title, wanted, on) for title in titles):
            url = absolute(row.url)
            found.append(
                Published(row.key, row.title, url, row.agency, row.on, row.get_validity_display(), held)
            )
    found.sort(key=lambda each: -each.held)
    return found[:MOST_PUBLISHED]


def _named(row: EntryRow) -> set[str]:
    """Return what an entry may be called: its title, and what stands in 《》 in it (关于印发《…》的通知)."""
    inside = row.title.partition("《")[2].partition("》")[0]
    return {row.title, inside, *names_of(row.title), *row.names}


def absolute(url: str) -> str:
    """Return an address that may be written into a letter."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{url}" if url.startswith("/") else url


def published_entry(key: str) -> EntryRow | None:
    """Return what is public under a key of the search."""
    return EntryRow.objects.filter(key=key, is_public=True).first()


def public_entry(url: str) -> EntryRow | None:
    """Return what is public at an address, with or without the name of the site."""
    path = url.strip().removeprefix(settings.WAGTAILADMIN_BASE_URL.rstrip("/"))
    return EntryRow.objects.filter(url=path, is_public=True).first() if path else None


def granted_alike(asked: DisclosureRequest, on: date) -> list[DisclosureRequest]:
    """Return the requests for the same that the organisation granted lately, this one among them.

    What was public already does not count: there is nothing left to publish.

    Source: 条例第四十四条第一款.
    """
    since = rules.since(on, TERMS["proactive_period"].on(on).months)
    least = TERMS["proactive_likeness"].on(on).amount
    granted = DisclosureRequest.objects.filter(
        org=asked.org_id, row__in=("granted", "partial"), closed_on__gte=since, closed_on__lte=on
    ).exclude(outcome="already_public")
    if not granted.filter(pk=asked.pk).exists():
        return []
    keys = asked_like(asked.wanted, orgs=[asked.org_id], limit=PROPOSED)
    candidates = granted.filter(pk__in=_of_keys(keys)).values_list("pk", flat=True)
    alike = [
        key for key, found in compared(asked, candidates).items() if found.is_same or found.percent >= least
    ]
    return [asked, *granted.filter(pk__in=alike)]


def proposals(person: Person, on: date, state: str) -> QuerySet[Proposal]:
    """Return the suggestions to publish that `person` may see, the newest first."""
    return (
        Proposal.objects.visible_to(person, on)
        .filter(state=state)
        .select_related("org", "decided_by")
        .annotate(number=Count("requests"))
        .order_by("-pk")
    )


def standing_public_answer(asked: DisclosureRequest) -> PublicAnswer | None:
    """Return the public page that somebody chose last for the answer."""
    return PublicAnswer.objects.filter(request=asked.pk).first()


def suggested(asked: DisclosureRequest, act: str, on: date) -> dict[str, str]:
    """Return what the form of an act may begin with, from what was found; whoever fills it in may change it."""
    if act == "reasons":
        return {"why": volume(asked, on).said}
    if act != "draft":
        return {}
    chosen = standing_public_answer(asked)
    if chosen:
        text = rules.said_of_published(chosen.title)
        return {"outcome": "already_public", "address": chosen.url, "text": text}
    for each in standing_judgements(asked).values():
        before = each.other
        if each.found == Found.REPEAT and before.closed_on:
            return {
                "outcome": "repeat",
                "previous_number": before.answer_number,
                "previous_on": before.closed_on.isoformat(),
            }
    return {}


def key_of_request(asked: DisclosureRequest) -> str:
    """Return the key under which a request stands in the search."""
    return key_of(asked)


def _of_keys(keys: Iterable[str]) -> set[int]:
    return {int(key.rpartition(":")[2]) for key in keys}


def _in_order(counts: Mapping[Organisation, int]) -> Elsewhere:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0].path))
