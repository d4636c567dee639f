"""The register of lawyers whom an organisation engages (法律顾问、公职律师名册)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.timezone import localdate

from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .models import LegalAdviser, Organisation, Person
from .queries import posts_of

KEEPER = "法制审核"
"""The post that keeps the register."""


@act
def engage(
    org: Organisation,
    *,
    kind: str,
    name: str,
    licence: str,
    office: str,
    since: date,
    until: date | None = None,
    person: Person | None = None,
    username: str = "",
    by: Person,
    at: datetime,
    once: str = "",
) -> LegalAdviser:
    """Enter a lawyer into the register of `org` (聘请法律顾问).

    Args:
        org: who engages him.
        kind: one of `LegalAdviser.Kind`.
        name: his name.
        licence: the number of his licence.
        office: the firm or the unit that he belongs to.
        since: the first day on which he is engaged.
        until: the first day on which he no longer is; None while it is open.
        person: his account, where he has one.
        username: what was typed to find the account.
        by: who keeps the register, or an administrator.
        at: when.
        once: see `act`.

    Raises:
        Refused: when he is engaged already, the days make no sense, or `by` does not keep the register.
    """
    known = LegalAdviser.objects.filter(org=org, licence=licence).exclude(until__lte=since)
    engaged = (known.filter(since__lt=until) if until else known).first()
    refuse_if(
        [
            *_why_not_keeper(org, by, localdate(at)),
            *_why_not_known(engaged, since=since, until=until),
            *(
                [Problem(f"没有用户名为“{username}”的账号，请核对。", "username")]
                if username and not person
                else []
            ),
        ]
    )
    made = LegalAdviser.objects.create(
        org=org, kind=kind, name=name, licence=licence, office=office, person=person, since=since, until=until
    )
    note = f"自{since:%Y年%-m月%-d日}起聘请{made.get_kind_display()}{made}，证号{licence}"
    record("orgs.adviser_engaged", about=made, by=by, at=at, note=note)
    return made


@act
def end(adviser: LegalAdviser, *, until: date, by: Person, at: datetime, once: str = "") -> LegalAdviser:
    """End an engagement (解聘); `until` is the first day on which he is not engaged any more.

    Raises:
        Refused: when it would end before it began, or `by` does not keep the register.
    """
    adviser = LegalAdviser.objects.select_for_update(of=("self",)).select_related("org").get(pk=adviser.pk)
    wrong = []
    if until <= adviser.since:
        wrong.append(Problem(f"结束之日应晚于聘期开始之日{adviser.since}。", "until"))
    if adviser.until is not None and adviser.until <= localdate(at):
        wrong.append(Problem(f"聘期已于{adviser.until}结束。", "until"))
    refuse_if([*_why_not_keeper(adviser.org, by, localdate(at)), *wrong])
    adviser.until = until
    adviser.save(update_fields=["until"])
    note = f"自{until:%Y年%-m月%-d日}起不再聘请{adviser}"
    record("orgs.adviser_ended", about=adviser, by=by, at=at, note=note)
    return adviser


def _why_not_keeper(org: Organisation, by: Person, on: date) -> Iterator[Problem]:
    if not (by.is_superuser or posts_of(by, on).filter(org=org, role=KEEPER).exists()):
        yield Problem(f"{org}的法律顾问名册由其“{KEEPER}”岗位登记；请联系该岗位人员。")


def _why_not_known(engaged: LegalAdviser | None, *, since: date, until: date | None) -> Iterator[Problem]:
    if engaged is not None:
        yield Problem(f"证号{engaged.licence}的{engaged}在这段时间已经在聘。", "licence")
    if until is not None and until <= since:
        yield Problem("聘期结束之日应晚于开始之日。", "until")
