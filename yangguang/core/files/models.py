from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from . import keeping

if TYPE_CHECKING:
    from django.db.models import QuerySet


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, organisations: QuerySet[Organisation]) -> StoredFileQuerySet:
        """Return the files of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> StoredFileQuerySet:
        """Return the files of the organisations that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class StoredFile(models.Model):
    """A file that belongs to something in the office (文件): what it is called and what is in it.

    The row never changes. Who may see it is known to what it belongs to.
    """

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="files", verbose_name="机关")
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=10, help_text="由内容认定，不看文件名")
    media_type = models.CharField("媒体类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    put_by = models.CharField("存入人", max_length=80)
    put_by_name = models.CharField("存入人姓名", max_length=80)
    put_at = models.DateTimeField("存入时间")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ("id",)
        indexes = (models.Index(fields=("org", "sha256"), name="file_by_content"),)
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_has_its_hash"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where its content lies."""
        return keeping.path_of(self.org_id, self.sha256)

    def read(self) -> bytes:
        """Return its content.

        Raises:
            keeping.Damaged: when it is not what was put there.
        """
        return keeping.read(self.org_id, self.sha256)
