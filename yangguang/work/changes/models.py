"""A change of law as it was entered, and what each organisation has to look at because of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yangguang.core.cases.models import Case
from yangguang.core.law import impact
from yangguang.core.law.models import Instrument
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.rules.law.places import Place

from .rules import Decision

if TYPE_CHECKING:
    from django.db.models import QuerySet

HOWS = [(each.value, each.label) for each in impact.How]
DECISIONS = [(each.value, each.label) for each in Decision]


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, person: Person, on: date) -> ChangeQuerySet:
        """Return the changes that an organisation of `person` entered, or has to look at."""
        seen = orgs.visible_to(person, on)
        mine = Checklist.objects.filter(org__in=seen).values("change")
        return self.filter(Q(org__in=seen) | Q(pk__in=mine))


class Change(models.Model):
    """A law that ended, or articles of it that changed (法规变动): entered once, after its impact was looked at."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="登记机关")
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="changes", verbose_name="变动的法规"
    )
    places = ArrayField(models.CharField(max_length=60), verbose_name="变动的条款", default=list, blank=True)
    on = models.DateField("变动日期")
    how = models.CharField("变动", max_length=20, choices=HOWS)
    basis = models.TextField("依据")
    with_whole = models.BooleanField("引用整部法规的也列入", default=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法规变动"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("instrument", "on", "how", "places"), name="change_entered_once"),
        )

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> impact.Change:
        """The change as the library computes with it."""
        return impact.Change(
            instrument=self.instrument,
            on=self.on,
            how=impact.How(self.how),  # type: ignore[call-arg]  # it looks a member up
            places=tuple(Place.parse(each) for each in self.places),
            basis=self.basis,
            with_whole=self.with_whole,
        )

    @property
    def desk_url(self) -> str:
        return reverse("changes_desk:change", args=[self.pk])


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def of(self, organisations: QuerySet[Organisation]) -> ChecklistQuerySet:
        """Return the lists of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> ChecklistQuerySet:
        """Return the lists of the organisations `person` may see, and those that one of them had opened."""
        seen = orgs.visible_to(person, on)
        return self.filter(Q(org__in=seen) | Q(change__org__in=seen))


class Checklist(models.Model):
    """What one organisation has that stands on what changed (核对清单); its case is over when all of it is settled."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="checklist", verbose_name="办件"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    change = models.ForeignKey(Change, models.PROTECT, related_name="checklists", verbose_name="法规变动")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核对清单"
        ordering = ("case_id",)
        constraints = (
            models.UniqueConstraint(fields=("change", "org"), name="checklist_once_an_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.org}：{self.change}"

    @property
    def desk_url(self) -> str:
        return reverse("changes_desk:checklist", args=[self.pk])


class Entry(models.Model):
    """One thing that stands on what changed, and what its owner found (清单项)."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="entries", verbose_name="核对清单")
    kind = models.CharField("类别", max_length=40)
    key = models.CharField("编号", max_length=60)
    label = models.CharField("名称", max_length=340)
    url = models.CharField("地址", max_length=300, blank=True)
    places = ArrayField(models.CharField(max_length=60), verbose_name="所引条款", default=list, blank=True)
    words = models.TextField("引用的文字")
    text = models.CharField("所依文本", max_length=60, blank=True)
    becomes = models.TextField("依据的变化")
    decision = models.CharField("核对结果", max_length=10, choices=DECISIONS, blank=True)
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    decided_at = models.DateTimeField("核对时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单项"
        ordering = ("checklist", "id")
        constraints = (
            models.UniqueConstraint(fields=("checklist", "kind", "key"), name="entry_once_a_list"),
            models.CheckConstraint(
                condition=Q(decision="", reason="", decided_by=None, decided_at=None)
                | ~Q(decision="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="entry_decided_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.label
