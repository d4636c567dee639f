from __future__ import annotations

from datetime import date

from django.db import models

from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Organisation, Person


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, person: Person, on: date) -> ReminderQuerySet:
        """Return the reminders that were written to `person`."""
        return self.filter(person=person)


class Reminder(models.Model):
    """One person was told, on a day, that a step has to be done by another (到期提醒)."""

    class Nearness(models.TextChoices):
        SOON = "soon", "即将到期"
        TODAY = "today", "今天到期"
        LATE = "late", "已经过期"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+", verbose_name="环节")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提醒谁")
    for_absent = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="代理的缺席人"
    )
    nearness = models.CharField("情况", max_length=10, choices=Nearness)
    safe_on = models.DateField("最迟办完")
    on = models.DateField("提醒日期")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "到期提醒"
        ordering = ("safe_on", "id")
        constraints = (models.UniqueConstraint(fields=("step", "person", "nearness"), name="reminder_once"),)

    def __str__(self) -> str:
        return f"{self.person} {self.get_nearness_display()} {self.safe_on}"
