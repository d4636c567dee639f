"""What people do for an annual report: report what other systems counted, write what no record says, freeze it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records import chain
from yangguang.core.records.actions import act, record
from yangguang.rules.identities import Finding
from yangguang.rules.periods import Period
from yangguang.rules.problems import Problem, refuse_if

from . import building, queries, writing
from .models import Edition, Passage, Statement


@act
def report_statement(
    org: Organisation,
    *,
    item: str,
    on: date,
    quantity: Decimal,
    basis: str,
    by: Person,
    at: datetime,
    once: str = "",
) -> Statement:
    """Report what another system counted in a month (报送对账单); a later report of the month replaces it.

    Args:
        org: whose system it is.
        item: what was counted, one of `Statement.Item`.
        on: the month, by its first day.
        quantity: how many, or how much in 万元.
        basis: the statement's number, or where it comes from.
        by: who reports it.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the month has not begun, the quantity cannot be, or the documents of the year are counted in
            the library.
    """
    refuse_if(
        [
            *_why_not_theirs(org, by, localdate(at)),
            *([] if quantity >= 0 else [Problem("数量不能小于0，请核对。", "quantity")]),
            *([] if on <= localdate(at) else [Problem("这个月还没有到，请到期后报送。", "on")]),
            *_why_not_stated(org, item, on.year),
        ]
    )
    row, _ = Statement.objects.update_or_create(
        org=org,
        item=item,
        on=on.replace(day=1),
        defaults={"quantity": quantity, "basis": basis, "reported_by": by, "reported_at": at},
    )
    record("reports.stated", about=row, by=by, at=at, note=f"{row}：{quantity}", basis=basis)
    return row


@act
def write_passage(
    org: Organisation, year: int, *, section: str, text: str, by: Person, at: datetime, once: str = ""
) -> Passage:
    """Write a part of a report that no record can say.

    Raises:
        Refused: when nothing is written, or by somebody of another organisation.
    """
    empty = [] if text.strip() else [Problem("请填写内容；没有的写“无”。", "text")]
    refuse_if([*_why_not_theirs(org, by, localdate(at)), *empty])
    row, _ = Passage.objects.update_or_create(
        org=org, year=year, section=section, defaults={"text": text, "written_by": by, "written_at": at}
    )
    record("reports.written", about=row, by=by, at=at, note=str(row), text=text)
    return row


@act
def freeze(
    org: Organisation,
    year: int,
    *,
    reasons: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Edition:
    """Freeze a report (定稿): its figures, its words, and the keys of the rows behind each figure.

    Args:
        org: whose report; it covers the organisation and all below it.
        year: of which year.
        reasons: why a figure may stand that does not come out, by the finding's key; printed in the report.
        by: who freezes it.
        at: when.
        once: see `act`.

    Raises:
        Refused: when it is another's report, the year is not over, part five is empty, or a finding has no
            reason.
    """
    refuse_if([*_why_not_theirs(org, by, localdate(at)), *_why_not_over(year, localdate(at))])
    # One at a time: the next waits here, and gets the next number.
    Organisation.objects.select_for_update(no_key=True).get(pk=org.pk)
    report = writing.report(org, year)
    given = {key: reason for key, reason in (reasons or {}).items() if reason.strip()}
    refuse_if(
        [
            *(
                []
                if report.has_problems_section
                else [Problem("第五部分“存在的主要问题及改进情况”不得空白，请先撰写。")]
            ),
            *_unexplained(report.findings, given),
        ]
    )
    edition = Edition(
        org=org,
        year=year,
        number=Edition.objects.filter(org=org, year=year).count() + 1,
        tables=writing.as_json(report.tables),
        rows=building.keys(org.subtree(), year),
        sections=[[part.title, list(part.paragraphs)] for part in report.parts],
        overrides=[[str(each), given[finding_key(each)]] for each in report.findings],
        algorithm=chain.algorithm(),
        frozen_at=at,
        frozen_by=by,
    )
    edition.hash = edition.hash_of_content()
    edition.save(force_insert=True)
    record("reports.frozen", about=edition, by=by, at=at, note=str(edition), hash=edition.hash)
    return edition


def finding_key(finding: Finding) -> str:
    """Return how the reason for a finding is named in a form."""
    return f"{finding.identity}|{finding.row}|{finding.column}"


def _unexplained(findings: Sequence[Finding], reasons: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(f"{finding}。请更正，或者写明理由（理由将印在报告里）。", finding_key(finding))
        for finding in findings
        if finding_key(finding) not in reasons
    ]


def _why_not_stated(org: Organisation, item: str, year: int) -> list[Problem]:
    """Say that the normative documents of a year are counted one by one, so that nobody states how many there are."""
    only = Organisation.objects.filter(pk=org.pk)
    if item not in queries.OF_DOCUMENTS or not queries.keeping(only, Period.year(year)).exists():
        return []
    counted = f"{org.name}{year}年的行政规范性文件由文件库逐件统计，不再报送对账单；"
    return [Problem(f"{counted}漏登的请补录入库，已废止的请在该文件上标注。", "item")]


def _why_not_over(year: int, on: date) -> list[Problem]:
    """Say that the year, whose figures are to stand for good, is not over."""
    if on.year > year:
        return []
    return [Problem(f"{year}年还没有结束，数字还会变动，请在{year + 1}年1月1日以后定稿。")]


def _why_not_theirs(org: Organisation, by: Person, on: date) -> list[Problem]:
    """Say that somebody of another organisation wants to do it."""
    if any(
        org.path.startswith(post.org.path) and (post.org == org or post.oversees) for post in posts_of(by, on)
    ):
        return []
    return [Problem(f"这是{org.name}的报告，请由该机关的人员办理。")]
