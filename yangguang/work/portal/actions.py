"""Setting a site up: its home page and its columns. What stands in them is written by editors and signed by six."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.publishing.models import OfficialPage
from yangguang.core.publishing.site import queue, units
from yangguang.core.publishing.site.sites import make_known, site_of
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .pages import Column, Home

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@act
def open_site(org: Organisation, *, title: str, by: Person, at: datetime, once: str = "") -> Home:
    """Open the site of an organisation (开设网站) with its home page.

    Raises:
        Refused: when it has one, or `by` is not the administrator.
    """
    has_one = Home.objects.filter(org=org).exists()
    refuse_if([*_why_not_administrator(by), *([Problem(f"{org.name}已有网站。")] if has_one else [])])
    root = OfficialPage.objects.get(depth=1)
    home = Home(title=title, slug=f"site-{org.code}", org=org, live=True)
    root.add_child(instance=home)
    make_known(home)
    record("portal.site_opened", about=home, by=by, at=at, note=f"开设网站：{title}")
    site = site_of(home)
    queue.touch(site, units.everything(site), at=at)
    return home


@act
def open_column(
    place: OfficialPage, *, title: str, slug: str, by: Person, at: datetime, once: str = "",
    intro: str = "", rhythm: str = Column.Rhythm.SELDOM, on_home: bool = False,
) -> Column:  # fmt: skip
    """Open a column (开设栏目) in the home page or in another column.

    Args:
        place: the home page or the column above.
        title: what readers call it.
        slug: its place in addresses: small letters, digits and hyphens.
        by: the administrator.
        at: when.
        once: see `act`.
        intro: what is found in it.
        rhythm: how often something new is due.
        on_home: whether its newest pages stand on the home page.

    Raises:
        Refused: when the slug is no slug or taken there, or `by` is not the administrator.
    """
    refuse_if([*_why_not_administrator(by), *_why_not_slug(place, slug)])
    column = Column(
        title=title, slug=slug, org=place.org, live=True, intro=intro, rhythm=rhythm, on_home=on_home
    )
    OfficialPage.objects.get(pk=place.pk).add_child(instance=column)
    record("portal.column_opened", about=column, by=by, at=at, note=f"开设栏目：{title}")
    site = site_of(column)
    # It stands in the navigation of every file and beside its sisters; pages, of which there may be very many, know of
    # it once they are written anew.
    queue.touch(site, units.everything(site, but_pages=True), at=at)
    return column


@act
def change_column(
    column: Column,
    *,
    title: str,
    intro: str,
    rhythm: str,
    on_home: bool,
    by: Person,
    at: datetime,
    once: str = "",
) -> Column:
    """Change what a column is called, what is said of it and how often something new is due; its address stays.

    Raises:
        Refused: when `by` is not the administrator.
    """
    refuse_if(_why_not_administrator(by))
    column = Column.objects.get(pk=column.pk)
    before, column.title, column.draft_title = column.title, title, title
    column.intro, column.rhythm, column.on_home = intro, rhythm, on_home
    column.save()
    record("portal.column_changed", about=column, by=by, at=at, note=f"修改栏目：{before}→{title}")
    site = site_of(column)
    queue.touch(site, units.everything(site, but_pages=True), at=at)
    return column


def _why_not_administrator(by: Person) -> Iterator[Problem]:
    if not by.is_superuser:
        yield Problem("网站和栏目由系统管理员开设；如需调整，请与管理员联系。")


RESERVED = {
    "account",
    "agencies",
    "catalogues",
    "consultations",
    "disclosure",
    "guides",
    "maps",
    "my",
    "office",
    "reports",
    "search",
    "static",
    "visits",
}
"""Addresses that the program answers itself."""


def _why_not_slug(place: OfficialPage, slug: str) -> Iterator[Problem]:
    if not SLUG.fullmatch(slug):
        yield Problem(f"栏目地址“{slug}”写得不对，应为小写字母、数字和连字符，如 notices。", "slug")
    elif place.depth == 2 and slug in RESERVED:
        yield Problem(f"地址“{slug}”已用于网上办事，请换一个。", "slug")
    elif place.get_children().filter(slug=slug).exists():
        yield Problem(f"“{place.title}”下已有地址为“{slug}”的栏目，请换一个。", "slug")
