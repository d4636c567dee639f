"""What people do with a project of a normative document, from its recognition to its filing.

An act on a step of the diagram takes that step; the case moves on in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import escape
from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases import moves
from yangguang.core.cases.models import Clock, Step
from yangguang.core.cases.store import next_number
from yangguang.core.cases.workdays import of as workdays_of
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.numbering import DocumentNumber
from yangguang.rules.problems import Problem, Refused, refuse_if

from . import queries, rules
from .models import (
    Consultation,
    Deliberation,
    Drafting,
    FairCompetitionReview,
    Filing,
    LegalityReview,
    Opinion,
    PolicyDocument,
    Recognition,
    Registration,
)

MANAGER = "文件管理"
"""The post that keeps the plan, the numbers and the filing of an organisation's normative documents."""

DRAFTER = "起草单位"
REVIEWER = "合法性审核"

LONGEST_NAME = 80
"""How much of a name the ledger has room for."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A resident who speaks to a draft without an account."""

    name: str

    @property
    def ledger_key(self) -> str:
        return "visitor"

    @property
    def ledger_name(self) -> str:
        return self.name[:LONGEST_NAME] or "网民"


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who acts when a document goes live: its publication, which six people have signed."""

    ledger_key: str = "publishing"
    ledger_name: str = "网站发布"


@act
def recognise(
    org: Organisation,
    *,
    title: str,
    answers: Mapping[str, str],
    excluded: Collection[str] = (),
    by: Person,
    at: datetime,
    once: str = "",
) -> Recognition:
    """Find out whether a paper is a normative document (认定), and keep how that was found.

    Raises:
        Refused: when it has no title, or `by` has no post in the organisation.
    """
    refuse_if(
        [
            *_why_not_office(org, by, at),
            *rules.why_not_without("title", title, "请填写文件名称。"),
        ]
    )
    made: Recognition = Recognition.objects.create(
        org=org, title=title.strip(), answers=dict(answers), excluded=list(excluded), made_by=by, made_at=at,
        result=rules.recognise(answers, excluded),
    )  # fmt: skip
    record("normative.recognised", about=made, by=by, at=at, note=f"认定：{made}")
    return made


@act
def settle(
    recognition: Recognition, *, is_one: bool, opinion: str, by: Person, at: datetime, once: str = ""
) -> Recognition:
    """Say, as the reviewing body, whether a doubtful paper is a normative document.

    Raises:
        Refused: when nobody asked, it is said already, no reason is given, or `by` does not review.
    """
    found: Recognition = (
        Recognition.objects.select_for_update(of=("self",)).select_related("org").get(pk=recognition.pk)
    )
    doubtful = found.result == rules.Recognised.ASK and found.settled is None
    refuse_if(
        [
            *why_not_post(found.org, by, REVIEWER, at),
            *([] if doubtful else [Problem("这份文件不需要认定，或者已经认定。")]),
            *rules.why_not_without("opinion", opinion, "请写明认定的理由。"),
        ]
    )
    found.settled, found.opinion, found.settled_by, found.settled_at = is_one, opinion.strip(), by, at
    found.save(update_fields=["settled", "opinion", "settled_by", "settled_at"])
    record("normative.settled", about=found, by=by, at=at, note=f"认定：{found}")
    return found


@act
def open_project(
    recognition: Recognition,
    *,
    kind: str,
    department: str,
    necessity: str,
    joint_makers: str = "",
    concerns_operators: bool = False,
    affects_rights: bool = True,
    affects_others: bool = False,
    needs_own_review: bool = False,
    needs_explanation: bool = True,
    is_urgent: bool = False,
    urgent_reason: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Drafting:
    """Propose a project (提出立项) for a paper that was found to be a normative document.

    Args:
        recognition: how that was found; each opens one project.
        kind: whose document it is, one of `rules.Kind`.
        department: who drafts it (起草单位).
        necessity: why it is needed, whether it can be done, whether it is reasonable.
        joint_makers: who else makes it, with 、 between them.
        concerns_operators: whether it touches what businesses do.
        affects_rights: whether it touches rights and duties of people.
        affects_others: whether it touches the powers of other departments.
        needs_own_review: whether the drafters have a reviewing body of their own.
        needs_explanation: whether it must be explained together with its publication.
        is_urgent: whether an emergency, or an urgent order, asks for the short way.
        urgent_reason: which.
        by: somebody of the drafters, or who keeps the plan.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_recognised`, `rules.why_not_maker` and `rules.why_not_open` find.
    """
    recognition = Recognition.objects.select_for_update(of=("self",)).get(pk=recognition.pk)
    org = recognition.org
    makers = [org.name, *filter(None, joint_makers.split("、"))]
    used = Drafting.objects.filter(recognition=recognition).exists()
    refuse_if(
        [
            *why_not_one_of(org, by, (DRAFTER, MANAGER), at),
            *([Problem("这份文件已经立项，请到项目清单中查找。", "recognition")] if used else []),
            *rules.why_not_recognised(recognition.result, recognition.settled),
            *([] if kind in set(rules.Kind) else [Problem("请选择文件的类别。", "kind")]),
            *rules.why_not_without("department", department, "请填写起草单位。"),
            *rules.why_not_open(
                makers=makers, affects_rights=affects_rights, is_urgent=is_urgent,
                urgent_reason=urgent_reason, necessity=necessity,
            ),
        ]
    )  # fmt: skip
    consults = rules.must_consult(affects_rights=affects_rights, is_urgent=is_urgent)
    case = cases.open_case(
        "normative",
        org=org,
        title=recognition.title,
        received_on=localdate(at),
        fields={
            "affects_others": affects_others,
            "consults": consults,
            "operators": concerns_operators,
            "own_reviewer": needs_own_review,
        },
        by=by,
        at=at,
    )
    made = Drafting.objects.create(
        case=case, org=org, title=recognition.title, kind=kind, recognition=recognition, department=department,
        joint_makers=joint_makers, necessity=necessity, concerns_operators=concerns_operators,
        affects_rights=affects_rights, affects_others=affects_others, needs_own_review=needs_own_review,
        needs_explanation=needs_explanation, is_urgent=is_urgent, urgent_reason=urgent_reason.strip(),
    )  # fmt: skip
    said = f"提出立项：{made.title}" + (f"。紧急程序：{urgent_reason}" if is_urgent else "")
    record("normative.proposed", about=case, by=by, at=at, note=said)
    return made


@act
def approve_project(
    step: Step, *, approved: bool, opinion: str = "", by: Person, at: datetime, once: str = ""
) -> Step:
    """Take a project into the plan (立项), or not.

    Raises:
        Refused: when it is turned down without a reason.
    """
    drafting = _project_at(step, "plan")
    if not approved:
        refuse_if(rules.why_not_without("opinion", opinion, "不予立项的，请写明理由。"))
    done = _complete(step, "approved" if approved else "rejected", by=by, at=at, opinion=opinion)
    said = "同意立项" if approved else f"不予立项：{opinion}"
    record("normative.planned", about=drafting.case, by=by, at=at, note=said)
    return done


@act
def draft(
    step: Step,
    *,
    text: str,
    research: str,
    explanation_plan: str = "",
    shown_again: bool = False,
    by: Person,
    at: datetime,
    once: str = "",
) -> Drafting:
    """Hand in a draft (起草); what was reviewed of an earlier one counts no more.

    Args:
        step: the drafting.
        text: the whole of the draft.
        research: whom one asked, what one found out, and why it says what it says.
        explanation_plan: how it will be explained (解读方案), where it must be.
        shown_again: whether the public is asked once more about a draft that was changed.
        by: somebody of the drafters.
        at: when.
        once: see `act`.

    Raises:
        Refused: when text or research are missing.
    """
    drafting = _project_at(step, "draft")
    refuse_if(
        [
            *rules.why_not_without("text", text, "请写明送审稿全文。"),
            *rules.why_not_without(
                "research", research, "请写明起草说明和调研情况；涉及经营者的，写明听取了谁的意见。",
                f"{rules.BUSINESS}第六十二条第一款",
            ),
        ]
    )  # fmt: skip
    must = rules.must_consult(affects_rights=drafting.affects_rights, is_urgent=drafting.is_urgent)
    drafting.text, drafting.research = text.strip(), research.strip()
    drafting.explanation_plan = explanation_plan.strip() or drafting.explanation_plan
    drafting.edition += 1
    drafting.save(update_fields=["text", "research", "explanation_plan", "edition"])
    consults = must and (shown_again or not queries.is_consulted(drafting))
    _complete(step, by=by, at=at, fields={"consults": consults})
    record("normative.drafted", about=drafting.case, by=by, at=at, note=f"成稿（第{drafting.edition}稿）")
    return drafting


@act
def countersign(step: Step, *, opinions: str, by: Person, at: datetime, once: str = "") -> Step:
    """Enter what the other departments said (部门会签), and what was made of it.

    Raises:
        Refused: when nothing is written.
    """
    drafting = _project_at(step, "countersign")
    said = "请逐一写明各部门的意见和采纳情况。"
    refuse_if(rules.why_not_without("opinions", opinions, said, rules.MAKING_RULES))
    done = _complete(step, by=by, at=at, opinion=opinions)
    record("normative.countersigned", about=drafting.case, by=by, at=at, note=f"部门会签：{opinions}")
    return done


@act
def open_consultation(
    step: Step, *, until_on: date, contact: str, by: Person, at: datetime, once: str = ""
) -> Consultation:
    """Show a draft to the public (公布征求意见稿), which may speak to it until a day.

    Raises:
        Refused: for what `rules.why_not_consult` finds: fewer days than the law wants above all.
    """
    drafting = _project_at(step, "publish_draft")
    today = localdate(at)
    operators = drafting.concerns_operators
    least = rules.consultation_lasts_to(
        today, concerns_operators=operators, calendar=workdays_of(drafting.org_id)
    )
    refuse_if(
        [
            *rules.why_not_consult(since=today, until=until_on, least=least, text=drafting.text),
            *rules.why_not_without("contact", contact, "请写明电话、地址，便于不上网的群众提出意见。"),
        ]
    )
    # One that was left by an irregular move takes no opinions any more.
    drafting.consultations.filter(closed_at=None).update(closed_at=at)
    made: Consultation = Consultation.objects.create(
        drafting=drafting, org=drafting.org, since_on=today, until_on=until_on, text=drafting.text,
        explanation=drafting.research, contact=contact.strip(),
    )  # fmt: skip
    _complete(step, "operators" if operators else "others", by=by, at=at)
    note = f"公开征求意见至{until_on:%Y年%-m月%-d日}"
    record("normative.consultation_opened", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def comment(
    consultation: Consultation,
    *,
    text: str,
    name: str = "",
    contact: str = "",
    by: Actor,
    at: datetime,
    once: str = "",
) -> Opinion:
    """Speak to a draft (提出意见); no name is asked for.

    Raises:
        Refused: when the time is over, or nothing is said.
    """
    found = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    closed = found.closed_at is not None
    refuse_if(rules.why_not_comment(until=found.until_on, closed=closed, today=localdate(at), text=text))
    made: Opinion = Opinion.objects.create(
        consultation=found,
        org_id=found.org_id,
        text=text.strip(),
        name=name.strip(),
        contact=contact.strip(),
        at=at,
    )
    record("normative.commented", about=made, by=by, at=at, note="对征求意见稿提出意见")
    return made


@act
def answer_opinion(
    opinion: Opinion, *, adopted: str, reason: str = "", by: Person, at: datetime, once: str = ""
) -> Opinion:
    """Say what becomes of one opinion (采纳情况); until all is made known it may be changed.

    Raises:
        Refused: for what `rules.why_not_answer` finds, or when `by` does not draft.
    """
    found: Opinion = (
        Opinion.objects.select_for_update(of=("self",))
        .select_related("consultation", "org")
        .get(pk=opinion.pk)
    )
    known = found.consultation.answered_at is not None
    refuse_if(
        [
            *why_not_one_of(found.org, by, (DRAFTER, MANAGER), at),
            *([Problem("采纳情况已经公布，不能再改。")] if known else []),
            *rules.why_not_answer(adopted=adopted, reason=reason),
        ]
    )
    found.adopted, found.reason, found.answered_by = adopted, reason.strip(), by
    found.save(update_fields=["adopted", "reason", "answered_by"])
    said = f"意见{found.pk}{found.get_adopted_display()}"
    record("normative.opinion_answered", about=found, by=by, at=at, note=said)
    return found


@act
def close_consultation(step: Step, *, by: Person, at: datetime, once: str = "") -> Consultation:
    """End a consultation whose time is over (征求意见结束).

    Raises:
        Refused: while its last day is not over.
    """
    drafting = _project_at(step, "collect")
    found = _consultation(drafting)
    refuse_if(rules.why_not_close_consultation(until=found.until_on, today=localdate(at)))
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    _complete(step, by=by, at=at)
    note = f"征求意见结束，收到{found.opinions.count()}条意见"
    record("normative.consultation_closed", about=drafting.case, by=by, at=at, note=note)
    return found


@act
def publish_feedback(
    step: Step, *, summary: str, text: str = "", by: Person, at: datetime, once: str = ""
) -> Consultation:
    """Make known what was said and what was adopted (公布意见采纳情况).

    Args:
        step: the answer.
        summary: what was said, what was adopted, and why not the rest.
        text: the draft as it stands now, where opinions changed it.
        by: somebody of the drafters.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_feedback` finds.
    """
    drafting = _project_at(step, "feedback")
    found = _consultation(drafting)
    refuse_if(rules.why_not_feedback(unanswered=found.opinions.filter(adopted="").count(), summary=summary))
    found.summary, found.answered_at = summary.strip(), at
    found.save(update_fields=["summary", "answered_at"])
    _keep_text(drafting, text)
    _complete(step, by=by, at=at)
    record("normative.feedback_published", about=drafting.case, by=by, at=at, note="公布意见采纳情况")
    return found


@act
def review_competition(
    step: Step, *, passed: bool, opinion: str, by: Person, at: datetime, once: str = ""
) -> FairCompetitionReview:
    """Say whether a draft keeps competition fair (公平竞争审查).

    Raises:
        Refused: when no opinion is written.
    """
    drafting = _project_at(step, "compete")
    said = "请写明审查意见：涉及哪些经营者，符合哪些标准，或者适用哪一例外规定。"
    refuse_if(rules.why_not_without("opinion", opinion, said, rules.COMPETITION))
    made = FairCompetitionReview.objects.create(
        drafting=drafting, org=drafting.org, edition=drafting.edition, passed=passed, opinion=opinion,
        reviewed_by=by, reviewed_at=at,
    )  # fmt: skip
    _complete(step, "passed" if passed else "failed", by=by, at=at, opinion=opinion)
    note = f"公平竞争审查：{'符合' if passed else '不符合'}。{opinion}"
    record("normative.competition_reviewed", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def review_own(
    step: Step, *, agreed: bool, opinion: str, by: Person, at: datetime, once: str = ""
) -> LegalityReview:
    """Review a draft in the drafters' own house first (审核机构先审).

    Raises:
        Refused: when no opinion is written.
    """
    drafting = _project_at(step, "own_review")
    refuse_if(
        rules.why_not_without(
            "opinion", opinion, "请写明本单位的合法性审核意见。", f"{rules.REVIEW_RULES}（五）"
        )
    )
    today = localdate(at)
    made = LegalityReview.objects.create(
        drafting=drafting, org=drafting.org, edition=drafting.edition, level=LegalityReview.Level.OWN,
        submitted_on=step.began_on, decided_on=today, opinion=opinion, reviewer=by,
        verdict=rules.Verdict.LAWFUL if agreed else rules.Verdict.AMEND,
    )  # fmt: skip
    _complete(step, "agreed" if agreed else "returned", by=by, at=at, opinion=opinion)
    note = f"本单位审核机构：{'同意送审' if agreed else '退回修改'}。{opinion}"
    record("normative.own_reviewed", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def submit_review(step: Step, *, basis: str, by: Person, at: datetime, once: str = "") -> LegalityReview:
    """Hand a draft in for the legality review (报送合法性审核), whose time begins.

    Args:
        step: the handing in.
        basis: the laws, rules and policies that it rests on.
        by: somebody of the drafters.
        at: when.
        once: see `act`.

    Raises:
        Refused: for every paper that is missing, see `rules.why_not_submit_review`.
    """
    drafting = _project_at(step, "submit")
    own = queries.own_review_of(drafting)
    refuse_if(
        [
            *rules.why_not_without(
                "basis", basis, "请列明所依据的法律、法规、规章和国家政策。", f"{rules.REVIEW_RULES}（五）"
            ),
            *rules.why_not_submit_review(
                must_consult=rules.must_consult(
                    affects_rights=drafting.affects_rights, is_urgent=drafting.is_urgent
                ),
                consulted=queries.is_consulted(drafting),
                concerns_operators=drafting.concerns_operators,
                competition_passed=queries.is_fair(drafting),
                needs_own_review=drafting.needs_own_review,
                own_review_passed=own is not None and own.verdict == rules.Verdict.LAWFUL,
                needs_explanation=drafting.needs_explanation,
                explanation_plan=drafting.explanation_plan,
            ),
        ]
    )
    # A review that was left by an irregular move begins anew with this text.
    made, _ = LegalityReview.objects.update_or_create(
        drafting=drafting,
        verdict="",
        defaults={
            "org": drafting.org,
            "edition": drafting.edition,
            "level": LegalityReview.Level.FINAL,
            "submitted_on": localdate(at),
        },
    )
    _complete(step, "urgent" if drafting.is_urgent else "ordinary", by=by, at=at, opinion=basis)
    record("normative.submitted", about=drafting.case, by=by, at=at, note="报送合法性审核")
    return made


@act
def ask_for_more(step: Step, *, wanted: str, by: Person, at: datetime, once: str = "") -> LegalityReview:
    """Ask the drafters for more papers (退回补充材料); their time does not count.

    Raises:
        Refused: when it does not say what is wanted.
    """
    drafting = _project_at(step, "review")
    refuse_if(
        rules.why_not_without("wanted", wanted, "请写明需要补充哪些材料。", f"{rules.REVIEW_RULES}（五）")
    )
    review = _reviewing(drafting)
    review.supplements += 1
    review.save(update_fields=["supplements"])
    _complete(step, "more", by=by, at=at, opinion=wanted)
    record("normative.more_wanted", about=drafting.case, by=by, at=at, note=f"退回补充材料：{wanted}")
    return review


@act
def supplement(step: Step, *, supplied: str, by: Person, at: datetime, once: str = "") -> Step:
    """Hand in what the reviewers asked for (补充材料); their time goes on.

    Raises:
        Refused: when it does not say what was handed in.
    """
    drafting = _project_at(step, "supplement")
    refuse_if(rules.why_not_without("supplied", supplied, "请写明补充了哪些材料。"))
    done = _complete(step, by=by, at=at, opinion=supplied)
    record("normative.supplemented", about=drafting.case, by=by, at=at, note=f"补充材料：{supplied}")
    return done


@act
def review(
    step: Step,
    *,
    verdict: str,
    passed: Collection[str] = (),
    opinion: str = "",
    adviser: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> LegalityReview:
    """Say whether a draft is lawful (合法性审核结论): one of three verdicts, on seven points.

    Args:
        step: the review.
        verdict: one of `rules.Verdict`.
        passed: which of `rules.POINTS` were found in order.
        opinion: what is to be changed, and why.
        adviser: the legal adviser, government lawyer or expert who helped.
        by: a reviewer.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_review` finds: fewer days than the review takes, points not looked at.
    """
    drafting = _project_at(step, "review")
    made = _reviewing(drafting)
    today = localdate(at)
    refuse_if(
        rules.why_not_review(
            verdict,
            passed=passed,
            opinion=opinion,
            least_on=_earliest_verdict(made),
            today=today,
            is_urgent=drafting.is_urgent,
        )
    )
    number = next_number(drafting.org, "审核意见", today.year)
    made.number = str(DocumentNumber(f"{drafting.org.short_name}合审", today.year, number))
    made.verdict, made.passed, made.opinion = verdict, list(passed), opinion.strip()
    made.adviser, made.reviewer, made.decided_on = adviser.strip(), by, today
    made.save()
    _complete(step, verdict, by=by, at=at, opinion=opinion)
    note = f"{made.number}合法性审核结论：{made.get_verdict_display()}。{opinion}"
    record("normative.reviewed", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def respond(
    step: Step, *, adopted: str, reason: str = "", text: str = "", by: Person, at: datetime, once: str = ""
) -> LegalityReview:
    """Adopt what the reviewers want to be changed, or say in full why not (处理审核意见).

    Raises:
        Refused: for what `rules.why_not_respond` finds.
    """
    drafting = _project_at(step, "respond")
    refuse_if(rules.why_not_respond(adopted=adopted, reason=reason))
    found = queries.legality_of(drafting)
    if found is None or not found.verdict:
        raise Refused(Problem("这一稿还没有审核意见。", source=f"{rules.REVIEW_RULES}（六）"))
    found.adopted, found.adopted_why = adopted, reason.strip()
    found.save(update_fields=["adopted", "adopted_why"])
    _keep_text(drafting, text)
    _complete(step, by=by, at=at, opinion=reason)
    note = f"审核意见{found.get_adopted_display()}" + (f"：{reason}" if reason else "")
    record("normative.responded", about=drafting.case, by=by, at=at, note=note)
    return found


@act
def rework(step: Step, *, goes_on: bool, reason: str, by: Person, at: datetime, once: str = "") -> Step:
    """Draft anew what was found unlawful, or give it up (审核不合法的处理).

    Raises:
        Refused: when no reason is given.
    """
    drafting = _project_at(step, "rework")
    refuse_if(rules.why_not_without("reason", reason, "请写明怎样修改，或者为什么不再制定。"))
    done = _complete(step, "redraft" if goes_on else "given_up", by=by, at=at, opinion=reason)
    note = f"{'重新起草' if goes_on else '不再制定'}：{reason}"
    record("normative.reworked", about=drafting.case, by=by, at=at, note=note)
    return done


@act
def deliberate(
    step: Step,
    *,
    meeting: str,
    decision: str,
    on: date | None = None,
    explained: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Deliberation:
    """Enter what a meeting made of a draft (集体审议).

    Args:
        step: the deliberation.
        meeting: which meeting it was.
        decision: one of `Deliberation.Decision`.
        on: its day; that of `at` where not given.
        explained: what was told the meeting of an opinion that was not adopted in full.
        by: who keeps the minutes.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_deliberate` finds: a draft that was not reviewed, or is unlawful, is not put
            to a meeting.
    """
    drafting = _project_at(step, "deliberate")
    found = queries.legality_of(drafting)
    on = on or localdate(at)
    untold = found is not None and found.adopted in ("partly", "declined") and not explained.strip()
    missing = Problem(
        "未完全采纳审核意见，请写明向会议说明的理由和依据。", "explained", f"{rules.REVIEW_RULES}（六）"
    )
    known = decision in Deliberation.Decision.values
    refuse_if(
        [
            *rules.why_not_deliberate(
                found.verdict if found else "", responded=bool(found and found.adopted)
            ),
            *rules.why_not_decide(meeting=meeting, on=on, since=step.began_on, today=localdate(at)),
            *([] if known else [Problem("请选择会议的决定。", "decision")]),
            *([missing] if untold else []),
        ]
    )
    made = Deliberation.objects.create(
        drafting=drafting, org=drafting.org, edition=drafting.edition, meeting=meeting.strip(), on=on,
        decision=decision, explained=explained.strip(),
    )  # fmt: skip
    _complete(step, decision, by=by, at=at, on=on)
    note = f"{on:%Y年%-m月%-d日}{made.meeting}：{made.get_decision_display()}"
    record("normative.deliberated", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def sign(
    step: Step, *, signed: bool, opinion: str = "", by: Person, at: datetime, once: str = ""
) -> Drafting:
    """Sign a document (签发), or send it back with a reason.

    Raises:
        Refused: for what `rules.why_not_sign` finds, or when it is sent back without a word.
    """
    drafting = _project_at(step, "sign")
    if signed:
        refuse_if(
            rules.why_not_sign(
                is_decided=queries.is_decided(drafting),
                concerns_operators=drafting.concerns_operators,
                competition_passed=queries.is_fair(drafting),
            )
        )
        drafting.signed_on = localdate(at)
        drafting.save(update_fields=["signed_on"])
    else:
        refuse_if(rules.why_not_without("opinion", opinion, "退回修改的，请写明需要修改什么。"))
    _complete(step, "signed" if signed else "returned", by=by, at=at, opinion=opinion)
    note = "签发" if signed else f"退回修改：{opinion}"
    record("normative.signed", about=drafting.case, by=by, at=at, note=note)
    return drafting


@act
def register(
    step: Step,
    *,
    number: str,
    effective_on: date,
    expires_on: date | None = None,
    column: OfficialPage,
    theme: str = "",
    summary: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> Registration:
    """Register, number and issue a document (三统一); its page is begun, to be reviewed as every page is.

    Args:
        step: the registration.
        number: its number (文号), as the office has it for this document.
        effective_on: the first day on which it is in force.
        expires_on: the last.
        column: where its page will stand.
        theme: its theme (主题分类).
        summary: what it says in short (内容概述).
        by: who keeps the numbers.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_register` and `rules.why_not_valid` find, or when the page may not stand there.
    """
    drafting = _project_at(step, "register")
    org, today = drafting.org, localdate(at)
    numbered = str(DocumentNumber.parse(number))
    earlier = Registration.objects.filter(drafting=drafting).first()
    known = [Problem(f"这份文件已经登记，文号{earlier.number}，不再登记。")] if earlier else []
    fits = column.pk in {each.pk for each in queries.columns_for(org)}
    refuse_if(
        [
            *known,
            *rules.why_not_register(
                signed_on=drafting.signed_on, effective_on=effective_on,
                number_taken=queries.number_taken(numbered), today=today,
            ),
            *rules.why_not_valid(drafting.title, effective_on=effective_on, expires_on=expires_on),
            *([] if fits else [Problem("这一栏目不能放本机关的政策文件，请另选。", "column")]),
        ]
    )  # fmt: skip
    assert expires_on is not None  # or it was refused
    assert drafting.signed_on is not None
    page = _begin_page(
        drafting, column, number=numbered, effective_on=effective_on, expires_on=expires_on, theme=theme,
        summary=summary, by=by,
    )  # fmt: skip
    unified = DocumentNumber(f"{org.short_name}规", today.year, next_number(org, "统一编号", today.year))
    made = Registration.objects.create(
        drafting=drafting, org=org, number=numbered, unified_number=str(unified), registered_on=today,
        effective_on=effective_on, expires_on=expires_on, page=page,
    )  # fmt: skip
    _complete(step, by=by, at=at)
    note = f"统一登记，文号{numbered}，统一编号{unified}；网站稿件已生成，待审校"
    record("normative.registered", about=drafting.case, by=by, at=at, note=note)
    return made


def note_published(page: PolicyDocument, *, at: datetime) -> None:
    """Let the project of a document go on that has gone live; nothing happens where there is none."""
    step = Step.objects.filter(
        case__drafting__registration__page=page.pk, node="publish", state=Step.State.OPEN
    ).first()
    if step is not None:
        confirm_published(step, by=Publishing(), at=at)


@act
def confirm_published(step: Step, *, by: Actor, at: datetime, once: str = "") -> Filing:
    """Let a document that the public can read go on to its filing (公布); it happens by itself when it goes live.

    Raises:
        Refused: while it is not published: an unpublished document is no basis for anything.
    """
    drafting = _project_at(step, "publish")
    found = queries.publication_of(drafting)
    refuse_if(rules.why_not_published(is_live=found is not None and found.is_live))
    assert found is not None
    assert found.published_on is not None
    on = max(found.published_on, step.began_on)
    _complete(step, by=by, at=at, on=on)
    due_on = Clock.objects.get(case=drafting.case_id, key="filing").due_on
    assert due_on is not None  # nothing pauses it
    made, _ = Filing.objects.update_or_create(
        drafting=drafting, defaults={"org": drafting.org, "published_on": on, "due_on": due_on}
    )
    note = f"{on:%Y年%-m月%-d日}公布，应于{due_on:%Y年%-m月%-d日}前报送备案"
    record("normative.published", about=drafting.case, by=by, at=at, note=note)
    return made


@act
def file(step: Step, *, to: str, on: date | None = None, by: Person, at: datetime, once: str = "") -> Filing:
    """Report a document to the authority above (报送备案).

    Raises:
        Refused: for what `rules.why_not_file` finds: what is not published, or was withdrawn, is not filed.
    """
    drafting = _project_at(step, "file")
    found: Filing = Filing.objects.select_for_update().get(drafting=drafting)
    publication = queries.publication_of(drafting)
    on = on or localdate(at)
    refuse_if(
        rules.why_not_file(
            is_live=publication is not None and publication.is_live, to=to, on=on,
            published_on=found.published_on, today=localdate(at),
        )
    )  # fmt: skip
    found.to, found.sent_on = to.strip(), on
    found.save(update_fields=["to", "sent_on"])
    _complete(step, by=by, at=at, on=on)
    late = "（已超过期限）" if on > found.due_on else ""
    note = f"{on:%Y年%-m月%-d日}向{found.to}报送备案{late}"
    record("normative.filed", about=drafting.case, by=by, at=at, note=note)
    return found


@act
def record_filing(
    step: Step,
    *,
    result: str,
    number: str = "",
    note: str = "",
    on: date | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Filing:
    """Enter what the authority above made of a document (备案结果); with that the case is over.

    Raises:
        Refused: for what `rules.why_not_record_filing` finds.
    """
    drafting = _project_at(step, "filed")
    found: Filing = Filing.objects.select_for_update().get(drafting=drafting)
    on = on or localdate(at)
    assert found.sent_on is not None  # the step follows the filing
    refuse_if(
        [
            *rules.why_not_record_filing(result=result, note=note),
            *rules.why_not_on(on, since=found.sent_on, today=localdate(at)),
        ]
    )
    found.result, found.number, found.note, found.result_on = result, number.strip(), note.strip(), on
    found.save(update_fields=["result", "number", "note", "result_on"])
    _complete(step, result, by=by, at=at, on=on, opinion=note)
    said = f"{found.get_result_display()}{number}" + (f"：{note}" if note else "")
    record("normative.filing_recorded", about=drafting.case, by=by, at=at, note=said)
    return found


@act
def abandon(drafting: Drafting, *, reason: str, by: Person, at: datetime, once: str = "") -> Drafting:
    """Give a project up (终止) that is not signed yet.

    Raises:
        Refused: when it is signed, no reason is given, or `by` does not keep the plan.
    """
    found = _locked(drafting.pk)
    gone = Problem("文件已经签发，不能终止；需要改变效力的，请办理修改、废止。")
    refuse_if([*why_not_post(found.org, by, MANAGER, at), *([gone] if found.signed_on else [])])
    moves.stop(found.case, reason=reason, by=by, at=at)
    found.consultations.filter(closed_at=None).update(closed_at=at)
    record("normative.abandoned", about=found.case, by=by, at=at, note=f"终止：{reason}")
    return found


def _locked(key: int) -> Drafting:
    """Return the project as it stands now, kept from others until the end of the transaction."""
    held = Drafting.objects.select_for_update(of=("self",)).select_related("case__version", "org")
    found: Drafting = held.get(pk=key)
    return found


def _project_at(step: Step, node: str) -> Drafting:
    """Return the project, locked, that `step` of this node belongs to."""
    if step.node != node:
        raise Refused(Problem("项目的这一环节不办理此事，请刷新页面查看现在的环节。"))
    return _locked(step.case_id)


def _complete(
    step: Step,
    outcome: str = "",
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    opinion: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Step:
    return cases.complete(step, outcome, by=by, at=at, on=on, opinion=opinion, fields=dict(fields or {}))


def _consultation(drafting: Drafting) -> Consultation:
    found: Consultation | None = (
        Consultation.objects.select_for_update().filter(drafting=drafting).order_by("-pk").first()
    )
    if found is None:
        raise Refused(Problem("征求意见稿还没有公布，请先公布。"))
    return found


def _reviewing(drafting: Drafting) -> LegalityReview:
    """Return the review that is under way."""
    found: LegalityReview | None = (
        LegalityReview.objects.select_for_update().filter(drafting=drafting, verdict="").first()
    )
    if found is None:
        raise Refused(Problem("起草单位没有报送合法性审核，请退回由其报送。", source=rules.REVIEW_RULES))
    return found


def _earliest_verdict(review: LegalityReview) -> date:
    """Return the first day on which a review may be decided; papers that were asked for make it later."""
    since = review.submitted_on
    least = workdays_of(review.org_id).after(since, rules.TERMS["legality_least"].on(since).workdays)
    clock = Clock.objects.filter(case=review.drafting_id, key="legality_least", closed_on=None).first()
    return max(least, clock.due_on) if clock and clock.due_on else least


def _keep_text(drafting: Drafting, text: str) -> None:
    if text.strip():
        drafting.text = text.strip()
        drafting.save(update_fields=["text"])


def _begin_page(
    drafting: Drafting, column: OfficialPage, *, number: str, by: Person, **said: Any
) -> PolicyDocument:
    lines = [line.strip() for line in drafting.text.splitlines() if line.strip()]
    words = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = PolicyDocument(
        title=drafting.title, slug=f"gw-{drafting.pk}", org=drafting.org, owner=by, live=False, number=number,
        made_on=drafting.signed_on, must_be_explained=drafting.needs_explanation, normative=drafting.kind,
        body=[("text", words)], **said,
    )  # fmt: skip
    OfficialPage.objects.get(pk=column.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


def _holds(org: Organisation, person: Person, on: date, *roles: str) -> bool:
    posts = posts_of(person, on).filter(org=org)
    return (posts.filter(role__in=roles) if roles else posts).exists()


def _why_not_office(org: Organisation, by: Person, at: datetime) -> Iterator[Problem]:
    if not _holds(org, by, localdate(at)):
        yield Problem(f"您在{org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")


def why_not_post(org: Organisation, by: Person, role: str, at: datetime) -> Iterator[Problem]:
    """Say why `by` may not act in the post `role` of an organisation."""
    yield from why_not_one_of(org, by, (role,), at)


def why_not_one_of(org: Organisation, by: Person, roles: tuple[str, ...], at: datetime) -> Iterator[Problem]:
    """Say why `by` may act in none of the posts `roles` of an organisation."""
    if not _holds(org, by, localdate(at), *roles):
        yield Problem(f"此项由{org}的“{'”“'.join(roles)}”岗位办理，您不在该岗位；请联系该岗位人员。")
