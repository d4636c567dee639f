from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yangguang.core.orgs.models import Organisation
from yangguang.rules.validity import Validity

from .entries import NEVER_PUBLIC, Kind


class EntryRow(models.Model):
    """An entry as it is kept: the index is made from these rows and can be made again at any time."""

    key = models.CharField("条目", max_length=120, unique=True)
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    kind = models.CharField("类别", max_length=20, choices=[(each.value, each.label) for each in Kind])
    title = models.CharField("标题", max_length=500)
    text = models.TextField("内容", blank=True)
    url = models.CharField("地址", max_length=500)
    number = models.CharField("文号", max_length=80, blank=True)
    agency = models.CharField("发布机构", max_length=100, blank=True)
    theme = models.CharField("主题", max_length=60, blank=True)
    on = models.DateField("日期", null=True, blank=True)
    validity = models.CharField(
        "效力", max_length=20, blank=True, choices=[(each.value, each.label) for each in Validity]
    )
    is_public = models.BooleanField("向社会公开")
    article = models.PositiveIntegerField("条", null=True, blank=True)
    names = ArrayField(models.CharField(max_length=500), verbose_name="名称", default=list, blank=True)
    begins = models.CharField("题名", max_length=100, blank=True, db_index=True)
    spelled = models.CharField("全拼", max_length=300, blank=True, db_index=True)
    initials = models.CharField("首字母", max_length=100, blank=True, db_index=True)

    class Meta:
        db_table = "search_entry"
        verbose_name = verbose_name_plural = "检索条目"
        constraints = (
            models.CheckConstraint(
                condition=Q(article=None) | Q(kind=Kind.ARTICLE.value), name="only_an_article_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(kind=NEVER_PUBLIC.value), name="a_request_is_never_public"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """An entry that the index does not know yet as it is now; written together with it, gone when indexed."""

    key = models.CharField(max_length=120)

    class Meta:
        db_table = "search_change"
        verbose_name = verbose_name_plural = "待更新条目"

    def __str__(self) -> str:
        return self.key


class EverydayWord(models.Model):
    """How residents say something, and how the documents do (口语与法言)."""

    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="everyday_words", verbose_name="维护机关"
    )
    says = models.CharField("群众的说法", max_length=30)
    means = models.CharField("文件里的说法", max_length=200, help_text="几种说法之间用顿号隔开")
    retired_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众用语"
        ordering = ("says",)
        constraints = (models.UniqueConstraint(fields=("org", "says"), name="everyday_word_once"),)

    def __str__(self) -> str:
        return self.says


class Unfound(models.Model):
    """Words that found nothing (未找到的检索词), counted by day; nothing is known about who typed them."""

    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="unfound_words", verbose_name="网站主办机关"
    )
    words = models.CharField("检索词", max_length=30)
    on = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "未找到的检索词"
        ordering = ("-on", F("times").desc(), "words")
        constraints = (models.UniqueConstraint(fields=("org", "words", "on"), name="unfound_once_a_day"),)

    def __str__(self) -> str:
        return self.words
