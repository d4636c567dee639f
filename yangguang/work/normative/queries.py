"""What a reader can ask about normative documents, their projects and their clean-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils.timezone import get_current_timezone

from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation
from yangguang.core.publishing.models import OfficialPage, Publication
from yangguang.rules.periods import Period
from yangguang.rules.problems import Problem, Refused

from .models import (
    CleanUpDecision,
    Consultation,
    Drafting,
    Evaluation,
    FairCompetitionReview,
    Filing,
    LegalityReview,
    Opinion,
    PolicyDocument,
    Recognition,
)
from .rules import Verdict, evaluated_up_to

Organisations = QuerySet[Organisation]

NO_MORE = ("expired", "repealed")
"""How a document ends for good; one whose execution is suspended is none of them."""


# Projects


def waiting(orgs: Organisations) -> QuerySet[Any]:
    """Return the steps at which projects wait, by the last safe day."""
    steps = Step.objects.filter(
        org__in=orgs, state=Step.State.OPEN, case__in=Drafting.objects.filter(org__in=orgs).values("case")
    )
    return cases.by_last_safe_day(steps).select_related("case__drafting", "case__version", "org")


def mentioning(steps: QuerySet[Step], words: str) -> QuerySet[Step]:
    """Return those of `steps` whose project has `words` in its number, its title or its drafters."""
    return steps.filter(
        Q(case__number__icontains=words)
        | Q(case__drafting__title__icontains=words)
        | Q(case__drafting__department__icontains=words)
    )


def consultation_of(drafting: Drafting) -> Consultation | None:
    """Return the newest consultation of a project."""
    return drafting.consultations.order_by("-pk").first()


def is_consulted(drafting: Drafting) -> bool:
    """Whether the result of a consultation was made known."""
    return drafting.consultations.filter(answered_at__isnull=False).exists()


def competition_of(drafting: Drafting) -> FairCompetitionReview | None:
    """Return the review of fair competition that was made of the text as it stands, if there is one."""
    return drafting.competition_reviews.filter(edition=drafting.edition).order_by("-pk").first()


def is_fair(drafting: Drafting) -> bool:
    """Whether the text as it stands passed the review of fair competition."""
    found = competition_of(drafting)
    return found is not None and found.passed


def own_review_of(drafting: Drafting) -> LegalityReview | None:
    """Return the newest review by the drafters' own body of the text as it stands."""
    return _review(drafting, LegalityReview.Level.OWN)


def legality_of(drafting: Drafting) -> LegalityReview | None:
    """Return the newest legality review, decided or not, of the text as it stands."""
    return _review(drafting, LegalityReview.Level.FINAL)


def is_decided(drafting: Drafting) -> bool:
    """Whether a meeting passed the text as it stands."""
    newest = drafting.deliberations.filter(edition=drafting.edition).order_by("-pk").first()
    return newest is not None and newest.decision == "passed"


def _review(drafting: Drafting, level: str) -> LegalityReview | None:
    return drafting.reviews.filter(level=level, edition=drafting.edition).order_by("-pk").first()


def number_taken(number: str) -> bool:
    """Whether another document has this number already (V6: 文号唯一)."""
    return bool(OfficialPage.objects.filter(number=number).exists())


def columns_for(org: Organisation) -> list[OfficialPage]:
    """Return the columns in which a document of `org` may stand: those of its own site, or of one above it."""
    found = OfficialPage.objects.filter(depth__gt=2, org__isnull=False).select_related("org").order_by("path")
    return [
        place
        for place in found.specific()
        if place.is_structure
        and org.path.startswith(place.org.path)
        and PolicyDocument in place.creatable_subpage_models()
    ]


def publication_of(drafting: Drafting) -> Publication | None:
    """Return where the document of a project stands on its way to the public."""
    registration = getattr(drafting, "registration", None)
    if registration is None:
        return None
    return Publication.objects.select_related("page").filter(page=registration.page_id).first()


