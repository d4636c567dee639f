from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yangguang.core.cases.models import Case
from yangguang.core.files.models import StoredFile
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.redaction.models import Redaction

from .decisions import AnswerCheck, Charge, Draft, Phrase, Practice, ScopedQuerySet, WithheldPart
from .dispatch.models import Dispatch
from .drafts.models import KeptForm
from .reminders.models import Reminder
from .repeats.models import Judgement, Proposal, PublicAnswer
from .rules import OUTCOMES, Applicant, Channel, Outcome, Ruling

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "AnswerCheck",
    "Charge",
    "Conferral",
    "Contest",
    "DisclosureRequest",
    "Dispatch",
    "Draft",
    "Invitation",
    "Judgement",
    "KeptForm",
    "Letter",
    "Party",
    "Phrase",
    "Practice",
    "Proposal",
    "PublicAnswer",
    "Reminder",
    "RequestQuerySet",
    "WithheldPart",
]


class RequestQuerySet(models.QuerySet["DisclosureRequest"]):
    def of(self, organisations: QuerySet[Organisation]) -> RequestQuerySet:
        """Return the requests to any of these organisations."""
        return self.filter(org__in=organisations)

    def visible_to(self, person: Person, on: date) -> RequestQuerySet:
        """Return the requests that `person` may see in the office."""
        return self.of(orgs.visible_to(person, on))

    def counted(self) -> RequestQuerySet:
        """Return the requests that count: of one that was split (拆分), its parts count and it does not.

        Source: 国办公开办函〔2021〕30号表三.
        """
        return self.filter(split_on=None)


