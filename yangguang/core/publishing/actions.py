"""What can be done with a page: submit it, sign it, publish it in an emergency, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.terms import load_terms
from yangguang.rules.validity import Validity

from . import checking, queries, releasing, rules, seals
from .content import hash_of
from .models import OfficialPage, Publication, Signature
from .page_forms import EDITOR
from .rules import BY_NODE, Signed

TERMS = load_terms(Path(__file__).with_name("terms.toml"))
SUBMITTED = "submitted"
"""The signature of whoever submits: what the reviewers were given to read."""

HEAD = "终审"
"""The post that signs last, takes back, and may publish before the others have signed."""


@act
def submit(page: OfficialPage, *, by: Person, at: datetime, once: str = "") -> Publication:
    """Submit a page for the three reviews (送审), as it stands in its newest revision.

    Raises:
        Refused: when it is under review already, something in it is missing or gravely wrong, or `by` is
            no editor of its organisation.
    """
    publication = _held(page)
    draft = _draft(publication)
    stage = Publication.Stage
    under_way = publication.stage in (stage.REVIEW, stage.HELD, stage.SCHEDULED)
    refuse_if(
        [
            *([Problem("这份稿件已经送审，不必再送。")] if under_way else []),
            *_why_not_post(by, publication, EDITOR, at),
            *draft.why_not_submit(),
            *checking.grave(draft),
        ]
    )
    publication.case = cases.open_case(
        "publishing", org=publication.org, title=draft.title[:200], received_on=localdate(at), by=by, at=at
    )
    _begin_round(publication, draft, by=by, at=at)
    record("publishing.submitted", about=publication, by=by, at=at, note=f"送审：{draft.title}")
    return publication


@act
def sign(
    step: Step,
    *,
    outcome: str,
    opinion: str = "",
    checks: Sequence[str] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Publication:
    """Sign one level (审、校): pass the page on, or return it with a reason.

    The sixth signature gives the grant; the page goes live at once, at its time, or with its bundle.

    Args:
        step: an open step of a review.
        outcome: `passed` or `returned`.
        opinion: what is to be said of it; a return needs a reason.
        checks: which points of the level's list are ticked.
        by: whose turn it is; never an author, nor anybody who signed another level.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_sign` finds, for points not ticked, for grave findings in the text.
    """
    publication = _held_by_case(step)
    level = BY_NODE.get(step.node)
    if level is None:
        raise Refused(Problem("这一环节由撰稿人修改后重新送审。"))
    draft = _draft(publication)
    if outcome == "returned":
        refuse_if([] if opinion.strip() else [Problem("退回须写明原因，撰稿人才知道改什么。", "opinion")])
    else:
        refuse_if(_why_not_pass(publication, level, draft, checks, by))
    cases.complete(step, outcome, by=by, at=at, opinion=opinion)
    passed = outcome == "passed"
    _sign(publication, step.node, draft, passed=passed, opinion=opinion, checks=checks, by=by, at=at)
    said = f"{level.name}{'通过' if passed else '退回'}：{draft.title}"
    record("publishing.signed", about=publication, by=by, at=at, note=said, node=step.node, passed=passed)
    if passed and level is rules.LEVELS[-1]:
        signed = _signed(publication)
        released = rules.why_not_release(publication.authors, signed, hash_of(draft))
        refuse_if([*released, *draft.why_not_go_live(_goes_live_on(draft, at))])
        releasing.grant(publication, draft, by=by, at=at)
        releasing.release(publication, by=by, at=at)
    return publication


@act
def resubmit(
    step: Step, *, outcome: str, opinion: str = "", by: Person, at: datetime, once: str = ""
) -> Publication:
    """Submit a page that was returned once more, from the first level on; or give it up.

    Raises:
        Refused: when it is not the turn of `by`, or something in the page is missing or gravely wrong.
    """
    publication = _held_by_case(step)
    draft = _draft(publication)
    if outcome == "resubmitted":
        refuse_if([*draft.why_not_submit(), *checking.grave(draft)])
    cases.complete(step, outcome, by=by, at=at, opinion=opinion)
    if outcome == "resubmitted":
        _begin_round(publication, draft, by=by, at=at)
        record("publishing.submitted", about=publication, by=by, at=at, note=f"重新送审：{draft.title}")
    else:
        publication.stage = Publication.Stage.DONE if publication.is_live else Publication.Stage.DRAFT
        publication.save(update_fields=["stage"])
        record("publishing.given_up", about=publication, by=by, at=at, note=f"不再发布：{draft.title}")
    return publication


@act
def publish_urgently(
    page: OfficialPage, *, reason: str, by: Person, at: datetime, once: str = ""
) -> Publication:
    """Publish a page before it is reviewed (紧急发布), on the word of the head; the review is owed.

    Raises:
        Refused: when `by` does not hold the last post, wrote the page himself, or gives no reason.
    """
    publication = _held(page)
    draft = _draft(publication)
    authors = _authors(publication)
    refuse_if(
        [
            *_why_not_post(by, publication, HEAD, at),
            *([Problem("紧急发布须由撰稿人以外的人批准。")] if by.pk in authors else []),
            *([] if reason.strip() else [Problem("请写明为什么来不及先审校。", "reason")]),
            *draft.why_not_submit(),
            *checking.grave(draft),
            *draft.why_not_go_live(localdate(at)),
        ]
    )
    days = TERMS["urgent"].on(localdate(at)).days
    publication.owed_until = at + timedelta(days=days)
    record("publishing.urgent", about=publication, by=by, at=at, note=f"紧急发布：{draft.title}。{reason}")
    releasing.grant(publication, draft, by=by, at=at, is_urgent=True)
    releasing.go_live([publication], by=by, at=at)
    return publication


@act
def withdraw(page: OfficialPage, *, reason: str, by: Person, at: datetime, once: str = "") -> Publication:
    """Take a page back from the public (撤回); its address says since when, and why.

    Raises:
        Refused: when it is not live, no reason is given, or `by` does not hold the last post.
    """
    publication = _held(page)
    refuse_if(
        [
            *_why_not_post(by, publication, HEAD, at),
            *([] if publication.is_live else [Problem("这份稿件没有在网上公开，不需要撤回。")]),
            *([] if reason.strip() else [Problem("请写明撤回的原因，读者会看到它。", "reason")]),
        ]
    )
    publication.withdrawn_at, publication.withdrawn_why = at, reason.strip()
    publication.stage = Publication.Stage.WITHDRAWN
    publication.owed_until = None
    publication.save(update_fields=["withdrawn_at", "withdrawn_why", "stage", "owed_until"])
    OfficialPage.objects.filter(pk=page.pk).update(live=False)
    said = f"撤回：{publication.page.title}。{reason}"
    record("publishing.withdrawn", about=publication, by=by, at=at, note=said)
    releasing.rewrite(publication, at=at)
    return publication


@act
def end_validity(
    page: OfficialPage, *, on: date, how: Validity, basis: str, by: Person, at: datetime, once: str = ""
) -> Publication:
    """Say that a document is no longer in force from a day on (废止、宣布失效、停止执行), and by what.

    Raises:
        Refused: when it has no validity to end, no decision is named, or `by` does not hold the last post.
    """
    publication = _held(page)
    specific = publication.page.specific
    refuse_if(
        [
            *_why_not_post(by, publication, HEAD, at),
            *([] if specific.has_validity else [Problem("这类稿件没有效力可言。")]),
            *([] if basis.strip() else [Problem("请写明依据的决定及其文号。", "basis")]),
        ]
    )
    releasing.end_validity(publication, on=on, how=how, basis=basis, by=by, at=at)
    return publication


def publish_due(at: datetime, *, by: Actor) -> int:
    """Publish what was signed and whose time has come; return how many went live.

    It may run as often as it likes: what is live is not published again.
    """
    due = Publication.objects.filter(stage=Publication.Stage.SCHEDULED, go_live_at__lte=at).order_by("pk")
    return sum(_publish_one(each, by=by, at=at) for each in due)


@act
def _publish_one(publication: Publication, *, by: Actor, at: datetime, once: str = "") -> int:
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    if held.stage != Publication.Stage.SCHEDULED:
        return 0
    return len(releasing.release(held, by=by, at=at))


def _held(page: OfficialPage) -> Publication:
    """Return the row of a page, locked until the end of the act."""
    held = Publication.objects.select_for_update(of=("self",)).select_related("org", "page")
    found: Publication = held.get(page_id=page.pk)
    return found


def _held_by_case(step: Step) -> Publication:
    held = Publication.objects.select_for_update(of=("self",)).select_related("org", "page")
    found: Publication | None = held.filter(case_id=step.case_id).first()
    if found is None:
        raise Refused(Problem("这项审校的稿件已经不在了。"))
    return found


def _draft(publication: Publication) -> Any:
    """Return the page as its newest revision says it."""
    return publication.page.get_latest_revision_as_object()


def _goes_live_on(draft: Any, at: datetime) -> date:
    return localdate(max(at, draft.go_live_at) if draft.go_live_at else at)


def _authors(publication: Publication) -> set[int]:
    """Return the keys of all who wrote what is not published yet.

    What a reviewer mends in his turn, and signs, does not make him an author; anything else does.
    """
    since = publication.grant.revision_id if publication.grant else 0
    mended = [
        (row.person_id, row.came, row.left)
        for row in publication.signatures.all()
        if row.node in BY_NODE and row.left > since
    ]
    wrote = {
        user
        for key, user in publication.page.revisions.filter(pk__gt=since).values_list("pk", "user_id")
        if user and not any(user == person and came < key <= left for person, came, left in mended)
    }
    return {key for key in (*wrote, publication.author_id) if key}


def _begin_round(publication: Publication, draft: Any, *, by: Person, at: datetime) -> None:
    publication.authors = sorted(_authors(publication) | {by.pk})
    publication.round += 1
    publication.stage = Publication.Stage.REVIEW
    publication.save(update_fields=["authors", "round", "stage", "case"])
    _sign(publication, SUBMITTED, draft, passed=True, by=by, at=at)


def _sign(
    publication: Publication,
    node: str,
    draft: Any,
    *,
    passed: bool,
    opinion: str = "",
    checks: Iterable[str] = (),
    by: Person,
    at: datetime,
) -> None:
    before = publication.signatures.order_by("-id").first()
    revision = draft.latest_revision_id
    row = Signature(
        org=publication.org,
        publication=publication,
        round=publication.round,
        node=node,
        passed=passed,
        person=by,
        at=at,
        came=before.left if before else revision,
        left=revision,
        hash=hash_of(draft),
        opinion=opinion,
        checks=list(checks),
        findings=[] if node == SUBMITTED else checking.plain(draft),
    )
    row.seal = seals.seal(*row.parts())
    row.save(force_insert=True)


def _signed(publication: Publication) -> list[Signed]:
    """Return the signatures of this round that count: passed, and sealed by this installation."""
    rows = queries.signatures(publication).filter(passed=True, round=publication.round)
    return [
        Signed(row.node, row.person_id, row.hash) for row in rows if row.node in BY_NODE and row.is_genuine()
    ]


def _why_not_pass(
    publication: Publication, level: rules.Level, draft: Any, checks: Sequence[str], by: Person
) -> Iterator[Problem]:
    now = hash_of(draft)
    yield from rules.why_not_sign(
        level,
        by.pk,
        authors=publication.authors,
        signed=_signed(publication),
        now=now,
        changed_by=_changed_by(publication, now),
    )
    yield from rules.why_not_checks(level, checks)
    yield from checking.grave(draft)


def _changed_by(publication: Publication, now: str) -> set[int]:
    """Return who changed the content since the last signature; 0 stands for a change that nobody signed for."""
    last = publication.signatures.filter(round=publication.round).order_by("-id").first()
    if last is None or (last.hash == now and last.is_genuine()):
        return set()
    changed = publication.page.revisions.filter(pk__gt=last.left).values_list("user_id", flat=True)
    return {key or 0 for key in changed} or {0}


def _why_not_post(by: Person, publication: Publication, role: str, at: datetime) -> Iterator[Problem]:
    if not posts_of(by, localdate(at)).filter(org=publication.org_id, role=role).exists():
        yield Problem(f"此项由{publication.org.name}的“{role}”岗位办理，您不在该岗位。")
