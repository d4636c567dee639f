"""What was drafted, checked and charged: the rows behind an answer, none of which is ever changed into another.

They are declared here and known as `models.Draft` and so on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from . import rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

REQUEST = "disclosure.DisclosureRequest"


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows of organisations."""

    def of(self, organisations: QuerySet[Organisation]) -> ScopedQuerySet:
        """Return the rows of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> ScopedQuerySet:
        """Return the rows that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class Draft(models.Model):
    """An answer as somebody drafted it (拟稿); another draft never replaces it, so that the two can be compared."""

    request = models.ForeignKey(REQUEST, models.PROTECT, related_name="drafts", verbose_name="申请")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    redo_of = models.ForeignKey(
        "disclosure.Contest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name="责令重新答复的案件",
    )
    outcome = models.CharField(
        "答复类型", max_length=30, choices=[(each.key, each.label) for each in rules.OUTCOMES.values()]
    )
    text = models.TextField("答复内容", blank=True)
    facts = models.JSONField("应写明的事项", default=dict)
    phrases = models.JSONField("所用常用语", default=list)
    paragraphs = models.JSONField("正文")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    answer_number = models.CharField("答复文号", max_length=60, blank=True)
    signed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拟稿"
        ordering = ("request_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="draft_signed_by_somebody_at_some_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}（{self.drafted_by}）"

    @property
    def answered_as(self) -> rules.Outcome:
        return rules.OUTCOMES[self.outcome]


class WithheldPart(models.Model):
    """A document, or a part of one, that an answer keeps back, with its ground and its reason (逐份理由)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="parts", verbose_name="拟稿")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    title = models.CharField("文件名称", max_length=200)
    number = models.CharField("文号", max_length=100, blank=True)
    withheld = models.CharField("不予公开的内容", max_length=500, blank=True)
    ground = models.CharField(
        "依据", max_length=30, choices=[(each.key, each.label) for each in rules.GROUNDS.values()]
    )
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "不予公开的内容"
        ordering = ("draft_id", "id")

    def __str__(self) -> str:
        return self.title

    def as_part(self) -> rules.Part:
        """Return it as the rules know it."""
        return rules.Part(self.title, self.number, self.withheld, self.ground, self.reason)


class AnswerCheck(models.Model):
    """One thing that was looked for in a draft, by somebody who did not draft it (审查记录)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="checks", verbose_name="拟稿")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    check_kind = models.CharField(
        "审查事项", max_length=20, choices=[(each.value, each.label) for each in rules.Check]
    )
    passed = models.BooleanField("通过")
    opinion = models.TextField("意见", blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="审查人")
    checked_at = models.DateTimeField("审查时间")

    class Meta:
        verbose_name = verbose_name_plural = "审查记录"
        ordering = ("draft_id", "id")

    def __str__(self) -> str:
        return f"{self.get_check_kind_display()}：{'通过' if self.passed else '不通过'}"


class Phrase(models.Model):
    """Words that an office uses again and again for one kind of answer (常用语); a change is a new row."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    outcome = models.CharField(
        "答复类型",
        max_length=30,
        choices=[
            (each.key, each.label) for each in rules.OUTCOMES.values() if not each.closes_without_answer
        ],
    )
    title = models.CharField("名称", max_length=60)
    text = models.TextField("文字")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="添加人")
    added_at = models.DateTimeField("添加时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects: ClassVar[models.Manager[Phrase]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ("outcome", "title", "id")

    def __str__(self) -> str:
        return self.title


class Practice(models.Model):
    """What an organisation decided where the law leaves it a choice, from a day on (办理口径).

    What it has not decided itself, the organisation above it has decided for it.
    """

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    since = models.DateField("自")
    tariff = models.CharField(
        "信息处理费的计收方式",
        max_length=10,
        blank=True,
        choices=[(each.value, each.label) for each in rules.Tariff],
        help_text="两种标准择一，不得并用。",
    )
    review_online = models.URLField(
        "网上申请行政复议的网址", blank=True, help_text="通过互联网送达答复时写入答复书。"
    )
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间")

    objects: ClassVar[models.Manager[Practice]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理口径"
        ordering = ("org_id", "-since", "-id")

    def __str__(self) -> str:
        return f"{self.org}自{self.since}"


class Charge(models.Model):
    """What a request was charged, and what became of it: paid, waived, or lapsed (信息处理费)."""

    class Way(models.TextChoices):
        NONTAX = "nontax", "非税收入收缴系统"
        BANK = "bank", "银行转账"
        POS = "pos", "刷卡、扫码"
        CASH = "cash", "现金"

    request = models.OneToOneField(REQUEST, models.PROTECT, related_name="charge", verbose_name="申请")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    letter = models.OneToOneField(
        "disclosure.Letter", models.PROTECT, related_name="charge", verbose_name="收费通知书"
    )
    tariff = models.CharField(
        "计收方式", max_length=10, choices=[(each.value, each.label) for each in rules.Tariff]
    )
    quantity = models.PositiveIntegerField("页数，或者当月第几件")
    amount = models.PositiveIntegerField("金额（元）")
    notified_on = models.DateField("通知日期")
    pay_by = models.DateField("缴费期限")
    paid_on = models.DateField("缴费日期", null=True, blank=True, db_index=True)
    way = models.CharField("缴费方式", max_length=10, blank=True, choices=Way)
    receipt = models.CharField("非税票据号", max_length=40, blank=True)
    waived_on = models.DateField("免收日期", null=True, blank=True)
    waived_why = models.CharField("免收理由", max_length=500, blank=True)
    waived_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定免收的人"
    )
    lapsed_on = models.DateField("逾期放弃日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Charge]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信息处理费"
        ordering = ("-notified_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(paid_on=None, waived_on=None)
                | Q(paid_on=None, lapsed_on=None)
                | Q(waived_on=None, lapsed_on=None),
                name="charge_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(paid_on__gte=F("notified_on"), paid_on__lte=F("pay_by")),
                name="charge_paid_in_time",
            ),
            models.CheckConstraint(
                condition=Q(waived_on=None, waived_by=None, waived_why="")
                | (Q(waived_on__isnull=False, waived_by__isnull=False) & ~Q(waived_why="")),
                name="charge_waived_by_somebody_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_tariff_display()}{self.amount}元"

    @property
    def desk_url(self) -> str:
        """Where the office sees the request that was charged."""
        return self.request.desk_url

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if self.paid_on:
            return "已缴"
        if self.waived_on:
            return "免收"
        return "逾期放弃" if self.lapsed_on else "待缴"
