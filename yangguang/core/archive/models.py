from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.core.cases.models import Case
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .rules import RETENTIONS

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Fonds(models.Model):
    """The number under which the public archives keep the files of an organisation (全宗号)."""

    org = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="fonds", verbose_name="机关"
    )
    number = models.CharField("全宗号", max_length=20)
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "全宗号"

    def __str__(self) -> str:
        return self.number


class PackageQuerySet(models.QuerySet["Package"]):
    def of(self, organisations: QuerySet[Organisation]) -> PackageQuerySet:
        """Return the packages of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> PackageQuerySet:
        """Return the packages that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class Package(models.Model):
    """What is kept of a case (归档信息包): one file under its number. It is written once and never changed."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="packages", verbose_name="立档单位")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="packages", verbose_name="办件",
        help_text="由其他系统接收的信息包，本系统没有它的办件",
    )  # fmt: skip
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supplementary", verbose_name="补充的信息包"
    )
    number = models.CharField("档号", max_length=60)
    fonds = models.CharField("全宗号", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    retention = models.CharField("保管期限", max_length=4, choices=list(RETENTIONS.items()))
    item = models.PositiveIntegerField("件号")
    place_in_year = models.PositiveIntegerField("年度内次序", help_text="各保管期限连续，前后信息包以此相连")
    title = models.CharField("题名", max_length=200)
    process = models.CharField("流程", max_length=40)
    case_number = models.CharField("办件编号", max_length=60)
    formed_on = models.DateField("形成日期")
    keep_until = models.DateField("保管至", null=True, help_text="永久保管的为空")
    files = models.PositiveIntegerField("文件数")
    size = models.PositiveBigIntegerField("大小（字节）")
    catalogue = models.JSONField("卷内目录")
    checks = models.JSONField("归档时的检测")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    previous = models.CharField("前一信息包的SHA-256", max_length=64, blank=True)
    path = models.CharField("存放位置", max_length=200)
    made_at = models.DateTimeField("归档时间")
    made_by = models.CharField("归档人", max_length=80)
    imported_at = models.DateTimeField("接收时间", null=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归档信息包"
        ordering = ("org_id", "year", "place_in_year")
        constraints = (
            models.UniqueConstraint(fields=("org", "number"), name="package_number_once"),
            models.UniqueConstraint(fields=("org", "year", "retention", "item"), name="package_item_once"),
            models.UniqueConstraint(fields=("org", "year", "place_in_year"), name="package_place_once"),
            models.UniqueConstraint(
                fields=("case",), condition=Q(supplements=None), name="package_one_first_of_a_case"
            ),
            models.CheckConstraint(condition=Q(item__gte=1, place_in_year__gte=1), name="package_counted"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(imported_at__isnull=False), name="package_from_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(retention="Y", keep_until=None) | ~Q(retention="Y") & Q(keep_until__isnull=False),
                name="package_kept_for_ever_or_until",
            ),
        )
        indexes = (models.Index(fields=("org", "formed_on"), name="package_formed"),)

    def __str__(self) -> str:
        return self.number

    @property
    def desk_url(self) -> str:
        """Where the office sees this package."""
        return reverse("archive_desk:package", args=[self.pk])

    @property
    def retention_label(self) -> str:
        return RETENTIONS[self.retention]

    @property
    def keeps(self) -> str:
        """How long it is kept, in words."""
        return f"至{self.keep_until:%Y-%m-%d}" if self.keep_until else "永久"
