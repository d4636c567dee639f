from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.records import chain

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    def visible_to(self, person: Person, on: date) -> ScopedQuerySet[Row]:
        """Return the rows that `person` may see in the office."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Statement(models.Model):
    """What another system of the organisation counted, and who reported it (对账单).

    Table 2 of the annual report counts permits, penalties, coercive measures and fees. Until the office decides these
    here, each stands as one row for each organisation, item and month; so do normative documents, for the years
    before an organisation began to keep its documents in the library.

    Source: 政府信息公开条例第二十条; 国办公开办函〔2021〕30号表二.
    """

    class Item(models.TextChoices):
        RULES_ISSUED = "rules_issued", "规章：制发件数"
        RULES_REPEALED = "rules_repealed", "规章：废止件数"
        DOCUMENTS_ISSUED = "documents_issued", "行政规范性文件：制发件数"
        DOCUMENTS_REPEALED = "documents_repealed", "行政规范性文件：废止件数"
        PERMITS = "permits", "行政许可：处理决定数量"
        PENALTIES = "penalties", "行政处罚：处理决定数量"
        COERCION = "coercion", "行政强制：处理决定数量"
        FEES = "fees", "行政事业性收费：收费金额（万元）"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="statements", verbose_name="机关")
    item = models.CharField("项目", max_length=30, choices=Item)
    on = models.DateField("所属月份", help_text="该月第一日")
    quantity = models.DecimalField("数量", max_digits=14, decimal_places=4)
    basis = models.CharField("来源", max_length=200, help_text="对账单编号或文号")
    reported_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="报送人")
    reported_at = models.DateTimeField("报送时间")

    objects: ClassVar[models.Manager[Statement]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账单"
        ordering = ("org_id", "item", "on")
        constraints = (
            models.UniqueConstraint(fields=("org", "item", "on"), name="statement_once_a_month"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="statement_not_negative"),
            models.CheckConstraint(condition=Q(on__day=1), name="statement_of_a_month"),
        )
        indexes = (
            models.Index(fields=("item", "on"), include=("org", "quantity"), name="statement_counted"),
        )

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.on:%Y-%m}"


class Edition(models.Model):
    """An annual report as it was frozen: its figures, its words, the keys of the rows behind each figure."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="report_editions", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("版次")
    tables = models.JSONField("三张表")
    rows = models.JSONField("各格所计的记录")
    sections = models.JSONField("文字部分")
    overrides = models.JSONField("勾稽例外及理由", default=list)
    hash = models.CharField("哈希", max_length=64)
    algorithm = models.CharField("算法", max_length=10)
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="定稿人")

    objects: ClassVar[models.Manager[Edition]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ("org_id", "-year", "-number")
        constraints = (models.UniqueConstraint(fields=("org", "year", "number"), name="edition_once"),)

    @property
    def frozen_on(self) -> date:
        """The day on which it was frozen, where the office is."""
        return localdate(self.frozen_at)

    def hash_of_content(self) -> str:
        """Return the hash over whose report it is, its figures, its words and the keys of their rows."""
        content = {
            "org": self.org.code,
            "year": self.year,
            "number": self.number,
            "tables": self.tables,
            "rows": self.rows,
            "sections": self.sections,
            "overrides": self.overrides,
        }
        return chain.row_hash(chain.FIRST, content, using=self.algorithm)

    def __str__(self) -> str:
        return f"{self.org.name}{self.year}年政府信息公开工作年度报告（第{self.number}版）"


class Passage(models.Model):
    """What people write in a report: the parts that no record can say (存在的主要问题, 监督保障 …)."""

    class Section(models.TextChoices):
        MANAGEMENT = "management", "一、总体情况：政府信息管理"
        PLATFORM = "platform", "一、总体情况：政府信息公开平台建设"
        SUPERVISION = "supervision", "一、总体情况：监督保障"
        PROBLEMS = "problems", "五、存在的主要问题及改进情况"
        OTHER = "other", "六、其他需要报告的事项"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="passages", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    section = models.CharField("部分", max_length=20, choices=Section)
    text = models.TextField("内容")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="撰写人")
    written_at = models.DateTimeField("撰写时间")

    objects: ClassVar[models.Manager[Passage]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告文字"
        constraints = (models.UniqueConstraint(fields=("org", "year", "section"), name="passage_once"),)

    def __str__(self) -> str:
        return f"{self.year} {self.get_section_display()}"
