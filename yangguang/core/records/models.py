from django.db import models

from . import chain


class Record(models.Model):
    """One act by one person. No foreign keys lead out of it: what it is about is named by kind and key."""

    org_id = models.BigIntegerField("机关")
    seq = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    kind = models.CharField("行为", max_length=80)
    about = models.CharField("对象", max_length=80)
    by = models.CharField("行为人", max_length=80)
    by_name = models.CharField("姓名", max_length=80)
    note = models.TextField("说明", blank=True)
    details = models.JSONField("详情", default=dict)
    algorithm = models.CharField("算法", max_length=10)
    previous = models.CharField("前一条", max_length=64)
    hash = models.CharField("本条", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "台账记录"
        ordering = ("org_id", "seq")
        constraints = (models.UniqueConstraint(fields=("org_id", "seq"), name="record_once_in_its_place"),)
        indexes = (models.Index(fields=("org_id", "about", "seq"), name="record_about"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def content(self) -> dict[str, object]:
        """Return what the hash is taken of: everything but the hash itself."""
        return {
            "org": self.org_id,
            "seq": self.seq,
            "at": self.at,
            "kind": self.kind,
            "about": self.about,
            "by": self.by,
            "by_name": self.by_name,
            "note": self.note,
            "details": self.details,
        }

    def hash_of_content(self) -> str:
        return chain.row_hash(self.previous, self.content(), using=self.algorithm)


class Anchor(models.Model):
    """The heads of all ledgers at the end of a day, under one hash that can be published elsewhere."""

    on = models.DateField("日期", primary_key=True)
    heads = models.JSONField("各机关台账末条")
    algorithm = models.CharField("算法", max_length=10)
    previous = models.CharField("前一日", max_length=64)
    hash = models.CharField("当日", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "每日锚定"
        ordering = ("on",)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.hash}"

    def hash_of_content(self) -> str:
        return chain.row_hash(self.previous, {"on": self.on, "heads": self.heads}, using=self.algorithm)


class Done(models.Model):
    """An act that was done under a key; the same key again is answered with the first result."""

    key = models.CharField("键", max_length=100, primary_key=True)
    act = models.CharField("行为", max_length=120)
    result_kind = models.CharField("结果类型", max_length=80, blank=True)
    result_key = models.CharField("结果", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "已完成的行为"

    def __str__(self) -> str:
        return self.key
