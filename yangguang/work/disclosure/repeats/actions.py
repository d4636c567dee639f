"""What people do about requests that are alike: find what they are to one another, and decide what is published."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import act, record
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind
from yangguang.core.search.models import Change
from yangguang.rules.likeness import likeness, wording_of
from yangguang.rules.problems import Problem, refuse_if

from .. import actions as acts
from ..models import DisclosureRequest
from . import queries, rules
from .models import Judgement, Proposal, PublicAnswer
from .rules import TERMS, Found

OFFICE = ("公开工作机构", "公开工作机构负责人")
"""The posts that decide what is published."""

MANY_WAITING = 50
"""Whenever so many more entries wait for the index, it is brought up to date at once."""


@act
def judge_similar(
    request: DisclosureRequest,
    *,
    other: DisclosureRequest,
    found: str,
    reason: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Judgement:
    """Find what a request is to another one that is like it (判断是否重复); the answer itself is drafted as ever.

    Args:
        request: a request under way.
        other: the one that is like it; `by` may see it.
        found: one of `Found`.
        reason: why.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_judge` finds.
    """
    request = _locked(request.pk)
    other = DisclosureRequest.objects.select_related("case", "org").get(pk=other.pk)
    refuse_if(
        [
            *_why_not_office(request.org, by, localdate(at)),
            *_why_not_seen(other, by, localdate(at)),
            *rules.why_not_judge(
                found,
                reason=reason,
                is_closed=request.closed_on is not None,
                same_applicant=queries.is_same_applicant(request, other),
                same_org=request.org_id == other.org_id,
                is_earlier=(other.arrived_on, other.pk) < (request.arrived_on, request.pk),
                earlier_closed=other.closed_on is not None,
                earlier_answered=other.closed_on is not None and rules.was_answered(other.outcome),
            ),
        ]
    )
    alike = likeness(wording_of(request.wanted), wording_of(other.wanted))
    made = Judgement.objects.create(
        request=request,
        other=other,
        org=request.org,
        found=found,
        reason=reason,
        percent=alike.percent,
        judged_by=by,
        judged_at=at,
    )
    said = Found(found).label.partition("：")[0]  # type: ignore[call-arg]  # it looks a member up
    # Colleagues read this note who may not see the requests of another organisation.
    whom = other.case.number if other.org_id == request.org_id else f"{other.org}收到的一件申请"
    note = f"与{whom}比较（相似{alike.percent}%）：{said}。{reason}"
    record("disclosure.judged", about=request.case, by=by, at=at, note=note)
    return made


@act
def answer_as_public(
    request: DisclosureRequest, *, key: str, by: Person, at: datetime, once: str = ""
) -> PublicAnswer:
    """Choose a public page that is what is asked for, and draft the answer that names it (已主动公开).

    The request is taken as far on its usual way as the posts of `by` allow, at the most to the drafted answer;
    whoever has the next step finds the answer prepared.

    Args:
        request: a request under way.
        key: the key of the entry in the search.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the request is not being examined, searched for or drafted, or nothing is public there.
    """
    request = _locked(request.pk)
    entry = queries.published_entry(key)
    steps = {step.node: step for step in cases.open_steps(request.case)}
    refuse_if(
        [
            *_why_not_office(request.org, by, localdate(at)),
            *rules.why_not_answer_as_public(
                is_public=entry is not None,
                is_registered=request.received_on is not None,
                is_at=next(iter(steps), ""),
            ),
        ]
    )
    assert entry is not None  # it was refused otherwise
    chosen = PublicAnswer.objects.create(
        request=request,
        org=request.org,
        title=entry.title,
        url=queries.absolute(entry.url),
        chosen_by=by,
        chosen_at=at,
    )
    note = f"所申请的信息已主动公开：{chosen.title}（{chosen.url}）"
    record("disclosure.found_public", about=request.case, by=by, at=at, note=note)
    if step := _step_of(request, "examine", by, localdate(at)):
        acts.examine(step, outcome="accept", opinion=note, by=by, at=at)
    if step := _step_of(request, "search", by, localdate(at)):
        acts.search(step, opinion=note, by=by, at=at)
    if step := _step_of(request, "draft", by, localdate(at)):
        text, facts = rules.said_of_published(chosen.title), {"address": chosen.url}
        acts.draft_answer(step, outcome="already_public", text=text, facts=facts, by=by, at=at)
    return chosen


@act
def decide_proposal(
    proposal: Proposal, *, accepted: bool, reason: str, by: Person, at: datetime, once: str = ""
) -> Proposal:
    """Accept or decline a suggestion to publish (采纳或者不采纳主动公开建议).

    Raises:
        Refused: for what `rules.why_not_decide_proposal` finds, or when somebody else's post decides.
    """
    proposal = _locked_proposal(proposal)
    refuse_if(
        [
            *_why_not_deciding(proposal.org, by, localdate(at)),
            *rules.why_not_decide_proposal(is_open=proposal.state == Proposal.State.OPEN, reason=reason),
        ]
    )
    proposal.state = Proposal.State.ACCEPTED if accepted else Proposal.State.DECLINED
    proposal.reason, proposal.decided_by, proposal.decided_on = reason, by, localdate(at)
    proposal.save(update_fields=["state", "reason", "decided_by", "decided_on"])
    kind = "disclosure.publication_accepted" if accepted else "disclosure.publication_declined"
    note = f"{proposal.get_state_display()}主动公开建议：{reason}"
    record(kind, about=proposal, by=by, at=at, note=note)
    return proposal


@act
def link_page(proposal: Proposal, *, url: str, by: Person, at: datetime, once: str = "") -> Proposal:
    """Note on which page the information of an accepted suggestion now stands (登记公开的页面).

    Raises:
        Refused: for what `rules.why_not_link` finds, or when somebody else's post decides.
    """
    proposal = _locked_proposal(proposal)
    entry = queries.public_entry(url)
    refuse_if(
        [
            *_why_not_deciding(proposal.org, by, localdate(at)),
            *rules.why_not_link(
                is_accepted=proposal.state == Proposal.State.ACCEPTED,
                is_linked=bool(proposal.page_url),
                is_public=entry is not None,
            ),
        ]
    )
    assert entry is not None  # it was refused otherwise
    proposal.page_title, proposal.page_url = entry.title, entry.url
    proposal.linked_on = localdate(at)
    proposal.save(update_fields=["page_title", "page_url", "linked_on"])
    note = f"建议公开的信息已经公开：{entry.title}（{entry.url}）"
    record("disclosure.publication_linked", about=proposal, by=by, at=at, note=note)
    return proposal


def let_be_compared(request: DisclosureRequest) -> None:
    """Let later requests be compared with this one, as it is put now; in the transaction of the act."""
    search.put(
        Entry(
            key=queries.key_of_request(request),
            org_id=request.org_id,
            kind=Kind.REQUEST,
            title=request.case.title,
            text=request.wanted,
            url=request.desk_url,
            on=request.arrived_on,
            is_public=False,
        )
    )
    if Change.objects.count() % MANY_WAITING == 0:
        transaction.on_commit(search.refresh)


def propose_publishing(request: DisclosureRequest, *, at: datetime) -> Proposal | None:
    """Suggest to publish what now enough people asked for and got (建议主动公开).

    A suggestion that stands, or was accepted, gets the request added; one that was declined comes again only when
    enough others asked after that day.
    """
    on = localdate(at)
    alike = queries.granted_alike(request, on)
    if not alike:
        return None
    earlier = Proposal.objects.filter(org=request.org_id, requests__in=alike).distinct()
    standing = earlier.exclude(state=Proposal.State.DECLINED).first()
    if standing:
        standing.requests.add(*alike)
        return standing
    declined_on = max((each.decided_on for each in earlier if each.decided_on), default=date.min)
    fresh = [each for each in alike if each.closed_on and each.closed_on > declined_on]
    applicants = {each.identity for each in fresh}
    if len(applicants) < TERMS["proactive_applicants"].on(on).amount:
        return None
    made = Proposal.objects.create(org=request.org, subject=request.wanted, made_on=on)
    made.requests.add(*fresh)
    note = f"{len(applicants)}名申请人申请并获得相似的信息，建议研究是否主动公开"
    record("disclosure.publication_proposed", about=made, by=System(), at=at, note=note)
    return made


class System:
    """Who suggests: nobody in person."""

    ledger_key = "system"
    ledger_name = "系统提示"


def _locked(key: int) -> DisclosureRequest:
    """Return the request as it stands now, kept from others until the end of the transaction."""
    rows = DisclosureRequest.objects.select_for_update(of=("self",)).select_related("case", "org")
    return rows.get(pk=key)


def _locked_proposal(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("org").get(pk=proposal.pk)


def _step_of(request: DisclosureRequest, node: str, by: Person, on: date) -> Step | None:
    """Return the open step of this node, if it is for `by` to do."""
    return cases.worklist(by, on).filter(case=request.case_id, node=node).first()


def _why_not_office(org: Organisation, by: Person, on: date) -> list[Problem]:
    if posts_of(by, on).filter(org=org).exists():
        return []
    return [Problem(f"您在{org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]


def _why_not_seen(other: DisclosureRequest, by: Person, on: date) -> list[Problem]:
    if DisclosureRequest.objects.visible_to(by, on).filter(pk=other.pk).exists():
        return []
    return [Problem("没有您可以查看的这件申请，请在列出的相似申请里选择。")]


def _why_not_deciding(org: Organisation, by: Person, on: date) -> list[Problem]:
    if posts_of(by, on).filter(org=org, role__in=OFFICE).exists():
        return []
    return [Problem(f"是否主动公开由{org}的公开工作机构决定，请联系该机构的人员。")]
