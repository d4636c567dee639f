"""What people found about requests that are alike; requests are named by words, so that their model may name these."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .rules import Found

REQUEST = "disclosure.DisclosureRequest"


class Judgement(models.Model):
    """What somebody found about a request that is like another one (相似申请的判断); the newest one stands."""

    request = models.ForeignKey(REQUEST, models.PROTECT, related_name="judgements", verbose_name="申请")
    other = models.ForeignKey(REQUEST, models.PROTECT, related_name="+", verbose_name="相似的申请")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    found = models.CharField("判断", max_length=20, choices=[(each.value, each.label) for each in Found])
    reason = models.TextField("理由")
    percent = models.PositiveSmallIntegerField("判断时的相似程度（%）")
    judged_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="判断人")
    judged_at = models.DateTimeField("判断时间")

    class Meta:
        verbose_name = verbose_name_plural = "相似申请的判断"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(request=F("other")), name="judgement_about_two_requests"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="judgement_percent"),
        )

    def __str__(self) -> str:
        return self.get_found_display()


class PublicAnswer(models.Model):
    """A page on which what is asked for was public already (已主动公开的信息), as somebody chose it for the answer."""

    request = models.ForeignKey(REQUEST, models.PROTECT, related_name="public_answers", verbose_name="申请")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    title = models.CharField("标题", max_length=500)
    url = models.CharField("地址", max_length=500)
    chosen_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="选定人")
    chosen_at = models.DateTimeField("选定时间")

    class Meta:
        verbose_name = verbose_name_plural = "已主动公开的信息"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person, on: date) -> ProposalQuerySet:
        """Return the suggestions that `person` may see in the office."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Proposal(models.Model):
    """A suggestion to publish what several people asked for and got (主动公开建议)."""

    class State(models.TextChoices):
        OPEN = "open", "待决定"
        ACCEPTED = "accepted", "已采纳"
        DECLINED = "declined", "不采纳"

    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="publication_proposals", verbose_name="机关"
    )
    subject = models.TextField("申请的内容")
    requests: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        REQUEST, related_name="publication_proposals", verbose_name="申请"
    )
    made_on = models.DateField("提出日期")
    state = models.CharField("状态", max_length=20, choices=State, default=State.OPEN)
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    page_title = models.CharField("公开的页面", max_length=500, blank=True)
    page_url = models.CharField("页面地址", max_length=500, blank=True)
    linked_on = models.DateField("登记页面的日期", null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主动公开建议"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_on=None, reason="")
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(reason="")),
                name="proposal_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(page_url="", page_title="", linked_on=None)
                | (Q(state="accepted", linked_on__isnull=False) & ~Q(page_url="") & ~Q(page_title="")),
                name="proposal_linked_when_accepted",
            ),
        )

    def __str__(self) -> str:
        return self.subject[:80]

    @property
    def desk_url(self) -> str:
        """Where the office sees this suggestion."""
        return reverse("disclosure_desk:proposal", args=[self.pk])
