"""Policy documents, and what explains them to everybody."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from yangguang.core.publishing.models import OfficialPage
from yangguang.core.search.entries import Kind
from yangguang.rules.problems import Problem
from yangguang.rules.validity import Validity

from . import rules

DATES = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("number"), FieldPanel("made_on")]),
        FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
        FieldRowPanel([FieldPanel("theme"), FieldPanel("keywords")]),
    ],
    heading="文件信息",
)
OF_A_RULE = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("normative"), FieldPanel("announced_on")])], heading="规范性文件"
)
TOP, ORG, SUMMARY, BODY, GO_LIVE = (
    OfficialPage.content_panels[0],
    OfficialPage.content_panels[1],
    OfficialPage.content_panels[2],
    OfficialPage.content_panels[3],
    OfficialPage.content_panels[5],
)


class PolicyDocument(OfficialPage):
    """A document that binds, or that says how something will be done (政策文件)."""

    must_be_explained = models.BooleanField(
        "须同步解读", default=False, help_text="勾选后，至少一份解读办完审校，文件与解读才同时发布。"
    )

    normative = models.CharField(
        "规范性文件",
        max_length=12,
        blank=True,
        choices=[(each.value, each.label) for each in rules.Kind],
        help_text="不是规范性文件的不选。由制定项目登记形成的已经选好。",
    )
    announced_on = models.DateField(
        "原公布日期",
        null=True,
        blank=True,
        help_text="在本网站之前已经公布的文件填写；不填则以在本网站发布之日为准。",
    )

    is_creatable = True
    has_validity = True
    kind_label = "政策文件"
    static_template = "normative/document.html"
    schema_type = "Legislation"
    search_kind = Kind.DOCUMENT
    parent_page_types: ClassVar[list[Any]] = ["portal.Column"]
    subpage_types: ClassVar[list[Any]] = []
    content_panels = [TOP, ORG, DATES, SUMMARY, BODY, OF_A_RULE, FieldPanel("must_be_explained"), GO_LIVE]
    taken_away = (
        "title",
        "number",
        "org",
        "normative",
        "made_on",
        "announced_on",
        "effective_on",
        "expires_on",
    )

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"

    @property
    def desk_url(self) -> str:
        """Where the office sees the document."""
        return reverse("publishing_desk:page", args=[self.pk])

    def why_not_submit(self) -> list[Problem]:
        """Say what is missing: a reader must always learn its number, its dates and whether it is in force."""
        missing = [
            Problem(f"请填写{label}。", field)
            for field, label in (("number", "文号"), ("made_on", "成文日期"), ("effective_on", "施行日期"))
            if not getattr(self, field) and field not in self.unstated()
        ]
        return [*super().why_not_submit(), *missing, *self._why_not_rule()]

    def _why_not_rule(self) -> list[Problem]:
        """Say what a normative document lacks that others do not need: a term of validity above all."""
        if not self.normative:
            return []
        valid = rules.why_not_valid(self.title, effective_on=self.effective_on, expires_on=self.expires_on)
        registered = getattr(self, "registration", None)
        if registered is None or self.number == registered.number:
            return [*valid]
        return [*valid, Problem(f"文号须与统一登记的{registered.number}一致。", "number")]

    def why_not_go_live(self, on: date) -> list[Problem]:
        """Say why a normative document is not published on that day: it may not be in force before."""
        if not self.normative or self.announced_on:
            return []
        return [*rules.why_not_effective(self.effective_on, published_on=on)]

    def went_live(self, *, at: datetime) -> None:
        """Let the project go on that made the document."""
        from . import actions

        actions.note_published(self, at=at)

    def unstated(self) -> dict[str, str]:
        """Return what is said in place of what its original does not name; empty unless it is an older document."""
        brought = getattr(self, "incoming", None)
        return brought.unstated_words() if brought else {}

    def shown(self) -> dict[str, Any]:
        """Return what stands on the page of an older document instead of what nobody knows."""
        return {**super().shown(), "unstated": self.unstated()}

    def needs_companion(self) -> bool:
        """Whether it waits for an interpretation (应解读尽解读)."""
        return self.must_be_explained


class Interpretation(OfficialPage):
    """An explanation of a policy document for everybody (政策解读)."""

    class Form(models.TextChoices):
        TEXT = "text", "文字解读"
        PICTURE = "picture", "图解"
        MEDIA = "media", "音视频解读"
        QUESTIONS = "questions", "问答"
        EXPERT = "expert", "专家解读"

    of = models.ForeignKey(
        PolicyDocument, models.PROTECT, related_name="interpretations", verbose_name="解读的文件"
    )
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.TEXT)

    is_creatable = True
    published_together_with = "of"
    search_kind = Kind.INTERPRETATION
    kind_label = "政策解读"
    static_template = "normative/interpretation.html"
    parent_page_types: ClassVar[list[Any]] = ["portal.Column"]
    subpage_types: ClassVar[list[Any]] = []
    content_panels = [
        TOP, ORG, MultiFieldPanel([FieldPanel("of"), FieldPanel("form")], heading="解读"), SUMMARY, BODY, GO_LIVE,
    ]  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "政策解读"

    def shown(self) -> dict[str, Any]:
        """Return what readers must know of the document: whether it is still in force, and how it ended if not."""
        standing = self.of.validity(localdate())
        return {"ended": standing.label if standing.is_over or standing is Validity.SUSPENDED else ""}


class CleanUpResult(OfficialPage):
    """What came of a clean-up: the documents that stay in force, are amended, or are repealed (清理结果)."""

    kind_label = "清理结果"
    is_creatable = False
    parent_page_types: ClassVar[list[Any]] = ["portal.Column"]
    subpage_types: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = verbose_name_plural = "规范性文件清理结果"
