from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person, on: date) -> MessageQuerySet:
        """Return the messages of the organisations that `person` may see."""
        return self.filter(org__in=orgs.visible_to(person, on))

    def unsettled(self) -> MessageQuerySet:
        """Return those of which a person has to say what becomes of them."""
        return self.filter(state__in=(Message.State.UNKNOWN, Message.State.GIVEN_UP))


class Message(models.Model):
    """An e-mail that leaves, or has left (发件箱); it keeps all that is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        HANDING = "handing", "正在发送"
        SENT = "sent", "已发送"
        UNKNOWN = "unknown", "结果不明"
        GIVEN_UP = "given_up", "发送失败"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    once = models.CharField("唯一标识", max_length=100, unique=True)
    to = models.EmailField("收件人")
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    attachment = models.BinaryField("附件", null=True)
    attachment_name = models.CharField("附件名", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    queued_at = models.DateTimeField("写入时间")
    not_before = models.DateTimeField("下次发送不早于")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    problem = models.CharField("未发出的原因", max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子邮件"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="message_sent_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("not_before",),
                condition=Q(state__in=("waiting", "handing")),
                name="message_to_send",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject}（{self.to}）"
