"""Filling the demo district: three years of requests, the figures of other systems, and the annual reports."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from yangguang.core.cases import calendar, versions
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.core.records.actions import anchor
from yangguang.core.records.models import Anchor
from yangguang.work.reports import actions as reports
from yangguang.work.reports.models import Passage, Statement

from .catalogue import fill_catalogue
from .district import BEGAN_AT, BEGINS_ON, appoint, found_district
from .normative import fill_normative
from .pages import fill_pages
from .stories import SHANGHAI
from .telling import SEED, tell
from .visits import fill_visits

YEARS = (2021, 2022, 2023)
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


def is_begun() -> bool:
    """Whether anybody's data are there, all of them or not."""
    return Organisation.objects.exists()


def is_filled() -> bool:
    """Whether the demo is complete: its ledgers are anchored last."""
    return is_begun() and Anchor.objects.exists()


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
    calendar.fill_days()
    versions.publish_declared(org=district, effective_on=BEGINS_ON, by=admin, at=BEGAN_AT)
    fill_catalogue(district, size)
    fill_pages(district, size)
    fill_normative(district, size)
    tell(district, size)
    _report(district, size)
    fill_visits(district, size)
    anchor(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("ANALYZE")


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
