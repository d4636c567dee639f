"""One request for several things becomes several; several for the same get one answer (拆分、合并)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from yangguang.core.cases import moves
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Person
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .. import answers, intake, queries, wording
from ..models import DisclosureRequest, Letter
from .answering import draft_answer
from .common import locked, received_on, request_at, why_not_office, write
from .taking_in import opened, registered

COPIED = (
    "channel", "arrived_on", "confirmed_on", "confirmed_how", "applicant_kind", "applicant", "identity",
    "representative", "agent", "agent_identity", "authority", "phone", "email", "address", "needs_help",
    "read_back", "form", "way",
)  # fmt: skip
"""What the parts have from the whole: everything but what they ask for."""


@dataclass(frozen=True, slots=True)
class Dividing:
    """Whoever splits a request: the parts are registered with that, though registration is another's post."""

    person: Person

    @property
    def ledger_key(self) -> str:
        return self.person.ledger_key

    @property
    def ledger_name(self) -> str:
        return self.person.ledger_name


@act
def split(step: Step, *, parts: Sequence[str], by: Person, at: datetime, once: str = "") -> DisclosureRequest:
    """Split a request that asks for several things (一事一申请): each part is a case of its own.

    Each has its own number and its own clock, which begins with the day on which the whole was received. The
    whole ends here, and no cell of the annual report counts it beside its parts.

    Args:
        step: the examination of the whole.
        parts: what each part asks for.
        by: somebody of the disclosure office.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `intake.why_not_split` finds.

    Source: 国办公开办函〔2021〕30号表三.
    """
    whole = request_at(step, "examine")
    on = localdate(at)
    sent = [each.get_kind_display() for each in whole.letters.exclude(kind=Letter.Kind.RECEIPT)]
    refuse_if(
        [
            *queries.why_not_handle(step, by, on),
            *intake.why_not_split(
                parts,
                letters=sent,
                is_part=whole.split_from_id is not None,
                on=on,
                received_on=received_on(whole),
            ),
        ]
    )
    common = {name: getattr(whole, name) for name in COPIED}
    made = []
    for wanted in parts:
        part = opened(
            whole.org, {**common, "wanted": wanted}, account=whole.account, by=by, at=at,
            code=whole.code, submitted_at=whole.submitted_at, split_from=whole,
        )  # fmt: skip
        note = f"由{whole.case.number}拆分：{wanted}"
        record("disclosure.split_off", about=part.case, by=by, at=at, note=note, whole=whole.case.number)
        registered(part, part.case.steps.get(), by=Dividing(by), sent_by=by, at=at)
        made.append(part)
    numbers = [part.case.number for part in made]
    whole.split_on = on
    whole.save(update_fields=["split_on"])
    moves.stop(whole.case, reason=f"拆分为{'、'.join(numbers)}", by=by, at=at)
    words = wording.split(
        received_on=received_on(whole), parts=[(part.case.number, part.wanted) for part in made]
    )
    write(whole, Letter.Kind.SPLIT, words, on=on, by=by)
    note = f"按一事一申请拆分为{len(made)}件：{'、'.join(numbers)}"
    record("disclosure.split", about=whole.case, by=by, at=at, note=note, parts=numbers)
    return whole


@act
def join(
    request: DisclosureRequest, *, number: str, reason: str, by: Person, at: datetime, once: str = ""
) -> DisclosureRequest:
    """Join a request to another that asks for the same (合并答复); each keeps its number, clock and letter.

    Args:
        request: the one that will be answered as the other is.
        number: the number of the other, which leads.
        reason: why they are the same.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: when there is no such request of this organisation, or for what `intake.why_not_join` finds.
    """
    keys = DisclosureRequest.objects.filter(org=request.org, case__number=number.strip()).values_list(
        "pk", flat=True
    )
    missing = Problem("本机关没有这一编号的申请，请核对。", "number")
    refuse_if([*why_not_office(request.org, by, localdate(at)), *([] if keys else [missing])])
    # Two who join crosswise wait for each other in the same order.
    rows = {key: locked(key) for key in sorted({request.pk, *keys})}
    request, lead = rows[request.pk], rows[keys[0]]
    refuse_if(
        intake.why_not_join(
            same=request == lead,
            same_org=request.org_id == lead.org_id,
            lead_open=lead.is_open and lead.received_on is not None,
            is_open=request.is_open and request.received_on is not None,
            chained=bool(lead.joined_to_id or request.joined_to_id or request.joined.exists()),
            reason=reason,
        )
    )
    request.joined_to = lead
    request.save(update_fields=["joined_to"])
    note = f"与{lead.case.number}合并答复：{reason}"
    record("disclosure.joined", about=request.case, by=by, at=at, note=note, lead=lead.case.number)
    return request


@act
def part_again(
    request: DisclosureRequest, *, reason: str, by: Person, at: datetime, once: str = ""
) -> DisclosureRequest:
    """Undo that a request is answered together with another (取消合并).

    Raises:
        Refused: when it is not joined, is answered already, or no reason is given.
    """
    request = locked(request.pk)
    lead = request.joined_to
    found = [*why_not_office(request.org, by, localdate(at))]
    if lead is None or not request.is_open:
        found.append(Problem("本件没有合并，或者已经办结，不能取消合并。"))
    if not reason.strip():
        found.append(Problem("请写明取消合并的理由。", "reason"))
    refuse_if(found)
    assert lead is not None  # or it was refused
    request.joined_to = None
    request.save(update_fields=["joined_to"])
    note = f"取消与{lead.case.number}的合并：{reason}"
    record("disclosure.parted", about=request.case, by=by, at=at, note=note)
    return request


@act
def answer_together(step: Step, *, by: Person, at: datetime, once: str = "") -> Step:
    """Draft for a joined request the answer that was signed for the one that leads (采用合并的答复).

    Its own review, signature, number and letter follow as for any other.

    Raises:
        Refused: for what `intake.why_not_answer_together` or `draft_answer` finds.
    """
    request = request_at(step, "draft")
    lead = request.joined_to
    refuse_if(
        intake.why_not_answer_together(
            is_joined=lead is not None,
            lead_signed=bool(lead and lead.answer_number),
            lead=lead.case.number if lead else "",
        )
    )
    assert lead is not None  # or it was refused
    leading = answers.newest_draft(lead)
    done = draft_answer(
        step,
        outcome=leading.outcome,
        text=leading.text,
        facts=leading.facts,
        parts=[each.as_part() for each in leading.parts.all()],
        by=by,
        at=at,
    )
    note = f"采用{lead.case.number}的答复（{lead.answer_number}）"
    record("disclosure.answered_together", about=request.case, by=by, at=at, note=note)
    return done
