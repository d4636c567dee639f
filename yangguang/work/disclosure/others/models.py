"""Those who have a say in a request: third parties, other makers, and whom the office confers with."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from yangguang.core.cases.models import Inquiry
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import LegalAdviser, Organisation, Person

from .rules import Kind, Position, Said, Weight


class PartyQuerySet(models.QuerySet["Party"]):
    def visible_to(self, person: Person, on: date) -> PartyQuerySet:
        """Return those whom the offices asked that `person` may see."""
        return self.filter(org__in=orgs.visible_to(person, on))


class Party(models.Model):
    """One who was asked in writing whether something may be made public, and what came of it (征求意见).

    Until when he is waited for is known to the inquiry of the case; it keeps the term for the answer from running.
    """

    class Answer(models.TextChoices):
        AGREE = Said.AGREE.value, Said.AGREE.label
        REFUSE = Said.REFUSE.value, Said.REFUSE.label

    request = models.ForeignKey(
        "disclosure.DisclosureRequest", models.PROTECT, related_name="parties", verbose_name="申请"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    inquiry = models.OneToOneField(
        Inquiry, models.PROTECT, related_name="disclosure_party", verbose_name="征求意见"
    )
    letter = models.OneToOneField(
        "disclosure.Letter", models.PROTECT, related_name="asks", verbose_name="征求意见书"
    )
    kind = models.CharField("身份", max_length=20, choices=[(each.value, each.label) for each in Kind])
    name = models.CharField("名称", max_length=100)
    address = models.CharField("通信地址", max_length=200, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    email = models.EmailField("电子邮箱", blank=True, default="", db_default="")
    about = models.TextField("申请的信息与其有什么关系")

    reached_on = models.DateField("收到征求意见书之日", null=True, blank=True)
    proof = models.CharField("送达凭证", max_length=200, blank=True)

    answer = models.CharField("意见", max_length=10, blank=True, choices=Answer)
    answered_on = models.DateField("收到意见之日", null=True, blank=True)
    reasons = models.TextField("意见的内容和理由", blank=True)

    weight = models.CharField(
        "是否采纳", max_length=20, blank=True, choices=[(each.value, each.label) for each in Weight]
    )
    because = models.TextField("判断的理由", blank=True)
    weighed_on = models.DateField("判断之日", null=True, blank=True)
    weighed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="判断人"
    )
    told = models.ForeignKey(
        "disclosure.Letter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开告知书",
    )
    told_as = models.CharField("告知的决定", max_length=30, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ("request_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="party_answers_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(answer="refuse") | ~Q(reasons=""), name="party_refuses_with_reasons"
            ),
            models.CheckConstraint(
                condition=Q(weight="", because="", weighed_on=None, weighed_by=None)
                | ~Q(weight="") & ~Q(because="") & Q(weighed_on__isnull=False, weighed_by__isnull=False),
                name="party_weighed_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(reached_on=None, proof="") | Q(reached_on__isnull=False) & ~Q(proof=""),
                name="party_reached_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(told=None, told_as="") | Q(told__isnull=False) & ~Q(told_as=""),
                name="party_told_of_a_decision",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def desk_url(self) -> str:
        """Where the office sees the request that it was asked about."""
        return self.request.desk_url

    @property
    def as_whom(self) -> Kind:
        return Kind(self.kind)  # type: ignore[call-arg]  # it looks a member up, and makes none

    @property
    def said(self) -> Said | None:
        """What it answered; silence only when its time is over, and nothing while it is waited for."""
        if self.answer:
            return Said(self.answer)  # type: ignore[call-arg]
        return Said.SILENT if self.inquiry.state == Inquiry.State.EXPIRED else None

    @property
    def is_late(self) -> bool:
        """Whether its answer came after its time: it is considered, and changes no term."""
        return bool(self.answered_on and self.answered_on > self.inquiry.due_on)

    @property
    def is_awaited(self) -> bool:
        return self.inquiry.state == Inquiry.State.OPEN

    @property
    def said_label(self) -> str:
        """How the page says what it answered; of another maker silence is consent."""
        if self.said is None:
            return "等待意见" if self.is_awaited else "不再征求"
        if self.said is Said.SILENT and self.as_whom is Kind.JOINT_MAKER:
            return "逾期未提出意见，视为同意公开"
        return self.said.label

    def position(self, outcome: str) -> Position:
        """Return where it stands towards an answer of this kind."""
        weight = Weight(self.weight) if self.weight else None  # type: ignore[call-arg]
        is_told = bool(self.told_as) and self.told_as == outcome
        return Position(self.name, self.as_whom, self.said, weight, is_told)


class Conferral(models.Model):
    """Several organisations and lawyers put their heads together over one request (会商); the office decides."""

    request = models.ForeignKey(
        "disclosure.DisclosureRequest", models.PROTECT, related_name="conferrals", verbose_name="申请"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="牵头机关")
    question = models.TextField("会商的问题")
    opened_on = models.DateField("发起之日")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="发起人")
    minutes = models.TextField("会商纪要", blank=True)
    met_on = models.DateField("会商之日", null=True, blank=True)
    decision = models.TextField("会商的决定", blank=True)
    because = models.TextField("决定的理由", blank=True)
    decided_on = models.DateField("决定之日", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会商"
        ordering = ("request_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("request",), condition=Q(decided_on=None), name="conferral_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None, decided_by=None, decision="", because="")
                | Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(decision="") & ~Q(because=""),
                name="conferral_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(minutes="", met_on=None) | ~Q(minutes="") & Q(met_on__isnull=False),
                name="conferral_minutes_of_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.opened_on:%Y-%m-%d}会商"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, person: Person, on: date) -> InvitationQuerySet:
        """Return the invitations to organisations that `person` may see, and those to himself as a lawyer."""
        return self.filter(Q(org__in=orgs.visible_to(person, on)) | Q(adviser__person=person))


class Invitation(models.Model):
    """One organisation or lawyer whose opinion a conferral asks for.

    `org` is whose invitation it is: the organisation invited or, of a lawyer, the one that engages him. Nothing of the
    request is seen there but what the invitation itself says.
    """

    class Position(models.TextChoices):
        AGREE = Said.AGREE.value, Said.AGREE.label
        REFUSE = Said.REFUSE.value, Said.REFUSE.label
        OTHER = "other", "其他意见"

    conferral = models.ForeignKey(Conferral, models.PROTECT, related_name="invitations", verbose_name="会商")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations", verbose_name="受邀机关")
    adviser = models.ForeignKey(
        LegalAdviser,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="法律顾问",
    )
    party = models.OneToOneField(
        Party, models.PROTECT, null=True, blank=True, related_name="invitation", verbose_name="书面征求意见"
    )
    message = models.TextField("需要对方回答的问题和有关情况")
    shown = models.ManyToManyField(
        "disclosure.Enclosure", blank=True, related_name="shown_to", verbose_name="给对方看的文件"
    )
    invited_on = models.DateField("邀请之日")
    due_on = models.DateField("请于此日前提出意见")
    position = models.CharField("意见", max_length=10, blank=True, choices=Position)
    opinion = models.TextField("意见和理由", blank=True)
    answered_on = models.DateField("提出意见之日", null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    is_adopted = models.BooleanField("是否采纳", null=True, blank=True)
    because = models.TextField("采纳或者不采纳的理由", blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会商邀请"
        ordering = ("conferral_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("conferral", "org"), condition=Q(adviser=None), name="invitation_once_an_organisation"
            ),
            models.UniqueConstraint(fields=("conferral", "adviser"), name="invitation_once_a_lawyer"),
            models.CheckConstraint(
                condition=Q(position="", opinion="", answered_on=None, answered_by=None)
                | Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(position="") & ~Q(opinion=""),
                name="invitation_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_adopted=None) | ~Q(opinion=""), name="invitation_adopted_after_its_answer"
            ),
        )
        indexes = (
            models.Index(fields=("org", "due_on"), condition=Q(answered_on=None), name="invitation_open"),
        )

    def __str__(self) -> str:
        return str(self.adviser or self.org)

    @property
    def is_late(self) -> bool:
        return bool(self.answered_on and self.answered_on > self.due_on)
