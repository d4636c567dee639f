"""An existing document, what was read of it, who is asked about the rest, and the draft that it became."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def visible_to(self, person: Person, on: date) -> IncomingQuerySet:
        """Return the rows of the organisations that `person` may see, and those about which one of them is asked."""
        seen = orgs.visible_to(person, on)
        return self.filter(Q(org__in=seen) | Q(asked_org__in=seen))


class Incoming(models.Model):
    """An existing document (存量文件): the file as it came, its reading, and what became of it."""

    class State(models.TextChoices):
        FAILED = "failed", "读不出"
        OPEN = "open", "待核对"
        ASKED = "asked", "已询问"
        DONE = "done", "已确认"
        LEFT = "left", "不导入"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("文件名", max_length=100)
    content = models.BinaryField("文件内容")
    hash = models.CharField("内容哈希", max_length=64)
    text = models.TextField("正文", blank=True)
    reading = models.JSONField("识别结果", default=dict)
    problem = models.CharField("读不出的原因", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    received_at = models.DateTimeField("上传时间")
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="上传人")
    asked_org = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="询问的机关"
    )
    asked_person = models.CharField("询问的人员", max_length=80, blank=True)
    asked_about = models.JSONField("询问的项目", default=list)
    question = models.CharField("询问的内容", max_length=500, blank=True)
    asked_at = models.DateTimeField("询问时间", null=True)
    answer = models.TextField("答复", blank=True, max_length=2000)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    values = models.JSONField("确认的内容", default=dict)
    unstated = models.JSONField("原文未载明的项目", default=list)
    page = models.OneToOneField(
        "normative.PolicyDocument", models.SET_NULL, null=True, related_name="incoming", verbose_name="稿件"
    )
    settled_at = models.DateTimeField("办结时间", null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="办结人")
    left_why = models.CharField("不导入的原因", max_length=300, blank=True)

    objects: ClassVar[models.Manager[Incoming]] = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存量文件"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("org", "hash"), name="incoming_file_once"),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_about=[])
                | Q(asked_at__isnull=False, asked_org__isnull=False),
                name="incoming_asked_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="incoming_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, state__in=("failed", "open", "asked"))
                | Q(settled_at__isnull=False, settled_by__isnull=False, state__in=("done", "left")),
                name="incoming_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | ~Q(left_why=""), name="incoming_left_for_a_reason"
            ),
        )
        indexes = (models.Index(fields=("org", "state", "-id"), name="incoming_of_org"),)

    def __str__(self) -> str:
        return str(self.values.get("title") or self.title or self.name)

    @property
    def title(self) -> str:
        """The title as it was read; empty where none was found."""
        found = self.reading.get("fields", {}).get("title", {})
        return str(found.get("shown", ""))

    @property
    def desk_url(self) -> str:
        from django.urls import reverse

        return reverse("normative_desk:incoming_document", args=[self.pk])

    def who_is_asked(self) -> str:
        """Return whom the office asked, as readers are told."""
        if self.asked_org is None:
            return ""
        return f"{self.asked_org.name}{self.asked_person and f'（{self.asked_person}）'}"

    def unstated_words(self) -> dict[str, str]:
        """Return, for each field that the original does not name, what its page says instead."""
        asked = self.who_is_asked()
        said = f"未载明（已向{asked}核实）" if self.answered_at else f"未载明（正在向{asked}核实）"
        return dict.fromkeys(self.unstated, said if asked else "未载明")
