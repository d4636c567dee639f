from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yangguang.core.orgs.models import Organisation, Person


class ProcessVersion(models.Model):
    """One edition of a diagram. Once published it never changes: its cases and their clocks rest on it."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        RETIRED = "retired", "已停用"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="发布机关")
    key = models.CharField("流程", max_length=40)
    number = models.PositiveIntegerField("版本")
    xml = models.TextField("流程图")
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    effective_on = models.DateField("施行日", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "流程版本"
        ordering = ("key", "number")
        constraints = (
            models.UniqueConstraint(fields=("key", "number"), name="process_version_once"),
            models.CheckConstraint(
                condition=Q(state="draft", effective_on=None, published_at=None, published_by=None)
                | Q(effective_on__isnull=False, published_at__isnull=False, published_by__isnull=False)
                & ~Q(state="draft"),
                name="process_version_published_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} 第{self.number}版"


class Numbering(models.Model):
    """The last number given by an organisation in a series and a year."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    series = models.CharField("字号", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("末号")

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        constraints = (models.UniqueConstraint(fields=("org", "series", "year"), name="numbering_once"),)

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"


class Case(models.Model):
    """One matter under way (办件)."""

    class State(models.TextChoices):
        RUNNING = "running", "办理中"
        ENDED = "ended", "已办结"
        STOPPED = "stopped", "已终止"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="cases", verbose_name="机关")
    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="cases", verbose_name="流程版本")
    number = models.CharField("编号", max_length=60)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    fields = models.JSONField("字段", default=dict)
    received_on = models.DateField("收到日")
    opened_at = models.DateTimeField("立案时间")
    closed_at = models.DateTimeField("办结时间", null=True)
    ending = models.CharField("办结环节", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        constraints = (
            models.UniqueConstraint(fields=("org", "number"), name="case_number_once"),
            models.CheckConstraint(
                condition=Q(state="running", closed_at=None, ending="")
                | Q(state="ended", closed_at__isnull=False) & ~Q(ending="")
                | Q(state="stopped", closed_at__isnull=False, ending=""),
                name="case_closed_when_over",
            ),
        )
        indexes = (
            models.Index(fields=("org", "version", "received_on"), name="case_received"),
            models.Index(fields=("version",), condition=Q(state="running"), name="case_running"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Step(models.Model):
    """One token of a case: the task it stands at, or the join it waits before.

    `via` is the flow it came by, so the marking of a case is the `via` of its open and waiting steps.
    """

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        WAITING = "waiting", "等待汇合"
        DONE = "done", "已办"
        CANCELLED = "cancelled", "已取消"

    LIVE = (State.OPEN, State.WAITING)

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name="办件")
    node = models.CharField("环节", max_length=60)
    via = models.CharField("来路", max_length=60)
    role = models.CharField("岗位", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=State)
    began_on = models.DateField("起算日")
    workdays = models.PositiveSmallIntegerField("工作日", null=True, help_text="没有以工作日计的时限时为空")
    due_on = models.DateField("应办结日", null=True)
    on_expire = models.CharField("到期结果", max_length=60, blank=True)
    opened_at = models.DateTimeField("开始时间")
    closed_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=60, blank=True)
    opinion = models.TextField("意见", blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    done_by_name = models.CharField("办理人姓名", max_length=80, blank=True)
    supervised_at = models.DateTimeField("督办时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "环节"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("open", "waiting"), closed_at=None, outcome="", done_by=None)
                | Q(state__in=("done", "cancelled"), closed_at__isnull=False),
                name="step_closed_when_over",
            ),
            models.UniqueConstraint(
                fields=("case", "via"),
                condition=Q(state__in=("open", "waiting")),
                name="step_one_token_a_flow",
            ),
        )
        indexes = (
            models.Index(fields=("case", "id"), name="step_of_case"),
            models.Index(fields=("org", "role", "due_on"), condition=Q(state="open"), name="step_worklist"),
            models.Index(
                fields=("due_on",), condition=Q(state="open") & ~Q(on_expire=""), name="step_expiring"
            ),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.get_state_display()}"


class Assignment(models.Model):
    """A step given to a person: to handle or sign it, or to read a copy."""

    class Duty(models.TextChoices):
        HANDLE = "handle", "办理"
        COPY = "copy", "阅知"

    class State(models.TextChoices):
        OPEN = "open", "待办"
        WAITING = "waiting", "等候"
        DONE = "done", "已办"
        CANCELLED = "cancelled", "已取消"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    step = models.ForeignKey(Step, models.PROTECT, related_name="assignments", verbose_name="环节")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name="人员")
    duty = models.CharField("方式", max_length=10, choices=Duty, default=Duty.HANDLE)
    order = models.PositiveSmallIntegerField("次序", default=1)
    weight = models.PositiveSmallIntegerField("权重", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    delegated_from = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="委派人"
    )
    read_at = models.DateTimeField("阅读时间", null=True)
    decision = models.CharField("决定", max_length=60, blank=True)
    opinion = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指派"
        ordering = ("step_id", "order", "id")
        constraints = (
            models.CheckConstraint(condition=Q(weight__gte=1), name="assignment_weighs_something"),
            models.CheckConstraint(
                condition=~Q(delegated_from=F("person")), name="assignment_not_delegated_to_oneself"
            ),
            models.UniqueConstraint(
                fields=("step", "person", "duty"),
                condition=Q(state__in=("open", "waiting")),
                name="assignment_once_a_person",
            ),
        )
        indexes = (
            models.Index(fields=("person", "step"), condition=Q(state="open"), name="assignment_open"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.get_duty_display()}"


class Inquiry(models.Model):
    """Somebody outside who is asked at a step by a letter of his own, and has a term of his own (征求意见).

    While it is open, no day counts of the terms that pause at the step.
    """

    class State(models.TextChoices):
        OPEN = "open", "等待意见"
        ANSWERED = "answered", "已提出意见"
        EXPIRED = "expired", "逾期未提出意见"
        CANCELLED = "cancelled", "已取消"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries", verbose_name="办件")
    step = models.ForeignKey(Step, models.PROTECT, related_name="inquiries", verbose_name="环节")
    whom = models.CharField("征求谁的意见", max_length=100)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    asked_on = models.DateField("发函日")
    due_on = models.DateField("期限届满日")
    closed_on = models.DateField("收到意见或者期限届满之日", null=True)
    outcome = models.CharField("结果", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None, outcome="")
                | Q(state="cancelled", closed_on__isnull=False)
                | Q(state__in=("answered", "expired"), closed_on__isnull=False) & ~Q(outcome=""),
                name="inquiry_closed_when_over",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("asked_on")),
                name="inquiry_not_answered_before_asked",
            ),
        )
        indexes = (models.Index(fields=("due_on",), condition=Q(state="open"), name="inquiry_expiring"),)

    def __str__(self) -> str:
        return f"{self.whom} {self.get_state_display()}"


