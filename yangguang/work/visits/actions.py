"""Reading the log into figures, closing the days, and taking in what another system counted before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from django.db import connection, transaction

from yangguang.core.orgs.models import Organisation
from yangguang.core.records.actions import Actor, act, record
from yangguang.rules.problems import Problem, Refused, refuse_if

from . import logs
from .counting import Count, Figures
from .models import LogRead, PageDay, SiteDay, UnderWay
from .rules import OTHER_PAGES, TERMS, day_of, robots_version, why_not_bring_in
from .salts import Salts

BATCH = 32 * 1024 * 1024
"""How much of a log is counted in one transaction, in bytes: some 200,000 lines."""

QUIET = 600
"""How long nginx may keep a line to itself, in seconds; only then does silence in the log mean that nobody came."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the log when nobody does: the timer of the server."""

    ledger_key: str = "visits"
    ledger_name: str = "访问统计"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of reading a log: lines, those not in our format, and views that came too late to count."""

    lines: int = 0
    broken: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day that another system counted.

    Args:
        on: the day.
        pages: of each path its title, visits and views.
        visitors: that day.
        robots_excluded: how many views of robots were left out.
    """

    on: date
    pages: Mapping[str, tuple[str, int, int]]
    visitors: int
    robots_excluded: int


def read_log(
    org: Organisation,
    log: Path,
    *,
    salts: Salts,
    titles: Mapping[str, str],
    size: int = BATCH,
    by: Actor,
    at: datetime,
) -> Reading:
    """Count what is new in a log, batch after batch; each is an act of its own, so a stop loses nothing.

    Args:
        org: whose site it is the log of.
        log: the file.
        salts: the salts of the open days.
        titles: how people call the pages, by their paths, as far as that is known; most have none.
        size: about how many bytes are counted in one act.
        by: who reads.
        at: when.

    Raises:
        Refused: when the file cannot be read, is not in our format, or lost lines that were read before.
    """
    lines = broken = late = 0
    while done := read_batch(org, log, salts=salts, titles=titles, size=size, by=by, at=at):
        lines, broken, late = lines + done.lines, broken + done.broken, late + done.late
    return Reading(lines, broken, late)


@act
def read_batch(
    org: Organisation,
    path: Path,
    *,
    salts: Salts,
    titles: Mapping[str, str],
    size: int,
    by: Actor,
    at: datetime,
    once: str = "",
) -> Reading | None:
    """Count the next lines of a log; return None when there are none.

    Raises:
        Refused: see `read_log`.
    """
    under_way = _locked(org)
    log = logs.look_at(path)
    if log is None:
        return None
    before = LogRead.objects.filter(org=org, began=log.began).first()
    row = before or LogRead(org=org, began=log.began)
    if log.size < row.offset:
        raise Refused(
            Problem(
                f"{path} 比上次读到的位置短，读过的内容少了一段；请核对日志是否被改动，没有计入任何数字。"
            )
        )
    lines, end = logs.lines_after(log, row.offset, size)
    if not lines:
        return None
    count = Count(salts.of, now=int(at.timestamp()), under_way=under_way.state)
    for line in lines:
        count.read(line)
    found = count.figures
    row.name, row.inode, row.offset, row.read_at = path.name, log.inode, end, at
    row.lines, row.broken, row.late = (
        row.lines + found.lines,
        row.broken + found.broken,
        row.late + found.late,
    )
    row.save()
    _store(under_way, count, titles, salts, by=by, at=at)
    note = f"读取{path.name}共{found.lines}行，无法识别{found.broken}行，迟到未计{found.late}次浏览"
    record("visits.read", about=row, by=by, at=at, note=note, offset=end)
    return Reading(found.lines, found.broken, found.late)


@act
def pass_time(
    org: Organisation,
    *,
    salts: Salts,
    titles: Mapping[str, str],
    by: Actor,
    at: datetime,
    once: str = "",
) -> None:
    """End what is over though no line came to say so, once the newest log was read to its end."""
    under_way = _locked(org)
    if not under_way.state:
        return
    now = int(at.timestamp())
    count = Count(salts.of, now=now, under_way=under_way.state)
    count.pass_time(now - QUIET)
    _store(under_way, count, titles, salts, by=by, at=at)


