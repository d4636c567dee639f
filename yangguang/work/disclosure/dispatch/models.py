from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from yangguang.core.files.models import StoredFile
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .rules import kind_of


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, person: Person, on: date) -> DispatchQuerySet:
        """Return what the organisations sent that `person` may see."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Dispatch(models.Model):
    """One attempt to bring a letter to somebody (送达): how, on which day it left us, and what became of it.

    What came back and is sent again is a row of its own, which `follows` the first.
    """

    class Way(models.TextChoices):
        ONLINE = "online", "网上获取"
        POST = "post", "邮寄"
        IN_PERSON = "in_person", "当面领取"
        EMAIL = "email", "电子邮件"

    class State(models.TextChoices):
        WAITING = "waiting", "待发出"
        UNDER_WAY = "under_way", "已发出"
        DELIVERED = "delivered", "已送达"
        REFUSED = "refused", "拒收"
        RETURNED = "returned", "退回"

    ENDS = (State.DELIVERED, State.REFUSED, State.RETURNED)

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    letter = models.ForeignKey(
        "disclosure.Letter", models.PROTECT, related_name="dispatches", verbose_name="文书"
    )
    way = models.CharField("送达方式", max_length=20, choices=Way)
    to = models.CharField("寄往", max_length=254, blank=True, default="", db_default="")
    number = models.CharField("邮件号码", max_length=40, blank=True, db_index=True)
    handed_over_on = models.DateField("发出日期（邮寄为交邮日）", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    ended_on = models.DateField("送达、拒收或者退回日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    slip = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="slip_of", verbose_name="交邮凭证"
    )
    opened_at = models.DateTimeField("首次打开时间", null=True, blank=True)
    opened_by = models.CharField("怎样打开", max_length=20, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="sent_again", verbose_name="重寄自"
    )
    left_why = models.CharField("不再寄送的理由", max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ("letter_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="waiting", handed_over_on=None)
                | ~Q(state="waiting") & Q(handed_over_on__isnull=False),
                name="dispatch_handed_over_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(way="post") | Q(state="waiting") | ~Q(number=""),
                name="dispatch_by_post_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "under_way"), ended_on=None)
                | Q(state__in=("delivered", "refused", "returned"), ended_on__gte=F("handed_over_on")),
                name="dispatch_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by="") | Q(opened_at__isnull=False) & ~Q(opened_by=""),
                name="dispatch_opened_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("org", "state"),
                condition=~Q(state="delivered"),
                name="dispatch_not_arrived",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_way_display()}{self.number} {self.get_state_display()}"

    @property
    def carrier(self) -> str:
        """What kind of mail it is, as its number shows."""
        return kind_of(self.number)

    @property
    def desk_url(self) -> str:
        """Where the office sees the request whose letter it is."""
        return self.letter.request.desk_url