class Clock(models.Model):
    """A term under way: `due_on` is the `remaining`-th day after `anchor_on`, in working days where it counts these."""

    class Kind(models.TextChoices):
        MAX = "max", "不超过"
        MIN = "min", "不少于"

    class State(models.TextChoices):
        RUNNING = "running", "计时中"
        PAUSED = "paused", "暂停"
        DONE = "done", "已完成"
        STOPPED = "stopped", "已终止"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="办件")
    key = models.CharField("时限", max_length=40)
    kind = models.CharField("类别", max_length=3, choices=Kind, default=Kind.MAX)
    unit = models.CharField("单位", max_length=10)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    anchor_on = models.DateField("起算日")
    remaining = models.SmallIntegerField("剩余日数")
    due_on = models.DateField("届满日", null=True)
    provisional = models.BooleanField("暂定", default=False)
    closed_on = models.DateField("终结日", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        constraints = (
            models.UniqueConstraint(fields=("case", "key"), name="clock_once"),
            models.CheckConstraint(
                condition=Q(state="running", due_on__isnull=False, closed_on=None)
                | Q(state="paused", due_on=None, closed_on=None)
                | Q(state__in=("done", "stopped"), closed_on__isnull=False),
                name="clock_due_while_running",
            ),
        )
        indexes = (
            models.Index(fields=("org", "due_on"), condition=Q(state="running"), name="clock_running"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.due_on or self.get_state_display()}"


class ClockEvent(models.Model):
    """What happened to a clock on a day; its state and its proof are computed from these alone."""

    class Kind(models.TextChoices):
        STARTED = "started", "起算"
        PAUSED = "paused", "暂停"
        RESUMED = "resumed", "续算"
        EXTENDED = "extended", "延长"
        RESTARTED = "restarted", "重新起算"
        DONE = "done", "完成"
        STOPPED = "stopped", "终止"
        REOPENED = "reopened", "恢复"

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events", verbose_name="时限")
    kind = models.CharField("事件", max_length=10, choices=Kind)
    on = models.DateField("日期")
    workdays = models.PositiveSmallIntegerField("工作日", default=0)
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="+", verbose_name="环节")
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="因征求谁的意见"
    )
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "时限事件"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="extended", workdays__gte=1) | ~Q(kind="extended") & Q(workdays=0),
                name="clock_event_extends_by_something",
            ),
        )
        indexes = (models.Index(fields=("clock", "id"), name="clock_event_of_clock"),)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_kind_display()}"


class CalendarNotice(models.Model):
    """A notice of the State Council on the days off of a year, loaded without a new release."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="登记机关")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("安排", help_text="格式同 rules/calendars 中各年的文件")
    applied_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class LocalDayOff(models.Model):
    """A day on which one organisation does not work though the calendar says so."""

    org = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    on = models.DateField("日期")
    reason = models.CharField("事由", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "本机关停工日"
        constraints = (models.UniqueConstraint(fields=("org", "on"), name="local_day_off_once"),)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.reason}"


class Day(models.Model):
    """A day of the calendar; `ordinal` counts the working days up to and with it."""

    date = models.DateField("日期", primary_key=True)
    work = models.BooleanField("工作日")
    ordinal = models.PositiveIntegerField("第几个工作日")
    provisional = models.BooleanField("暂定")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历"
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(fields=("ordinal",), condition=Q(work=True), name="day_one_workday_each"),
        )

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"
