"""Filling the demo district: three years of requests, the figures of other systems, and the annual reports."""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.actions import anchor
from yangguang.work.reports import actions as reports
from yangguang.work.reports.models import Passage, Statement

from .district import BEGINS_ON, appoint, found_district
from .stories import SHANGHAI, Staff, Teller

SEED = 440404
YEARS = (2021, 2022, 2023)
CASES = {"small": 36, "full": 1980}
NOW = {"small": 6, "full": 30}
"""How many requests came in the last weeks, so that there is work to do in the office today."""

ACTS_A_TRANSACTION = 50
PASSAGES = {
    Passage.Section.MANAGEMENT: "落实公开属性源头认定，公文办理时同步确定公开属性；定期清理历史文件。",
    Passage.Section.PLATFORM: "区政府网站政府信息公开专栏保持更新，各镇、各部门公开指南和目录同步维护。",
    Passage.Section.SUPERVISION: "将政府信息公开纳入年度考核，开展业务培训和社会评议，本年没有需要追究责任的情形。",
    Passage.Section.PROBLEMS: (
        "存在的主要问题：部分单位对补正和征求意见的期限掌握不够准确；答复说理还不够充分。\n"
        "改进情况：组织依申请公开专题培训，统一文书，逐件核对期限；上年提出的问题已基本解决。"
    ),
    Passage.Section.OTHER: "无其他需要报告的事项。",
}


def is_filled() -> bool:
    return Organisation.objects.exists()


def fill(size: str) -> None:
    """Fill an empty database with the demo district, by acts alone; shows how far it is.

    Args:
        size: `small` for tests, `full` for the demo.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a demo that is interrupted is made anew
    district = found_district()
    appoint(district)
    admin = Person.objects.get(username="admin")
    began = datetime(BEGINS_ON.year, BEGINS_ON.month, BEGINS_ON.day, 9, tzinfo=SHANGHAI)
    calendar.fill_days()
    versions.publish_declared(org=district, effective_on=BEGINS_ON, by=admin, at=began)
    _tell(_stories(district, size), total=(CASES[size] + NOW[size]) * 9)
    _report(district, size)
    anchor(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("ANALYZE")


def _tell(stories: list[Iterator[datetime]], *, total: int) -> None:
    """Let all stories go on together in the order of time, until none has anything left before now."""
    now = timezone.now()
    waiting = [(at, number, story) for number, story in enumerate(stories) if (at := next(story, None))]
    heapq.heapify(waiting)
    with tqdm(total=total, desc="三年的申请", unit="步") as shown:
        while waiting:
            with transaction.atomic():
                for _ in range(ACTS_A_TRANSACTION):
                    if not waiting or waiting[0][0] > now:
                        break
                    _, number, story = heapq.heappop(waiting)
                    if (after := next(story, None)) is not None:
                        heapq.heappush(waiting, (after, number, story))
                    shown.update()
            if waiting and waiting[0][0] > now:
                break
        shown.total = shown.n
        shown.refresh()


def _stories(district: Organisation, size: str) -> list[Iterator[datetime]]:
    random = Random(SEED)  # noqa: S311  a demo that is the same every time
    teller = Teller(SEED, "珠海市金湾区")
    staff = _staff(district)
    weights = [6 if each.org == district else 3 if each.org.code.endswith("-01") else 1 for each in staff]
    days = [BEGINS_ON + timedelta(days=random.randrange(365 * 3 - 5)) for _ in range(CASES[size])]
    today = timezone.localdate()
    days += [today - timedelta(days=random.randrange(1, 35)) for _ in range(NOW[size])]
    return [
        teller.request(random.choices(staff, weights)[0], day, number)
        for number, day in enumerate(sorted(days), 1)
    ]


def _staff(district: Organisation) -> list[Staff]:
    posts = Post.objects.filter(org__in=district.subtree()).select_related("org", "person").order_by("pk")
    by_org: dict[Organisation, dict[str, Person]] = {}
    for post in posts:
        by_org.setdefault(post.org, {})[post.role] = post.person
    return [Staff(org, roles) for org, roles in by_org.items() if len(roles) >= 5]


def _report(district: Organisation, size: str) -> None:
    """Report what other systems counted, write what no record says, and freeze the reports of three years."""
    random = Random(SEED + 1)  # noqa: S311  a demo that is the same every time
    head = Person.objects.get(username="head")
    items = {
        "440404-02": [("permits", 12, 40)],
        "440404-06": [("fees", 300, 900)],
        "440404-09": [("permits", 20, 90), ("penalties", 2, 12), ("coercion", 0, 2)],
        "440404-13": [("permits", 200, 700), ("penalties", 10, 60), ("coercion", 0, 4)],
        "440404-14": [("permits", 10, 40), ("penalties", 30, 160), ("coercion", 2, 14)],
        "440404": [("documents_issued", 0, 2), ("documents_repealed", 0, 1)],
    }
    orgs = {org.code: org for org in Organisation.objects.filter(code__in=items)}
    months = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
    reporters = {
        post.org.code: post.person
        for post in Post.objects.filter(role="公开工作机构").select_related("org", "person")
    }
    lines = [(month, code, each) for month in months for code, listed in items.items() for each in listed]
    if size == "small":
        lines = [line for line in lines if line[0].year == YEARS[-1]]
    with transaction.atomic():
        for month, code, (item, least, most) in tqdm(lines, desc="对账单", unit="份"):
            quantity = Decimal(random.randint(least, most))
            if item == "fees":
                quantity += Decimal(random.randrange(10_000)) / 10_000
            reports.report_statement(
                orgs[code], item=Statement.Item(item), on=month, quantity=quantity,
                basis=f"{month:%Y年%-m月}业务系统对账单", by=reporters[code],
                at=datetime(month.year, month.month, 28, 17, tzinfo=UTC),
            )  # fmt: skip
    for year in tqdm(YEARS, desc="年度报告", unit="年"):
        at = datetime(year + 1, 3, 20, 10, tzinfo=SHANGHAI)
        for section, text in PASSAGES.items():
            reports.write_passage(district, year, section=section, text=text, by=head, at=at)
        reports.freeze(district, year, by=head, at=at)
