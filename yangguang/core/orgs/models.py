from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from yangguang.core.records.keys import org_key, region_of

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Organisation(models.Model):
    """A jurisdiction (区划) or an agency (机关) in it; every row of the office belongs to one."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "人民政府"
        AGENCY = "agency", "部门"
        TOWN = "town", "镇（街道）"
        VILLAGE = "village", "村（社区）"

    id = models.BigIntegerField(primary_key=True, editable=False)
    code = models.CharField(
        "代码", max_length=20, unique=True, help_text="区划代码（GB/T 2260），部门另加序号，如 440404-03"
    )
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=30, help_text="用于编号，如“金湾府办”")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, help_text="18位；用于信息公开索引号"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    hours = models.CharField("办公时间", max_length=100, blank=True)
    disclosure_office = models.CharField("政府信息公开工作机构", max_length=100, blank=True)
    review_body = models.CharField("行政复议机关", max_length=100, blank=True)
    court = models.CharField("管辖法院", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机关"
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def add(cls, *, code: str, name: str, parent: Organisation | None = None, **values: Any) -> Organisation:
        """Add an organisation under `parent`; its key is the next one of its region."""
        region = code[:6]
        first, last = org_key(region, 0), org_key(str(int(region) + 1), 0)
        newest = cls.objects.filter(id__gt=first, id__lt=last).aggregate(models.Max("id"))["id__max"]
        org = cls(id=(newest or first) + 1, code=code, name=name, parent=parent, **values)
        org.path = f"{parent.path if parent else ''}{org.id}/"
        org.save(force_insert=True)
        return org

    @property
    def org_id(self) -> int:
        return int(self.pk)

    @property
    def region(self) -> str:
        return str(region_of(self.pk))

    def subtree(self) -> QuerySet[Organisation]:
        """Return this organisation and all below it."""
        return Organisation.objects.filter(path__startswith=self.path)


class Person(AbstractUser):  # type: ignore[django-manager-missing]  # relations from the shell
    """Somebody with an account: of the office, or a resident."""

    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=80)
    phone = models.CharField("电话", max_length=40, blank=True)

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def first_name(self) -> str:  # type: ignore[override]  # a Chinese name is one; the shell greets by this
        return str(self)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def ledger_key(self) -> str:
        return f"orgs.person:{self.pk}"

    @property
    def ledger_name(self) -> str:
        return str(self)


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: date) -> PostQuerySet:
        """Return the posts that are held on `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Post(models.Model):
    """A post (岗位): what one person does in one organisation, named as the diagrams name it."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="机关")
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("岗位", max_length=40)
    oversees = models.BooleanField("可查看下级机关", default=False)
    since = models.DateField("自", default=localdate)
    until = models.DateField("至（不含）", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = (
            models.UniqueConstraint(fields=("org", "person", "role", "since"), name="post_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="post_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.org.short_name}·{self.role}·{self.person}"


class LegalAdviser(models.Model):
    """A lawyer whom an organisation engages, or a government lawyer of its own (法律顾问、公职律师)."""

    class Kind(models.TextChoices):
        ADVISER = "adviser", "法律顾问"
        GOVERNMENT_LAWYER = "government_lawyer", "公职律师"

    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="legal_advisers", verbose_name="聘请机关"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    name = models.CharField("姓名", max_length=80)
    licence = models.CharField("执业证号或者公职律师证号", max_length=40)
    office = models.CharField("律师事务所或者单位", max_length=100)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    since = models.DateField("聘期自")
    until = models.DateField("聘期至（不含）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法律顾问"
        ordering = ("org_id", "since", "id")
        constraints = (
            models.UniqueConstraint(fields=("org", "licence", "since"), name="adviser_engaged_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="adviser_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.office}）"


class Substitution(models.Model):
    """Somebody acts for an absent colleague (代理) for some days."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="substitutions", verbose_name="机关")
    absent = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name="缺席人")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="deputations", verbose_name="代理人")
    since = models.DateField("自")
    until = models.DateField("至（不含）")

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="substitution_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="nobody_acts_for_himself"),
        )

    def __str__(self) -> str:
        return f"{self.deputy}代{self.absent}"
