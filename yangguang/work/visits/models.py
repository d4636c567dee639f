from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .rules import LONGEST_PATH, OTHER_PAGES

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OfOrganisations(models.QuerySet[Any]):
    """Rows that belong to an organisation each."""

    def of(self, organisations: QuerySet[Organisation]) -> OfOrganisations:
        """Return the rows of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> OfOrganisations:
        """Return the rows that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class PageDay(models.Model):
    """How often one page was looked at on one day; nothing says by whom."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    on = models.DateField("日期")
    path = models.CharField("页面地址", max_length=LONGEST_PATH)
    title = models.CharField("页面", max_length=100, blank=True)
    visits = models.PositiveIntegerField("访问次数", help_text="从这一页开始的访问")
    views = models.PositiveIntegerField("页面浏览量")

    objects = OfOrganisations.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "页面访问明细"
        ordering = ("-id",)
        indexes = (
            # It holds all that is summed, so that a year is summed without reading its pages.
            models.Index(fields=("org", "on"), include=("visits", "views"), name="page_day_sums"),
        )
        constraints = (
            models.UniqueConstraint(fields=("org", "on", "path"), name="page_day_once"),
            models.CheckConstraint(condition=Q(visits__lte=F("views")), name="page_day_visits_are_views"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def name(self) -> str:
        """How people call the page."""
        return self.title or ("其他页面" if self.path == OTHER_PAGES else self.path)


class SiteDay(models.Model):
    """The figures of one day. Visits and views are the sums of its pages, which the database holds it to."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    on = models.DateField("日期")
    visits = models.PositiveIntegerField("访问次数", default=0)
    views = models.PositiveIntegerField("页面浏览量", default=0)
    visitors = models.PositiveIntegerField("日独立访客", default=0)
    robots_excluded = models.PositiveIntegerField("剔除的机器人浏览", default=0)
    rules_version = models.CharField("机器人名单版本", max_length=20)

    objects = OfOrganisations.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "每日访问量"
        ordering = ("-on", "org_id")
        constraints = (
            models.UniqueConstraint(fields=("org", "on"), name="site_day_once"),
            models.CheckConstraint(
                condition=Q(visits__lte=F("views"), visitors__lte=F("views")),
                name="site_day_visits_and_visitors_are_views",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.org}"


class LogRead(models.Model):
    """How far one log was read (读取进度). The log is known by its first line, so that a new name changes nothing."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("文件名", max_length=200)
    began = models.CharField(
        "首行", max_length=40, help_text="首行的时间和长度；轮转后改名、复制仍是同一份日志"
    )
    inode = models.BigIntegerField("文件编号")
    offset = models.PositiveBigIntegerField("已读到（字节）", default=0)
    lines = models.PositiveBigIntegerField("行数", default=0)
    broken = models.PositiveBigIntegerField("无法识别的行", default=0)
    late = models.PositiveBigIntegerField("迟到未计的浏览", default=0)
    read_at = models.DateTimeField("读取时间")

    objects = OfOrganisations.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日志读取"
        ordering = ("-read_at", "-id")
        constraints = (models.UniqueConstraint(fields=("org", "began"), name="log_read_once"),)

    def __str__(self) -> str:
        return self.name


class UnderWay(models.Model):
    """What is not decided yet (未结访问): the visits under way and the visitors of the open days, by their keys.

    It changes in the transaction that moves the log on, so that a stop at any moment counts nothing twice.
    """

    org = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="+", verbose_name="机关"
    )
    state = models.JSONField("状态", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "未结访问"

    def __str__(self) -> str:
        return str(self.org)
