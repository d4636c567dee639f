"""What every act on a request stands on: the request locked, its step taken, its letter written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import Actor
from yangguang.rules.problems import Problem, refuse_if

from ..dispatch import actions as dispatch
from ..models import DisclosureRequest, Letter
from ..rules import OUTCOMES

LONGEST_NAME = 80
"""How much of a name the ledger has room for; the request keeps the whole."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A resident who acts without an account."""

    name: str

    @property
    def ledger_key(self) -> str:
        return "visitor"

    @property
    def ledger_name(self) -> str:
        return self.name[:LONGEST_NAME]


def locked(key: int) -> DisclosureRequest:
    """Return the request as it stands now, kept from others until the end of the transaction."""
    return DisclosureRequest.objects.select_for_update(of=("self",)).select_related("case", "org").get(pk=key)


def request_at(step: Step, *nodes: str) -> DisclosureRequest:
    """Return the request, locked, that `step` of one of these nodes belongs to."""
    if step.node not in nodes:
        refuse_if([Problem("办件的这一环节不办理此事，请刷新页面查看现在的环节。")])
    return locked(step.case_id)


def complete(
    step: Step,
    outcome: str = "",
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    opinion: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Step:
    """Take a step of a request's case with one of its outcomes."""
    return cases.complete(step, outcome, by=by, at=at, on=on, opinion=opinion, fields=dict(fields or {}))


def write(
    request: DisclosureRequest,
    kind: Letter.Kind,
    paragraphs: list[str],
    *,
    to: str = "",
    number: str = "",
    on: date,
    by: Person,
    **values: Any,
) -> Letter:
    """Write a letter, to the applicant where nobody else is named, numbered after its case (…之一, …之二).

    What goes to the applicant is sent on the way on which she wants the answer, or on the `way` that is named; what
    goes to others, whoever writes it lets leave.
    """
    place = request.letters.count() + 1
    letter = Letter.objects.create(
        request=request,
        org=request.org,
        kind=kind,
        number=number or f"{request.case.number}之{place}",
        addressee=to or request.applicant,
        paragraphs=paragraphs,
        sent_on=on,
        sent_by=by,
        **values,
    )
    if not to:
        way = str(values.get("way") or _way_to(request))
        left_on = on if "way" in values else None
        address = dispatch.address_of(letter, way)
        dispatch.send(letter, way=way, to=address, number=letter.mail_number, on=left_on, by=by)
    return letter


def _way_to(request: DisclosureRequest) -> str:
    """Return how letters reach the applicant: as she wants the answer, as far as she can be reached so."""
    by_email = request.way == DisclosureRequest.Way.EMAIL
    return DisclosureRequest.Way.ONLINE if by_email and not request.email else request.way


def has_sent(request: DisclosureRequest, kind: Letter.Kind) -> bool:
    """Whether a letter of this kind went out."""
    return request.letters.filter(kind=kind).exists()


def received_on(request: DisclosureRequest) -> date:
    """Return the day of receipt of a request that is registered."""
    assert request.received_on is not None  # registration comes before every letter
    return request.received_on


def asked_by(letter: Letter) -> date:
    """Return by when a letter asks for an answer."""
    assert letter.answer_by is not None  # whoever is asked for something is told by when
    return letter.answer_by


def end_request(request: DisclosureRequest, outcome: str, *, on: date) -> None:
    """Fix how and when a request ended, by which the annual report counts it."""
    request.outcome, request.row, request.closed_on = outcome, OUTCOMES[outcome].row, on
    request.save(update_fields=["outcome", "row", "closed_on"])


def holds(org: Organisation, person: Person, on: date, role: str = "") -> bool:
    """Whether `person` may act in `org` that day, in the post `role` if one is named."""
    posts = posts_of(person, on).filter(org=org)
    return (posts.filter(role=role) if role else posts).exists()


def speaks_for_herself(request: DisclosureRequest, by: Actor) -> bool:
    """Whether it is the applicant who acts: from her account, or because she has shown the tracking code."""
    return isinstance(by, Visitor) or by == request.account


def why_not_office(org: Organisation, by: Actor, on: date) -> list[Problem]:
    """Say why `by` may not act for `org`."""
    if isinstance(by, Person) and holds(org, by, on):
        return []
    return [Problem(f"您在{org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]