def unfiled(orgs: Organisations) -> QuerySet[Any]:
    """Return the documents that are published and still to be filed, the most urgent first (备案倒计时)."""
    waiting: QuerySet[Any] = (
        Filing.objects.filter(org__in=orgs, sent_on=None).select_related("drafting", "org").order_by("due_on")
    )
    return waiting


def unsettled(orgs: Organisations) -> QuerySet[Recognition]:
    """Return the papers of which the reviewing body is to say whether they are normative documents."""
    return Recognition.objects.filter(org__in=orgs, result="ask", settled=None)


# Consultations


def shown(today: date) -> tuple[QuerySet[Consultation], QuerySet[Consultation]]:
    """Return the consultations that are open to everybody, and those that are over, the newest first."""
    found = Consultation.objects.select_related("drafting", "org")
    is_open = Q(closed_at=None, until_on__gte=today)
    return found.filter(is_open).order_by("until_on", "pk"), found.exclude(is_open).order_by(
        "-until_on", "-pk"
    )


def consultation(key: int) -> Consultation:
    """Return a consultation.

    Raises:
        Refused: when there is none.
    """
    found: Consultation | None = Consultation.objects.select_related("drafting", "org").filter(pk=key).first()
    if found is None:
        raise Refused(Problem("没有这次征求意见。"))
    return found


# The library


def documents(orgs: Organisations) -> QuerySet[Any]:
    """Return the normative documents that were made known, with the day on which that was and the day they end.

    `known_on` is the day of publication, `over_on` the first day on which they are no longer in force.
    """
    after = ExpressionWrapper(F("expires_on") + timedelta(days=1), output_field=DateField())
    decided = Publication.objects.filter(page=OuterRef("pk"), ended_as__in=NO_MORE).values("ended_on")
    found: QuerySet[Any] = (
        PolicyDocument.objects.filter(
            org__in=orgs, publication__published_at__isnull=False, publication__withdrawn_at=None
        )
        .exclude(normative="")
        .annotate(
            known_on=Coalesce(
                "announced_on", TruncDate("publication__published_at", tzinfo=get_current_timezone())
            ),
            over_on=Least(after, Subquery(decided)),
        )
    )
    return found


