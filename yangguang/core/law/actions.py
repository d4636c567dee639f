"""Importing laws into the library, and what the passing of days brings about."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor, act, is_part_of_another, record
from yangguang.rules.problems import Problem, Refused, refuse_if
from yangguang.rules.validity import Validity

from . import citers, finding, living, queries, rules
from .keeping import alone, keep
from .models import Ending, Import, Instrument
from .reading import Shown, read_laws, unseen

__all__ = ["follow_validity", "import_laws", "link_all", "note_end", "read_laws"]


@act
def import_laws(
    path: Path,
    *,
    org: Organisation,
    by: Actor,
    at: datetime,
    checked_to: date | None = None,
    shown: Shown = unseen,
    once: str = "",
) -> Import:
    """Read a file of laws into the library (法规入库); what it has already, or has better, stays as it is.

    Args:
        path: the file, in the layout of the corpus.
        org: whose ledger keeps it: the organisation of the site.
        by: who imports.
        at: when.
        checked_to: up to which day the file knows what was promulgated; else the newest text of its largest source.
        shown: shows how far it is.
        once: the key under which it is done once.

    Raises:
        Refused: when nothing in the file is a law, or `checked_to` is yet to come.
    """
    today = at.date()
    if checked_to is not None and checked_to > today:
        raise Refused(Problem("“核对至”的日期还没有到，请写来源实际核对到的日期。", field="checked_to"))
    read = read_laws(path, shown=shown)
    texts = read.corpus.texts
    known = checked_to or rules.checked_to((text.source.partition(" ")[0], text.made_on) for text in texts)
    kept = keep(texts, read.said, shown=shown)
    row = Import(
        org=org,
        at=at,
        by_name=by.ledger_name,
        name=path.name[:200],
        digest=read.corpus.digest,
        checked_to=min(known or today, today),
        instruments=read.corpus.instruments,
        versions=len(texts),
        articles=read.corpus.articles,
        added=kept.added,
        replaced=kept.replaced,
        problems=[*read.corpus.problems, *kept.problems],
    )
    last = Import.objects.filter(digest=row.digest, checked_to=row.checked_to).first()
    if last and not kept.touched:
        return last  # the same file once more: there is nothing to tell
    if kept.touched:
        citers.link_all(shown)
    row.save(force_insert=True)
    record(
        "law.imported", about=row, by=by, at=at,
        note=f"法规入库{path.name}：新增{kept.added}个文本，更新{kept.replaced}个，核对至{row.checked_to}",
        digest=row.digest,
    )  # fmt: skip
    finding.put(kept.touched, on=today, shown=shown)
    return row


def follow_validity(on: date) -> list[str]:
    """Let what is found say what holds on `on`; return the keys of the laws that had changed overnight."""
    stale = finding.stale(on)
    finding.put(stale, on=on)
    return stale


@act
def note_end(
    law: Instrument,
    *,
    on: date,
    how: Validity,
    basis: str,
    org: Organisation,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Ending | None:
    """Note that a law ended, where no text in the library says so (登记废止、失效); None where it knows already.

    Args:
        law: which one.
        on: the first day on which it no longer holds.
        how: repealed or expired.
        basis: the decision or the sentence that ends it.
        org: whose ledger keeps it: the organisation of the site.
        by: who notes it.
        at: when.
        once: the key under which it is done once.

    Raises:
        Refused: when nothing is said to end it, or a text of it is not older than the day on which it ends.
    """
    refuse_if([] if basis.strip() else [Problem("请写明废止、失效的依据。", "basis")])
    alone()
    if queries.standing(law, on).validity.is_over:
        return None
    newer = next((each for each in law.versions.all() if each.day and each.day >= on), None)
    if newer is not None:
        raise Refused(Problem(f"库内有{law}{newer.called}，不早于这一日期，请核对日期。", "on"))
    made, _ = Ending.objects.get_or_create(
        instrument=law, on=on, defaults={"how": how.value, "basis": basis.strip(), "org": org}
    )
    living.write_periods(Instrument.objects.filter(pk=law.pk))
    finding.put([law.key], on=at.date())
    if not is_part_of_another():
        record("law.ended", about=made, by=by, at=at, note=f"登记：{made}，自{on}起")
    return made


def link_all(shown: Shown = unseen) -> int:
    """Link anew what of the parts cites law; return how many citations there are.

    Args:
        shown: shows how far it is.
    """
    alone()
    return citers.link_all(shown)
