"""Entering a change of law, and settling what it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.cases import actions as cases
from yangguang.core.cases.models import Case, Step
from yangguang.core.law import actions as law
from yangguang.core.law import impact
from yangguang.core.law.impact import How, Touched
from yangguang.core.law.models import Instrument
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records.actions import act, record
from yangguang.rules.law.places import Place
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.validity import Validity

from . import queries, rules
from .models import Change, Checklist, Entry

LONGEST_TITLE = 200

LABELS = {each.value: each.label for each in rules.Decision}

ENDED: dict[str, Validity] = {How.REPEALED: Validity.REPEALED, How.EXPIRED: Validity.EXPIRED}
"""How a law that ends as a whole is marked in the library."""


@act
def enter_change(
    instrument: Instrument,
    *,
    org: Organisation,
    on: date,
    how: str,
    basis: str,
    places: Collection[Place] = (),
    with_whole: bool = True,
    by: Person,
    at: datetime,
    once: str = "",
) -> Change:
    """Enter a change of law (登记法规变动): each organisation that has something standing on it gets a case.

    A law that ends as a whole is noted as ended in the library, where the library does not know it already.

    Args:
        instrument: the law that changes.
        org: who keeps the library: the organisation of the site.
        on: the first day of the change.
        how: what becomes of it, one of `impact.How`.
        basis: the decision or the sentence that says so.
        places: the articles that change; none for the whole.
        with_whole: whether who cites the law as a whole is touched, too.
        by: who checks law (法规核对) in `org`.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_enter` finds, or when `by` does not hold that post.
    """
    locked = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    said = [str(each) for each in sorted(set(places))]
    before = Change.objects.filter(instrument=locked, on=on, how=how, places=said).first()
    refuse_if(
        [
            *_why_not_keeper(org, by, at),
            *([] if how in set(How) else [Problem("请选择变动的方式。", "how")]),
            *rules.why_not_enter(
                how=how, places=places, basis=basis, before=localdate(before.entered_at) if before else None
            ),
        ]
    )
    made = Change(
        org=org, instrument=locked, places=said, on=on, how=how, basis=basis.strip(), with_whole=with_whole,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    touched = [each for each in impact.impact(made.said) if each.org is not None]
    if how in ENDED and not places:
        law.note_end(locked, on=on, how=ENDED[how], basis=basis, org=org, by=by, at=at)
    made.save(force_insert=True)
    owners = {each.org.pk: each.org for each in touched if each.org is not None}
    for pk, owner in owners.items():
        _open(made, owner, [each for each in touched if each.org is not None and each.org.pk == pk], by, at)
    note = f"登记法规变动：{made}，涉及{len(owners)}个机关{len(touched)}项"
    record("changes.entered", about=made, by=by, at=at, note=note, basis=made.basis)
    return made


def _open(change: Change, owner: Organisation, touched: list[Touched], by: Person, at: datetime) -> None:
    """Open the case of one organisation with its list; its own ledger says who did so."""
    case = cases.open_case(
        "changes", org=owner, title=f"核对：{change}"[:LONGEST_TITLE], received_on=localdate(at), by=by, at=at
    )
    checklist = Checklist.objects.create(case=case, org=owner, change=change)
    Entry.objects.bulk_create(
        Entry(
            org=owner,
            checklist=checklist,
            kind=each.kind,
            key=each.key,
            label=each.label,
            url=each.url,
            places=[str(place) for place in each.places],
            words=each.words,
            text=each.text[:60],
            becomes=each.becomes,
        )
        for each in touched
    )
    record("changes.list_opened", about=case, by=by, at=at, note=f"核对清单{len(touched)}项：{change}")


@act
def settle(
    checklist: Checklist,
    *,
    entries: Collection[int],
    decision: str,
    reason: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Checklist:
    """Say what was found of things on a list (逐项核对); when all are settled, its case is over.

    What was said before may be said otherwise for as long as the list is open.

    Args:
        checklist: the list of one organisation.
        entries: the keys of its entries that are settled together.
        decision: one of `rules.Decision`.
        reason: what was looked at, and what they stand on now.
        by: who checks law (法规核对) in that organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_settle` finds, or when `by` does not hold that post.
    """
    # The case is what two people at once have in common.
    case = Case.objects.select_for_update(of=("self",)).get(pk=checklist.pk)
    found = Checklist.objects.select_related("org", "change__instrument").get(pk=checklist.pk)
    known = set(found.entries.values_list("pk", flat=True))
    is_closed = case.state != Case.State.RUNNING
    refuse_if(
        [
            *_why_not_checker(found.org, by, at),
            *rules.why_not_settle(
                decision=decision, reason=reason, chosen=entries, known=known, is_closed=is_closed
            ),
        ]
    )
    settled = found.entries.filter(pk__in=set(entries))
    settled.update(decision=decision, reason=reason.strip(), decided_by=by, decided_at=at)
    left = found.entries.filter(decision="").count()
    if not left:
        _close(case, by, at)
    names = "、".join(each.label for each in settled[:3])
    more = f"等{len(entries)}项" if len(entries) > 3 else ""
    note = f"核对：{names}{more}{LABELS[decision]}。{reason.strip()}"
    note += "清单核对完毕。" if not left else f"还有{left}项。"
    record("changes.settled", about=case, by=by, at=at, note=note, entries=sorted(set(entries)))
    return found


def _close(case: Case, by: Person, at: datetime) -> None:
    step = Step.objects.filter(case=case, node="settle", state=Step.State.OPEN).first()
    if step is None:
        raise Refused(Problem("这份清单的办件不在“逐项核对”环节，请先在办件里恢复该环节。"))
    cases.complete(step, by=by, at=at, opinion="清单各项均已核对。")


def _why_not_keeper(org: Organisation, by: Person, at: datetime) -> Iterator[Problem]:
    keeper = queries.keeper()
    if keeper is None or org.pk != keeper.pk:
        yield Problem(f"法规库由{keeper}维护，法规变动由该机关登记。")
    else:
        yield from _why_not_checker(org, by, at)


def _why_not_checker(org: Organisation, by: Person, at: datetime) -> Iterator[Problem]:
    if not queries.checks_for(by, localdate(at)).filter(pk=org.pk).exists():
        said = f"此项由{org}的“{queries.CHECKER}”岗位办理，您不在该岗位；请联系该岗位人员。"
        yield Problem(said)