def entered(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return the normative documents that came into this library in `period`, whenever they were made known (入库)."""
    zone = get_current_timezone()
    found: QuerySet[Any] = (
        documents(orgs)
        .annotate(entered_on=TruncDate("publication__published_at", tzinfo=zone))
        .filter(entered_on__gte=period.since, entered_on__lt=period.until)
    )
    return found


def issued(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return the normative documents that were made known in `period` (制发)."""
    return documents(orgs).filter(known_on__gte=period.since, known_on__lt=period.until)


def ended(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those that were repealed, declared invalid, or ran out in `period` (废止).

    `over_how` is `ran_out` for one that ended by itself, the day after its last, and `decided` for all others.

    Source: 国办公开办函〔2021〕30号表二; whether one that ran out counts is 待核实, here it does.
    """
    found: QuerySet[Any] = (
        documents(orgs)
        .filter(over_on__gte=period.since, over_on__lt=period.until, known_on__lt=period.until)
        .annotate(
            over_how=Case(When(over_on__gt=F("expires_on"), then=Value("ran_out")), default=Value("decided"))
        )
    )
    return found


def in_force(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those that were made known and not over at the end of `period` (现行有效)."""
    return documents(orgs).filter(Q(over_on=None) | Q(over_on__gte=period.until), known_on__lt=period.until)


def issued_after_review(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `issued` that a legality review found lawful, or lawful once amended."""
    passed = LegalityReview.objects.filter(
        drafting__registration__page=OuterRef("pk"),
        level=LegalityReview.Level.FINAL,
        verdict__in=(Verdict.LAWFUL, Verdict.AMEND),
    )
    return issued(orgs, period).filter(Exists(passed))


def filed(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `issued` that were filed with the authority above (报备)."""
    return issued(orgs, period).filter(registration__drafting__filing__sent_on__isnull=False)


def filed_in_time(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `issued` that were filed within their term (及时报备)."""
    return filed(orgs, period).filter(
        registration__drafting__filing__sent_on__lte=F("registration__drafting__filing__due_on")
    )


def to_be_explained(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `issued` that must be explained (应解读)."""
    return issued(orgs, period).filter(must_be_explained=True)


def explained(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `to_be_explained` with an explanation that the public can read (已解读)."""
    live = Publication.objects.filter(main=OuterRef("pk"), published_at__isnull=False, withdrawn_at=None)
    return to_be_explained(orgs, period).filter(Exists(live))


def to_be_consulted(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `issued` whose draft had to be shown to the public, see `rules.must_consult` (应公开征求意见)."""
    return issued(orgs, period).filter(
        registration__drafting__affects_rights=True, registration__drafting__is_urgent=False
    )


def issued_after_consultation(orgs: Organisations, period: Period) -> QuerySet[Any]:
    """Return those of `to_be_consulted` for which it was made known what became of the opinions."""
    answered = Consultation.objects.filter(
        drafting__registration__page=OuterRef("pk"), answered_at__isnull=False
    )
    return to_be_consulted(orgs, period).filter(Exists(answered))


def consulted(orgs: Organisations, period: Period) -> QuerySet[Consultation]:
    """Return the consultations that began in `period` (公开征求意见)."""
    return Consultation.objects.filter(org__in=orgs, since_on__gte=period.since, since_on__lt=period.until)


def opinions(orgs: Organisations, period: Period) -> QuerySet[Opinion]:
    """Return what the public said in the consultations that began in `period`."""
    return Opinion.objects.filter(consultation__in=consulted(orgs, period))


def reviewed(orgs: Organisations, period: Period) -> QuerySet[LegalityReview]:
    """Return the legality reviews that were decided in `period` (合法性审核件数)."""
    return LegalityReview.objects.filter(
        org__in=orgs,
        level=LegalityReview.Level.FINAL,
        decided_on__gte=period.since,
        decided_on__lt=period.until,
    )


def to_evaluate(orgs: Organisations, on: date) -> QuerySet[Any]:
    """Return the documents in force that run out within the time before which they are evaluated (期满前评估).

    Those about whose last day somebody has decided already are not among them.
    """
    decided = Evaluation.objects.filter(document=OuterRef("pk"), expires_on=OuterRef("expires_on"))
    return (
        in_force(orgs, Period(on, on + timedelta(days=1)))
        .filter(~Exists(decided), expires_on__lte=evaluated_up_to(on))
        .order_by("expires_on", "pk")
    )


# Clean-up


def chosen(
    org: Organisation, on: date, *, made_before: date | None, cites: str, expires_before: date | None
) -> QuerySet[Any]:
    """Return the documents of an organisation and all below it, in force on a day, that a clean-up looks at.

    Args:
        org: who cleans up.
        on: the day.
        made_before: those made before that day.
        cites: those whose text names this law or document.
        expires_before: those that run out before that day.
    """
    wanted: Any = Q(pk__in=[])
    if made_before:
        wanted |= Q(made_on__lt=made_before)
    if cites.strip():
        wanted |= Q(body__icontains=cites.strip())
    if expires_before:
        wanted |= Q(expires_on__lt=expires_before)
    return (
        in_force(org.subtree(), Period(on, on + timedelta(days=1))).filter(wanted).order_by("org__code", "pk")
    )


def undecided(orgs: Organisations) -> QuerySet[CleanUpDecision]:
    """Return the documents that organisations are still to decide about in a clean-up."""
    return CleanUpDecision.objects.filter(org__in=orgs, decision="").select_related("campaign", "document")
