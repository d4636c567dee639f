"""Clean-up (清理): documents are chosen by rule, their makers decide, and what holds follows from the decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.html import escape
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing import releasing
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.core.records.actions import act, record
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Problem, refuse_if
from yangguang.rules.validity import Validity

from . import queries, rules
from .actions import DRAFTER, MANAGER, why_not_one_of, why_not_post
from .models import Campaign, CleanUpDecision, CleanUpResult

LISTS = {
    CleanUpDecision.Decision.KEEP: "继续有效的规范性文件目录",
    CleanUpDecision.Decision.AMEND: "拟修改的规范性文件目录",
    CleanUpDecision.Decision.ABOLISH: "废止的规范性文件目录",
}
"""The three lists that are made known, in their order."""


@act
def open_campaign(
    org: Organisation,
    *,
    title: str,
    basis: str,
    due_on: date,
    made_before: date | None = None,
    cites: str = "",
    expires_before: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Campaign:
    """Begin a clean-up (部署清理): what is chosen goes to the organisations that made it.

    Args:
        org: who cleans up; documents of all organisations below it are looked at.
        title: how the clean-up is called.
        basis: why: as every so many years, or because a law changed.
        due_on: by when the makers decide.
        made_before: choose what was made before that day.
        cites: choose what names this law or document.
        expires_before: choose what runs out before that day.
        by: who keeps the documents of `org`.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_campaign` finds.
    """
    today = localdate(at)
    chosen = list(
        queries.chosen(
            org, today, made_before=made_before, cites=cites, expires_before=expires_before
        ).select_related("org")
    )
    given = sum(1 for each in (made_before, cites.strip(), expires_before) if each)
    refuse_if(
        [
            *why_not_post(org, by, MANAGER, at),
            *rules.why_not_campaign(
                title=title, basis=basis, rules_given=given, found=len(chosen), due_on=due_on, today=today
            ),
        ]
    )
    made: Campaign = Campaign.objects.create(
        org=org, title=title.strip(), basis=basis.strip(), made_before=made_before, cites=cites.strip(),
        expires_before=expires_before, due_on=due_on, opened_at=at,
    )  # fmt: skip
    CleanUpDecision.objects.bulk_create(
        [CleanUpDecision(campaign=made, org=each.org, document=each) for each in chosen]
    )
    note = f"部署清理：{made.title}，共{len(chosen)}份文件"
    record("normative.campaign_opened", about=made, by=by, at=at, note=note)
    return made


@act
def decide(
    row: CleanUpDecision, *, decision: str, reason: str, by: Person, at: datetime, once: str = ""
) -> CleanUpDecision:
    """Say what becomes of a document (清理意见); it may be changed until the result is made known.

    Raises:
        Refused: for what `rules.why_not_clean_up` finds, or when `by` is not of the organisation that made it.
    """
    found: CleanUpDecision = (
        CleanUpDecision.objects.select_for_update(of=("self",))
        .select_related("campaign", "org", "document")
        .get(pk=row.pk)
    )
    closed = found.campaign.closed_on is not None
    refuse_if(
        [
            *why_not_one_of(found.org, by, (MANAGER, DRAFTER), at),
            *rules.why_not_clean_up(decision=decision, reason=reason, is_closed=closed),
        ]
    )
    found.decision, found.reason, found.decided_by, found.decided_at = decision, reason.strip(), by, at
    found.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    note = f"清理意见：{found.document.title}{found.get_decision_display()}。{reason}"
    record("normative.clean_up_decided", about=found, by=by, at=at, note=note)
    return found


@act
def close_campaign(
    campaign: Campaign, *, number: str, column: OfficialPage, by: Person, at: datetime, once: str = ""
) -> Campaign:
    """Let the decisions hold (公布清理结果): what is abolished is over, and the three lists are a page to be reviewed.

    Args:
        campaign: a clean-up in which all is decided.
        number: the number of the decision; it is what each repeal rests on.
        column: where the three lists will stand.
        by: who keeps the documents.
        at: when; what is abolished is no longer in force from this day on.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_close_campaign` finds.
    """
    found: Campaign = (
        Campaign.objects.select_for_update(of=("self",)).select_related("org").get(pk=campaign.pk)
    )
    rows = list(found.decisions.select_related("document", "org"))
    fits = column.pk in {each.pk for each in queries.columns_for(found.org)}
    refuse_if(
        [
            *why_not_post(found.org, by, MANAGER, at),
            *rules.why_not_close_campaign(
                undecided=sum(1 for each in rows if not each.decision), number=number,
                is_closed=found.closed_on is not None,
            ),
            *([] if fits else [Problem("这一栏目不能放本机关的稿件，请另选。", "column")]),
        ]
    )  # fmt: skip
    numbered, today = str(DocumentNumber.parse(number)), localdate(at)
    for each in rows:
        if each.decision == CleanUpDecision.Decision.ABOLISH:
            _abolish(each, numbered, on=today, by=by, at=at)
    page = CleanUpResult(
        title=f"{found.org.name}关于公布{found.title}结果的公告", slug=f"ql-{found.pk}", org=found.org, owner=by,
        live=False, number=numbered, made_on=today, body=[*_lists(found, rows)],
    )  # fmt: skip
    OfficialPage.objects.get(pk=column.pk).add_child(instance=page)
    page.save_revision(user=by)
    found.closed_on, found.number, found.page = today, numbered, page
    found.save(update_fields=["closed_on", "number", "page"])
    said = "，".join(
        f"{each.label}{sum(1 for row in rows if row.decision == each)}份" for each in CleanUpDecision.Decision
    )
    record("normative.campaign_closed", about=found, by=by, at=at, note=f"公布清理结果：{said}")
    return found


def _abolish(row: CleanUpDecision, number: str, *, on: date, by: Person, at: datetime) -> None:
    publication = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("org", "page")
        .get(page=row.document_id)
    )
    if publication.ended_on is None:
        releasing.end_validity(publication, on=on, how=Validity.REPEALED, basis=number, by=by, at=at)


def _lists(campaign: Campaign, rows: Iterable[CleanUpDecision]) -> Iterable[tuple[str, object]]:
    """Yield the body of the page: why one cleaned up, and a table for each of the three lists."""
    yield "text", f"<p>{escape(campaign.basis)}</p>"
    head = "".join(f'<th scope="col">{each}</th>' for each in ("文号", "名称", "制定机关", "理由"))
    for decision, caption in LISTS.items():
        lines = [row for row in rows if row.decision == decision]
        if not lines:
            yield "text", f"<p>{caption}：无。</p>"
            continue
        cells = "".join(
            f'<tr><th scope="row">{escape(row.document.number)}</th><td>{escape(row.document.title)}</td>'
            f"<td>{escape(row.org.name)}</td><td>{escape(row.reason)}</td></tr>"
            for row in lines
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"
        yield "table", {"caption": f"{caption}（{len(lines)}份）", "html": table}
