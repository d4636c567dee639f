from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.files.models import StoredFile
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.wording.covering import KINDS

from .rules import WHOLE, Ground, Rectangle

if TYPE_CHECKING:
    from django.db.models import QuerySet


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def of(self, organisations: QuerySet[Organisation]) -> RedactionQuerySet:
        """Return the redactions of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> RedactionQuerySet:
        """Return the redactions of the organisations that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class Redaction(models.Model):
    """A file on its way to one that may go out (遮盖): what is covered, and what came of it.

    It is ready from the moment its finished file passed the test for leaks, and never changes after that.
    """

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="redactions", verbose_name="机关")
    original = models.ForeignKey(StoredFile, models.PROTECT, related_name="redactions", verbose_name="原件")
    result = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="made_by", verbose_name="公开版"
    )
    pages = models.PositiveIntegerField("页数")
    grounds = models.JSONField("可选的依据", help_text="由办理事项确定：键、名称、条款")
    belongs_to = models.CharField("属于", max_length=80, help_text="如“申请 2026…”，印在遮盖清单上")
    back = models.CharField("返回", max_length=200, blank=True)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="开始人")
    begun_at = models.DateTimeField("开始时间")
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="生成人"
    )
    made_at = models.DateTimeField("生成时间", null=True, blank=True)
    drawn = models.JSONField("重新成像的页", default=list)
    removed = models.JSONField("清除的内容", default=list)
    standing = models.JSONField(
        "别处可以保留的文字", default=list, help_text="遮盖了一处、经人决定在别处保留的文字"
    )

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "遮盖"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(result=None, made_by=None, made_at=None)
                | Q(result__isnull=False, made_by__isnull=False, made_at__isnull=False),
                name="redaction_made_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(result=F("original")), name="redaction_is_another_file"),
        )

    def __str__(self) -> str:
        return f"遮盖 {self.original.name}"

    @property
    def is_ready(self) -> bool:
        """Whether the file that may go out was made and passed the test."""
        return self.result_id is not None

    @property
    def has_pages(self) -> bool:
        """Whether it is a document of pages, on which boxes are drawn; of others all hidden things are removed."""
        return self.original.kind in ("pdf", "jpg", "png")

    @property
    def known_grounds(self) -> dict[str, Ground]:
        return {each["key"]: Ground(**each) for each in self.grounds}

    @property
    def desk_url(self) -> str:
        """Where the office works on it."""
        return reverse("redaction_desk:redaction", args=[self.pk])


class Making(models.Model):
    """A long file that is being made beside the answers (正在生成): who asked for it, how far it is, why it failed."""

    redaction = models.OneToOneField(
        Redaction, models.CASCADE, primary_key=True, related_name="making", verbose_name="遮盖"
    )
    every_page = models.BooleanField("每页都重新成像")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="生成人")
    asked_at = models.DateTimeField("提出时间")
    heard_at = models.DateTimeField("最近一次进展")
    done = models.PositiveIntegerField("已做的页次", default=0, help_text="每页两次：生成、检查")
    problems = models.JSONField("没有生成的原因", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "正在生成的公开版"

    def __str__(self) -> str:
        return f"{self.redaction_id} {self.done}"


class Box(models.Model):
    """A rectangle on a page that is covered, or that the program proposes to cover."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "建议遮盖"
        COVERED = "covered", "遮盖"
        DECLINED = "declined", "不遮盖"

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="boxes", verbose_name="遮盖")
    state = models.CharField("状态", max_length=10, choices=State)
    kind = models.CharField(
        "内容", max_length=20, blank=True, choices=list(KINDS.items()), help_text="程序认出的种类；手画的为空"
    )
    group = models.PositiveIntegerField("组", help_text="断行的同一处文字是一组")
    page = models.PositiveIntegerField("页")
    x = models.PositiveIntegerField("左")
    y = models.PositiveIntegerField("上")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    ground = models.CharField("依据", max_length=40, blank=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "方框"
        ordering = ("page", "y", "x", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(x__lte=WHOLE - F("width"), y__lte=WHOLE - F("height"), width__gt=0, height__gt=0),
                name="box_lies_on_the_page",
            ),
            models.CheckConstraint(
                condition=~Q(state="covered") | (~Q(ground="") & Q(by__isnull=False, at__isnull=False)),
                name="box_covered_with_ground_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.page}页 {self.get_kind_display() or '方框'}"

    @property
    def rectangle(self) -> Rectangle:
        return Rectangle(self.page, self.x, self.y, self.width, self.height)

    @property
    def source(self) -> str:
        """The article that it is covered under."""
        ground = self.redaction.known_grounds.get(self.ground)
        return f"{ground.label}（{ground.source}）" if ground else ""
