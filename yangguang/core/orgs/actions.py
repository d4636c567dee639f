"""What can be done about organisations, people and posts: by an administrator, but for one's own deputy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from . import queries
from .models import Organisation, Person, Post, Substitution

CODE = re.compile(r"\d{6}(\d{3}){0,2}(-\d{2,4})?")
"""A region of GB/T 2260 with its towns and villages (GB/T 10114); agencies add a number of their own."""

DETAILS = (
    "name", "short_name", "credit_code", "address", "postcode", "phone", "email", "hours",
    "disclosure_office", "review_body", "court",
)  # fmt: skip
"""What an organisation says about itself, and may change."""


@act
def found(
    *, code: str, name: str, short_name: str, admin: Person, password: str, at: datetime, once: str = ""
) -> Organisation:
    """Found the first organisation of an installation, with the administrator who sets up the rest.

    Args:
        code: the code of the jurisdiction, six digits.
        name: its full name.
        short_name: how its documents are numbered.
        admin: an account that is not stored yet.
        password: his first.
        at: when.
        once: see `act`.

    Raises:
        Refused: when there are organisations already, or code or password will not do.
    """
    taken = [Problem("系统里已有机关；请由管理员登录后办理。")] if Organisation.objects.exists() else []
    refuse_if([*taken, *_why_not_code(code, None), *_why_not_password(password, admin)])
    admin.is_staff = admin.is_superuser = True
    admin.set_password(password)
    admin.save()
    org = Organisation.add(code=code, name=name, short_name=short_name, kind=Organisation.Kind.GOVERNMENT)
    record("orgs.founded", about=org, by=admin, at=at, note=f"设立{name}")
    return org


@act
def add_organisation(
    parent: Organisation, *, code: str, name: str, short_name: str, kind: str, by: Person, at: datetime,
    once: str = "", **details: str,
) -> Organisation:  # fmt: skip
    """Add an organisation below another.

    Raises:
        Refused: when its code is taken, or not one of that region.
    """
    refuse_if([*_why_not_administrator(by), *_why_not_code(code, parent)])
    org = Organisation.add(
        code=code, name=name, short_name=short_name, kind=kind, parent=parent, **_known(details)
    )
    record("orgs.added", about=org, by=by, at=at, note=f"增设{name}")
    return org


@act
def change_organisation(
    org: Organisation, *, by: Person, at: datetime, once: str = "", **details: str
) -> Organisation:
    """Change what an organisation says about itself."""
    refuse_if(_why_not_administrator(by))
    changed = {field: text for field, text in _known(details).items() if getattr(org, field) != text}
    for field, text in changed.items():
        setattr(org, field, text)
    if changed:
        org.save(update_fields=list(changed))
        labels = {field.name: field.verbose_name for field in Organisation._meta.fields}
        words = "、".join(f"{labels[field]}“{text}”" for field, text in changed.items())
        record("orgs.changed", about=org, by=by, at=at, note=f"修改{words}")
    return org


@act
def add_person(
    org: Organisation, *, username: str, name: str, password: str, role: str, since: date, by: Person, at: datetime,
    phone: str = "", email: str = "", oversees: bool = False, once: str = "",
) -> Person:  # fmt: skip
    """Give somebody an account and a first post.

    Raises:
        Refused: when the username is taken, or the password is too easy to guess.
    """
    person = Person(username=username, name=name, phone=phone, email=email)
    taken = Person.objects.filter(username__iexact=username).exists()
    refuse_if(
        [
            *_why_not_administrator(by),
            *([Problem(f"用户名“{username}”已有人使用，请换一个。", "username")] if taken else []),
            *_why_not_password(password, person),
        ]
    )
    person.set_password(password)
    person.save()
    appoint(person, org, role=role, since=since, oversees=oversees, by=by, at=at)
    return person


@act
def appoint(
    person: Person, org: Organisation, *, role: str, since: date, by: Person, at: datetime, oversees: bool = False,
    once: str = "",
) -> Post:  # fmt: skip
    """Give somebody a post (任岗).

    Raises:
        Refused: when he holds it already.
    """
    held = Post.objects.on(since).filter(org=org, person=person, role=role).exists()
    refuse_if(
        [
            *_why_not_administrator(by),
            *([Problem(f"{person}已在{org.short_name}任“{role}”。", "role")] if held else []),
        ]
    )
    post = Post.objects.create(org=org, person=person, role=role, since=since, oversees=oversees)
    note = f"{person}自{since:%Y年%-m月%-d日}起任“{role}”"
    record("orgs.appointed", about=post, by=by, at=at, note=note)
    return post


@act
def relieve(post: Post, *, until: date, by: Person, at: datetime, once: str = "") -> Post:
    """End a post (免岗); `until` is the first day on which it is no longer held.

    Raises:
        Refused: when it ended before, or would end before it began.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    refuse_if([*_why_not_administrator(by), *_why_not_end(post, until)])
    post.until = until
    post.save(update_fields=["until"])
    note = f"{post.person}自{until:%Y年%-m月%-d日}起不再任“{post.role}”"
    record("orgs.relieved", about=post, by=by, at=at, note=note)
    return post


@act
def arrange_deputy(
    absent: Person, deputy: Person, org: Organisation, *, since: date, until: date, by: Person, at: datetime,
    once: str = "",
) -> Substitution:  # fmt: skip
    """Let a colleague act for somebody who is away (代理), in one organisation, up to but not including `until`.

    Raises:
        Refused: when `by` is neither the absent nor an administrator, one of them has no post there, the days
            make no sense, or another deputy is arranged for some of them.
    """
    refuse_if(_why_not_deputy(absent, deputy, org, since=since, until=until, by=by))
    made = Substitution.objects.create(org=org, absent=absent, deputy=deputy, since=since, until=until)
    days = f"{since:%Y年%-m月%-d日}至{until - timedelta(days=1):%Y年%-m月%-d日}"
    record("orgs.deputy_arranged", about=made, by=by, at=at, note=f"{days}由{deputy}代理{absent}")
    return made


