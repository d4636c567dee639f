"""Making packages, adding to them, giving them out. Nothing here ever changes a package that is there."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, localtime

from yangguang.core.cases.models import Case
from yangguang.core.cases.store import next_number
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import is_administrator
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, refuse_if

from . import checks, queries, rules, store
from .folders import Contents, Document, folder_of
from .metadata import Before, Metadata, clean
from .models import Fonds, Package
from .packing import LONGEST, Packing, sum_of_file

IN_A_YEAR = "archive"
"""The series of the places of packages within a year, whatever their retention."""

LONGEST_TITLE = 200


@act
def package(case: Case, *, by: Actor, at: datetime, once: str = "") -> Package:
    """Archive a case that is over (归档): its folder becomes one package, checked before it is kept.

    Args:
        case: an ended or stopped case.
        by: somebody of the organisation.
        at: when.
        once: see `act`.

    Raises:
        Refused: for what `rules.why_not_package` finds, for what the four checks find, or when the disk is full.
    """
    case = _locked(case)
    folder, first = folder_of(case), queries.first_of(case)
    contents = folder.contents(case) if folder else None
    refuse_if(
        [
            *_why_not_office(case.org, by, localdate(at)),
            *rules.why_not_package(
                has_folder=folder is not None,
                is_over=case.state != Case.State.RUNNING,
                archived_as=first.number if first else "",
                missing=contents.missing if contents else (),
            ),
        ]
    )
    assert contents is not None  # why_not_package asks for the folder
    return _make(case, contents, contents.documents, contents.formed_on, by=by, at=at)


@act
def supplement(case: Case, *, by: Actor, at: datetime, once: str = "") -> Package:
    """Archive what came to a case after it was archived (补充归档), such as the result of a suit.

    The package of the case stays as it is; the new one names it.

    Raises:
        Refused: for what `rules.why_not_supplement` finds, and as for `package`.
    """
    case = _locked(case)
    folder, first = folder_of(case), queries.first_of(case)
    contents = folder.contents(case) if folder and first else None
    new = queries.not_archived(case, contents.documents) if contents else []
    refuse_if(
        [
            *_why_not_office(case.org, by, localdate(at)),
            *rules.why_not_supplement(archived_as=first.number if first else "", new=len(new)),
        ]
    )
    assert contents is not None  # why_not_supplement asks for the first
    latest = max(each.on for each in new if not each.is_companion)
    return _make(case, contents, new, latest, first=first, by=by, at=at)


@act
def set_fonds(org: Organisation, *, number: str, by: Actor, at: datetime, once: str = "") -> Fonds:
    """Enter the number that the public archives gave an organisation (登记全宗号); it holds for packages from now on.

    Raises:
        Refused: for what `rules.why_not_fonds` finds, or when `by` is not the administrator.
    """
    refuse_if(
        [
            *_why_not_administrator(by),
            *rules.why_not_fonds(number),
        ]
    )
    row, _ = Fonds.objects.update_or_create(org=org, defaults={"number": number, "set_at": at})
    record("archive.fonds_set", about=row, by=by, at=at, note=f"登记全宗号{number}")
    return row


@act
def take_out(package: Package, *, purpose: str, by: Person, at: datetime, once: str = "") -> Package:
    """Register that somebody takes a copy of a package (利用登记).

    Raises:
        Refused: when no purpose is given, or `by` has no post in the organisation.
    """
    refuse_if([*_why_not_office(package.org, by, localdate(at)), *rules.why_not_take_out(purpose)])
    record(
        "archive.taken_out", about=package, by=by, at=at, note=f"下载{package.number}，用于{purpose.strip()}"
    )
    return package


def _make(
    case: Case,
    contents: Contents,
    documents: Sequence[Document],
    formed_on: date,
    *,
    first: Package | None = None,
    by: Actor,
    at: datetime,
) -> Package:
    org, year = case.org, formed_on.year
    with store.making() as (place, file):
        with Packing(file, localtime(at)) as packing:
            packing.add(documents)
            # From here until the end of the transaction nobody else numbers a package of this organisation and year.
            place_in_year = next_number(org, IN_A_YEAR, year)
            item = next_number(org, f"{IN_A_YEAR}.{contents.retention}", year)
            before = queries.at_place(org, year, place_in_year - 1)
            fonds = queries.fonds_of(org)
            said = Metadata(
                fonds=fonds,
                org_name=org.name,
                org_code=org.code,
                number=rules.number(fonds, year, contents.retention, item),
                year=year,
                retention=contents.retention,
                keep_until=rules.keep_until(contents.retention, formed_on),
                item=item,
                place_in_year=place_in_year,
                title=clean(contents.title)[:LONGEST_TITLE],
                case_number=case.number,
                process=case.version.key,
                formed_on=formed_on,
                made_at=localtime(at),
                made_by=clean(by.ledger_name),
                made_with=_made_with()[:LONGEST],
                catalogue=tuple(packing.catalogue),
                supplements=first.number if first else "",
                before=Before(before.number, before.sha256, before.sm3) if before else None,
            )
            packing.finish(said)
        file.flush()
        checked = checks.check(place, looked=packing.looked)
        refuse_if(Problem(f"没有通过归档前的检测：{each}。") for each in checked.findings)
        checks.scan(place, settings.ARCHIVE_SCANNER)
        whole = sum_of_file(place)
    row = Package(
        org=org,
        case=case,
        supplements=first,
        number=said.number,
        fonds=fonds,
        year=year,
        retention=said.retention,
        item=item,
        place_in_year=place_in_year,
        title=said.title,
        process=said.process,
        case_number=said.case_number,
        formed_on=formed_on,
        keep_until=said.keep_until,
        files=len(said.catalogue),
        size=whole.size,
        catalogue=[each.plain() for each in said.catalogue],
        checks={"found": checked.results(), "scanned": bool(settings.ARCHIVE_SCANNER)},
        sha256=whole.sha256,
        sm3=whole.sm3,
        previous=before.sha256 if before else "",
        path=store.path_for(org, year, said.number),
        made_at=at,
        made_by=said.made_by,
    )
    store.keep(place, row)
    row.save(force_insert=True)
    record(
        "archive.packaged",
        about=row,
        by=by,
        at=at,
        note=f"{'补充' if first else ''}归档，档号{row.number}，{row.files}件，保管{row.get_retention_display()}",
        number=row.number,
        sha256=row.sha256,
        sm3=row.sm3,
    )
    transaction.on_commit(lambda: store.settle(row))
    return row


def _locked(case: Case) -> Case:
    """Return the case as it stands now, kept from others until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).select_related("org", "version").get(pk=case.pk)


def _made_with() -> str:
    """Return in what the package was made (软硬件环境), for whoever has to open it one day."""
    machine = f"{platform.system()} {platform.machine()}"
    return f"阳光政务 {version('yangguang')}；{machine}；Python {platform.python_version()}"


def _why_not_office(org: Organisation, by: Actor, on: date) -> list[Problem]:
    """Say why `by` may not act for `org`; what the clock or a command brings about is done by nobody."""
    if not isinstance(by, Person) or queries.may_archive(by, org, on):
        return []
    return [Problem(f"您在{org}没有岗位，不能办理；请联系该机关，或由管理员为您设置岗位。")]


def _why_not_administrator(by: Actor) -> list[Problem]:
    return [] if is_administrator(by) else [Problem("全宗号由系统管理员登记；如需改动，请与管理员联系。")]