class DisclosureRequest(models.Model):
    """A request for government information (政府信息公开申请): who asks for what, and what was answered.

    Where it stands, and which clocks run, is known to its case.
    """

    class Form(models.TextChoices):
        PAPER = "paper", "纸质"
        ELECTRONIC = "electronic", "电子"
        INSPECTION = "inspection", "查阅、抄录"

    class Way(models.TextChoices):
        ONLINE = "online", "网上获取"
        POST = "post", "邮寄"
        IN_PERSON = "in_person", "当面领取"
        EMAIL = "email", "电子邮件"

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="disclosure_request", verbose_name="办件"
    )
    org = models.ForeignKey(
        Organisation, models.PROTECT, related_name="disclosure_requests", verbose_name="受理机关"
    )
    account = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="disclosure_requests", verbose_name="账号"
    )
    code = models.CharField("查询码", max_length=12)

    channel = models.CharField(
        "申请渠道", max_length=20, choices=[(each.value, each.label) for each in Channel]
    )
    submitted_at = models.DateTimeField("提交时间")
    arrived_on = models.DateField("到达日期")
    confirmed_on = models.DateField("双方确认日期", null=True, blank=True)
    confirmed_how = models.CharField(
        "怎样确认、与谁确认", max_length=100, blank=True, default="", db_default=""
    )
    received_on = models.DateField("收到申请之日", null=True, blank=True)

    applicant_kind = models.CharField(
        "申请人类型", max_length=30, choices=[(each.value, each.label) for each in Applicant]
    )
    applicant = models.CharField("姓名或者名称", max_length=100)
    identity = models.CharField("身份证明", max_length=60)
    representative = models.CharField("联系人", max_length=80, blank=True)
    agent = models.CharField("代理人姓名", max_length=80, blank=True, default="", db_default="")
    agent_identity = models.CharField("代理人证件号码", max_length=60, blank=True, default="", db_default="")
    authority = models.CharField("委托或者代表的依据", max_length=200, blank=True, default="", db_default="")
    phone = models.CharField("联系电话", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("通信地址", max_length=200, blank=True)
    needs_help = models.BooleanField("阅读或者视听有困难，需要协助", default=False)
    read_back = models.CharField(
        "代填后怎样宣读并经申请人确认", max_length=200, blank=True, default="", db_default=""
    )

    wanted = models.TextField("所需政府信息的名称、文号或者便于查询的特征描述")
    form = models.CharField("获取信息的形式", max_length=20, choices=Form, default=Form.ELECTRONIC)
    way = models.CharField("获取信息的途径", max_length=20, choices=Way, default=Way.ONLINE)

    outcome = models.CharField(
        "答复类型",
        max_length=30,
        blank=True,
        choices=[(each.key, each.label) for each in OUTCOMES.values()],
        help_text="拟写答复时选定；年报表三行和办结日期在答复发出时确定",
    )
    row = models.CharField("年报表三行", max_length=40, blank=True, db_index=True)
    answer = models.TextField("答复内容", blank=True)
    answer_number = models.CharField("答复文号", max_length=60, blank=True)
    closed_on = models.DateField(
        "办结日期", null=True, blank=True, help_text="答复书发出之日，或决定不再处理之日"
    )
    fee_due = models.PositiveIntegerField("通知收取的信息处理费（元）", default=0)
    fee = models.PositiveIntegerField("已收信息处理费（元）", default=0)

    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="由此件拆分"
    )
    split_on = models.DateField(
        "拆分日期", null=True, blank=True, help_text="已拆分为若干件，由各件计数，本件不再计"
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name="与此件合并答复"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "依申请公开"
        ordering = ("-case_id",)
        indexes = (
            # They hold all that the annual report counts, so that it reads no request.
            models.Index(
                fields=("org", "received_on"),
                include=("closed_on", "applicant_kind"),
                condition=Q(split_on=None),
                name="request_received",
            ),
            models.Index(
                fields=("org", "closed_on"),
                include=("received_on", "row", "applicant_kind"),
                condition=Q(split_on=None),
                name="request_closed",
            ),
            models.Index(fields=("identity",), name="request_identity"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(row="", closed_on=None)
                | (~Q(outcome="") & ~Q(row="") & Q(closed_on__isnull=False)),
                name="request_closed_with_outcome_and_row",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("received_on")),
                name="request_not_closed_before_received",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | Q(confirmed_on__gte=F("arrived_on")),
                name="request_not_confirmed_before_arrival",
            ),
            models.CheckConstraint(condition=Q(fee=0) | Q(fee=F("fee_due")), name="request_fee_as_charged"),
            models.CheckConstraint(
                condition=Q(split_on=None) | Q(closed_on=None), name="request_split_is_not_closed_too"
            ),
            models.CheckConstraint(
                condition=~Q(split_from=F("case")) & ~Q(joined_to=F("case")),
                name="request_not_part_of_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case.number} {self.applicant}"

    @property
    def came_by(self) -> Channel:
        return Channel(self.channel)  # type: ignore[call-arg]  # it looks a member up, and makes none

    @property
    def desk_url(self) -> str:
        """Where the office sees this request."""
        return reverse("disclosure_desk:case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether there is still something to be done for an answer."""
        return self.closed_on is None and self.split_on is None

    @property
    def answered_as(self) -> Outcome | None:
        return OUTCOMES.get(self.outcome)


class Letter(models.Model):
    """A letter of the office in a case (文书): what it said, to whom, and the day it went out."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "登记回执"
        CORRECTION = "correction", "补正告知书"
        EXTENSION = "extension", "延期答复告知书"
        CONSULTATION = "consultation", "征求意见书"
        CONSULTATION_TOLD = "consultation_told", "征求意见告知书"
        REASONS = "reasons", "说明理由告知书"
        FEE = "fee", "收费通知书"
        PARTY_TOLD = "party_told", "公开告知书"
        ANSWER = "answer", "答复书"
        CLOSING = "closing", "不再处理告知书"
        SPLIT = "split", "拆分办理告知书"

    request = models.ForeignKey(
        DisclosureRequest, models.PROTECT, related_name="letters", verbose_name="申请"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    kind = models.CharField("文书", max_length=20, choices=Kind)
    number = models.CharField("文号", max_length=60)
    addressee = models.CharField("主送", max_length=100)
    paragraphs = models.JSONField("正文")
    answer_by = models.DateField("请于此日前答复", null=True, blank=True)
    sent_on = models.DateField("发出日期")
    way = models.CharField("送达方式", max_length=20, blank=True, choices=DisclosureRequest.Way)
    mail_number = models.CharField("邮件号码", max_length=40, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ("request_id", "id")
        constraints = (models.UniqueConstraint(fields=("org", "number"), name="letter_number_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Contest(models.Model):
    """An administrative review or a suit over an answer (行政复议、行政诉讼)."""

    class Kind(models.TextChoices):
        REVIEW = "review", "行政复议"
        DIRECT = "direct", "未经复议直接起诉"
        POSTREVIEW = "postreview", "复议后起诉"

    class Result(models.TextChoices):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"

    request = models.ForeignKey(
        DisclosureRequest, models.PROTECT, related_name="contests", verbose_name="申请"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="被申请人（被告）")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="suits", verbose_name="经过的复议"
    )
    authority = models.CharField("复议机关或者法院", max_length=100, blank=True)
    file_number = models.CharField("案号", max_length=80, blank=True)
    is_simple = models.BooleanField("简易程序", default=False)
    filed_on = models.DateField("受理日期")
    served_on = models.DateField("收到副本日期", null=True, blank=True)
    reply_by = models.DateField("答复（答辩）期限", null=True, blank=True, db_index=True)
    replied_on = models.DateField("提交答复（答辩）日期", null=True, blank=True)
    hearing_on = models.DateField("听证（开庭）日期", null=True, blank=True)
    appeared = models.CharField("出席人员", max_length=200, blank=True)
    decided_on = models.DateField("审结日期", null=True, blank=True)
    ruling = models.CharField(
        "裁决结果", max_length=20, blank=True, choices=[(each.value, each.label) for each in Ruling]
    )
    decision_number = models.CharField("裁决文号", max_length=80, blank=True)
    result = models.CharField("表四所列结果", max_length=20, choices=Result, blank=True)
    redo_by = models.DateField("责令重新答复的期限", null=True, blank=True, db_index=True)
    redone_on = models.DateField("重新答复日期", null=True, blank=True)

    objects: ClassVar[models.Manager[Contest]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        ordering = ("-filed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_on=None, result="") | (Q(decided_on__isnull=False) & ~Q(result="")),
                name="contest_decided_with_result",
            ),
            models.CheckConstraint(
                condition=Q(redo_by=None) | Q(decided_on__isnull=False),
                name="contest_redone_after_its_result",
            ),
            models.CheckConstraint(
                condition=Q(redone_on=None) | Q(redo_by__isnull=False), name="contest_redone_where_ordered"
            ),
            models.CheckConstraint(
                condition=Q(served_on=None, reply_by=None)
                | Q(served_on__isnull=False, reply_by__isnull=False),
                name="contest_replied_to_after_its_copy",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.filed_on:%Y-%m-%d}"

    @property
    def is_review(self) -> bool:
        return self.kind == Contest.Kind.REVIEW

    @property
    def desk_url(self) -> str:
        """Where the office sees the request that is contested."""
        return self.request.desk_url


class Enclosure(models.Model):
    """A file of a request (附件), whose role says where it comes from.

    What goes out with the answer was made from another file and passed the test for leaks.
    """

    class Role(models.TextChoices):
        ATTACHED = "attached", "申请人提交"
        FOUND = "found", "检索到的文件"
        ADVICE = "advice", "会商意见附件"
        OUTGOING = "outgoing", "随答复发出"

    request = models.ForeignKey(
        DisclosureRequest, models.PROTECT, related_name="enclosures", verbose_name="申请"
    )
    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="enclosure", verbose_name="文件")
    role = models.CharField("来源", max_length=10, choices=Role)
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="made", verbose_name="由此遮盖而成"
    )
    redaction = models.OneToOneField(
        Redaction, models.PROTECT, null=True, blank=True, related_name="enclosure", verbose_name="遮盖"
    )
    taken_off_at = models.DateTimeField("取下时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("request_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(role="outgoing", made_from__isnull=False, redaction__isnull=False)
                | ~Q(role="outgoing") & Q(made_from=None, redaction=None, taken_off_at=None),
                name="enclosure_goes_out_redacted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.file.name}"


from .others.models import Conferral, Invitation, Party  # noqa: E402  they name the models above