@act
def end_deputy(given: Substitution, *, by: Person, at: datetime, once: str = "") -> None:
    """End a substitution today; one that has not begun is taken away.

    Raises:
        Refused: when `by` is neither the absent nor an administrator, or it is over.
    """
    today = localdate(at)
    given = Substitution.objects.select_for_update().get(pk=given.pk)
    over = [Problem("这项代理已经结束。")] if given.until <= today else []
    refuse_if([*_why_not_own(given.absent, by), *over])
    record("orgs.deputy_ended", about=given, by=by, at=at, note=f"{given.deputy}不再代理{given.absent}")
    if given.since >= today:
        given.delete()
    else:
        given.until = today
        given.save(update_fields=["until"])


@act
def set_password(person: Person, password: str, *, by: Person, at: datetime, once: str = "") -> None:
    """Give somebody who forgot his password a new one.

    Raises:
        Refused: when it is too easy to guess.
    """
    refuse_if([*_why_not_administrator(by), *_why_not_password(password, person)])
    person.set_password(password)
    person.save(update_fields=["password"])
    _record_of(person, "orgs.password_set", by=by, at=at, note=f"重设{person}的口令")


@act
def close_account(person: Person, *, by: Person, at: datetime, once: str = "") -> None:
    """Close an account (停用); nothing that its owner did is touched.

    Raises:
        Refused: when it is one's own.
    """
    own = [Problem("不能停用自己的账号。")] if person.pk == by.pk else []
    refuse_if([*_why_not_administrator(by), *own])
    person.is_active = False
    person.save(update_fields=["is_active"])
    _record_of(person, "orgs.account_closed", by=by, at=at, note=f"停用{person}的账号")


@act
def open_account(person: Person, *, by: Person, at: datetime, once: str = "") -> None:
    """Open a closed account again (启用)."""
    refuse_if(_why_not_administrator(by))
    person.is_active = True
    person.save(update_fields=["is_active"])
    _record_of(person, "orgs.account_opened", by=by, at=at, note=f"启用{person}的账号")


def may_manage(person: Person) -> bool:
    """Whether somebody may change organisations, people and posts."""
    return not list(_why_not_administrator(person))


def _known(details: dict[str, str]) -> dict[str, Any]:
    unknown = details.keys() - set(DETAILS)
    if unknown:
        raise TypeError(f"an organisation has no {', '.join(sorted(unknown))}")
    return details


def _record_of(person: Person, kind: str, *, by: Person, at: datetime, note: str) -> None:
    """Write what was done about an account into the ledger of its owner's organisation."""
    org = queries.home_of(person)
    record(kind, about=person, org_id=org.pk, by=by, at=at, note=note)


def _why_not_administrator(by: Person) -> Iterator[Problem]:
    if not by.is_superuser:
        yield Problem("机关、人员和岗位由系统管理员维护；如需改动，请与管理员联系。")


def _why_not_own(person: Person, by: Person) -> Iterator[Problem]:
    if by.pk != person.pk:
        for _ in _why_not_administrator(by):
            yield Problem(f"只有{person}本人或者系统管理员可以安排代理。")


def _why_not_code(code: str, parent: Organisation | None) -> Iterator[Problem]:
    if not CODE.fullmatch(code) or (parent is None and len(code) != 6):
        shape = "六位区划代码，如 440404" if parent is None else "区划代码，部门另加序号，如 440404-03"
        yield Problem(f"机关代码“{code}”写得不对，应为{shape}。", "code")
    elif parent is not None and not code.startswith(_region(parent.code)):
        yield Problem(f"代码应以上级的区划代码 {_region(parent.code)} 开头。", "code")
    elif Organisation.objects.filter(code=code).exists():
        yield Problem(f"代码“{code}”已有机关使用。", "code")


def _region(code: str) -> str:
    """Return what the codes of a region's parts begin with.

    >>> _region("440404-03"), _region("440400"), _region("440000")
    ('440404', '4404', '44')
    """
    digits = code.split("-")[0][:6]
    while digits.endswith("00"):
        digits = digits[:-2]
    return digits


def _why_not_password(password: str, person: Person) -> Iterator[Problem]:
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        yield from (Problem(each, "password") for each in wrong.messages)


def _why_not_end(post: Post, until: date) -> Iterator[Problem]:
    if post.until is not None:
        yield Problem(f"这个岗位已于{post.until:%Y年%-m月%-d日}免去。")
    elif until <= post.since:
        yield Problem(f"免岗日期应晚于任岗日期{post.since:%Y年%-m月%-d日}。", "until")


def _why_not_deputy(
    absent: Person, deputy: Person, org: Organisation, *, since: date, until: date, by: Person
) -> Iterator[Problem]:
    yield from _why_not_own(absent, by)
    if until <= since:
        yield Problem("最后一天应不早于第一天。", "until")
    if absent.pk == deputy.pk:
        yield Problem("不能由本人代理本人。", "deputy")
    for person, field in ((absent, ""), (deputy, "deputy")):
        if not Post.objects.on(since).filter(org=org, person=person).exists():
            yield Problem(f"{person}在{org.short_name}没有岗位。", field)
    other = Substitution.objects.filter(absent=absent, org=org, since__lt=until, until__gt=since).first()
    if other is not None:
        yield Problem(f"这些天里已安排由{other.deputy}代理；请先结束那项代理。", "since")
