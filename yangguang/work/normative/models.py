"""The rows of a project of a normative document (制定项目), from its recognition to its filing and its clean-up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.cases.models import Case
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .incoming.models import Incoming
from .pages import CleanUpResult, Interpretation, PolicyDocument
from .rules import Kind, Recognised, Verdict, as_shown

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["CleanUpResult", "Incoming", "Interpretation", "PolicyDocument"]

KINDS = [(each.value, each.label) for each in Kind]


class OfOrganisation(models.QuerySet[Any]):
    def of(self, organisations: QuerySet[Organisation]) -> OfOrganisation:
        """Return the rows of any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> OfOrganisation:
        """Return the rows that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))


class Recognition(models.Model):
    """Whether a paper is a normative document at all (规范性文件认定): the boxes that were ticked, and what follows."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    title = models.CharField("文件名称", max_length=200)
    answers = models.JSONField("六要素", default=dict)
    excluded = models.JSONField("排除情形", default=list)
    result = models.CharField(
        "认定结果", max_length=10, choices=[(each.value, each.label) for each in Recognised]
    )
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="填报人")
    made_at = models.DateTimeField("填报时间")
    settled = models.BooleanField("审核机构认定为规范性文件", null=True)
    opinion = models.TextField("认定意见", blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    settled_at = models.DateTimeField("认定时间", null=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规范性文件认定"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(settled=None, settled_by=None, settled_at=None)
                | Q(settled__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="recognition_settled_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}：{self.said}"

    @property
    def said(self) -> str:
        """What it comes to, in words."""
        if self.settled is None:
            return str(self.get_result_display())
        return Recognised.IS_ONE.label if self.settled else Recognised.IS_NONE.label

    @property
    def is_one(self) -> bool:
        return self.settled if self.settled is not None else self.result == Recognised.IS_ONE

    @property
    def desk_url(self) -> str:
        return reverse("normative_desk:recognition", args=[self.pk])


class Drafting(models.Model):
    """A normative document under way (制定项目). Where it stands, and which clocks run, is known to its case."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="drafting", verbose_name="办件"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="draftings", verbose_name="制定机关")
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    recognition = models.OneToOneField(
        Recognition, models.PROTECT, related_name="drafting", verbose_name="认定"
    )
    joint_makers = models.CharField(
        "联合制定机关", max_length=200, blank=True, help_text="多个机关用顿号隔开；由本机关牵头。"
    )
    department = models.CharField("起草单位", max_length=100)
    necessity = models.TextField("必要性、可行性、合理性")
    concerns_operators = models.BooleanField("涉及经营者经济活动", default=False)
    affects_rights = models.BooleanField("涉及公民、法人和其他组织的权利义务", default=True)
    affects_others = models.BooleanField("涉及其他部门职权", default=False)
    needs_own_review = models.BooleanField("起草单位已设审核机构", default=False)
    needs_explanation = models.BooleanField("须同步解读", default=True)
    is_urgent = models.BooleanField("紧急程序", default=False)
    urgent_reason = models.TextField("紧急程序的理由", blank=True)

    text = models.TextField("送审稿", blank=True)
    research = models.TextField("起草说明和调研情况", blank=True)
    explanation_plan = models.TextField("解读方案", blank=True)
    edition = models.PositiveSmallIntegerField(
        "成稿次数", default=0, help_text="审查、审核和审议都针对某一稿；改稿后须重新办理。"
    )
    signed_on = models.DateField("签发日期", null=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规范性文件制定项目"
        ordering = ("-case_id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_urgent=False) | ~Q(urgent_reason=""), name="drafting_urgent_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def desk_url(self) -> str:
        """Where the office sees this project."""
        return reverse("normative_desk:project", args=[self.pk])

    @property
    def makers(self) -> list[str]:
        """The names of all who make it, the one that leads first."""
        return [self.org.name, *filter(None, self.joint_makers.split("、"))]


class Consultation(models.Model):
    """A draft that the public may speak to (公开征求意见)."""

    drafting = models.ForeignKey(
        Drafting, models.PROTECT, related_name="consultations", verbose_name="制定项目"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    since_on = models.DateField("开始日期")
    until_on = models.DateField("截止日期", help_text="最后一日，含当日。")
    text = models.TextField("征求意见稿")
    explanation = models.TextField("起草说明")
    contact = models.CharField("联系方式", max_length=200)
    closed_at = models.DateTimeField("结束时间", null=True)
    summary = models.TextField("意见汇总和采纳情况", blank=True)
    answered_at = models.DateTimeField("公布采纳情况的时间", null=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开征求意见"
        ordering = ("-until_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="consultation_lasts"),
            models.CheckConstraint(
                condition=Q(answered_at=None, summary="")
                | Q(answered_at__isnull=False, closed_at__isnull=False) & ~Q(summary=""),
                name="consultation_answered_with_a_summary",
            ),
            models.UniqueConstraint(
                fields=("drafting",), condition=Q(closed_at=None), name="consultation_one_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("until_on",), name="consultation_until"),)

    def __str__(self) -> str:
        return f"{self.drafting.title}（征求意见稿）"

    @property
    def desk_url(self) -> str:
        return self.drafting.desk_url


class Opinion(models.Model):
    """What somebody said of a draft, and what became of it (意见和采纳情况)."""

    class Adopted(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        DECLINED = "declined", "未采纳"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="opinions", verbose_name="征求意见"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("姓名或者单位", max_length=80, blank=True)
    contact = models.CharField("联系方式", max_length=80, blank=True)
    text = models.TextField("意见")
    at = models.DateTimeField("提出时间")
    adopted = models.CharField("是否采纳", max_length=10, choices=Adopted, blank=True)
    reason = models.TextField("理由", blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公众意见"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(adopted__in=("", "adopted")) | ~Q(reason=""),
                name="opinion_declined_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.text[:30]

    @property
    def shown(self) -> str:
        """What the public reads of it."""
        return as_shown(self.text)

    @property
    def desk_url(self) -> str:
        return self.consultation.desk_url


class FairCompetitionReview(models.Model):
    """Whether a draft keeps competition fair (公平竞争审查)."""

    drafting = models.ForeignKey(
        Drafting, models.PROTECT, related_name="competition_reviews", verbose_name="制定项目"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    edition = models.PositiveSmallIntegerField("第几稿")
    passed = models.BooleanField("符合，或者适用例外规定")
    opinion = models.TextField("审查意见")
    reviewed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="审查人")
    reviewed_at = models.DateTimeField("审查时间")

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公平竞争审查"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.drafting}：{'符合' if self.passed else '不符合'}"


class LegalityReview(models.Model):
    """One legality review of one text (合法性审核): a line of the reviewers' ledger (审核台账)."""

    class Level(models.TextChoices):
        OWN = "own", "起草单位审核机构"
        FINAL = "final", "合法性审核"

    class Adopted(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        DECLINED = "declined", "未采纳"

    drafting = models.ForeignKey(Drafting, models.PROTECT, related_name="reviews", verbose_name="制定项目")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    edition = models.PositiveSmallIntegerField("第几稿")
    level = models.CharField("级别", max_length=10, choices=Level)
    number = models.CharField("审核意见书号", max_length=60, blank=True)
    submitted_on = models.DateField("送审日期")
    decided_on = models.DateField("审核日期", null=True)
    verdict = models.CharField(
        "审核结论", max_length=10, blank=True, choices=[(each.value, each.label) for each in Verdict]
    )
    passed = models.JSONField("审过无误的事项", default=list)
    opinion = models.TextField("审核意见", blank=True)
    adviser = models.CharField("协助审核的法律顾问、公职律师、专家", max_length=100, blank=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    supplements = models.PositiveSmallIntegerField("退回补充材料次数", default=0)
    adopted = models.CharField("是否采纳", max_length=10, choices=Adopted, blank=True)
    adopted_why = models.TextField("未完全采纳的理由和依据", blank=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合法性审核"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="", decided_on=None, reviewer=None)
                | ~Q(verdict="") & Q(decided_on__isnull=False, reviewer__isnull=False),
                name="review_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(adopted__in=("", "adopted")) | ~Q(adopted_why=""),
                name="review_declined_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("drafting",), condition=Q(verdict=""), name="review_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("org", "number"), condition=~Q(number=""), name="review_number_once"
            ),
        )
        indexes = (models.Index(fields=("org", "decided_on"), name="review_decided"),)

    def __str__(self) -> str:
        return f"{self.drafting} {self.get_level_display()}"

    @property
    def desk_url(self) -> str:
        return self.drafting.desk_url


class Deliberation(models.Model):
    """What a meeting made of a draft (集体审议)."""

    class Decision(models.TextChoices):
        PASSED = "passed", "审议通过"
        RETURNED = "returned", "修改后再议"
        REJECTED = "rejected", "不予通过"

    drafting = models.ForeignKey(
        Drafting, models.PROTECT, related_name="deliberations", verbose_name="制定项目"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    edition = models.PositiveSmallIntegerField("第几稿")
    meeting = models.CharField("会议", max_length=100)
    on = models.DateField("日期")
    decision = models.CharField("决定", max_length=10, choices=Decision)
    explained = models.TextField("未采纳审核意见的说明", blank=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "集体审议"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.meeting} {self.get_decision_display()}"


class Registration(models.Model):
    """The number under which a document is known everywhere, and its page (统一登记、统一编号、统一印发)."""

    drafting = models.OneToOneField(
        Drafting, models.PROTECT, related_name="registration", verbose_name="制定项目"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="制定机关")
    number = models.CharField("文号", max_length=60)
    unified_number = models.CharField("统一编号", max_length=60)
    registered_on = models.DateField("登记日期")
    effective_on = models.DateField("施行日期")
    expires_on = models.DateField("有效期至")
    page = models.OneToOneField(
        PolicyDocument, models.PROTECT, related_name="registration", verbose_name="稿件"
    )

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统一登记"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="registration_number_once"),
            models.UniqueConstraint(fields=("unified_number",), name="registration_unified_number_once"),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("registered_on")), name="registration_in_force_afterwards"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("effective_on")), name="registration_is_in_force_for_some_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unified_number} {self.drafting}"

    @property
    def desk_url(self) -> str:
        return self.drafting.desk_url


class Filing(models.Model):
    """The report of a document to the authority above, and its answer (备案)."""

    class Result(models.TextChoices):
        ACCEPTED = "accepted", "准予备案"
        MUST_CORRECT = "must_correct", "要求纠正"

    drafting = models.OneToOneField(Drafting, models.PROTECT, related_name="filing", verbose_name="制定项目")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报备机关")
    to = models.CharField("备案机关", max_length=100, blank=True)
    published_on = models.DateField("公布日期")
    due_on = models.DateField("报备期限")
    sent_on = models.DateField("报送日期", null=True)
    number = models.CharField("备案号", max_length=60, blank=True)
    result = models.CharField("备案结果", max_length=12, choices=Result, blank=True)
    result_on = models.DateField("结果日期", null=True)
    note = models.TextField("备案机关的意见", blank=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案"
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_on=None, to="", result="", result_on=None)
                | Q(sent_on__gte=F("published_on")) & ~Q(to=""),
                name="filing_sent_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(result="", result_on=None) | ~Q(result="") & Q(result_on__gte=F("sent_on")),
                name="filing_answered_on_a_day",
            ),
        )
        indexes = (models.Index(fields=("org", "due_on"), name="filing_due"),)

    def __str__(self) -> str:
        return f"{self.drafting} {self.get_result_display() or ('已报送' if self.sent_on else '待报送')}"

    @property
    def desk_url(self) -> str:
        return self.drafting.desk_url


class Evaluation(models.Model):
    """What is to become of a document that will run out (期满前评估), decided once for each last day that it has."""

    class Decision(models.TextChoices):
        EXTEND = "extend", "延期重发"
        AMEND = "amend", "修订"
        LAPSE = "lapse", "自然失效"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="制定机关")
    document = models.ForeignKey(
        PolicyDocument, models.PROTECT, related_name="evaluations", verbose_name="文件"
    )
    expires_on = models.DateField("评估时的有效期至")
    decision = models.CharField("评估结论", max_length=10, choices=Decision)
    reason = models.TextField("理由")
    recognition = models.OneToOneField(
        Recognition, models.PROTECT, null=True, related_name="evaluation", verbose_name="据此立项的认定"
    )
    evaluated_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="评估人")
    evaluated_at = models.DateTimeField("评估时间")

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期满前评估"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("document", "expires_on"), name="evaluation_once_a_term"),
            models.CheckConstraint(condition=~Q(reason=""), name="evaluation_with_a_reason"),
            models.CheckConstraint(
                condition=Q(decision="lapse", recognition=None)
                | ~Q(decision="lapse") & Q(recognition__isnull=False),
                name="evaluation_leads_to_a_project_or_to_the_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document}：{self.get_decision_display()}"

    @property
    def desk_url(self) -> str:
        return self.recognition.desk_url if self.recognition else self.document.desk_url


class Campaign(models.Model):
    """A clean-up (清理): which documents are looked at again, by when, and what came of it."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="组织清理的机关")
    title = models.CharField("名称", max_length=100)
    basis = models.TextField("清理的原因和依据")
    made_before = models.DateField("此日以前制定的", null=True)
    cites = models.CharField("以此为依据的", max_length=200, blank=True)
    expires_before = models.DateField("有效期在此日以前届满的", null=True)
    due_on = models.DateField("清理期限")
    opened_at = models.DateTimeField("部署时间")
    closed_on = models.DateField("公布日期", null=True)
    number = models.CharField("公布清理结果的决定的文号", max_length=60, blank=True)
    page = models.OneToOneField(
        CleanUpResult, models.PROTECT, null=True, related_name="campaign", verbose_name="清理结果"
    )

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规范性文件清理"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on=None, number="", page=None)
                | Q(closed_on__isnull=False, page__isnull=False) & ~Q(number=""),
                name="campaign_closed_by_a_decision",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def desk_url(self) -> str:
        return reverse("normative_desk:campaign", args=[self.pk])


class CleanUpDecision(models.Model):
    """What becomes of one document in a clean-up (清理意见)."""

    class Decision(models.TextChoices):
        KEEP = "keep", "继续有效"
        AMEND = "amend", "修改"
        ABOLISH = "abolish", "废止"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="decisions", verbose_name="清理")
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="制定机关")
    document = models.ForeignKey(
        PolicyDocument, models.PROTECT, related_name="clean_ups", verbose_name="文件"
    )
    decision = models.CharField("清理意见", max_length=10, choices=Decision, blank=True)
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    decided_at = models.DateTimeField("提出时间", null=True)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理意见"
        ordering = ("org__code", "document__number")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "document"), name="clean_up_once_a_document"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | ~Q(decision="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="clean_up_decided_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} {self.get_decision_display()}"

    @property
    def desk_url(self) -> str:
        return self.campaign.desk_url