@act
def bring_in(
    org: Organisation, days: Iterable[CountedDay], *, basis: str, by: Actor, at: datetime, once: str = ""
) -> None:
    """Take in days that another system counted before this one began (历史数据导入).

    Args:
        org: whose site it is.
        days: each with its pages.
        basis: where the figures are from; it stands beside each day as the version of its rules.
        by: who brings them.
        at: when.
        once: see `act`.

    Raises:
        Refused: when one of the days has figures already, the basis is missing, or for what
            `rules.why_not_bring_in` finds.
    """
    given = list(days)
    _locked(org)
    known = SiteDay.objects.filter(org=org, on__in=[day.on for day in given]).order_by("on")
    refuse_if(
        [
            *([] if basis.strip() else [Problem("请写明数字的来源。", "basis")]),
            *(Problem(f"{day.on}已有访问数据，不能再导入；请去掉这一天。", "days") for day in known),
            *chain.from_iterable(
                why_not_bring_in(
                    day.on,
                    [(visits, views) for _, visits, views in day.pages.values()],
                    visitors=day.visitors,
                )
                for day in given
            ),
        ]
    )
    PageDay.objects.bulk_create(
        (
            PageDay(org=org, on=day.on, path=path, title=title, visits=visits, views=views)
            for day in given
            for path, (title, visits, views) in day.pages.items()
        ),
        batch_size=2_000,
    )
    SiteDay.objects.bulk_create(
        SiteDay(
            org=org,
            on=day.on,
            visits=sum(visits for _, visits, _ in day.pages.values()),
            views=sum(views for _, _, views in day.pages.values()),
            visitors=day.visitors,
            robots_excluded=day.robots_excluded,
            rules_version=basis,
        )
        for day in given
    )
    note = (
        f"导入{given[0].on}至{given[-1].on}共{len(given)}天的访问数据，来源：{basis}" if given else "没有数据"
    )
    record("visits.brought_in", about=org, by=by, at=at, note=note)


def _locked(org: Organisation) -> UnderWay:
    """Return what is under way at a site; until the end of the transaction nobody else counts there."""
    UnderWay.objects.get_or_create(org=org)
    return UnderWay.objects.select_for_update().get(org=org)


def _store(
    under_way: UnderWay, count: Count, titles: Mapping[str, str], salts: Salts, *, by: Actor, at: datetime
) -> None:
    """Add what was counted to the figures, keep what is under way, and record the days that are closed."""
    org, before = under_way.org, under_way.state.get("closed", 0)
    for day in count.figures.days():
        _add(org, day, count.figures, titles)
    under_way.state = count.state()
    under_way.save(update_fields=["state"])
    if count.closed > before:
        for row in SiteDay.objects.filter(
            org=org, on__gt=day_of(before), on__lte=day_of(count.closed)
        ).order_by("on"):
            note = (
                f"{row.on}结算：访问{row.visits}次，页面浏览{row.views}页，日独立访客{row.visitors}人，"
                f"剔除机器人浏览{row.robots_excluded}页"
            )
            record("visits.day_closed", about=row, by=by, at=at, note=note)
    if count.closed:
        transaction.on_commit(lambda: salts.forget(count.closed))


def _add(org: Organisation, day: int, found: Figures, titles: Mapping[str, str]) -> None:
    """Add to the figures of one day; a page for which it has no room is one of 其他页面."""
    on = day_of(day)
    known = set(PageDay.objects.filter(org=org, on=on).values_list("path", flat=True))
    room = TERMS["pages_a_day"].on(on).amount - len(known)
    visits: Counter[str] = Counter()
    views: Counter[str] = Counter()
    stored: dict[str, str] = defaultdict(lambda: OTHER_PAGES)
    for (_, path), number in sorted(each for each in found.views.items() if each[0][0] == day):
        if path in known or room > 0:
            room -= path not in known
            stored[path] = path
        views[stored[path]] += number
    for (begun, path), number in found.visits.items():
        if begun == day:
            visits[stored[path]] += number
    with connection.cursor() as cursor:
        cursor.executemany(
            ADD_TO_PAGE,
            [
                (org.pk, on, path, titles.get(path, ""), visits[path], number)
                for path, number in views.items()
            ],
        )
        cursor.execute(
            ADD_TO_DAY,
            (
                org.pk, on, visits.total(), views.total(), found.visitors[day], found.robots[day],
                robots_version(),
            ),
        )  # fmt: skip


ADD_TO_PAGE = """
INSERT INTO visits_pageday AS old (org_id, "on", path, title, visits, views) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (org_id, "on", path) DO UPDATE SET visits = old.visits + EXCLUDED.visits,
    views = old.views + EXCLUDED.views, title = coalesce(nullif(EXCLUDED.title, ''), old.title)
"""

ADD_TO_DAY = """
INSERT INTO visits_siteday AS old (org_id, "on", visits, views, visitors, robots_excluded, rules_version)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (org_id, "on") DO UPDATE SET visits = old.visits + EXCLUDED.visits, views = old.views + EXCLUDED.views,
    visitors = old.visitors + EXCLUDED.visitors, robots_excluded = old.robots_excluded + EXCLUDED.robots_excluded
"""
