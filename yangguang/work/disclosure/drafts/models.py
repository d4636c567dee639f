from __future__ import annotations

from datetime import date

from django.db import models

from yangguang.core.orgs.models import Organisation, Person


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def visible_to(self, person: Person, on: date) -> KeptFormQuerySet:
        """Return the drafts of `person`: what somebody has not sent yet is nobody else's to read."""
        return self.filter(person=person)


class KeptForm(models.Model):
    """A form half filled (草稿): whose it is, what is typed, and until when it is kept.

    `key` names the form and the person; a draft of somebody without an account is found by its code, of which
    only a hash is stored.
    """

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    key = models.CharField("表单", max_length=120, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name="填写人")
    values = models.JSONField("内容", default=dict)
    saved_at = models.DateTimeField("保存时间")
    kept_until = models.DateField("保留至（含）", db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d} {self.key}"
