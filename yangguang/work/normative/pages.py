"""Policy documents, and what explains them to everybody."""

from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from yangguang.core.publishing.models import OfficialPage
from yangguang.core.search.entries import Kind
from yangguang.rules.problems import Problem
from yangguang.rules.validity import Validity

DATES = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("number"), FieldPanel("made_on")]),
        FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
        FieldRowPanel([FieldPanel("theme"), FieldPanel("keywords")]),
    ],
    heading="文件信息",
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

    is_creatable = True
    has_validity = True
    kind_label = "政策文件"
    static_template = "normative/document.html"
    schema_type = "Legislation"
    search_kind = Kind.DOCUMENT
    parent_page_types: ClassVar[list[Any]] = ["portal.Column"]
    subpage_types: ClassVar[list[Any]] = []
    content_panels = [TOP, ORG, DATES, SUMMARY, BODY, FieldPanel("must_be_explained"), GO_LIVE]

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"

    def why_not_submit(self) -> list[Problem]:
        """Say what is missing: a reader must always learn its number, its dates and whether it is in force."""
        missing = [
            Problem(f"请填写{label}。", field)
            for field, label in (("number", "文号"), ("made_on", "成文日期"), ("effective_on", "施行日期"))
            if not getattr(self, field) and field not in self.unstated()
        ]
        return [*super().why_not_submit(), *missing]

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
